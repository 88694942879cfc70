"""Handing posts over, as a person types it."""

import json
import re
import shutil
from pathlib import Path

import icalendar
import pytest

from pipeline.model.posting import PostState
from tests.conftest import WEDNESDAY, SmallFirm, small_firm_in
from tests.handing import ADA, HOUR, put, speaking
from tests.test_cli import attract

pytestmark = pytest.mark.usefixtures("on_wednesday")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a firm with accounts and posts, to be copied."""
    firm = small_firm_in(tmp_path_factory.mktemp("prepared"))
    house = speaking(firm)
    put(house, "firm-linkedin", "a", due=WEDNESDAY - HOUR)
    put(house, "firm-bluesky", "a")
    put(house, "rafe-linkedin", "a")
    put(house, "ada-x", "b")
    return firm.root


@pytest.fixture
def firm(prepared: Path, tmp_path: Path) -> SmallFirm:
    """A copy of it."""
    shutil.copytree(prepared, tmp_path / "firm")
    return SmallFirm(tmp_path / "firm")


def said(output: str) -> str:
    """What was printed, on one line."""
    return " ".join(output.split())


def test_files_are_written_once_and_told(firm: SmallFirm) -> None:
    """Each file with its posts, and whose time has changed."""
    first = attract(firm, "social", "files")
    again = attract(firm, "social", "files")

    folder = firm.root / ".attract/outbox/social/files"
    name = "2026-11-18-1200-firm-linkedin-buffer-europe-london.csv"
    assert (0, 0) == (first.exit_code, again.exit_code)
    assert f"{folder / name}: 1 post of firm-linkedin, times of Europe/London. Import it now, once." in first.output
    assert "firm-linkedin-a of firm-linkedin leaves Thu 19 Nov 2026 09:30 and not Wed 18 Nov 2026 11:00" in first.output
    assert 2 == len(list(folder.glob("*.csv")))
    assert "No cleared post waits for a file" in again.output
    assert "firm-linkedin handed over" in said(attract(firm, "social", "queue", "--all").output)


def test_nothing_is_handed_over_that_leads_nowhere(firm: SmallFirm, tmp_path: Path) -> None:
    """A share pack waits until the site is where it lives; whoever has files for later is told to look."""
    settings = firm.root / "content/firm.yml"
    hosts = f"publishing: {{at_once: true, to: [{{name: web, folder: {{path: {tmp_path}/away/www}}}}]}}\n"
    settings.write_text(settings.read_text("utf-8") + hosts)
    attract(firm, "publish")
    why = "the site at your hosts is not this one yet: attract publish"

    share = attract(firm, "social", "share")
    files = attract(firm, "social", "files", "firm-bluesky")
    as_json = json.loads(attract(firm, "social", "files", "--json").stdout)

    assert (1, True, []) == (
        share.exit_code,
        f"share packs: {why}." in said(share.output),
        list(firm.root.rglob("*.eml")),
    )
    assert (0, True) == (files.exit_code, f"Before you import them: {why}" in files.output)
    assert why == as_json["no_page"]


def test_a_dry_run_of_files_says_what_would_be_in_which(firm: SmallFirm) -> None:
    """It writes nothing; of one account where one is named."""
    done = attract(firm, "social", "files", "firm-bluesky", "--dry-run")

    assert "1 post of firm-bluesky would stand in it" in done.output
    assert "firm-linkedin" not in done.output
    assert not (firm.root / ".attract/outbox/social/files").exists()


def test_files_go_where_somebody_wants_them(firm: SmallFirm, tmp_path: Path) -> None:
    """With a calendar of every post beside them; for other programs, too."""
    told = json.loads(
        attract(firm, "social", "files", "--to", str(tmp_path / "out"), "--ics", str(tmp_path / "posts.ics"), "--json").output
    )  # fmt: skip

    events = icalendar.Calendar.from_ical((tmp_path / "posts.ics").read_bytes()).walk("VEVENT")
    assert [each["file"] for each in told["files"]] == [
        str(path) for path in sorted((tmp_path / "out").iterdir(), reverse=True)
    ]
    assert [["firm-linkedin-a"], ["firm-bluesky-a"]] == [each["posts"] for each in told["files"]]
    assert ["firm-linkedin-a"] == [each["post"] for each in told["moved"]]
    assert 4 == len(events)


def test_who_names_an_account_without_files_is_told(firm: SmallFirm) -> None:
    """Unless they want a calendar of it."""
    wrong = attract(firm, "social", "files", "rafe-linkedin")
    unknown = attract(firm, "social", "files", "nobody")
    calendar = attract(firm, "social", "files", "rafe-linkedin", "--ics", str(firm.root / "posts.ics"))

    assert (2, 2, 0) == (wrong.exit_code, unknown.exit_code, calendar.exit_code)
    assert "`by: hand`" in wrong.output
    assert 1 == (firm.root / "posts.ics").read_text("utf-8").count("BEGIN:VEVENT")


def test_packs_are_mailed_once(firm: SmallFirm) -> None:
    """Who got what, and that no rhythm does it."""
    first = attract(firm, "social", "share")
    again = attract(firm, "social", "share")

    assert (0, 0) == (first.exit_code, again.exit_code)
    assert "rafe: 1 post of 1 piece, mailed (laid in share.2026-11-18.rafe@firm.example.eml)." in first.output
    assert "ada: 1 post of 1 piece, mailed" in first.output
    assert "No rhythm mails share packs by itself." in first.output
    assert "Nothing waits for a share pack." in again.output


def test_a_dry_run_of_packs_says_where_they_lie(firm: SmallFirm) -> None:
    """And nothing has left."""
    done = attract(firm, "social", "share", "ada", "--dry-run")
    told = json.loads(attract(firm, "social", "share", "ada", "--dry-run", "--json").output)

    path = firm.root / ".attract/outbox/mail/previews/share.2026-11-18.ada@firm.example.eml"
    assert f"ada: 1 post of 1 piece would leave: {path}" in done.output
    assert [("ada", str(path))] == [(each["person"], each["file"]) for each in told["would_leave"]]
    assert path.exists()
    assert {PostState.PLANNED} == {each.state for each in firm.house().posting.posts.find()}


def test_whose_posts_wait_needs_a_person(firm: SmallFirm) -> None:
    """The exit code says so, and the line why."""
    firm.write("content/people/ada.md", re.sub(r"email: .*\n", "", ADA))
    house = firm.house()
    house.collect(feeds=False)
    house.tag()
    house.screen()

    done = attract(firm, "social", "share")
    told = json.loads(attract(firm, "social", "share", "--json").stdout)

    assert 1 == done.exit_code
    assert "ada-x: its posts wait, because there is no `email` in content/people/ada.md that mail could go to." in said(
        done.output
    )
    assert (["ada-x"], [], "") == (list(told["accounts_waiting"]), told["mailed"], told["problem"])


def test_with_a_rhythm_nobody_is_told_of_one(firm: SmallFirm) -> None:
    """It stands in the plan, and can be moved there."""
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", text + 'cadences: {share: {on: monday, at: "09:00"}}\n')

    done = attract(firm, "social", "share", "--dry-run")
    plan = attract(firm, "plan", "why", "share-2026-W48")
    moved = attract(firm, "plan", "move", "share-2026-W48", "--to", "2026-11-24T09:00 Europe/London", "--by", "Ines")
    paused = attract(firm, "plan", "pause", "share", "--by", "Ines")

    assert "No rhythm" not in done.output
    assert "share packs are mailed to those who post by hand" in said(plan.output)
    assert "every week on Monday at 09:00" in said(plan.output)
    assert (0, 0) == (moved.exit_code, paused.exit_code)
