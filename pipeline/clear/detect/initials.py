"""Initials and single letters that stand for somebody: "D.L.", "Mrs K", "client J", "P—"."""

import re
from collections.abc import Iterator

from pipeline.clear.detect import lexicon
from pipeline.clear.detect.capitals import Words

# D.L., K. M.; not the initials of countries, states, degrees, firms and hours.
_PUBLIC = (
    r"U\.\s?[SK]|E\.U|N\.[YJSBDZHC]|D\.C|P\.[CMAOS]|J\.D|L\.[LA]|B\.[CA]|A\.[MDK]|S\.[AICDR]|C\.[VF]|I\.[DTER]|Q\.C|K\.C|"
    r"R\.[CI]|V\.A|M\.[DAP]|Ph|H\.M|O\.K|T\.V|E\.[GR]|W\.V|F\.[B3]|G\.[BP]|R\.\s?v"
)
_DOTTED = re.compile(rf"(?<![\w.])(?!{_PUBLIC})(?:[A-Z]\.\s?){{1,2}}[A-Z]\.(?=[\s,;:)'’—–-]|$)")
_END = r"(?:\.(?=\s|$)|[—–-](?=[\s,.;])|(?![\w.’'&/-]))"
# A, B, C, X, Y and Z stand for anybody behind a role ("Client A pays first"), not behind Mrs.
_ROLE = re.compile(
    r"\b(?:master|baby|child|client|tenant|claimant|patient|witness|nurse|pupil|employee|worker|mother|father|"
    r"(?:call(?:ed|ing)?|known as|named)(?: (?:her|him|them|it|only|just|simply|the \w+))?)\s+"
    rf"(?P<letter>(?-i:[D-HJ-W]){_END})",
    re.IGNORECASE,
)
_STYLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|mr|mrs|ms|miss|dr)\.?\s+(?P<letter>[A-WYZ]{_END})")
_DASHED = re.compile(r"(?<!\w)(?P<letter>[A-HJ-Z][—–]{1,2}|[A-HJ-Z]-)(?=[\s,.;’'])")
#: Letters that mostly stand for something else where they open a sentence.
_NOBODY = "AIXYOBCQ"


def find(words: Words) -> Iterator[tuple[int, int]]:
    """Stretches of initials. "Client A", "Mr X" and the parts of a rule stand for nobody."""
    text = words.text
    if "." in text:
        for found in _DOTTED.finditer(text):
            # "D. L. Pemberton" is a name of its own.
            if not re.match(r" [A-Z]", text[found.end() :]):
                yield found.span()
    for pattern in (_ROLE, _STYLED, _DASHED):
        for found in pattern.finditer(text):
            yield found.span("letter")
    letters = lexicon.cues()["before initials"]
    for place in words.capitals:
        word = words[place]
        if len(word.bare) != 1 or word.bare in _NOBODY or word.possessive:
            continue
        before = words[place - 1] if words.beside(place - 1) else None
        after = words[place + 1] if words.beside(place) else None
        acts = after is not None and after.token is not None and after.token.tag in ("VBD", "VBZ") and not after.capital
        if acts and (before is None or (word.soft and not before.capital and before.small not in letters)):
            yield word.start, word.end
