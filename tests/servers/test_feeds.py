"""Feeds over HTTP from a real server."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.edges.http import Feeds
from pipeline.errors import SourceError

pytestmark = pytest.mark.servers


class Blog(BaseHTTPRequestHandler):
    """A blog with a feed, a moved feed and a missing one."""

    def do_GET(self) -> None:
        """Answer by path."""
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/feed")
            self.end_headers()
            return
        self.send_response(200 if self.path == "/feed" else 410)
        self.end_headers()
        self.wfile.write(b"<feed/>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def blog() -> Iterator[str]:
    """The blog's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_is_fetched_also_after_it_moved(blog: str, tmp_path: Path) -> None:
    """Redirects are followed."""
    feeds = Feeds(tmp_path)

    assert b"<feed/>" == feeds.fetch(f"{blog}/feed") == feeds.fetch(f"{blog}/moved")


def test_a_feed_that_is_gone_names_the_answer(blog: str, tmp_path: Path) -> None:
    """The status stands in the problem."""
    with pytest.raises(SourceError, match="410"):
        Feeds(tmp_path).fetch(f"{blog}/gone")


def test_a_blog_that_is_away_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    """Port 9 is shut."""
    with pytest.raises(SourceError, match="cannot be reached"):
        Feeds(tmp_path).fetch("http://127.0.0.1:9/feed")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://example.org/feed", "../outside.xml", "missing.xml"])
def test_only_the_web_and_the_firms_own_folder_are_read(tmp_path: Path, address: str) -> None:
    """No other scheme, and no path out of the folder."""
    (tmp_path / "outside.xml").write_text("secret")
    firm = tmp_path / "firm"
    firm.mkdir()

    with pytest.raises(SourceError):
        Feeds(firm).fetch(address)
