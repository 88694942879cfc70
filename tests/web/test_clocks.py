"""Clocks that are wrong: of the machine that writes the mail, of the one that answers, before and after it is put right."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Cadence, SignUp, Step, Wish
from pipeline.reader_tokens import LASTS, Purpose, written
from pipeline.subscribe import forms
from pipeline.subscribing import Subscribing
from pipeline.web.preview import create_service
from pipeline.web.wire import Wire
from pipeline.wiring import House
from tests.conftest import Sample
from tests.serving import firm_with_service, hidden

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PAGES = {Purpose.CONFIRM: "confirm", Purpose.LEAVE: "leave", Purpose.PREFERENCES: "yours", Purpose.DATA: "data"}


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """The time that was set."""
        return self.now


@dataclass
class Clocked:
    """A service whose clock a test sets."""

    root: Path
    address: str
    clock: Clock
    number: int = 0

    @property
    def service(self) -> Subscribing:
        """The same firm from here, by the same clock."""
        return Subscribing(House(self.root, clock=self.clock))

    def client(self) -> httpx.Client:
        """A program from a network of its own."""
        self.number += 1
        headers = {"X-Forwarded-For": f"198.18.{self.number}.7", "Origin": self.address}
        return httpx.Client(base_url=self.address, headers=headers, timeout=15, verify=False)

    def reader(self) -> str:
        """The id of somebody who confirmed a month ago."""
        service, at = self.service, self.clock.now - 30 * DAY
        self.number += 1
        id_ = f"{self.number:032x}"
        service.readers.ask([self.sign_up(id_, at)])
        service.readers.letter_begins(id_, "<a@firm.example>")
        assert service.readers.confirm(id_, at, "")
        return id_

    def sign_up(self, id_: str, at: datetime) -> SignUp:
        """Somebody asked."""
        return SignUp(
            id=id_, address=f"r{id_}@example.org", wish=Wish(cadence=Cadence.WEEKLY), asked=at, wording="w", form="1"
        )

    def asked(self) -> str:
        """The id of a sign-up that waits for its button."""
        self.number += 1
        id_ = f"{self.number:032x}"
        self.service.readers.ask([self.sign_up(id_, self.clock.now)])
        self.service.readers.letter_begins(id_, "<a@firm.example>")
        return id_

    def path(self, purpose: Purpose, of: str, at: datetime) -> str:
        """A link that was made at a time."""
        return f"/digest/{PAGES[purpose]}/{written(purpose, of, self.service.keys, at)}"


@contextmanager
def clocked(root: Path) -> Iterator[Clocked]:
    """A firm's service on a port of this process, by a clock that stands still until it is set."""
    clock = Clock()
    config = uvicorn.Config(
        create_service(House(root, clock=clock)), http=Wire, port=0, log_level="warning", proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Clocked(root, f"http://127.0.0.1:{port}", clock)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def running(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clocked]:
    """The sample firm's service, in the time zone of London."""
    root, _ = firm_with_service(sample.root, tmp_path_factory.mktemp("clocks") / "firm")
    with clocked(root) as service:
        yield service


@pytest.fixture
def served(running: Clocked) -> Clocked:
    """The same at noon."""
    running.clock.now = NOON
    return running


AHEAD = {"a day behind": -DAY, "an hour behind": -HOUR, "59 minutes behind": -HOUR + 60 * SECOND, "5 minutes behind": -300 * SECOND,
         "right": 0 * SECOND, "5 minutes ahead": 300 * SECOND, "5 minutes and a second ahead": 301 * SECOND, "an hour ahead": HOUR,
         "a day ahead": DAY, "a year ahead": 365 * DAY}  # fmt: skip


@pytest.mark.parametrize("purpose", PAGES)
@pytest.mark.parametrize("ahead", AHEAD.values(), ids=AHEAD)
def test_a_link_from_a_machine_whose_clock_is_wrong(served: Clocked, purpose: Purpose, ahead: timedelta) -> None:
    """Leaving works at once in any case; everything else from its own time on, but for five minutes, and for as long as it lasts."""
    id_ = served.asked() if purpose is Purpose.CONFIRM else served.reader()
    path, lasts = served.path(purpose, id_, NOON + ahead), LASTS[purpose]
    good = lasts is None or (ahead <= timedelta(minutes=5) and -ahead < lasts)
    with served.client() as client:
        page = client.get(path)
        assert (200 if good else 410) == page.status_code
        if purpose is Purpose.LEAVE:
            assert 200 == client.post(path, data=ONE_CLICK).status_code
            assert served.service.house.ledger.suppressed(f"r{id_}@example.org")
        if purpose is Purpose.CONFIRM and good:
            assert 200 == client.post(path, data={"form": hidden(page.text)}).status_code
            assert served.service.readers.reader(id_)


@pytest.mark.parametrize("purpose", [each for each in PAGES if LASTS[each]])
@pytest.mark.parametrize(
    ("late", "status"),
    [(-SECOND, 200), (0 * SECOND, 410), (SECOND, 410)],
    ids=["a second before", "then", "a second after"],
)
def test_a_link_ends_to_the_second(served: Clocked, purpose: Purpose, late: timedelta, status: int) -> None:
    """Over HTTP as in the token."""
    id_, lasts = served.asked() if purpose is Purpose.CONFIRM else served.reader(), LASTS[purpose]
    assert lasts
    path = served.path(purpose, id_, NOON)
    served.clock.now = NOON + lasts + late
    with served.client() as client:
        assert status == client.get(path).status_code


@pytest.mark.parametrize("back", [SECOND, 299 * SECOND, 300 * SECOND], ids=["a second", "299 seconds", "five minutes"])
def test_a_clock_that_goes_back_a_little_between_asking_and_confirming(served: Clocked, back: timedelta) -> None:
    """Nothing is noticed."""
    id_ = served.asked()
    path = served.path(Purpose.CONFIRM, id_, NOON)
    served.clock.now = NOON - back
    with served.client() as client:
        assert 200 == client.post(path, data={"form": hidden(client.get(path).text)}).status_code
    assert [Step.ASKED, Step.CONFIRMED] == [each.step for each in served.service.readers.traces([id_])]


@pytest.mark.parametrize("back", [HOUR, DAY], ids=["an hour", "a day"])
def test_a_clock_that_goes_back_much_between_asking_and_confirming_loses_nothing(
    served: Clocked, back: timedelta
) -> None:
    """The link waits until its time has come again; the sign-up waits with it, and ends no later than it was told."""
    id_ = served.asked()
    path = served.path(Purpose.CONFIRM, id_, NOON)
    with served.client() as client:
        served.clock.now = NOON - back
        assert 410 == client.get(path).status_code
        served.service.readers.clear_out(served.clock.now)
        served.clock.now = NOON
        assert 200 == client.post(path, data={"form": hidden(client.get(path).text)}).status_code
    assert served.service.readers.reader(id_)


def test_a_sign_up_of_a_clock_that_was_behind_can_be_confirmed(served: Clocked) -> None:
    """Asked for at a time that now lies a day back: the link still has six days."""
    served.clock.now = NOON - DAY
    id_ = served.asked()
    path = served.path(Purpose.CONFIRM, id_, served.clock.now)
    served.clock.now = NOON
    with served.client() as client:
        assert 200 == client.post(path, data={"form": hidden(client.get(path).text)}).status_code


@pytest.mark.parametrize(
    ("jump", "status"),
    [(timedelta(), 303), (12 * HOUR - SECOND, 303), (12 * HOUR, 422), (DAY, 422), (-300 * SECOND, 303), (-HOUR, 422), (-DAY, 422)],
    ids=["none", "12 hours less a second", "12 hours", "a day", "back 5 minutes", "back an hour", "back a day"],
)  # fmt: skip
def test_a_form_that_is_open_while_the_clock_jumps(served: Clocked, jump: timedelta, status: int) -> None:
    """It is taken, or shown again with all that was typed and good at once; never lost."""
    with served.client() as client:
        form = hidden(client.get("/digest/").text)
        served.clock.now = NOON + jump
        served.number += 1
        sent = {"form": form, "address": f"jump{served.number}@example.org", "work": "1"}
        answer = client.post("/digest/", data=sent)
        assert status == answer.status_code
        if status == 422:
            assert sent["address"] in answer.text
            assert 303 == client.post("/digest/", data={**sent, "form": hidden(answer.text)}).status_code


@pytest.mark.parametrize("back", [HOUR, DAY, 400 * DAY], ids=["an hour", "a day", "a year"])
def test_nobody_is_shut_out_by_a_clock_that_was_ahead(served: Clocked, back: timedelta) -> None:
    """Whoever had had enough by the wrong clock comes as any other by the right one."""
    with served.client() as client:
        served.clock.now = NOON + back
        form, found = hidden(client.get("/digest/").text), []
        for number in range(12):
            sent = {"form": form, "address": f"ahead{back.days}.{number}@example.org", "work": "1"}
            found.append(client.post("/digest/", data=sent).status_code)
        assert [303] * 10 + [429] * 2 == found
        served.clock.now = NOON
        form = hidden(client.get("/digest/").text)
        sent = {"form": form, "address": f"right{back.days}@example.org", "work": "1"}
        assert 303 == client.post("/digest/", data=sent).status_code


@pytest.mark.parametrize(
    ("after", "back"),
    [(timedelta(), True), (30 * DAY - SECOND, True), (30 * DAY, True), (30 * DAY + SECOND, False), (-HOUR, True), (-DAY, True)],
    ids=["at once", "a second before 30 days", "30 days", "a second after 30 days", "the clock went back an hour", "back a day"],
)  # fmt: skip
def test_a_leaving_is_taken_back_within_thirty_days(served: Clocked, after: timedelta, back: bool) -> None:
    """To the second, and whichever way the clock went; who comes too late stays away."""
    id_ = served.reader()
    path = served.path(Purpose.LEAVE, id_, NOON)
    with served.client() as client:
        client.post(path, data=ONE_CLICK)
        served.clock.now = NOON + after
        form = hidden(client.get(path).text)
        assert 303 == client.post(path, data={"form": form, "do": "return"}).status_code
    assert back is not served.service.house.ledger.suppressed(f"r{id_}@example.org")


@pytest.mark.parametrize("jump", [-DAY, -HOUR, HOUR, DAY], ids=["back a day", "back an hour", "on an hour", "on a day"])
def test_leaving_stays_left_however_the_clock_jumps(served: Clocked, jump: timedelta) -> None:
    """An older sign-up does not bring them back, whichever time it seems to have."""
    served.clock.now = NOON + jump
    id_ = served.reader()
    again = f"{id_[16:]}{id_[:16]}"
    served.service.readers.ask(
        [SignUp(id=again, address=f"r{id_}@example.org", wish=Wish(), asked=served.clock.now, wording="w", form="1")]
    )
    confirm = served.path(Purpose.CONFIRM, again, NOON)
    served.clock.now = NOON
    with served.client() as client:
        assert 200 == client.post(served.path(Purpose.LEAVE, id_, NOON), data=ONE_CLICK).status_code
        form = written(Purpose.FORM, "x", served.service.keys, NOON)
        assert 410 == client.post(confirm, data={"form": form}).status_code
    assert served.service.house.ledger.suppressed(f"r{id_}@example.org")


# The firm's own time.

#: Zone to a day on which its clocks change, and the instant at which that day begins there.
CHANGES = {
    "London, forward": ("Europe/London", date(2026, 3, 29), "2026-03-29T00:00:00+00:00"),
    "the day after": ("Europe/London", date(2026, 3, 30), "2026-03-29T23:00:00+00:00"),
    "London, back": ("Europe/London", date(2026, 10, 25), "2026-10-24T23:00:00+00:00"),
    "the day after that": ("Europe/London", date(2026, 10, 26), "2026-10-26T00:00:00+00:00"),
    "Toronto, forward": ("America/Toronto", date(2026, 3, 8), "2026-03-08T05:00:00+00:00"),
    "Toronto, back": ("America/Toronto", date(2026, 11, 1), "2026-11-01T04:00:00+00:00"),
    "Beirut, whose midnight is left out": ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00:00+00:00"),
    "Havana, whose midnight comes twice": ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00:00+00:00"),
    "Lord Howe, by half an hour": ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-04T13:00:00+00:00"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_pause_ends_with_the_first_moment_of_its_day(name: str) -> None:
    """Also where the clocks change on it."""
    zone, day, begins = CHANGES[name]
    until = forms.pause({"until": [day.isoformat()]}, datetime(2026, 1, 5, 12, tzinfo=UTC), ZoneInfo(zone))

    assert isinstance(until, datetime)
    assert begins == until.astimezone(UTC).isoformat()


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from([each[0] for each in CHANGES.values()]), weeks=st.sampled_from(forms.PAUSES),
)  # fmt: skip
def test_a_pause_of_weeks_ends_on_the_same_day_of_the_week(now: datetime, zone: str, weeks: int) -> None:
    """However many hours its weeks have: on that day of the firm's, within its first two hours."""
    here = ZoneInfo(zone)
    until = forms.pause({"weeks": [str(weeks)]}, now, here)
    assert isinstance(until, datetime)
    there = datetime.fromtimestamp(until.timestamp(), here)

    assert now.astimezone(here).date() + timedelta(weeks=weeks) == there.date()
    assert there.hour < 2


@pytest.mark.parametrize(
    ("now", "day", "status"),
    [("2026-07-01T22:59:59+00:00", "2026-07-02", 303), ("2026-07-01T23:00:00+00:00", "2026-07-02", 422),
     ("2026-07-01T23:00:00+00:00", "2026-07-03", 303), ("2026-03-28T23:59:59+00:00", "2026-03-29", 303),
     ("2026-03-29T00:30:00+00:00", "2026-03-29", 422), ("2026-10-24T22:59:59+00:00", "2026-10-25", 303),
     ("2026-10-24T23:00:00+00:00", "2026-10-25", 422), ("2026-10-25T01:30:00+00:00", "2026-10-26", 303),
     ("2026-07-01T12:00:00+00:00", "2027-07-02", 303), ("2026-07-01T12:00:00+00:00", "2027-07-03", 422)],
)  # fmt: skip
def test_tomorrow_is_the_firms_tomorrow(served: Clocked, now: str, day: str, status: int) -> None:
    """Not that of Greenwich; over HTTP, in summer and on the days on which the clocks change."""
    served.clock.now = datetime.fromisoformat(now)
    id_ = served.reader()
    path = served.path(Purpose.PREFERENCES, id_, served.clock.now)
    with served.client() as client:
        form = hidden(client.get(path).text)
        assert status == client.post(path, data={"form": form, "do": "pause", "until": day}).status_code
    reader = served.service.readers.reader(id_)

    assert reader
    assert (status == 303) is (reader.paused is not None)
    if reader.paused:
        assert not reader.reads(reader.paused - SECOND)
        assert reader.reads(reader.paused)
