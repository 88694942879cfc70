"""What Mastodon, or a server that speaks as Mastodon does, is told; and what such a server says it takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.model.posting import Wire

#: What Mastodon itself counts for an address, however long it is.
ADDRESS_LENGTH = 23
_USUAL_LENGTH = 500
#: Mastodon and glitch-soc, which counts as it does; others say whom they are compatible with, or are younger than 2.
_MASTODON = re.compile(
    r"(?:[2-9]|[1-9]\d+)\.\d+\.\d+(?:-?(?:rc|alpha|beta|nightly)[.\w-]*)?(?:\+(?:glitch|nightly)[.\w-]*)?"
)


def payload(wire: Wire) -> dict[str, Any]:
    """The fields of a status; the picture, whose id only an upload gives, by its SHA-256.

    Raises:
        ValueError: the link does not stand in the text: there are no cards here, and the post is known again by it.

    """
    if wire.link not in wire.text:
        raise ValueError("Mastodon has no cards: the link must stand in the text")
    told: dict[str, Any] = {"status": wire.text, "visibility": "public"}
    if wire.language:
        told["language"] = wire.language
    if wire.picture:
        told["media"] = [{"sha256": wire.picture.digest, "description": wire.picture.alt}]
    return told


@dataclass(frozen=True)
class Limits:
    """What a server takes."""

    #: Characters of a text; and what an address counts, None for its full length.
    characters: int = _USUAL_LENGTH
    address: int | None = None
    #: Bytes of a picture, and kinds of pictures; 0 and none where it does not say.
    picture: int = 0
    mimes: tuple[str, ...] = ()


def limits(instance: Mapping[str, Any]) -> Limits:
    """What a server says of itself (/api/v2/instance or /api/v1/instance). What it does not say is as usual.

    Forks report how long an address counts, and then count its full length (seen with GoToSocial): only Mastodon is believed.
    """
    settings = _part(instance, "configuration")
    statuses, media = _part(settings, "statuses"), _part(settings, "media_attachments")
    most = _number(statuses.get("max_characters")) or _number(instance.get("max_toot_chars")) or _USUAL_LENGTH
    genuine = _MASTODON.fullmatch(str(instance.get("version", "")))
    address = _number(statuses.get("characters_reserved_per_url")) or ADDRESS_LENGTH
    kinds = media.get("supported_mime_types")
    mimes = tuple(map(str, kinds)) if isinstance(kinds, list) else ()
    return Limits(most, address if genuine else None, _number(media.get("image_size_limit")), mimes)


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def _number(told: object) -> int:
    return told if isinstance(told, int) and told > 0 else 0
