"""What people decide about the plan: to leave a slot out, to give it another moment, to let a job rest."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.errors import UsageError
from pipeline.model import JobPause, Planned, SlotState, when
from pipeline.plan import decide
from pipeline.planning import DATES
from pipeline.wiring import House


def known(house: House, name: str) -> Planned:
    """The slot of this name. Raises UsageError where there is none."""
    house.plan.lay()
    if slot := house.slots.one(name):
        return slot
    jobs = [name.partition("-")[0]]
    near = house.slots.find(jobs=jobs, states=[SlotState.PLANNED], since=house.time())[:3]
    coming = ", ".join(each.name for each in near)
    raise UsageError(
        name,
        f"the plan has no slot of this name{f'; these come: {coming}' if coming else ''}.",
        "`attract plan --days 60` lists them.",
    )


def skip(house: House, name: str, by: str, reason: str) -> Planned:
    """Leave one out. Raises UsageError where it is over, or nobody may."""
    slot = _free(house, name)
    if not house.slots.skip(slot, by, reason, house.time()):
        raise _over(house, slot)
    return known(house, name)


def move(house: House, name: str, to: datetime, by: str, reason: str) -> Planned:
    """Give one another moment, between those of its neighbours.

    Raises:
        UsageError: that is past or beyond a neighbour, or it is over.

    """
    slot, now = _free(house, name), house.time()
    if to <= now:
        raise UsageError(name, "that moment is past.", "Name one that is to come.")
    before, after = _neighbours(house, slot)
    for other, wrong in ((before, before and to <= before.at), (after, after and to >= after.at)):
        if other and wrong:
            raise UsageError(
                name, f"{other.name} is at {when.told(other.at, house.firm.zone)}: slots keep their order.",
                "Name a moment on this side of it, or move that one first.",
            )  # fmt: skip
    early = slot.at - slot.due
    if not house.slots.move(slot, max(to - early, now), to, by, reason):
        raise _over(house, slot)
    return known(house, name)


def _neighbours(house: House, slot: Planned) -> tuple[Planned | None, Planned | None]:
    """The slots of its job that count, before and after it, by their periods."""
    counts = (SlotState.PLANNED, SlotState.RUNNING, SlotState.DONE)
    others = [each for each in house.slots.find(jobs=[slot.job], states=counts) if each.period != slot.period]
    before = [each for each in others if each.period < slot.period]
    after = [each for each in others if each.period > slot.period]
    return (
        max(before, key=lambda each: each.at, default=None),
        min(after, key=lambda each: each.at, default=None),
    )


def reset(house: House, name: str) -> Planned:
    """Put one back to where the rules have it. Raises UsageError where it is over."""
    slot = _free(house, name)
    if not slot.by:
        raise UsageError(name, "nobody has moved it or left it out.", f"`attract plan why {name}` says how it stands.")
    if not house.slots.reset(slot):
        raise _over(house, slot)
    house.plan.lay(anew=True)
    return known(house, name)


def pause(house: House, job: str, by: str, reason: str) -> JobPause:
    """Let a job rest. Raises UsageError where there is none of this name, or it may not."""
    _job(house, job)
    resting = JobPause(job=job, by=by, since=house.time(), reason=reason)
    house.slots.pause(resting)
    return resting


def resume(house: House, job: str) -> None:
    """Let it go on. Raises UsageError where it does not rest."""
    if not house.slots.resume(job):
        resting = ", ".join(house.slots.pauses()) or "none"
        raise UsageError(job, f"it does not rest. These do: {resting}.", "`attract plan` has them all.")


def _job(house: House, job: str) -> None:
    jobs = [name for name in house.plan.rhythms if name != decide.RETENTION]
    if job == decide.RETENTION:
        raise UsageError(job, "what must be removed in time is not kept longer.", _KEEP)
    if job not in jobs:
        raise UsageError(
            job, f"the plan has no such rhythm. It has: {', '.join(jobs) or 'none'}.",
            "`cadences` in content/firm.yml sets them.",
        )  # fmt: skip


_KEEP = "`subscribing.proof_years` in content/firm.yml says how long what is kept."


def _free(house: House, name: str) -> Planned:
    """A slot that a person may change."""
    slot = known(house, name)
    if slot.job in DATES:
        raise UsageError(name, f"it follows from {DATES[slot.job]}.", "Change that; the plan follows.")
    if slot.job == decide.RETENTION:
        raise UsageError(name, "what must be removed in time is not kept longer.", _KEEP)
    return slot


def _over(house: House, slot: Planned) -> UsageError:
    now = known(house, slot.name)
    remedy = f"`attract plan why {slot.name}` says what became of it."
    if slot.is_edition and now.state is SlotState.DONE:
        remedy = (
            f"The edition is composed: `attract digest hold {slot.name}` stops it, `attract digest undo` takes it back."
        )
    return UsageError(slot.name, f"it is {_STATES.get(now.state, now.state)} already.", remedy)


_STATES: Mapping[SlotState, str] = {
    SlotState.RUNNING: "being worked on",
    SlotState.SKIPPED: "left out",
    SlotState.CLOSED: "left out by the calendar",
}
