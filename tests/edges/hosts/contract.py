"""What every host promises, whatever it is made of; each kind runs these on a real one."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.edges.hosts.built import BuiltSite
from pipeline.ending import silent
from pipeline.errors import HostError
from pipeline.ports import Progress
from pipeline.ports.hosting import Difference, SiteHost

START = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

PAGES = {
    "index.html": "Home one",
    "404.html": "Not here",
    "feed.atom": "<feed/>",
    "people/rafe/index.html": "Rafe",
    "stories/the-van/index.html": "A van was late.",
    "assets/site.css": "body {}",
    "assets/main.57a0d79d.min.css": "p {}",
    "assets/content/401542a085527fc2.svg": "<svg/>",
    "pagefind/pagefind-entry.json": "{}",
    "pagefind/fragment/en_1ab6fff.pf_fragment": "A van was late.",
}
#: Names that some layer might take for something else than a name.
ODD = {
    "a b/é.html": "1", "x%20y.html": "2", "a#b.html": "3", "people/o'hara.html": "4", 'q"q.html': "5", "a+b?.html": "6",
    "-dash/--x.html": "7", "$(id)/`id`.html": "8", ".well-known/security.txt": "9",
}  # fmt: skip


def pages(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """The same as bytes."""
    return {path: body.encode() if isinstance(body, str) else body for path, body in files.items()}


def lay(folder: Path, files: Mapping[str, str | bytes]) -> BuiltSite:
    """A built site of these files in a new folder."""
    for path, body in pages(files).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    return BuiltSite(folder)


@dataclass
class Place:
    """A real place where a site can live, and how visitors and tests look at it."""

    #: A new object that knows nothing but the place; told how many versions to keep.
    open: Callable[[int, Progress], SiteHost]
    #: What visitors see: path to bytes.
    public: Callable[[], dict[str, bytes]]
    scratch: Path
    #: Files that the kind of host adds by itself.
    adds: Mapping[str, bytes] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def host(self, keep: int = 5, progress: Progress = silent) -> SiteHost:
        """The host, as a new process would have it."""
        return self.open(keep, progress)

    def site(self, files: Mapping[str, str | bytes]) -> BuiltSite:
        """A built site."""
        return lay(self.scratch / f"site-{next(self._numbers)}", files)

    def put(self, version: str, files: Mapping[str, str | bytes], keep: int = 5) -> None:
        """Put these files; versions are put a minute apart by the number in their name."""
        at = START + timedelta(minutes=int(version.lstrip("v")))
        self.host(keep).put(self.site(files), version, at)

    def expected(self, files: Mapping[str, str | bytes]) -> dict[str, bytes]:
        """What visitors must see when these files were put."""
        return {**pages(files), **self.adds}


class HostContract:
    """Run by a class of its own for each kind, with a fixture `place`."""

    def test_what_was_put_is_what_visitors_see(self, place: Place) -> None:
        """Every file and no other, byte for byte; counted."""
        done = place.host().put(place.site(PAGES), "v1", START)

        assert place.expected(PAGES) == place.public()
        assert ("v1", len(place.expected(PAGES)), 0, 0) == (done.version, done.written, done.removed, done.kept)
        assert done.sent == done.written
        assert sum(map(len, pages(PAGES).values())) == done.sent_bytes

    def test_putting_the_same_again_sends_nothing(self, place: Place) -> None:
        """Not a byte goes out, and the version that stands keeps its name."""
        place.put("v1", PAGES)

        done = place.host().put(place.site(PAGES), "v2", START + timedelta(minutes=2))

        assert ("v1", True, 0, 0) == (done.version, done.quiet, done.sent, done.sent_bytes)
        assert ["v1"] == [each.name for each in place.host().versions()]

    def test_only_the_changed_file_is_sent(self, place: Place) -> None:
        """One page is new; the others are not sent again."""
        place.put("v1", PAGES)
        changed = PAGES | {"index.html": "Home two"}

        done = place.host().put(place.site(changed), "v2", START + timedelta(minutes=2))

        assert place.expected(changed) == place.public()
        assert ("v2", 1, 0, 1, 8) == (done.version, done.written, done.removed, done.sent, done.sent_bytes)
        assert len(place.expected(PAGES)) - 1 == done.kept

    def test_a_removed_file_is_gone(self, place: Place) -> None:
        """What the site no longer has, no visitor gets."""
        place.put("v1", PAGES)
        fewer = {path: body for path, body in PAGES.items() if "the-van" not in path and "fragment" not in path}

        done = place.host().put(place.site(fewer), "v2", START + timedelta(minutes=2))

        assert place.expected(fewer) == place.public()
        assert (0, 2, 0) == (done.written, done.removed, done.sent)

    def test_a_file_may_become_a_folder_and_a_folder_a_file(self, place: Place) -> None:
        """Nothing of the old shape stands in the way of the new."""
        place.put("v1", {"index.html": "1", "about": "a file", "news/index.html": "2"})
        turned = {"index.html": "1", "about/index.html": "a page", "news": "a file"}

        place.put("v2", turned)

        assert place.expected(turned) == place.public()

    def test_a_plan_says_what_would_change_and_changes_nothing(self, place: Place) -> None:
        """Added, changed and removed, by path; visitors see what they saw."""
        place.put("v1", PAGES)
        other = {path: body for path, body in PAGES.items() if path != "404.html"}
        other |= {"index.html": "Home two", "stories/new/index.html": "New"}

        told = place.host().plan(place.site(other))

        assert Difference(("stories/new/index.html",), ("index.html",), ("404.html",)) == told
        assert place.expected(PAGES) == place.public()
        assert not place.host().plan(place.site(PAGES))

    def test_a_plan_of_the_first_put_adds_everything(self, place: Place) -> None:
        """A place where nothing was put yet is no error."""
        told = place.host().plan(place.site(PAGES))

        assert tuple(sorted(place.expected(PAGES))) == told.added
        assert [] == list(place.host().versions())

    def test_a_rollback_brings_back_the_version_before(self, place: Place) -> None:
        """Twice goes back two versions; where there is none before, what is public stays, and an error says so."""
        versions = [PAGES | {"index.html": f"Home {number}", f"only-{number}.html": "x"} for number in (1, 2, 3)]
        for number, files in enumerate(versions, 1):
            place.put(f"v{number}", files)

        assert "v2" == place.host().roll_back()
        assert place.expected(versions[1]) == place.public()
        assert "v1" == place.host().roll_back()
        assert place.expected(versions[0]) == place.public()
        with pytest.raises(HostError, match="no version from before"):
            place.host().roll_back()
        assert place.expected(versions[0]) == place.public()

    def test_a_rollback_leads_to_what_was_public_and_not_to_what_was_given_up(self, place: Place) -> None:
        """After v1, v2, back to v1, and v3, the version before v3 is v1: nobody wanted v2."""
        versions = [PAGES | {"index.html": f"Home {number}"} for number in (1, 2, 3)]
        place.put("v1", versions[0])
        place.put("v2", versions[1])
        place.host().roll_back()
        place.put("v3", versions[2])

        assert "v1" == place.host().roll_back()
        assert place.expected(versions[0]) == place.public()

    def test_what_was_rolled_back_from_can_be_put_again(self, place: Place) -> None:
        """The same site as a new version."""
        second = PAGES | {"index.html": "Home two"}
        place.put("v1", PAGES)
        place.put("v2", second)
        place.host().roll_back()

        place.put("v3", second)

        assert place.expected(second) == place.public()
        assert "v3" == next(each.name for each in place.host().versions() if each.public)

    def test_a_rollback_to_a_named_version(self, place: Place) -> None:
        """Any that the host has; any other is refused, and what is public stays."""
        for number in (1, 2, 3):
            place.put(f"v{number}", PAGES | {"index.html": f"Home {number}"})

        assert "v1" == place.host().roll_back("v1")
        assert b"Home 1" == place.public()["index.html"]
        with pytest.raises(HostError, match="has no such version"):
            place.host().roll_back("v9")
        assert b"Home 1" == place.public()["index.html"]

    def test_versions_are_told_newest_first(self, place: Place) -> None:
        """Name, time, the one before it, and which is public."""
        place.put("v1", PAGES)
        place.put("v2", PAGES | {"index.html": "Home two"})
        place.host().roll_back()

        told = place.host().versions()

        assert [("v2", "v1", False), ("v1", "", True)] == [(each.name, each.before, each.public) for each in told]
        assert [START + timedelta(minutes=2), START + timedelta(minutes=1)] == [each.at for each in told]
        assert {len(PAGES)} == {each.files for each in told}

    def test_only_so_many_versions_are_told_of(self, place: Place) -> None:
        """Old ones go; the one before the public one is never among them."""
        for number in range(1, 6):
            place.put(f"v{number}", PAGES | {"index.html": f"Home {number}"}, keep=3)

        assert ["v5", "v4", "v3"] == [each.name for each in place.host(3).versions()]
        assert "v4" == place.host(3).roll_back()

    def test_a_name_is_used_once(self, place: Place) -> None:
        """A second version of one name would make a rollback ambiguous."""
        place.put("v1", PAGES)
        place.put("v2", PAGES | {"index.html": "Home two"})

        with pytest.raises(HostError, match="there already"):
            place.put("v1", PAGES | {"index.html": "Home three"})
        assert b"Home two" == place.public()["index.html"]

    def test_names_that_look_like_something_else(self, place: Place) -> None:
        """Spaces, accents, percent signs, quotes, hyphens in front: a path is a path."""
        place.put("v1", PAGES | ODD)
        fewer = PAGES | {path: body + "!" for path, body in ODD.items() if "é" not in path}

        place.put("v2", fewer)

        assert place.expected(fewer) == place.public()
        place.host().roll_back()
        assert place.expected(PAGES | ODD) == place.public()

    def test_a_site_that_changes_under_our_hands_is_not_mixed(self, place: Place) -> None:
        """Where a file is no longer what it was when the put began, the put ends, and visitors see what they saw."""
        place.put("v1", PAGES)
        site = place.site(PAGES | {"index.html": "Home two", "stories/new/index.html": "New"})
        (site.folder / "stories/new/index.html").write_text("Newer")

        with pytest.raises(HostError, match="published anew while it was read"):
            place.host().put(site, "v2", START + timedelta(minutes=2))

        assert place.expected(PAGES) == place.public()
        place.put("v3", PAGES | {"index.html": "Home three"})
        assert b"Home three" == place.public()["index.html"]

    def test_everything_can_be_sent_anew(self, place: Place) -> None:
        """A host that is not trusted any more gets every file again, and is right afterwards."""
        place.put("v1", PAGES)

        place.host().put(place.site(PAGES), "v2", START + timedelta(minutes=2), anew=True)

        assert place.expected(PAGES) == place.public()

    def test_progress_is_told(self, place: Place) -> None:
        """It ends with everything done."""
        told: list[tuple[int, int]] = []

        place.host(progress=lambda room, done, total, what="": told.append((done, total))).put(
            place.site(PAGES), "v1", START
        )

        assert told
        assert told[-1][0] == told[-1][1]
        assert all(done <= total for done, total in told)
