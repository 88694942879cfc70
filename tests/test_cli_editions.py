"""An edition that was composed, and what a person decides about it: hold it, let it go, take it back."""

import json

import pytest

from pipeline import template_gate
from pipeline.model import DeliveryState
from tests.builders import subscriber
from tests.conftest import SmallFirm
from tests.test_cli import attract

#: Nobody listens there: whatever left would be told as a problem.
SMTP = "mail: {transport: smtp, host: 127.0.0.1, port: 9, security: none, "


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm that sends by a server, two readers, and an edition that is due."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8").replace("mail: {", SMTP)
    small_firm.write(
        "content/firm.yml", text + 'cadences: {weekly: {on: monday, at: "00:00"}}\nsocial: {networks: []}\n'
    )
    house = small_firm.house()
    for number in range(2):
        house.ledger.add(subscriber(id=f"r{number}", address=f"reader{number}@example.org"))
    for step in ("collect", "tag", "clear"):
        attract(small_firm, step)
    template_gate.tested(house)
    return small_firm


def edition(firm: SmallFirm) -> str:
    """Compose it; its name."""
    (told,) = json.loads(attract(firm, "digest", "--json").output)
    return str(told["edition"])


def test_composing_says_until_when_it_can_be_taken_back_and_nothing_leaves(firm: SmallFirm) -> None:
    """And so does whoever asks for it to be sent, or for the plan."""
    said = attract(firm, "digest")
    name = said.output.partition(":")[0]
    sent = attract(firm, "deliver")

    assert (0, 0) == (said.exit_code, sent.exit_code), sent.output
    for output in (said.output, sent.output, attract(firm, "plan").output):
        assert f"attract digest undo {name}" in output
    assert {DeliveryState.PLANNED: 2} == dict(firm.house().ledger.counts(name))


def test_an_edition_is_taken_back_and_composed_again(firm: SmallFirm) -> None:
    """It is told who did it, it is not due by itself, and released it can be taken back once more."""
    name = edition(firm)
    undone = attract(firm, "digest", "undo", name, "--by", "Ines")

    assert (0, {}) == (undone.exit_code, dict(firm.house().ledger.counts(name)))
    assert "No edition is due." in attract(firm, "digest").output
    assert "Ines took it back" in attract(firm, "plan").output
    told = json.loads(attract(firm, "digest", "release", name, "--json").output)
    assert 2 == told["deliveries"]["planned"]
    assert told["leaves"] > told["composed"]
    assert f"digest undo {name}" in attract(firm, "deliver").output


def test_released_in_its_time_to_be_taken_back_it_leaves_at_once(firm: SmallFirm) -> None:
    """Here nobody listens, which is told; before, nothing was tried."""
    name = edition(firm)
    before = attract(firm, "deliver")
    released = attract(firm, "digest", "release", name)
    after = attract(firm, "deliver")

    assert (0, 0, 1) == (before.exit_code, released.exit_code, after.exit_code)
    assert "2 mails wait" in released.output
    assert "Nothing was sent" in " ".join(after.output.split())


def test_a_held_edition_stays_until_it_is_released(firm: SmallFirm) -> None:
    """Whoever sends is told who holds it."""
    name = edition(firm)
    attract(firm, "digest", "release", name)
    held = json.loads(attract(firm, "digest", "hold", name, "--by", "Ines", "--json").output)
    sent = attract(firm, "deliver")

    assert held["held"].startswith("Ines holds it since ")
    assert 0 == sent.exit_code
    assert f"{name} does not leave: Ines holds it" in sent.output


def test_what_has_left_is_not_taken_back(firm: SmallFirm) -> None:
    """It is said how much, and what can still be done."""
    name = edition(firm)
    house = firm.house()
    row, _ = house.ledger.deliveries(name)
    house.ledger.move(row, DeliveryState.ACCEPTED, "250 ok", house.time())
    undone = attract(firm, "digest", "undo", name, "--by", "Ines")

    assert 2 == undone.exit_code
    assert "1 of its mails has left, or may have." in undone.output
    assert f"attract digest hold {name}" in undone.output


def test_what_is_being_composed_is_not_taken_back(firm: SmallFirm) -> None:
    """It is not told that it was: somebody writes on, and would let it leave."""
    name = edition(firm)
    with firm.house().ledger.write() as connection:
        connection.exec_driver_sql("UPDATE editions SET composed = NULL")
    told = attract(firm, "digest", "undo", name, "--by", "Ines")

    assert 2 == told.exit_code
    assert "it is being composed just now" in told.output
    assert f"attract digest hold {name}" in told.output


@pytest.mark.parametrize("verb", ["undo", "hold", "release"])
def test_an_edition_that_was_never_composed_is_said_so(firm: SmallFirm, verb: str) -> None:
    """With where those stand that were."""
    told = attract(firm, "digest", verb, "weekly-1999-W01", *(["--by", "Ines"] if verb != "release" else []))

    assert 2 == told.exit_code
    assert "no edition of this name was composed" in told.output


def test_into_the_outbox_nothing_waits(firm: SmallFirm) -> None:
    """Nothing leaves from there, so there is nothing to take back in time."""
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", text.replace("transport: smtp", "transport: outbox"))
    edition(firm)

    assert "2 delivered" in attract(firm, "deliver").output
