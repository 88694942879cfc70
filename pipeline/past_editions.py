"""The archive of editions joined to the world: what was opened, what is cleared and public now.

It stands beside the wiring, and names the edges that only this archive uses.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from pipeline.digest import editions
from pipeline.digest.editions import Edition
from pipeline.edges.public_since import PublicSince
from pipeline.edges.store.editions import EditionStore
from pipeline.errors import ConfigurationError
from pipeline.firm import Firm
from pipeline.model import Person
from pipeline.wiring import House

#: Seconds for which what `_stamp` does not see is believed: settings, rules, the tagger. What they change on the site, it
#: sees with the next publishing; and to judge 5,000 pieces takes a second that others who are served wait for.
_BELIEVED = 300.0


@dataclass(frozen=True)
class Shown:
    """What the archive shows at one moment."""

    #: As it may be shown.
    firm: Firm
    #: Newest first.
    editions: tuple[Edition, ...]
    people: Mapping[str, Person]
    #: Name by practice area id, of those that the site shows.
    areas: Mapping[str, str]

    @cached_property
    def by_name(self) -> Mapping[str, Edition]:
        """The editions by their names."""
        return {each.name: each for each in self.editions}


class PastEditions:
    """The archive of one firm's editions. Several threads may ask at once; nothing is written.

    To judge everything takes a second where there are thousands of pieces, so it is done when something has changed, by
    whoever asks first, while the others wait.
    """

    def __init__(self, house: House) -> None:
        # A house of its own: its settings are read anew while others use theirs.
        self._house = House(house.root, clock=house.time)
        self._public = PublicSince(self._house.clearing.archive)
        self._store = EditionStore(self._house._database)
        self._one_at_a_time = Lock()
        self._shown: tuple[float, tuple[object, ...], Shown] | None = None

    def look(self) -> Shown:
        """What is shown now: whatever was withdrawn, corrected or published a moment ago is seen."""
        with self._one_at_a_time:
            stamp = self._stamp()
            if self._shown is None or self._shown[1] != stamp or time.monotonic() - self._shown[0] > _BELIEVED:
                self._shown = (time.monotonic(), stamp, self._look())
            return self._shown[2]

    def _stamp(self) -> tuple[object, ...]:
        house = self._house
        return (
            house.clearing.standing(), house.library.changes(), house.clearing.archive.stamp(), self._store.newest(),
        )  # fmt: skip

    def _look(self) -> Shown:
        house = self._house
        with suppress(ConfigurationError):  # a slip is told elsewhere; the last good settings go on
            house.reread()
        cleared, _ = house.judged()
        firm, areas = house.speaking(cleared)
        found = editions.past(self._store.opened(), cleared, self._public.look())
        return Shown(firm, tuple(found), house.people(), areas.names)
