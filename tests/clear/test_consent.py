"""The book of consents: what is written down, what would prove nothing, and what a CSV brings in."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import chain
from pipeline.clear import consent as book
from pipeline.clear import consent_csv
from pipeline.errors import RecordError, SourceError, UsageError
from pipeline.model import Channel, Consent
from tests.builders import NOON, consent, story

GIVEN = consent(story())
WORDS = st.text(min_size=1, max_size=20)


def lines_of(*entries: dict[str, Any]) -> list[str]:
    """A book with these entries."""
    lines: list[str] = []
    for entry in entries:
        lines.append(chain.chained(entry, lines))
    return lines


@settings(deadline=None)
@given(
    signed_by=WORDS, purpose=st.text(max_size=20), channels=st.sets(st.sampled_from(Channel), min_size=1),
    expires=st.none() | st.dates(), role=WORDS,
)  # fmt: skip
def test_what_was_written_is_read_back(
    signed_by: str, purpose: str, channels: set[Channel], expires: date | None, role: str
) -> None:
    """Every consent comes back as it was written, whatever characters it holds."""
    given_ = replace(GIVEN, signed_by=signed_by, purpose=purpose, channels=tuple(sorted(channels)), expires=expires,
                     signed_by_role=role)  # fmt: skip

    assert {"CONSENT-1": given_} == book.read(lines_of(book.fields(given_)))


def test_a_withdrawal_stands_beside_the_consent() -> None:
    """What the client signed is still known, and since when it no longer holds."""
    lines = lines_of(book.fields(GIVEN), book.withdrawal("CONSENT-1", by="Ada", why="She rang", at=NOON))

    assert replace(GIVEN, withdrawn=NOON, withdrawn_why="She rang") == book.read(lines)["CONSENT-1"]


@pytest.mark.parametrize("broken", ["{}", "[]", "no json", json.dumps({"act": "given", "previous": ""})])
def test_a_line_that_is_no_entry_is_named(broken: str) -> None:
    """Whoever edits the book by hand is told which line is wrong."""
    with pytest.raises(RecordError) as told:
        book.read([broken])

    assert "the book of consents:1" == told.value.thing


def test_a_line_taken_out_breaks_the_chain() -> None:
    """A consent cannot vanish from between two others."""
    lines = lines_of(*(book.fields(replace(GIVEN, ref=f"C-{n}")) for n in range(3)))

    with pytest.raises(RecordError, match="line before"):
        book.read([lines[0], lines[2]])


def test_the_next_reference_is_a_new_one() -> None:
    """References count up by the year and never repeat."""
    known = {"CONSENT-2026-001": GIVEN, "CONSENT-2026-003": GIVEN}

    assert "CONSENT-2026-002" == book.next_ref(known, 2026)
    assert "CONSENT-2027-001" == book.next_ref(known, 2027)


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        pytest.param({"signed_by": ""}, "--signed-by", id="nobody"),
        pytest.param({"client_ref": ""}, "--client-ref", id="no-client"),
        pytest.param({"evidence": ""}, "--evidence", id="no-paper"),
        pytest.param({"recorded_by": ""}, "--by", id="nobody-recorded-it"),
        pytest.param({"channels": ()}, "--channel", id="nowhere"),
        pytest.param({"signed": NOON.date() + timedelta(days=1)}, "--signed", id="tomorrow"),
        pytest.param({"ref": "CONSENT-7"}, "--ref", id="known"),
    ],
)
def test_what_would_prove_nothing_is_refused(changes: dict[str, Any], option: str) -> None:
    """A consent without a name, a paper, a channel, or signed in the future is not written down."""
    with pytest.raises(UsageError) as told:
        book.check_form(replace(GIVEN, **changes), {"CONSENT-7": GIVEN})

    assert option == told.value.thing


HEADER = "ref,item,text,client_ref,signed_by,signed,channels,evidence,by\n"
ROW = "C-1,the-van,1:aa,20431,R. Hollin,2026-03-04,web newsletter,letter 3,Ada Clear\n"


def test_a_row_becomes_a_consent() -> None:
    """What a firm's own list has is taken over, the columns that it lacks by their usual meaning."""
    (row,) = consent_csv.read(HEADER + ROW, "list.csv", at=NOON)

    assert isinstance(row, Consent)
    assert ("C-1", "the-van", "client", (Channel.WEB, Channel.NEWSLETTER), date(2026, 3, 4), None) == (
        row.ref, row.item, row.signed_by_role, row.channels, row.signed, row.expires,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column"),
    [
        pytest.param(ROW.replace("2026-03-04", "soon"), "`signed`", id="no-day"),
        pytest.param(ROW.replace("web newsletter", "radio"), "`channels", id="no-channel"),
        pytest.param(ROW.replace("R. Hollin", ""), "`signed_by`", id="nobody"),
        pytest.param(ROW.replace("letter 3", ""), "`evidence`", id="no-paper"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_taken(row: str, column: str) -> None:
    """One wrong row costs no other, and is told with its line and what is wrong."""
    wrong, right = consent_csv.read(HEADER + row + ROW, "list.csv", at=NOON)

    assert isinstance(wrong, SourceError)
    assert "list.csv:2" == wrong.thing
    assert column in wrong.cause
    assert isinstance(right, Consent)
