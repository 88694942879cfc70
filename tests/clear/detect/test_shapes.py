"""Public names by their shape."""

import pytest

from tests.clear.detect.reading_aloud import found


@pytest.mark.parametrize(
    "body",
    [
        "He wrote to the Department for Levelling Up, Housing and Communities.",
        "The Ministry of Agriculture, Fisheries and Food is gone.",
        "The Marine Accident Investigation Board reported.",
        "The Protection of Freedoms (Wheel Clamping) Act 2012 ended that.",
        "The Whistleblower-Larkin Act 2019 may help.",
        "Brewster County and Pulaski County have one judge.",
        "Mr Justice Quillfeather and HHJ Oyebanji agreed; Szymborski LJ did not.",
        "She asked for a Calderbank offer and a Tomlin order.",
        "The Pre-Action Protocol for Housing Conditions Claims applies.",
        "The Superior Court of California heard it.",
        "The Green Homes Grant and the Warm Front Scheme ended.",
    ],
)
def test_bodies_laws_judges_counties_and_doctrines_are_public(body: str) -> None:
    """The head of a name says that it is a body's, a law's, a judge's, a county's or a doctrine's."""
    assert [] == found(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("The Oyebanji Scheme was wound up.", "Oyebanji"),
        ("Slaithdale County FC sacked him.", "Slaithdale County FC"),
        ("Mrs Quillfeather and the Housing Act 1988 went together.", "Quillfeather"),
        ("We rang Oyebanji of the Housing Department.", "Oyebanji"),
        ("The Netherby Harbour Board refused.", "Netherby"),
    ],
)
def test_a_name_beside_a_head_is_still_one(body: str, words: str) -> None:
    """What no law is called by, and nobody's name, is swallowed by a head."""
    assert any(words in hit for hit in found(body))
