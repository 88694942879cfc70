"""From a blog's address to its feeds.

fetch the page | it is a feed itself, or it names feeds | fetch each, and keep what can be read
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from pipeline.collect.feed import read_feed
from pipeline.errors import SourceError
from pipeline.ports import Answer, Apart, Failed, Fetcher, Request

_KINDS = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml"}
#: Where the common blog engines have their feeds, for a page that names none.
_USUAL = ("feed/", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feed.json", "feeds/posts/default")
#: Feeds of one page that are looked at; a page may name one for each comment.
_MOST = 12


@dataclass(frozen=True, kw_only=True)
class Found:
    """A feed that can be followed."""

    address: str
    title: str
    entries: int


def find(address: str, fetcher: Fetcher, apart: Apart) -> list[Found]:
    """The feeds of a blog, the ones its page names first.

    Raises:
        SourceError: the page cannot be had, or no feed was found.

    """
    if "://" not in address:
        address = f"https://{address}"
    [(_, answer)] = fetcher.fetch([Request(address=address)])
    if isinstance(answer, Failed):
        raise answer.problem
    body = answer.body or b""
    try:
        return [_told(answer.moved_to or address, body, apart)]
    except SourceError:
        pass
    named = links(body.decode("utf-8", "replace"), answer.address)
    # Comments are not the lawyer's own words; they come last.
    found = _read(sorted(named, key=lambda each: "comment" in each.lower()), fetcher, apart)
    if not found:
        root = "{0.scheme}://{0.netloc}/".format(urlsplit(answer.address))
        beside = answer.address if answer.address.endswith("/") else answer.address + "/"
        found = _read(dict.fromkeys(base + name for base in (beside, root) for name in _USUAL), fetcher, apart)
    if not found:
        raise SourceError(address, "no feed was found there.", "Ask whoever runs the blog for the address of its feed.")
    return found


def _read(addresses: Iterable[str], fetcher: Fetcher, apart: Apart) -> list[Found]:
    wanted = list(dict.fromkeys(addresses))[: max(_MOST, len(_USUAL) * 2)]
    answers = dict(fetcher.fetch([Request(address=each) for each in wanted]))
    found: list[Found] = []
    for request in sorted(answers, key=lambda each: wanted.index(each.address)):
        answer = answers[request]
        if isinstance(answer, Answer) and answer.body:
            try:
                found.append(_told(answer.moved_to or request.address, answer.body, apart))
            except SourceError:
                continue
    return list({each.address: each for each in found}.values())


def _told(address: str, body: bytes, apart: Apart) -> Found:
    parsed = read_feed(body, address, apart)
    return Found(address=address, title=parsed.title, entries=len(parsed.arrivals))


class _Links(HTMLParser):
    """Gathers what a page names as its feeds, and where its own links begin."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.named: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note a base or an alternate link (https://html.spec.whatwg.org/multipage/links.html#rel-alternate)."""
        given = {key: (value or "").strip() for key, value in attrs}
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        kind = given.get("type", "").partition(";")[0].strip().lower()
        wanted = {"alternate", "feed"} & set(given.get("rel", "").lower().split())
        if tag == "link" and wanted and kind in _KINDS and given.get("href"):
            self.named.append(given["href"])


def links(page: str, address: str) -> list[str]:
    """The feeds that a page names, as whole addresses, in its order; none but http and https."""
    reader = _Links()
    reader.feed(page)
    base = urljoin(address, reader.base)
    whole = (urljoin(base, each) for each in reader.named)
    return list(dict.fromkeys(each for each in whole if each.lower().startswith(("http://", "https://"))))
