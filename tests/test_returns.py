"""What comes back is done once, and only if it is proven: a real store, a mailbox by script, and files."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import returns
from pipeline.cli import main
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.mailing import Current, Latest
from pipeline.model import Act, Cadence, Delivery, DeliveryState, Slot
from pipeline.ports import Letter
from pipeline.reader_tokens import Purpose, written
from pipeline.returns import Returned
from pipeline.subscribing import Subscribing, erase
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import WEDNESDAY, SmallFirm, small_firm_in
from tests.deliver.returned import DIGEST, arf, dsn, mails, recipient

DAY = timedelta(days=1)
READERS = ("aa" * 16, "bb" * 16, "cc" * 8)
MAILBOX = "bounces: bounces@firm.example, mailbox: {host: imap.firm.example, user: bounces}"


def mailed(small_firm: SmallFirm, *, weeks: int = 1) -> tuple[House, dict[str, str]]:
    """A firm whose three readers had an edition a week, and the return path of each one's last."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    if MAILBOX not in text:
        small_firm.write("content/firm.yml", text.replace("mail: {", f"mail: {{{MAILBOX}, "))
    house = small_firm.house()
    for number, id_ in enumerate(READERS):
        house.ledger.add(subscriber(id=id_, address=f"reader{number}@example.org"))
    for week in range(weeks):
        slot = Slot(cadence=Cadence.WEEKLY, period=f"2026-W{47 - week}", due=WEDNESDAY)
        rows = [
            Delivery(
                edition=slot.edition, subscriber=id_, state=DeliveryState.PLANNED, items=(),
                message_id=f"<{slot.edition}.{id_}@firm.example>",
            )
            for id_ in READERS
        ]  # fmt: skip
        house.ledger.open_edition(slot, rows, WEDNESDAY)
        for row in rows:
            house.ledger.move(row, DeliveryState.ACCEPTED, "250 ok", WEDNESDAY - week * 7 * DAY)
    return house, {id_: path(house, id_) for id_ in READERS}


def path(house: House, reader: str, week: int = 0) -> str:
    """The return path of a delivery."""
    edition = f"weekly-2026-W{47 - week}"
    return returns.return_path(house)(
        Delivery(edition=edition, subscriber=reader, state=DeliveryState.ACCEPTED, message_id="", items=())
    )


@dataclass
class Box:
    """A mailbox by script, which may break when letters are put away (port: Mailbox)."""

    letters: list[bytes]
    breaks: bool = False
    away: list[str] = field(default_factory=list)

    def arrived(self, after: str) -> Iterator[tuple[Sequence[Letter], str]]:
        """Two at a time."""
        for number in range(int(after or 0), len(self.letters), 2):
            some = self.letters[number : number + 2]
            yield [Letter(str(number + each), raw) for each, raw in enumerate(some)], str(number + len(some))

    def put_away(self, letters: Sequence[Letter]) -> None:
        """Remember it, or break."""
        if self.breaks:
            raise KeyboardInterrupt
        self.away += [letter.name for letter in letters]

    def close(self) -> None:
        """Nothing is open."""


def came(house: House, *raw: bytes) -> Returned:
    """The same, without a mailbox."""
    told = Returned()
    returns.Returns(house).take([Letter(str(number), each) for number, each in enumerate(raw)], told)
    return told


def test_who_is_not_there_is_never_mailed_again(small_firm: SmallFirm) -> None:
    """One bounce, one complaint: two are suppressed with the reason, the third reads on."""
    house, paths = mailed(small_firm)

    told = came(house, dsn(paths[READERS[0]], recipient("5.1.1")), arf(paths[READERS[1]], "Feedback-Type: abuse\n"
                f"Original-Mail-From: <{paths[READERS[1]]}>"))  # fmt: skip

    assert [Act.SUPPRESS, Act.SUPPRESS] == [each.act for each in told.new]
    assert [READERS[2]] == [each.id for each in house.ledger.subscribers()]
    assert "weekly-2026-W47" == told.new[0].edition
    reason = house.ledger.suppression("reader0@example.org")
    assert reason
    assert reason.reason.startswith("bounce 5.1.1: the address does not exist")


def test_the_same_bounce_counts_once(small_firm: SmallFirm) -> None:
    """After a crash between handling and moving, from a file, said by another server, in other line ends."""
    house, paths = mailed(small_firm)
    full = dsn(paths[READERS[0]], recipient("5.2.2"))
    box = Box([full, b"noise", full], breaks=True)
    with pytest.raises(KeyboardInterrupt):
        returns.poll(house, box=box)
    box.breaks = False

    again = returns.poll(house, box=box)
    came(house, full.replace(b"\n", b"\r\n"), full.replace(b"mx.example.org", b"mx2.example.org"))

    assert (0, 2, 1) == (len(again.new), again.known, again.left)
    assert ["0", "2"] == box.away
    assert [Act.COUNT] == [each.act for each in house.ledger.bounces()]
    assert 0 == returns.poll(house, box=box).looked


def test_five_full_mailboxes_in_thirty_days_end_it(small_firm: SmallFirm) -> None:
    """Weekly, of five editions; the days are those of the deliveries, whenever the bounces are read."""
    house, _ = mailed(small_firm, weeks=7)

    told = came(house, *(dsn(path(house, READERS[0], week), recipient("4.2.2")) for week in range(4)))
    assert [Act.COUNT] * 4 == [each.act for each in told.new]
    seven_weeks_ago = came(house, dsn(path(house, READERS[0], 6), recipient("4.2.2")))
    assert [Act.COUNT] == [each.act for each in seven_weeks_ago.new]
    fifth = came(house, dsn(path(house, READERS[0], 4), recipient("4.2.2")))

    assert [Act.SUPPRESS] == [each.act for each in fifth.new]
    assert READERS[0] not in {each.id for each in house.ledger.subscribers()}


CODES = ("5.1.1", "5.2.1", "5.2.2", "4.2.2", "5.0.0", "5.7.1", "5.1.8", "4.7.0")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(READERS), st.integers(0, 6), st.sampled_from(CODES)), max_size=14), st.data())
def test_however_often_and_in_whatever_portions_it_comes_it_does_the_same(
    tmp_path_factory: pytest.TempPathFactory, back: list[tuple[str, int, str]], data: st.DataObject
) -> None:
    """Twice, or from where a crash left it: nobody is suppressed without a reason, and our own failure is no reason."""
    ends = []
    for again in (False, True):
        house, _ = mailed(small_firm_in(tmp_path_factory.mktemp("firm")), weeks=7)
        raw = [dsn(path(house, reader, week), recipient(code)) for reader, week, code in back]
        if again:
            cut = data.draw(st.integers(0, len(raw)))
            came(house, *raw[:cut])
            raw += raw
        came(house, *raw)
        kept = frozenset(each.id for each in house.ledger.subscribers())
        ends.append((kept, len(house.ledger.bounces()), returns.paused(house) is not None))

    kept, _, paused = ends[0]
    assert ends[0] == ends[1]
    assert paused == any(code in ("5.7.1", "5.1.8") for _, _, code in back)
    for reader in set(READERS) - kept:
        mine = [code for who, _, code in back if who == reader]
        assert {"5.1.1", "5.2.1"} & set(mine) or len([code for code in mine if code in CODES[2:5]]) >= 5


def test_a_stranger_suppresses_nobody(small_firm: SmallFirm) -> None:
    """A return path that we did not sign, a Message-ID alone, another firm's link to leave: nothing of it counts."""
    house, paths = mailed(small_firm)
    forged = paths[READERS[0]].replace("@", "a@")
    known = DIGEST.format(to="x@x.example", leave="no").replace("reader-1", READERS[0])
    strange = written(Purpose.LEAVE, READERS[0], [secrets.token_bytes(32)], WEDNESDAY)
    linked = DIGEST.format(to="x@x.example", leave=strange)

    told = came(
        house, dsn(forged, recipient("5.1.1")), dsn("bounces@firm.example", recipient("5.1.1"), digest=known),
        dsn("bounces@firm.example", recipient("5.7.1"), digest=known), arf("x@x.example", "Feedback-Type: abuse"),
        dsn("bounces@firm.example", recipient("5.1.1"), digest=linked),
    )  # fmt: skip

    assert 3 == len(house.ledger.subscribers())
    assert returns.paused(house) is None
    assert 2 == told.unproven
    assert {Act.IGNORE} == {each.act for each in told.new}


def test_our_own_link_to_leave_proves_whose_mail_came_back(small_firm: SmallFirm) -> None:
    """Where the server drops what stands behind the plus, and providers black out addresses."""
    house, _ = mailed(small_firm)
    keys = ReaderKeys(house.state / "reader.keys").made(WEDNESDAY)
    link = written(Purpose.LEAVE, READERS[0], keys, WEDNESDAY)
    brought = DIGEST.format(to="x@x.example", leave=link).replace("reader-1", READERS[0])

    told = came(house, dsn("bounces@firm.example", recipient("5.1.1"), digest=brought))

    assert [(READERS[0], "weekly-2026-W47", Act.SUPPRESS)] == [
        (each.reader, each.edition, each.act) for each in told.new
    ]


def test_our_own_failure_pauses_the_sending_until_a_person_says_so(small_firm: SmallFirm) -> None:
    """Nobody is suppressed; `deliver` hands nothing over and exits with 1; what was sent before pauses nothing again."""
    house, paths = mailed(small_firm)
    run = CliRunner()

    told = came(house, dsn(paths[READERS[0]], recipient("5.7.26")))

    assert told.amiss
    assert 3 == len(house.ledger.subscribers())
    stopped = house.mailing.deliver([])
    assert stopped.problem
    assert "5.7.26" in stopped.problem.cause
    for command in ("deliver", "bounces"):
        result = run.invoke(main, ["--firm", str(small_firm.root), command])
        assert 1 == result.exit_code
        assert "5.7.26" in result.output
    assert 0 == run.invoke(main, ["--firm", str(small_firm.root), "bounces", "resume", "--by", "Ines"]).exit_code
    assert 2 == run.invoke(main, ["--firm", str(small_firm.root), "bounces", "resume", "--by", "Ines"]).exit_code
    late = came(house, dsn(paths[READERS[1]], recipient("5.7.26")))
    assert [Act.IGNORE] == [each.act for each in late.new]
    assert house.mailing.deliver([]).problem is None
    pause = house.ledger.pause_of_sending()
    assert ("", "Ines") == (pause.reason, pause.by)


def test_what_the_server_refuses_at_once_means_what_comes_back_later(small_firm: SmallFirm) -> None:
    """It is weighed once, after each run of sending; what has no code says nothing of the address."""
    house, paths = mailed(small_firm)
    answers = dict(zip(READERS, ("550 5.1.1 nobody here", "550 5.7.1 not you", "no SMTPUTF8"), strict=True))
    for row in house.ledger.deliveries():
        house.ledger.move(row, DeliveryState.REFUSED, answers[row.subscriber], WEDNESDAY)

    delivered = house.mailing.deliver([])
    came(house, dsn(paths[READERS[0]], recipient("5.1.1")))

    assert delivered.problem
    assert "5.7.1" in delivered.problem.cause
    assert list(READERS[1:]) == sorted(each.id for each in house.ledger.subscribers())
    assert {(READERS[0], Act.SUPPRESS), (READERS[1], Act.ALARM)} == {
        (each.reader, each.act) for each in house.ledger.bounces()
    }
    assert [] == returns.Returns(small_firm.house(WEDNESDAY + 30 * DAY)).refusals()


def test_whoever_is_sending_gets_no_other_batch_while_it_is_paused(small_firm: SmallFirm) -> None:
    """A bounce that comes while an edition leaves stops what has not left."""
    house, paths = mailed(small_firm)
    slot = Slot(cadence=Cadence.DAILY, period="2026-11-18", due=WEDNESDAY)
    rows = [
        Delivery(edition=slot.edition, subscriber=id_, state=DeliveryState.PLANNED, items=(), message_id=f"<{id_}>")
        for id_ in READERS
    ]
    house.ledger.open_edition(slot, rows, WEDNESDAY)
    until = WEDNESDAY + timedelta(minutes=5)

    first = house.ledger.claim("me", 1, WEDNESDAY, until)
    came(house, dsn(paths[READERS[0]], recipient("5.7.1")))
    paused = house.ledger.claim("me", 1, WEDNESDAY, until)
    returns.resume(house, "Ines")
    resumed = house.ledger.claim("me", 1, WEDNESDAY, until)

    assert (1, 0, 1) == (len(first), len(paused), len(resumed))


def test_the_first_reason_of_a_pause_stays(small_firm: SmallFirm) -> None:
    """It is the one that a person looks for."""
    house, paths = mailed(small_firm)

    came(house, dsn(paths[READERS[0]], recipient("5.7.26")), dsn(paths[READERS[1]], recipient("5.7.1")))

    assert "5.7.26" in house.ledger.pause_of_sending().reason


def test_what_people_write_stays_where_it_is(small_firm: SmallFirm) -> None:
    """Only what is ours is put away: notices that came to a return path, and bounces."""
    house, paths = mailed(small_firm)
    corpus = mails(paths[READERS[0]])
    away = corpus["away, by the rules"].raw
    box = Box([corpus["a person passes our mail on"].raw, corpus["a person answers to the return path"].raw, away,
               away.replace(paths[READERS[0]].encode(), b"digest@firm.example"), corpus["postfix, late"].raw])  # fmt: skip

    told = returns.poll(house, box=box)

    assert ["2", "4"] == box.away
    assert (5, 3, 2) == (told.looked, told.left, told.notices)
    assert [] == house.ledger.bounces()


def test_a_dry_run_writes_and_moves_nothing(small_firm: SmallFirm) -> None:
    """It says what would be done, and the next run does it."""
    house, paths = mailed(small_firm)
    box = Box([dsn(paths[READERS[0]], recipient("5.1.1")), dsn(paths[READERS[1]], recipient("5.7.1"))])

    dry = returns.poll(house, box=box, dry_run=True)

    assert [Act.SUPPRESS, Act.ALARM] == [each.act for each in dry.new]
    assert ([], [], None) == (box.away, house.ledger.bounces(), returns.paused(house))
    assert 2 == len(returns.poll(house, box=box).new)


def test_who_left_or_was_erased_is_not_touched(small_firm: SmallFirm) -> None:
    """Whoever left can still take it back; of whoever was erased nothing is written, and what was is gone."""
    house, paths = mailed(small_firm)
    house.ledger.leave(READERS[0], WEDNESDAY)
    came(house, dsn(paths[READERS[1]], recipient("5.2.2")))
    erase(house, "reader1@example.org", WEDNESDAY)

    told = came(house, dsn(paths[READERS[0]], recipient("5.1.1")), dsn(paths[READERS[1]], recipient("5.1.1")))

    assert [(READERS[0], Act.IGNORE)] == [(each.reader, each.act) for each in told.new]
    assert 1 == told.notices
    assert house.ledger.come_back(READERS[0], WEDNESDAY)
    assert [READERS[0]] == [each.reader for each in house.ledger.bounces()]


def test_a_reader_sees_what_came_back_about_them(small_firm: SmallFirm) -> None:
    """It is stored about them."""
    house, paths = mailed(small_firm)
    came(house, dsn(paths[READERS[0]], recipient("5.2.2")))
    reader = house.ledger.reader(READERS[0])
    assert reader

    (shown,) = Subscribing(house).everything(reader)["mails that came back"]

    assert ("weekly-2026-W47", "5.2.2", "counted") == (shown["edition"], shown["status"], shown["what was done"])


def test_bounces_are_kept_for_a_year(small_firm: SmallFirm) -> None:
    """Then nobody asks any more."""
    house, paths = mailed(small_firm)
    came(house, dsn(paths[READERS[0]], recipient("5.2.2")))

    house.ledger.clear_out(WEDNESDAY + 364 * DAY)
    assert 1 == len(house.ledger.bounces())
    house.ledger.clear_out(WEDNESDAY + 366 * DAY)
    assert [] == house.ledger.bounces()


def test_every_mail_gets_the_return_path_of_its_delivery(small_firm: SmallFirm) -> None:
    """The digest's own address is not the one to which bounces come."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    settings = text.replace("mail: {", "mail: {bounces: bounces@firm.example, ")
    small_firm.write("content/firm.yml", settings + 'cadences: {weekly: {on: monday, at: "08:30"}}\n')
    house = small_firm.house()
    house.ledger.add(subscriber(id=READERS[0]))
    for verb in (lambda: house.collect(feeds=False), house.tag, house.screen):
        verb()
    cleared, _ = house.judged()
    house.mailing.open_due(cleared)
    seen = []
    composing = Current(house, Latest(house, cleared))
    composing.look("me", house.ledger.deliveries())

    for row in house.ledger.deliveries():
        message = composing(row)
        assert not isinstance(message, str)
        seen.append((message.sender, b"digest@firm.example" in message.body))

    assert (path(house, READERS[0]), True) in seen


def test_mails_are_read_from_files_of_every_kind(small_firm: SmallFirm, tmp_path: Path) -> None:
    """One mail, an mbox, a Maildir, a folder of .eml; they stay as they are."""
    house, paths = mailed(small_firm)
    gone = [dsn(paths[reader], recipient("5.1.1")) for reader in READERS]
    laid = {
        "one.eml": gone[0], "box.mbox": b"".join(b"From MAILER-DAEMON Mon Nov 23 08:30:11 2026\n" + each + b"\n" for each in gone[:2]),
        "maildir/new/1": gone[1], "maildir/cur/2:2,S": gone[2], "maildir/tmp/3": b"half", "folder/deep/x.EML": gone[0],
        "folder/notes.txt": b"no mail",
    }  # fmt: skip
    for name, raw in laid.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)

    told = returns.read(house, [tmp_path / each for each in ("one.eml", "box.mbox", "maildir", "folder")])

    assert (6, 3, 3) == (told.looked, len(told.new), told.known)
    assert laid == {name: (tmp_path / name).read_bytes() for name in laid}


def test_the_commands_say_what_came(small_firm: SmallFirm, tmp_path: Path) -> None:
    """In words and as JSON, without an address."""
    _, paths = mailed(small_firm)
    (tmp_path / "b.eml").write_bytes(dsn(paths[READERS[0]], recipient("5.1.1", "smtp; 550 <reader0@example.org>")))
    run, firm = CliRunner(), ["--firm", str(small_firm.root), "bounces"]

    dry = run.invoke(main, [*firm, "read", str(tmp_path / "b.eml"), "--dry-run"])
    done = run.invoke(main, [*firm, "read", str(tmp_path / "b.eml")])
    shown = run.invoke(main, firm, env={"COLUMNS": "200"})
    told = json.loads(run.invoke(main, [*firm, "--json"]).output)

    assert ["1 mails came back: 1 suppressed.\n"] * 2 == [dry.output, done.output]
    assert 0 == shown.exit_code
    assert "suppressed" in shown.output
    assert "reader0@" not in shown.output
    assert [("5.1.1", "suppressed")] == [(each["status"], each["act"]) for each in told["bounces"]]


def test_without_a_mailbox_there_is_nothing_to_poll(small_firm: SmallFirm) -> None:
    """It says which setting is missing, and the clock leaves it."""
    result = CliRunner().invoke(main, ["--firm", str(small_firm.root), "bounces", "poll"])

    assert 2 == result.exit_code
    assert "mail.mailbox" in result.output
    assert returns.when_due(small_firm.house()) is None


def test_the_clock_looks_every_five_minutes_and_a_server_that_is_away_stops_nothing(small_firm: SmallFirm) -> None:
    """It is told, and tried again."""
    mailed(small_firm)

    def at(minutes: int) -> Returned | None:
        when: datetime = WEDNESDAY + timedelta(minutes=minutes)
        house = small_firm.house(when)
        mailbox = house.firm.mail.mailbox
        assert mailbox
        closed = mailbox.model_copy(update={"host": "127.0.0.1", "port": 9})
        house.firm = house.firm.model_copy(update={"mail": house.firm.mail.model_copy(update={"mailbox": closed})})
        return returns.when_due(house)

    first, soon, later = at(0), at(4), at(5)

    assert first
    assert first.problem
    assert first.amiss
    assert soon is None
    assert later


@pytest.mark.parametrize(
    "wrong",
    [
        "bounces",
        "b@",
        "Bounces <b@firm.example>",
        "b+c@firm.example",
        "fifteen-letters@firm.example",
        "b\u00fc@x.example",
    ],
)
def test_an_address_that_cannot_take_bounces_is_refused(small_firm: SmallFirm, wrong: str) -> None:
    """In the settings, with its line."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text.replace("mail: {", f'mail: {{bounces: "{wrong}", '))

    result = CliRunner().invoke(main, ["--firm", str(small_firm.root), "bounces"])

    assert 2 == result.exit_code
    assert "mail.bounces" in result.output
