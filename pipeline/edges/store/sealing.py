"""Readers' addresses and names at rest: encrypted where the firm wants that, and nothing else where it does not.

What a column holds is said by its type. `Sealed` is text under AES-256-GCM (NIST SP 800-38D): `sealed:` and, in base64, twelve
random bytes and what was encrypted, bound to the name of its column. `Keyed` is what is looked up: an HMAC with SHA-256, so that
the same address is found and stays unique, and whoever has the file alone cannot try addresses. Both keys come from the firm's by
HKDF (RFC 5869), so that none is used for two things.

Whether a database is encrypted, and with which key, stands in it: the mark `sealed` is a number that grows with every change, and
the name of the key or nothing. It is asked for at the start of everything that is read or written (a hundredth of a millisecond),
so that a service that runs goes on rightly when somebody encrypts beside it.
"""

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, Connection, Dialect, Engine, String, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

from pipeline.edges.address_keys import VARIABLE, AddressKeys
from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: The single fact in the database that says how it stands.
MARK = "sealed"
_PREFIX = "sealed:"
#: No hash without a key looks like it, and no address, which has an @.
_KEYED = re.compile(r"k[0-9a-f]{64}")
_NONCE = 12
#: What the firm knows the seal of a database by, on its engine's dialect: a type is asked with nothing else at hand.
_HERE = "attract_seal"


class SealError(ConfigurationError, DontWrapMixin):
    """What is encrypted cannot be opened; names the key that is missing."""


class Standing(NamedTuple):
    """How a database stands."""

    #: Grows with every change.
    number: int = 0
    #: The name of the key; empty: it is not encrypted.
    key: str = ""

    @classmethod
    def of(cls, mark: str | None) -> "Standing":
        """From the mark."""
        number, _, key = (mark or "0:").partition(":")
        return cls(int(number), key)

    def __str__(self) -> str:
        return f"{self.number}:{self.key}"


@dataclass(frozen=True)
class Box:
    """One key, and what it does."""

    #: By which a database names it; says nothing of the key.
    name: str
    _contents: "AESGCM"
    _look_ups: bytes

    @classmethod
    def of(cls, secret: bytes) -> "Box":
        """From what stands in the file."""
        # A tenth of a second of import, for those who encrypt alone.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        def derived(purpose: str) -> bytes:
            return HKDF(SHA256(), 32, None, f"attract.addresses.{purpose}.1".encode()).derive(secret)

        return cls(derived("name").hex()[:12], AESGCM(derived("contents")), derived("look-ups"))

    def closed(self, text: str, column: str) -> str:
        """Encrypted for a column (`subscribers.address`)."""
        nonce = secrets.token_bytes(_NONCE)
        return _PREFIX + b64encode(nonce + self._contents.encrypt(nonce, text.encode(), column.encode())).decode()

    def opened(self, text: str, column: str) -> str:
        """Readable again. Raises SealError where it was changed, or stood in another column."""
        from cryptography.exceptions import InvalidTag

        try:
            raw = b64decode(text[len(_PREFIX) :], validate=True)
            return self._contents.decrypt(raw[:_NONCE], raw[_NONCE:], column.encode()).decode()
        except (InvalidTag, ValueError) as problem:
            raise SealError(
                column, "what is encrypted there was changed on the disk.", "Bring the database back from a backup."
            ) from problem

    def keyed(self, text: str) -> str:
        """What is looked up, in place of this."""
        return "k" + hmac.digest(self._look_ups, text.encode(), "sha256").hex()


class Seal:
    """How one database stands, as far as this process has seen; several threads may use it."""

    def __init__(self, ring: AddressKeys) -> None:
        self.ring = ring
        self.standing = Standing()
        self._boxes: dict[str, Box] = {}
        self._lock = Lock()

    def look(self, connection: Connection) -> None:
        """See how the database stands now."""
        seen = standing(connection)
        with self._lock:
            # Whoever looked before another and is heard after it must not turn the time back.
            if seen.number > self.standing.number:
                self.standing = seen

    @property
    def box(self) -> Box | None:
        """The key that counts; None where nothing is encrypted. Raises SealError where it is not there."""
        return self.named(name) if (name := self.standing.key) else None

    def named(self, name: str) -> Box:
        """The key of a name; raises SealError where it is not there."""
        if (found := self._boxes.get(name)) is None:
            try:
                self._boxes = {each.name: each for each in map(Box.of, self.ring.read())}
            except ConfigurationError as problem:  # as one that SQLAlchemy lets through
                raise SealError(*problem.args) from problem
            if (found := self._boxes.get(name)) is None:
                where = VARIABLE if self.ring.told else str(self.ring.path)
                cause = "is another one than" if self._boxes else "is not there: it is"
                raise SealError(
                    where, f"the key of the addresses {cause} that with which the database was encrypted ({name}).",
                    "Bring it back from your copy. None is made in its place: without it there is no way to the addresses.",
                )  # fmt: skip
        return found


def standing(connection: Connection) -> Standing:
    """What the database says of itself."""
    return Standing.of(connection.exec_driver_sql(f"SELECT value FROM marks WHERE name = '{MARK}'").scalar())


def seal(engine: Engine, ring: AddressKeys, *, new: bool) -> None:
    """Let an engine know where the keys are; a new database with a key at hand is encrypted from the start."""
    here = Seal(ring)
    setattr(engine.dialect, _HERE, here)
    if new and (keys := ring.read()):
        with engine.begin() as connection:
            told = str(Standing(1, Box.of(keys[-1]).name))
            # Another process may have made the same database in the meantime, and begun to fill it.
            connection.exec_driver_sql("INSERT OR IGNORE INTO marks (name, value) VALUES (?, ?)", (MARK, told))


def seal_of(dialect: Dialect) -> Seal | None:
    """The seal of a database; None for one that `open_database` did not open."""
    found: Seal | None = getattr(dialect, _HERE, None)
    return found


def look(connection: Connection) -> None:
    """See how the database stands, before something is read or written."""
    if here := seal_of(connection.dialect):
        here.look(connection)


def check(engine: Engine) -> bool:
    """Raise SealError now where the key is not there, and not when somebody subscribes; returns whether a key lies unused."""
    here = seal_of(engine.dialect)
    if here is None:
        return False
    with engine.connect() as connection:
        here.look(connection)
    return here.box is None and here.standing.number == 0 and bool(here.ring.read())


def keyed(connection: Connection, text: str) -> str:
    """What a `Keyed` column holds for this."""
    return _keyed(text, connection.dialect)


def sealed(connection: Connection, text: str, column: Column[str]) -> str:
    """What a `Sealed` column holds for this."""
    assert isinstance(column.type, Sealed)
    return column.type.process_bind_param(text, connection.dialect) or ""


def _box(dialect: Dialect) -> Box | None:
    here = seal_of(dialect)
    return here.box if here else None


def _keyed(text: str, dialect: Dialect) -> str:
    box = _box(dialect)
    # What was read from such a column is looked up as it is.
    return text if box is None or _KEYED.fullmatch(text) else box.keyed(text)


class Sealed(TypeDecorator[str]):
    """Text that nobody reads who has the file alone. It can be found neither by its value nor by a part of it."""

    impl = Text
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is written."""
        return value if not value or (box := _box(dialect)) is None else box.closed(value, self.column)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """As it was given."""
        if not value or not value.startswith(_PREFIX) or (box := _box(dialect)) is None:
            return value
        return box.opened(value, self.column)


class Keyed(TypeDecorator[str]):
    """What somebody is found by: folded addresses, or hashes of them."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is written, and looked up."""
        return value if value is None else _keyed(value, dialect)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """As it stands there."""
        return value


class KeyedText(Keyed):
    """The same in a column that was made for text."""

    impl = Text
    cache_ok = True
