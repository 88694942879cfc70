"""A digest rendered the straightforward way: the template with one reader's values in it, whole. The press is held to it."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.digest import render
from pipeline.digest.entry import byline, called_by_name, entry, harmless
from pipeline.digest.headers import Head
from pipeline.digest.note import note as _note
from pipeline.digest.note import tells_of_clients
from pipeline.digest.render import MailLinks
from pipeline.firm import Firm
from pipeline.model import Channel, Choice, ClearedItem, More, Person, Slot, Subscriber
from pipeline.model.reading import minutes
from pipeline.model.telling import SUMMARY, is_advertising, label, neutral, notices, within


def parts(
    firm: Firm,
    slot: Slot,
    reader: Subscriber,
    choices: Sequence[Choice],
    *,
    people: Mapping[str, Person],
    areas: Mapping[str, str],
    address_of: Callable[[str], str],
    page_of: Callable[[str], str],
    links: MailLinks | None = None,
    more: Sequence[More] = (),
    welcome: bool = False,
    note: ClearedItem | None = None,
) -> tuple[str, str]:
    """The plain part and the HTML of one reader's mail."""
    first = choices[0].item
    pieces = [choice.item for choice in choices]
    long = sum(minutes(each.item) for each in pieces)
    time = f"some {long} minutes" if long > 1 else "a minute"
    told = f"{len(pieces)} piece{'s' * (len(pieces) > 1)}, {time} to read"
    often = {"daily": "once a day", "weekly": "once a week", "monthly": "once a month"}[slot.cadence]
    waiting = sum(each.count for each in more)
    web = any(Channel.WEB in each.channels for each in pieces)
    since = reader.confirmed.astimezone(firm.zone)
    due = slot.due.astimezone(firm.zone)
    noted = _note(note, byline(note.item, people, firm.name)) if note else None
    data = {
        "firm": firm,
        "note": None if welcome else noted,
        "below": noted if welcome else None,
        "edition": render.name_of(slot.cadence),
        "day": f"{due.day} {due:%B %Y}",
        "preview": note.item.summary
        if note and note.item.summary and not notices(note, SUMMARY)
        else neutral(first, areas)
        if notices(first, SUMMARY)
        else first.item.summary,
        "browser": f"{links.editions}{slot.edition}/" if links and web and not welcome else "",
        "label": label(firm.places_of_practice) if is_advertising(pieces) or (note and tells_of_clients(note)) else "",
        "name": called_by_name(reader.name),
        "opening": f"Here is what we wrote that you asked for: {told}."
        if not welcome
        else f"Welcome. You asked us to write to you {often}, where we have written something that you asked for. "
        f"To begin with, what we think is worth your time: {told}. From now on you get only what is new.",
        "entries": [
            entry(each.item, each.why, address_of(each.item.id), byline(each.item.item, people, firm.name), areas)
            for each in choices
        ],
        "waiting": ""
        if not more
        else "There is more of what you asked for on our site:"
        if welcome
        else f"{waiting} more {'piece waits' if waiting == 1 else 'pieces wait'} for next time: you asked for {reader.ceiling} "
        "at most. Or read on now:",
        "more": [
            {
                "told": f"{each.count} more on {within(areas[each.area]) if each.area in areas else 'other subjects'}",
                "address": page_of(each.area) if each.area in areas else firm.site,
            }
            for each in more
        ],
        "answers": people.get(first.item.author or ""),
        "address": reader.address,
        "since": f"{since.day} {since:%B %Y}",
        "proof": harmless(reader.proof),
        "followed": ", ".join(
            [areas[each] for each in reader.areas if each in areas]
            + [people[each].name for each in reader.people if each in people]
        ),
        "links": links,
        "leave": Head(firm, ("x", "x"), "x").leave_by_mail(reader),
    }
    return render.text("digest", data), render.html("digest", data)
