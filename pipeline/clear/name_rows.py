"""The names in a list that a practice system exports: which columns hold them, and row by row what is in them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import UsageError

_PARTY = (
    r"client|customer|contact|opponent|opposition|opposing party|opposite party|other side|other party|third party|adverse party"
    r"|counterparty|party|parties|defendant|claimant|plaintiff|respondent|applicant|appellant|petitioner|witness|debtor|creditor"
    r"|landlord|tenant|buyer|seller|vendor|purchaser|employer|employee|insured|beneficiary|deceased|testator|patient|child|spouse"
    r"|partner|executor|trustee|person|individual"
)
_WHOLE = re.compile(
    rf"(?:(?:{_PARTY})s?(?: \d+)?(?: (?:full |display )?names?(?: \d+)?)?|(?:full |display )?name|alias(?:es)?|aka|also known as|known as"
    r"|(?:maiden|former|previous|other) names?)"
)
_COMPANY = re.compile(
    rf"(?:(?:{_PARTY})s?(?: \d+)? )?(?:company|organi[sz]ation|business|entity|trading)(?: name| as)?"
)
_FIRST = re.compile(r"(.*?) ?(?:(?:first|given|christian) ?names?|forenames?)( \d+)?")
_MIDDLE = re.compile(r"(.*?) ?(?:middle ?names?|initials?)( \d+)?")
_LAST = re.compile(r"(.*?) ?(?:(?:last|family) ?names?|surnames?)( \d+)?")
_PLACEHOLDERS = {
    "n a",
    "na",
    "none",
    "nil",
    "unknown",
    "not known",
    "tbc",
    "tba",
    "test",
    "various",
    "as above",
    "see file",
    "x",
    "xxx",
}
_REFERENCE = re.compile(r"[A-Za-z]{0,6}[-/ .]?\d[\w/.-]*\d[\w/.-]*")


@dataclass(frozen=True, slots=True)
class Field:
    """A name as it stands in a list, or why none stands there."""

    #: As a spreadsheet counts: the heads are row 1.
    row: int
    written: str = ""
    #: Its column holds companies only.
    company: bool = False
    #: In plain words and without the name; empty where there is one.
    skipped: str = ""


@dataclass(frozen=True)
class _Columns:
    """Where the names stand, by the number of the column."""

    #: With whether it holds companies only.
    whole: Sequence[tuple[int, bool]]
    #: Surname, first names and middle names of one person.
    parted: Sequence[tuple[int, tuple[int, ...]]]


def fields(text: str, name: str, wanted: Sequence[str] = ()) -> Iterator[Field]:
    """Every name in a list, row by row, and a word on each row without one.

    Args:
        text: the list, with heads in its first row; commas, semicolons or tabs between columns.
        name: the file's name, for messages.
        wanted: heads of the columns that hold names; none lets the heads tell.

    Raises:
        UsageError: no column of these heads is there, or none that seems to hold names.

    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(io.StringIO(_without_mark(text)), delimiter=_delimiter(text)))
    except csv.Error as problem:
        raise UsageError(name, f"this is no list of names ({problem}).", "Export it again, as CSV.") from problem
    heads = rows[0] if rows else []
    columns = _chosen(heads, wanted, name) if wanted else _found(heads)
    if not columns.whole and not columns.parted:
        raise UsageError(
            name,
            "no column of it seems to hold names." if any(heads) else "it is empty.",
            f"Name them: --column HEAD. Its columns are: {', '.join(filter(None, map(str.strip, heads))) or 'none'}.",
        )
    for number, row in enumerate(rows[1:], start=2):
        yield from _of_row(row, number, columns)


def _without_mark(text: str) -> str:
    # Excel's own line for its delimiter.
    return re.sub(r"\A\ufeff?(?:sep=.\r?\n)?", "", text)


def _delimiter(text: str) -> str:
    first = _without_mark(text).partition("\n")[0]
    return max(",;\t|", key=first.count)


def _plain(head: str) -> str:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", head)
    return " ".join(re.findall(r"[a-z0-9]+", parted.casefold()))


def _chosen(heads: Sequence[str], wanted: Sequence[str], name: str) -> _Columns:
    known = {_plain(head): at for at, head in enumerate(heads)}
    for head in wanted:
        if _plain(head) not in known:
            raise UsageError(head, f"{name} has no such column.", f"Its columns are: {', '.join(heads)}.")
    picked = {known[_plain(head)] for head in wanted}
    found = _found([head if at in picked else "" for at, head in enumerate(heads)])
    told = {at for at, _ in found.whole} | {at for last, first in found.parted for at in (last, *first)}
    return _Columns([*found.whole, *((at, False) for at in sorted(picked - told))], found.parted)


def _found(heads: Sequence[str]) -> _Columns:
    plain = [_plain(head) for head in heads]
    whole = [(at, False) for at, head in enumerate(plain) if _WHOLE.fullmatch(head)]
    whole += [(at, True) for at, head in enumerate(plain) if _COMPANY.fullmatch(head)]
    first, middle, last = (_by_whom(plain, part) for part in (_FIRST, _MIDDLE, _LAST))
    parted = [(at, tuple(part[who] for part in (first, middle) if who in part)) for who, at in last.items()]
    return _Columns(sorted(whole), parted)


def _by_whom(heads: Sequence[str], part: re.Pattern[str]) -> Mapping[tuple[str, str], int]:
    """Whose part of a name each column holds: that of "opponent first name 2" is ("opponent", "2")."""
    found = ((at, part.fullmatch(head)) for at, head in enumerate(heads))
    return {(match[1].strip(), (match[2] or "").strip()): at for at, match in found if match}


def _of_row(row: Sequence[str], number: int, columns: _Columns) -> Iterator[Field]:
    def cell(at: int) -> str:
        return row[at].strip() if at < len(row) else ""

    told = [(cell(at), company) for at, company in columns.whole]
    for last, others in columns.parted:
        given = " ".join(filter(None, map(cell, others)))
        told.append((f"{cell(last)}, {given}" if cell(last) and given else cell(last), False))
    filled = [(written, company) for written, company in told if written]
    if not filled:
        yield Field(number, skipped="it names nobody")
    for written, company in filled:
        yield Field(number, written, company, _why_not(written))


def _why_not(written: str) -> str:
    if _plain(written) in _PLACEHOLDERS or not any(map(str.isalpha, written)):
        return "it names nobody"
    return "it is a reference and no name" if _REFERENCE.fullmatch(written) else ""
