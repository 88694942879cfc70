"""The rooms of digests and deliveries joined to the world: what is due, who gets what, and how it leaves.

It stands beside the wiring, which makes it, because `wiring` is long enough without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from threading import Lock
from typing import TYPE_CHECKING

from pipeline import canary, events, returns, template_gate
from pipeline.composer import Composer
from pipeline.deliver import run as deliver_run
from pipeline.deliver.run import Delivered
from pipeline.deliver.sender import Limits
from pipeline.digest import decide as digest_decide
from pipeline.digest import run as digest_run
from pipeline.digest.choose import Offer, Selection, choose
from pipeline.digest.press import Press
from pipeline.edges import files
from pipeline.edges.journals import JournalFolder
from pipeline.edges.mail import transport
from pipeline.edges.maildir import MaildirOutbox
from pipeline.edges.threads import on_threads
from pipeline.errors import AttractError, BusyError, UsageError
from pipeline.mailboxes import seed_of
from pipeline.model import (
    Cadence,
    Channel,
    ClearedItem,
    Delivery,
    DeliveryState,
    Item,
    Kind,
    Message,
    Slot,
    Subscriber,
    changes,
)
from pipeline.ports import Claims, Transport
from pipeline.subscribing import mail_links

if TYPE_CHECKING:
    from pipeline.wiring import House

#: So much of a reader's id names them in a log; it is a random number of ours.
_SHORT = 8


class Mailing:
    """One firm's editions and deliveries."""

    #: What sets mails in type.
    press: type[Press] = Press

    def __init__(self, house: "House") -> None:
        self._house = house

    def due(self) -> list[Slot]:
        """The editions that are due and not yet opened."""
        return [each.slot for each in self._house.plan.editions()]

    def plan(
        self, slot: Slot, cleared: Sequence[ClearedItem], readers: Iterable[Subscriber] | None = None
    ) -> Iterator[Delivery]:
        """Who would get what in an edition, of everybody or of these readers, one after the other. Writes nothing."""
        house = self._house
        weekly = house.firm.cadences.weekly is None or slot.cadence is Cadence.WEEKLY
        return digest_run.plan(
            slot,
            cleared=cleared,
            subscribers=house.each_reader(slot.cadence) if readers is None else readers,
            ledger=house.ledger,
            networks=house.firm.social.texts if weekly else (),
            seeds=[seed_of(each) for each in house.firm.mail.seeds] if readers is None else (),
            domain=parseaddr(house.firm.mail.sender)[1].partition("@")[2],
            never=house.firm.never_mail,
            now=house.time(),
            changes=changes(house.ledger.edits(slot.edition)),
        )

    def coming(self) -> list[Slot]:
        """The editions that are due, and the next of each cadence."""
        return [*self.due(), *self.ahead()]

    def ahead(self) -> list[Slot]:
        """The next edition of each cadence, the soonest first."""
        return [each.slot for each in self._house.plan.ahead()]

    def slot(self, edition: str) -> Slot:
        """What an edition is for: one that was opened, is due, or comes next. Raises UsageError where there is none."""
        house = self._house
        if house.ledger.edition(edition) and not edition.startswith(digest_decide.CORRECTION):
            return house.ledger.slot(edition)
        coming = self.coming()
        for slot in coming:
            if slot.edition == edition:
                return slot
        known = ", ".join(dict.fromkeys(slot.edition for slot in coming)) or "none, because `cadences` has no rhythm"
        raise UsageError(
            edition, f"there is no such edition. Those that come: {known}.", "`attract plan` has the days."
        )

    def note(self, edition: str, cleared: Sequence[ClearedItem]) -> ClearedItem | None:
        """What a person says above the pieces of an edition: the note that it was composed with, while that may go out."""
        known = self._house.ledger.edition(edition)
        if known is None or known.composed is None:
            return digest_decide.note_of(edition, cleared, self._house.ledger.noted())
        return next((each for each in cleared if known.note == each.id and each.item.edition == edition), None)

    def missed(self, edition: str, cleared: Sequence[ClearedItem]) -> Item | None:
        """The note that was written for an edition and may not open it; None where there is none, or it may."""
        library = self._house.library
        written = (each for each in library.items(library.ids((Kind.NOTE,))) if each.edition == edition)
        note = self.note(edition, cleared)
        return next((each for each in written if note is None or note.id != each.id), None)

    def open_due(self, cleared: Sequence[ClearedItem]) -> list[Slot]:
        """Compose every edition that is due; returns those that were composed."""
        house, opened = self._house, []
        for planned in house.plan.editions():
            with house.plan.work(planned) as mine:
                if mine and self.open(planned.slot, cleared):
                    opened.append(planned.slot)
        return opened

    def open(self, slot: Slot, cleared: Sequence[ClearedItem]) -> bool:
        """Compose an edition; False when it has been. Until its time to be taken back is over, none of it leaves."""
        house, now = self._house, self._house.time()
        note = self.note(slot.edition, cleared)
        if note is None and (missed := self.missed(slot.edition, cleared)):
            told = f"{slot.edition} goes without its note {missed.source}, which may not leave; `attract digest show {slot.edition}` says why."
            events.tell(events.EDITION_NOTELESS, told, edition=slot.edition, source=missed.source)
        composed = digest_run.run(
            slot,
            self.plan(slot, cleared),
            readers=house.ledger.count(slot.cadence),
            texts={each.id: each.item.content_hash for each in cleared},
            ledger=house.ledger,
            now=now,
            leaves=leaves if (leaves := max(slot.due, now + house.firm.mail.to_take_back)) > now else None,
            note=note.id if note else "",
            told=_told,
            progress=house.progress,
        )
        if composed:
            _composed(slot.edition, house.ledger.counts(slot.edition))
        return composed

    def selection(self, reader: Subscriber, cleared: Sequence[ClearedItem], edition: str) -> Selection:
        """What one reader would get now in an edition, and what would be beyond it; of areas as they are called today."""
        house = self._house
        changed = changes(house.ledger.edits(edition))
        offer = Offer(digest_decide.pieces(cleared, Channel.NEWSLETTER), house.time(), changed)
        return choose(reader, offer, house.ledger.had(reader.id))

    def alone(self) -> AbstractContextManager[None]:
        """Be the only one on this machine who hands mail over: limits count for one. Raises BusyError at once.

        So it does where mail leaves by another house of this process.
        """
        if not self._house.sends:
            raise BusyError("the mail", "another part of this Attract hands it over.", "It does so now.")
        state = self._house.state
        state.mkdir(exist_ok=True)
        return files.alone(state / "sending.lock", str(self._house.root))

    def deliver(self, cleared: Sequence[ClearedItem], *, by_clock: bool = False) -> Delivered:
        """Hand over everything that is planned and due, unless it is stopped; several processes may do so at once.

        The firm's own addresses come first: while one of them was refused, or is uncertain, its edition stays.

        Args:
            cleared: what may go out now.
            by_clock: nobody asked for it: readers get nothing on closed days and in quiet hours.

        """
        house, now = self._house, self._house.time()
        doubtful = deliver_run.look_after(house.ledger, self._journals(), self._arrived, house.time)
        first = house.seeds.due_now(now)
        if (first or house.ledger.due_now(now)) and (stop := template_gate.stopped(house)):
            waiting = house.ledger.planned()
            return Delivered(uncertain=doubtful, waiting=waiting, problem=stop)
        latest = Latest(house, cleared)
        seeds = self._hand_over(house.seeds, latest) if first else Delivered()
        opening = house.plan.opening()
        if seeds.problem or (by_clock and opening.shut(now)):
            delivered = Delivered(problem=seeds.problem)
        else:
            delivered = self._hand_over(house.ledger, latest, until=opening.shuts(now) if by_clock else None)
        if delivered.accepted + seeds.accepted and house.firm.mail.transport == "smtp":
            template_gate.left(house)
        returns.Returns(house).refusals()
        done = replace(
            delivered, seeds=seeds.accepted, uncertain=delivered.uncertain + doubtful,
            waiting=house.ledger.planned(),
            problem=delivered.problem or returns.stopped(house) or canary.stopped(house),
        )  # fmt: skip
        _handed_over(done)
        return done

    def _hand_over(self, claims: Claims, latest: "Latest", until: datetime | None = None) -> Delivered:
        house, mail = self._house, self._house.firm.mail
        return deliver_run.run(
            claims=claims,
            journals=self._journals(),
            compose=lambda: Current(house, latest),
            ways=self._ways(),
            arrived=self._arrived,
            side_by_side=on_threads(house.ending if house.stays else None),
            clock=house.time,
            wait=self._wait,
            limits=Limits(
                connections=self._at_once,
                per_hour=mail.per_hour,
                per_hour_and_domain=mail.per_hour_and_domain,
                pause_after=mail.pause_after,
                until=until,
            ),
            progress=house.progress,
        )

    def stopped(self) -> AttractError | None:
        """Why nothing of what waits leaves: sending is paused, or nobody has looked at its shape. None where it does."""
        return returns.stopped(self._house) or template_gate.stopped(self._house)

    def _journals(self) -> JournalFolder:
        return JournalFolder(self._house.state / "sending")

    def _ways(self) -> Mapping[Channel, Callable[[], Transport]]:
        return {Channel.NEWSLETTER: self.way, Channel.SOCIAL: lambda: files.TextFolder(self._house.outbox / "social")}

    @property
    def _at_once(self) -> int:
        """Conversations at most."""
        mail = self._house.firm.mail
        return mail.connections if mail.transport == "smtp" else 1

    def _wait(self, seconds: float) -> None:
        """Let so many seconds go by, or fewer where this process is to stop."""
        self._house.ending.wait(seconds)

    def way(self) -> Transport:
        """The way by which mail leaves, as the settings say. Raises ConfigurationError, TransportError."""
        return transport(self._house.firm.mail, self._house.outbox, self._house.time)

    def _arrived(self, row: Delivery) -> bool | None:
        """Whether a mail lies in the outbox; of what goes to a server or a network, nobody here can tell."""
        if row.subscriber.startswith(digest_decide.NETWORK) or self._house.firm.mail.transport != "outbox":
            return None
        return MaildirOutbox(self._house.outbox / "mail").arrived(row.message_id)


def _told(row: Delivery) -> None:
    """Say of a reader that nothing goes to them; the rest is in the ledger."""
    if row.state is DeliveryState.EXCLUDED and not row.subscriber.startswith(digest_decide.NETWORK):
        events.tell(
            events.DELIVERY_LEFT_OUT, f"{row.edition}: reader {row.subscriber[:_SHORT]} is left out: {row.response}.",
            edition=row.edition, reader=row.subscriber[:_SHORT],
        )  # fmt: skip


def _handed_over(done: Delivered) -> None:
    """Tell what became of what was tried; nothing where nothing was."""
    if not (done.accepted or done.refused or done.excluded or done.uncertain or done.seeds):
        return
    told = (
        f"{done.accepted:,} accepted, {done.refused:,} refused, {done.excluded:,} left out, {done.uncertain:,} uncertain, "
        f"{done.waiting:,} waiting."
    )
    events.tell(
        events.DELIVERY_DONE, f"Delivered: {told}", accepted=done.accepted, refused=done.refused, left_out=done.excluded,
        uncertain=done.uncertain, waiting=done.waiting, seeds=done.seeds,
    )  # fmt: skip


def _composed(edition: str, counts: Mapping[DeliveryState, int]) -> None:
    planned, spared = counts.get(DeliveryState.PLANNED, 0), counts.get(DeliveryState.EXCLUDED, 0)
    mails = "1 delivery is planned" if planned == 1 else f"{planned:,} deliveries are planned"
    readers = "1 reader has nothing new" if spared == 1 else f"{spared:,} readers have nothing new"
    events.tell(
        events.EDITION_COMPOSED, f"{edition} is composed: {mails}, {readers}.", edition=edition, planned=planned, left_out=spared
    )  # fmt: skip


class Latest:
    """What may go out now and how it reads, made anew when that changes; all conversations share it."""

    def __init__(self, house: "House", cleared: Sequence[ClearedItem]) -> None:
        self._house = house
        self._lock = Lock()
        self._standing = house.clearing.standing()
        self._cleared = cleared
        self._composer: Composer | None = None

    def look(self) -> tuple[Composer, Sequence[ClearedItem]]:
        """What composes now, and what is cleared: a withdrawal takes effect on whatever has not left."""
        with self._lock:
            if (standing := self._house.clearing.standing()) != self._standing:
                self._cleared, _ = self._house.judged()
                self._standing, self._composer = standing, None
            if self._composer is None:
                self._composer = composer(self._house, self._cleared, lambda _: None)
            return self._composer, self._cleared


class Current:
    """Makes messages from what was last looked at (port: Composing); each conversation has its own."""

    def __init__(self, house: "House", latest: Latest) -> None:
        self._house = house
        self._latest = latest
        self._readers: Mapping[str, Subscriber] = {}
        #: What all share, and what makes our messages of it.
        self._shared: Composer | None = None
        self._compose: Callable[[Delivery], Message | str] | None = None

    def look(self, sender: str, rows: Sequence[Delivery]) -> None:
        """Read the readers of these rows, and what is cleared where that has changed."""
        house = self._house
        shared, cleared = self._latest.look()
        if shared is not self._shared:
            house.ledger.reword(sender, {each.id: each.item.content_hash for each in cleared})
            mine = shared.asking(canary.known(house, self.subscriber))
            self._shared, self._compose = shared, returns.returning(house, mine)
        self._readers = house.ledger.to_mail({row.subscriber for row in rows})

    def __call__(self, row: Delivery) -> Message | str:
        """The finished message, or why it is left out now."""
        assert self._compose is not None, "nobody has looked"
        return self._compose(row)

    def subscriber(self, id_: str) -> Subscriber | None:
        """One reader as of the last look."""
        return self._readers.get(id_)


def composing(
    house: "House", cleared: Sequence[ClearedItem], reader: Callable[[str], Subscriber | None],
    slot: Callable[[str], Slot] | None = None,
) -> Callable[[Delivery], Message | str]:  # fmt: skip
    """What makes the messages of deliveries as they leave, each with its return path, or says why one is left out.

    Args:
        house: the firm.
        cleared: what may go out now.
        reader: who may be mailed, by id.
        slot: what an edition is for, by its name; without it, as the ledger has it.

    """
    return returns.returning(house, composer(house, cleared, canary.known(house, reader), slot))


def composer(
    house: "House", cleared: Sequence[ClearedItem], reader: Callable[[str], Subscriber | None],
    slot: Callable[[str], Slot] | None = None,
) -> Composer:  # fmt: skip
    """The same without return paths."""
    firm, areas = house.speaking(cleared)
    return Composer(
        firm, cleared, people=house.people(), areas=areas.names, reader=reader, today=house.areas.now,
        slot=slot or house.ledger.slot, clock=house.time, reader_links=mail_links(house),
        note=lambda edition: house.mailing.note(edition, cleared), press=house.mailing.press,
    )  # fmt: skip
