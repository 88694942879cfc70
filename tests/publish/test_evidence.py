"""What a person has shown, counted, drawn and told in words."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Kind, Talk
from pipeline.publish.evidence import Row, Work, chart, heading, in_words, kinds, record, table, talks

SVG = "{http://www.w3.org/2000/svg}"


def work(area: str = "Tax", year: int = 2026, kind: Kind = Kind.ARTICLE, month: int = 5) -> Work:
    """A piece on the third of a month."""
    return Work(kind, (area,) if area else (), date(year, month, 3))


SOME = [work("Tax", 2024), work("Land", 2026), work("Land", 2026, Kind.STORY, 6), work("Land", 2024)]


def drawn(shown: list[Work]) -> ElementTree.Element:
    """The chart, parsed as XML."""
    return ElementTree.fromstring(chart(record(shown), "work").replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))


def texts(of: ElementTree.Element, name: str) -> list[str | None]:
    """What stands in the texts of one class, in order."""
    return [each.text for each in of.iter(f"{SVG}text") if each.get("class") == name]


# Talks.


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([], ""),
        (["2022-09"], "1 talk in 2022"),
        (["2022-09", "2022-11-03"], "2 talks in 2022"),
        (["2026-02-14", "2019-05", "2022-09"], "3 talks since 2019"),
    ],
)
def test_talks_are_counted_in_words(days: list[str], told: str) -> None:
    """How many, and since when."""
    assert told == talks([Talk(title="T", at="A", on=on) for on in days])


# Counting.


def test_pieces_are_counted_by_area_and_year() -> None:
    """The area with most pieces comes first; a year between without any has a column, too."""
    found = record(SOME)

    assert ("2024", "2025", "2026") == found.columns
    assert (Row("Land", (1, 0, 2)), Row("Tax", (1, 0, 0))) == found.rows
    assert (4, 2024, date(2026, 6, 3)) == (found.total, found.since, found.newest)
    assert ((Kind.STORY, 1), (Kind.ARTICLE, 3)) == found.kinds


def test_a_piece_counts_under_its_main_area_alone() -> None:
    """So the rows add up to the pieces."""
    assert ["Tax"] == [row.area for row in record([Work(Kind.ARTICLE, ("Tax", "Land"), date(2026, 1, 2))]).rows]


def test_what_clients_say_is_not_counted_as_written() -> None:
    """A testimonial was not written by the person it is about."""
    assert record([]) == record([work(kind=Kind.TESTIMONIAL)])


def test_areas_beyond_the_most_are_one_row_and_so_are_pieces_without_one() -> None:
    """The others come last, however many they are; six areas have a row each."""
    six = [work(f"Area {number}") for number in range(6)]

    assert [f"Area {number}" for number in range(6)] == [row.area for row in record(six).rows]
    assert [*(f"Area {n}" for n in range(5)), "Other areas"] == [row.area for row in record([*six, work("Z")]).rows]
    assert ["Tax", "Other areas"] == [row.area for row in record([work(), *[work("")] * 9]).rows]


def test_many_years_are_the_last_ones_and_what_was_earlier() -> None:
    """Eight years, and one column for all before."""
    found = record([work(year=year) for year in range(2010, 2027)])

    assert ("Earlier", *map(str, range(2019, 2027))) == found.columns
    assert (Row("Tax", (9, *[1] * 8)),) == found.rows


WORKS = st.lists(
    st.builds(
        Work,
        st.sampled_from(list(Kind)),
        st.lists(st.sampled_from(["Tax", "Land", "<Wills> & more", *"ABCDEF"]), max_size=2).map(tuple),
        st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    ),
    max_size=30,
)


@given(WORKS)
def test_nothing_is_lost_or_counted_twice_in_any_order(shown: list[Work]) -> None:
    """Rows, kinds, words, chart and table all tell the same numbers."""
    found = record(shown)
    counted = [each for each in shown if each.kind in (Kind.STORY, Kind.ARTICLE, Kind.NEWS, Kind.ELSEWHERE)]

    assert len(counted) == found.total == sum(number for _, number in found.kinds)
    assert found == record(shown[::-1])
    if found.rows:
        svg = drawn(shown)
        numbers = [int(each or 0) for each in texts(svg, "work-number")]
        cells = [
            int(each.get_text()) for each in BeautifulSoup(table(found), "html.parser").select("td:not(:last-child)")
        ]
        told = [int(each) for each in re.findall(r"(\d+) (?:in|earlier)", in_words(found))]
        assert [count for row in found.rows for count in row.counts if count] == numbers == told
        assert numbers == [cell for cell in cells if cell]


# In words.


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (SOME, "4 pieces from 2024 to 2026, the newest of 3 June 2026"),
        ([work(), work()], "2 pieces in 2026, the newest of 3 May 2026"),
        ([work()], "1 piece, of 3 May 2026"),
        ([], "No pieces yet"),
    ],
)
def test_the_heading_says_how_much_and_how_fresh(shown: list[Work], expected: str) -> None:
    """In a few words, with the newest day."""
    assert expected == heading(record(shown))


def test_kinds_are_told_with_their_numbers() -> None:
    """One of a kind is singular."""
    shown = [*SOME, work(kind=Kind.NEWS), work(kind=Kind.ELSEWHERE), work(kind=Kind.ELSEWHERE)]

    assert "1 story, 3 articles, 1 piece of news, 2 pieces elsewhere" == kinds(record(shown))
    assert "" == kinds(record([]))


def test_every_number_is_told_in_words() -> None:
    """A sentence for each area; years without a piece are not told."""
    shown = [*SOME, work("Tax", 2010)]

    assert "Land: 3 (1 in 2024, 2 in 2026). Tax: 2 (1 earlier, 1 in 2024)." == in_words(record(shown))


# To be seen.


def test_the_chart_is_an_image_with_a_name_and_a_description() -> None:
    """Whoever does not see it is told all of it."""
    svg = drawn(SOME)
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")

    assert title is not None
    assert desc is not None
    assert ("img", "work-title work-desc") == (svg.get("role"), svg.get("aria-labelledby"))
    assert (title.get("id"), desc.get("id")) == ("work-title", "work-desc")
    assert (heading(record(SOME)), in_words(record(SOME))) == (title.text, desc.text)


def test_the_chart_draws_a_bar_for_each_number_and_nothing_outside_its_frame() -> None:
    """Bars of one scale over all rows, each with its number above it."""
    svg = drawn(SOME)
    bars = list(svg.iter(f"{SVG}rect"))
    tall = [int(bar.get("height", "")) for bar in bars]

    assert ["1", "2", "1"] == texts(svg, "work-number")
    assert ["2024", "2025", "2026"] == texts(svg, "work-year")
    assert ["Land", "Tax"] == texts(svg, "work-name")
    assert tall == [16, 32, 16]
    assert all(0 <= int(bar.get("x", "")) and int(bar.get("x", "")) + int(bar.get("width", "")) <= 320 for bar in bars)


def test_many_earlier_years_together_are_a_number_and_no_bar() -> None:
    """A bar of nine years beside bars of one year would mislead."""
    svg = drawn([work(year=year) for year in range(2010, 2027)])

    assert ["9", *["1"] * 8] == texts(svg, "work-number")
    assert 8 == len(list(svg.iter(f"{SVG}rect")))


def test_chart_and_table_bring_no_style_and_no_script() -> None:
    """A strict Content-Security-Policy would refuse them."""
    marks = {
        "class",
        "role",
        "viewBox",
        "aria-labelledby",
        "id",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "width",
        "height",
        "text-anchor",
    }

    assert {name for element in drawn(SOME).iter() for name in element.attrib} <= marks
    assert "style" not in chart(record(SOME), "work") + table(record(SOME))


def test_names_of_areas_are_escaped_and_cut_where_they_do_not_fit() -> None:
    """The words and the table have the whole name."""
    name = "Wills <and> trusts & what else there is to say about estates"
    svg, html = drawn([work(name)]), BeautifulSoup(table(record([work(name)])), "html.parser")
    desc = svg.find(f"{SVG}desc")

    assert ["Wills <and> trusts & what else there is to sa…"] == texts(svg, "work-name")
    assert desc is not None
    assert name in (desc.text or "")
    assert name == html.select_one("th[scope=row]").get_text()  # type: ignore[union-attr]


def test_the_table_has_heads_for_its_rows_and_columns() -> None:
    """Each number can be read with its area and its year."""
    html = BeautifulSoup(table(record(SOME)), "html.parser")

    assert ["Practice area", "2024", "2025", "2026", "All"] == [
        each.get_text() for each in html.select("th[scope=col]")
    ]
    assert [["Land", "1", "0", "2", "3"], ["Tax", "1", "0", "0", "1"]] == [
        [cell.get_text() for cell in row.select("th, td")] for row in html.select("tbody tr")
    ]
    assert heading(record(SOME)) == html.caption.get_text()  # type: ignore[union-attr]


def test_where_nothing_was_shown_nothing_is_drawn() -> None:
    """No empty chart and no empty table."""
    assert ("", "") == (chart(record([]), "work"), table(record([])))
