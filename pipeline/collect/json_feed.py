"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), as feedparser would have given it."""

import json
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urljoin

from pipeline.errors import SourceError


def looks_like_json(raw: bytes) -> bool:
    """Whether these bytes are JSON rather than XML."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read_json(raw: bytes, address: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A feed's own fields and its entries, by feedparser's names.

    Raises:
        SourceError: the bytes are no JSON Feed.

    """
    try:
        feed = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise SourceError(address, f"this is not a feed (JSON: {problem}).", "Ask whoever runs the blog.") from problem
    if not isinstance(feed, dict) or "jsonfeed.org/version/" not in str(feed.get("version")):
        raise SourceError(
            address,
            "this is JSON, but no JSON Feed.",
            "Look for the blog's feed: attract feeds find ADDRESS-OF-THE-BLOG.",
        )
    items = feed.get("items")
    entries = [_entry(item, address) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return {"title": _text(feed.get("title")), "authors": _authors(feed)}, entries


def _entry(item: dict[str, Any], address: str) -> dict[str, Any]:
    plain = _text(item.get("content_text"))
    page = _text(item.get("content_html")) or "".join(f"<p>{escape(each)}</p>" for each in plain.split("\n\n") if each)
    link = _text(item.get("url")) or _text(item.get("external_url"))
    return {
        "id": _text(item.get("id")),
        "link": urljoin(address, link) if link and "://" in address else link,
        "title": escape(_text(item.get("title"))),
        "summary": escape(_text(item.get("summary"))) or page,
        "content": [{"value": page}] if page else [],
        "authors": _authors(item),
        "published_parsed": _when(item.get("date_published")) or _when(item.get("date_modified")),
    }


def _authors(given: dict[str, Any]) -> list[dict[str, str]]:
    # 1.0 has one `author`, 1.1 a list of `authors`.
    several = given.get("authors")
    authors = several if isinstance(several, list) else [given.get("author")]
    return [{"name": escape(_text(author.get("name")))} for author in authors if isinstance(author, dict)]


def _when(value: object) -> datetime | None:
    try:
        # RFC 3339; a time without a zone is taken for UTC.
        when = datetime.fromisoformat(str(value))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    # An id may be a number (1.1: "coerce to a string").
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
