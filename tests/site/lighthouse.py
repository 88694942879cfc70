"""Runs Lighthouse on a page, as it does by itself: a middling telephone on a slow network."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from tests.site import node
from tests.site.hosting import Host

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: What the score for performance is made of, as tables call it.
TIMES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "speed-index": "speed index",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
}
_SECONDS = 120
#: How often Lighthouse may fail to record a page on a busy machine.
_TRIES = 3


def look(host: Host, path: str, chromium: str, categories: tuple[str, ...] = CATEGORIES) -> dict[str, Any]:
    """Lighthouse's own account of a page.

    Args:
        host: where the site is.
        path: of the page, below the site's address.
        chromium: the browser's file.
        categories: what is asked for; performance costs most.

    """
    for _ in range(_TRIES):
        found = _looked(host, path, chromium, categories)
        # "Please run Lighthouse again": it could not record the page, and says nothing of it.
        if "runtimeError" not in found:
            return found
    raise AssertionError(found["runtimeError"])


def _looked(host: Host, path: str, chromium: str, categories: tuple[str, ...]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        # Lighthouse takes the flags as one line, and sees quotation marks around a value, but not around a flag.
        flags = " ".join(re.sub(r"=(.+)", r"='\1'", flag) for flag in ("--headless=new", *host.flags))
        done = node.run(
            "lighthouse/cli/index.js",
            [
                host.address + path, "--output=json", f"--output-path={told}", "--quiet", "--no-enable-error-reporting",
                f"--only-categories={','.join(categories)}", f"--max-wait-for-load={_SECONDS * 500}",
                f"--chrome-flags={flags}",
            ],
            CHROME_PATH=chromium,
        )  # fmt: skip
        assert told.exists(), f"Lighthouse did not run: {done.stderr[-2000:]}"
        found: dict[str, Any] = json.loads(told.read_bytes())
    return found


def score(account: dict[str, Any], category: str) -> int:
    """From 0 to 100, as Lighthouse shows it."""
    share: float = account["categories"][category]["score"]
    return round(share * 100)


def lost(account: dict[str, Any], category: str) -> list[str]:
    """What a page lost points by: the audit, and where in the page."""
    found = []
    for reference in account["categories"][category]["auditRefs"]:
        audit = account["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            places = [_place(each) for each in audit.get("details", {}).get("items", [])]
            found.append(f"{audit['id']} {audit.get('displayValue', '')}: {'; '.join(filter(None, places[:8]))}")
    return found


def _place(item: dict[str, Any]) -> str:
    of = item.get("node") or {}
    return " ".join(str(each) for each in (of.get("selector"), of.get("snippet"), item.get("url")) if each)
