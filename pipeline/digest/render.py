"""One reader's digest as a finished message: HTML (from MJML) and plain text of equal worth."""

import re
import textwrap
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

from pipeline.digest.entry import byline, entry, harmless
from pipeline.firm import Firm
from pipeline.mailboxes import on_the_wire
from pipeline.model import Cadence, Channel, Choice, ClearedItem, Correction, Message, Person, Slot, Subscriber
from pipeline.model.telling import SUMMARY, TITLE, headline, is_advertising, label, neutral, notices

_CADENCE_NAMES = {Cadence.DAILY: "Daily dispatch", Cadence.WEEKLY: "Weekly wrap", Cadence.MONTHLY: "Monthly letter"}
# A folded address is written as encoded words, which no mail program reads as an address:
# headers stay on one line, which RFC 5322 (2.1.1) allows up to 998 characters.
_UNFOLDED = SMTP.clone(max_line_length=998)


@dataclass(frozen=True)
class MailLinks:
    """Where the links of one reader's mails lead; what they may do stands in `reader_tokens`."""

    #: GET shows a button, POST ends it (RFC 8058).
    leave: str
    preferences: str
    pause: str
    #: The archive of editions, which is nobody's own.
    editions: str


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


def _wrap(text: str, width: int = 72) -> str:
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def name_of(cadence: Cadence) -> str:
    """What readers call an edition of this cadence."""
    return _CADENCE_NAMES[cadence]


def subject(firm: Firm, choices: Sequence[Choice], areas: Mapping[str, str]) -> str:
    """The first title, and how many more; a title that claims something gives way to words that do not."""
    more = len(choices) - 1
    told = headline(choices[0].item, areas) + (f", and {more} more" if more else "")
    return ": ".join(filter(None, [_label(firm, choices), told]))


def _label(firm: Firm, choices: Sequence[Choice]) -> str:
    """The label that goes first on an edition which is mainly about the firm; empty where none must."""
    return label(firm.places_of_practice) if is_advertising(choice.item for choice in choices) else ""


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
    links: MailLinks | None = None,
) -> Message:
    """The message for one reader.

    Args:
        choices: at least one.
        held_back: how many more new pieces wait beyond the reader's ceiling.
        people: by id.
        areas: name by practice area id.
        addresses: public address by item id.
        message_id: with its angle brackets; the same for every try.
        now: the time.
        links: of this reader; None where the firm has no service, and a person reads what leaving sends.

    """
    data = {
        **_data(firm, slot, subscriber, choices, held_back, people, areas, addresses),
        **_ways(firm, subscriber, links),
    }
    return _sealed(
        firm, subscriber, "digest", data, subject=subject(firm, choices, areas),
        listed=(name_of(slot.cadence), slot.cadence), message_id=message_id, now=now, links=links,
        archive=links.editions if links else "",
    )  # fmt: skip


def correction(
    firm: Firm,
    subscriber: Subscriber,
    piece: ClearedItem,
    told: Correction,
    address: str,
    message_id: str,
    now: datetime,
    *,
    areas: Mapping[str, str] | None = None,
    links: MailLinks | None = None,
) -> Message:
    """The short notice to a reader who had a piece before it was corrected.

    Args:
        firm: who sends it.
        subscriber: the reader.
        piece: as it stands now.
        told: what was wrong.
        address: where the piece is.
        message_id: with its angle brackets; the same for every try.
        now: the time.
        areas: name by practice area id.
        links: of this reader; None where the firm has no service.

    """
    areas = areas or {}
    name = headline(piece, areas)
    advertising = label(firm.places_of_practice) if piece.item.kind.tells_of_clients else ""
    data = {
        **_reader(firm, subscriber),
        **_ways(firm, subscriber, links),
        "label": advertising,
        "entry": entry(piece, "", address, firm.name, areas, TITLE),
        "day": told.at.astimezone(firm.zone),
        "note": harmless(told.note),
    }
    return _sealed(
        firm, subscriber, "correction", data, subject=": ".join(filter(None, [advertising, f"Correction: {name}"])),
        listed=("Corrections", "corrections"), message_id=message_id, now=now, links=links,
    )  # fmt: skip


def _sealed(
    firm: Firm,
    subscriber: Subscriber,
    template: str,
    data: Mapping[str, object],
    *,
    subject: str,
    listed: tuple[str, str],
    message_id: str,
    now: datetime,
    links: MailLinks | None,
    archive: str = "",
) -> Message:
    """A mail with its headers: text, and HTML for those who take it."""
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(firm.mail.sender)
    mail["From"] = Address(name, addr_spec=address)
    to = on_the_wire(subscriber.address)
    mail["To"] = Address(harmless(subscriber.name), *to.rsplit("@", 1))
    if firm.mail.reply_to:
        mail["Reply-To"] = firm.mail.reply_to
    mail["Subject"] = harmless(subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    # RFC 2919 and RFC 2369; where there is no service, a person reads the mail that leaving sends.
    mail["List-Id"] = f"{listed[0]} <{listed[1]}.{address.partition('@')[2]}>"
    by_mail = f"<{leave_link(firm, subscriber)}>"
    mail["List-Unsubscribe"] = f"<{links.leave}>, {by_mail}" if links else by_mail
    if archive:
        mail["List-Archive"] = f"<{archive}>"
    if links:
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_templates().get_template(f"{template}.txt.j2").render(data), cte="quoted-printable")
    if not subscriber.plain:
        mail.add_alternative(_html(f"{template}.mjml.j2", data), subtype="html", cte="quoted-printable")
    return Message(
        channel=Channel.NEWSLETTER,
        message_id=message_id,
        sender=address,
        recipient=to,
        body=mail.as_bytes(policy=_UNFOLDED if to.isascii() else _UNFOLDED.clone(utf8=True)),
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
        entry(choice.item, choice.why, addresses[choice.item.id], byline(choice.item.item, people, firm.name), areas)
        for choice in choices
    ]
    first = choices[0].item.item.author
    answers = people.get(first) if first else None
    opening = choices[0].item
    return {
        **_reader(firm, subscriber),
        "label": _label(firm, choices),
        # What a list of mails shows beside the subject, without what stands below it.
        "preview": neutral(opening, areas) if notices(opening, SUMMARY) else opening.item.summary,
        "edition": name_of(slot.cadence),
        "day": slot.due.astimezone(firm.zone),
        "entries": entries,
        "held_back": held_back,
        "answers": answers,
        "cadence": subscriber.cadence,
        "ceiling": subscriber.ceiling,
        "followed": [areas[area] for area in subscriber.areas if area in areas]
        + [people[id_].name for id_ in subscriber.people if id_ in people],
    }


def _reader(firm: Firm, subscriber: Subscriber) -> dict[str, object]:
    """What every mail says of its reader and of who sends it."""
    return {
        "firm": firm,
        "name": harmless(subscriber.name),
        "address": subscriber.address,
        "since": subscriber.confirmed.astimezone(firm.zone),
        "proof": harmless(subscriber.proof),
    }


def _ways(firm: Firm, subscriber: Subscriber, links: MailLinks | None) -> dict[str, object]:
    """The ways to change what comes and to leave."""
    return {"leave": links.leave if links else leave_link(firm, subscriber), "links": links}


def _html(template: str, data: Mapping[str, object]) -> str:
    source = _templates().get_template(template).render(data)
    html: str = mrml.to_html(source).content
    # mrml writes one line; SMTP lines end at 998 bytes (RFC 5321), quoted-printable sees to that,
    # but a person who opens the source deserves line ends.
    return re.sub(r"(</(?:table|tr|div|head|style)>)", r"\1\n", html)
