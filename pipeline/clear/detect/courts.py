"""What a court has not let go: children, victims, judgments under embargo, live cases, secret settlements.

Each theme is a list of wordings beside this module. A finding covers the whole sentence: here
the author cannot mend a word, only leave the telling out or ask the court.
"""

from collections.abc import Iterator

from pipeline.clear.detect import wordings
from pipeline.clear.detect.told import Hit, Told
from pipeline.clear.detect.word_lists import theme
from pipeline.model import Kind

_THEMES = ("children", "offences", "hearings", "settlements")
#: Pieces that explain the law, in which these are the subject and concern no case of ours.
EXPLAINING = frozenset({Kind.ARTICLE, Kind.ELSEWHERE, Kind.PRACTICE})


def find(told: Told) -> Iterator[Hit]:
    """Every sentence that tells what a court may have forbidden to tell."""
    if told.kind in EXPLAINING:
        return
    yield from wordings.find(told, theme(*_THEMES))
