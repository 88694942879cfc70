"""How far, how fast and how long yet, on a terminal and in a log."""

import io
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.progress_bar import Bar
from pipeline.progress_lines import EVERY, Lines, Pace, fast, left


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def paced(*steps: tuple[float, int]) -> tuple[Pace, Watch]:
    """A pace after so many were done at such seconds."""
    watch = Watch()
    pace = Pace(watch)
    for at, done in steps:
        watch.now = 1000.0 + at
        pace.moved(done)
    return pace, watch


def test_the_rate_is_that_of_the_last_while() -> None:
    """Ten a second for ten minutes, then a hundred a second: after a while it is a hundred."""
    slow = [(float(second), 10 * second) for second in range(600)]
    quick = [(600.0 + second, 6000 + 100 * second) for second in range(40)]

    assert 10 == pytest.approx(paced(*slow)[0].rate(), rel=0.01)
    assert 100 == pytest.approx(paced(*slow, *quick)[0].rate(), rel=0.01)


def test_a_limit_by_the_hour_is_told_as_it_is() -> None:
    """One every 36 seconds is 100 an hour: the window reaches over several."""
    pace, watch = paced(*((36.0 * number, number) for number in range(30)))
    watch.now += 35

    assert "100/h, 5 h 0 min left" == pace.words(29, 529)
    watch.now += 36
    assert "88/h" in pace.words(29, 529)


def test_a_server_that_falls_silent_shows() -> None:
    """The rate sinks while nothing comes, and the time left grows."""
    pace, watch = paced(*((second / 10, second) for second in range(300)))
    before = pace.rate() or 0
    watch.now += 60

    assert before > 2 * (pace.rate() or 0) > 0


def test_a_room_that_begins_anew_forgets() -> None:
    """What publishing stages is counted from nothing after what it read."""
    pace, _ = paced((0, 0), (10, 1000), (10.1, 1), (12.1, 11))

    assert 5 == pytest.approx(pace.rate(), rel=0.01)


def test_nobody_can_tell_at_once() -> None:
    """Not in the first second, and not before anything is done."""
    assert "" == paced((0, 0), (0.6, 9))[0].words(9, 20)
    assert "" == paced((5, 0))[0].words(0, 20)
    assert "0/h" == paced((0, 0), (5, 0))[0].words(0, 20)


@pytest.mark.parametrize(
    ("rate", "words"),
    [(310.4, "310/s"), (1234.5, "1,234/s"), (2.44, "2.4/s"), (0.5, "30/min"), (1 / 36, "100/h"), (0.0, "0/h")],
)
def test_rates_in_words(rate: float, words: str) -> None:
    """By the second, the minute or the hour."""
    assert words == fast(rate)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s left"), (12.3, "12 s left"), (89.4, "89 s left"), (200, "3 min left"), (89 * 60, "89 min left"),
     (130 * 60, "2 h 10 min left"), (50 * 3600, "2 days left"), (100 * 3600, "4 days left")],
)  # fmt: skip
def test_time_left_in_words(seconds: float, words: str) -> None:
    """As a person says it."""
    assert words == left(seconds)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 50)), max_size=200))
def test_a_pace_never_fails_and_never_runs_backwards(steps: list[tuple[float, int]]) -> None:
    """However the steps come; and it keeps few of them."""
    watch, pace, done = Watch(), None, 0
    pace = Pace(watch)
    for after, more in steps:
        watch.now += after
        done += more
        pace.moved(done)
        assert (pace.rate() or 0) >= 0
        assert isinstance(pace.words(done, 10_000), str)
    assert len(pace._steps) <= 60


def test_a_log_gets_a_line_in_half_a_minute(capsys: pytest.CaptureFixture[str], told: None) -> None:
    """On the error stream: how many of how many, how fast, how long yet. Names nothing."""
    watch = Watch()
    lines = Lines(watch)
    for number in range(301):
        lines("deliver", number, 301, "weekly-2026-W47")
        watch.now += 0.2
    lines("deliver", 301, 301)

    said = capsys.readouterr()
    assert "" == said.out
    assert 2 == len(said.err.splitlines()) == 301 * 0.2 // EVERY
    assert said.err.splitlines()[0].endswith("deliver 150 of 301, 5.0/s, 30 s left")
    assert "weekly" not in said.err


def test_short_work_writes_nothing_into_a_log(capsys: pytest.CaptureFixture[str], told: None) -> None:
    """One room after the other, each for some seconds."""
    watch = Watch()
    lines = Lines(watch)
    for _ in range(20):
        for number in range(9):
            lines("tag", number, 9)
            watch.now += 1
        lines("tag", 9, 9)

    assert "" == capsys.readouterr().err


def drawn(width: int = 80) -> tuple[Bar, Watch, io.StringIO]:
    """A bar on a terminal of so many columns."""
    out, watch = io.StringIO(), Watch()
    console = Console(file=out, force_terminal=True, width=width, color_system=None, legacy_windows=False)
    return Bar(console, watch), watch, out


def test_a_terminal_shows_how_fast_and_how_long_yet() -> None:
    """In one line of 80 columns, whatever the present thing is called; the last move takes it away."""
    bar, watch, out = drawn()
    for number in range(0, 5000, 10):
        bar("deliver", number, 5000, "weekly-2026-W47, " * 9)
        if number == 1240:
            bar._progress.refresh()
        watch.now += 0.1
    shown = out.getvalue()
    bar("deliver", 5000, 5000)

    line = next(each for each in shown.replace("\n", "\r").split("\r") if "1,240" in each).removeprefix("\x1b[2K")
    assert "1,240 of 5,000, 100/s, 38 s left weekly-" in line
    assert 80 >= len(line)
    assert {} == bar._tasks
    assert not bar._progress.live.is_started


def test_several_threads_move_one_bar() -> None:
    """As the conversations of a sender do: one bar, and it is taken away."""
    bar, _, _ = drawn()

    def send() -> None:
        for number in range(399):
            bar("deliver", number, 400, "x")

    threads = [Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert ["deliver"] == list(bar._tasks)
    bar("deliver", 400, 400)
    bar("deliver", 400, 400)
    assert {} == bar._tasks
