"""Pointers to what the press, the air and the net had of a matter: they hand readers the search terms.

In a lawyer's story the media are rare and have one of three parts: they had the matter, they
are the client, or they had news of the law. `news.txt` knows the wordings of each.
"""

from collections.abc import Iterator

from pipeline.clear.detect.patterns import patterns, plain
from pipeline.clear.detect.told import Hit, Sense, Told

#: How far in front of a pointer a "never" takes it back.
_TAKEN_BACK = 40
#: News of the law, of a medium that is the client, or what a rule says of the press: the sentence points to nobody.
_SURE = ("sure", "readers")
#: Nothing of this points to a matter alone; a medium that shows something far and wide does.
_WEIGHTS = {"medium": 2, "shown": 1, "media act": 1, "reach": 1}
_ENOUGH = 3
_OF_OTHERS = ("law", "client", "no news")


def find(told: Told) -> Iterator[Hit]:
    """Every place that says where the matter was seen, heard or read."""
    if told.reading is None:
        return
    for offset, sentence in told.sentences:
        for start, end in _pointers(plain(sentence)):
            yield Hit(Sense.NEWS, offset + start, offset + end)


def _pointers(sentence: str) -> Iterator[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    weighed: dict[str, tuple[int, int]] = {}
    for section, match in patterns("news.txt").find(sentence):
        if section in _OF_OTHERS:
            return
        if section in _SURE:
            if not _taken_back(sentence[max(0, match.start() - _TAKEN_BACK) : match.start()]):
                spans.append(match.span())
        elif section in _WEIGHTS:
            weighed.setdefault(section, match.span())
    if not spans and sum(_WEIGHTS[section] for section in weighed) >= _ENOUGH and not _denied(sentence):
        spans.append((min(start for start, _ in weighed.values()), max(end for _, end in weighed.values())))
    reached = -1
    for start, end in sorted(spans):
        if start > reached:
            reached = end
            yield start, end


def _taken_back(before: str) -> bool:
    """Whether the words in front say that it was not so: "it never made the papers"."""
    return _denied(before.rpartition(",")[2])


def _denied(words: str) -> bool:
    return any(section == "not so" for section, _ in patterns("news.txt").find(words))
