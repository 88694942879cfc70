"""Mails that come back, as servers write them: a corpus of our own, each with what it says.

The shapes are those of real servers; names, hosts and words are invented. `mails(to)` makes them come to a return path.
"""

from base64 import b64encode
from dataclasses import dataclass
from quopri import encodestring

from pipeline.model import Came

#: What a digest of ours looks like when it comes back.
DIGEST = """Return-Path: <{to}>
Received: from mail.firm.example (mail.firm.example [192.0.2.5])
\tby mx.example.org (Postfix) with ESMTPS id 4FZ9; Mon, 23 Nov 2026 08:30:11 +0000 (UTC)
From: Test Firm <digest@firm.example>
To: Reader <reader@example.org>
Subject: Reading a lease, and 2 more
Date: Mon, 23 Nov 2026 08:30:02 +0000
Message-ID: <weekly-2026-W47.reader-1@firm.example>
List-Id: Weekly wrap <weekly.firm.example>
List-Unsubscribe: <https://firm.example/digest/leave/{leave}>,
 <mailto:hello@firm.example?subject=leave>
Content-Type: text/plain; charset=utf-8

Reading a lease. We never say 550 5.1.1 to anybody.
"""
LEAVE = "cmVhZGVyLTE.abcdef." + "a" * 43


@dataclass(frozen=True)
class Mail:
    """One mail that came back, and what it says."""

    raw: bytes
    came: Came
    status: str = ""
    said_by: str = ""
    #: Whether it says whose it is by a return path of ours.
    named: bool = True


def dsn(
    to: str, fields: str, *, head: str = "", brought: str = "message/rfc822", text: str = "It was not delivered.",
    sender: str = "Mail Delivery System <MAILER-DAEMON@mx.example.org>", digest: str | None = None,
    kind: str = "message/delivery-status", reporting: str = "Reporting-MTA: dns; mx.example.org",
) -> bytes:  # fmt: skip
    """A report as RFC 6522 and RFC 3464 have it."""
    shown = DIGEST.format(to=to, leave=LEAVE) if digest is None else digest
    return f"""Return-Path: <>
Delivered-To: {to}
{head}From: {sender}
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4FZ9.1700000000/mx.example.org"

This is a MIME-encapsulated message.

--4FZ9.1700000000/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

{text}

--4FZ9.1700000000/mx.example.org
Content-Description: Delivery report
Content-Type: {kind}

{reporting}
Arrival-Date: Mon, 23 Nov 2026 08:30:11 +0000 (UTC)

{fields}

--4FZ9.1700000000/mx.example.org
Content-Description: Undelivered Message
Content-Type: {brought}

{shown}
--4FZ9.1700000000/mx.example.org--
""".encode()


def recipient(status: str, diagnostic: str = "", *, action: str = "failed", by: str = "mx.example.org") -> str:
    """The fields of one recipient."""
    lines = ["Final-Recipient: rfc822; reader@example.org", f"Action: {action}", f"Status: {status}"]
    lines += [f"Remote-MTA: dns; {by}"] if by else []
    return "\n".join(lines + ([f"Diagnostic-Code: {diagnostic}"] if diagnostic else []))


def arf(to: str, fields: str, *, head_only: bool = False) -> bytes:
    """A complaint as RFC 5965 has it, to the address that the provider was told."""
    kind = "text/rfc822-headers" if head_only else "message/rfc822"
    return f"""From: <feedback@arf.mail.example>
To: <abuse@firm.example>
Subject: FW: Reading a lease, and 2 more
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_xx"

--part1_xx
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for a message received on Mon, 23 Nov 2026.

--part1_xx
Content-Type: message/feedback-report

{fields}

--part1_xx
Content-Type: {kind}
Content-Disposition: inline

{DIGEST.format(to=to, leave=LEAVE)}
--part1_xx--
""".encode()


def plain(to: str, text: str, *, head: str = "", sender: str = "MAILER-DAEMON@mx.example.org",
          subject: str = "failure notice") -> bytes:  # fmt: skip
    """A mail without parts."""
    return f"Return-Path: <>\nTo: {to}\n{head}From: {sender}\nSubject: {subject}\n\n{text}".encode()


def _encoded(to: str) -> bytes:
    """Its fields in base64, as some gateways write them on."""
    fields = f"Reporting-MTA: dns; mx.example.org\n\n{recipient('5.1.1')}\n".encode()
    whole = dsn(to, "FIELDS")
    before, _, rest = whole.partition(b"Content-Type: message/delivery-status\n\n")
    _, _, after = rest.partition(b"FIELDS")
    return (
        before
        + b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
        + b64encode(fields)
        + after
    )


def failures(to: str) -> dict[str, Mail]:
    """What could not be delivered."""
    bounce, tells = Came.BOUNCE, "mx.example.org"
    quoted = DIGEST.format(to=to, leave=LEAVE)
    qmail = (
        "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the "
        "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<reader@example.org>:\n{said}"
        f"\n\n--- Below this line is a copy of the message.\n\n{quoted}"
    )
    exim = (
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered "
        "to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
        "  reader@example.org\n    {said}\n\n------ This is a copy of the message, including all the headers. ------\n\n"
        f"{quoted}"
    )
    return {
        "postfix, nobody there": Mail(
            dsn(to, recipient("5.1.1", "smtp; 550 5.1.1 <reader@example.org>: Recipient address rejected: User unknown")),
            bounce, "5.1.1", tells,
        ),
        "postfix, mailbox full": Mail(
            dsn(to, recipient("5.2.2", "smtp; 552 5.2.2 <reader@example.org> Mailbox full")), bounce, "5.2.2", tells
        ),
        "postfix, expired, last asked to wait": Mail(
            dsn(to, recipient("4.4.1", "X-Postfix; connect to mx.example.org[192.0.2.7]:25: Connection timed out")),
            bounce, "4.4.1", tells,
        ),
        "postfix, headers alone": Mail(
            dsn(to, recipient("5.1.1"), brought="text/rfc822-headers"), bounce, "5.1.1", tells
        ),
        "postfix, no such domain, nobody asked": Mail(
            dsn(to, recipient("5.4.4", "X-Postfix; Host or domain name not found", by="")), bounce, "5.4.4", tells
        ),
        "sendmail, code with words": Mail(
            dsn(to, recipient("5.1.1 (bad destination mailbox address)", "SMTP; 550 no such user here")), bounce, "5.1.1", tells
        ),
        "exim, code in its words alone": Mail(
            dsn(to, recipient("5.0.0", "smtp; 550 5.1.1 no mailbox by that name"), head="X-Failed-Recipients: reader@example.org\n"),
            bounce, "5.1.1", tells,
        ),
        "exim, without fields": Mail(
            plain(to, exim.format(said="host mx.example.org [192.0.2.7]: 550 5.1.1 No such user"),
                  head="X-Failed-Recipients: reader@example.org\nAuto-Submitted: auto-replied\n",
                  sender="Mail Delivery System <Mailer-Daemon@relay.example>",
                  subject="Mail delivery failed: returning message to sender"),
            bounce, "5.1.1", "relay.example",
        ),
        "qmail": Mail(
            plain(to, qmail.format(said="192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 unknown user")),
            bounce, "5.1.1", tells,
        ),
        "qmail, without a code": Mail(
            plain(to, qmail.format(said="Sorry, no mailbox here by that name. (#5.1.1)")), bounce, "5.1.1", tells
        ),
        "qmail, without any code": Mail(
            plain(to, qmail.format(said="Sorry, I could not find your recipient.")), bounce, "5.0.0", tells
        ),
        "qmail, from nobody": Mail(
            plain(to, qmail.format(said="Remote host said: 550 5.1.1 unknown user"), sender="<"), bounce, "5.1.1"
        ),
        "Exchange Online, nobody there": Mail(
            dsn(to, recipient("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP "
                              "address lookup", by="AB1PR01.outlook.example"),
                sender="Microsoft Outlook <MicrosoftExchange329e71ec@outlook.example>",
                text="Your message couldn't be delivered."),
            bounce, "5.1.10", "AB1PR01.outlook.example",
        ),
        "Exchange Online, disabled": Mail(
            dsn(to, recipient("5.2.1", "smtp;550 5.2.1 Mailbox cannot be accessed"), sender="postmaster@outlook.example"),
            bounce, "5.2.1", tells,
        ),
        "Exchange Online, access denied": Mail(
            dsn(to, recipient("5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied. [AM1]")), bounce, "5.4.1", tells
        ),
        "Gmail, nobody there": Mail(
            dsn(to, recipient("5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please "
                              "try\n 550-5.1.1 double-checking the recipient's email address\n 550 5.1.1 gsmtp",
                              by="gmail-smtp-in.mail.example. (192.0.2.9, the server for the domain mail.example.)"),
                sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>"),
            bounce, "5.1.1", "gmail-smtp-in.mail.example. (192.0.2.9, the server for the domain mail.example.)",
        ),
        "Gmail, over quota": Mail(
            dsn(to, recipient("4.2.2", "smtp; 452-4.2.2 The recipient's inbox is out of storage space.")), bounce, "4.2.2", tells
        ),
        "Gmail, not signed": Mail(
            dsn(to, recipient("5.7.26", "smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.")),
            bounce, "5.7.26", tells,
        ),
        "Yahoo, no account, no code": Mail(
            dsn(to, recipient("5.0.0", "smtp; 554 delivery error: dd This user doesn't have a mail.example account")),
            bounce, "5.0.0", tells,
        ),
        "blocked by a list": Mail(
            dsn(to, recipient("5.0.0", "smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.5] blocked")), bounce, "5.7.1", tells
        ),
        "a null MX": Mail(
            dsn(to, recipient("5.1.10", "X-Postfix; Domain example.org does not accept mail (nullMX)")), bounce, "5.1.10", tells
        ),
        "our own domain refused": Mail(dsn(to, recipient("5.1.8", "smtp; 501 5.1.8 Sender domain not found")), bounce, "5.1.8", tells),
        "internationalised": Mail(
            dsn(to, "Final-Recipient: utf-8; b\u00fccher@example.org\n" + recipient("5.1.1"),
                kind="message/global-delivery-status", brought="message/global"),
            bounce, "5.1.1", tells,
        ),
        "fields in base64": Mail(_encoded(to), bounce, "5.1.1", tells),
        "no action": Mail(dsn(to, "Final-Recipient: rfc822; reader@example.org\nStatus: 5.1.1"), bounce, "5.1.1", tells),
        "no status": Mail(
            dsn(to, "Final-Recipient: rfc822; r@example.org\nAction: failed\nDiagnostic-Code: smtp; 550 5.2.1 off"), bounce, "5.2.1", tells
        ),
        "neither": Mail(dsn(to, "Final-Recipient: rfc822; r@example.org\nAction: failed"), bounce, "5.0.0", tells),
        "address in capitals": Mail(dsn(to.upper(), recipient("5.1.1")), bounce, "5.1.1", tells),
        "by the return path in it alone": Mail(
            dsn("hello@firm.example", recipient("5.1.1"), digest=quoted), bounce, "5.1.1", tells
        ),
        "two behind one address, one later": Mail(
            dsn(to, f"{recipient('4.2.2')}\n\n{recipient('5.1.1')}"), bounce, "5.1.1", tells
        ),
        "cut off in the fields": Mail(dsn(to, recipient("5.1.1")).partition(b"\n\n--4FZ9.1700000000/mx.example.org\nContent-Description: Und")[0],
                                      bounce, "5.1.1", tells),
        "a bounce of a bounce": Mail(
            dsn(to, recipient("5.1.1"), digest=dsn("x@mx.example.org", recipient("5.7.1")).decode()), bounce, "5.1.1", tells
        ),
        "charsets that are none": Mail(
            dsn(to, recipient("5.1.1"), text="\u00e4\u00f6\u00fc").replace(b"charset=us-ascii", b"charset=x-martian")
            .replace("\u00e4".encode(), b"\xff\xfe\x80"), bounce, "5.1.1", tells,
        ),
        "line ends of all kinds": Mail(dsn(to, recipient("5.1.1")).replace(b"\n", b"\r\n"), bounce, "5.1.1", tells),
        "ten megabytes come back": Mail(
            dsn(to, recipient("5.1.1"), digest=quoted + "A" * 76 + "\n" + ("B" * 76 + "\n") * 130_000), bounce, "5.1.1", tells
        ),
    }  # fmt: skip


def others(to: str) -> dict[str, Mail]:
    """Complaints, notices, and what is nothing of ours."""
    quoted = DIGEST.format(to=to, leave=LEAVE)
    human = "Return-Path: <reader@example.org>\nFrom: Reader <reader@example.org>\nTo: digest@firm.example\n"
    late = recipient("4.4.1", "X-Postfix; connection timed out", action="delayed")
    yahoo = (
        "Feedback-Type: abuse\nUser-Agent: Yahoo!-Mail-Feedback/2.0\nVersion: 0.1\n"
        f"Original-Mail-From: <{to}>\nOriginal-Rcpt-To: reader@example.org\nReported-Domain: firm.example"
    )
    return {
        "Yahoo, complaint": Mail(arf(to, yahoo), Came.COMPLAINT, said_by="Yahoo!-Mail-Feedback/2.0"),
        "complaint, all but the link blacked out": Mail(
            arf("redacted@firm.example", "Feedback-Type: abuse\nUser-Agent: Loop/1", head_only=True), Came.COMPLAINT,
            said_by="Loop/1", named=False,
        ),
        "complaint of a kind nobody knows": Mail(
            arf(to, "Feedback-Type: miscategorized\nUser-Agent: Loop/1"), Came.COMPLAINT, said_by="Loop/1"
        ),
        "complaint taken back": Mail(arf(to, "Feedback-Type: not-spam\nUser-Agent: Loop/1"), Came.RECEIPT),
        "report on signatures": Mail(arf(to, "Feedback-Type: auth-failure\nUser-Agent: Loop/1"), Came.RECEIPT),
        "postfix, late": Mail(dsn(to, late), Came.DELAY),
        "exim, late": Mail(
            plain(to, "This message was created automatically by mail delivery software.\nA message that you sent has not yet "
                  "been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.example.org.\n\n"
                  "  reader@example.org\n    Delay reason: connection timed out\n\nNo action is required on your part.\n",
                  head="Auto-Submitted: auto-replied\n", subject="Warning: message 1abc delayed 24 hours"),
            Came.DELAY,
        ),
        "delivered": Mail(dsn(to, recipient("2.0.0", action="delivered")), Came.RECEIPT),
        "passed on to two, one is gone": Mail(
            dsn(to, f"{recipient('5.1.1')}\n\n{recipient('2.1.5', action='relayed')}"), Came.RECEIPT
        ),
        "away, by the rules": Mail(
            plain(to, "I am away until Monday. Reach 550 5.1.1 if urgent.", head="Auto-Submitted: auto-replied (vacation)\n",
                  sender="Reader <reader@example.org>", subject="Re: Reading a lease"),
            Came.ABSENCE,
        ),
        "away, Outlook": Mail(
            plain(to, "I am out of the office.", head="X-Auto-Response-Suppress: All\n", sender="reader@example.org",
                  subject="Automatic reply: Reading a lease"),
            Came.ABSENCE,
        ),
        "away, in German, by its subject alone": Mail(
            plain(to, "Ich bin nicht im Haus.", sender="reader@example.org", subject="Abwesenheitsnotiz: Reading a lease"), Came.ABSENCE
        ),
        "away, its subject encoded": Mail(
            plain(to, "Je suis absente.", sender="reader@example.org",
                  subject="=?utf-8?q?R=C3=A9ponse_automatique_=3A_Reading_a_lease?="),
            Came.ABSENCE,
        ),
        "a person answers, and quotes us": Mail(
            f"{human}Subject: Re: Reading a lease\n\nThank you! 550 5.1.1\n\n> {quoted}".encode(), Came.NOTHING, named=False
        ),
        "a person passes our mail on": Mail(
            f"{human}Subject: Fwd: Reading a lease\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
            f"Content-Type: text/plain\n\nLook.\n--b\nContent-Type: message/rfc822\n\n{quoted}\n--b--\n".encode(),
            Came.NOTHING, named=False,
        ),
        "a person sends us somebody's bounce": Mail(
            f"{human}Subject: I got this\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
            "Content-Type: text/plain\n\nWhy?\n--b\nContent-Type: message/rfc822\n\n"
            f"{dsn(to, recipient('5.1.1')).decode()}\n--b--\n".encode(),
            Came.NOTHING, named=False,
        ),
        "a person quotes a bounce": Mail(
            f"{human}Subject: failure notice?\n\n> Hi. This is the qmail-send program at mx.example.org.\n> 550 5.1.1\n".encode(),
            Came.NOTHING, named=False,
        ),
        "a person answers to the return path": Mail(
            f"From: Reader <reader@example.org>\nTo: {to}\nSubject: Re: lease\n\nPlease ring me.\n".encode(), Came.NOTHING
        ),
        "somebody's newsletter": Mail(
            b"From: News <news@other.example>\nTo: hello@firm.example\nPrecedence: bulk\nSubject: News\n\nNews.\n",
            Came.NOTHING, named=False,
        ),
        "nothing at all": Mail(b"", Came.NOTHING, named=False),
        "noise": Mail(bytes(range(256)) * 40, Came.NOTHING, named=False),
        "nested without end": Mail(
            b"".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n'.encode() for n in range(3_000)),
            Came.NOTHING, named=False,
        ),
        "quoted-printable noise": Mail(
            b"Content-Type: multipart/report; boundary==?x?=\nContent-Transfer-Encoding: x\n\n" + encodestring(bytes(range(256))),
            Came.NOTHING, named=False,
        ),
    }  # fmt: skip


def mails(to: str) -> dict[str, Mail]:
    """Every one of them."""
    return failures(to) | others(to)
