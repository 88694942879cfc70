"""The clock, against others' and against what stands in the store; and the zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.doctor.place import Place, ago
from pipeline.edges.machine import zone_data
from pipeline.model.check import Check, person, told, well

#: By so much a clock may be wrong: nobody sees it; and from then on mails bear a wrong date, and slots fire at a wrong time.
_SMALL, _LARGE = timedelta(seconds=5), timedelta(minutes=1)
_SET = "Let the system keep the time: timedatectl set-ntp true (or chrony)."
#: Rules of clocks that are older than this may lack a change that a country has decided since.
_OLD = timedelta(days=550)


def clock(place: Place) -> Iterator[Check]:
    """Whether it is right, as far as others say, and whether it goes on."""
    now = place.now
    yield from _against_others(place)
    health = place.health
    if health and health.newest and health.newest > now + _LARGE:
        yield person(
            "clock", f"it was later than now: {health.newest_in} of the store has {place.local(health.newest)}, {ago(health.newest - now)} ahead",
            f"{_SET} While it is behind, what was done then counts as still to come.",
        )  # fmt: skip
    elif health and health.newest:
        yield well("clock", f"nothing in the store is later than now; the newest is of {place.local(health.newest)}")
    if abs(place.jump) > _SMALL / 5:
        yield person("clock", f"it jumped by {place.jump.total_seconds():+.1f} seconds while this was looked at", _SET)


def _against_others(place: Place) -> Iterator[Check]:
    dated = {name: heard for name, heard in place.heard.items() if heard.date}
    if not dated:
        if place.asked:
            yield told("clock", f"it is {place.local(place.now)}; no host of the firm said what time it has", "")
        return
    name, heard = min(dated.items(), key=lambda each: each[1].give)
    assert heard.date
    # What was asked was answered a moment ago: what it took gives the answer its room.
    off = max(timedelta(0), abs(place.now - heard.date) - heard.give - _SMALL / 5)
    says = f"{name} says {heard.date:%Y-%m-%d %H:%M:%S} UTC, and here it is {place.now.astimezone(UTC):%H:%M:%S}"
    if off > _LARGE:
        yield person("clock", f"it is {ago(off)} off: {says}", f"{_SET} If it is {name} that is wrong, look there.")
    elif off > _SMALL:
        yield told("clock", f"it is {ago(off)} off: {says}", _SET)
    else:
        yield well("clock", f"as {name} has it: {place.local(place.now)}")


def zone(place: Place) -> Iterator[Check]:
    """The firm's zone, the data that it is reckoned by, and its next change."""
    if place.firm is None:
        return
    name = place.firm.zone.key
    data = zone_data(name)
    change = next_change(place.firm.zone, place.now)
    seen = f"{name}; {_change(place.firm.zone, change)}"
    which = f"{data.counts or 'of unknown age'}, {'of the system' if data.of_system else 'of the package tzdata'}"
    if age(data.counts, place.now) > _OLD:
        yield told("zone", f"{seen}. Its rules are of {which}", "Update tzdata: countries change their clocks at short notice.")  # fmt: skip
    else:
        yield well("zone", f"{seen}. Its rules: {which}")
    if data.of_system and data.package and data.system and data.system < data.package:
        yield told("zone", f"the system's rules ({data.system}) are older than the package's ({data.package}), and go first", "Update the system's tzdata; or let the package count: PYTHONTZPATH=")  # fmt: skip


def age(version: str, now: datetime) -> timedelta:
    """How old the rules of a version (2026b) are at the least; none where it does not say."""
    year = version[:4]
    if not (year.isdigit() and version[4:5].isalpha()):
        return timedelta(0)
    # Each year brings some three; a is of the first months.
    begun = datetime(int(year), 1, 1, tzinfo=UTC) + timedelta(days=90 * (ord(version[4]) - ord("a") + 1))
    return max(timedelta(0), now - begun)


def next_change(zone: ZoneInfo, now: datetime) -> datetime | None:
    """The moment, to the second, at which the clocks of a zone are changed next; None where they are not within 400 days."""
    low = now.astimezone(UTC).replace(microsecond=0)
    was = low.astimezone(zone).utcoffset()
    for _ in range(400):
        high = low + timedelta(days=1)
        if high.astimezone(zone).utcoffset() != was:
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == was else (low, middle)
            return high.astimezone(zone)
        low = high
    return None


def _change(zone: ZoneInfo, change: datetime | None) -> str:
    if change is None:
        return "its clocks are not changed in the next 400 days"
    before = (change.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)
    way = "forward" if (change.utcoffset() or timedelta(0)) > (before.utcoffset() or timedelta(0)) else "back"
    on = before + timedelta(seconds=1)
    return f"its clocks go {way} on {on:%Y-%m-%d} at {on:%H:%M} to {change:%H:%M %Z}"
