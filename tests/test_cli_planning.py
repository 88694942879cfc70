"""What people see of the plan, and what they change of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from pipeline import plan_acts
from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.model import SlotState
from pipeline.plan_view import entries
from pipeline.wiring import House
from tests.builders import FIRM
from tests.conftest import SmallFirm

CADENCES = 'cadences: {site: {at: "06:00"}, weekly: {on: monday, at: "08:30"}, monthly: {on: 1, at: "08:30"}}\n'
#: A Monday, an hour after the week's edition.
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm with rhythms."""
    small_firm.write("content/firm.yml", FIRM + CADENCES)
    return small_firm


def attract(firm: SmallFirm, *arguments: str) -> Result:
    """`attract ...` on this firm, by the machine's own clock."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *arguments])


def coming(firm: SmallFirm, job: str = "weekly") -> str:
    """The name of the next slot of a job by the machine's own clock, and not within the hour."""
    house = House(firm.root)
    house.plan.lay()
    later = house.slots.find(jobs=[job], states=[SlotState.PLANNED], since=house.time() + timedelta(hours=1))
    return later[0].name


def test_the_plan_is_told_in_local_time_with_its_zone_and_in_utc(firm: SmallFirm) -> None:
    """As a table and for other programs."""
    shown = attract(firm, "plan").output
    rows = json.loads(attract(firm, "plan", "--json").output)

    assert "Europe/London" in shown
    assert "in UTC" in shown
    assert {"site", "weekly", "monthly", "check", "retention"} == {row["job"] for row in rows}
    for row in rows:
        assert datetime.fromisoformat(row["due"]) == datetime.fromisoformat(row["due_utc"])
        assert row["zone"] == "Europe/London"


def test_of_so_many_days_everything_is_told(firm: SmallFirm) -> None:
    """Otherwise of each rhythm the next."""
    house = firm.house(MONDAY)

    next_ones = [each.job for each in entries(house) if each.due > MONDAY]
    month = [each.job for each in entries(house, 30) if each.due > MONDAY]

    assert sorted({*next_ones}) == sorted(next_ones)
    assert (30, 4, 1) == (month.count("site"), month.count("weekly"), month.count("monthly"))


def test_a_slot_is_skipped_and_brought_back(firm: SmallFirm) -> None:
    """Who did it and why stands in the plan."""
    slot = coming(firm)

    skipped = attract(firm, "plan", "skip", slot, "--by", "Ines", "--reason", "all in court")
    row = next(row for row in json.loads(attract(firm, "plan", "--json").output) if row["slot"] == slot)
    again = attract(firm, "plan", "skip", slot, "--by", "Ines")
    back = attract(firm, "plan", "reset", slot)

    assert (0, True) == (skipped.exit_code, "Ines left it out" in skipped.output and "all in court" in skipped.output)
    assert ("skipped", "Ines", "all in court") == (row["state"], row["by"], row["said"])
    assert (2, True) == (again.exit_code, "left out already" in again.output)
    assert "It is planned." in back.output
    assert slot == coming(firm)


def test_a_slot_is_moved_within_its_neighbours_and_put_back(firm: SmallFirm) -> None:
    """A time without a zone is refused, and so is one beyond the next slot."""
    slot, house = coming(firm), House(firm.root)
    told = house.slots.one(slot)
    assert told is not None
    naive = attract(firm, "plan", "move", slot, "--to", "2030-01-01T09:00", "--by", "Ines")
    beyond = attract(firm, "plan", "move", slot, "--to", "2030-01-01T09:00 Europe/London", "--by", "Ines")
    past = attract(firm, "plan", "move", slot, "--to", "2020-01-01T09:00Z", "--by", "Ines")
    later = told.at + timedelta(days=1)
    moved = attract(firm, "plan", "move", slot, "--to", later.isoformat(), "--by", "Ines", "--reason", "a hearing")
    now = house.slots.one(slot)
    attract(firm, "plan", "reset", slot)

    assert (2, True) == (naive.exit_code, "says no time zone" in naive.output)
    assert (2, True) == (beyond.exit_code, "slots keep their order" in beyond.output)
    assert (2, True) == (past.exit_code, "is past" in past.output)
    assert (0, True) == (moved.exit_code, "Ines moved it: a hearing" in moved.output)
    assert now is not None
    assert (later, later) == (now.at, now.due)
    assert told == house.slots.one(slot)


def test_a_moved_slot_fires_at_its_new_moment_and_not_at_the_old(firm: SmallFirm) -> None:
    """Also when the rules change meanwhile."""
    house = firm.house(MONDAY)
    house.plan.due()
    house.slots.fire("weekly", "2026-W48", MONDAY)
    plan_acts.move(house, "weekly-2026-W49", datetime(2026, 12, 2, 9, tzinfo=UTC), "Ines", "")
    firm.write("content/firm.yml", FIRM + CADENCES.replace("08:30", "10:00"))

    def due(when: str) -> list[str]:
        house = firm.house(datetime.fromisoformat(when))
        return [each.name for each in house.plan.editions() if each.job == "weekly"]

    assert [[], [], ["weekly-2026-W49"]] == [
        due(f"2026-{when}Z") for when in ("11-30T10:00", "12-02T08:59", "12-02T09:00")
    ]


def test_a_job_rests_until_somebody_lets_it_go_on(firm: SmallFirm) -> None:
    """What fell due meanwhile is caught up once, the latest alone."""
    house = firm.house(MONDAY)
    house.plan.due()
    plan_acts.pause(house, "weekly", "Ines", "nobody is here")
    later = firm.house(MONDAY + timedelta(days=15))

    assert [] == [each.name for each in later.plan.due().due if each.job == "weekly"]
    assert any("Ines lets it rest" in each.following for each in entries(later))
    plan_acts.resume(later, "weekly")
    settled = later.plan.due()
    assert ["weekly-2026-W50"] == [each.name for each in settled.due if each.job == "weekly"]
    assert "weekly-2026-W49" in [each.name for each in settled.missed]
    with pytest.raises(UsageError, match="does not rest"):
        plan_acts.resume(later, "weekly")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("why", "weekly-1999-W01"), "no slot of this name"),
        (("skip", "nothing", "--by", "I"), "no slot of this name"),
        (("pause", "hourly", "--by", "I"), "no such rhythm"),
        (("pause", "retention", "--by", "I"), "not kept longer"),
        (("resume", "weekly"), "does not rest"),
    ],
)
def test_what_cannot_be_changed_is_said_with_what_can(firm: SmallFirm, arguments: tuple[str, ...], words: str) -> None:
    """Exit code 2, and a remedy."""
    refused = attract(firm, "plan", *arguments)

    assert (2, True) == (refused.exit_code, words in refused.output)


def test_a_date_that_stands_in_a_file_is_changed_there(firm: SmallFirm) -> None:
    """The plan follows the file, and says which line."""
    article = (firm.root / "content/articles/reading-a-lease.md").read_text()
    firm.write("content/articles/reading-a-lease.md", article.replace("---\n", "---\nreview_by: 2026-12-10\n", 1))
    house = firm.house(MONDAY)
    house.collect()
    house.plan.due()
    (slot,) = house.slots.find(jobs=["review"])

    with pytest.raises(UsageError, match="`review_by` in the piece's file"):
        plan_acts.skip(house, slot.name, "Ines", "")
    assert "retention" not in [each.job for each in house.slots.find(states=[SlotState.SKIPPED])]


def test_why_tells_the_rule_and_what_moved_it(firm: SmallFirm) -> None:
    """A bank holiday, and the cut-off before it leaves."""
    firm.write(
        "content/firm.yml",
        FIRM + 'cadences: {weekly: {on: monday, at: "08:30", cut_off: 90}}\ncalendar: {holidays: GB-ENG}\n',
    )
    from pipeline.terminal_plan import why

    house = firm.house(MONDAY)
    house.plan.lay()
    told = "\n".join(why(house, plan_acts.known(house, "weekly-2026-W53")))

    assert "The rule: every week on Monday at 08:30, by the clock of Europe/London." in told
    assert "28 December: Boxing Day (observed) (GB-ENG)" in told
    assert "Due: Tue 29 Dec 2026 07:00 Europe/London (07:00 UTC)." in told
    assert "leave from Tue 29 Dec 2026 08:30 Europe/London (08:30 UTC) on" in told


def test_a_calendar_program_can_read_the_plan(firm: SmallFirm, tmp_path: Path) -> None:
    """Each slot once, at its instant, cancelled where it was left out."""
    slot = coming(firm)
    attract(firm, "plan", "skip", slot, "--by", "Ines")
    file = tmp_path / "plan.ics"
    assert 0 == attract(firm, "plan", "--ics", str(file)).exit_code

    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    events = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    told = House(firm.root).slots.one(slot)

    assert told is not None
    assert told.at == events[f"{slot}@firm.example"].decoded("DTSTART")
    assert "CANCELLED" == events[f"{slot}@firm.example"]["STATUS"]
    assert len(events) == len(calendar.walk("VEVENT"))
    assert calendar.to_ical() != b""
    printed = attract(firm, "plan", "--ics", "-").output
    assert printed.startswith("BEGIN:VCALENDAR")


def test_a_failed_slot_tells_its_tries_its_error_and_when_it_is_tried_again(firm: SmallFirm) -> None:
    """In words, and as fields."""
    house = firm.house(MONDAY)
    slot = next(each for each in house.plan.due().due if each.job == "site")
    with pytest.raises(UsageError), house.plan.work(slot):
        raise UsageError("somewhere", "something is wrong.", "Mend it.")

    (entry,) = [each for each in entries(house) if each.name == slot.name]

    assert (1, "somewhere: something is wrong.") == (entry.tries, entry.error)
    assert "tried again at Mon 23 Nov 2026 09:31 Europe/London (09:31 UTC)" in entry.following
