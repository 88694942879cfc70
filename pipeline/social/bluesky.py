"""What Bluesky is told: the record of a post (lexicon app.bsky.feed.post), whole before anything is uploaded.

A picture is named by its CID, which is made of its bytes alone (github.com/multiformats/cid), so that what is cleared and what
leaves are the same record, and a second try is the same byte for byte.
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import regex

from pipeline.model.posting import Picture, Wire

#: The collection that posts are records of.
COLLECTION = "app.bsky.feed.post"
#: Bytes of a picture; some servers take more, every one takes this much.
LARGEST_PICTURE = 1_000_000
#: CIDv1, raw bytes, SHA-256 of 32 bytes.
_CID_HEAD = b"\x01\x55\x12\x20"
#: Base 32 in which names sort by time (atproto.com/specs/tid).
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_MICROSECONDS = 1_000_000
_CLOCKS = 1024
#: An address goes on where one of these follows, or where one of those does that may also end a sentence and more comes after.
_GOES_ON = r"(?![\w/?&=%#+~@$*_-]|[.,:;!'()]+[\w/?&=%#+~@$*_-])"
_SHARP = r"(?<![\w&/])#"


def payload(wire: Wire) -> dict[str, Any]:
    """The record of a post.

    Raises:
        ValueError: the picture is larger than Bluesky takes, or the text is no Unicode.

    """
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": wire.text,
        "createdAt": wire.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if wire.language:
        record["langs"] = [wire.language]
    if facets := list(_facets(wire)):
        record["facets"] = facets
    if embed := _embed(wire):
        record["embed"] = embed
    return record


def _facets(wire: Wire) -> Iterator[dict[str, Any]]:
    """What in the text is a link or a tag, by bytes of UTF-8; the server believes whatever it is told."""
    borders = {0, *(found.end() for found in regex.finditer(r"\X", wire.text))}
    taken: list[range] = []
    for start, end, feature in _features(wire):
        # What begins or ends within what a reader sees as one character is another word.
        inside = {start, end} - borders or any(start < past.stop and end > past.start for past in taken)
        if not inside:
            taken.append(range(start, end))
            first = len(wire.text[:start].encode())
            index = {"byteStart": first, "byteEnd": first + len(wire.text[start:end].encode())}
            yield {"index": index, "features": [feature]}


def _features(wire: Wire) -> Iterator[tuple[int, int, dict[str, str]]]:
    if wire.link:
        for found in regex.finditer(regex.escape(wire.link) + _GOES_ON, wire.text):
            yield *found.span(), {"$type": "app.bsky.richtext.facet#link", "uri": wire.link}
    if tags := sorted(filter(None, wire.tags), key=len, reverse=True):
        for found in regex.finditer(rf"{_SHARP}({'|'.join(map(regex.escape, tags))})(?!\w)", wire.text):
            yield *found.span(), {"$type": "app.bsky.richtext.facet#tag", "tag": found[1]}


def _embed(wire: Wire) -> dict[str, Any]:
    """The card of a link, or the picture where there is none; nothing where there is neither."""
    blob = _blob(wire.picture) if wire.picture else None
    if wire.link:
        card: dict[str, Any] = {"uri": wire.link, "title": wire.title, "description": wire.summary}
        return {"$type": "app.bsky.embed.external", "external": {**card, "thumb": blob} if blob else card}
    if wire.picture and blob:
        picture = wire.picture
        shape = {"width": picture.width, "height": picture.height}
        image = {"image": blob, "alt": picture.alt, "aspectRatio": shape}
        return {"$type": "app.bsky.embed.images", "images": [image]}
    return {}


def _blob(picture: Picture) -> dict[str, Any]:
    if picture.size > LARGEST_PICTURE:
        raise ValueError(f"the picture has {picture.size:,} bytes; Bluesky takes {LARGEST_PICTURE:,}")
    return {"$type": "blob", "ref": {"$link": cid(picture)}, "mimeType": picture.mime, "size": picture.size}


def cid(picture: Picture) -> str:
    """What Bluesky calls these bytes."""
    return "b" + base64.b32encode(_CID_HEAD + bytes.fromhex(picture.digest)).decode().rstrip("=").lower()


def rkey(wire: Wire) -> str:
    """The key under which the record stands, always the same: a TID (13 characters) of the second, the rest by the post's key.

    Raises:
        ValueError: a moment that no TID can name: before 1970, or after 2255.

    """
    drawn = int.from_bytes(hashlib.sha256(wire.key.encode()).digest()[:8], "big")
    moment = int(wire.at.timestamp()) * _MICROSECONDS + drawn % _MICROSECONDS
    if not 0 <= moment < 1 << 53:
        raise ValueError("no Bluesky post can be of that time")
    left = moment * _CLOCKS + drawn // _MICROSECONDS % _CLOCKS
    return "".join(_SORTABLE[left >> shift & 31] for shift in range(60, -1, -5))
