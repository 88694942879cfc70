"""Which model tags a firm's pieces: the one that ships with Attract, or one that learnt from the firm.

A firm's own models lie in `.attract/models/`, each in a folder named by its version, and
`.attract/models/history` lists those that were taken, one a line; the last line stands.
Nothing here loads spaCy.
"""

import json
from pathlib import Path

#: The model that ships with Attract.
SHIPPED = Path(__file__).parents[1] / "tag" / "model"


def version(folder: Path) -> str:
    """The name of the model in a folder."""
    return str(json.loads((folder / "meta.json").read_text("utf-8"))["version"])


class Models:
    """The models of one firm, in its state folder."""

    def __init__(self, state: Path) -> None:
        self.folder = state / "models"
        self._history = self.folder / "history"

    def taken(self) -> list[str]:
        """Versions in the order in which they were taken."""
        return self._history.read_text("utf-8").split() if self._history.exists() else []

    @property
    def standing(self) -> Path:
        """The folder of the model that tags now."""
        for name in reversed(self.taken()):
            if (self.folder / name / "meta.json").exists():
                return self.folder / name
        return SHIPPED

    def take(self, name: str) -> None:
        """Let a model of this firm tag from now on."""
        self._write([*self.taken(), name])

    def roll_back(self) -> str | None:
        """Let the model before tag again; returns the version that goes, None where the shipped one stands."""
        taken = self.taken()
        if not taken:
            return None
        self._write(taken[:-1])
        return taken[-1]

    def _write(self, names: list[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self._history.with_suffix(".new")
        fresh.write_text("".join(f"{name}\n" for name in names), "utf-8")
        fresh.replace(self._history)
