"""What is near what, from one publish to the next: `related` with its memory.

Vectors and lists are derived, and dear to make for a whole firm (5,000 pieces take 15 seconds). So they are kept
beside the site and not in it: a site that is made anew finds them. Whoever loses them has them made anew.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from pydantic_core import from_json, to_json

from pipeline.model import ClearedItem
from pipeline.publish import related
from pipeline.publish.related import Near, Traits

#: Raise it when what is remembered has another form.
_FORM = "1"


def _version() -> str:
    return f"{_FORM}-{related.version()}"


class Memory(Protocol):
    """A small file of ours."""

    def exists(self) -> bool:
        """Whether it is there."""

    def read(self) -> bytes:
        """Its bytes."""

    def write(self, body: bytes) -> None:
        """Put these bytes in its place, whole."""


class Neighbours:
    """The pieces of one site and what is near each of them.

    Args:
        memory: where it is remembered.

    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._raw = b""
        self._remember()

    def _remember(self) -> None:
        self._raw = self._memory.read() if self._memory.exists() else b""
        told: dict[str, Any] = from_json(self._raw) if self._raw else {}
        known = told if told.get("version") == _version() else {"pieces": {}, "kept": None, "texts": {}, "shown": {}}
        self._traits = {
            id_: Traits(vector, tuple(areas), *rest) for id_, (vector, areas, *rest) in known["pieces"].items()
        }
        self._texts: dict[str, str] = known["texts"]
        self._near = Near(self._traits, known["kept"]) if self._traits else Near({})
        #: What is shown beside each: to choose it of the lists takes half a second for 5,000.
        self._shown: dict[str, list[str]] = known["shown"]
        self._changed: dict[str, Traits] = {}

    def recall(self) -> None:
        """Look whether somebody else has remembered more since, for whoever goes on running."""
        if self._changed or self._raw != (self._memory.read() if self._memory.exists() else b""):
            self._remember()

    def knows(self, ids: Iterable[str]) -> bool:
        """Whether it remembers all of these."""
        return self._traits.keys() >= set(ids)

    def traits(self, piece: ClearedItem) -> Traits:
        """What it depends on what a piece is near; its words are only read where they are not known."""
        known = self._traits.get(piece.id)
        alike = known is not None and self._texts.get(piece.id) == piece.cleared_text
        return related.traits(piece, known.vector if known and alike else None)

    def take(self, id_: str, text: str, found: Traits) -> None:
        """Learn the traits of a piece that may be new or changed, and the hash of its text."""
        if found != self._traits.get(id_):
            self._changed[id_] = found
        self._texts[id_] = text

    def settle(self, ids: Iterable[str]) -> None:
        """Work out what is near what among these, all of which are known or were taken."""
        present = set(ids)
        gone = self._traits.keys() - present
        if not (gone or self._changed):
            return
        touched = self._near.update(self._changed, gone)
        self._traits = {id_: its for id_, its in {**self._traits, **self._changed}.items() if id_ in present}
        for id_ in touched | (self._traits.keys() - self._shown.keys()):
            self._shown[id_] = list(self._near.near(id_))
        for id_ in gone:
            self._shown.pop(id_, None)
        told = {
            "shown": self._shown,
            "version": _version(),
            "texts": {id_: self._texts[id_] for id_ in sorted(self._traits)},
            "pieces": self._traits,
            "kept": self._near.state(),
        }
        self._raw = to_json(told)
        self._memory.write(self._raw)
        self._changed = {}

    def near(self, id_: str) -> list[str]:
        """The ids of what is near a piece, nearest first."""
        return self._shown[id_]
