"""Looks at every invariant and draws up what a certificate says."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from pipeline import events
from pipeline.errors import RecordError
from pipeline.proving.evidence import Evidence
from pipeline.proving.findings import Breach, Invariant, Look
from pipeline.proving.invariants import INVARIANTS

if TYPE_CHECKING:
    from pipeline.wiring import House

#: The invariants that are about a book itself: where its chain is broken, that is their breach. Others cannot be looked at then.
_OF_BOOKS = {"record-whole", "consents-whole", "archive-whole"}
_STORE = "Stop Attract, keep this file aside, and bring the store back from a backup."


@dataclass(frozen=True)
class Proof:
    """What was proven of a firm, and when."""

    firm: str
    #: In the firm's zone.
    at: datetime
    attract: str
    #: SHA-256 over what was looked at.
    seal: str
    #: Seconds that it took.
    took: float
    results: tuple[tuple[Invariant, Look], ...]

    @property
    def holds(self) -> bool:
        """Whether every invariant was looked at, and holds."""
        return all(look.holds for _, look in self.results)

    @property
    def breaches(self) -> list[tuple[Invariant, Breach]]:
        """Each breach that is named."""
        return [(invariant, breach) for invariant, look in self.results for breach in look.breaches]

    @property
    def broken(self) -> int:
        """How many invariants do not hold."""
        return sum(bool(look.breaches) for _, look in self.results)

    @property
    def unseen(self) -> int:
        """How many could not be looked at."""
        return sum(bool(look.unseen) for _, look in self.results)


def prove(house: "House", progress: Callable[[str, int, int, str], None]) -> Proof:
    """Look at everything. Changes nothing, and waits for nobody.

    Raises:
        ConfigurationError: there is no store, or it is of another version of Attract.

    """
    began = time.monotonic()
    evidence = Evidence(house)
    try:
        results = []
        for number, each in enumerate(INVARIANTS):
            progress("prove", number, len(INVARIANTS), each.name)
            results.append((each, _looked(each, evidence)))
        progress("prove", len(INVARIANTS), len(INVARIANTS), "")
        try:
            seal = evidence.seal()
        except DBAPIError:
            seal = ""
    finally:
        evidence.close()
    return Proof(
        firm=house.firm.name,
        at=evidence.now.astimezone(house.firm.zone),
        attract=version("attract"),
        seal=seal,
        took=time.monotonic() - began,
        results=tuple(results),
    )


def _looked(invariant: Invariant, evidence: Evidence) -> Look:
    look = Look()
    try:
        invariant.look(evidence, look)
    except RecordError as problem:
        if invariant.key in _OF_BOOKS:
            look.breach(problem.thing, problem.cause[:1].upper() + problem.cause[1:], problem.remedy)
        else:
            look.unseen = f"It could not be looked at: {problem.thing}, {problem.cause}"
    except (ValueError, LookupError, TypeError) as problem:
        # A row, a file, a line that is none of ours any more; where it is our own fault, the log has the way to it.
        events.tell(events.LOOK_FAILED, f"{invariant.key} could not be looked at.", failed=problem, what=invariant.key)
        look.unseen = f"It could not be looked at: something in the store or the archive cannot be read ({problem})."
    except DBAPIError as problem:
        if invariant.key == "database-whole":
            look.breach("the database", f"SQLite says: {problem.orig}.", _STORE)
        else:
            look.unseen = f"It could not be looked at: the database says {problem.orig}."
    return look
