"""Since when each piece is public: read out of the archive of the site, each version once."""

from datetime import datetime

from pipeline.edges.archive import Archive, Telling
from pipeline.ports import Public


class PublicSince:
    """What the archive of one firm's site says of its pieces. One thread at a time may ask.

    A long archive takes seconds to read; so what was read is remembered, and only later versions are.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._forget()

    def _forget(self) -> None:
        self._last = ""
        self._began: datetime | None = None
        self._since: dict[str, datetime] = {}
        self._now: set[str] = set()

    def look(self) -> Public:
        """As of now.

        Raises:
            RecordError: the index or an object was changed.

        """
        later = self._archive.tellings(self._last)
        if later is None:  # another archive stands in its place: a backup was brought back
            self._forget()
            later = self._archive.tellings() or iter(())
        for version in later:
            self._add(version)
        return Public(dict(self._since), frozenset(self._now), self._began)

    def _add(self, version: Telling) -> None:
        self._last = version.name
        self._began = self._began or version.at
        told = {item for item, what in version.items.items() if what is not None}
        for item in told:
            self._since.setdefault(item, version.at)
        self._now = told if version.whole else (self._now - version.items.keys()) | told
