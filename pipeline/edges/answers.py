"""What an answer says: its headers as values, its body unpacked within bounds. No network in here."""

import re
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

#: Characters of a validator that are worth keeping.
_LONGEST = 500
_GZIP = b"\x1f\x8b"


def validator(value: str | None) -> str:
    """A validator worth sending back: of a sensible length, and nothing that could end a header."""
    return value if value and len(value) <= _LONGEST and value.isascii() and value.isprintable() else ""


def fresh_for(headers: httpx.Headers) -> timedelta | None:
    """How long an answer is fresh: Cache-Control (RFC 9111, 5.2.2), else Expires less Date."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b", control):
        return timedelta(0)
    if found := re.search(r"\bs-maxage=\"?(\d{1,9})\b", control) or re.search(r"\bmax-age=\"?(\d{1,9})\b", control):
        return timedelta(seconds=int(found.group(1)))
    expires, date = _date(headers.get("expires")), _date(headers.get("date"))
    return max(expires - date, timedelta(0)) if expires and date else None


def retry_after(headers: httpx.Headers) -> timedelta | None:
    """Retry-After (RFC 9110, 10.2.3): seconds, or a date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return timedelta(seconds=int(value))
    until = _date(value)
    return max(until - datetime.now(UTC), timedelta(0)) if until else None


def _date(value: str | None) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError):
        when = parsedate_to_datetime(value or "")
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None


class Unpacker:
    """Undoes gzip or deflate (RFC 9110, 8.4.1), never giving more than it was asked for."""

    def __init__(self, encoding: str) -> None:
        self._packed = encoding not in ("identity", "")
        self._may_be_bare = encoding == "deflate"
        self._zlib: zlib._Decompress | None = None

    def __call__(self, piece: bytes, room: int) -> bytes:
        """The next bytes, at most `room` of them (and one at least); raises zlib.error."""
        if not self._packed:
            return piece
        given = bytearray()
        while piece and len(given) < max(1, room):
            if self._zlib is None:
                # `deflate` means zlib's format, but some servers send bare deflate: the first byte tells.
                bare = self._may_be_bare and piece[0] & 0x0F != zlib.DEFLATED
                self._zlib = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
            elif self._zlib.eof:
                # gzip members may follow each other (RFC 1952, 2.2); whatever else comes after the end is padding.
                if not piece.startswith(_GZIP):
                    break
                self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 16)
            given += self._zlib.decompress(piece, max(1, room) - len(given))
            piece = self._zlib.unused_data
        return bytes(given)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing at the end."""
        return self._zlib is None or self._zlib.eof
