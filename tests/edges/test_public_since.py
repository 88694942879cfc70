"""Since when pieces are public, as the archive of the site has it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edges.archive import Archive
from pipeline.edges.public_since import PublicSince
from pipeline.ports import Public

MORNING = datetime(2026, 5, 3, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def keep(archive: Archive, site: Path, number: int, items: set[str], before: set[str] | None = None) -> None:
    """The number-th version, which tells of these items; with what was told before, it is kept by what changed."""
    site.mkdir(exist_ok=True)
    (site / "index.html").write_text(str(sorted(items)))
    follows = before is not None and archive.follows(str(number - 1))
    told: dict[str, object] = {each: {"text": each} for each in items}
    if follows and before is not None:
        told = {**{each: told[each] for each in items - before}, **dict.fromkeys(before - items)}
    kept = archive.keep(
        site, str(number), told, MORNING + number * DAY, before=str(number - 1), changed={"index.html"} if follows else None
    )  # fmt: skip
    assert kept


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.booleans(), st.booleans()), max_size=8))
def test_the_first_version_that_told_of_an_item_says_since_when(
    tmp_path_factory: object, versions: list[tuple[set[str], bool, bool]]
) -> None:
    """Whether versions were kept whole or by what changed, and however often somebody looked in between."""
    folder = tmp_path_factory.mktemp("since")  # type: ignore[attr-defined]  # pytest's factory
    archive = Archive(folder / "archive")
    since = PublicSince(archive)
    first: dict[str, datetime] = {}
    before: set[str] = set()
    for number, (items, by_change, looked) in enumerate(versions, start=1):
        keep(archive, folder / "site", number, items, before if by_change else None)
        for each in items:
            first.setdefault(each, MORNING + number * DAY)
        before = items
        if looked:
            since.look()

    told = Public(first, frozenset(before), MORNING + DAY if versions else None)
    assert told == since.look() == PublicSince(archive).look()


def test_the_stamp_changes_with_every_version(tmp_path: Path) -> None:
    """And with nothing else."""
    archive = Archive(tmp_path / "archive")
    stamps = [archive.stamp()]
    for number in range(1, 4):
        keep(archive, tmp_path / "site", number, {"a"})
        stamps.append(archive.stamp())

    assert 4 == len(set(stamps))
    assert stamps[-1] == Archive(tmp_path / "archive").stamp()


def test_a_backup_brought_back_is_read_anew(tmp_path: Path) -> None:
    """What only the lost versions told of is told no longer."""
    archive, index = Archive(tmp_path / "archive"), tmp_path / "archive" / "site.jsonl"
    since = PublicSince(archive)
    keep(archive, tmp_path / "site", 1, {"a"})
    backup = index.read_bytes()
    keep(archive, tmp_path / "site", 2, {"a", "b"})
    assert {"a", "b"} == since.look().now

    index.write_bytes(backup)

    assert Public({"a": MORNING + DAY}, frozenset("a"), MORNING + DAY) == since.look()
