"""Texts that fit, counted as each network counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest import social
from tests.builders import cleared, item


@settings(deadline=None, max_examples=100)
@given(
    titles=st.lists(st.text(min_size=1, max_size=120).filter(str.strip), min_size=1, max_size=6),
    name=st.sampled_from(sorted(social.NETWORKS)),
)
def test_no_text_is_longer_than_its_network_takes(titles: list[str], name: str) -> None:
    """Whatever the titles, the text fits or is refused by name."""
    network = social.NETWORKS[name]
    pieces = [(cleared(item(id=f"p{n}", title=title)), f"https://firm.example/{n}/") for n, title in enumerate(titles)]

    try:
        text = social.write(network, "Weekly wrap from Test", pieces)
    except ValueError:
        assert network.count(f"{titles[0]}\n{pieces[0][1]}") > network.limit
    else:
        assert network.count(text.rstrip("\n")) <= network.limit
        assert pieces[0][1] in text


@pytest.mark.parametrize(
    ("name", "text", "length"),
    [
        ("bluesky", "👩‍⚖️é", 2),
        ("linkedin", "é", 1),
        ("mastodon", "see https://firm.example/a/very/long/address/that/goes/on/and/on", 4 + 23),
        ("x", "see https://firm.example/a/very/long/address/that/goes/on/and/on", 4 + 23),
        ("x", "法律", 4),
    ],
)
def test_lengths_are_counted_as_the_network_counts(name: str, text: str, length: int) -> None:
    """Graphemes on Bluesky, addresses as 23 on Mastodon and X, heavy characters double on X."""
    assert length == social.NETWORKS[name].count(text)


def test_a_roomy_network_gets_the_summary_and_a_narrow_one_does_not() -> None:
    """LinkedIn has room for the author's own sentence."""
    pieces = [(cleared(), "https://firm.example/1/")]

    assert "What the clauses mean." in social.write(social.NETWORKS["linkedin"], "Weekly", pieces)
    assert "What the clauses mean." not in social.write(social.NETWORKS["bluesky"], "Weekly", pieces)


def test_what_does_not_fit_is_left_out_whole() -> None:
    """No title is cut in the middle."""
    pieces = [(cleared(item(id=str(n), title="T" * 100)), f"https://firm.example/{n}/") for n in range(5)]

    text = social.write(social.NETWORKS["bluesky"], "Weekly", pieces)

    assert text.count("T" * 100) == text.count("https://") == 2
