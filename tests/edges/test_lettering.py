"""Setting words: which can be drawn, and where lines end."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edges.lettering import Setting, face, forced, lines, setting

SERIF, SANS = "serif-600", "sans-600"
#: Words as titles have them, and now and then one that is far too long.
WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyzAVTWé,:'", min_size=1, max_size=14), min_size=1, max_size=40)


def told(text: str, *names: str) -> Setting:
    """A text that can be drawn."""
    found = setting(text, *(names or (SERIF,)))
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["serif-600", "serif-400-italic", "sans-400", "sans-600"])
@pytest.mark.parametrize(
    "text", ["Siobhán Łukasz Dvořák Ağaoğlu", "Nguyễn Đặng", "Ştefan Þór Øystein", "£5, €7 & § 8 – “so”…"]
)
def test_every_style_has_the_letters_of_european_names(name: str, text: str) -> None:
    """Those of Vietnam, too, and the signs of money and law."""
    assert face(name).draws(text)


def test_greek_and_cyrillic_are_set_in_the_style_that_has_them() -> None:
    """The whole text is: two styles in one line would look like a mistake."""
    assert SANS == told("Дмитрий and Ὀδυσσεύς", SERIF, SANS).face.name
    assert SERIF == told("Dmitri and Odysseus", SERIF, SANS).face.name


@pytest.mark.parametrize("text", ["雇用契約", "שלום", "عقد", "A 契約 in three parts", "", " ", "🎉", "\u200b"])
def test_a_text_with_a_letter_that_no_font_has_is_not_set(text: str) -> None:
    """Neither a box nor a gap stands for a letter; nor is anything set where nothing is left."""
    assert setting(text, SERIF, SANS) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We won 🎉 again", "We won again"),
        ("A\u200dB\u2066C\u2069", "ABC"),
        ("Ready ☎️ now", "Ready now"),
        ("two\n lines\tand more", "two lines and more"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_what_carries_no_words_is_left_out(text: str, expected: str) -> None:
    """Pictures, and signs that steer other programs; accents join their letters."""
    assert expected == told(text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the ship's rail", "the ship’s rail"),
        ('What "proper" means', "What “proper” means"),
        ("'Tis the executors' job", "‘Tis the executors’ job"),
        ('("so")', "(“so”)"),
        ("office, find, waffle", "oﬃce, ﬁnd, waﬄe"),
    ],
)
def test_type_is_set_as_a_printer_sets_it(text: str, expected: str) -> None:
    """Curled quotation marks, and letters that touch joined."""
    assert expected == told(text).text


def test_letters_that_lean_together_stand_closer() -> None:
    """The table of kerning is used, for accented letters like for plain ones."""
    style = face(SERIF)

    assert style.width("AV") < style.width("A") + style.width("V")
    assert style.width("ÁV") == style.width("AV")


def test_a_mark_without_a_letter_of_its_own_stands_over_the_one_before() -> None:
    """Igbo and Yoruba names have letters that Unicode has only in parts."""
    style = face(SANS)
    (_, _, alone), (_, middle, under), (_, after, _) = style.places("ọ\u0300g")

    assert ("", "ọ") == (alone, under)
    assert 0 < middle < after


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("The agreement three friends never signed", 9500, ["The agreement three", "friends never signed"]),
        ("The width of a spade", 7000, ["The width", "of a spade"]),
        ("Forty crates", 9000, ["Forty crates"]),
        ("One\u00a0two three", 5000, ["One\u00a0two", "three"]),
    ],
)
def test_lines_are_about_as_long_as_each_other(text: str, limit: int, expected: list[str]) -> None:
    """And end where a reader would pause; a space that must not break does not."""
    assert expected == lines(told(text), limit, 4)


@given(WORDS, st.integers(4000, 20000), st.integers(1, 5))
@settings(deadline=None)
def test_lines_that_fit_lose_nothing(words: list[str], limit: int, most: int) -> None:
    """Every word is there whole and in order, in as few lines as asked for, none too long."""
    text = told(" ".join(words))
    found = lines(text, limit, most)

    if found is not None:
        assert text.text == " ".join(found)
        assert len(found) <= most
        assert all(text.face.width(line) <= limit for line in found)


@given(WORDS, st.integers(4000, 20000), st.integers(1, 5))
@settings(deadline=None)
def test_what_does_not_fit_is_cut_at_a_word(words: list[str], limit: int, most: int) -> None:
    """What is left is the beginning, with a sign that there was more."""
    text = told(" ".join(words))
    found = forced(text, limit, most)
    left = re.sub("[ …]", "", "".join(found))

    assert 0 < len(found) <= most
    assert all(text.face.width(line) <= limit for line in found)
    assert text.text.replace(" ", "").startswith(left)
    assert (found[-1].endswith("…")) == (len(left) < len(text.text.replace(" ", "")))


def test_a_word_longer_than_a_line_is_broken_behind_a_seam() -> None:
    """An address breaks at its slashes; only what has none is broken anywhere."""
    address = told("https://lawyers.example/practice/employment")

    assert ["https://lawyers.example/", "practice/employment"] == forced(address, 13000, 4)
