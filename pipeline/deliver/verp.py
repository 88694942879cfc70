"""The return path of a delivery: `bounces+TOKEN@firm.example`, so that whatever comes back says by its address about whom it is.

    FORM base32(READER EDITION SIGNATURE)        lower case, without padding (RFC 4648, section 6)

A local part has at most 64 octets (RFC 5321, 4.5.3.1.1), and servers on the way fold its case: so base32, and no word of an
edition, of which four bytes of its hash stand there: enough to know it among the editions that this reader had. The reader's id
is as it is, or packed where it is hexadecimal (form `h`), as all that we make are. The signature is HMAC with SHA-256, of which
80 bits are kept (RFC 2104, section 5, asks for no fewer): a stranger's forged bounce suppresses nobody.

A token does not end: a complaint comes months later. It does nothing but say whose mail came back.
"""

import hashlib
import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_SIGNATURE = 10
_EDITION = 4
_LOCAL = 64
#: Octets of a local part before the plus that leave room for every id that we make.
ROOM = _LOCAL - len("+h") - 48
_TOKEN = re.compile(r"\+([ht][a-z2-7]{20,62})@")


@dataclass(frozen=True)
class Named:
    """Whom and what a token names."""

    reader: str
    #: Four bytes of the edition's hash; `names` compares them.
    edition: bytes

    def names(self, edition: str) -> bool:
        """Whether this is the edition, among those that the reader had."""
        return self.edition == _hashed(edition)


class ReturnPaths:
    """Makes return paths at one address, under one key: a few microseconds each."""

    def __init__(self, address: str, key: bytes) -> None:
        """Take what all have in common.

        Args:
            address: the one that takes bounces; its server must take what stands behind a plus, too (RFC 5233).
            key: the newest of the ring.

        """
        self.address = address
        local, _, domain = address.rpartition("@")
        self._before, self._after = f"{local}+", f"@{domain}"
        self._longest = _LOCAL - len(self._before)
        # Copied for each path: half of what it costs to begin anew.
        self._mac = hmac.new(_derived(key), digestmod="sha256")

    def of(self, reader: str, edition: str) -> str:
        """The return path of a delivery; the bare address where an id is so long that none fits."""
        form, id_ = _packed(reader)
        signed = id_ + _hashed(edition)
        mac = self._mac.copy()
        mac.update(form + signed)
        token = (form + b32encode(signed + mac.digest()[:_SIGNATURE]).rstrip(b"=")).lower().decode("ascii")
        return self._before + token + self._after if len(token) <= self._longest else self.address


def _packed(reader: str) -> tuple[bytes, bytes]:
    """The form of an id, and its bytes."""
    try:
        packed = bytes.fromhex(reader)
    except ValueError:
        return b"t", reader.encode()
    # Other spellings of hexadecimal figures stay as they are.
    return (b"h", packed) if packed.hex() == reader else (b"t", reader.encode())


def tokens(text: str) -> list[str]:
    """What may be a token of ours in addresses that strangers wrote, in their order."""
    return _TOKEN.findall(text.lower())


def read(token: str, keys: Sequence[bytes]) -> Named | None:
    """Whom a token names; None where it is not ours or was changed, in more than its case."""
    form, text = token[:1].lower(), token[1:].upper()
    try:
        whole = b32decode(text + "=" * (-len(text) % 8))
        signed, signature = whole[:-_SIGNATURE], whole[-_SIGNATURE:]
        known = form.encode("ascii") + signed
        # One spelling alone: in the last character of some lengths, bits are left over.
        if form not in ("h", "t") or len(signed) <= _EDITION or b32encode(whole).decode().rstrip("=") != text:
            return None
        if not any(_signed(key, known, signature) for key in reversed(keys)):
            return None
        id_ = signed[:-_EDITION]
        return Named(id_.hex() if form == "h" else id_.decode(), signed[-_EDITION:])
    except ValueError:  # binascii's and the codecs' own errors are of this kind
        return None


def _signed(key: bytes, known: bytes, signature: bytes) -> bool:
    return hmac.compare_digest(hmac.digest(_derived(key), known, "sha256")[:_SIGNATURE], signature)


@lru_cache(maxsize=64)
def _derived(key: bytes) -> bytes:
    # The ring signs links, too; what is signed for one is worth nothing for the other. The number changes with the form.
    return hmac.digest(key, b"attract.return-path.1", "sha256")


@lru_cache(maxsize=4096)
def _hashed(edition: str) -> bytes:
    return hashlib.sha256(edition.encode()).digest()[:_EDITION]
