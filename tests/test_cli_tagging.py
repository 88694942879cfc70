"""`attract tag --jsonl`: texts of any origin, a line each."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.tag.taxonomy import taxonomy
from tests.builders import FIRM

LEASE = {"id": 7, "title": "Leaving early", "text": "The landlord served a notice under the break clause of the lease."}
AWARD = {
    "id": "b", "title": "Our website won a prize",
    "text": "Our marketing team redesigned the firm's website last summer, and the new branding won a prize for "
    "client experience. Thank you to everybody who wrote a blog post or took a photograph for it.",
}  # fmt: skip


def bulk(*lines: object, folder: Path) -> Result:
    """Tag lines that are piped in, in a folder that is no firm."""
    said = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    return CliRunner().invoke(main, ["--firm", str(folder), "tag", "--jsonl", "-"], input=said)


def test_each_line_is_answered_by_a_line(tmp_path: Path) -> None:
    """Id, tags with evidence, a score for each of the 27 areas, whether none, whether a person is needed."""
    lease, award = (json.loads(line) for line in bulk(LEASE, AWARD, folder=tmp_path).output.splitlines())

    assert {"id", "tags", "scores", "none", "needs_person"} == set(lease) == set(award)
    assert (7, "real-estate-property", False, False) == (
        lease["id"], lease["tags"][0]["area"], lease["none"], lease["needs_person"],
    )  # fmt: skip
    assert list(taxonomy().areas) == [each["area"] for each in lease["scores"]]
    assert ("b", [], True, False) == (award["id"], award["tags"], award["none"], award["needs_person"])
    assert not (tmp_path / ".attract").exists()


def test_evidence_stands_in_the_text(tmp_path: Path) -> None:
    """The offsets of each piece of evidence are those of its words in the text."""
    (told,) = (json.loads(line) for line in bulk(LEASE, folder=tmp_path).output.splitlines())
    evidence = told["tags"][0]["evidence"]

    assert evidence
    assert {"text"} == {each["in"] for each in evidence}
    assert all(str(LEASE["text"])[each["start"] : each["end"]] == each["text"] for each in evidence)


def test_evidence_may_stand_in_the_title_alone(tmp_path: Path) -> None:
    """Where only the title speaks, the offsets are those of the title, and say so."""
    (told,) = (
        json.loads(line)
        for line in bulk({"id": 1, "title": "Unfair dismissal", "text": ""}, folder=tmp_path).output.splitlines()
    )
    each = told["tags"][0]["evidence"][0]

    assert ("title", "Unfair dismissal"[each["start"] : each["end"]]) == (each["in"], each["text"])


@pytest.mark.parametrize("wrong", ["{", "[]", '{"title": "x"}', '{"id": 1, "text": 5}', "null"])
def test_a_wrong_line_is_told_and_the_others_go_on(tmp_path: Path, wrong: str) -> None:
    """One clear message with its line; the exit code says that something needs a person."""
    result = bulk(LEASE, wrong, "", LEASE, folder=tmp_path)
    answers = [line for line in result.stdout.splitlines() if line.startswith("{")]

    assert (1, 2) == (result.exit_code, len(answers))
    assert ":2: " in result.stderr


def test_only_one_thing_at_a_time(tmp_path: Path) -> None:
    """Options that ask for different things are wrong use."""
    assert 2 == CliRunner().invoke(main, ["--firm", str(tmp_path), "tag", "--diff", "--learn"]).exit_code


def test_broken_characters_stop_nothing(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 and half surrogate pairs are read as question marks; the words around them count."""
    raw = b'{"id": 1, "title": "Caf\xe9", "text": "The landlord served a notice under the lease \\ud83d."}\n'
    result = CliRunner().invoke(main, ["--firm", str(tmp_path), "tag", "--jsonl", "-"], input=raw)

    assert (0, "real-estate-property") == (result.exit_code, json.loads(result.output)["tags"][0]["area"])


def test_what_nobody_knows_is_listed_for_a_person(tmp_path: Path) -> None:
    """A piece whose words say too little stands in the review until its author says what it is about."""
    for path, text in {
        "content/firm.yml": FIRM,
        "content/people/ada.md": "---\nname: Ada Clear\nrole: Partner\n---\nI read leases.\n",
        "content/articles/odd.md": "---\ntitle: Odd\nauthor: ada\n---\nBlue kettles sing.\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def attract(*words: str) -> Result:
        return CliRunner().invoke(main, ["--firm", str(tmp_path), *words])

    attract("collect")
    unsure = attract("review", "--json")
    assert (1, ["odd"]) == (unsure.exit_code, [each["item"] for each in json.loads(unsure.output)["unsure"]])
    assert "what is it about?  odd" in attract("review").output

    (tmp_path / "content/articles/odd.md").write_text(
        "---\ntitle: Odd\nauthor: ada\npractice_areas: none\n---\nBlue kettles sing.\n"
    )
    attract("collect")
    assert [] == json.loads(attract("review", "--json").output)["unsure"]


def test_a_person_says_what_a_piece_is_about_and_takes_it_back(tmp_path: Path) -> None:
    """By key or name, for any file; it stands at once, is written down, and a wrong word is told with the near one."""
    for path, text in {
        "content/firm.yml": FIRM,
        "content/people/ada.md": "---\nname: Ada Clear\nrole: Partner\n---\nI read leases.\n",
        "content/articles/odd.txt": "Odd\n\nBlue kettles sing.\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def attract(*words: str) -> Result:
        return CliRunner().invoke(main, ["--firm", str(tmp_path), *words])

    def tags() -> list[str]:
        return [each["area"] for each in json.loads(attract("explain", "odd", "--json").output)["tags"]]

    attract("collect")
    said = attract("tag", "odd", "--as", "Tax", "--as", "family")
    assert (0, ["tax", "family"]) == (said.exit_code, tags())
    assert "odd: [tax, family]" in (tmp_path / "content/practice_areas.yml").read_text()

    assert 0 == attract("tag", "odd", "--as", "none").exit_code
    assert (True, []) == (json.loads(attract("explain", "odd", "--json").output)["none"], tags())

    wrong = attract("tag", "odd", "--as", "taxx")
    assert (2, True) == (wrong.exit_code, "Did you mean tax?" in wrong.output)

    assert "Taken back." in attract("tag", "odd", "--forget").output
    assert json.loads(attract("explain", "odd", "--json").output)["needs_person"]
    assert [2, 2, 2] == [
        attract(*words).exit_code
        for words in (("tag", "odd"), ("tag", "--as", "tax"), ("tag", "odd", "--as", "tax", "--forget"))
    ]


def test_a_broken_list_of_areas_names_its_line(tmp_path: Path) -> None:
    """What somebody wrote into it by hand and wrongly is one clear message."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/firm.yml").write_text(FIRM)
    (tmp_path / "content/practice_areas.yml").write_text("pieces:\n  odd: [tax]\npices: {}\n")
    told = CliRunner().invoke(main, ["--firm", str(tmp_path), "review"])

    assert (2, True) == (told.exit_code, "content/practice_areas.yml:3" in told.output)


def test_an_article_that_tells_of_a_client_waits_for_a_person(tmp_path: Path) -> None:
    """It is held with what to do; a named person who looked may stand for it, and then it goes out."""
    for path, text in {
        "content/firm.yml": FIRM,
        "content/people/ada.md": "---\nname: Ada Clear\nrole: Partner\n---\nI read leases.\n",
        "content/articles/visit.md": "---\ntitle: A visit\nauthor: ada\n---\n"
        "Our client came to see us in spring. She told me that the roof leaked, and I asked her for the lease. We wrote to the "
        "landlord, and when he answered she rang me and we went through the letter together. I told my client to wait.\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def attract(*words: str) -> Result:
        return CliRunner().invoke(main, ["--firm", str(tmp_path), *words])

    attract("collect")
    held = attract("review", "visit")
    assert (1, True) == (held.exit_code, "KIND-CLIENT" in held.output)

    stands = ("--by", "Ada Clear", "--basis", "reviewed", "--accept", "A visit", "--reason", "Nobody is meant.")
    assert 0 == attract("clear", "visit", *stands).exit_code
    assert "cleared  visit" in attract("review", "--all").output
