"""Which way mail leaves, as the firm's settings say."""

import os
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.mail_settings import Mail
from pipeline.ports import Transport


def transport(mail: Mail, outbox: Path) -> Transport:
    """Files in the outbox, or the mail server; raises ConfigurationError where no server is named."""
    if mail.transport == "outbox":
        from pipeline.edges.maildir import MaildirOutbox

        return MaildirOutbox(outbox / "mail")
    if not mail.host:
        raise ConfigurationError(
            "content/firm.yml", "`mail.transport` is smtp but `mail.host` is empty.", "Name the mail server."
        )
    from pipeline.edges.smtp import SmtpTransport

    return SmtpTransport(mail, os.environ.get("ATTRACT_SMTP_PASSWORD", ""))
