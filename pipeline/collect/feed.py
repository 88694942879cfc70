"""Feeds (RSS, Atom): the lawyers' pieces on other sites.

feedparser gets bytes in a file object and nothing else: given a str or bytes it would
open files and addresses by that name.
"""

import calendar
import io
from datetime import UTC, datetime
from typing import Any

import feedparser

from pipeline.collect.cleaning import to_text
from pipeline.collect.draft import Draft, opening
from pipeline.collect.repair import repair
from pipeline.errors import SourceError


def parse_feed(raw: bytes, address: str) -> list[Draft]:
    """The entries of a feed, newest first as the feed has them.

    An entry without a link or title is left out: there would be nothing to show or follow.

    Raises:
        SourceError: the bytes are no feed.

    """
    parsed = feedparser.parse(io.BytesIO(raw))
    if not parsed.version:
        cause = parsed.get("bozo_exception", "no RSS or Atom element")
        raise SourceError(
            address, f"this is not a feed ({cause}).", "Check the address; the blog's page often names its feed."
        )
    return [_entry(entry) for entry in parsed.entries if entry.get("link") and entry.get("title")]


def _entry(entry: Any) -> Draft:
    title, title_notes = repair(to_text(entry.title))
    words, notes = repair(to_text(entry.get("summary", "")))
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    return Draft(
        title=title,
        # Only the summary is kept: the piece lives where its author put it.
        body=opening(words) or title,
        summary=opening(words),
        date=datetime.fromtimestamp(calendar.timegm(when), UTC) if when else None,
        link=entry.link,
        first_line=0,
        notes=tuple(dict.fromkeys(title_notes + notes)),
    )
