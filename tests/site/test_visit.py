"""What a visitor's browser does on each kind of page, with scripts and without: asks nobody else, keeps nothing."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from tests.site.figures import Figures, nothing
from tests.site.hosting import Host
from tests.site.kinds import Shown

#: What a page can leave behind in a browser, beside cookies.
_LEFT = """async () => ({
  "local storage": Object.keys(localStorage), "session storage": Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(each => each.name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).map(each => each.scope),
})"""
#: Chromium's word for what a Content-Security-Policy stopped.
_STOPPED = "contentSecurityPolicyIssueDetails"
#: Its words for what must not be on any page.
_WRONG = ("CookieIssue", "MixedContentIssue", "StylesheetLoadingIssue", "QuirksModeIssue", "DeprecationIssue")
_PATIENCE = 5_000


@dataclass
class Visit:
    """What was seen while somebody looked at a page."""

    shown: Shown
    asked: list[str] = field(default_factory=list)
    #: What is not as it should be, in the order in which it was seen.
    wrong: list[str] = field(default_factory=list)
    #: What Chromium would do better.
    advice: list[str] = field(default_factory=list)
    #: What stands in the page's main part, for eyes.
    words: Counter[str] = field(default_factory=Counter)


@contextmanager
def _watched(browser: Browser, host: Host, here: Visit, *, scripts: bool) -> Iterator[tuple[BrowserContext, Page]]:
    """A page of somebody new; whatever it does is written down."""
    context = browser.new_context(java_script_enabled=scripts, ignore_https_errors=True, base_url=host.address)
    page = context.new_page()
    # Of the context: what a worker asks for, or a page that this one opens, is among it.
    context.on("request", lambda request: _asked(request, here, host))
    context.on("response", lambda answer: _answered(answer, here))
    context.on("requestfailed", lambda request: _refused(request, here))
    page.on("console", lambda message: _said(f"{message.type} {message.text}", here))
    page.on("pageerror", lambda error: here.wrong.append(f"breaks: {error}"))
    page.on("websocket", lambda socket: here.wrong.append(f"opens {socket.url}"))
    audits = context.new_cdp_session(page)
    audits.on("Audits.issueAdded", lambda told: _noted(told["issue"], here))
    audits.send("Audits.enable")
    yield context, page
    context.close()


def _asked(request: Request, here: Visit, host: Host) -> None:
    if not request.url.startswith("data:"):
        here.asked.append(request.url)
        if not request.url.startswith(host.address):
            here.wrong.append(f"asks another host: {request.url}")


def _refused(request: Request, here: Visit) -> None:
    # A page that leads on at once is left while its parts are still on their way.
    if here.shown.kind != "moved" or "ABORTED" not in str(request.failure):
        here.wrong.append(f"gets no {request.url}: {request.failure}")


def _answered(answer: Response, here: Visit) -> None:
    wanted = here.shown.kind == "not found" and answer.url.endswith(here.shown.asked)
    if (answer.status == 404) != wanted or answer.status > 404:
        here.wrong.append(f"gets {answer.status} for {answer.url}")
    if "set-cookie" in answer.headers:
        here.wrong.append(f"is sent a cookie with {answer.url}")


def _noted(told: dict[str, Any], here: Visit) -> None:
    if stopped := told["details"].get(_STOPPED):
        here.wrong.append(
            f"is stopped by our policy: {stopped['violatedDirective']} {stopped.get('blockedURL', 'inline')}"
        )
    elif told["code"] in _WRONG:
        here.wrong.append(f"{told['code']}: {told['details']}")
    else:
        # Advice, and each Chromium has more of it: told, not asked for.
        here.advice.append(told["code"])


def _visit(browser: Browser, host: Host, shown: Shown, *, scripts: bool) -> Visit:
    """Look at a page as a reader does: to its end; and where something can be typed, type."""
    here = Visit(shown)
    with _watched(browser, host, here, scripts=scripts) as (context, page):
        page.goto(shown.asked, wait_until="load")
        page.mouse.wheel(0, 100_000)
        page.wait_for_load_state("networkidle")
        if not page.locator("main h1").first.is_visible():
            here.wrong.append("shows no heading")
        here.words = Counter(page.locator("main").inner_text().split())
        if shown.kind == "search":
            _search(page, here, scripts=scripts)
        if scripts:
            here.wrong += [
                f"leaves behind ({place}): {names}" for place, names in page.evaluate(_LEFT).items() if names
            ]
        here.wrong += [f"keeps the cookie {each['name']}" for each in context.cookies()]
    return here


def _search(page: Page, here: Visit, *, scripts: bool) -> None:
    if not scripts:
        if not page.locator("main a[href$='writing/']").count():
            here.wrong.append("leads nobody on who has no scripts")
        return
    box = page.locator("main input:visible").first
    if not box.count():
        here.wrong.append("has nothing to type into")
        return
    box.fill("lease", timeout=_PATIENCE)
    page.locator("main a[href*='/articles/']").first.wait_for(timeout=_PATIENCE)
    page.wait_for_load_state("networkidle")


def _said(words: str, here: Visit) -> None:
    # Chromium notes there that the page itself was answered with 404.
    if here.shown.kind != "not found" or "status of 404" not in words:
        here.wrong.append(f"says on the console: {words}")


Visits = dict[bool, list[Visit]]


@pytest.fixture(scope="module")
def visits(shown: dict[str, Shown], browser: Browser, host: Host, figures: Figures) -> Visits:
    """One visit to each kind of page with scripts, and one without."""
    found: Visits = {}
    table = figures.table("Visits", "scripts", "pages", "requests", "wrong")
    for scripts in (True, False):
        found[scripts] = [_visit(browser, host, each, scripts=scripts) for each in shown.values()]
        counts = (sum(len(each.asked) for each in found[scripts]), sum(len(each.wrong) for each in found[scripts]))
        table.append(["on" if scripts else "off", len(found[scripts]), *counts])
    for each in found[True]:
        for advice in dict.fromkeys(each.advice):
            figures.table("What Chromium would do better", "page", "its word for it").append([str(each.shown), advice])
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_nothing_is_asked_of_anybody_else_and_nothing_is_left_behind(visits: Visits, scripts: bool) -> None:
    """One host answers everything, our policy stops nothing, no cookie is set, and the browser keeps nothing."""
    nothing((f"{each.shown}: {wrong}" for each in visits[scripts] for wrong in each.wrong), "what pages do")


def test_everything_can_be_read_without_scripts(visits: Visits) -> None:
    """No word that is shown with scripts is missing without; of what was searched there is none."""
    wrong = []
    for scripted, plain in zip(visits[True], visits[False], strict=True):
        missing = scripted.words - plain.words
        if missing and scripted.shown.kind != "search":
            wrong.append(f"{scripted.shown}: only scripts show: {' '.join(missing)}")

    nothing(wrong, "words that need scripts")
