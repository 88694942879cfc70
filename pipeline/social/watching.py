"""Watches over tokens and over the version of LinkedIn's interface, and decides what a person is told of them, and when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.model.posting import Connection
from pipeline.social import linkedin
from pipeline.social_settings import Account

#: Days ahead in which an end is told.
AHEAD = (14, 7, 1)
#: Stands in their place for one that has ended.
_ENDED = 0
_DAY = timedelta(days=1)
#: What a token is renewed with lives a year, and no renewal makes that longer (LinkedIn: "programmatic refresh tokens").
_YEAR = timedelta(days=365)
#: Under which the version is remembered beside the accounts, none of whose names has a capital letter.
_VERSION = "LinkedIn-Version"


@dataclass(frozen=True)
class Ending:
    """A token that ends, or has."""

    account: str
    ends: datetime
    #: Days until then, begun ones counted; 0 once it is over.
    days: int

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.days == 0


@dataclass(frozen=True)
class Aged:
    """A version of LinkedIn's interface that a person should look at."""

    version: str
    #: Months since it came out.
    months: int


News = Ending | Aged


def end_of(known: Connection, now: datetime, *, renewed: bool = False) -> datetime | None:
    """When a person must connect it again; None where that need not be, or nobody knows.

    Args:
        known: how it is connected.
        now: the time.
        renewed: whether Attract has it renewed by itself a week before its end: then it is what it is renewed with that ends. One
            that stands at its last day was not renewed, whatever the reason.

    """
    if known.ends is None or not renewed or known.ends - now <= _DAY:
        return known.ends
    return known.connected + _YEAR


def ending(known: Connection, now: datetime, *, renewed: bool = False) -> Ending | None:
    """The end of a token, where it is near or over; None where it is not."""
    ends = end_of(known, now, renewed=renewed)
    if ends is None or ends - now > AHEAD[0] * _DAY:
        return None
    return Ending(known.account, ends, max(0, -((now - ends) // _DAY)))


def version_age(accounts: Iterable[Account], version: str, now: datetime) -> int | None:
    """Months since LinkedIn's version came out; None where nobody speaks it."""
    if not any(each.by == "attract" and each.network == "linkedin" for each in accounts):
        return None
    return linkedin.age(version, now.astimezone(UTC).date())


def is_old(months: int | None) -> bool:
    """Whether a version of this age is told."""
    return months is not None and months >= linkedin.OLD


def news(
    connections: Mapping[str, Connection],
    accounts: Mapping[str, Account],
    version: str,
    told: Mapping[str, str],
    now: datetime,
    *,
    renewed: Collection[str] = (),
) -> tuple[list[News], Mapping[str, str]]:
    """What is to be told now, and what was told when that has been.

    Of a token the nearest of `AHEAD` that is crossed, and its end, each once, and never one that is further off than what was told:
    a clock that is set back tells nothing twice. A dead token is told where it is found dead (`posting`), and its end is no news.

    Args:
        connections: with what each account is spoken for.
        accounts: those of the settings.
        version: of LinkedIn's interface, as the settings have it.
        told: what was told already, as this function gave it; empty at first.
        now: the time.
        renewed: the accounts whose tokens are renewed by themselves.

    """
    found: list[News] = []
    # Whoever is connected again begins anew; what is disconnected is forgotten.
    then = {name: line for name, line in told.items() if name in connections or name == _VERSION}
    for name, known in connections.items():
        if name not in accounts or accounts[name].by != "attract" or known.dead:
            continue
        near = ending(known, now, renewed=name in renewed)
        if near is None:
            continue
        step, token = _step(near), f"{known.connected.isoformat()}/{near.ends.date()}"
        before, _, last = told.get(name, "").partition(" ")
        if before != token or step < int(last):
            found.append(near)
            then[name] = f"{token} {step}"
    months = version_age(accounts.values(), version, now)
    if months is not None and is_old(months) and told.get(_VERSION) != version:
        found.append(Aged(version, months))
        then[_VERSION] = version
    return found, then


def _step(near: Ending) -> int:
    """Which of the moments at which something is told was the last."""
    return _ENDED if near.over else min(each for each in AHEAD if near.days <= each)
