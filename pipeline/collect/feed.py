"""Feeds (RSS 0.9x to 2.0, RDF, Atom, JSON Feed): the lawyers' pieces on other sites.

feedparser gets bytes in a file object and nothing else: given a str or bytes it would
open files and addresses by that name.
"""

import calendar
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser

from pipeline.addresses import shown
from pipeline.collect.cleaning import to_markdown, to_text
from pipeline.collect.draft import Draft, opening
from pipeline.collect.json_feed import looks_like_json, read_json
from pipeline.collect.limits import MOST_OPEN_TAGS, open_tags
from pipeline.collect.repair import repair
from pipeline.errors import SourceError
from pipeline.ports import Apart

_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
#: Entries of one answer that are looked at: more is an archive, and the newest come first.
_MOST_ENTRIES = 10_000
#: Bytes that are read here (no input of this size was found that takes long), and seconds for what is larger.
_SMALL = 64_000
_SECONDS = 5.0
#: Characters of a title; what is longer is a mistake or an attack, and is cut.
_LONGEST_TITLE = 300
#: Characters of HTML of one entry that are looked at (six times a long article), and of all
#: entries of one feed that are kept whole: turning a million into Markdown takes four seconds.
_LONGEST_ENTRY = 300_000
_LONGEST_WHOLE = 1_000_000
#: Years outside these are a clock that was never set.
_YEARS = range(1990, 2200)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One entry as its feed has it."""

    draft: Draft
    guid: str
    #: Who signed it: `Name`, `address`, or `Name <address>`.
    bylines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A feed, read."""

    title: str
    arrivals: tuple[Arrival, ...]
    #: What was left out or is odd, in plain words.
    notes: tuple[str, ...] = ()


def read_feed(raw: bytes, address: str, apart: Apart, *, full: bool = False) -> Parsed:
    """What `parse_feed` says of these bytes, in bounded time.

    feedparser's reader of broken XML takes time that grows with the square of some inputs, and
    nothing inside a process can end it surely; so what is large is read elsewhere.

    Raises:
        SourceError: the bytes are no feed, or cannot be read in time.

    """
    if len(raw) <= _SMALL:
        return parse_feed(raw, address, full)
    try:
        return apart(parse_feed, raw, address, full, seconds=_SECONDS)
    except TimeoutError as problem:
        raise SourceError(
            shown(address),
            f"it cannot be read within {_SECONDS:g} seconds.",
            "Ask whoever runs the blog for a shorter feed.",
        ) from problem


def parse_feed(raw: bytes, address: str, full: bool = False) -> Parsed:
    """Read a feed; its entries in the feed's own order.

    Args:
        raw: the bytes as they came.
        address: where they came from, for links that are not whole.
        full: keep the whole text where the feed has it, not only its summary.

    Raises:
        SourceError: the bytes are no feed.

    """
    if looks_like_json(raw):
        head, entries = read_json(raw, address)
    else:
        parsed = _parse(raw, address)
        head, entries = parsed["feed"], parsed["entries"]
    notes: list[str] = []
    if len(entries) > _MOST_ENTRIES:
        notes.append(f"only the first {_MOST_ENTRIES:,} of {len(entries):,} entries were read")
    signed = _bylines(head)
    arrivals = []
    lost = 0
    left = _LONGEST_WHOLE if full else 0
    for entry in entries[:_MOST_ENTRIES]:
        arrival = _arrival(entry, signed, left)
        lost += arrival is None
        if arrival:
            left = max(left - len(arrival.draft.body), 0)
            arrivals.append(arrival)
    if full and not left:
        notes.append(f"only the first {_LONGEST_WHOLE:,} characters were kept whole; of the rest, the summaries")
    if lost:
        notes.append(
            f"{lost} {'entry has' if lost == 1 else 'entries have'} no words or no address, and cannot be shown"
        )
    title = _line(to_text(str(head.get("title", "")))) or urlsplit(address).hostname or address
    return Parsed(title=title, arrivals=tuple(arrivals), notes=tuple(notes))


def _parse(raw: bytes, address: str) -> Any:
    try:
        # The address only completes relative links; feedparser opens nothing by it.
        where = {"content-location": address} if _WEB.match(address) else {}
        parsed = feedparser.parse(
            io.BytesIO(raw), response_headers=where, sanitize_html=False, resolve_relative_uris=False
        )
        cause = parsed.get("bozo_exception", "no RSS or Atom element")
    except Exception as problem:  # damaged bytes fail wherever feedparser first trips over them
        parsed, cause = {}, problem
    if not parsed.get("version"):
        raise SourceError(
            address,
            f"this is not a feed ({_line(str(cause))}).",
            "Look for the blog's feed: attract feeds find ADDRESS-OF-THE-BLOG.",
        )
    return parsed


def _arrival(entry: Any, signed: Sequence[str], left: int) -> Arrival | None:
    # A feed is somebody else's text: its links could run code, or claim to be a file of ours.
    given = dict(entry)
    link = str(given.get("link") or "").strip()
    if not _WEB.match(link):
        link = str(given.get("id") or "").strip()
    if not _WEB.match(link):
        return None
    content = [str(each.get("value") or "") for each in given.get("content") or ()]
    summary = str(given.get("summary") or "")
    whole = _shallow((max(content, key=len, default="") or summary)[:_LONGEST_ENTRY])
    words, notes = repair(to_text(_shallow(summary[:_LONGEST_ENTRY]) or whole))
    title, title_notes = repair(to_text(_shallow(str(given.get("title") or "")[: 20 * _LONGEST_TITLE])))
    said = opening(words)
    if len(title) > _LONGEST_TITLE:
        title, title_notes = title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …", (*title_notes, "its title was cut")
    title = title or _line(said, 80)
    if not title:
        return None
    # Otherwise only the summary is kept: the piece lives where its author put it.
    body = to_markdown(whole) if len(whole) <= left else ""
    draft = Draft(
        title=title,
        body=body or said or title,
        summary=said,
        date=_when(given),
        link=link,
        first_line=0,
        notes=tuple(dict.fromkeys(title_notes + notes)),
    )
    return Arrival(draft=draft, guid=str(given.get("id") or "")[:1000], bylines=_bylines(given) or tuple(signed))


def _shallow(page: str) -> str:
    """HTML that can be cleaned in time: with more open tags than anybody writes, it is only words."""
    return page if open_tags(page) <= MOST_OPEN_TAGS else re.sub(r"<[^>]{0,1000}>|<", " ", page)


def _line(text: str, length: int = 200) -> str:
    words = " ".join(text.split())
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def _bylines(given: Any) -> tuple[str, ...]:
    authors: Iterable[Any] = given.get("authors") or ([{"name": given["author"]}] if given.get("author") else ())
    told = []
    for author in authors:
        name, address = (_line(to_text(str(author.get(key) or "")[:2000])) for key in ("name", "email"))
        told.append(f"{name} <{address}>" if name and address and name != address else name or address)
    return tuple(dict.fromkeys(each for each in told if each))[:20]


def _when(given: Any) -> datetime | None:
    """The moment the feed states; None where it states none, or one that no calendar has."""
    # `given` is a plain dictionary: asked for a date it lacks, feedparser's own answers with another one and a warning.
    when = given.get("published_parsed") or given.get("created_parsed") or given.get("updated_parsed")
    if isinstance(when, datetime):
        return when
    try:
        found = datetime.fromtimestamp(calendar.timegm(when), UTC) if when else None
    except (ValueError, OverflowError):
        return None
    return found if found and found.year in _YEARS else None
