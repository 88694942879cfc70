"""One line of a check-up: what was seen, whether that is well, and what to do where it is not."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    WELL = "well"
    #: Worth knowing; nothing need be done, or nobody can say from here.
    TOLD = "told"
    PERSON = "needs a person"


@dataclass(frozen=True)
class Check:
    """One line of the check-up."""

    name: str
    state: State
    #: What was seen.
    seen: str
    #: What to do; empty where all is well.
    remedy: str = ""


def well(name: str, seen: str, remedy: str = "") -> Check:
    """It is as it should be."""
    return Check(name, State.WELL, seen, remedy)


def told(name: str, seen: str, remedy: str = "") -> Check:
    """It is worth knowing."""
    return Check(name, State.TOLD, seen, remedy)


def person(name: str, seen: str, remedy: str) -> Check:
    """Somebody must do something."""
    return Check(name, State.PERSON, seen, remedy)
