"""The normal forms of a name: what it can look like in a text, in one spelling.

"Margaret Ann Oyelaran" may be written "M. A. Oyelaran", "Oyelaran, Margaret", "Margaret O."
or "OYELARAN'S"; "Bexley Joinery Ltd" loses its last word. Instead of every way of writing a
name, its *forms* are kept: single words, pairs of words without an order, and runs of words
of a company; `listed.py` makes the same forms from a text and compares. A form begins with a
letter that says what it is, so that no pair can be taken for a company.

The forms of a name must not change: a list knows only their keyed hashes, and names are
taken off it by making their forms again. Whoever changes this module raises `listed.FORMAT`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations

from ruamel.yaml import YAML


@cache
def _groups() -> dict[str, str]:
    found: dict[str, str] = YAML(typ="safe").load(files(__package__).joinpath("name_words.yml").read_text("utf-8"))
    return found


def _listed(group: str) -> frozenset[str]:
    return frozenset(_groups()[group].split())


#: A word of a name or a text: letters and digits, with apostrophes and accents inside.
WORD = re.compile(r"[^\W_]+(?:['’‘ʼ´`\u0300-\u036f\u00ad\u200b-\u200d\u2060]+[^\W_]+)*[\u0300-\u036f]*")
#: Words that a hyphen joins are one name.
_JOINED = re.compile(rf"{WORD.pattern}(?:[-‐‑–]{WORD.pattern})*")
_POSSESSIVE = re.compile(r"['’‘ʼ´`]s$")
_NO_LETTER = re.compile(r"[\W_]+")
#: Letters that no accent was put on, yet everybody writes without.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t",
                        "æ": "a", "œ": "o"})  # fmt: skip
#: Müller is Mueller where a keyboard has no umlaut; both become Muller.
_UMLAUT = re.compile(r"(?<=[aou])e")

#: What stands before a name and names nobody.
TITLES = _listed("titles")
#: What stands behind one.
_POSTNOMINALS = _listed("behind")
#: Small words in a person's name; they stand between names in a text, too ("John and Mary Dunmore").
PARTICLES = _listed("particles")
#: How a company's name ends, without telling which company.
SUFFIXES = _listed("suffixes")
#: Those that are people's names as well: Maria Sá.
_ALSO_PEOPLE = _listed("suffixes_or_people")
#: Small words in a company's name, written or left out as people like.
SMALL = _listed("small")
#: Words that only an organisation has in its name.
_COMPANY = _listed("organisations")
#: Letters with points behind them that are nobody's initials.
ABBREVIATIONS = _listed("abbreviations")
#: Of a company's name and of a person's given names and surnames; nobody writes more of them.
_MOST_WORDS, _MOST_OF_EACH = 6, 3
MOST_FORMS = 23
#: So many letters may be the first ones of several words.
_LETTERS = 3

# Practice systems put more than a name into a field.
_NOT_THE_NAME = re.compile(
    r"\b(?:the\s+)?(?:estate|executors?|executrix|administrators?|trustees?|personal\s+representatives?)\s+of\s+(?:the\s+)?(?:late\s+)?"
    r"|\((?:deceased|dec'?d|a\s+(?:child|minor)|minor|in\s+(?:liquidation|administration)|by\s+[^)]*)\)"
    r"|,?\s+by\s+(?:his|her|their)\s+litigation\s+friend\b"
    r"|^\s*(?:c/o|re:?)\s+",
    re.IGNORECASE,
)
# A capital V is somebody's initial.
_SEVERAL = re.compile(r"\s*(?:[;|\n\r]|\s-[vV]-\s|\sv\.?\s|\svs\.?\s|\s/\s)\s*")
_ALSO = re.compile(
    r"\s*[(,]?\s*\b(?:t/a|a/k/a|aka|f/k/a|d/b/a|trading\s+as|also\s+known\s+as|formerly(?:\s+known\s+as)?|previously|née|nee)\s+",
    re.IGNORECASE,
)
_TITLED_COUPLE = re.compile(r"^\s*(?:mr|mrs|ms|miss|dr)\.?\s*(?:and|&|\+)\s*(?:mr|mrs|ms|miss|dr)\.?\s+", re.IGNORECASE)
_PARTED = re.compile(r"(?:o['’‘ʼ´`]|ma?c['’]?)(\w{3,})", re.IGNORECASE)
_COUPLE = re.compile(r"^\s*([^\W\d_]+)\s+(?:and|&|\+)\s+([^\W\d_]+)\s+([^\W\d_][\w'’ -]*)$", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def normal(word: str) -> str:
    """One word in the spelling in which words are compared: without case, accents, apostrophes or a possessive."""
    if not word.isascii():
        parted = unicodedata.normalize("NFKD", word.casefold()).casefold()
        word = "".join(char for char in parted if not unicodedata.combining(char)).translate(_PLAIN)
    else:
        word = word.lower()
    if not word.isalnum():
        word = _NO_LETTER.sub("", _POSSESSIVE.sub("", word))
    return _UMLAUT.sub("", word) if "e" in word[1:] else word


@dataclass(frozen=True)
class Name:
    """One name, read: a person's given names and surnames, or a company's words in their order."""

    given: tuple[str, ...] = ()
    surname: tuple[str, ...] = ()
    #: The surname as others part it: O Brien.
    parted: tuple[str, ...] = ()
    company: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names it among names; not a form that a text could have."""
        return "n:" + "|".join(" ".join(words) for words in (self.given, self.surname, self.company))

    @property
    def words(self) -> tuple[str, ...]:
        """All its words."""
        return self.given + self.surname + self.company

    def forms(self) -> tuple[str, ...]:
        """What to look for, at most `MOST_FORMS`; those that can best be done without come last."""
        found = _of_company(self.company) if self.company else _of_person(self)
        return tuple(dict.fromkeys(found))[:MOST_FORMS]


def forms(written: str) -> frozenset[str]:
    """The normal forms of a name as somebody wrote it."""
    return frozenset(form for name in names(written) for form in name.forms())


def pair(one: str, other: str) -> str:
    """Two words of a person's name, whichever comes first."""
    return f"p:{one} {other}" if one <= other else f"p:{other} {one}"


def run(words: Iterable[str]) -> str:
    """Words of a company in their order."""
    return "c:" + " ".join(joined(words))


def joined(words: Iterable[str]) -> list[str]:
    """Words with single letters that follow each other made one: "J B Motors" is "JB Motors"."""
    return re.sub(r"(?<!\S)(\S) (?=\S(?!\S))", r"\1", " ".join(words)).split()


def _of_person(name: Name) -> Iterator[str]:
    given, surname = name.given, name.surname
    if len(given) + len(surname) == 1:
        # All that there is of it: the name in full, of a person or a company.
        yield from _of_company((*given, *surname))
    whole = [word for word in given if len(word) > 1]
    called = (*surname, *name.parted)
    yield from (f"t:{word}" for word in (*called, *whole))
    yield from (pair(one, other) for other in called for one in whole)
    yield from (f"s:{word}" for word in surname)
    if given:
        yield from (pair(given[0][0], word) for word in called)
    if given and not whole:
        # Listed by an initial: any first name that begins with it.
        yield from (f"q:{given[0]} {word}" for word in called)
    if whole and surname:
        yield pair(whole[0], surname[0][0])
    yield from (pair(one, other) for one, other in combinations(surname, 2))
    if given and surname:
        yield f"i:{given[0][0]}{surname[0][0]}"
        yield "i:" + "".join(word[0] for word in (*given, surname[0]))


def _of_company(words: Sequence[str]) -> Iterator[str]:
    words = words[:_MOST_WORDS]
    whole = joined(words)
    yield from (f"t:{word}" for word in (*words, *whole) if len(word) > 1)
    yield run(words)
    yield from (f"h:{first}" for first in (words[0], whole[0]))
    if len(words[0]) <= _LETTERS:
        # JB Motors may be written J. B. Motors.
        yield f"h:{words[0][0]}"
    if len(whole) > 2:
        yield f"f:{whole[0]} {whole[1]}"
    if len(whole) > 1:
        yield f"f:{whole[0]}"


# From what somebody wrote to names.


def names(written: str, *, company: bool = False) -> tuple[Name, ...]:
    """The names in a field of a practice system, or as a person types one; none where it holds no name.

    Args:
        written: "Mrs Margaret Oyelaran", "OYELARAN, M A", "Bexley Joinery Ltd t/a Kestrelworks".
        company: the field holds companies only.

    """
    found: list[Name] = []
    for part in _SEVERAL.split(_NOT_THE_NAME.sub(" ", written)):
        first, *others = _ALSO.split(part)
        begun = len(found)
        found += _readings(first, company)
        for other in others:
            found += _other_name(other, found[begun:], company)
    return tuple(dict.fromkeys(name for name in found if name.words))


def _readings(written: str, company: bool) -> list[Name]:
    written = _TITLED_COUPLE.sub("", written)
    couple = _COUPLE.match(written)
    if couple and not company and not _is_company(written):
        # A couple, or two founders: it is listed as both.
        people = [_read(f"{first} {couple[3]}", False) for first in (couple[1], couple[2])]
        return [*people, _read(written, True)]
    return [_read(written, company)]


def _other_name(written: str, before: Sequence[Name], company: bool) -> list[Name]:
    """A maiden or trading name; a surname alone goes with the given names of the person who had it."""
    found = _readings(written, company)
    person = next((name for name in before if name.given), None)
    if person and len(found) == 1 and len(found[0].words) == 1:
        return [Name(given=person.given, surname=found[0].words)]
    return found


def _is_company(written: str) -> bool:
    spelled = WORD.findall(written)
    words = [normal(word) for word in spelled]
    return (
        "&" in written
        or len(words) > _MOST_WORDS
        or any(word in _COMPANY for word in words)
        or any(_is_suffix(word, written) for word in spelled[1:])
        or any(any(char.isdigit() for char in word) for word in words)
        or (len(words) > 1 and words[0] == "the")
    )


def _is_suffix(word: str, written: str) -> bool:
    # "Maria Sá" is nobody's company, "Nordlys SA" is one.
    return normal(word) in SUFFIXES and (normal(word) not in _ALSO_PEOPLE or (word.isupper() and not written.isupper()))


def _read(written: str, company: bool) -> Name:
    if company or _is_company(written):
        return Name(company=_company_words(written))
    before, comma, behind = written.partition(",")
    last, first = _person_words(before), _person_words(behind)
    if comma and last and first:
        return _person(first, last)
    return _in_order(_person_words(written))


def _company_words(written: str) -> tuple[str, ...]:
    words = [word for each in WORD.findall(written) if (word := normal(each))]
    telling = [word for word in words if word not in SUFFIXES and word not in SMALL]
    return tuple(telling or [word for word in words if word not in SMALL] or words)


def _person_words(written: str) -> list[str]:
    """The words as they are written, without what is said of the person; those that a hyphen joins are one."""
    words = _JOINED.findall(written)
    while len(words) > 1 and normal(words[0]) in TITLES:
        words = words[1:]
    while len(words) > 1 and normal(words[-1]) in _POSTNOMINALS:
        words = words[:-1]
    return words if len(words) != 1 or normal(words[0]) not in TITLES else []


def _in_order(words: Sequence[str]) -> Name:
    """The surname is last, or stands in capitals, or begins with its particle."""
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < sum(len(word) > 1 for word in words):
        return _person([word for word in words if word not in capitals], capitals)
    if words and len(words[-1]) == 1 and len(words[0]) > 1:
        # "Oyelaran M A"
        return _person(words[1:], words[:1])
    if len(words) > 2 and normal(words[-2]) in ("o", "mc", "mac"):
        # "Sean O Brien", "Ann Mc Donald"; the O may be an initial, too, and stays one.
        return _person(words[:-1], [f"{words[-2]}'{words[-1]}"])
    # "Maria de la Cruz Ortega": all behind the first particle.
    start = next((at for at, word in enumerate(words) if at and normal(word) in PARTICLES), len(words) - 1)
    return _person(words[:start], words[start:])


def _person(given: Sequence[str], surname: Sequence[str]) -> Name:
    parted = [normal(found[1]) for word in surname for each in WORD.findall(word) if (found := _PARTED.fullmatch(each))]
    return Name(given=_plain(given), surname=_plain(surname), parted=tuple(filter(None, parted))[:1])


def _plain(words: Iterable[str]) -> tuple[str, ...]:
    normals = [word for joined in words for each in WORD.findall(joined) if (word := normal(each))]
    telling = [word for word in normals if word not in PARTICLES]
    return tuple(dict.fromkeys(telling or normals))[:_MOST_OF_EACH]
