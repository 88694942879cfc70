"""Whoever's token ends is told two weeks, one week and a day ahead, and once each; and so is whose version of LinkedIn is old."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.posting import Connection
from pipeline.social.watching import AHEAD, Aged, Ending, News, ending, news
from pipeline.social_settings import Account
from tests.builders import NOON

DAY = timedelta(days=1)
ACCOUNTS = {
    "ada": Account(network="linkedin", person="ada"), "firm": Account(network="bluesky"),
    "zap": Account(network="x", by="webhook"),
}  # fmt: skip
FRESH = f"{NOON:%Y%m}"


def known(account: str = "ada", ends: datetime | None = NOON, **fields: object) -> Connection:
    """One that was connected sixty days before noon, when it ends."""
    values = {"account": account, "speaks_for": account, "connected": NOON - 60 * DAY, "ends": ends, **fields}
    return Connection(**values)  # type: ignore[arg-type]  # fields of any kind


def looked(*moments: datetime, one: Connection, version: str = FRESH) -> list[News]:
    """What is told of one account at looks at these moments."""
    told: dict[str, str] = {}
    said: list[News] = []
    for moment in moments:
        found, then = news({one.account: one}, ACCOUNTS, version, told, moment)
        said, told = [*said, *found], dict(then)
    return said


def steps(said: list[News]) -> list[int]:
    """The days of what was told."""
    return [each.days for each in said if isinstance(each, Ending)]


def test_a_token_is_told_fourteen_seven_and_one_days_ahead_and_when_it_has_ended() -> None:
    """With the clock looked at every hour."""
    hours = [NOON - 20 * DAY + timedelta(hours=each) for each in range(24 * 22)]

    assert [14, 7, 1, 0] == steps(looked(*hours, one=known()))


def test_after_a_rest_the_nearest_alone_is_told() -> None:
    """Nobody reads three warnings about one token at once."""
    assert [5, 0] == steps(looked(NOON - 5 * DAY, NOON - 4 * DAY, NOON + DAY, one=known()))


def test_a_clock_that_is_set_back_tells_nothing_twice() -> None:
    """Nor what lies further off than what was told."""
    assert [1] == steps(looked(NOON - DAY, NOON - 10 * DAY, NOON - 6 * DAY, NOON - DAY, one=known()))


def test_a_new_token_begins_anew() -> None:
    """Connected again, or renewed; the same one does not."""
    first = known()
    found, told = news({"ada": first}, ACCOUNTS, FRESH, {}, NOON - DAY)
    again = replace(first, connected=NOON - DAY, ends=NOON + 12 * DAY)

    assert [Ending("ada", NOON, 1)] == found
    assert [] == news({"ada": first}, ACCOUNTS, FRESH, told, NOON - DAY)[0]
    assert [Ending("ada", NOON + 12 * DAY, 13)] == news({"ada": again}, ACCOUNTS, FRESH, told, NOON - DAY)[0]
    renewed = replace(first, ends=NOON + 12 * DAY)
    assert [Ending("ada", NOON + 12 * DAY, 13)] == news({"ada": renewed}, ACCOUNTS, FRESH, told, NOON - DAY)[0]


@pytest.mark.parametrize(
    "one",
    [
        known(ends=None), known("firm", ends=None), known(dead="401 who are you"), known("gone"), known("zap"),
    ],
    ids=["never ends", "app password", "dead", "not in the settings", "a webhook"],
)  # fmt: skip
def test_what_does_not_end_or_stands_still_anyway_is_no_news(one: Connection) -> None:
    """A dead token was told when it was found dead."""
    assert [] == looked(NOON - DAY, NOON + DAY, one=one)


def test_what_is_renewed_by_itself_is_told_where_it_was_not() -> None:
    """On its last day; and two weeks before that ends with which it is renewed."""
    one = known()

    assert ending(one, NOON - 13 * DAY, renewed=True) is None
    assert Ending("ada", NOON, 1) == ending(one, NOON - DAY, renewed=True)
    end = one.connected + 365 * DAY
    assert Ending("ada", end, 14) == ending(replace(one, ends=end + DAY), end - 14 * DAY, renewed=True)


@pytest.mark.parametrize(
    ("version", "now", "months"),
    [("202609", datetime(2027, 5, 31, 23, tzinfo=UTC), 0), ("202609", datetime(2027, 6, 1, tzinfo=UTC), 9),
     ("202609", datetime(2028, 1, 1, tzinfo=UTC), 16)],
)  # fmt: skip
def test_an_old_version_of_linkedin_is_told_once(version: str, now: datetime, months: int) -> None:
    """Nine months after it came out, three before LinkedIn ends it."""
    found = looked(now, now + timedelta(minutes=1), one=known("firm", ends=None), version=version)

    assert ([Aged(version, months)] if months else []) == found


def test_whoever_speaks_to_no_linkedin_hears_of_no_version() -> None:
    """Nor does who has it done by a webhook, or by hand."""
    accounts = {"firm": ACCOUNTS["firm"], "page": Account(network="linkedin", by="webhook")}

    assert [] == news({}, accounts, "202001", {}, NOON)[0]


def test_a_newer_version_that_grows_old_is_told_too() -> None:
    """What was told of the one before counts for that alone."""
    _, told = news({}, ACCOUNTS, "202509", {}, NOON)

    assert [Aged("202601", 10)] == news({}, ACCOUNTS, "202601", told, NOON)[0]


@given(
    looks=st.lists(st.integers(-30 * 24, 5 * 24), min_size=1, max_size=40),
    changes=st.dictionaries(st.integers(0, 39), st.sampled_from(["connected", "renewed"]), max_size=3),
)  # fmt: skip
def test_each_is_told_once_and_none_is_missed(looks: list[int], changes: dict[int, str]) -> None:
    """Looked at any hours, in any order, with new tokens in between: of each token what is told comes ever nearer to its end, and
    after each look the nearest that is crossed has been told.
    """
    one, told, said, start = known(), dict[str, str](), list[int](), 0
    for number, hours in enumerate(looks):
        if number in changes:
            ends = (one.ends or NOON) + 50 * DAY
            start += 50 * 24
            one = (
                replace(one, ends=ends, connected=ends - 60 * DAY)
                if changes[number] == "connected"
                else replace(one, ends=ends)
            )
            said = []
        now = NOON + timedelta(hours=start + hours)
        found, then = news({"ada": one}, ACCOUNTS, f"{now:%Y%m}", told, now)
        told = dict(then)
        assert len(found) <= 1
        said += [min((each for each in AHEAD if step <= each), default=0) if step else 0 for step in steps(found)]
        crossed = [each for each in AHEAD if hours >= -24 * each] + ([0] if hours >= 0 else [])

        assert sorted(set(said), reverse=True) == said
        assert not crossed or min(said) <= min(crossed)
        assert not found or min(crossed) == said[-1]
