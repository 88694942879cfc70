"""Decides what a text is about from what the model says of it. Asks nothing of the world."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Evidence, Item, Tag, Tagging
from pipeline.ports import GAP, Words
from pipeline.tag.taxonomy import Taxonomy

if TYPE_CHECKING:  # NumPy comes with them, and what is tagged already needs none of it
    from pipeline.tag.features import Values
    from pipeline.tag.model import Model, Seen, Span, Thresholds

#: Raise it when the deciding below changes: tags are kept by version.
METHOD = "5"
_MOST_TAGS = 3
#: Evidence kept with a tag: enough to explain it, not a concordance.
_MOST_EVIDENCE = 8
#: A text of fewer words may be about anything: that it is about no area cannot be said of it.
_FEW_WORDS = 12
#: Of a hundred words of English, forty to fifty are empty; of German, French or Latin, fewer than ten.
_ENGLISH = 0.2


@dataclass(frozen=True)
class Verdict:
    """What a text is about: its areas, or none, or that a person must say."""

    areas: tuple[str, ...] = ()
    none: bool = False

    @property
    def needs_person(self) -> bool:
        """Whether nothing can be said without guessing."""
        return not self.areas and not self.none


def headline(item: Item) -> str:
    """The words in which the author says what a piece is about."""
    return f"{item.title}\n\n{item.summary}"


def version(taxonomy: Taxonomy, model: str) -> str:
    """Names the model, the taxonomy and the method together."""
    return f"{METHOD}-{model}-{taxonomy.version}"


def judge(scores: "Values", areas: Sequence[str], thresholds: "Thresholds") -> Verdict:
    """What the scores (of the areas, then of `none`) say."""
    ranked = sorted(range(len(areas)), key=lambda at: (-scores[at], at))
    if scores[len(areas)] >= thresholds.none and scores[len(areas)] >= scores[ranked[0]]:
        return Verdict(none=True)
    if scores[ranked[0]] < thresholds.first:
        return Verdict()
    further = [at for at in ranked[1:_MOST_TAGS] if scores[at] >= thresholds.further.get(areas[at], 1.0)]
    return Verdict(tuple(areas[at] for at in [ranked[0], *further]))


@dataclass(frozen=True)
class Reading:
    """What a model sees in one text."""

    model: "Model"
    seen: "Seen"
    #: Probability of each area, then of `none`.
    scores: "Values"

    @property
    def english(self) -> bool:
        """Whether the text is English: a third or more of the words of any English text are `the`, `of`, `and` ..."""
        words = self.seen.words
        plain = int(words.plain.sum())
        return plain < _FEW_WORDS or int((words.plain & words.empty).sum()) >= _ENGLISH * plain

    @property
    def verdict(self) -> Verdict:
        """What the text is about; what cannot be judged is left to a person."""
        if not self.english:
            return Verdict()
        found = judge(self.scores, self.model.areas, self.model.thresholds)
        if found.none:
            return found if int(self.seen.words.plain.sum()) >= _FEW_WORDS else Verdict()
        # A tag that nothing in the text speaks for is a guess.
        return Verdict(tuple(area for area in found.areas if self.spans(area)))

    def spans(self, area: str) -> "list[Span]":
        """The words that speak for an area, strongest first."""
        return self.model.spans(self.seen, area)[:_MOST_EVIDENCE]

    def ranked(self, areas: Sequence[str]) -> list[tuple[str, float]]:
        """Those of these areas that the model knows, with their scores, the likeliest first."""
        known = (area for area in areas if area in self.model.areas)
        return sorted(((area, self.score(area)) for area in known), key=lambda each: -each[1])

    def score(self, area: str) -> float:
        """Probability of one area; six places keep two sure ones apart."""
        return round(float(self.scores[self.model.areas.index(area)]), 6)


def read(words: Words, model: "Model") -> Reading:
    """Let a model look at a text."""
    seen = model.see(words)
    return Reading(model, seen, model.scores(seen))


def tagging(item: Item, reading: Reading) -> Tagging:
    """What an item is about: its tags, strongest first, each with the words that earned it."""
    verdict = reading.verdict
    return Tagging(
        none=verdict.none,
        tags=tuple(
            Tag(area=area, score=round(reading.score(area), 3), evidence=located(item, reading.spans(area)))
            for area in verdict.areas
        ),
    )


def as_the_author_says(item: Item, found: Tagging, key: Callable[[str], str | None]) -> Tagging:
    """The author's own word where they gave it, else what was found.

    Args:
        item: the piece, with the areas that its author, or somebody beside the file, named.
        found: what the tagger found; where it agrees, its evidence is kept.
        key: an area's key from what the author calls it; None for what is no area.

    """
    if item.practice_areas is None:
        return found
    named = {word: key(word) for word in item.practice_areas}
    agreed = {tag.area: tag for tag in found.tags}
    return replace(
        found,
        none=not item.practice_areas,
        unknown=tuple(word for word, area in named.items() if area is None),
        tags=tuple(
            Tag(area=area, score=1.0, evidence=agreed[area].evidence if area in agreed else _word_of_honour(word))
            for word, area in named.items()
            if area
        ),
    )


def _word_of_honour(word: str) -> tuple[Evidence, ...]:
    return (Evidence(words=word, where="author", start=0, end=len(word), weight=1.0),)


def located(item: Item, spans: "Sequence[Span]") -> tuple[Evidence, ...]:
    """Spans over the headline and the body below it, as evidence in one or the other."""
    head = headline(item)
    found = []
    for span in spans:
        where, text, shift = ("title", head, 0) if span.start < len(head) else ("body", item.body, len(head) + len(GAP))
        start, end = span.start - shift, span.end - shift
        found.append(Evidence(words=text[start:end], where=where, start=start, end=end, weight=span.weight))
    return tuple(found)
