"""What stands in the address of a preview: which text it shows and until when, signed so that nobody can make one.

    PAYLOAD.TIME.SIGNATURE        each part in base64 for addresses (RFC 4648, section 5), without padding

The form, the signing (HMAC with SHA-256) and the comparison in constant time are itsdangerous' own. The payload is no
secret: whoever has the address may see the piece.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode

from pipeline.model.content import aware

#: No address opens anything for longer, whatever stands in it: thirty days to the end of the last, with an hour for the clocks.
LONGEST = timedelta(days=31, hours=1)
#: What is signed for this purpose counts for no other. Its number changes with the payload.
_PURPOSE = b"attract.preview.1"
#: A signature of 32 bytes is 43 characters; a payload that was packed would begin with a dot, which some servers never show.
_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What an address opens."""

    #: The item's id.
    item: str
    #: `Item.content_hash` of the text that may be seen.
    text: str
    #: From this moment on it opens nothing; whole seconds.
    ends: datetime

    def __post_init__(self) -> None:
        aware(self.ends, "ends")


class _Signer(TimestampSigner):
    """Signs by the clock that it is given."""

    def __init__(self, secret: bytes, now: datetime) -> None:
        super().__init__(secret, salt=_PURPOSE, key_derivation="hmac", digest_method=hashlib.sha256)
        self._now = int(now.timestamp())

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return self._now

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Whether this is the signature, in the one spelling that we write.

        The last character of 43 has two bits to spare, so four spellings mean the same 32 bytes; an
        address that was changed must not open, even where it means the same.
        """
        return super().verify_signature(value, sig) and sig == base64_encode(base64_decode(sig))


def written(ticket: Ticket, secret: bytes, now: datetime) -> str:
    """The token for an address.

    Args:
        ticket: what it opens.
        secret: what makes it ours, at least 32 bytes.
        now: when it is made.

    """
    said = [ticket.item, ticket.text, int(ticket.ends.timestamp())]
    payload = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return _Signer(secret, now).sign(base64_encode(payload)).decode("ascii")


def read(token: str, secret: bytes, now: datetime) -> Ticket | None:
    """What a token opens now; None where it is not ours, was changed, or has ended."""
    if not _FORM.fullmatch(token):
        return None
    try:
        payload = _Signer(secret, now).unsign(token, max_age=int(LONGEST.total_seconds()))
    except BadSignature:  # a time that is over is one of these, too
        return None
    item, text, ends = json.loads(base64_decode(payload))
    ticket = Ticket(item=item, text=text, ends=datetime.fromtimestamp(ends, UTC))
    return ticket if now < ticket.ends else None
