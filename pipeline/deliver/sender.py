"""One conversation with the other side: claims a batch, composes, hands over, writes down what became of it.

    claims.claim | compose.look | compose | transport.hand_over | journal | claims.settle

Several work beside each other, in this process and in others; what keeps them apart is the claim.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.deliver import decide
from pipeline.errors import AttractError, TransportError
from pipeline.model import Channel, Delivery, DeliveryState, Message, Settled
from pipeline.ports import Claims, Composing, HandedOver, Journal, NotYet, Refused, Transport, Unsure


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How fast, and when to stop."""

    #: Conversations at once, at most.
    connections: int = 1
    #: Messages an hour, all together and for one domain; None: as many as the other side takes.
    per_hour: int | None = None
    per_hour_and_domain: int | None = None
    #: Stop after this many failures in a row; the fault is then not the readers'.
    pause_after: int = 5
    #: Hand over nothing from then on; None: there is no such moment.
    until: datetime | None = None


@dataclass
class Shared:
    """What all conversations of one run know of each other."""

    total: int
    done: int = 0
    #: Why no more is handed over.
    problem: AttractError | None = None
    #: Somebody wants it to end.
    stopped: bool = False
    tally: dict[DeliveryState, int] = field(default_factory=lambda: dict.fromkeys(DeliveryState, 0))

    @property
    def over(self) -> bool:
        """Whether no conversation begins another message."""
        return self.stopped or self.problem is not None

    def count(self, settled: Settled) -> None:
        """Add what became of one."""
        self.tally[settled.state] += 1
        self.done += 1


class _TooLateError(Exception):
    """The sender's time for what it has in hand is over; others may have settled it."""


class Sender:
    """Works until nothing is left to claim, or something is wrong.

    Args:
        claims: who has which deliveries in hand.
        journal: this sender's own.
        compose: makes messages.
        ways: opens the way out of a channel; only called when something waits for it.
        clock: the time.
        wait: lets so many seconds go by.
        limits: how fast; shared out evenly among `beside` conversations.
        beside: how many work at once, this one among them.
        shared: what they know of each other.
        told: called after each message.

    """

    def __init__(
        self,
        *,
        claims: Claims,
        journal: Journal,
        compose: Composing,
        ways: Mapping[Channel, Callable[[], Transport]],
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
        limits: Limits,
        beside: int,
        shared: Shared,
        told: Callable[[Delivery], None],
    ) -> None:
        self._claims = claims
        self._journal = journal
        self._compose = compose
        self._ways = ways
        self._clock = clock
        self._wait = wait
        self._limits = limits
        self._apart = decide.pace(limits.per_hour, beside)
        self._domain_apart = decide.pace(limits.per_hour_and_domain, beside)
        self._shared = shared
        self._told = told
        self._open: dict[Channel, Transport] = {}
        self._failures = 0
        self._last: datetime | None = None
        self._last_of: dict[str, datetime] = {}
        self._until = clock()
        self._looked = clock()
        #: In hand and not settled, by message id; and which of them have begun to leave.
        self._rows: dict[str, Delivery] = {}
        self._begun: set[str] = set()
        self._settled: list[Settled] = []
        #: Taken, and for another channel than those before it.
        self._other: Message | None = None

    def work(self) -> None:
        """Hand over batch after batch; whatever happens, what has not left waits as before."""
        size, began = 0, self._clock()
        try:
            while not self._shared.over:
                now = self._clock()
                size = decide.batch(size, now - began)
                began = now
                self._until = now + decide.LEASE
                rows = self._claims.claim(self._journal.sender, size, now, self._until)
                if not rows:
                    break
                self._batch(rows)
        except TransportError as problem:
            self._shared.problem = problem
        finally:
            for transport in self._open.values():
                transport.close()
            self._journal.close(done=not self._rows)

    def _batch(self, rows: Sequence[Delivery]) -> None:
        self._rows = {row.message_id: row for row in rows}
        try:
            self._look()
            coming = self._messages(rows)
            first = next(filter(None, coming), None)
            while first is not None and not self._shared.over:
                first = self._hand_over(first, coming)
        except _TooLateError:
            pass  # what has not left is anybody's
        except TransportError:
            self._begun.clear()  # it says that nothing of what was not told has left
            raise
        finally:
            self._fold()

    def _fold(self) -> None:
        """Write the whole batch into the ledger: what was answered, what is in doubt, and what has not left."""
        rest = [
            decide.in_doubt(row) if id_ in self._begun else decide.released(row, row.response)
            for id_, row in self._rows.items()
        ]
        self._claims.settle(self._journal.sender, [*self._settled, *rest], self._clock())
        self._journal.folded()
        self._rows, self._begun, self._settled = {}, set(), []

    def _hand_over(self, first: Message, coming: Iterator[Message | None]) -> Message | None:
        """Hand over a message and those after it on the same channel; returns the first of another channel."""
        channel, self._other = first.channel, None
        if channel not in self._open:
            # The way out is opened when the first message for it is there.
            self._open[channel] = self._ways[channel]()
        for told in self._open[channel].hand_over(self._alike(first, coming), self._begin):
            self._answer(told)
            if self._shared.over:
                return None
        return self._other

    def _alike(self, first: Message, coming: Iterator[Message | None]) -> Iterator[Message | None]:
        yield first
        for message in coming:
            if message is not None and message.channel is not first.channel:
                self._other = message
                return
            yield message

    def _messages(self, rows: Sequence[Delivery]) -> Iterator[Message | None]:
        """The messages of a batch, each when its turn has come."""
        for row in rows:
            now = self._clock()
            if self._closed(now):
                return
            if now - self._looked > decide.FRESH:
                self._look()
            self._renew(now)
            message = self._compose(row)
            if isinstance(message, str):
                self._settle(row, decide.left_out(row, message))
            elif (turn := self._turn(message, now)) > now:
                self._settle(row, decide.released(row, row.response, again=turn))
            else:
                turn = decide.turn(self._last, self._apart, now)
                while now < turn:
                    if self._shared.over:  # a turn may be half a minute away
                        return
                    yield None
                    self._wait(min(turn - now, decide.A_WHILE).total_seconds())
                    now = self._clock()
                    self._renew(now)
                if self._closed(now):
                    return
                self._last = turn
                if message.texts:
                    self._claims.word([(row.subscriber, item, text) for item, text in message.texts.items()])
                yield message

    def _closed(self, now: datetime) -> bool:
        """Whether the time is over in which something may be handed over; then no conversation goes on."""
        if self._limits.until is not None and now >= self._limits.until:
            self._shared.stopped = True
        return self._shared.over

    def _renew(self, now: datetime) -> None:
        """Keep what is in hand for longer, before its time is over."""
        if self._until - now < decide.RENEW:
            self._until = now + decide.LEASE
            self._claims.extend(self._journal.sender, self._until)

    def _turn(self, message: Message, now: datetime) -> datetime:
        """When a message for this domain may leave; from then on the next has to wait."""
        if not self._limits.per_hour_and_domain or message.channel is not Channel.NEWSLETTER:
            return now
        domain = decide.domain(message.recipient)
        turn = decide.turn(self._last_of.get(domain), self._domain_apart, now)
        self._last_of[domain] = turn
        return turn

    def _look(self) -> None:
        self._compose.look(self._journal.sender, list(self._rows.values()))
        self._looked = self._clock()

    def _begin(self, message: Message) -> None:
        """Note that a message leaves, unless it is too late for that."""
        if self._until - self._clock() < decide.TOO_LATE:
            raise _TooLateError
        self._begun.add(message.message_id)
        self._journal.begun(self._rows[message.message_id])

    def _answer(self, told: HandedOver) -> None:
        row = self._rows[told.message.message_id]
        settled = decide.settled(row, told.said, self._clock())
        self._settle(row, replace(settled, without=told.message.without) if told.message.without else settled)
        self._failures = self._failures + 1 if isinstance(told.said, Refused | NotYet | Unsure) else 0
        if self._failures >= self._limits.pause_after:
            self._shared.problem = TransportError(
                "the mail server", f"{self._failures} messages in a row were not accepted.",
                "See `attract deliveries`; when the cause is mended, run again: nothing is sent twice.",
            )  # fmt: skip

    def _settle(self, row: Delivery, settled: Settled) -> None:
        """Note what became of a row; the ledger is told at the end of the batch."""
        self._journal.answered(settled)
        del self._rows[row.message_id]
        self._begun.discard(row.message_id)
        self._settled.append(settled)
        self._shared.count(settled)
        self._told(row)
