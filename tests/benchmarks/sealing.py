"""What it costs to encrypt readers' addresses: `python -m tests.benchmarks.sealing`.

The same acts on a database that anybody can read and on one that is encrypted, by the processor's time; and how long it takes to
encrypt what is there.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from pipeline.edges.address_keys import AddressKeys
from pipeline.edges.store import resealing
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.ending import silent
from pipeline.model import SignUp, Wish
from tests.builders import NOON

_GROUP = 40
_LOOK_UPS = 2000


def _sign_ups(many: int) -> list[SignUp]:
    return [
        SignUp(
            id=f"{number:032x}", address=f"reader{number}@example.org", wish=Wish(name=f"Reader {number}", areas=("tax",)),
            asked=NOON, wording="Send me the digest of Test & Firm.", form="3", network="203.0.113.0/24",
        )
        for number in range(many)
    ]  # fmt: skip


def _took(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _life(engine: Engine, many: int) -> dict[str, float]:
    """Seconds by act."""
    store = LedgerStore(engine)
    asked = _sign_ups(many)

    def ask() -> None:
        for start in range(0, many, _GROUP):
            store.ask(asked[start : start + _GROUP])

    def confirm() -> None:
        with store.together():  # as many at once as a test can wait for
            for each in asked:
                store.confirm(each.id, NOON, "")

    few = asked[:_LOOK_UPS]
    return {
        f"{many} sign-ups in groups of {_GROUP}": _took(ask),
        f"{many} confirmations": _took(confirm),
        "every reader, as for a digest": _took(store.subscribers),
        f"{len(few)} readers found by address": _took(lambda: [store.reader_at(each.address) for each in few]),
        f"{len(few)} times whether somebody left": _took(lambda: [store.suppressed(each.address) for each in few]),
    }


def main() -> None:
    """Print the times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=10_000)
    many = parser.parse_args().readers
    with tempfile.TemporaryDirectory() as folder:
        plain, encrypted = Path(folder) / "plain.sqlite", Path(folder) / "encrypted" / "encrypted.sqlite"
        engine = open_database(plain)
        before = _life(engine, many)
        (secret,) = AddressKeys.beside(encrypted).made(NOON)
        there = open_database(encrypted)
        after = _life(there, many)
        for act, seconds in before.items():
            print(
                f"{act:45} {seconds * 1000:8.0f} ms  encrypted {after[act] * 1000:8.0f} ms  x{after[act] / seconds:.2f}"
            )
        print(f"{'to encrypt them':45} {_took(lambda: resealing.reseal(engine, secret, silent)):8.1f} s")
        print(f"{'to write the file anew':45} {_took(lambda: resealing.clean(engine)):8.1f} s")
        for each in (plain, encrypted):
            print(f"{each.name:45} {each.stat().st_size / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()
