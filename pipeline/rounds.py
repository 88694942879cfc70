"""All rooms in order: a whole round, and what a tick of the clock does of it."""

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace

from pipeline import hosting
from pipeline.collect.run import Collected
from pipeline.deliver.run import Delivered
from pipeline.errors import AttractError, BusyError, HostError
from pipeline.hosting import Outcome
from pipeline.model import Cadence, ClearedItem, DeliveryState, Planned, SlotState
from pipeline.outcome import Run
from pipeline.plan import decide as plan_decide
from pipeline.planning import DATES
from pipeline.social.run import PostRun
from pipeline.social.share import ShareRun
from pipeline.subscribe.retention import proof_kept_from
from pipeline.wiring import PUBLISHED, House


def whole(house: House, *, by_clock: bool = False) -> Run:
    """Collect, tag, clear, publish, then what is due of digests and deliveries. Raises BusyError where another is at work.

    Args:
        house: the firm.
        by_clock: nobody asked for it: what failed waits for its time, and readers get nothing in quiet hours.

    """
    with house.working(), ExitStack() as slots:
        settled = house.plan.due(soon=not by_clock)
        retain(house, settled.due)
        mine = [each for each in settled.due if each.job in _OF_A_ROUND and slots.enter_context(house.plan.work(each))]
        collected = house.collect()
        tagged = house.tag()
        screened = house.screen()
        cleared, held = house.judged()
        published = house.publish(thorough=True)
        hosted = put_where_it_lives(house)
        editions = [each.slot for each in mine if each.is_edition and house.mailing.open(each.slot, cleared)]
    draft(house, cleared)
    counts = [house.ledger.counts(slot.edition) for slot in editions]
    return Run(
        collected=collected,
        tagged=tagged,
        screened=screened,
        cleared=tuple(cleared),
        held=tuple(held),
        published=published,
        hosted=hosted,
        editions=tuple(editions),
        spared=sum(each.get(DeliveryState.EXCLUDED, 0) for each in counts),
        delivered=send(house, cleared, by_clock=by_clock),
        posted=say(house, cleared, by_clock=by_clock),
        shared=share(house, cleared, by_clock=by_clock),
        missed=_told(settled.missed),
    )


#: The jobs that one pass through all rooms does.
_OF_A_ROUND = (plan_decide.SITE, *Cadence, *DATES)


def send(house: House, cleared: Sequence[ClearedItem], *, by_clock: bool = False) -> Delivered:
    """Hand over what is planned, where nobody is at that already.

    The firm is not locked meanwhile: an edition may take hours, and whoever withdraws a piece must not wait for its end.
    """
    try:
        with house.mailing.alone():
            return house.mailing.deliver(cleared, by_clock=by_clock)
    except BusyError:
        return Delivered()


def draft(house: House, cleared: Sequence[ClearedItem]) -> int:
    """Bring the drafts of posts up to what is cleared, where the firm has accounts; returns how many are new."""
    return house.posting.bring_up(cleared) if house.firm.social.accounts else 0


def say(house: House, cleared: Sequence[ClearedItem], *, by_clock: bool = False) -> PostRun:
    """Say the posts that are due, where nobody is at that already; none leads to a page that is not there yet."""
    if not (house.sends and house.firm.social.accounts):
        return PostRun()
    try:
        with house.posting.alone():
            return house.posting.send(cleared, by_clock=by_clock, held_up=no_page(house))
    except BusyError:
        return PostRun()


def share(house: House, cleared: Sequence[ClearedItem], *, by_clock: bool = False) -> ShareRun:
    """Mail the share packs where a slot for them has come; none leads to a page that is not there yet."""
    from pipeline import share_packs

    run = ShareRun()
    if not sharing(house, soon=not by_clock) or no_page(house):
        return run
    try:
        with house.working():
            for slot in house.plan.ready(plan_decide.SHARE, soon=not by_clock):
                with house.plan.work(slot) as mine:
                    if mine and house.firm.social.accounts:
                        run = share_packs.mail(house, cleared, slot.period)
                        share_packs.tell(run)
                    if run.problem:
                        raise run.problem
    except BusyError:
        pass  # somebody is at work; the slot waits until they are done
    except AttractError as problem:
        run.problem = problem
    return run


def sharing(house: House, *, soon: bool = False) -> bool:
    """Whether share packs are to be mailed now: by a house that sends, and on open days."""
    if not (house.sends and house.firm.cadences.share) or (not soon and house.plan.opening().shut(house.time())):
        return False
    # Asked with every look at the clock: the rows first, which it has laid.
    waits = house.slots.find(
        jobs=[plan_decide.SHARE], states=[SlotState.PLANNED, SlotState.RUNNING], until=house.time()
    )
    return bool(waits and house.plan.ready(plan_decide.SHARE, soon=soon))


def due(house: House) -> Run | None:
    """Do what is due now, if anything is. Raises BusyError where another is at work."""
    with house.working():
        settled = house.plan.due()
        retain(house, settled.due)
    jobs, missed = {each.job for each in settled.due}, _told(settled.missed)
    if jobs & {plan_decide.SITE, *Cadence}:
        done = whole(house, by_clock=True)
        return replace(done, missed=(*missed, *done.missed))
    shut = house.plan.opening().shut(house.time())
    waiting = (
        house.seeds.due_now(house.time()) + (0 if shut else house.ledger.due_now(house.time())) if house.sends else 0
    )
    in_hand = house.ledger.in_hand() if house.sends else 0
    asked = house.feeds_due()
    outdated = bool(asked or jobs & {*DATES}) or _outdated(house) or _elsewhere_outdated(house)
    posts = sharing(house) or (house.sends and bool(house.firm.social.accounts) and house.posting.ready())
    if not (waiting or in_hand or outdated or posts):
        return Run.nothing(missed) if missed else None
    if not (in_hand or outdated or posts) and (stop := house.mailing.stopped()):
        return Run.stopped(stop, waiting, missed)
    if waiting or in_hand or outdated:
        done = replace(_bring_up_to_date(house, settled.due, asked), missed=missed)
    else:
        done = replace(_posts_alone(house), missed=missed)
    # What waits may be in somebody else's hands.
    happened = done.delivered != Delivered() or done.posted.happened or done.posted.problems or done.shared.happened
    return done if outdated or missed or happened else None


def _told(missed: Sequence[Planned]) -> tuple[Planned, ...]:
    """Those that somebody should hear of: what keeps things in order is made good by the next."""
    return tuple(each for each in missed if each.is_edition or each.job == plan_decide.SHARE)


def retain(house: House, slots: Sequence[Planned]) -> int:
    """Once a day, remove unconfirmed sign-ups, readers who left a month ago, and proof of years ago; returns how many."""
    removed, firm, now = 0, house.firm, house.time()
    for each in slots:
        if each.job == plan_decide.RETENTION:
            with house.plan.work(each) as mine:
                if mine:
                    removed += house.ledger.clear_out(
                        now, proof_kept_from(now, firm.subscribing.proof_years, firm.zone)
                    )
    return removed


def _outdated(house: House) -> bool:
    """Whether something was cleared, taken back or has ended since the site was built, or its set time has come."""
    told = house.ledger.mark(PUBLISHED)
    return bool(told) and (house.clearing.standing() != told or house.set_time_has_come())


def _bring_up_to_date(house: House, slots: Sequence[Planned], asked: Collection[str]) -> Run:
    """Publish what is cleared now, and send what waits: a withdrawal waits for no edition, and a mail for no new one."""
    with house.working(), ExitStack() as stack:
        for each in slots:
            if each.job in DATES:
                stack.enter_context(house.plan.work(each))
        collected = house.collect(asked=asked) if asked else Collected()
        # Somebody may have been interrupted after they had collected.
        tagged, screened = house.tag(), house.screen()
        cleared, held = house.judged()
        published, hosted = house.publish(), put_where_it_lives(house)
    draft(house, cleared)
    return Run(
        collected=collected, tagged=tagged, screened=screened, cleared=tuple(cleared), held=tuple(held),
        published=published, hosted=hosted, editions=(), spared=0, delivered=send(house, cleared, by_clock=True),
        posted=say(house, cleared, by_clock=True), shared=share(house, cleared, by_clock=True),
    )  # fmt: skip


def _posts_alone(house: House) -> Run:
    """Say what is due where the site is as it should be: most looks at the clock find nothing else."""
    cleared, held = house.judged()
    draft(house, cleared)
    return replace(
        Run.nothing(()), cleared=tuple(cleared), held=tuple(held), posted=say(house, cleared, by_clock=True),
        shared=share(house, cleared, by_clock=True),
    )  # fmt: skip


#: The version of the site that went to every host last.
_HOSTED = "hosted"


def no_page(house: House) -> str:
    """Why a post would lead to a page that is not there yet; empty where it would not."""
    return "the site at your hosts is not this one yet: attract publish" if _elsewhere_outdated(house) else ""


def _elsewhere_outdated(house: House) -> bool:
    """Whether some host has not got the site that stands here; one that could not be reached is tried again."""
    hosts = house.firm.publishing
    return bool(hosts.at_once and hosts.to and house.ledger.mark(_HOSTED) != house.site_version())


def put_where_it_lives(house: House, *, again: bool = False) -> tuple[Outcome, ...]:
    """Put the site where it lives, where it has changed; one host that fails stops nothing.

    Args:
        house: the firm.
        again: also what seems to be there already, every file: what stands there may be others.

    """
    if again:
        house.ledger.set_mark(_HOSTED, "")
    if not _elsewhere_outdated(house):
        return ()
    version = house.site_version()
    try:
        outcomes = tuple(hosting.put(house, anew=again, progress=house.progress))
    except BusyError:
        return ()  # somebody is putting it there; the next tick looks whether that was this version
    except HostError as problem:
        return (Outcome("the site", problem=problem),)
    if not any(each.problem for each in outcomes):
        house.ledger.set_mark(_HOSTED, version)
    return outcomes
