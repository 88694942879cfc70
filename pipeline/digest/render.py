"""What mails to readers share: their templates, the bytes of a whole message, and the notice of a correction."""

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from functools import cache, lru_cache

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.digest.entry import called_by_name, entry, harmless, unbroken
from pipeline.digest.headers import Head, line, words
from pipeline.digest.quoted import quoted
from pipeline.firm import Firm
from pipeline.model import Cadence, Channel, ClearedItem, Correction, Message, Subscriber
from pipeline.model.telling import TITLE, headline, label

_CADENCE_NAMES = {Cadence.DAILY: "Daily dispatch", Cadence.WEEKLY: "Weekly wrap", Cadence.MONTHLY: "Monthly letter"}
#: Quoted-printable writes every = as =3D, so these cannot stand in a part.
BOUNDARY = b"=_digest"
_PLAIN = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
_HTML = _PLAIN.replace(b"text/plain", b"text/html")
#: What stands before, between and after the parts; the line end before a boundary belongs to the boundary (RFC 2046, 5.1.1).
BEFORE_TEXT = (
    b'Content-Type: multipart/alternative; boundary="%s"\r\n\r\n--%s\r\n' % (BOUNDARY, BOUNDARY)
) + _PLAIN  # fmt: skip
BETWEEN = b"\r\n--%s\r\n" % BOUNDARY + _HTML
AFTER_HTML = b"\r\n--%s--\r\n" % BOUNDARY
BEFORE_PLAIN_ALONE = _PLAIN


@dataclass(frozen=True)
class MailLinks:
    """Where the links of one reader's mails lead; what they may do stands in `reader_tokens`."""

    #: GET shows a button, POST ends it (RFC 8058).
    leave: str
    preferences: str
    pause: str
    #: The archive of editions, which is nobody's own; ends with a slash.
    editions: str


#: Puts what a template's block gives between a pair of marks, or nowhere: `cut("entries")`.
Cut = Callable[..., str]


def whole(_: str, caller: Callable[[], str]) -> str:
    """A block without marks: how a template reads."""
    return caller()


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
    environment.filters["unbroken"] = unbroken
    return environment


def _wrap(text: str, width: int = 72) -> str:
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def text(template: str, data: Mapping[str, object], cut: Cut = whole) -> str:
    """The plain part of a mail."""
    return _templates().get_template(f"{template}.txt.j2").render(data, cut=cut)


def html(template: str, data: Mapping[str, object], cut: Cut = whole) -> str:
    """The HTML part of a mail, with its tables for Outlook."""
    found: str = mrml.to_html(_templates().get_template(f"{template}.mjml.j2").render(data, cut=cut)).content
    # mrml keeps the template's indents in some places; it depends on whether a comment stands there, such as a mark.
    found = re.sub(r">(?:\s{2,}|\n)<", "><", found)
    # It writes one line. Quoted-printable breaks it, but a person who opens the source deserves line ends.
    return re.sub(r"(</(?:table|tr|div|head|style)>)", r"\1\n", found) + "\n"


def name_of(cadence: Cadence) -> str:
    """What readers call an edition of this cadence."""
    return _CADENCE_NAMES[cadence]


@lru_cache(maxsize=1024)
def day_of(day: date) -> str:
    """A day as mails say it: 5 January 2026."""
    return f"{day.day} {day:%B %Y}"


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

    Raises:
        ValueError: the reader's address cannot stand in a header.

    """
    areas = areas or {}
    advertising = label(firm.places_of_practice) if piece.item.kind.tells_of_clients else ""
    head = Head(firm, ("Corrections", "corrections"), "correction")
    name = called_by_name(subscriber.name)
    data = {
        "firm": firm,
        "name": name,
        "address": subscriber.address,
        "since": day_of(subscriber.confirmed.astimezone(firm.zone).date()),
        "proof": harmless(subscriber.proof),
        "links": links,
        "leave": links.leave if links else head.leave_by_mail(subscriber),
        "label": advertising,
        "entry": entry(piece, "", address, firm.name, areas, TITLE),
        "day": day_of(told.at.astimezone(firm.zone).date()),
        "note": harmless(told.note),
    }
    subject = ": ".join(filter(None, [advertising, f"Correction: {headline(piece, areas)}"]))
    to, headers = head.written(
        subscriber, name, subject=line("Subject", words(harmless(subject), "Subject")), date=line("Date", format_datetime(now)),
        message_id=message_id, leave=links.leave if links else "", archive=b"",
    )  # fmt: skip
    plain = quoted(text("correction", data))
    body = (
        [headers, BEFORE_PLAIN_ALONE, plain]
        if subscriber.plain
        else [headers, BEFORE_TEXT, plain, BETWEEN, quoted(html("correction", data)), AFTER_HTML]
    )
    return Message(
        channel=Channel.NEWSLETTER, message_id=message_id, sender=head.sender, recipient=to, body=b"".join(body)
    )
