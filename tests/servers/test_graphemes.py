"""Bluesky's server counts graphemes with `Intl.Segmenter` of the Node it runs on: asked here, of a Node without the server."""

import json
import random
import subprocess
from collections.abc import Iterator

import pytest

from pipeline.counting import graphemes
from tests.site.node import NODE, environment

pytestmark = pytest.mark.servers

#: The PDS's own counter (`graphemeLen` of @atproto/common-web), over a list of texts.
_COUNTER = """
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const segmenter = new Intl.Segmenter()
console.log(JSON.stringify(texts.map((text) => { let n = 0; for (const _ of segmenter.segment(text)) n++; return n })))
"""
#: What counters stumble over, kind by kind.
_HOSTILE = [
    [*"👩🏽⚖️👨👧👦❤️🔥🏳️🌈🧑🏿", "\u200d", "\ufe0f", "\ufe0e", "👨‍👩‍👧‍👦", "👩🏽‍⚖️", "🏳️‍🌈", "🧑🏿‍🤝‍🧑🏻", "1️⃣", "#⃣", "©️", "☺"],
    [*(chr(0x1F1E6 + letter) for letter in range(26)), "🏴", "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"],
    ["a", "Z", "o", *map(chr, range(0x300, 0x345)), "\u20dd", "\u034f", "\u0489"],
    [*map(chr, range(0x1100, 0x1113)), *map(chr, range(0x1161, 0x1176)), *map(chr, range(0x11A8, 0x11C3)), "가", "각", "힣", "\ua960", "\ud7b0", "\ud7cb"],
    [*"कषतरनमािीुूृेैोौंः", "\u094d", "\u093c", "\u200c", "\u200d", "க", "ஷ", "ி", "\u0bcd", "ক", "ষ", "\u09cd", "ന", "\u0d4d", "క", "\u0c4d"],
    [*"שלוםمرحباпрвет", "\u0591", "\u05b8", "\u064b", "\u0651", "\u0600", "\u06dd", "\u202e", "\u202c", "\u2066", "\u2069", "\u200f", "\u061c"],
    ["\r", "\n", "\r\n", "\u00ad", "\u200b", "\u2060", "\ufeff", "\u2028", "\u0085", "\x00", "\x1b", "\t", " ", "\u00a0", "\u2011", "\ue000", "\U0010fffd"],
    [*"ไทยกำนี้แລາວ", "\u0e33", "\u0eb3", "\u1000", "\u1039", "\u102d", "\u1780", "\u17d2", "\u0f40", "\u0f74"],
    [*"Section 21(4)(a), [2019] UKSC 5; £1,000 – “as is” …", "§", "½", "ﬁ", "Ǆ", "ß", "İ", "法", "律", "か", "\u3099", "ｶ", "ﾞ", "𝒜", "🀄", "𠮷"],
]  # fmt: skip


def hostile_texts(count: int) -> Iterator[str]:
    """Texts of one kind, and of all mixed; the same every time."""
    rng = random.Random(300)
    every = [each for kind in _HOSTILE for each in kind]
    for number in range(count):
        kind = _HOSTILE[number % len(_HOSTILE)] if number % 2 else every
        yield "".join(rng.choices(kind, k=rng.randint(0, 60)))


def test_graphemes_are_what_the_pds_counts() -> None:
    """Emoji, flags, floods of accents, Hangul, Indic clusters, right-to-left, soft hyphens, line ends: not one differs."""
    texts = list(hostile_texts(6000))

    told = subprocess.run(
        [NODE, "-e", _COUNTER], input=json.dumps(texts), capture_output=True, text=True, check=True, env=environment()
    )

    wrong = [(text, theirs, graphemes(text)) for text, theirs in zip(texts, json.loads(told.stdout), strict=True) if theirs != graphemes(text)]  # fmt: skip
    assert [] == wrong
