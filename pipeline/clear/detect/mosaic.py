"""Details that are harmless one by one and together point to one person.

Nine kinds of detail are looked for: age, work, place, time, family, health, origin, a rare
event, a rare possession or skill. They count where they are told of one person: within a
sentence, or over neighbouring sentences that go on about the same one. Details of different
people, and the years and places of the law, do not add up.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.clear.detect.details import Detail, details_of, is_person, opener
from pipeline.clear.detect.people import Laid
from pipeline.clear.detect.told import Hit, Sense, Told

_ENOUGH = 3
#: Over how many neighbouring sentences.
_STRETCH = 3
#: Said of the person and of nothing around them; work, place and time alone describe any errand.
_PERSONAL = {"age", "family", "health", "origin", "event", "hobby"}
#: What to blur first: what the story needs least.
_FIRST = ("place", "age", "time", "origin", "family", "hobby", "health", "event", "job")
_SUBJECTS = ("nsubj", "nsubjpass")


class _Span(NamedTuple):
    #: Tokens.
    first: int
    last: int
    paragraph: int
    details: list[Detail]


class _Sentence(NamedTuple):
    details: list[Detail]
    #: Whether it speaks of one person at all.
    of_somebody: bool
    #: Whether it brings in somebody new: "a vet rang us".
    new: bool
    #: Whether it goes on about the person before: "she", "our client".
    goes_on: bool
    paragraph: int
    #: The noun for the person, and the one that the sentence begins with.
    who: str
    whose: str


def find(told: Told) -> Iterator[Hit]:
    """Every stretch that tells three kinds of detail about one person."""
    if told.reading is None or not told.reading.tokens:
        return
    laid = Laid(told, told.reading.tokens)
    for run in _promising(list(_spans(laid, told))):
        sentences = [part for span in run for part in _parts(laid, told, span)]
        at = 0
        while at < len(sentences):
            length, details = _stretch(sentences, at)
            if length:
                yield _hit(told, details)
            at += length or 1


def _promising(spans: list[_Span]) -> Iterator[list[_Span]]:
    """Runs of neighbouring sentences with enough kinds of detail, whosever they are: most texts have none."""
    wanted: set[int] = set()
    for at in range(len(spans)):
        window = [k for k in range(at, min(at + _STRETCH, len(spans))) if spans[k].paragraph == spans[at].paragraph]
        if len({detail.kind for k in window for detail in spans[k].details}) >= _ENOUGH:
            wanted.update(window)
    run: list[_Span] = []
    for at, span in enumerate(spans):
        if at in wanted:
            run.append(span)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _stretch(sentences: list[_Sentence], at: int) -> tuple[int, list[Detail]]:
    """The shortest run of sentences from here that tells enough of one person; 0 if none does."""
    first = sentences[at]
    if not first.of_somebody or not first.details:
        return 0, []
    details: list[Detail] = []
    for length in range(1, _STRETCH + 1):
        if at + length > len(sentences):
            break
        sentence = sentences[at + length - 1]
        if length > 1 and (sentence.paragraph != first.paragraph or (sentence.new and not sentence.goes_on)):
            break
        if length > 1 and not sentence.goes_on:
            continue
        if length > 1 and not _same(first, sentence):
            break
        details = details + sentence.details
        if _adds_up(details, length):
            return length, details
    return 0, []


def _same(first: _Sentence, later: _Sentence) -> bool:
    """Whether a later sentence goes on about the person of the first: "the nurse" is not the landlord."""
    return (
        not later.whose
        or later.whose in (first.who, "client", "man", "woman", "claimant", "worker")
        or first.who == "client"
    )


def _adds_up(details: list[Detail], length: int) -> bool:
    kinds = {detail.kind for detail in details}
    personal = len(kinds & _PERSONAL)
    if len(kinds) < _ENOUGH:
        return False
    if not personal:
        return False
    if length == 1 or personal >= 2:
        return True
    # A month and a town in the next sentence may be those of the errand.
    return len(kinds - {"time"}) >= _ENOUGH


def _hit(told: Told, details: list[Detail]) -> Hit:
    details = sorted(details)
    named: dict[str, str] = {}
    for detail in details:
        named.setdefault(detail.kind, " ".join(told.text[detail.start : detail.end].split()))
    first, second = [named[kind] for kind in _FIRST if kind in named][:2]
    return Hit(
        Sense.MOSAIC, details[0].start, max(detail.end for detail in details),
        instead=f"blur “{first}” and “{second}” first",
        note=f"Together: {', '.join(named.values())}.",
    )  # fmt: skip


def _spans(laid: Laid, told: Told) -> Iterator[_Span]:
    """Each sentence of the reading with its details; an empty line ends one, too."""
    tokens, first, paragraph = laid.tokens, 0, 0
    for i, token in enumerate(tokens):
        last = i + 1 == len(tokens)
        # The model has a token for an empty line.
        broken = not last and token.pos == "SPACE" and "\n" in token.text
        if last or broken or tokens[i + 1].sentence != token.sentence:
            yield _Span(first, i, paragraph, details_of(laid, told, first, i))
            first, paragraph = i + 1, paragraph + broken


def _parts(laid: Laid, told: Told, span: _Span) -> Iterator[_Sentence]:
    """A sentence with who it speaks of, cut where somebody else comes in."""
    for first, last in _cut(laid, span.first, span.last):
        start, end = laid.tokens[first].start, laid.tokens[last].end
        yield _sentence(laid, first, last, span.paragraph, [each for each in span.details if start <= each.start < end])


def _cut(laid: Laid, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A sentence in parts, each with one new person as its subject."""
    cuts = [
        i for i in range(first, last + 1)
        if laid.tokens[i].dep in _SUBJECTS and laid.low[i] not in ("who", "that", "which") and is_person(laid, i) and laid.tokens[i].pos != "PRON"
    ]  # fmt: skip
    start = first
    for i in cuts[1:]:
        begin = i
        while (
            begin > start
            and laid.tokens[begin - 1].pos in ("ADJ", "NOUN", "PROPN", "DET", "NUM", "PUNCT")
            and laid.low[begin - 1] not in (",", ";")
        ):
            begin -= 1
        if begin > start:
            yield start, begin - 1
            start = begin
    yield start, last


def _sentence(laid: Laid, first: int, last: int, paragraph: int, details: list[Detail]) -> _Sentence:
    tokens = laid.tokens
    pronoun = any(
        laid.low[i] in ("he", "she", "his", "her", "him", "hers", "himself", "herself") for i in range(first, last + 1)
    )
    people = [i for i in range(first, last + 1) if is_person(laid, i)]
    new = any(tokens[i].dep in _SUBJECTS and opener(laid, i) in ("a", "an", "another", "one", "two") for i in people)
    subject = next((i for i in range(first, last + 1) if tokens[i].dep in _SUBJECTS), -1)
    goes_on = not new and (
        pronoun
        or any(laid.one[i] == "client" for i in people)
        or (subject >= 0 and subject in people and opener(laid, subject) in ("the", "our", "this"))
    )
    several = any(
        laid.tokens[i].dep == "conj"
        and laid.tokens[laid.tokens[i].head].dep in _SUBJECTS
        and laid.tokens[i].head in people
        for i in people
    )
    of_somebody = (pronoun or bool(people)) and not several
    whose = laid.one[subject] if subject in people and tokens[subject].pos == "NOUN" else ""
    return _Sentence(
        details if of_somebody else [],
        of_somebody,
        new,
        goes_on,
        paragraph,
        laid.one[people[0]] if people else "",
        whose,
    )
