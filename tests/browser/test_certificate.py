"""The certificate in Chromium: on a telephone, a desk and paper; whole and with breaches."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pipeline.proving import certificate
from pipeline.proving.findings import Breach, Look
from pipeline.proving.invariants import INVARIANTS
from pipeline.proving.run import Proof
from tests.browser.kinds import SCHEMES
from tests.builders import NOON

pytestmark = pytest.mark.browser
#: A telephone, a tablet, a desk. CSS pixels.
WIDTHS = (360, 768, 1440)
#: A name without a space, as long as they come.
LONG = "https://www.firm.example/stories/" + "the-very-long-name-of-a-story-" * 5


def proof(broken: int = 0, unseen: int = 0) -> Proof:
    """What was proven of a large firm, the first promises broken and the last not looked at."""
    results = []
    for number, each in enumerate(INVARIANTS):
        look = Look(counted=[(200_000, "delivery", "deliveries"), (1, "reader", "readers")])
        if number < broken:
            look.breaches = [
                Breach(LONG, "It went out, and nobody has cleared it.", "Take it down: attract withdraw.")
            ] * 5
        if number >= len(INVARIANTS) - unseen:
            look.unseen = "It could not be looked at: content/clearances.jsonl:2 is not the line that stood there."
        results.append((each, look))
    results[11][1].notes.append("3 mails uncertain, for a person to find out: attract deliver resolve")
    return Proof(firm="Ashlock Merrow", at=NOON, attract="0.1.0", seal="a1b2c3d4" * 8, took=4.2, results=tuple(results))


PAGES = {"whole": proof(), "broken": proof(broken=4, unseen=3)}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_wrong_with_a_certificate(
    alone: Page, kind: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Contrast, names and headings; nothing wider than its screen; nothing is loaded from anywhere."""
    alone.set_viewport_size({"width": width, "height": 900})
    alone.emulate_media(color_scheme=scheme)
    alone.set_content(certificate.page(PAGES[kind]))

    assert [] == [each["id"] for each in Axe().run(alone).response["violations"]]
    assert alone.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_holds_is_one_page_of_paper(alone: Page, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    """A4, dark on white, whatever the screen was."""
    alone.emulate_media(color_scheme=scheme)
    alone.set_content(certificate.page(PAGES["whole"]))
    body = alone.pdf(path=tmp_path / "certificate.pdf", prefer_css_page_size=True)

    assert 1 == body.count(b"/Type /Page\n") + body.count(b"/Type /Page ")
    alone.emulate_media(media="print", color_scheme=scheme)
    assert "rgb(255, 255, 255)" == alone.evaluate("getComputedStyle(document.body).backgroundColor")
