"""OPML (http://opml.org/spec2.opml): the list of feeds that every feed reader takes in and gives out.

`content/feeds.opml` is such a list. Beside the standard attributes an outline may carry
`person`, `owned` and `every`, as in `firm.yml`.
"""

from collections.abc import Iterable
from xml.etree import ElementTree  # safe for our use: a document type is refused before anything is parsed

from pydantic import ValidationError

from pipeline.errors import AttractError, ConfigurationError
from pipeline.firm import Feed

#: Where feeds stand that were added by command or taken from another reader.
LIST = "content/feeds.opml"
_OURS = ("person", "owned", "every")


def read_opml(raw: bytes, name: str, error: type[AttractError] = ConfigurationError) -> list[Feed]:
    """The feeds of a list, each once, in order; folders in it are looked into.

    Args:
        raw: the bytes of the list.
        name: the file's name, for messages.
        error: what to raise when it is no list.

    """
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise error(name, "it declares a document type, which no list of feeds needs.", "Export it again.")
    try:
        root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        line = getattr(problem, "position", (1, 0))[0]
        raise error(f"{name}:{line}", f"this is not OPML ({problem}).", "Export it again.") from problem
    if root.tag.lower() != "opml":
        raise error(f"{name}:1", f"this is not OPML but <{root.tag}>.", "Export the list of feeds as OPML.")
    found: dict[str, Feed] = {}
    for outline in root.iter("outline"):
        given = {key.lower(): value.strip() for key, value in outline.attrib.items()}
        if address := given.get("xmlurl"):
            told = {"address": address, **{key: given[key] for key in _OURS if given.get(key)}}
            try:
                found.setdefault(address, Feed(**told))
            except ValidationError as problem:
                first = problem.errors()[0]
                raise error(
                    name, f"the feed {address}: `{first['loc'][0]}`: {first['msg']}.", "Correct it and run again."
                ) from problem
    return list(found.values())


def write_opml(feeds: Iterable[Feed], title: str, titles: dict[str, str] | None = None) -> bytes:
    """A list of feeds.

    Args:
        feeds: what stands in it.
        title: what the list is called.
        titles: what each feed calls itself, by address.

    """
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for feed in feeds:
        name = (titles or {}).get(feed.address) or feed.address
        told = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.address}
        ours = {"person": feed.person, "owned": "true" if feed.owned else "", "every": str(feed.every or "")}
        ElementTree.SubElement(body, "outline", {**told, **{key: value for key, value in ours.items() if value}})
    ElementTree.indent(root)
    body_of_file: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body_of_file + b"\n"
