"""The archive: every version of the site that was public, byte for byte, and nothing of it changed."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.edges.archive import Archive
from pipeline.errors import RecordError

MORNING = datetime(2026, 5, 3, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def put_up(site: Path, **files: str) -> Path:
    """A site with these files and no others."""
    for standing in list(site.rglob("*")) if site.exists() else []:
        if standing.is_file():
            standing.unlink()
    for name, words in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(words)
    return site


def kept(archive: Archive, site: Path, at: datetime, text: str = "1:a") -> bool:
    """Keep what stands, as told by one item."""
    stamp = repr(sorted((path.name, path.read_text()) for path in site.rglob("*") if path.is_file()))
    return archive.keep(site, stamp, {"van": {"text": text, "title": "The van"}}, at)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An empty archive."""
    return Archive(tmp_path / "archive")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where the site stands."""
    return tmp_path / "site"


def test_what_was_public_is_laid_out_again_byte_for_byte(archive: Archive, site: Path, tmp_path: Path) -> None:
    """The site of an earlier day comes back as it stood, although another one stands now."""
    kept(archive, put_up(site, **{"index.html": "One", "people/ada.html": "Ada"}), MORNING)
    kept(archive, put_up(site, **{"index.html": "Two"}), MORNING + DAY)

    (first,) = archive.between(MORNING, MORNING + timedelta(hours=1))
    archive.lay_out(first, tmp_path / "then")

    assert {"index.html": "One", "people/ada.html": "Ada"} == {
        path.relative_to(tmp_path / "then").as_posix(): path.read_text()
        for path in (tmp_path / "then").rglob("*")
        if path.is_file()
    }


def test_a_day_has_every_version_that_stood_on_it(archive: Archive, site: Path) -> None:
    """The one that stood in the morning, and each that took its place before the next midnight."""
    for number, at in enumerate([MORNING, MORNING + 2 * DAY, MORNING + 2 * DAY + timedelta(hours=3)]):
        kept(archive, put_up(site, **{"index.html": str(number)}), at, text=f"1:{number}")

    def told(start: datetime) -> list[str]:
        return [str(version.items["van"]["text"]) for version in archive.between(start, start + DAY)]

    midnight = datetime(2026, 5, 3, tzinfo=UTC)
    assert [[], ["1:0"], ["1:0"], ["1:0", "1:1", "1:2"], ["1:2"]] == [told(midnight + n * DAY) for n in range(-1, 4)]


def test_the_same_site_is_kept_once(archive: Archive, site: Path) -> None:
    """A run that changed nothing adds no version."""
    put_up(site, **{"index.html": "One"})

    assert [True, False] == [kept(archive, site, MORNING), kept(archive, site, MORNING + DAY)]
    assert 1 == len(archive.between(MORNING, MORNING + 9 * DAY))


def test_the_search_index_is_left_out(archive: Archive, site: Path) -> None:
    """It is made from the pages, and no surface of its own."""
    kept(archive, put_up(site, **{"index.html": "One", "pagefind/fragment.pf": "One"}), MORNING)

    assert {"index.html"} == set(archive.between(MORNING, MORNING + DAY)[0].files)


@settings(deadline=None, max_examples=25)
@example(number=3000, flip=4)
@given(number=st.integers(0, 10**6), flip=st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(tmp_path_factory: pytest.TempPathFactory, number: int, flip: int) -> None:
    """Wherever one byte of an object is changed, the check names it, unless the object says the same all the same."""
    folder = tmp_path_factory.mktemp("kept")
    archive = Archive(folder / "archive")
    kept(archive, put_up(folder / "site", **{"index.html": "One page", "b.html": "Another"}), MORNING)
    assert [] == list(archive.check(MORNING))
    objects = sorted((folder / "archive" / "objects").rglob("*.gz"))
    target = objects[number % len(objects)]
    raw = bytearray(target.read_bytes())
    said = gzip.decompress(raw)
    # The first ten bytes are gzip's own header: its time and system are read by nobody.
    at = 10 + number % (len(raw) - 10)
    raw[at] ^= flip
    target.write_bytes(bytes(raw))

    # A packed stream ends within a byte, whose last bits nobody reads (RFC 1951, 3.2.3).
    assert list(archive.check(MORNING)) or said == gzip.decompress(raw)


def test_a_picture_is_kept_as_it_is(archive: Archive, site: Path, tmp_path: Path) -> None:
    """What is packed already is not packed again, and comes back byte for byte."""
    picture = b"\x89PNG" + bytes(range(256)) * 40
    (put_up(site, **{"index.html": "One"}) / "card.png").write_bytes(picture)
    archive.keep(site, "stamp", {}, MORNING)
    (version,) = archive.between(MORNING, MORNING + DAY)
    archive.lay_out(version, tmp_path / "then")

    assert picture == (tmp_path / "then/card.png").read_bytes()
    assert any(picture in path.read_bytes() for path in (tmp_path / "archive" / "objects").rglob("*.gz"))


def test_a_lost_object_is_named(archive: Archive, site: Path, tmp_path: Path) -> None:
    """A file that is gone from the archive is told of, with what to do."""
    kept(archive, put_up(site, **{"index.html": "One"}), MORNING)
    for path in (tmp_path / "archive" / "objects").rglob("*.gz"):
        path.unlink()

    (problem,) = archive.check(MORNING)
    assert "backup" in problem.remedy


def test_a_changed_index_is_named(archive: Archive, site: Path, tmp_path: Path) -> None:
    """A version cannot be given another date: the next line would no longer follow."""
    for number in range(2):
        kept(archive, put_up(site, **{"index.html": str(number)}), MORNING + number * DAY)
    index = tmp_path / "archive" / "site.jsonl"
    index.write_text(index.read_text().replace("2026-05-03", "2026-05-01", 1))

    with pytest.raises(RecordError, match="line before"):
        archive.between(MORNING, MORNING + DAY)


def test_the_text_that_was_public_last_is_known(archive: Archive, site: Path) -> None:
    """Also the one before it, for who corrects what stands there now; nothing for what never was."""
    kept(archive, put_up(site, **{"index.html": "One"}), MORNING, text="1:a")
    kept(archive, put_up(site, **{"index.html": "Two"}), MORNING + DAY, text="1:b")

    assert "1:b" == archive.last_public("van")
    assert "1:a" == archive.last_public("van", other_than="1:b")
    assert "" == archive.last_public("bees")


def test_what_was_kept_long_enough_is_dropped_and_the_rest_stays(archive: Archive, site: Path, tmp_path: Path) -> None:
    """Only bytes that no later version needs go; that a version stood there is still known."""
    kept(archive, put_up(site, **{"index.html": "One", "about.html": "Us"}), MORNING)
    kept(archive, put_up(site, **{"index.html": "Two", "about.html": "Us"}), MORNING + DAY)

    assert 0 == archive.forget(MORNING)
    assert 1 == archive.forget(MORNING + 2 * DAY)
    assert [] == list(archive.check(MORNING + 2 * DAY))
    assert 2 == len(archive.between(MORNING, MORNING + 9 * DAY))
    assert ["Two", "Us"] == sorted(_texts(archive, tmp_path))


def _texts(archive: Archive, folder: Path) -> list[str]:
    last = archive.between(MORNING + 5 * DAY, MORNING + 6 * DAY)[-1]
    archive.lay_out(last, folder / "out")
    return [path.read_text() for path in (folder / "out").rglob("*") if path.is_file()]
