"""An edition that is changed before it leaves, and its note, as a person types it."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import Result

from tests.builders import subscriber
from tests.conftest import ARTICLE, SmallFirm
from tests.test_cli import attract

WORD = "zerofinch"


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm with two articles of this month, two readers, and an edition that is due."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write(
        "content/firm.yml", text + 'cadences: {weekly: {on: monday, at: "00:00"}}\nsocial: {networks: []}\n'
    )
    day = f"{small_firm.house(now()).time():%Y-%m-%d}"
    small_firm.write("content/articles/reading-a-lease.md", ARTICLE.replace("2026-11-02", day))
    small_firm.write(
        "content/articles/two.md", f"---\ntitle: Piece two\nauthor: rafe\ndate: {day}\n---\nOn leases, too.\n"
    )
    house = small_firm.house()
    for number in range(2):
        house.ledger.add(subscriber(id=f"r{number}", address=f"reader{number}@example.org"))
    return small_firm


def now() -> datetime:
    """The time by which commands go."""
    return datetime.now(UTC)


def due(firm: SmallFirm) -> str:
    """The edition that is due."""
    house = firm.house(now())
    (slot,) = house.mailing.due()
    return slot.edition


def following(firm: SmallFirm) -> str:
    """The one after it."""
    house = firm.house(now())
    return house.mailing.ahead()[0].edition


def said(result: Result) -> str:
    """What a command says, in one line."""
    return " ".join(result.output.split())


def test_an_edition_is_changed_looked_at_and_sent(firm: SmallFirm) -> None:
    """Pin, order, drop, reset, show: each says what it did and what to look at next, and the mail is as they say."""
    name = due(firm)
    pinned = attract(firm, "digest", "pin", name, "reading-a-lease", "--by", "Ines")
    assert 0 == pinned.exit_code, pinned.output
    assert (
        f"reading-a-lease stands first in {name}, with everybody who asked for its like and has not had it: 2 readers get it."
        in said(pinned)
    )
    assert f"`attract digest show {name}` has the whole, `attract digest preview {name}` a mail of it." in said(pinned)
    dropped = attract(firm, "digest", "drop", name, "two", "--by", "Ines")
    assert f"Nobody gets two in {name}; for the next one it is as new as before." in said(dropped)

    shown = attract(firm, "digest", "show", name)
    told = json.loads(attract(firm, "digest", "show", name, "--json").output)
    assert (0, 2) == (shown.exit_code, told["readers"]), shown.output
    assert [("reading-a-lease", 2, "pinned"), ("two", 0, "dropped")] == [
        (each["item"], each["readers"], each["changed"]) for each in told["pieces"]
    ]
    assert ["Ines", "Ines"] == [each["by"] for each in told["changes"]]
    for words in (
        "As things stand now, 2 readers get 2 pieces",
        "pinned",
        "dropped",
        "Ines pins reading-a-lease",
        "Until it is composed: attract digest pin",
    ):
        assert words in said(shown)

    reset = attract(firm, "digest", "reset", name, "--by", "Ines")
    assert f"Everything in {name} is as if nobody had touched it." in said(reset)
    ordered = attract(firm, "digest", "order", name, "two", "reading-a-lease", "--by", "Ines")
    assert f"two and reading-a-lease stand in this order wherever a mail of {name} has several of them" in said(ordered)

    assert 0 == attract(firm, "digest").exit_code
    assert [["two", "reading-a-lease"]] * 2 == [list(row.items) for row in firm.house().ledger.deliveries(name)]
    frozen = attract(firm, "digest", "reset", name, "two", "--by", "Ines")
    assert 2 == frozen.exit_code
    assert f"attract digest undo {name} --by NAME" in said(frozen)
    assert "and is frozen" in said(frozen)
    after = said(attract(firm, "digest", "show", name))
    assert "Composed" in after
    assert "2 readers get 4 pieces" in after
    assert "Until it is composed" not in after


def test_a_pin_that_nobody_gets_is_told_so(firm: SmallFirm) -> None:
    """It is forced upon nobody."""
    for number in range(2):
        firm.house().ledger.suppress(f"reader{number}@example.org", "asked", now())

    assert "has not had it: nobody does." in said(attract(firm, "digest", "pin", due(firm), "two", "--by", "Ines"))


def test_what_cannot_be_done_is_refused_in_one_message(firm: SmallFirm) -> None:
    """Wrong use: exit code 2, and what there is instead."""
    name = due(firm)
    for words, told in (
        ((name, "tow"), "tow: there is no such item. Did you mean two?"),
        ((name, "the-van"), "the-van: it is held, so no edition has it"),
        (("weekly-1999-W01", "two"), f"there is no such edition. Those that come: {name}, {following(firm)}."),
    ):
        refused = attract(firm, "digest", "pin", *words, "--by", "Ines")
        assert 2 == refused.exit_code
        assert told in said(refused)
    assert 2 == attract(firm, "digest", "pin", name, "two").exit_code
    assert 2 == attract(firm, "digest", "order", name, "two", "--by", "Ines").exit_code
    assert 2 == attract(firm, "digest", "show", "weekly-1999-W01").exit_code


def test_the_whole_way_of_a_note(firm: SmallFirm) -> None:
    """Dropped, held, cleared, in the mail; one character more, and it is in none."""
    name = due(firm)
    words = f"---\nkind: note\nauthor: rafe\nedition: {name}\n---\nThis week is about letters, and about a {WORD}.\n"
    firm.write("stories/rafe/a-word.md", words)

    held = attract(firm, "review", "a-word")
    assert 1 == held.exit_code
    assert f"It opens {name}, which goes without it until somebody has cleared it as it stands." in said(held)
    assert "attract clear a-word --by NAME --basis reviewed" in said(held)
    assert 1 == attract(firm, "review").exit_code
    shown = said(attract(firm, "digest", "show", name))
    assert f"Without its note: a-word (stories/rafe/a-word.md). It opens {name}, which goes without it" in shown
    assert f"{name} goes without its note stories/rafe/a-word.md" in said(attract(firm, "digest", "--dry-run"))
    assert WORD not in attract(firm, "digest", "preview", name).output

    cleared = attract(firm, "clear", "a-word", "--by", "Ada", "--basis", "reviewed")
    assert 0 == cleared.exit_code, cleared.output
    assert "a-word is cleared by Ada for newsletter; any change to it voids this." in said(cleared)
    assert f"It opens {name}, due " in said(cleared)
    assert f"`attract digest preview {name}` shows it." in said(cleared)
    assert "A note by Rafe Pellow will open it: a-word (stories/rafe/a-word.md)" in said(
        attract(firm, "digest", "show", name)
    )
    assert f"a-word goes out above the pieces of {name}: nothing stops it." in said(attract(firm, "review", "a-word"))
    assert WORD in attract(firm, "digest", "preview", name).output
    private = (firm.root / ".attract/previews/a-word.html").read_text("utf-8")
    assert "A list of mails shows beside the subject: <p>This week is about letters" in private
    assert "Practice areas, and why" not in private

    firm.write("stories/rafe/a-word.md", words.replace("letters,", "letters"))
    assert 1 == attract(firm, "review", "a-word").exit_code
    assert "The text changed after Ada cleared it" in said(attract(firm, "digest", "show", name))
    ran = attract(firm, "run", "--json")
    assert {name: "stories/rafe/a-word.md"} == json.loads(ran.stdout)["without_note"]
    mails = "".join(path.read_text() for path in (firm.root / ".attract/outbox/mail/new").glob("*.eml"))
    assert "Reading a lease" in mails
    assert WORD not in mails
    assert "It was not cleared when the edition was composed" not in said(attract(firm, "digest", "show", name))
    attract(firm, "clear", "a-word", "--by", "Ada", "--basis", "reviewed")
    assert "It was not cleared when the edition was composed, and what was composed is frozen." in said(
        attract(firm, "digest", "show", name)
    )


def test_a_run_says_aloud_that_an_edition_went_without_its_note(firm: SmallFirm) -> None:
    """To whoever reads it and in the log; a note for another edition is not missed."""
    name = due(firm)
    words = f"---\nkind: note\nauthor: rafe\nedition: {name}\n---\nAbout a {WORD}.\n"
    firm.write("stories/rafe/a-word.md", words)
    firm.write("stories/rafe/later.md", words.replace(name, following(firm)).replace("About", "On"))
    ran = attract(firm, "run")

    assert f"{name} goes without its note stories/rafe/a-word.md: It opens {name}" in said(ran)
    assert "later.md goes" not in said(ran)
    assert "without its note stories/rafe/later.md" not in said(ran)


def test_a_note_that_is_in_the_mail_is_shown_and_withdrawn(firm: SmallFirm) -> None:
    """It is said whom it has reached; nothing is said of a site on which it never stood."""
    name = due(firm)
    firm.write("stories/rafe/a-word.md", f"---\nkind: note\nauthor: rafe\nedition: {name}\n---\nAbout a {WORD}.\n")
    attract(firm, "clear", "a-word", "--by", "Ada", "--basis", "reviewed")
    attract(firm, "run")
    mails = [path.read_text() for path in (firm.root / ".attract/outbox/mail/new").glob("*.eml")]
    back = attract(firm, "withdraw", "a-word", "--by", "Ada", "--reason", "a wrong day")

    assert [True, True] == [WORD in mail for mail in mails]
    assert "What has not left goes without its note: a-word" in said(attract(firm, "digest", "show", name))
    assert "a-word is withdrawn. No mail has it from now on. It has reached 2: " in said(back)
    assert "a note has left with its mails" in said(attract(firm, "correct", "a-word", "--by", "Ada", "--note", "x"))
    assert "a note has no preview link" in said(attract(firm, "preview", "a-word", "--link"))
    (firm.root / "stories/rafe/a-word.md").unlink()
    gone = said(attract(firm, "digest", "show", name))
    assert "It was composed with a note that is gone (a-word): what has not left goes without it." in gone
    said_then = json.loads(attract(firm, "said", "--json").output)["editions"]
    assert [["a-word", "reading-a-lease", "two"]] == [sorted(each["items"]) for each in said_then]


def test_a_note_for_no_edition_is_told_with_its_line(firm: SmallFirm) -> None:
    """As every file that cannot be read."""
    firm.write("stories/rafe/a-word.md", "---\nkind: note\nedition: next week\n---\nAbout letters.\n")
    told = attract(firm, "collect")

    assert 1 == told.exit_code
    assert "stories/rafe/a-word.md:3: no edition is ever called 'next week'." in said(told)
