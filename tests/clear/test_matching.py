"""When a rule's patterns fire."""

import pytest

from pipeline.clear.matching import answered, fires, spans, together
from tests.clear.ruling import said


def test_overlapping_matches_are_one_place() -> None:
    """Two patterns on the same words give one finding, and the next words another."""
    both = said(r"red van", r"van was late", r"late again")

    assert [(2, 9), (14, 24)] == spans(both.check, "A red van was late again.")
    assert [(2, 6), (6, 9)] == spans(said(r"red\s", r"van").check, "A red van was late again.")


def test_words_behind_a_mask_are_not_read() -> None:
    """A harmless phrase is blanked before the patterns look, and what stands beside it is still found in place."""
    masked = said(r"\bbest\b", mask=[r"best interests"])

    assert [(23, 27)] == spans(masked.check, "The best interests and best of vans.")


def test_an_exception_excuses_a_sentence() -> None:
    """Words that excuse a breach silence its sentence, but not those behind a mask."""
    excused = said(r"\bred\b", unless=[r"\bpainted\b"], mask=["freshly painted"])

    assert [] == spans(excused.check, "It was painted red.")
    assert [(28, 31)] == spans(excused.check, "It was freshly painted, and red.")


@pytest.mark.parametrize(
    ("everything", "is_answered"),
    [
        pytest.param("It is no promise, for facts vary.", True, id="both"),
        pytest.param("It is no promise.", False, id="one"),
        pytest.param("", False, id="none"),
        pytest.param("IT IS NO PROMISE. FACTS VARY.", True, id="in-capitals"),
    ],
)
def test_half_of_the_required_words_are_not_enough(everything: str, is_answered: bool) -> None:
    """A rule that requires two things is answered by both."""
    assert is_answered is answered(said("won", requires=["no promise", "facts vary"]).check, everything)


def test_a_rule_that_requires_nothing_is_never_answered() -> None:
    """Nothing asked is nothing given."""
    assert not answered(said("won").check, "We won.")


COUNTS = {"age": r"\baged \d+\b", "job": r"\b(?:vet|pilot)\b", "place": r"\bin [A-Z]\w+"}


@pytest.mark.parametrize(
    ("words", "span"),
    [
        pytest.param("A vet aged 47 in Brayford.", (2, 25), id="all-three"),
        pytest.param("A vet and a pilot, aged 47.", None, id="two-of-one-kind-are-one"),
        pytest.param("A vet.", None, id="one"),
    ],
)
def test_kinds_of_detail_are_counted_and_not_details(words: str, span: tuple[int, int] | None) -> None:
    """Three different kinds together are a finding from the first to the last of them."""
    assert span == together(said(count=COUNTS, threshold=3, type="score").check, words)


def test_a_rule_without_a_threshold_counts_nothing() -> None:
    """Patterns alone are no mosaic."""
    assert together(said("vet").check, "A vet.") is None


@pytest.mark.parametrize(
    ("example", "fired"),
    [
        pytest.param("We won.", True, id="words"),
        pytest.param("We won. It is no promise.", False, id="answered"),
        pytest.param("[article] We won.", False, id="an-article"),
        pytest.param("[story] We won.", True, id="said-to-be-a-story"),
        pytest.param("We lost.", False, id="other-words"),
        pytest.param("It rained. We won. It rained.", True, id="one-sentence-of-three"),
    ],
)
def test_an_example_is_read_as_its_pack_says(example: str, fired: bool) -> None:
    """Sentence by sentence, of the kind that it names, and answered by the words that the rule asks for."""
    assert fired is fires(said(r"^We won", requires=["no promise"]), example)


def test_a_confidence_is_one_in_an_article_too() -> None:
    """Only identifiers, courts and advertising are an article's to speak of."""
    assert fires(said("hypothetically", area="confidentiality"), "[article] Hypothetically, it rained.")


@pytest.mark.parametrize(
    ("type_", "scope", "fired"),
    [
        pytest.param("text", "", False, id="sentence-by-sentence"),
        pytest.param("text", "item", True, id="the-item-as-a-whole"),
        pytest.param("mail", "", True, id="a-mail-is-one-thing"),
    ],
)
def test_what_stands_in_two_sentences_is_found_where_the_whole_is_read(type_: str, scope: str, fired: bool) -> None:
    """Prose is read by the sentence unless the rule says otherwise; a mail, a page, a record as a whole."""
    assert fired is fires(said("Orla.*bees", type=type_, scope=scope), "We met Orla. She kept bees.")


def test_lines_of_a_record_begin_anew() -> None:
    """`^` means a line of a mail or record, and `.` goes over line ends."""
    assert fires(said("^Footer:", type="mail"), "Subject: x\nFooter: y")
    assert fires(said("Subject.*Footer", type="mail"), "Subject: x\nFooter: y")
