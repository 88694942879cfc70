"""Web addresses: for people to read, and made from people's words."""

import re
import unicodedata
from urllib.parse import urlsplit

from pipeline.model import digest_of


def shown(address: str) -> str:
    """An address without the user name and password that it may carry (RFC 3986, 3.2.1): these are nobody's to read."""
    try:
        parts = urlsplit(address)
        # A port that is no number may be half a password, with a slash in its middle: urlsplit refuses it here.
        _ = parts.port
        if not parts.netloc or "@" not in parts.netloc:
            return address
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return address.rpartition("@")[2]


def slug(words: str) -> str:
    """Words as part of an address: lower case, ASCII, hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    cut = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-")
    return cut or "item-" + digest_of(unicodedata.normalize("NFC", words))[:8]
