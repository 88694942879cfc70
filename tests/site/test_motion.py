"""Nothing moves for whoever asked their device for less motion."""

import pytest
from playwright.sync_api import Browser, Page

from tests.site.figures import nothing
from tests.site.hosting import Host
from tests.site.kinds import Shown

#: What moves now: each with its element and what is animated.
_MOVING = """() => document.getAnimations().filter(each => each.playState === "running").map(each => {
  const of = each.effect.target;
  const name = each.animationName || each.transitionProperty || "animation";
  return `${of.localName}${of.className ? "." + String(of.className).split(" ")[0] : ""} moves: ${name}`;
})"""
#: Motion that is no animation of an element: smooth scrolling, and pages that glide into each other.
_SET = """() => {
  const found = [];
  for (const each of [document.documentElement, ...document.body.querySelectorAll("*")])
    if (getComputedStyle(each).scrollBehavior === "smooth") found.push(each.localName + " scrolls smoothly");
  const rules = from => [...from].flatMap(rule =>
    rule instanceof CSSMediaRule ? (matchMedia(rule.conditionText).matches ? rules(rule.cssRules) : [])
    : rule instanceof CSSStyleRule ? [] : rule.cssRules ? rules(rule.cssRules) : [rule]);
  for (const sheet of document.styleSheets) {
    let own = [];
    // A sheet that did not come has no rules to be read; that it did not is another test's to say.
    try { own = rules(sheet.cssRules); } catch { continue; }
    for (const rule of own)
      if (rule.constructor.name === "CSSViewTransitionRule" && rule.navigation === "auto")
        found.push("pages glide into each other (@view-transition)");
  }
  return found;
}"""
#: How many places of a page are pointed at; what a style does to one it does to the next.
_POINTED_AT = 25
_STILL = "<style>@media (prefers-reduced-motion: no-preference) { p { animation: a 9s; } } @keyframes a { to { top: 9px } }</style><p>x"


def moving(page: Page) -> list[str]:
    """Everything that moves while a page is read, pointed at and scrolled."""
    found = [*page.evaluate(_MOVING), *page.evaluate(_SET)]
    # Not the way past the menu: it lies outside the window until it has the focus.
    for each in page.locator("header :is(a, button):visible, main :is(a, button, summary):visible").all()[:_POINTED_AT]:
        each.hover(force=True)
        found += page.evaluate(_MOVING)
    if (opener := page.get_by_role("button", name="Menu")).count():
        opener.first.click()
        found += page.evaluate(_MOVING)
    return found


def test_nothing_moves_for_whoever_does_not_want_it(shown: dict[str, Shown], browser: Browser, host: Host) -> None:
    """On every kind of page, on a telephone."""
    context = browser.new_context(
        ignore_https_errors=True, base_url=host.address, reduced_motion="reduce", viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    found = []
    for each in shown.values():
        if each.kind != "moved":
            page.goto(each.asked, wait_until="load")
            found += [f"{each}: {wrong}" for wrong in moving(page)]
    context.close()

    nothing(found, "what moves all the same")


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_what_moves_is_seen(browser: Browser, motion: str, moves: bool) -> None:
    """The test above would find an animation, and not one that is for others."""
    page = browser.new_page(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    page.set_content(_STILL)
    found = moving(page)
    page.close()

    assert moves == bool(found)
