"""What somebody filled in becomes a wish, or is told what is wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Cadence, Wish
from pipeline.subscribe import forms
from tests.builders import NOON

LONDON = ZoneInfo("Europe/London")
GOOD = {
    "address": ["Hana@Example.org"], "name": ["Hana Ó Briain"], "area": ["tax"], "person": ["rafe"], "cadence": ["daily"],
    "kind": ["article"], "jurisdiction": ["IE", "CA-ON"],
    "ceiling": ["3"], "minutes": ["10"], "format": ["plain"], "from": ["people/rafe/"],
}  # fmt: skip


def filled(**changes: Any) -> forms.Filled:
    """The form, filled in well but for these fields."""
    return forms.sign_up(
        {**GOOD, **changes},
        areas={"tax", "wills"},
        people={"rafe"},
        kinds={"article", "story"},
        jurisdictions={"IE", "CA-ON"},
    )


def test_a_whole_form_is_a_wish() -> None:
    """Each field is taken as it is written."""
    found = filled()

    assert not found.problems
    assert "Hana@example.org" == str(found.address)
    assert "people/rafe/" == found.page
    assert Wish(name="Hana Ó Briain", areas=("tax",), people=("rafe",), kinds=("article",),
                jurisdictions=("IE", "CA-ON"), cadence=Cadence.DAILY, ceiling=3, minutes=10,
                plain=True) == found.wish  # fmt: skip


def test_an_empty_form_asks_for_an_address_alone() -> None:
    """Everything, weekly, seven at most, is what nobody needs to choose."""
    found = forms.sign_up({}, areas=(), people=())

    assert ["address"] == list(found.problems)
    assert Wish() == found.wish


@pytest.mark.parametrize(("field", "values"), [
    ("area", ["courts"]), ("person", ["../../etc/passwd"]), ("cadence", ["hourly"]), ("kind", ["profile"]), ("jurisdiction", ["IE", "XX"]), ("ceiling", ["0"]), ("ceiling", ["-1"]),
    ("ceiling", ["١"]), ("ceiling", ["99999999999999"]), ("minutes", ["1e9"]), ("minutes", ["nan"]), ("name", ["a\r\nBcc: x@y.z"]),
    ("name", ["x" * 101]), ("name", ["\ud800"]), ("name", ["\u202egnp.exe"]),
    ("address", ["a@b@c"]), ("address", ["a@example.org\r\nBcc: b@example.org"]), ("address", ["a@example.org", "b@example.org"]),
])  # fmt: skip
def test_what_is_no_choice_of_ours_is_told_and_never_taken(field: str, values: list[str]) -> None:
    """The rest of the form stays as it was filled in."""
    found = filled(**{field: values})

    assert [field] == list(found.problems)
    assert found.wish.areas in ((), ("tax",))
    assert found.wish.name in ("", "Hana Ó Briain")


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.lists(st.text(max_size=30), max_size=3)))
def test_no_form_breaks_it(fields: dict[str, list[str]]) -> None:
    """Whatever is sent, a wish holds our own choices alone and a name that one line can hold."""
    found = forms.sign_up(fields, areas={"tax"}, people={"rafe"})

    assert set(found.wish.areas) <= {"tax"}
    assert set(found.wish.people) <= {"rafe"}
    assert not forms.unwritable(found.wish.name)
    assert 1 <= found.wish.ceiling <= 50


def test_a_name_that_is_left_empty_stays() -> None:
    """The page of preferences does not show it, so that nobody else reads it there."""
    assert "Hana" == forms.wish({"name": [" "]}, areas=(), people=(), name="Hana").wish.name
    assert "Hanna" == forms.wish({"name": ["Hanna"]}, areas=(), people=(), name="Hana").wish.name


@pytest.mark.parametrize(("fields", "until"), [
    ({"weeks": ["2"]}, "2026-12-02"), ({"weeks": ["8"]}, "2027-01-13"), ({"until": ["2026-11-19"]}, "2026-11-19"),
])  # fmt: skip
def test_a_pause_lasts_to_the_beginning_of_a_day(fields: dict[str, list[str]], until: str) -> None:
    """By the clock on the firm's wall."""
    assert datetime.fromisoformat(until).replace(tzinfo=LONDON) == forms.pause(fields, NOON, LONDON)


@pytest.mark.parametrize("fields", [
    {}, {"weeks": ["3"]}, {"weeks": ["-2"]}, {"until": ["2026-11-18"]}, {"until": ["2025-01-01"]}, {"until": ["2028-01-01"]},
    {"until": ["tomorrow"]}, {"until": ["9999-12-31"]}, {"until": ["0001-01-01"]},
])  # fmt: skip
def test_a_pause_that_cannot_be_is_told(fields: dict[str, list[str]]) -> None:
    """It must lie ahead, and within a year."""
    assert isinstance(forms.pause(fields, NOON, LONDON), str)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.sampled_from(forms.PAUSES))
def test_a_pause_of_weeks_always_lies_ahead(now: datetime, weeks: int) -> None:
    """Across daylight saving, too."""
    until = forms.pause({"weeks": [str(weeks)]}, now, LONDON)

    assert isinstance(until, datetime)
    assert timedelta(weeks=weeks - 1) < until - now <= timedelta(weeks=weeks, hours=1)


@pytest.mark.parametrize(("text", "page"), [
    ("people/rafe/", "people/rafe/"), ("", ""), ("../x/", ""), ("https://elsewhere.example/", ""), ("a/\r\nb/", ""),
    ("x/" * 200, ""),
])  # fmt: skip
def test_the_page_from_which_they_came_is_one_of_ours(text: str, page: str) -> None:
    """Anything else is nobody's to keep."""
    assert page == forms.page(text)


def test_a_masked_address_is_known_to_its_owner_alone() -> None:
    """The first letters, and how it ends."""
    assert "h•••@e•••.org" == forms.masked("hana@example.org")


@given(st.text(max_size=40))
def test_a_reason_is_one_line(text: str) -> None:
    """Whatever somebody writes stands in a list of the firm's."""
    assert not forms.unwritable(forms.reason({"reason": [text]}))
