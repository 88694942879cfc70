"""A copy of a firm to rehearse on: its own database, and everything else of it as it stands, to be read."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from pipeline.edges.store.copying import snapshot
from pipeline.wiring import House

#: How the folder of a copy begins; one that a killed process left is removed by the next.
_NAME = "rehearsal-"
#: Of the firm's folder: what is read.
_READ = ("content", "stories", "mkdocs.yml")
#: Of its state: what is read. The database is copied apart; pages, mails, journals and locks a rehearsal has none of. With a token
#: stands how long a post of its account may be, and who speaks.
_KNOWN = ("consents.jsonl", "names.keyed", "address.keys", "reader.keys", "token.keys", "models", "assets")


@contextmanager
def copied(house: House) -> Iterator[Path]:
    """The folder of a copy, removed in the end. Readers may sign up meanwhile; the copy is of one moment.

    It lies in the firm's own state, for its owner alone: addresses are in it.
    """
    house.state.mkdir(exist_ok=True)
    for left in house.state.glob(f"{_NAME}*"):
        shutil.rmtree(left, ignore_errors=True)
    root = Path(mkdtemp(prefix=_NAME, dir=house.state))
    try:
        for name in _READ:
            _copy(house.root / name, root / name)
        state = root / house.state.name
        state.mkdir(mode=0o700)
        for name in _KNOWN:
            _copy(house.state / name, state / name)
        snapshot(house._database, state / "attract.sqlite")
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link, ignore_dangling_symlinks=True)
    elif source.exists():
        _link(source, target)


def _link(source: str | Path, target: str | Path) -> None:
    """The same file under another name, so that gigabytes of pictures take no room; records are copied, because they grow."""
    if not str(source).endswith((".jsonl", ".keys", ".keyed")):
        with suppress(OSError):  # another disk, or one without links
            os.link(source, target)
            return
    shutil.copy2(source, target)
