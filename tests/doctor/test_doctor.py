"""`attract doctor` on real conditions: files with wrong rights, a full disk, a host with a wrong clock, a broken database."""

import gzip
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.doctor import clock, machine
from pipeline.doctor.run import examine
from pipeline.edges import machine as edge
from pipeline.edges.outside import side_by_side
from pipeline.model import DeliveryState, JobPause
from pipeline.model.check import Check, State
from pipeline.ports import FeedState
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm
from tests.proving.lived import NOW, copied, live
from tests.test_cli import attract

DAY = timedelta(days=1)
#: Half an hour after the last thing that happened there.
LATER = WEDNESDAY + timedelta(days=14, minutes=30)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> SmallFirm:
    """A firm that has lived for three weeks. Nobody changes it."""
    return live(tmp_path_factory.mktemp("lived"))


@pytest.fixture
def firm(lived: SmallFirm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallFirm:
    """Another one just like it, whose engineer has a home of their own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return copied(lived, tmp_path)


def seen(firm: SmallFirm, *, now: datetime = LATER, ask: bool = False) -> list[Check]:
    """Every line about a firm, a day after its last."""
    return list(examine(House(firm.root, clock=lambda: now, only_reads=True), ask=ask))


def called(checks: list[Check], name: str) -> list[tuple[State, str]]:
    """The lines of a name."""
    return [(each.state, each.seen) for each in checks if each.name == name]


def looks(checks: list[Check]) -> dict[str, str]:
    """What needs a person."""
    return {each.name: each.seen for each in checks if each.state is State.PERSON}


def with_settings(firm: SmallFirm, more: str) -> None:
    """Add to the firm's settings."""
    firm.write("content/firm.yml", (firm.root / "content/firm.yml").read_text("utf-8") + more)


# A firm that is well.


def test_a_firm_that_has_lived_is_well(firm: SmallFirm) -> None:
    """Nothing needs a person; every part says something, and what needs doing has its remedy."""
    checks = seen(firm)
    names = {each.name for each in checks}

    assert {} == looks(checks)
    assert {
        "settings", "keys", "disk", "writing", "rights", "clock", "zone", "versions", "database", "clock runs", "sending", "rules", "record",
        "consents", "site", "tagger", "language", "service", "hosts", "networks", "way out", "backup",
    } <= names  # fmt: skip
    assert all(each.remedy for each in checks if each.state is State.PERSON)


@pytest.mark.parametrize("more", ["", "subscribing: {address: https://www.firm.example/}\n"])
def test_to_look_changes_nothing(firm: SmallFirm, more: str) -> None:
    """Not one byte, and no file more; keys are not made by looking for them."""

    def bytes_of(root: Path) -> dict[str, str]:
        return {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    with_settings(firm, more)
    before = bytes_of(firm.root)
    told = attract(firm, "doctor", "--offline")

    assert "Nothing was sent." in told.output
    assert before == bytes_of(firm.root)


def test_a_folder_without_a_firm_is_told_as_such(tmp_path: Path) -> None:
    """And what can be looked at is."""
    (told, *rest) = list(examine(House(tmp_path, only_reads=True), ask=False))

    assert ("settings", State.PERSON) == (told.name, told.state)
    assert {"disk", "versions", "database"} <= {each.name for each in rest}


def test_a_wrong_setting_hides_nothing_else(firm: SmallFirm) -> None:
    """Its line is named; the disk and the database are looked at all the same."""
    with_settings(firm, "colour: blue\n")
    checks = seen(firm)

    assert ["settings"] == list(looks(checks))
    assert "`colour` is not a setting" in looks(checks)["settings"]
    assert State.WELL in [state for state, _ in called(checks, "database")]


# Keys and passwords.


def test_a_key_that_others_may_read_is_named(firm: SmallFirm) -> None:
    """With the command that shuts it."""
    path = firm.root / ".attract/reader.keys"
    path.write_text("ab" * 32 + "\n")
    path.chmod(0o644)
    (check,) = [each for each in seen(firm) if each.name == "keys" and each.state is State.PERSON]

    assert (True, True) == ("others on this machine may read it" in check.seen, f"chmod 600 {path}" in check.remedy)


def test_a_key_that_was_cut_short_is_none(firm: SmallFirm) -> None:
    """Of 31 bytes; its loss is told with what it means."""
    path = firm.root / ".attract/reader.keys"
    path.write_text("ab" * 31 + "\n")
    path.chmod(0o600)

    assert "the keys of readers' links cannot be read" in looks(seen(firm))["keys"]


def test_the_key_of_the_names_may_not_lie_in_the_firms_folder(firm: SmallFirm) -> None:
    """Where the list lies, too."""
    with_settings(firm, "clearing: {names_key: content/names.key}\n")

    assert "lies in the firm's folder" in looks(seen(firm))["keys"]


def test_a_list_of_names_without_its_key_is_told(firm: SmallFirm) -> None:
    """Nobody can make it anew."""
    (firm.root / ".attract/names.keyed").write_text("x")

    assert "the do-not-name list is there, and its key is not" in looks(seen(firm))["keys"]


def test_passwords_are_looked_for_and_never_told(firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their names alone."""
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write(
        "content/firm.yml", settings.replace("mail: {", "mail: {transport: smtp, host: mail.firm.example, user: us, ")
    )
    monkeypatch.delenv("ATTRACT_SMTP_PASSWORD", raising=False)
    assert "ATTRACT_SMTP_PASSWORD is empty" in looks(seen(firm))["environment"]

    monkeypatch.setenv("ATTRACT_SMTP_PASSWORD", "zerofinch")
    told = seen(firm)
    assert [(State.WELL, "ATTRACT_SMTP_PASSWORD: set")] == called(told, "environment")
    assert not any("zerofinch" in each.seen + each.remedy for each in told)


# Disk and rights.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB; the test is left out where nobody may mount one."""
    where = tmp_path / "disk"
    where.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", where], check=False, capture_output=True
    ).returncode:
        pytest.skip("nobody may mount a disk here")
    yield where
    subprocess.run(["umount", "--lazy", where], check=True)


def test_a_full_disk_needs_a_person(firm: SmallFirm, small_disk: Path) -> None:
    """It has no room for a second site, and nothing can be written any more."""
    state = firm.root / ".attract"
    shutil.copytree(state, small_disk / "state", symlinks=True)
    shutil.rmtree(state)
    state.symlink_to(small_disk / "state", target_is_directory=True)
    with (small_disk / "ballast").open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            pass
    checks = looks(seen(firm))

    assert "0 bytes free" in checks["disk"]
    assert "(No space left on device)" in checks["writing"]


@pytest.mark.parametrize(("free", "state"), [(0.5, State.PERSON), (1.5, State.TOLD), (900.0, State.WELL)])
def test_room_is_held_against_what_is_there(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch, free: float, state: State
) -> None:
    """Less than it takes, less than twice as much, enough."""
    taken = max(edge.size(firm.root / ".attract"), 60 << 20)
    monkeypatch.setattr(edge, "size", lambda _: taken)
    monkeypatch.setattr(edge, "free", lambda _: int(free * taken))

    assert [state] == [each.state for each in seen(firm) if each.name == "disk"]


@pytest.mark.parametrize(
    ("path", "mode", "words"),
    [
        (".attract/attract.sqlite", 0o644, "may read .attract/attract.sqlite (644)"),
        (".attract/consents.jsonl", 0o640, "may read .attract/consents.jsonl (640)"),
        (".attract", 0o777, "may write into "),
        ("content", 0o777, "may write into "),
    ],
)
def test_wrong_rights_are_named(firm: SmallFirm, path: str, mode: int, words: str) -> None:
    """Of what is private, and of folders into which everybody writes."""
    (firm.root / path).chmod(mode)

    assert any(state is State.PERSON and words in told for state, told in called(seen(firm), "rights"))


@pytest.mark.skipif(edge.me() != 0, reason="only root gives files away")
def test_two_users_are_told(firm: SmallFirm) -> None:
    """What one made, the other cannot change: clock and service run as one."""
    os.chown(firm.root / ".attract/near.json", 12345, 12345)

    assert "near.json belongs to user 12345" in looks(seen(firm))["rights"]


@pytest.mark.skipif(edge.me() != 0, reason="only root gives files away")
def test_another_user_than_the_firms_is_told(firm: SmallFirm) -> None:
    """Whose files would be in the way of the clock's."""
    for path in (firm.root / ".attract").rglob("*"):
        os.chown(path, 12345, 12345, follow_symlinks=False)

    assert [(State.TOLD, ".attract belongs to user 12345, and root runs this")] == called(seen(firm), "rights")


@given(st.integers(min_value=0, max_value=1 << 50))
def test_sizes_are_told_in_few_figures(count: int) -> None:
    """At most six characters and a unit."""
    figures, unit = machine._size(count).split()

    assert len(figures) <= 9
    assert unit in ("bytes", "KB", "MB", "GB")


# Clock and zone.


class _Wrong(BaseHTTPRequestHandler):
    """Answers, at the time that its server believes it is."""

    off = timedelta()
    status = 200
    slow = 0.0

    def do_GET(self) -> None:
        """Say the time."""
        time.sleep(self.slow)
        self.send_response_only(self.status)
        self.send_header("Date", format_datetime(datetime.now(UTC) + self.off, usegmt=True))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def server(off: timedelta = timedelta(), status: int = 200, slow: float = 0.0) -> Iterator[str]:
    """A real server with a clock of its own; its address."""
    handler = type("Handler", (_Wrong,), {"off": off, "status": status, "slow": slow})
    with HTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/"
        listening.shutdown()
        thread.join()


def asked(firm: SmallFirm, address: str) -> list[Check]:
    """Every line about a firm whose service is there, at the time that it is."""
    with_settings(firm, f"subscribing: {{address: '{address}'}}\n")
    return list(examine(House(firm.root, only_reads=True)))


@pytest.mark.parametrize(
    ("off", "state", "words"),
    [
        (timedelta(), State.WELL, "as the service has it"),
        (timedelta(seconds=-20), State.TOLD, "it is 1"),
        (timedelta(minutes=9), State.PERSON, "it is 8 minutes off: the service says"),
        (timedelta(hours=-3), State.PERSON, "it is 2 hours off: the service says"),
    ],
)
def test_the_clock_is_held_against_a_host_of_the_firm(
    firm: SmallFirm, off: timedelta, state: State, words: str
) -> None:
    """By the date that its answer bears, with room for what the answer took."""
    with server(off) as address:
        lines = called(asked(firm, address), "clock")

    assert any(each[0] is state and words in each[1] for each in lines), lines


def test_a_clock_that_was_later_than_now_is_told(firm: SmallFirm) -> None:
    """By the newest moment in the store."""
    assert "it was later than now" in looks(seen(firm, now=WEDNESDAY))["clock"]


def test_a_clock_that_jumps_while_it_is_looked_at_is_told(firm: SmallFirm) -> None:
    """Against the one that only goes on."""
    times = iter([NOW])

    def jumping() -> datetime:
        return next(times, NOW + timedelta(minutes=3))

    with server() as address:
        with_settings(firm, f"subscribing: {{address: '{address}'}}\n")
        checks = list(examine(House(firm.root, clock=jumping, only_reads=True)))

    assert any("it jumped by +" in words for _, words in called(checks, "clock"))


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "its clocks go forward on 2027-03-28 at 01:00 to 02:00 BST"),
        ("America/Toronto", "its clocks go forward on 2027-03-14 at 02:00 to 03:00 EDT"),
        ("Australia/Sydney", "its clocks go back on 2027-04-04 at 03:00 to 02:00 AEST"),
        ("Australia/Lord_Howe", "its clocks go back on 2027-04-04 at 02:00 to 01:30 +1030"),
        ("Asia/Tokyo", "its clocks are not changed in the next 400 days"),
    ],
)
def test_the_next_change_of_the_clocks_is_named(firm: SmallFirm, zone: str, words: str) -> None:
    """With the hour that is left out, or comes twice."""
    settings = (firm.root / "content/firm.yml").read_text("utf-8").replace("Europe/London", zone)
    firm.write("content/firm.yml", settings)
    ((_, told), *_) = called(seen(firm), "zone")

    assert f"{zone}; {words}." in told


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["Europe/Dublin", "America/St_Johns", "Africa/Casablanca"]))  # fmt: skip
def test_before_the_next_change_no_clock_is_changed(moment: datetime, name: str) -> None:
    """An hour before it is as now, and a second later it is not."""
    zone, now = ZoneInfo(name), moment.replace(tzinfo=UTC)
    change = clock.next_change(zone, now)
    assert change is not None
    at = change.astimezone(UTC)

    assert (at - timedelta(seconds=1)).astimezone(zone).utcoffset() == now.astimezone(zone).utcoffset()
    assert at.astimezone(zone).utcoffset() != now.astimezone(zone).utcoffset()


def test_old_rules_of_the_clocks_are_told(firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A year and a half without a change is much."""
    told = edge.ZoneData("2023c", "/usr/share/zoneinfo", "2026b", of_system=True)
    monkeypatch.setattr(clock, "zone_data", lambda _: told)
    lines = called(seen(firm), "zone")

    assert [State.TOLD, State.TOLD] == [state for state, _ in lines]
    assert "Its rules are of 2023c, of the system" in lines[0][1]
    assert "older than the package's (2026b)" in lines[1][1]


@pytest.mark.parametrize(("version", "days"), [("2026a", 142), ("2025b", 417), ("unknown", 0), ("", 0)])
def test_how_old_rules_are(version: str, days: int) -> None:
    """From what their name says; nothing where it says nothing."""
    assert timedelta(days=days) == clock.age(version, datetime(2026, 8, 21, tzinfo=UTC))


# The store.


def sql(firm: SmallFirm, *statements: str) -> None:
    """Somebody with an SQL shell."""
    with closing(sqlite3.connect(firm.root / ".attract/attract.sqlite")) as connection:
        for each in statements:
            connection.execute(each)
        connection.commit()


def test_a_broken_database_needs_a_person_and_hides_nothing(firm: SmallFirm) -> None:
    """Its first page is lost; the rest of the machine is looked at."""
    path = firm.root / ".attract/attract.sqlite"
    for each in (path.with_name(path.name + end) for end in ("-wal", "-shm")):
        each.unlink(missing_ok=True)
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * (path.stat().st_size - 16))
    checks = seen(firm)

    assert "cannot be read" in looks(checks)["database"]
    assert {"site", "tagger", "way out"} & {each.name for each in checks}


def test_rows_that_name_what_is_not_there_are_told(firm: SmallFirm) -> None:
    """By their table."""
    sql(firm, "UPDATE people SET source = 'gone'")

    assert "rows in people name what is not there" == looks(seen(firm))["database"]


@pytest.mark.parametrize(("revision", "state"), [("0007", State.TOLD), ("9999", State.PERSON)])
def test_a_store_of_another_version_is_left_as_it_is(firm: SmallFirm, revision: str, state: State) -> None:
    """An older one is brought up to date by the clock; a newer one by a newer Attract."""
    sql(firm, f"UPDATE alembic_version SET version_num = '{revision}'")
    checks = seen(firm)

    assert [state] == [each for each, _ in called(checks, "database")]
    with closing(sqlite3.connect(firm.root / ".attract/attract.sqlite")) as connection:
        assert (revision,) == connection.execute("SELECT version_num FROM alembic_version").fetchone()


def test_a_clock_that_stopped_is_told(firm: SmallFirm) -> None:
    """By the last day on which it ticked, and by what stands in the plan and was not done."""
    later = seen(firm, now=NOW + 30 * DAY)

    assert "the clock ticked last on 2026-12-02" in looks(later)["clock runs"]
    assert "and was not done, and" in looks(later)["plan"]


def test_what_failed_rests_or_was_given_up_in_the_plan_is_told(firm: SmallFirm) -> None:
    """With the error in words, who let it rest, and why it was given up."""
    slots, now = firm.house(NOW).slots, LATER
    slots.pause(JobPause(job="monthly", by="Ines", since=now))
    sql(
        firm, "UPDATE slots SET state = 'missed', said = 'nobody was there', due = '2026-12-02T09:00:00.000000+00:00' WHERE job = 'weekly' AND period = '2026-W49'",
        "UPDATE slots SET state = 'planned', tries = 2, error = 'the site: mkdocs broke.', due = '2026-12-02T09:00:00.000000+00:00' WHERE job = 'retention' AND period = '2026-12-02'",
    )  # fmt: skip
    lines = called(seen(firm), "plan")

    assert (State.PERSON, "retention-2026-12-02 was tried twice: the site: mkdocs broke.") in lines
    assert any(
        state is State.TOLD and words.startswith("weekly-2026-W49 was given up: nobody was there")
        for state, words in lines
    )
    assert any(state is State.TOLD and words.startswith("monthly rests since") for state, words in lines)


def test_a_mailbox_that_nobody_looks_into_is_told(firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never, or for days; an hour is well."""
    monkeypatch.setenv("ATTRACT_IMAP_PASSWORD", "x")
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write(
        "content/firm.yml",
        settings.replace("mail: {", "mail: {bounces: b@firm.example, mailbox: {host: imap.firm.example, user: b}, "),
    )
    assert "nobody has looked into the mailbox ever" == looks(seen(firm))["bounces"]

    firm.house(NOW).ledger.set_mark("bounces polled", (LATER - 3 * DAY).isoformat())
    assert "nobody has looked into the mailbox for 3 days" == looks(seen(firm))["bounces"]
    firm.house(NOW).ledger.set_mark("bounces polled", LATER.isoformat())
    assert [State.WELL] == [state for state, _ in called(seen(firm), "bounces")]


def test_feeds_that_fail_are_told_after_a_while(firm: SmallFirm) -> None:
    """Once may be an accident; three times is none."""
    with_settings(firm, "feeds: [{address: 'https://blog.example/feed'}]\n")
    for failures, state in ((0, State.WELL), (1, State.TOLD), (3, State.PERSON)):
        told = FeedState(
            address="https://blog.example/feed", failures=failures, problem=("the feed", "it answers 500", "Wait.")
        )
        firm.house(NOW).library.keep_feed(told)

        assert [state] == [each for each, _ in called(seen(firm), "feeds")]


def test_what_is_uncertain_paused_or_waits_is_told(firm: SmallFirm) -> None:
    """Each with the command that goes on from there."""
    sql(firm, "UPDATE deliveries SET state = 'uncertain' WHERE edition = 'weekly-2026-W47'")
    firm.house(NOW).ledger.pause_sending("a server refuses our mail", NOW)
    sending = [each for each in seen(firm) if each.name == "sending"]

    assert ["it is paused: a server refuses our mail", "7 mails may or may not have arrived"] == [
        each.seen for each in sending
    ]
    assert ["attract bounces resume" in sending[0].remedy, "attract deliver resolve" in sending[1].remedy] == [
        True,
        True,
    ]
    assert 7 == firm.house(NOW).ledger.counts()[DeliveryState.UNCERTAIN]


def test_a_broken_record_is_named_with_its_line(firm: SmallFirm) -> None:
    """And no other part is silent because of it."""
    path = firm.root / "content/clearances.jsonl"
    path.write_text(path.read_text("utf-8").replace("Ada", "Eve", 1), "utf-8")
    checks = seen(firm)

    assert looks(checks)["record"].startswith("content/clearances.jsonl:2")
    assert {"networks", "backup", "tagger"} <= {each.name for each in checks}


# The site, and whom it is reached by.


def test_a_site_that_is_not_the_one_that_was_kept_is_told(firm: SmallFirm) -> None:
    """A version was kept that does not stand."""
    site = firm.root / "site"
    other = {"a": "b", "b": "a"}[site.resolve().name]
    site.unlink()
    site.symlink_to(f".attract/site/{other}", target_is_directory=True)

    assert "the newest of these is not the one that stands" in looks(seen(firm)).get("site", "")


def test_a_service_that_does_not_answer_is_told(firm: SmallFirm) -> None:
    """Nobody listens at its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

    assert "cannot be reached" in looks(asked(firm, f"http://127.0.0.1:{port}/"))["service"]


def test_a_service_that_answers_with_an_error_is_told(firm: SmallFirm) -> None:
    """502 is what a proxy says of a service that is down."""
    with server(status=502) as address:
        assert "digest/ answers 502" in looks(asked(firm, address))["service"]


def test_a_host_that_is_not_there_is_told(firm: SmallFirm, tmp_path: Path) -> None:
    """A folder that is not mounted; a server at whose port nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    (tmp_path / "known").write_text("")
    with_settings(
        firm, f"publishing: {{to: [{{name: web, folder: {{path: {tmp_path}/nowhere}}}},"
        f" {{name: far, sftp: {{host: 127.0.0.1, port: {port}, folder: www, known_hosts: {tmp_path}/known}}}}]}}\n",
    )  # fmt: skip
    told = looks(seen(firm, ask=True))

    assert f"{tmp_path}/nowhere is not there" == told["host web"]
    assert "it cannot be reached: Connection refused" == told["host far"]


def test_whoever_is_silent_keeps_nobody_waiting(firm: SmallFirm) -> None:
    """A host that takes the line and says nothing, for ever."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=5)) as silent:
        began = time.monotonic()
        told = looks(asked(firm, f"http://127.0.0.1:{silent.getsockname()[1]}/"))

    assert "no answer within 4 seconds" in told["service"]
    assert time.monotonic() - began < 15


def test_questions_are_asked_at_once_and_left_behind() -> None:
    """The quick have their answers, the slow has none, and nobody waits for it."""

    def after(seconds: float) -> Callable[[], str]:
        def answer() -> str:
            time.sleep(seconds)
            return "here"

        return answer

    began = time.monotonic()
    found = side_by_side({"slow": after(3), "quick": after(0), "also": after(0.2)}, 0.6)

    assert {"quick": "here", "also": "here"} == found
    assert time.monotonic() - began < 2


# The command.


def test_the_command_ends_with_1_where_a_person_is_needed(firm: SmallFirm) -> None:
    """And prints the same lines for programs."""
    (firm.root / ".attract/consents.jsonl").chmod(0o644)
    told = attract(firm, "doctor", "--offline", "--json")
    checks = json.loads(told.stdout)

    assert 1 == told.exit_code
    assert {"check", "state", "seen", "do"} == set(checks[0])
    assert "needs a person" in [each["state"] for each in checks if each["check"] == "rights"]


def test_doctor_mail_is_still_there(firm: SmallFirm) -> None:
    """And says what it always said, alone."""
    told = attract(firm, "doctor", "mail", "--json", "--dns", "127.0.0.1:9")

    assert {"way out", "DNS", "postal address"} <= {each["check"] for each in json.loads(told.stdout)}


def test_offline_and_mail_do_not_go_together(firm: SmallFirm) -> None:
    """One asks nobody, the other the mail server."""
    assert 2 == attract(firm, "doctor", "--offline", "--mail").exit_code


def test_a_version_that_was_lost_from_the_archive_does_not_hide_the_rest(firm: SmallFirm) -> None:
    """The newest manifest is not what it was."""
    line = json.loads((firm.root / ".attract/archive/site.jsonl").read_text("utf-8").splitlines()[-1])
    name = line["manifest"]
    (firm.root / ".attract/archive/objects" / name[:2] / f"{name}.gz").write_bytes(gzip.compress(b"{}"))
    checks = seen(firm)

    assert "this object is not what it was." in looks(checks)["site"]
    assert {"networks", "tagger"} <= {each.name for each in checks}
