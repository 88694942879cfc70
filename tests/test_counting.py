"""Lengths are what the networks count."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.counting import BLUESKY, LINKEDIN, NETWORKS, X, graphemes, mastodon

_FAMILY = "👨‍👩‍👧‍👦"
_LONG = "https://firm.com/a/very/long/address/that/goes/on/and/on"
_CASES = json.loads((Path(__file__).parent / "data/twitter_text.json").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=[case["what"] for case in _CASES])
def test_x_is_counted_as_x_counts(case: dict[str, object]) -> None:
    """Every case that X published for the counting of today."""
    text = str(case["text"])

    assert (case["weight"], case["valid"]) == (X.count(text), X.fits(text))


@pytest.mark.parametrize(
    ("name", "text", "length"),
    [
        ("bluesky", f"{_FAMILY}é", 2),
        ("bluesky", f"see {_LONG}", 4 + len(_LONG)),
        ("linkedin", "é", 1),
        ("linkedin", "(a) 🏡", 5 + 3),
        ("mastodon", f"see {_LONG}", 4 + 23),
        ("mastodon", "see https://a.ie", 4 + 23),
        ("mastodon", f"({_LONG}), {_FAMILY}", 1 + 23 + 3 + 1),
        ("mastodon", "see firm.com/a/very/long/address/that/goes/on", 4 + 41),
        ("mastodon", "see https://no.such-ending/at/all", 4 + 29),
        ("mastodon", "thanks @ada@social.example.org!", 7 + 4 + 1),
        ("mastodon", "ada@social.example.org", 22),
        ("x", f"see {_LONG}", 4 + 23),
        ("x", "法律", 4),
        ("x", "a\r\nb\rc", 5),
    ],
)
def test_lengths_are_counted_as_the_network_counts(name: str, text: str, length: int) -> None:
    """Graphemes on Bluesky, addresses as 23 on Mastodon and X, heavy characters double on X, escapes on LinkedIn."""
    assert length == NETWORKS[name].count(text)


def test_tags_need_no_escape_on_linkedin() -> None:
    """They are sent in a form of their own, which is longer."""
    assert (12, 23) == (LINKEDIN.count("#TaxLaw now"), LINKEDIN.count("#TaxLaw now", ["TaxLaw"]))


def test_servers_that_are_not_mastodon_count_every_character() -> None:
    """GoToSocial counts addresses in full, and the parts of an emoji one by one."""
    other = mastodon(5000, short_links=False)

    assert (5000, len(_LONG) + 7) == (other.limit, other.count(_LONG + _FAMILY))


def test_bluesky_counts_bytes_too() -> None:
    """A family is one grapheme and 25 bytes: 120 of them are taken and 121 are not."""
    assert BLUESKY.fits(_FAMILY * 120)
    assert not BLUESKY.fits(_FAMILY * 121)
    assert "3,025 of 3,000 bytes" == BLUESKY.told(_FAMILY * 121)


def test_what_is_left_is_told_in_words() -> None:
    """For a preview."""
    assert "212 of 300 characters" == BLUESKY.told("a" * 212)
    assert "2,012 of 3,000 characters" == LINKEDIN.told("(" * 1006)


def test_our_own_texts_leave_a_margin_where_servers_differ() -> None:
    """Another counter that Bluesky's server may use differs by up to two."""
    assert BLUESKY.fits("a" * 300)
    assert not BLUESKY.fits("a" * 299, spare=BLUESKY.spare)
    assert BLUESKY.fits("a" * 298, spare=BLUESKY.spare)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_is_too_strange_to_be_counted(text: str) -> None:
    """Whatever the characters; a grapheme is never more than its characters."""
    for network in NETWORKS.values():
        network.told(text)
    assert graphemes(text) <= len(text)
