"""The commands as a person types them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.conftest import ARTICLE, REPOSITORY, STORY, SmallFirm


def attract(firm: SmallFirm, *words: str) -> Result:
    """One command on a firm."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *words], catch_exceptions=False)


def commands(group: click.Group = main, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command and sub-command that does something."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        if not isinstance(command, click.Group) or command.invoke_without_command:
            found.append((*before, name))
        if isinstance(command, click.Group):
            found += commands(command, (*before, name))
    return found


@pytest.mark.parametrize("module", ["spacy", "sqlalchemy", "mkdocs", "pydantic", "rich", "jinja2", "httpx"])
def test_help_imports_nothing_heavy(module: str) -> None:
    """`attract --help` answers before any library of weight is touched."""
    code = f"import sys; from pipeline.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nsys.exit('{module}' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr
    assert "Usage:" in done.stdout


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_teaches_itself(command: tuple[str, ...]) -> None:
    """--help says what each does."""
    done = CliRunner().invoke(main, [*command, "--help"])

    assert 0 == done.exit_code
    assert 3 < len(done.output.splitlines())
    assert "\\b" not in done.output


def test_the_whole_way_from_a_drop_to_the_site(small_firm: SmallFirm) -> None:
    """Run, review, clear, run: the story appears; withdraw, publish: it is gone."""
    story = small_firm.root / "site/stories/the-van/index.html"

    assert 0 == attract(small_firm, "run").exit_code
    assert not story.exists()
    held = attract(small_firm, "review")
    assert 1 == held.exit_code
    assert "attract clear the-van" in held.output.replace("\n", " ").replace("  ", " ")

    said = attract(small_firm, "clear", "the-van", "--by", "Ada", "--basis", "anonymised", "--ref", "R1")
    assert 0 == said.exit_code, said.output
    assert 0 == attract(small_firm, "run").exit_code
    assert story.is_file()
    assert 0 == attract(small_firm, "review").exit_code

    assert 0 == attract(small_firm, "withdraw", "the-van", "--by", "Ada", "--reason", "asked").exit_code
    assert 0 == attract(small_firm, "publish").exit_code
    assert not story.exists()


def test_an_edit_after_clearing_takes_the_story_off_the_site(small_firm: SmallFirm) -> None:
    """One character more, and the clearance is void."""
    attract(small_firm, "clear", "the-van", "--by", "Ada", "--basis", "anonymised", "--ref", "R1")
    attract(small_firm, "run")
    small_firm.write("stories/rafe/the-van.md", STORY.rstrip() + "!\n")

    told = json.loads(attract(small_firm, "run", "--json").output)

    assert ["CONF-CONSENT-STALE"] == [held["findings"][0]["rule"] for held in told["held"]]
    assert not (small_firm.root / "site/stories/the-van/index.html").exists()


def test_a_second_run_says_that_nothing_has_changed_and_changes_no_file(small_firm: SmallFirm) -> None:
    """Not a byte, not a time, outside the database's own scratch files."""

    def shape() -> dict[str, tuple[int, int]]:
        return {
            str(path.relative_to(small_firm.root)): (path.stat().st_mtime_ns, path.stat().st_size)
            for path in small_firm.root.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    attract(small_firm, "run")
    before = shape()

    said = attract(small_firm, "run")

    assert "Nothing has changed, and nothing is due." in said.output
    assert before == shape()


def test_one_bad_file_is_named_and_stops_no_other(small_firm: SmallFirm) -> None:
    """File, line, what and what to do; exit 1; the rest is published."""
    small_firm.write("content/articles/bad.md", "---\ntitle: one: two\n---\nWords.\n")

    done = attract(small_firm, "run")

    assert 1 == done.exit_code
    assert "content/articles/bad.md:2" in done.output
    assert (small_firm.root / "site/articles/reading-a-lease/index.html").is_file()


def test_a_deleted_file_leaves_the_site(small_firm: SmallFirm) -> None:
    """The page goes with the file."""
    attract(small_firm, "run")
    (small_firm.root / "content/articles/reading-a-lease.md").unlink()

    attract(small_firm, "run")

    assert not (small_firm.root / "site/articles/reading-a-lease/index.html").exists()


def test_one_item_can_be_reviewed_alone(small_firm: SmallFirm) -> None:
    """Held: its reasons and exit 1. Cleared: a line and exit 0."""
    story = attract(small_firm, "review", "stories/rafe/the-van.md")
    article = attract(small_firm, "review", "reading-a-lease")

    assert (1, 0) == (story.exit_code, article.exit_code)
    assert "The van" in story.output
    assert "reading-a-lease goes out with the next run" in article.output
    assert "The van" not in article.output


def test_explain_names_the_words(small_firm: SmallFirm) -> None:
    """Area, score, FOLIO identifier, and the words with their lines."""
    attract(small_firm, "collect")

    told = json.loads(attract(small_firm, "explain", "reading-a-lease", "--json").output)

    assert "real-estate-property" == told["tags"][0]["area"]
    assert any("lease" in each["words"].lower() for each in told["tags"][0]["evidence"])


def test_what_does_not_exist_is_met_with_what_does(small_firm: SmallFirm) -> None:
    """Exit 2 and a near miss."""
    attract(small_firm, "collect")

    done = attract(small_firm, "explain", "reading-a-leese")

    assert 2 == done.exit_code
    assert "Did you mean reading-a-lease?" in done.output


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["clear", "the-van", "--by", "Ada"], "--basis"),
        (["clear", "the-van", "--by", "Ada", "--basis", "consent"], "attract consent record"),
        (["clear", "the-van", "--by", "Ada", "--basis", "reviewed"], "Use consent or anonymised"),
        (["clear", "reading-a-lease", "--by", "Ada", "--basis", "consent", "--ref", "x"], "Use reviewed"),
        (["clear", "nothing", "--by", "Ada", "--basis", "consent", "--ref", "x"], "no such item"),
        (["collect", "README.md"], "--dry-run"),
        (["collect", "--dry-run"], "FILE"),
    ],
)
def test_wrong_use_exits_with_two_and_says_what_to_do(small_firm: SmallFirm, words: list[str], hint: str) -> None:
    """No record is written."""
    (small_firm.root / "README.md").write_text("x")
    words = [str(small_firm.root / word) if word == "README.md" else word for word in words]

    done = attract(small_firm, *words)

    assert 2 == done.exit_code
    assert hint in done.output
    assert not (small_firm.root / "content/clearances.jsonl").exists()


def test_a_wrong_setting_exits_with_two_and_names_its_line(small_firm: SmallFirm) -> None:
    """File, line, key, and the key that was meant."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text.replace("tagline:", "tag_line:"))

    done = attract(small_firm, "run")

    assert 2 == done.exit_code
    assert "content/firm.yml" in done.output
    assert "Did you mean `tagline`?" in done.output


def test_a_folder_without_a_firm_exits_with_two(tmp_path: Path) -> None:
    """And leaves nothing behind in it."""
    done = CliRunner().invoke(main, ["--firm", str(tmp_path), "run"])

    assert 2 == done.exit_code
    assert "no firm lives here" in done.output
    assert [] == list(tmp_path.iterdir())


def test_a_dry_run_of_collecting_says_what_a_file_would_become(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Kind, title, date, areas and damage, of a file from anywhere; nothing is kept."""
    page = tmp_path / "saved.txt"
    page.write_text(
        "Monday, 5 October 2026\n\nOn leases\n\nA lease binds the landlord and the tenant.\n\nNo comments:\n\nPost a Comment\n"
    )

    (told,) = json.loads(attract(small_firm, "collect", "--dry-run", str(page), "--json").output)

    assert ("On leases", "2026-10-05") == (told["title"], told["date"])
    assert "real-estate-property" == told["areas"][0]["area"]
    assert any("comment form" in note for note in told["damage"])
    assert [] == small_firm.house().library.items()


def test_readers_come_in_by_csv_and_leave_for_good(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Import, list, leave, import again: gone stays gone."""
    attract(small_firm, "collect")
    rows = tmp_path / "readers.csv"
    rows.write_text("address,confirmed,proof\nhana@example.org,2026-02-11,form\nnobody,2026-02-11,form\n")

    first = attract(small_firm, "subscribers", "import", "--yes", str(rows))
    attract(small_firm, "subscribers", "leave", "Hana@Example.org")
    second = attract(small_firm, "subscribers", "import", "--yes", str(rows))
    listed = json.loads(attract(small_firm, "subscribers", "list", "--json").output)

    assert 1 == first.exit_code
    assert "readers.csv:3" in first.output
    assert "1 had left" in second.output
    assert [] == listed


def test_a_digest_can_be_rehearsed(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Who would get what, and nothing written."""
    small_firm.write(
        "content/firm.yml",
        (small_firm.root / "content/firm.yml").read_text() + 'cadences: {weekly: {on: monday, at: "08:30"}}\n',
    )
    rows = tmp_path / "readers.csv"
    rows.write_text("address,confirmed,proof\nhana@example.org,2026-02-11,form\n")
    attract(small_firm, "subscribers", "import", "--yes", str(rows))
    attract(small_firm, "clear")

    told = json.loads(attract(small_firm, "digest", "--dry-run", "--json").output)

    assert ["reading-a-lease"] == [row["items"][0] for row in told if row["state"] == "planned"][:1]
    assert [] == small_firm.house().ledger.deliveries()


def test_the_record_cannot_be_mended_quietly(small_firm: SmallFirm) -> None:
    """A changed line stops everything that rests on it, and is named."""
    attract(small_firm, "clear", "the-van", "--by", "Ada", "--basis", "anonymised", "--ref", "R1")
    attract(small_firm, "withdraw", "the-van", "--by", "Ada", "--reason", "asked")
    record = small_firm.root / "content/clearances.jsonl"
    record.write_text(record.read_text().replace('"R1"', '"R2"'))

    done = attract(small_firm, "run")

    assert 1 == done.exit_code
    assert "content/clearances.jsonl:2" in done.output


def test_an_article_with_a_claim_can_be_stood_for_by_name(small_firm: SmallFirm) -> None:
    """Held, refused without a reason, cleared with one."""
    small_firm.write("content/articles/claim.md", ARTICLE.rstrip() + " We guarantee that you will win.\n")
    attract(small_firm, "clear")
    (held,) = [h for h in json.loads(attract(small_firm, "review", "--json").output)["held"] if h["item"] == "claim"]
    words = held["findings"][0]["words"]

    bare = attract(small_firm, "clear", "claim", "--by", "Ada", "--basis", "reviewed")
    stood = attract(
        small_firm, "clear", "claim", "--by", "Ada", "--basis", "reviewed", "--accept", words, "--reason", "a quotation"
    )

    assert 1 == bare.exit_code
    assert "cannot be cleared as it stands" in bare.output
    assert 0 == stood.exit_code, stood.output


def test_python_m_pipeline_is_the_same_command() -> None:
    """For machines where the script is not on the path."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--version"], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )

    assert done.stdout.startswith("attract 0.")


def test_the_installed_command_is_there() -> None:
    """`pip install` makes `attract`."""
    assert shutil.which("attract", path=str(Path(sys.executable).parent))


def test_what_the_settings_say_of_the_firm_passes_the_same_gate(small_firm: SmallFirm) -> None:
    """A claim in firm.yml is held with its rule, and home says nothing of it until it is mended."""
    good = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write(
        "content/firm.yml", good.replace("why: Because it matters.", "why: We guarantee that you will win.")
    )
    held = attract(small_firm, "run", "--json")
    home = (small_firm.root / "site/index.html").read_text("utf-8")

    assert "firm" in [each["item"] for each in json.loads(held.output)["held"]]
    assert "guarantee" not in home
    assert "Carefully." not in home

    small_firm.write("content/firm.yml", good)
    attract(small_firm, "run")

    assert "Because it matters." in (small_firm.root / "site/index.html").read_text("utf-8")


def test_what_somebody_calls_themselves_passes_the_same_gate(small_firm: SmallFirm) -> None:
    """A role is a claim like any other."""
    person = (small_firm.root / "content/people/rafe.md").read_text("utf-8")
    small_firm.write(
        "content/people/rafe.md", person.replace("role: Partner", "role: we are the best lawyers and guarantee a win")
    )

    told = json.loads(attract(small_firm, "run", "--json").output)

    assert "profile:rafe" in [each["item"] for each in told["held"]]
    for page in (small_firm.root / "site").rglob("*.html"):
        assert "guarantee" not in page.read_text("utf-8"), page
