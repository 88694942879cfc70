"""Initials and letters that stand for somebody, with the real language model."""

import pytest

from pipeline.clear.detect.told import Sense
from tests.clear.detect.reading_aloud import found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("D.L. signed the lease.", "D.L."),
        ("K. M. came to us in the spring.", "K. M."),
        ("R.J.K. was seven.", "R.J.K."),
        ("Mrs K kept a parrot.", "K"),
        ("We wrote to Mr. B. about it.", "B."),
        ("Client J was eighteen.", "J"),
        ("Her daughter, whom we call D, was ill.", "D"),
        ("We will call the boy T.", "T."),
        ("The letter was for Miss P— and nobody else.", "P—"),
        ("T. came to this country at nine.", "T"),
    ],
)
def test_letters_for_a_name_are_found(body: str, words: str) -> None:
    """Dotted initials, and one letter behind a style, a role or "call", are names and aliases."""
    assert words in found(body, Sense.ALIAS)
    assert words in found(body, Sense.NAME)


@pytest.mark.parametrize(
    "body",
    [
        "Client A pays first and Client B pays second.",
        "Mr X pays last.",
        "The U.S. rules and the E.U. rules differ from N.Y. rules.",
        "Class D shares, Schedule E and Plan J were left out.",
        "He has a J.D. and a Ph.D. from the U.K. now.",
        "It was 9 a.m. or so.",
        "Vitamin D is no defence.",
        "Part J applies, and Form E was filed.",
    ],
)
def test_letters_that_stand_for_anybody_are_not(body: str) -> None:
    """Placeholders, parts of rules, countries, degrees and hours are nobody's initials."""
    assert [] == found(body)
