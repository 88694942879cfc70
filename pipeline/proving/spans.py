"""When one text of an item was cleared for a channel, by the record and the book of consents. Asks nothing of the world.

This is another reading of the record than the one that lets words out (`pipeline.clear.standing`): what proves must not lean on
what it proves. It knows no rules and no findings, which change; whether two people must clear is not asked, because the firm may
have said so since.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

from pipeline.model import Channel, Clearance, ClearanceBasis, Consent, Decision

#: The record counts whole seconds: what was withdrawn in the same second may have left before.
_SECOND = timedelta(seconds=1)


class Span(NamedTuple):
    """From a moment to another; None has no beginning, or no end."""

    start: datetime | None
    end: datetime | None

    def meets(self, first: datetime, last: datetime) -> bool:
        """Whether any moment from the first to the last lies in it."""
        return (self.start is None or self.start <= last) and (self.end is None or first <= self.end)


class Books:
    """What was recorded about all items.

    Args:
        decisions: by item, oldest first.
        consents: by reference.
        zone: of the firm: a consent ends with the firm's day.

    """

    def __init__(
        self, decisions: Mapping[str, Sequence[Clearance]], consents: Mapping[str, Consent], zone: tzinfo
    ) -> None:
        self._decisions, self._consents, self._zone = decisions, consents, zone
        self._known: dict[tuple[str, str | None, bool, Channel], tuple[Span, ...]] = {}

    def decided(self, item: str) -> bool:
        """Whether anybody ever cleared it."""
        return any(each.decision is Decision.CLEARED for each in self._decisions.get(item, ()))

    def spans(self, item: str, text: str | None, channel: Channel, *, needs: bool) -> tuple[Span, ...]:
        """When it was cleared.

        Args:
            item: its id.
            text: the hash of its text; None: under any text.
            channel: where it went.
            needs: whether it may only go out with a recorded clearance of that very text.

        """
        asked = (item, text, needs, channel)
        if asked not in self._known:
            decisions = self._decisions.get(item, ())
            found = self._of_text(decisions, text, channel) if needs else _of_drop(decisions, channel)
            self._known[asked] = tuple(found)
        return self._known[asked]

    def _of_text(self, decisions: Sequence[Clearance], text: str | None, channel: Channel) -> Iterable[Span]:
        since: list[Clearance] = []
        for number, each in enumerate(decisions):
            since = _after(since, each)
            mine = [one for one in since if text is None or one.text == text]
            if not mine:
                continue
            # The last word of each person, on the basis of the latest.
            last = {" ".join(one.by.split()).casefold(): one for one in mine}
            valid = [one for one in last.values() if one.basis is mine[-1].basis]
            if not all(channel in one.channels for one in valid):
                continue
            yield from self._agreed(Span(each.at, _until(decisions, number)), valid, channel)

    def _agreed(self, span: Span, valid: Sequence[Clearance], channel: Channel) -> Iterable[Span]:
        """The part of a span in which the client's consent held, where the clearances rest on one."""
        resting = [one for one in valid if one.basis is ClearanceBasis.CONSENT]
        if not resting:
            yield span
            return
        consent = self._consents.get(resting[-1].ref)
        if consent is None or consent.text != resting[-1].text or channel not in consent.channels:
            return
        ends = [span.end, consent.withdrawn + _SECOND if consent.withdrawn else None, self._last_moment(consent)]
        start = max(span.start or consent.recorded, consent.recorded)
        end = min((each for each in ends if each is not None), default=None)
        if end is None or start <= end:
            yield Span(start, end)

    def _last_moment(self, consent: Consent) -> datetime | None:
        if consent.expires is None:
            return None
        return datetime.combine(consent.expires + timedelta(days=1), time(), self._zone)


def _of_drop(decisions: Sequence[Clearance], channel: Channel) -> Iterable[Span]:
    """Of what its author's own drop clears: always, but while it was withdrawn or kept from a channel."""
    since: list[Clearance] = []
    start: datetime | None = None
    yield Span(None, _until(decisions, -1))
    withdrawn = False
    for number, each in enumerate(decisions):
        since, start = _after(since, each), each.at
        withdrawn = each.decision is Decision.WITHDRAWN or (withdrawn and each.decision is not Decision.CLEARED)
        if not withdrawn and (not since or channel in since[-1].channels):
            yield Span(start, _until(decisions, number))


def _after(since: list[Clearance], each: Clearance) -> list[Clearance]:
    """The clearances since it was last taken back, with one decision more."""
    if each.decision is Decision.WITHDRAWN:
        return []
    return [*since, each] if each.decision is Decision.CLEARED else since


def _until(decisions: Sequence[Clearance], number: int) -> datetime | None:
    """When the decision after this one was made; None where none was."""
    return decisions[number + 1].at + _SECOND if number + 1 < len(decisions) else None
