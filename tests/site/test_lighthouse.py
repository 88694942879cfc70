"""Lighthouse's scores, on a telephone, of the four pages that visitors come to."""

from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.install_browser import installed
from tests.site import lighthouse
from tests.site.figures import Figures, nothing
from tests.site.hosting import Host
from tests.site.kinds import Shown

#: The least that each is held to.
BARS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
#: One run is a matter of luck on a machine that does other things, too.
RUNS = 3


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("kind", ["home", "person", "area", "article"])
def test_lighthouse_has_nothing_to_ask_for(
    kind: str, shown: dict[str, Shown], host: Host, browser: Browser, figures: Figures
) -> None:
    """At least 98 for performance (the median of three), and the full 100 for everything else."""
    page = shown[kind]
    chromium = browser.browser_type.executable_path if not (own := installed()) else own
    accounts = [lighthouse.look(host, page.path, chromium)]
    accounts += [lighthouse.look(host, page.path, chromium, ("performance",)) for _ in range(RUNS - 1)]
    typical = _typical(accounts)
    scores = {name: lighthouse.score(accounts[0], name) for name in lighthouse.CATEGORIES}
    scores["performance"] = lighthouse.score(typical, "performance")
    table = figures.table(
        "Lighthouse (mobile; performance is the median of the runs)", "page", *BARS, "runs", *lighthouse.TIMES.values()
    )
    table.append(
        [
            str(page), *scores.values(), " ".join(str(lighthouse.score(each, "performance")) for each in accounts),
            *(typical["audits"][name]["displayValue"].replace("\xa0", " ") for name in lighthouse.TIMES),
        ]
    )  # fmt: skip

    nothing(
        (
            f"{name} {scores[name]}, not {bar}: {why}"
            for name, bar in BARS.items()
            if scores[name] < bar
            for why in lighthouse.lost(typical if name == "performance" else accounts[0], name)
        ),
        f"points lost on {page}",
    )


def _typical(accounts: list[dict[str, Any]]) -> dict[str, Any]:
    middle = median(each["categories"]["performance"]["score"] for each in accounts)
    return next(each for each in accounts if each["categories"]["performance"]["score"] == middle)
