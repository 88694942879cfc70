"""What becomes public when, at which address, and what stands there afterwards."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.edges import archive, mkdocs_site, rendering
from pipeline.publish import run
from pipeline.wiring import House
from tests.builders import FIRM
from tests.conftest import ARTICLE, PERSON, WEDNESDAY, SmallFirm
from tests.cores import several_cores
from tests.thorough import LONGER


def lease(head: str = "") -> str:
    """The small firm's article with more front matter."""
    return ARTICLE.replace("date: 2026-11-02\n", f"date: 2026-11-02\n{head}")


def page(firm: SmallFirm, address: str) -> str:
    """A page of the site; empty where there is none."""
    path = firm.root / "site" / address / "index.html"
    return path.read_text("utf-8") if path.is_file() else ""


def published(firm: SmallFirm, at: datetime = WEDNESDAY) -> House:
    """The firm after a run."""
    house = firm.house(at)
    house.collect(accept_gone=True)
    house.tag()
    house.screen()
    house.publish()
    return house


# When.


def test_a_piece_goes_live_at_its_set_time(small_firm: SmallFirm) -> None:
    """Not a minute before, and with the first tick after; nobody has to run anything."""
    later = lease().replace("date: 2026-11-02", "date: 2026-11-18T15:30:00+00:00")
    small_firm.write("content/articles/later.md", later.replace("Reading a lease", "Later"))
    published(small_firm)
    before = small_firm.house(datetime(2026, 11, 18, 15, 29, tzinfo=UTC)).tick()
    public_before = page(small_firm, "articles/later")
    after = small_firm.house(datetime(2026, 11, 18, 15, 30, tzinfo=UTC)).tick()

    assert before is None
    assert "" == public_before
    assert after is not None
    assert after.published.built
    assert "<h1" in page(small_firm, "articles/later")


def test_nothing_of_a_piece_is_anywhere_before_its_time(small_firm: SmallFirm) -> None:
    """Neither a page nor a word in a feed, a sitemap, the search or the stage."""
    small_firm.write(
        "content/articles/later.md", lease().replace("2026-11-02", "2026-11-19").replace("lease", "zerofinch")
    )
    published(small_firm)
    kept = [small_firm.root / "site", small_firm.root / ".attract/stage", small_firm.root / ".attract/archive"]
    files = [path for folder in kept for path in folder.resolve().rglob("*") if path.is_file()]

    assert len(files) > 30
    assert not [path for path in files if b"zerofinch" in path.read_bytes() or "zerofinch" in path.name]


# Where.


@pytest.mark.parametrize("known", [True, False], ids=["while-it-was-public", "from-the-start"])
def test_a_person_who_goes_by_another_name_is_found_at_the_old_address(small_firm: SmallFirm, known: bool) -> None:
    """Page and feed; the feed goes on, and keeps its entries."""
    if known:
        published(small_firm)
    (small_firm.root / "content/people/rafe.md").unlink()
    small_firm.write("content/people/rafe-pellow.md", PERSON.replace("role:", "formerly: [rafe]\nrole:"))
    small_firm.write("content/articles/reading-a-lease.md", lease().replace("author: rafe", "author: rafe-pellow"))
    published(small_firm)
    feed = (small_firm.root / "site/people/rafe/feed.atom").read_text("utf-8")

    assert "Reading a lease" in feed
    assert "https://firm.example/people/rafe-pellow/feed.atom" in feed
    assert ("../rafe-pellow/" in page(small_firm, "people/rafe")) == known
    assert not known or "/people/rafe/ /people/rafe-pellow/ 301" in (small_firm.root / "site/_redirects").read_text(
        "utf-8"
    )


def test_the_address_of_a_piece_that_went_into_another_leads_there(small_firm: SmallFirm) -> None:
    """The longer piece says what it took in."""
    small_firm.write("content/articles/short.md", lease().replace("Reading a lease", "Short"))
    published(small_firm)
    (small_firm.root / "content/articles/short.md").unlink()
    small_firm.write("content/articles/reading-a-lease.md", lease("formerly: short\n"))
    published(small_firm)

    assert "../reading-a-lease/" in page(small_firm, "articles/short")
    assert "noindex" in page(small_firm, "articles/short")


def test_what_was_withdrawn_leads_nowhere(small_firm: SmallFirm) -> None:
    """There is no page at its address, and no redirect."""
    small_firm.write("content/articles/short.md", lease().replace("Reading a lease", "Short"))
    published(small_firm)
    (small_firm.root / "content/articles/short.md").unlink()
    published(small_firm)

    assert "" == page(small_firm, "articles/short")
    assert "short" not in (small_firm.root / "site/_redirects").read_text("utf-8")


def test_an_address_stays_when_the_title_changes(small_firm: SmallFirm) -> None:
    """Links that others have to it go on working."""
    published(small_firm)
    small_firm.write("content/articles/reading-a-lease.md", lease().replace("Reading a lease", "How a lease is read"))
    published(small_firm)

    assert "How a lease is read" in page(small_firm, "articles/reading-a-lease")


# Who has left.


def test_whoever_has_left_keeps_their_pieces_and_is_reached_no_longer(small_firm: SmallFirm) -> None:
    """From the day on which they are gone: no number, no address card, no way to follow; the firm answers instead."""
    small_firm.write("content/people/rafe.md", PERSON.replace("role:", "left: 2026-11-19\nrole:"))
    published(small_firm)
    here = page(small_firm, "people/rafe")
    published(small_firm, WEDNESDAY + timedelta(days=1))
    gone, piece = page(small_firm, "people/rafe"), page(small_firm, "articles/reading-a-lease")

    assert "0117 496 0118" in here
    assert "Reading a lease" in gone
    assert "Rafe Pellow" in piece
    assert not [told for told in (gone, piece) if "0117 496 0118" in told or "rafe@firm.example" in told]
    assert not (small_firm.root / "site/people/rafe.vcf").exists()


# How.


def test_a_dry_run_says_what_would_change_and_changes_nothing(small_firm: SmallFirm) -> None:
    """New, changed and gone, each with its address."""
    published(small_firm)
    before = {path: path.read_bytes() for path in (small_firm.root / "site").resolve().rglob("*") if path.is_file()}
    small_firm.write("content/articles/another.md", lease().replace("Reading a lease", "Another"))
    house = small_firm.house()
    house.collect()
    house.tag()
    house.screen()
    told = house.site_changes()

    assert "new      articles/another/" in told
    assert "changed  feed.atom" in told
    assert before == {
        path: path.read_bytes() for path in (small_firm.root / "site").resolve().rglob("*") if path.is_file()
    }
    assert house.publish().change is not None
    assert [] == house.site_changes()


def test_a_new_piece_changes_few_files(small_firm: SmallFirm) -> None:
    """Its own page and those that list it; no other piece's."""
    small_firm.write(
        "content/articles/b-wall.md", lease().replace("Reading a lease", "The wall").replace("lease", "wall")
    )
    published(small_firm)
    small_firm.write(
        "content/articles/c-bees.md",
        "---\ntitle: Bees\ndate: 2026-11-04\npractice_areas: []\n---\nBees swarm in May.\n",
    )
    house = small_firm.house()
    house.collect()
    house.tag()
    house.screen()
    change = house.publish().change

    assert change is not None
    assert {"articles/c-bees/index.html", "index.html", "writing/index.html", "feed.atom"} <= set(change.written)
    assert not {"articles/b-wall/index.html", "articles/reading-a-lease/index.html", "people/rafe/index.html"} & set(
        change.written
    )


@pytest.mark.long
@pytest.mark.servers
def test_a_publish_that_is_killed_leaves_the_old_site_or_the_new_one(small_firm: SmallFirm) -> None:
    """At whatever moment; and the next one makes what mkdocs would make of everything anew."""
    chance = random.Random(5)
    for each in range(12):
        small_firm.write(f"content/articles/piece-{each}.md", lease().replace("Reading a lease", f"Piece {each}"))
    published(small_firm)
    whole = {path.name for path in (small_firm.root / "site/articles").iterdir()}
    command = [sys.executable, "-m", "pipeline", "--firm", str(small_firm.root), "publish", "--anew"]
    for number in range(2 * LONGER):
        small_firm.write("content/articles/piece-0.md", lease().replace("Reading a lease", f"Piece {number}, again"))
        house = small_firm.house()
        house.collect()
        house.tag()
        house.screen()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(chance.uniform(0.3, 2.5))
            process.send_signal(signal.SIGKILL)

        assert whole == {path.name for path in (small_firm.root / "site/articles").iterdir()}
        assert all(
            (each / "index.html").read_text("utf-8").rstrip().endswith("</html>") for each in _pieces(small_firm.root)
        )
    house = small_firm.house(datetime.now(UTC))
    house.publish()

    assert [] == house.check_site()
    assert not (small_firm.root / ".attract/site/room").exists()


def _pieces(root: Path) -> list[Path]:
    return [Path(each.path) for each in os.scandir(root / "site/articles")]


def test_the_check_finds_a_page_that_was_changed_by_hand(small_firm: SmallFirm) -> None:
    """The nightly look at itself would be worth nothing if it could not fail."""
    house = published(small_firm)
    (small_firm.root / "site/index.html").write_text("Hello")

    assert ["index.html"] == house.check_site()


def test_other_code_makes_everything_anew_and_reads_nothing_of_the_old(
    small_firm: SmallFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an earlier Attract remembered may have another form; a second run finds nothing to do."""
    house = published(small_firm)
    known = next(path for path in (small_firm.root / ".attract/site").glob("*.sqlite"))
    with closing(sqlite3.connect(known)) as connection, connection:
        connection.execute("UPDATE records SET record = '{\"title\": \"of another form\"}' WHERE name LIKE 'piece:%'")
    monkeypatch.setattr("pipeline.publishing.made_by", lambda: "another")

    assert house.publish() is not None
    assert house.publish().change is None
    assert [] == house.check_site()


def test_nothing_of_an_older_version_comes_back_after_everything_was_made_anew(small_firm: SmallFirm) -> None:
    """The copy that is brought up next does not hold what went while the whole was made."""
    small_firm.write("content/articles/short.md", lease().replace("Reading a lease", "Short"))
    published(small_firm)
    (small_firm.root / "content/articles/short.md").unlink()
    house = small_firm.house()
    house.collect(accept_gone=True)
    house.publish(anew=True)
    small_firm.write("content/articles/reading-a-lease.md", lease().replace("matter most", "matter"))
    house = published(small_firm)

    assert "" == page(small_firm, "articles/short")
    assert [] == house.check_site()


def test_what_an_older_release_loaded_goes(small_firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A style sheet that no page names any more is no part of the site."""
    shown = rendering.Renderer.assets
    more = small_firm.write("old.css", "p {}")
    with monkeypatch.context() as patch:
        patch.setattr(rendering.Renderer, "assets", lambda self: [*shown(self), ("assets/fonts/old.css", more)])
        published(small_firm)
    assert "assets/fonts/old.css" in tree(small_firm)
    small_firm.write("content/firm.yml", FIRM.replace("We test", "We mend"))
    house = published(small_firm)

    assert "assets/fonts/old.css" not in tree(small_firm)
    assert not house.check_site()


@pytest.mark.parametrize("many", [4, 40])
def test_helpers_make_the_same_site(small_firm: SmallFirm, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """Whoever reads, stages, renders and keeps the pages, every byte and everything that is remembered is alike."""
    for number in range(many):
        text = lease(f"kind: {'news' if number % 3 else 'article'}\n").replace("lease", f"lease number {number}")
        small_firm.write(f"content/articles/piece-{number}.md", text)
    small_firm.write("content/articles/ahead.md", lease().replace("2026-11-02", "2026-12-24"))
    published(small_firm)
    alone, known = tree(small_firm), remembered(small_firm)
    several_cores(monkeypatch, 3)
    for module in (run, mkdocs_site, archive):
        monkeypatch.setattr(module, "_WORTH", 1)
    house = small_firm.house()
    house.publish(anew=True)

    beside = tree(small_firm)
    assert alone.keys() == beside.keys()
    assert [] == [path for path, body in alone.items() if beside[path] != body]
    assert known == remembered(small_firm)
    assert not house.check_site()
    assert not list(house.clearing.archive.check(WEDNESDAY))


def tree(firm: SmallFirm) -> dict[str, bytes]:
    """Every file of the site, but the search's own: Pagefind never makes the same bytes twice."""
    top = (firm.root / "site").resolve()
    found = {path.relative_to(top).as_posix(): path for path in top.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(("pagefind", "search/b"))}


def remembered(firm: SmallFirm) -> list[tuple[str, str]]:
    """What the site remembers of its pieces and of their set times."""
    with closing(sqlite3.connect((firm.root / "site").resolve().with_suffix(".sqlite"))) as known:
        told = "SELECT name, value FROM marks UNION ALL SELECT name, record FROM records UNION ALL SELECT path, key FROM files"
        return sorted(line for line in known.execute(told) if line[0] != "search:main")


# Talks.


@pytest.mark.parametrize(("title", "shown"), [("Fences", True), ("We guarantee the best result", False)])
def test_talks_are_screened_like_the_other_words_of_a_person(small_firm: SmallFirm, title: str, shown: bool) -> None:
    """One that claims what nobody may claim keeps the whole profile in, and says where it stands."""
    small_firm.write(
        "content/people/rafe.md",
        PERSON.replace("role:", f"talks: [{{title: {title}, at: The village hall, on: 2026-02}}]\nrole:"),
    )
    held = {each.item.id: each.findings for each in published(small_firm).judged()[1]}

    assert shown == (title in page(small_firm, "people/rafe")) == ("profile:rafe" not in held)
    assert shown or "content/people/rafe.md, talks" in {each.where for each in held["profile:rafe"]}
