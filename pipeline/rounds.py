"""All rooms in order: a whole round, and what a tick of the clock does of it."""

from collections.abc import Sequence

from pipeline import hosting
from pipeline.collect.run import Collected
from pipeline.deliver.run import Delivered
from pipeline.errors import BusyError, HostError
from pipeline.hosting import Outcome
from pipeline.model import ClearedItem, DeliveryState
from pipeline.outcome import Run
from pipeline.plan import decide as plan_decide
from pipeline.subscribe.retention import proof_kept_from
from pipeline.wiring import PUBLISHED, House


def whole(house: House) -> Run:
    """Collect, tag, clear, publish, then what is due of digests and deliveries. Raises BusyError where another is at work."""
    with house.working():
        tidy(house)
        collected = house.collect()
        tagged = house.tag()
        screened = house.screen()
        cleared, held = house.judged()
        published = house.publish(thorough=True)
        if period := _site_due(house):
            house.ledger.fire(plan_decide.SITE, period, house.time())
        hosted = put_where_it_lives(house)
        editions = house.mailing.open_due(cleared)
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
        delivered=send(house, cleared),
    )


def send(house: House, cleared: Sequence[ClearedItem]) -> Delivered:
    """Hand over what is planned, where nobody is at that already.

    The firm is not locked meanwhile: an edition may take hours, and whoever withdraws a piece must not wait for its end.
    """
    try:
        with house.mailing.alone():
            return house.mailing.deliver(cleared)
    except BusyError:
        return Delivered()


def due(house: House) -> Run | None:
    """Do what is due now, if anything is. Raises BusyError where another is at work."""
    with house.working():
        tidy(house)
    if _site_due(house) or house.mailing.due():
        return whole(house)
    waiting = house.ledger.due_now(house.time()) + house.seeds.due_now(house.time())
    in_hand = house.ledger.in_hand()
    outdated = _outdated(house) or _elsewhere_outdated(house)
    if not (waiting or in_hand or outdated):
        return None
    if not (in_hand or outdated) and (stop := house.mailing.stopped()):
        return Run.stopped(stop, waiting)
    done = _bring_up_to_date(house)
    # What waits may be in somebody else's hands.
    return done if outdated or done.delivered != Delivered() else None


#: The rhythm in which what need not be kept is removed: once a day.
_TIDY = "tidy"


def tidy(house: House) -> int:
    """Once a day, remove unconfirmed sign-ups, readers who left a month ago, and proof of years ago; returns how many."""
    day = house.time().astimezone(house.firm.zone).date().isoformat()
    if house.ledger.fired().get(_TIDY, "") >= day:
        return 0
    house.ledger.fire(_TIDY, day, house.time())
    firm, now = house.firm, house.time()
    return house.ledger.clear_out(now, proof_kept_from(now, firm.subscribing.proof_years, firm.zone))


def _site_due(house: House) -> str | None:
    return plan_decide.site_due(house.firm.cadences, house.firm.zone, house.time(), house.ledger.fired())


def _outdated(house: House) -> bool:
    """Whether something was cleared, taken back or has ended since the site was built, or its set time has come."""
    told = house.ledger.mark(PUBLISHED)
    return bool(told) and (house.clearing.standing() != told or house.set_time_has_come())


def _bring_up_to_date(house: House) -> Run:
    """Publish what is cleared now, and send what waits: a withdrawal waits for no edition, and a mail for no new one."""
    with house.working():
        cleared, held = house.judged()
        published, hosted = house.publish(), put_where_it_lives(house)
    return Run(
        collected=Collected(), tagged=0, screened=0, cleared=tuple(cleared), held=tuple(held), published=published,
        hosted=hosted, editions=(), spared=0, delivered=send(house, cleared),
    )  # fmt: skip


#: The version of the site that went to every host last.
_HOSTED = "hosted"


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
