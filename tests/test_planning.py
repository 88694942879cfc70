"""The plan on the disk, driven by a simulated clock: random rules, zones, restarts, clocks that jump, and others beside."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import BusyError, ConfigurationError, TransportError
from pipeline.model import Planned, SlotState
from pipeline.plan.rhythms import in_words
from pipeline.wiring import House
from tests.builders import FIRM
from tests.conftest import SmallFirm
from tests.plan.test_rhythms import ZONES
from tests.thorough import LONGER

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
_days = st.lists(st.sampled_from(["monday", "wednesday", "saturday"]), min_size=1, unique=True)
_closed = st.sampled_from(["next", "skip", "before", "anyway"])
cadences = st.fixed_dictionaries(
    {},
    optional={
        "site": st.fixed_dictionaries({"at": times}),
        "daily": st.fixed_dictionaries({"at": times, "closed": _closed}),
        "weekly": st.fixed_dictionaries(
            {"on": _days, "at": times, "closed": _closed, "cut_off": st.sampled_from([0, 90])}
        ),
        "monthly": st.fixed_dictionaries({"on": st.sampled_from([1, 15, 31, "last friday"]), "at": times}),
    },
)
calendars = st.fixed_dictionaries(
    {},
    optional={
        "weekdays": st.just(["sunday"]),
        "quiet": st.just({"from": "20:00", "to": "07:00"}),
        "holidays": st.just(["GB-ENG"]),
    },
)
#: Minutes by which the clock goes on; asleep for days; or back.
steps = st.lists(
    st.one_of(st.integers(1, 45), st.integers(1, 45), st.integers(60 * 24, 60 * 24 * 20), st.integers(-60 * 24 * 9, -1)),
    min_size=5, max_size=60,
)  # fmt: skip
#: Many that are short, and none that is long or goes back.
calm = st.lists(st.integers(5, 240), min_size=30, max_size=120)


class Clock:
    """A time that goes where it is told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at


class World:
    """A firm with a clock, and what was done in its slots."""

    def __init__(self, root: Path, at: datetime) -> None:
        self.root, self.clock = root, Clock(at)
        self.done: list[tuple[Planned, datetime]] = []
        self.missed: list[Planned] = []

    def house(self) -> House:
        """A process of its own."""
        return House(self.root, clock=self.clock)

    def tick(self, *houses: House) -> None:
        """Several clocks look at once, and each goes to work."""
        looks = [(house, house.plan.due()) for house in houses]
        for house, look in looks:
            self.missed += look.missed
            for slot in look.due:
                with house.plan.work(slot) as mine:
                    if mine:
                        self.done.append((slot, self.clock.at))


def firm_in(folder: str, zone: str, told: dict[str, object], calendar: dict[str, object]) -> Path:
    """A firm with these rhythms."""
    firm = SmallFirm(Path(folder) / "firm")
    settings_ = FIRM.replace("Europe/London", zone) + f"cadences: {told}\ncalendar: {calendar}\n"
    firm.write("content/firm.yml", settings_)
    return firm.root


@pytest.mark.long
@settings(deadline=None, max_examples=10 * LONGER, suppress_health_check=list(HealthCheck))
@given(
    zone=st.sampled_from(ZONES), told=cadences, calendar=calendars,
    start=st.datetimes(datetime(2026, 1, 5), datetime(2027, 6, 1), timezones=st.just(UTC)), steps=steps,
    restarts=st.sets(st.integers(0, 60)), beside=st.integers(1, 3),
)  # fmt: skip
def test_each_slot_is_done_once_and_none_early_whatever_the_clock_does(
    zone: str, told: dict[str, object], calendar: dict[str, object], start: datetime, steps: list[int],
    restarts: set[int], beside: int,
) -> None:  # fmt: skip
    """Random rules and zones, several clocks at once, restarts, a machine that sleeps, a clock that is put back."""
    with TemporaryDirectory() as folder:
        world = World(firm_in(folder, zone, told, calendar), start)
        houses = [world.house() for _ in range(beside)]
        for number, minutes in enumerate(steps):
            world.clock.at += timedelta(minutes=minutes)
            if number in restarts:
                houses = [world.house() for _ in range(beside)]
            world.tick(*houses)
        rows = world.house().slots.find()

        names = [slot.name for slot, _ in world.done]
        assert [] == [name for name, times_ in Counter(names).items() if times_ > 1]
        assert [] == [slot for slot, at in world.done if at < slot.due]
        assert sorted(names) == sorted(each.name for each in rows if each.state is SlotState.DONE)
        assert set() == {each.name for each in world.missed} & set(names)
        # In order, as long as nobody puts the clock back.
        if min(steps) > 0:
            for job in {slot.job for slot, _ in world.done}:
                mine = [slot.at for slot, _ in world.done if slot.job == job]
                assert sorted(mine) == mine


@pytest.mark.long
@settings(deadline=None, max_examples=6 * LONGER, suppress_health_check=list(HealthCheck))
@given(
    zone=st.sampled_from(ZONES), told=cadences, calendar=calendars,
    start=st.datetimes(datetime(2026, 1, 5), datetime(2027, 6, 1), timezones=st.just(UTC)), steps=calm,
)  # fmt: skip
def test_while_the_clock_ticks_every_slot_is_done_and_none_is_missed(
    zone: str, told: dict[str, object], calendar: dict[str, object], start: datetime, steps: list[int]
) -> None:
    """What the rules ask for between the first look and the last is what was done."""
    with TemporaryDirectory() as folder:
        world = World(firm_in(folder, zone, told, calendar), start)
        world.tick(world.house())
        for minutes in steps:
            world.clock.at += timedelta(minutes=minutes)
            world.tick(world.house())
        house = world.house()

        assert [] == world.missed
        for job, rhythm in house.plan.rhythms.items():
            slots = house.slots.find(
                jobs=[job], states=[SlotState.PLANNED, SlotState.DONE], since=start, until=world.clock.at
            )
            assert {SlotState.DONE} >= {each.state for each in slots if each.due > start}, in_words(rhythm)


def with_rhythms(firm: SmallFirm, told: str, calendar: str = "{}") -> SmallFirm:
    """The small firm with rhythms and a calendar."""
    firm.write("content/firm.yml", FIRM + f"cadences: {{check: never, {told}}}\ncalendar: {calendar}\n")
    return firm


WEEKLY = 'weekly: {on: monday, at: "08:30"}'


def names(slots: list[Planned]) -> list[str]:
    """Without the slot in which what need not be kept is removed."""
    return [each.name for each in slots if each.job != "retention"]


def test_a_slot_that_somebody_is_at_is_nobody_elses(small_firm: SmallFirm) -> None:
    """Until their time is over: a process that died an hour ago is not waited for."""
    with_rhythms(small_firm, WEEKLY)
    clock = Clock(MONDAY)
    one, other = (House(small_firm.root, clock=clock) for _ in range(2))
    (slot,) = one.plan.editions()

    with one.plan.work(slot) as mine, other.plan.work(slot) as theirs:
        assert (True, False) == (mine, theirs)
        assert names(other.plan.due().due) == [slot.name]
        clock.at += timedelta(hours=2)
        with other.plan.work(slot) as now:
            assert now
    assert SlotState.DONE is known(one, slot.name).state


def known(house: House, name: str) -> Planned:
    """A slot as the disk has it."""
    found = house.slots.one(name)
    assert found is not None
    return found


def test_work_that_fails_is_told_in_words_and_tried_again(small_firm: SmallFirm) -> None:
    """The error goes on to whoever tells it; where another Attract was at work nothing was tried."""
    with_rhythms(small_firm, WEEKLY)
    house = small_firm.house(MONDAY)
    (slot,) = house.plan.editions()

    with pytest.raises(BusyError), house.plan.work(slot):
        raise BusyError("firm", "busy.", "Wait.")
    assert 0 == known(house, slot.name).tries
    with pytest.raises(TransportError), house.plan.work(slot):
        raise TransportError("smtp", "nobody answers.", "Look at it.")

    failed = known(house, slot.name)
    assert (SlotState.PLANNED, 1, "smtp: nobody answers.") == (failed.state, failed.tries, failed.error)
    assert [] == names(house.plan.due().due)
    assert [slot.name] == names(house.plan.due(soon=True).due)
    assert [slot.name] == names(small_firm.house(MONDAY + timedelta(minutes=1)).plan.due().due)


def test_a_changed_rule_counts_at_once(small_firm: SmallFirm) -> None:
    """What is planned moves with it; the week that was done is not done again."""
    house = with_rhythms(small_firm, WEEKLY).house(MONDAY)
    with house.plan.work(house.plan.editions()[0]) as mine:
        assert mine
    later = with_rhythms(small_firm, 'weekly: {on: thursday, at: "09:00"}').house(MONDAY + timedelta(days=4))

    assert [] == later.plan.editions()
    assert ["weekly-2026-W49"] == names(later.plan.ahead())
    assert datetime(2026, 12, 3, 9, tzinfo=UTC) == later.plan.ahead()[0].at


def test_a_new_holiday_moves_what_is_planned(small_firm: SmallFirm) -> None:
    """From a calendar file in the firm's folder, by a court that sits no more that week."""
    house = with_rhythms(small_firm, WEEKLY).house(MONDAY)
    assert datetime(2026, 11, 30, 8, 30, tzinfo=UTC) == house.plan.ahead()[0].at
    small_firm.write(
        "content/court.ics",
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\n"
        "DTSTART;VALUE=DATE:20261130\nDTEND;VALUE=DATE:20261202\nSUMMARY:The court is shut\nEND:VEVENT\nEND:VCALENDAR\n",
    )
    moved = with_rhythms(small_firm, WEEKLY, "{files: content/court.ics}").house(MONDAY).plan.ahead()[0]

    assert (datetime(2026, 12, 2, 8, 30, tzinfo=UTC), "30 November: The court is shut; 1 December: The court is shut") == (
        moved.at, moved.shift,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        ("{holidays: XX}", "nobody here knows the holidays of XX"),
        ("{holidays: [GB-QQ]}", "nobody here knows the holidays of GB-QQ"),
        ("{files: content/no.ics}", "there is no file content/no.ics"),
        ("{files: ../firm.yml}", "there is no file ../firm.yml"),
        ("{files: content/firm.yml}", "this calendar cannot be read"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_an_error_with_its_reason(
    small_firm: SmallFirm, calendar: str, words: str
) -> None:
    """Rather than a day on which something goes out that should not."""
    with pytest.raises(ConfigurationError, match=words.replace("/", r"\/").replace(".", r"\.")):
        with_rhythms(small_firm, WEEKLY, calendar).house(MONDAY).plan.lay()


def test_dates_in_files_and_books_stand_in_the_plan(small_firm: SmallFirm) -> None:
    """A piece that is to be looked at again, a person who leaves, a talk to come."""
    small_firm.write("content/people/rafe.md", PERSON_WITH_DATES)
    article = (small_firm.root / "content/articles/reading-a-lease.md").read_text()
    small_firm.write("content/articles/reading-a-lease.md", article.replace("---\n", "---\nreview_by: 2026-12-10\n", 1))
    house = with_rhythms(small_firm, WEEKLY).house(MONDAY)
    house.collect()

    assert [
        ("review", "reading-a-lease", date(2026, 12, 11)),
        ("talk", "rafe", date(2027, 1, 1)),
        ("leave", "rafe", date(2027, 3, 31)),
    ] == [(each.job, each.thing, each.at.astimezone(ZoneInfo("Europe/London")).date()) for each in house.plan.dates()]


PERSON_WITH_DATES = """---
name: Rafe Pellow
role: Partner
email: rafe@firm.example
left: 2027-03-31
talks: [{title: Leases, at: A hall, on: 2027-01}]
---
I read leases.
"""


def test_what_a_killed_process_was_at_is_taken_up_at_once(small_firm: SmallFirm) -> None:
    """Whoever holds the firm's lock knows that it has ended; what ends its process twice waits a while."""
    with_rhythms(small_firm, WEEKLY)
    clock = Clock(MONDAY)
    house = House(small_firm.root, clock=clock)
    (slot,) = house.plan.editions()
    tried: list[list[str]] = []
    for _ in range(3):
        assert house.slots.take(slot, f"killed {len(tried)}", clock.at, clock.at + timedelta(hours=1))
        clock.at += timedelta(seconds=30)
        tried.append(names(house.plan.due().due))
        clock.at += timedelta(minutes=10)

    assert [[slot.name], [], []] == tried
    told = known(house, slot.name)
    assert (3, "whoever was at it ended in the middle") == (told.tries, told.error)
    assert told.again is not None
