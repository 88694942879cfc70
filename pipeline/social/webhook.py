"""What a webhook is told, for n8n, Zapier, Make and whatever else listens (Standard Webhooks 1.0: type, timestamp, data)."""

import hashlib
import re
from datetime import datetime
from typing import Any

from pipeline.model.posting import Wire

DUE, WITHDRAWN = "post.due", "post.withdrawn"
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def payload(wire: Wire, account: str, image: str = "") -> dict[str, Any]:
    """One post that is due.

    Args:
        wire: what is said.
        account: as the settings call it, for whoever sorts by it.
        image: where its picture is to be had; a body carries no bytes.

    """
    picture = {"address": image, "alt": wire.picture.alt} if wire.picture and image else None
    return {
        "type": DUE,
        "timestamp": wire.at.isoformat(),
        "data": {
            "id": name(wire.key),
            "account": account,
            "network": wire.network,
            "language": wire.language,
            "text": wire.text,
            "link": wire.link,
            "title": wire.title,
            "summary": wire.summary,
            "image": picture,
            "tags": list(wire.tags),
            "at": wire.at.isoformat(),
        },
    }


def withdrawn(ref: str, account: str, now: datetime) -> dict[str, Any]:
    """That a post is to be taken down.

    Args:
        ref: the id under which it was due.
        account: as the settings call it.
        now: the time.

    """
    return {"type": WITHDRAWN, "timestamp": now.isoformat(), "data": {"id": ref, "account": account}}


def name(key: str) -> str:
    """A post's id in a webhook: its key, or what stands for one with other signs (a full stop would end it in what is signed)."""
    return key if _PLAIN.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()
