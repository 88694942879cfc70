"""`attract serve`: the site as visitors will see it, the mail and texts as they would leave, and what links show.

What is private (the outbox, what was found on a piece) is shown to this machine alone; what preview links show is for
whoever has one, and `create_outside` shows that and nothing else.
"""

import email
import email.policy
import html
import socket
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import click
from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline import events, previews
from pipeline.errors import UsageError
from pipeline.model import ClearedItem, Held
from pipeline.preview_links import LOOPBACK
from pipeline.rereading import Settings
from pipeline.subscribing import FOLDER
from pipeline.terminal_plan import calendar
from pipeline.web.answering import address, answer, listen
from pipeline.web.links import LinkPages
from pipeline.web.private import HANDED_ON
from pipeline.web.service import Service
from pipeline.wiring import House

# A mail is somebody's HTML: it may show itself, and do nothing.
_QUIET = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-top-navigation-by-user-activation"

_ICON = Route("/favicon.ico", lambda request: RedirectResponse("/assets/icon.svg"))


def create_app(house: House) -> Starlette:
    """The application: `/` is the site, `/outbox/` what waits outside it, `/review/` what was found on a piece."""
    templates = Environment(loader=PackageLoader("pipeline", "templates/preview"), autoescape=True)
    mail, tried, texts = house.outbox / "mail" / "new", house.outbox / "mail" / "previews", house.outbox / "social"
    # Links in a mail lead to the public site; here they lead to this one.
    public = house.firm.site

    def outbox(request: Request) -> Response:
        letters = [_letter(path) for folder in (mail, tried) for path in sorted(folder.glob("*.eml"))]
        laid = [(path.relative_to(texts).as_posix(), path.read_text("utf-8")) for path in sorted(texts.rglob("*.txt"))]
        page = templates.get_template("outbox.html").render(firm=house.firm, letters=letters, texts=laid)
        return HTMLResponse(page)

    def letter(request: Request) -> Response:
        name = Path(request.path_params["name"]).name
        path = next((folder / name for folder in (mail, tried) if (folder / name).is_file()), None)
        if path is None:
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

    def plan(request: Request) -> Response:
        return Response(calendar(house), media_type="text/calendar")

    service = Service(house, beside=True) if house.firm.subscribing.address else None
    return Starlette(
        lifespan=service.living if service else None,
        routes=[
            # A letter has no icon of its own, and a browser asks for one.
            _ICON,
            Route("/outbox/", _private(outbox)),
            Route("/outbox/{name}/{part}", _private(letter)),
            Route("/review/{id}", _private(piece)),
            Route("/plan.ics", _private(plan)),
            *LinkPages(house).routes(),
            *(service.routes() if service else ()),
            Mount("/", StaticFiles(directory=house.site, html=True)),
        ],
    )


def create_service(house: House) -> Starlette:
    """The application for a proxy before which readers stand: the service, what its pages load, and nothing else.

    Raises:
        UsageError: the firm names no address for it.

    """
    if not house.firm.subscribing.address:
        raise UsageError(
            "content/firm.yml", "`subscribing.address` is not set.", "Write there where readers reach the service."
        )
    return Service(house, beside=False).alone(house.site)


def create_outside(house: House) -> Starlette:
    """The application for a proxy that strangers reach: what preview links show, what those pages load, and nothing else."""
    pages = LinkPages(house)
    return Starlette(
        routes=[_ICON, *pages.routes(), Mount("/assets", StaticFiles(directory=house.site / "assets"))],
        exception_handlers={404: pages.nowhere},
    )


def _private(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """A page for who sits at this machine and calls it by its own name.

    A proxy makes everybody seem to sit here, and a stranger's page can give its own name our address (DNS rebinding);
    both must be told apart from its owner.
    """

    def shown(request: Request) -> Response:
        sits_here = request.client is not None and request.client.host in LOOPBACK
        if not sits_here or request.url.hostname not in LOOPBACK or any(each in request.headers for each in HANDED_ON):
            raise HTTPException(404)
        return page(request)

    return shown


def _parse(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _letter(path: Path) -> dict[str, str]:
    message = _parse(path)
    html_part = "yes" if message.get_body(("html",)) else ""
    return {
        "name": path.name, "to": str(message["to"]), "subject": str(message["subject"]), "date": str(message["date"]),
        "html": html_part, "preview": "yes" if path.parent.name == "previews" else "",
    }  # fmt: skip


def shown(house: House, *, links_alone: bool = False, service_alone: bool = False) -> Starlette:
    """What is shown on a port.

    Args:
        house: whose site it is.
        links_alone: what preview links show, and nothing else.
        service_alone: the service for readers, and nothing else.

    Raises:
        UsageError: there is no site yet, or no address for a service alone.

    """
    if not (house.site / "index.html").is_file():
        raise UsageError(str(house.site), "there is no site yet.", "Run `attract run` first.")
    return create_service(house) if service_alone else create_outside(house) if links_alone else create_app(house)


def keep_answering(
    house: House, listening: socket.socket, *, service_alone: bool, settings: Settings, looked: Callable[[str], None]
) -> None:
    """Answer on a port until the house ends, or its settings have changed: then it is to be begun anew.

    Args:
        house: whose site it is.
        listening: the port; whoever comes between two calls waits.
        service_alone: the service for readers, and nothing else.
        settings: what is known of the firm's settings.
        looked: is called every second or so while pages are answered.

    """
    settings.take_up(house)
    while not (house.site / "index.html").is_file():
        looked("there is no site yet: the clock makes it, or attract run")
        if house.ending.wait(1):
            return
    app = shown(house, service_alone=service_alone)

    def each() -> bool:
        looked("")
        return settings.take_up(house)

    answer(app, listening, house.ending, each)
    if house.ending.is_set():
        events.tell(events.SERVICE_STOPPED, "Pages are answered no longer.")


def serve(
    house: House,
    port: int,
    *,
    links_alone: bool = False,
    service_alone: bool = False,
    looked: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve on loopback until the house ends.

    Args:
        house: whose site it is.
        port: where; 0 takes any free one.
        links_alone: show what preview links show, and nothing else.
        service_alone: show the service for readers, and nothing else.
        looked: is called every second or so while pages are answered.

    Raises:
        UsageError: there is no site yet, the port is taken, or there is no address for a service alone.

    """
    app = shown(house, links_alone=links_alone, service_alone=service_alone)
    listening = listen("127.0.0.1", port, "Choose another: attract serve --port 8001.")
    here = address(listening)
    if service_alone:
        click.echo(f"For readers  {here}/{FOLDER}/\nCtrl-C stops.")
    elif links_alone:
        click.echo(f"Preview links  {here}/preview/\nCtrl-C stops.")
    else:
        plan = f"The plan    {here}/plan.ics (for a calendar program)"
        click.echo(f"The site    {here}/\nThe outbox  {here}/outbox/\n{plan}\nCtrl-C stops.")

    def each() -> bool:
        looked("")
        return False

    answer(app, listening, house.ending, each)
