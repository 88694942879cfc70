"""The keys under which readers' addresses are encrypted in the database, where a firm wants that."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.key_ring import KeyRing

#: Goes before the file: keys in hexadecimal figures, the oldest first, separated by spaces or commas.
VARIABLE = "ATTRACT_ADDRESS_KEYS"
#: Where the file lies, if not beside the database.
PLACE = "ATTRACT_ADDRESS_KEYS_FILE"


@dataclass(frozen=True)
class AddressKeys(KeyRing):
    """The last one is for the next encryption; the database says which one it was encrypted with."""

    variable = VARIABLE
    head = (
        "# Opens the addresses and names of readers in the database. Keep a copy, and not where its backups are.\n"
        "# Without the key there is no way to them. An older line opens backups of its time.\n"
    )
    name = "the keys of readers' addresses"
    lost = "Bring them back from your copy: without the key there is no way to the addresses."

    @classmethod
    def beside(cls, database: Path) -> "AddressKeys":
        """The ring for a database."""
        told = os.environ.get(PLACE, "")
        return cls(Path(told) if told else database.with_name("address.keys"))
