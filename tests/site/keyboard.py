"""Somebody who has a keyboard and no mouse: where Tab leads, and whether they can see where they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

#: What is known of the place where the keyboard is.
_HERE = r"""() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const numbers = text => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  // A colour in any notation as the pixels that a canvas makes of it.
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const pixels = colour => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const ground = of => {
    for (let each = of; each; each = each.parentElement) {
      const found = pixels(getComputedStyle(each).backgroundColor);
      if (found[3] === 255) return found;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const style = getComputedStyle(here);
  const outside = style.outlineOffset.startsWith("-") ? here : here.parentElement || here;
  const drawn = style.outlineStyle === "auto" ? 21
    : style.outlineStyle === "none" || numbers(style.outlineWidth)[0] < 2 ? 0
    : contrast(pixels(style.outlineColor), ground(outside));
  const boxes = [...here.getClientRects()].filter(box => box.width > 1 && box.height > 1);
  const box = boxes.find(each => each.bottom > 0 && each.top < innerHeight) || here.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const within = boxes.length > 0 && box.top >= -1 && box.bottom <= innerHeight + 1 && x >= 0 && x <= innerWidth;
  const path = [];
  for (let each = here; each && each !== document.body && path.length < 4; each = each.parentElement)
    path.unshift(each.localName + (each.id ? "#" + each.id : each.className ? "." + String(each.className).split(" ")[0] : ""));
  const labels = [...(here.labels || [])].map(label => label.innerText);
  const name = here.getAttribute("aria-label") || labels.join(" ") || here.innerText || here.getAttribute("placeholder")
    || [...here.querySelectorAll("img[alt]")].map(img => img.alt).join(" ") || "";
  return {
    selector: path.join(" > "), tag: here.localName, name: name.trim().replace(/\s+/g, " "), href: here.href || "",
    type: here.type || "", ring: Math.round(drawn * 10) / 10, shadow: style.boxShadow !== "none",
    hidden: !within || !(top && (here.contains(top) || top.contains(here))),
    key: [...document.querySelectorAll("*")].indexOf(here),
  };
}"""


@dataclass(frozen=True)
class Stop:
    """A place where Tab stopped."""

    selector: str
    tag: str
    #: What it is called.
    name: str
    #: In full; empty for what is no link.
    href: str
    type: str
    #: The contrast of the outline to what lies around it; 0 without an outline of two pixels, 21 for the browser's own.
    ring: float
    shadow: bool
    #: Outside the window, or beneath something.
    hidden: bool
    #: Which of the page's elements it is.
    key: int

    def __str__(self) -> str:
        return f"{self.selector} “{self.name[:40]}”"


def stops(page: Page, most: int = 400) -> Iterator[Stop]:
    """Press Tab, again and again, until the page is at its end; from wherever the keyboard is.

    Raises:
        AssertionError: the keyboard is still in the page after `most` stops.

    """
    seen: set[int] = set()
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(_HERE)
        # Past the end is the browser's own bar, or the page's beginning.
        if told is None or told["key"] in seen:
            return
        seen.add(told["key"])
        yield Stop(**told)
    raise AssertionError(f"{page.url}: Tab does not come to an end")


def wrong(stop: Stop) -> Iterator[str]:
    """What somebody who has come here would miss."""
    # 3:1 is what WCAG 2.2 asks of whatever shows a state (1.4.11); Chromium's own ring has two colours and keeps it.
    if stop.ring < 3 and not stop.shadow:
        yield f"has an outline of contrast {stop.ring}:1" if stop.ring else "shows no focus"
    if stop.hidden:
        yield "is out of sight while it has the focus (WCAG 2.2, 2.4.11)"
    if not stop.name:
        yield "has no name"
