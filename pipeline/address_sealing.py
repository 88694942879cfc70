"""What the firm's engineer does about readers' addresses at rest: encrypting them, under a new key, and taking it back.

It stands beside the wiring, and names the edges that only this needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.edges.address_keys import AddressKeys
from pipeline.edges.store import resealing, sealing
from pipeline.wiring import House


@dataclass(frozen=True)
class Encryption:
    """How the database stands."""

    #: Rows with something about readers, by table.
    rows: Mapping[str, int]
    #: The name of the key with which they are encrypted; empty: they are not.
    key: str
    #: The same before.
    before: str
    #: Where the keys are: the environment's variable, or a file.
    where: str
    #: Whether the files on the disk have nothing of what was there before; False where somebody was reading.
    clean: bool = True


def encrypt(house: House, *, new_key: bool = False, dry_run: bool = False) -> Encryption:
    """Encrypt readers' addresses under the newest key; the first is made here, and never in place of one that was lost.

    Args:
        new_key: add a key to the file first.
        dry_run: only tell how the database stands.

    Raises:
        ConfigurationError: the database is encrypted, and its key is not there.
        UsageError: a new key is wanted, and the environment holds the keys.

    """
    ring = _ring(house)
    with house.working():
        database = house._database
        sealing.check(database)
        before = resealing.counted(database)
        if dry_run:
            return _told(ring, before, before.key)
        if new_key and ring.read():
            ring.rotate(house.time())
        after = resealing.reseal(database, ring.made(house.time())[-1], house.progress)
        return _told(ring, after, before.key, clean=resealing.clean(database))


def decrypt(house: House, *, dry_run: bool = False) -> Encryption:
    """Make readers' addresses readable without a key; raises ConfigurationError where the key is not there."""
    ring = _ring(house)
    with house.working():
        database = house._database
        sealing.check(database)
        before = resealing.counted(database)
        if dry_run:
            return _told(ring, before, before.key)
        after = resealing.reseal(database, None, house.progress)
        return _told(ring, after, before.key, clean=resealing.clean(database))


def _ring(house: House) -> AddressKeys:
    return AddressKeys.beside(house.state / "attract.sqlite")


def _told(ring: AddressKeys, counted: resealing.Counted, before: str, *, clean: bool = True) -> Encryption:
    where = ring.variable if ring.told else str(ring.path)
    return Encryption(rows=counted.rows, key=counted.key, before=before, where=where, clean=clean)
