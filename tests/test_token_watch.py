"""The clock tells of tokens that end and of an old version of LinkedIn's interface, once, whoever starts it anew."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from pipeline.model.posting import Connection
from pipeline.ticker import Beats
from pipeline.token_watch import watch
from tests.conftest import WEDNESDAY, SmallFirm
from tests.test_cli import attract

DAY = timedelta(days=1)
SETTINGS = "social: {networks: [], linkedin_version: '202609', accounts: {rafe: {network: linkedin, person: rafe}, firm: {network: bluesky}}}\n"


def connected(firm: SmallFirm, ends: datetime | None, account: str = "rafe", **token: str) -> None:
    """An account of the firm is spoken for with a token that ends then."""
    known = Connection(account=account, speaks_for="Rafe", connected=WEDNESDAY - 50 * DAY, ends=ends)
    firm.house().posting.tokens.connect(known, {"access": "AQX", "author": "urn:li:person:1", **token})


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """One that speaks on LinkedIn and Bluesky."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text + SETTINGS)
    return small_firm


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was told, without the time."""
    return [line.partition(" ")[2].partition(" ")[2] for line in capsys.readouterr().err.splitlines()]


@pytest.mark.usefixtures("told")
def test_each_end_is_told_once_with_what_to_do(firm: SmallFirm, capsys: pytest.CaptureFixture[str]) -> None:
    """Days ahead; another process that looks knows what was told."""
    connected(firm, WEDNESDAY + 14 * DAY)
    said = []
    for days in (-1, 0, 1, 7, 8, 13, 14, 15):
        watch(firm.house(WEDNESDAY + days * DAY))
        said.append([" ".join(line.split()[:9]) for line in lines(capsys)])

    assert [
        [], ["warning: The token of rafe ends in 14 days,"], [], ["warning: The token of rafe ends in 7 days,"], [],
        ["warning: The token of rafe ends in 1 day,"], ["warning: The token of rafe has ended, on Wed"], [],
    ] == said  # fmt: skip


@pytest.mark.usefixtures("told")
def test_it_names_the_command(firm: SmallFirm, capsys: pytest.CaptureFixture[str]) -> None:
    """And the day, by the firm's clock."""
    connected(firm, WEDNESDAY + 3 * DAY)
    watch(firm.house())
    (line,) = lines(capsys)

    assert "ends in 3 days, on " in line
    assert line.endswith("Connect it again: attract social connect rafe")


@pytest.mark.usefixtures("told")
def test_the_clock_looks_at_each_beat(firm: SmallFirm, capsys: pytest.CaptureFixture[str]) -> None:
    """Where everything else is done, too."""
    connected(firm, WEDNESDAY + 3 * DAY)
    beats = Beats(firm.house())
    for _ in range(2):
        beats.beat()

    assert 1 == sum("attract social connect rafe" in line for line in lines(capsys))


def test_cron_is_told_as_well(firm: SmallFirm) -> None:
    """`attract tick` tells on the error stream what a person should know, once."""
    house = firm.house()
    connected(firm, house.time() + timedelta(days=400))
    attract(firm, "tick")
    connected(firm, datetime.now(WEDNESDAY.tzinfo) + 3 * DAY)
    first, second = attract(firm, "tick"), attract(firm, "tick")

    assert [1, 0] == [each.stderr.count("attract social connect rafe") for each in (first, second)]


@pytest.mark.usefixtures("told")
def test_a_token_that_is_renewed_by_itself_is_no_news(firm: SmallFirm, capsys: pytest.CaptureFixture[str]) -> None:
    """Before its last day; also where the key that opens it is lost, somebody is told in time."""
    connected(firm, WEDNESDAY + 3 * DAY, refresh="AQR", client_id="c", client_secret="s")
    watch(firm.house())
    assert [] == lines(capsys)

    (firm.root / ".attract/token.keys").unlink()
    watch(firm.house())
    assert 1 == len(lines(capsys))


@pytest.mark.usefixtures("told")
def test_an_old_version_is_told_once(firm: SmallFirm, capsys: pytest.CaptureFixture[str]) -> None:
    """With the setting in which it stands."""
    later = WEDNESDAY.replace(year=2027, month=7)
    for _ in range(2):
        watch(firm.house(later))
    (line,) = lines(capsys)

    assert "LinkedIn's version 202609 is 10 months old" in line
    assert "`social.linkedin_version`" in line


def test_a_look_costs_one_question_and_without_accounts_none(firm: SmallFirm) -> None:
    """Every half a minute for years."""
    connected(firm, WEDNESDAY + 30 * DAY)
    house = firm.house()
    asked: list[str] = []
    event.listen(house.posting.tokens._engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    watch(house)
    # Before it stands how the database is sealed, as before every question.
    assert ["FROM tokens"] == [each.splitlines()[1].split(" ORDER")[0] for each in asked[1:]]
    assert ["SELECT value FROM marks WHERE name = 'sealed'"] == asked[:1]

    asked.clear()
    firm.write("content/firm.yml", (firm.root / "content/firm.yml").read_text("utf-8").replace(SETTINGS, ""))
    house.refresh()
    watch(house)
    assert [] == asked


@pytest.mark.usefixtures("told")
def test_what_was_told_stands_in_the_store_and_names_no_token(firm: SmallFirm) -> None:
    """Days alone."""
    connected(firm, WEDNESDAY + 3 * DAY)
    watch(firm.house())

    assert {"rafe": "2026-09-29T12:00:00+00:00/2026-11-21 7"} == json.loads(firm.house().ledger.mark("tokens told"))
