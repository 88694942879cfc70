"""The record's chain: what was written is read back, and nothing can be changed in between."""

import json
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline import chain
from pipeline.clear import ledger
from pipeline.errors import RecordError
from pipeline.model import Channel, Clearance, ClearanceBasis, Decision
from tests.builders import NOON, clearance, story

QUICK = settings(deadline=None, max_examples=100)
WORDS = st.text(max_size=12)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
CLEARANCES = st.builds(
    Clearance,
    item=WORDS,
    text=WORDS,
    decision=st.sampled_from(Decision),
    by=WORDS,
    at=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2190, 1, 1), timezones=ZONES).map(
        lambda at: at.replace(microsecond=0)
    ),
    basis=st.none() | st.sampled_from(ClearanceBasis),
    ref=WORDS,
    reason=WORDS,
    channels=st.lists(st.sampled_from(Channel), unique=True).map(tuple),
    accepted=st.lists(WORDS, max_size=3).map(tuple),
)


def chained(clearances: list[Clearance]) -> list[str]:
    """The lines of these decisions, each with the hash of the line before."""
    lines: list[str] = []
    for each in clearances:
        previous = chain.line_hash(lines[-1]) if lines else ""
        lines.append(ledger.to_line(Clearance(**{**each.__dict__, "previous": previous})))
    return lines


LINES = st.lists(CLEARANCES, min_size=2, max_size=5).map(chained)


def refused(lines: list[str]) -> str:
    """The line that a broken record names."""
    with pytest.raises(RecordError) as told:
        ledger.read(lines)
    assert "Restore" in told.value.remedy
    return told.value.thing


def test_an_empty_record_holds_no_decision() -> None:
    """A firm that has cleared nothing yet has a sound record."""
    assert [] == ledger.read([])
    assert {} == ledger.by_item([])


@QUICK
@given(st.lists(CLEARANCES, max_size=5))
def test_what_was_written_is_read_back(clearances: list[Clearance]) -> None:
    """Every decision comes back as it was written, oldest first, whatever characters it holds."""
    lines = chained(clearances)

    assert clearances == [Clearance(**{**each.__dict__, "previous": ""}) for each in ledger.read(lines)]
    assert [chain.line_hash(line) for line in lines[:-1]] == [each.previous for each in ledger.read(lines)][1:]


@QUICK
@given(CLEARANCES)
def test_a_decision_is_one_line(decision: Clearance) -> None:
    """No name or reason can begin a second line in the record."""
    assert not set("\r\n") & set(ledger.to_line(decision))


@QUICK
@given(LINES, st.data())
def test_one_changed_character_breaks_the_chain(lines: list[str], data: st.DataObject) -> None:
    """A character changed in any line that another follows is found there, or at the line after it."""
    at = data.draw(st.integers(0, len(lines) - 2))
    offset = data.draw(st.integers(0, len(lines[at]) - 1))
    other = data.draw(st.characters(codec="utf-8", exclude_characters=lines[at][offset]))
    lines[at] = lines[at][:offset] + other + lines[at][offset + 1 :]

    assert refused(lines) in (f"content/clearances.jsonl:{at + 1}", f"content/clearances.jsonl:{at + 2}")


@QUICK
@given(LINES, st.data())
def test_a_line_taken_out_breaks_the_chain_where_it_stood(lines: list[str], data: st.DataObject) -> None:
    """A decision that is gone is missed by the one that followed it."""
    at = data.draw(st.integers(0, len(lines) - 2))
    del lines[at]

    assert refused(lines) == f"content/clearances.jsonl:{at + 1}"


@QUICK
@given(LINES, st.data())
def test_two_lines_in_each_others_place_break_the_chain(lines: list[str], data: st.DataObject) -> None:
    """The first of two lines that changed places is named."""
    first = data.draw(st.integers(0, len(lines) - 2))
    second = data.draw(st.integers(first + 1, len(lines) - 1))
    lines[first], lines[second] = lines[second], lines[first]

    assert refused(lines) == f"content/clearances.jsonl:{first + 1}"


@QUICK
@given(LINES, CLEARANCES, st.data())
def test_a_line_put_in_between_breaks_the_chain(lines: list[str], more: Clearance, data: st.DataObject) -> None:
    """A decision slipped in without the right hash is named, and one with it is named by the next line."""
    at = data.draw(st.integers(0, len(lines) - 1))
    before = chain.line_hash(lines[at - 1]) if at else ""
    unchained = ledger.to_line(Clearance(**{**more.__dict__, "previous": "0" * 64}))
    well_chained = ledger.to_line(Clearance(**{**more.__dict__, "previous": before}))
    assume(well_chained != lines[at])

    assert refused([*lines[:at], unchained, *lines[at:]]) == f"content/clearances.jsonl:{at + 1}"
    assert refused([*lines[:at], well_chained, *lines[at:]]) == f"content/clearances.jsonl:{at + 2}"


@QUICK
@given(LINES)
def test_a_line_written_twice_breaks_the_chain(lines: list[str]) -> None:
    """The same line again is no new decision."""
    assert refused([*lines, lines[-1]]) == f"content/clearances.jsonl:{len(lines) + 1}"


def fields(**changes: Any) -> str:
    """A sound line with some of its fields changed; None takes a field out."""
    told = json.loads(ledger.to_line(clearance(story()))) | changes
    return json.dumps({name: value for name, value in told.items() if value != "TAKE OUT"})


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="nothing"),
        pytest.param("{", id="torn"),
        pytest.param("[]", id="a-list"),
        pytest.param("null", id="null"),
        pytest.param(fields(by="TAKE OUT"), id="nobody"),
        pytest.param(fields(previous="TAKE OUT"), id="no-chain"),
        pytest.param(fields(decision="perhaps"), id="no-decision"),
        pytest.param(fields(basis="hearsay"), id="unknown-basis"),
        pytest.param(fields(channels=["radio"]), id="unknown-channel"),
        pytest.param(fields(channels=3), id="channels-are-no-list"),
        pytest.param(fields(at="yesterday"), id="no-time"),
        pytest.param(fields(at="2026-11-18T12:00:00"), id="time-without-a-zone"),
    ],
)
def test_a_line_that_is_no_clearance_is_named(line: str) -> None:
    """What cannot be understood as a decision is never passed over."""
    sound = ledger.to_line(clearance(story()))

    assert refused([line]) == "content/clearances.jsonl:1"
    assert refused([sound, line]) == "content/clearances.jsonl:2"


def test_the_first_line_must_be_the_first() -> None:
    """A record whose beginning was cut off does not begin with a line that follows another."""
    assert refused([fields(previous="0" * 64)]) == "content/clearances.jsonl:1"


def test_decisions_are_told_by_item_oldest_first() -> None:
    """What was decided on one item is in order, and apart from what was decided on any other."""
    van, bees = story(id="van"), story(id="bees")
    told = [
        clearance(van, by="One"),
        clearance(bees, by="Two"),
        clearance(van, by="Three", decision=Decision.WITHDRAWN),
    ]

    by_item = {id_: [each.by for each in decisions] for id_, decisions in ledger.by_item(told).items()}
    assert {"van": ["One", "Three"], "bees": ["Two"]} == by_item


def test_a_record_names_no_words_of_a_story() -> None:
    """What is recorded finds the text by its hash and repeats none of it."""
    of = story(title="Hettie", summary="Hettie rang.", body="Hettie rang twice.")

    assert "Hettie" not in ledger.to_line(clearance(of))
    assert of.content_hash in ledger.to_line(clearance(of))


def test_each_line_hash_differs() -> None:
    """Two decisions a second apart have different hashes, so that each has its own place in the chain."""
    lines = [ledger.to_line(clearance(story(), at=NOON + timedelta(seconds=n))) for n in range(3)]

    assert all(chain.line_hash(one) != chain.line_hash(other) for one, other in pairwise(lines))
