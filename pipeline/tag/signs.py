"""The signs of `facets.yml`, and where they stand in a text: one regular expression for a family."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from pipeline.model import Aspect
from pipeline.tag.phrases import BEGIN, END, any_of, spellings

_OF_A_CLIENT = "of a client"
#: What adds to other signs and says nothing by itself.
FAINT = 0.2
_WORTH = {_OF_A_CLIENT: 1.0, "sure": 1.0, "likely": 0.5, "faint": FAINT}
#: What a place's name says of whose law a piece speaks: with a court, as a state, as "in Ontario", alone.
_LAW, _STATE, _WITHIN, _NAMED = 1.0, 0.5, 0.25, 0.1
_FIELD = (
    r"(?:state|federal|provincial|employment|labou?r|family|tax|criminal|company|corporate|contract|property|consumer|privacy"
    r"|immigration|probate|bankruptcy|insurance|civil|common|case|inheritance|trust|charity|planning|housing)"
)
_BODY = (
    r"(?:laws?|courts|supreme court|high court|court of appeals?|courts of appeals?|appeals court|superior court|district court|county court"
    r"|family court|circuit court|magistrates' court|legislature|parliament|statutes?|legislation|constitution|lawyers?|solicitors?|attorneys?"
    r"|barristers?|judges?|attorney general|department of [a-z]+|civil code|penal code|labou?r code|code|revised statutes|human rights code"
    r"|business corporations act|employment standards act|human rights commission|securities commission|workers' compensation|bar association|state bar|law society)"
)
_COURTS = r"(?:laws?|courts?|supreme court|high court|court of appeals?|legislature|statutes?|legislation|code|judges?|law society|admitted|practi[sc]e law)"
_LAND = r"(?:the )?(?:state|province|commonwealth) of"
_PLACE = (
    rf"(?:(?:(?P<law>{_COURTS} (?:of|for|in)(?: the)?(?: {_LAND})?)|(?P<state>{_LAND})|(?P<within>(?:in|throughout|across)(?: the)?)) )?"
    rf"(?P<place>%s)(?P<after>(?:'s?)?(?: {_FIELD})? {_BODY}| court)?{END}"
)
_WORD = re.compile(r"\S+")
_CAPITALS_BESIDE = re.compile(r"[A-Z]{2,}[^\w\n]*\Z"), re.compile(r"[^\w\n.]*\b[A-Z]{2,}\b")


class Sign(NamedTuple):
    """What a phrase says: for which value, how much, and how it must be written."""

    value: str
    worth: float
    #: The phrase as the list has it, or the name of a pattern.
    rule: str
    of_a_client: bool = False


class Place(NamedTuple):
    """A name of a place whose law a piece may speak of."""

    value: str
    name: str
    #: What "in Ontario" is worth, and the name alone.
    within: float
    alone: float


class Found(NamedTuple):
    """A sign where it stands."""

    start: int
    end: int
    sign: Sign


@dataclass(frozen=True, kw_only=True)
class Family:
    """The signs of one aspect."""

    names: Mapping[str, str]
    pattern: re.Pattern[str]
    #: Phrase in lower case to what it may say.
    phrases: Mapping[str, tuple[Sign, ...]]
    #: Name of a group to the sign of its pattern.
    patterns: Mapping[str, Sign]
    #: Name of a place in lower case to what it says.
    places: Mapping[str, Place]

    def find(self, text: str, low: str) -> Iterator[Found]:
        """Every sign in a text, given also as `plain` has it; what begins first and is longest wins."""
        for match in self.pattern.finditer(low):
            start, end = match.span()
            if match.lastgroup is None:
                for sign in self.phrases[" ".join(match.group().split())]:
                    if sign.rule.islower() or _as_written(text, low, start, end, sign.rule):
                        yield Found(start, end, sign)
            elif match.lastgroup in self.patterns:
                yield Found(start, end, self.patterns[match.lastgroup])
            else:
                yield from self._place(text, match)

    def _place(self, text: str, match: re.Match[str]) -> Iterator[Found]:
        place = self.places[" ".join(match["place"].split())]
        if not _as_written(text, match.string, *match.span("place"), place.name):
            return
        # "Georgia's lawyer" is somebody's.
        if match["law"] or (match["after"] and (place.alone or "'" not in match["after"])):
            worth, rule = _LAW, f"{place.name}, with its law or court"
        elif match["state"]:
            worth, rule = _STATE, f"the state of {place.name}"
        elif match["within"]:
            worth, rule = place.within, f"in {place.name}"
        else:
            worth, rule = place.alone, place.name
        if worth:
            yield Found(*match.span(), Sign(place.value, worth, rule))


def _as_written(text: str, low: str, start: int, end: int, phrase: str) -> bool:
    """Whether each word that has a capital in the list has it in the text, too."""
    # `low` has only words and spaces where the text may have the mark of a quotation.
    spans = [word.span() for word in _WORD.finditer(low, start, end)]
    for own, (first, last) in zip(phrase.split(), spans, strict=True):
        if not own.islower() and text[first:last].replace("’", "'") not in (own, own.upper()):
            return False
    # "CALL US NOW" is no country, and "DO IT" no trade: between capitals, two letters are a word.
    before, after = _CAPITALS_BESIDE
    short = len(phrase) == 2 and phrase.isupper()
    return not (short and (before.search(text[max(0, start - 20) : start]) or after.match(text, end)))


@cache
def families() -> Mapping[Aspect, Family]:
    """The signs that ship with Attract."""
    data = YAML(typ="safe").load(files(__package__).joinpath("facets.yml").read_text("utf-8"))
    return MappingProxyType({aspect: _family(data[aspect]) for aspect in Aspect})


def _family(data: dict[str, Any]) -> Family:
    # What looks like a sign is found, and says nothing.
    phrases: dict[str, list[Sign]] = {phrase.lower(): [] for phrase in _listed(data["nothing"])}
    patterns: dict[str, str] = {}
    found_by: dict[str, Sign] = {}
    places: dict[str, Place] = {}
    for value, told in data["values"].items():
        for strength, worth in _WORTH.items():
            for phrase in _listed(told.get(strength, "")):
                sign = Sign(value, worth, phrase, strength == _OF_A_CLIENT)
                phrases.setdefault(phrase.lower(), []).append(sign)
        for rule, strengths in told.get("patterns", {}).items():
            for strength, pattern in strengths.items():
                group = f"p{len(patterns)}"
                patterns[group], found_by[group] = pattern, Sign(value, _WORTH[strength], rule)
        for kind, within in (("places", _WITHIN), ("towns", _NAMED)):
            for starred in _listed(told.get(kind, "")):
                name = starred.strip("*")
                places[name.lower()] = Place(value, name, *((within, _NAMED) if name == starred else (0.0, 0.0)))
    ways = [f"(?P<{group}>{pattern})" for group, pattern in patterns.items()]
    ways.append(any_of(phrases) + END)
    if places:
        ways.append((_PLACE % any_of(places)).replace(" ", r"[^\S\n]+"))
    return Family(
        names=MappingProxyType({value: told["name"] for value, told in data["values"].items()}),
        pattern=re.compile(f"{BEGIN}(?:{'|'.join(ways)})"),
        phrases={phrase: tuple(its) for phrase, its in phrases.items()},
        patterns=found_by,
        places=places,
    )


def _listed(phrases: str) -> Iterator[str]:
    for phrase in phrases.split(","):
        if phrase.strip():
            yield from spellings(phrase.strip())
