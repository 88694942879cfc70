"""The part of `content/firm.yml` that says where backups go."""

from pydantic import Field

from pipeline.fields import Fields, Line


class Backups(Fields):
    """Where backups lie, and how many."""

    #: A folder outside the firm's; `~` is the home of whoever runs Attract.
    to: Line = Field(default="~/attract-backups", min_length=1)
    #: So many stay; older ones are removed once the new one was verified.
    keep: int = Field(default=14, ge=1, le=10_000)
