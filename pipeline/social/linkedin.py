"""What LinkedIn is told: the body of its Posts API.

Fields and limits: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api, read 2026-11 as quoted by others;
Attract has never been run against LinkedIn itself.
"""

from datetime import date
from typing import Any

from pipeline.little_text import escaped, length
from pipeline.model.posting import Picture, Wire

#: What LinkedIn counts of a commentary, and characters of an alternative text.
LIMIT, ALT = 3000, 4086
#: Months: LinkedIn keeps a version for twelve at least; at nine somebody is told.
OLD = 9


def payload(wire: Wire, author: str) -> dict[str, Any]:
    """The body that makes a post. A picture stands in it under its SHA-256, until its upload gives it a name.

    A link with a title is an article, with the picture as its thumbnail (LinkedIn fetches nothing by itself, so without our title
    there is no card); a picture without one is a picture.

    Args:
        wire: what is said.
        author: urn:li:person:… or urn:li:organization:…

    Raises:
        ValueError: it is longer than LinkedIn takes, escapes counted; or the picture's alternative text is.

    """
    counted = length(wire.text, wire.tags)
    if counted > LIMIT:
        raise ValueError(
            f"LinkedIn takes {LIMIT} characters and counts {counted}, the signs that it needs before brackets and others included"
        )
    content = _content(wire)
    return {
        "author": author,
        "commentary": escaped(wire.text, wire.tags),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        **({"content": content} if content else {}),
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }


def _content(wire: Wire) -> dict[str, Any]:
    if wire.link and wire.title:
        article = {"source": wire.link, "title": wire.title}
        if wire.summary:
            article["description"] = wire.summary
        if wire.picture:
            article["thumbnail"] = wire.picture.digest
        return {"article": article}
    return {"media": _media(wire.picture)} if wire.picture else {}


def _media(picture: Picture) -> dict[str, str]:
    if len(picture.alt) > ALT:
        raise ValueError(f"LinkedIn takes {ALT} characters of what a picture shows, and there are {len(picture.alt)}")
    return {"id": picture.digest, **({"altText": picture.alt} if picture.alt else {})}


def age(version: str, today: date) -> int:
    """Months since a version of LinkedIn's interface (YYYYMM) came out; whoever is at `OLD` is warned.

    Raises:
        ValueError: it is no such version.

    """
    if len(version) != 6 or not (version.isascii() and version.isdigit()) or not 1 <= int(version[4:]) <= 12:
        raise ValueError(f"{version!r} is no version of LinkedIn's: they are a year and a month, such as 202609")
    return (today.year - int(version[:4])) * 12 + today.month - int(version[4:])
