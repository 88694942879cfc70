"""A site with its search as a visitor meets it: put into the site by the plan, served under a sub-path and a strict policy."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.edges.search import SearchIndex
from pipeline.ports.searching import STATE, MainBundle
from pipeline.publish import search_run
from pipeline.publish.search_run import Rebuild, Searched
from pipeline.publish.searching import PART, digest

#: What the search page needs is `'self'`, and leave to compile Pagefind's WebAssembly.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def digests(site: Path) -> dict[str, str]:
    """The digest of each page of a site that is to be searched."""
    found = {
        path.parent.relative_to(site).as_posix() + "/": digest(path.read_text("utf-8"))
        for path in sorted(site.rglob("index.html"))
    }
    return {page: text for page, text in found.items() if text}


def search_put_up(site: Path, main: MainBundle | None, rebuild: Rebuild = Rebuild.NEEDED, part: int = PART) -> Searched:
    """Bring the search of a site up to its pages."""
    out = site.parent / f"{site.name}.searched"
    done = search_run.bring_up(digests(site), main, site=site, out=out, index=SearchIndex(), rebuild=rebuild, part=part)
    for path in (*done.put, *done.remove):
        shutil.rmtree(site / path, ignore_errors=True)
    for path in done.put:
        (site / path).parent.mkdir(exist_ok=True)
        (out / path).rename(site / path)
    for path in done.delete:
        (site / path).unlink(missing_ok=True)
    (site / STATE).parent.mkdir(exist_ok=True)
    (site / STATE).write_bytes(done.state)
    shutil.rmtree(out, ignore_errors=True)
    return done


class _Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The address at which a folder can be read."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
