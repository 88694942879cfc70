"""What a feed says, whatever its format: Atom and JSON Feed print this and decide nothing, so they cannot differ.

Readers list titles alone and show summaries alone: a title that claims something gives way to
words that do not, and a summary or text has its notices before it. A claim whose notice must be
larger is left to the page: no reader keeps a size of type.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from pipeline.firm import Firm
from pipeline.model import ClearedItem, Item, Notice, Person
from pipeline.model.telling import BODY, SUMMARY, TITLE, headline, label, notices, sized, speaker
from pipeline.publish.links import person_path, public
from pipeline.publish.shown import blended, corrections, modified

#: Newest entries in a feed; readers keep the older ones themselves.
MOST = 20
#: An empty feed has to have been updated at some time (RFC 4287, 4.1.1).
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One piece in a feed."""

    #: Where it is read. It is its identity, too: it never changes, whatever becomes of the title.
    address: str
    title: str
    published: datetime
    updated: datetime
    #: (name, address of their page) of each who wrote it; the address is empty where they have none here. Nobody where
    #: nobody is named: then the firm speaks.
    authors: tuple[tuple[str, str], ...]
    #: (key, name) of each practice area, strongest first.
    areas: tuple[tuple[str, str], ...]
    #: Plain text, never empty: corrections and notices first.
    summary: str
    #: HTML with full addresses; empty where the words stand elsewhere, or need a notice in larger type.
    content: str


@dataclass(frozen=True)
class Told:
    """One feed before it is written in some format."""

    title: str
    #: The path of the page that it belongs to, and whose feed it is.
    page: str
    site: str
    publisher: str
    language: str
    #: What advertising must be called where the firm practises; mostly empty.
    label: str
    #: From the pieces, never from the clock: an unchanged site has unchanged feeds.
    updated: datetime
    entries: tuple[Entry, ...]

    @property
    def home(self) -> str:
        """The address of its page."""
        return self.site + self.page


def told(
    title: str,
    page: str,
    pieces: Sequence[ClearedItem],
    firm: Firm,
    people: Mapping[str, Person],
    names: Mapping[str, str],
    html_of: Callable[[ClearedItem], str],
) -> Told:
    """What one feed says.

    Args:
        title: what the feed is called.
        page: the path of the page it belongs to; empty for the whole site.
        pieces: newest first.
        firm: whose feed it is.
        people: authors by id.
        names: of the practice areas, by id.
        html_of: a piece's HTML with full addresses.

    """
    entries = tuple(entry(piece, firm, people, names, html_of) for piece in pieces[:MOST])
    return Told(
        title=title,
        page=page,
        site=firm.site,
        publisher=firm.name,
        language=firm.language,
        label=label(firm.places_of_practice),
        updated=max((each.updated for each in entries), default=NEVER),
        entries=entries,
    )


def entry(
    piece: ClearedItem,
    firm: Firm,
    people: Mapping[str, Person],
    names: Mapping[str, str],
    html_of: Callable[[ClearedItem], str],
) -> Entry:
    """What is said of one piece; the arguments are those of `told`."""
    item, title = piece.item, headline(piece, names)
    shown = [*corrections(piece, firm.zone), *filter(None, [blended(piece)])]
    return Entry(
        address=public(item, firm.site),
        title=title,
        published=item.published,
        updated=modified(piece),
        authors=_authors(item, firm, people),
        areas=tuple((area, names.get(area, area)) for area in piece.areas),
        summary=_summary(piece, shown) or title,
        content=_content(piece, title, shown, html_of),
    )


def _authors(item: Item, firm: Firm, people: Mapping[str, Person]) -> tuple[tuple[str, str], ...]:
    if said := speaker(item):
        return ((said, ""),)
    named = (people[each] for each in item.authors if each in people)
    return tuple((each.name, firm.site + person_path(each.id)) for each in named)


def _summary(piece: ClearedItem, shown: Sequence[str]) -> str:
    beside = notices(piece, SUMMARY)
    words = [] if sized(beside) else [*_words(beside), piece.item.summary]
    return " ".join(filter(None, [*shown, *words]))


def _content(piece: ClearedItem, title: str, shown: Sequence[str], html_of: Callable[[ClearedItem], str]) -> str:
    # What we have a summary of lives where its author put it: we point there and copy nothing.
    if piece.item.excerpt or sized(piece.notices):
        return ""
    above = [*shown, *_words(notices(piece, TITLE, SUMMARY, BODY))]
    if title != piece.item.title:
        above.append(piece.item.title)
    opening = "".join(f"<p><strong>{escape(each, quote=False)}</strong></p>\n" for each in above)
    return opening + html_of(piece)


def _words(found: Sequence[Notice]) -> list[str]:
    return [each.text for each in found]
