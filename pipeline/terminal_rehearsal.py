"""What a person sees of a rehearsal. Makes lines; decides nothing."""

from collections import Counter
from collections.abc import Iterator

from pipeline.model import Delivery, when
from pipeline.rehearsing import report
from pipeline.rehearsing.report import Rehearsal
from pipeline.rehearsing.run import Event, What

#: So many pieces of a build are named.
_NAMED = 5
_BECOME = {"new": "public", "gone": "taken off", "changed": "shown otherwise"}


def lines(told: Rehearsal) -> Iterator[str]:
    """All of it, day by day, and a word about readers."""
    zone = told.zone
    yield f"From {when.told(told.began, zone)} to {when.told(told.until, zone)}."
    yield "Nothing left. It says what would, of what lies in the folder now and to who reads now; blogs are not asked."
    if told.house.firm.social.accounts:
        yield "Posts are told as if somebody cleared each wording as soon as it is drafted."
    for day, events in report.by_day(told):
        yield ""
        yield day
        for each in events:
            at = each.at.astimezone(zone)
            yield f"  {at:%H:%M} ({when.in_utc(each.at, zone)})  {_told(each)}"
    yield ""
    if silent := report.quiet(told.events):
        yield f"{silent} edition{'s' * (silent != 1)} would have nothing new for anybody: no mail."
    yield from _elsewhere(told)
    yield from _readers(told)


def _told(each: Event) -> str:
    if each.what is What.SITE:
        named = [f"{id_} {_BECOME[became]}" for id_, became in each.pieces[:_NAMED]]
        more = [f"{len(each.pieces) - _NAMED} more"] if len(each.pieces) > _NAMED else []
        return f"the site is brought up to date: {', '.join([*named, *more])}"
    if each.what is What.MAILS:
        return f"{each.name}: {each.number:,} mail{'s' * (each.number != 1)}"
    if each.what is What.TEXT:
        return f"{each.name}: a text for {each.told}"
    if each.what is What.PACKS:
        return f"{each.name}: {each.number:,} share pack{'s' * (each.number != 1)}"
    if each.what is What.POST:
        return f"{each.name}: a post, “{each.told}”{', which a person brings there' * each.by_hand}"
    if each.what is What.TAKEN_DOWN:
        return f"{each.name}: the post “{each.told}” is taken down"
    if each.what is What.MISSED:
        return f"{each.name} is missed: {each.told}"
    return f"not sent: {each.told}"


def _elsewhere(told: Rehearsal) -> Iterator[str]:
    """Slots that are not at the time of their rule, and those that are left out."""
    found = [each for each in told.events if each.what in (What.MOVED, What.LEFT_OUT)]
    left = Counter(each.name.partition("-")[0] for each in found if each.what is What.LEFT_OUT)
    for each in found:
        # A daily edition that is left out on every holiday of a year is told in one line.
        if each.what is What.LEFT_OUT and left[each.name.partition("-")[0]] > _NAMED:
            continue
        where = "left out" if each.what is What.LEFT_OUT else f"on {when.told(each.at, told.zone)}"
        yield f"{each.name}: {where} ({each.told})"
    for job, number in left.items():
        if number > _NAMED:
            yield f"{job}: {number} slots left out; `--json` names them with their reasons."


def _readers(told: Rehearsal) -> Iterator[str]:
    every = told.readers
    yield (
        f"{every.number:,} reader{'s' * (every.number != 1)}: {every.number - every.without:,} get mail, {every.least} at least, "
        f"{every.middle} in the middle, {every.most} at most; {every.without:,} get none."
    )


def reader(told: Rehearsal, rows: list[Delivery]) -> Iterator[str]:
    """What one reader would get."""
    titles = {item.id: item.title for item in told.house.library.items()}
    yield f"{len(rows)} mail{'s' * (len(rows) != 1)} until {when.told(told.until, told.zone)}."
    for row in rows:
        assert row.at is not None
        yield f"{when.told(row.at, told.zone)}  {row.edition}{'  (their first)' if row.welcome else ''}"
        yield from (f"  {titles.get(id_, id_)}" for id_ in row.items)
