"""The tagger's model: what each run of words and each key phrase is worth for each area.

It is linear, so that every score is a sum over the author's own words, and the words that
earned a tag can be shown without a second method guessing at them. For an area *a*

    score(a) = 1 / (1 + exp(-(slope * sum of weight(run, a) * value(run) + offset(a))))

where the sum goes over the words and pairs of words in the text (1 + ln of how often, times how
rare, the whole scaled to length one: Salton & Buckley 1988) and over one value for each area's
key phrases. `slope` and `offset` make the score a probability (Platt 1999).
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Ids, Numbers, Words
from pipeline.tag.features import Runs, Values, ngrams, phrases, position

#: How a model calls a text that is about no area of the law.
NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How texts become numbers, and how a model is fitted; `training/config.cfg` says which."""

    #: A title says what a piece is about: its words count so often.
    title: float = 2.0
    #: How much pairs of words weigh beside single words.
    pairs: float = 1.0
    #: How much the key phrases weigh beside the words.
    phrases: float = 1.2
    #: Strength of key phrases after which more of them adds less: one in passing must not decide.
    saturation: float = 3.0
    #: Words of a text after which its key phrases are thinned out: long texts hold more of everything.
    long: int = 150
    #: Runs of words that occur in fewer rows are not learnt.
    rare: int = 2
    #: How closely the model follows its rows: the inverse of the regularisation.
    freedom: float = 10.0
    #: Into how many parts the articles are cut to find out what the model is worth on unseen ones.
    folds: int = 5
    #: For how many of our articles one row of the development set speaks when scores become
    #: probabilities and thresholds are chosen: ours have more second areas than real ones.
    held: float = 10.0


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From which score on something is said."""

    #: The first tag; below it, a person says what the piece is about.
    first: float = 0.0
    #: That a piece is about no area.
    none: float = 0.5
    #: A further tag, by area.
    further: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class PhraseTable:
    """The key phrases: sorted numbers, and what each is worth for each area (phrases x areas)."""

    ids: Ids
    worth: Values


@dataclass(frozen=True)
class Seen:
    """One text as numbers: what the sum above goes over, and where it stands."""

    words: Words
    runs: Runs
    #: Value of each run in `runs`, once for each time it occurs; and its column.
    columns: Numbers
    values: Values
    #: Key phrases, the worth that each occurrence adds (occurrences x areas), and the value by area.
    phrases: Runs
    shares: Values
    spoken: Values


@dataclass(frozen=True)
class Span:
    """Words of the text that speak for an area, as character offsets, and how strongly (log-odds)."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Model:
    """A fitted model. Areas are in the order of the taxonomy; the last row is `none`."""

    #: Area keys, without `none`.
    areas: tuple[str, ...]
    #: Every run of words that it knows, sorted, and how rare each is.
    known: Ids
    rarity: Values
    table: PhraseTable
    #: (areas + 1) x (runs + areas): the columns of the runs, then one for each area's phrases.
    weights: NDArray[np.float16]
    bias: Values
    slope: float
    offset: Values
    thresholds: Thresholds
    settings: Settings

    def see(self, words: Words) -> Seen:
        """Turn a text into numbers."""
        return see(words, self.known, self.rarity, self.table, self.settings)

    def scores(self, seen: Seen) -> Values:
        """Probability of each area, then of `none`."""
        return self.probability(self._sums(seen))

    def probability(self, sums: Values) -> Values:
        """Probabilities from sums; the last axis goes over the areas."""
        odds: Values = np.exp(-(self.slope * sums + self.offset))
        return (1 / (1 + odds)).astype(np.float32)

    @cached_property
    def _by_column(self) -> NDArray[np.float16]:
        # A text touches a few hundred of the columns: lying together they are read quickly.
        return np.ascontiguousarray(self.weights.T)

    def _sums(self, seen: Seen) -> Values:
        runs = len(self.known)
        sums = seen.values @ self._by_column[seen.columns].astype(np.float32)
        return sums + self._by_column[runs:].astype(np.float32).T @ seen.spoken + self.bias

    def spans(self, seen: Seen, area: str) -> list[Span]:
        """The words that speak for an area, strongest first; never one that speaks against it."""
        row = self.areas.index(area)
        by_word = np.zeros(len(seen.words) + 1)
        worth = self._by_column[seen.columns, row].astype(np.float64) * seen.values
        _spread(by_word, seen.runs, worth)
        total = seen.shares[:, row].sum()
        if total:
            own = float(self._by_column[len(self.known) + row, row]) * float(seen.spoken[row])
            _spread(by_word, seen.phrases, own * seen.shares[:, row] / total)
        return _merged(by_word[:-1] * self.slope, seen.words)


def see(words: Words, known: Ids, rarity: Values, table: PhraseTable, settings: Settings) -> Seen:
    """Turn a text into numbers, for the runs and the key phrases that a model knows."""
    runs = ngrams(words)
    columns = position(runs.ids, known)
    there = columns >= 0
    runs, columns = Runs(runs.ids[there], runs.first[there], runs.last[there]), columns[there]
    times = np.where(runs.first < words.title, settings.title, 1.0)
    kinds, which = np.unique(columns, return_inverse=True)
    often = np.bincount(which, times, len(kinds))
    pair = np.zeros(len(kinds), bool)
    pair[which] = runs.last > runs.first
    value = (1 + np.log(np.maximum(often, 1.0))) * rarity[kinds] * np.where(pair, settings.pairs, 1.0)
    value /= max(float(np.linalg.norm(value)), 1e-9)
    # Each occurrence carries its part of its kind's value.
    values = (value[which] * times / often[which]).astype(np.float32)

    found, rows = phrases(words, table.ids)
    times = np.where(found.first < words.title, settings.title, 1.0)
    kinds, which = np.unique(rows, return_inverse=True)
    often = np.bincount(which, times, len(kinds))
    part = (1 + np.log(np.maximum(often, 1.0)))[which] * times / often[which]
    shares = table.worth[rows] * part[:, None].astype(np.float32)
    thin = max(1.0, (len(words) / settings.long) ** 0.5)
    spoken = (settings.phrases * np.log1p(shares.sum(axis=0) / thin / settings.saturation)).astype(np.float32)
    return Seen(words, runs, columns, values, found, shares, spoken)


def _spread(by_word: NDArray[np.float64], runs: Runs, worth: NDArray[np.float64]) -> None:
    """Share out what each run is worth among its words."""
    length = runs.last - runs.first + 1
    for step in range(int(length.max(initial=0))):
        inside = length > step
        np.add.at(by_word, runs.first[inside] + step, worth[inside] / length[inside])


def _merged(by_word: NDArray[np.float64], words: Words) -> list[Span]:
    """Neighbouring words that speak for an area, as one span; empty words at its ends are left off."""
    # What says next to nothing would make spans of whole sentences.
    floor = 0.05 * float(by_word.max(initial=0.0))
    speaking = by_word >= floor if floor > 0 else np.zeros(len(by_word), bool)
    # A change of side is a border of a span; so is the end of the title.
    borders = np.flatnonzero(np.diff(speaking, prepend=False, append=False))
    spans: list[Span] = []
    for start, end in borders.reshape(-1, 2):
        inside = [(start, end)] if not start < words.title < end else [(start, words.title), (words.title, end)]
        for low, high in inside:
            telling = low + np.flatnonzero(words.plain[low:high] & ~words.empty[low:high])
            if len(telling):
                spans.append(
                    Span(
                        int(words.starts[telling[0]]),
                        int(words.ends[telling[-1]]),
                        round(float(by_word[low:high].sum()), 3),
                    )
                )
    return sorted(spans, key=lambda span: (-span.weight, span.start))


def to_bytes(model: Model) -> bytes:
    """The model as one compressed NumPy archive; the same model gives the same bytes."""
    told = {
        "areas": model.areas, "slope": model.slope,
        "thresholds": asdict(model.thresholds), "settings": asdict(model.settings),
    }  # fmt: skip
    out = io.BytesIO()
    np.savez_compressed(
        out, known=model.known, rarity=model.rarity, phrases=model.table.ids, worth=model.table.worth,
        weights=model.weights, bias=model.bias, offset=model.offset,
        told=np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8),
    )  # fmt: skip
    return out.getvalue()


def from_bytes(raw: bytes) -> Model:
    """A model from what `to_bytes` gave; pickled objects are refused."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
        told = json.loads(kept["told"].tobytes())
        return Model(
            areas=tuple(told["areas"]), known=kept["known"], rarity=kept["rarity"],
            table=PhraseTable(kept["phrases"], kept["worth"]), weights=kept["weights"], bias=kept["bias"],
            slope=told["slope"], offset=kept["offset"],
            thresholds=Thresholds(**told["thresholds"]), settings=Settings(**told["settings"]),
        )  # fmt: skip


def phrase_table(worth: Mapping[int, Mapping[str, float]], areas: Sequence[str]) -> PhraseTable:
    """Key phrases by number, each with its worth for each area."""
    ids = np.array(sorted(worth), np.uint64)
    table = np.zeros((len(ids), len(areas)), np.float32)
    column = {area: at for at, area in enumerate(areas)}
    for row, each in enumerate(ids):
        for area, value in worth[int(each)].items():
            table[row, column[area]] = value
    return PhraseTable(ids, table)
