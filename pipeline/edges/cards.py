"""Share cards on the disk, each under what it says (port: Cards)."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from shutil import rmtree

from pipeline.edges.many_hands import many_hands
from pipeline.edges.painter import CardPainter
from pipeline.errors import BuildError
from pipeline.model.card import Card

#: With fewer for each, another process is not worth its while.
_WORTH = 50
#: Cards between two words on how far it came.
_TOLD = 50
#: The last chunk of a whole PNG (PNG, third edition, 11.2.5): its length, type and checksum.
_END = bytes.fromhex("00000000 49454e44 ae426082")


class CardFolder:
    """Pictures of cards by their digest. One that is there is never painted again.

    They are not forced onto the disk one by one, which would take longer than painting them. A crash of the
    machine can leave one that has no end; it counts as missing.

    Args:
        folder: where they lie.
        portraits: the folder of published pictures.

    """

    def __init__(self, folder: Path, portraits: Path) -> None:
        self._all = folder
        self._portraits = portraits

    @property
    def _folder(self) -> Path:
        # Another Pillow can draw a letter a little differently: two machines that build the same site with the
        # same libraries must get the same bytes, whatever was painted before.
        import PIL

        return self._all / f"pillow-{PIL.__version__}"

    def path(self, card: Card) -> Path:
        """Where the picture of a card lies that was painted."""
        return self._folder / card.filename

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
        folder, portraits = self._folder, self._portraits
        missing = [card for card in dict.fromkeys(cards) if not _whole(folder / card.filename)]

        def paint(share: Sequence[Card]) -> Iterator[int]:
            painter = CardPainter(portraits)
            for card in share:
                _write(folder / card.filename, painter.paint(card))
                yield 1

        done = 0
        try:
            if missing:
                folder.mkdir(parents=True, exist_ok=True)
            for one in many_hands(paint, missing, _WORTH):
                done += one
                if told and (done % _TOLD == 0 or done == len(missing)):
                    told(done, len(missing))
        except OSError as problem:
            raise BuildError(
                str(self._all), f"share cards cannot be written ({problem.strerror}).", "Make room, and run again."
            ) from problem
        return done

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
