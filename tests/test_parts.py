"""Parts beside each other: one that fails is told and tried again, the others go on, and all end when they are to."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from pipeline import logs, parts
from pipeline.ending import EndedError, silent, until
from pipeline.errors import TransportError
from pipeline.health import BEGUN, Health
from pipeline.parts import Part, Parts
from pipeline.wiring import now

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for a minute."""
    monkeypatch.setattr(parts, "FIRST", 0.01)
    monkeypatch.setattr(parts, "MOST", 0.04)


@pytest.fixture
def ending() -> Iterator[threading.Event]:
    """Set at the end of each test, so that no thread is left."""
    event = threading.Event()
    yield event
    event.set()


def lasting(event: threading.Event) -> Callable[[], None]:
    """Work until then."""

    def work() -> None:
        event.wait()

    return work


def eventually(what: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + 10
    while not what():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_part_that_fails_is_tried_again_and_the_others_go_on(
    ending: threading.Event, told: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """With longer and longer pauses; once it is well again, that is told, too."""
    health, tries, beats = Health(now), [0.0], [0]

    def fails() -> None:
        tries.append(time.monotonic())
        if len(tries) < 6:
            raise TransportError("mail", "hana@example.org is away.", "Wait.") if len(tries) % 2 else ValueError("Hana")
        both.looked("unsteady")("")
        ending.wait()

    def steady() -> None:
        while not ending.wait(0.001):
            beats[0] += 1
            both.looked("steady")("")

    both = Parts([Part("unsteady", fails), Part("steady", steady)], health, ending)
    both.start()
    eventually(lambda: health.told()["parts"]["unsteady"]["well"] and beats[0] > 10)
    ending.set()
    left = both.wait(5)
    said = capsys.readouterr().err

    assert [] == left
    assert 4 == said.count("The unsteady has failed")
    assert "The unsteady works again." in said
    assert "The steady works." in said
    assert "after 0.01 s" in said
    assert 2 == said.count("after 0.04 s")
    assert "hana" not in said.lower()


def test_a_part_that_was_well_again_begins_with_short_pauses(ending: threading.Event) -> None:
    """A failure a day is not punished like one that lasts."""
    health, pauses = Health(now), []
    only: Parts

    def fails() -> None:
        only.looked("part")("")
        raise ValueError

    only = Parts([Part("part", fails)], health, ending)
    only._failed = lambda part, problem, pause: pauses.append(pause)  # type: ignore[method-assign]
    only.start()
    eventually(lambda: len(pauses) > 5)

    assert {parts.FIRST} == set(pauses)


def test_a_part_that_returns_is_begun_anew_at_once(ending: threading.Event) -> None:
    """Its settings have changed."""
    begun = []

    def work() -> None:
        begun.append(1)
        time.sleep(0.001)

    Parts([Part("part", work)], Health(now), ending).start()

    eventually(lambda: len(begun) > 20)


def test_a_part_that_does_not_end_is_named(ending: threading.Event) -> None:
    """Whoever waits for a server that never answers is left behind."""
    over = threading.Event()
    both = Parts([Part("stuck", lasting(over)), Part("good", lasting(ending))], Health(now), ending)
    both.start()
    ending.set()
    left = both.wait(0.2)
    over.set()

    assert ["stuck"] == left


def test_long_work_ends_at_its_next_step(ending: threading.Event) -> None:
    """Where it says how far it is; but no sending, which ends by itself after what is on the wire."""
    progress = until(ending, silent)
    progress("tag", 1, 9)
    ending.set()

    progress("deliver", 1, 9)
    progress("tag", 9, 9)
    with pytest.raises(EndedError):
        progress("tag", 2, 9)


def test_health_says_when_each_was_well_and_what_is_amiss() -> None:
    """Nothing is well before it was; an address in an error is not shown."""
    moment = [NOON]
    health = Health(lambda: moment[0])
    health.expect("clock", timedelta(minutes=15))
    first = health.told()
    health.looked("clock")
    moment[0] += timedelta(minutes=1)
    well = health.told()
    health.looked("clock", "550 <hana@example.org> is unknown")
    moment[0] += timedelta(minutes=1)
    health.looked("clock", "550 <hana@example.org> is unknown")
    amiss = health.told()

    assert (False, BEGUN) == (first["well"], first["parts"]["clock"]["amiss"])
    assert (True, None) == (well["well"], well["parts"]["clock"]["amiss"])
    assert False is amiss["well"]
    assert {
        "well": False, "last_well": NOON.isoformat(), "amiss": "550 <‹address›> is unknown",
        "since": (NOON + timedelta(minutes=1)).isoformat(),
    } == amiss["parts"]["clock"]  # fmt: skip


def test_a_part_that_falls_silent_is_amiss() -> None:
    """It hangs, and cannot say so; while it says how far it is, it does not."""
    moment = [NOON]
    health = Health(lambda: moment[0])
    health.expect("sender", timedelta(minutes=15))
    health.looked("sender")
    moment[0] += timedelta(minutes=14)
    health.alive("sender")
    moment[0] += timedelta(minutes=14)
    at_work = health.told()["well"], health.silent()
    moment[0] += timedelta(minutes=2)
    told = health.told()

    assert (True, []) == at_work
    assert ["sender"] == health.silent()
    assert (False, False) == (told["well"], told["parts"]["sender"]["well"])
    assert "not heard of for 16 min" in told["parts"]["sender"]["amiss"]


def test_the_log_is_one(told: None, capsys: pytest.CaptureFixture[str]) -> None:
    """A thread of its own tells where all tell."""
    logs.begin()
    ending = threading.Event()
    Parts([Part("part", lasting(ending))], Health(now), ending).looked("part")("")
    ending.set()

    assert "The part works." in capsys.readouterr().err
