"""What search engines are told of: every address of ours, with the day on which its words last changed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import ClearedItem, Kind
from pipeline.publish import sitemaps
from pipeline.publish.robots import robots
from pipeline.publish.sitemaps import Place
from tests.builders import NOON, cleared, correction, item, listed
from tests.thorough import in_gates

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://firm.example/"
PAGES = [Place(SITE, NOON), Place(f"{SITE}people/")]


def files_of(pages: Sequence[Place], pieces: Sequence[ClearedItem]) -> dict[str, bytes]:
    """Every sitemap and their index, by path."""
    places = sitemaps.places(pages, listed(*pieces), SITE)
    files = {path: sitemaps.sitemap(its) for path, its in places.items()}
    return {sitemaps.INDEX: sitemaps.index({path: sitemaps.newest(its) for path, its in places.items()}, SITE), **files}


def told(raw: bytes) -> list[tuple[str, str | None]]:
    """(address, when it changed) of a file or of the index; fails where it is neither."""
    root = ElementTree.fromstring(raw)
    one = {f"{NAMESPACE}urlset": "url", f"{NAMESPACE}sitemapindex": "sitemap"}[root.tag]
    found = [(each.findtext(f"{NAMESPACE}loc") or "", each.findtext(f"{NAMESPACE}lastmod")) for each in root]
    assert {f"{NAMESPACE}{one}"} >= {each.tag for each in root}
    assert all(address.startswith(SITE) for address, _ in found)
    assert all(datetime.fromisoformat(changed).tzinfo for _, changed in found if changed)
    return found


def test_pages_and_each_years_pieces_have_a_file_of_their_own() -> None:
    """The index names each with the day of its newest change; a correction is a change of the year of publication."""
    of = item(id="old", published=datetime(2024, 3, 1, tzinfo=UTC))
    files = files_of(PAGES, [cleared(item()), cleared(of, corrections=(correction(of),))])

    assert [
        (f"{SITE}sitemaps/pages.xml", NOON.isoformat(timespec="seconds")),
        (f"{SITE}sitemaps/2024.xml", NOON.isoformat(timespec="seconds")),
        (f"{SITE}sitemaps/2026.xml", "2026-11-02T00:00:00+00:00"),
    ] == told(files["sitemap.xml"])
    assert [(f"{SITE}articles/old/", NOON.isoformat(timespec="seconds"))] == told(files["sitemaps/2024.xml"])
    assert [(SITE, NOON.isoformat(timespec="seconds")), (f"{SITE}people/", None)] == told(files["sitemaps/pages.xml"])


def test_what_has_its_first_home_elsewhere_is_not_ours_to_list() -> None:
    """Neither a post on a blog nor a piece that was there first."""
    away = [
        cleared(item(id="a", kind=Kind.ELSEWHERE, link="https://blog.example/a")),
        cleared(item(id="b", first_home="https://blog.example/b")),
        cleared(item(id="c")),
    ]

    assert [f"{SITE}articles/c/"] == [address for address, _ in told(files_of([], away)["sitemaps/2026.xml"])]


MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


def piece(name: str, published: datetime) -> ClearedItem:
    """A piece of a day."""
    return cleared(item(id=name, published=published))


@settings(deadline=None, max_examples=60)
@given(days=st.lists(MOMENTS, max_size=8), new=MOMENTS, order=st.randoms())
def test_a_new_piece_changes_its_own_year_and_the_index_alone(
    days: list[datetime], new: datetime, order: object
) -> None:
    """Every other file stays byte for byte; and in whichever order the pieces come, the files are the same."""
    before = [piece(f"a-{number}", day) for number, day in enumerate(days)]
    after = [*before, piece("new", new)]
    old, fresh = files_of(PAGES, before), files_of(PAGES, after)
    changed = {path for path in fresh if fresh[path] != old.get(path)}

    assert changed <= {"sitemap.xml", f"sitemaps/{new.year}.xml"}
    assert f"sitemaps/{new.year}.xml" in changed
    assert fresh == files_of(PAGES, list(reversed(after)))
    assert len(after) == sum(
        len(told(raw)) for path, raw in fresh.items() if path not in ("sitemap.xml", sitemaps.PAGES)
    )


def test_a_year_that_is_full_goes_on_in_a_second_file() -> None:
    """At most 50,000 addresses are in one; the first does not change any more."""
    places = [Place(f"{SITE}{number}/") for number in range(50_001)]
    files = files_of(places, [])

    assert [50_000, 1] == [len(told(files[path])) for path in ("sitemaps/pages.xml", "sitemaps/pages-2.xml")]
    assert 2 == len(told(files["sitemap.xml"]))


@in_gates
def test_5000_pieces_of_one_year_are_far_from_the_limits() -> None:
    """Under a megabyte; the protocol allows 50."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    files = files_of([], [piece(f"a-{n}", start + timedelta(minutes=n)) for n in range(5_000)])

    assert len(files["sitemaps/2026.xml"]) < 1_000_000


def test_programs_are_told_where_the_sitemap_is() -> None:
    """And that they may read everything (RFC 9309)."""
    assert b"User-agent: *\nAllow: /\n\nSitemap: https://firm.example/sitemap.xml\n" == robots(SITE, sitemaps.INDEX)
