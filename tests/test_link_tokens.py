"""What stands in a preview's address: nobody can make, change or lengthen it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.link_tokens import LONGEST, Ticket, read, written
from tests.builders import NOON

SECRET = bytes(range(32))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
WEEK = timedelta(days=7)


def ticket(**changes: object) -> Ticket:
    """What opens one text for a week."""
    return Ticket(**{"item": "the-van", "text": "1:" + "ab" * 32, "ends": NOON + WEEK, **changes})  # type: ignore[arg-type]


TOKEN = written(ticket(), SECRET, NOON)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
kept = st.timedeltas(timedelta(seconds=1), LONGEST).map(lambda span: timedelta(seconds=int(span.total_seconds()) or 1))
#: What an id may be called: nothing in it that cannot be seen.
names = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1)


@given(item=names, text=st.text(), made=moments, lasts=kept, after=kept)
def test_a_token_opens_what_it_was_made_for_until_it_ends(
    item: str, text: str, made: datetime, lasts: timedelta, after: timedelta
) -> None:
    """Whatever the piece is called, it is read back whole, to the second before its end."""
    said = Ticket(item=item, text=text, ends=made + lasts)
    token = written(said, SECRET, made)

    assert set(token) <= {*ALPHABET, "."}
    assert (said if after < lasts else None) == read(token, SECRET, made + after)


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_no_other_character_anywhere_opens_anything(place: int) -> None:
    """Not even the spellings of base64 that mean the same bytes."""
    others = [TOKEN[:place] + each + TOKEN[place + 1 :] for each in ALPHABET + ".=!~ \n" if each != TOKEN[place]]

    assert [] == [other for other in others if read(other, SECRET, NOON)]


@given(
    start=st.integers(0, len(TOKEN)),
    end=st.integers(0, len(TOKEN)),
    put=st.one_of(st.text(max_size=60), st.text(ALPHABET + ".", max_size=60)),
)
def test_no_altered_token_opens_anything(start: int, end: int, put: str) -> None:
    """Characters put in, taken out or exchanged, from anywhere to anywhere."""
    altered = TOKEN[:start] + put + TOKEN[end:]
    assume(altered != TOKEN)

    assert read(altered, SECRET, NOON) is None


@given(st.text())
def test_no_made_up_token_opens_anything(token: str) -> None:
    """Any text at all is nothing, and no error."""
    assert read(token, SECRET, NOON) is None


@given(st.binary(min_size=32, max_size=64))
def test_another_secret_opens_nothing(secret: bytes) -> None:
    """What one firm signed is nothing to another, and nothing after a new secret was made."""
    assume(secret != SECRET)

    assert read(TOKEN, secret, NOON) is None


def test_parts_of_two_tokens_make_no_third() -> None:
    """The end of a longer link does not lengthen a shorter one."""
    longer = written(ticket(ends=NOON + 3 * WEEK), SECRET, NOON + timedelta(days=1)).split(".")
    shorter = TOKEN.split(".")
    mixed = {
        ".".join((payload[0], moment[1], signature[2]))
        for payload in (longer, shorter)
        for moment in (longer, shorter)
        for signature in (longer, shorter)
    } - {TOKEN, ".".join(longer)}

    assert (6, []) == (len(mixed), [each for each in mixed if read(each, SECRET, NOON + WEEK / 2)])


def test_nothing_opens_for_longer_than_a_month() -> None:
    """Whatever end stands in it."""
    token = written(ticket(ends=NOON + timedelta(days=400)), SECRET, NOON)

    assert read(token, SECRET, NOON + LONGEST) is not None
    assert read(token, SECRET, NOON + LONGEST + timedelta(seconds=1)) is None


def test_a_token_from_the_future_opens_nothing() -> None:
    """A clock that was put back makes no old link young."""
    assert read(TOKEN, SECRET, NOON - timedelta(seconds=1)) is None


def test_an_end_without_a_zone_is_refused() -> None:
    """A naive time is a surprise waiting to happen."""
    with pytest.raises(ValueError, match="zone"):
        ticket(ends=datetime(2026, 11, 18))
