"""The service for readers joined to the world: its keys, links, choices and letters.

It stands beside the wiring, and names the edges that only this service uses.
"""

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from pipeline import events, letters, reader_tokens
from pipeline.digest.render import MailLinks
from pipeline.edges.mail import transport
from pipeline.edges.maildir import remove_mails
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.edges.store.readers import ReaderStore
from pipeline.edges.store.sealing import check
from pipeline.errors import ConfigurationError
from pipeline.mailboxes import lies_in
from pipeline.model import DataLetter, Kind, Message, SignUp, Subscriber, Wish
from pipeline.model.telling import plural
from pipeline.ports import Placed, Readers, Transport
from pipeline.publish.links import area_path, page_of, person_path
from pipeline.publish.places import place_name
from pipeline.reader_tokens import LASTS, Opened, Purpose
from pipeline.subscribe.lists.wishes import PLACE
from pipeline.wiring import House

#: The service's folder at its address; what it shows lies nowhere else.
FOLDER = "digest"
#: Where a dry run lays down what would leave, in the outbox.
DRY_RUN = "dry-run"
#: Where its archive of editions lies, at its address.
EDITIONS = f"{FOLDER}/editions/"
#: Seconds for which the choices are believed: a lawyer who joins can be chosen so much later.
_BELIEVED = 30.0
#: Seconds between two looks whether the keys were rotated.
_LOOKS = 0.5
_PAGES = {Purpose.CONFIRM: "confirm", Purpose.LEAVE: "leave", Purpose.PREFERENCES: "yours", Purpose.DATA: "data"}


@dataclass(frozen=True)
class Choices:
    """What may be chosen today: key to name, in the order in which it is shown."""

    areas: Mapping[str, str]
    people: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    jurisdictions: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> Mapping[str, Collection[str]]:
        """What may be chosen, as forms ask for it."""
        return {
            "areas": self.areas, "people": self.people, "kinds": self.kinds, "jurisdictions": self.jurisdictions
        }  # fmt: skip


class Subscribing:
    """What the service of one firm works with. Several threads may use it at once."""

    def __init__(self, house: House) -> None:
        # A house of its own: its settings are read anew while others use theirs.
        self.house = House(house.root, clock=house.time)
        self.firm = self.house.firm
        self.settings = self.firm.subscribing
        self._ring = ReaderKeys(self.house.state / "reader.keys")
        self._keys: tuple[float, tuple[int, int], tuple[bytes, ...]] = (0.0, (0, 0), ())
        self._choices: tuple[float, Choices] | None = None
        self._pieces: tuple[int, list[Placed]] | None = None

    def now(self) -> datetime:
        """The time, to the second, as it is written down."""
        return self.house.time().replace(microsecond=0)

    @cached_property
    def readers(self) -> Readers:
        """Who asked, who reads, who has left."""
        if check(self.house._database):
            told = "There is a key for readers' addresses, and they are not encrypted: attract subscribers encrypt"
            events.tell(events.UNENCRYPTED, told)
        return ReaderStore(self.house._database)

    # Links.

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Every key of readers' links, the newest last; the first is made here."""
        looked, seen, keys = self._keys
        if not keys or time.monotonic() - looked > _LOOKS:
            if not keys or seen != (stamp := self._ring.stamp()):
                keys = self._ring.made(self.house.time())
                stamp = self._ring.stamp()
            self._keys = (time.monotonic(), stamp, keys)
        return keys

    def token(self, purpose: Purpose, of: str) -> str:
        """A token made now."""
        return reader_tokens.written(purpose, of, self.keys, self.house.time())

    def opened(self, purpose: Purpose, token: str) -> Opened | None:
        """What a token says now; None where it is not ours, or over."""
        return reader_tokens.read(purpose, token, self.keys, self.house.time())

    def path(self, purpose: Purpose, of: str) -> str:
        """The path of a page behind a link."""
        return f"/{FOLDER}/{_PAGES[purpose]}/{self.token(purpose, of)}"

    def link(self, purpose: Purpose, of: str) -> str:
        """The whole address of a page, as it stands in a mail."""
        return self.settings.address.rstrip("/") + self.path(purpose, of)

    # What may be chosen.

    def choices(self) -> Choices:
        """What the site shows of areas, people, kinds and places; looks anew after half a minute, which reads from the disk."""
        if self._choices is None or not self.knows_choices:
            self._choices = (time.monotonic(), self._look())
        return self._choices[1]

    @property
    def knows_choices(self) -> bool:
        """Whether the choices need no look."""
        return self._choices is not None and time.monotonic() - self._choices[0] <= _BELIEVED

    def _look(self) -> Choices:
        house = self.house
        with suppress(
            ConfigurationError
        ):  # a slip in the settings is told elsewhere, and readers go on with the last good ones
            house.reread()
        areas = {key: area.name for key, area in house.areas.shown.items() if self._shown(area_path(key))}
        people = {
            id_: person.name
            for id_, person in house.people().items()
            if not person.left and self._shown(person_path(id_))
        }
        kinds, places = self._published()
        return Choices(
            dict(sorted(areas.items(), key=lambda each: each[1])),
            dict(sorted(people.items(), key=lambda each: each[1].rpartition(" ")[2])),
            # Of one alone there is nothing to choose.
            {each: plural(each).capitalize() for each in Kind if each in kinds} if len(kinds) > 1 else {},
            dict(sorted(((each, place_name(each)) for each in places), key=lambda each: each[1]))
            if len(places) > 1
            else {},
        )

    def _published(self) -> tuple[set[str], set[str]]:
        """The kinds of the pieces that have a page on the site, and the places that they name."""
        changes = self.house.library.changes()
        if self._pieces is None or self._pieces[0] != changes:
            self._pieces = (changes, self.house.library.placed())
        kinds, places = set[str](), set[str]()
        for kind, named, ids in self._pieces[1]:
            # What stands elsewhere is read there; most of it has no page here.
            if kind is Kind.ELSEWHERE or any(self._shown(page_of(kind, each)) for each in ids):
                kinds.add(kind)
                places.update(each for each in named if PLACE.fullmatch(each))
        return kinds, places

    def _shown(self, page: str) -> bool:
        return (self.house.site / page / "index.html").is_file()

    def kept(self, wish: Wish) -> Wish:
        """The wish as it is kept: areas under the keys that last."""
        areas = self.house.areas
        return Wish(**{**wish.__dict__, "areas": tuple(areas.lasting(each) or each for each in wish.areas)})

    def areas_now(self, reader: Subscriber | Wish) -> tuple[str, ...]:
        """The areas that somebody chose, as they are called today."""
        return self.house.areas.now(reader.areas)

    # Letters.

    def transport(self) -> Transport:
        """Which way letters leave; raises TransportError where none does."""
        return transport(self.firm.mail, self.house.outbox, self.house.time)

    def never(self, address: str) -> bool:
        """Whether nothing may ever be mailed to an address, letters included (`never_mail`)."""
        return bool(lies_in(address, self.firm.never_mail))

    def confirmation(self, sign_up: SignUp) -> Message:
        """The letter that asks whether it was they who asked."""
        now = self.now()
        lasts = LASTS[Purpose.CONFIRM]
        assert lasts is not None
        return letters.confirmation(self.firm, sign_up, self.link(Purpose.CONFIRM, sign_up.id), now + lasts, now)

    def data_letter(self, letter: DataLetter, reader: Subscriber) -> Message:
        """The letter with the link to what is stored about a reader; the link is as new as it."""
        return letters.data_link(self.firm, reader, self.link(Purpose.DATA, reader.id), letter.id, self.now())

    def everything(self, reader: Subscriber) -> dict[str, Any]:
        """All that is stored about a reader, as plain values."""
        return {
            "reader": {
                "address": reader.address, "name": reader.name, "practice areas": list(self.areas_now(reader)),
                "people": list(reader.people), "kinds": list(reader.kinds), "jurisdictions": list(reader.jurisdictions),
                "how often": str(reader.cadence), "at most pieces": reader.ceiling,
                "at most minutes": reader.minutes, "plain text": reader.plain, "confirmed": _spelled(reader.confirmed),
                "proof": reader.proof, "permission": reader.permission, "permission ends": _spelled(reader.ends),
                "paused until": _spelled(reader.paused), "left": _spelled(reader.left),
            },
            "what happened": [
                {"step": str(each.step), "at": _spelled(each.at), **dict(each.told)}
                for each in self.readers.traces([reader.id])
            ],
            "mails that came back": [
                {
                    "edition": each.edition, "at": _spelled(each.at), "status": each.status, "what was done": str(each.act),
                    "by": each.said_by, "words": each.words, "why": each.why,
                }
                for each in self.house.ledger.bounces(reader.id)
            ],
            "letters with the link to this": [
                {"asked": _spelled(asked), "state": str(state)} for asked, state in self.readers.data_letters_to(reader.id)
            ],
            "digests": [
                {"edition": each.edition, "state": str(each.state), "at": _spelled(each.at), "pieces": list(each.items)}
                for each in self.house.ledger.deliveries_to([reader.id])
            ],
        }  # fmt: skip


def mail_links(house: House) -> Callable[[str], MailLinks] | None:
    """What makes the links of a digest by the id of its reader; None where the firm has no service."""
    if not house.firm.subscribing.address:
        return None
    service = Subscribing(house)

    def links(reader: str) -> MailLinks:
        preferences = service.link(Purpose.PREFERENCES, reader)
        return MailLinks(
            leave=service.link(Purpose.LEAVE, reader), preferences=preferences, pause=f"{preferences}#pause",
            editions=service.settings.address + EDITIONS,
        )  # fmt: skip

    return links


def erase(house: House, address: str, at: datetime) -> bool:
    """Erase everything about an address but the hash by which it is never mailed again; False where nothing was known.

    Mails to it that lie in the outbox, those of a dry run among them, go first, so that whoever was stopped half-way erases
    again; and once more in the end, for a letter that was on its way.
    """

    def remove() -> int:
        return remove_mails(house.outbox / "mail", address) + remove_mails(house.outbox / DRY_RUN, address)

    removed = remove()
    known = house.ledger.erase(address, at)
    return bool(removed + remove()) or known


def rotate(house: House) -> int:
    """Let a new key sign readers' links from now on; returns how many there are. Every old link to leave works on."""
    _ = house.firm  # raises where no firm lives
    return ReaderKeys(house.state / "reader.keys").rotate(house.time())


def _spelled(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
