"""Readers from a CSV, row by row."""

from zoneinfo import ZoneInfo

import pytest

from pipeline.digest import csv_list
from pipeline.errors import SourceError
from pipeline.model import Area, Areas, Cadence, Subscriber
from tests.builders import areas

AREAS = areas("tax", "family")
HEAD = ",".join(csv_list.COLUMNS)


def read(*rows: str, head: str = HEAD, known: Areas = AREAS) -> list[Subscriber | SourceError | str]:
    """What the rows become."""
    text = "\n".join([head, *rows]) + "\n"
    return list(csv_list.read(text, "list.csv", areas=known, people=["rafe"], zone=ZoneInfo("Europe/London")))


def test_a_full_row_is_read() -> None:
    """Every column ends where it belongs."""
    (found,) = read('hana@example.org,Hana,"tax; family",rafe,monthly,3,plain,2026-02-11,the form')

    assert isinstance(found, Subscriber)
    assert found.areas == ("tax", "family")
    assert (found.cadence, found.ceiling, found.plain, found.proof) == (Cadence.MONTHLY, 3, True, "the form")
    assert found.confirmed.isoformat() == "2026-02-11T00:00:00+00:00"


def test_what_is_left_empty_has_a_default() -> None:
    """Weekly, seven at most, HTML, everything."""
    (found,) = read("a@example.org,,,,,,,2026-02-11,letter")

    assert isinstance(found, Subscriber)
    assert (found.cadence, found.ceiling, found.plain, found.areas) == (Cadence.WEEKLY, 7, False, ())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("nobody,,,,,,,2026-02-11,form", "is no mail address"),
        ("a@example.org,,,,,,,,form", "no proof"),
        ("a@example.org,,,,,,,2026-02-11,", "no proof"),
        ("a@example.org,,taxes,,,,,2026-02-11,form", "Did you mean tax?"),
        ("a@example.org,,,raf,,,,2026-02-11,form", "Did you mean rafe?"),
        ("a@example.org,,,,hourly,,,2026-02-11,form", "hourly"),
        ("a@example.org,,,,,0,,2026-02-11,form", "ceiling of 0"),
        ("a@example.org,,,,,many,,2026-02-11,form", "many"),
        ("a@example.org,,,,,,word,2026-02-11,form", "format 'word'"),
        ("a@example.org,,,,,,,11/02/2026,form", "11/02/2026"),
    ],
)
def test_a_wrong_row_names_its_line_and_stops_no_other(row: str, words: str) -> None:
    """The second row is wrong, the third is read."""
    _, wrong, good = read("a@example.org,,,,,,,2026-02-11,form", row, "b@example.org,,,,,,,2026-02-11,form")

    assert isinstance(wrong, SourceError)
    assert wrong.thing == "list.csv:3"
    assert words in str(wrong)
    assert isinstance(good, Subscriber)


@pytest.mark.parametrize("head", ["name,areas", HEAD + ",favourite_colour"])
def test_a_first_line_that_does_not_fit_is_refused_whole(head: str) -> None:
    """Without the right columns nothing can be trusted."""
    with pytest.raises(SourceError, match="columns are"):
        read("x", head=head)


def test_the_same_address_is_always_the_same_reader() -> None:
    """Ids come from the address, so a second import changes nobody."""
    first, second = read("a@example.org,,,,,,,2026-02-11,x", "A@Example.org,,,,,,,2026-03-11,y")

    assert isinstance(first, Subscriber)
    assert isinstance(second, Subscriber)
    assert first.id == second.id


RENAMED = Areas(
    shown={
        "work-and-people": Area(id="work-and-people", name="Work and people", folio=(), formerly=("employment",)),
        "family": Area(id="family", name="Family", folio=(), formerly=("children",)),
    },
    first={key: Area(id=key, name=key.title(), folio=()) for key in ("employment", "family", "children", "tax")},
    went={"employment": "work-and-people", "family": "family", "children": "family"},
)


@pytest.mark.parametrize(
    ("cell", "areas"),
    [
        pytest.param("employment family", ("employment", "family"), id="old-keys"),
        pytest.param("work-and-people;children", ("employment", "children"), id="new-and-merged-keys"),
        pytest.param("work and people; FAMILY", ("employment", "family"), id="names"),
        pytest.param("Work and people", ("employment",), id="a-name-alone"),
        pytest.param("employment work-and-people", ("employment",), id="the-same-twice"),
    ],
)
def test_an_area_may_be_called_as_it_is_or_was(cell: str, areas: tuple[str, ...]) -> None:
    """What a reader asked for is remembered by the key that no later renaming changes."""
    (found,) = read(f"a@example.org,,{cell},,,,,2026-02-11,form", known=RENAMED)

    assert isinstance(found, Subscriber)
    assert areas == found.areas


def test_a_hidden_area_is_told_and_not_turned_into_everything() -> None:
    """The reader is kept with what they asked for, and a note says what they will not get."""
    note, found = read("a@example.org,,tax,,,,,2026-02-11,form", known=RENAMED)

    assert "list.csv:2: the firm does not show Tax; a@example.org gets nothing about it." == note
    assert isinstance(found, Subscriber)
    assert (("tax",), ("tax",)) == (found.areas, RENAMED.now(found.areas))


def test_a_name_among_others_needs_semicolons() -> None:
    """Between spaces nobody can tell where a name of several words ends."""
    (wrong,) = read("a@example.org,,Work and people family,,,,,2026-02-11,form", known=RENAMED)

    assert "there is no practice area 'Work'" in str(wrong)
