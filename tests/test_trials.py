"""A test mail, and what waits for one."""

import email
import email.policy
import json
import re
from email.message import EmailMessage

import pytest

from pipeline import reader_tokens, template_gate, trials
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.errors import UsageError
from pipeline.model import Cadence, DeliveryState
from pipeline.reader_tokens import Purpose
from pipeline.subscribing import Subscribing
from pipeline.ticker import Beats
from pipeline.wiring import House
from tests.builders import NOON, subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.test_cli import attract

DUE, NEXT = "weekly-2026-W47", "weekly-2026-W48"
MORE = (
    'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: []}\n'
    'subscribing: {address: "https://news.firm.example/"}\n'
)
#: Nobody listens there.
SMTP = "transport: smtp, host: 127.0.0.1, port: 9, security: none, undo: 0, "


def readied(firm: SmallFirm, mail: str = "", *, readers: bool = True) -> House:
    """A firm with an edition that is due, and a reader of everything and one of tax."""
    text = (firm.root / "content/firm.yml").read_text("utf-8").replace("mail: {", f"mail: {{{mail}")
    firm.write("content/firm.yml", text + MORE)
    house = firm.house()
    if readers:
        house.ledger.add(
            subscriber(id="r-hana", address="hana@example.org", name="Hana Wyld", proof="a card at the desk")
        )
        house.ledger.add(subscriber(id="r-tom", address="tom@example.org", areas=("tax",)))
    house.collect(feeds=False)
    house.tag()
    house.screen()
    return house


@pytest.fixture
def house(small_firm: SmallFirm) -> House:
    """The same, laying mail into the outbox."""
    return readied(small_firm)


def laid(house: House) -> EmailMessage:
    """The one mail in the outbox."""
    (path,) = (house.outbox / "mail/new").glob("*.eml")
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def words_of(mail: EmailMessage) -> str:
    """All that stands in a mail, decoded."""
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


# What is sent


def test_one_mail_goes_to_the_firm_as_a_reader_gets_it(house: House) -> None:
    """Marked, under an id of its own; no row, no slot, nothing counted, nothing received."""
    sent = trials.send(house, "Marketing@firm.example", "", "hana@example.org")

    mail = laid(house)
    assert ("[Test] Reading a lease", "marketing@firm.example") == (
        mail["Subject"],
        str(mail["To"]).split("<")[-1].strip(">").lower(),
    )
    assert "Dear Hana Wyld" in words_of(mail)
    assert (DUE, "hana@example.org", "[Test] Reading a lease") == (sent.edition, sent.reader, sent.subject)
    assert sent.said.startswith("laid in ")
    assert [] == house.ledger.deliveries()
    assert {} == house.slots.fired()
    assert frozenset() == house.ledger.had("r-hana")


def test_a_reader_who_was_not_named_stays_unnamed(house: House) -> None:
    """Whose edition it is nobody asked."""
    sent = trials.send(house, "marketing@firm.example")

    said = words_of(laid(house))
    assert "hana@example.org" == sent.reader
    assert all(own not in said for own in ("Hana", "hana@", "card at the desk", "r-hana"))


@pytest.mark.parametrize("address", ["", "hana@example.org"])
def test_no_link_in_it_is_a_readers(house: House, address: str) -> None:
    """Whoever presses one ends and changes nothing; they look as in every mail."""
    trials.send(house, "marketing@firm.example", "", address)

    keys = ReaderKeys(house.state / "reader.keys").read()
    said = words_of(laid(house))
    found = set(re.findall(r"https://news\.firm\.example/digest/(leave|yours)/([A-Za-z0-9_.-]+)", said))
    opened = {
        reader_tokens.read(Purpose.LEAVE if page == "leave" else Purpose.PREFERENCES, token, keys, house.time())
        for page, token in found
    }
    assert {"leave", "yours"} == {page for page, _ in found}
    assert {trials.NOBODY} == {each.of for each in opened if each}
    assert None not in opened
    assert "r-hana" not in said
    assert "hana@example.org" not in said.lower()
    service = Subscribing(house)
    service.readers.leave(trials.NOBODY, WEDNESDAY, "pressed")
    assert {"r-hana", "r-tom"} == {each.id for each in house.ledger.subscribers()}


def test_an_edition_that_comes_can_be_tried_and_each_try_is_a_mail_of_its_own(house: House) -> None:
    """Mail programs hide a second mail of the same Message-ID."""
    for _ in range(2):
        assert NEXT == trials.send(house, "marketing@firm.example", NEXT).edition

    mails = [email.message_from_bytes(path.read_bytes()) for path in (house.outbox / "mail/new").glob("*.eml")]
    assert 2 == len({mail["Message-ID"] for mail in mails})


def test_what_was_composed_is_tried_as_it_is_planned(house: House) -> None:
    """Without a name it is the one that leaves next."""
    house.mailing.open_due(house.judged()[0])
    before = house.ledger.deliveries()

    assert DUE == trials.send(house, "marketing@firm.example").edition
    assert before == house.ledger.deliveries()


def test_a_firm_without_readers_can_try_too(small_firm: SmallFirm) -> None:
    """As somebody who asked for everything."""
    house = readied(small_firm, readers=False)

    assert "" == trials.send(house, "marketing@firm.example").reader
    assert "Reading a lease" in words_of(laid(house))


@pytest.mark.parametrize(
    ("to", "edition", "address", "words"),
    [
        ("not an address", "", "", "must have an @-sign"),
        ("them@opponent.example", "", "", "opponent.example stands in never_mail"),
        ("left@example.org", "", "", "no mail goes there"),
        ("marketing@firm.example", "weekly-1999-W01", "", "there is no such edition"),
        ("marketing@firm.example", "", "nobody@example.org", "nobody reads at this address"),
        ("marketing@firm.example", "", "tom@example.org", "there is no mail to test with: nothing new for this reader"),
        ("marketing@firm.example", "", "monthly@example.org", "they read monthly editions"),
    ],
)
def test_what_cannot_be_tried_is_said(small_firm: SmallFirm, to: str, edition: str, address: str, words: str) -> None:
    """And nothing is sent; who must never be mailed gets no test either."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text + "never_mail: [opponent.example]\n")
    house = readied(small_firm)
    house.ledger.add(subscriber(id="m", address="monthly@example.org", cadence=Cadence.MONTHLY))
    house.ledger.suppress("left@example.org", "left", NOON)

    with pytest.raises(UsageError, match=re.escape(words)):
        trials.send(house, to, edition, address)
    assert [] == list(house.outbox.rglob("*.eml"))


def test_the_command_says_what_it_sent(house: House, small_firm: SmallFirm) -> None:
    """For a person and for other programs; a test does not send what waits."""
    shown = attract(small_firm, "deliver", "--test-to", "marketing@firm.example", "--as", "hana@example.org")
    told = json.loads(
        attract(small_firm, "deliver", "--test-to", "marketing@firm.example", "--edition", NEXT, "--json").output
    )

    assert 0 == shown.exit_code, shown.output
    assert "Sent to marketing@firm.example: weekly-" in shown.output
    assert "as hana@example.org gets it" in shown.output
    assert "Subject: [Test] Reading a lease" in shown.output
    assert ("marketing@firm.example", False) == (told["to"], told["opens"])
    assert [] == house.ledger.deliveries()


@pytest.mark.parametrize(
    "words",
    [("--edition", DUE), ("--as", "hana@example.org"), ("--dry-run", "--test-to", "a@firm.example"), ("--to", "x")],
)
def test_options_that_belong_together_are_said_together(small_firm: SmallFirm, words: tuple[str, ...]) -> None:
    """Exit 2, and nothing is sent."""
    assert 2 == attract(small_firm, "deliver", *words).exit_code


# What waits for one


def test_nothing_leaves_in_a_shape_that_nobody_has_looked_at(small_firm: SmallFirm) -> None:
    """Every way to send says why, and the exact command; exit 1, and every row waits."""
    house = readied(small_firm, SMTP)
    house.mailing.open_due(house.judged()[0])

    told = [attract(small_firm, *words) for words in (("deliver",), ("run",), ("tick",))]

    for each in told:
        said = " ".join(each.output.split())
        assert 1 == each.exit_code, said
        assert "no mail has left yet, and nobody has had a test of it: nothing leaves." in said
        assert "attract deliver --test-to hello@firm.example" in said
    assert {"r-hana": "planned", "r-tom": "excluded"} == {
        row.subscriber: str(row.state) for row in house.ledger.deliveries(DUE)
    }
    assert "Nothing was sent" not in told[0].output  # nobody asked the server


def test_what_was_tried_leaves(small_firm: SmallFirm) -> None:
    """Then it is the server's turn: here nobody listens."""
    house = readied(small_firm, SMTP)
    house.mailing.open_due(house.judged()[0])
    template_gate.tested(house)

    assert "Nothing was sent" in " ".join(attract(small_firm, "deliver").output.split())


def test_a_change_of_what_mails_print_asks_for_another_test(small_firm: SmallFirm) -> None:
    """What was sent last and what was tried need none; another notice does, and the old one not again."""
    house = readied(small_firm, SMTP)
    template_gate.tested(house)
    template_gate.left(house)
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text + "notice: Regulated by somebody.\n")
    changed = small_firm.house()

    stop = template_gate.stopped(changed)
    assert stop is not None
    assert "it has changed since mail left last" in str(stop)
    template_gate.tested(changed)
    template_gate.left(changed)
    assert (None, None) == (template_gate.stopped(changed), template_gate.stopped(house))


def test_the_outbox_needs_no_test(house: House) -> None:
    """Nothing leaves; and what was laid there counts as no test of a server."""
    house.mailing.open_due(house.judged()[0])
    trials.send(house, "marketing@firm.example")

    assert house.mailing.deliver(house.judged()[0]).problem is None
    assert "" == house.ledger.mark("mail template")


def test_where_nothing_waits_nothing_is_said(small_firm: SmallFirm) -> None:
    """Nobody is troubled about a shape in which nothing would leave."""
    house = readied(small_firm, SMTP)

    assert 0 == attract(small_firm, "deliver").exit_code
    assert house.mailing.deliver(house.judged()[0]).problem is None


def test_it_is_said_while_the_edition_can_still_be_taken_back(small_firm: SmallFirm) -> None:
    """So that whoever composes has these minutes to look."""
    readied(small_firm, SMTP.replace("undo: 0", "undo: 10"))

    assert "Run: attract deliver --test-to" in " ".join(attract(small_firm, "digest").output.split())


def test_whoever_asks_how_editions_stand_is_told(small_firm: SmallFirm) -> None:
    """As long as something waits for it; exit 1."""
    house = readied(small_firm, SMTP)
    before = attract(small_firm, "deliver", "status")
    house.mailing.open_due(house.judged()[0])

    shown = attract(small_firm, "deliver", "status")
    told = json.loads(attract(small_firm, "deliver", "status", "--json").output)

    assert (0, 1) == (before.exit_code, shown.exit_code)
    assert 1 == shown.output.count("Run: attract deliver --test-to hello@firm.example")
    assert told["untried"].startswith("the mail template: no mail has left yet")


def test_the_clock_says_it_once_and_again_when_it_changes(
    small_firm: SmallFirm, capsys: pytest.CaptureFixture[str], told: None
) -> None:
    """Not every half a minute, and without a line about the site each time."""
    house = readied(small_firm, SMTP)
    house.run()
    capsys.readouterr()
    beats = Beats(house)
    for _ in range(3):
        beats.beat()
    first = capsys.readouterr()
    house.ledger.pause_sending("mx.example refused with 5.7.1", NOON)
    for _ in range(2):
        beats.beat()
    second = capsys.readouterr()

    assert (1, "") == (first.err.count("Not sent: the mail template"), first.out)
    assert 1 == len(first.err.splitlines()) == len(second.err.splitlines())
    assert "Not sent: sending is paused since" in second.err


def test_a_server_that_is_away_takes_no_test(small_firm: SmallFirm) -> None:
    """Exit 1 with what to do; nothing counts as tried."""
    house = readied(small_firm, SMTP)

    done = attract(small_firm, "deliver", "--test-to", "marketing@firm.example")

    assert (1, True) == (done.exit_code, "Nothing was sent" in done.output)
    assert template_gate.stopped(house) is not None
    assert DeliveryState.PLANNED not in house.ledger.counts()
