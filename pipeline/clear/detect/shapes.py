"""Public names by their shape: "Department for ...", "... Act 2006", "Mr Justice ...", "a ... order"."""

import re
from collections.abc import Mapping
from functools import cache

from pipeline.clear.detect import lexicon
from pipeline.clear.detect.capitals import TELLING, Label, Word, Words

Cues = Mapping[str, frozenset[str]]

#: What joins the parts of a body's or a law's name.
_LINKS = {"of", "for", "on", "to", "and", "in", "the", "against", "from", "with", "by"}
_MOST_LINKS = 3
_MOST_NAMES = 3
_COURTS = {"court", "courts", "tribunal", "tribunals", "chamber", "chambers"}
#: Heads of bodies of a whole profession: "College of Physiotherapists".
_PROFESSIONS = {
    "college", "colleges", "institute", "institution", "society", "association", "guild", "faculty", "academy", "federation",
    "register", "union", "order", "chartered", "council", "chamber", "confederation", "league",
}  # fmt: skip
_NUMBER = re.compile(r"\s*(?:\(?(?:No\.?\s*)?\d|[IVX]+\b)")


@cache
def heads() -> frozenset[str]:
    """Words that make the capitals beside them public."""
    cues = lexicon.cues()
    names = ("law heads", "soft law heads", "body heads", "doctrine heads", "judges")
    return frozenset({"county"}.union(_PROFESSIONS, *(cues[name] for name in names)))


def mark(words: Words, place: int) -> None:
    """Mark the law, body, judge, county or doctrine that a head word makes public."""
    cues = lexicon.cues()
    word = words[place]
    if word.small in cues["doctrine heads"]:
        _doctrine(words, place)
    if not word.capital:
        return
    if word.small in cues["judges"]:
        _judge(words, place)
    if word.small in _PROFESSIONS and words.beside(place) and words[place + 1].small in ("of", "for"):
        _profession(words, place)
    if word.small in cues["body heads"] and not _is_street(words, place):
        _body(words, place, courts=word.small in _COURTS)
    if word.small == "county":
        _county(words, place, cues)
    if word.small in cues["law heads"]:
        known = word.small in ("act", "acts", "regulations") or bool(_NUMBER.match(words.text, word.full_end))
        _law(words, place, swallow=known)
    elif word.small in cues["soft law heads"]:
        _law(words, place, swallow=False)


def _is_street(words: Words, place: int) -> bool:
    """Whether a court is one that a house stands on: "on Mullet Key Court"."""
    if words[place].small not in ("court", "chambers"):
        return False
    first = place
    while words.beside(first - 1) and words[first - 1].capital:
        first -= 1
    return first < place and words.beside(first - 1) and words[first - 1].small in ("on", "off", "along", "up", "down")


def _profession(words: Words, place: int) -> None:
    """The College of Immigration and Citizenship Consultants: of what, not of where or whom."""
    found = [place]
    here = place + 1
    while words.beside(here) and here - place < _MOST_NAMES * 2:
        here += 1
        word = words[here]
        if word.capital and (word.label in (Label.KNOWN, Label.LAW, Label.ODD, Label.PUBLIC)):
            found.append(here)
        elif word.small not in _LINKS:
            break
        if word.possessive:
            break
    if len(found) > 1 and words[found[1]].small not in lexicon.given_names():
        _publish(words, found)


def _county(words: Words, place: int, cues: Cues) -> None:
    """Cook County: a county is large, whichever it is; a County club is not one."""
    before = place - 1
    if before < 0 or not words.beside(before) or not words[before].capital or words[before].possessive:
        return
    goes_on = words.beside(place) and words[place + 1].capital and words[place + 1].label is not Label.PUBLIC
    if not goes_on or words[place + 1].small in cues["body heads"]:
        _publish(words, [before, place])


def _doctrine(words: Words, place: int) -> None:
    """A Tomlin order, the Bolam test, Norwich Pharmacal relief."""
    for start in (place - 1, place - 2):
        if start >= 0 and all(words.beside(each) for each in range(start, place)):
            several = words[start:place]
            name = " ".join(each.bare for each in several)
            full = name + "'s" if several[-1].possessive else name
            if {name, full} & lexicon.doctrines():
                _publish(words, list(range(start, place)))


def _judge(words: Words, place: int) -> None:
    """The names behind "Judge", "Mr Justice", "District Judge", and the one before "LJ"."""
    each = place
    while words.beside(each) and words[each + 1].capital and each - place < _MOST_NAMES:
        each += 1
        if words[each].label not in TELLING | {Label.KNOWN}:
            break
        words[each].label = Label.PUBLIC
    if place and words.beside(place - 1):
        before = words[place - 1]
        if before.label is Label.STYLE or (words[place].shout and before.label in TELLING):
            before.label = Label.PUBLIC


def _plain(word: Word) -> bool:
    """Whether a word with a capital may be part of a public body's name."""
    if word.label in (Label.KNOWN, Label.LAW, Label.PUBLIC, Label.OURS):
        return True
    if word.label not in (Label.ODD, Label.SOFT):
        return False
    return word.small not in lexicon.given_names() and word.small not in lexicon.cues()["function words"]


def _body(words: Words, place: int, *, courts: bool) -> None:
    """A body's name around its head: "Competition Appeal Tribunal", "Department for Business and Trade".

    Args:
        words: all of the text.
        place: the head.
        courts: the head is a court's: only places and words of law may stand before it.

    """
    found = [place]
    left = place
    while words.beside(left - 1) or (left and words.gap(left - 1).strip() == "&"):
        left -= 1
        word = words[left]
        known = word.label in (Label.KNOWN, Label.LAW, Label.PUBLIC)
        if word.capital and (known if courts else _plain(word)):
            found.append(left)
        elif not (word.small in ("of", "for", "and") and words.beside(left - 1) and words[left - 1].capital):
            break
    found += _behind(words, place)
    if len(found) > 1:
        _publish(words, found)


def _behind(words: Words, place: int) -> list[int]:
    """What belongs to a name behind its head: "of Housing and Urban Development"."""
    found: list[int] = []
    here, links = place, 0
    while here + 1 < len(words) and not words[place].possessive:
        gap = words.gap(here).strip()
        following = words[here + 1]
        if gap not in ("", ",", "&") or (gap == "," and not (found and _list_goes_on(words, here + 1))):
            break
        if following.capital and _plain(following):
            found.append(here + 1)
            links = 0
        elif gap or links == _MOST_LINKS or not _links(following):
            break
        else:
            links += 1
        here += 1
    return found


def _links(word: Word) -> bool:
    """Whether a word may stand between the capitals of a name: "of", or the "Up" of "Levelling Up"."""
    return word.small in (lexicon.cues()["function words"] if word.capital else _LINKS)


def _list_goes_on(words: Words, place: int) -> bool:
    """Whether a list of capitals ends with "and": "Business, Energy and Industrial Strategy"."""
    return place + 2 < len(words) and words[place + 1].small in ("and", "or") and words[place + 2].capital


def _law(words: Words, place: int, *, swallow: bool) -> None:
    """A law's name around its head: "Protection from Harassment Act 1997", "Protocol for Debt Claims".

    Args:
        words: all of the text.
        place: the head.
        swallow: whether names that no list holds may be part of it ("the Dodd-Frank Act").

    """
    left, links, found = place, 0, [place]
    while left:
        gap = words.gap(left - 1)
        word = words[left - 1]
        joined = gap.strip() in ("", ",", "&", "(", ")", ") (") and "\n\n" not in gap
        if not joined or (word.possessive and not swallow and not _plain(word)):
            break
        if word.small == "the" and left > 1 and words[left - 2].small in ("and", "or"):
            # "Mrs Orrin and the Housing Act" are two.
            break
        if word.capital:
            somebody = word.label is Label.STYLE or (word.label in TELLING and word.small in lexicon.given_names())
            if somebody or not (_plain(word) or (swallow and word.label in TELLING)):
                break
            found.append(left - 1)
            links = 0
        else:
            links += 1
            if word.small not in _LINKS or links > _MOST_LINKS:
                break
        left -= 1
    if words[place].small not in ("act", "acts"):
        found += _behind(words, place)
    if len(found) > 1:
        _publish(words, found)


def _publish(words: Words, places: list[int]) -> None:
    for each in places:
        words[each].label = Label.PUBLIC
