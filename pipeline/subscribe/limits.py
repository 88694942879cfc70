"""How often somebody may ask, so that nobody floods us or fills a stranger's mailbox through us.

Kept in memory and bounded; what must outlive a restart (how many letters a mailbox had) stands in the store.
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.model.content import aware

#: A mailbox gets at most so many letters of one kind within so long, whatever is asked for.
LETTERS = ((timedelta(minutes=10), 1), (timedelta(days=1), 3))
#: And so many of all kinds: who has just confirmed can ask for their data, and nobody is flooded with both.
TOGETHER = ((timedelta(hours=1), 3),)


@dataclass(frozen=True)
class Pace:
    """So many at once, and then one each so often."""

    at_once: int
    every: timedelta


#: From one address: a family, or somebody who mistypes.
OF_ADDRESS = Pace(10, timedelta(minutes=1))
#: From one network: an office, a school behind one address.
OF_NETWORK = Pace(40, timedelta(seconds=15))
#: The same without proof of work: a browser without scripts.
WITHOUT_WORK = Pace(4, timedelta(minutes=5))
#: Buttons behind a link from a mail, and looks at data.
OF_BUTTONS = Pace(60, timedelta(seconds=2))


class Counter:
    """Counts by name; forgets whoever has paused long enough, and the longest unseen where there are too many.

    It is the leaky bucket of ATM's GCRA (ITU-T I.371): one moment a name says everything.
    """

    def __init__(self, pace: Pace, most: int = 100_000) -> None:
        self._pace = pace
        self._most = most
        #: Name to the moment when its bucket is empty again, the longest unseen first.
        self._empty: OrderedDict[str, datetime] = OrderedDict()

    def __len__(self) -> int:
        """How many names are remembered."""
        return len(self._empty)

    def full(self, name: str, now: datetime) -> bool:
        """Whether one more is too many now. Changes nothing."""
        return self._level(name, now) - now > self._pace.every * (self._pace.at_once - 1)

    def add(self, name: str, now: datetime) -> None:
        """Count one."""
        self._empty[name] = self._level(name, now) + self._pace.every
        self._empty.move_to_end(name)
        while self._empty and (len(self._empty) > self._most or next(iter(self._empty.values())) <= now):
            self._empty.popitem(last=False)

    def _level(self, name: str, now: datetime) -> datetime:
        """When the bucket is empty again. What lies farther ahead than any full one was noted before the clock was put back."""
        empty = self._empty.get(name, now)
        return max(empty, now) if empty - now <= 2 * self._pace.every * self._pace.at_once else now


@dataclass(frozen=True)
class Asker:
    """Where a request comes from."""

    #: IP address, whole; never stored.
    address: str

    @property
    def network(self) -> str:
        """Its network, cut as it is kept for proof; empty for what is no address."""
        return network_of(self.address)


class Limits:
    """How often sign-ups, and buttons, may come from one place."""

    def __init__(self, most: int = 100_000) -> None:
        self._of_address = Counter(OF_ADDRESS, most)
        self._of_network = Counter(OF_NETWORK, most)
        self._without_work = Counter(WITHOUT_WORK, most)
        self._buttons = Counter(OF_BUTTONS, most)

    def signs_up(self, asker: Asker, now: datetime, *, worked: bool) -> bool:
        """Whether one more sign-up may come from there; counts it where it may."""
        aware(now, "now")
        counters = [(self._of_address, _narrow(asker.address)), (self._of_network, asker.network)]
        if not worked:
            counters.append((self._without_work, asker.network))
        return _count(counters, now)

    def presses(self, asker: Asker, now: datetime) -> bool:
        """Whether one more button may be pressed from there; counts it where it may."""
        aware(now, "now")
        return _count([(self._buttons, _narrow(asker.address))], now)


def enough(of_kind: Callable[[timedelta], int], of_others: Callable[[timedelta], int]) -> bool:
    """Whether a mailbox had as many letters as it may.

    Args:
        of_kind: how many of the kind in question it had within a span until now.
        of_others: how many of every other kind.

    """
    # Nearly everybody had none, and each question is a look on the disk: who had none in the longest span had none in the others.
    had = of_kind if of_kind(max(span for span, _ in LETTERS + TOGETHER)) else _none
    return any(had(span) >= most for span, most in LETTERS) or any(
        had(span) + of_others(span) >= most for span, most in TOGETHER
    )


def _none(_: timedelta) -> int:
    return 0


def network_of(address: str) -> str:
    """Where a request came from, cut short: 203.0.113.0/24, 2001:db8::/48; empty for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network((found.packed, 24 if found.version == 4 else 48), strict=False))


def _narrow(address: str) -> str:
    """What one household holds: an address of IPv4, 64 bits of IPv6 (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found.packed, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _count(counters: list[tuple[Counter, str]], now: datetime) -> bool:
    if any(counter.full(name, now) for counter, name in counters):
        return False
    for counter, name in counters:
        counter.add(name, now)
    return True
