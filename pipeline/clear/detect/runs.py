"""Names as they stand in a text: runs of capitals that are not public."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.clear.detect import lexicon, sorts
from pipeline.clear.detect.capitals import TELLING, Label, Words
from pipeline.clear.detect.sorts import Sort

_MOST_PARTICLES = 2
#: Endings that only stand behind a firm's name; "company" and "limited" are words of their own.
_RANKS = {
    "colonel",
    "captain",
    "admiral",
    "commodore",
    "corporal",
    "commander",
    "princess",
    "lord",
    "lady",
    "baron",
    "doctor",
}
_NO_ENDING = {"company", "companies", "corporation", "limited"}


@dataclass(frozen=True, slots=True)
class Run:
    """A name where it stands."""

    #: Its words: places in the list, `last` is the last one.
    first: int
    last: int
    start: int
    end: int
    sort: Sort
    #: The honorific before it ("Mrs"), with its capital or without.
    style: str = ""


def runs(words: Words) -> Iterator[Run]:
    """Every name that is not public, in order."""
    done = -1
    for place in words.capitals:
        if place > done and words[place].label is not Label.PUBLIC:
            done = _end_of_capitals(words, place)
            yield from _named(words, place, done)


def _end_of_capitals(words: Words, place: int) -> int:
    """The last word of the capitals that begin here; a particle or "&" does not end them."""
    last = place
    while last + 1 < len(words):
        following = words[last + 1]
        gap = words.gap(last).strip()
        comma_company = gap == "," and following.small in lexicon.cues()["company endings"] and following.capital
        if not (words.beside(last) or gap in ("&", "+", "/") or comma_company) or (words[last].possessive and gap):
            break
        if following.label is Label.STYLE and last >= place:
            break
        if following.capital and following.label is not Label.PUBLIC:
            # "Rose Tilley's Bakery" is one name, "Tilley's Mrs Orrin" are two.
            last += 1
        elif _particles(words, last + 1) is not None and not words[last].possessive:
            last = _particles(words, last + 1) or last
        elif following.small == "and" and _joins_a_firm(words, last):
            last += 2
        else:
            break
    return last


def _particles(words: Words, place: int) -> int | None:
    """Where the name goes on behind "van der", "bin", "de la": its next capital."""
    here = place
    while here < len(words) and _is_particle(words, here) and here - place < _MOST_PARTICLES:
        if not words.beside(here):
            return None
        here += 1
    goes_on = here > place and here < len(words) and words[here].capital and words[here].label in TELLING
    return here if goes_on else None


def _is_particle(words: Words, place: int) -> bool:
    return not words[place].capital and words[place].small in lexicon.cues()["particles"]


def _joins_a_firm(words: Words, last: int) -> bool:
    """Whether "and" stands inside a firm's name: "Pell and Sons", "Moss and Fern Ltd"."""
    end = last + 2
    if end >= len(words) or not words.beside(last + 1) or not words[end].capital or words[last].possessive:
        return False
    cues = lexicon.cues()
    if words[end].small in cues["family firms"]:
        return True
    if not words.beside(end) or not words[end + 1].capital:
        return False
    return any(words[end + 1].small in cues[name] for name in ("company endings", "business heads"))


def _named(words: Words, first: int, last: int) -> Iterator[Run]:
    """The name inside some capitals, if one of them tells."""
    while first < last and words[first].label is Label.SOFT and words[first].small in lexicon.cues()["function words"]:
        first += 1
    telling = [each for each in range(first, last + 1) if words[each].label in TELLING]
    ends_as_firm = _ends_as_firm(words, first, last)
    if not telling:
        if not ends_as_firm or any(words[each].label is Label.OURS for each in range(first, last + 1)):
            return
        telling = [first, last]
    elif _is_term(words, first, last, telling):
        return
    start, end = telling[0], last
    if _emphasised(words, first):
        start = first
    firm = ends_as_firm or words[last].small in lexicon.cues()["business heads"]
    while start > first and _extends(words, start - 1, firm=firm):
        start -= 1
    while end > telling[-1] and words[end].label in (Label.SOFT, Label.STYLE):
        end -= 1
    style = words[start - 1].small if words.beside(start - 1) and words[start - 1].label is Label.STYLE else ""
    yield Run(start, end, words[start].start, words[end].end, sorts.sort_of(words, start, end, style), style)


def _is_term(words: Words, first: int, last: int, telling: list[int]) -> bool:
    """Whether plain words with capitals are a term of the text: "Compensation Events", "Possessory Title", "the Port"."""
    cues = lexicon.cues()
    end = words[last]
    given_names = lexicon.given_names()
    if any(words[each].label is not Label.ODD or words[each].small in given_names for each in telling):
        return False
    if _emphasised(words, first):
        # Ships and books are set in italics; terms are not.
        return False
    if first == last and not _linked(words, first, last):
        # A club, a port, an airport with a capital is one told of before, not called "Club".
        common = any(
            end.small in cues[name] for name in ("business heads", "houses", "streets", "land", "institutions")
        )
        return common and words.beside(first - 1) and words[first - 1].small in cues["before things"]
    if words.beside(first - 1) and words[first - 1].small == "our" and words.beside(last):
        # Our New Homes team.
        return words[last + 1].small in ("team", "teams", "department", "practice", "group", "desk", "unit", "partners")
    if any(end.small in cues[name] for name in ("business heads", "company endings", "houses", "streets", "land")):
        return False
    if words[first].small in _RANKS and telling == [last]:
        # Colonel Biscuit, the dog.
        return False
    # "A Continuing Power of Attorney", "Liberty Protection Safeguards", "Deprivation of Liberty".
    goes_on = words.beside(last) and words[last + 1].label is Label.PUBLIC
    return goes_on or any(
        words[each].label is Label.LAW for each in (*range(first, last + 1), *_linked(words, first, last))
    )


def _emphasised(words: Words, place: int) -> bool:
    start = words[place].start
    return words.told.markdown[max(0, start - 1) : start] in ("*", "_")


def _linked(words: Words, first: int, last: int) -> list[int]:
    """The capitals that "of" joins to a run."""
    found = []
    if words.beside(last) and words[last + 1].small == "of" and words.beside(last + 1):
        found.append(last + 2)
    if words.beside(first - 1) and words[first - 1].small == "of" and words.beside(first - 2):
        found.append(first - 2)
    return found


def _ends_as_firm(words: Words, first: int, last: int) -> bool:
    """Whether capitals end like a firm: with Ltd, or a word of trade behind a town ("Bristol Joinery")."""
    if first == last:
        return False
    cues = lexicon.cues()
    small = words[last].small
    if small in cues["company endings"] and small not in _NO_ENDING:
        # "A Delaware LLC" is a kind of company.
        kind = last == first + 1 and words[first].label is Label.KNOWN
        return words[first].label is not Label.STYLE and not kind
    towns = (words[each] for each in range(first, last) if words[each].label is Label.KNOWN)
    return small in cues["business heads"] and any(town.bare in lexicon.large_places() for town in towns)


def _extends(words: Words, place: int, *, firm: bool) -> bool:
    """Whether a word left of a telling one belongs to the name."""
    word = words[place]
    if word.label in TELLING or word.label in (Label.KNOWN, Label.OURS):
        return True
    if not word.capital:
        return _is_particle(words, place) or word.small == "and"
    if word.label is Label.SOFT or word.label is Label.LAW:
        if word.heading:
            return False
        if word.small in lexicon.cues()["place adjectives"]:
            return True
    if word.label is Label.SOFT:
        # "Northern Bakery lost": what opens the sentence is part of the name, no "When" or "But".
        return word.token is not None and word.token.pos == "PROPN"
    return firm and word.label is Label.LAW and words.beside(place)
