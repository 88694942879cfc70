"""A story stays a story: what once told of a client does not go out by another name.

Whether a text needs the client's word hangs on its kind, and its kind on the folder that it lies
in. So the sentences of everything that ever told of a client are remembered, by hash; an article,
a page or a profile that holds one of them is stopped until a named person stands for it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping

from pipeline.clear.reading import Passage, passages
from pipeline.clear.reading import sentences as split
from pipeline.model import Finding, Item, Severity

#: Shorter ones are said by everybody: "We rang the landlord."; a title is short and the piece's own.
_FEWEST_WORDS = {"title": 3}
_FEWEST_IN_A_SENTENCE = 8
_WORD = re.compile(r"\w+")


def marks(item: Item) -> dict[str, tuple[Passage, int, int]]:
    """The sentences of an item by hash, each with where it first stands."""
    return {mark: (passage, start, end) for mark, passage, start, end in reversed(list(_marks(item)))}


def _marks(item: Item) -> Iterator[tuple[str, Passage, int, int]]:
    for passage in passages(item):
        for start, words in split(passage.text):
            spelled = _WORD.findall(words.casefold())
            if len(spelled) >= _FEWEST_WORDS.get(passage.part, _FEWEST_IN_A_SENTENCE):
                yield hashlib.sha256(" ".join(spelled).encode()).hexdigest()[:32], passage, start, start + len(words)


def findings(item: Item, remembered: Mapping[str, str]) -> list[Finding]:
    """A finding on the first sentence that once told of a client, for each item in which one did.

    Args:
        item: a piece that needs no clearance of its own.
        remembered: hash of each sentence that told of a client to the item in which it stood.

    """
    found: dict[str, Finding] = {}
    for mark, (passage, start, end) in marks(item).items():
        if (told := remembered.get(mark)) and told not in found:
            words = " ".join(passage.text[start:end].split())
            found[told] = Finding(
                rule="KIND-STORY", severity=Severity.BLOCK, where=passage.place(start), part=passage.part,
                words=words if len(words) <= 90 else words[:87] + "...", start=start, end=end,
                reason=f"These words told of a client, in {told}; a {item.kind} would carry them out uncleared.",
                remedy=f"Take them out, or let a person stand for them: attract clear {item.id} --basis reviewed "
                '--accept "WORDS" --reason "WHY" --by NAME',
            )  # fmt: skip
    return list(found.values())
