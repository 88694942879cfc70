"""Mail over SMTP (RFC 5321), one connection, one message at a time (port: Transport)."""

import smtplib
import ssl

from pipeline.errors import TransportError
from pipeline.mail_settings import Mail
from pipeline.model import Message
from pipeline.ports import NotYet, Refused, Unsure

#: Seconds. RFC 5321 (4.5.3.2) lets a server take ten minutes for the last dot; most take a second.
_PATIENCE = 60.0


class SmtpTransport:
    """A conversation with the firm's mail server."""

    def __init__(self, mail: Mail, password: str) -> None:
        self._mail = mail
        self._password = password
        self._smtp = self._connect()

    def _connect(self) -> smtplib.SMTP:
        mail = self._mail
        where = f"{mail.host}:{mail.port}"
        smtp: smtplib.SMTP | None = None
        try:
            if mail.security == "tls":
                smtp = smtplib.SMTP_SSL(mail.host, mail.port, timeout=_PATIENCE, context=ssl.create_default_context())
            else:
                smtp = smtplib.SMTP(mail.host, mail.port, timeout=_PATIENCE)
            self._open(smtp)
        except (OSError, smtplib.SMTPException) as problem:
            if smtp:
                smtp.close()
            if isinstance(problem, smtplib.SMTPAuthenticationError):
                raise TransportError(
                    where, "the server refused the user or password.", "Correct mail.user and ATTRACT_SMTP_PASSWORD."
                ) from problem
            raise TransportError(
                where,
                f"the server cannot be used ({problem}).",
                "Nothing was sent. Check mail.host, mail.port and mail.security; run again.",
            ) from problem
        return smtp

    def _open(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._mail.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if self._mail.user:
            smtp.login(self._mail.user, self._password)

    def send(self, message: Message) -> str:
        """Hand over one message; see the port for what each failure means."""
        self._envelope(message)
        try:
            # The body and its last dot leave here: from now on silence means "perhaps".
            code, said = self._smtp.data(message.body)
        except smtplib.SMTPDataError as refusal:
            # The answer to DATA itself was not 354: the body stayed here.
            raise self._refusal(refusal.smtp_code, refusal.smtp_error) from refusal
        except (OSError, smtplib.SMTPException) as problem:
            self._again()
            raise Unsure(f"the connection ended before the server answered ({problem})") from problem
        if code != 250:
            raise self._refusal(code, said)
        return f"{code} {_words(said)}"

    def _envelope(self, message: Message) -> None:
        """MAIL and RCPT; nothing of the message has left when this fails."""
        # RFC 6531: without the option, letters that are not ASCII may stand in no command and no header.
        options = () if message.recipient.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
        if options and not self._smtp.has_extn("smtputf8"):
            raise Refused("the address has letters that this server does not take (SMTPUTF8)")
        try:
            for code, said in (self._smtp.mail(message.sender, options), self._smtp.rcpt(message.recipient)):
                if code not in (250, 251):
                    self._smtp.rset()
                    raise self._refusal(code, said)
        except (OSError, smtplib.SMTPServerDisconnected) as problem:
            self._again()
            raise NotYet(f"the connection ended before anything left ({problem})") from problem

    def _refusal(self, code: int, said: bytes | str) -> Refused | NotYet:
        answer = f"{code} {_words(said)}"
        # RFC 5321, 4.2.1: 4yz is "not now", 5yz is "not ever".
        return NotYet(answer) if 400 <= code < 500 else Refused(answer)

    def _again(self) -> None:
        self.close()
        self._smtp = self._connect()

    def close(self) -> None:
        """End the conversation politely; the far end may have ended it already."""
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
