"""The store: whether it is whole, whether what runs by the clock has run, and what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pipeline import canary, template_gate
from pipeline.doctor.place import Place, ago
from pipeline.edges.store.database import HEAD
from pipeline.errors import AttractError
from pipeline.model import DeliveryState, SlotState
from pipeline.model.check import Check, person, told, well
from pipeline.model.telling import listed
from pipeline.plan import decide as plan_decide
from pipeline.proving.saying import times

_RESTORE = "Stop Attract, keep this file aside, and bring the store back from a backup."
#: A write-ahead log of this size has not been emptied for long: somebody reads and never ends.
_LONG_LOG = 256 << 20
#: What is due once a day was missed when it is older than this; the mailbox is looked into every five minutes.
_DAY, _POLL = timedelta(days=2), timedelta(hours=1)
#: What was given up since then is told.
_LATELY = timedelta(days=7)
#: A clock that did not tick for so long is told, where something was due.
_LATE = timedelta(hours=1)
#: So many failed tries in a row are no accident.
_FAILED = 3


def database(place: Place) -> Iterator[Check]:
    """Whether the database is whole, and of this version."""
    health = place.health
    if health is None:
        yield told("database", "there is none yet", "Run: attract run")
        return
    if health.problem:
        yield person("database", f"{place.database} cannot be read: {health.problem}", _RESTORE)
        return
    if health.damage:
        yield person("database", f"it is damaged: {health.damage[0]}", _RESTORE)
    if health.loose:
        yield person("database", f"rows in {listed(list(health.loose))} name what is not there", _RESTORE)
    if health.log > _LONG_LOG:
        yield told("database", f"its log has grown to {health.log >> 20} MB", "Some program reads and never ends: stop Attract everywhere, and start it again.")  # fmt: skip
    if health.revision > HEAD:
        yield person("database", f"a newer Attract has changed it (revision {health.revision}; this one knows {HEAD})", "Run the newer Attract everywhere.")  # fmt: skip
    elif health.revision != HEAD:
        yield told("database", f"it is of an older Attract (revision {health.revision or 'none'}, not {HEAD})", "The next attract tick brings it up to date.")  # fmt: skip
    elif not (health.damage or health.loose):
        yield well("database", f"whole; revision {health.revision}, {health.size / (1 << 20):.1f} MB")


def jobs(place: Place) -> Iterator[Check]:
    """What the clock does: when it did it last, what it has not done, and what failed. The plan's rows, read as they stand."""
    house, now = place.house, place.now
    done, resting = house.slots.fired(), house.slots.pauses()
    # Once a day it removes what need not be kept, whatever else is set.
    yield from _daily(place, "clock runs", "the clock ticked", done.get(plan_decide.RETENTION), now)
    if house.firm.cadences.check and plan_decide.CHECK in done:
        yield from _daily(place, "night check", "the site was looked over", done[plan_decide.CHECK], now)
    waiting = house.slots.find(states=(SlotState.PLANNED, SlotState.RUNNING), until=now)
    waiting = [each for each in waiting if each.job not in resting]
    for each in waiting:
        if each.error:
            again = f"; again at {place.local(each.again)}" if each.again else ""
            yield person("plan", f"{each.name} was tried {times(each.tries)}: {each.error}{again}", f"Mend the cause; attract plan why {each.name} says more.")  # fmt: skip
    late = [each for each in waiting if not each.error and now - each.due > _LATE]
    if late:
        more = f", and {len(late) - 1} more" if len(late) > 1 else ""
        yield person("plan", f"{late[0].name} is due since {place.local(late[0].due)}, and was not done{more}", "Start the clock: attract schedule, or cron with attract tick; attract plan shows what is due.")  # fmt: skip
    if missed := house.slots.find(states=(SlotState.MISSED,), since=now - _LATELY):
        # Editions first: whatever else was missed, the next one made good.
        last = max(missed, key=lambda each: (each.is_edition, each.due))
        more = f", and {len(missed) - 1} more in a week" if len(missed) > 1 else ""
        yield told("plan", f"{last.name} was given up: {last.said}{more}", f"attract plan why {last.name} says more; nobody was there when it was due.")  # fmt: skip
    for rests in resting.values():
        yield told("plan", f"{rests.job} rests since {place.local(rests.since)}, says {rests.by}", f"attract plan resume {rests.job} lets it go on.")  # fmt: skip
    yield from bounces(place)
    yield from feeds(place)


def bounces(place: Place) -> Iterator[Check]:
    """When somebody looked into the mailbox to which mails come back."""
    house, now = place.house, place.now
    if house.firm.mail.mailbox:
        polled = house.ledger.mark("bounces polled")
        last = datetime.fromisoformat(polled) if polled else None
        if last is None or now - last > _POLL:
            since = f"for {ago(now - last)}" if last else "ever"
            yield person("bounces", f"nobody has looked into the mailbox {since}", "attract bounces poll says why; the clock does it every five minutes.")  # fmt: skip
        else:
            yield well("bounces", f"the mailbox was looked into {ago(now - last)} ago")


def _daily(place: Place, name: str, what: str, day: str | None, now: datetime) -> Iterator[Check]:
    """What is done once a day, by the day in the firm's zone on which it was done last."""
    if day is None:
        yield told(
            name, "no clock has run here yet", "attract schedule, or cron with attract tick, does what falls due."
        )
        return
    last = datetime.fromisoformat(day).replace(tzinfo=place.house.firm.zone)
    if now - last > _DAY:
        yield person(name, f"{what} last on {day}, {ago(now - last)} ago", "Start the clock: attract schedule, or cron with attract tick; attract plan shows what is due.")  # fmt: skip
    else:
        yield well(name, f"{what} last on {day}")


def feeds(place: Place) -> Iterator[Check]:
    """The blogs that the firm follows."""
    house, now = place.house, place.now
    known, followed = house.library.feeds(), house.feeds
    bad = 0
    for feed in followed:
        state = known.get(feed.address)
        if state is None or not (state.failures or state.gone):
            continue
        bad += 1
        why = state.problem[1] if state.problem else "it does not answer"
        good = f"; the last good answer was {ago(now - state.good)} ago" if state.good else "; it never answered well"
        if state.gone or state.failures >= _FAILED:
            yield person("feeds", f"{feed.address}: {why}{good}", "attract feeds check says more; take it out of the settings if it is gone.")  # fmt: skip
        else:
            yield told("feeds", f"{feed.address}: {why}{good}", "It is asked again by itself.")
    if followed and not bad:
        yield well("feeds", f"{len(followed)} followed, and none fails")


def mails(place: Place) -> Iterator[Check]:
    """What waits, what is uncertain, and what stops it."""
    house, now = place.house, place.now
    ledger = house.ledger
    counts = ledger.counts()
    if reason := ledger.pause_of_sending().reason:
        yield person("sending", f"it is paused: {reason}", "When the cause is mended: attract bounces resume --by NAME")
    stops: list[AttractError] = [each for each in (canary.stopped(house), template_gate.stopped(house)) if each]
    waiting = counts.get(DeliveryState.PLANNED, 0)
    for stop in stops:
        if waiting:
            yield person("sending", f"{stop.thing}: {stop.cause}", stop.remedy)
        else:
            yield told("sending", f"{stop.thing}: {stop.cause}", stop.remedy)
    if uncertain := counts.get(DeliveryState.UNCERTAIN, 0):
        mail = "mail may or may not have arrived" if uncertain == 1 else "mails may or may not have arrived"
        yield person("sending", f"{uncertain:,} {mail}", "Find out, and say so: attract deliver resolve")
    for edition in ledger.held_up(now):
        if edition.held:
            yield told("sending", f"{edition.name} is held: {edition.held}", f"attract digest release {edition.name} lets it go.")  # fmt: skip
    overdue = len(ledger.overdue(now))
    if overdue:
        yield told("sending", f"{overdue} sender{'' if overdue == 1 else 's'} ended in the middle of its work", "The next attract tick finds out what became of it.")  # fmt: skip
    if waiting and not (reason or stops):
        due = ledger.due_now(now)
        yield told("sending", f"{waiting:,} wait to be sent, {due:,} of them now", "attract deliver sends them; the clock does it by itself.")  # fmt: skip
    elif not (waiting or uncertain or reason):
        yield well("sending", "nothing waits, and nothing is uncertain")
