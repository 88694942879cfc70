"""Feeds (RSS, Atom): the lawyers' pieces on other sites.

feedparser gets bytes in a file object and nothing else: given a str or bytes it would
open files and addresses by that name.
"""

import calendar
import io
import re
from datetime import UTC, datetime
from typing import Any

import feedparser

from pipeline.collect.cleaning import to_text
from pipeline.collect.draft import Draft, opening
from pipeline.collect.repair import repair
from pipeline.errors import SourceError

_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def parse_feed(raw: bytes, address: str) -> list[Draft]:
    """The entries of a feed, newest first as the feed has them.

    An entry without a title or a web address is left out: there would be nothing to show or follow.

    Raises:
        SourceError: the bytes are no feed.

    """
    try:
        parsed = feedparser.parse(io.BytesIO(raw))
        cause = parsed.get("bozo_exception", "no RSS or Atom element")
    except Exception as problem:  # damaged bytes fail wherever feedparser first trips over them
        parsed, cause = {}, problem
    if not parsed.get("version"):
        raise SourceError(
            address, f"this is not a feed ({cause}).", "Check the address; the blog's page often names its feed."
        )
    # A feed is somebody else's text: its links could run code, or claim to be a file of ours.
    linked = [entry for entry in parsed["entries"] if _WEB.match(entry.get("link", "")) and entry.get("title")]
    return [draft for draft in map(_entry, linked) if draft.title]


def _entry(entry: Any) -> Draft:
    title, title_notes = repair(to_text(entry.title))
    words, notes = repair(to_text(entry.get("summary", "")))
    return Draft(
        title=title,
        # Only the summary is kept: the piece lives where its author put it.
        body=opening(words) or title,
        summary=opening(words),
        date=_when(entry),
        link=entry.link,
        first_line=0,
        notes=tuple(dict.fromkeys(title_notes + notes)),
    )


def _when(entry: Any) -> datetime | None:
    """The moment the feed states; None where it states none, or one that no calendar has."""
    # A plain dictionary: asked for a date it lacks, feedparser's own answers with another one and a warning.
    given = dict(entry)
    when = given.get("published_parsed") or given.get("updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(when), UTC) if when else None
    except (ValueError, OverflowError):
        return None
