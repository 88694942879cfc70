"""The page on which a person sees posts before they leave: each as its network shows it, and beside it what is to be done.

One file that needs no other: nothing is loaded, nothing runs, and its own policy forbids both.
"""

import base64
import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import regex
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.little_text import escaped
from pipeline.model.posting import Post, PostState, Wire
from pipeline.model.when import told
from pipeline.post_standing import named, standing
from pipeline.social import bluesky, handed

#: LinkedIn shows about three lines of a post, of about so many characters, before somebody presses "more" (seen, not documented).
_FOLD_LINES, _FOLD_LINE = 3, 70
#: Whom a text is handed to that is pasted: a card cannot be, so the network makes one.
_PASTED = ("buffer", "sprout", "hand")
#: Of whom nobody knows more than that they have it.
_HANDED = ("webhook", "buffer", "sprout")
#: Networks that are told what stands on the card.
_OUR_CARD = ("bluesky", "linkedin")
_BY = {
    "attract": "Attract posts it",
    "webhook": "Handed to the webhook",
    "buffer": "Handed over in a file for Buffer",
    "sprout": "Handed over in a file for Sprout",
    "hand": "A person posts it by hand",
}
_LEAVES = {PostState.DRAFT: "Would leave", PostState.PLANNED: "Leaves"}
#: What stands below a post there, so that it is known at a glance; words, because the signs are the networks' own.
_ACTIONS = {
    "bluesky": ("Reply", "Repost", "Like"),
    "mastodon": ("Reply", "Boost", "Favourite"),
    "linkedin": ("Like", "Comment", "Repost", "Send"),
    "x": ("Reply", "Repost", "Like"),
}
_MIMES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"))
#: BCP 47, as far as a browser looks.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_GRAPHEME = regex.compile(r"\X")
#: LinkedIn's form of a text again: one of its tags, a character that was escaped, any other.
_LITTLE = re.compile(r"\{hashtag\|\\#\|([^}]*)\}|\\(.)|(.)", re.S)
#: What no page may hold: halves of characters, and control characters.
_NONE = re.compile(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Unseen, and at home in words and in flags: they join letters and emoji, or are ours (U+2060).
_AT_HOME = re.compile("[\u200c\u200d\u2060]|\U0001f3f4[\U000e0020-\U000e007f]+")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One post as its page shows it."""

    post: Post
    #: How it gets there: attract, webhook, buffer, sprout, hand.
    by: str
    #: Whose account it is, as people read it: the firm's or a person's name.
    name: str
    #: As the network calls it; may be empty.
    handle: str
    #: JPEG, PNG or WebP; may be empty: initials then.
    portrait: bytes = b""
    #: Of the wire's picture; may be empty.
    picture: bytes = b""
    #: Its length: "212 of 300 characters".
    told: str = ""
    #: What gave way, for a person to look at.
    warnings: tuple[str, ...] = ()


class _Part(NamedTuple):
    """A stretch of a text: plain (empty), link, tag, or the fold, which has no words."""

    kind: str
    text: str = ""


def page(
    shown: Sequence[Shown],
    *,
    firm: str,
    language: str,
    zone: ZoneInfo,
    now: datetime,
    without: Sequence[tuple[str, str, str]] = (),
) -> str:
    """One self-contained page of HTML: posts by day and time, each as its network shows it.

    Args:
        shown: the posts, in any order.
        firm: its name.
        language: of a text that does not say its own (BCP 47).
        zone: the firm's.
        now: the time.
        without: (account, title of the piece, why it says nothing).

    """
    ordered = sorted(shown, key=lambda each: (each.post.due, each.post.id))
    days = [
        (_day(day, now.astimezone(zone).date()), [_view(each, language, zone, now) for each in posts])
        for day, posts in groupby(ordered, key=lambda each: each.post.due.astimezone(zone).date())
    ]
    style = _style()
    rendered = (
        _templates()
        .get_template("posts.html.j2")
        .render(
            firm=firm,
            # The page speaks English, whatever the posts speak.
            language=language if language.partition("-")[0] == "en" else "en",
            zone=zone.key,
            at=told(now, zone),
            days=days,
            count=len(ordered),
            counts=_counts(ordered),
            without=without,
            style=style,
            allowed=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )
    return _NONE.sub("\ufffd", rendered)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline", "templates/social"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@cache
def _style() -> str:
    return files("pipeline").joinpath("templates/social/posts.css").read_text("utf-8")


def _day(day: date, today: date) -> str:
    near = {today - timedelta(days=1): "Yesterday, ", today: "Today, ", today + timedelta(days=1): "Tomorrow, "}
    return f"{near.get(day, '')}{day:%A} {day.day} {day:%B %Y}"


def _counts(shown: Sequence[Shown]) -> list[str]:
    """What there is: "2 drafts", "1 planned"."""
    counted = Counter(each.post.state for each in shown)
    drafts = counted.pop(PostState.DRAFT, 0)
    first = [f"{drafts} {'draft' if drafts == 1 else 'drafts'}"] if drafts else []
    return first + [f"{counted[state]} {state}" for state in PostState if counted[state]]


def _view(shown: Shown, language: str, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """What the template prints of one post."""
    post, wire = shown.post, shown.post.wire
    below, note = _below(shown)
    return {
        "post": post,
        "wire": wire,
        "by": _BY.get(shown.by, shown.by),
        "name": shown.name,
        "network": named(wire),
        "kind": wire.network if wire.network in _ACTIONS else "other",
        "actions": _ACTIONS.get(wire.network, ()),
        "handle": _handle(shown.handle, wire.network),
        "initials": _initials(shown.name),
        "portrait": _inline(shown.portrait),
        "picture": _inline(shown.picture),
        "language": wire.language if _LANGUAGE.fullmatch(wire.language) else language,
        "parts": list(_parts(replace(wire, text=handed.text(wire)) if shown.by in _PASTED else wire)),
        "below": below,
        "note": note,
        "host": _host(wire.link),
        "link": wire.link if _is_web(wire.link) else "",
        "time": f"{post.due.astimezone(zone):%H:%M}",
        "leaves": _LEAVES.get(post.state, "Was due"),
        "due": told(post.due, zone),
        "due_utc": post.due.isoformat(),
        "word": standing(post, _BY[shown.by] if shown.by in _HANDED else "", shown.name, zone, now),
        "address": post.address if _is_web(post.address) else "",
        "told": shown.told,
        "warnings": shown.warnings,
        "unseen": _unseen(wire),
    }


def _handle(handle: str, network: str) -> str:
    bare = handle.removeprefix("@")
    return f"@{bare}" if bare and network != "linkedin" else bare


def _initials(name: str) -> str:
    """Of the first and the last word that begin with a letter or digit."""
    first = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join((*first[:1], *first[1:][-1:])).upper() or "?"


def _inline(picture: bytes) -> str:
    """A picture as an address that holds it; empty where it is none that every browser shows."""
    mime = next((mime for head, mime in _MIMES if picture.startswith(head)), "")
    return f"data:{mime};base64,{base64.b64encode(picture).decode()}" if mime else ""


def _is_web(address: str) -> bool:
    """Whether it is an address of a page, which may be pressed; any other scheme could do something."""
    return bool(_host(address))


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _below(shown: Shown) -> tuple[str, str]:
    """What stands below the text (card, picture, made: a card that is not ours; or nothing), and what is to be known of it."""
    wire, network = shown.post.wire, named(shown.post.wire)
    made = f"Here stands a card that {network} makes from the page by itself." if wire.link else ""
    if shown.by in _PASTED:
        # Both programs take a picture by its address; a person may add one.
        if wire.picture and (shown.by != "hand" or not wire.link):
            return "picture", f"With a picture, {network} makes no card of the page." if wire.link else ""
        return ("made", made) if wire.link else ("", "")
    other = "The program behind the webhook makes the post of these parts; there it may look otherwise."
    note = other if shown.by == "webhook" else ""
    # LinkedIn has no card without a title.
    if wire.network in _OUR_CARD and wire.link and (wire.title or wire.network == "bluesky"):
        return "card", note
    if wire.picture:
        alone = f"With a picture, {network} makes no card of the page." if wire.link else ""
        return "picture", " ".join(filter(None, (alone, note)))
    return ("made", " ".join(filter(None, (made, note)))) if wire.link else ("", note)


def _parts(wire: Wire) -> Iterator[_Part]:
    """The text in stretches: what is a link or a tag in what the network is told, and on LinkedIn where it is folded."""
    marks = sorted(_marks(wire))
    fold = _fold(wire.text) if wire.network == "linkedin" else 0
    # A word that is a link or a tag is never parted by it.
    fold = next((start for start, end, _ in marks if start < fold < end), fold)
    at = 0
    for start, end, kind in [*marks, (len(wire.text), len(wire.text), "")]:
        if at <= fold <= start and fold:
            # It stands on a line of its own: a line that ends there ends once.
            yield from (_Part("", wire.text[at:fold].rstrip("\r\n")), _Part("fold"))
            at, fold = fold + len(wire.text[fold:]) - len(wire.text[fold:].lstrip("\r\n")), 0
        yield _Part("", wire.text[at:start])
        yield _Part(kind, wire.text[start:end])
        at = end


def _marks(wire: Wire) -> Iterator[tuple[int, int, str]]:
    """From where to where a link or a tag stands, as Bluesky is told; LinkedIn has a form of its own for tags."""
    try:
        # The picture has no say in it, and may be too large.
        facets = bluesky.payload(replace(wire, picture=None)).get("facets", ())
    except ValueError:
        facets = ()
    told_bytes = wire.text.encode("utf-8", "surrogatepass")
    for facet in facets:
        kind = facet["features"][0]["$type"].rpartition("#")[2]
        if kind == "link" or wire.network != "linkedin":
            start, end = (len(told_bytes[: facet["index"][each]].decode()) for each in ("byteStart", "byteEnd"))
            yield start, end, kind
    if wire.network == "linkedin":
        yield from _tags_on_linkedin(wire)


def _tags_on_linkedin(wire: Wire) -> Iterator[tuple[int, int, str]]:
    at = 0
    for found in _LITTLE.finditer(escaped(wire.text, [tag for tag in wire.tags if tag])):
        length = 1 if found[1] is None else len(found[1]) + 1
        if found[1] is not None:
            yield at, at + length, "tag"
        at += length


def _fold(text: str) -> int:
    """Where LinkedIn puts its "…more", between two words if it can; 0 where it shows the whole."""
    left, at = _FOLD_LINES, 0
    for line in text.splitlines(keepends=True):
        ends = [found.end() for found in _GRAPHEME.finditer(line.rstrip())]
        taken = max(1, math.ceil(len(ends) / _FOLD_LINE))
        if taken > left:
            end = ends[left * _FOLD_LINE - 1] if left else 0
            at += line.rfind(" ", 0, end + 1) + 1 or end
            return at if text[at:].strip() else 0
        left, at = left - taken, at + len(line)
    return 0


def _unseen(wire: Wire) -> list[str]:
    """Signs in the words that nobody sees, by name: "2 × RIGHT-TO-LEFT OVERRIDE (U+202E)"."""
    words = _AT_HOME.sub("", f"{wire.text}{wire.title}{wire.summary}")
    counted = Counter(char for char in words if unicodedata.category(char) in ("Cf", "Cc", "Cs") and char not in "\r\n")
    return [
        f"{count} × {unicodedata.name(char, 'a control character')} (U+{ord(char):04X})"
        for char, count in counted.items()
    ]
