"""The keys that make readers' links ours: a ring, because a link to leave must work for ever."""

from dataclasses import dataclass

from pipeline.edges.key_ring import KeyRing

#: Goes before the file: keys in hexadecimal figures, the oldest first, separated by spaces or commas.
VARIABLE = "ATTRACT_READER_KEYS"


@dataclass(frozen=True)
class ReaderKeys(KeyRing):
    """The last one signs; every other still opens links to leave."""

    variable = VARIABLE
    head = (
        "# Makes the links in readers' mails ours. Whoever has it can read and change what readers chose.\n"
        "# Never take a line away: old links to leave must work for ever. The last one signs.\n"
    )
    name = "the keys of readers' links"
    lost = "Bring it back from a backup: without the old keys, links to leave in mails that were sent do not work."

    def stamp(self) -> tuple[int, int]:
        """Changes with the file: whoever remembers the keys sees by it that there is a new one."""
        try:
            told = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return told.st_mtime_ns, told.st_ino
