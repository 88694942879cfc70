"""When a feed is asked again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect import pace
from pipeline.ports import FeedState
from tests.builders import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ADDRESSES = st.from_regex(r"https://[a-z]{3,9}\.example/feed", fullmatch=True)


def test_a_feed_is_due_at_first_and_then_in_its_turn() -> None:
    """One that was never asked is due; one that is gone for good is not, ever."""
    assert pace.is_due(FeedState(address="a"), NOON)
    assert pace.is_due(FeedState(address="a", due=NOON), NOON)
    assert not pace.is_due(FeedState(address="a", due=NOON + HOUR), NOON)
    assert not pace.is_due(FeedState(address="a", gone=True), NOON)


@given(
    ADDRESSES,
    st.timedeltas(timedelta(minutes=1), timedelta(days=30)),
    st.none() | st.timedeltas(timedelta(0), DAY * 99),
)
def test_a_good_answer_rests_at_least_as_long_as_its_server_says(
    address: str, every: timedelta, fresh: timedelta | None
) -> None:
    """Never sooner than the interval, never sooner than fresh (a day of that at most), a fifth later at most."""
    least = max(every, min(fresh or timedelta(0), DAY))

    assert least <= pace.after_answer(address, every, NOON, fresh) - NOON <= least * 1.2 + timedelta(seconds=1)


@given(ADDRESSES, st.integers(1, 10_000), st.none() | st.timedeltas(timedelta(0), DAY * 99))
def test_failures_back_off_and_obey(address: str, failures: int, wait: timedelta | None) -> None:
    """Twice as long each time, a day at most, and as long as the server asks for, a week at most."""
    least = max(min(HOUR * 2 ** min(failures, 10), DAY), min(wait or timedelta(0), DAY * 7))

    assert least <= pace.after_failure(address, HOUR, NOON, failures, wait) - NOON <= least * 1.2 + timedelta(seconds=1)


def test_feeds_are_not_all_asked_at_once() -> None:
    """A hundred feeds of one interval are spread over a fifth of it."""
    due = {pace.after_answer(f"https://b{n}.example/feed", HOUR, NOON, None) for n in range(100)}

    assert 90 < len(due)
    assert max(due) - min(due) > timedelta(minutes=8)
