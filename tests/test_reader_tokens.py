"""Links in readers' mails: nobody can make, change, lengthen or bend one."""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner
from itsdangerous.encoding import base64_encode

from pipeline.reader_tokens import KEPT, LASTS, Opened, Purpose, read, written
from tests.builders import NOON

KEYS = tuple(bytes([each]) * 32 for each in range(1, 6))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TOKEN = written(Purpose.LEAVE, "0f" * 16, KEYS, NOON)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("purpose", Purpose)
@given(of=st.text(st.characters(codec="utf-8"), min_size=1, max_size=50))
def test_a_token_says_whom_it_is_for(purpose: Purpose, of: str) -> None:
    """Whatever the id, it is read back whole, and the token fits into an address."""
    token = written(purpose, of, KEYS, NOON)

    assert set(token) <= {*ALPHABET, "."}
    assert Opened(of, NOON) == read(purpose, token, KEYS, NOON)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("other", Purpose)
def test_a_token_is_good_for_its_own_purpose_alone(purpose: Purpose, other: Purpose) -> None:
    """A link to leave opens neither preferences nor data."""
    token = written(purpose, "reader", KEYS, NOON)

    assert (purpose is other) == (read(other, token, KEYS, NOON) is not None)


@pytest.mark.parametrize("purpose", [each for each in Purpose if LASTS[each]])
def test_a_token_ends_to_the_second(purpose: Purpose) -> None:
    """A confirmation after seven days, a link to one's data after an hour."""
    lasts = LASTS[purpose]
    assert lasts
    token = written(purpose, "reader", KEYS, NOON)

    assert read(purpose, token, KEYS, NOON + lasts - SECOND)
    assert not read(purpose, token, KEYS, NOON + lasts)


def test_leaving_works_for_ever_and_with_every_key_ever_made() -> None:
    """Thirty years and four rotations later."""
    token = written(Purpose.LEAVE, "reader", KEYS[:1], NOON)

    assert read(Purpose.LEAVE, token, KEYS, NOON + timedelta(days=365 * 30))


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(hours=1), timedelta(days=1), timedelta(days=365)])
def test_leaving_works_at_once_where_the_clock_that_wrote_the_mail_was_fast(ahead: timedelta) -> None:
    """Everything else waits until the token's own time has come, but for the minutes by which two clocks may differ."""
    tokens = {purpose: written(purpose, "reader", KEYS, NOON + ahead) for purpose in Purpose}

    assert [Purpose.LEAVE] == [purpose for purpose, token in tokens.items() if read(purpose, token, KEYS, NOON)]


@pytest.mark.parametrize("purpose", Purpose)
def test_clocks_may_differ_by_five_minutes(purpose: Purpose) -> None:
    """A token that is made on one machine opens on another whose clock is as much behind."""
    token = written(purpose, "reader", KEYS, NOON + timedelta(minutes=5))

    assert read(purpose, token, KEYS, NOON)


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.LEAVE])
def test_everything_else_counts_under_the_newest_two_keys(purpose: Purpose) -> None:
    """A link under an older key is over."""
    tokens = [written(purpose, "reader", KEYS[: at + 1], NOON) for at in range(len(KEYS))]

    assert [False, False, False, True, True] == [bool(read(purpose, each, KEYS, NOON)) for each in tokens]
    assert KEPT == 2


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_no_other_character_anywhere_opens_anything(place: int) -> None:
    """Not even the spellings of base64 that mean the same bytes."""
    others = [TOKEN[:place] + each + TOKEN[place + 1 :] for each in ALPHABET + ".=!~ \n" if each != TOKEN[place]]

    assert [] == [other for other in others if read(Purpose.LEAVE, other, KEYS, NOON)]


@given(st.text(max_size=400))
def test_what_is_no_token_opens_nothing(text: str) -> None:
    """Whatever somebody types."""
    assert read(Purpose.LEAVE, text, KEYS, NOON) is None


def test_another_firms_key_opens_nothing() -> None:
    """And without a key nothing opens at all."""
    assert read(Purpose.LEAVE, TOKEN, [b"x" * 32], NOON) is None
    assert read(Purpose.LEAVE, TOKEN, [], NOON) is None


def test_a_token_from_tomorrow_is_none() -> None:
    """Two machines' clocks may differ by five minutes."""
    token = written(Purpose.CONFIRM, "reader", KEYS, NOON)

    assert read(Purpose.CONFIRM, token, KEYS, NOON - timedelta(minutes=4))
    assert not read(Purpose.CONFIRM, token, KEYS, NOON - timedelta(minutes=6))


@given(of=st.text(st.characters(codec="utf-8"), min_size=1, max_size=50), seconds=st.integers(0, 10**8))
def test_a_token_is_what_itsdangerous_signs_by_itself(of: str, seconds: int) -> None:
    """What makes signing quick changes no letter of it: tokens in mails of years ago stay good."""
    now = NOON + timedelta(seconds=seconds)

    class Plain(TimestampSigner):
        """The library's own way with nothing kept."""

        def get_timestamp(self) -> int:
            """The time that is given."""
            return int(now.timestamp())

    for purpose in Purpose:
        salt = f"attract.reader.{purpose}.1".encode()
        signer = Plain(KEYS[-1], salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
        assert signer.sign(base64_encode(of)).decode() == written(purpose, of, KEYS, now)


def test_a_new_key_signs_at_once() -> None:
    """Whatever is kept for the old one: after a rotation within the same second, links are signed by the new key."""
    old, new = written(Purpose.LEAVE, "reader", KEYS[:1], NOON), written(Purpose.LEAVE, "reader", KEYS[:2], NOON)

    assert old != new
    assert not read(Purpose.LEAVE, new, KEYS[:1], NOON)
