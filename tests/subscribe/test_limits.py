"""How often somebody may ask."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.subscribe.limits import (
    OF_ADDRESS,
    WITHOUT_WORK,
    Asker,
    Counter,
    Limits,
    Pace,
    enough,
    network_of,
)
from tests.builders import NOON

MINUTE = timedelta(minutes=1)
HERE = Asker("203.0.113.7")


def test_some_may_come_at_once_and_then_one_each_so_often() -> None:
    """Three at once, then one a minute."""
    counter = Counter(Pace(3, MINUTE))
    for _ in range(3):
        assert not counter.full("here", NOON)
        counter.add("here", NOON)

    assert counter.full("here", NOON + 59 * MINUTE / 60)
    assert not counter.full("here", NOON + MINUTE)
    assert not counter.full("there", NOON)


@given(st.lists(st.integers(0, 300), max_size=200))
def test_nobody_gets_more_than_their_pace_in_any_span(waits: list[int]) -> None:
    """Whenever they come: in a span there are never more than those at once and one each so often."""
    pace = Pace(3, MINUTE)
    counter, now, let = Counter(pace), NOON, []
    for wait in waits:
        now += timedelta(seconds=wait)
        if not counter.full("here", now):
            counter.add("here", now)
            let.append(now)

    for at, first in enumerate(let):
        for more, last in enumerate(let[at:], 1):
            assert more <= pace.at_once + (last - first) / pace.every


@given(st.lists(st.timedeltas(timedelta(days=-400), timedelta(days=400)), max_size=50))
def test_a_clock_that_is_put_back_shuts_nobody_out(jumps: list[timedelta]) -> None:
    """However the clock jumps: nobody waits longer than two full buckets take."""
    pace = Pace(3, MINUTE)
    counter = Counter(pace)
    for jump in jumps:
        if not counter.full("here", NOON + jump):
            counter.add("here", NOON + jump)

    assert any(not counter.full("here", NOON + minutes * MINUTE) for minutes in range(7))


def test_a_day_that_was_none_is_forgotten() -> None:
    """The clock was a day ahead, and is right again: whoever came meanwhile comes as any other."""
    limits, day = Limits(), timedelta(days=1)
    while limits.signs_up(HERE, NOON + day, worked=False):
        pass

    assert limits.signs_up(HERE, NOON, worked=False)


def test_memory_is_bounded() -> None:
    """A million networks leave no more names than were allowed, and who has paused is forgotten."""
    counter = Counter(Pace(1, MINUTE), most=50)
    for each in range(1000):
        counter.add(str(each), NOON)
    assert 50 == len(counter)

    counter.add("later", NOON + timedelta(hours=1))
    assert 1 == len(counter)


def test_without_work_the_limit_is_stricter() -> None:
    """A network without proofs of work is stopped long before one address with them."""
    limits = Limits()
    lazy = [limits.signs_up(Asker(f"203.0.113.{each}"), NOON, worked=False) for each in range(20)]
    busy = [limits.signs_up(Asker("198.51.100.1"), NOON, worked=True) for _ in range(20)]

    assert [WITHOUT_WORK.at_once, OF_ADDRESS.at_once] == [sum(lazy), sum(busy)]


def test_a_refusal_costs_nothing() -> None:
    """Who was refused is not counted, so that waiting helps."""
    limits = Limits()
    for _ in range(100):
        limits.signs_up(HERE, NOON, worked=True)

    assert limits.signs_up(HERE, NOON + OF_ADDRESS.every, worked=True)


@pytest.mark.parametrize(("address", "cut"), [
    ("203.0.113.7", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("::ffff:203.0.113.7", "203.0.113.0/24"),
    ("", ""), ("unknown", ""), ("203.0.113.7:80", ""),
])  # fmt: skip
def test_a_network_is_cut_short(address: str, cut: str) -> None:
    """What is kept for proof is no trace of a person."""
    assert cut == network_of(address)


@pytest.mark.parametrize(
    ("of_kind", "of_others", "full"),
    [
        ([], [], False), ([9], [], True), ([11], [], False), ([11, 300], [], False), ([11, 300, 1400], [], True),
        ([11, 300, 1441], [], False), ([], [1], False), ([], [1, 30], False), ([], [1, 30, 59], True), ([11, 50], [1], True),
        ([11, 61], [1], False), ([], [61, 62, 63, 64], False),
    ],
)  # fmt: skip
def test_a_mailbox_gets_few_letters(of_kind: list[int], of_others: list[int], full: bool) -> None:
    """One of a kind in ten minutes and three in a day; of all kinds, three in an hour (ages in minutes)."""

    def within(ages: list[int]) -> Callable[[timedelta], int]:
        return lambda span: sum(age * MINUTE < span for age in ages)

    assert full == enough(within(of_kind), within(of_others))


@given(wanted=st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=120))
def test_nobody_is_flooded(wanted: list[tuple[int, bool]]) -> None:
    """However often, in whatever mixture and for how long: never more than three in an hour, and six in a day."""
    sent: list[tuple[timedelta, bool]] = []
    now = timedelta()
    for pause, kind in wanted:
        now += pause * MINUTE

        def had(mine: bool, span: timedelta, now: timedelta = now) -> int:
            return sum(each is mine and at > now - span for at, each in sent)

        if not enough(lambda span, kind=kind: had(kind, span), lambda span, kind=kind: had(not kind, span)):  # type: ignore[misc]  # bound for the loop
            sent.append((now, kind))
    for span, most in ((timedelta(hours=1), 3), (timedelta(days=1), 6)):
        for at, _ in sent:
            assert most >= sum(at - span < other <= at for other, _ in sent)
