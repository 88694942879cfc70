"""What stands in the addresses that readers get by mail: for what, for whom and since when, signed so that nobody can make one.

    PAYLOAD.TIME.SIGNATURE        each part in base64 for addresses (RFC 4648, section 5), without padding

The payload is a random id of ours and no secret; no token holds a mail address, a name or a wish. Each is signed for one
purpose (HMAC with SHA-256 under a salt of its own) and is worth nothing for any other. Signing and the comparison in constant
time are itsdangerous' own.

What links may do that somebody passes on, decided by the least harm: people forward digests, and the mail takes its links along.

- `LEAVE` (in every digest, for ever): ends the digests of this one reader, and for 30 days takes that back. Its page shows
  nothing of the reader, not even half an address. It must work without a password or a question (RFC 8058, CASL, CAN-SPAM),
  so whoever holds the mail can press it; the harm is a digest that does not come, the reader's own copy of the link undoes it,
  and it opens no more than it closes: it cannot make anybody a reader who was none.
- `PREFERENCES` (in every digest, for 90 days): pauses, ends a pause, and changes what comes and how often. Its page shows the
  address only masked and the name not at all; what was chosen stands in the digest itself. It can neither change the address
  nor show, hand out or erase what is stored. The harm is another choice, which the reader sees at the foot of the next digest.
- `DATA` (in a mail of its own that is asked for, for an hour): shows, hands out and erases everything. It is never in a
  digest; whoever presses "mail me the link" on somebody else's preferences page sends it to that reader's mailbox.
- `CONFIRM` (in the confirmation alone, for seven days): makes a reader of whoever asked. Its page shows what was asked for and
  neither address nor name.

The mail address of a reader cannot be changed by any link: who has a new one subscribes with it, and leaves with the old one.

`FORM` is no link: it stands in a form that we showed, so that a POST comes from one (CSRF), and says how long ago that was.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from itsdangerous import BadSignature, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode

#: Signatures under keys older than the newest two count for leaving alone, which works for ever.
KEPT = 2
#: A signature of 32 bytes is 43 characters; no payload of ours is long.
_FORM = re.compile(r"[A-Za-z0-9_-]{1,300}\.[A-Za-z0-9_-]{1,12}\.[A-Za-z0-9_-]{43}")
#: Two machines' clocks may be this far apart.
_CLOCKS = timedelta(minutes=5)


class Purpose(StrEnum):
    """What a token is good for."""

    CONFIRM = "confirm"
    LEAVE = "leave"
    PREFERENCES = "preferences"
    DATA = "data"
    FORM = "form"


#: How long each lasts; None: for ever.
LASTS: dict[Purpose, timedelta | None] = {
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.LEAVE: None,
    Purpose.PREFERENCES: timedelta(days=90),
    Purpose.DATA: timedelta(hours=1),
    Purpose.FORM: timedelta(hours=12),
}


@dataclass(frozen=True)
class Opened:
    """What a token says."""

    #: Whom or what it is for: the id of a reader or of a sign-up; of a form, which.
    of: str
    #: When it was made, to the second.
    made: datetime


class _Signer(TimestampSigner):
    """Signs by the clock that it is given, and derives its key once: a digest to 50,000 readers signs 100,000 times."""

    def __init__(self, purpose: Purpose, keys: Sequence[bytes], now: datetime) -> None:
        # The number changes with what is signed.
        salt = f"attract.reader.{purpose}.1".encode()
        super().__init__(list(keys), salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
        self._now = int(now.timestamp())
        # Each signature by the newest key would derive the same again.
        self._derived = super().derive_key()

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key of this purpose, from the newest key where none is named."""
        return self._derived if secret_key is None else super().derive_key(secret_key)

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return self._now

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Whether this is the signature, in the one spelling that we write (see `link_tokens`)."""
        return super().verify_signature(value, sig) and sig == base64_encode(base64_decode(sig))


def written(purpose: Purpose, of: str, keys: Sequence[bytes], now: datetime) -> str:
    """The token for an address.

    Args:
        purpose: what it is good for.
        of: whom or what it is for.
        keys: every key ever made, the newest last, which signs; each at least 32 bytes.
        now: when it is made.

    """
    return _signer(purpose, keys[-1], now.replace(microsecond=0)).sign(base64_encode(of)).decode("ascii")


@lru_cache(maxsize=2 * len(Purpose))
def _signer(purpose: Purpose, key: bytes, second: datetime) -> _Signer:
    """The one that signs for this purpose in this second."""
    return _Signer(purpose, [key], second)


def read(purpose: Purpose, token: str, keys: Sequence[bytes], now: datetime) -> Opened | None:
    """What a token says; None where it is not ours, not for this purpose, was changed, or is over."""
    if not keys or not _FORM.fullmatch(token):
        return None
    lasts = LASTS[purpose]
    signer = _Signer(purpose, keys if lasts is None else keys[-KEPT:], now)
    try:
        payload, stamp = signer.unsign(token, return_timestamp=True)
        of = base64_decode(payload).decode()
    except (BadSignature, ValueError):
        return None
    made = stamp.astimezone(UTC)
    # A digest that a machine with a fast clock wrote can be left on the day on which it comes.
    if lasts is not None and not made - _CLOCKS <= now < made + lasts:
        return None
    return Opened(of, made)
