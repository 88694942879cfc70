"""Preview links: one text shown to somebody outside before it is public, for some days.

A link opens one exact text. It opens nothing while a court, an embargo or a date ahead holds the piece: what may not be
known yet exists nowhere, previews included.
"""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from urllib.parse import urlsplit

from pipeline import link_tokens
from pipeline.clear.decide import notices
from pipeline.clear.rules import is_of_courts
from pipeline.edges.link_key import LinkKey
from pipeline.errors import ClearanceError, UsageError
from pipeline.link_tokens import Ticket
from pipeline.model import ClearedItem, Finding, Held, Item, Notice, Severity
from pipeline.wiring import House

#: Days.
USUAL, MOST = 7, 30
#: Where `attract serve` shows them when nobody says otherwise.
HERE = "http://127.0.0.1:8000"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: Besides a court's: a date ahead, and what somebody in the firm took back.
_CLOSING = frozenset({"DATE-AHEAD", "CLR-WITHDRAWN"})


class Absent(Enum):
    """Why a link shows nothing, as far as whoever has it may know."""

    #: Whatever the reason: nobody can tell a link that ended from one that never was.
    GONE = "gone"
    #: The link is good, and its text is another one now.
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A piece as its readers would see it, and nothing of what was found on it."""

    item: Item
    #: What must be printed with it wherever it is shown.
    notices: tuple[Notice, ...]
    #: When the link ends, on the firm's wall; the day before is the last one on which it opens.
    ends: datetime

    @property
    def last_day(self) -> str:
        """The last day on which the link opens: 3 May 2026."""
        # In UTC: where clocks are put forward at midnight, the wall has no such second.
        last = (self.ends.astimezone(UTC) - timedelta(seconds=1)).astimezone(self.ends.tzinfo)
        return f"{last.day} {last:%B %Y}"


@dataclass(frozen=True)
class Link:
    """A link that was made."""

    address: str
    preview: Preview


class PreviewLinks:
    """Makes, opens and ends the preview links of one firm."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._one_at_a_time = threading.Lock()
        #: What they are signed with.
        self.key = LinkKey(house.state / "preview.key")

    def make(self, item: Item, *, days: int = USUAL, base: str = HERE) -> Link:
        """A link to this text as it stands.

        Args:
            item: what it shows; present, and a piece.
            days: how many days it lasts from today, to the end of the last, by the firm's clock; 1 to 30.
            base: where `attract serve` is reached by those who get the link.

        Raises:
            ClearanceError: nobody outside may see it yet, or any more; says why.
            UsageError: it is no piece, the days are too many, or `base` is no address.

        """
        if not item.kind.is_piece:
            raise UsageError(item.id, f"a {item.kind} has no preview link; stories and articles have.", "Name a piece.")
        if not 1 <= days <= MOST:
            raise UsageError("--days", f"a link lasts 1 to {MOST} days.", "Make a new one when it has ended.")
        base = _checked(base)
        house = self._house
        house.tag([item])
        house.screen([item])
        verdict = self._verdict(item)
        if verdict is None:
            raise ClearanceError(item.id, "nobody has read this text yet.", "`attract run` does.")
        if why := self._closed(verdict):
            raise ClearanceError(item.id, f"it may not be shown outside, not even by a link. {why.reason}", why.remedy)
        ends = self._end_of_day(days)
        ticket = Ticket(item=item.id, text=item.content_hash, ends=ends)
        token = link_tokens.written(ticket, self.key.made(), house.time())
        return Link(f"{base}/preview/{token}", _preview(verdict, ends))

    def opened(self, token: str) -> Preview | Absent:
        """What a link shows now. Changes nothing.

        Raises:
            AttractError: the secret, the settings or the record cannot be read; then nothing may be shown.

        """
        secret = self.key.read()
        ticket = link_tokens.read(token, secret, self._house.time()) if secret else None
        if ticket is None:
            return Absent.GONE
        with self._one_at_a_time:
            return self._shown(ticket)

    def revoke_all(self) -> None:
        """End every link that was ever made; waits for no other Attract."""
        _ = self._house.firm  # raises where no firm lives
        self.key.renew()

    def _shown(self, ticket: Ticket) -> Preview | Absent:
        house = self._house
        # A rule, a place of practice or the zone may have changed since the server was started.
        house.refresh()
        items = house.library.items([ticket.item])
        verdict = self._verdict(items[0]) if items else None
        # An embargo goes first: that the text has changed is news of the piece, too.
        if verdict is None or self._closed(verdict):
            return Absent.GONE
        if verdict.item.content_hash != ticket.text:
            return Absent.CHANGED
        return _preview(verdict, ticket.ends.astimezone(house.firm.zone))

    def _verdict(self, item: Item) -> ClearedItem | Held | None:
        """How it stands now; None where nobody has read it yet, which is not the same as nothing found."""
        cleared, held = self._house.judged([item])
        verdicts: list[ClearedItem | Held] = [*cleared, *held]
        return verdicts[0] if verdicts else None

    def _closed(self, verdict: ClearedItem | Held) -> Finding | None:
        """Why nobody outside may see it, not even by a link; None where only its clearance is missing."""
        if isinstance(verdict, ClearedItem):
            return None
        for each in verdict.findings:
            if each.stops and (each.rule in _CLOSING or is_of_courts(each.rule)):
                return each
        return self._taken_back(verdict.item)

    def _taken_back(self, item: Item) -> Finding | None:
        """Why the client's last word on this very text closes it; None where it does not, or there is none."""
        consents = self._house.clearing.known_consents().values()
        said = [each for each in consents if each.item == item.id and each.text == item.content_hash]
        if not said or said[-1].withdrawn is None:
            return None
        return Finding(
            rule="CONF-CONSENT-MISSING", severity=Severity.BLOCK, where=item.source, words=said[-1].ref,
            reason="The client took the consent to this text back.", remedy="Leave it in the drawer.",
        )  # fmt: skip

    def _end_of_day(self, days: int) -> datetime:
        """The midnight behind the last day: who reads "ends on Friday" may open it on Friday."""
        zone = self._house.firm.zone
        today = self._house.time().astimezone(zone).date()
        return datetime.combine(today + timedelta(days=days + 1), time(), zone)


def _preview(verdict: ClearedItem | Held, ends: datetime) -> Preview:
    told = verdict.notices if isinstance(verdict, ClearedItem) else notices(verdict.findings)
    return Preview(item=verdict.item, notices=told, ends=ends)


def _checked(base: str) -> str:
    """An address that links can begin with, without a slash at its end."""
    try:
        parts = urlsplit(base.strip())
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment or parts.username:
        raise UsageError(
            base, "this is no address that links can begin with.", "Write it so: https://preview.firm.example"
        )
    if parts.scheme == "http" and host not in LOOPBACK:
        raise UsageError(base, "on the way there anybody could read the link, and the text.", "Use https.")
    return parts.geturl().rstrip("/")
