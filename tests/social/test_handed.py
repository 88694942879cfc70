"""Posts handed over as files read as they were written, by other programs than ours."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.posting import Picture, Post, PostState, Wire
from pipeline.social.handed import buffer, calendar, sprout, text
from tests.builders import NOON

LONDON = ZoneInfo("Europe/London")
WIRE = Wire(
    network="linkedin", text="The gate. #Leases", language="en", link="https://firm.example/a/?p=1", title="The gate",
    tags=("Leases", "Gates"), at=NOON, key="k1",
)  # fmt: skip
PICTURE = Picture(
    digest="5e" * 32, mime="image/png", size=9, width=3, height=2, alt="A gate", address="https://firm.example/a.png"
)  # fmt: skip
POST = Post(id="p1", account="Rafe P", of="item", texts={}, wire=WIRE, seal="", state=PostState.PLANNED, due=NOON)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
#: What a calendar can say: it has no control characters.
_SAID = st.text(
    st.one_of(st.sampled_from(',;:\\\n"nN=é😀'), st.characters(exclude_categories=["Cs", "Cc"])), max_size=120
)


def post(number: int = 1, **changes: object) -> Post:
    """One of several, an hour apart."""
    due = NOON + timedelta(hours=number - 1)
    return replace(POST, **{"id": f"p{number}", "due": due, **changes})  # type: ignore[arg-type]  # each is a field


def rows_of(body: bytes) -> list[list[str]]:
    """A file as the csv module reads it."""
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def parsed(body: bytes) -> Iterator[dict[str, str]]:
    """The events of a calendar, by a reader that is none of icalendar's: RFC 5545, 3.1 and 3.3.11, and no more."""
    event: dict[str, str] = {}
    for line in re.sub(r"\r\n[ \t]", "", body.decode()).split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            yield event
            event = {}
        else:
            event[name.partition(";")[0]] = re.sub(
                r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value
            )


@given(texts=st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=5))
def test_a_file_for_buffer_reads_as_it_was_written(texts: list[tuple[str, str]]) -> None:
    """Whatever stands in a cell, the signs of a formula included."""
    posts = [
        post(number, wire=replace(WIRE, text=said, link="", tags=(tag,), picture=PICTURE))
        for number, (said, tag) in enumerate(texts)
    ]

    [(_, body, inside)] = buffer("Rafe P", posts, LONDON)

    times = [f"{NOON + timedelta(hours=number - 1):%Y-%m-%d %H:%M}" for number in range(len(texts))]
    expected = [[said, "https://firm.example/a.png", tag, time] for (said, tag), time in zip(texts, times, strict=True)]
    assert [["Text", "Image URL", "Tags", "Posting Time"], *expected] == rows_of(body)
    assert posts == inside


@given(said=_TEXTS)
def test_a_file_for_sprout_reads_as_it_was_written(said: str) -> None:
    """Dates in the form that the name says."""
    row = post(wire=replace(WIRE, text=said, link=""))
    head = ["date", "time_24hr", "message_text", "public_image_url"]

    [(name, body, _)] = sprout("Rafe P", [row], LONDON)
    [(other_name, other, _)] = sprout("Rafe P", [row], LONDON, day_first=False)

    assert [head, ["18/11/2026", "12:00", said, ""]] == rows_of(body)
    assert [head, ["11/18/2026", "12:00", said, ""]] == rows_of(other)
    assert ("rafe-p-sprout-day-first-europe-london.csv", "rafe-p-sprout-month-first-europe-london.csv") == (
        name,
        other_name,
    )


def test_what_a_file_looks_like() -> None:
    """To the byte."""
    [(name, body, _)] = buffer("Rafe P", [POST], LONDON)

    assert "rafe-p-buffer-europe-london.csv" == name
    assert (
        b'\xef\xbb\xbf"Text","Image URL","Tags","Posting Time"\r\n'
        b'"The gate. #Leases\n\nhttps://firm.example/a/?p=1","","Leases,Gates","2026-11-18 12:00"\r\n'
    ) == body


def test_no_cell_is_guarded() -> None:
    """An import would publish the guard."""
    [(_, body, _)] = buffer("a", [post(wire=replace(WIRE, text="=1+1", link=""))], LONDON)

    assert "=1+1" == rows_of(body)[1][0]


def test_a_link_stands_once() -> None:
    """Behind the words, unless it stands in them."""
    assert "The gate. #Leases\n\nhttps://firm.example/a/?p=1" == text(WIRE)
    whole = "Read https://firm.example/a/?p=1 now"
    assert whole == text(replace(WIRE, text=whole))


def test_files_hold_what_the_programs_take() -> None:
    """A hundred rows for Buffer, 350 for Sprout, in the order in which they are due; each with its head."""
    posts = [post(number) for number in range(351, 0, -1)]

    files = buffer("a", posts, LONDON)
    assert [101, 101, 101, 52] == [len(rows_of(each.body)) for each in files]
    assert ["a-buffer-europe-london-1-of-4.csv", "a-buffer-europe-london-4-of-4.csv"] == [files[0].name, files[3].name]
    assert "2026-11-18 12:00" == rows_of(files[0].body)[1][3]
    assert [351, 2] == [len(rows_of(each.body)) for each in sprout("a", posts, LONDON)]
    assert () == buffer("a", [], LONDON)


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "2026-07-01 09:00"),
        # A file has no seconds, and nothing leaves early.
        (datetime(2026, 7, 1, 8, 0, 1, tzinfo=UTC), "2026-07-01 09:01"),
        # Clocks go back at 1:00 UTC on 25 October: 1:30 comes twice, and the second would be taken for the first.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 01:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 02:00"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "2026-10-25 02:00"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "2026-03-29 02:30"),
    ],
)
def test_times_are_those_of_the_zone(due: datetime, told: str) -> None:
    """And no post leaves before it is due."""
    assert told == rows_of(buffer("a", [post(due=due)], LONDON)[0].body)[1][3]


@given(due=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_what_is_read_is_never_early(due: datetime) -> None:
    """Nor more than an hour and a minute late."""
    told = rows_of(buffer("a", [post(due=due)], LONDON)[0].body)[1][3]

    read = datetime.strptime(told, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON).astimezone(UTC)
    assert timedelta(0) <= read - due < timedelta(minutes=61)


def test_sprout_takes_no_two_posts_at_once() -> None:
    """Nine minutes are too few, ten are not."""
    one, nine, ten = (post(due=NOON + timedelta(minutes=m), id=f"m{m}") for m in (0, 9, 10))

    assert 3 == len(rows_of(sprout("a", [ten, one], LONDON)[0].body))
    with pytest.raises(ValueError, match="m0 and m9"):
        sprout("a", [nine, one], LONDON)


@given(said=_SAID, title=_SAID)
def test_two_parsers_read_a_calendar(said: str, title: str) -> None:
    """Every word, every sign; no line is longer than 75 octets."""
    wire = replace(WIRE, text=said, title=title, link="")
    body = calendar("Posts", "firm.example", [post(wire=wire)], NOON)

    [event] = parsed(body)
    [other] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert said == event["DESCRIPTION"] == other["DESCRIPTION"]
    assert f"Rafe P (linkedin): {title or 'item'}" == event["SUMMARY"] == other["SUMMARY"]
    assert max(map(len, body.split(b"\r\n"))) <= 75


def test_what_a_calendar_says_of_a_post() -> None:
    """An id that stays, a number that grows, and that nobody is busy."""
    changed = NOON - timedelta(hours=2)
    body = calendar("Posts", "firm.example", [post(at=changed)], NOON - timedelta(hours=1))

    [event] = parsed(body)
    del event["DESCRIPTION"]
    assert {
        "UID": "p1@firm.example", "DTSTAMP": "20261118T110000Z", "LAST-MODIFIED": "20261118T100000Z", "SEQUENCE": f"{(NOON - timedelta(hours=1)).timestamp() / 60:.0f}",
        "DTSTART": "20261118T120000Z", "DTEND": "20261118T121500Z", "SUMMARY": "Rafe P (linkedin): The gate",
        "URL": "https://firm.example/a/?p=1", "STATUS": "CONFIRMED", "TRANSP": "TRANSPARENT",
    } == event  # fmt: skip


@pytest.mark.parametrize("state", PostState)
def test_the_status_of_a_post(state: PostState) -> None:
    """Drafts are tentative; what will not be said is cancelled."""
    [event] = parsed(calendar("Posts", "firm.example", [post(state=state)], NOON))

    cancelled = {PostState.REFUSED, PostState.MISSED, PostState.DROPPED, PostState.REMOVED}
    expected = "TENTATIVE" if state is PostState.DRAFT else "CANCELLED" if state in cancelled else "CONFIRMED"
    assert expected == event["STATUS"]


def test_a_post_that_is_there_links_to_where_it_is() -> None:
    """Not to what it leads to."""
    [event] = parsed(calendar("P", "f.example", [post(address="https://l.example/1", state=PostState.ACCEPTED)], NOON))

    assert "https://l.example/1" == event["URL"]
