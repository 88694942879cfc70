"""Places small enough to find somebody in: streets, houses, villages, postcodes."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.clear.detect import lexicon, sorts
from pipeline.clear.detect.capitals import Label, Word, Words
from pipeline.clear.detect.runs import Run
from pipeline.clear.detect.sorts import Sort
from pipeline.clear.detect.told import Hit, Sense

_CAPITALISED = r"[A-ZÀ-Þ][\w'’.-]*"
_STREET_TYPES = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Av|Drive|Dr|Close|Crescent|Cres|Court|Ct|Place|Pl|Terrace|Tce|Gardens|Gdns|"
    r"Grove|Mews|Row|Walk|Way|Square|Sq|Rise|Hill|Parade|Pde|Boulevard|Blvd|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Trail|"
    r"Turnpike|Pike|Loop|Alley|Yard|Wharf|Quays?|Vale|View|Green|Croft|Wynd|Brae|Gate|Passage|Esplanade|Promenade|"
    r"Brow|Rake|Fold|Ginnel|Snicket|Vennel|Loke|Twitten|Garth|Key|Bend|Bluff|Pend|Chare|Boreen|Steps|Quadrant|Lea|Landing|Crossing|"
    r"Embankment|Broadway|Villas|Cottages|Buildings|Mansions|Heights|Fields?|Park|Bridge|Drove|Hythe|Side|Ridge|Run)"
)
# 14 Cooperage Lane; Flat 3, 27b Harbour Road; 418 West Wexmoor Street.
_NUMBERED = re.compile(
    rf"(?:(?:Flat|Unit|Apartment|Apt\.?|Suite|No\.?|Number)\s+\d+\w?,?\s+)?\d{{1,5}}[A-Za-z]?(?:[-–/]\d+)?,?\s+"
    rf"{_CAPITALISED}\s+(?:(?:{_CAPITALISED}|of|the|de|upon)\s+){{0,3}}?{_STREET_TYPES}\b(?:\s+(?:North|South|East|West|N|S|E|W|NW|NE|SW|SE)\b)?"
)
# Flat 9, Tern House.
_FLAT = re.compile(
    rf"\b(?:Flat|Apartment|Apt\.?|Suite|Villa|Cabin|Lot|Unit)\s+\d+\w?,\s+{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,2}}"
)
_FOREIGN = re.compile(
    rf"\b(?:\d{{1,4}}(?:\s?bis)?,?\s+)?(?:[Rr]ue|[Bb]oulevard|[Aa]venue|[Pp]lace|[Cc]hemin|[Aa]llée|[Ii]mpasse|[Qq]uai|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|"
    rf"[Vv]icolo|[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Cc]arrer|[Rr]ua|[Pp]raça|[Tt]ravessa|[Ss]trada|[Uu]lica|[Uu]l\.|Bulevardul|Bóthar|Sráid)\s+"
    rf"(?:(?:de|du|des|de la|de l['’]|della|del|dei|delle|d['’]|do|da|dos|das|la|las|los|na|an)\s*)*{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,2}}(?:,?\s+\d{{1,4}}\b)?"
    rf"|\b{_CAPITALISED}(?:straße|strasse|gasse|platz|straat|gracht|gatan|vägen)\b(?:\s+\d{{1,4}}\w?)?"
    rf"|\b{_CAPITALISED}(?:allee|weg|damm|laan|plein|kade|gata|vej|gade|veien|katu|tie)\s+\d{{1,4}}\w?\b"
)
_POSTCODES = re.compile(
    r"\b(?:GIR\s?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d|[A-HK-Y]\d\d|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])\s{1,2}\d[ABD-HJLNP-UW-Z]{2})\b"
    r"|\b(?:D6W|[AC-FHKNPRTV-Y]\d[0-9W])\s?[0-9AC-FHKNPRTV-Y]{4}\b(?=[^\w]|$)"
    r"|\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\s\d[ABCEGHJ-NPRSTV-Z]\d\b"
    r"|\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\s+\d{5}(?:-\d{4})?\b"
    r"|\b(?:NSW|QLD|Qld|VIC|Vic|TAS|Tas|ACT|SA|WA|NT)\s+\d{4}\b"
    r"|\b(?:ZIP|zip|post)\s?code\s+(?=[A-Z]{0,2}\d)[\dA-Z]{2,8}(?:\s\d[A-Z]{2})?"
)
#: "Meaford, N0H 1Y0": the town that stands before its postcode.
_TOWN = re.compile(r"(?:^|[^\w'’-])(?P<town>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?),\s$")
_LONGEST_TOWN = 40
_DIGIT = re.compile(r"\d")
#: Names of streets that every town has.
_EVERYWHERE = {"high", "main", "wall", "fleet", "downing", "old", "your", "our", "one-way"}
_PARTS = {Label.ODD, Label.UNKNOWN, Label.KNOWN, Label.SOFT, Label.LAW}
#: What stands before the name of a piece of land or water.
_FIRST = {"river", "lake", "lough", "loch", "mount", "port", "glen"}
_OURS = re.compile(
    r"\b(?:(?<!from )(?<!than )(?<!to )our (?:\w+ )?(?:offices?|rooms?|door|premises)|visit us|find us|come (?:and|to) see us|(?:firm|practice)(?:['’]s)? (?:is|in|at|on))\b",
    re.IGNORECASE,
)


def find(words: Words, named: Sequence[Run]) -> Iterator[Hit]:
    """Streets, houses, villages and postcodes, and names that stand where places do."""
    told = words.told
    taken: list[tuple[int, int]] = []
    for start, end in _written(told.text):
        if not _is_ours(words, start):
            taken.append((start, end))
            yield Hit(Sense.PLACE, start, end, instead=proposal(words, start))
    for start, end in _joined(words):
        if not any(start < other[1] and end > other[0] for other in taken) and not _is_ours(words, start):
            taken.append((start, end))
            yield Hit(Sense.PLACE, start, end, instead=proposal(words, start))
    for run in named:
        inside = any(run.start < end and run.end > start for start, end in taken)
        lies = run.sort is Sort.PLACE or (not run.style and sorts.located(words, run.first, run.last))
        if lies and not inside and not _is_ours(words, run.start):
            yield Hit(Sense.PLACE, run.start, run.end, instead=proposal(words, run.start))


def _written(text: str) -> Iterator[tuple[int, int]]:
    """Addresses and postcodes, by their form alone."""
    if _DIGIT.search(text):
        for found in _NUMBERED.finditer(text):
            yield found.span()
        for found in _FLAT.finditer(text):
            yield found.span()
        for found in _POSTCODES.finditer(text):
            town = _TOWN.search(text, max(0, found.start() - _LONGEST_TOWN), found.start())
            yield town.start("town") if town else found.start(), found.end()
    for found in _FOREIGN.finditer(text):
        words = found.group().split()
        if found.group()[0].islower() and words[0] in ("place", "via", "avenue", "plaza", "boulevard"):
            continue
        if words[0] not in ("Place", "Via", "Avenue", "Plaza", "Boulevard") or len(words) > 1:
            yield found.span()


@cache
def _heads() -> frozenset[str]:
    """Words that end the name of a street, a house or a piece of land."""
    cues = lexicon.cues()
    names = ("sure streets", "sure houses", "houses", "sure land", "streets", "land")
    return frozenset().union(*(cues[name] for name in names))


def _joined(words: Words) -> Iterator[tuple[int, int]]:
    """Names whose last or first word says that they are a street, a house or a piece of land."""
    heads = _heads()
    for place in words.capitals:
        word = words[place]
        if word.heading or word.small not in heads or word.label is Label.PUBLIC:
            continue
        if word.small in _FIRST and words.beside(place) and words[place + 1].capital:
            if words[place + 1].label not in (Label.KNOWN, Label.PUBLIC):
                yield word.start, words[place + 1].end
            continue
        first = place
        while words.beside(first - 1) and _may_name_a_place(words[first - 1]):
            first -= 1
        if first < place and _is_place(words, first, place):
            yield words[first].start, word.end


def _may_name_a_place(word: Word) -> bool:
    """Whether a word may stand before "Lane" or "Cottage": no public name, no "When" that opens the sentence."""
    if not word.capital or word.label not in _PARTS:
        return False
    return word.label is not Label.SOFT or word.token is None or word.token.pos in ("PROPN", "ADJ", "NOUN")


def _is_place(words: Words, first: int, last: int) -> bool:
    cues = lexicon.cues()
    if words[first].small in _EVERYWHERE and last == first + 1:
        return False
    following = words[last + 1] if words.beside(last) and not words[last].possessive else None
    bodies = (cues["business heads"], cues["body heads"])
    if following is not None and following.capital and any(following.small in names for names in bodies):
        # The Lantern Street Mission is no street, and Netherby Parish Council no parish.
        return False
    if any(words[last].small in cues[name] for name in ("sure streets", "sure land", "sure houses")):
        return True
    large = lexicon.large_places()
    telling = any(words[each].label is not Label.LAW and words[each].bare not in large for each in range(first, last))
    return telling and _at(words, first)


def _at(words: Words, first: int) -> bool:
    """Whether a place may stand here: behind "at", "near", "bought", "of the"."""
    before = first - 1
    if before >= 0 and words[before].small in ("the", "old", "number") and words.beside(before):
        before -= 1
    return before >= 0 and words[before].small in lexicon.cues()["before land"] and words.beside(before)


def _is_ours(words: Words, start: int) -> bool:
    """Whether a sentence says that the firm itself is there."""
    return bool(_OURS.search(words.told.around(start)[1]))


_SIZES = (
    (re.compile(r"\bvillage|hamlet|parish\b"), "a village"),
    (re.compile(r"\bmarket town\b"), "a market town"),
    (re.compile(r"\bislands?|isle\b"), "an island"),
    (re.compile(r"\bcoast|harbour|beach|seaside|fishing|pier\b"), "the coast"),
    (re.compile(r"\bfarm|field|barn|land|tractor|cattle|sheep\b"), "the countryside"),
    (re.compile(r"\bstreet|road|flat|shop|terrace|high street\b"), "a town"),
)


def proposal(words: Words, start: int) -> str:
    """What may be written instead of a place."""
    offset, sentence = words.told.around(start)
    near = sentence[max(0, start - offset - 60) : start - offset + 60].lower()
    for sign, instead in _SIZES:
        if sign.search(near):
            return instead
    return "a region of several hundred thousand people"
