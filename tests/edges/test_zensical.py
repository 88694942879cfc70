"""The second engine makes the same site of the same staged pages."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup, Tag

from pipeline.edges.mkdocs_site import MkdocsSite
from pipeline.edges.zensical_site import ZensicalSite
from pipeline.ending import silent
from pipeline.errors import BuildError
from pipeline.publish.page import Page
from pipeline.wiring import House
from tests.builders import firm
from tests.conftest import REPOSITORY, WEDNESDAY, Sample, SmallFirm
from tests.thorough import in_gates

ZENSICAL = "\npublishing: {engine: zensical}\n"


@dataclass(frozen=True)
class Read:
    """What a reader or a machine finds on a page, whoever made it."""

    title: str
    description: str
    canonical: str
    jsonld: Any
    main: str
    text: str
    #: Where links lead and pictures lie, from the root.
    links: tuple[str, ...]


def read(tree: Path, address: str) -> Read:
    """One built page; its style sheets are the engine's own."""
    html = BeautifulSoup((tree / address).read_text("utf-8"), "html.parser")
    data = html.find("script", type="application/ld+json")
    return Read(
        title=html.title.get_text() if html.title else "",
        description=attribute(html, 'meta[name="description"]', "content"),
        canonical=attribute(html, 'link[rel="canonical"]', "href"),
        jsonld=json.loads(data.get_text()) if data else None,
        main=plain(html.main),
        text=plain(html.body),
        links=tuple(
            urljoin(f"/{address}", str(found.get("href") or found.get("src")))
            for found in html.select("a[href], img[src], link[rel=alternate], form[action]")
        ),
    )


def attribute(html: BeautifulSoup, selector: str, name: str) -> str:
    """An element's attribute; empty where there is no such element."""
    found = html.select_one(selector)
    return str(found[name]) if found else ""


def plain(element: Tag | None) -> str:
    """Its text, white space as readers see it."""
    return " ".join(element.get_text().split()) if element else ""


def pages(tree: Path) -> list[str]:
    """The addresses of all pages."""
    tree = tree.resolve()  # it is a link to the version that stands
    return sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*.html"))


@pytest.fixture(scope="module")
def other(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The sample firm, which has gone over to Zensical."""
    root = tmp_path_factory.mktemp("other") / "firm"
    shutil.copytree(sample.root, root, symlinks=True)
    with (root / "content/firm.yml").open("a") as settings:
        settings.write(ZENSICAL)
    house = House(root, clock=lambda: WEDNESDAY)
    house.publish()
    yield house
    shutil.rmtree(root)


def test_both_engines_make_the_same_pages(sample: Sample, other: House) -> None:
    """Neither has a page that the other has not."""
    assert pages(sample.site) == pages(other.site)


def test_both_engines_say_the_same_on_every_page(sample: Sample, other: House) -> None:
    """Title, canonical address, structured data, words and links."""
    differing = [each for each in pages(sample.site) if read(sample.site, each) != read(other.site, each)]

    assert [] == differing


def test_both_engines_ship_the_same_files(sample: Sample, other: House) -> None:
    """Feeds, pictures, fonts and our style sheet, to the byte; Material's style sheet is each engine's own."""

    def files(tree: Path) -> dict[str, bytes]:
        named = {path.relative_to(tree).as_posix(): path for path in tree.rglob("*") if path.is_file()}
        left_out = ("pagefind", "search/bundles", "assets/stylesheets/")
        return {
            name: path.read_bytes()
            for name, path in named.items()
            if path.suffix != ".html" and not name.startswith(left_out)
        }

    assert files(sample.site.resolve()) == files(other.site.resolve())


def test_whoever_goes_over_leaves_nothing_of_the_first_engine(other: House) -> None:
    """One style sheet of Material's, and it is the one that the pages name."""
    sheets = [path.relative_to(other.site) for path in other.site.glob("assets/stylesheets/**/*.css")]
    html = BeautifulSoup((other.site / "404.html").read_text("utf-8"), "html.parser")

    assert [attribute(html, "link[rel=stylesheet]", "href")] == [f"/{each}" for each in sheets]


@in_gates
def test_the_site_stays_what_zensical_would_make_anew(small_firm: SmallFirm) -> None:
    """After an edit, a new piece and one that is taken away; only what has changed is another file."""
    with (small_firm.root / "content/firm.yml").open("a") as settings:
        settings.write(ZENSICAL)
    house = small_firm.house()

    def published() -> tuple[frozenset[str], frozenset[str]]:
        house.collect(feeds=False, accept_gone=True)
        house.screen()
        change = house.publish().change
        assert change
        assert [] == house.check_site()
        return frozenset(change.written), frozenset(change.removed)

    published()
    small_firm.write("content/articles/a-wall.md", "---\ntitle: A wall\nauthor: rafe\n---\nIt stands. [A van](x.md)\n")
    written, _ = published()
    (small_firm.root / "content/articles/a-wall.md").unlink()
    _, removed = published()

    assert {"articles/a-wall/index.html", "people/rafe/index.html"} <= written
    assert not {"articles/reading-a-lease/index.html", "404.html", "assets/site.css"} & written
    assert "articles/a-wall/index.html" in removed
    assert house.publish().change is None


ODD = [
    "Lines\u2028of\u2029three\x85kinds",
    "Marks \ufeff \x7f \x9d \ufffd",
    "Signs 😀 é 日本",
    "{{ braces }} {% if blocks %} {# remarks #}",
    "Back \\ slash, \"quotes\" 'and' <b>others</b> & such: # yes",
    "---",
    "!ENV HOME, *alias, &anchor, {a: b}, [c], materialx and material.extensions",
]


@pytest.mark.parametrize("odd", ODD)
def test_any_characters_come_through(odd: str, tmp_path: Path) -> None:
    """Whatever people write is shown as they wrote it, by both engines alike."""
    link = '<a href="b-wall.md">A wall</a> <a href="../b/">B</a> <a href="#c">C</a>'
    page = Page(
        "odd.md", odd, odd, "page.html", words=f"<p>{odd.replace('<', '&lt;')}</p>\n<pre><code>{link}</code></pre>"
    )
    made = []
    for kind in (MkdocsSite, ZensicalSite):
        folder = tmp_path / kind.__name__
        site = kind(REPOSITORY / "mkdocs.yml", folder, folder / "public", firm(name=odd), silent)
        with site.draft() as draft:
            draft.lay("odd.md", "1", page.staged())
            draft.build(len)
            draft.put_up()
        made.append(read(folder / "public", "odd/index.html"))

    assert made[0] == made[1]
    assert f"{odd} | {odd}" == made[1].title


def test_a_site_may_lie_below_its_hosts_root(tmp_path: Path) -> None:
    """The page for wrong addresses may be shown at any depth, so its links begin at the host."""
    page = Page("index.md", "Home", "Home", "page.html")
    made = []
    for kind in (MkdocsSite, ZensicalSite):
        folder = tmp_path / kind.__name__
        below = firm(site="https://firm.example/a/b/")
        site = kind(REPOSITORY / "mkdocs.yml", folder, folder / "public", below, silent)
        with site.draft() as draft:
            draft.lay("index.md", "1", page.staged())
            draft.build(len)
            draft.put_up()
        made.append(read(folder / "public", "404.html"))

    assert made[0] == made[1]
    assert "/a/b/search/" in made[1].links


def test_what_zensical_cannot_make_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    """The error says what it said, and the next version is made as if this one had not been begun."""
    site = ZensicalSite(REPOSITORY / "mkdocs.yml", tmp_path, tmp_path / "public", firm(), silent)
    with site.draft() as draft:
        draft.lay("index.md", "1", Page("index.md", "Home", "Home", "page.html").staged())
        draft.keep("piece:none", {})
        draft.build(len)
        draft.put_up()
    before = (tmp_path / "public/index.html").read_bytes()

    with pytest.raises(BuildError, match=r"nowhere\.html"), site.draft() as draft:
        draft.lay("index.md", "2", Page("index.md", "Home", "Other", "nowhere.html").staged())
        draft.build(len)

    assert before == (tmp_path / "public/index.html").read_bytes()
    assert not (tmp_path / "zensical").exists()
    with site.draft() as draft:
        assert {} == draft.keys
