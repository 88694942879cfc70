"""What is escaped for LinkedIn reads as it was written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.little_text import RESERVED, escaped, length

_TEXTS = st.text(st.one_of(st.sampled_from(RESERVED + " ab1"), st.characters(exclude_categories=["Cs"])), max_size=80)
_FORMS = re.compile(r"\\(.)|\{hashtag\|\\#\|(\w+)\}", re.DOTALL)


def read(told: str) -> str:
    """A little text as LinkedIn shows it; fails where it would be cut."""
    plain = _FORMS.sub("", told)
    assert not set(plain) & set(RESERVED), told
    return _FORMS.sub(lambda found: found[1] or f"#{found[2]}", told)


@given(text=_TEXTS)
def test_whatever_is_escaped_reads_as_it_was(text: str) -> None:
    """Every reserved character, wherever it stands, means itself."""
    assert text == read(escaped(text))


@given(text=_TEXTS, tags=st.lists(st.from_regex(r"[A-Za-z0-9]{1,6}", fullmatch=True), max_size=3, unique=True))
def test_tags_read_as_they_were_too(text: str, tags: list[str]) -> None:
    """Also beside others that begin alike."""
    whole = f"{text} {' '.join('#' + tag for tag in tags)}"

    assert whole == read(escaped(whole, tags))


@pytest.mark.parametrize(
    ("text", "tags", "told"),
    [
        ("(a) the lease; (b) the gate", (), r"\(a\) the lease; \(b\) the gate"),
        ("Case #12 of 2026", (), r"Case \#12 of 2026"),
        ("Read it. #Tax", ("Tax",), r"Read it. {hashtag|\#|Tax}"),
        ("#Taxes are no tag", ("Tax",), r"\#Taxes are no tag"),
        ("#TaxLaw #Tax", ("Tax", "TaxLaw"), r"{hashtag|\#|TaxLaw} {hashtag|\#|Tax}"),
        ("a\\b", (), "a\\\\b"),
    ],
)
def test_what_it_looks_like(text: str, tags: tuple[str, ...], told: str) -> None:
    """Brackets of a list, numbers of cases, tags of ours and of nobody."""
    assert told == escaped(text, tags)


def test_escapes_count() -> None:
    """As LinkedIn counts them; what lies beyond the basic plane counts twice."""
    assert 3000 == length("a" * 2960 + "(" * 20)
    assert 2 == length("🏡")
