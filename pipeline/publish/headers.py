"""What whoever serves the site sends with each file. How that is written down for a server: `host_files`.

The site runs no script of anybody else's and asks nothing of another host; with these headers a
browser holds it to that, and to whatever an author's picture or text may have smuggled in.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from pipeline.firm import Firm
from pipeline.publish.page import ASSETS

_YEAR, _MONTH = 31_536_000, 2_592_000
#: Where the search works: its page, and its worker, which goes by the policy that came with its own file. Its engine
#: is WebAssembly, which nothing else here is.
SEARCH = ("search/", "pagefind/")
#: Names there change with their content: whoever has one need never ask again.
ADDRESSED = (ASSETS, "pagefind/fragment/", "pagefind/index/", "pagefind/filter/")
#: Files that hardly ever change, under names that stay.
SETTLED = ("assets/fonts/",)
#: What servers do not know by a file's name, or know less well: by the end of its name.
TYPES = (
    (".atom", "application/atom+xml; charset=utf-8"),
    ("feed.json", "application/feed+json; charset=utf-8"),
    (".opml", "text/x-opml; charset=utf-8"),
    (".vcf", "text/vcard; charset=utf-8"),
    ("llms.txt", "text/plain; charset=utf-8"),
)
#: What Python-Markdown writes to align the cells of a table, and `collect` lets through: the only styles in a text.
_STYLES = ("text-align: left;", "text-align: center;", "text-align: right;")
#: What no page of ours ever asks a visitor's device for.
_DEVICE = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get",
    "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What is sent with which file. Paths are prefixes, relative to the site's root."""

    #: Where the site lies on its host: `/`, or `/firm/`.
    base: str
    #: (name, value), with every file.
    everywhere: tuple[tuple[str, str], ...]
    #: The policy of every file, but for (path, policy) of those below these paths.
    policy: str
    policies: tuple[tuple[str, str], ...]
    #: `Cache-Control` of every file, but for (path, value) of those below these paths.
    caching: str
    cachings: tuple[tuple[str, str], ...]
    #: (end of the name, `Content-Type`).
    types: tuple[tuple[str, str], ...]
    #: The first part of every page's path: `people/`, `404.html`; empty for home.
    tops: tuple[str, ...]


def sent(firm: Firm, pages: Iterable[str], subscribe: str = "", addressed: Iterable[str] = ADDRESSED) -> Sent:
    """What the site's host is to send.

    Args:
        firm: whose site it is.
        pages: the path of every page, such as `people/rafe/`, or of every top folder.
        subscribe: the address of the service that takes subscriptions, where the firm has one.
        addressed: folders whose files are named by their content.

    """
    # The search is a form, too: any page may send one to the search page.
    forms = f"'self' {_origin(subscribe)}" if subscribe else "'self'"
    forever = f"public, max-age={_YEAR}, immutable"
    return Sent(
        base=urlsplit(firm.site).path,
        everywhere=tuple(_everywhere(firm)),
        policy=_policy(forms),
        policies=(*((path, _policy(forms, "'wasm-unsafe-eval'")) for path in SEARCH), (ASSETS, _of_pictures())),
        # A page that is withdrawn is gone within the minute, also for whoever has just read it.
        caching="public, max-age=60, must-revalidate",
        cachings=(
            *((path, forever) for path in addressed),
            *((path, f"public, max-age={_MONTH}") for path in SETTLED),
        ),
        types=TYPES,
        tops=tuple(sorted({_top(path) for path in pages} | {"404.html"})),
    )


def _top(path: str) -> str:
    first, folder, _ = path.partition("/")
    return first + folder


def _everywhere(firm: Firm) -> Iterable[tuple[str, str]]:
    yield "X-Content-Type-Options", "nosniff"
    # Nobody whom a visitor goes on to learns that they come from a lawyer's page.
    yield "Referrer-Policy", "same-origin"
    yield "Permissions-Policy", ", ".join(f"{each}=()" for each in _DEVICE)
    yield "Cross-Origin-Opener-Policy", "same-origin"
    # Everything here is public, and feed readers show our pictures. No embedder policy (COEP):
    # it guards memory that pages share with what they embed, and these embed nothing.
    yield "Cross-Origin-Resource-Policy", "cross-origin"
    if firm.site.startswith("https:"):
        # Without the names below it: those may be somebody else's to decide.
        yield "Strict-Transport-Security", f"max-age={_YEAR}"


def _policy(forms: str, *scripts: str) -> str:
    """The Content-Security-Policy (CSP, level 3) of pages.

    Args:
        forms: where a form may be sent.
        scripts: what scripts may do beyond running from files of ours.

    """
    hashes = " ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in _STYLES)
    return _spelled(
        {
            "default-src": "'none'",
            "script-src": " ".join(["'self'", *scripts]),
            "style-src": "'self'",
            # These three values of a `style` attribute, and no other.
            "style-src-attr": f"'unsafe-hashes' {hashes}",
            # Signs in the style sheets of mkdocs-material and Pagefind are drawn in place; a picture runs nothing.
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "form-action": forms,
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }
    )


def _of_pictures() -> str:
    """A drawing (SVG) that somebody opens by itself is a page; one of an author's may dress itself, and do nothing."""
    return _spelled(
        {
            "default-src": "'none'",
            "style-src": "'unsafe-inline'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
            "sandbox": "",
        }
    )


def _spelled(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
