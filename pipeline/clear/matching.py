"""When a rule's patterns fire: on a sentence, on a whole item, and on the examples of its pack.

A rule fires where one of its patterns matches after what `mask` matches is blanked out, no
`unless` matches there, and not all of `requires` stands somewhere in the item. A rule that
counts fires where so many kinds of detail stand together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.clear.packs import Check, RuleData
from pipeline.clear.reading import sentences

Span = tuple[int, int]
_FLAGS = re.IGNORECASE | re.DOTALL
_KIND = re.compile(r"\[([a-z]+)\] ")
#: What an article may say because it explains the law.
_OFF_IN_ARTICLES = {"identifiers", "court-restrictions", "advertising"}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a rule; each is compiled once, and only when it is needed."""
    # A line of a record is a line; a sentence has none.
    return re.compile(pattern, _FLAGS | re.MULTILINE)


def spans(check: Check, text: str, patterns: Sequence[str] | None = None) -> list[Span]:
    """Where a rule fires in one sentence (or one whole item); overlaps are one place.

    Args:
        check: what the rule looks for.
        text: the words.
        patterns: those of its patterns that could match here; None tries all that read prose.

    """
    for mask in check.mask:
        text = compiled(mask).sub(lambda found: " " * len(found.group()), text)
    tried = check.patterns if patterns is None else patterns
    found = sorted(match.span() for pattern in tried for match in compiled(pattern).finditer(text))
    # Last, because few sentences come this far.
    if not found or excused(check, text):
        return []
    return list(_apart(found))


def _apart(found: Iterable[Span]) -> Iterator[Span]:
    behind = 0
    for start, end in found:
        if start >= behind:
            yield start, end
            behind = end


def together(check: Check, text: str) -> Span | None:
    """From the first to the last kind of detail, where enough of those that a rule counts stand together."""
    if check.threshold is None:
        return None
    found = [match.span() for each in check.count.values() if (match := compiled(each).search(text))]
    if len(found) < check.threshold:
        return None
    return min(start for start, _ in found), max(end for _, end in found)


def excused(check: Check, text: str) -> bool:
    """Whether something in a text excuses it from a rule."""
    return any(compiled(each).search(text) for each in check.unless)


def answered(check: Check, everything: str) -> bool:
    """Whether the words that a rule asks for stand in an item."""
    return bool(check.requires) and all(compiled(needed).search(everything) for needed in check.requires)


def fires(rule: RuleData, example: str) -> bool:
    """Whether a rule fires on an example of a pack: words, or a record written as `key=value; key=value`.

    `[article]` in front says of what kind of item the words are; without it they are a story's.
    """
    kind = _KIND.match(example)
    if kind:
        example = example[kind.end() :]
        if kind[1] == "article" and rule.area in _OFF_IN_ARTICLES:
            return False
    check = rule.check
    if answered(check, example):
        return False
    by_sentence = check.reads_prose and check.scope != "item"
    read = [words for _, words in sentences(example)] if by_sentence else [example]
    patterns = (*check.patterns, *check.record_patterns)
    return together(check, example) is not None or any(spans(check, words, patterns) for words in read)
