"""Consents from a CSV, as a firm's own list of signed papers has them."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pydantic import Field, ValidationError, field_validator

from pipeline.errors import SourceError
from pipeline.fields import Fields
from pipeline.model import ALL_CHANNELS, Channel, Consent


class Row(Fields):
    """The columns; those with a default may be left out."""

    ref: str = ""
    item: str = Field(min_length=1)
    #: `Item.content_hash` of the text that the client signed.
    text: str = Field(min_length=1)
    client_ref: str = Field(min_length=1)
    signed_by: str = Field(min_length=1)
    role: str = "client"
    signed: date
    purpose: str = ""
    channels: tuple[Channel, ...] = ALL_CHANNELS
    evidence: str = Field(min_length=1)
    authority: str = "express"
    expires: date | None = None
    bar_rule_checked_by: str = ""
    by: str = Field(min_length=1)

    @field_validator("channels", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return tuple(value.split()) if isinstance(value, str) else value


def read(text: str, name: str, *, at: datetime) -> Iterator[Consent | SourceError]:
    """Each row as a consent, or what is wrong with it.

    Args:
        text: the CSV, with a first row of column names.
        name: the file's name, for messages.
        at: when it is read.

    """
    rows = csv.DictReader(io.StringIO(text))
    for data in rows:
        where = f"{name}:{rows.line_num}"
        try:
            row = Row.model_validate({key: value for key, value in data.items() if key and value})
        except ValidationError as problem:
            first = problem.errors()[0]
            column = ".".join(str(part) for part in first["loc"])
            yield SourceError(
                where, f"`{column}`: {first['msg'].lower()}.",
                f"The columns are: {', '.join(Row.model_fields)}. Channels stand apart by spaces.",
            )  # fmt: skip
            continue
        yield Consent(
            ref=row.ref, item=row.item, text=row.text, client_ref=row.client_ref, signed_by=row.signed_by,
            signed=row.signed, signed_by_role=row.role, purpose=row.purpose, channels=row.channels,
            evidence=row.evidence, authority=row.authority, expires=row.expires,
            bar_rule_checked_by=row.bar_rule_checked_by, recorded_by=row.by, recorded=at,
        )  # fmt: skip
