"""The firm's own addresses get every edition first, and what becomes of it decides whether readers get theirs."""

import email
import email.policy
import json
from email.message import EmailMessage

import pytest

from pipeline import canary, returns
from pipeline.clearance_acts import said_on
from pipeline.dry_runs import DryRun
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.errors import ConfigurationError
from pipeline.firm import read
from pipeline.mailboxes import seed_of
from pipeline.model import Act, DeliveryState
from pipeline.ports import Letter
from pipeline.reader_tokens import Purpose
from pipeline.reader_tokens import read as read_token
from pipeline.returns import Returned
from pipeline.wiring import House
from tests.builders import FIRM, NOON, subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.deliver.returned import dsn, recipient
from tests.test_cli import attract

WEEK = "weekly-2026-W47"
SEED, OTHER = "Marketing@firm.example", "ada@firm.example"
MORE = (
    'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: []}\n'
    'subscribing: {address: "https://news.firm.example/"}\n'
)


def readied(firm: SmallFirm, seeds: str = f"[{SEED}]", *, composed: bool = True, mail: str = "") -> House:
    """A firm with seeds, a reader of everything and one of tax, and an edition."""
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", text.replace("mail: {", f"mail: {{seeds: {seeds}, {mail}") + MORE)
    house = firm.house()
    house.ledger.add(subscriber(id="r-hana", address="hana@example.org", name="Hana"))
    house.ledger.add(subscriber(id="r-tom", address="tom@example.org", areas=("tax",)))
    house.collect(feeds=False)
    house.tag()
    house.screen()
    if composed:
        house.mailing.open_due(house.judged()[0])
    return house


def mails(house: House) -> dict[str, EmailMessage]:
    """What lies in the outbox, by the address it is for."""
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (house.outbox / "mail/new").glob("*.eml")
    ]
    return {str(mail["To"]).rpartition("<")[2].strip(">"): mail for mail in found}


def become(house: House, state: DeliveryState, said: str) -> None:
    """What became of the seed."""
    (row,) = house.ledger.seeds(WEEK)
    assert house.ledger.move(row, state, said, NOON)


# What they get


def test_the_firm_gets_it_first_and_marked(small_firm: SmallFirm) -> None:
    """Subject and header say so; its links are nobody's; the reader's mail is as ever."""
    house = readied(small_firm)

    sent = house.mailing.deliver(house.judged()[0])

    found = mails(house)
    seed, reader = (
        found["marketing@firm.example" if "marketing@firm.example" in found else SEED],
        found["hana@example.org"],
    )
    assert (1, 1, None) == (sent.accepted, sent.seeds, sent.problem)
    assert ("[Seed] Reading a lease", "yes") == (seed["Subject"], seed["X-Attract-Seed"])
    assert ("Reading a lease", None) == (reader["Subject"], reader["X-Attract-Seed"])
    plain = seed.get_body(("plain",))
    assert plain is not None
    words = plain.get_content()
    assert "This edition holds it." in words
    token = words.partition("/digest/leave/")[2].split()[0].rstrip(">")
    keys = ReaderKeys(house.state / "reader.keys").read()
    opened = read_token(Purpose.LEAVE, token, keys, house.time())
    assert opened is not None
    assert seed_of(SEED) == opened.of
    house.ledger.leave(opened.of, NOON, "pressed")
    assert {"r-hana", "r-tom"} == {each.id for each in house.ledger.subscribers()}


@pytest.mark.usefixtures("on_wednesday")
def test_they_count_nowhere_as_readers(small_firm: SmallFirm) -> None:
    """Composing, sending, status, rows and what was said on a day tell them apart."""
    readied(small_firm, f"[{SEED}, {OTHER}]", composed=False)

    composed = attract(small_firm, "digest")
    sent = attract(small_firm, "deliver")
    again = json.loads(attract(small_firm, "deliver", "--json").output)
    status = json.loads(attract(small_firm, "deliver", "status", WEEK, "--json").output)["editions"][0]
    rows = attract(small_firm, "deliveries").output

    assert "1 reader gets 1 piece; 2 seeds; 1 left out" in composed.output
    assert "1 delivered; 2 seeds." in sent.output
    assert (0, 0) == (again["accepted"], again["seeds"])
    assert (1, 2, True) == (status["readers"]["accepted"], status["seeds"]["accepted"], status["done"])
    assert f"{WEEK}: 1 accepted, 1 excluded; complete." in rows
    assert SEED in rows
    shown = " ".join(attract(small_firm, "deliver", "status", WEEK).output.split())
    assert "all readers 2 done: they balance seeds 2 2 accepted" in shown


@pytest.mark.usefixtures("on_wednesday")
@pytest.mark.parametrize("composed", [True, False])
def test_a_look_at_an_edition_counts_readers_alone(small_firm: SmallFirm, composed: bool) -> None:
    """Piece by piece, before it is composed and after."""
    readied(small_firm, composed=composed)

    told = json.loads(attract(small_firm, "digest", "show", WEEK, "--json").output)

    assert (1, [("reading-a-lease", 1)]) == (
        told["readers"],
        [(each["item"], each["readers"]) for each in told["pieces"]],
    )


def test_what_was_said_on_a_day_was_said_to_readers(small_firm: SmallFirm) -> None:
    """The firm's own mail told nobody anything."""
    house = readied(small_firm)
    house.mailing.deliver(house.judged()[0])

    assert {WEEK: (1, ("reading-a-lease",))} == said_on(house, WEDNESDAY.date()).editions


def test_a_dry_run_lays_theirs_down_and_counts_them_apart(small_firm: SmallFirm) -> None:
    """The bytes that leave."""
    house = readied(small_firm)
    run = DryRun(house)

    laid = {each.recipient: each for each in run.mails()}

    assert (1, 1, 0) == (run.editions[0].mails, run.editions[0].seeds, run.editions[0].texts)
    with open(laid[SEED].path, "rb") as mail:
        assert b"Subject: [Seed]" in mail.read()
    assert "1 mail to the firm itself" in attract(small_firm, "deliver", "--dry-run").output


def test_what_was_withdrawn_is_in_none_of_them(small_firm: SmallFirm) -> None:
    """A seed's mail is made when it leaves, too; an empty one does not leave, and stops nobody."""
    house = readied(small_firm)
    attract(small_firm, "withdraw", "reading-a-lease", "--by", "Rafe", "--reason", "the law moved")

    sent = house.mailing.deliver(house.judged()[0])

    assert ({}, None) == (mails(house), sent.problem)
    assert {"excluded"} == {str(row.state) for row in house.ledger.deliveries(WEEK)}


@pytest.mark.parametrize("why", ["suppressed", "not named"])
def test_who_must_not_be_mailed_is_no_seed(small_firm: SmallFirm, why: str) -> None:
    """Left out with the reason; the edition goes on."""
    house = readied(small_firm)
    if why == "suppressed":
        house.ledger.suppress(SEED, "left", NOON)
    else:
        text = (small_firm.root / "content/firm.yml").read_text("utf-8")
        small_firm.write("content/firm.yml", text.replace(f"[{SEED}]", "[]"))
        house = small_firm.house()

    sent = house.mailing.deliver(house.judged()[0])

    assert (1, 0, None) == (sent.accepted, sent.seeds, sent.problem)
    assert ["it is no seed any more, or nobody may mail it"] == [row.response for row in house.ledger.seeds(WEEK)]


@pytest.mark.parametrize(
    "seeds", ["[marketing]", "['Ada <ada@firm.example>']", "[a@firm.example, A@firm.example]", "['a b@firm.example']"]
)
def test_what_is_no_address_is_refused_with_its_line(seeds: str) -> None:
    """In the settings; and one address is one seed."""
    with pytest.raises(ConfigurationError, match=r"content/firm\.yml:\d+: `mail\.seeds"):
        read(FIRM.replace("mail: {", f"mail: {{seeds: {seeds}, "))


# What stops an edition


@pytest.mark.parametrize(
    ("state", "words"),
    [(DeliveryState.REFUSED, "was refused (550 no)"), (DeliveryState.UNCERTAIN, "is uncertain (550 no)")],
)
def test_while_one_has_not_arrived_no_reader_gets_it(small_firm: SmallFirm, state: DeliveryState, words: str) -> None:
    """Whoever sends or asks is told which, why, and both ways on; exit 1."""
    house = readied(small_firm)
    become(house, state, "550 no")

    sent = attract(small_firm, "deliver")
    status = attract(small_firm, "deliver", "status")

    for told in (sent, status):
        assert 1 == told.exit_code
        said = " ".join(told.output.split())
        assert f"{WEEK}: no reader's mail of it leaves: the seed to {SEED} {words}." in said
        assert f"attract deliver resolve {WEEK} {SEED} --not-arrived --by NAME" in said
        assert f"attract digest release {WEEK}" in said
    assert 1 == sent.output.count("no reader's mail of it leaves")
    assert {} == mails(house)


def test_let_go_it_leaves_whatever_became_of_the_seed(small_firm: SmallFirm) -> None:
    """What was known of it stays written down."""
    house = readied(small_firm)
    become(house, DeliveryState.REFUSED, "550 no")

    released = attract(small_firm, "digest", "release", WEEK)
    sent = attract(small_firm, "deliver")

    assert (0, 0) == (released.exit_code, sent.exit_code), sent.output
    assert {"hana@example.org"} == set(mails(house))
    assert ["let go (refused: 550 no)"] == [row.response for row in house.ledger.seeds(WEEK)]


def test_once_the_cause_is_mended_the_seed_goes_again_and_then_the_readers(small_firm: SmallFirm) -> None:
    """In one run, by its address."""
    house = readied(small_firm)
    become(house, DeliveryState.REFUSED, "550 no")

    listed = attract(small_firm, "deliver", "resolve", WEEK)
    resolved = attract(small_firm, "deliver", "resolve", WEEK, SEED.lower(), "--not-arrived", "--by", "Ines")
    sent = attract(small_firm, "deliver")

    assert f"{WEEK} to {SEED}  a seed, refused" in listed.output
    assert (0, 0) == (resolved.exit_code, sent.exit_code)
    assert "1 delivered; 1 seed." in sent.output
    assert 2 == len(mails(house))


def test_one_that_did_arrive_lets_it_go(small_firm: SmallFirm) -> None:
    """Whoever looked into the mailbox says so."""
    house = readied(small_firm)
    become(house, DeliveryState.UNCERTAIN, "the line went dead")

    attract(small_firm, "deliver", "resolve", WEEK, SEED, "--arrived", "--by", "Ines")

    assert "1 delivered." in attract(small_firm, "deliver").output
    assert canary.stopped(house) is None


def test_a_seed_who_reads_too_is_resolved_as_what_is_open(small_firm: SmallFirm) -> None:
    """One address, two rows of one edition."""
    house = readied(small_firm, composed=False)
    house.ledger.add(subscriber(id="r-seed", address=SEED))
    house.mailing.open_due(house.judged()[0])
    become(house, DeliveryState.UNCERTAIN, "the line went dead")

    done = attract(small_firm, "deliver", "resolve", WEEK, SEED, "--arrived", "--by", "Ines")

    assert 0 == done.exit_code, done.output
    states = {row.subscriber: str(row.state) for row in house.ledger.deliveries_to([seed_of(SEED), "r-seed"])}
    assert {seed_of(SEED): "accepted", "r-seed": "planned"} == states


def test_an_edition_whose_seeds_have_it_can_be_taken_back(small_firm: SmallFirm) -> None:
    """That is what they are for; composed again, they get it again, as another mail."""
    house = readied(small_firm)
    become(house, DeliveryState.ACCEPTED, "250 ok")
    first = house.ledger.seeds(WEEK)[0].message_id

    undone = attract(small_firm, "digest", "undo", WEEK, "--by", "Ines")
    released = attract(small_firm, "digest", "release", WEEK)

    assert (0, 0) == (undone.exit_code, released.exit_code), undone.output
    (seed,) = house.ledger.seeds(WEEK)
    assert "planned" == str(seed.state)
    assert first != seed.message_id


# What comes back


@pytest.mark.parametrize(("code", "act"), [("5.1.1", Act.IGNORE), ("5.2.2", Act.IGNORE), ("5.7.1", Act.ALARM)])
def test_what_comes_back_of_a_seed_suppresses_nobody_and_is_told(small_firm: SmallFirm, code: str, act: Act) -> None:
    """Our own failure pauses all the same: that is why the firm gets it first."""
    house = readied(small_firm, mail="bounces: bounces@firm.example, ")
    (row,) = house.ledger.seeds(WEEK)
    path = returns.return_path(house)(row)
    assert path.startswith("bounces+")
    told = Returned()

    returns.Returns(house).take([Letter("1", dsn(path, recipient(code)))], told)

    (bounce,) = told.new
    assert (seed_of(SEED), WEEK, act) == (bounce.reader, bounce.edition, bounce.act)
    assert ("seed of the firm" in bounce.why) is (act is Act.IGNORE)
    assert not house.ledger.suppressed(SEED)
    assert bool(returns.paused(house)) is (act is Act.ALARM)
