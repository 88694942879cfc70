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
    #: Conversations with the server at once, when many readers wait.
    connections: int = Field(default=4, ge=1, le=50)
    #: Seconds to wait for an answer. RFC 5321 (4.5.3.2) lets a server take ten minutes; most take a second.
    patience: float = Field(default=120.0, gt=0, le=600)
    #: Messages an hour, to everybody and to each domain of readers; without it, as many as the server takes.
    per_hour: PositiveInt | None = None
    per_hour_and_domain: PositiveInt | None = None
    #: Stop after this many failures in a row: something is wrong with the relay, not the readers.
    pause_after: PositiveInt = 5
