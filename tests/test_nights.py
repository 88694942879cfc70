"""The site is compared with a build of everything once a night, and mended where it differs."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline import nights
from pipeline.cli import main
from pipeline.errors import BackupError
from pipeline.nights import Checked
from pipeline.plan.decide import CHECK
from pipeline.wiring import House
from tests.builders import FIRM
from tests.conftest import WEDNESDAY, SmallFirm

#: Every night of the small firm, whose clock is London's, after the look over the site was due.
NIGHT = datetime(2026, 11, 19, 3, 31, tzinfo=UTC)
HOST = "publishing: {to: [{name: web, folder: {path: ../www}}]}\n"


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm whose site stands, here and on its host, and whose first night was yesterday."""
    small_firm.write("content/firm.yml", FIRM + HOST)
    small_firm.house(WEDNESDAY).run()
    return small_firm


def spoil(firm: SmallFirm) -> tuple[Path, Path]:
    """Change home by hand, here and on the host; returns the two files."""
    files = (firm.root / "site/index.html", firm.root.parent / "www/current/index.html")
    for file in files:
        text = file.read_text()
        file.unlink()  # the other copy of the site holds the same file, by a hard link
        file.write_text(text.replace("</h1>", " (cheap)</h1>"))
    return files


def test_a_site_that_is_right_is_looked_over_once_a_night(firm: SmallFirm) -> None:
    """What the work costs is paid once, however often the clock ticks, and again on the next night."""
    looks = [
        nights.nightly(firm.house(at)).checked
        for at in (NIGHT - timedelta(minutes=2), NIGHT, NIGHT + timedelta(hours=1), NIGHT + timedelta(days=1))
    ]

    assert [None, Checked(), None, Checked()] == looks
    assert "byte for byte" in Checked().said()


def test_the_first_night_is_still_to_come_when_the_site_has_just_been_made(small_firm: SmallFirm) -> None:
    """A new firm's first tick at noon does not build its site a second time, and no site is no fault."""
    house = small_firm.house()
    before = nights.nightly(house).checked
    house.run()

    assert [None, None] == [before, nights.nightly(house).checked]


def test_whoever_wants_no_look_at_night_has_none(firm: SmallFirm) -> None:
    """`check: never` in the cadences leaves it out."""
    firm.write("content/firm.yml", FIRM + HOST + "cadences: {check: never}\n")

    assert nights.nightly(firm.house(NIGHT)).checked is None


def test_what_differs_is_mended_here_and_at_every_host(firm: SmallFirm) -> None:
    """A page that somebody changed by hand is right again in the morning, and a person is told which it was."""
    spoilt = spoil(firm)
    found = nights.nightly(firm.house(NIGHT)).checked

    assert Checked(("index.html",)) == found
    assert [False, False] == ["(cheap)" in file.read_text() for file in spoilt]
    assert "One file of the site differed from a build of everything:\n  index.html\n" in found.said()
    assert [] == firm.house(NIGHT).check_site()


def test_what_is_cleared_and_not_yet_shown_is_no_fault(firm: SmallFirm) -> None:
    """The site is brought up first; only what is wrong after that is told."""
    firm.write("content/articles/late.md", "---\ntitle: Late\nauthor: rafe\n---\nA lease of a flat ends late.\n")
    house = firm.house(NIGHT)
    house.catch_up()

    assert Checked() == nights.nightly(house).checked
    assert (firm.root / "site/articles/late/index.html").exists()


def test_a_host_that_cannot_be_reached_is_named_and_the_site_is_mended(firm: SmallFirm) -> None:
    """One that is away must not keep the rest wrong."""
    spoil(firm)
    www = firm.root.parent / "www"
    www.rename(www.with_name("away"))
    www.write_text("A file where the folder was.")
    found = nights.nightly(firm.house(NIGHT)).checked

    assert Checked(("index.html",), (), ("web",)) == found
    assert "web could not be given it: attract host put." in found.said()


def test_what_cannot_be_mended_is_told_and_long_lists_are_cut() -> None:
    """A fault of ours that comes back must reach us; a screen full of addresses helps nobody."""
    told = Checked([f"{number}.html" for number in range(14)], ["3.html"]).said()

    assert 10 == len(re.findall(r"^  \d+\.html$", told, re.MULTILINE))
    assert "  and 4 more\n" in told
    assert "1 still differ" in told


def test_the_tick_of_that_night_needs_a_person(firm: SmallFirm) -> None:
    """Cron mails what it names and exits with 1; the next tick has nothing to tell."""
    house = House(firm.root)
    house.run()
    house.slots.lay([], [], house.slots.find(jobs=[CHECK]))
    house.slots.fire(CHECK, "2026-11-01", house.time() - timedelta(days=3))
    house.plan.lay(anew=True)
    spoil(firm)
    found, after = tick(firm), tick(firm)

    assert (1, True) == (found.exit_code, "  index.html\n" in found.stderr)
    assert (0, "Nothing is due.\n") == (after.exit_code, after.output)


def tick(firm: SmallFirm) -> Result:
    """`attract tick`, by the machine's own clock."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), "tick"])


def test_everything_is_backed_up_at_its_hour_once(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Where `backups.to` says; the next backup comes with the next night, and one that fails is tried again."""
    settings = f"cadences: {{check: never, backup: {{at: '02:00'}}}}\nbackups: {{to: {tmp_path / 'safe'}}}\n"
    small_firm.write("content/firm.yml", FIRM + settings)
    small_firm.house(WEDNESDAY).run()
    (tmp_path / "safe").write_text("no folder")
    two = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)

    with pytest.raises(BackupError):
        nights.nightly(small_firm.house(two))
    failed = small_firm.house(two).slots.one("backup-2026-11-19")
    (tmp_path / "safe").unlink()
    again = nights.nightly(small_firm.house(two + timedelta(minutes=1)))
    after = nights.nightly(small_firm.house(two + timedelta(hours=1)))

    assert failed is not None
    assert 1 == failed.tries
    assert again.backed_up is not None
    assert again.backed_up.path.is_file()
    assert f"Everything was backed up: {again.backed_up.path}" in again.said()
    assert not after
