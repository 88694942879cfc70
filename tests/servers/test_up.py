"""`attract up` as a process: all its parts, one log, one health address; changed settings, faults, and a clean stop."""

import signal
import socket
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from pipeline.model import DeliveryState
from tests.builders import subscriber
from tests.conftest import ARTICLE, SmallFirm
from tests.servers.test_clock import letters, start
from tests.thorough import IN_GATES
from tests.upping import PATIENCE, Upped, figures, health, upped, well

pytestmark = pytest.mark.servers
RHYTHM = 'cadences: {site: {at: "00:00"}, weekly: {on: monday, at: "00:00"}}\n'


def settings(firm: SmallFirm) -> str:
    """What stands in firm.yml."""
    return (firm.root / "content/firm.yml").read_text("utf-8")


@pytest.fixture
def ready(small_firm: SmallFirm) -> SmallFirm:
    """A firm with a weekly rhythm and three readers."""
    small_firm.write("content/firm.yml", settings(small_firm) + RHYTHM)
    house = small_firm.house()
    for number in range(3):
        house.ledger.add(subscriber(id=f"r{number}", address=f"r{number}@example.org"))
    return small_firm


def until(what: object, *, seconds: float = PATIENCE) -> None:
    """Wait until a function says yes."""
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)


def test_one_process_does_everything(ready: SmallFirm) -> None:
    """The site is built, the edition leaves, a drop is read, pages and figures are shown, and it stops within seconds."""
    with upped(ready.root, "up", "--port", "0", "--every", "1") as up:
        pages, private = up.addresses()
        until(lambda: len(letters(ready.root)) == 3)
        up.next("watch.started")
        ready.write("content/articles/gates.md", ARTICLE.replace("lease", "gate"))
        dropped = up.next("drop.read", item="gates")
        home = httpx.get(pages)
        told = well(private)
        until(lambda: figures(private).get('attract_deliveries{edition="weekly",state="accepted",whom="readers"}') == 3)
        seen = figures(private)
        began = time.monotonic()
        up.signal()
        code = up.wait()

    assert 0 == code
    assert time.monotonic() - began < 10
    assert "content/articles/gates.md" == dropped["source"]
    assert 200 == home.status_code
    assert {"watcher", "clock", "sender", "web", "settings"} == told["parts"].keys()
    assert 3 == seen['attract_readers{cadence="weekly"}']
    assert 0 == seen["attract_deliveries_waiting"]
    assert 1 == seen['attract_held{kind="story"}']
    assert seen["attract_site_built_timestamp_seconds"] > time.time() - 300
    assert {"program.started", "clock.started", "sender.started", "site.published", "edition.composed", "delivery.done",
            "program.stopping", "clock.stopped", "sender.stopped", "program.stopped"} <= set(up.events())  # fmt: skip
    assert "program.stopped" == up.events()[-1]


@pytest.mark.parametrize(
    "part", ["watch", pytest.param("clock", marks=IN_GATES), pytest.param("send", marks=IN_GATES), "web"]
)
def test_a_part_can_be_left_out(ready: SmallFirm, part: str) -> None:
    """And is neither begun nor waited for."""
    names = {"watch": "watcher", "clock": "clock", "send": "sender", "web": "web"}
    begins = {"watch": "watch.started", "clock": "clock.started", "send": "sender.started", "web": "service.started"}
    ready.house().run() if part == "clock" else None
    with upped(ready.root, "up", "--port", "0", "--every", "1", "--without", part) as up:
        private = up.next("health.started")["address"]
        told = well(private)
        if part == "send":
            up.next("edition.composed")
            time.sleep(2)

    assert {"settings", *names.values()} - {names[part]} == told["parts"].keys()
    assert begins[part] not in up.events()
    assert not (part == "send" and letters(ready.root))


def test_a_slip_in_the_settings_is_told_and_the_last_good_ones_go_on(ready: SmallFirm) -> None:
    """Drops are read and editions leave meanwhile; once it is mended, the new settings count without a restart."""
    good = settings(ready)
    with upped(ready.root, "up", "--port", "0", "--every", "1", "--publish") as up:
        pages, private = up.addresses()
        well(private)
        ready.write("content/firm.yml", good + "tagleine: x\n")
        slip = up.next("settings.wrong")
        ready.write("content/articles/gates.md", ARTICLE.replace("lease", "gate"))
        up.next("drop.read", item="gates")
        amiss, page = health(private), httpx.get(pages)
        ready.write("content/firm.yml", good.replace("Test & Firm LLP", "New Name LLP").replace("We test", "We mend"))
        up.next("settings.changed")
        until(lambda: "We mend" in httpx.get(pages).text)
        again = well(private)

    assert "tagleine" in slip["message"]
    assert "The last good settings go on" in slip["message"]
    assert (503, False) == (amiss[0], amiss[1]["parts"]["settings"]["well"])
    assert "tagleine" in amiss[1]["parts"]["settings"]["amiss"]
    assert [True] * 3 == [amiss[1]["parts"][each]["well"] for each in ("watcher", "clock", "web")]
    assert 200 == page.status_code
    assert again["well"]
    assert (1, 1) == (up.events().count("settings.wrong"), up.events().count("settings.changed"))


def test_a_mail_server_that_is_away_stops_nothing_else(ready: SmallFirm) -> None:
    """It is told once and shown as amiss; the clock publishes on; when the server is back, everything leaves."""
    from pipeline import template_gate
    from tests.servers.mail_server import MailServer

    server = MailServer(None)
    smtp = f"transport: smtp, host: 127.0.0.1, port: {server.port}, security: none, undo: 0, "
    ready.write("content/firm.yml", settings(ready).replace("mail: {", "mail: {" + smtp))
    template_gate.tested(ready.house())
    with upped(ready.root, "up", "--port", "0", "--every", "1") as up:
        _, private = up.addresses()
        stopped = up.next("delivery.stopped")
        until(lambda: health(private)[1]["parts"]["clock"]["well"])
        amiss = health(private)
        ready.write("content/articles/gates.md", ARTICLE.replace("lease", "gate"))
        up.next("drop.read", item="gates")
        with server:
            until(lambda: len(server.received) == 3)
            well(private)
            seen = figures(private)
    house = ready.house()

    assert "cannot be used" in stopped["message"]
    assert (503, False, True) == (amiss[0], amiss[1]["parts"]["sender"]["well"], amiss[1]["parts"]["clock"]["well"])
    assert 1 == up.events().count("delivery.stopped")
    assert 0 == seen["attract_deliveries_uncertain"]
    assert {DeliveryState.ACCEPTED, DeliveryState.PLANNED} >= house.ledger.counts().keys()


def test_a_second_signal_ends_at_once(ready: SmallFirm) -> None:
    """Also while something hangs: here a mail server that never says a word."""
    from pipeline import template_gate

    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        smtp = f"transport: smtp, host: 127.0.0.1, port: {port}, security: none, undo: 0, patience: 60, "
        ready.write("content/firm.yml", settings(ready).replace("mail: {", "mail: {" + smtp))
        template_gate.tested(ready.house())
        up = Upped(ready.root, ("up", "--port", "0", "--every", "1"))
        silent.settimeout(PATIENCE)
        line, _ = silent.accept()
        up.signal()
        up.next("program.stopping")
        began = time.monotonic()
        up.signal()
        code = up.wait()
        line.close()

    assert 128 + signal.SIGTERM == code
    assert time.monotonic() - began < 5


def test_three_clocks_at_once_do_nothing_twice(ready: SmallFirm) -> None:
    """`up`, `schedule` and `tick` on one firm: one edition, and one letter to each reader."""
    with (
        upped(ready.root, "up", "--port", "0", "--every", "1") as up,
        upped(ready.root, "schedule", "--every", "1") as clock,
    ):
        ticks = [start(ready.root, "tick") for _ in range(3)]
        for tick in ticks:
            tick.communicate(timeout=180)
        until(lambda: len(letters(ready.root)) >= 3)
        time.sleep(3)
    editions = [each["edition"] for run in (up, clock) for each in run.told() if each["event"] == "edition.composed"]

    assert ["r0@example.org", "r1@example.org", "r2@example.org"] == sorted(letters(ready.root))
    assert len(editions) <= 1  # a tick may have been the first
    assert [0, 0, 0] == [tick.returncode for tick in ticks]
    assert "clock.failed" not in up.events() + clock.events()


@pytest.mark.parametrize("command", [("schedule", "--every", "1"), ("serve", "--port", "0")])
def test_health_of_the_others(ready: SmallFirm, command: tuple[str, ...]) -> None:
    """`schedule` and `serve` show it, too, and stop as cleanly."""
    if command[0] == "serve":
        ready.house().run()
    with upped(ready.root, *command) as process:
        private = process.next("health.started")["address"]
        told = well(private)
        seen = figures(private)
        process.signal()
        code = process.wait()

    assert 0 == code
    assert {"schedule": {"clock"}, "serve": {"web"}}[command[0]] <= told["parts"].keys()
    assert "attract_deliveries_waiting" in seen


def test_systemd_is_told(ready: SmallFirm, tmp_path: Path) -> None:
    """Ready, alive again and again, and stopping (sd_notify(3))."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as notified:
        notified.bind(str(tmp_path / "notify"))
        notified.settimeout(PATIENCE)
        env = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        with upped(ready.root, "up", "--port", "0", env=env) as up:
            first = notified.recv(1000)
            alive = [notified.recv(1000) for _ in range(3)]
            up.signal()
            rest = set()
            while b"STOPPING=1" not in rest:
                rest.add(notified.recv(1000))

    assert first.startswith(b"READY=1\nSTATUS=Up: watcher, clock, sender, web")
    assert [b"WATCHDOG=1"] * 3 == alive


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--health", "0.0.0.0:0"], "--health-anywhere"),
        (["--without", "watch", "--without", "clock", "--without", "send", "--without", "web"], "Nothing is left"),
        (["--port", "{taken}"], "another program has it"),
    ],
)
def test_wrong_use_is_told_at_once(ready: SmallFirm, options: list[str], says: str) -> None:
    """Exit code 2, before anything begins."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        filled = [each.format(taken=taken.getsockname()[1]) for each in options]
        done = start(ready.root, "up", *filled)
        said, _ = done.communicate(timeout=60)

    assert 2 == done.returncode
    assert says in said


def test_settings_that_are_wrong_from_the_beginning_are_told(small_firm: SmallFirm) -> None:
    """There are no good ones to go on with."""
    small_firm.write("content/firm.yml", settings(small_firm) + "tagleine: x\n")
    done = start(small_firm.root, "up", "--port", "0")
    said, _ = done.communicate(timeout=60)

    assert 2 == done.returncode
    assert "tagleine" in said
