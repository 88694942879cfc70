"""Posts handed over as files: CSV that Buffer and Sprout import, and a calendar (iCalendar, RFC 5545).

Both programs read the clock of the profile's own time zone, whole minutes and no zone beside it: so no file has posts of two
accounts, and its name says the zone. A cell that begins with a sign of a formula is left as it is: these files are imported, not opened.
"""

import csv
import io
from collections.abc import Iterator, Sequence
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
APART = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)
#: How long a post stands in a calendar: a point in time is hard to see.
_LONG = timedelta(minutes=15)
_OFF = (PostState.REFUSED, PostState.MISSED, PostState.DROPPED, PostState.REMOVED)


class File(NamedTuple):
    """A file to hand over."""

    name: str
    body: bytes
    #: What is in it, in its order.
    posts: Sequence[Post]


def text(wire: Wire) -> str:
    """What is handed over: the post's words, and its link behind them where they do not have it (a card cannot be handed over)."""
    return wire.text if not wire.link or wire.link in wire.text else f"{wire.text}\n\n{wire.link}"


def image(wire: Wire) -> str:
    """Where everybody can fetch a post's picture; empty where it has none, or nobody can."""
    return wire.picture.address if wire.picture else ""


def buffer(account: str, posts: Sequence[Post], zone: ZoneInfo) -> tuple[File, ...]:
    """Files for one of Buffer's channels.

    Args:
        account: as the settings call it.
        posts: its posts; those still ahead, because Buffer refuses others.
        zone: of the channel, as Buffer has it.

    """
    ordered = _in_order(posts)
    lines = [
        (text(each.wire), image(each.wire), ",".join(each.wire.tags), f"{_local(each.due, zone):%Y-%m-%d %H:%M}")
        for each in ordered
    ]
    return tuple(_files(f"{slug(account)}-buffer", zone, _BUFFER, lines, ordered, _BUFFER_ROWS))


def sprout(account: str, posts: Sequence[Post], zone: ZoneInfo, *, day_first: bool = True) -> tuple[File, ...]:
    """Files for one of Sprout's profiles.

    Args:
        account: as the settings call it.
        posts: its posts; those at least ten minutes ahead, because Sprout refuses others.
        zone: of the group, as Sprout has it.
        day_first: 31/12/2026, else 12/31/2026; at the import somebody says which it is, and the name of the file tells them.

    Raises:
        ValueError: two posts are less than ten minutes apart.

    """
    ordered = _in_order(posts)
    times = [_local(each.due, zone) for each in ordered]
    for one, other in pairwise(ordered):
        if moment(other.due, zone) - moment(one.due, zone) < APART:
            raise ValueError(f"Sprout wants ten minutes between two posts: {one.id} and {other.id} are closer")
    form = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    lines = [
        (f"{time:{form}}", f"{time:%H:%M}", text(each.wire), image(each.wire))
        for each, time in zip(ordered, times, strict=True)
    ]
    name = f"{slug(account)}-sprout-{'day' if day_first else 'month'}-first"
    return tuple(_files(name, zone, _SPROUT, lines, ordered, _SPROUT_ROWS))


def calendar(name: str, domain: str, posts: Sequence[Post], now: datetime) -> bytes:
    """An .ics file of posts: drafts are tentative, and what will not be said any more is cancelled.

    Args:
        name: what programs call it.
        domain: of whoever it is from; makes ids unique in the world.
        posts: of any account.
        now: when it is made; a later one takes the place of an earlier.

    """
    # It takes a tenth of a second to load: only whoever wants a calendar waits for it.
    import icalendar

    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Attract//posts//EN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for post in _in_order(posts):
        event = icalendar.Event()
        event.add("uid", f"{post.id.replace(' ', '-')}@{domain}")
        event.add("dtstamp", now)
        event.add("last-modified", post.at or now)
        # Nobody counts how often a post was changed; what RFC 5545 (3.8.7.4) asks of the number is that it grows.
        event.add("sequence", int(now.timestamp()) // 60)
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


def _in_order(posts: Sequence[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: (post.due, post.id))


def moment(due: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute, not before it is due, that the clock of this zone names only once or for the first time.

    When clocks go back an hour comes twice, and whoever reads the file takes the first: a post of the second waits until it is over.
    """
    at = due.replace(second=0, microsecond=0)
    at = at if at == due else at + _MINUTE
    while at.astimezone(zone).fold:
        at += _MINUTE
    return at


def _local(due: datetime, zone: ZoneInfo) -> datetime:
    return moment(due, zone).astimezone(zone)


def _files(
    name: str, zone: ZoneInfo, head: Sequence[str], lines: Sequence[Sequence[str]], posts: Sequence[Post], most: int
) -> Iterator[File]:
    parts = range(0, len(lines), most)
    for number, first in enumerate(parts, 1):
        which = f"-{number}-of-{len(parts)}" if len(parts) > 1 else ""
        body = _csv([head, *lines[first : first + most]])
        yield File(f"{name}-{slug(zone.key)}{which}.csv", body, posts[first : first + most])


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    """RFC 4180, every cell quoted, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode("utf-8-sig")
