"""How long a piece takes to read, and how it is cited."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.cleaning import to_html
from pipeline.model import ClearedItem, Kind
from pipeline.model.reading import WORDS_A_MINUTE, minutes, text_of, words
from pipeline.publish.reading import citation
from tests.builders import cleared, correction, item, notice

LONDON = ZoneInfo("Europe/London")


def cited(piece: ClearedItem, author: str = "Rafe Pellow") -> str:
    """The citation of a piece by the test firm."""
    return citation(
        piece, author=author, firm="Test & Firm", site="https://firm.example/", zone=LONDON, areas={"land": "Land"}
    )


# Reading.


@pytest.mark.parametrize(
    ("markdown", "number"),
    [
        ("Read the lease before you sign.", 6),
        ("## Read it\n\n- the lease\n- the plan\n\n1. sign", 7),
        ("| what | when |\n|------|:----:|\n| rent | May 3 |\n| | - |", 5),
        ("See [the plan](https://plan.example/a/b) and ![a drawing](x.png) — twice.", 5),
        ("*Read* the **lease**, the landlord's, and P&I: 4 words.", 9),
        ("A claim.[^1]\n\n[^1]: Its note.", 4),
        ("", 0),
    ],
    ids=["prose", "lists", "tables", "links", "marks", "notes", "nothing"],
)
def test_the_words_that_are_read_are_counted(markdown: str, number: int) -> None:
    """Cells, points and notes count; marks, rules, addresses and dashes do not."""
    assert number == words(item(body=markdown))


@pytest.mark.parametrize(("number", "expected"), [(0, 1), (1, 1), (329, 1), (331, 2), (2200, 10)])
def test_minutes_go_by_the_words(number: int, expected: int) -> None:
    """At so many words a minute; the shortest piece takes one."""
    assert WORDS_A_MINUTE == 220
    assert expected == minutes(item(body="word " * number))


@given(st.text())
def test_any_text_takes_a_minute_or_more(body: str) -> None:
    """Whatever is written, there are no more words than characters."""
    of = item(body=body, html=to_html(body, {}))

    assert minutes(of) >= 1
    assert words(of) <= len(text_of(of.html))


# Citing.


def test_a_piece_is_cited_by_author_title_firm_date_and_address() -> None:
    """In this order, in one line."""
    piece = cleared(item(id="the-blank-line", kind=Kind.STORY, title="The blank line in the log"))

    assert (
        "Rafe Pellow, “The blank line in the log”, Test & Firm, 2 November 2026, "
        "https://firm.example/stories/the-blank-line/" == cited(piece)
    )


def test_what_is_not_known_leaves_no_gap() -> None:
    """A piece without an author begins with its title."""
    assert cited(cleared(), author="").startswith("“Reading a lease”, Test & Firm")


def test_the_last_correction_is_told_by_the_firms_calendar() -> None:
    """Whoever cites a text says which one; the day is the firm's."""
    of = item()
    late = correction(of, at=datetime(2027, 6, 30, 23, 30, tzinfo=UTC))

    assert cited(cleared(of, corrections=(late, correction(of)))).endswith("/articles/a-lease/ (corrected 1 July 2027)")


def test_a_testimonial_is_cited_by_who_speaks() -> None:
    """Not by the person whom it is about."""
    assert cited(cleared(item(kind=Kind.TESTIMONIAL))).startswith("A client, “Reading a lease”")


def test_a_piece_elsewhere_is_cited_where_it_is_read() -> None:
    """A piece of which we have a summary lives at its own address."""
    of = item(kind=Kind.ELSEWHERE, body="What the clauses mean.", link="https://blog.example/a-lease")

    assert cited(cleared(of)).endswith("2 November 2026, https://blog.example/a-lease")


def test_quotes_in_a_title_become_single_ones() -> None:
    """A title stands in quotes itself."""
    titled = 'What "proper provision" means, and “what” (“not”) the landlord’s'

    assert "“What ‘proper provision’ means, and ‘what’ (‘not’) the landlord’s”" in cited(cleared(item(title=titled)))


def test_a_title_that_needs_a_notice_is_not_cited() -> None:
    """A citation is copied to where no notice stands: words that claim nothing take the title's place, without quotes."""
    piece = cleared(item(title="We always win"), "land", notices=(notice(),))

    assert cited(piece).startswith("Rafe Pellow, An article about land, Test & Firm")
