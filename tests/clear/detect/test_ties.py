"""What ties somebody to a named employer, school or team."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.detect import ties


@pytest.mark.parametrize(
    "body",
    [
        "She worked for @ from school.", "He was sacked by @ in May.", "They suspended him from @.", "a nurse with @",
        "the head of year at @", "She joined @.", "the trawler @", "He was captain of @.", "She was admitted to @.",
        "@ sacked her.", "@'s payroll was late.", "@, where she taught, closed.", "Nobody at @. The caseworker there wept.",
        "He swims for @.", "on the books of @", "her employer, @, refused", "He served in @.",
    ],
)  # fmt: skip
def test_work_study_play_and_treatment_tie(body: str) -> None:
    """Verbs and nouns of work, study, play and treatment, before or behind a name, tie somebody to it."""
    assert ties.tied(body, body.index("@"), body.index("@") + 1)


@pytest.mark.parametrize(
    "body",
    [
        "They moved to @.",
        "the road to @",
        "a letter from @",
        "She worked. Then @ rang.",
        "a house in @",
        "We wrote to @.",
        "@ rang us.",
    ],
)
def test_other_words_do_not(body: str) -> None:
    """Going, living, writing, and another sentence's verb tie nobody."""
    assert not ties.tied(body, body.index("@"), body.index("@") + 1)


@given(st.text(max_size=100), st.integers(0, 100))
def test_any_text_may_be_asked(text: str, start: int) -> None:
    """No words and no place in them are too odd to ask about."""
    start = min(start, len(text))

    assert ties.tied(text, start, start) in (True, False)
    assert ties.sent(text, start) in (True, False)


def test_a_story_about_a_job_is_known_by_several_words() -> None:
    """One word of work is not enough: everybody has a job."""
    assert ties.about_work("The payroll was late, and then she was dismissed.")
    assert not ties.about_work("The job was late. The job was long.")
