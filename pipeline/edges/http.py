"""Feeds from the web, or from a file in the firm's folder (port: Fetcher)."""

from pathlib import Path

import httpx

from pipeline.errors import SourceError

#: Seconds for a whole answer; bytes of one.
_PATIENCE = 20.0
_LARGEST = 20_000_000


class Feeds:
    """Fetches by address; an address without `://` is a path under the firm's folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def fetch(self, address: str) -> bytes:
        """The bytes of a feed; raises SourceError naming what went wrong."""
        if "://" not in address:
            return self._file(address)
        if not address.lower().startswith(("http://", "https://")):
            raise SourceError(address, "only http and https addresses are fetched.", "Correct it in firm.yml.")
        try:
            with httpx.stream(
                "GET",
                address,
                follow_redirects=True,
                timeout=_PATIENCE,
                headers={
                    "User-Agent": "Attract (feed reader)",
                    "Accept": "application/atom+xml, application/rss+xml, */*;q=0.5",
                },
            ) as answer:
                answer.raise_for_status()
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > _LARGEST:
                        raise SourceError(address, "the feed is larger than 20 MB.", "Ask whoever runs the blog.")
                return bytes(body)
        except httpx.HTTPStatusError as problem:
            raise SourceError(
                address,
                f"the server answered {problem.response.status_code}.",
                "Open it in a browser and correct firm.yml.",
            ) from problem
        except httpx.HTTPError as problem:
            raise SourceError(
                address, f"it cannot be reached ({problem}).", "It is tried again at the next run."
            ) from problem

    def _file(self, address: str) -> bytes:
        path = (self._root / address).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise SourceError(address, "the feed file lies outside the firm's folder.", "Correct it in firm.yml.")
        try:
            return path.read_bytes()
        except OSError as problem:
            raise SourceError(
                address, f"the feed file cannot be read ({problem.strerror}).", "Correct it in firm.yml."
            ) from problem
