"""The grammar of numbers, against a generator of its own."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect.numbers import DAYS, figure, in_words, rounded, scale, significant, spelled

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def below_thousand(value: int, hyphen: str, joint: str) -> str:
    """A number below a thousand in words."""
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10 - 2] + (hyphen + ONES[value % 10] if value % 10 else "")
    rest = below_thousand(value % 100, hyphen, joint) if value % 100 else ""
    return f"{ONES[value // 100]} hundred" + (joint + rest if rest else "")


def written(value: int, hyphen: str = "-", joint: str = " and ", comma: str = " ") -> str:
    """A number below a thousand million in words, in one of the ways of writing it."""
    groups = [(value // 10**6, "million"), (value // 1000 % 1000, "thousand"), (value % 1000, "")]
    said = ""
    for group, name in groups:
        if group or (not name and not said):
            before = "" if not said else (joint if group < 100 and not name else comma)
            said += f"{before}{below_thousand(group, hyphen, joint)} {name}".rstrip()
    return said


def read(words: str) -> list[Decimal]:
    """The numbers in some words."""
    return [number.value for number in in_words(words)]


@settings(max_examples=2000, deadline=None)
@given(st.integers(0, 9_999_999), st.sampled_from("- "), st.sampled_from([" and ", " "]), st.sampled_from([" ", ", "]))
def test_every_number_in_words_is_read_back(value: int, hyphen: str, joint: str, comma: str) -> None:
    """British or American, with hyphens and commas or without, a number is read as itself, whole."""
    words = written(value, hyphen, joint, comma)
    (number,) = in_words(f"They had {words} of them.")

    assert value == number.value
    assert words == f"They had {words} of them."[number.start : number.end]


@settings(max_examples=300)
@given(st.integers(0, 9_999_999))
def test_case_and_line_ends_change_nothing(value: int) -> None:
    """Capitals, and a number that goes on in the next line, are read alike."""
    assert [value] == read(written(value).upper())
    assert [value] == read(written(value).title().replace(" ", "\n"))


def test_the_small_numbers_are_all_read_back() -> None:
    """Up to thirty thousand, none is left to chance."""
    assert [value for value in range(30_000) if read(written(value)) != [value]] == []


@given(st.integers(0, 10**12))
def test_what_is_spelled_out_is_read_back(value: int) -> None:
    """The grammar writes what it reads."""
    assert [value] == read(spelled(value))


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("a hundred and twelve thousand", [112_000]),
        ("eleven hundred and seventy-three", [1173]),
        ("half a million", [500_000]),
        ("three quarters of a million", [750_000]),
        ("two and a half million", [2_500_000]),
        ("a million and a half", [1_500_000]),
        ("twelve-and-a-half thousand", [12_500]),
        ("one point two three million", [1_230_000]),
        ("nought point five", [Decimal("0.5")]),
        ("a thousand million", [10**9]),
        ("two lakh forty thousand", [240_000]),
        ("thirty grand", [30_000]),
        ("one, two, three", [1, 2, 3]),
        ("two thousand, three of them", [2000, 3]),
        ("nineteen ninety-eight", [19, 98]),
        ("two hundred and fiftieth", [250]),
        ("one or two thousand", [1, 2000]),
        ("half of it, a hundred-fold", [100]),
        ("the point of a thousand cuts", [1000]),
        ("someone, often, weighted", []),
    ],
)
def test_other_ways_of_saying_numbers(words: str, values: list[int]) -> None:
    """Fractions, hundreds above nine, decimals and scales of the street are read; lists and years stay apart."""
    assert values == read(words)


@pytest.mark.parametrize(("word", "day"), DAYS.items())
def test_the_days_of_a_month_are_ordinals(word: str, day: int) -> None:
    """Each of the thirty-one ordinals is read as an ordinal of its own worth."""
    (number,) = in_words(f"the {word} of the month")

    assert day == number.value
    assert number.ordinal


@pytest.mark.parametrize(
    ("figures", "value"),
    [
        ("27,518.43", "27518.43"),
        ("27.518,43", "27518.43"),
        ("27 518,43", "27518.43"),
        ("27'518.43", "27518.43"),
        ("2,34,500", "234500"),
        ("1.234.567", "1234567"),
        ("2.350", "2350"),
        ("0.875", "0.875"),
        ("2,5", "2.5"),
        ("6412", "6412"),
    ],
)
def test_figures_of_many_countries_are_read(figures: str, value: str) -> None:
    """Points, commas, blanks and apostrophes part thousands or decimals as the country does."""
    assert Decimal(value) == figure(figures)


@given(st.integers(0, 10**9))
def test_grouped_figures_are_read_back(value: int) -> None:
    """Thousands may be parted or not."""
    assert value == figure(f"{value:,}") == figure(str(value)) == figure(f"{value:,}".replace(",", " "))


def test_before_a_scale_one_point_is_decimal() -> None:
    """1.235 million is no thousand millions."""
    assert (Decimal("1.235"), Decimal(1235)) == (figure("1.235", scaled=True), figure("1.235"))
    assert [10**6, 10**6, 1000, 1] == [scale(word) for word in ("m", " million", "K", "")]


@pytest.mark.parametrize(("value", "figures"), [("250000", 2), ("2.35", 3), ("18426.17", 7), ("100.00", 1), ("0", 1)])
def test_significant_figures_are_counted_without_noughts_behind(value: str, figures: int) -> None:
    """A round number has few."""
    assert figures == significant(Decimal(value))


@given(st.integers(1, 10**9))
def test_rounding_leaves_two_figures_near_the_value(value: int) -> None:
    """What is proposed instead is round, and no further off than five in a hundred."""
    near = rounded(Decimal(value))

    assert significant(near) <= 2
    assert abs(near - value) * 20 <= value


WORDS = [
    "one",
    "two",
    "hundred",
    "thousand",
    "million",
    "half",
    "quarter",
    "point",
    "and",
    "a",
    ",",
    "-",
    "of",
    "first",
    "oh",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_words_upset_the_grammar(words: str) -> None:
    """Any jumble of number words gives numbers in order, inside the text."""
    numbers = list(in_words(words))

    assert all(0 <= number.start < number.end <= len(words) for number in numbers)
    assert sorted(number.start for number in numbers) == [number.start for number in numbers]
