"""The settings that a house goes by: read once, and taken up anew where somebody changed them meanwhile.

It stands beside the wiring, which builds on it, because `wiring` is long enough without it.
"""

from functools import cached_property
from pathlib import Path

from pipeline import firm as firms
from pipeline.clear import own
from pipeline.edges import files
from pipeline.model import digest_of
from pipeline.tag import overlay as overlays

#: Where a restore over a firm that stands is prepared, in its state folder.
RESTORING = "restoring"


class Settled:
    """A firm's folder and its settings."""

    #: What `firm` was read from; None before it was read anew.
    _settings: tuple[str, ...] | None = None

    def __init__(self, root: Path) -> None:
        self.root = root
        self.state = root / ".attract"

    @cached_property
    def firm(self) -> firms.Firm:
        """The firm's settings; raises ConfigurationError naming every wrong line, BusyError while a backup is brought back."""
        self._put_back()
        return firms.read(files.read_settings(self.root), check=overlays.problems)

    def _put_back(self) -> None:
        """Finish a restore that was killed; raises BusyError where one is at work."""
        if (self.state / RESTORING).exists():
            from pipeline.edges.putting_back import settle

            settle(self.root, self.state, RESTORING)

    def refresh(self, firm: firms.Firm | None = None) -> None:
        """Forget the settings as they were: somebody may have changed them since. These take their place, if any are given."""
        self.__dict__.pop("firm", None)
        if firm:
            self.__dict__["firm"] = firm

    def reread(self) -> str:
        """Take up the settings, and the firm's own rules, as they stand now; returns what names them, empty where nothing changed.

        Raises:
            ConfigurationError: they cannot be used; those that were good go on.
            BusyError: a backup is brought back just now.

        """
        self._put_back()
        seen = files.settings_now(self.root)
        if seen == self._settings:
            return ""
        firm = firms.read(seen[0], check=overlays.problems)
        own.read(files.read_rules(self.root))
        changed = firm != self.__dict__.get("firm", firm) or self._settings is not None
        self.refresh(firm)
        self._settings = seen
        return digest_of(list(seen)) if changed else ""
