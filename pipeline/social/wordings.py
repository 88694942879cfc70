"""What may be said of a piece in a post: its title and whole sentences of its own, and nothing else.

A sentence is never changed, and goes with the one that takes some of it back. A part of the piece whose notice cannot
stand in a post, because it must be larger, gives no words at all; of any other part the notices go along.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.counting import graphemes
from pipeline.model import Basis, Channel, ClearedItem, Item, Kind
from pipeline.model.telling import BODY, SUMMARY, TITLE, called, neutral, notices, sized, speaker
from pipeline.social.sentences import Sentence

#: How many wordings there are of a piece at most, and how many sentences one has.
MOST = 3
_MOST_SENTENCES = 3
#: Graphemes of what reads well in a post; and of what is too long to be read there.
_SHORT, _LONG, _TOO_LONG = 40, 220, 450
#: How much a wording loses that says what another has said.
_SAID = 0.8
_WORD = re.compile(r"[^\W\d_]{4,}")
_QUOTED = re.compile(r"[“\"«][^”\"»]{3,}[”\"»]")


@dataclass(frozen=True)
class Wording:
    """One way to tell of a piece, whole."""

    #: The title, or words that claim nothing; empty where sentences alone tell it.
    head: str
    #: Whole sentences in their author's order; what needs another stands with it in one of these.
    passages: tuple[str, ...] = ()
    #: What must stand beside them.
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Passage:
    """Sentences that go out together or not at all."""

    sentences: tuple[Sentence, ...]
    #: Where it stands among all.
    place: int

    @property
    def text(self) -> str:
        return " ".join(each.text for each in self.sentences)

    @property
    def part(self) -> str:
        return self.sentences[0].part


def plain(piece: ClearedItem, areas: Mapping[str, str]) -> Wording:
    """The wording that claims nothing: "A story about employment"."""
    return Wording(neutral(piece, areas))


def wordings(
    piece: ClearedItem, sentences: Sequence[Sentence], areas: Mapping[str, str], *, own: bool = False
) -> tuple[Wording, ...]:
    """Up to three ways to tell of a piece, the fullest first; no two share a sentence.

    Args:
        piece: what was cleared; none where it may not go to networks.
        sentences: its own, as `sentences.read` gives them.
        areas: name by practice area id.
        own: whether it is told by its author, who may say "I".

    """
    if Channel.SOCIAL not in piece.channels or not piece.item.kind.is_piece:
        return ()
    may = [part for part in (TITLE, SUMMARY, BODY) if not sized(notices(piece, part))]
    head = piece.item.title if TITLE in may else neutral(piece, areas)
    left = [each for each in _passages(sentences, own=own) if each.part in may]
    worth = _Worth(piece)
    found: list[Wording] = []
    said: list[_Passage] = []
    # A testimonial's sentences are its speaker's: they never stand without the title that says so.
    heads = (head, head if piece.item.kind is Kind.TESTIMONIAL else "", head)
    for number, over in enumerate(heads):
        first = [each for each in left if each.part == SUMMARY] if not number else []
        chosen = _chosen(first or left, said, worth)
        if not chosen and (found or not over):
            break
        said += chosen
        left = [each for each in left if each not in chosen]
        found.append(_wording(piece, over, chosen))
    return tuple(found[:MOST])


def _wording(piece: ClearedItem, head: str, chosen: Sequence[_Passage]) -> Wording:
    parts = {each.part for each in chosen} | ({TITLE} if head == piece.item.title else set())
    return Wording(
        head=head,
        passages=tuple(each.text for each in sorted(chosen, key=lambda passage: passage.place)),
        notices=(*_told_as(piece.item), *(each.text for each in notices(piece, *parts))),
    )


def _told_as(item: Item) -> Iterator[str]:
    """What readers see beside it on a page, and would not know from a post: that it was made up, or who praises."""
    if item.kind is Kind.STORY and item.basis in (Basis.COMPOSITE, Basis.INVENTED):
        yield f"{called(item)}."
    if speaker(item):
        yield f"— {speaker(item)}"


def _passages(sentences: Sequence[Sentence], *, own: bool) -> Iterator[_Passage]:
    """What can go out by itself: a sentence that stands, up to the last behind it that takes some of it back."""
    seen: set[str] = set()
    for place, first in enumerate(sentences):
        if first.leans or not first.stands:
            continue
        leaning = []
        for each in sentences[place + 1 :]:
            if not each.leans or each.part != first.part:
                break
            leaning.append(each)
        turning = [number for number, each in enumerate(leaning, 1) if each.turns]
        together = (first, *leaning[: turning[-1] if turning else 0])
        passage = _Passage(together, place)
        told = passage.text
        if (
            len(together) <= _MOST_SENTENCES
            # The author made a new paragraph of it, so that it is no one thought.
            and all(each.paragraph == first.paragraph for each in together)
            and (own or not any(each.personal for each in together))
            and graphemes(told) <= _TOO_LONG
            and told.casefold() not in seen
        ):
            seen.add(told.casefold())
            yield passage


class _Worth:
    """How much a passage tells of a piece."""

    def __init__(self, piece: ClearedItem) -> None:
        self._title = _words(piece.item.title)
        self._evidence = _words(" ".join(proof.words for tag in piece.tags for proof in tag.evidence))

    def of(self, passage: _Passage) -> float:
        """Place, what it shares with the title and with what the piece was tagged for, length, no quotation."""
        words, length = _words(passage.text), graphemes(passage.text)
        place = 2.0 if passage.part == SUMMARY else 1 / (1 + passage.sentences[0].paragraph)
        shared = len(words & self._title) / max(1, len(self._title))
        proofs = 0.25 * min(4, len(words & self._evidence))
        readable = 0.5 if _SHORT <= length <= _LONG else -0.5
        # "The holdback" is one that readers have met before.
        met = 0.4 if passage.part == BODY and passage.text.startswith("The ") else 0
        return place + 0.6 * shared + proofs + readable - met - (0.6 if _QUOTED.search(passage.text) else 0)


def _chosen(left: Sequence[_Passage], said: Sequence[_Passage], worth: _Worth) -> list[_Passage]:
    """The passages of one wording: the best first, then what says most that is new (maximal marginal relevance)."""
    chosen: list[_Passage] = []
    room = _MOST_SENTENCES
    offered = list(left)
    while offered and room:
        best = max(offered, key=lambda each: (worth.of(each) - _SAID * _nearest(each, [*said, *chosen]), -each.place))
        offered.remove(best)
        if len(best.sentences) <= room:
            chosen.append(best)
            room -= len(best.sentences)
        # Two passages make a post; the author's own summary stays together.
        if len(chosen) >= 2 and best.part != SUMMARY:
            break
    return chosen


def _nearest(passage: _Passage, others: Collection[_Passage]) -> float:
    words = _words(passage.text)
    return max(
        (len(words & theirs) / max(1, len(words | theirs)) for theirs in (_words(each.text) for each in others)),
        default=0,
    )


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold().rstrip("s") for word in _WORD.findall(text))
