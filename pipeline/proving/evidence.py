"""Everything that is looked at: the store at one moment, then the files, which are only ever added to."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import chain
from pipeline.clear import consent, ledger, own, rules
from pipeline.edges.archive_proof import ArchiveProof, Newest
from pipeline.edges.files import RecordFile, read_rules
from pipeline.edges.site_proof import SiteProof
from pipeline.edges.store.proofs import Proofs
from pipeline.model import Clearance, Consent, Kind
from pipeline.proving.spans import Books

if TYPE_CHECKING:
    from pipeline.wiring import House

#: What was handed over before may be written down so much later: a mail server is waited for that long.
ON_ITS_WAY = timedelta(minutes=10)
#: A mail is written so long before it is settled, at the most, unless somebody found out later what became of it.
_WORDS_OLD = timedelta(hours=1)
#: How what was found out later is written down (`deliver.decide.after_the_end`, `acts.resolve`).
_LATER = ("found on the other side", "arrived, says", "not arrived, says", "the process ended")
_ROWS = {
    "editions": "SELECT edition, cadence, period, due, composed, held, note FROM editions ORDER BY edition",
    "deliveries": "SELECT edition, subscriber, state, message_id, items, at FROM deliveries ORDER BY edition, subscriber",
    "suppressions": "SELECT address_hash, at, reader FROM suppressions ORDER BY address_hash",
    "posts": 'SELECT id, account, "of", seal, state, cleared_by, ref, at FROM posts ORDER BY id',
    "traces": 'SELECT number, "of", step, at FROM traces ORDER BY number',
}
#: Rows that are hashed at once.
_AT_ONCE = 2_000


class Evidence:
    """One firm as it stands."""

    def __init__(self, house: "House") -> None:
        """Begin to read; raises ConfigurationError where the store cannot be read as it is."""
        self.firm = house.firm
        self.now = house.time()
        # The store first: whatever it speaks of stands in the files by then.
        self.store = Proofs(house.state / "attract.sqlite")
        # Not from the house: its own books open the store to write, and bring it up to date.
        self.record: Sequence[str] = RecordFile(house.root / ledger.NAME).lines()
        self.consents: Sequence[str] = RecordFile(house.state / "consents.jsonl").lines()
        self.archive = ArchiveProof(house.state / "archive")
        self.site = SiteProof(house.state, house.site)
        own_rules = own.read(read_rules(house.root))
        #: What was public since then must still be there.
        self.keep_since = self.now - timedelta(days=366 * self._years(own_rules))
        self.pictures: Path = house.state / "assets"

    def _years(self, own_rules: own.OwnRules) -> int:
        """For how long what was public is kept (`Clearing.keep_since`)."""
        in_force = rules.in_force(self.firm.places_of_practice, own_rules, set())
        return max(self.firm.clearing.keep_years, rules.years_kept(in_force))

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    @cached_property
    def decisions(self) -> list[Clearance]:
        """The record. Raises RecordError where its chain is broken."""
        return ledger.read(self.record)

    @cached_property
    def known_consents(self) -> Mapping[str, Consent]:
        """The book of consents, likewise."""
        return consent.read(self.consents)

    @cached_property
    def books(self) -> Books:
        """When what was cleared. Raises RecordError."""
        return Books(ledger.by_item(self.decisions), self.known_consents, self.firm.zone)

    @cached_property
    def newest(self) -> Newest | None:
        """The version of the site that was kept last. Raises RecordError."""
        return self.archive.newest()

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every item that is, or was public, by id. Raises RecordError."""
        found: dict[str, str] = {}
        for version in self.archive.told():
            found.update({id_: what["kind"] for id_, what in version.items.items() if what and "kind" in what})
        return {**found, **self.store.kinds()}

    @cached_property
    def sources(self) -> dict[str, str]:
        """Where every item came from that ever was, by id."""
        return self.store.sources()

    def needs(self, item: str) -> bool:
        """Whether an item may only go out with a recorded clearance of its very text; in doubt, it may."""
        if kind := self.kinds.get(item):
            return Kind(kind).needs_clearance
        # Its file is gone, and it was never on the site: where it lay says what it was.
        return self.sources.get(item, "").startswith("stories/") or item not in self.sources

    def seal(self) -> str:
        """SHA-256 over what was looked at: the rows about mails, posts and readers' will, and the end of every chained book."""
        whole = hashlib.sha256()
        for name, query in _ROWS.items():
            whole.update(f"{name}\n".encode())
            some: list[str] = []
            for row in self.store.rows(query):
                some.append("\x1f".join(map(str, row)))
                if len(some) == _AT_ONCE:
                    whole.update("\n".join(some).encode())
                    some.clear()
            whole.update("\n".join(some).encode())
        for name, lines in (("record", self.record), ("consents", self.consents), ("archive", self.archive.lines())):
            whole.update(f"{name} {len(lines)} {chain.line_hash(lines[-1]) if lines else ''}\n".encode())
        whole.update(f"site {self.site.version()}\n".encode())
        return whole.hexdigest()

    def picture_files(self) -> list[str]:
        """The names of the pictures that are kept."""
        return sorted(path.name for path in self.pictures.glob("*.*")) if self.pictures.is_dir() else []


def began(at: datetime, said: str, composed: datetime | None) -> datetime:
    """The earliest moment at which a mail can have been written that was settled then, with these words."""
    if said.startswith(_LATER) and composed:
        return composed
    earliest = at - _WORDS_OLD
    return max(earliest, composed) if composed else earliest


def found_later(said: str) -> bool:
    """Whether the moment that stands in a row is when somebody found out what became of it, and not when it left."""
    return said.startswith(_LATER)
