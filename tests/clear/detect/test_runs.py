"""Names as they stand in a text: where each begins and ends."""

import pytest

from pipeline.clear.detect import public
from pipeline.clear.detect.capitals import Words
from pipeline.clear.detect.runs import runs
from tests.clear.detect.reading_aloud import told


def named(body: str) -> list[str]:
    """The names in a text."""
    read = told(body)
    words = Words(read)
    public.label(words, read.own)
    return [body[run.start : run.end] for run in runs(words)]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("Then Pieter van der Westhuyzen rang.", ["Pieter van der Westhuyzen"]),
        ("Then Yusuf bin Hakimi rang.", ["Yusuf bin Hakimi"]),
        ("We rang J.P. Hathersage and D. Orrin.", ["J.P. Hathersage", "D. Orrin"]),
        ("We rang Hettie and Tegan.", ["Hettie", "Tegan"]),
        ("We sued Pell and Sons.", ["Pell and Sons"]),
        ("We sued Moss and Fern Catering.", ["Moss and Fern Catering"]),
        ("We sued Nest & Thimble.", ["Nest & Thimble"]),
        ("We sued Pemberly Foods, Inc. again.", ["Pemberly Foods, Inc"]),
        ("When Oyebanji rang, we left.", ["Oyebanji"]),
        ("The Claimant Oyebanji left.", ["Oyebanji"]),
        ("We met Mrs Oyebanji and Mr Hale-Quill.", ["Oyebanji", "Hale-Quill"]),
        ("Oyebanji, Quillfeather and Szymborski rang.", ["Oyebanji", "Quillfeather", "Szymborski"]),
        ("We rang Rafe Orrin.", ["Rafe Orrin"]),
        ("A Delaware LLC and a German GmbH signed.", []),
        ("The Possessory Title and the Compensation Events were dull.", []),
        ("The *Second Wind* sank.", ["Second Wind"]),
        ("The club met. The Club paid.", []),
    ],
)
def test_a_name_is_cut_out_whole(body: str, names: list[str]) -> None:
    """Particles, initials and "&" go on with a name; openings, posts, styles and commas do not."""
    assert names == named(body)
