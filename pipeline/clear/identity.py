"""The identity screen: who and what a story names that could lead a reader to the client.

The language model proposes names; anything with a capital that is neither a public body
nor the firm's own is shown to the author. It misses names (18 of 18 in a small test with
proper nouns, 14 with entities alone; see the research), which is one reason why a clean
screen never clears a story: a person does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from pipeline.clear.reading import Passage
from pipeline.model import Finding, Severity
from pipeline.ports import Mention, NameReader

#: Raise it when this module finds other things than before.
METHOD = "2"
_PEOPLE = {"PERSON"}
_BODIES = {"ORG", "PRODUCT", "WORK_OF_ART", "EVENT", "PROPN", "NORP"}
_PLACES = {"GPE", "LOC", "FAC"}
_SUMS = {"MONEY"}
_SOURCES = (
    "ABA Model Rule 1.6, comment 4; ABA Formal Opinions 480 and 511",
    "ICO, anonymisation guidance: the motivated intruder",
)
# Whole words: "Partridge" is no Part, "Mayhew" no May.
_LAW = re.compile(
    r"(?<!\w)(?:[A-Z][\w'’&-]*,?\s+(?:\([^)]*\)\s+)?(?:of|and|the|for|in|to)?\s*)*"
    r"(?:Acts?|Regulations?|Rules?|Order|Directive|Code|Convention|Scheme|Protocol|Charter|Bill|Form|Part|Schedule|Section|Article)(?!\w)"
    r"(?:\s+(?:[A-Z]{0,3}\d[\w.]*))*"
)
_TIME = re.compile(
    r"(?<!\w)(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|Spring|Summer|Autumn|Winter)(?!\w)"
)
_SMALL = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "under", "with", "&"}
#: What stands before a name names nobody.
_STYLES = {"mr", "mrs", "ms", "miss", "dr"}


@cache
def public_names() -> frozenset[str]:
    """Courts, regulators and large places."""
    lines = files(__package__).joinpath("public_names.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def screen(passages: Sequence[Passage], reader: NameReader, own: Iterable[str]) -> Iterator[Finding]:
    """Every name, place and sum that could point to a client, once for each wording.

    Args:
        passages: a story's words.
        reader: the language model.
        own: names that are the firm's: its people, offices, its own name.

    """
    known = public_names() | {_straight(part) for name in own for part in (name, *name.split())}
    told: set[str] = set()
    for passage in passages:
        for mention in reader.mentions(passage.text):
            # The model stretches a name over a line or takes the possessive with it.
            words = re.sub(r"['’]s$", "", " ".join(mention.words.split())).strip(" .,;:'’\"“”()")
            if not words or words in told or not _reported(mention, words, passage, known):
                continue
            told.add(words)
            yield _finding(mention, words, passage)


def _reported(mention: Mention, words: str, passage: Passage, known: frozenset[str] | set[str]) -> bool:
    if mention.label in _SUMS:
        return bool(re.search(r"\d", words)) and not re.search(r"(?:about|around|some|roughly)\s+\S*$", words)
    if mention.label not in _PEOPLE | _BODIES | _PLACES:
        return False
    # As the author wrote it: "Lloyd's" is public, "Lloyd" may be anybody.
    return _unknown(_straight(mention.words), known) and not _only_opens(mention, words, passage)


def _straight(words: str) -> str:
    """In one line, with the typewriter's apostrophe."""
    return " ".join(words.split()).replace("’", "'")


def _unknown(words: str, known: frozenset[str] | set[str]) -> bool:
    """Whether anything with a capital is left once public names, laws and months are taken out."""
    left = words
    for name in sorted(known, key=len, reverse=True):
        if name in left:
            left = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", left)
    left = _TIME.sub(" ", _LAW.sub(" ", left))
    return any(word[:1].isupper() for word in re.findall(r"\w[\w'’&-]*", left) if word.lower() not in _SMALL | _STYLES)


def _only_opens(mention: Mention, words: str, passage: Passage) -> bool:
    """An ordinary word that has its capital from opening the sentence ("Suppliers at ninety days")."""
    if " " in words or mention.label in _PEOPLE:
        return False
    before = passage.text[: mention.start].rstrip(" \n\"'“‘(*_")
    opens = not before or before[-1] in ".!?:;" or passage.text[len(before) : mention.start].count("\n") > 1
    lower = re.search(rf"(?<!\w){re.escape(words.lower())}(?!\w)", passage.text)
    # Without a second, lower-case use we cannot know; a place or name is then reported.
    return opens and (lower is not None or (mention.label == "PROPN" and words.lower().endswith(("ly", "ing", "ed"))))


def _finding(mention: Mention, words: str, passage: Passage) -> Finding:
    if mention.label in _SUMS:
        rule, reason = "ID-AMOUNT", "An exact sum can be matched with a record."
        remedy = "Say the size: “a five-figure sum”, “about £18,000”."
    elif mention.label in _PLACES:
        rule, reason = "ID-PLACE", "A small place leaves few people it could be."
        remedy = "Name a region of several hundred thousand people or more, or none."
    else:
        rule, reason = "ID-NAME", "A name leads straight to the client, or to somebody who knows them."
        remedy = "Say what they are, not who: “our client”, “a tenant”, “a joinery business”."
    return Finding(
        rule=rule,
        severity=Severity.BLOCK,
        where=passage.place(mention.start),
        words=words if len(words) <= 90 else words[:87] + "...",
        reason=reason,
        remedy=remedy,
        sources=_SOURCES,
    )
