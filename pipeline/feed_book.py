"""What a person does with the firm's feeds: follow, look, let in, leave out."""

import difflib
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.addresses import shown
from pipeline.collect import finding, opml, pace
from pipeline.errors import UsageError
from pipeline.firm import Feed
from pipeline.model import Item
from pipeline.ports import Entry, EntryState, FeedState
from pipeline.reader_acts import people_files
from pipeline.wiring import House


def health(house: House) -> list[dict[str, Any]]:
    """How each feed stands, for people and programs; times in UTC."""
    states = house.library.feeds()
    now = house.time()
    return [
        _health(feed, states.get(feed.address, FeedState(address=feed.address)), house, now) for feed in house.feeds
    ]


def _health(feed: Feed, state: FeedState, house: House, now: datetime) -> dict[str, Any]:
    brought = house.library.entries(feed.address)
    newest = max((entry.published for entry in brought), default=None)
    counts = {each: sum(entry.state is each for entry in brought) for each in EntryState}
    return {
        "address": shown(feed.address),
        "title": state.title,
        "person": feed.person,
        "last_good": _iso(state.good),
        "last_try": _iso(state.tried),
        "problem": {"cause": state.problem[1], "remedy": state.problem[2]} if state.problem else None,
        "failures": state.failures,
        "newest": _iso(newest),
        "silent": newest is not None and now - newest > pace.SILENT,
        "next": None if state.gone or "://" not in feed.address else _iso(state.due or now),
        "gone": state.gone,
        "moved_to": shown(state.moved_to),
        "entries": len(brought),
        "waiting": counts[EntryState.WAITING],
        "unsigned": counts[EntryState.UNSIGNED],
        "notes": list(state.notes),
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def entries(house: House, address: str) -> list[dict[str, Any]]:
    """The entries of one feed, newest first, each with its state and its reason."""
    return [_entry(entry, house) for entry in house.library.entries(one(house, address).address)]


_WHY = {
    EntryState.KEPT: "an item of its own",
    EntryState.WAITING: "it came with many others at once; a person lets it in",
    EntryState.UNSIGNED: "nobody here has the name that it is signed with",
    EntryState.JOINED: "the same piece lies in the folder",
    EntryState.LEFT_OUT: "a person left it out",
}


def _entry(entry: Entry, house: House) -> dict[str, Any]:
    item = house.library.waiting(entry)
    return {
        "source": entry.source,
        "title": item.title if item else "",
        "item": entry.item,
        "state": entry.state,
        "why": entry.problem[1] if entry.problem else _WHY[entry.state],
        "mailed": bool(item and not item.backlog and entry.state is EntryState.KEPT),
        "published": entry.published.isoformat(),
        "first_seen": entry.first_seen.isoformat(),
        "bylines": list(entry.bylines),
    }


def one(house: House, address: str) -> Feed:
    """The feed at an address, or the only one whose address has these words in it; raises UsageError."""
    feeds = {feed.address: feed for feed in house.feeds}
    near = [each for each in feeds if address in each]
    if address in feeds or len(near) == 1:
        return feeds[address if address in feeds else near[0]]
    close = near or difflib.get_close_matches(address, feeds, n=2)
    raise UsageError(
        address,
        "this is not followed." if not near else f"{len(near)} feeds have this in their address.",
        f"Did you mean {' or '.join(shown(each) for each in close)}?" if close else "`attract feeds` lists what is.",
    )


def known(house: House, addresses: Sequence[str]) -> set[str]:
    """The whole addresses of these feeds, or of all where none is named; raises UsageError for one not followed."""
    if not addresses:
        return {feed.address for feed in house.feeds}
    return {one(house, address).address for address in addresses}


def find(house: House, address: str) -> list[dict[str, Any]]:
    """The feeds of a blog; raises SourceError when there is none."""
    return [asdict(each) for each in finding.find(address, house.fetcher, house.apart)]


def follow(house: House, address: str, *, person: str, owned: bool) -> Feed:
    """Add a blog to `content/feeds.opml`, by the first feed that it names.

    Raises:
        UsageError: the person has no file, or the blog is followed already.
        SourceError: there is no feed.

    """
    _somebody(house, person)
    found = address if "://" not in address and (house.root / address).is_file() else find(house, address)[0]["address"]
    if any(feed.address == found for feed in house.feeds):
        raise UsageError(shown(found), "this is followed already.", "`attract feeds` lists what is.")
    feed = Feed(address=found, person=person, owned=owned)
    _write(house, [*_listed(house), feed])
    return feed


def unfollow(house: House, address: str) -> None:
    """Take a blog out of `content/feeds.opml`; raises UsageError when it stands in firm.yml."""
    feed = one(house, address)
    listed = _listed(house)
    if any(each.address == feed.address for each in house.firm.feeds):
        raise UsageError(
            shown(feed.address),
            "this stands in content/firm.yml, which is yours alone to change.",
            "Take it out there.",
        )
    _write(house, [each for each in listed if each.address != feed.address])


def import_list(house: House, path: Path, *, person: str, dry_run: bool) -> tuple[list[Feed], list[Feed]]:
    """Follow every feed of an OPML list: (new ones, those followed already)."""
    _somebody(house, person)
    wanted = opml.read_opml(path.read_bytes(), path.name, UsageError)
    followed = {feed.address for feed in house.feeds}
    new = [
        each if each.person or not person else each.model_copy(update={"person": person})
        for each in wanted
        if each.address not in followed
    ]
    if new and not dry_run:
        _write(house, [*_listed(house), *new])
    return new, [each for each in wanted if each.address in followed]


def export_list(house: House) -> bytes:
    """Every feed as OPML, without passwords."""
    titles = {address: state.title for address, state in house.library.feeds().items() if state.title}
    told = [feed.model_copy(update={"address": shown(feed.address)}) for feed in house.feeds]
    return opml.write_opml(told, f"Blogs of {house.firm.name}", titles)


def release(house: House, address: str, *, mailed: bool) -> int:
    """Let in what waits; returns how many entries."""
    return _settle(house, address, EntryState.KEPT, backlog=not mailed)


def leave_out(house: House, address: str) -> int:
    """Leave out what waits, for good; returns how many entries."""
    return _settle(house, address, EntryState.LEFT_OUT, backlog=True)


def _settle(house: House, address: str, state: EntryState, *, backlog: bool) -> int:
    waiting = house.library.entries(one(house, address).address, EntryState.WAITING)
    if not waiting:
        raise UsageError(address, "nothing waits there.", "`attract feeds` shows where something does.")
    settled: list[tuple[Entry, Item | None]] = []
    for entry in waiting:
        item = house.library.waiting(entry)
        assert item is not None, entry.source
        settled.append((replace(entry, state=state), replace(item, backlog=item.backlog or backlog)))
    house.library.keep_entries(settled)
    return len(waiting)


def _listed(house: House) -> list[Feed]:
    return opml.read_opml(house.file(opml.LIST).read(), opml.LIST) if house.file(opml.LIST).exists() else []


def _write(house: House, feeds: Sequence[Feed]) -> None:
    house.file(opml.LIST).write(opml.write_opml(feeds, f"Blogs of {house.firm.name}"))


def _somebody(house: House, person: str) -> None:
    people = people_files(house)
    if person and person not in people:
        raise UsageError(
            person, "nobody has this name in content/people/.", f"Use one of: {', '.join(people) or 'none yet'}."
        )
