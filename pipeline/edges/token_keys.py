"""The keys under which tokens of social networks are encrypted in the database."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.key_ring import KeyRing

#: Goes before the file: keys in hexadecimal figures, the oldest first, separated by spaces or commas.
VARIABLE = "ATTRACT_TOKEN_KEYS"


@dataclass(frozen=True)
class TokenKeys(KeyRing):
    """The last one is for the next encryption; any opens."""

    variable = VARIABLE
    head = (
        "# Opens the tokens of your social networks in the database. Where it is lost, connect the accounts again:\n"
        "# attract social connect.\n"
    )
    name = "the keys of the social networks' tokens"
    lost = (
        "Bring them back from your copy, or take the file away and connect each account again: attract social connect."
    )

    @classmethod
    def of(cls, state: Path) -> "TokenKeys":
        """The ring of a firm, by its state folder."""
        return cls(state / "token.keys")
