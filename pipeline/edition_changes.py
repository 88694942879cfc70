"""What a person changes about an edition until it is composed, and how it stands: pinned, dropped, put in order, with its note.

It joins the ledger, the library and what is judged cleared; what a change does to a mail is in `digest.choose`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.clear.run import item_by_id
from pipeline.digest import decide as digest_decide
from pipeline.digest.choose import arranged
from pipeline.digest.decide import NETWORK, Told
from pipeline.errors import UsageError
from pipeline.model import (
    Change,
    Changes,
    Channel,
    ClearedItem,
    Delivery,
    DeliveryState,
    Edit,
    Edition,
    Finding,
    Held,
    Item,
    Kind,
    Slot,
    cadence_of,
    changes,
    when,
)
from pipeline.wiring import House

#: Such a row has brought, or will bring, nothing.
_NOTHING = (DeliveryState.EXCLUDED, DeliveryState.REFUSED)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of an edition, or one that somebody touched."""

    id: str
    title: str
    #: Readers and networks who get it.
    readers: int = 0
    networks: int = 0
    #: What somebody did to it; None where nobody has.
    edit: Edit | None = None
    #: Whether it may go out now.
    cleared: bool = True


@dataclass(frozen=True, kw_only=True)
class Noted:
    """The note of an edition."""

    item: Item
    #: Whether it stands, or would stand, above the pieces.
    opens: bool
    #: What keeps it out, the gravest first; empty where something else does: the edition was composed without it.
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How an edition stands, or would stand if it were composed now."""

    slot: Slot
    #: None while nobody has composed it.
    edition: Edition | None
    told: Told
    #: Pinned ones first, then those that most readers get, those that somebody dropped last.
    pieces: tuple[Piece, ...]
    note: Noted | None
    #: All that was done to it, the oldest first.
    edits: tuple[Change, ...]

    @property
    def composed(self) -> bool:
        """Whether who gets what can be changed no more."""
        return self.edition is not None and self.edition.composed is not None


def show(house: House, name: str) -> Shown:
    """How an edition stands: by its rows where it was composed, else as it would be.

    Raises:
        UsageError: there is none of that name.

    """
    house.catch_up()
    slot, edition = house.mailing.slot(name), house.ledger.edition(name)
    cleared, held = house.judged()
    composed = edition is not None and edition.composed is not None
    counted = _Counted(house.ledger.each_delivery(name) if composed else house.mailing.plan(slot, cleared))
    told = next(iter(digest_decide.told(counted)), Told(name, 0, 0, 0, {}))
    edits = house.ledger.edits(name)
    pieces = _pieces(house, counted, changes(edits), cleared)
    note = _note(house, name, cleared, held)
    return Shown(slot=slot, edition=edition, told=told, pieces=tuple(pieces), note=note, edits=tuple(edits))


@dataclass
class _Counted:
    """Rows that are counted, piece by piece, while somebody else looks at them."""

    rows: Iterable[Delivery]

    def __post_init__(self) -> None:
        self.readers: Counter[str] = Counter()
        self.networks: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Delivery]:
        for row in self.rows:
            if row.state not in _NOTHING and not row.is_seed:
                (self.networks if row.subscriber.startswith(NETWORK) else self.readers).update(row.items)
            yield row


def _pieces(house: House, counted: _Counted, changed: Changes, cleared: Sequence[ClearedItem]) -> Iterator[Piece]:
    found = {*counted.readers, *counted.networks}
    titles = {item.id: item.title for item in house.library.items(found | changed.items)}
    offered = {each.id for each in digest_decide.pieces(cleared, Channel.NEWSLETTER)}
    rest = sorted(
        found - changed.dropped - {*changed.pinned}, key=lambda id_: (-counted.readers[id_], titles.get(id_, ""), id_)
    )
    nobody = [id_ for id_ in changed.ordered if id_ not in found]
    for id_ in (*changed.pinned, *arranged([*rest, *nobody], changed.ordered), *sorted(changed.dropped)):
        yield Piece(
            id=id_, title=titles.get(id_, id_), readers=counted.readers[id_], networks=counted.networks[id_],
            edit=_edit(id_, changed), cleared=id_ in offered,
        )  # fmt: skip


def _edit(id_: str, changed: Changes) -> Edit | None:
    if id_ in changed.pinned:
        return Edit.PIN
    if id_ in changed.dropped:
        return Edit.DROP
    return Edit.ORDER if id_ in changed.ordered else None


def _note(house: House, name: str, cleared: Sequence[ClearedItem], held: Sequence[Held]) -> Noted | None:
    if note := house.mailing.note(name, cleared):
        return Noted(item=note.item, opens=True)
    if (item := house.mailing.missed(name, cleared)) is None:
        return None
    reasons = next((each.findings for each in held if each.item.id == item.id), ())
    return Noted(item=item, opens=False, findings=tuple(each for each in reasons if each.stops))


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The edition that a note opens."""

    name: str
    #: None where it is further off than the next of its cadence.
    due: datetime | None = None
    #: Why it opens none after all; empty where it does.
    problem: str = ""


def opening(house: House, id_: str) -> Opening | None:
    """What a note opens, by its id; None for any other item."""
    item = next(iter(house.library.items([id_])), None)
    if item is None or item.kind is not Kind.NOTE:
        return None
    name = item.edition
    known = house.ledger.edition(name)
    if known and known.composed:
        late = "" if known.note == id_ else f"{name} was composed without it"
        return Opening(name=name, due=known.due, problem=late)
    if others := [edition for edition, note in house.ledger.noted().items() if note == id_ and edition != name]:
        return Opening(name=name, problem=f"it has left with {others[0]}, and no note leaves twice")
    if known:
        return Opening(name=name, due=known.due)
    coming = {each.edition: each.due for each in house.mailing.coming() if each.cadence is cadence_of(name)}
    if not coming:
        return Opening(name=name, problem=f"the firm sends no {cadence_of(name)} edition")
    if name < min(coming):  # periods sort as they follow each other
        return Opening(name=name, problem=f"the time of {name} is over")
    return Opening(name=name, due=coming.get(name))


# Changing.


def change(house: House, name: str, edit: Edit, wanted: Sequence[str], by: str) -> tuple[str, ...]:
    """Do something to an edition that is not composed yet.

    Args:
        house: the firm.
        name: of the edition: one that is due, comes next, or was taken back.
        edit: what is done.
        wanted: ids or files of pieces; of a reset, none for all of them.
        by: who does it.

    Returns:
        the ids of those that it was done to, in the order named, each once.

    Raises:
        UsageError: there is no such edition or piece, the edition is composed, or the piece can be in none.
        BusyError: another Attract is at work.

    """
    house.catch_up()
    with house.working():
        house.mailing.slot(name)
        _refuse_composed(house, name)
        before = changes(house.ledger.edits(name))
        if edit is Edit.RESET:
            ids = [each if each in before.items else item_by_id(house.library, each).id for each in wanted]
            _refuse_untouched(name, ids, before)
        else:
            items = [item_by_id(house.library, each) for each in wanted]
            _refuse_unfit(house, items)
            ids = [item.id for item in items]
        ids = list(dict.fromkeys(ids))
        if edit is Edit.ORDER:
            _refuse_order(name, ids, before)
        if not house.ledger.edit(name, Change(edit=edit, items=tuple(ids), by=by, at=house.time())):
            _refuse_composed(house, name)
    return tuple(ids)


def _refuse_composed(house: House, name: str) -> None:
    known = house.ledger.edition(name)
    if known and known.composed:
        raise UsageError(
            name, f"it was composed on {when.told(known.composed, house.firm.zone)}, and is frozen: who gets it, which pieces, in which words.",
            f"While nothing of it has left: `attract digest undo {name} --by NAME` takes it back; then change it, and "
            f"`attract digest release {name}` composes it again.",
        )  # fmt: skip


def _refuse_untouched(name: str, ids: Sequence[str], before: Changes) -> None:
    for id_ in ids:
        if id_ not in before.items:
            raise UsageError(
                id_, f"nobody has pinned or dropped it in {name}, or set its order.",
                f"`attract digest show {name}` has what was changed.",
            )  # fmt: skip


def _refuse_unfit(house: House, items: Sequence[Item]) -> None:
    """Refuse what no edition can have now, with the reason."""
    cleared, held = house.judged(items)
    offered = {each.id for each in digest_decide.pieces(cleared, Channel.NEWSLETTER)}
    stopped = {each.item.id: each for each in held}
    for item in items:
        if item.id in offered:
            continue
        if item.kind is Kind.NOTE:
            raise UsageError(
                item.id, "a note stands above the pieces, and is none of them.", f"It opens {item.edition}."
            )
        if not item.kind.is_piece:
            raise UsageError(item.id, f"a {item.kind} is in no edition; stories and articles are.", "Name a piece.")
        if found := stopped.get(item.id):
            raise UsageError(
                item.id, f"it is held, so no edition has it: {found.findings[0].reason}",
                f"`attract review {item.id}` says what to do.",
            )  # fmt: skip
        raise UsageError(item.id, f"no edition has it: {_why_not(item, cleared)}.", "Name another piece.")


def _why_not(item: Item, cleared: Sequence[ClearedItem]) -> str:
    if item.backlog:
        return "it was out before its feed was followed"
    if any(each.id == item.id and each.overdue for each in cleared):
        return "its review-by date has passed"
    return "it is not cleared for the newsletter"


def _refuse_order(name: str, ids: Sequence[str], before: Changes) -> None:
    if len(ids) < 2:
        raise UsageError(name, "an order needs two pieces at least.", "Name them as they are to follow each other.")
    for id_ in ids:
        if id_ in before.pinned:
            raise UsageError(
                id_, "it is pinned, and pinned pieces stand first, in the order in which they were pinned.",
                f"To move it among them, pin it again; `attract digest reset {name} {id_} --by NAME` lets it go.",
            )  # fmt: skip
        if id_ in before.dropped:
            raise UsageError(
                id_, f"it is dropped from {name}.",
                f"`attract digest reset {name} {id_} --by NAME` lets it come again.",
            )  # fmt: skip
