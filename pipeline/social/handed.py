"""Posts handed over as files: CSV that Buffer and Sprout import, and a calendar (iCalendar, RFC 5545).

Both programs read the clock of the profile's own time zone, whole minutes and no zone beside it: so no file has posts of two
accounts, and its name says the zone. A cell that begins with a sign of a formula is left as it is: these files are imported, not opened.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipeline.addresses import slug
from pipeline.model.posting import Post, PostState, Wire

#: As each program spells it, and counts it: rows in one file (Buffer's and Sprout's help, as many quote it; read 2026-11).
_BUFFER, _BUFFER_ROWS = ("Text", "Image URL", "Tags", "Posting Time"), 100
_SPROUT, _SPROUT_ROWS = ("date", "time_24hr", "message_text", "public_image_url"), 350
#: What Sprout wants between two posts.
_APART = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)
#: How long a post stands in a calendar: a point in time is hard to see.
_LONG = timedelta(minutes=15)
_OFF = (PostState.REFUSED, PostState.MISSED, PostState.DROPPED, PostState.REMOVED)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One post, and what only its file needs."""

    post: Post
    #: Where its picture is to be had by everybody; empty where it has none.
    image: str = ""
    #: How often it was changed since it first stood in a calendar.
    changes: int = 0


class File(NamedTuple):
    """A file to hand over."""

    name: str
    body: bytes


def text(wire: Wire) -> str:
    """What is handed over: the post's words, and its link behind them where they do not have it (a card cannot be handed over)."""
    return wire.text if not wire.link or wire.link in wire.text else f"{wire.text}\n\n{wire.link}"


def buffer(account: str, rows: Sequence[Row], zone: ZoneInfo) -> tuple[File, ...]:
    """Files for one of Buffer's channels.

    Args:
        account: as the settings call it.
        rows: its posts; those still ahead, because Buffer refuses others.
        zone: of the channel, as Buffer has it.

    """
    lines = [
        (text(row.post.wire), row.image, ",".join(row.post.wire.tags), f"{_local(row.post.due, zone):%Y-%m-%d %H:%M}")
        for row in _in_order(rows)
    ]
    return tuple(_files(f"{slug(account)}-buffer", zone, _BUFFER, lines, _BUFFER_ROWS))


def sprout(account: str, rows: Sequence[Row], zone: ZoneInfo, *, day_first: bool = True) -> tuple[File, ...]:
    """Files for one of Sprout's profiles.

    Args:
        account: as the settings call it.
        rows: its posts; those at least ten minutes ahead, because Sprout refuses others.
        zone: of the group, as Sprout has it.
        day_first: 31/12/2026, else 12/31/2026; at the import somebody says which it is, and the name of the file tells them.

    Raises:
        ValueError: two posts are less than ten minutes apart.

    """
    ordered = _in_order(rows)
    times = [_local(row.post.due, zone) for row in ordered]
    for one, other in pairwise(ordered):
        if _wait(other.post.due, zone) - _wait(one.post.due, zone) < _APART:
            raise ValueError(
                f"Sprout wants ten minutes between two posts: {one.post.id} and {other.post.id} are closer"
            )
    form = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    lines = [
        (f"{time:{form}}", f"{time:%H:%M}", text(row.post.wire), row.image)
        for row, time in zip(ordered, times, strict=True)
    ]
    name = f"{slug(account)}-sprout-{'day' if day_first else 'month'}-first"
    return tuple(_files(name, zone, _SPROUT, lines, _SPROUT_ROWS))


def calendar(name: str, domain: str, rows: Sequence[Row], now: datetime) -> bytes:
    """An .ics file of posts: drafts are tentative, and what will not be said any more is cancelled.

    Args:
        name: what programs call it.
        domain: of whoever it is from; makes ids unique in the world.
        rows: posts of any account.
        now: when it is made.

    """
    # It takes a tenth of a second to load: only whoever wants a calendar waits for it.
    import icalendar

    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Attract//posts//EN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for row in _in_order(rows):
        post, event = row.post, icalendar.Event()
        event.add("uid", f"{post.id.replace(' ', '-')}@{domain}")
        event.add("dtstamp", now)
        event.add("last-modified", post.at or now)
        event.add("sequence", row.changes)
        event.add("dtstart", post.due)
        event.add("dtend", post.due + _LONG)
        event.add("summary", f"{post.account} ({post.wire.network}): {post.wire.title or post.of}")
        event.add("description", text(post.wire))
        if address := post.address or post.wire.link:
            event.add("url", address)
        event.add("status", _status(post.state))
        # Nobody is busy because of it.
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _status(state: PostState) -> str:
    if state in _OFF:
        return "CANCELLED"
    return "TENTATIVE" if state is PostState.DRAFT else "CONFIRMED"


def _in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.post.due, row.post.id))


def _wait(due: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute, not before it is due, that the clock of this zone names only once or for the first time.

    When clocks go back an hour comes twice, and whoever reads the file takes the first: a post of the second waits until it is over.
    """
    at = due.replace(second=0, microsecond=0)
    at = at if at == due else at + _MINUTE
    while at.astimezone(zone).fold:
        at += _MINUTE
    return at


def _local(due: datetime, zone: ZoneInfo) -> datetime:
    return _wait(due, zone).astimezone(zone)


def _files(name: str, zone: ZoneInfo, head: Sequence[str], lines: Sequence[Sequence[str]], most: int) -> Iterator[File]:
    parts = [lines[first : first + most] for first in range(0, len(lines), most)]
    for number, part in enumerate(parts, 1):
        which = f"-{number}-of-{len(parts)}" if len(parts) > 1 else ""
        yield File(f"{name}-{slug(zone.key)}{which}.csv", _csv([head, *part]))


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    """RFC 4180, every cell quoted, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode("utf-8-sig")
