"""The keys that sign mails, on the disk: one file for each selector, which only its owner may read."""

import base64
import os
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from pipeline.edges.dkim import Key, Seal, Signer
from pipeline.errors import ConfigurationError
from pipeline.mail_settings import Dkim, Mail
from pipeline.mailboxes import ascii_domain

#: RFC 8301, 3.2: at least 1024, better 2048; longer ones do not fit everywhere, and take four times as long.
BITS = 2048
LEAST_BITS = 1024
#: Characters of one string of a TXT record (RFC 1035, 3.3.14).
_STRING = 255


def signing_domain(mail: Mail) -> str:
    """Who signs, in ASCII: the domain that the settings name, or the sender's."""
    told = mail.dkim.domain if mail.dkim else ""
    return ascii_domain(told or parseaddr(mail.sender)[1].rpartition("@")[2])


@dataclass(frozen=True)
class DkimKeys:
    """The folder of one domain's keys.

    Args:
        folder: where they lie; `~` is the home of whoever runs Attract.
        domain: in ASCII.

    """

    folder: Path
    domain: str

    @classmethod
    def of(cls, mail: Mail) -> "DkimKeys":
        """As the settings say, or by default where they say nothing."""
        told = mail.dkim.keys if mail.dkim else Dkim.model_fields["keys"].default
        return cls(Path(os.path.expanduser(told)), signing_domain(mail))

    def path(self, selector: str) -> Path:
        """The file of one key."""
        return self.folder / self.domain / f"{selector}.pem"

    def read(self, selector: str) -> Key | None:
        """A key; None where there is none. Raises ConfigurationError where the file holds none that can sign."""
        path = self.path(selector)
        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as problem:
            raise _useless(path, f"this key for signing mail cannot be read ({problem}).") from problem
        if isinstance(key, RSAPrivateKey) and key.key_size < LEAST_BITS:
            raise _useless(path, f"this key has {key.key_size} bits, and nobody believes less than {LEAST_BITS}.")
        if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
            raise _useless(path, "this key can sign no mail: RSA and Ed25519 can.")
        return key

    def make(self, selector: str, *, ed25519: bool, firm: Path) -> Key:
        """Make a key; never in place of another, never in the firm's folder.

        Args:
            selector: names it.
            ed25519: of this kind, otherwise RSA.
            firm: the firm's folder, which is copied, shared and committed.

        """
        path = self.path(selector)
        self.refuse_inside(firm)
        key: Key = Ed25519PrivateKey.generate() if ed25519 else generate_private_key(65537, BITS)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        made = False
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                made = True
                out.write(pem)
                out.flush()
                os.fsync(out.fileno())
        except OSError as problem:
            if made:  # half a key is in the way of a whole one
                with suppress(OSError):
                    path.unlink()
            raise ConfigurationError(
                str(path),
                f"no key can be written there ({problem.strerror}).",
                "Name another folder: `mail.dkim.keys`.",
            ) from problem
        return key

    def refuse_inside(self, firm: Path) -> None:
        """Raise ConfigurationError where the keys would lie in the firm's folder."""
        if self.folder.resolve().is_relative_to(firm.resolve()):
            raise ConfigurationError(
                str(self.folder), "the keys that sign mail must not lie in the firm's folder, which is copied and shared.",
                "Name a folder elsewhere: `mail.dkim.keys` in content/firm.yml.",
            )  # fmt: skip

    def selectors(self) -> list[str]:
        """Those that have a file."""
        return sorted(path.stem for path in (self.folder / self.domain).glob("*.pem"))

    def open_to_others(self, selector: str) -> bool:
        """Whether others on this machine may read a key."""
        path = self.path(selector)
        return path.exists() and bool(path.stat().st_mode & 0o077)


def _useless(path: Path, cause: str) -> ConfigurationError:
    return ConfigurationError(
        str(path), cause, "Restore it from your backup, or make one under a new selector: attract mail keys"
    )


def signer(mail: Mail) -> Signer | None:
    """What signs every mail; None where the settings name nobody who does.

    Raises:
        ConfigurationError: a key that the settings name is not there, or is none.

    """
    if mail.dkim is None:
        return None
    keys = DkimKeys.of(mail)
    seals = []
    for selector, kind in ((mail.dkim.selector, RSAPrivateKey), (mail.dkim.ed25519_selector, Ed25519PrivateKey)):
        if not selector:
            continue
        key = keys.read(selector)
        if key is None:
            raise ConfigurationError(
                str(keys.path(selector)), "the key that signs mail (`mail.dkim`) is not there; nothing was sent.",
                "attract mail keys makes it and says what to publish; or restore it from your backup.",
            )  # fmt: skip
        if not isinstance(key, kind):
            other = "ed25519_selector" if kind is RSAPrivateKey else "selector"
            raise ConfigurationError(
                str(keys.path(selector)), "the key is of the other kind.", f"Name {selector} in `mail.dkim.{other}`."
            )
        seals.append(Seal(selector, key))
    return Signer(keys.domain, seals)


def record(key: Key) -> str:
    """The TXT record of the public half: RFC 6376, 3.6.1; for Ed25519, RFC 8463, 4, the 32 bytes alone."""
    if isinstance(key, RSAPrivateKey):
        raw, kind = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), "rsa"
    else:
        raw, kind = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), "ed25519"
    return f"v=DKIM1; k={kind}; p={base64.b64encode(raw).decode()}"


def zone_line(name: str, value: str) -> str:
    """A TXT record as a zone file has it, in strings of at most 255 characters."""
    strings = " ".join(f'"{value[at : at + _STRING]}"' for at in range(0, len(value), _STRING))
    return f"{name}. 3600 IN TXT ( {strings} )"
