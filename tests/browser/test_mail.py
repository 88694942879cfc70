"""Sample digests in Chromium, as a mail program with a browser in it shows them."""

import email
import email.policy
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pipeline.model import Message
from tests.browser.kinds import SCHEMES
from tests.digest.samples import SAMPLES

pytestmark = pytest.mark.browser
#: A telephone, the width of the mail itself, a desk. CSS pixels.
WIDTHS = (360, 600, 1440)
#: A mail is shown inside another page, which has landmarks of its own.
OF_PAGES = {"landmark-one-main", "region"}


def html(message: Message) -> str:
    """The HTML of a mail; empty where it has none."""
    part = email.message_from_bytes(message.body, policy=email.policy.default).get_body(("html",))
    return part.get_content() if part else ""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_with_a_digest(alone: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    """Contrast, names and headings, and nothing wider than its screen; nothing is loaded from anywhere."""
    alone.set_viewport_size({"width": width, "height": 900})
    alone.emulate_media(color_scheme=scheme)
    found = []
    for name, message in SAMPLES.items():
        if shown := html(message):
            alone.set_content(shown)
            found += [
                (name, each["id"]) for each in Axe().run(alone).response["violations"] if each["id"] not in OF_PAGES
            ]
            assert alone.evaluate("document.documentElement.scrollWidth") <= width

    assert [] == found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_wrong_where_styles_in_the_head_are_dropped(
    alone: Page, scheme: Literal["light", "dark"]
) -> None:
    """As Gmail does on some telephones: every colour stands at its element, too, and holds on a page that is dark."""
    alone.set_viewport_size({"width": 360, "height": 900})
    alone.emulate_media(color_scheme=scheme)
    alone.set_content(html(SAMPLES["usual"]))
    alone.evaluate("document.querySelectorAll('style, meta').forEach(each => each.remove())")

    assert [] == [each["id"] for each in Axe().run(alone).response["violations"] if each["id"] not in OF_PAGES]
