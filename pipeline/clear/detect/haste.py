"""Names typed in haste, without their capitals: "mrs oyelaran", "our client jen", "bexley joinery ltd"."""

import re
from collections.abc import Iterator

from pipeline.clear.detect import lexicon, persons
from pipeline.clear.detect.capitals import Words

_STYLED = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|cllr|sgt|capt|rev)\.?\s+(?P<name>[^\W\d_A-Z][\w'’-]+)"
    r"(?:\s+(?P<more>[^\W\d_A-Z][\w'’-]+))?"
)
_FIRM = re.compile(r"(?<!\w)(?P<name>(?:[a-zà-ÿ][\w'’&-]*\s+|&\s+){1,3})(?:ltd|llp|plc|inc|llc|gmbh|pty)\b")
#: j. p. winterbottom
_INITIALS = re.compile(r"(?<![\w.&@/-])(?P<name>[a-z]\.\s?(?:[a-z]\.\s?)?(?P<surname>[a-zà-ÿ][\w'’-]{3,}))(?![\w@.]*@)")
_ABBREVIATED = ("e.g", "i.e", "a.m", "p.m", "p.a", "n.b", "c.f", "p.s", "u.s", "u.k", "v. ", "p. ", "s. ", "c. ", "r. ")
_NO_PART = {"the", "a", "an", "of", "to", "for", "at", "by", "against", "with", "and", "from", "is", "was", "as", "our"}
#: Behind these, a first name is somebody's even without its capital.
_TO_SOMEBODY = {"for", "with", "to", "by", "told", "asked", "met", "rang", "and", "helped", "advised", "from", "called"}
#: "we were there for will, a plasterer".
_ACTED_FOR = {"for", "with", "to", "by", "met", "rang", "told", "helped", "advised", "called", "from", "against", "and"}
_SHORTEST = 3
_SHORTEST_SURNAME = 4


def find(words: Words) -> Iterator[tuple[int, int]]:
    """Stretches of names without a capital."""
    text = words.text
    for found in _STYLED.finditer(text):
        if _strange(found["name"]) or found["name"] in lexicon.given_names():
            more = found["more"] is not None and _strange(found["more"])
            yield found.start("name"), found.end("more" if more else "name")
    for found in _FIRM.finditer(text):
        parts = found["name"].split()
        kept = [part for part in parts if part not in _NO_PART]
        # "a deal with bexley joinery ltd": what stands behind the last small word.
        if kept and kept == parts[-len(kept) :]:
            yield text.index(kept[0], found.start()), found.end()
    for found in _INITIALS.finditer(text):
        if not found["name"].startswith(_ABBREVIATED) and _strange(found["surname"]):
            yield found.span("name")
    given_names = lexicon.given_names()
    for place, word in enumerate(words):
        if word.capital or word.token is None or len(word.bare) < _SHORTEST:
            continue
        given = word.small in given_names
        tagged = word.token.pos == "PROPN" or word.token.entity == "PERSON"
        if (given or tagged) and _is_name(words, place, given=given, tagged=tagged):
            yield word.start, words[place + 1].end if _surname_follows(words, place) else word.end


def _is_name(words: Words, place: int, *, given: bool, tagged: bool) -> bool:
    word = words[place]
    surname = _surname_follows(words, place)
    if lexicon.ordinary(word.bare):
        # "will hargrove got nine tickets" opens a sentence; anywhere else a word is a word.
        if given and place and words[place - 1].small in _ACTED_FOR and persons.described(words, place):
            return True
        opens = place == 0 or words.gap(place - 1).strip() in (".", "!", "?", ":")
        return given and opens and surname and len(words[place + 1].bare) >= _SHORTEST_SURNAME
    if surname and (given or tagged):
        return True
    # A victoria sponge is no Victoria.
    town = word.bare.title() in lexicon.large_places()
    return given and not town and (tagged or _asked_for(words, place))


def _surname_follows(words: Words, place: int) -> bool:
    """Whether a word that no list knows stands behind, small as well."""
    return words.beside(place) and not words[place + 1].capital and _strange(words[place + 1].bare)


def _asked_for(words: Words, place: int) -> bool:
    """Whether a first name stands where somebody is named: "we acted for rosalind", "our client jen"."""
    if place == 0 or words.gap(place - 1).strip() not in ("", ","):
        return False
    before = words[place - 1].small
    role = any(before in lexicon.cues()[name] for name in ("own side", "others", "people"))
    return role or (before in _TO_SOMEBODY and len(words[place].bare) > _SHORTEST)


def _strange(word: str) -> bool:
    return not lexicon.ordinary(word) and word.title() not in lexicon.large_places()
