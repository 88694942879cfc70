"""`attract names`: the do-not-name list by command, and what it does to a firm's pieces."""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.edges.names import VARIABLE
from tests.conftest import SmallFirm
from tests.test_docs import README

KEY, OTHER = "ab" * 32, "cd" * 32
EXPORT = """Matter No,Client Name,Opponent First Name,Opponent Surname,Company,Fee Earner
M001,"Oyelaran, Mrs Margaret",Tunde,Vrankel,,RP
M002,Bexley Joinery Ltd,,,Kestrelworks,RP
M003,N/A,,,,RP
M004,Smith,,,,RP
M005,Jürgen Müllerson,,,,RP
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for whoever runs Attract, and no key in the environment."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path / "home"


def names(firm: SmallFirm, *words: str, piped: str | None = None) -> Result:
    """`attract names ...` in a firm's folder."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), "names", *words], input=piped)


def attract(firm: SmallFirm, *words: str) -> Result:
    """Any other command."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *words])


def told(result: Result) -> dict[str, object]:
    """What a command printed as JSON."""
    found: dict[str, object] = json.loads(result.stdout)
    return found


def everything(firm: SmallFirm, home: Path) -> str:
    """All bytes that commands left behind, the firm's own files aside."""
    found = [path.read_bytes() for top in (firm.root / ".attract", home) for path in top.rglob("*") if path.is_file()]
    return b"".join(found).decode("latin-1")


# Adding.


def test_names_are_added_and_counted(small_firm: SmallFirm) -> None:
    """The first name makes the list and a key; a name that is there already is known."""
    first = names(small_firm, "add", "Margaret Oyelaran", "Bexley Joinery Ltd")
    again = names(small_firm, "add", "OYELARAN, Margaret", "Tunde Vrankel", "Smith")

    assert (0, "2 added, 0 known, 0 skipped; 2 on the list.") == (first.exit_code, first.stdout.strip())
    assert "1 added, 1 known, 1 skipped; 3 on the list." in again.stdout
    assert "name 3: one word that is an ordinary one" in again.stdout
    assert "3 on the list." == names(small_firm, "count").stdout.strip()
    assert {"names": 3} == told(names(small_firm, "count", "--json"))


def test_the_first_name_makes_a_key_and_says_to_back_it_up(small_firm: SmallFirm, home: Path) -> None:
    """The key lies outside the firm's folder, for its owner alone, and is made once."""
    first, again = names(small_firm, "add", "Margaret Oyelaran"), names(small_firm, "add", "Tunde Vrankel")
    key, list_ = home / ".config/attract/names.key", small_firm.root / ".attract/names.keyed"

    assert f"A key was made: {key}. Back it up now" in first.stderr
    assert "A key was made" not in again.stderr
    assert {0o600} == {path.stat().st_mode & 0o777 for path in (key, list_)}


def test_no_name_is_left_anywhere(small_firm: SmallFirm, home: Path) -> None:
    """No command prints a name that it was given to keep, and no file holds one."""
    done = [names(small_firm, "add", "-", piped="Margaret Oyelaran\nSmith\n"), names(small_firm, "remove", "-", piped="Smith\n"),
            names(small_firm, "count"), names(small_firm, "add", "-", "--json", piped="Tunde Vrankel\n")]  # fmt: skip

    for word in ("Oyelaran", "oyelaran", "Vrankel", "vrankel", "Smith"):
        assert not [each.output for each in done if word in each.output]
        assert word not in everything(small_firm, home)


def test_names_are_piped_in(small_firm: SmallFirm) -> None:
    """A name a line, empty lines aside, in the encoding of an old system, too."""
    done = CliRunner().invoke(
        main,
        ["--firm", str(small_firm.root), "names", "add", "-"],
        input="Jürgen Müllerson\n\nTunde Vrankel\n".encode("cp1252"),
    )

    assert "2 added" in done.stdout
    assert 1 == names(small_firm, "check", "J. Muellerson rang.").exit_code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_practice_systems_export_is_read(small_firm: SmallFirm, encoding: str) -> None:
    """Its columns are found, and each row that holds no name is told with its number and reason."""
    path = small_firm.root.parent / "export.csv"
    path.write_bytes(EXPORT.encode(encoding))

    done = names(small_firm, "add", "--csv", str(path))
    again = told(names(small_firm, "add", "--csv", str(path), "--json"))

    assert "5 added, 0 known, 2 skipped; 5 on the list." in done.stdout
    assert "row 4: it names nobody" in done.stdout
    assert "row 5: one word that is an ordinary one" in done.stdout
    assert (0, 5, [4, 5]) == (again["added"], again["known"], [each["row"] for each in again["skipped"]])  # type: ignore[attr-defined]
    assert 1 == names(small_firm, "check", "We met J. Müllerson.").exit_code


def test_a_dry_run_changes_nothing(small_firm: SmallFirm, home: Path) -> None:
    """It says what would become of the names, and makes neither list nor key."""
    path = small_firm.root.parent / "export.csv"
    path.write_text(EXPORT, "utf-8")

    done = names(small_firm, "add", "--csv", str(path), "--dry-run")

    assert "5 would be added, 0 known, 2 skipped; 5 on the list." in done.stdout
    assert not (home / ".config").exists()
    assert not (small_firm.root / ".attract/names.keyed").exists()


def test_a_column_can_be_named(small_firm: SmallFirm) -> None:
    """Only that column is read; one that is not there is told with those that are."""
    path = small_firm.root.parent / "export.csv"
    path.write_text("Who,Client\nTunde Vrankel,Margaret Oyelaran\n", "utf-8")

    done = names(small_firm, "add", "--csv", str(path), "--column", "who")
    wrong = names(small_firm, "add", "--csv", str(path), "--column", "Whom")

    assert "1 added" in done.stdout
    assert (0, 1) == tuple(names(small_firm, "check", who).exit_code for who in ("Margaret Oyelaran", "Tunde Vrankel"))
    assert (2, True) == (wrong.exit_code, "Its columns are: Who, Client." in wrong.stderr)


@pytest.mark.parametrize("words", [[], ["X", "--csv", "FILE"], ["X", "--column", "Y"]])
def test_names_come_from_one_place(small_firm: SmallFirm, words: list[str]) -> None:
    """Names or a file, and columns only of a file."""
    path = small_firm.root.parent / "export.csv"
    path.write_text(EXPORT, "utf-8")

    assert 2 == names(small_firm, "add", *[str(path) if word == "FILE" else word for word in words]).exit_code


# Removing and asking.


@pytest.mark.parametrize(
    "written", ["Margaret Oyelaran", "Oyelaran, Margaret", "MARGARET OYELARAN", "Oyelaran Margaret"]
)
def test_a_name_is_taken_off_however_it_is_written(small_firm: SmallFirm, written: str) -> None:
    """Order, commas and case make no difference, and the others stay."""
    names(small_firm, "add", "Margaret Oyelaran", "Tunde Oyelaran")

    done = names(small_firm, "remove", written)

    assert "1 removed; 1 on the list." == done.stdout.strip()
    assert ["Tunde Oyelaran"] == [who for who in ("Tunde Oyelaran",) if names(small_firm, "check", who).exit_code]
    assert "by a surname alone" in names(small_firm, "check", "Margaret Oyelaran").stdout


def test_what_is_not_on_the_list_cannot_be_taken_off(small_firm: SmallFirm) -> None:
    """Nothing is taken off then, and the name is not repeated."""
    names(small_firm, "add", "Margaret Oyelaran")

    wrong = names(small_firm, "remove", "Margaret Oyelaran", "Tunde Vrankel")

    assert (2, False) == (wrong.exit_code, "Vrankel" in wrong.output)
    assert "name 2: it is not on the do-not-name list" in wrong.stderr
    assert {"names": 1} == told(names(small_firm, "count", "--json"))


def test_a_text_is_checked(small_firm: SmallFirm) -> None:
    """Each place is told with its line, its words and how they are known; exit 1 if there is any."""
    names(small_firm, "add", "Margaret Oyelaran", "Bexley Joinery Ltd")

    there = names(small_firm, "check", "We met M. Oyelaran.\nBexley Joinery came.")
    piped = names(small_firm, "check", "-", piped="The Oyelarans came.")
    nobody = names(small_firm, "check", "We met nobody.")

    assert (1, 1, 0) == (there.exit_code, piped.exit_code, nobody.exit_code)
    assert [
        "line 1: “M. Oyelaran”, by surname and initial.",
        "line 2: “Bexley Joinery”, in full. It is on the firm's do-not-name list.",
    ] == [line.partition(" Somebody")[0] for line in there.stdout.splitlines()]
    assert "It names nobody on the list." == nobody.stdout.strip()
    assert "by a surname alone" in piped.stdout


def test_a_name_in_small_letters_is_checked_as_a_name(small_firm: SmallFirm) -> None:
    """“will young” is no name in a sentence, and one when it is asked for."""
    names(small_firm, "add", "Will Young")

    assert (1, 0) == tuple(
        names(small_firm, "check", text).exit_code for text in ("will young", "the will young people make")
    )


def test_a_file_is_checked(small_firm: SmallFirm) -> None:
    """A story, a Word file, any text."""
    shutil.copy(Path(__file__).parent / "data/corpus/word.docx", small_firm.root / "w.docx")
    path = small_firm.write("draft.txt", "One.\nTwo.\nMargaret Oyelaran.")
    names(small_firm, "add", "Margaret Oyelaran")

    found = json.loads(names(small_firm, "check", str(path), "--json").stdout)

    assert [{"line": 3, "words": "Margaret Oyelaran", "how": "in full", "whole": True,
             "said": "It is on the firm's do-not-name list."}] == found  # fmt: skip
    assert 0 == names(small_firm, "check", str(small_firm.root / "w.docx")).exit_code


@pytest.mark.parametrize("words", [["check", "Margaret Oyelaran"], ["count"]])
def test_a_firm_without_a_list_is_told_so(small_firm: SmallFirm, words: list[str]) -> None:
    """No list is no mistake, and asking makes none."""
    assert (0, "There is no name on the list.") == (
        names(small_firm, *words).exit_code,
        names(small_firm, *words).stdout.strip(),
    )
    assert not (small_firm.root / ".attract/names.keyed").exists()


def test_a_key_that_others_may_read_is_told(small_firm: SmallFirm, home: Path) -> None:
    """The remedy is told, too."""
    names(small_firm, "add", "Margaret Oyelaran")
    os.chmod(home / ".config/attract/names.key", 0o644)

    assert "chmod 600" in names(small_firm, "count").stderr


# What the list does.


ARTICLE = "# Reading a lease\n\nA commercial lease binds. The lease of Margaret Oyelaran bound her, too.\n"


def rules(firm: SmallFirm, source: str) -> set[str]:
    """The rules that hold a file, or mark it."""
    review = json.loads(attract(firm, "review", "--all", "--json").stdout)
    return {finding["rule"] for each in review["held"] if each["source"] == source for finding in each["findings"]}


def test_a_listed_name_holds_an_article(small_firm: SmallFirm) -> None:
    """An article that was out is looked at anew as soon as a name in it is listed, and goes out again without it."""
    source = "content/articles/on-leases.md"
    small_firm.write(source, ARTICLE)

    before = rules(small_firm, source)
    names(small_firm, "add", "Margaret Oyelaran")
    listed = rules(small_firm, source)
    names(small_firm, "remove", "Margaret Oyelaran")
    after = rules(small_firm, source)

    assert (False, True, False) == tuple("ID-LISTED" in each for each in (before, listed, after))


def test_a_bulk_file_is_held_against_the_list(small_firm: SmallFirm) -> None:
    """Texts of other programs are screened with the list, at their own offsets."""
    names(small_firm, "add", "Margaret Oyelaran")
    text = "The lease of **Margaret Oyelaran** ended."
    path = small_firm.root.parent / "texts.jsonl"
    path.write_text(
        json.dumps({"id": "mrs-dunmore", "kind": "article", "jurisdictions": [], "text": text}) + "\n", "utf-8"
    )

    (answer,) = map(json.loads, attract(small_firm, "review", "--jsonl", str(path)).stdout.splitlines())
    (found,) = answer["findings"]

    assert ("held", "ID-LISTED", "Margaret Oyelaran") == (
        answer["decision"],
        found["rule"],
        text[found["start"] : found["end"]],
    )


def test_a_file_that_tells_its_client_is_renamed_and_gets_another_address(small_firm: SmallFirm) -> None:
    """Before anybody cleared a story its address follows its file's name, so that the client's name is never in it."""
    small_firm.write(
        "stories/rafe/mrs-dunmore.md",
        "# The gate\n\nA gate would not close, and we rang the builder about his lease.\n",
    )
    first = rules(small_firm, "stories/rafe/mrs-dunmore.md")
    (small_firm.root / "stories/rafe/mrs-dunmore.md").rename(small_firm.root / "stories/rafe/the-gate.md")

    second = rules(small_firm, "stories/rafe/the-gate.md")
    review = json.loads(attract(small_firm, "review", "--json").stdout)

    assert ("ID-METADATA" in first, "ID-METADATA" in second) == (True, False)
    assert "the-gate" in {each["item"] for each in review["held"]}
    assert "mrs-dunmore" not in json.dumps(review)


# A list that cannot be asked.


@pytest.mark.parametrize(
    "words",
    [["review"], ["clear"], ["publish"], ["run"], ["names", "count"], ["names", "add", "X Y"], ["names", "check", "x"]],
)
def test_without_its_key_nothing_is_screened(small_firm: SmallFirm, home: Path, words: list[str]) -> None:
    """A list whose key is gone stops everything that could let a name out: exit 2, with the remedy."""
    names(small_firm, "add", "Margaret Oyelaran")
    (home / ".config/attract/names.key").unlink()

    done = attract(small_firm, *words)

    assert 2 == done.exit_code
    assert "the key of the do-not-name list is missing" in done.stderr
    assert not (home / ".config/attract/names.key").exists()


def test_with_another_key_nothing_is_screened(small_firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wrong key is not taken for a list without names."""
    monkeypatch.setenv(VARIABLE, KEY)
    names(small_firm, "add", "Margaret Oyelaran")
    monkeypatch.setenv(VARIABLE, OTHER)

    done = attract(small_firm, "review")

    assert (2, True) == (done.exit_code, "was made with another key" in done.stderr)


def test_a_damaged_list_stops_the_screen(small_firm: SmallFirm) -> None:
    """Half a list would let half of the names out."""
    names(small_firm, "add", "Margaret Oyelaran", "Tunde Vrankel")
    list_ = small_firm.root / ".attract/names.keyed"
    list_.write_bytes(list_.read_bytes()[:-192])

    assert "damaged" in attract(small_firm, "review").stderr


def test_a_lost_list_stops_the_screen(small_firm: SmallFirm, home: Path) -> None:
    """Whoever empties `.attract` does not go on without the list; giving it up is a line in the key's file."""
    names(small_firm, "add", "Margaret Oyelaran")
    (small_firm.root / ".attract/names.keyed").unlink()

    lost = attract(small_firm, "review")
    key = home / ".config/attract/names.key"
    key.write_text(
        "".join(line for line in key.read_text().splitlines(keepends=True) if not line.startswith("# list:"))
    )
    given_up = attract(small_firm, "review")

    assert (2, True) == (lost.exit_code, "the do-not-name list is gone" in lost.stderr)
    assert 1 == given_up.exit_code


def test_a_lost_list_can_be_made_anew(small_firm: SmallFirm) -> None:
    """The remedy that is told works."""
    names(small_firm, "add", "Margaret Oyelaran")
    (small_firm.root / ".attract/names.keyed").unlink()

    assert "1 added" in names(small_firm, "add", "Margaret Oyelaran").stdout
    assert 1 == attract(small_firm, "review").exit_code


def test_a_key_in_the_firms_folder_is_refused(small_firm: SmallFirm) -> None:
    """Neither made nor read there."""
    settings = small_firm.root / "content/firm.yml"
    settings.write_text(settings.read_text() + "clearing: {names_key: names.key}\n")

    done = names(small_firm, "add", "Margaret Oyelaran")

    assert (2, True) == (done.exit_code, "lies in the firm's folder" in done.stderr)
    assert not (small_firm.root / "names.key").exists()


def test_the_settings_name_another_place_for_the_key(small_firm: SmallFirm, tmp_path: Path, home: Path) -> None:
    """The key is made and read where the firm says."""
    settings = small_firm.root / "content/firm.yml"
    settings.write_text(settings.read_text() + f"clearing: {{names_key: {tmp_path / 'safe/names.key'}}}\n")

    names(small_firm, "add", "Margaret Oyelaran")

    assert (tmp_path / "safe/names.key").exists()
    assert not (home / ".config").exists()
    assert 1 == names(small_firm, "check", "Margaret Oyelaran").exit_code


def test_the_readme_tells_of_both_settings() -> None:
    """The key's variable and its place are documented."""
    section = README.split("## Names that must not appear", 1)[1].split("\n## ", 1)[0]

    assert VARIABLE in section
    assert "clearing.names_key" in section
