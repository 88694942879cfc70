"""Clearing by command: consents, four eyes, what was said, and corrections."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.clearance_acts import correct_item, said_on
from pipeline.cli import main
from pipeline.errors import ClearanceError, UsageError
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import ARTICLE, PERSON, WEDNESDAY, SmallFirm

CONSENT = [
    "consent", "record", "the-van", "--client-ref", "20431", "--signed-by", "R. Hollin", "--signed", "2026-03-04",
    "--channel", "web", "--channel", "newsletter", "--purpose", "case study", "--evidence", "file 7",
    "--bar-rule-checked-by", "Ada", "--by", "Ada",
]  # fmt: skip
CLEAR = ["clear", "the-van", "--basis", "consent", "--ref", "CONSENT-2026-001", "--by"]


def attract(firm: SmallFirm, *words: str, text: str = "") -> Result:
    """What the command says in a firm's folder."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *words], input=text)


def page(firm: SmallFirm) -> bool:
    """Whether the story is on the site."""
    return (firm.root / "site/stories/the-van/index.html").exists()


# Consents.


def test_a_story_goes_out_on_a_recorded_consent_and_comes_back_with_it(small_firm: SmallFirm) -> None:
    """Record, clear, run: it is there; the client takes it back, one tick: it is gone, and nobody edited a file."""
    attract(small_firm, "run")
    recorded = attract(small_firm, *CONSENT)
    cleared = attract(small_firm, *CLEAR, "Ada")
    attract(small_firm, "run")

    assert "CONSENT-2026-001: the-van, for web, newsletter." in recorded.output
    assert "cleared by Ada" in cleared.output
    assert page(small_firm)
    taken = attract(small_firm, "consent", "withdraw", "CONSENT-2026-001", "--by", "Ada", "--reason", "She rang")
    assert "reached nobody" in taken.output
    attract(small_firm, "tick")
    assert not page(small_firm)


def test_clearing_on_a_consent_that_nobody_recorded_waits_for_it(small_firm: SmallFirm) -> None:
    """The decision is written down, and what is missing is said at once."""
    said = attract(small_firm, *CLEAR, "Ada")

    assert "It still waits" in said.output
    assert "attract consent record the-van" in said.output


def test_an_edit_voids_the_consent_too(small_firm: SmallFirm) -> None:
    """The client agreed to other words; clearing the new ones does not make up for that."""
    attract(small_firm, *CONSENT)
    small_firm.write("stories/rafe/the-van.md", (small_firm.root / "stories/rafe/the-van.md").read_text() + "\nMore.\n")
    said = attract(small_firm, *CLEAR, "Ada")

    assert "signed CONSENT-2026-001 for other words" in said.output


def test_the_book_of_consents_is_private_and_no_part_of_the_firms_words(small_firm: SmallFirm) -> None:
    """It names the client, so only its owner may read it, and it lies where nothing is published or committed."""
    attract(small_firm, *CONSENT)
    book = small_firm.root / ".attract/consents.jsonl"

    assert 0o600 == book.stat().st_mode & 0o777
    assert "R. Hollin" in book.read_text()
    assert not any("Hollin" in path.read_text() for path in (small_firm.root / "content").rglob("*") if path.is_file())


def test_consents_are_listed_and_imported_once(small_firm: SmallFirm, tmp_path: Path) -> None:
    """A list can be read in again and again; what is known stays, what is wrong is named."""
    header = "ref,item,text,client_ref,signed_by,signed,evidence,by\n"
    rows = "C-1,the-van,1:aa,7,R. Hollin,2026-03-04,letter,Ada\nC-2,the-van,1:aa,7,,2026-03-04,letter,Ada\n"
    (tmp_path / "list.csv").write_text(header + rows)
    first = attract(small_firm, "consent", "import", str(tmp_path / "list.csv"))
    again = attract(small_firm, "consent", "import", str(tmp_path / "list.csv"))
    listed = json.loads(attract(small_firm, "consent", "list", "--json").stdout)

    assert (1, 1) == (first.exit_code, again.exit_code)
    assert "list.csv:3" in first.stderr
    assert "1 new, 0 known, 1 that cannot be read." in first.stdout
    assert "0 new, 1 known" in again.stdout
    assert [("C-1", "R. Hollin", None)] == [(each["ref"], each["signed_by"], each["withdrawn"]) for each in listed]


# Four eyes.


def test_a_firm_of_two_wants_two_people(small_firm: SmallFirm) -> None:
    """With a second lawyer in the firm the first clearance waits for a second person's, unless the firm says otherwise."""
    small_firm.write("content/people/mei.md", PERSON.replace("Rafe Pellow", "Mei Fraser"))
    clear = ["clear", "the-van", "--basis", "anonymised", "--by"]
    first = attract(small_firm, *clear, "Ada")
    attract(small_firm, "run")

    assert "second person" in first.output
    assert not page(small_firm)
    assert "It still waits" not in attract(small_firm, *clear, "Ben").output
    attract(small_firm, "run")
    assert page(small_firm)


def test_a_firm_may_say_that_one_is_enough(small_firm: SmallFirm) -> None:
    """`clearing.four_eyes: false` is the firm's own word."""
    small_firm.write("content/people/mei.md", PERSON.replace("Rafe Pellow", "Mei Fraser"))
    settings = small_firm.root / "content/firm.yml"
    settings.write_text(settings.read_text() + "clearing: {four_eyes: false}\n")

    assert "second person" not in attract(small_firm, "clear", "the-van", "--basis", "anonymised", "--by", "Ada").output


# The record.


def test_the_record_says_under_which_rules(small_firm: SmallFirm) -> None:
    """A decision names the rule packs in force, and their versions, so that it can be judged by them later."""
    attract(small_firm, "clear", "the-van", "--basis", "anonymised", "--by", "Ada")
    (line,) = (small_firm.root / "content/clearances.jsonl").read_text().splitlines()

    assert json.loads(line)["rules"]
    assert json.loads(line)["packs"]


def test_a_whole_record_is_proved_and_a_broken_one_named(small_firm: SmallFirm) -> None:
    """`attract clear --verify` exits with 0 or 1."""
    for reason in ("One", "Two"):
        attract(small_firm, "clear", "the-van", "--basis", "anonymised", "--by", "Ada")
        attract(small_firm, "withdraw", "the-van", "--by", "Ada", "--reason", reason)
    attract(small_firm, "run")
    whole = attract(small_firm, "clear", "--verify")
    record = small_firm.root / "content/clearances.jsonl"
    record.write_text(record.read_text().replace('"by": "Ada"', '"by": "Eve"', 1))
    broken = attract(small_firm, "clear", "--verify")

    assert (0, 1) == (whole.exit_code, broken.exit_code)
    assert "4 decisions" in whole.output
    assert "clearances.jsonl:2" in broken.stderr


def test_a_rule_is_loosened_by_the_person_who_is_named_and_by_nobody_else(small_firm: SmallFirm) -> None:
    """What the firm's file loosens counts once that person has said so, and the record has the reason."""
    small_firm.write(
        "content/rules/house.yml",
        "loosen:\n  - {rule: ADV-GUARANTEE, severity: warn, by: Ada Clear, reason: we name deadlines, on: 2026-11-01}\n",
    )
    small_firm.write("content/articles/claim.md", "# A claim\n\nWe guarantee that you will win your case.\n")
    attract(small_firm, "clear")
    held = attract(small_firm, "review", "claim").exit_code
    stranger = attract(small_firm, "rules", "loosen", "--by", "Ben")
    attract(small_firm, "rules", "loosen", "--by", "ada clear")
    attract(small_firm, "clear")
    (line,) = (small_firm.root / "content/clearances.jsonl").read_text().splitlines()

    assert (1, 0) == (held, attract(small_firm, "review", "claim").exit_code)
    assert "Nothing that Ben loosens" in stranger.output
    assert ("rule:ADV-GUARANTEE", "Ada Clear", "we name deadlines") == tuple(
        json.loads(line)[key] for key in ("item", "by", "reason")
    )


# What was said.


def test_what_was_public_on_a_day_is_shown_and_laid_out(small_firm: SmallFirm, tmp_path: Path) -> None:
    """The words of an earlier day come back as they stood, although the file reads otherwise now."""
    small_firm.house(WEDNESDAY).run()
    small_firm.write("content/articles/reading-a-lease.md", ARTICLE.replace("binds", "ties"))
    later = small_firm.house(WEDNESDAY + timedelta(days=2))
    later.run()
    told = attract(small_firm, "said", "--on", "2026-11-18", "--write", str(tmp_path / "then"))
    (version,) = said_on(later, WEDNESDAY.date()).versions

    assert "reading-a-lease" in told.output
    assert "binds" in (tmp_path / "then/articles/reading-a-lease/index.html").read_text()
    assert "ties" in (small_firm.root / "site/articles/reading-a-lease/index.html").read_text()
    assert version.until == WEDNESDAY + timedelta(days=2)
    assert [] == json.loads(attract(small_firm, "said", "--on", "2026-11-17", "--json").stdout)["versions"]


# Corrections.

READER = "ed@example.org"


def mailed(house: House) -> list[str]:
    """Every mail in the outbox, as text."""
    return [path.read_text() for path in sorted((house.outbox / "mail" / "new").glob("*.eml"))]


@pytest.fixture
def read(small_firm: SmallFirm) -> SmallFirm:
    """A firm whose article one of two readers has received."""
    settings = small_firm.root / "content/firm.yml"
    settings.write_text(settings.read_text() + "cadences:\n  weekly: {on: wednesday, at: '08:30'}\n")
    house = small_firm.house()
    house.ledger.add(subscriber(id="ed", address=READER, plain=True))
    house.ledger.add(subscriber(id="jo", address="jo@example.org", plain=True, areas=("tax",)))
    house.run()
    assert [READER] == [row.subscriber.replace("ed", READER) for row in house.ledger.deliveries() if row.items
                        and not row.subscriber.startswith("social:")]  # fmt: skip
    return small_firm


def corrected(firm: SmallFirm) -> House:
    """The file is put right, an hour later."""
    firm.write("content/articles/reading-a-lease.md", ARTICLE.replace("binds", "ties"))
    return firm.house(WEDNESDAY + timedelta(hours=1))


def test_a_correction_reaches_exactly_those_who_read_the_wrong_text(read: SmallFirm) -> None:
    """The page bears a dated note, the reader of the first version gets one mail, and nobody gets it twice."""
    house = corrected(read)
    before = mailed(house)
    done = correct_item(house, "reading-a-lease", by="Ada", note="A lease ties both sides; we had the wrong verb.")
    house.run()
    house.run()
    letters = [letter for letter in mailed(house) if letter not in before]

    assert READER in done.told
    assert "jo@example.org" not in done.told
    assert 1 == len(letters)
    assert f"To: Reader <{READER}>" in letters[0]
    assert "wrong verb" in letters[0]
    assert "wrong verb" in (read.root / "site/articles/reading-a-lease/index.html").read_text()


def test_a_correction_can_be_rehearsed(read: SmallFirm) -> None:
    """A dry run says who would be told, and writes nothing."""
    house = corrected(read)
    lines = house.clearing.record.lines()

    assert READER in correct_item(house, "reading-a-lease", by="Ada", note="A wrong verb.", dry_run=True).told
    assert lines == house.clearing.record.lines()


@pytest.mark.parametrize(
    ("note", "error"),
    [
        pytest.param("", UsageError, id="nothing-said"),
        pytest.param("We guarantee that it is right now.", ClearanceError, id="a-claim-in-the-note"),
    ],
)
def test_a_correction_is_words_for_the_public_too(read: SmallFirm, note: str, error: type[Exception]) -> None:
    """A note that says nothing, or what no text may say, is refused before anything is written."""
    with pytest.raises(error):
        correct_item(corrected(read), "reading-a-lease", by="Ada", note=note)


def test_what_has_not_changed_or_was_never_out_cannot_be_corrected(read: SmallFirm) -> None:
    """There must be a version that was public, and it must read otherwise."""
    house = read.house()

    with pytest.raises(UsageError, match=r"as it did|ever public"):
        correct_item(house, "reading-a-lease", by="Ada", note="A wrong verb.")
    with pytest.raises(UsageError, match="ever public"):
        correct_item(house, "the-van", by="Ada", note="A wrong verb.")


# Reviewing a file from anywhere.


def test_a_file_from_anywhere_is_reviewed_and_leaves_no_trace_in_the_library(
    small_firm: SmallFirm, tmp_path: Path
) -> None:
    """A draft on somebody's desk is screened as a story, gets its page, and is collected by nobody."""
    draft = tmp_path / "draft.md"
    draft.write_text("# The gate\n\nHettie Vanbrugh of Larchmoor Joinery Ltd rang us about the gate.\n")
    told = attract(small_firm, "review", str(draft), "--json")
    found = json.loads(told.stdout)

    assert 1 == told.exit_code
    assert "ID-NAME" in {each["rule"] for each in found["findings"]}
    assert "Hettie Vanbrugh" in Path(found["page"]).read_text()
    assert [] == [item.id for item in small_firm.house().library.items() if "gate" in item.id]


def test_a_file_of_the_firm_is_reviewed_by_its_path(small_firm: SmallFirm) -> None:
    """The path that a lawyer sees is as good as the id that they do not know."""
    told = attract(small_firm, "review", str(small_firm.root / "stories/rafe/the-van.md"))

    assert "nobody has recorded a clearance" in told.output.replace("\n", " ").replace("  ", " ")
