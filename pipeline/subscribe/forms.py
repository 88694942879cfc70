"""What somebody filled in, as a wish; and in plain words what is wrong with it."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.model import Cadence, Wish
from pipeline.subscribe.addresses import Address, checked

#: Names the form and its words; goes up with each change that somebody could read out of a proof.
VERSION = "2"
#: Choices for "at most".
CEILINGS = (3, 5, 7, 10, 20)
MINUTES = (0, 5, 10, 15, 30, 60)
#: Weeks that a pause may last with one press.
PAUSES = (2, 4, 8)
#: A pause ends within a year: who wants a longer one wants to leave.
LONGEST_PAUSE = timedelta(days=366)
#: Characters.
_NAME, _REASON, _PAGE = 100, 500, 200
_PATH = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)*")

#: What a form sends: each name with all its values.
Fields = Mapping[str, Sequence[str]]


def wording(firm: str) -> str:
    """What somebody agrees to by asking; shown above the button, and kept with the proof."""
    return (
        f"I ask {firm} to mail me what I chose, as often as I chose. I can change it or leave at any time, with one "
        "click in every mail. My choices and my address are used for nothing else."
    )


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in."""

    wish: Wish
    #: Field to what is wrong with it.
    problems: Mapping[str, str] = field(default_factory=dict)
    #: None where there is a problem with it, or it was not asked for.
    address: Address | None = None
    #: As it was typed.
    typed: str = ""
    #: Path of the page from which they came.
    page: str = ""


def one(fields: Fields, name: str) -> str:
    """The only value of a field; empty where there is none or more than one."""
    values = fields.get(name, ())
    return values[0] if len(values) == 1 else ""


def sign_up(
    fields: Fields, *, areas: Collection[str], people: Collection[str], kinds: Collection[str] = (),
    jurisdictions: Collection[str] = (),
) -> Filled:  # fmt: skip
    """Somebody asks for digests.

    Args:
        fields: what was sent.
        areas: lasting keys that may be chosen.
        people: ids that may be chosen.
        kinds: those that may be chosen.
        jurisdictions: places that may be chosen.

    """
    filled = wish(fields, areas=areas, people=people, kinds=kinds, jurisdictions=jurisdictions)
    typed = one(fields, "address")
    found = checked(typed)
    problems = dict(filled.problems)
    if isinstance(found, str):
        problems = {"address": found if typed.strip() else "Write the address to which it should go.", **problems}
    return Filled(
        wish=filled.wish,
        problems=problems,
        address=found if isinstance(found, Address) else None,
        typed=shown(typed, 254),
        page=page(one(fields, "from")),
    )


def wish(
    fields: Fields, *, areas: Collection[str], people: Collection[str], kinds: Collection[str] = (),
    jurisdictions: Collection[str] = (), name: str = "",
) -> Filled:  # fmt: skip
    """What a reader wants.

    Args:
        fields: what was sent; what is no choice of ours is a problem and never taken.
        areas: lasting keys that may be chosen.
        people: ids that may be chosen.
        kinds: those that may be chosen.
        jurisdictions: places that may be chosen.
        name: the one that stays where none is written.

    """
    problems: dict[str, str] = {}
    written = one(fields, "name")
    if len(written) > _NAME:
        problems["name"] = f"That is longer than we can write: {_NAME} characters at most."
    elif unwritable(written):
        problems["name"] = "There is a line break or another character in it that no letter can begin with."
    offered = {"area": areas, "person": people, "kind": kinds, "jurisdiction": jurisdictions}
    for what, known in offered.items():
        if any(each not in known for each in fields.get(what, ())):
            problems[what] = "Something in it is no longer there. Please look through your choice."
    cadence = one(fields, "cadence") or Cadence.WEEKLY
    if cadence not in set(Cadence):
        problems["cadence"] = "Choose one of these."
    ceiling, minutes = _number(fields, "ceiling", 7), _number(fields, "minutes", 0)
    if ceiling is None or not 1 <= ceiling <= 50:
        problems["ceiling"] = "Choose one of these."
    if minutes is None or not 0 <= minutes <= 240:
        problems["minutes"] = "Choose one of these."
    return Filled(
        Wish(
            name=name if "name" in problems or not written.strip() else written.strip(),
            areas=_chosen(fields, "area", areas),
            people=_chosen(fields, "person", people),
            kinds=_chosen(fields, "kind", kinds),
            jurisdictions=_chosen(fields, "jurisdiction", jurisdictions),
            cadence=Cadence.WEEKLY if "cadence" in problems else Cadence(cadence),
            ceiling=7 if ceiling is None or "ceiling" in problems else ceiling,
            minutes=0 if minutes is None or "minutes" in problems else minutes,
            plain=one(fields, "format") == "plain",
        ),
        problems,
    )


def pause(fields: Fields, now: datetime, zone: ZoneInfo) -> datetime | str:
    """Until when somebody wants nothing: some weeks, or the beginning of a day on the firm's wall; or what is wrong."""
    if weeks := one(fields, "weeks"):
        if weeks not in {str(each) for each in PAUSES}:
            return "Choose one of these."
        day = now.astimezone(zone).date() + timedelta(weeks=int(weeks))
    else:
        try:
            day = date.fromisoformat(one(fields, "until"))
        except ValueError:
            return "Write the day on which it should go on."
    today = now.astimezone(zone).date()
    if not today < day <= today + LONGEST_PAUSE:
        return "The day must lie ahead, and within a year."
    return datetime.combine(day, time(), zone)


def reason(fields: Fields) -> str:
    """Why somebody leaves, in their words, in one line; empty where they say nothing."""
    return shown(one(fields, "reason"), _REASON)


def page(text: str) -> str:
    """The path of a page of ours; empty for anything else."""
    return text if len(text) <= _PAGE and _PATH.fullmatch(text) else ""


def shown(text: str, most: int) -> str:
    """Text in one line that can be written anywhere, cut."""
    line = " ".join(text.split())
    return "".join(each for each in line if not unwritable(each))[:most]


def unwritable(text: str) -> bool:
    """Whether a control or format character, half a surrogate pair or what is none is in it.

    A line break in a mail's header is how headers are smuggled in (RFC 5322, 2.2). What joins letters (U+200C, U+200D)
    belongs to Persian and Hindi names.
    """
    return any(
        each not in "\u200c\u200d" and (unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
        for each in text
    )


def masked(address: str) -> str:
    """So much of an address that its owner knows it and nobody else does: a•••@e•••.org."""
    local, _, domain = address.rpartition("@")
    name, dot, top = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••{dot}{top}"


def _chosen(fields: Fields, name: str, known: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in fields.get(name, ()) if each in known))


def _number(fields: Fields, name: str, usual: int) -> int | None:
    text = one(fields, name)
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None
