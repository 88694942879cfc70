"""What people decide about words: clearing, taking back, consenting, correcting; and what was said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import NamedTuple

from pipeline.clear import consent_csv, rekinding
from pipeline.clear import decide as clear_decide
from pipeline.clear import run as clear_run
from pipeline.clear.own import Loosening
from pipeline.clear.standing import stops
from pipeline.collect.decoding import decode
from pipeline.digest.decide import CORRECTION, NETWORK
from pipeline.errors import ClearanceError, RecordError, SourceError
from pipeline.model import (
    Channel,
    Clearance,
    ClearanceBasis,
    Consent,
    Decision,
    Delivery,
    DeliveryState,
    Finding,
    Item,
    Kind,
    Version,
)
from pipeline.wiring import House


def clear_item(
    house: House,
    wanted: str,
    *,
    by: str,
    basis: str,
    ref: str,
    channels: Sequence[str],
    accept: Sequence[str],
    reason: str,
) -> tuple[Clearance, list[Finding]]:
    """Record that a person clears the exact text of an item.

    Returns:
        The decision as written, and what still keeps the item in: a second person, a consent not yet recorded.

    Raises:
        ClearanceError: something in the text stops it; names all of it.

    """
    item = _as_it_stands(house, wanted)
    decision = clear_decide.clearing(
        item,
        (
            *house.clearing.findings(item),
            *clear_decide.of_another_kind(item, house.taggings([item])[item.id].kind_note),
        ),
        by=by,
        basis=ClearanceBasis(basis),
        ref=ref,
        at=house.time(),
        channels=tuple(Channel(channel) for channel in channels) or tuple(Channel),
        accept=accept,
        reason=reason,
        standing=house.clearing.recorded().of(item.id),
    )
    written = house.clearing.write(decision)
    return written, stops(item, house.clearing.recorded().of(item.id), house.clearing.now().date())


def _as_it_stands(house: House, wanted: str) -> Item:
    """An item as its file is now, tagged and screened."""
    house.collect(feeds=False)
    house.tag()
    house.screen()
    return clear_run.item_by_id(house.library, wanted)


#: States in which a mail has left, or may have.
_GONE = (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN, DeliveryState.ATTEMPTING)


class TakenBack(NamedTuple):
    """A withdrawal, and whom the words have reached already."""

    item: str
    #: Addresses of readers, and networks, that received it, or may have.
    reached: list[str]
    #: Ids of what was taken back with it, because its words stand there, too.
    others: tuple[str, ...] = ()
    #: A note never was.
    on_site: bool = True


def withdraw_item(house: House, wanted: str, *, by: str, reason: str) -> TakenBack:
    """Record that a person takes an item back, and whatever else they mean: see `clear.decide.also_meant`."""
    item = clear_run.item_by_id(house.library, wanted)
    told: Collection[str] = ()
    if not item.kind.tells_of_clients:
        told = set(house.library.remembered(rekinding.marks(item).keys()).values())
    recorded = house.clearing.recorded().decisions.values()
    others = clear_decide.also_meant(item, told, (each for decisions in recorded for each in decisions))
    for id_, text in [(item.id, item.content_hash), *others]:
        house.clearing.write(clear_decide.withdrawing(id_, text, by=by, reason=reason, at=house.time()))
    taken = [item.id, *(id_ for id_, _ in others)]
    readers = dict.fromkeys(reader for id_ in taken for reader in house.ledger.received(id_))
    if item.kind is Kind.NOTE:
        readers |= dict.fromkeys(_read(house, item.id))
    return TakenBack(item.id, _named(house, list(readers)), tuple(taken[1:]), item.kind is not Kind.NOTE)


def _read(house: House, note: str) -> list[str]:
    """Ids of the readers whom a note has reached, or may have: of networks, no text opens with one."""
    return [
        row.subscriber
        for edition, its in house.ledger.noted().items()
        if its == note
        for row in house.ledger.each_delivery(edition)
        if row.state in _GONE and not row.subscriber.startswith(NETWORK)
    ]


def _named(house: House, readers: Sequence[str]) -> list[str]:
    addresses = {reader.id: reader.address for reader in house.ledger.subscribers()}
    return [addresses.get(id_, id_) for id_ in readers]


# Consents.


def record_consent(house: House, wanted: str, given: Consent) -> Consent:
    """Write down that a client consented to the text of an item as it stands now."""
    item = _as_it_stands(house, wanted)
    return house.clearing.write_consent(replace(given, item=item.id, text=item.content_hash))


def withdraw_consent(house: House, ref: str, *, by: str, why: str) -> tuple[Consent, TakenBack]:
    """Write down that a client took a consent back; the item is held from now on."""
    withdrawn = house.clearing.withdraw_consent(ref, by=by, why=why)
    return withdrawn, TakenBack(withdrawn.item, _named(house, house.ledger.received(withdrawn.item)))


def import_consents(house: House, path: Path) -> tuple[int, int, list[SourceError]]:
    """Consents from a CSV; returns how many are new, how many were known, and which rows cannot be read."""
    text, _ = decode(path.read_bytes())
    known = house.clearing.known_consents()
    new = again = 0
    problems: list[SourceError] = []
    for row in consent_csv.read(text, path.name, at=house.time()):
        if isinstance(row, SourceError):
            problems.append(row)
        elif row.ref and row.ref in known:
            again += 1
        else:
            house.clearing.write_consent(row)
            new += 1
    return new, again, problems


# Corrections.


@dataclass(frozen=True)
class Corrected:
    """A correction, and who will be told."""

    decision: Clearance
    #: Addresses of readers, and networks, for whom a notice is queued.
    told: list[str]


def correct_item(house: House, wanted: str, *, by: str, note: str, dry_run: bool = False) -> Corrected:
    """Record that the text of an item replaces one that was wrong, and queue a notice to its readers.

    Raises:
        ClearanceError: the corrected text is not cleared, or the note itself breaks a rule.

    """
    item = _as_it_stands(house, wanted)
    corrects = house.clearing.archive.last_public(item.id, other_than=item.content_hash)
    decision = clear_decide.correcting(item, corrects, by=by, note=note, at=house.time())
    _refuse_uncleared(house, item)
    _refuse_note(house, item, note)
    already = set(house.ledger.received(item.id, item.content_hash))
    told = [reader for reader in house.ledger.received(item.id) if reader not in already]
    if dry_run:
        return Corrected(decision, _named(house, told))
    written = house.clearing.write(decision)
    edition = f"{CORRECTION}{item.id}-{item.content_hash.partition(':')[2][:8]}"
    domain = parseaddr(house.firm.mail.sender)[1].partition("@")[2]
    planned = [
        Delivery(
            edition=edition, subscriber=reader, state=DeliveryState.PLANNED, items=(item.id,),
            message_id=f"<{edition}.{reader.replace(':', '.')}@{domain}>",
        )
        for reader in told
    ]  # fmt: skip
    house.ledger.open_correction(edition, planned, house.time())
    return Corrected(written, _named(house, told))


def _refuse_uncleared(house: House, item: Item) -> None:
    _, held = house.judged([item])
    if held:
        first = held[0].findings[0]
        raise ClearanceError(
            item.id, f"the corrected text may not go out yet: {first.reason}",
            f"{first.remedy} Then correct it again.",
        )  # fmt: skip


def _refuse_note(house: House, item: Item, note: str) -> None:
    """The note is words for the public like any other."""
    told = replace(item, title="", summary="", body=note, html="", facts=())
    stopping = [finding for finding in house.clearing.screen_one(told) if finding.stops]
    if stopping:
        raise ClearanceError(
            "--note", f"“{stopping[0].words}” may not be said: {stopping[0].reason}", stopping[0].remedy
        )


# Rules.


def loosen_rules(house: House, *, by: str) -> list[Loosening]:
    """Write into the record what a person loosens in the firm's own rules; it counts from then on."""
    waiting = [each for each in house.clearing.in_force.unrecorded if _same(each.by, by)]
    for each in waiting:
        house.clearing.write(
            Clearance(
                item=f"rule:{each.rule}", text=each.hash, decision=Decision.LOOSENED, by=each.by, at=house.time(),
                reason=each.reason, channels=(),
            )
        )  # fmt: skip
    house.refresh()
    return waiting


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


# What was said.


@dataclass(frozen=True)
class Said:
    """What was public on one day, and what went out."""

    day: date
    versions: list[Version]
    #: Edition to the number of readers it went to that day, and the items in it, its note among them.
    editions: Mapping[str, tuple[int, tuple[str, ...]]]


def said_on(house: House, day: date) -> Said:
    """Exactly what was public on a day of the firm's calendar."""
    start = datetime.combine(day, time(), house.firm.zone)
    end = datetime.combine(day + timedelta(days=1), time(), house.firm.zone)
    gone: dict[str, tuple[int, tuple[str, ...]]] = {}
    notes = house.ledger.noted()
    for row in house.ledger.each_delivery():
        if row.state is DeliveryState.ACCEPTED and not row.is_seed and row.at and start <= row.at < end:
            count, items = gone.get(row.edition, (0, (notes[row.edition],) if row.edition in notes else ()))
            gone[row.edition] = (count + 1, tuple(dict.fromkeys((*items, *row.items))))
    return Said(day, house.clearing.archive.between(start, end), gone)


def verify(house: House) -> list[RecordError]:
    """Everything that is wrong with the record, the book of consents, and the archive; empty where all is whole."""
    wrong: list[RecordError] = []
    for look in (house.clearing.recorded, house.clearing.known_consents):
        try:
            look()
        except RecordError as problem:
            wrong.append(problem)
    return [*wrong, *house.clearing.archive.check(house.clearing.keep_since())]
