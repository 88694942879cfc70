"""Who is written to in the end: asked of the disk when an edition is composed, and again when each mail leaves."""

import email
import email.policy
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from pipeline.clearance_acts import withdraw_item
from pipeline.mailing import Current, Latest
from pipeline.model import DeliveryState, Message, Subscriber, Wish
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.delivering import Script, deliver
from tests.edges.readers_contract import come_in

DAY = timedelta(days=1)
CADENCES = 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: []}\n'


@pytest.fixture
def house(small_firm: SmallFirm) -> House:
    """A firm with one article, a weekly edition that is due, and nobody to read it."""
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", settings + CADENCES + "never_mail: [Opponent.example]\n")
    house = small_firm.house()
    house.collect(feeds=False)
    house.tag()
    house.screen()
    return house


def outcome(house: House) -> dict[str, tuple[DeliveryState, str]]:
    """How each delivery stands, by reader."""
    return {row.subscriber: (row.state, row.response) for row in house.ledger.deliveries()}


def written_to(house: House) -> list[str]:
    """Addresses of the mails in the outbox."""
    mails = (
        email.message_from_bytes(each.read_bytes(), policy=email.policy.default) for each in house.outbox.glob("*.eml")
    )
    return sorted(str(each["To"].addresses[0].addr_spec) for each in mails)


def test_an_edition_leaves_out_by_name_who_may_not_be_mailed(house: House) -> None:
    """Paused, ended, never to be written to: each has a row with the reason; whoever left has none."""
    people: dict[str, dict[str, object]] = {
        "reads": {},
        "paused": {"paused": WEDNESDAY + 9 * DAY},
        "woke": {"paused": WEDNESDAY},
        "ended": {"ends": WEDNESDAY, "permission": "implied-enquiry"},
        "lasts": {"ends": WEDNESDAY + DAY, "permission": "implied-client"},
        "against": {"address": "b@legal.OPPONENT.example"},
    }
    for id_, changes in people.items():
        house.ledger.add(subscriber(**{"id": id_, "address": f"{id_}@example.org", **changes}))
    left = come_in(house.ledger, WEDNESDAY, address="left@example.org")
    house.ledger.leave(left, WEDNESDAY)

    house.mailing.open_due(house.judged()[0])

    rows = outcome(house)
    assert ["lasts", "reads", "woke"] == sorted(id_ for id_, (state, _) in rows.items() if state == "planned")
    assert {
        "paused": "the reader wants nothing until 2026-11-27",
        "ended": "the permission (implied-enquiry) ended on 2026-11-18",
        "against": "opponent.example stands in never_mail",
    } == {id_: said for id_, (state, said) in rows.items() if state == "excluded"}


ENDS: dict[str, Callable[[House, Subscriber], object]] = {
    "the reader has left": lambda house, who: house.ledger.leave(who.id, WEDNESDAY),
    "erased": lambda house, who: house.ledger.erase(who.address, WEDNESDAY),
    "the reader wants nothing until 2026-12-18": lambda house, who: house.ledger.pause(
        who.id, WEDNESDAY + 30 * DAY, WEDNESDAY
    ),
    "opponent.example stands in never_mail": lambda house, _: house.__dict__.update(
        firm=house.firm.model_copy(update={"never_mail": ("opponent.example",)})
    ),
}


@pytest.mark.parametrize("reason", ENDS)
def test_what_changed_since_the_edition_was_composed_counts(house: House, reason: str) -> None:
    """A planned mail stays in, and the ledger says why; its pieces are free for another time."""
    address = "megge@opponent.example"
    house.__dict__.update(firm=house.firm.model_copy(update={"never_mail": ()}))
    id_ = come_in(house.ledger, WEDNESDAY, address=address, wish=Wish(name="Megge Lowe"))
    house.mailing.open_due(house.judged()[0])
    planned = outcome(house)[id_][0]
    reader = house.ledger.reader(id_)
    assert reader is not None
    ENDS[reason](house, reader)

    house.mailing.deliver(house.judged()[0])

    said = "the reader has left" if reason == "erased" else reason
    assert ("planned", (DeliveryState.EXCLUDED, said)) == (planned, outcome(house)[id_])
    assert [] == written_to(house)
    assert frozenset() == house.ledger.had(id_)


class Leaving(Script):
    """Accepts, and lets everybody leave meanwhile."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    def send(self, message: Message) -> str:
        """Accept."""
        for reader in self.house.ledger.subscribers():
            self.house.ledger.leave(reader.id, WEDNESDAY)
        return super().send(message)


def test_who_leaves_while_others_are_written_to_gets_nothing(house: House) -> None:
    """The second reader leaves while the first mail is on the wire: no list from the beginning of the run decides."""
    for name in "ab":
        come_in(house.ledger, WEDNESDAY, address=f"{name}@example.org", wish=Wish())
    cleared, _ = house.judged()
    house.mailing.open_due(cleared)
    seconds = count()
    latest = Latest(house, cleared)

    deliver(
        house.ledger, Leaving(house), house.state / "sending", compose=lambda: Current(house, latest),
        clock=lambda: WEDNESDAY + timedelta(seconds=next(seconds)),
    )  # fmt: skip

    assert ["accepted", "excluded"] == sorted(state for state, _ in outcome(house).values())


class Withdrawing(Script):
    """Accepts, and somebody withdraws the article meanwhile."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    def send(self, message: Message) -> str:
        """Accept."""
        if not self.handed:
            withdraw_item(self.house, "reading-a-lease", by="Ada", reason="It is wrong.")
        return super().send(message)


def test_what_is_withdrawn_while_others_get_it_goes_to_nobody_else(house: House) -> None:
    """Ten readers, and the article is taken back while the first mail is on the wire."""
    for number in range(10):
        come_in(house.ledger, WEDNESDAY, address=f"r{number}@example.org", wish=Wish())
    cleared, _ = house.judged()
    house.mailing.open_due(cleared)
    seconds = count()
    latest = Latest(house, cleared)

    deliver(
        house.ledger, Withdrawing(house), house.state / "sending", compose=lambda: Current(house, latest),
        clock=lambda: WEDNESDAY + timedelta(seconds=next(seconds)),
    )  # fmt: skip

    said = Counter(outcome(house).values())
    assert {
        ("accepted", "250 ok"): 1,
        ("excluded", "every piece in it was withdrawn, or is not asked for any more"): 9,
    } == said


def test_the_ledger_knows_under_which_text_a_piece_went(house: House, small_firm: SmallFirm) -> None:
    """One that was put right between planning and sending went out as it reads now."""
    id_ = come_in(house.ledger, WEDNESDAY, address="a@example.org", wish=Wish())
    house.mailing.open_due(house.judged()[0])
    planned = house.library.items()[0].content_hash
    article = small_firm.root / "content/articles/reading-a-lease.md"
    article.write_text(article.read_text("utf-8").replace("binds", "ties"), "utf-8")
    again = small_firm.house(WEDNESDAY + timedelta(hours=1))
    again.collect(feeds=False)
    again.tag()
    again.screen()

    again.mailing.deliver(again.judged()[0])

    now = next(each for each in again.library.items() if each.id == "reading-a-lease").content_hash
    assert planned != now
    assert ([id_], []) == (
        again.ledger.received("reading-a-lease", now),
        again.ledger.received("reading-a-lease", planned),
    )


def test_a_reader_of_little_time_gets_what_fits(house: House, small_firm: SmallFirm) -> None:
    """Two long articles and five minutes: one now, the other next time."""
    for number in (1, 2):
        small_firm.write(
            f"content/articles/long-{number}.md",
            f"---\ntitle: A long lease {number}\nsummary: What it says.\nauthor: rafe\ndate: 2026-11-0{number + 4}\n---\n"
            + "A commercial lease binds the landlord and the tenant. " * 150,
        )
    house.collect(feeds=False)
    house.tag()
    house.screen()
    house.ledger.add(subscriber(minutes=5))

    house.mailing.open_due(house.judged()[0])

    (row,) = house.ledger.deliveries()
    assert 1 == len(row.items)
