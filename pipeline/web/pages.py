"""The service's pages: the look of the site, from its own style sheets, without an inline script or style."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipeline.model.telling import label
from pipeline.subscribe import forms
from pipeline.subscribing import FOLDER, Subscribing

#: What is told in place of a page: heading, what to do.
_INSTEAD = {
    403: ("This form came from elsewhere", "Open the page itself, from the link in our mail or from our site, and try again."),
    404: ("This page is not here", "The address may have lost its end. Open it again from the mail."),
    405: ("This page is not here", "The address may have lost its end. Open it again from the mail."),
    410: ("This link is over", "It has ended, or was not copied whole. A newer mail of ours has a newer link."),
    413: ("That was too much", "What was sent is larger than any form of ours."),
    421: ("This name is not served here", "Ask for the page under the address that stands in our mails."),
    429: ("That was often", "Many requests came from your network. Wait some minutes, and try again."),
    500: ("Something broke on our side", "Nothing was changed. Try again in a while, or ask a person."),
}  # fmt: skip


class Pages:
    """Prints the pages of one firm.

    Args:
        service: whose they are.
        site: where the site's pages lie, seen from the service's: `/`, or its whole address.

    """

    def __init__(self, service: Subscribing, site: str) -> None:
        self._service = service
        self._site = site
        self._templates = Environment(
            loader=PackageLoader("pipeline", "templates/service"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    def page(self, template: str, told: Mapping[str, Any] | None = None, status: int = 200) -> Response:
        """A page."""
        service = self._service
        # Material's style sheet is called otherwise in each of its releases.
        material = sorted((service.house.site / "assets" / "stylesheets").glob("main.*.css"))
        html = self._templates.get_template(template).render(
            {
                "firm": service.firm,
                "site": self._site,
                "pages": [
                    (f"{self._site}{path}", name)
                    for path, name in (("people/", "People"), ("practice/", "Practice areas"),
                                       ("writing/", "Stories and articles"), ("contact/", "Contact"))
                    if (service.house.site / path / "index.html").is_file()
                ],
                "privacy": f"{self._site}privacy/" if (service.house.site / "privacy/index.html").is_file() else "",
                "label": label(service.firm.places_of_practice),
                "folder": f"/{FOLDER}/",
                "sheets": [f"/assets/stylesheets/{path.name}" for path in material],
                "masked": forms.masked,
                **(told or {}),
            }
        )  # fmt: skip
        return HTMLResponse(html, status)

    def instead(self, request: Request, status: int) -> Response:
        """What is told in place of a page, with nothing of what was asked in it."""
        heading, what = _INSTEAD.get(status, _INSTEAD[500])
        return self.page("instead.html", {"heading": heading, "what": what}, status)


def site_of(address: str, site: str, *, beside: bool) -> str:
    """Where the site lies, seen from the service.

    Args:
        address: the service's own.
        site: the site's.
        beside: whether this very server shows it, too.

    """
    if beside:
        return "/"
    same = urlsplit(address)[:2] == urlsplit(site)[:2]
    return urlsplit(site).path if same else site
