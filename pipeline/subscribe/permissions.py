"""Why somebody may be mailed, and until when."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from pipeline.model import Permission, Subscriber, aware

#: Months after which an implied permission ends (CASL, s. 10(10); confirm with local counsel).
_MONTHS = {Permission.IMPLIED_CLIENT: 24, Permission.IMPLIED_ENQUIRY: 6}
#: Where such a permission is known to the law; elsewhere it is none.
_LAW = {
    Permission.IMPLIED_CLIENT: ("CA", "Canada"),
    Permission.IMPLIED_ENQUIRY: ("CA", "Canada"),
    Permission.SOFT_OPT_IN: ("GB", "the United Kingdom"),
}
#: Why a list without permissions is refused, for whoever wonders.
WHY = (
    "Nobody is mailed who did not ask: not to members of the public (SRA 8.9), and not even to ask whether they would "
    "like to be (MAIL-CASL-ASK). Ask in another way, or let them come by the form on the site."
)

#: How long before a permission ends by itself somebody is told: time to ask, while asking is still allowed.
WARNED = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """On what ground somebody may be mailed, as whoever answers for it says."""

    permission: Permission
    #: What shows it: where they asked, which matter, what was offered to them.
    proof: str
    #: When they asked, or the day of the matter or the enquiry; None where nobody said.
    since: datetime | None

    def __post_init__(self) -> None:
        if self.since:
            aware(self.since, "since")


class Granted(NamedTuple):
    """A permission that holds."""

    since: datetime
    #: The moment from which it does not; None where it lasts until they leave.
    ends: datetime | None


def granted(basis: Basis | None, places: Sequence[str], now: datetime) -> Granted | str:
    """From when until when somebody may be mailed, or why not.

    Args:
        basis: None where there is none at all.
        places: where the firm practises (GB-EAW, CA-ON).
        now: the time.

    """
    if basis is None or not basis.proof.strip():
        return "There is no proof that they may be mailed."
    if basis.since is None:
        return f"The day {_day_of(basis.permission)} is missing."
    if basis.since > now:
        return f"The day {_day_of(basis.permission)} ({basis.since.date()}) is in the future."
    if law := _LAW.get(basis.permission):
        prefix, country = law
        if not any(place.partition("-")[0] == prefix for place in places):
            return f"Only the law of {country} knows {basis.permission}, and the firm does not practise there."
    ends = end_of(basis.permission, basis.since)
    if ends and ends <= now:
        return f"The permission ({basis.permission}) ended on {ends.date()}."
    return Granted(basis.since, ends)


def end_of(permission: Permission, since: datetime) -> datetime | None:
    """The moment at which a permission ends by itself: so many months after `since`; None where it does not.

    On a day that a month has not got, it ends on the month's last.
    """
    if (months := _MONTHS.get(permission)) is None:
        return None
    years, month = divmod(since.month - 1 + months, 12)
    year = since.year + years
    return since.replace(year=year, month=month + 1, day=min(since.day, calendar.monthrange(year, month + 1)[1]))


def ending_soon(readers: Iterable[Subscriber], now: datetime) -> list[Subscriber]:
    """Those whose permission ends within 60 days or has ended, the first to end first."""
    ends = [(reader.ends, reader) for reader in readers if reader.ends and reader.ends <= now + WARNED]
    return [reader for _, reader in sorted(ends, key=lambda each: each[0])]


def lasts_a_while(permission: Permission) -> bool:
    """Whether a permission ends by itself so long after its day, which somebody has to name."""
    return permission in _MONTHS


def remedy(permission: Permission) -> str:
    """What to do before a permission ends, so that its reader can stay."""
    ask = "Ask them before then to subscribe by the form: what they confirm lasts until they leave."
    match permission:
        case Permission.IMPLIED_CLIENT:
            return f"{ask} A newer matter counts from its own day: `attract subscribers add` with --asked-on."
        case Permission.IMPLIED_ENQUIRY:
            return f"{ask} A matter that came of the enquiry is a permission of its own: implied-client."
    return ask


def _day_of(permission: Permission) -> str:
    return {
        Permission.IMPLIED_CLIENT: "of the last matter",
        Permission.IMPLIED_ENQUIRY: "of the enquiry",
        Permission.SOFT_OPT_IN: "on which their address was taken",
    }.get(permission, "on which they asked")
