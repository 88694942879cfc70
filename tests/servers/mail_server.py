"""A mail server of the tests' own, with or without encryption, that knows one user."""

import socket
import ssl
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class MailServer:
    """A mail server that knows one user, and keeps what it takes."""

    def __init__(self, certificate: trustme.LeafCert | None, *, at_once: bool = False, refused: str = "") -> None:
        #: What was sent: to whom, and the bytes.
        self.received: list[tuple[str, bytes]] = []
        #: Who sent each, as the envelope has it.
        self.senders: list[str] = []
        self._refused = refused
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        told: dict[str, Any] = {"auth_require_tls": False, "authenticator": self._authenticate}
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            certificate.configure_cert(context)
            told |= {"ssl_context": context} if at_once else {"tls_context": context}
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **told)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: Any
    ) -> AuthResult:
        right = isinstance(told, LoginPassword) and (told.login, told.password) == (b"digest", b"right")
        return AuthResult(success=right, handled=False)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802  # the name that aiosmtpd calls
        """Take the sender, or not."""
        if self._refused:
            return self._refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the name that aiosmtpd calls
        """Keep it."""
        assert isinstance(envelope.content, bytes)
        self.received.append((envelope.rcpt_tos[0], envelope.content))
        self.senders.append(envelope.mail_from or "")
        return "250 OK"
