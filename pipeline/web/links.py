"""What a preview link answers: a piece as its readers would see it, or one and the same page for everything else."""

import mimetypes
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import anyio
from jinja2 import Environment, PackageLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pipeline import events
from pipeline.errors import AttractError
from pipeline.model import Asset, Kind, Notice, reading
from pipeline.model.telling import BODY, SUMMARY, TITLE, largest, listed, speaker
from pipeline.preview_links import Absent, Preview, PreviewLinks
from pipeline.publish import shown
from pipeline.wiring import House

#: Seconds. A page that is not here comes after a whole number of these: how long the answer took tells nobody whether a
#: piece is held or gone. A piece is looked up and judged in a tenth of one.
BEAT = 0.25
#: Steps of type size for which the site's style sheet has a class.
_MOST_STEPS = 4
#: What a table's cells may say of their sides (`collect.cleaning`): the only styles in a text.
_SIDES = ("text-align: left;", "text-align: center;", "text-align: right;")


class LinkPages:
    """Answers preview links of one firm."""

    def __init__(self, house: House) -> None:
        # A house of its own: its settings are read anew for each answer, while others use theirs.
        self._house = House(house.root, clock=house.time)
        self._links = PreviewLinks(self._house)
        loader = PackageLoader("pipeline", "templates/preview")
        self._templates = Environment(loader=loader, autoescape=True)
        self._style = loader.get_source(self._templates, "link.css")[0]
        self._headers = _headers(self._style)

    def routes(self) -> Sequence[Route]:
        """Where links lead."""
        return [Route("/preview/{token}", self._answer, methods=["GET"])]  # and HEAD, which Starlette adds

    async def _answer(self, request: Request) -> Response:
        began = time.monotonic()
        page, status = await run_in_threadpool(self._page, request.path_params["token"])
        if status != 200:
            await anyio.sleep(BEAT - (time.monotonic() - began) % BEAT)
        return HTMLResponse(page, status, self._headers)

    async def nowhere(self, request: Request, _: Exception) -> Response:
        """The answer at any other address, where links are all that is served."""
        return HTMLResponse(self._absent(Absent.GONE), 404, self._headers)

    def _page(self, token: str) -> tuple[str, int]:
        try:
            found = self._links.opened(token)
            if isinstance(found, Preview):
                return self._shown(found), 200
        except AttractError as problem:
            # Who has the link learns nothing of it; who serves the pages must.
            events.tell(events.LINK_FAILED, f"A preview link was not answered. {problem}", failed=problem)
            found = Absent.GONE
        return self._absent(found), 404

    def _absent(self, why: Absent) -> str:
        return self._render("link_absent.html", {"language": "en", "changed": why is Absent.CHANGED})

    def _shown(self, preview: Preview) -> str:
        house, item = self._house, preview.item
        people = house.people()
        authors = [people[each] for each in item.authors if each in people]
        said = speaker(item)
        return self._render("link.html", {
            "language": house.firm.language,
            "firm": house.firm,
            "last_day": preview.last_day,
            "kind": shown.kind_name(item),
            "item": item,
            "cautions": [_caution(each) for each in preview.notices],
            "by": " about ".join(filter(None, [said, listed(each.name for each in authors)])),
            "portraits": [self._inline(each.portrait) for each in authors if each.portrait and not said],
            "day": shown.day(item.published),
            "minutes": 0 if item.kind is Kind.ELSEWHERE else reading.minutes(item),
            "words": "" if item.excerpt else self._words(preview),
            "first_home": shown.first_home(item),
            "elsewhere": item.kind is Kind.ELSEWHERE,
        })  # fmt: skip

    def _words(self, preview: Preview) -> str:
        """The piece's safe HTML; its pictures stand in it, because those of a held piece are nowhere on the site."""
        html = preview.item.html
        for asset in preview.item.assets:
            html = html.replace(f'src="asset:{asset.filename}"', f'src="{self._inline(asset)}"')
        # As on the site (`publish.page`): a wide table can be pushed sideways, by keyboard, too.
        scroll = '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>'
        return html.replace("<table>", scroll).replace("</table>", "</table></div>")

    def _inline(self, asset: Asset) -> str:
        kind = mimetypes.guess_type(asset.filename)[0] or "application/octet-stream"
        return f"data:{kind};base64,{b64encode(self._house.assets.read(asset)).decode()}"

    def _render(self, template: str, told: Mapping[str, Any]) -> str:
        # Material's style sheet is called otherwise in each of its releases.
        folder = self._house.site / "assets" / "stylesheets"
        sheets = [f"assets/stylesheets/{path.name}" for path in sorted(folder.glob("main.*.css"))]
        sheets.append("assets/site.css")
        return self._templates.get_template(template).render(sheets=sheets, style=self._style, **told)


def _caution(notice: Notice) -> dict[str, Any]:
    """A notice, and where it must be larger than its claim, than what and by how much."""
    size = {"claim": largest(notice, TITLE, SUMMARY, BODY), "steps": min(notice.steps, _MOST_STEPS)}
    return {"text": notice.text, **(size if notice.steps else {})}


def _headers(style: str) -> dict[str, str]:
    """What is sent with every answer to a link, good or not."""
    sides = " ".join(_hashed(each) for each in _SIDES)
    policy = {
        "default-src": "'none'",
        "style-src": f"'self' {_hashed(style)}",
        "style-src-attr": f"'unsafe-hashes' {sides}",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        # In a header as well as on the page: machines that only look at headers are told, too.
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "Cache-Control": "no-store",
        # Whoever is linked to from a piece does not learn the address of its preview.
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _hashed(style: str) -> str:
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
