"""What a person does about readers: bringing in lists, taking them back, adding, erasing. What is uncertain is in `acts`."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from pipeline.collect import naming
from pipeline.collect.decoding import decode
from pipeline.errors import UsageError
from pipeline.mailboxes import key, lies_in
from pipeline.model import Cadence, Step, Wish
from pipeline.subscribe import decide, run
from pipeline.subscribe.addresses import Address, checked
from pipeline.subscribe.decide import Fate, Here, Judged, Undone
from pipeline.subscribe.lists import own
from pipeline.subscribe.lists.claims import Claim, Given
from pipeline.subscribe.lists.sources import OWN, Source
from pipeline.subscribe.lists.whole import read
from pipeline.subscribe.lists.wishes import Choices
from pipeline.subscribe.permissions import Basis, lasts_a_while
from pipeline.subscribing import erase
from pipeline.wiring import House

#: Steps after which what somebody chose is theirs.
_OWN_STEPS = (Step.CONFIRMED, Step.CHANGED, Step.PAUSED, Step.RETURNED)
#: Lists are short: a firm with a million readers has another problem.
_MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Preview:
    """What would become of a list."""

    #: What it will be called here.
    name: str
    file: str
    source: Source
    delimiter: str
    #: What was found out about its encoding.
    notes: tuple[str, ...]
    rows: tuple[Judged, ...]

    @property
    def refused(self) -> bool:
        """Whether a row needs a person."""
        return any(row.fate in decide.REFUSED for row in self.rows)

    @property
    def changes(self) -> bool:
        """Whether bringing it in would write anything."""
        return any(row.reader or row.fate is Fate.GONE for row in self.rows)


def preview(house: House, path: Path, *, source: str | None = None, given: Given | None = None) -> Preview:
    """What would become of a list of readers; writes nothing.

    Raises:
        SourceError: it cannot be read.
        UsageError: it is too long to be one, or `given` names no column of it.

    """
    if path.stat().st_size > _MOST_BYTES:
        raise UsageError(path.name, "is too long for a list of readers.", "Split it.")
    text, notes = decode(path.read_bytes())
    whole = read(text, path.name, source=source, given=given, zone=house.firm.zone)
    rows = decide.judged(whole.claims, _here(house))
    return Preview(_name(house, path), path.name, whole.source, whole.delimiter, notes, tuple(rows))


def bring_in(house: House, found: Preview) -> None:
    """Do what a preview says, all at once or nothing."""
    with house.ledger.together():
        run.bring_in(found.rows, subscribers=house.ledger, name=found.name, file=found.file, now=house.time())


def take_back(house: House, name: str) -> Undone:
    """Remove whom a list brought.

    Suppressions that it brought stay: no act of the firm's lifts one.

    Raises:
        UsageError: there is no such list, or somebody whom it brought was mailed since.

    """
    with house.ledger.together():
        names = house.ledger.names()
        if name not in names:
            known = f"There are: {', '.join(names)}." if names else "No list has brought anybody."
            raise UsageError(name, "no list of this name has brought anybody.", known)
        undone = run.take_back(name, readers=house.ledger, lists=house.ledger)
    if undone.mailed:
        raise UsageError(
            name, f"{undone.mailed} of those whom it brought have been mailed since.",
            "Take single ones off with `attract subscribers leave` or `forget`.",
        )  # fmt: skip
    return undone


def add(house: House, text: str, wish: Mapping[str, str], given: Given) -> Judged:
    """Add one reader, for whose permission somebody answers.

    Args:
        wish: by column of our own form: name, areas, people, kinds, jurisdictions, cadence, ceiling, minutes, format.

    Returns:
        What became of it; `fate` says whether they are a reader now.

    Raises:
        UsageError: the permission ends by itself, and nobody said from which day it counts.

    """
    if given.asked_on is None and lasts_a_while(given.permission):
        raise UsageError(
            "--permission", f"{given.permission} ends by itself, so long after its day, and no day is named.",
            "Name the day of the last matter, or of the enquiry: --asked-on 2026-11-02.",
        )  # fmt: skip
    since = datetime.combine(given.asked_on, time(), house.firm.zone) if given.asked_on else house.time()
    claim = Claim(
        line=0, address=checked(text), name=wish.get("name", ""), cells={"address": text, **wish},
        basis=Basis(permission=given.permission, proof=given.proof, since=since),
    )  # fmt: skip
    with house.ledger.together():
        (row,) = decide.judged([claim], _here(house))
        run.bring_in([row], subscribers=house.ledger, name="", file="", now=house.time())
    return row


def export(house: House) -> str:
    """Every reader who has not left, in our own form."""
    return own.written(house.ledger.subscribers(), house.firm.zone)


def forget(house: House, address: str) -> bool:
    """Erase everything about an address but the hash by which it is never mailed again; False where nothing was known."""
    return erase(house, address, house.time())


def address_of(house: House, text: str) -> str:
    """The address that somebody typed; raises UsageError for what is none, and no reader's either."""
    found = checked(text)
    if isinstance(found, Address):
        return found.text
    if known := house.ledger.reader_at(text):
        return known.address  # it was taken in when less was asked of an address
    raise UsageError("the address", found[0].lower() + found[1:], "Write name@example.org.")


def never_mailed(house: House, address: str) -> str:
    """The entry of the firm's list by which it never mails an address; empty where there is none."""
    return lies_in(address, house.firm.never_mail)


def people_files(house: House) -> list[str]:
    """Everybody who has a file, collected or not: a reader may follow whom we have just written down."""
    return [person for path in house.folder.scan().files if (person := naming.person_of(path))]


def import_subscribers(house: House, path: Path) -> Preview:
    """Bring in a list of our own form without asking."""
    found = preview(house, path, source=OWN.name)
    bring_in(house, found)
    return found


def _here(house: House) -> Here:
    readers = house.ledger.subscribers()
    lines = house.ledger.traces(reader.id for reader in readers)
    cadences = [each for each in (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.DAILY) if getattr(house.firm.cadences, each)]
    return Here(
        known={key(reader.address): reader for reader in readers},
        chose=frozenset(line.of for line in lines if line.step in _OWN_STEPS),
        suppressed=house.ledger.suppressed,
        never=lambda address: never_mailed(house, address),
        choices=Choices(house.areas, frozenset(people_files(house))),
        places=house.firm.places_of_practice,
        otherwise=Wish(cadence=next(iter(cadences), Cadence.WEEKLY)),
        salt=secrets.token_hex(16),
        now=house.time(),
    )


def _name(house: House, path: Path) -> str:
    """What a list is called here: by its file and the day, and not as another one."""
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40] or "list"
    name = f"{stem}-{house.time().astimezone(house.firm.zone):%Y-%m-%d}"
    taken = set(house.ledger.names())
    return next(
        each for number in range(1, len(taken) + 2) if (each := f"{name}-{number}" if number > 1 else name) not in taken
    )
