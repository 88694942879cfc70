"""A look at an edition before it leaves."""

import email
import email.policy
import json

import pytest
from click.testing import CliRunner

from pipeline import subscribing
from pipeline.cli import main
from pipeline.edition_previews import preview
from pipeline.errors import UsageError
from pipeline.model import Cadence, DeliveryState, Wish
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm
from tests.edges.readers_contract import come_in

CADENCES = 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: []}\n'
DUE, NEXT = "weekly-2026-W47", "weekly-2026-W48"


@pytest.fixture
def house(small_firm: SmallFirm) -> House:
    """A firm with one article, an edition that is due, and two readers: one of everything, one of tax."""
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", settings + CADENCES)
    house = small_firm.house()
    house.collect(feeds=False)
    house.tag()
    house.screen()
    come_in(house.ledger, WEDNESDAY, address="hana@example.org", wish=Wish(name="Hana Wyld"))
    come_in(house.ledger, WEDNESDAY, address="tom@example.org", wish=Wish(areas=("tax",)))
    return house


@pytest.mark.parametrize("edition", [DUE, NEXT])
def test_an_edition_that_nobody_has_composed_is_shown_as_it_would_be(house: House, edition: str) -> None:
    """The whole mail, as it would leave; and no row, no slot, nothing in the outbox but what is looked at."""
    found = preview(house, edition, "Hana@example.org")

    assert found.mail is not None
    mail = email.message_from_bytes(found.mail.read_bytes(), policy=email.policy.default)
    assert ("Reading a lease", "Hana Wyld <hana@example.org>") == (found.subject, str(mail["To"]))
    assert "Dear Hana Wyld" in found.text
    assert [] == house.ledger.deliveries()
    assert {} == house.slots.fired()
    assert [found.mail] == [path for path in house.outbox.rglob("*") if path.is_file()]


def test_it_is_the_mail_that_leaves(house: House) -> None:
    """Composed, looked at, sent: the same bytes, by the same clock."""
    house.mailing.open_due(house.judged()[0])
    found = preview(house, DUE, "hana@example.org")
    house.mailing.deliver(house.judged()[0])

    (sent,) = (house.outbox / "mail" / "new").glob("*.eml")
    assert found.mail is not None
    assert sent.read_bytes() == found.mail.read_bytes()
    assert {DeliveryState.ACCEPTED: 1, DeliveryState.EXCLUDED: 1} == dict(house.ledger.counts())


def test_without_a_reader_it_is_the_first_who_gets_something(house: House) -> None:
    """Before it is composed, and after."""
    before = preview(house, DUE)
    house.mailing.open_due(house.judged()[0])

    assert ["hana@example.org"] * 2 == [each.reader.address for each in (before, preview(house, DUE))]


def test_who_gets_nothing_is_told_why(house: House) -> None:
    """No mail is laid down."""
    found = preview(house, DUE, "tom@example.org")

    assert ("nothing new for this reader", None) == (found.reason, found.mail)


def test_erasing_a_reader_removes_what_was_looked_at(house: House) -> None:
    """Their address stands in it."""
    found = preview(house, DUE, "hana@example.org")
    assert found.mail is not None

    subscribing.erase(house, "hana@example.org", WEDNESDAY)

    assert not found.mail.exists()


@pytest.mark.parametrize(
    ("edition", "address", "words"),
    [
        ("weekly-1999-W01", "", "there is no such edition"),
        (DUE, "nobody@example.org", "nobody reads at this address"),
        (DUE, "monthly@example.org", "they read monthly editions"),
        (DUE, "not an address", "must have an @-sign"),
    ],
)
def test_what_cannot_be_shown_is_said(house: House, edition: str, address: str, words: str) -> None:
    """With what there is instead."""
    come_in(house.ledger, WEDNESDAY, address="monthly@example.org", wish=Wish(cadence=Cadence.MONTHLY))

    with pytest.raises(UsageError, match=words):
        preview(house, edition, address)


def test_the_command_shows_the_text_and_where_the_mail_lies(house: House, small_firm: SmallFirm) -> None:
    """And the same for other programs."""
    house.mailing.open_due(house.judged()[0])
    command = ["--firm", str(small_firm.root), "digest", "preview", DUE, "--as", "hana@example.org"]

    shown = CliRunner().invoke(main, command)
    told = CliRunner().invoke(main, [*command, "--json"])

    assert (0, 0) == (shown.exit_code, told.exit_code), shown.output
    assert "Subject: Reading a lease" in shown.output
    assert "Nothing has left." in shown.output
    assert ("Reading a lease", ["reading-a-lease"]) == (
        json.loads(told.output)["subject"],
        json.loads(told.output)["items"],
    )
