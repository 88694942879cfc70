"""What goes into the log: sentences for people, JSON for machines, and nothing that names a reader."""

import asyncio
import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import events, logs
from pipeline.errors import TransportError
from tests.conftest import REPOSITORY

NAME, ADDRESS = "Hana Brindle", "hana@example.org"
ECHO = f"550 5.1.1 <{ADDRESS}> {NAME} is unknown here"


@pytest.fixture(autouse=True)
def after() -> Iterator[None]:
    """The next test begins without a log."""
    yield
    logs.end()
    logs.in_zone(ZoneInfo("UTC"))


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was told."""
    said = capsys.readouterr()
    assert "" == said.out
    return said.err.splitlines()


def test_people_read_a_sentence_with_the_time_on_their_wall(capsys: pytest.CaptureFixture[str]) -> None:
    """Date, time, distance from UTC; what does not work is marked."""
    logs.begin()
    logs.in_zone(ZoneInfo("Asia/Kolkata"))
    events.tell(events.CLOCK_STOPPED, "The clock is stopped.")
    events.tell(events.CLOCK_FAILED, "the mail server: is away. Wait.")
    first, second = lines(capsys)

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+05:30 The clock is stopped\.", first)
    assert second.endswith("+05:30 error: the mail server: is away. Wait.")
    assert abs(datetime.now(ZoneInfo("UTC")) - datetime.fromisoformat(first[:25])) < timedelta(minutes=1)


def test_machines_read_a_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Time in UTC, level, event, sentence, and the fields of the event."""
    logs.begin("json")
    events.tell(
        events.EDITION_COMPOSED, "weekly-2026-W47 is composed.", edition="weekly-2026-W47", planned=412, left_out=31
    )
    (line,) = lines(capsys)
    told = json.loads(line)

    assert ["time", "level", "event", "message", "edition", "planned", "left_out"] == list(told)
    assert ("info", "edition.composed", 412) == (told["level"], told["event"], told["planned"])
    assert told["time"].endswith("Z")
    assert datetime.fromisoformat(told["time"]).tzinfo is not None


def test_levels(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the level nothing is told; a command that ends soon tells what a person should know, and how far it is."""
    logs.begin("text", "warning")
    events.tell(events.CLOCK_STOPPED, "no")
    events.tell(events.LINK_FAILED, "yes")
    logs.begin("text", "info", short=True)
    events.tell(events.CLOCK_STOPPED, "no")
    events.tell(events.PROGRESS, "yes")
    events.tell(events.LINK_FAILED, "yes")

    assert ["yes", "yes", "yes"] == [line.split()[-1] for line in lines(capsys)]


def test_an_event_has_its_fields_and_no_others() -> None:
    """The list is closed."""
    with pytest.raises(TypeError, match=r"clock\.stopped has no reader"):
        events.tell(events.CLOCK_STOPPED, "x", reader="r1")


def test_every_event_is_told_somewhere_and_is_in_the_readme() -> None:
    """No name that nobody can count, and none that nobody was told of."""
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    code = "".join(path.read_text("utf-8") for path in (REPOSITORY / "pipeline").rglob("*.py"))
    constants = {event.name: name for name, event in vars(events).items() if isinstance(event, events.Event)}

    assert events.EVENTS.keys() == constants.keys()
    assert [] == [name for name in events.EVENTS if f"`{name}`" not in readme]
    assert [] == [name for name, constant in constants.items() if f"events.{constant}" not in code]


def test_nothing_of_ours_logs_past_the_list() -> None:
    """`getLogger` is for silencing libraries, and for the one logger of `events`."""
    found = {
        path.name: re.findall(r"getLogger\([^)]*\)(?:\.(?:setLevel|disabled))?", text)
        for path in (REPOSITORY / "pipeline").rglob("*.py")
        if "getLogger" in (text := path.read_text("utf-8")) and path.name not in ("events.py", "logs.py")
    }

    assert {name: calls for name, calls in found.items() if not all(each[-1] != ")" for each in calls)} == {}


def boom() -> None:
    """Fails as libraries do, with somebody's words in the message."""
    try:
        raise ValueError(ECHO)
    except ValueError as problem:
        raise KeyError(NAME) from problem


@pytest.mark.parametrize("form", logs.FORMS)
def test_an_unexpected_error_is_told_by_kind_and_place(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its message may hold what somebody typed; so does that of the one that it came from."""
    logs.begin(form)
    try:
        boom()
    except KeyError as problem:
        events.tell(events.REQUEST_FAILED, "A request was not answered.", failed=problem)
    (line,) = lines(capsys)

    assert "KeyError" in line
    assert re.search(r"boom:\d+ < test_an_unexpected\w+:\d+ after ValueError in boom:\d+", line)
    assert "Hana" not in line
    assert "example" not in line


@pytest.mark.parametrize("form", logs.FORMS)
def test_an_error_of_ours_is_told_without_addresses(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A server's words stand in some of them."""
    logs.begin(form)
    problem = TransportError("mail.example:587", f"the server cannot be used ((550, b'<{ADDRESS}>')).", "Wait.")
    events.tell(events.LETTERS_WAIT, f"Letters wait. {problem}", failed=problem)
    (line,) = lines(capsys)

    assert "the server cannot be used" in line
    assert ADDRESS not in line


@pytest.mark.parametrize("form", logs.FORMS)
def test_what_libraries_say_loses_what_was_put_into_it(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Patterns stay, values do not; of an error its kind and place; of many lines the first."""
    logs.begin(form)
    library = logging.getLogger("some.library")
    library.warning("could not mail %s to %s", NAME, ADDRESS)
    library.info("not told")
    try:
        boom()
    except KeyError:
        library.exception("something broke\nexception=ValueError(%s)", ECHO)
    _apart(_lost)
    told = lines(capsys)

    assert 3 == len(told)
    assert "some.library says: could not mail %s to %s" in told[0]
    assert "boom:" in told[1]
    assert "Task exception was never retrieved" in told[2]
    assert [] == [line for line in told if "Hana" in line or "example.org" in line]


def _apart(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """In a thread of its own: a browser of another test may have a loop in this one."""
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join()


async def _lost() -> None:
    task = asyncio.ensure_future(_fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task


async def _fails() -> None:
    raise ValueError(ECHO)


CRASH = f"""
import threading
from pipeline import logs
logs.begin({{form!r}})
logs.catch()
def fail(): raise ValueError({ECHO!r})
class Unraisable:
    def __del__(self): fail()
thread = threading.Thread(target=fail); thread.start(); thread.join()
Unraisable()
fail()
"""


@pytest.mark.parametrize("form", logs.FORMS)
def test_a_crash_is_a_line_like_any_other(form: str) -> None:
    """In the main thread, in another, and where nobody can catch it."""
    done = subprocess.run(
        [sys.executable, "-c", CRASH.format(form=form)], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )

    assert (1, "") == (done.returncode, done.stdout)
    assert (
        3 == len(done.stderr.splitlines()) == done.stderr.count("ValueError in " if form == "text" else '"ValueError"')
    )
    assert "Traceback" not in done.stderr
    assert "Hana" not in done.stderr
    assert "@" not in done.stderr


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_line_is_one_line_whatever_stands_in_it(sentence: str, source: str) -> None:
    """Whoever names a file cannot write a line into the log."""
    for form in (logs._Text(), logs._json()):
        record = logging.LogRecord(events.LOGGER, logging.INFO, "", 0, sentence, (), None)
        record.__dict__.update(event="drop.gone", fields={"source": source})
        assert 1 == len(form.format(logs._quiet(record)).splitlines())


def test_lines_of_many_threads_stay_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is written at once."""
    logs.begin("json")

    def tell() -> None:
        for number in range(200):
            events.tell(events.PROGRESS, "x" * 200, done=number)

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert 800 == len([json.loads(line) for line in lines(capsys)])
