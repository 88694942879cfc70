"""An edition that a person changes until it is composed, and a note that opens it: the whole house, from the file to the mail."""

import email
import email.policy
import logging
from datetime import timedelta

import pytest

from pipeline import clearance_acts, edition_changes
from pipeline.edition_changes import Opening, Shown
from pipeline.edition_previews import preview
from pipeline.errors import BusyError, UsageError
from pipeline.mailing import Current, Latest
from pipeline.model import Cadence, Channel, DeliveryState, Edit, Message, Wish
from pipeline.reader_facts import facts
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm
from tests.edges.readers_contract import come_in

CADENCES = 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: [bluesky]}\n'
DUE, NEXT = "weekly-2026-W47", "weekly-2026-W48"
#: Stands in the note and nowhere else.
WORD = "zerofinch"
NOTE = f"---\nkind: note\nauthor: rafe\nedition: {DUE}\n---\nThis week is about letters, and about a {WORD}.\n"


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm with three articles and a story that is held, and an edition that is due."""
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", settings + CADENCES)
    for day, name in enumerate(("one", "two"), 4):
        small_firm.write(
            f"content/articles/{name}.md",
            f"---\ntitle: Piece {name}\nauthor: rafe\ndate: 2026-11-0{day}\n---\nOn leases, {name}.\n",
        )
    return small_firm


@pytest.fixture
def house(firm: SmallFirm) -> House:
    """The same with two readers: one of everything, one of tax."""
    house = firm.house()
    come_in(house.ledger, WEDNESDAY, address="hana@example.org", wish=Wish(name="Hana Wyld"))
    come_in(house.ledger, WEDNESDAY, address="tom@example.org", wish=Wish(areas=("tax",)))
    house.catch_up()
    return house


def gets(house: House, edition: str = DUE, address: str = "hana@example.org") -> list[str]:
    """The ids of what a reader gets, as the mail that would leave has them."""
    return list(preview(house, edition, address).delivery.items)


def do(house: House, edit: Edit, *wanted: str, edition: str = DUE) -> tuple[str, ...]:
    """Change an edition."""
    return edition_changes.change(house, edition, edit, wanted, "Ines")


def states(shown: Shown) -> dict[str, tuple[int, Edit | None]]:
    """Of each piece how many readers get it, and what was done to it; in their order."""
    return {each.id: (each.readers, each.edit) for each in shown.pieces}


# Changing.


@pytest.mark.parametrize("edition", [DUE, NEXT])
def test_pins_drops_and_an_order_are_in_the_mail(house: House, edition: str) -> None:
    """Of the edition that is due and of the next; of no other."""
    other = NEXT if edition == DUE else DUE
    usual = gets(house, edition)
    assert ["two", "one", "reading-a-lease"] == usual

    assert ("reading-a-lease",) == do(house, Edit.PIN, "content/articles/reading-a-lease.md", edition=edition)
    do(house, Edit.ORDER, "one", "two", edition=edition)
    assert ["reading-a-lease", "one", "two"] == gets(house, edition)
    do(house, Edit.DROP, "one", edition=edition)
    assert ["reading-a-lease", "two"] == gets(house, edition)
    assert usual == gets(house, other)
    do(house, Edit.RESET, edition=edition)
    assert usual == gets(house, edition)


def test_whoever_asks_what_comes_to_a_reader_is_told_as_it_was_changed(house: House) -> None:
    """Of their next edition, in its order."""
    do(house, Edit.PIN, "one")
    do(house, Edit.DROP, "two")
    coming = facts(house, "hana@example.org").next

    assert coming is not None
    assert (DUE, ("Piece one", "Reading a lease")) == (coming.slot.edition, coming.titles)


def test_what_leaves_is_what_was_changed(house: House) -> None:
    """The rows, the mail, and the network's text; what was dropped comes with the next edition."""
    do(house, Edit.PIN, "one")
    do(house, Edit.DROP, "two")
    house.mailing.open_due(house.judged()[0])
    house.mailing.deliver(house.judged()[0])
    (sent,) = (house.outbox / "mail" / "new").glob("*.eml")
    (post,) = (house.outbox / "social").rglob("*.txt")

    assert (
        "Piece one, and 1 more" == email.message_from_bytes(sent.read_bytes(), policy=email.policy.default)["Subject"]
    )
    assert "Piece two" not in sent.read_text() + post.read_text()
    later = House(house.root, clock=lambda: WEDNESDAY + timedelta(days=5))
    assert ["two"] == gets(later, NEXT)


def test_a_changed_piece_that_is_withdrawn_does_not_come(house: House) -> None:
    """The rest is as it was asked for; it is said of it that it may not go out."""
    do(house, Edit.PIN, "one")
    clearance_acts.withdraw_item(house, "one", by="Ada", reason="wrong")

    assert ["two", "reading-a-lease"] == gets(house)
    assert [("one", False)] == [
        (each.id, each.cleared) for each in edition_changes.show(house, DUE).pieces if each.edit
    ]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (["reading-a-leas"], "there is no such item. Did you mean reading-a-lease?"),
        (
            ["the-van"],
            "it is held, so no edition has it: It tells of a client, and nobody has recorded a clearance for it.",
        ),
        (["profile:rafe"], "a profile is in no edition"),
        (["a-word"], "a note stands above the pieces, and is none of them. It opens weekly-2026-W47."),
        (["mail-less"], "no edition has it: it is not cleared for the newsletter"),
        (["overdue"], "no edition has it: its review-by date has passed"),
        (["one", "the-van"], "it is held"),
    ],
)
@pytest.mark.parametrize("edit", [Edit.PIN, Edit.DROP, Edit.ORDER])
def test_what_no_edition_can_have_is_refused(
    firm: SmallFirm, house: House, edit: Edit, wanted: list[str], said: str
) -> None:
    """With the reason; then nothing at all is changed."""
    firm.write("content/articles/a-word.md", NOTE)
    for name, more in (("mail-less", ""), ("overdue", "review_by: 2026-11-10\n")):
        firm.write(
            f"content/articles/{name}.md",
            f"---\nauthor: rafe\ndate: 2026-11-03\n{more}---\n# {name}\n\nOn {name} leases.\n",
        )
    clearance_acts.clear_item(
        house, "mail-less", by="Ada", basis="reviewed", ref="", channels=["web"], accept=(), reason=""
    )

    with pytest.raises(UsageError) as refused:
        do(house, edit, *wanted)

    assert said in str(refused.value)
    assert [] == house.ledger.edits(DUE)


def test_an_order_is_of_pieces_that_are_free(house: House) -> None:
    """Two at least; neither pinned, which stand first, nor dropped, which stand nowhere."""
    do(house, Edit.PIN, "one")
    do(house, Edit.DROP, "two")

    for wanted, said in (
        (["reading-a-lease"], "an order needs two pieces at least"),
        (["reading-a-lease", "reading-a-lease"], "an order needs two pieces at least"),
        (["one", "reading-a-lease"], "it is pinned"),
        (["two", "reading-a-lease"], "it is dropped"),
    ):
        with pytest.raises(UsageError, match=said):
            do(house, Edit.ORDER, *wanted)
    with pytest.raises(UsageError, match="nobody has pinned or dropped it"):
        do(house, Edit.RESET, "reading-a-lease")


def test_what_is_gone_can_still_be_let_go(firm: SmallFirm, house: House) -> None:
    """A pin on a file that somebody removed."""
    do(house, Edit.PIN, "one")
    (firm.root / "content/articles/one.md").unlink()

    assert ("one",) == do(house, Edit.RESET, "one")


def test_an_edition_that_is_composed_is_frozen(house: House) -> None:
    """It says how it is taken back; then it can be changed, and is composed with what was changed."""
    house.mailing.open_due(house.judged()[0])

    for edit in Edit:
        with pytest.raises(UsageError) as refused:
            do(house, edit, "one", "two")
        assert (
            "it was composed on Wed 18 Nov 2026 12:00 Europe/London (12:00 UTC), and is frozen" in refused.value.cause
        )
        assert f"attract digest undo {DUE} --by NAME" in refused.value.remedy
        assert f"attract digest release {DUE}" in refused.value.remedy
    assert house.ledger.undo(DUE, "Ines took it back")
    do(house, Edit.DROP, "one", "two")
    house.mailing.open(house.ledger.slot(DUE), house.judged()[0])
    assert [("reading-a-lease",)] == [
        row.items for row in house.ledger.deliveries(DUE) if row.items and "social" not in row.subscriber
    ]


@pytest.mark.parametrize(
    "edition", ["weekly-1999-W01", "weekly-2026-W49", "correction-a-lease-1234abcd", "monthly-2026-12"]
)
def test_an_edition_that_does_not_come_is_not_changed(house: House, edition: str) -> None:
    """It is said which do."""
    with pytest.raises(UsageError, match=f"there is no such edition. Those that come: {DUE}, {NEXT}."):
        do(house, Edit.DROP, "one", edition=edition)


def test_while_somebody_composes_nobody_changes(house: House) -> None:
    """One at a time: what is planned would not know of it."""
    with house.working(), pytest.raises(BusyError):
        do(house, Edit.DROP, "one")


# What is shown.


def test_an_edition_is_shown_as_it_would_be_and_as_it_is(house: House) -> None:
    """Each piece with its readers: pinned ones first, dropped ones last; and who did what, when."""
    come_in(house.ledger, WEDNESDAY, address="mia@example.org", wish=Wish(ceiling=1))
    do(house, Edit.PIN, "one")
    do(house, Edit.DROP, "reading-a-lease")
    before = edition_changes.show(house, DUE)
    house.mailing.open_due(house.judged()[0])
    after = edition_changes.show(house, DUE)

    assert (False, True) == (before.composed, after.composed)
    for shown in (before, after):
        assert {"one": (2, Edit.PIN), "two": (1, None), "reading-a-lease": (0, Edit.DROP)} == states(shown)
        assert [1, 1, 0] == [each.networks for each in shown.pieces]
        assert (2, 3, 1, {"nothing new for this reader": 1}) == (
            shown.told.readers, shown.told.pieces, shown.told.networks, shown.told.reasons,
        )  # fmt: skip
        assert [("Ines", WEDNESDAY)] * 2 == [(each.by, each.at) for each in shown.edits]
        assert shown.note is None
    assert ["one", "two", "reading-a-lease"] == [*states(after)]


def test_what_did_not_reach_its_readers_is_not_counted(house: House) -> None:
    """A server refused it, or they had left."""
    house.mailing.open_due(house.judged()[0])
    for row in house.ledger.deliveries(DUE):
        house.ledger.move(row, DeliveryState.REFUSED, "550 no", WEDNESDAY)

    assert () == edition_changes.show(house, DUE).pieces


def test_an_edition_for_nobody_is_shown(house: House) -> None:
    """A cadence without a reader, and what somebody dropped from it."""
    for address in ("hana@example.org", "tom@example.org"):
        house.ledger.suppress(address, "asked", WEDNESDAY)
    do(house, Edit.DROP, "one")
    shown = edition_changes.show(house, DUE)

    assert (0, {"two": (0, None), "reading-a-lease": (0, None), "one": (0, Edit.DROP)}) == (
        shown.told.readers,
        states(shown),
    )


# The note.


@pytest.fixture
def noted(firm: SmallFirm, house: House) -> House:
    """The same with a note for the edition that is due, which nobody has cleared."""
    firm.write("content/articles/a-word.md", NOTE)
    house.catch_up()
    return house


def clear(house: House, basis: str = "reviewed") -> None:
    """Somebody clears the note as it stands."""
    clearance_acts.clear_item(house, "a-word", by="Ada", basis=basis, ref="", channels=(), accept=(), reason="")


def mails(house: House) -> str:
    """All mails that have left, as a mail program shows their text."""
    told = []
    for path in (house.outbox / "mail" / "new").glob("*.eml"):
        plain = email.message_from_bytes(path.read_bytes(), policy=email.policy.default).get_body(("plain",))
        assert plain is not None
        told.append(plain.get_content())
    return "\n".join(told)


def test_a_note_is_in_the_mail_once_it_is_cleared(noted: House) -> None:
    """Before, it is held and the mail is as it would be without it."""
    assert WORD not in preview(noted, DUE).text
    clear(noted)

    text = preview(noted, DUE).text.replace("\r\n", "\n")
    assert f"about a {WORD}.\n\nRafe Pellow\n" in text
    assert WORD not in preview(noted, NEXT).text


@pytest.mark.parametrize("change", ["edit", "withdraw", "remove"])
def test_a_note_that_is_changed_or_taken_back_is_in_no_mail(firm: SmallFirm, noted: House, change: str) -> None:
    """One character, after the edition was composed with it; whoever has not got the mail yet gets it without."""
    clear(noted)
    noted.mailing.open_due(noted.judged()[0])
    assert {DUE: "a-word"} == noted.ledger.noted()
    match change:
        case "edit":
            firm.write("content/articles/a-word.md", NOTE.replace("letters,", "letters"))
        case "withdraw":
            clearance_acts.withdraw_item(noted, "a-word", by="Ada", reason="too long")
        case "remove":
            (firm.root / "content/articles/a-word.md").unlink()
    noted.catch_up()
    noted.mailing.deliver(noted.judged()[0])

    assert "Here is what we wrote" in mails(noted) or "Welcome." in mails(noted)
    assert WORD not in mails(noted)


def test_a_withdrawal_takes_effect_while_the_edition_leaves(noted: House) -> None:
    """One mail has it, and the next of the same conversation has not."""
    clear(noted)
    cleared, _ = noted.judged()
    noted.mailing.open_due(cleared)
    row = next(row for row in noted.ledger.deliveries(DUE) if row.items and "social" not in row.subscriber)
    composing = Current(noted, Latest(noted, cleared))
    bodies = []
    for _ in range(2):
        composing.look("sender", [row])
        message = composing(row)
        assert isinstance(message, Message)
        bodies.append(message.body)
        clearance_acts.withdraw_item(noted, "a-word", by="Ada", reason="too long")

    assert [True, False] == [WORD.encode() in body for body in bodies]


def test_new_words_that_are_cleared_before_it_leaves_are_in_the_mail(firm: SmallFirm, noted: House) -> None:
    """As with a piece: it is composed with the note, and leaves with what is cleared of it."""
    clear(noted)
    noted.mailing.open_due(noted.judged()[0])
    firm.write("content/articles/a-word.md", NOTE.replace("letters", "postcards"))
    noted.catch_up()
    clear(noted)
    noted.mailing.deliver(noted.judged()[0])

    assert f"This week is about postcards, and about a {WORD}." in mails(noted)


def test_an_edition_does_not_wait_for_its_note(noted: House, caplog: pytest.LogCaptureFixture) -> None:
    """It goes without, says so aloud, and stays without: frozen is frozen."""
    with caplog.at_level(logging.WARNING):
        noted.mailing.open_due(noted.judged()[0])
    clear(noted)
    noted.mailing.deliver(noted.judged()[0])

    told = next(each for each in caplog.messages if "its note" in each)
    assert told.startswith(f"{DUE} goes without its note content/articles/a-word.md, which may not leave")
    assert WORD not in mails(noted)
    shown = edition_changes.show(noted, DUE).note
    assert shown is not None
    assert (False, "a-word", ()) == (shown.opens, shown.item.id, shown.findings)


def test_how_its_note_stands_is_shown(noted: House) -> None:
    """Held with the reason, or there."""
    held = edition_changes.show(noted, DUE).note
    clear(noted)
    there = edition_changes.show(noted, DUE).note

    assert held is not None
    assert (False, ["CLR-NOTE"]) == (held.opens, [each.rule for each in held.findings])
    assert there is not None
    assert (True, "a-word") == (there.opens, there.item.id)
    assert edition_changes.show(noted, NEXT).note is None


def test_a_note_alone_is_no_reason_to_mail(noted: House) -> None:
    """Nothing new, no mail."""
    clear(noted)
    do(noted, Edit.DROP, "one", "two", "reading-a-lease")
    noted.mailing.open_due(noted.judged()[0])
    noted.mailing.deliver(noted.judged()[0])

    assert "" == mails(noted)
    assert [()] * 3 == [row.items for row in noted.ledger.deliveries(DUE)]


def test_a_note_leaves_once(firm: SmallFirm, noted: House) -> None:
    """Whoever lets it name another edition afterwards, and clears it anew, is told why it does not open that one."""
    clear(noted)
    noted.mailing.open_due(noted.judged()[0])
    noted.mailing.deliver(noted.judged()[0])
    firm.write("content/articles/a-word.md", NOTE.replace(DUE, NEXT))
    firm.write(
        "content/articles/three.md", "---\nauthor: rafe\ndate: 2026-11-17\n---\n# Piece three\n\nOn leases, three.\n"
    )
    noted.catch_up()
    clear(noted)

    assert WORD not in preview(noted, NEXT).text
    assert Opening(name=NEXT, problem=f"it has left with {DUE}, and no note leaves twice") == edition_changes.opening(
        noted, "a-word"
    )
    shown = edition_changes.show(noted, NEXT).note
    assert shown is not None
    assert not shown.opens


def test_whom_a_note_has_reached_is_named_when_it_is_taken_back(noted: House) -> None:
    """And what was said to them can be proved."""
    clear(noted)
    noted.mailing.open_due(noted.judged()[0])
    before = clearance_acts.withdraw_item(noted, "a-word", by="Ada", reason="too long").reached
    clear(noted)
    noted.mailing.deliver(noted.judged()[0])
    after = clearance_acts.withdraw_item(noted, "a-word", by="Ada", reason="too long")

    assert ([], ["hana@example.org"], False) == (before, after.reached, after.on_site)
    said = clearance_acts.said_on(noted, WEDNESDAY.date()).editions[DUE]
    assert (2, ("a-word", "two", "one", "reading-a-lease")) == said


def test_a_note_is_cleared_for_mails_alone(noted: House) -> None:
    """So nothing that asks for the web, or for networks, has it."""
    clear(noted)
    (note,) = (each for each in noted.judged()[0] if each.id == "a-word")

    assert (Channel.NEWSLETTER,) == note.channels


@pytest.mark.parametrize(
    ("edition", "found"),
    [
        (DUE, "due"),
        (NEXT, "due"),
        ("weekly-2026-W50", "not yet"),
        ("weekly-2026-W46", "the time of weekly-2026-W46 is over"),
        ("monthly-2026-12", "the firm sends no monthly edition"),
    ],
)
def test_whoever_clears_a_note_learns_what_it_opens(firm: SmallFirm, noted: House, edition: str, found: str) -> None:
    """And when; or that it never will."""
    firm.write("content/articles/a-word.md", NOTE.replace(DUE, edition))
    noted.catch_up()
    opens = edition_changes.opening(noted, "a-word")

    assert opens is not None
    told = opens.problem or ("due" if opens.due else "not yet")
    assert (edition, found) == (opens.name, told)
    assert edition_changes.opening(noted, "one") is None
    assert edition_changes.opening(noted, "nothing") is None


def test_a_note_that_is_cleared_too_late_is_told_so(noted: House) -> None:
    """The edition was composed without it; one that was taken back waits for it."""
    noted.mailing.open_due(noted.judged()[0])
    late = edition_changes.opening(noted, "a-word")
    noted.ledger.undo(DUE, "Ines took it back")
    again = edition_changes.opening(noted, "a-word")

    assert late is not None
    assert again is not None
    assert (f"{DUE} was composed without it", "") == (late.problem, again.problem)
    assert again.due is not None


def test_a_daily_and_a_weekly_edition_have_notes_of_their_own(firm: SmallFirm, noted: House) -> None:
    """Each its own."""
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings.replace("cadences: {", 'cadences: {daily: {at: "07:30"}, '))
    noted.refresh()
    come_in(noted.ledger, WEDNESDAY, address="dan@example.org", wish=Wish(cadence=Cadence.DAILY))
    firm.write("content/articles/today.md", NOTE.replace(DUE, "daily-2026-11-18").replace("letters", "today"))
    noted.catch_up()
    clear(noted)
    clearance_acts.clear_item(noted, "today", by="Ada", basis="reviewed", ref="", channels=(), accept=(), reason="")

    assert "about today" in preview(noted, "daily-2026-11-18").text
    assert "about letters" in preview(noted, DUE).text
