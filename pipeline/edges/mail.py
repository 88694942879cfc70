"""Which way mail leaves, as the firm's settings say."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.mail_settings import Mail
from pipeline.ports import Transport


def _now() -> datetime:
    return datetime.now(UTC)


def transport(mail: Mail, outbox: Path, clock: Callable[[], datetime] = _now) -> Transport:
    """Files in the outbox, or the mail server; each mail is signed first where the settings say so (`mail.dkim`).

    Raises:
        ConfigurationError: no server is named, or a key that signs is not there.
        TransportError: the server cannot be used.

    """
    return _signing(mail, lambda: _way(mail, outbox), clock)


def rehearsing(mail: Mail, way: Transport, clock: Callable[[], datetime]) -> Transport:
    """The same, but that nothing leaves: what would have left is handed to `way`, signed as it would be.

    Raises:
        ConfigurationError: a key that signs is not there.

    """
    return _signing(mail, lambda: way, clock)


def _signing(mail: Mail, way: Callable[[], Transport], clock: Callable[[], datetime]) -> Transport:
    if mail.dkim is None:
        return way()
    # Costs a fiftieth of a second to load, which is lost on whoever's server signs.
    from pipeline.edges.dkim import SigningTransport
    from pipeline.edges.dkim_keys import signer

    signs = signer(mail)
    assert signs is not None
    return SigningTransport(way(), signs, clock)


def _way(mail: Mail, outbox: Path) -> Transport:
    if mail.transport == "outbox":
        from pipeline.edges.maildir import MaildirOutbox

        return MaildirOutbox(outbox / "mail")
    if not mail.host:
        raise ConfigurationError(
            "content/firm.yml", "`mail.transport` is smtp but `mail.host` is empty.", "Name the mail server."
        )
    from pipeline.edges.smtp import SmtpTransport

    return SmtpTransport(mail, os.environ.get("ATTRACT_SMTP_PASSWORD", ""))
