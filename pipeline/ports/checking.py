"""What a check-up of mail asks of the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Silent(Exception):
    """No name server answered in time, or none could: nothing can be said."""


class Unanswered(Silent):
    """The name server answers, but could not find out about this one name."""


class Dns(Protocol):
    """Asks the DNS. Each returns nothing where there is nothing, and raises Silent or Unanswered where nobody can tell."""

    def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, each in one piece."""

    def addresses(self, name: str) -> tuple[str, ...]:
        """The IPv4 and IPv6 addresses of a name."""

    def exchanges(self, name: str) -> tuple[str, ...]:
        """The mail servers (MX) of a domain."""

    def pointers(self, address: str) -> tuple[str, ...]:
        """The names (PTR) of an IP address."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """What was seen of the firm's mail server, as far as the conversation went. Nothing was sent."""

    #: `host:port`.
    where: str
    #: Its addresses, and whether it is this machine.
    addresses: tuple[str, ...] = ()
    here: bool = False
    #: Whether it greeted us.
    greeted: bool = False
    #: `TLSv1.3`; empty: the line is open to read.
    tls: str = ""
    #: When its certificate ends.
    ends: datetime | None = None
    #: What it can do (EHLO), in capitals.
    offers: tuple[str, ...] = ()
    #: Whether it took our user and password; None: not tried.
    logged_in: bool | None = None
    #: What it said to our sender (MAIL, then RSET); empty: not asked.
    of_sender: str = ""
    #: At which step it ended: `connect`, `tls`, `login`, `sender`; empty: it went well.
    failed_at: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What came when an address was asked for (GET)."""

    address: str
    #: 0: nothing came.
    status: int = 0
    #: Whether it is a page of HTML.
    html: bool = False
    problem: str = ""
