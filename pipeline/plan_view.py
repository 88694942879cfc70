"""What the plan holds, for whoever looks: slots, blogs to be asked, mails that wait, each with what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import returns
from pipeline.addresses import shown
from pipeline.edition_status import status
from pipeline.model import Cadence, JobPause, Planned, SlotState, when
from pipeline.model.posting import PostState
from pipeline.plan import decide
from pipeline.planning import DATES
from pipeline.ports import FeedState
from pipeline.wiring import House

#: Slots that were missed or failed are shown for so long.
_LATELY = timedelta(days=7)

#: What each job does, in words.
WORDS = {
    decide.SITE: "collect, clear, publish",
    decide.LEARN: "the tagger learns",
    decide.CHECK: "the site is compared with a full build",
    decide.BACKUP: "everything is backed up",
    decide.RETENTION: "old data is removed",
    decide.SHARE: "share packs are mailed to those who post by hand",
    Cadence.DAILY: "the edition is composed",
    Cadence.WEEKLY: "the edition is composed",
    Cadence.MONTHLY: "the edition is composed",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that is to be done, or was missed."""

    #: What `attract plan why` takes: a slot's name, or `feed ADDRESS`, `deliver EDITION`, `bounces`.
    name: str
    job: str
    what: str
    state: SlotState
    due: datetime
    zone: ZoneInfo
    rule: str = ""
    shift: str = ""
    #: When the first mail of an edition may leave.
    leaves: datetime | None = None
    tries: int = 0
    error: str = ""
    again: datetime | None = None
    by: str = ""
    said: str = ""
    #: What happens next, or what a person can do.
    following: str = ""


def entries(house: House, days: int | None = None) -> list[Entry]:
    """What comes, the soonest first.

    Args:
        house: the firm.
        days: everything for so many days; None: of each rhythm the next, and what somebody should know.

    """
    house.plan.lay(max(days or 0, decide.AHEAD))
    found = [*_slots(house, days), *_feeds(house), *_bounces(house), *_deliveries(house), *_posts(house, days)]
    return sorted(found, key=lambda each: (each.due, each.name))


def _slots(house: House, days: int | None) -> Iterator[Entry]:
    now, pauses = house.time(), house.slots.pauses()
    until = now + timedelta(days=days if days is not None else decide.AHEAD)
    seen: set[str] = set()
    for slot in house.slots.find(since=now - _LATELY):
        ahead = slot.state in (SlotState.PLANNED, SlotState.RUNNING)
        touched = bool(slot.by or slot.tries) or (slot.state is SlotState.MISSED and slot.due > now - _LATELY)
        if slot.due < now and not ahead and not touched:
            continue
        if slot.state is SlotState.DONE or (slot.due > until and (days is not None or slot.job in seen)):
            continue
        shown_once = days is None and slot.job not in DATES and slot.job in seen and not touched
        if shown_once or (days is None and slot.state is SlotState.CLOSED):
            continue
        if ahead and slot.due > now:
            seen.add(slot.job)
        yield of_slot(house, slot, pauses.get(slot.job))


def of_slot(house: House, slot: Planned, pause: JobPause | None) -> Entry:
    """A slot as people see it."""
    return Entry(
        name=slot.name, job=slot.job, what=WORDS.get(slot.job, slot.rule), state=slot.state, due=slot.due,
        zone=ZoneInfo(slot.zone), rule=slot.rule, shift=slot.shift, leaves=_leaves(house, slot), tries=slot.tries,
        error=slot.error, again=slot.again, by=slot.by, said=slot.said, following=_following(house, slot, pause),
    )  # fmt: skip


def _leaves(house: House, slot: Planned) -> datetime | None:
    """When the first mail of an edition that is still to be composed may leave."""
    if not slot.is_edition or slot.state is not SlotState.PLANNED:
        return None
    return house.plan.opening().opens(max(slot.at, slot.due + house.firm.mail.to_take_back))


def _following(house: House, slot: Planned, pause: JobPause | None) -> str:
    zone, name = house.firm.zone, slot.name
    if slot.state is SlotState.SKIPPED:
        return f"`attract plan reset {name}` brings it back"
    if slot.state is SlotState.MISSED:
        return "nothing is done in it any more"
    if slot.state is SlotState.RUNNING:
        return "somebody is at it, or was when their process ended"
    if slot.state is SlotState.PLANNED and pause:
        return f"{pause.by} lets it rest: `attract plan resume {slot.job}`"
    if slot.state is SlotState.PLANNED and slot.again and slot.again > house.time():
        return f"tried again at {when.told(slot.again, zone)}, or at once by `attract run`"
    if slot.state is SlotState.PLANNED and slot.due <= house.time():
        return "due now"
    return ""


def _feeds(house: House) -> Iterator[Entry]:
    """Each blog at its own interval."""
    states, zone = house.library.feeds(), house.firm.zone
    for feed in house.feeds:
        if "://" not in feed.address:
            continue
        state = states.get(feed.address, FeedState(address=feed.address))
        if state.gone:
            continue
        every = feed.every or house.firm.collecting.every
        yield Entry(
            name=f"feed {shown(feed.address)}", job="feeds", what=state.title or shown(feed.address),
            state=SlotState.PLANNED, due=state.due or house.time(), zone=zone, rule=f"every {every} minutes",
            tries=state.failures, error=state.problem[1] if state.problem else "",
            following=state.problem[2] if state.problem else "",
        )  # fmt: skip


def _bounces(house: House) -> Iterator[Entry]:
    if house.firm.mail.mailbox:
        minutes = returns.EVERY // timedelta(minutes=1)
        yield Entry(
            name="bounces", job="bounces", what="the mailbox of bounces is read", state=SlotState.PLANNED,
            due=returns.next_poll(house), zone=house.firm.zone, rule=f"every {minutes} minutes",
        )  # fmt: skip


def _deliveries(house: House) -> Iterator[Entry]:
    """Editions of which something waits: when the next of it may leave, and what keeps it."""
    now, zone, opening = house.time(), house.firm.zone, house.plan.opening()
    stop = house.mailing.stopped()
    for each in status(house):
        if not each.waiting or not each.edition.composed:
            continue
        name, held = each.edition.name, each.edition.held
        first = max(now, each.edition.leaves or now)
        if each.waiting == each.later and each.next_try:
            first = max(first, each.next_try)
        texts = sum(each.texts.values())
        beside = f", and {texts} for networks" if texts else ""
        yield Entry(
            name=f"deliver {name}", job="deliver", what=f"{each.waiting} of it wait{'s' * (each.waiting == 1)}{beside}",
            state=SlotState.PLANNED, due=opening.opens(first) or first, zone=zone, shift=opening.shut(first),
            error=str(stop.cause) if stop else held, again=each.next_try,
            following=stop.remedy if stop else f"`attract digest release {name}` lets it go" if held else "",
        )  # fmt: skip


def _posts(house: House, days: int | None) -> Iterator[Entry]:
    """Posts that were cleared, each when it leaves: of each account the next, or those of so many days."""
    if not house.firm.social.accounts:
        return
    accounts, opening, zone = house.posting.accounts, house.plan.opening(), house.firm.zone
    until = house.time() + timedelta(days=days if days is not None else decide.AHEAD)
    seen: set[str] = set()
    for post in house.posting.posts.find(states=[PostState.PLANNED], until=until):
        if (days is None and post.account in seen) or post.account not in accounts.all():
            continue
        seen.add(post.account)
        spoken = accounts.all()[post.account].is_spoken
        first = max(post.due, post.again or post.due)
        yield Entry(
            name=f"post {post.id}", job="post", what=f"{post.account} tells of {post.of}", state=SlotState.PLANNED,
            due=opening.opens(first) or first, zone=zone, shift=opening.shut(first), tries=post.tries, again=post.again,
            error=post.response if post.tries else "", by="", following=accounts.stopped(post.account) if spoken else "",
        )  # fmt: skip


def as_json(found: Sequence[Entry], firm_zone: ZoneInfo) -> list[dict[str, Any]]:
    """For other programs: every moment by the clock of its zone, and in UTC."""

    def iso(at: datetime | None) -> str | None:
        return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None

    return [
        {
            "slot": each.name, "job": each.job, "what": each.what, "state": each.state,
            "due": each.due.astimezone(each.zone).isoformat(timespec="seconds"), "zone": each.zone.key,
            "due_utc": iso(each.due), "leaves": each.leaves and each.leaves.astimezone(firm_zone).isoformat(timespec="seconds"),
            "leaves_utc": iso(each.leaves), "rule": each.rule, "shift": each.shift, "tries": each.tries,
            "error": each.error, "tried_again_utc": iso(each.again), "by": each.by, "said": each.said, "next": each.following,
        }
        for each in found
    ]  # fmt: skip
