"""What the exports of other services look like, one table each.

Seen on 22 November 2026 in what the services' own code writes and in what public programs read. A column is either
`documented` (the service or its code names it) or `guessed` (others have seen it; it may be called otherwise, and then
the row lacks what it would have said). Columns are compared in lower case, without spaces around them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

Known = Literal["documented", "guessed"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One service's export."""

    #: What `--from` calls it.
    name: str
    #: What people call it.
    title: str
    #: Every column that is read, and how sure we are of its name.
    columns: Mapping[str, Known]
    #: The columns by which a file is known: one of each group must be there.
    signs: tuple[tuple[str, ...], ...]
    #: The first of these that is filled in is the address.
    address: tuple[str, ...]
    #: What is put together to the name, in this order.
    name_parts: tuple[str, ...] = ()
    #: When they came to the list there: the day of an express permission that somebody answers for, and of no other.
    joined: tuple[str, ...] = ()
    #: Filled in: they left there, at that time.
    left: tuple[str, ...] = ()
    #: Filled in: mail to them came back.
    bounced: tuple[str, ...] = ()
    #: Column to the values by which they get no mail there.
    closed: Mapping[str, Collection[str]] = field(default_factory=dict)
    #: Part of a file's name to what it says of everybody in it.
    files: Mapping[str, Literal["left", "bounced", "never asked"]] = field(default_factory=dict)

    def fits(self, header: Collection[str]) -> bool:
        """Whether a first line is that of this export."""
        return all(any(sign in header for sign in group) for group in self.signs)


OWN = Source(
    name="own",
    title="our own form",
    columns={
        "address": "documented", "name": "documented", "areas": "documented", "people": "documented",
        "kinds": "documented", "jurisdictions": "documented", "cadence": "documented", "ceiling": "documented", "minutes": "documented", "format": "documented",
        "permission": "documented", "confirmed": "documented", "ends": "documented", "paused": "documented",
        "proof": "documented",
    },
    signs=(("address",),),
    address=("address",),
    name_parts=("name",),
    joined=("confirmed",),
)  # fmt: skip

#: An archive with a file for each state; the file's name and a column of its own say which. Times are in UTC and say
#: no zone. OPTIN_TIME and OPTIN_IP are filled in for those who came by a form and empty for those whom the owner of the
#: list added; CONFIRM_TIME is filled in for both, so it proves nothing by itself.
MAILCHIMP = Source(
    name="mailchimp",
    title="Mailchimp",
    columns={
        "email address": "documented", "email": "guessed", "e-mail-adresse": "guessed", "adresse e-mail": "guessed",
        "first name": "documented", "last name": "documented", "fname": "guessed", "lname": "guessed",
        "optin_time": "documented", "optin_ip": "documented", "confirm_time": "documented",
        "confirm_ip": "documented", "leid": "documented", "euid": "documented", "unsub_time": "documented",
        "clean_time": "documented",
    },
    signs=(("optin_time",), ("confirm_time",), ("leid", "euid")),
    address=("email address", "email", "e-mail-adresse", "adresse e-mail"),
    name_parts=("first name", "last name", "fname", "lname"),
    joined=("optin_time", "confirm_time"),
    left=("unsub_time",),
    bounced=("clean_time",),
    files={"nonsubscribed": "never asked", "unsubscribed": "left", "cleaned": "bounced"},
)  # fmt: skip

#: cmd/subscribers.go of listmonk writes this header. A subscription's own state (unconfirmed, confirmed) is not in it.
#: Times are as Go prints them: 2026-02-11 09:30:00.123456 +0000 UTC.
LISTMONK = Source(
    name="listmonk",
    title="listmonk",
    columns={
        "uuid": "documented", "email": "documented", "name": "documented", "attributes": "documented",
        "status": "documented", "created_at": "documented", "updated_at": "documented",
    },
    signs=(("uuid",), ("email",), ("status",), ("attributes", "attribs")),
    address=("email",),
    name_parts=("name",),
    joined=("created_at",),
    closed={"status": ("disabled", "blocklisted", "blacklisted")},
)  # fmt: skip

#: @tryghost/members-csv writes this header; newer versions add gift_id.
GHOST = Source(
    name="ghost",
    title="Ghost",
    columns={
        "id": "documented", "email": "documented", "name": "documented", "note": "documented",
        "subscribed_to_emails": "documented", "created_at": "documented", "deleted_at": "documented",
    },
    signs=(("email",), ("subscribed_to_emails",)),
    address=("email",),
    name_parts=("name",),
    joined=("created_at",),
    left=("deleted_at",),
    closed={"subscribed_to_emails": ("false", "0", "no")},
)  # fmt: skip

#: email_list.NAME.csv in the archive. Nobody has a name in it.
SUBSTACK = Source(
    name="substack",
    title="Substack",
    columns={
        "email": "guessed", "active_subscription": "guessed", "expiry": "guessed", "plan": "guessed",
        "email_disabled": "guessed", "created_at": "guessed", "first_payment_at": "guessed", "name": "guessed",
    },
    signs=(("email",), ("email_disabled",), ("active_subscription", "expiry")),
    address=("email",),
    name_parts=("name",),
    joined=("created_at",),
    closed={"email_disabled": ("true", "1", "yes")},
)  # fmt: skip

#: An address book: that somebody is in it says nothing of what they asked for. Up to three addresses; the first counts.
OUTLOOK = Source(
    name="outlook",
    title="Outlook",
    columns={
        "e-mail address": "documented", "e-mail 2 address": "documented", "e-mail 3 address": "documented",
        "first name": "documented", "middle name": "documented", "last name": "documented",
        "e-mail-adresse": "guessed", "e-mail 2: adresse": "guessed", "e-mail 3: adresse": "guessed",
        "vorname": "guessed", "weitere vornamen": "guessed", "nachname": "guessed",
        "adresse de messagerie": "guessed", "prénom": "guessed", "nom": "guessed",
    },
    signs=(
        ("e-mail address", "e-mail-adresse", "adresse de messagerie"),
        ("first name", "last name", "vorname", "nachname", "prénom", "nom"),
    ),
    address=(
        "e-mail address", "e-mail-adresse", "adresse de messagerie", "e-mail 2 address", "e-mail 2: adresse",
        "e-mail 3 address", "e-mail 3: adresse",
    ),
    name_parts=(
        "first name", "vorname", "prénom", "middle name", "weitere vornamen", "last name", "nachname", "nom",
    ),
)  # fmt: skip

#: The more particular ones first: our own form asks for one column alone.
SOURCES = (MAILCHIMP, LISTMONK, GHOST, SUBSTACK, OUTLOOK, OWN)
BY_NAME: Mapping[str, Source] = {source.name: source for source in SOURCES}


def recognised(header: Collection[str]) -> Source | None:
    """The export that has this first line; None where we know none."""
    return next((source for source in SOURCES if source.fits(header)), None)
