"""Names in link addresses and image files, with the real language model."""

import pytest

from pipeline.clear.detect.told import Sense
from tests.clear.detect.reading_aloud import found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("![The yard](images/hettie-vanbrugh.jpg)", "hettie-vanbrugh"),
        ("![](photos/OyebanjiYard.png)", "Oyebanji"),
        ("Read [the story](https://example.org/stories/jen-oyebanji).", "jen-oyebanji"),
        ("Oyebanji rang. See [more](https://example.org/oyebanji/case).", "oyebanji"),
        ("See <https://example.org/marisol-quillfeather> for more.", "marisol-quillfeather"),
    ],
)
def test_a_name_in_an_address_is_found(body: str, words: str) -> None:
    """A file or a path that is called like somebody names them, though no reader sees it."""
    assert words in found(body, Sense.NAME)


@pytest.mark.parametrize(
    "body",
    [
        "See [the guidance](https://www.gov.uk/tenancy-deposit-protection) first.",
        "See [the Act](https://www.legislation.gov.uk/ukpga/1985/70/section/11).",
        "![A wet yard](images/wet-yard_scaled-2.jpg)",
        "Read [our guide](/guides/party-walls.html) and [the form](files/form-n260.pdf).",
        "[Rafe](team/rafe-pellow.html) keeps the list.",
    ],
)
def test_ordinary_and_public_addresses_are_left_alone(body: str) -> None:
    """Words, public hosts and the firm's own names in an address name nobody."""
    assert [] == found(body)
