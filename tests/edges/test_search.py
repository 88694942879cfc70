"""Bundles made by the real Pagefind."""

import errno
import gzip
import json
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.edges.search import SearchIndex, program
from pipeline.errors import BuildError
from pipeline.ports.searching import MainBundle
from pipeline.publish.search_run import Rebuild
from tests.cores import several_cores
from tests.searching import search_put_up

PAGE = """<html lang="en"><body><p>Outside</p><article data-pagefind-body data-pagefind-filter="kind:Story">
<h1 data-pagefind-meta="title" data-pagefind-ignore>{title}</h1><p>{words}</p>
<time datetime="{day}" data-pagefind-meta="iso[datetime]">then</time></article></body></html>"""


def write(site: Path, **pages: str) -> Path:
    """Pages under `stories/`, each with its words."""
    for name, words in pages.items():
        path = site / "stories" / name / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(title=name.title(), words=words, day="2026-05-03"), "utf-8")
    return site


def texts(folder: Path) -> dict[str, str]:
    """The text of every fragment under a folder, by page."""
    told = [
        json.loads(gzip.decompress(path.read_bytes())[len("pagefind_dcd") :]) for path in folder.rglob("*.pf_fragment")
    ]
    return {each["url"]: each["content"] for each in told}


def everything(site: Path) -> bytes:
    """Every byte of every bundle, unpacked."""
    packed = [path.read_bytes() for path in site.glob("pagefind*/**/*") if path.is_file()]
    return b"".join(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body for body in packed)


def test_a_bundle_has_the_pages_it_was_given_and_no_others(tmp_path: Path) -> None:
    """By the names of their fragments; what stands outside the marked element is not in it."""
    site = write(tmp_path / "site", van="A van was late.", yard="A yard was let.")
    found = SearchIndex().bundle(site, ["stories/van/"], tmp_path / "out" / "0")

    assert ["stories/van/"] == list(found)
    assert (tmp_path / f"out/0/fragment/{found['stories/van/']}.pf_fragment").is_file()
    assert {"/stories/van/": "A van was late. then."} == texts(tmp_path / "out")
    assert {"2026-05-03": [found["stories/van/"]]} == json.loads((tmp_path / "out/0/dates.json").read_text())
    assert ["0"] == [path.name for path in (tmp_path / "out").iterdir()]


def test_several_are_made_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each as if it were made alone, and one of no pages is none; what goes wrong with one is told."""
    several_cores(monkeypatch, 2)
    site = write(tmp_path / "site", van="A van was late.", yard="A yard was let.")
    one, two, three = (tmp_path / "out" / name for name in "012")
    found = SearchIndex().bundles(site, {one: ["stories/van/"], two: ["stories/yard/"], three: []})

    assert {one: ["stories/van/"], two: ["stories/yard/"], three: []} == {out: list(its) for out, its in found.items()}
    assert {"/stories/yard/": "A yard was let. then."} == texts(two)
    with pytest.raises(BuildError, match="not in the site"):
        SearchIndex().bundles(site, {tmp_path / "4": ["stories/van/"], tmp_path / "5": ["stories/none/"]})


def test_a_bundle_carries_no_interface_of_pagefinds(tmp_path: Path) -> None:
    """Ours is the only one."""
    SearchIndex().bundle(write(tmp_path / "site", van="A van."), ["stories/van/"], tmp_path / "out")

    assert ["pagefind.js"] == [path.name for path in (tmp_path / "out").glob("*.js")]
    assert [] == list((tmp_path / "out").glob("*.css"))


def test_settings_that_lie_about_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the environment nor a file where Attract is started."""
    monkeypatch.setenv("PAGEFIND_EXCLUDE_SELECTORS", "p")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pagefind.yml").write_text("exclude_selectors: [p]")
    SearchIndex().bundle(write(tmp_path / "site", van="A van."), ["stories/van/"], tmp_path / "out")

    assert "A van." in texts(tmp_path / "out")["/stories/van/"]


@pytest.mark.parametrize("words", [None, ""])
def test_without_words_there_is_no_bundle(tmp_path: Path, words: str | None) -> None:
    """No page, or pages that say nothing."""
    site = tmp_path / "site"
    if words is not None:
        (site / "empty").mkdir(parents=True)
        (site / "empty/index.html").write_text("<html><body><p data-pagefind-body></p></body></html>")

    assert {} == SearchIndex().bundle(site, [] if words is None else ["empty/"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_page_that_is_missing_is_named(tmp_path: Path) -> None:
    """The site that was there stands."""
    with pytest.raises(BuildError, match="stories/van/: the page is not in the site"):
        SearchIndex().bundle(tmp_path, ["stories/van/"], tmp_path / "out")
    assert [] == list(tmp_path.iterdir())


def test_pagefinds_own_words_are_told_when_it_fails(tmp_path: Path) -> None:
    """Here it may not write, because a file is where its folder would be."""
    site = write(tmp_path / "site", van="A van.")
    (tmp_path / "out").write_text("in the way")

    with pytest.raises(BuildError, match="Pagefind failed"):
        SearchIndex().bundle(site, ["stories/van/"], tmp_path / "out")


def test_a_disk_without_hard_links_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are copied then."""

    def refused(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr("os.link", refused)
    site = write(tmp_path / "site", van="A van.")

    assert ["stories/van/"] == list(SearchIndex().bundle(site, ["stories/van/"], tmp_path / "out"))


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do."""
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    monkeypatch.setenv("PATH", "")

    with pytest.raises(BuildError, match="Pagefind: its program is missing"):
        program()


# Together with the plan.


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of more pages than are built anew each time."""
    many = {f"page{number}": f"Plain words of page {number}." for number in range(301)}
    return write(tmp_path / "site", **many, secret="The Brindlewick matter.")


def test_a_new_and_a_changed_page_are_recent_and_the_old_words_hidden(site: Path) -> None:
    """Main stays as it is, but for the text of the page that was changed."""
    main = search_put_up(site, None).main
    write(site, page7="Changed to something else.", late="Brand new.")
    done = search_put_up(site, main)
    told = json.loads(done.state)

    assert ((), ("pagefind-recent/",), "") == (done.remove, done.put, done.why)
    assert {"/stories/page7/", "/stories/late/"} == set(texts(site / "pagefind-recent"))
    assert [main.pages["stories/page7/"].fragment] == told["hidden"]
    assert "/stories/page7/" not in texts(site / "pagefind")
    assert (302, main) == (len(main.pages), done.main)


def test_a_withdrawn_page_leaves_no_word_in_any_bundle(site: Path) -> None:
    """Neither its text nor its words in the index, where they could be put together again."""
    main = search_put_up(site, None).main
    assert b"brindlewick" in everything(site)
    assert "Brindlewick" in texts(site)["/stories/secret/"]
    shutil.rmtree(site / "stories/secret")

    done = search_put_up(site, main)

    assert "a withdrawal" == done.why
    assert b"rindlewick" not in everything(site)
    assert "stories/secret/" not in done.main.pages


def test_a_withdrawn_text_is_gone_before_main_is_rebuilt(site: Path) -> None:
    """Where a site must be right at once, its file is deleted and its result hidden; the rebuild is still owed."""
    main = search_put_up(site, None).main
    shutil.rmtree(site / "stories/secret")
    done = search_put_up(site, main, Rebuild.NONE)

    assert "/stories/secret/" not in texts(site)
    assert [main.pages["stories/secret/"].fragment] == json.loads(done.state)["hidden"]
    assert done.stale
    assert not search_put_up(site, done.main).stale


def test_superseded_words_leave_the_index_when_there_is_time(site: Path) -> None:
    """An edit may have taken out a name."""
    main = search_put_up(site, None).main
    write(site, secret="A matter.")
    quick = search_put_up(site, main)
    assert quick.stale
    assert b"brindlewick" in everything(site)

    done = search_put_up(site, quick.main, Rebuild.STALE)

    assert ("superseded words", False, ("pagefind-recent/",)) == (done.why, done.stale, done.remove)
    assert b"brindlewick" not in everything(site)
    assert 302 == len(texts(site))


def test_a_small_site_has_main_alone(tmp_path: Path) -> None:
    """Everything is built anew, and nothing is hidden."""
    site = write(tmp_path / "site", van="A van.")
    main = search_put_up(site, None).main
    write(site, yard="A yard.")
    done = search_put_up(site, main)

    assert {"bundles": [{"path": "pagefind/0/", "pages": 2}], "hidden": []} == json.loads(done.state)
    assert not (site / "pagefind-recent").exists()


def test_what_main_knows_survives_a_night_as_json(site: Path) -> None:
    """The next run goes on from it."""
    main = search_put_up(site, None).main
    done = search_put_up(site, MainBundle.from_json(json.loads(json.dumps(main.as_json()))))

    assert ("", ("pagefind-recent/",)) == (done.why, done.remove)


def test_pages_without_words_are_no_bundle_for_the_browser(tmp_path: Path) -> None:
    """It would ask for files that are not there."""
    (tmp_path / "site/empty").mkdir(parents=True)
    (tmp_path / "site/empty/index.html").write_text("<html><body><p data-pagefind-body></p></body></html>")
    done = search_put_up(tmp_path / "site", None)

    assert ([], ["empty/"]) == (json.loads(done.state)["bundles"], list(done.main.pages))


def test_a_site_without_a_page_to_search_has_no_bundle(tmp_path: Path) -> None:
    """And the browser is told so."""
    done = search_put_up(write(tmp_path / "site", van="A van."), None)
    shutil.rmtree(tmp_path / "site/stories")
    done = search_put_up(tmp_path / "site", done.main)

    assert [] == json.loads(done.state)["bundles"]
    assert not (tmp_path / "site/pagefind/0").exists()
