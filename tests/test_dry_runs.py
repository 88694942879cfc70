"""What would leave, in files: nothing leaves, and no row changes."""

import gc
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from pipeline import subscribing
from pipeline.dry_runs import DryRun, Laid
from pipeline.errors import BusyError, ConfigurationError, TransportError, UsageError
from pipeline.model import Delivery, DeliveryState, Message, Subscriber
from pipeline.wiring import House
from tests.builders import NOON, subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.test_cli import attract
from tests.thorough import IN_GATES

WEEK = "weekly-2026-W47"
CADENCES = 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: [x]}\n'


def readied(firm: SmallFirm, *, readers: int = 3, composed: bool = True, mail: str = "") -> House:
    """A firm with readers of everything and one of something else, and an edition that is composed or due."""
    settings = (firm.root / "content/firm.yml").read_text("utf-8").replace("mail: {", f"mail: {{{mail}")
    firm.write("content/firm.yml", settings + CADENCES)
    house = firm.house()
    with house.ledger.together():
        for number in range(readers):
            house.ledger.add(subscriber(id=f"r{number}", address=f"reader{number}@example.org"))
    house.ledger.add(subscriber(id="tom", address="tom@example.org", areas=("tax",)))
    house.collect(feeds=False)
    house.tag()
    house.screen()
    house.plan.lay()
    if composed:
        house.mailing.open_due(house.judged()[0])
    return house


def rows_of(house: House) -> list[str]:
    """Everything that stands in the database."""
    with sqlite3.connect(house.state / "attract.sqlite") as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("composed", [True, False])
def test_every_mail_that_waits_lies_there_and_nothing_changes(small_firm: SmallFirm, composed: bool) -> None:
    """Of an edition that was composed, and of one that is due; texts for networks beside them; rows as before."""
    house = readied(small_firm, composed=composed)
    before = rows_of(house)
    run = DryRun(house)

    laid = list(run.mails())

    folder = house.outbox / "dry-run" / WEEK
    assert ["r0", "r1", "r2", "social:x"] == [each.subscriber for each in laid]
    assert sorted(folder.iterdir()) == sorted(Path(each.path) for each in laid)
    assert [each.size for each in laid] == [Path(each.path).stat().st_size for each in laid]
    assert {0o600} == {Path(each.path).stat().st_mode & 0o777 for each in laid}
    assert before == rows_of(house)
    assert [] == [path for path in house.outbox.rglob("*") if path.is_file() and path.parent != folder]
    (told,) = run.editions
    assert (WEEK, composed, 3, 1, {"nothing new for this reader": 1}) == (
        told.edition, told.composed, told.mails, told.texts, dict(told.left_out)
    )  # fmt: skip
    assert sum(each.size for each in laid[:3]) == told.size
    assert told.largest is not None
    assert (max(each.size for each in laid), 0) == (told.largest.size, told.over)


def test_they_are_the_bytes_that_are_laid_into_the_outbox(small_firm: SmallFirm) -> None:
    """By the same clock; of a server see tests/servers."""
    house = readied(small_firm)
    laid = {Path(each.path).name: Path(each.path).read_bytes() for each in DryRun(house).mails()}

    house.mailing.deliver(house.judged()[0])

    sent = {path.name: path.read_bytes() for path in (house.outbox / "mail/new").glob("*.eml")}
    texts = {path.name: path.read_bytes() for path in (house.outbox / "social").rglob("*.txt")}
    assert laid == sent | texts


def test_whoever_would_be_left_out_is_told_with_the_reason(small_firm: SmallFirm) -> None:
    """As of now: a reader who left since, and a piece that was withdrawn."""
    house = readied(small_firm)
    house.ledger.suppress("reader0@example.org", "left", NOON)
    first, second = DryRun(house), DryRun(house)

    laid = list(first.mails())
    attract(small_firm, "withdraw", "reading-a-lease", "--by", "Rafe", "--reason", "the law moved")
    none = list(second.mails())

    assert ["r1", "r2", "social:x"] == [each.subscriber for each in laid]
    assert {"nothing new for this reader": 1, "the reader has left": 1} == dict(first.editions[0].left_out)
    assert [] == none
    assert 2 == second.editions[0].left_out["every piece in it was withdrawn, or is not asked for any more"]


def test_what_waits_for_its_hour_or_is_held_is_laid_down_too(small_firm: SmallFirm) -> None:
    """One looks while it can still be taken back; what has left is not laid down again, and what was taken back is not."""
    house = readied(small_firm)
    house.ledger.hold(WEEK, "Ines holds it")
    row = house.ledger.deliveries(WEEK)[0]
    house.ledger.move(row, DeliveryState.ACCEPTED, "250 ok", NOON)

    held = [each.subscriber for each in DryRun(house).mails()]
    house.ledger.move(house.ledger.deliveries(WEEK)[0], DeliveryState.PLANNED, "", NOON)
    assert house.ledger.undo(WEEK, "Ines took it back")

    assert ["r1", "r2", "social:x"] == held
    assert [] == list(DryRun(house).mails())


def test_an_edition_that_was_stopped_while_it_was_composed_is_not_laid_down(small_firm: SmallFirm) -> None:
    """Nothing of it leaves before it is composed anew."""
    house = readied(small_firm)
    with sqlite3.connect(house.state / "attract.sqlite") as connection:
        connection.execute("UPDATE editions SET composed = NULL")

    assert [] == list(DryRun(house).mails())


def test_each_dry_run_takes_the_place_of_the_last(small_firm: SmallFirm) -> None:
    """Who has left since lies there no more; another edition's neither."""
    house = readied(small_firm)
    list(DryRun(house).mails())
    (house.outbox / "dry-run" / "weekly-2026-W01").mkdir()
    house.ledger.suppress("reader0@example.org", "left", NOON)

    list(DryRun(house).mails())

    assert [WEEK] == [path.name for path in (house.outbox / "dry-run").iterdir()]
    assert ["r1", "r2"] == sorted(path.name.split(".")[1][:2] for path in (house.outbox / "dry-run").rglob("*.eml"))


def test_erasing_a_reader_removes_theirs(small_firm: SmallFirm) -> None:
    """Their address stands in it."""
    house = readied(small_firm)
    list(DryRun(house).mails())

    subscribing.erase(house, "Reader1@example.org", WEDNESDAY)

    left = b"".join(path.read_bytes() for path in (house.outbox / "dry-run").rglob("*.eml"))
    assert (True, False) == (b"reader0@example.org" in left, b"reader1@example.org" in left)


def test_a_folder_of_ones_own_is_emptied_of_dry_runs_alone(small_firm: SmallFirm, tmp_path: Path) -> None:
    """What else lies in it stays; in an edition's folder, what is no mail stops it before anything is written."""
    house = readied(small_firm)
    mine = tmp_path / "mine"
    (mine / WEEK).mkdir(parents=True)
    (mine / WEEK / "old.eml").touch()
    (mine / "notes.md").touch()

    laid = list(DryRun(house, mine).mails())

    assert sorted(path.name for path in (mine / WEEK).iterdir()) == sorted(Path(each.path).name for each in laid)
    assert (mine / "notes.md").exists()
    assert not (house.outbox / "dry-run").exists()
    (mine / WEEK / "notes.md").touch()
    with pytest.raises(UsageError, match=r"notes\.md"):
        list(DryRun(house, mine).mails())
    assert len(laid) + 1 == len(list((mine / WEEK).iterdir()))


def test_a_link_in_that_folder_is_not_followed(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Whoever put it there does not get somebody else's file overwritten."""
    house = readied(small_firm)
    (tmp_path / WEEK).mkdir()
    (tmp_path / WEEK / "a.eml").symlink_to(tmp_path / "precious")

    with pytest.raises(UsageError):
        list(DryRun(house, tmp_path).mails())


def test_a_folder_that_cannot_be_written_is_a_clear_problem(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Another one can be named."""
    house = readied(small_firm)
    (tmp_path / "file").touch()

    with pytest.raises(TransportError, match="--to"):
        list(DryRun(house, tmp_path / "file").mails())


def test_two_dry_runs_do_not_mix(small_firm: SmallFirm) -> None:
    """The second says so at once."""
    house = readied(small_firm)
    first = DryRun(house).mails()
    next(first)

    with pytest.raises(BusyError):
        next(DryRun(house).mails())
    assert 3 == len(list(first))


def test_a_key_that_is_not_there_is_told_before_anything_is_laid_down(small_firm: SmallFirm, tmp_path: Path) -> None:
    """As it would be when sending."""
    house = readied(small_firm, mail=f"dkim: {{selector: one, keys: {tmp_path}/keys}}, ")

    with pytest.raises(ConfigurationError):
        list(DryRun(house).mails())
    assert [] == list(house.outbox.rglob("*.eml"))


def test_large_mails_are_counted(small_firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gmail cuts them off, and their foot, where one leaves, is gone."""
    monkeypatch.setattr("pipeline.dry_runs.MOST", 1000)
    run = DryRun(readied(small_firm))
    list(run.mails())

    assert 3 == run.editions[0].over


@pytest.mark.parametrize("composed", [True, pytest.param(False, marks=IN_GATES)])
def test_only_some_of_the_rows_are_in_memory_at_once(small_firm: SmallFirm, composed: bool) -> None:
    """Of three thousand readers a page and a group, and of their mails one: memory is as for three hundred."""
    house = readied(small_firm, readers=3000, composed=composed)
    kinds = (Delivery, Subscriber, Message, Laid)
    # What other tests of this process left behind is not ours.
    gc.collect()
    before = Counter(type(each) for each in gc.get_objects())
    most: Counter[type] = Counter()

    for number, _ in enumerate(DryRun(house).mails()):
        if number % 400 == 399:
            living = Counter(type(each) for each in gc.get_objects())
            most |= Counter({kind: living[kind] - before[kind] for kind in kinds})

    assert 3000 == number
    assert 0 < most[Delivery] <= 1500
    assert 0 < most[Subscriber] <= 1500
    assert most[Message] <= 2
    assert most[Laid] <= 3


# The command


@pytest.mark.usefixtures("on_wednesday")
def test_the_command_shows_an_edition_in_numbers(small_firm: SmallFirm) -> None:
    """How many, how large, who is left out and why, and where they lie."""
    house = readied(small_firm, composed=False)

    shown = attract(small_firm, "deliver", "--dry-run")

    assert 0 == shown.exit_code
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    assert "edition mails in all largest over 80 KB left out texts" == lines[0]
    assert lines[1].startswith(f"{WEEK} 3 4") and lines[1].endswith("KB 0 1 1")  # noqa: PT018  # one line
    assert f"{WEEK} is due and not composed: so it would be now." == lines[2]
    assert f"{WEEK} leaves out: 1 nothing new for this reader." == lines[3]
    assert f"They lie in {house.outbox / 'dry-run'}, each as it would leave. Nothing has left." in shown.output
    assert all(len(line) <= 80 for line in shown.output.splitlines() if "They lie in" not in line)


def test_other_programs_get_each_mail_with_its_envelope(small_firm: SmallFirm, tmp_path: Path) -> None:
    """The return path by which a bounce is known, too."""
    readied(small_firm, mail="bounces: bounces@firm.example, ")

    told = json.loads(attract(small_firm, "deliver", "--dry-run", "--to", str(tmp_path / "mine"), "--json").output)

    mails = [each for each in told["mails"] if each["file"].endswith(".eml")]
    assert {f"reader{number}@example.org" for number in range(3)} == {each["recipient"] for each in mails}
    assert 3 == len({each["sender"] for each in mails if each["sender"].startswith("bounces+")})
    assert all(each["bytes"] == Path(each["file"]).stat().st_size for each in told["mails"])
    assert Counter(mails=3, texts=1, over=0) == Counter(
        {key: told["editions"][0][key] for key in ("mails", "texts", "over")}
    )
    assert str(tmp_path / "mine") == told["folder"]


def test_a_folder_of_ones_own_is_told_to_be_out_of_reach(small_firm: SmallFirm, tmp_path: Path) -> None:
    """And --to alone is wrong use."""
    readied(small_firm)

    shown = attract(small_firm, "deliver", "--dry-run", "--to", str(tmp_path / "mine"))
    wrong = attract(small_firm, "deliver", "--to", str(tmp_path / "mine"))

    assert "Erasing a reader does not find theirs there" in " ".join(shown.output.split())
    assert (2, True) == (wrong.exit_code, "for --dry-run alone" in wrong.output)


@pytest.mark.usefixtures("on_wednesday")
def test_nothing_that_waits_is_said(small_firm: SmallFirm) -> None:
    """For a person and for other programs."""
    house = readied(small_firm)
    house.mailing.deliver(house.judged()[0])

    assert "Nothing waits, and no edition is due.\n" == attract(small_firm, "deliver", "--dry-run").output
    assert [[], []] == [
        json.loads(attract(small_firm, "deliver", "--dry-run", "--json").output)[key] for key in ("mails", "editions")
    ]
