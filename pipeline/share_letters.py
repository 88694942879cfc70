"""The mail of the share pack: once a week, to a lawyer of the firm, with wordings that are ready to be pasted.

It asks for nothing and counts nothing: no picture that tells who looked, no link of ours in between, no list of who shares most.
"""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.digest.entry import called_by_name, harmless, printable, unbroken
from pipeline.firm import Firm
from pipeline.mailboxes import on_the_wire
from pipeline.model import Channel, Message
from pipeline.social.share import Piece


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline", "templates/mail"), autoescape=lambda name: bool(name) and ".mjml" in str(name),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["plain"] = harmless
    environment.filters["unbroken"] = unbroken
    environment.filters["lines"] = _lines
    return environment


def _lines(text: str) -> list[str]:
    """Line by line, without what would turn the rest of a mail around or has no place in one."""
    return [printable(line) for line in text.splitlines()]


def share_pack(
    firm: Firm,
    name: str,
    address: str,
    pieces: Sequence[Piece],
    *,
    once: str,
    now: datetime,
    stop: str = "",
    plain: bool = False,
) -> Message:
    """One lawyer's mail.

    Args:
        firm: who writes.
        name: of the lawyer; may be empty.
        address: theirs.
        pieces: of the week, the most important first.
        once: names this mail: the week, and the lawyer.
        now: the time.
        stop: a link that ends it; where there is none, an answer does.
        plain: whether they want no HTML.

    Raises:
        ValueError: there is nothing to share.

    """
    if not pieces:
        raise ValueError("a share pack without a piece is no mail")
    more = f", and {len(pieces) - 1} more" if len(pieces) > 1 else ""
    to, (sender_name, sender) = on_the_wire(address), parseaddr(firm.mail.sender)
    # A folded address is written as encoded words, which no mail program reads as an address.
    policy = SMTP.clone(max_line_length=998, utf8=not to.isascii())
    mail = EmailMessage(policy=SMTP.clone(utf8=not to.isascii()))
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = to
    if firm.mail.reply_to:
        mail["Reply-To"] = firm.mail.reply_to
    mail["Subject"] = harmless(f"Ready to share: {pieces[0].title}{more}")
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = id_ = f"<share.{once}@{sender.partition('@')[2]}>"
    # Nobody's absence notice answers it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    data = {"firm": firm, "name": called_by_name(name), "pieces": pieces, "stop": stop}
    mail.set_content(_templates().get_template("share.txt.j2").render(data), cte="quoted-printable")
    if not plain:
        source = _templates().get_template("share.mjml.j2").render(data)
        mail.add_alternative(mrml.to_html(source).content, subtype="html", cte="quoted-printable")
    return Message(
        channel=Channel.NEWSLETTER, message_id=id_, sender=sender, recipient=to, body=mail.as_bytes(policy=policy)
    )
