"""Everything that is known of an address and will happen to it, in sentences. Decides nothing and asks nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import zip_longest

from pipeline.model import Delivery, DeliveryState, Permission, SignUp, Slot, Step, Subscriber, Trace, when
from pipeline.model.telling import listed, plural
from pipeline.ports import Suppressed
from pipeline.subscribe.addresses import Address, checked
from pipeline.subscribe.decide import BEFORE
from pipeline.subscribe.permissions import WARNED, remedy

#: How many days whoever left can take it back.
_WAY_BACK_DAYS = 30
#: What a suppression says that they made themselves.
LEFT = "left"
_PERMISSIONS = {
    Permission.EXPRESS: "They asked for it",
    Permission.IMPLIED_CLIENT: "They are or were a client (Canada, implied)",
    Permission.IMPLIED_ENQUIRY: "They enquired (Canada, implied)",
    Permission.SOFT_OPT_IN: "They are or were a client who was offered a way out (United Kingdom, soft opt-in)",
}
_STEPS = {
    Step.ASKED: "asked to subscribe",
    Step.WRITTEN_TO: "was sent the letter that asks for a confirmation",
    Step.CONFIRMED: "confirmed",
    Step.IMPORTED: "came in by a list or by hand",
    Step.CHANGED: "changed what they get",
    Step.PAUSED: "paused",
    Step.LEFT: "left",
    Step.RETURNED: "took their leaving back",
}
_STATES = {
    DeliveryState.PLANNED: "is planned",
    DeliveryState.ATTEMPTING: "is on its way",
    DeliveryState.ACCEPTED: "went out",
    DeliveryState.REFUSED: "was refused",
    DeliveryState.UNCERTAIN: "left, or not: somebody has to find out (`attract deliver resolve`)",
    DeliveryState.EXCLUDED: "was left out",
}


@dataclass(frozen=True, kw_only=True)
class Next:
    """The next edition of their rhythm."""

    slot: Slot
    #: Titles of what it would hold as of now.
    titles: tuple[str, ...]
    #: Why each would be in it, as the reader is told.
    reasons: tuple[str, ...] = ()
    #: How many pieces it would leave out for the reader's ceilings, by the name of what they are about.
    beyond: Mapping[str, int] = field(default_factory=dict)
    #: How many of these would come next time.
    waiting: int = 0
    #: It would be their first.
    welcome: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one address."""

    address: str
    now: datetime
    zone: tzinfo
    #: One who has left within the last 30 days included.
    reader: Subscriber | None = None
    suppressed: Suppressed | None = None
    #: The entry of the firm's list by which it never mails them; empty where there is none.
    never: str = ""
    #: Sign-ups that nobody has confirmed.
    waiting: tuple[SignUp, ...] = ()
    traces: tuple[Trace, ...] = ()
    #: What they asked for that the firm shows today, by name.
    asked_for: tuple[str, ...] = ()
    #: None where no edition of their rhythm is planned at all.
    next: Next | None = None
    deliveries: tuple[Delivery, ...] = ()
    #: Title by item id, of what is still there.
    titles: Mapping[str, str] = field(default_factory=dict)


def told(facts: Facts) -> dict[str, list[str]]:
    """Sentences under headings, in the order in which somebody asks; empty headings are left out."""
    parts = {
        "who": list(_who(facts)),
        "proof": list(_proof(facts)),
        "wish": list(_wish(facts)),
        "next": list(_next(facts)),
        "had": list(_had(facts)),
        "silence": list(silence(facts)),
    }
    return {heading: sentences for heading, sentences in parts.items() if sentences}


def silence(facts: Facts) -> Iterator[str]:
    """Why they get nothing; nothing where they do."""
    reader, now = facts.reader, facts.now
    if facts.suppressed:
        yield (
            f"The address is never mailed, since {_day(facts.suppressed.at, facts)} ({facts.suppressed.reason}); only a "
            "new sign-up that they confirm changes that."
        )
    if facts.never:
        yield f"The firm never mails {facts.never}."
    if reader is None:
        if facts.waiting and not facts.suppressed:
            yield "They have not confirmed yet that the address is theirs."
        return
    if reader.left:
        if facts.suppressed and facts.suppressed.reason == LEFT and (now - reader.left).days < _WAY_BACK_DAYS:
            yield f"They left on {_day(reader.left, facts)}; within {_WAY_BACK_DAYS} days they can take that back."
        return
    if reader.ends and reader.ends <= now:
        yield f"The permission ({reader.permission}) ended on {_day(reader.ends, facts)}."
    if reader.paused and now < reader.paused:
        yield f"They pause until {_day(reader.paused, facts)}."
    if facts.next is None:
        yield f"The firm sends no {reader.cadence} edition (`cadences` in content/firm.yml)."
    elif reader.reads(now) and not facts.next.titles:
        yield "There is nothing new for them at the moment; an edition without news is not sent."


def _who(facts: Facts) -> Iterator[str]:
    reader = facts.reader
    if reader is None:
        yield "No reader has this address." if not facts.waiting else "Somebody has asked for digests to this address."
    else:
        name = f"{reader.name} <{reader.address}>" if reader.name else reader.address
        yield f"{name} {'was a reader from' if reader.left else 'is a reader since'} {_day(reader.confirmed, facts)} (id {reader.id})."
    found = checked(facts.address)
    if isinstance(found, Address):
        if found.role:
            yield "It looks like the address of an office, not of a person."
        if found.disposable:
            yield "Its domain gives addresses away for an hour."
        if found.gmail:
            yield f"Gmail delivers it to {found.gmail}."


def _proof(facts: Facts) -> Iterator[str]:
    if reader := facts.reader:
        until = f", until {_day(reader.ends, facts)}" if reader.ends else ", until they leave"
        yield f"{_PERMISSIONS[Permission(reader.permission)]}: {reader.proof}{until}."
    for trace in facts.traces:
        about = "; ".join(f"{name}: {value}" for name, value in trace.told if name != BEFORE)
        yield f"{_moment(trace.at, facts)}: {_STEPS[trace.step]}{f' ({about})' if about else ''}."
    for each in facts.waiting:
        yield f"{_moment(each.asked, facts)}: asked to subscribe (form: {each.form}; page: {each.page or 'unknown'}), and has not confirmed."


def _wish(facts: Facts) -> Iterator[str]:
    if (reader := facts.reader) is None:
        return
    yield (
        f"They get {', '.join(facts.asked_for) if reader.areas or reader.people else 'everything'}, {reader.cadence}."
        if (facts.asked_for or not (reader.areas or reader.people))
        else "They chose nothing that the firm shows today, so they get nothing."
    )
    for each in only(reader):
        yield f"Of that, {each}."
    minutes = f" and {reader.minutes} minutes of reading" if reader.minutes else ""
    form = "as plain text" if reader.plain else "as HTML and plain text"
    yield f"At most {reader.ceiling} pieces{minutes} in one edition, {form}."


def only(reader: Subscriber) -> Iterator[str]:
    """What a wish lets through, in words; nothing where that is everything."""
    if reader.kinds:
        yield f"only {listed(plural(each) for each in reader.kinds)}"
    if reader.jurisdictions:
        yield f"only the law of {listed(reader.jurisdictions)}, and what names no place"


def _next(facts: Facts) -> Iterator[str]:
    if facts.reader is None or facts.suppressed or facts.never:
        return
    if (ends := facts.reader.ends) and facts.now < ends <= facts.now + WARNED:
        days = (ends.astimezone(facts.zone).date() - facts.now.astimezone(facts.zone).date()).days
        left = "today" if days == 0 else "in 1 day" if days == 1 else f"in {days} days"
        yield f"The permission ends on {_day(ends, facts)}, {left}; then they are mailed no more."
        yield remedy(Permission(facts.reader.permission))
    if facts.next is None:
        return
    due = _moment(facts.next.slot.due, facts)
    if facts.next.titles:
        held = [
            f"{title} ({reason.removesuffix('.')})" if reason else title
            for title, reason in zip_longest(facts.next.titles, facts.next.reasons, fillvalue="")
        ]
        first = " (their first: a welcome with the best of what they asked for)" if facts.next.welcome else ""
        yield f"{facts.next.slot.edition}{first}, due {due}, would hold as of now: {'; '.join(held)}."
        if facts.next.beyond:
            about = ", ".join(
                f"{count} on {name}" if name else f"{count} on none" for name, count in facts.next.beyond.items()
            )
            yield (
                f"Beyond it: {about}. {facts.next.waiting} of them would wait for next time; the others stand on the site alone."
            )
    else:
        yield f"{facts.next.slot.edition}, due {due}, would hold nothing as of now."


def _had(facts: Facts) -> Iterator[str]:
    for each in facts.deliveries:
        pieces = "; ".join(facts.titles.get(item, item) for item in each.items)
        about = f" ({each.response})" if each.response else ""
        at = f" on {_moment(each.at, facts)}" if each.at else ""
        yield f"{each.edition} {_STATES[each.state]}{at}{about}{f': {pieces}' if pieces else ''}."


def _day(at: datetime, facts: Facts) -> str:
    return at.astimezone(facts.zone).date().isoformat()


def _moment(at: datetime, facts: Facts) -> str:
    return when.told(at, facts.zone)


def record(facts: Facts) -> dict[str, object]:
    """The same for other programs: what is known as values, and the sentences."""
    reader = facts.reader
    return {
        "address": facts.address,
        "reader": reader.id if reader else None,
        "permission": reader.permission if reader else None,
        "ends": _iso(reader.ends) if reader else None,
        "paused": _iso(reader.paused) if reader else None,
        "left": _iso(reader.left) if reader else None,
        "kinds": list(reader.kinds) if reader else [],
        "jurisdictions": list(reader.jurisdictions) if reader else [],
        "suppressed": {"reason": facts.suppressed.reason, "at": _iso(facts.suppressed.at)} if facts.suppressed else None,
        "never": facts.never or None,
        "traces": [
            {"step": str(each.step), "at": _iso(each.at), "told": {name: told for name, told in each.told if name != BEFORE}}
            for each in facts.traces
        ],
        "waiting": [{"asked": _iso(each.asked), "form": each.form, "page": each.page} for each in facts.waiting],
        "next": (
            {"edition": facts.next.slot.edition, "due": _iso(facts.next.slot.due), "titles": list(facts.next.titles),
             "reasons": list(facts.next.reasons), "beyond": dict(facts.next.beyond), "waiting": facts.next.waiting,
             "welcome": facts.next.welcome}
            if facts.next
            else None
        ),
        "deliveries": [
            {"edition": each.edition, "state": str(each.state), "at": _iso(each.at), "items": list(each.items)}
            for each in facts.deliveries
        ],
        "mailed": not list(silence(facts)) and reader is not None,
        "told": told(facts),
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def titles_of(deliveries: Sequence[Delivery]) -> set[str]:
    """Ids of the items whose titles these deliveries need."""
    return {item for each in deliveries for item in each.items}
