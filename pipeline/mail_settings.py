"""The part of `content/firm.yml` that says how mail leaves."""

import re
from datetime import timedelta
from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from pipeline.fields import Fields, Line

#: What stands behind the plus has 50 of the 64 octets of a local part (RFC 5321, 4.5.3.1.1; `deliver.verp`).
LONGEST_LOCAL = 14


def _returnable(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if address and not (at and re.fullmatch(r"[A-Za-z0-9._-]+", local) and re.fullmatch(r"[A-Za-z0-9.-]+", domain)):
        raise ValueError("must be an address alone, in plain letters: bounces@yourfirm.example")
    if len(local) > LONGEST_LOCAL:
        raise ValueError(f"must have at most {LONGEST_LOCAL} letters before the @, to leave room for what is added")
    return address


_SEED = re.compile(r"[^\s<>@,;:\"\\\x00-\x1f\x7f]+@[^\s<>@,;:\"\\\x00-\x1f\x7f]+\.[^\s<>@,;:\"\\\x00-\x1f\x7f]+")


def _seeds(addresses: tuple[str, ...]) -> tuple[str, ...]:
    for each in addresses:
        if not _SEED.fullmatch(each):
            raise ValueError(f"{each!r} must be an address alone: marketing@yourfirm.example")
    if len({each.casefold() for each in addresses}) < len(addresses):
        raise ValueError("names an address twice")
    return addresses


class Mailbox(Fields):
    """Where bounces are fetched. The password is `ATTRACT_IMAP_PASSWORD` in the environment."""

    host: Annotated[Line, Field(min_length=1)]
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls"] = "tls"
    user: Line = ""
    folder: Line = "INBOX"
    #: Where handled ones are moved; empty: they stay, and are marked as seen.
    handled: Line = "Handled"


_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DOMAIN = re.compile(r"[^\s@/:]+\.[^\s@/:.]+")


def is_selector(name: str) -> bool:
    """Whether a key can have this name, in the DNS and as a file."""
    return len(name) <= 63 and all(_LABEL.fullmatch(part) for part in name.split("."))


def _selector(name: str) -> str:
    if not is_selector(name):
        raise ValueError("must be of small letters, digits and hyphens, such as attract1")
    return name


def _domain(name: str) -> str:
    if name and not _DOMAIN.fullmatch(name):
        raise ValueError("must be a domain, such as firm.example")
    return name


def _outside(folder: str) -> str:
    # What is relative would lie in the firm's folder, or wherever somebody happens to be.
    if not folder.startswith("~") and not PurePath(folder).is_absolute():
        raise ValueError("must be a whole path, or begin with ~")
    return folder


class Dkim(Fields):
    """Signs every mail (RFC 6376), where the mail server does not. `attract mail keys` makes the keys."""

    #: Under `<selector>._domainkey.<domain>` stands the public half of an RSA key.
    selector: Annotated[str, AfterValidator(_selector)]
    #: The same of an Ed25519 key, for a second signature; few servers read one yet.
    ed25519_selector: Annotated[str, AfterValidator(lambda name: name and _selector(name))] = ""
    #: Who signs; empty: the sender's domain.
    domain: Annotated[str, AfterValidator(_domain)] = ""
    #: The folder of the keys, outside the firm's own: one file for each selector.
    keys: Annotated[Line, AfterValidator(_outside)] = "~/.config/attract/dkim"

    @model_validator(mode="after")
    def _two_keys(self) -> "Dkim":
        if self.selector == self.ed25519_selector:
            raise ValueError("`selector` and `ed25519_selector` must differ: each is one key")
        return self


class Mail(Fields):
    """How digests leave. The password is `ATTRACT_SMTP_PASSWORD` in the environment."""

    #: `outbox` writes .eml files into `.attract/outbox`; `smtp` sends.
    transport: Literal["outbox", "smtp"] = "outbox"
    sender: Line
    reply_to: Line = ""
    host: Line = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Line = ""
    #: Conversations with the server at once, when many readers wait.
    connections: int = Field(default=4, ge=1, le=50)
    #: Seconds to wait for an answer. RFC 5321 (4.5.3.2) lets a server take ten minutes; most take a second.
    patience: float = Field(default=120.0, gt=0, le=600)
    #: Messages an hour, to everybody and to each domain of readers; without it, as many as the server takes.
    per_hour: PositiveInt | None = None
    per_hour_and_domain: PositiveInt | None = None
    #: Stop after this many failures in a row: something is wrong with the relay, not the readers.
    pause_after: PositiveInt = 5
    #: Minutes in which an edition that was composed can be taken back before its first mail leaves.
    undo: int = Field(default=10, ge=0, le=1440)
    #: Addresses of the firm that get every edition first, with everything in it; readers' mails wait for theirs.
    seeds: Annotated[tuple[Line, ...], Field(max_length=10), AfterValidator(_seeds)] = ()
    #: Takes what cannot be delivered, as `bounces+TOKEN@`; empty: the sender does, and each says less surely whose it was.
    bounces: Annotated[Line, AfterValidator(_returnable)] = ""
    mailbox: Mailbox | None = None
    #: Nothing: the mail server signs, or nobody does.
    dkim: Dkim | None = None

    @property
    def to_take_back(self) -> timedelta:
        """How long a composed edition waits; into the outbox nothing leaves, so nothing waits."""
        return timedelta(minutes=self.undo if self.transport == "smtp" else 0)
