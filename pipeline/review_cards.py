"""What was found on a piece, told to somebody who has five minutes: cards, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clear.rules import is_identifier, is_of_courts
from pipeline.model import ClearedItem, Finding, Held, Item, Severity
from pipeline.model.telling import goes_out


@dataclass(frozen=True)
class Place:
    """Where the words of a card stand."""

    #: As the author finds it: "line 14".
    where: str
    part: str
    start: int
    end: int


@dataclass(frozen=True)
class Card:
    """One thing that was found: the same rule on the same words, wherever they stand."""

    number: int
    rule: str
    #: stop, words or look; see `highlights.SIGNS`.
    level: str
    words: str
    reason: str
    remedy: str
    source: str
    places: tuple[Place, ...]
    #: The ladder for what identifies: words to write instead; empty where there are none to propose.
    instead: str
    #: Whether it could lead to the client.
    identifies: bool
    #: Whether only a court can lift it.
    of_court: bool
    #: What Attract prints beside it, so that it need not stop.
    notice: str


def cards(item: Item, findings: Sequence[Finding]) -> list[Card]:
    """One card for each rule on each wording, in the order of the words; what concerns the piece as a whole is a step.

    Numbers count up from 1 as a reader meets them.
    """
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted((each for each in said_once(findings) if each.end), key=_order):
        grouped.setdefault((finding.rule, finding.words.casefold()), []).append(finding)
    return [_card(number, item, those) for number, those in enumerate(grouped.values(), start=1)]


#: Says no more of the same words than that they are a name, or a number.
_SAYS_NO_MORE = {"ID-ALIAS": "ID-NAME", "ID-THIRD": "ID-NAME", "ID-EMPLOYER": "ID-NAME", "ID-CONTACT": "ID-REF"}


def said_once(findings: Sequence[Finding]) -> list[Finding]:
    """Without what would tell a person twice to do the same to the same words; for other programs all is kept."""
    places = {(each.rule, each.part, each.start, each.end) for each in findings}
    return [
        each for each in findings if (_SAYS_NO_MORE.get(each.rule, ""), each.part, each.start, each.end) not in places
    ]


def _order(finding: Finding) -> tuple[int, int]:
    return ("title", "summary", "body", "talks").index(finding.part), finding.start


def _card(number: int, item: Item, those: Sequence[Finding]) -> Card:
    first = those[0]
    return Card(
        number=number,
        rule=first.rule,
        level=_level(first),
        words=first.words,
        reason=first.reason,
        remedy=first.remedy,
        source=first.sources[0] if first.sources else "",
        places=tuple(Place(_where(item, each), each.part, each.start, each.end) for each in those),
        instead=next((each.instead for each in those if each.instead), ""),
        identifies=is_identifier(first.rule),
        of_court=is_of_courts(first.rule),
        notice=first.notice,
    )


def _level(finding: Finding) -> str:
    if finding.stops:
        return "stop"
    return "words" if finding.severity is Severity.REQUIRE else "look"


def _where(item: Item, finding: Finding) -> str:
    place = finding.where.removeprefix(item.source).lstrip(":, ")
    return f"line {place}" if place.isdigit() else place


@dataclass(frozen=True)
class Step:
    """One thing to do, in order."""

    what: str
    #: What to type; empty where it is not done by typing.
    command: str = ""


def steps(item: Item, verdict: ClearedItem | Held, found: Sequence[Card]) -> list[Step]:
    """What the author, or whoever clears for the firm, does next; in the order in which it makes sense."""
    if isinstance(verdict, ClearedItem):
        return [Step(f"Nothing. It goes out {goes_out(item)}: {', '.join(verdict.channels)}.")]
    stopping = [card for card in found if card.level == "stop"]
    told: list[Step] = []
    if any(card.of_court for card in stopping):
        told.append(Step("Leave it in the drawer: a court's restriction stops it, and only the court can lift that."))
    if changes := [card for card in stopping if not card.of_court]:
        many = "the marked place" if len(changes) == 1 else f"the {len(changes)} marked places"
        told.append(Step(f"Open {item.source} and deal with {many} below: generalise, remove, or stand for the words."))
    return told + [_step(finding) for finding in verdict.findings if finding.stops and not finding.end]


def _step(finding: Finding) -> Step:
    """What is said of the piece as a whole, with what to type apart from it."""
    said, attract, typed = finding.remedy.partition("attract ")
    what = f"{finding.reason} {said.rstrip(' :')}".strip()
    return Step(what if what.endswith((".", "?", "!")) else f"{what}:", attract + typed)
