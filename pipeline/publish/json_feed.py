"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the same feeds as in Atom, for programs that prefer JSON."""

import json
from typing import Any

from pipeline.publish.entries import Entry, Told
from pipeline.publish.shown import stamp

VERSION = "https://jsonfeed.org/version/1.1"
#: What a page's `link` and a server call it.
TYPE = "application/feed+json"


def json_feed_path(page: str) -> str:
    """The JSON feed that belongs to a page; it lies beside the Atom feed."""
    return f"{page}feed.json"


def written(of: Told) -> bytes:
    """One feed as UTF-8 JSON.

    At an address that a page had before stands the very feed of the new address: `feed_url` is
    what readers know a feed by, and entries keep their ids.
    """
    said: dict[str, Any] = {
        "version": VERSION,
        "title": of.title,
        "home_page_url": of.home,
        "feed_url": of.site + json_feed_path(of.page),
        "description": of.label,
        "language": of.language,
        "authors": [{"name": of.publisher, "url": of.site}],
    }
    feed = {**_said(said), "items": [_entry(each) for each in of.entries]}
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(each: Entry) -> dict[str, Any]:
    # Words are required: where only the page may show them all, the summary stands for them.
    words = {"content_html": each.content} if each.content else {"content_text": each.summary}
    return _said(
        {
            "id": each.address,
            "url": each.address,
            "title": each.title,
            **words,
            "summary": each.summary,
            "date_published": stamp(each.published),
            "date_modified": stamp(each.updated),
            "authors": [_said({"name": name, "url": page}) for name, page in each.authors],
            "tags": [name for _, name in each.areas],
        }
    )


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in values.items() if value}
