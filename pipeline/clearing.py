"""The clearance room joined to the world: rules, record, consents, the language model, the archive.

It stands beside the wiring, which makes it, because `wiring` is long enough without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import chain
from pipeline.clear import consent, facts, ledger, own, rules
from pipeline.clear import decide as clear_decide
from pipeline.clear import run as clear_run
from pipeline.edges import files
from pipeline.edges.archive import Archive
from pipeline.edges.store.library import LibraryStore
from pipeline.errors import SourceError, UsageError
from pipeline.firm import Firm
from pipeline.model import (
    Clearance,
    ClearedItem,
    Consent,
    Decision,
    Finding,
    Held,
    Item,
    Tagging,
    digest_of,
)
from pipeline.naming_list import NamingList
from pipeline.ports import Progress

if TYPE_CHECKING:
    from pipeline.edges.english import SpacyReader
    from pipeline.publish.run import Published


def screen_lines(lines: Iterable[str], name: str) -> Iterator[dict[str, Any] | SourceError]:
    """What the screen says of texts where there is no firm; see `clear.bulk`."""
    from pipeline.clear import bulk
    from pipeline.edges.english import SpacyReader

    return bulk.answers(lines, name, SpacyReader(), ())


class Clearing:
    """Everything that decides whether a firm's words may go out."""

    def __init__(
        self,
        root: Path,
        state: Path,
        firm: Firm,
        library: LibraryStore,
        *,
        clock: Callable[[], datetime],
        progress: Progress,
    ) -> None:
        self._root = root
        self._state = state
        self._firm = firm
        self._library = library
        self._clock = clock
        self._progress = progress
        #: The record of clearances.
        self.record = files.RecordFile(root / "content" / "clearances.jsonl")
        #: The do-not-name list.
        self.names = NamingList(root, state, firm.clearing)
        #: The book of consents, which names clients.
        self.consents = files.RecordFile(state / "consents.jsonl", private=True)

    def now(self) -> datetime:
        """The time on the firm's wall: a consent ends with the firm's day, not with Greenwich's."""
        return self._clock().astimezone(self._firm.zone)

    @cached_property
    def reader(self) -> "SpacyReader":
        """The language model."""
        from pipeline.edges.english import SpacyReader

        return SpacyReader()

    @cached_property
    def own_rules(self) -> own.OwnRules:
        """What the firm adds to the rules that ship, tightens and loosens, in `content/rules/`."""
        return own.read(files.read_rules(self._root))

    @cached_property
    def in_force(self) -> rules.Rulebook:
        """The rules that bind the firm."""
        decisions = ledger.read(self.record.lines()) if self.own_rules.loosened else []
        recorded = {each.text for each in decisions if each.decision is Decision.LOOSENED}
        return rules.in_force(self._firm.places_of_practice, self.own_rules, recorded)

    def own_names(self) -> list[str]:
        """Names that are the firm's own and point to no client."""
        firm = self._firm
        names = [firm.name, firm.legal_name, *(office.name for office in firm.offices)]
        return names + [person.name for person in self._library.people()]

    def own(self) -> list[str]:
        """The same, and the ways to reach the firm and its people: they lead to nobody else."""
        firm, people = self._firm, self._library.people()
        reached = [firm.site, firm.email, firm.phone, parseaddr(firm.mail.sender)[1], parseaddr(firm.mail.reply_to)[1]]
        reached += [office.phone for office in firm.offices]
        reached += [way for person in people for way in (person.email, person.phone)]
        return [*self.own_names(), *filter(None, reached)]

    def version(self) -> str:
        """Names everything that findings depend on besides the text."""
        from pipeline.edges.english import model

        return clear_run.version(self.in_force, self.own(), model(), self.names.digest)

    # Screening and judging.

    def screen(self, items: Sequence[Item] | None = None) -> int:
        """Let the rules and the detectors read what they have not read; returns how many."""
        return clear_run.run(
            library=self._library,
            book=self._library,
            reader=lambda: self.reader,
            version=self.version(),
            in_force=self.in_force,
            own=self.own(),
            progress=self._progress,
            listed=self.names.listed,
            items=items,
        )

    def unscreened(self) -> list[Item]:
        """What is present and has not been read: new rules came, or somebody was interrupted."""
        return clear_run.unscreened(self._library, self._library, self.version())

    def screen_one(self, item: Item) -> tuple[Finding, ...]:
        """What the rules and the detectors find on an item, without keeping it."""
        from pipeline.clear.screen import screen

        reader = self.reader if facts.as_read(item).kind.tells_of_clients else None
        return screen(item, self.in_force, reader, self.own(), self.names.listed)

    def screen_lines(self, lines: Iterable[str], name: str) -> Iterator[dict[str, Any] | SourceError]:
        """What the screen says of texts that are no items; see `clear.bulk`."""
        from pipeline.clear import bulk

        return bulk.answers(lines, name, self.reader, self.own(), self.own_rules, self.names.listed)

    def judged(
        self,
        about: Mapping[str, Tagging],
        items: Sequence[Item] | None = None,
        now: datetime | None = None,
        recorded: clear_run.Recorded | None = None,
    ) -> tuple[list[ClearedItem], list[Held]]:
        """Everything cleared and everything held, or these items; as of now, or of another moment and what was recorded then."""
        return clear_decide.split(
            clear_run.judgements(
                library=self._library,
                book=self._library,
                recorded=recorded or self.recorded(),
                about=about,
                version=self.version(),
                now=now or self.now(),
                items=items,
            )
        )

    def findings(self, item: Item) -> tuple[Finding, ...]:
        """What the rules and the detectors found on this text."""
        wanted = clear_run.screened(item)
        return self._library.findings(self.version(), [wanted]).get(wanted, ())

    # What people decided.

    def recorded(self) -> clear_run.Recorded:
        """What the record and the book of consents say now."""
        return clear_run.recorded(
            self.record,
            consent.read(self.consents.lines()),
            eyes=2 if self.four_eyes else 1,
            binding=frozenset(rule.id for rule in self.in_force),
        )

    def settled(self, item: str) -> bool:
        """Whether somebody decided about an item (by its id) or its client agreed to it: its address stays."""
        known = self.recorded()
        return item in known.decisions or any(each.item == item for each in known.consents.values())

    @property
    def four_eyes(self) -> bool:
        """Whether two people must clear what tells of clients: as the firm says, or where it has two."""
        said = self._firm.clearing.four_eyes
        return len(self._library.people()) > 1 if said is None else said

    def write(self, decision: Clearance) -> Clearance:
        """Append a decision to the record, with the rules that it was made under; returns it as written."""
        packs = tuple(f"{pack} {version}" for pack, version in self.in_force.packs.items())
        written = clear_run.write(self.record, replace(decision, rules=self.version(), packs=packs))
        if decision.decision is Decision.LOOSENED:
            self.__dict__.pop("in_force", None)
        return written

    def known_consents(self) -> Mapping[str, Consent]:
        """Every consent, by reference."""
        return consent.read(self.consents.lines())

    def write_consent(self, given: Consent) -> Consent:
        """Add a consent to the book; raises UsageError where it would prove nothing."""
        known = self.known_consents()
        given = given if given.ref else replace(given, ref=consent.next_ref(known, given.recorded.year))
        consent.check_form(given, known)
        self.consents.append(chain.chained(consent.fields(given), self.consents.lines()))
        return given

    def withdraw_consent(self, ref: str, *, by: str, why: str) -> Consent:
        """Write down that a client took a consent back; raises UsageError where there is none."""
        known = self.known_consents()
        if ref not in known:
            raise UsageError(ref, "the book of consents has none of that name.", "`attract consent list` lists them.")
        fields = consent.withdrawal(ref, by=by, why=why, at=self._clock())
        self.consents.append(chain.chained(fields, self.consents.lines()))
        return self.known_consents()[ref]

    def standing(self) -> str:
        """Changes with every line of the record and of the book of consents, and with each day on the firm's wall.

        A consent, a review-by date or a date ahead ends or begins with a day.
        """
        last = [chain.line_hash(line) for book in (self.record, self.consents) for line in book.lines()[-1:]]
        return digest_of([*last, self.now().date().isoformat()])

    # What was public.

    @cached_property
    def archive(self) -> Archive:
        """Every version of the site that was ever public."""
        return Archive(self._state / "archive")

    def archived(self, site: Path, published: "Published") -> None:
        """Keep the site as it stands now, with what it tells and who cleared it; drop what was kept long enough."""
        if (change := published.change) is None:
            return
        follows = self.archive.follows(change.before)
        kept = self.archive.keep(
            site, change.version, published.told_differently if follows else published.told, self._clock(),
            before=change.before, changed={*change.written, *change.removed} if follows else None,
        )  # fmt: skip
        if kept:
            self.archive.forget(self.keep_since())

    def keep_since(self) -> datetime:
        """What ended before it need not be kept any longer."""
        years = max(self._firm.clearing.keep_years, rules.years_kept(self.in_force))
        return self._clock() - timedelta(days=366 * years)
