"""A rehearsal tells what the clock then does, and touches nothing."""

import csv
import hashlib
import io
import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.ending import silent
from pipeline.errors import UsageError
from pipeline.model import Cadence, Delivery, DeliveryState
from pipeline.model.posting import Connection, Post, PostState, Wire, seal
from pipeline.post_connecting import connect
from pipeline.rehearsing import report
from pipeline.rehearsing.run import What
from pipeline.terminal_rehearsal import lines
from pipeline.wiring import House
from tests.builders import FIRM, subscriber
from tests.conftest import ARTICLE, SmallFirm
from tests.edges.networks.test_webhook import NEW, Receiver, receiver  # noqa: F401  # a fixture

#: A Friday evening before Christmas.
BEGIN = datetime(2026, 12, 18, 18, 0, tzinfo=UTC)
END = datetime(2027, 1, 6, 12, 0, tzinfo=UTC)
SETTINGS = """
cadences:
  check: never
  site: {at: "06:00"}
  daily: {at: "07:30", on: [monday, tuesday, wednesday, thursday, friday]}
  weekly: {on: monday, at: "08:30", cut_off: 60}
  monthly: {on: first monday, at: "06:30"}
  share: {on: thursday, at: "12:00"}
calendar:
  holidays: [GB-ENG]
  closed: [{from: 2026-12-29, to: 2026-12-30, why: stocktaking}]
  quiet: {from: "19:00", to: "07:00"}
social:
  networks: [mastodon]
  at: "18:30"
  spacing: 60
  accounts:
    firm-linkedin: {network: linkedin, by: webhook, ask: false}
    firm-bluesky: {network: bluesky, by: webhook, ask: false, weekly: false}
    rafe-linkedin: {network: linkedin, by: hand, person: rafe}
"""


def dated(title: str, date: str, more: str = "") -> str:
    """An article that goes public at a time."""
    return ARTICLE.replace("title: Reading a lease", f"title: {title}").replace(
        "date: 2026-11-02", f"date: {date}\n{more}"
    )


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm with pieces that go public one after another, over Christmas, and readers of every cadence."""
    small_firm.write("content/firm.yml", FIRM + SETTINGS)
    small_firm.write("content/articles/old.md", dated("An older one", "2026-12-01", "review_by: 2026-12-23"))
    for number, at in enumerate(["2026-12-20T10:00", "2026-12-23T08:30", "2026-12-28T05:00", "2027-01-01T12:00"]):
        small_firm.write(f"content/articles/ahead-{number}.md", dated(f"Piece number {number}", at))
    house = small_firm.house(BEGIN)
    house.collect()
    house.tag()
    house.screen()
    for cadence in Cadence:
        for number in range(3):
            areas = ("tax",) if number == 2 else ()
            house.ledger.add(
                subscriber(
                    id=f"{cadence}{number}", address=f"{cadence}{number}@example.org", cadence=cadence, areas=areas
                )
            )
    soon = subscriber(
        id="ends", address="ends@example.org", permission="implied-enquiry", confirmed=datetime(2026, 6, 25, tzinfo=UTC),
        ends=datetime(2026, 12, 25, tzinfo=UTC),
    )  # fmt: skip
    house.ledger.add(soon)
    return small_firm


def rows(house: House) -> dict[tuple[str, str], object]:
    """What everybody got, when, and who got nothing."""

    def told(row: Delivery) -> object:
        return row.state, row.items, row.more, row.welcome, row.at if row.state is DeliveryState.ACCEPTED else None

    return {(row.edition, row.subscriber): told(row) for row in house.ledger.each_delivery()}


def really(root: Path, began: datetime, until: datetime) -> tuple[House, list[tuple[datetime, set[str]]]]:
    """Let the clock tick every half an hour; returns what it was done with, and which pieces were public from when on."""
    public: list[tuple[datetime, set[str]]] = []
    now = began
    house = House(root, clock=lambda: now)
    while now <= until:
        if house.tick():
            told = list(house.clearing.archive.tellings() or [])
            pieces: set[str] = set()
            for each in told:
                pieces = {id_ for id_ in {*(set() if each.whole else pieces), *each.items} if each.items.get(id_, 1)}
            if not public or public[-1][1] != pieces:
                public.append((now, pieces))
        now += timedelta(minutes=30)
    return house, public


def posts(house: House) -> dict[tuple[str, str], object]:
    """What became of each post, and when."""
    return {
        (each.account, each.of): (each.state, each.due, each.at, each.wire.text) for each in house.posting.posts.find()
    }


def test_the_forecast_is_what_then_happens(firm: SmallFirm, tmp_path: Path, receiver: Receiver) -> None:  # noqa: F811
    """Every mail, share pack and post at its moment, every edition with nothing, every piece that goes public; over holidays."""
    for name in ("firm-linkedin", "firm-bluesky"):
        connect(firm.house(BEGIN), name, {"address": receiver.url, "secrets": NEW})
    twin = shutil.copytree(firm.root, tmp_path / "twin")

    with report.rehearsed(firm.house(BEGIN), END, silent) as told:
        forecast, foretold = rows(told.house), posts(told.house)
        said = {(each.name, each.at) for each in told.events if each.what is What.POST}
        packs = [(each.name, each.number) for each in told.events if each.what is What.PACKS]
        builds = [
            (each.at, {id_ for id_, became in each.pieces if became == "new"})
            for each in told.events
            if each.what is What.SITE
        ]
        moved = {each.name: each.at for each in told.events if each.what is What.MOVED}
        left_out = {each.name for each in told.events if each.what is What.LEFT_OUT}
    house, public = really(twin, BEGIN, END)

    assert rows(house) == forecast
    assert 30 < len(forecast)
    assert posts(house) == foretold
    assert 10 < len(foretold)
    taken = [each for each in house.posting.posts.find() if each.state is PostState.ACCEPTED]
    by_hook = {(each.account, each.at) for each in taken if each.account.startswith("firm")}
    assert by_hook == said
    assert len(by_hook) == len(receiver.got)
    assert [("share-2026-W52", 1)] == packs
    assert 1 == len(list((house.outbox / "mail/new").glob("share.*")))
    assert [*(f"ahead-{number}" for number in range(4))] == sorted(id_ for _, new in builds for id_ in new)
    for at, new in builds:
        assert all(new <= pieces for when, pieces in public if when >= at), at
        assert not any(new & pieces for when, pieces in public if when < at), at
    assert datetime(2026, 12, 31, 8, 30, tzinfo=UTC) == moved["weekly-2026-W53"]
    assert {"daily-2026-12-25", "daily-2026-12-28", "daily-2026-12-29", "daily-2027-01-01"} <= left_out


ACCOUNTS = """
social:
  accounts:
    firm-linkedin: {network: linkedin, handle: "1"}
    firm-bluesky: {network: bluesky, handle: firm.example}
    rafe-mastodon: {network: mastodon, by: buffer, person: rafe, server: "https://law.example"}
"""


def test_posts_are_told_as_if_somebody_cleared_each_and_every_account_was_connected(firm: SmallFirm) -> None:
    """What must be done for that is told, on the day from which on nothing would leave; nobody clears anything."""
    told_of = SETTINGS.partition("social:")[0].replace('  share: {on: thursday, at: "12:00"}\n', "")
    firm.write("content/firm.yml", FIRM + told_of + ACCOUNTS)
    house, ends = firm.house(BEGIN), datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
    house.posting.tokens.connect(
        Connection(account="firm-linkedin", speaks_for="Test & Firm", connected=BEGIN, ends=ends),
        {"access": "opens everything", "author": "urn:li:organization:1"},
    )

    with report.rehearsed(house, END, silent) as told:
        undone = [(each.at, each.told) for each in told.events if each.what is What.STOPPED]
        said = {(each.name, each.by_hand) for each in told.events if each.what is What.POST}
        shown = "\n".join(lines(told))
        rows = report.as_json(told)["events"]

    again = "The rehearsal goes on as if that were done."
    assert [
        (ends, f"the token of firm-linkedin ends: attract social connect firm-linkedin. {again}"),
        (BEGIN, f"firm-bluesky is not connected: attract social connect firm-bluesky. {again}"),
    ] == undone
    assert {("firm-linkedin", False), ("firm-bluesky", False), ("rafe-mastodon", True)} == said
    assert "Posts are told as if somebody cleared each wording as soon as it is drafted." in shown
    assert "rafe-mastodon: a post, “Piece number 3”, which a person brings there" in shown
    mine = [each for each in rows if each["what"] == "post" and each["by_hand"]]
    assert {"ahead-3": "told"} in [each["pieces"] for each in mine if each["name"] == "rafe-mastodon"]
    assert [] == house.posting.posts.find()


def test_a_post_whose_piece_is_taken_back_meanwhile_is_taken_down(firm: SmallFirm, receiver: Receiver) -> None:  # noqa: F811
    """As the real one is when a client's consent has run out; what a person must take down is not told."""
    house = firm.house(BEGIN)
    connect(house, "firm-linkedin", {"address": receiver.url, "secrets": NEW})
    (piece,) = [each for each in house.judged()[0] if each.id == "reading-a-lease"]
    wire = Wire(network="linkedin", text="Break clauses.", language="en", title=piece.item.title, at=BEGIN, key="there")
    post = Post(
        id="there", account="firm-linkedin", of=piece.id, texts={piece.id: piece.item.content_hash}, wire=wire,
        seal=seal({"wire": wire.told()}), due=BEGIN, state=PostState.ACCEPTED, ref="urn:li:share:7", at=BEGIN,
    )  # fmt: skip
    house.posting.posts.draft([post])
    (firm.root / "content/articles/reading-a-lease.md").unlink()
    house.collect()

    with report.rehearsed(house, END, silent) as told:
        down = [(each.name, each.told) for each in told.events if each.what is What.TAKEN_DOWN]
        shown = "\n".join(lines(told))

    assert [("firm-linkedin", "Reading a lease")] == down
    assert "firm-linkedin: the post “Reading a lease” is taken down" in shown
    assert [PostState.ACCEPTED] == [each.state for each in house.posting.posts.find()]
    assert [] == receiver.got


def fingerprint(root: Path) -> dict[str, str]:
    """Every file of a firm, but for the database's, and what is in that."""
    files = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and "attract.sqlite" not in path.name
    }
    with sqlite3.connect(root / ".attract/attract.sqlite") as database:
        files["database"] = "\n".join(database.iterdump())
    database.close()
    return files


def test_a_rehearsal_changes_nothing_and_leaves_nothing_behind(firm: SmallFirm) -> None:
    """No file, no row, no mail; what a killed one left is removed by the next."""
    left = firm.root / ".attract/rehearsal-killed/.attract"
    left.mkdir(parents=True)
    (left / "attract.sqlite").write_text("addresses")
    house = firm.house(BEGIN)
    house.plan.lay()
    before = {path: told for path, told in fingerprint(firm.root).items() if "rehearsal" not in path}

    with report.rehearsed(house, END, silent) as told:
        assert told.events
        assert 0o700 == told.house.root.stat().st_mode & 0o777

    assert before == fingerprint(firm.root)


def test_each_reader_and_all_of_them_are_told(firm: SmallFirm) -> None:
    """How many mails, and who gets none."""
    with report.rehearsed(firm.house(BEGIN), END, silent) as told:
        readers = told.readers
        mine = [(row.edition, row.items) for row in report.mails(told, "weekly0")]
        every = list(report.mails(told))
        file = io.StringIO()
        assert len(every) == report.write_mails(told, file)
        shown = "\n".join(lines(told))

    assert (10, 3) == (readers.number, readers.without)
    assert ["weekly-2026-W51", "weekly-2026-W52", "weekly-2026-W53", "weekly-2027-W01"] == [
        edition for edition, _ in mine
    ]
    assert len(every) == sum(
        row["edition"].split("-")[0] in tuple(Cadence) for row in csv.DictReader(io.StringIO(file.getvalue()))
    )
    assert "@" not in file.getvalue() + shown
    assert "Thu 31 Dec 2026" in shown
    assert "weekly-2026-W53: on Thu 31 Dec 2026 08:30 Europe/London (08:30 UTC) (28 December: Boxing Day" in shown
    assert "10 readers: 7 get mail" in shown


def test_a_day_that_is_past_cannot_be_rehearsed(firm: SmallFirm) -> None:
    """And no copy is made."""
    with pytest.raises(UsageError, match="past"), report.rehearsed(firm.house(BEGIN), BEGIN, silent):
        pass


def test_a_mail_server_that_nobody_has_tried_is_told_first(firm: SmallFirm) -> None:
    """The forecast goes on as if somebody had; the undo window counts."""
    firm.write(
        "content/firm.yml", (FIRM + SETTINGS).replace("mail: {", "mail: {transport: smtp, host: mail.firm.example, ")
    )

    with report.rehearsed(firm.house(BEGIN), END, silent) as told:
        stopped = [each for each in told.events if each.what is What.STOPPED]
        first = min(each.at for each in told.events if each.what is What.MAILS and each.name == "monthly-2027-01")

    assert ["--test-to"] == [word for each in stopped for word in ["--test-to"] if word in each.told]
    # Composed in quiet hours at 06:30 it would leave at 07:00, and can be taken back for ten minutes.
    assert datetime(2027, 1, 4, 7, 10, tzinfo=UTC) == first


def attract(firm: SmallFirm, *arguments: str) -> Result:
    """`attract ...` on this firm, by the machine's own clock."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *arguments])


def test_the_command_tells_days_readers_and_programs(small_firm: SmallFirm, tmp_path: Path) -> None:
    """By the machine's own clock."""
    small_firm.write("content/firm.yml", FIRM + 'cadences: {weekly: {on: monday, at: "08:30"}}\n')
    house = House(small_firm.root)
    house.collect()
    house.tag()
    house.screen()
    house.ledger.add(subscriber(id="r", address="hana@example.org"))
    until = (house.time() + timedelta(days=20)).date().isoformat()

    days = attract(small_firm, "rehearse", "--until", until)
    rows = json.loads(attract(small_firm, "rehearse", "--until", until, "--json").stdout)
    hana = attract(small_firm, "rehearse", "--until", until, "--reader", "hana@example.org")
    nobody = attract(small_firm, "rehearse", "--until", until, "--reader", "nobody@example.org")
    wrong = attract(small_firm, "rehearse", "--until", "tomorrow")
    mails = tmp_path / "mails.csv"
    attract(small_firm, "rehearse", "--until", until, "--mails", str(mails))

    assert (0, True) == (days.exit_code, "Nothing left." in days.output)
    assert ("Europe/London", 1) == (rows["zone"], rows["readers"]["number"])
    assert (0, True) == (hana.exit_code, "Reading a lease" in hana.output or "0 mails" in hana.output)
    assert (2, 2) == (nobody.exit_code, wrong.exit_code)
    assert mails.read_text().startswith("leaves,zone,leaves_utc,edition,reader,pieces")
