import pytest

from pipeline.clear.name_forms import names
from pipeline.clear.rarity import common, findable, ordinary, telling


@pytest.mark.parametrize(
    ("word", "is_ordinary", "is_common"),
    [
        ("tenant", True, False), ("field", True, True), ("lease", True, False), ("we", True, False), ("2024", True, False),
        ("smith", False, True), ("london", False, True), ("margaret", False, True), ("oyelaran", False, False), ("vrankel", False, False),
    ],
)  # fmt: skip
def test_words_are_ordinary_or_common_or_rare(word: str, is_ordinary: bool, is_common: bool) -> None:
    """English words are ordinary; names that many share, and places, are common."""
    assert (is_ordinary, is_common) == (ordinary(word), common(word))


@pytest.mark.parametrize(
    ("word", "is_telling"),
    [
        ("oyelaran", True),
        ("smith", False),
        ("field", False),
        ("london", False),
        ("ng", False),
        ("2024", False),
        ("李伟", True),
    ],
)
def test_a_word_tells_somebody_or_nobody(word: str, is_telling: bool) -> None:
    """Ordinary words, common names and very short ones tell nobody."""
    assert is_telling == telling(word)


@pytest.mark.parametrize(
    ("written", "can_be"),
    [("Smith", False), ("Field", False), ("Oyelaran", True), ("Orange Ltd", True), ("John Smith", True)],
)
def test_a_name_that_could_never_be_found_is_known(written: str, can_be: bool) -> None:
    """One word that everybody has is not worth listing; a company's may stand with its suffix."""
    assert [can_be] == [findable(name) for name in names(written)]
