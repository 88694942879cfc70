"""Words that are also names, with the real language model."""

import pytest

from pipeline.clear.detect.told import Sense
from tests.clear.detect.reading_aloud import found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Grant rang us from the car park.", "Grant"),
        ("Grant has been a plasterer since school.", "Grant"),
        ("Hope is a bookkeeper, and she is careful.", "Hope"),
        ("In the end Will had kept the keys.", "Will"),
        ("That summer May lost her job.", "May"),
        ("Clare told the police herself.", "Clare"),
        ("Georgia Plimsoll had a lease.", "Georgia Plimsoll"),
        ("Baker lost his job over it.", "Baker"),
        ("A man named Jordan came to the door.", "Jordan"),
        ("Miles drove the digger.", "Miles"),
    ],
)
def test_a_word_or_place_that_acts_like_a_person_is_one(body: str, words: str) -> None:
    """Who rings, owns, weeps or is a bookkeeper is a person, also where the name is a word, a month or a land."""
    assert words in found(body, Sense.NAME)


@pytest.mark.parametrize(
    "body",
    [
        "Grant the licence in writing. Mark the date. Bill the client monthly.",
        "Will you need a lawyer? May we help?",
        "Hope was fading. Faith is not evidence. Joy is rare.",
        "The Will was found. Her Will left nothing, and the Grant followed.",
        "It began in May and ended in June. By August it was over.",
        "They moved from Georgia to Virginia, and from Clare to Kerry.",
        "Rose bushes marked the edge.",
        "Jordan and Chad have no such treaty.",
    ],
)
def test_words_months_and_lands_are_not_people(body: str) -> None:
    """The same words as verbs, things of law, months and lands name nobody."""
    assert [] == found(body)
