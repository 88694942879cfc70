"""Looks at everything, in the order in which a person reads; one part that cannot be looked at hides no other."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

from pipeline import events
from pipeline.doctor import accounts, clock, machine, reach, settings, store, words
from pipeline.doctor.backups import backups
from pipeline.doctor.place import Place
from pipeline.edges.outside import Heard, side_by_side
from pipeline.errors import AttractError
from pipeline.model.check import Check, person
from pipeline.wiring import House

#: Seconds for all that is asked of others, and for what `mail` asks, which is more.
ASKED, OF_MAIL = 6.0, 40.0

Part = Callable[[Place], Iterator[Check]]
#: What can be looked at whatever state the firm is in.
_ALWAYS: tuple[Part, ...] = (settings.settings, settings.keys, settings.passwords, machine.disk, machine.rights, clock.clock, clock.zone,
                             machine.programs, store.database)  # fmt: skip
#: What asks the store, and needs the settings.
_OF_STORE: tuple[Part, ...] = (store.jobs, store.mails, accounts.accounts, accounts.posts, words.rules, words.site)
_OF_SETTINGS: tuple[Part, ...] = (words.models, reach.address, reach.service, words.hosts, reach.networks)


def examine(house: House, *, ask: bool = True, mail: bool = False) -> Iterator[Check]:
    """Every line, as it is found. Changes nothing, and never takes longer than its questions may.

    Args:
        house: the firm, which only reads.
        ask: whether others are asked: the site's address, the service, the hosts.
        mail: whether the mail server and the DNS are asked, too.

    """
    place = Place(house, asked=ask)
    if ask and place.firm:
        _ask(place)
    parts: list[Part] = [*_ALWAYS]
    if place.firm:
        if place.health and not place.shut:
            parts += _OF_STORE
        parts += _OF_SETTINGS
        if place.health and not place.shut:
            parts.append(partial(_mail, asked=mail))
    for part in (*parts, backups):
        yield from _looked(part, place)
    if place.firm and place.health and place.shut:
        yield person("store", "what waits, runs and stands could not be looked at", place.shut)


def _ask(place: Place) -> None:
    """Ask everybody at once, and see meanwhile whether the clock goes on as it should."""
    asked: dict[str, Callable[[], Heard | accounts.Who]] = {**reach.questions(place.house.firm), **_of_accounts(place)}
    began, steady = place.now, time.monotonic()
    for name, answer in side_by_side(asked, ASKED).items():
        if isinstance(answer, Heard):
            place.heard[name] = answer
        else:
            place.spoken[name] = answer
    took, steadily = place.now - began, timedelta(seconds=time.monotonic() - steady)
    # A clock that did not move at all stands still on purpose.
    place.jump = took - steadily if took else took


def _of_accounts(place: Place) -> Mapping[str, Callable[[], accounts.Who]]:
    if not place.health or place.shut:
        return {}
    try:
        return accounts.questions(place)
    except Exception:  # whatever it is, the lines about the accounts meet it again, and say it
        return {}


def _mail(place: Place, *, asked: bool) -> Iterator[Check]:
    if not asked:
        yield from reach.mail(place, outside=False)
        return
    found = side_by_side({"mail": lambda: list(reach.mail(place, outside=True))}, OF_MAIL)
    if "mail" in found:
        yield from found["mail"]
    else:
        yield person("mail", f"the mail server and the DNS did not answer within {OF_MAIL:.0f} seconds", "Look at the network; attract doctor mail asks one after the other.")  # fmt: skip


def _looked(part: Part, place: Place) -> Iterator[Check]:
    name = getattr(part, "__name__", "mail").strip("_")
    try:
        yield from part(place)
    except AttractError as problem:
        yield person(name, f"{problem.thing}: {problem.cause}", problem.remedy)
    except Exception as problem:  # whatever it is, the rest can be looked at, and the log has the way to it
        events.tell(events.LOOK_FAILED, f"The doctor could not look at {name}.", failed=problem, what=name)
        yield person(name, f"it could not be looked at ({type(problem).__name__}: {problem})", "attract prove looks into the store more closely; please report this.")  # fmt: skip
