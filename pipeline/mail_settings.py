"""The part of `content/firm.yml` that says how mail leaves."""

from typing import Literal

from pydantic import Field, PositiveInt

from pipeline.fields import Fields, Line


class Mail(Fields):
    """How digests leave. The password is `ATTRACT_SMTP_PASSWORD` in the environment."""

    #: `outbox` writes .eml files into `.attract/outbox`; `smtp` sends.
    transport: Literal["outbox", "smtp"] = "outbox"
    sender: Line
    reply_to: Line = ""
    host: Line = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Line = ""
    #: Stop after this many failures in a row: something is wrong with the relay, not the readers.
    pause_after: PositiveInt = 5
