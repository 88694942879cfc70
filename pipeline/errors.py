"""What can go wrong, as one tree.

Every error names its thing, its cause and its remedy, so that whoever reads it knows
what to do next. Expected failures (one bad file, one dead feed) are carried as values
in a stage's result; these classes are what those results hold, and what is raised when
nothing sensible can follow.
"""


class AttractError(Exception):
    """Something Attract cannot do.

    Args:
        thing: what it is about: a file with its line, an item, a setting.
        cause: what is wrong, in plain words.
        remedy: what the reader can do about it.

    """

    #: What the process returns: 1 something needs a person, 2 wrong use or configuration.
    exit_code = 1

    def __init__(self, thing: str, cause: str, remedy: str) -> None:
        super().__init__(thing, cause, remedy)
        self.thing = thing
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.thing}: {self.cause} {self.remedy}"

    def __eq__(self, other: object) -> bool:
        """Errors that say the same are the same: a problem that still stands is no news."""
        return type(self) is type(other) and self.args == getattr(other, "args", None)

    def __hash__(self) -> int:
        return hash((type(self), self.args))


class ConfigurationError(AttractError):
    """A setting that cannot be used; names its file and line."""

    exit_code = 2


class UsageError(AttractError):
    """A command asked for something that does not exist or does not fit."""

    exit_code = 2


class SourceError(AttractError):
    """A file or feed that cannot become an item; the rest goes on without it."""


class ClearanceError(AttractError):
    """Words that may not leave: no valid clearance for this exact text."""


class RecordError(ClearanceError):
    """The record of clearances is not what was written: its chain is broken."""


class BuildError(AttractError):
    """The site could not be built; the site that was there stays as it was."""


class HostError(AttractError):
    """A place where the site lives cannot be reached, or refuses; says what is public there now."""


class TransportError(AttractError):
    """No mail could be handed over at all (no connection, wrong password)."""


class BusyError(AttractError):
    """Another Attract is at work on this firm."""


class BackupError(AttractError):
    """A backup that cannot be made, trusted or brought back; what stands stays as it was."""
