"""Texts are cut where nothing is torn."""

import pytest
import regex
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.counting import graphemes
from pipeline.social.cutting import JOINER, MORE, shortened, unlinked

_CITED = [
    "[2019] UKSC 5",
    "[2018] EWCA Civ 311",
    "s. 21(4)(a)",
    "section 203 of the Employment Rights Act 1996",
    "Orrin v Hale",
    "art. 6(1)(f)",
    "§ 1983",
    "598 U.S. 175",
    "2022 ONSC 4417",
    "the Housing Act 1988",
    "“nobody told us about the roof”",
    "‘we don’t pay’",
    "(as it then was)",
    "£30,000",
    "#12",
    "https://firm.com/a/b",
    "30 days",
]
_HOSTILE = st.lists(
    st.sampled_from(
        [*"ab .,(“”)[]@#$\u202e\u2066\u200b\u0301\u0489אعक", "👨‍👩‍👧‍👦", "🏴", "\u00ad", "法", " ", "\u094d"]
    )
    | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=80,
).map("".join)


def within(text: str, limit: int) -> str:
    """A text cut to so many graphemes."""
    return shortened(text, lambda cut: graphemes(cut) <= limit)


@pytest.mark.parametrize("cited", _CITED)
def test_a_citation_is_there_whole_or_not_at_all(cited: str) -> None:
    """So is a quotation, a bracket, an address, a sum; wherever the text must end."""
    for limit in range(6, 95):
        told = within(f"We have read {cited} with some care and much tea", limit)

        assert graphemes(told) <= limit
        assert told.endswith(MORE)
        assert told.removesuffix(MORE) in ("We", "We have", "We have read") or cited in told


@pytest.mark.parametrize(
    "text", ["“Nobody told us about the roof” is what everybody says", "[2019] UKSC 5 says so", "(as it then was)"]
)
def test_what_would_be_torn_is_refused(text: str) -> None:
    """No beginning of it is short enough without tearing a quotation or a citation."""
    with pytest.raises(ValueError, match="never cut"):
        within(text, 9)


@given(text=_HOSTILE, limit=st.integers(1, 60))
def test_a_cut_text_is_a_beginning_and_fits(text: str, limit: int) -> None:
    """Whatever the characters: at the end of a word, or of a grapheme where the first word is too long."""
    try:
        told = within(text, limit)
    except ValueError:
        return

    kept = told.removesuffix(MORE)
    assert graphemes(told) <= limit
    assert text.startswith(kept)
    assert "".join(regex.findall(r"\X", text)[: len(regex.findall(r"\X", kept))]) == kept


@pytest.mark.parametrize(
    ("limit", "told"),
    [(30, "The limit is three months, not…"), (27, "The limit is three months…"), (6, "The…"), (2, "Th…")],
)
def test_words_first_then_graphemes(limit: int, told: str) -> None:
    """No comma stands before the sign."""
    assert told == shortened("The limit is three months, not six at all", lambda cut: len(cut) <= limit + 1)


def test_a_language_without_spaces_is_cut_between_graphemes() -> None:
    """And no family is parted."""
    assert "法律和…" == shortened("法律和👨‍👩‍👧‍👦家庭", lambda text: len(text) <= 6)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Item #Tax of @ada", f"Item #{JOINER}Tax of @{JOINER}ada"),
        ("＃Tax ＠ada $TSLA", f"＃{JOINER}Tax ＠{JOINER}ada ${JOINER}TSLA"),
        ("see https://a.ie/@ada#Tax now", "see https://a.ie/@ada#Tax now"),
        ("a # b @ c, £5", "a # b @ c, £5"),
    ],
)
def test_signs_stay_signs(text: str, told: str) -> None:
    """What looks like a mention or a tag is none, and an address stays as it is."""
    assert told == unlinked(text)


@given(text=_HOSTILE)
def test_unlinked_reads_the_same(text: str) -> None:
    """Nothing is added but what nobody sees, and once."""
    assume(JOINER not in text)

    assert text == unlinked(text).replace(JOINER, "")
    assert unlinked(text) == unlinked(unlinked(text))
