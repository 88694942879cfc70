"""What a word is worth when related pieces are looked for, counted on a few texts."""

from typing import Any

from pipeline.tagging.weigh import OUT, weights, written


def text(words: str, *areas: str) -> dict[str, Any]:
    """A text about these areas."""
    return {"title": "", "text": words, "labels": list(areas)}


#: Each area has a word of its own and shares another; a name stands everywhere.
TEXTS = [
    text(f"we rang Harkaway about the {own}, the letter and that", area)
    for area, own in (("land", "fences"), ("wills", "executors"), ("tax", "refunds"))
    for _ in range(100)
]


def test_a_word_of_one_area_is_worth_more_than_a_word_of_all() -> None:
    """Fences tell of land; letters are written everywhere."""
    found, _, number = weights(TEXTS)

    assert 300 == number
    assert found["fenc"] > found["letter"] == 0


def test_names_are_not_in_the_table() -> None:
    """A word that is never written small has no weight of its own."""
    assert "harkaway" not in weights(TEXTS)[0]


def test_words_without_meaning_are_worth_nothing() -> None:
    """`About` and `the` count for nothing even where few texts have them."""
    assert (0, 0) == (weights(TEXTS)[0]["about"], weights(TEXTS)[0]["the"])


def test_a_word_of_too_few_texts_is_like_any_unknown_one() -> None:
    """Three texts say nothing of a word; nobody knows more of it than that it is rare."""
    found, unknown, _ = weights([*TEXTS, *(text("a zebra", "land") for _ in range(3))])

    assert "zebra" not in found
    assert unknown > 0


def test_the_file_has_a_line_for_each_weight() -> None:
    """The lightest first, after the weight of what is not there."""
    lines = written({"letter": 0, "fenc": 12, "hedg": 12}, 7, 1300).splitlines()

    assert ["7 *", "0 letter", "12 fenc hedg"] == [line for line in lines if not line.startswith("#")]
    assert "1,300 texts" in lines[1]


def test_the_table_that_ships_is_one_of_these() -> None:
    """It says how it was made, and has some thousand words and no name of the sample firm."""
    words = OUT.read_text("utf-8").split()

    assert "pipeline.tagging.weigh`," in words
    assert 5000 < len(words) < 10_000
    assert not {"ashlock", "merrow", "pellow", "kilgarriff"} & set(words)
