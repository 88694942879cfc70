"""Pictures of each kind of page of the sample's site, of sample digests and of posts, at three widths, light and dark, to look at.

python -m tests.screenshots [FOLDER]
"""

import http.server
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from pipeline.clearance_acts import import_consents
from pipeline.wiring import House
from tests.browser.kinds import KINDS, SCHEMES, WIDTHS
from tests.browser.test_mail import html
from tests.browser.test_posts import PAGES
from tests.conftest import REPOSITORY, WEDNESDAY, copy_sample
from tests.digest.samples import SAMPLES
from tests.install_browser import installed

#: Of the window, in CSS pixels; the picture is as high as the page.
HEIGHT = 900
#: Mails are looked at in their own width where pages are in a tablet's.
MAIL_WIDTHS = {768: 600}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and does not tell of each."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served for a while."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def sample_site(folder: Path) -> Path:
    """The sample firm's site, built in a folder."""
    root = copy_sample(folder)
    house = House(root, clock=lambda: WEDNESDAY)
    import_consents(house, root / "tests/data/consents.csv")
    house.run()
    return root / "site"


def take(page: Page, to: Path) -> None:
    """A picture of the whole page, the part below the first screen included."""
    page.evaluate("document.querySelectorAll('img[loading]').forEach(image => image.loading = 'eager')")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=to, full_page=True)


def main(to: Path) -> None:
    """Take them all."""
    to.mkdir(parents=True, exist_ok=True)
    mails = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        served(sample_site(Path(folder))) as address,
        sync_playwright() as run,
    ):
        browser = run.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        for scheme in SCHEMES:
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
                for name, path in KINDS.items():
                    page.goto(address + path)
                    take(page, to / f"{name}-{width}-{scheme}.png")
                for name, posts in PAGES.items():
                    page.set_content(posts)
                    take(page, to / f"posts-{name}-{width}-{scheme}.png")
                page.close()
                mail = browser.new_page(
                    viewport={"width": MAIL_WIDTHS.get(width, width), "height": HEIGHT}, color_scheme=scheme
                )
                for name, message in SAMPLES.items():
                    if shown := html(message):
                        mail.set_content(shown)
                        take(mail, to / f"mail-{name.replace(' ', '-')}-{MAIL_WIDTHS.get(width, width)}-{scheme}.png")
                        mails += 1
                mail.close()
        browser.close()
    sys.stdout.write(f"{(len(KINDS) + len(PAGES)) * len(WIDTHS) * len(SCHEMES) + mails} pictures in {to}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / ".attract" / "screenshots")
