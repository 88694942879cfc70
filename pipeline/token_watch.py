"""Tells, with each look at the clock, of tokens of social networks that end, and of a version of LinkedIn's interface that is old."""

import json

from pipeline import events
from pipeline.model import when
from pipeline.social import watching
from pipeline.social.watching import Aged, Ending
from pipeline.wiring import House

#: What was told of which token: whoever starts the clock anew hears nothing twice.
_TOLD = "tokens told"


def watch(house: House) -> None:
    """Look, and tell what is new. Where nothing ends soon it costs one question to the store, and without accounts none."""
    social = house.firm.social
    if not social.accounts:
        return
    now, known = house.time(), house.posting.tokens.connections()
    age = watching.version_age(social.accounts.values(), social.linkedin_version, now)
    near = [name for name, each in known.items() if watching.ending(each, now)]
    if not near and not watching.is_old(age):
        return
    told = house.ledger.mark(_TOLD)
    renewed = [name for name in near if name in social.accounts and house.posting.accounts.renews(name)]
    found, then = watching.news(
        known, social.accounts, social.linkedin_version, json.loads(told or "{}"), now, renewed=renewed
    )
    for each in found:
        if isinstance(each, Aged):
            events.tell(events.VERSION_OLD, old(each), version=each.version, months=each.months)
        else:
            events.tell(events.TOKEN_ENDS, ends(each, house), account=each.account, days=each.days)
    # Not before it was told: better twice than never.
    if found:
        house.ledger.set_mark(_TOLD, json.dumps(then, sort_keys=True))


def ends(each: Ending, house: House) -> str:
    """A token's end as a person is told of it."""
    at = when.told(each.ends, house.firm.zone)
    if each.over:
        said = f"The token of {each.account} has ended, on {at}: nothing of it leaves."
    else:
        said = f"The token of {each.account} ends in {each.days} {'day' if each.days == 1 else 'days'}, on {at}."
    return f"{said} Connect it again: attract social connect {each.account}"


def old(each: Aged) -> str:
    """A version's age likewise."""
    return (
        f"LinkedIn's version {each.version} is {each.months} months old, and LinkedIn ends each after about a year. Look at"
        " LinkedIn's list of versions, and set `social.linkedin_version` in content/firm.yml."
    )
