"""Texts of any origin, a line each."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.conftest import SmallFirm

STORY = {
    "id": 7, "kind": "story", "jurisdictions": ["GB-EAW"], "author_name": "Ruth Aldane",
    "text": "  Mr Dunmore owed £18,426.17, and Ruth Aldane rang him.",
}  # fmt: skip
CLEAN = {"id": "b", "kind": "article", "jurisdictions": ["GB-EAW"], "text": "A lease may end early by a break clause."}


def bulk(*lines: object) -> Result:
    """Screen lines that are piped in, in a folder that is no firm."""
    said = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    with CliRunner().isolated_filesystem():
        return CliRunner().invoke(main, ["review", "--jsonl", "-"], input=said)


def answered(result: Result) -> list[dict[str, Any]]:
    """The answers, in order."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_is_answered_by_a_line() -> None:
    """A story is held however it reads; an article in which nothing is found may go."""
    result = bulk(STORY, CLEAN, {**STORY, "id": "c", "text": "We read a lease."})

    assert result.exit_code == 0
    assert [(7, "held"), ("b", "cleared"), ("c", "held")] == [(a["id"], a["decision"]) for a in answered(result)]
    assert [] == answered(result)[1]["findings"]


def test_offsets_are_those_of_the_text_as_it_was_given() -> None:
    """No character of the line is taken away before they are counted; the author's own name is no finding."""
    (told,) = answered(bulk(STORY))
    found = {each["rule"]: each for each in told["findings"]}

    assert {"ID-NAME", "ID-AMOUNT"} == set(found)
    assert all(str(STORY["text"])[each["start"] : each["end"]] == each["quote"] for each in found.values())
    assert "£18,426.17" == found["ID-AMOUNT"]["quote"]
    assert all(each["message"] and each["remedy"] and each["severity"] for each in found.values())


def test_each_line_is_held_to_its_own_places() -> None:
    """What Ontario forbids and England does not is found in Ontario alone."""
    boast = {"id": 1, "kind": "story", "text": "The largest settlement in the history of the county."}
    ontario, england = answered(bulk({**boast, "jurisdictions": ["CA-ON"]}, {**boast, "jurisdictions": "GB-EAW"}))

    assert "ADV-CA-VERIFY" in {each["rule"] for each in ontario["findings"]}
    assert "ADV-CA-VERIFY" not in {each["rule"] for each in england["findings"]}


@pytest.mark.parametrize("wrong", ["{bad", "[]", '{"id": 1}', '{"id": 1, "text": 5}', "null"])
def test_a_wrong_line_is_told_and_the_others_go_on(wrong: str) -> None:
    """One clear message with its line; the exit code says that something needs a person."""
    result = bulk(STORY, wrong, "", CLEAN)

    assert (1, 2) == (result.exit_code, len(answered(result)))
    assert ":2: " in result.stderr


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"kind": "social"}, id="a-kind-nobody-has-a-word-for"),
        pytest.param({"kind": None, "jurisdictions": None, "author_name": None}, id="nothing-said"),
        pytest.param({"text": "Mr Dunmore \ud83d rang."}, id="half-a-character"),
        pytest.param({"more": [1]}, id="a-key-of-its-own"),
    ],
)
def test_what_is_odd_is_read_as_strictly_as_a_story(odd: dict[str, Any]) -> None:
    """Unknown kinds, empty keys and broken characters stop nothing, and let nothing through."""
    (told,) = answered(bulk({**STORY, **odd}))

    assert "held" == told["decision"]
    assert "ID-NAME" in {each["rule"] for each in told["findings"]}


def test_a_firms_own_names_are_nobodys_else(small_firm: SmallFirm) -> None:
    """In a text by one of its people they point to no client; in somebody else's they may be the client's."""
    text = {"id": 1, "kind": "story", "jurisdictions": ["GB-EAW"], "text": "A tenant rang, and Rafe Pellow listened."}
    lines = [json.dumps({**text, "author_name": author}) for author in ("Rafe Pellow", "", "Ruth Aldane")]
    house = small_firm.house()
    house.collect(feeds=False)
    told = [answer["findings"] for answer in house.clearing.screen_lines(lines, "x") if isinstance(answer, dict)]

    assert [False, False, True] == [bool(findings) for findings in told]


def test_what_is_only_likely_is_worth_a_look_and_stops_nothing() -> None:
    """A claim in other words is a guess: it is told as a warning, and an article goes out all the same."""
    guessed = {
        "id": 1, "kind": "article", "jurisdictions": ["GB-EAW", "CA-ON", "US-NY"],
        "text": "Nobody who walks through our door leaves empty-handed.",
    }  # fmt: skip
    (told,) = answered(bulk(guessed))

    assert told["findings"]
    assert {"warn"} == {each["severity"] for each in told["findings"]}
    assert "cleared" == told["decision"]
