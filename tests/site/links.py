"""Every address that the built files name, and whether something is there; nothing outside the site is asked for."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from bs4 import BeautifulSoup

_ATTRIBUTES = ("href", "src", "poster", "action", "formaction", "data", "cite")
_SETS = ("srcset", "imagesrcset")
#: What `<meta>` says an address with.
_META = ("og:url", "og:image", "og:image:secure_url", "twitter:image", "article:author", "profile:url")
_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
#: Those of structured data that lead to something; an `@id` only names it.
_DATA = {"url", "image", "contentUrl", "thumbnailUrl", "item", "mainEntityOfPage", "logo", "sameAs", "target"}
_MARKDOWN = re.compile(r"\]\(([^)\s]+)\)")
#: A file that names addresses, by the end of its name.
_READ = (".html", ".css", ".atom", ".json", ".opml", ".xml", ".txt", ".vcf", ".svg", "_redirects")


@dataclass(frozen=True)
class Link:
    """An address, and who names it."""

    #: The file that names it, below the site's root.
    source: str
    #: What was written, and in full.
    written: str
    address: str
    #: Where in the file: `a[href]`, `url()`.
    where: str

    def __str__(self) -> str:
        return f"{self.source}: {self.where} {self.written}"


class Site:
    """A built site, and what can be asked for there."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self._pages: dict[str, BeautifulSoup] = {}

    @cached_property
    def files(self) -> list[str]:
        """Every file, below the root."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    def page(self, file: str) -> BeautifulSoup:
        """A page, read."""
        if file not in self._pages:
            self._pages[file] = BeautifulSoup((self.folder / file).read_bytes(), "html.parser")
        return self._pages[file]

    def public(self, file: str) -> str:
        """The address of a file."""
        return self.address + (file.removesuffix("index.html") if file.endswith("index.html") else file)

    # What they name.

    @cached_property
    def links(self) -> list[Link]:
        """Every address that any file names, of this site and of others."""
        return [link for file in self.files if file.endswith(_READ) for link in self._of(file)]

    def _of(self, file: str) -> Iterator[Link]:
        base = self.public(file)
        for where, written in self._named(file):
            yield Link(file, written, urljoin(base, written.strip()), where)

    def _named(self, file: str) -> Iterable[tuple[str, str]]:
        if file.endswith(".html"):
            return _of_page(self.page(file))
        text = (self.folder / file).read_text("utf-8")
        if file.endswith(".css"):
            return _of_css(text)
        if file.endswith((".atom", ".opml", ".xml", ".svg")):
            return _of_xml(ElementTree.fromstring(text))
        if file.endswith(".json"):
            return _of_json(json.loads(text))
        if file == "_redirects":
            return (("to", line.split()[1]) for line in text.splitlines() if line and not line.startswith("#"))
        if file.endswith(".vcf"):
            return (("vcard", each) for each in re.findall(r"https?://\S+", text.replace("\r\n ", "")))
        return _of_text(text)

    # Whether they are there.

    def fault(self, link: Link) -> str:
        """What is wrong with a link of this site; empty where nothing is, and for other sites."""
        address, fragment = urldefrag(link.address)
        if urlsplit(address).scheme not in ("http", "https") or not address.startswith(self.address):
            return ""
        path = unquote(urlsplit(address[len(self.address) :]).path)
        file = f"{path}index.html" if path.endswith("/") or not path else path
        if file not in self._known:
            return "leads to a folder without its slash" if f"{path}/index.html" in self._known else "leads nowhere"
        if fragment and file.endswith(".html") and not fragment.startswith(":~:"):
            return "" if unquote(fragment) in self._anchors(file) else "the page has no such place"
        return ""

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.files)

    def _anchors(self, file: str) -> set[str]:
        return {str(each["id"]) for each in self.page(file).find_all(id=True)} | {"top"}


def _of_page(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for each in page.find_all(True):
        for name in _ATTRIBUTES:
            if (written := each.get(name)) is not None:
                yield f"{each.name}[{name}]", str(written)
        for name in _SETS:
            for part in str(each.get(name) or "").split(","):
                if part.strip():
                    yield f"{each.name}[{name}]", part.split()[0]
        if each.get("style"):
            yield from _of_css(str(each["style"]))
    for each in page.find_all("meta", content=True):
        if str(each.get("property") or each.get("name")) in _META:
            yield f"meta[{each.get('property') or each.get('name')}]", str(each["content"])
        if str(each.get("http-equiv") or "").lower() == "refresh":
            yield "meta[refresh]", str(each["content"]).partition("url=")[2]
    for each in page.find_all("style"):
        yield from _of_css(each.get_text())
    for each in page.find_all("script", type="application/ld+json"):
        yield from _of_data(json.loads(each.get_text()))


def _of_css(text: str) -> Iterator[tuple[str, str]]:
    for found in _CSS.finditer(text):
        yield "url()", found[1] or found[2]


def _of_data(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Structured data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _of_data(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_data(inner, name)
    elif isinstance(value, str) and name in _DATA and value.startswith("http"):
        yield f"ld+json {name}", value


def _of_json(value: object) -> Iterator[tuple[str, str]]:
    """A JSON feed, or any other JSON: full addresses, and what the words of an entry name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "content_html":
                yield from _of_page(BeautifulSoup(str(inner), "html.parser"))
            elif isinstance(inner, str) and re.match(r"https?://\S+$", inner):
                yield key, inner
            else:
                yield from _of_json(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_json(inner)


def _of_xml(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Feeds, lists of feeds, sitemaps, drawings."""
    for each in root.iter():
        tag = each.tag.rpartition("}")[2]
        for name, value in each.attrib.items():
            if name.rpartition("}")[2] in ("href", "src", "xmlUrl", "htmlUrl"):
                yield f"{tag}[{name.rpartition('}')[2]}]", value
        if tag in ("loc", "uri", "icon", "logo") and each.text:
            yield tag, each.text.strip()
        if each.get("type") == "html" and each.text:
            yield from _of_page(BeautifulSoup(each.text, "html.parser"))


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    """robots.txt and llms.txt."""
    for found in _MARKDOWN.finditer(text):
        yield "link", found[1]
    for line in text.splitlines():
        if line.startswith("Sitemap:"):
            yield "Sitemap", line.partition(":")[2].strip()
