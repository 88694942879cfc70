"""Holds structured data against schema.org's vocabulary and what Google's documents ask for; needs no network.

    python -m tests.suites.structured SITE                      # every page of a built site
    python -m tests.suites.structured --vocabulary FILE > ...   # tests/data/schema_org.json anew, from a release

FILE is `schemaorg-current-https.jsonld` of a release at github.com/schemaorg/schemaorg. Of Google's documents
(developers.google.com/search/docs/appearance/structured-data, read in November 2026) these count here:
article, profile-page, breadcrumb, local-business, and review-snippet for what a firm may not say of itself.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[1] / "data" / "schema_org.json"
#: The types that Attract may use; the vocabulary beside this file has them, what they are kinds of, and their properties.
USED = (
    "AdministrativeArea", "Article", "BlogPosting", "BreadcrumbList", "CollectionPage", "CorrectionComment",
    "DefinedTerm", "DefinedTermSet", "ImageObject", "InteractionCounter", "LegalService", "ListItem", "NewsArticle",
    "Organization", "Person", "PostalAddress", "ProfilePage", "Service", "WebPage", "WebSite", "WriteAction",
)  # fmt: skip
_RELEASE = "30.0"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
_DURATION = re.compile(r"P(?=.)(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
#: What a firm would say of itself with these; Google forbids it, and so do the rules of advertising.
_PRAISE = {"review", "reviews", "aggregateRating", "starRating", "award", "awards"}


# The vocabulary.


def extract(release: dict[str, Any]) -> dict[str, Any]:
    """The part of a release that USED needs: type to its parents; property to where it may stand and what it takes."""
    parents, properties = {}, {}
    for each in release["@graph"]:
        name = each["@id"].removeprefix("schema:")
        if "rdfs:Class" in _list(each["@type"]):
            parents[name] = _names(each.get("rdfs:subClassOf"))
        elif each["@type"] == "rdf:Property" and "schema:supersededBy" not in each:
            properties[name] = [_names(each.get("schema:domainIncludes")), _names(each.get("schema:rangeIncludes"))]
    kept = {above for each in USED for above in _above(each, parents)}
    told = {name: it for name, it in sorted(properties.items()) if kept & set(it[0])}
    takes = {above for _, ranges in told.values() for each in ranges for above in _above(each, parents)}
    return {
        "release": _RELEASE,
        "types": {name: parents.get(name, []) for name in sorted(kept | takes)},
        "properties": {name: [[d for d in domains if d in kept], ranges] for name, (domains, ranges) in told.items()},
    }


def _names(found: object) -> list[str]:
    return sorted(each["@id"].removeprefix("schema:") for each in _list(found) if each["@id"].startswith("schema:"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _above(name: str, parents: dict[str, list[str]]) -> set[str]:
    """A type and everything that it is a kind of."""
    return {name}.union(*(_above(each, parents) for each in parents.get(name, ())))


@cache
def vocabulary() -> dict[str, Any]:
    """What tests/data/schema_org.json has."""
    found: dict[str, Any] = json.loads(_DATA.read_text("utf-8"))
    return found


@cache
def kinds(name: str) -> frozenset[str]:
    """A type and everything that it is a kind of."""
    return frozenset(_above(name, vocabulary()["types"]))


# What is wrong with a block.


def problems(block: dict[str, Any]) -> list[str]:
    """Everything that is wrong with the structured data of a page; empty where it is as it should be."""
    if block.get("@context") != "https://schema.org":
        return ["@context: must be https://schema.org"]
    tops = block["@graph"] if "@graph" in block else [{k: v for k, v in block.items() if k != "@context"}]
    found = [wrong for top in tops for wrong in (*_of_schema(top, top.get("@type", "?")), *_of_google(top))]
    return found + list(_unmet(tops))


def _unmet(tops: list[dict[str, Any]]) -> Iterator[str]:
    """One identity stands for one thing, described once: readers would take either description for the whole."""
    seen: dict[str, dict[str, Any]] = {}
    for node in (node for top in tops for node in nodes(top) if "@id" in node and len(node) > 1):
        if seen.setdefault(node["@id"], node) != node:
            yield f"@id: {node['@id']} is described twice, in different words"


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a value, outermost first."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


def _of_schema(node: dict[str, Any], where: str) -> Iterator[str]:
    kind = node.get("@type")
    if kind is None:
        # A reference to something that is described elsewhere.
        if set(node) != {"@id"} or not _ADDRESS.fullmatch(node["@id"]):
            yield f"{where}: no @type, and no reference"
        return
    if kind not in USED:
        yield f"{where}: {kind} is no type that we use"
        return
    for name, value in node.items():
        here = f"{where}.{name}"
        if name in ("@type", "@id"):
            continue
        if name not in vocabulary()["properties"]:
            yield f"{here}: no property of schema.org that fits"
        elif name in _PRAISE:
            yield f"{here}: a firm may not mark up its own praise"
        elif not kinds(kind) & set(vocabulary()["properties"][name][0]):
            yield f"{here}: {kind} has no such property"
        else:
            yield from _values(value, vocabulary()["properties"][name][1], here)


def _values(value: Any, ranges: list[str], where: str) -> Iterator[str]:
    if value in ("", None, [], {}):
        yield f"{where}: says nothing"
    for each in _list(value):
        if isinstance(each, dict):
            yield from _of_schema(each, where)
            if "@type" in each and not kinds(each["@type"]) & set(ranges):
                yield f"{where}: takes {', '.join(ranges)}, not {each['@type']}"
        elif isinstance(each, bool) or not any(_fits(each, wanted) for wanted in ranges):
            yield f"{where}: {each!r} is none of {', '.join(ranges)}"


def _fits(value: Any, wanted: str) -> bool:
    """Whether a plain value can be of this type."""
    if wanted in ("Integer", "Number"):
        return isinstance(value, int)
    if not isinstance(value, str):
        return False
    if wanted in ("Text", "Date", "Time"):
        return wanted == "Text" or re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None
    if wanted == "DateTime":
        return _MOMENT.fullmatch(value) is not None and datetime.fromisoformat(value).tzinfo is not None
    if wanted == "Duration":
        return _DURATION.fullmatch(value) is not None
    # An address may stand for the thing that is there.
    return _ADDRESS.fullmatch(value) is not None


# What Google asks for, by type.


def _of_google(top: dict[str, Any]) -> Iterator[str]:
    for node in nodes(top):
        above = kinds(node["@type"]) if node.get("@type") in USED else frozenset()
        for kind, asks in (
            ("Article", _article), ("ProfilePage", _profile), ("BreadcrumbList", _breadcrumbs),
            ("LocalBusiness", _business),
        ):  # fmt: skip
            if kind in above:
                yield from (f"{node['@type']} (Google): {wrong}" for wrong in asks(node))


def _article(node: dict[str, Any]) -> Iterator[str]:
    yield from _without(node, "headline", "datePublished", "dateModified", "author")
    for name in ("datePublished", "dateModified"):
        if not _MOMENT.fullmatch(node.get(name, "")):
            yield f"{name} has no time zone"
    for author in _list(node.get("author")):
        yield from (f"author: {wrong}" for wrong in _without(author, "name"))
        if author.get("@type") not in ("Person", "Organization"):
            yield "author is neither a person nor an organisation"


def _profile(node: dict[str, Any]) -> Iterator[str]:
    main = node.get("mainEntity", {})
    if main.get("@type") not in ("Person", "Organization"):
        yield "mainEntity is neither a person nor an organisation"
    yield from (f"mainEntity: {wrong}" for wrong in _without(main, "name"))


def _breadcrumbs(node: dict[str, Any]) -> Iterator[str]:
    steps = node.get("itemListElement", [])
    if len(steps) < 2:
        yield "fewer than two steps"
    if [each.get("position") for each in steps] != list(range(1, len(steps) + 1)):
        yield "the positions do not count from 1"
    for number, each in enumerate(steps, 1):
        last = number == len(steps)
        yield from (f"step {number}: {wrong}" for wrong in _without(each, "name", *([] if last else ["item"])))


def _business(node: dict[str, Any]) -> Iterator[str]:
    yield from _without(node, "name", "address")
    for address in _list(node.get("address")):
        if not isinstance(address, dict) or address.get("@type") != "PostalAddress":
            yield "address is no PostalAddress"


def _without(node: dict[str, Any], *names: str) -> Iterator[str]:
    yield from (f"{name} is missing" for name in names if not node.get(name))


# A built site.


class _Blocks(HTMLParser):
    """The structured data of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self._in_data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_data = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.found.append(json.loads(data))
            self._in_data = False


def of_site(site: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    """(path of the page, block) for every block of a built site."""
    for path in sorted(site.rglob("*.html")):
        for block in _Blocks(path.read_text("utf-8")).found:
            yield path.relative_to(site).as_posix(), block


def main() -> int:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("site", type=Path, nargs="?")
    asked.add_argument("--vocabulary", type=Path)
    given = asked.parse_args()
    if given.vocabulary:
        print(
            json.dumps(extract(json.loads(given.vocabulary.read_text("utf-8"))), separators=(",", ":"), sort_keys=True)
        )
        return 0
    if given.site is None:
        asked.error("name a built site")
    blocks = list(of_site(given.site))
    wrong = [(path, each) for path, block in blocks for each in problems(block)]
    print("\n".join(f"{path}: {each}" for path, each in wrong) or f"{len(blocks)} blocks, nothing wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
