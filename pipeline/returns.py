"""What comes back after a mail has gone, joined to the world: fetched, weighed, and done, each once.

It stands beside the wiring, and names the edges that this alone uses. What suppresses somebody, or stops the sending, must be
proven: by a token that we signed, in the address to which the mail came or in the mail of ours that it brings back. A Message-ID
alone proves nothing, because it stands in every answer to that mail; what has no more is told to a person, and stays where it is.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import reader_tokens
from pipeline.deliver import bounces, verdicts, verp
from pipeline.deliver.bounces import Report
from pipeline.edges import files
from pipeline.edges.mail_files import letters_in
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.errors import AttractError, BusyError, ConfigurationError, TransportError, UsageError
from pipeline.model import SEED, Act, Bounce, Came, Channel, Delivery, Message, Pause, digest_of, when
from pipeline.ports import Letter, Mailbox
from pipeline.reader_tokens import Purpose

if TYPE_CHECKING:
    from pipeline.wiring import House

#: How often the clock looks into the mailbox.
EVERY = timedelta(minutes=5)
#: Refusals of editions that fell due since then are looked at after each run; those that are known do nothing again.
_REFUSED = timedelta(days=14)
#: When it last did, and how far it has read.
_POLLED, _PLACE = "bounces polled", "bounces read to"
#: What came because a mail of ours went, and asks for nothing.
_OURS = (Came.DELAY, Came.ABSENCE, Came.RECEIPT)


@dataclass
class Returned:
    """What became of the mails that were looked at."""

    looked: int = 0
    #: What was new: each bounce and complaint, with what it did.
    new: list[Bounce] = field(default_factory=list)
    #: Those that were known already.
    known: int = 0
    #: Notices that ask for nothing: late, away, delivered; and those about people of whom nothing is known any more.
    notices: int = 0
    #: Left where they are: nothing of ours.
    left: int = 0
    #: Left where they are: about a mail of ours, says a Message-ID, which proves nothing.
    unproven: int = 0
    problem: AttractError | None = None

    @property
    def amiss(self) -> bool:
        """Whether a person should look."""
        return bool(self.problem or any(each.act is Act.ALARM for each in self.new))


class _Dry(Exception):
    """Takes back what a dry run did."""


class Returns:
    """What comes back to one firm."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._ring = ReaderKeys(house.state / "reader.keys")
        self._keys = self._ring.read()

    def take(self, letters: Iterable[Letter], told: Returned, *, dry_run: bool = False) -> list[Letter]:
        """Weigh letters and do what they do; returns those that are handled, and adds to `told`."""
        return [letter for letter in letters if self._one(letter, told, dry_run)]

    def _one(self, letter: Letter, told: Returned, dry_run: bool) -> bool:
        """Whether a letter is handled; False leaves it where it is."""
        told.looked += 1
        report = bounces.read(letter.raw)
        if report.came is Came.NOTHING:
            told.left += 1
            return False
        reader, delivery, proven = self._whose(report)
        if not reader or (report.came in _OURS and not proven):
            told.left += 1
            return False
        if report.came in _OURS:
            told.notices += 1
            return True
        with suppress(_Dry), self._house.ledger.together():
            # A delivery comes back once in each way, whichever server says it how often.
            raw = letter.raw[: bounces.LOOKED_AT].replace(b"\r\n", b"\n")
            once = delivery.edition if delivery else hashlib.sha256(raw).hexdigest()
            bounce = self._weigh(report, reader, delivery, proven, once)
            if bounce is None:
                told.notices += 1
            elif not self._do(bounce):
                told.known += 1
            else:
                told.new.append(bounce)
            if dry_run:
                raise _Dry
        told.unproven += not proven
        return proven

    def refusals(self) -> list[Bounce]:
        """Do what the server's own refusals of the last days do: what comes at once means what comes back later."""
        ledger, done = self._house.ledger, []
        for row in ledger.refused(self._house.time() - _REFUSED):
            status = bounces.code(row.response)
            if not status:
                continue
            report = Report(Came.BOUNCE, status=status, words=row.response)
            with ledger.together():
                bounce = self._weigh(report, row.subscriber, row, True, row.edition)
                if bounce and self._do(bounce):
                    done.append(bounce)
        return done

    def _whose(self, report: Report) -> tuple[str, Delivery | None, bool]:
        """The reader and the delivery that a report is about, as far as it says, and whether that is proven."""
        ledger = self._house.ledger
        for token in report.tokens:
            if named := verp.read(token, self._keys):
                return named.reader, ledger.delivery_in(named.reader, named.names), True
        said = ledger.delivery_called(report.message_id) if report.message_id else None
        for link in report.leaves:
            if opened := reader_tokens.read(Purpose.LEAVE, link, self._keys, self._house.time()):
                return opened.of, said if said and said.subscriber == opened.of else None, True
        return said.subscriber if said else "", said, False

    def _weigh(self, report: Report, id_: str, delivery: Delivery | None, proven: bool, once: str) -> Bounce | None:
        """What a report does; None where nothing is known of its reader any more."""
        ledger, now = self._house.ledger, self._house.time()
        seed = id_.startswith(SEED)
        reader = ledger.reader(id_)
        if reader is None and not seed:
            return None
        sent = delivery.at if delivery and delivery.at else now
        alone = verdicts.verdict(report.came, report.status)
        found = verdicts.weighed(
            report.came, report.status, sent=sent, confirmed=reader.confirmed if reader else sent, before=ledger.bounces(id_),
            resumed=ledger.pause_of_sending().resumed,
        )  # fmt: skip
        if seed and found.act in (Act.SUPPRESS, Act.COUNT):
            found = verdicts.Verdict(Act.IGNORE, f"{alone.why}; it is a seed of the firm: look into its mailbox")
        if not proven:
            found = verdicts.Verdict(Act.IGNORE, "nothing in it proves that it is about our mail: look at it yourself")
        elif reader and reader.left and found.act in (Act.SUPPRESS, Act.COUNT):
            found = verdicts.Verdict(Act.IGNORE, "they have left already")
        return Bounce(
            id=digest_of([id_, once, report.came, alone.act, "proven" if proven else "said"]), reader=id_,
            edition=delivery.edition if delivery else "", came=report.came, status=report.status, act=found.act, at=now,
            sent=sent, said_by=report.said_by, words=report.words, why=found.why,
        )  # fmt: skip

    def _do(self, bounce: Bounce) -> bool:
        """Write it down and do it; False where it is known."""
        ledger = self._house.ledger
        if not ledger.remember_bounce(bounce):
            return False
        if bounce.act is Act.SUPPRESS and (reader := ledger.reader(bounce.reader)):
            reason = "complaint" if bounce.came is Came.COMPLAINT else f"bounce {bounce.status}"
            ledger.suppress(reader.address, f"{reason}: {bounce.why}", bounce.at)
        elif bounce.act is Act.ALARM:
            by = bounce.said_by or "a mail server"
            ledger.pause_sending(
                f"{by} refused {bounce.edition or 'a mail'} with {bounce.status}: {bounce.why}", bounce.at
            )
        return True


def poll(house: "House", *, dry_run: bool = False, box: Mailbox | None = None) -> Returned:
    """Fetch what came into the mailbox since the last time, and do what it does.

    Args:
        house: the firm.
        dry_run: only say what it would do; the mailbox stays as it is.
        box: in place of the one that the settings name.

    Raises:
        ConfigurationError: no mailbox is set.
        TransportError: it cannot be used.
        BusyError: another Attract is reading it.

    """
    settings = house.firm.mail.mailbox
    if settings is None:
        raise ConfigurationError(
            "content/firm.yml", "`mail.mailbox` names no mailbox to fetch bounces from.",
            "Name its host and user, or read files: attract bounces read FILE.",
        )  # fmt: skip
    told, returns = Returned(), Returns(house)
    name = f"{settings.user}@{settings.host}/{settings.folder} "
    house.state.mkdir(exist_ok=True)
    with files.alone(house.state / "bounces.lock", str(house.root)):
        if box is None:
            from pipeline.edges.imap import ImapMailbox

            box = ImapMailbox(settings)
        try:
            before = house.ledger.mark(_PLACE)
            for letters, place in box.arrived(before.removeprefix(name) if before.startswith(name) else ""):
                handled = returns.take(letters, told, dry_run=dry_run)
                if not dry_run:
                    # In this order: a crash between the two handles some letters again, which changes nothing.
                    box.put_away(handled)
                    house.ledger.set_mark(_PLACE, name + place)
        finally:
            box.close()
    return told


def read(house: "House", paths: Sequence[Path], *, dry_run: bool = False) -> Returned:
    """Do what mails in files do; the files stay as they are."""
    told, returns = Returned(), Returns(house)
    for path in paths:
        returns.take(letters_in(path), told, dry_run=dry_run)
    return told


def when_due(house: "House") -> Returned | None:
    """What the clock does of it, every five minutes; None where it is not due, or no mailbox is set.

    A server that is away is told, and stops nothing.
    """
    if house.firm.mail.mailbox is None:
        return None
    now = house.time()
    if next_poll(house) > now:
        return None
    house.ledger.set_mark(_POLLED, now.isoformat())
    try:
        return poll(house)
    except BusyError:
        return None
    except AttractError as problem:
        return Returned(problem=problem)


def next_poll(house: "House") -> datetime:
    """When the mailbox is read next."""
    before = house.ledger.mark(_POLLED)
    return datetime.fromisoformat(before) + EVERY if before else house.time()


def stopped(house: "House") -> TransportError | None:
    """Why nothing is sent now; None where it is. The store itself gives nobody anything to send meanwhile."""
    if pause := paused(house):
        since = f" since {when.told(pause.since, house.firm.zone)}" if pause.since else ""
        return TransportError("sending", f"is paused{since}: {pause.reason}.", REMEDY)
    return None


#: What a person does about a pause.
REMEDY = "See `attract bounces`, mend the cause, then: attract bounces resume --by NAME."


def paused(house: "House") -> Pause | None:
    """The pause that stands; None where nothing is paused."""
    pause = house.ledger.pause_of_sending()
    return pause if pause.reason else None


def resume(house: "House", by: str) -> None:
    """Let sending go on; raises UsageError where nothing is paused."""
    if not house.ledger.resume_sending(by, house.time()):
        raise UsageError("sending", "it is not paused.", "`attract deliver` sends what waits.")


def return_path(house: "House") -> Callable[[Delivery], str]:
    """What makes the return path of a delivery; empty where the sender takes bounces, as the settings say."""
    address = house.firm.mail.bounces
    if not address:
        return lambda delivery: ""
    paths = verp.ReturnPaths(address, ReaderKeys(house.state / "reader.keys").made(house.time())[-1])
    return lambda delivery: paths.of(delivery.subscriber, delivery.edition)


def returning(house: "House", compose: Callable[[Delivery], Message | str]) -> Callable[[Delivery], Message | str]:
    """The same messages, each with the return path of its delivery."""
    path = return_path(house)

    def composed(delivery: Delivery) -> Message | str:
        message = compose(delivery)
        if isinstance(message, str) or message.channel is not Channel.NEWSLETTER:
            return message
        return replace(message, sender=path(delivery) or message.sender)

    return composed
