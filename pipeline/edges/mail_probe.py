"""Talks to the firm's mail server as far as one can without sending anything, and asks for a page."""

import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

import httpx

from pipeline.mail_settings import Mail
from pipeline.ports.checking import MailServer, Page

#: Seconds for one answer.
PATIENCE = 5.0
#: A documentation address (RFC 5737): to ask which of our own addresses leads outside sends nothing.
_OUTSIDE = ("192.0.2.1", 9)


def probe(mail: Mail, password: str) -> MailServer:
    """Connect, encrypt, log in, name the sender, take it back, and leave. Nothing is sent."""
    seen: dict[str, Any] = {"where": f"{mail.host}:{mail.port}"}
    smtp: smtplib.SMTP | None = None
    step = "connect"
    try:
        found = socket.getaddrinfo(mail.host, mail.port, type=socket.SOCK_STREAM)
        seen["addresses"] = tuple(dict.fromkeys(str(each[4][0]) for each in found))
        seen["here"] = all(_is_ours(address) for address in seen["addresses"])
        context = ssl.create_default_context()
        if mail.security == "tls":
            step = "tls"
            smtp = smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE, context=context)
        else:
            smtp = smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE)
        seen["greeted"] = True
        smtp.ehlo_or_helo_if_needed()
        if mail.security == "starttls":
            step = "tls"
            smtp.starttls(context=context)
            smtp.ehlo()
        seen |= _certificate(smtp)
        seen["offers"] = tuple(sorted(each.upper() for each in smtp.esmtp_features))
        if mail.user:
            step, seen["logged_in"] = "login", False
            if not password:
                return MailServer(**seen, failed_at=step, problem="ATTRACT_SMTP_PASSWORD is empty")
            smtp.login(mail.user, password)
            seen["logged_in"] = True
        step = "sender"
        code, said = smtp.mail(_sender(mail))
        seen["of_sender"] = f"{code} {_words(said)}"
        smtp.rset()
        if code != 250:
            return MailServer(**seen, failed_at=step, problem=seen["of_sender"])
    except (OSError, smtplib.SMTPException) as problem:
        return MailServer(**seen, failed_at=step, problem=_told(problem))
    finally:
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()
    return MailServer(**seen)


def _sender(mail: Mail) -> str:
    return parseaddr(mail.sender)[1]


def _certificate(smtp: smtplib.SMTP) -> dict[str, object]:
    if not isinstance(smtp.sock, ssl.SSLSocket):
        return {}
    shown = smtp.sock.getpeercert() or {}
    ends = str(shown.get("notAfter", ""))
    moment = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None
    return {"tls": smtp.sock.version() or "", "ends": moment}


def _is_ours(address: str) -> bool:
    """Whether this machine has an address: only then can one listen there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as ours:
        ours.bind((address, 0))
        return True
    return False


def outward() -> str:
    """The address of this machine from which connections go out; empty where there is none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.connect(_OUTSIDE)
        return str(ours.getsockname()[0])
    return ""


def get(address: str) -> Page:
    """Ask for a page, once, and follow no redirect."""
    try:
        answer = httpx.get(address, timeout=PATIENCE, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as problem:
        return Page(address=address, problem=_told(problem))
    return Page(
        address=address, status=answer.status_code, html=answer.headers.get("content-type", "").startswith("text/html")
    )


def _told(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_words(problem.smtp_error)}"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return problem.verify_message
    if isinstance(problem, TimeoutError | httpx.TimeoutException):
        return f"no answer within {PATIENCE:.0f} seconds"
    return _words(str(problem)) or type(problem).__name__


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
