"""A host that does with `_headers` what Netlify's and Cloudflare's documents say."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Rules = list[tuple[re.Pattern[str], list[tuple[str, str]]]]


def rules(text: str) -> Rules:
    """The rules of a `_headers` file: a pattern on a line of its own, and under it, indented, its headers."""
    found: Rules = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("/"):
            found.append((re.compile(re.escape(line).replace(r"\*", ".*")), []))
        else:
            name, _, value = line.strip().partition(": ")
            found[-1][1].append((name, value))
    return found


def headers(of: Rules, path: str) -> dict[str, str]:
    """What is sent with a path: every rule that fits has its say, and two values for one name are joined."""
    told: dict[str, str] = {}
    for pattern, its in of:
        if pattern.fullmatch(path):
            for name, value in its:
                told[name] = f"{told[name]}, {value}" if name in told else value
    return told


class Sending:
    """Adds the headers to each answer."""

    def __init__(self, app: ASGIApp, of: Rules) -> None:
        self._app, self._of = app, of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = headers(self._of, scope["path"])
                names = {name.lower().encode() for name in ours}
                kept = [(name, value) for name, value in message["headers"] if name not in names]
                message["headers"] = kept + [(k.lower().encode(), v.encode()) for k, v in ours.items()]
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


@contextmanager
def hosted(site: Path, text: str) -> Iterator[str]:
    """The site at an address on this machine, with these headers."""
    app = Starlette(
        routes=[Mount("/", StaticFiles(directory=site, html=True))],
        middleware=[Middleware(Sending, of=rules(text))],
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the host did not start"
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
