"""What a saved page says of itself: its title, date, author and address."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bs4 import BeautifulSoup

_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
#: What browsers write above a page that they save.
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s<>]{1,2000}) -->")
_JSON_LD = re.compile(r"<script\b[^<>]{0,300}application/ld\+json[^<>]{0,300}>", re.IGNORECASE)
#: The most blocks of JSON-LD that are looked at, and the most characters of each.
_BLOCKS, _BLOCK = 10, 200_000
_SITE = re.compile(r"\s+[|–—·»-]\s+")
_WRITTEN = {"article", "newsarticle", "blogposting", "report", "webpage", "scholarlyarticle", "techarticle"}
#: Programs that fill in the author from the computer's settings, not from what somebody wrote.
_OFFICE = re.compile(r"microsoft|libreoffice|openoffice|word", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a page says of itself; empty where it says nothing."""

    title: str = ""
    author: str = ""
    date: datetime | date | None = None
    link: str = ""


def facts_of(page: str, soup: BeautifulSoup) -> Facts:
    """The facts of one page.

    Args:
        page: the page as it was saved.
        soup: the same page, its `meta`, `link`, `title` and `time` elements kept.

    """
    said = {
        str(meta.get("property") or meta.get("name") or meta.get("itemprop")).lower(): str(meta.get("content") or "")
        for meta in reversed(soup.find_all("meta"))
    }
    data = list(_linked_data(page))
    links = [str(link.get("href") or "") for link in soup.find_all("link") if "canonical" in (link.get("rel") or ())]
    saved = _SAVED_FROM.search(page[:5000])
    addresses = (*links, said.get("og:url", ""), saved[1] if saved else "")
    return Facts(
        title=_line(said.get("og:title", "") or _without_site(soup, said.get("og:site_name", ""))),
        author=_line(_author(data) or _byline(said)),
        date=_date(soup, said, data),
        link=next((each for each in addresses if _WEB.match(each)), ""),
    )


def _line(words: str) -> str:
    return " ".join(words.split())


def _without_site(soup: BeautifulSoup, site: str) -> str:
    """The page's `title` without the name of the site, which most put at its end."""
    found = soup.find("title")
    title = _line(found.get_text()) if found else ""
    if site and (title.endswith(site) or title.startswith(site)):
        return _line(title.removesuffix(site).removeprefix(site)).strip(" |–—·»-")
    parts = _SITE.split(title)
    return title if len(parts) < 2 else title[: -len(parts[-1])].rstrip(" |–—·»-")


def _byline(said: dict[str, str]) -> str:
    if _OFFICE.search(said.get("generator", "")):
        return ""
    named = said.get("author") or said.get("article:author") or said.get("dc.creator") or ""
    return "" if _WEB.match(named) else named


def _date(soup: BeautifulSoup, said: dict[str, str], data: list[dict[str, Any]]) -> datetime | date | None:
    times = [str(each.get("datetime") or "") for each in soup.select("article time[datetime], main time[datetime]")]
    marked = soup.select_one("time[itemprop=datePublished], time[pubdate]")
    stated = (
        *(str(block.get("datePublished", "")) for block in data),
        *(said.get(key, "") for key in ("article:published_time", "datepublished", "dc.date", "dcterms.date", "date")),
        str(marked.get("datetime") or "") if marked else "",
        times[0] if len(set(times)) == 1 else "",
    )
    return next((when for each in stated if (when := _moment(each.strip()))), None)


def _moment(written: str) -> datetime | date | None:
    try:
        return date.fromisoformat(written) if len(written) == 10 else datetime.fromisoformat(written)
    except ValueError:
        return None


def _linked_data(page: str) -> Iterator[dict[str, Any]]:
    """The descriptions of the piece as JSON-LD (schema.org), wherever they stand in it."""
    for number, found in enumerate(_JSON_LD.finditer(page)):
        end = page.find("</", found.end(), found.end() + _BLOCK)
        if number == _BLOCKS:
            return
        try:
            data = json.loads(page[found.end() : end]) if end >= 0 else None
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", data) if isinstance(data, dict) else data
        for each in graph if isinstance(graph, list) else [graph]:
            if not isinstance(each, dict):
                continue
            kind = each.get("@type", "")
            if {str(k).lower() for k in (kind if isinstance(kind, list) else [kind])} & _WRITTEN:
                yield each


def _author(data: list[dict[str, Any]]) -> str:
    for block in data:
        author = block.get("author")
        first = author[0] if isinstance(author, list) and author else author
        name = first.get("name") if isinstance(first, dict) else first
        if isinstance(name, str) and not _WEB.match(name):
            return name
    return ""
