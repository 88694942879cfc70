"""SVG drawings as they are published: what a browser draws, and no word of who made it and for whom.

Drawing programs write remarks, layers' names, the author and the file's place on somebody's disk
into a drawing. A drawing in which nothing of that stands is left as it is, byte for byte.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree  # safe for our use: an entity is refused before anything is parsed

from pipeline.collect.decoding import decode
from pipeline.errors import SourceError

Element = ElementTree.Element
_SVG, _XLINK, _XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)
_OUTSIDE = re.compile(r"<!--|<\?(?!xml\s)")
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_EMBEDDED = re.compile(r"\s*data:image/(png|jpe?g|webp|svg\+xml)\s*;\s*base64\s*,(.*)", re.DOTALL | re.IGNORECASE)
_ENDINGS = {"png": ".png", "jpeg": ".jpg", "jpg": ".jpg", "webp": ".webp", "svg+xml": ".svg"}


def plain(raw: bytes, name: str, picture: Callable[[bytes, str], tuple[bytes, str]]) -> bytes:
    """A drawing without remarks, properties and the marks of the program that made it.

    Args:
        raw: a well-formed SVG that acts on nothing.
        name: for messages.
        picture: cleans a picture that lies inside the drawing.

    Raises:
        SourceError: a picture inside it cannot be cleaned.

    """
    builder = ElementTree.TreeBuilder(insert_comments=True, insert_pis=True)
    root = ElementTree.fromstring(raw, ElementTree.XMLParser(target=builder))
    changed = [*_drop(root), *(change for element in root.iter() for change in _strip(element, name, picture))]
    # What stands before the first element or behind the last is in no tree.
    if not changed and not _OUTSIDE.search(decode(raw)[0]):
        return raw
    drawn: bytes = ElementTree.tostring(root, encoding="utf-8")
    return drawn


def words(raw: bytes) -> str:
    """What a drawing says: the words in it, its title and description, and the names of its parts."""
    said = []
    for element in ElementTree.fromstring(raw).iter():
        if _name(element) != "style":
            said += [element.text or "", element.get("aria-label", ""), re.sub(r"[\W_]+", " ", element.get("id", ""))]
        said.append(element.tail or "")
    return " ".join(" ".join(said).split())


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _of_others(tag: object) -> bool:
    """Whether an element or attribute belongs to a drawing program, or is no element at all (a remark)."""
    if not isinstance(tag, str):
        return True
    return tag.startswith("{") and not tag.startswith((f"{{{_SVG}}}", f"{{{_XLINK}}}", f"{{{_XML}}}"))


def _drop(root: Element) -> Iterator[str]:
    """Take out what is not drawn; words behind it stay."""
    for parent in list(root.iter()):
        before: Element | None = None
        for child in list(parent):
            if not _of_others(child.tag) and _name(child) != "metadata":
                before = child
                continue
            if before is None:
                parent.text = (parent.text or "") + (child.tail or "")
            else:
                before.tail = (before.tail or "") + (child.tail or "")
            parent.remove(child)
            yield "dropped"


def _strip(element: Element, name: str, picture: Callable[[bytes, str], tuple[bytes, str]]) -> Iterator[str]:
    for key, value in list(element.attrib.items()):
        if _of_others(key) or key.startswith("data-"):
            del element.attrib[key]
            yield key
        elif key.rpartition("}")[2] == "href" and value.lstrip()[:5].lower() == "data:":
            element.attrib[key] = _embedded(value, name, picture)
            yield key
    if _name(element) == "style" and element.text and (quiet := _REMARK.sub("", element.text)) != element.text:
        element.text = quiet
        yield "style"


def _embedded(value: str, name: str, picture: Callable[[bytes, str], tuple[bytes, str]]) -> str:
    found = _EMBEDDED.fullmatch(value)
    try:
        raw = base64.b64decode(found[2], validate=False) if found else b""
    except binascii.Error:
        raw = b""
    if not found or not raw:
        raise SourceError(name, "a picture inside this SVG is of a kind that cannot be read.", "Export it as PNG.")
    kind = found[1].lower()
    clean, _ = picture(raw, f"{name}, a picture in it{_ENDINGS[kind]}")
    return f"data:image/{kind};base64,{base64.b64encode(clean).decode()}"
