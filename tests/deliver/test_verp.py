"""Return paths: whose mail it was, and that we wrote it."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliver import verp
from pipeline.mail_settings import LONGEST_LOCAL

KEYS = (b"a" * 32, b"b" * 32)
PATHS = verp.ReturnPaths("bounces@firm.example", KEYS[-1])
ids = st.binary(min_size=8, max_size=16).map(bytes.hex) | st.text(
    st.characters(codec="utf-8"), min_size=1, max_size=12
).filter(lambda text: len(text.encode()) <= 16)
editions = st.text(st.characters(codec="utf-8"), max_size=40)


def token(reader: str, edition: str) -> str:
    """What stands behind the plus."""
    return PATHS.of(reader, edition).partition("+")[2].partition("@")[0]


@given(ids, editions)
def test_a_return_path_comes_back_as_it_was(reader: str, edition: str) -> None:
    """Its reader and its edition, also in capitals, under an older key, and in a sentence."""
    path = PATHS.of(reader, edition)

    for text in (path, path.upper(), f"Original-Mail-From: <{path}>"):
        (found,) = verp.tokens(text)
        named = verp.read(found, [*KEYS, b"c" * 32])

        assert named
        assert reader == named.reader
        assert named.names(edition)
        assert not named.names(edition + "x")


@given(ids, editions)
def test_it_is_an_address_that_every_server_takes(reader: str, edition: str) -> None:
    """At most 64 octets before the @, lower case, letters and figures."""
    local, _, domain = PATHS.of(reader, edition).rpartition("@")

    assert "firm.example" == domain
    assert len(local) <= 64
    assert local.removeprefix("bounces+").isalnum()
    assert local == local.lower()


@given(ids, editions, st.data())
def test_no_changed_token_is_believed(reader: str, edition: str, data: st.DataObject) -> None:
    """One character changed, left out or added: it is not ours."""
    whole = token(reader, edition)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.text("abcdefghijklmnopqrstuvwxyz234567=. ", max_size=2))
    changed = whole[:place] + other + whole[place + 1 :]

    assert changed == whole or verp.read(changed, KEYS) is None


@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    """Strangers write what they like."""
    assert verp.read(text, KEYS) is None
    assert all(verp.read(each, KEYS) is None for each in verp.tokens(text))


def test_another_firms_key_signs_nothing_of_ours() -> None:
    """Nor does a key for something else."""
    strange = verp.ReturnPaths("bounces@firm.example", b"z" * 32).of("ab" * 16, "e")

    assert verp.read(verp.tokens(strange)[0], KEYS) is None
    assert verp.read(token("ab" * 16, "e"), ()) is None


def test_every_id_that_we_make_fits_behind_the_longest_address_that_the_settings_take() -> None:
    """Ids of sign-ups, 32 figures, and of lists, 16."""
    paths = verp.ReturnPaths("b" * LONGEST_LOCAL + "@firm.example", KEYS[0])

    assert LONGEST_LOCAL == verp.ROOM
    for many in (8, 16):
        path = paths.of(secrets.token_hex(many), "weekly-2026-W47")
        assert verp.tokens(path)
        assert len(path.partition("@")[0]) <= 64


def test_an_id_too_long_goes_without() -> None:
    """The bare address takes its bounces."""
    assert "bounces@firm.example" == PATHS.of("x" * 40, "e")
