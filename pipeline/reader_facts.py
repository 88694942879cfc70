"""Gathers what is known of one address, for `attract subscribers why`."""

from dataclasses import replace

from pipeline.digest.choose import why
from pipeline.model import DeliveryState, Subscriber
from pipeline.reader_acts import address_of, never_mailed
from pipeline.subscribe.why import Facts, Next, titles_of
from pipeline.wiring import House


def facts(house: House, text: str) -> Facts:
    """Everything that the system knows of an address and will do for it; raises UsageError where it is none."""
    ledger, address = house.ledger, address_of(house, text)
    reader, suppressed = ledger.reader_at(address), ledger.suppression(address)
    ids = {each for each in (reader.id if reader else "", suppressed.reader if suppressed else "") if each}
    deliveries = tuple(ledger.deliveries_to(ids))
    return Facts(
        address=address,
        now=house.time(),
        zone=house.firm.zone,
        reader=reader,
        suppressed=suppressed,
        never=never_mailed(house, address),
        waiting=tuple(ledger.waiting(address)),
        traces=tuple(ledger.traces(ids)),
        asked_for=_asked_for(house, reader) if reader else (),
        next=_next(house, reader) if reader and not suppressed else None,
        deliveries=deliveries,
        titles={item.id: item.title for item in house.library.items(titles_of(deliveries))},
    )


def _asked_for(house: House, reader: Subscriber) -> tuple[str, ...]:
    areas = tuple(house.areas.names[key] for key in house.areas.now(reader.areas) if key in house.areas.names)
    people = {id_: person.name for id_, person in house.people().items()}
    return areas + tuple(people[id_] for id_ in reader.people if id_ in people)


def _next(house: House, reader: Subscriber) -> Next | None:
    """The next edition of their rhythm, with what it would hold if it were composed now."""
    slots = house.mailing.coming()
    slot = next((each for each in slots if each.cadence == reader.cadence), None)
    if slot is None:
        return None
    cleared, _ = house.judged()
    today = replace(reader, areas=house.areas.now(reader.areas))
    (row,) = (each for each in house.mailing.plan(slot, cleared, [today]) if each.subscriber == reader.id)
    if row.state is not DeliveryState.PLANNED:
        return Next(slot=slot, titles=())
    found = house.mailing.selection(today, cleared, slot.edition)
    names, people = house.areas.names, {id_: person.name for id_, person in house.people().items()}
    return Next(
        slot=slot,
        titles=tuple(piece.item.title for piece in found.pieces),
        reasons=tuple(why(piece, today, names, people) for piece in found.pieces),
        beyond={names.get(each.area, each.area): each.count for each in found.more},
        waiting=len(found.held_back),
        welcome=found.welcome,
    )
