"""llms.txt (https://llmstxt.org): the site in one short page of Markdown, for programs that read for somebody.

A title, what the firm does, and lists of links, each with a line about what is there. It says
nothing that the pages do not say, with the same notices, and it stays small however much there is.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from pipeline.firm import Firm
from pipeline.model import Area, ClearedItem, Kind, Person
from pipeline.model.telling import BODY, SUMMARY, TITLE, label, notices, sized
from pipeline.publish.links import area_path, person_path
from pipeline.publish.listing import Listing
from pipeline.publish.shown import description

PATH = "llms.txt"
#: Pieces in each list, and people.
PIECES = 25
_PEOPLE = 100
#: Characters of a description.
_WIDTH = 220
#: Markdown's signs; each is a sign of ours or of an author's, and never markup.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")


def llms_txt(
    firm: Firm,
    people: Sequence[Person],
    areas: Sequence[Area],
    pieces: Sequence[Listing],
    own: Mapping[str, ClearedItem],
) -> bytes:
    """The page as UTF-8.

    Args:
        firm: whose site it is.
        people: everybody with a page, as of today; whoever has left is not among those to ask.
        areas: the practice areas that have a page.
        pieces: newest first.
        own: the firm's words and the profiles, by id (`firm`, `profile:x`, `practice:x`), with their notices.

    """
    lists = [
        ("People", [_person(each, firm, own) for each in people if each.left is None][:_PEOPLE]),
        ("Practice areas", [_area(each, firm, own) for each in areas]),
        ("Newest", [_piece(each, firm) for each in pieces[:PIECES]]),
        ("Evergreen", [_piece(each, firm) for each in evergreen(pieces)]),
        ("Optional", _rest(firm)),
    ]
    parts = [
        f"# {_plain(firm.name)}",
        *_of_itself(firm, own.get(Kind.FIRM)),
        *filter(None, [_plain(label(firm.places_of_practice))]),
        f"A person answers: {_plain(firm.phone)}, {_plain(firm.email)}.",
        *(f"## {title}\n\n" + "\n".join(lines) for title, lines in lists if lines),
    ]
    return ("\n\n".join(parts) + "\n").encode()


def _of_itself(firm: Firm, words: ClearedItem | None) -> list[str]:
    """What the firm does and its own notice, with what rules want beside it; nothing where that must be larger."""
    beside = notices(words, SUMMARY, BODY) if words else ()
    if sized(beside):
        return []
    what = [f"> {_plain(firm.what)}"] if firm.what.strip() else []
    return [*what, *filter(None, (_plain(each) for each in (*(each.text for each in beside), firm.notice)))]


def evergreen(pieces: Iterable[Listing]) -> list[Listing]:
    """What keeps: articles that somebody looked at again and that are not due for another look, last looked at first."""
    # A sort keeps the order of equals: newest first.
    return sorted((each for each in pieces if each.evergreen), key=lambda each: each.evergreen, reverse=True)[:PIECES]


def _person(person: Person, firm: Firm, own: Mapping[str, ClearedItem]) -> str:
    words = own.get(f"{Kind.PROFILE}:{person.id}")
    role = "" if words and notices(words, TITLE) else person.role
    about = description(words) if words and notices(words, SUMMARY) else person.summary
    return _link(person.name, firm.site + person_path(person.id), ". ".join(filter(None, [role, about])))


def _area(area: Area, firm: Firm, own: Mapping[str, ClearedItem]) -> str:
    words = own.get(f"{Kind.PRACTICE}:{area.id}")
    return _link(area.name, firm.site + area_path(area.id), description(words) if words else area.definition)


def _piece(piece: Listing, firm: Firm) -> str:
    path = str(piece.card["path"])
    address = path if piece.card["elsewhere"] else firm.site + path
    return _link(piece.share["title"], address, piece.share["description"])


def _rest(firm: Firm) -> list[str]:
    return [
        _link("Everybody", f"{firm.site}people/", "Everybody who works here"),
        _link("Stories and articles", f"{firm.site}writing/", "Everything we have written, newest first"),
        _link("Feeds", f"{firm.site}feeds/", "Atom and JSON feeds of the site, each person and each practice area"),
        _link("Sitemap", f"{firm.site}sitemap.xml", "Every page with the day on which it last changed"),
    ]


def _link(name: str, address: str, about: str) -> str:
    # A sign that ends a link in Markdown is written as an address writes it.
    target = quote(address, safe="/:?#@!$&'*+,;=%~")
    told = textwrap.shorten(_one_line(about), _WIDTH, placeholder=" …")
    return f"- [{_plain(name)}]({target})" + (f": {_escaped(told)}" if told else "")


def _plain(words: str) -> str:
    return _escaped(_one_line(words))


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _escaped(words: str) -> str:
    return _SIGNS.sub(r"\\\1", words)
