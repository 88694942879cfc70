"""Posts in files: each in one, whole, at a time that its program takes."""

import csv
import io
import itertools
import os
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import post_handing
from pipeline.errors import BusyError, TransportError, UsageError
from pipeline.model.posting import PostState
from pipeline.post_handing import Files
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm, small_firm_in
from tests.handing import HOUR, PIECE, files, killers, put, speaking
from tests.thorough import in_gates

#: Kills in the long tier; a few else.
KILLS = int(os.environ.get("ATTRACT_KILLS", "0"))
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a firm with accounts, to be copied."""
    firm = small_firm_in(tmp_path_factory.mktemp("prepared"))
    speaking(firm)
    return firm.root


@pytest.fixture
def small_firm(prepared: Path, tmp_path: Path) -> SmallFirm:
    """A copy of it."""
    shutil.copytree(prepared, tmp_path / "firm")
    return SmallFirm(tmp_path / "firm")


@pytest.fixture
def house(small_firm: SmallFirm) -> House:
    """It at work."""
    return small_firm.house()


def hand(house: House, *names: str, folder: Path | None = None) -> Files:
    """Write files of these accounts, or all."""
    where = folder or post_handing.folder_of(house)
    return post_handing.hand_over(house, house.judged()[0], post_handing.accounts(house, names), where)


def rows_in(folder: Path) -> list[dict[str, str]]:
    """Every post in every file of a folder, as the csv module reads it."""
    found: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.csv")):
        found += csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    return found


def words_in(folder: Path) -> list[str]:
    """The words of each, without the link behind them."""
    return sorted((row.get("Text") or row["message_text"]).split("\n")[0] for row in rows_in(folder))


def states(house: House) -> Counter[PostState]:
    """How many posts stand in each state."""
    return Counter(each.state for each in house.posting.posts.find())


def test_each_post_stands_in_one_file(house: House) -> None:
    """Of its account, in its program's form, with its picture's address; the next run has nothing left."""
    put(house, "firm-linkedin", "a", "b")
    put(house, "firm-bluesky", "a")
    put(house, "rafe-linkedin", "a")

    done = hand(house)
    again = hand(house)

    names = [each.path.name for each in done.laid]
    assert [
        "2026-11-18-1200-firm-linkedin-buffer-europe-london.csv",
        "2026-11-18-1200-firm-bluesky-sprout-day-first-europe-london.csv",
    ] == names
    assert ["Of a on firm-bluesky.", "Of a on firm-linkedin.", "Of b on firm-linkedin."] == words_in(
        done.laid[0].path.parent
    )
    (row, _) = csv.DictReader(io.StringIO(done.laid[0].path.read_text("utf-8-sig"), newline=""))
    assert ("https://firm.example/card.png", "2026-11-18 13:00") == (row["Image URL"], row["Posting Time"])
    assert ([], [], []) == (again.laid, again.moved, again.left)
    assert {PostState.ACCEPTED: 3, PostState.PLANNED: 1} == states(house)
    (post, _) = house.posting.posts.find(account="firm-linkedin")
    assert f"in .attract/outbox/social/files/{names[0]}, to be imported" == post.response


def test_files_of_one_minute_take_no_other_place(house: House) -> None:
    """Nobody may have imported the first one yet."""
    for name in "abc":
        put(house, "firm-linkedin", name)
        hand(house)

    names = sorted(each.name for each in post_handing.folder_of(house).glob("*.csv"))
    begins = ("2026-11-18-1200-2-firm", "2026-11-18-1200-3-firm", "2026-11-18-1200-firm")
    assert list(begins) == [name.partition("-linkedin")[0] for name in names]
    assert 3 == len(words_in(post_handing.folder_of(house)))


def test_more_than_a_program_takes_goes_into_several(house: House) -> None:
    """A hundred in one of Buffer's."""
    put(house, "firm-linkedin", *(f"p{number}" for number in range(101)))

    assert [100, 1] == [len(each.posts) for each in hand(house).laid]
    assert 101 == len(set(words_in(post_handing.folder_of(house))))


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (WEDNESDAY - 3 * HOUR, "2026-11-19 09:30"),
        (WEDNESDAY + 9 * MINUTE, "2026-11-19 09:30"),
        (WEDNESDAY + 10 * MINUTE, "2026-11-18 12:10"),
    ],
)
def test_what_its_program_would_not_take_gets_the_next_free_moment(house: House, due: datetime, told: str) -> None:
    """And somebody is told; it stays cleared."""
    put(house, "firm-linkedin", "a", due=due)

    done = hand(house)

    (row,) = rows_in(post_handing.folder_of(house))
    assert told == row["Posting Time"]
    assert (told != "2026-11-18 12:10") == bool(done.moved)
    assert ("Ines", PostState.ACCEPTED) == ((post := house.posting.posts.find()[0]).cleared_by, post.state)


def test_two_are_ten_minutes_apart(house: House) -> None:
    """Whoever comes second waits for a free moment."""
    put(house, "firm-bluesky", "a", due=WEDNESDAY + HOUR)
    put(house, "firm-bluesky", "b", due=WEDNESDAY + HOUR + 9 * MINUTE)

    moved = [each.post.of for each in hand(house).moved]

    assert ["b"] == moved
    assert ["13:00", "09:40"] == [row["time_24hr"] for row in rows_in(post_handing.folder_of(house))]


@given(
    minutes=st.lists(st.integers(-600, 3000), min_size=1, max_size=9), per_day=st.integers(1, 60),
    account=st.sampled_from(["firm-linkedin", "firm-bluesky"]),
)  # fmt: skip
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_planned_is_taken(
    tmp_path_factory: pytest.TempPathFactory, prepared: Path, minutes: Sequence[int], per_day: int, account: str
) -> None:
    """Ten minutes ahead at least and ten apart, as the file has it; and the dry run says the same before."""
    firm = SmallFirm(tmp_path_factory.mktemp("firm") / "copy")
    shutil.copytree(prepared, firm.root)
    text = (firm.root / "content/firm.yml").read_text("utf-8").replace("by: buffer", f"by: buffer, per_day: {per_day}")
    firm.write("content/firm.yml", text.replace("by: sprout", f"by: sprout, per_day: {per_day}"))
    house = firm.house()
    for number, minute in enumerate(minutes):
        put(house, account, f"p{number}", due=WEDNESDAY + minute * MINUTE)
    names = post_handing.accounts(house)
    would = post_handing.would(house, house.judged()[0], names, post_handing.folder_of(house))

    done = hand(house)

    assert [(each.post.id, each.to) for each in would.moved] == [(each.post.id, each.to) for each in done.moved]
    assert [[post.due for post in each.posts] for each in would.laid] == [
        [post.due for post in each.posts] for each in done.laid
    ]
    times = sorted(post.due for each in done.laid for post in each.posts)
    assert len(minutes) == len(times)
    assert times[0] >= WEDNESDAY + 10 * MINUTE
    assert all(later - one >= 10 * MINUTE for one, later in itertools.pairwise(times))


def test_a_dry_run_changes_nothing(house: House) -> None:
    """It says what would be in which file, and no more."""
    put(house, "firm-linkedin", "a", due=WEDNESDAY - HOUR)
    before = house.posting.posts.find()

    names = post_handing.accounts(house)
    would = post_handing.would(house, house.judged()[0], names, post_handing.folder_of(house))

    assert [1] == [len(each.posts) for each in would.laid]
    assert before == house.posting.posts.find()
    assert not post_handing.folder_of(house).exists()


def test_what_says_something_else_by_now_stays(house: House, small_firm: SmallFirm) -> None:
    """Nobody has cleared it any more; somebody who may be there already is in no file either."""
    put(house, "firm-linkedin", "a", texts={PIECE: "1:other"})
    put(house, "firm-linkedin", "b", began=WEDNESDAY)
    put(house, "firm-linkedin", "c")

    done = hand(house)

    assert {"a": "something else", "b": "may be there"} == {
        each.post.of: next(word for word in ("something else", "may be there") if word in each.why)
        for each in done.left
    }
    assert ["Of c on firm-linkedin."] == words_in(post_handing.folder_of(house))
    assert {"a": PostState.DRAFT, "b": PostState.PLANNED, "c": PostState.ACCEPTED} == {
        each.of: each.state for each in house.posting.posts.find()
    }


def test_a_folder_that_cannot_be_written_loses_nothing(house: House, tmp_path: Path) -> None:
    """The posts wait as before, and go elsewhere."""
    put(house, "firm-linkedin", "a")
    (tmp_path / "a-file").write_text("")

    with pytest.raises(TransportError, match="--to"):
        hand(house, folder=tmp_path / "a-file" / "folder")
    assert {PostState.PLANNED: 1} == states(house)
    assert [tmp_path / "out"] == [each.path.parent for each in hand(house, folder=tmp_path / "out").laid]


def test_files_are_for_whoever_imports(house: House) -> None:
    """An account that Attract speaks for, or a person, has none."""
    with pytest.raises(UsageError, match="by: hand"):
        post_handing.accounts(house, ["rafe-linkedin"])
    assert ["firm-linkedin", "firm-bluesky"] == post_handing.accounts(house)
    assert [] == post_handing.accounts(house, ["rafe-linkedin"], strict=False)


def test_one_at_a_time_hands_over(house: House) -> None:
    """Who finishes what others were interrupted at must know that they were."""
    put(house, "firm-linkedin", "a")

    with house.posting.alone(), pytest.raises(BusyError):
        hand(house)


def test_a_calendar_has_every_post(house: House) -> None:
    """Of whatever account, and in whatever state."""
    put(house, "firm-linkedin", "a")
    put(house, "rafe-linkedin", "a", state=PostState.DRAFT)
    hand(house)

    events = icalendar.Calendar.from_ical(post_handing.calendar(house)).walk("VEVENT")
    (one,) = icalendar.Calendar.from_ical(post_handing.calendar(house, ["rafe-linkedin"])).walk("VEVENT")
    assert {"firm-linkedin-a@firm.example": "CONFIRMED", "rafe-linkedin-a@firm.example": "TENTATIVE"} == {
        str(each["UID"]): str(each["STATUS"]) for each in events
    }
    assert "rafe-linkedin-a@firm.example" == one["UID"]


# Kills.


@in_gates
def test_whoever_is_killed_anywhere_leaves_each_post_in_one_file(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Before whichever line; nothing stands in two files, nothing in none, and no file is in pieces."""
    house = small_firm.house()
    put(house, "firm-linkedin", "a", "b", due=WEDNESDAY - HOUR)
    put(house, "firm-bluesky", "a", "b")
    expected = [f"Of {name} on firm-{network}." for name in "ab" for network in ("bluesky", "linkedin")]
    chance = random.Random(8)
    with killers() as many:
        shutil.copytree(small_firm.root, tmp_path / "whole")
        points = many.points("files", tmp_path / "whole", KILLS or 7)
        found = Counter[PostState]()
        for number, point in enumerate(points):
            root = tmp_path / f"killed-{number}"
            shutil.copytree(small_firm.root, root)
            killed = House(root, clock=lambda: WEDNESDAY)
            assert not many.run("files", root, point)
            found += states(killed)
            if number % 2:
                # And again, while it finishes what the first one left.
                many.run("files", root, chance.randint(1, max(points)))
            assert many.run("files", root)

            assert sorted(expected) == words_in(post_handing.folder_of(killed)), point
            assert {PostState.ACCEPTED: 4} == states(killed)
            assert {each.ref for each in killed.posting.posts.find()} == {
                path.relative_to(root).as_posix() for path in post_handing.folder_of(killed).glob("*.csv")
            }
    # They came in the middle, too.
    assert {PostState.PLANNED, PostState.ATTEMPTING, PostState.ACCEPTED} == set(found)


def test_what_was_begun_is_finished_as_it_was(house: House, tmp_path: Path) -> None:
    """Under its own name and in its own folder, wherever the next files go."""
    posts = put(house, "firm-linkedin", "a")
    house.posting.posts.hand(posts, (tmp_path / "usb" / "one.csv").as_posix(), WEDNESDAY)
    put(house, "firm-linkedin", "b", due=WEDNESDAY + 2 * HOUR)

    done = hand(house, folder=tmp_path / "other")

    assert [(True, "usb"), (False, "other")] == [(each.finished, each.path.parent.name) for each in done.laid]
    assert ["Of a on firm-linkedin."] == words_in(tmp_path / "usb")


def test_what_was_begun_for_an_account_that_changed_its_way(house: House, small_firm: SmallFirm) -> None:
    """Where its file stands it was handed over, else it leaves as the account does now."""
    one, other = put(house, "firm-linkedin", "a", "b")
    house.posting.posts.hand([one], "one.csv", WEDNESDAY)
    house.posting.posts.hand([other], "other.csv", WEDNESDAY)
    small_firm.write("one.csv", "as it was")
    text = (small_firm.root / "content/firm.yml").read_text("utf-8").replace("by: buffer", "by: webhook")
    small_firm.write("content/firm.yml", text)
    house = small_firm.house()

    hand(house)

    assert {"a": PostState.ACCEPTED, "b": PostState.PLANNED} == {
        each.of: each.state for each in house.posting.posts.find()
    }
    assert "as it was" == (small_firm.root / "one.csv").read_text("utf-8")


def test_files_for_the_kill_are_the_files_that_people_get(house: House) -> None:
    """The process that is killed does what the command does."""
    put(house, "firm-linkedin", "a")

    files(house)

    assert ["Of a on firm-linkedin."] == words_in(post_handing.folder_of(house))
