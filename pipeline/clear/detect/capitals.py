"""The words of a text as they are written: with a capital or without, and where they stand."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pipeline.clear.detect import lexicon
from pipeline.clear.detect.told import Told
from pipeline.ports import Token

# A word: letters, then letters or digits, also behind an apostrophe, a hyphen or "&" (T&Cs).
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*(?:[-'’&](?=[^\W_])[^\W_]+)*")
_POSSESSIVE = re.compile(r"(?:['’][sS]|(?<=[sS])['’])$")
_ABBREVIATED = {
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "no",
    "v",
    "vs",
    "prof",
    "rev",
    "sgt",
    "capt",
    "lt",
    "co",
    "messrs",
    "hon",
}
_END = ".!?:;…"
_APOSTROPHES = ("'", "’")
# What may stand between a sentence's start and its first word.
_OPENERS = " \t\u00a0\"“”„«‘'’([{*_>#|~-•–—"
_QUOTES = '"“„«([{'
_LINE_MARK = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+•>|]|\d{1,3}[.)][ \t])")
_HEADING = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+.*|\*\*[^*\n]+\*\*[ \t]*|__[^_\n]+__[ \t]*)$", re.MULTILINE)
_TITLE_WORDS = 18
_FEWEST_TITLE_WORDS = 4
_SHORT = 3
_LINE = re.compile(r"^.{12,160}$", re.MULTILINE)
#: Roman and other marks of one capital that name nothing.
_LETTER = re.compile(r"^[A-Z]\.?$")


class Label(StrEnum):
    """What a word with a capital is."""

    #: Has no capital.
    LOWER = "lower"
    #: Part of a longer public name: "Court of Appeal", "Housing Act 1988".
    PUBLIC = "public"
    #: A public name of one word, or one of the firm's own; may begin a longer one ("London Bakery").
    KNOWN = "known"
    #: A name of the firm's own.
    OURS = "ours"
    #: A word that lawyers write with a capital ("the Claimant").
    LAW = "law"
    #: An ordinary word that has its capital from where it stands.
    SOFT = "soft"
    #: An ordinary word with a capital of its own ("the Drowned Rat").
    ODD = "odd"
    #: No English word.
    UNKNOWN = "unknown"
    #: Mr, Mrs, Dr.
    STYLE = "style"


#: What makes a run of capitals a name.
TELLING = {Label.ODD, Label.UNKNOWN}


@dataclass(slots=True)
class Word:
    """One word of a text."""

    #: Without its possessive, with the typewriter's apostrophe.
    bare: str
    small: str
    start: int
    #: Behind its last character, the possessive left out.
    end: int
    #: With the possessive.
    full_end: int
    capital: bool
    #: All letters are capitals, and there are two or more.
    shout: bool
    #: Stands where every word has a capital: opens a sentence, or in a heading in title case.
    soft: bool = False
    heading: bool = False
    token: Token | None = None
    label: Label = Label.LOWER

    @property
    def possessive(self) -> bool:
        """Whether something is somebody's."""
        return self.full_end > self.end


class Words(list[Word]):
    """The words of a text in order."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told
        self.text = told.text
        raw = told.markdown or told.text
        tokens = {token.start: token for token in told.reading.tokens} if told.reading else {}
        # Most words have no capital, and are read no further.
        self.extend(_word(found, tokens) for found in _WORD.finditer(self.text))
        headings = _headings(raw)
        for start, end in headings:
            for word in self:
                word.heading = word.heading or start <= word.start < end
        self.capitals = [place for place, word in enumerate(self) if word.capital]
        for place in self.capitals:
            self[place].soft = _opens(raw, self[place].start)
        for start, end in headings:
            inside = [word for word in self if start <= word.start < end]
            if _title_case(inside):
                for word in inside:
                    word.soft = word.capital

    def gap(self, left: int) -> str:
        """What stands between a word and the next."""
        return self.text[self[left].full_end : self[left + 1].start] if left + 1 < len(self) else "."

    def beside(self, left: int) -> bool:
        """Whether nothing but a space stands between a word and the next; an initial may keep its dot."""
        if left < 0 or left + 1 >= len(self):
            return False
        gap = self.gap(left)
        if gap in (" ", "\u00a0", "  ") or (len(gap) <= 5 and not gap.strip(" ") and "\n" not in gap and gap):
            return True
        dotted = _LETTER.match(self[left].bare) or self[left].small in _ABBREVIATED
        return bool(dotted) and gap in (". ", ".", ".\u00a0")

    @cached_property
    def by_start(self) -> dict[int, int]:
        """Place in the list of the word that begins at a character."""
        return {word.start: place for place, word in enumerate(self)}


def _word(found: re.Match[str], tokens: dict[int, Token]) -> Word:
    bare = found.group()
    start, end = found.span()
    full_end = end
    if "'" in bare or "’" in bare:
        if possessive := _POSSESSIVE.search(bare):
            bare = bare[: possessive.start()]
            end = start + len(bare)
        bare = lexicon.straight(bare)
    elif (
        bare[-1] in "sS"
        and found.string[end : end + 1] in _APOSTROPHES
        and not found.string[end + 1 : end + 2].isalnum()
    ):
        # The tenants' deposit: the apostrophe stands behind the word.
        full_end += 1
    # iPhone has a capital, d'Arcy too.
    inner = bare[2:3] if bare[1:2] == "'" else bare[1:2]
    return Word(
        bare, bare.lower(), start, end, full_end,
        # Nor is mRNA, while hAbhann is a name in Irish.
        capital=bare[0].isupper() or (bare[0] in "dilohntgbm" and inner.isupper() and bare[2:3] != "N"),
        shout=len(bare) > 1 and bare.isupper(),
        token=tokens.get(start),
    )  # fmt: skip


def _headings(raw: str) -> list[tuple[int, int]]:
    """Where headings stand; a short text of one line without a full stop is one itself."""
    found = [match.span() for match in _HEADING.finditer(raw)]
    line = raw.strip()
    if line and "\n" not in line and len(line.split()) <= _TITLE_WORDS and line[-1] not in '.!?…:;,"”’)':
        found.append((0, len(raw)))
    for match in _LINE.finditer(raw):
        # "What To Do When Your Boiler Breaks?" is a title wherever it stands.
        words = re.findall(r"[^\W\d_][\w'’-]*", match.group())
        long = [word for word in words if len(word) > _SHORT]
        if _FEWEST_TITLE_WORDS <= len(long) and len(words) <= _TITLE_WORDS:
            small = sum(word[0].islower() for word in long)
            if small * 8 <= len(long) and not match.group().rstrip().endswith("."):
                found.append(match.span())
    return found


def _title_case(words: list[Word]) -> bool:
    """Whether most words of a heading have a capital."""
    telling = [word for word in words if len(word.bare) > _SHORT or word.capital]
    lower = sum(not word.capital for word in telling)
    return bool(telling) and lower * 3 <= len(telling)


def _opens(raw: str, start: int) -> bool:
    """Whether the word here is the first of a sentence, a list item, a quotation or a table's cell."""
    line = raw.rfind("\n", 0, start) + 1
    mark = _LINE_MARK.match(raw, line)
    if mark and not raw[mark.end() : start].strip(_OPENERS):
        return True
    place = start
    quoted = False
    while place:
        char = raw[place - 1]
        if char == "\n":
            if _line_starts(raw, place):
                return True
            place -= 1
            quoted = False
        elif char in _END:
            return not _abbreviated(raw, place - 1) or quoted
        elif char in "|":
            return True
        elif char in _OPENERS:
            # A dash or hyphen goes on with the sentence, unless it marks a list.
            if char in "-–—•" and not raw[raw.rfind("\n", 0, place) + 1 : place - 1].strip(" \t*_"):
                return True
            if char in "-–—":
                return False
            quoted = quoted or char in _QUOTES
            place -= 1
        else:
            return quoted and char in ",—–-"
    return True


def _line_starts(raw: str, place: int) -> bool:
    """Whether a line is a new paragraph, a list item or a heading, or follows one."""
    before = raw[raw.rfind("\n", 0, place - 1) + 1 : place - 1]
    return not before.strip() or bool(_LINE_MARK.match(raw, place)) or before.lstrip().startswith("#")


def _abbreviated(raw: str, dot: int) -> bool:
    """Whether a full stop belongs to "Mr.", "St." or an initial."""
    if raw[dot] != ".":
        return False
    if raw[dot - 2 : dot - 1] == "." and not raw[raw.rfind("\n", 0, dot) + 1 : dot - 3].strip():
        # "P.S. Bring the deeds": letters that open a line are no initials.
        return False
    word = re.search(r"[\w]+$", raw[max(0, dot - 8) : dot])
    return word is not None and (word[0].lower() in _ABBREVIATED or bool(re.fullmatch(r"[A-HJ-Z]", word[0])))
