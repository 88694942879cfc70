"""A host as the public one is: at the firm's own address, over TLS, packing what can be packed, with our headers."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import trustme
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browser.hosted import Sending, rules

#: What nginx, Apache and others use where nobody says anything else lies between 1 and 6.
_PACKED = 6


@dataclass(frozen=True)
class Host:
    """The site as visitors reach it."""

    #: `https://www.firm.example/`: as in the firm's settings, so that every full address in the pages is one of these.
    address: str
    #: Where the built files lie.
    site: Path
    port: int

    @property
    def flags(self) -> list[str]:
        """What leads a Chromium here when it asks for the address, and nowhere when it asks for any other host."""
        # A comma parts flags from each other nowhere, but rules; the first that fits counts.
        name = urlsplit(self.address).hostname
        return [
            f"--host-resolver-rules=MAP {name}:443 127.0.0.1:{self.port},MAP * ~NOTFOUND",
            "--ignore-certificate-errors",
            "--no-sandbox",
            "--disable-background-networking",
        ]


@contextmanager
def hosted(site: Path, address: str, shipped: str) -> Iterator[Host]:
    """Serve a built site.

    Args:
        site: the folder.
        address: the site's own, which is to be https.
        shipped: the text of its `_headers`.

    """
    parts = urlsplit(address)
    assert ("https", None) == (parts.scheme, parts.port), f"{address}: the gates look at a site with https"
    app = Starlette(
        routes=[Mount(parts.path.rstrip("/") or "/", StaticFiles(directory=site, html=True))],
        middleware=[
            Middleware(Sending, of=rules(shipped)),
            Middleware(GZipMiddleware, compresslevel=_PACKED),
        ],
    )
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(parts.hostname or "").configure_cert(secured)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", ssl_context_factory=lambda config, usual: secured)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the host did not start"
    try:
        yield Host(address, site, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
