"""Names typed in haste, with the real language model."""

import pytest

from tests.clear.detect.reading_aloud import found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("mrs oyetunde paid the fine herself.", "oyetunde"),
        ("We rang ms. adeyemi the same day.", "adeyemi"),
        ("Then our client jen rang.", "jen"),
        ("the invoice was from larchmoor joinery ltd and stayed unpaid", "larchmoor joinery ltd"),
        ("will hargrove got nine tickets in nine days.", "will hargrove"),
        ("thanks to priyanka deshmukh the file was complete", "priyanka deshmukh"),
        ("We acted for rosalind at short notice.", "rosalind"),
    ],
)
def test_a_name_without_its_capital_is_found(body: str, words: str) -> None:
    """A style, a role, a firm's ending or a first name before a strange word gives a small name away."""
    assert words in found(body)


@pytest.mark.parametrize(
    "body",
    [
        "the client paid, and the tenant left.",
        "a company limited by guarantee and a public limited company",
        "will the landlord pay? may the tenant leave?",
        "our client then rang the surveyor again.",
        "she made a victoria sponge for the mediation.",
        "we told them to grant the licence with hope and some faith.",
        "a miss is as good as a mile, sir.",
    ],
)
def test_small_words_are_words(body: str) -> None:
    """Ordinary words without a capital name nobody, even where they are also names."""
    assert [] == found(body)
