"""Judges the bytes of a finished digest: what mail programs and the law look for in it."""

import html
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from pipeline.model.check import Check, person, told, well

#: Bytes; Gmail cuts a mail off after 102 KB of HTML, and its foot, where one leaves, is gone.
MOST = 80_000


def digest(body: bytes, postal_address: str, *, service: bool) -> list[Check]:
    """What is in a digest, as it would leave.

    Args:
        body: the whole mail, signature and all.
        postal_address: as the settings have it.
        service: whether readers can leave by themselves.

    """
    mail = message_from_bytes(body, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return [_leaving(mail, service), _address(mail, postal_address), _size(len(body)), *_signature(mail)]


def _leaving(mail: EmailMessage, service: bool) -> Check:
    ways = re.findall(r"<([^>]+)>", mail.get("List-Unsubscribe", ""))
    posts = mail.get("List-Unsubscribe-Post", "") == "List-Unsubscribe=One-Click"
    name = "leaving"
    if posts and any(way.startswith("https://") for way in ways):
        return well(name, "List-Unsubscribe and List-Unsubscribe-Post stand in the mail")
    if service:
        return person(
            name, "the headers of one-click leaving are not whole", "Make `subscribing.address` an https address."
        )
    return told(
        name, f"by a mail to {ways[0].partition('?')[0].removeprefix('mailto:') if ways else 'nobody'}",
        "Gmail and Yahoo want one click from whoever sends 5,000 a day: set `subscribing.address`.",
    )  # fmt: skip


def _address(mail: EmailMessage, wanted: str) -> Check:
    missing = [part.get_content_type() for part in mail.walk() if not part.is_multipart() and not _stands(wanted, part)]
    if not wanted.strip() or missing:
        where = f"does not stand in the mail ({', '.join(missing)})" if wanted.strip() else "is empty"
        return person("postal address", f"it {where}", "The law asks for one in every mail: set `postal_address`.")
    return well("postal address", f"{wanted} stands in the mail")


def _stands(wanted: str, part: EmailMessage) -> bool:
    text = str(part.get_content())
    if part.get_content_type() == "text/html":
        text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return " ".join(wanted.split()) in " ".join(text.split())


def _size(size: int) -> Check:
    seen = f"{size / 1000:.0f} KB of at most {MOST // 1000}"
    if size > MOST:
        return person("size", seen, "Gmail cuts long mails off: let readers have fewer pieces, or shorten summaries.")
    return well("size", seen)


def _signature(mail: EmailMessage) -> list[Check]:
    found = mail.get_all("DKIM-Signature", [])
    if not found:
        return []
    covered = [re.sub(r"\s", "", str(each)).partition(";h=")[2].partition(";")[0].split(":") for each in found]
    wanted = {"from", *(name for name in ("list-unsubscribe", "list-unsubscribe-post") if name in mail)}
    if all(wanted <= set(names) for names in covered):
        return [well("signature", f"{len(found)} on the mail, over From and the headers of leaving")]
    return [
        person(
            "signature", "it does not cover From and the headers of leaving", "Report it: this is a fault of Attract."
        )
    ]
