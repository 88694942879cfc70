"""How each file of a site is to be served, and in what order files are exchanged where that is not done at once.

A withdrawn text must be gone at once, from caches, too. So whatever holds words is asked for again at
each view (`no-cache`: kept, and confirmed with a short answer; RFC 9111, 5.2.2.4); only what is named
by its own bytes, and holds no words, is kept for a year (`immutable`, RFC 8246).
"""

import re
from enum import IntEnum

_TEXT = "; charset=utf-8"
#: By the end of the name. Not Python's `mimetypes`, which answers from the machine it runs on.
_TYPES = {
    "html": "text/html" + _TEXT,
    "css": "text/css" + _TEXT,
    "js": "text/javascript" + _TEXT,
    "mjs": "text/javascript" + _TEXT,
    "txt": "text/plain" + _TEXT,
    "md": "text/markdown" + _TEXT,
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "opml": "text/x-opml" + _TEXT,
    "json": "application/json",
    "map": "application/json",
    "webmanifest": "application/manifest+json",
    "vcf": "text/vcard" + _TEXT,
    "ics": "text/calendar" + _TEXT,
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "woff": "font/woff",
    "pdf": "application/pdf",
    "wasm": "application/wasm",
}
_UNKNOWN = "application/octet-stream"
#: Where they are named otherwise: these tell what they are by their whole name.
_NAMED = {"feed.json": "application/feed+json", "_headers": "text/plain" + _TEXT, "_redirects": "text/plain" + _TEXT}

_YEAR = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"
_ASKED_AGAIN = "no-cache"

#: A hash between two separators or before the ending: main.57a0d79d.min.css, en_1f2e3d4c5b.pf_index.
#: Letters and digits both, so that neither a word (defaced) nor a date (20261122) passes for one.
_HASHED = re.compile(r"(?:^|[._-])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}(?=\.)")
#: What pages look and work by, and search: while a page stands that asks for it, it must, too.
_OF_PAGES = {"css", "js", "mjs", "woff", "woff2", "wasm", "map", "pagefind", "pf_index", "pf_meta", "pf_filter"}
_PICTURES = {"svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico"}
#: Pages, feeds and lists that many visitors begin with; they lead to all others.
_ENTRIES = re.compile(r"(?:^|/)pagefind-entry\.json$|^(?:index|404)\.html$|\.(?:xml|atom|rss|opml)$|(?:^|/)feed\.json$")


def content_type(path: str) -> str:
    """The media type, with its encoding where it is text."""
    name = path.rpartition("/")[2]
    return _NAMED.get(name) or _TYPES.get(_ending(path), _UNKNOWN)


def cache_control(path: str) -> str:
    """How long browsers and caches on the way may keep it."""
    ending = _ending(path)
    if ending in _OF_PAGES | _PICTURES and _HASHED.search(path.rpartition("/")[2]):
        return _YEAR
    return _DAY if ending in _PICTURES | {"woff", "woff2"} else _ASKED_AGAIN


class Step(IntEnum):
    """When a file's turn comes, the first first."""

    #: A text that is no longer there, with its pictures and what search holds of it, goes at once.
    WITHDRAWN = 0
    #: What is named by its bytes: nobody asks for it yet.
    NAMED_BY_BYTES = 1
    #: Other pictures, styles and scripts.
    OF_PAGES = 2
    PAGES = 3
    #: Home, feeds, sitemap, and the file by which search finds its index.
    ENTRIES = 4
    #: What only pages that are gone by now asked for.
    LEFT_OVER = 5


def sending(path: str) -> Step:
    """The turn of a file that is new or changed."""
    if _ENTRIES.search(path):
        return Step.ENTRIES
    ending = _ending(path)
    if cache_control(path) == _YEAR or ending == "pf_fragment":
        return Step.NAMED_BY_BYTES
    return Step.OF_PAGES if ending in _OF_PAGES | _PICTURES else Step.PAGES


def removing(path: str) -> Step:
    """The turn of a file that goes."""
    return Step.LEFT_OVER if _ending(path) in _OF_PAGES else Step.WITHDRAWN


def _ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()
