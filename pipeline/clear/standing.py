"""What the record and the book of consents say of one item: who has cleared which text, and for where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.clear.consent import shortfalls
from pipeline.model import (
    ALL_CHANNELS,
    Channel,
    Clearance,
    ClearanceBasis,
    Consent,
    Correction,
    Decision,
    Finding,
    Item,
    Kind,
    Severity,
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything recorded about one item, and how much of it is needed."""

    #: The decisions on it, oldest first.
    decisions: tuple[Clearance, ...] = ()
    #: Every consent, by reference.
    consents: Mapping[str, Consent] = field(default_factory=dict)
    #: How many different people must have cleared what tells of clients.
    eyes: int = 1
    #: Ids of the rules in force.
    binding: frozenset[str] = frozenset()

    @property
    def withdrawn(self) -> Clearance | None:
        """The decision that took it back, if that was the last."""
        deciding = [each for each in self.decisions if each.decision in (Decision.CLEARED, Decision.WITHDRAWN)]
        return deciding[-1] if deciding and deciding[-1].decision is Decision.WITHDRAWN else None

    def cleared(self) -> tuple[Clearance, ...]:
        """The clearances since it was last taken back, of whatever text, oldest first."""
        since: list[Clearance] = []
        for each in self.decisions:
            if each.decision is Decision.WITHDRAWN:
                since.clear()
            elif each.decision is Decision.CLEARED:
                since.append(each)
        return tuple(since)

    def valid(self, item: Item) -> tuple[Clearance, ...]:
        """The clearances of exactly this text, the last word of each person, all on the basis of the latest."""
        of_text = [each for each in self.cleared() if each.text == item.content_hash]
        last = {_folded(each.by): each for each in of_text}
        return tuple(each for each in last.values() if each.basis is of_text[-1].basis)

    def consent(self, item: Item) -> Consent | None:
        """The consent that the clearances of this text rest on."""
        named = [each.ref for each in self.valid(item) if each.basis is ClearanceBasis.CONSENT]
        return self.consents.get(named[-1]) if named else None

    def channels(self, item: Item) -> tuple[Channel, ...]:
        """Where it may go: what everybody who cleared it named, and the client agreed to; a note stands in mails alone."""
        valid = self.valid(item)
        if not item.kind.needs_clearance:
            # Who said "on the site alone" meant it for the next version, too.
            latest = self.cleared()[-1:]
            return latest[0].channels if latest else ALL_CHANNELS
        named = [set(each.channels) for each in valid]
        if consent := self.consent(item):
            named.append(set(consent.channels))
        can = (Channel.NEWSLETTER,) if item.kind is Kind.NOTE else ALL_CHANNELS
        return tuple(channel for channel in can if named and all(channel in each for each in named))

    def accepted(self, item: Item) -> frozenset[str]:
        """Fingerprints of the findings that somebody stands for on this very text."""
        return frozenset(mark for each in self.valid(item) for mark in each.accepted)

    def corrections(self) -> tuple[Correction, ...]:
        """What was corrected, oldest first."""
        return tuple(
            Correction(at=each.at, by=each.by, note=each.reason, corrects=each.corrects)
            for each in self.decisions
            if each.decision is Decision.CORRECTED
        )


def _folded(name: str) -> str:
    """A name as it is compared: spaces and capitals do not make two people."""
    return " ".join(name.split()).casefold()


def stops(item: Item, standing: Standing, today: date) -> list[Finding]:
    """What the record says against a piece; empty where it may go out as far as the record is concerned.

    Args:
        item: the piece as it stands now.
        standing: what is recorded about it.
        today: the day in the firm's zone.

    """
    if taken := standing.withdrawn:
        return [_stop(
            item, "CLR-WITHDRAWN", taken.by,
            f"{taken.by} withdrew it on {_day(taken.at)}: {taken.reason or 'no reason given'}.",
            f"If it may go out after all: attract clear {item.id} --by NAME --basis ... --ref ...",
        )]  # fmt: skip
    if not item.kind.needs_clearance:
        return []
    valid = standing.valid(item)
    if not valid:
        return [_uncleared(item, standing)]
    found = _consent_stops(item, standing, valid[-1], today)
    if len(valid) < standing.eyes and valid[-1].basis is not ClearanceBasis.REVIEWED:
        found.append(_stop(
            item, "CLR-SECOND", valid[-1].by,
            f"{valid[-1].by} has cleared it; this firm wants a second person to read it, too.",
            f"Somebody else decides: attract clear {item.id} --by NAME --basis {valid[-1].basis} --ref {valid[-1].ref}",
        ))  # fmt: skip
    if not found and not standing.channels(item):
        found.append(_stop(
            item, "CONF-CONSENT-STALE", item.title,
            "Those who cleared it, and the client, agree on no place where it may appear.",
            "Clear it for a channel that the client agreed to.",
        ))  # fmt: skip
    return found


def _consent_stops(item: Item, standing: Standing, latest: Clearance, today: date) -> list[Finding]:
    if latest.basis is not ClearanceBasis.CONSENT:
        return []
    consent = standing.consent(item)
    if consent is None:
        return [_stop(
            item, "CONF-CONSENT-MISSING", latest.ref,
            f"{latest.by} cleared it on the client's consent {latest.ref}, and the book of consents has none of that name.",
            f"Record what the client signed: attract consent record {item.id} --ref {latest.ref} ...",
        )]  # fmt: skip
    return shortfalls(consent, item, standing.binding, today)


def _uncleared(item: Item, standing: Standing) -> Finding:
    earlier = standing.cleared()
    if item.kind is Kind.NOTE:
        return _uncleared_note(item, earlier)
    if not earlier:
        return _stop(
            item, "CONF-CONSENT-MISSING", item.title,
            "It tells of a client, and nobody has recorded a clearance for it.",
            "Show the client this exact text, or take out what points to them; then: "
            f"attract clear {item.id} --by NAME --basis consent|anonymised --ref REF",
            "ABA Model Rule 1.6 and Formal Opinion 480; SRA Code 6.3; LSO Rule 3.3",
        )  # fmt: skip
    last = earlier[-1]
    return _stop(
        item, "CONF-CONSENT-STALE", item.title,
        f"The text changed after {last.by} cleared it on {_day(last.at)}; what was agreed to is not what stands here.",
        "Show the new text to whoever agreed to the old one (or restore the old words), then: "
        f"attract clear {item.id} --by NAME --basis {last.basis} --ref REF",
        "ABA Formal Opinion 511; consent is to one text and its channels",
    )  # fmt: skip


def _uncleared_note(item: Item, earlier: Sequence[Clearance]) -> Finding:
    changed = f"The text changed after {earlier[-1].by} cleared it on {_day(earlier[-1].at)}. " if earlier else ""
    return _stop(
        item, "CLR-NOTE", item.title,
        f"{changed}It opens {item.edition}, which goes without it until somebody has cleared it as it stands.",
        f"Read it as a stranger would, then: attract clear {item.id} --by NAME --basis reviewed; where it tells of a client, "
        "with their consent, or with nothing in it that leads to them: --basis consent|anonymised --ref REF",
    )  # fmt: skip


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _stop(item: Item, rule: str, words: str, reason: str, remedy: str, *sources: str) -> Finding:
    return Finding(
        rule=rule, severity=Severity.BLOCK, where=item.source, words=words, reason=reason, remedy=remedy, sources=sources
    )  # fmt: skip
