"""One reader's digest as a finished message: HTML (from MJML) and plain text of equal worth."""

import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from urllib.parse import quote

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.firm import Firm
from pipeline.model import Cadence, Channel, Choice, Kind, Message, Person, Slot, Subscriber

_CADENCE_NAMES = {Cadence.DAILY: "Daily dispatch", Cadence.WEEKLY: "Weekly wrap", Cadence.MONTHLY: "Monthly letter"}
_KIND_NAMES = {Kind.STORY: "A story", Kind.ARTICLE: "To know", Kind.ELSEWHERE: "Elsewhere"}
# A folded address is written as encoded words, which no mail program reads as an address:
# headers stay on one line, which RFC 5322 (2.1.1) allows up to 998 characters.
_UNFOLDED = SMTP.clone(max_line_length=998)


@dataclass(frozen=True)
class Entry:
    """One piece as the templates print it."""

    kind: str
    title: str
    summary: str
    address: str
    author: str
    area: str
    why: str


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline", "templates/mail"),
        autoescape=lambda name: bool(name) and ".mjml" in str(name),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = harmless
    environment.filters["wrap"] = _wrap
    return environment


def harmless(text: str) -> str:
    """Text in one line, without control, format and private characters.

    mrml writes attributes with Rust's escapes, so such a character would come out as its
    number in braces; they have no business in a title or a name anyway.
    """
    line = " ".join(text.split())
    kept = (char for char in line if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs"))
    return "".join(kept).replace("\\", "\u2216")


def _wrap(text: str, width: int = 72) -> str:
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def name_of(cadence: Cadence) -> str:
    """What readers call an edition of this cadence."""
    return _CADENCE_NAMES[cadence]


def subject(slot: Slot, choices: Sequence[Choice]) -> str:
    """The first title, and how many more."""
    more = len(choices) - 1
    return choices[0].item.item.title + (f", and {more} more" if more else "")


def message(
    firm: Firm,
    slot: Slot,
    subscriber: Subscriber,
    choices: Sequence[Choice],
    *,
    held_back: int,
    people: Mapping[str, Person],
    areas: Mapping[str, str],
    addresses: Mapping[str, str],
    message_id: str,
    now: datetime,
) -> Message:
    """The message for one reader.

    Args:
        choices: at least one.
        held_back: how many more new pieces wait beyond the reader's ceiling.
        people: by id.
        areas: name by practice area id.
        addresses: public address by item id.
        message_id: with its angle brackets; the same for every try.

    """
    data = _data(firm, slot, subscriber, choices, held_back, people, areas, addresses)
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(firm.mail.sender)
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = Address(harmless(subscriber.name), addr_spec=subscriber.address)
    if firm.mail.reply_to:
        mail["Reply-To"] = firm.mail.reply_to
    mail["Subject"] = harmless(subject(slot, choices))
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    # RFC 2919 and RFC 2369; a person reads the mail that leaving sends.
    mail["List-Id"] = f"{name_of(slot.cadence)} <{slot.cadence}.{address.partition('@')[2]}>"
    mail["List-Unsubscribe"] = f"<{leave_link(firm, subscriber)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_templates().get_template("digest.txt.j2").render(data), cte="quoted-printable")
    if not subscriber.plain:
        mail.add_alternative(_html(data), subtype="html", cte="quoted-printable")
    return Message(
        channel=Channel.NEWSLETTER,
        message_id=message_id,
        sender=address,
        recipient=subscriber.address,
        body=mail.as_bytes(policy=_UNFOLDED),
    )


def leave_link(firm: Firm, subscriber: Subscriber) -> str:
    """A mail that says "leave", ready to send."""
    _, sender = parseaddr(firm.mail.sender)
    to = firm.mail.reply_to or sender
    return f"mailto:{to}?subject={quote('Please take ' + subscriber.address + ' off the digest')}"


def _data(
    firm: Firm,
    slot: Slot,
    subscriber: Subscriber,
    choices: Sequence[Choice],
    held_back: int,
    people: Mapping[str, Person],
    areas: Mapping[str, str],
    addresses: Mapping[str, str],
) -> dict[str, object]:
    entries = [
        Entry(
            kind=_KIND_NAMES[choice.item.item.kind],
            title=harmless(choice.item.item.title),
            summary=harmless(choice.item.item.summary),
            address=addresses[choice.item.id],
            author=people[author].name if (author := choice.item.item.author) and author in people else firm.name,
            area=areas.get(choice.item.areas[0], "") if choice.item.areas else "",
            why=harmless(choice.why),
        )
        for choice in choices
    ]
    first = choices[0].item.item.author
    answers = people.get(first) if first else None
    return {
        "firm": firm,
        "edition": name_of(slot.cadence),
        "day": slot.due.astimezone(firm.zone),
        "name": harmless(subscriber.name),
        "entries": entries,
        "held_back": held_back,
        "answers": answers,
        "cadence": subscriber.cadence,
        "ceiling": subscriber.ceiling,
        "followed": [areas[area] for area in subscriber.areas if area in areas]
        + [people[id_].name for id_ in subscriber.people if id_ in people],
        "leave": leave_link(firm, subscriber),
        "address": subscriber.address,
        "since": subscriber.confirmed.astimezone(firm.zone),
        "proof": harmless(subscriber.proof),
    }


def _html(data: Mapping[str, object]) -> str:
    source = _templates().get_template("digest.mjml.j2").render(data)
    html: str = mrml.to_html(source).content
    # mrml writes one line; SMTP lines end at 998 bytes (RFC 5321), quoted-printable sees to that,
    # but a person who opens the source deserves line ends.
    return re.sub(r"(</(?:table|tr|div|head|style)>)", r"\1\n", html)
