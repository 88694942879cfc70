"""Sentences that claim something for the firm in words of their own: "the other side blinked".

A linear categorizer over words, pairs of words, classes of words (`word_classes.txt`) and turns of phrase
(`moves.txt`), fitted by `fit` on sentences of our own writing. It works in two steps: every sentence is
first judged by its words alone, which is quick; only the few that could be claims are held against the
turns of phrase. What it says is a guess at what a sentence means, so it speaks only where it is rather sure,
and always of the whole sentence.
"""

import io
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.clear.detect.phrases import Sentence, parts_of, spelled, stem_of
from pipeline.clear.detect.told import Sense
from pipeline.model import Kind

Values = NDArray[np.float32]
#: Shorter sentences say too little, longer ones too much at once.
SHORTEST, LONGEST = 4, 45
#: In this last part of a text a result is no surprise; before it, a sentence must be surer to be one.
_ENDING = 0.4
#: From which share on a sense is named beside the likeliest.
_ALSO = 0.2
_PROMOTES = {Kind.STORY, Kind.NEWS, Kind.TESTIMONIAL, Kind.PROFILE, Kind.FIRM}
_CLIENTS_VOICE = {Sense.TESTIMONIAL, Sense.EMOTION}
_PROMOTING = {Sense.RESULT, Sense.INJURY}


@dataclass(frozen=True)
class Model:
    """The fitted categorizer."""

    #: Every feature that weighs anything, and its row in the weights.
    known: Mapping[str, int]
    #: For claim or none: by words alone, and with the turns of phrase.
    first: Values
    second: Values
    bias: tuple[float, float]
    #: Which claim (features x senses).
    senses: tuple[Sense, ...]
    by_sense: Values
    sense_bias: Values
    #: From which sum on: worth a second look; a claim; a claim that seems to be a result.
    look: float
    sure: float
    sure_result: float

    @cached_property
    def first_sum(self) -> Callable[[int], float]:
        """What a row adds in the first step: plain numbers are quicker than arrays for so few."""
        plain: list[float] = self.first.tolist()
        return plain.__getitem__

    def rows(self, features: Sequence[str]) -> list[int]:
        """The rows of those features that weigh anything."""
        return [row for feature in features if (row := self.known.get(feature)) is not None]


def senses(read: Sequence[Sentence], kind: Kind) -> list[tuple[Sense, ...]]:
    """For each sentence what it seems to claim, the likeliest first; mostly nothing."""
    found: list[tuple[Sense, ...]] = [()] * len(read)
    for at, sentence in enumerate(read):
        if SHORTEST <= len(sentence.lower) <= LONGEST:
            ending = at >= (1 - _ENDING) * (len(read) - 1)
            found[at] = tuple(sense for sense in _senses(sentence, ending) if _heard(sense, sentence, kind))
    return found


def _heard(sense: Sense, sentence: Sentence, kind: Kind) -> bool:
    if sense in _CLIENTS_VOICE:
        return kind is Kind.TESTIMONIAL or '"' in sentence.words
    return sense not in _PROMOTING or kind in _PROMOTES


def _senses(sentence: Sentence, ending: bool) -> tuple[Sense, ...]:
    model = _model()
    features = word_features(sentence)
    rows = model.rows(features)
    if sum(map(model.first_sum, rows)) / math.sqrt(len(features)) + model.bias[0] < model.look:
        return ()
    turns = move_features(sentence)
    rows += model.rows(turns)
    scale = 1 / math.sqrt(len(features) + len(turns))
    total = float(model.second[rows].sum()) * scale + model.bias[1]
    if total < model.sure:
        return ()
    odds = np.exp(model.by_sense[rows].sum(axis=0) * scale + model.sense_bias)
    shares = odds / odds.sum()
    order = np.argsort(-shares)
    likely = [model.senses[at] for at in order if shares[at] >= _ALSO] or [model.senses[order[0]]]
    return tuple(sense for sense in likely if sense is not Sense.RESULT or ending or total >= model.sure_result)


def word_features(sentence: Sentence) -> list[str]:
    """Its words, their neighbours, and the classes they belong to."""
    stems = sentence.stems
    classes = _classes()
    of_each = [classes[stem] for stem in stems if stem in classes]
    played = [each[0] for each in of_each]
    features = [f"w:{stem}" for stem in stems]
    features += [f"b:{one}_{two}" for one, two in pairwise(("<", *stems, ">"))]
    features += [f"c:{name}" for each in of_each for name in each]
    features += [f"d:{one}_{two}" for one, two in pairwise(played)]
    features += [f"e:{one}_{two}_{three}" for one, two, three in zip(played, played[1:], played[2:], strict=False)]
    features += [f"s:{sign}" for sign in '?!;"' if sign in sentence.words]
    features.append(f"f:{classes.get(stems[0], ('-',))[0]}")
    features.append(f"n:{min(len(stems) // 5, 6)}")
    return list(dict.fromkeys(features))


def move_features(sentence: Sentence) -> list[str]:
    """The turns of phrase it uses, and whose they are."""
    used = [(name, sense) for name, sense, regex in _moves() if regex.search(sentence.words)]
    return [f"m:{name}" for name, _ in used] + sorted({f"t:{sense}" for _, sense in used})


@cache
def _classes() -> Mapping[str, tuple[str, ...]]:
    """Classes of words, by stem."""
    classes: dict[str, tuple[str, ...]] = {}
    for line in _lines("word_classes.txt"):
        name, _, words = line.partition(": ")
        for stem in {stem_of(word.lower()) for word in words.split()}:
            classes[stem] = (*classes.get(stem, ()), name)
    return classes


@cache
def _moves() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(name, sense, pattern) of every turn of phrase."""
    parts = dict(parts_of("claims.txt"))
    parts.update(parts_of("moves.txt", parts))
    moves: list[tuple[str, str, re.Pattern[str]]] = []
    section, number = "", 0
    for line in _lines("moves.txt"):
        if heading := re.fullmatch(r"\[([\w-]+)\]", line):
            section, number = heading[1], 0
        elif section != "parts":
            number += 1
            moves.append((f"{section}-{number}", section, re.compile(spelled(line, parts), re.IGNORECASE)))
    return tuple(moves)


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def _model() -> Model:
    return from_bytes(files(__package__).joinpath("model/claims.npz").read_bytes())


def to_bytes(model: Model) -> bytes:
    """The model as one compressed NumPy archive; the same model gives the same bytes."""
    told = {
        "senses": model.senses, "bias": model.bias, "look": model.look, "sure": model.sure,
        "sure_result": model.sure_result,
    }  # fmt: skip
    out = io.BytesIO()
    np.savez_compressed(
        out, known=np.frombuffer("\n".join(model.known).encode(), np.uint8),
        first=model.first.astype(np.float16), second=model.second.astype(np.float16),
        by_sense=model.by_sense.astype(np.float16), sense_bias=model.sense_bias,
        told=np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8),
    )  # fmt: skip
    return out.getvalue()


def from_bytes(raw: bytes) -> Model:
    """A model from what `to_bytes` gave; pickled objects are refused."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
        told = json.loads(kept["told"].tobytes())
        return Model(
            known={name: row for row, name in enumerate(kept["known"].tobytes().decode().split("\n"))},
            first=kept["first"].astype(np.float32), second=kept["second"].astype(np.float32),
            bias=(told["bias"][0], told["bias"][1]), senses=tuple(map(Sense, told["senses"])),
            by_sense=kept["by_sense"].astype(np.float32), sense_bias=kept["sense_bias"],
            look=told["look"], sure=told["sure"], sure_result=told["sure_result"],
        )  # fmt: skip
