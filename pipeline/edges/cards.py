"""Share cards on the disk, each under what it says (port: Cards)."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from pipeline.edges.painter import CardPainter
from pipeline.errors import BuildError
from pipeline.model.card import Card

if TYPE_CHECKING:  # loaded where there is much to paint
    from concurrent.futures import Executor

#: Another process takes about as long to start as this many cards to paint.
_WORTH_A_PROCESS = 150
#: Cards that a process is given at once.
_BATCH = 50
#: The last chunk of a whole PNG (PNG, third edition, 11.2.5): its length, type and checksum.
_END = bytes.fromhex("00000000 49454e44 ae426082")


class CardFolder:
    """Pictures of cards by their digest. One that is there is never painted again.

    They are not forced onto the disk one by one, which would take longer than painting them. A crash of the
    machine can leave one that has no end; it counts as missing.

    Args:
        folder: where they lie.
        portraits: the folder of published pictures.
        processes: how many may paint at once; as many as there are processors where it is not said.

    """

    def __init__(self, folder: Path, portraits: Path, *, processes: int | None = None) -> None:
        self._all = folder
        self._portraits = portraits
        self._processes = processes or _processors()

    @property
    def _folder(self) -> Path:
        # Another Pillow can draw a letter a little differently: two machines that build the same site with the
        # same libraries must get the same bytes, whatever was painted before.
        import PIL

        return self._all / f"pillow-{PIL.__version__}"

    def path(self, card: Card) -> Path:
        """Where the picture of a card lies that was painted."""
        return self._folder / card.filename

    def read(self, card: Card) -> bytes:
        """The picture of a card that was painted."""
        return self.path(card).read_bytes()

    def paint_missing(self, cards: Collection[Card], told: Callable[[int, int], None] | None = None) -> int:
        """Paint what is not there yet, in several processes where there is much of it.

        Args:
            cards: all that must be there afterwards.
            told: is told how many of how many are painted.

        Returns:
            How many were painted.

        Raises:
            BuildError: they cannot be written; those that were are kept.

        """
        folder = self._folder
        missing = [card for card in dict.fromkeys(cards) if not _whole(folder / card.filename)]
        batches = [missing[begin : begin + _BATCH] for begin in range(0, len(missing), _BATCH)]
        done = 0
        try:
            if missing:
                folder.mkdir(parents=True, exist_ok=True)
            with self._pool(len(missing)) as pool:
                for painted in _painted(folder, self._portraits, batches, pool):
                    done += painted
                    if told:
                        told(done, len(missing))
        except OSError as problem:
            raise BuildError(
                str(self._all), f"share cards cannot be written ({problem.strerror}).", "Make room, and run again."
            ) from problem
        return done

    @contextmanager
    def _pool(self, missing: int) -> "Iterator[Executor | None]":
        useful = min(self._processes, missing // _WORTH_A_PROCESS)
        if useful < 2:
            yield None
            return
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        # Not a copy of this process: it may have threads, whose locks a copy would never see opened.
        try:
            with ProcessPoolExecutor(useful, mp_context=multiprocessing.get_context("spawn")) as pool:
                yield pool
        except BrokenProcessPool as problem:
            raise BuildError(
                str(self._all),
                "a process that painted share cards was ended from outside.",
                "Run again: what it had painted is kept.",
            ) from problem

    def prune(self, wanted: Collection[Card]) -> int:
        """Delete every picture but those of these cards, and what a crash left; returns how many files went.

        Nobody may be painting here meanwhile.
        """
        keep = {self.path(card) for card in wanted}
        gone = [path for path in self._all.glob("*/*") if path not in keep]
        for path in gone:
            path.unlink(missing_ok=True)
        for folder in self._all.iterdir() if self._all.exists() else ():
            if folder != self._folder:
                rmtree(folder, ignore_errors=True)
        return len(gone)


def _painted(
    folder: Path, portraits: Path, batches: Sequence[Sequence[Card]], pool: "Executor | None"
) -> Iterator[int]:
    """How many cards each batch was, as it is done."""
    count = len(batches)
    yield from (pool.map if pool else map)(paint_batch, [folder] * count, [portraits] * count, batches)


def paint_batch(folder: Path, portraits: Path, cards: Sequence[Card]) -> int:
    """Paint these cards into a folder; returns how many. A process that helps starts here."""
    painter = CardPainter(portraits)
    for card in cards:
        _write(folder / card.filename, painter.paint(card))
    return len(cards)


def _write(path: Path, body: bytes) -> None:
    """Write a file so that nobody sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".painting-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
        os.chmod(name, 0o644)  # mkstemp makes it private; a site is for everybody
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _whole(path: Path) -> bool:
    """Whether a picture is there, to its end."""
    try:
        with path.open("rb") as file:
            file.seek(-len(_END), os.SEEK_END)
            return file.read() == _END
    except OSError:
        return False


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
