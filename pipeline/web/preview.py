"""`attract serve`: the site as visitors will see it, and the mail and texts as they would leave."""

import email
import email.policy
import html
import socket
from email.message import EmailMessage
from pathlib import Path

import click
import uvicorn
from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline import previews
from pipeline.errors import UsageError
from pipeline.model import ClearedItem, Held
from pipeline.wiring import House

# A mail is somebody's HTML: it may show itself, and do nothing.
_QUIET = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-top-navigation-by-user-activation"


def create_app(house: House) -> Starlette:
    """The application: `/` is the site, `/outbox/` is what waits outside it."""
    templates = Environment(loader=PackageLoader("pipeline", "templates/preview"), autoescape=True)
    mail, texts = house.outbox / "mail" / "new", house.outbox / "social"
    # Links in a mail lead to the public site; here they lead to this one.
    public = house.firm.site

    def outbox(request: Request) -> Response:
        letters = [_letter(path) for path in sorted(mail.glob("*.eml"))]
        laid = [(path.relative_to(texts).as_posix(), path.read_text("utf-8")) for path in sorted(texts.rglob("*.txt"))]
        page = templates.get_template("outbox.html").render(firm=house.firm, letters=letters, texts=laid)
        return HTMLResponse(page)

    def letter(request: Request) -> Response:
        path = mail / Path(request.path_params["name"]).name
        if not path.is_file():
            raise HTTPException(404)
        if request.path_params["part"] == "eml":
            return Response(path.read_bytes(), media_type="message/rfc822")
        kind = "html" if request.path_params["part"] == "html" else "plain"
        body = _parse(path).get_body((kind,))
        if body is None:
            raise HTTPException(404)
        shown = body.get_content()
        if kind == "plain":
            return PlainTextResponse(shown)
        here = shown.replace(html.escape(public), "/").replace(public, "/")
        return HTMLResponse(here, headers={"Content-Security-Policy": _QUIET})

    def piece(request: Request) -> Response:
        items = house.library.items([request.path_params["id"]])
        cleared, held = house.judged(items)
        verdicts: list[ClearedItem | Held] = [*cleared, *held]
        if not verdicts:
            raise HTTPException(404)
        return HTMLResponse(previews.page(house, items[0], verdicts[0], house.taggings(items)[items[0].id]))

    return Starlette(
        routes=[
            # A letter has no icon of its own, and a browser asks for one.
            Route("/favicon.ico", lambda request: RedirectResponse("/assets/icon.svg")),
            Route("/outbox/", outbox),
            Route("/outbox/{name}/{part}", letter),
            Route("/preview/{id}", piece),
            Mount("/", StaticFiles(directory=house.site, html=True)),
        ]
    )


def _parse(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _letter(path: Path) -> dict[str, str]:
    message = _parse(path)
    html_part = "yes" if message.get_body(("html",)) else ""
    return {
        "name": path.name, "to": str(message["to"]), "subject": str(message["subject"]), "date": str(message["date"]),
        "html": html_part,
    }  # fmt: skip


def serve(house: House, port: int) -> None:
    """Serve on loopback until stopped.

    Raises:
        UsageError: there is no site yet, or the port is taken.

    """
    if not (house.site / "index.html").is_file():
        raise UsageError(str(house.site), "there is no site yet.", "Run `attract run` first.")
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        # From here on whoever comes early waits, so that the address may be told.
        listening.listen()
    except OSError as problem:
        raise UsageError(
            f"port {port}", "another program has it.", "Choose another: attract serve --port 8001."
        ) from problem
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    click.echo(f"The site    {address}/\nThe outbox  {address}/outbox/\nCtrl-C stops.")
    uvicorn.Server(uvicorn.Config(create_app(house), log_level="warning")).run(sockets=[listening])
