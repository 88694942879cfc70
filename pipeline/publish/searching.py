"""Decides what the search's bundles hold. Asks nothing of the world.

The main bundle is built seldom, because Pagefind cannot add a page to a bundle and takes 300 KB of
memory for each page that it reads. So main is dealt into parts, and a small recent bundle holds what
is new or was changed since. What main still shows of such pages is hidden: its text is deleted, and
the browser leaves the result out.

    plan(now, main) | rebuild the parts it names | plan again | recent bundle | state
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.ports.searching import MAIN, RECENT, Indexed, MainBundle

#: Up to so many pages the main bundle is built whole each time: half a second.
SMALL = 300
#: With more recent pages the recent bundle takes longer than a second to build.
MOST_RECENT = 300
#: Pages of a part: 260 MB of memory and two seconds.
PART = 800

_ATTRIBUTES = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_BODY = re.compile(rf"""<([a-z][a-z0-9-]*)\b(?={_ATTRIBUTES}?\sdata-pagefind-body\b){_ATTRIBUTES}>""")
# The same with its loop unrolled, which reads a page in half of the time: there are hundreds of tags on each.
_TAG = re.compile(r"""<!--.*?-->|</?[a-zA-Z][^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""", re.DOTALL)
#: What Pagefind reads of a tag; dates are read from `datetime`.
_READ = re.compile(r"""\b(?:data-pagefind-[a-z-]+|datetime)(?:="[^"]*"|\b)""")


def digest(html: str) -> str | None:
    """A digest of what the search knows of a page; None for a page that is not to be searched.

    The same words in other clothes (classes, links, what stands around the words) have the same digest.

    Args:
        html: a built page. One element at most has `data-pagefind-body`.

    """
    named = html.find("data-pagefind-body")
    if named < 0:
        return None
    # Mostly it is the first tag that could be; its name may also stand in words, or in another attribute.
    begun = _BODY.match(html, html.rfind("<", 0, named)) or _BODY.search(html)
    if begun is None:
        return None
    words = _TAG.sub(_read, html[begun.start() : _end(html, begun)])
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:32]


def _end(html: str, begun: re.Match[str]) -> int:
    """Where the element ends that this tag opened."""
    depth = 1
    for tag in re.compile(rf"<(/?){begun[1]}\b").finditer(html, begun.end()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.start()
    return len(html)


def _read(tag: re.Match[str]) -> str:
    return f" {' '.join(_READ.findall(tag[0]))} " if "data-pagefind" in tag[0] else " "


@dataclass(frozen=True)
class SearchPlan:
    """How the search comes up to the site as it stands.

    Main without the hidden pages, and the recent pages, are always exactly the site; so a plan that
    asks for a rebuild can be shown first and followed by the rebuild.
    """

    #: Into how many parts main is dealt by the rebuild.
    parts: int
    #: By part, the pages to build it anew from, now.
    rebuild: Mapping[int, tuple[str, ...]]
    #: Why it is asked for; empty where it is not.
    why: str
    #: Pages for the recent bundle.
    recent: tuple[str, ...]
    #: Pages whose text in main is withdrawn or superseded.
    hidden: tuple[str, ...]
    #: By part, the pages of those parts that still hold superseded words: to build anew when there is time.
    later: Mapping[int, tuple[str, ...]]


def plan(
    now: Mapping[str, str], main: MainBundle | None, *, small: int = SMALL, most: int = MOST_RECENT, part: int = PART
) -> SearchPlan:
    """What the search must do to show the site as it stands.

    Args:
        now: the digest of each page that is to be searched, by page.
        main: what main knew when it was built; None where there is none.
        small: up to so many pages everything is built anew.
        most: recent pages before everything is built anew.
        part: pages of a part.

    """
    known = main.pages if main else {}
    recent = tuple(sorted(page for page, text in now.items() if page not in known or known[page].digest != text))
    hidden = tuple(sorted(page for page, was in known.items() if now.get(page) != was.digest))
    withdrawn = [page for page in hidden if page not in now]
    why = _why(now, main, recent, hidden, small, most)
    if why:
        parts = -(-len(now) // part) or 1
        return SearchPlan(parts, _dealt(now, parts, range(parts)), why, recent, hidden, {})
    parts = main.parts if main else 1
    touched = {part_of(page, parts) for page in withdrawn}
    stale = {part_of(page, parts) for page in hidden} - touched
    return SearchPlan(
        parts, _dealt(now, parts, touched), "a withdrawal" if withdrawn else "", recent, hidden,
        _dealt(now, parts, stale),
    )  # fmt: skip


def _why(
    now: Collection[str],
    main: MainBundle | None,
    recent: Collection[str],
    hidden: Collection[str],
    small: int,
    most: int,
) -> str:
    """Why all of main must be built anew; empty where it need not be."""
    if main is None:
        return "it was never built"
    if len(now) <= small and (recent or hidden):
        return "the site is small"
    return f"{len(recent)} pages are recent" if len(recent) > most else ""


def part_of(page: str, parts: int) -> int:
    """The part that a page lies in: by its address alone, so that it stays there."""
    return int.from_bytes(hashlib.sha256(page.encode()).digest()[:4]) % parts


def _dealt(pages: Collection[str], parts: int, wanted: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The pages of each wanted part."""
    dealt: dict[int, list[str]] = {number: [] for number in sorted(wanted)}
    for page in sorted(pages):
        if (number := part_of(page, parts)) in dealt:
            dealt[number].append(page)
    return {number: tuple(its) for number, its in dealt.items()}


def part_path(part: int) -> str:
    """Where a part lies under the site's root."""
    return f"{MAIN}{part}/"


def rebuilt(
    main: MainBundle | None,
    parts: int,
    built: Mapping[int, Collection[str]],
    now: Mapping[str, str],
    fragments: Mapping[str, str],
) -> MainBundle:
    """What main knows when some of its parts have been built anew.

    Args:
        main: what it knew before.
        parts: into how many parts it is dealt now; where that is new, all of them were built.
        built: the pages of each part that was built.
        now: the digest of each page as it was built.
        fragments: the fragment of each page that was built; one without a word has none.

    """
    known = main.pages if main else {}
    kept = {page: was for page, was in known.items() if part_of(page, parts) not in built}
    new = {page: Indexed(now[page], fragments.get(page, "")) for its in built.values() for page in its}
    return MainBundle(parts, kept | new)


def hidden_fragments(main: MainBundle | None, planned: SearchPlan, recent: Mapping[str, str]) -> dict[str, str]:
    """The fragments that must not be shown, by page.

    A page whose searched words did not change after all has the same fragment in the recent bundle: it stays.

    Args:
        main: what main knows.
        planned: for main as it stands.
        recent: the fragment of each page of the recent bundle.

    """
    names = {page: main.pages[page].fragment for page in planned.hidden} if main else {}
    return {page: name for page, name in names.items() if name and name != recent.get(page)}


def files_to_delete(main: MainBundle | None, hidden: Mapping[str, str]) -> list[str]:
    """The files under the site's root that hold hidden texts (see `hidden_fragments`)."""
    parts = main.parts if main else 1
    return [f"{part_path(part_of(page, parts))}fragment/{name}.pf_fragment" for page, name in sorted(hidden.items())]


def state(main: MainBundle | None, hidden: Mapping[str, str], recent: Mapping[str, str]) -> dict[str, Any]:
    """What the browser must know, for `STATE`: the bundles with the number of their pages, and what not to show.

    Args:
        main: what main knows.
        hidden: see `hidden_fragments`.
        recent: the fragment of each page of the recent bundle.

    """
    sizes: dict[str, int] = {}
    for page, known in main.pages.items() if main else ():
        if known.fragment:  # of pages without a word there is no bundle
            path = part_path(part_of(page, main.parts if main else 1))
            sizes[path] = sizes.get(path, 0) + 1
    bundles: list[dict[str, Any]] = [{"path": path, "pages": sizes[path]} for path in sorted(sizes)]
    if recent:
        bundles.append({"path": RECENT, "pages": len(recent), "recent": True})
    return {"bundles": bundles, "hidden": sorted(hidden.values())}
