"""What other pages need to know of a piece: everything but its words.

A listing is only ever made of a `ClearedItem`. It is kept beside the built site, so that one
changed piece need not bring 5,000 others into memory.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json, to_json

from pipeline.model import ClearedItem, Kind, Notice, digest_of
from pipeline.model.card import Card
from pipeline.model.telling import SUMMARY, TITLE, sized, speaker
from pipeline.publish import card, shown
from pipeline.publish.desk import Desk
from pipeline.publish.links import canonical, item_path, page_path, person_path
from pipeline.publish.page import card_path


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One piece as lists, counts and neighbours know it."""

    id: str
    kind: str
    #: Id of the person; empty where nobody is named.
    author: str
    #: Ids of those who wrote it with the author and are known.
    co_authors: tuple[str, ...]
    #: Keys of the areas of today, the main one first.
    areas: tuple[str, ...]
    #: Moments, ISO 8601 in UTC, so that they sort as text.
    published: str
    modified: str
    #: Where our page on it lies.
    page: str
    #: Whether that page is the address that search engines should know (RFC 6596).
    canonical: bool
    #: Whether the search may show its words.
    searchable: bool
    #: Pictures in its words: (SHA-256, ending).
    pictures: tuple[tuple[str, str], ...]
    #: What a list shows of it.
    card: dict[str, Any]
    #: Title and description for whoever shows a link to it, with the notices that they need: see `shown.share`.
    share: dict[str, str]
    #: The day on which it was last looked at, where it is an article that is not due for another look; else empty.
    evergreen: str
    #: Ids that it had before, or of pieces that went into it.
    formerly: tuple[str, ...]
    #: The share card of its page: where the picture lies, and what it says, as `Card` takes it.
    picture: str
    told_in_picture: dict[str, Any]
    #: What the archive keeps of it: the text that was public, and who cleared it.
    told: dict[str, Any]
    #: Changes with anything that readers see of it.
    digest: str

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody who is named, the author first."""
        return (*([self.author] if self.author else []), *self.co_authors)

    @property
    def changed(self) -> datetime:
        """When its words last changed for readers."""
        return datetime.fromisoformat(self.modified)

    @property
    def share_card(self) -> Card:
        """What the share card says."""
        return Card(**self.told_in_picture)

    def fields(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return dict(vars(self))  # all its values are JSON's own, so there is nothing to copy


def of_fields(fields: dict[str, Any]) -> Listing:
    """A listing as JSON kept it."""
    pictures = tuple((sha256, suffix) for sha256, suffix in fields["pictures"])
    told = {
        "areas": tuple(fields["areas"]),
        "co_authors": tuple(fields["co_authors"]),
        "formerly": tuple(fields["formerly"]),
    }
    return Listing(**{**fields, **told, "pictures": pictures})


def newest_first(listings: list[Listing]) -> list[Listing]:
    """By date, newest first; ties by id, so that every run agrees."""
    return sorted(sorted(listings, key=lambda each: each.id), key=lambda each: each.published, reverse=True)


def listing(piece: ClearedItem, desk: Desk) -> Listing:
    """What is kept of a piece.

    Args:
        piece: as it was cleared.
        desk: who and what it is shown beside.

    """
    item = piece.item
    areas = tuple(area.id for area in desk.meant(piece.areas))
    page = page_path(item)
    shown_so = _card(piece, desk)
    picture = card.of_piece(piece, desk.authors_of(item), desk.area_names, desk.firm, desk.own.get(Kind.FIRM))
    made = Listing(
        id=piece.id,
        kind=item.kind,
        author=item.author if item.author in desk.people else "",
        co_authors=tuple(each for each in item.co_authors if each in desk.people),
        areas=areas,
        published=_utc(item.published),
        modified=_utc(shown.modified(piece)),
        page=page,
        canonical=canonical(item, desk.firm.site) == desk.firm.site + page,
        searchable=not sized(piece.notices),
        pictures=tuple((each.sha256, each.suffix) for each in item.assets),
        card=shown_so,
        share=shown.share(piece, desk.area_names, desk.firm.name),
        evergreen=item.checked.isoformat() if item.checked and item.kind is Kind.ARTICLE and not piece.overdue else "",
        formerly=item.formerly,
        picture=card_path(picture),
        told_in_picture=asdict(picture),
        told=told(piece),
        digest=digest_of([_shown(piece), item.source, item.formerly, areas, shown_so, picture.digest])[:32],
    )
    # As it will be when it comes back from the disk: a key must not depend on where a listing comes from.
    return of_fields(from_json(to_json(made.fields())))


def told(piece: ClearedItem) -> dict[str, Any]:
    """What the archive keeps of a text that was public."""
    return {
        "text": piece.cleared_text,
        "kind": piece.item.kind,
        "title": piece.item.title,
        "source": piece.item.source,
        "cleared_by": list(piece.cleared_by),
        "basis": piece.clearance.basis if piece.clearance else None,
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _shown(piece: ClearedItem) -> list[object]:
    """Everything of a piece that a page, a feed or a machine is told. `repr` of frozen data is stable."""
    item = piece.item
    rest = (
        item.published, item.jurisdictions, item.first_home, item.link, item.review_by, item.checked, item.rests_on,
        item.facts, piece.tags, piece.clearance, piece.cleared_by, [_notice(each) for each in piece.notices],
        piece.corrections, piece.overdue,
    )  # fmt: skip
    return [piece.cleared_text, digest_of(item.html), repr(rest)]


def _notice(notice: Notice) -> tuple[object, ...]:
    # The order of a set changes from process to process.
    return (notice.rule, notice.text, notice.steps, sorted(notice.parts))


def _card(piece: ClearedItem, desk: Desk) -> dict[str, Any]:
    item = piece.item
    areas = desk.meant(piece.areas)
    return {
        "kind": shown.kind_name(item),
        "title": item.title,
        "summary": item.summary,
        "path": item_path(item),
        "elsewhere": item.excerpt,
        "day": shown.day(item.published),
        "iso": item.published.date().isoformat(),
        "speaker": speaker(item),
        "authors": [{"name": each.name, "path": person_path(each.id)} for each in desk.authors_of(item)],
        "area": desk.area_link(areas[0]) if areas else None,
        "cautions": shown.cautions(piece, TITLE, SUMMARY),
    }
