"""The two letters that the service writes: "please confirm", and the link to one's data. Plain, without a word of marketing.

A Berlin court took even a confirmation for spam where the sign-up could not be proven, so it holds the firm's name, one link
and "not you? do nothing" (MAIL-DOI-PLAIN). Nothing in it was written by whoever asked, not even a name: else strangers
could have us mail their words to anybody.
"""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.digest.entry import harmless, unbroken
from pipeline.firm import Firm
from pipeline.mailboxes import on_the_wire
from pipeline.model import Cadence, Channel, Message, SignUp, Subscriber

_OFTEN = {Cadence.DAILY: "once a day", Cadence.WEEKLY: "once a week", Cadence.MONTHLY: "once a month"}


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline", "templates/mail"), autoescape=lambda name: bool(name) and ".mjml" in str(name),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["plain"] = harmless
    environment.filters["unbroken"] = unbroken
    return environment


def confirmation(firm: Firm, sign_up: SignUp, link: str, ends: datetime, now: datetime) -> Message:
    """The letter that asks whether it was they who asked.

    Args:
        firm: who writes.
        sign_up: what was asked for.
        link: leads to the button that confirms.
        ends: when the link does.
        now: the time.

    """
    told = {"link": link, "ends": ends.astimezone(firm.zone), "often": _OFTEN[sign_up.wish.cadence]}
    subject = f"Please confirm: mail from {firm.name}"
    return _sealed(firm, "confirm", told, sign_up.address, subject, sign_up.id, now, plain=sign_up.wish.plain)


def data_link(firm: Firm, reader: Subscriber, link: str, once: str, now: datetime) -> Message:
    """The letter with the link to everything that is stored about a reader.

    Args:
        firm: who writes.
        reader: who asked for it, or somebody who holds their digest.
        link: leads there.
        once: names this letter.
        now: the time.

    """
    subject = f"Your data at {firm.name}: the link you asked for"
    return _sealed(firm, "data", {"link": link}, reader.address, subject, once, now, plain=reader.plain)


def message_id(firm: Firm, name: str) -> str:
    """The Message-ID of a letter, with its angle brackets; the same for every try."""
    return f"<letter.{name}@{parseaddr(firm.mail.sender)[1].partition('@')[2]}>"


def _sealed(
    firm: Firm, template: str, told: Mapping[str, object], address: str, subject: str, name: str, now: datetime, *, plain: bool
) -> Message:  # fmt: skip
    to = on_the_wire(address)
    # A folded address is written as encoded words, which no mail program reads as an address (see `digest.render`).
    policy = SMTP.clone(max_line_length=998, utf8=not to.isascii())
    mail = EmailMessage(policy=SMTP.clone(utf8=not to.isascii()))
    sender_name, sender = parseaddr(firm.mail.sender)
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = to
    if firm.mail.reply_to:
        mail["Reply-To"] = firm.mail.reply_to
    mail["Subject"] = harmless(subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = id_ = message_id(firm, name)
    # Nobody's absence notice answers it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    data = {"firm": firm, **told}
    mail.set_content(_templates().get_template(f"{template}.txt.j2").render(data), cte="quoted-printable")
    if not plain:
        source = _templates().get_template(f"{template}.mjml.j2").render(data)
        mail.add_alternative(mrml.to_html(source).content, subtype="html", cte="quoted-printable")
    return Message(
        channel=Channel.NEWSLETTER, message_id=id_, sender=sender, recipient=to, body=mail.as_bytes(policy=policy)
    )
