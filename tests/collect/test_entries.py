"""Which entry of a feed is which."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect import entries
from pipeline.collect.draft import Draft
from pipeline.collect.feed import Arrival
from pipeline.errors import SourceError
from pipeline.firm import Feed
from pipeline.model import Person
from pipeline.ports import Entry
from tests.builders import NOON, person

FEED = Feed(address="https://blog.example/feed", person="ada")
WORDS = "The hedge between two gardens is older than both of the houses beside it."


def entry(link: str = "https://blog.example/hedges", guid: str = "1", title: str = "On old hedges",
          summary: str = WORDS, days: int = 0, feed: Feed = FEED) -> Entry:  # fmt: skip
    """An entry as it would be remembered."""
    draft = Draft(title=title, body=summary, summary=summary, date=NOON - timedelta(days=days), link=link)
    return entries.newcomer(Arrival(draft=draft, guid=guid, bylines=()), feed, NOON)


def matched(*new: Entry, known: list[Entry]) -> list[str | None]:
    """The source of the known entry that each newcomer is; None for a new one; `twice` for one told twice."""
    found = entries.match(new, known)
    return ["twice" if each is None else each.entry.source if each.entry else None for each in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://blog.example/a", "https://www.blog.example/a/"),
        ("https://blog.example/a?utm_source=rss&utm_medium=feed", "https://blog.example/a"),
        ("https://blog.example/a?b=2&a=1&fbclid=x", "https://blog.example/a?a=1&b=2"),
        ("https://BLOG.example:443/a#comments", "http://blog.example:80/a"),
        ("https://blog.example//a/index.html", "https://blog.example/a/"),
        ("https://blog.example/caf%C3%A9", "https://blog.example/café"),
        ("https://blog.example./a", "https://blog.example/a"),
    ],
)
def test_one_page_has_one_key(one: str, other: str) -> None:
    """Scheme, www, trackers, ports, order, slashes and spelling make no second page."""
    assert entries.link_key(one) == entries.link_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://blog.example/a?p=1", "https://blog.example/a?p=2"),
        ("https://blog.example/news#monday", "https://blog.example/news#tuesday"),
        ("https://blog.example/A", "https://blog.example/a"),
        ("https://blog.example/a", "https://other.example/a"),
        ("https://blog.example:8080/a", "https://blog.example/a"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    """What may tell two pages apart is kept."""
    assert entries.link_key(one) != entries.link_key(other)


def test_a_front_page_is_nobodys_own_address() -> None:
    """Some feeds give every entry the address of the blog."""
    assert "" == entries.link_key("https://blog.example/") == entries.link_key("https://blog.example?utm_source=x")


@given(st.text())
def test_any_text_has_a_key_and_keeps_it(text: str) -> None:
    """Whatever a feed calls an address, the key is found without an accident, twice the same."""
    assert entries.link_key(text) == entries.link_key(text)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param({"guid": "new"}, id="a new GUID"),
        pytest.param({"link": "https://blog.example/2026/hedges"}, id="a new address"),
        pytest.param({"link": "https://new.example/hedges", "guid": "new"}, id="a moved blog with new GUIDs"),
        pytest.param({"link": "http://blog.example/hedges?utm_source=x"}, id="http and trackers"),
        pytest.param({"title": "On hedges"}, id="a new title"),
        pytest.param({"summary": "Quite other words, as an editor may write them on a quiet day."}, id="new words"),
        pytest.param({"days": -400}, id="an old piece that came round again"),
        pytest.param(
            {"days": -400, "guid": "new", "link": "https://blog.example/again"}, id="the same under new names"
        ),
        pytest.param({"guid": ""}, id="no GUID any more"),
        pytest.param({"link": "https://new.example/hedges", "guid": "n", "summary": ""}, id="moved, and shortened"),
    ],
)
def test_the_same_piece_makes_no_second_item(again: dict[str, object]) -> None:
    """Its address, its GUID or its words give it away."""
    old = entry(days=30)

    assert [old.source] == matched(entry(**{"days": 30, **again}), known=[old])  # type: ignore[arg-type]  # real fields


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"link": "https://blog.example/ditches", "guid": "2", "title": "Ditches", "summary": "x " * 9}, id="another"),
        pytest.param({"link": "https://blog.example/ditches", "title": "Ditches", "summary": "y " * 9, "days": 3}, id="a GUID used again"),
        pytest.param({"link": "https://blog.example/w", "guid": "2", "summary": "", "days": 8}, id="a title used each week"),
        pytest.param({"link": "https://blog.example/", "guid": "2", "title": "Ditches", "summary": ""}, id="the front page"),
    ],
)  # fmt: skip
def test_another_piece_is_another_item(other: dict[str, object]) -> None:
    """What they share is not enough."""
    assert [None] == matched(entry(**other), known=[entry(summary="" if "summary" not in other else WORDS)])  # type: ignore[arg-type]


def test_two_pieces_with_one_guid_are_told_apart_and_reported() -> None:
    """Each keeps its own address; the note names both."""
    one = entry()
    two = entry(
        link="https://blog.example/ditches",
        title="On ditches",
        summary="Ditches are hedges turned upside down, they say.",
    )

    first, second = entries.match([one, two], [])

    assert first is not None
    assert second is not None
    assert (None, None) == (first.entry, second.entry)
    assert "one GUID" in second.note
    assert [one.source, two.source] == matched(one, two, known=[first.newcomer, second.newcomer])


def test_two_pieces_with_one_address_are_told_apart_and_reported() -> None:
    """The second gets letters of its own, and both are known again whatever their order."""
    one = entry(link="https://blog.example/news")
    two = entry(
        link="https://blog.example/news",
        guid="2",
        title="On ditches",
        summary="Ditches are hedges upside down, as they say.",
    )

    first, second = entries.match([one, two], [])

    assert first is not None
    assert second is not None
    assert "claim the address" in second.note
    assert first.newcomer.source != second.newcomer.source
    known = [first.newcomer, second.newcomer]
    assert [known[1].source, known[0].source] == matched(two, one, known=known)


def test_a_stranger_does_not_take_an_old_friends_place() -> None:
    """A new piece that borrows an address stands before the one whose address it is."""
    friend = entry()
    stranger = entry(guid="9", title="On ditches", summary="Ditches are hedges turned upside down, as they say.")

    assert [None, friend.source] == matched(stranger, entry(), known=[friend])


def test_an_entry_told_twice_is_one() -> None:
    """A feed that repeats itself repeats nothing here."""
    assert [None, "twice"] == matched(entry(), entry(), known=[])


@given(st.permutations(range(6)), st.integers(0, 6))
def test_order_and_repetition_change_nothing(order: list[int], repeated: int) -> None:
    """However a feed is shuffled between two looks, every entry finds itself and none is new."""
    made = [
        entry(
            link=f"https://blog.example/{n}",
            guid=f"g{n}",
            title=f"Piece number {n}",
            summary=f"{WORDS} {n} {n}",
            days=n,
        )
        for n in range(6)
    ]
    first = [each.newcomer for each in entries.match(made, []) if each]

    again = [made[n] for n in [*order, *order[:repeated]]]
    found = matched(*again, known=first)

    assert [made[n].source for n in order] == found[:6]
    assert ["twice"] * repeated == found[6:]


def test_a_date_in_the_future_is_no_date() -> None:
    """A clock that is wrong puts no piece above all others for ever."""
    assert NOON == entry(days=-400).published


PEOPLE: dict[str, Person] = {
    "ada": person(id="ada", name="Ada Clear", email="ada@firm.example", aliases=("A. Clear",)),
    "bo": person(id="bo", name="Bo Vane", email="bo@firm.example", aliases=("Vane, Bo",)),
}


@pytest.mark.parametrize(
    ("bylines", "who", "strangers"),
    [
        ((), ("ada",), ()),
        (("Bo Vane",), ("bo",), ()),
        (("bo  VANE",), ("bo",), ()),
        (("B. V. <bo@firm.example>",), ("bo",), ()),
        (("bo@firm.example",), ("bo",), ()),
        (("A. Clear",), ("ada",), ()),
        (("Vane, Bo",), ("bo",), ()),
        (("Jane Guest",), (), ("Jane Guest",)),
        (("Bo Vane and A. Clear",), ("bo", "ada"), ()),
        (("Ada Clear", "Bo Vane", "Vane, Bo"), ("ada", "bo"), ()),
        (("Bo Vane and Jane Guest",), ("bo",), ("Jane Guest",)),
        (("Jane Guest", "Bo Vane"), ("bo",), ("Jane Guest",)),
        (("admin",), ("ada",), ()),
        (("Bo",), (), ("Bo",)),
    ],
)
def test_a_byline_is_a_person_or_is_reported(
    bylines: tuple[str, ...], who: tuple[str, ...], strangers: tuple[str, ...]
) -> None:
    """Names, addresses, aliases and what the settings say; half a name is nobody's."""
    feed = FEED.model_copy(update={"bylines": {"Admin": "ada"}})

    assert (who, strangers) == entries.signed(bylines, feed, PEOPLE)


def test_a_name_that_two_people_have_is_nobodys() -> None:
    """It is never guessed."""
    both = {**PEOPLE, "bo2": person(id="bo2", name="Bo Vane", email="")}

    assert ((), ("Bo Vane",)) == entries.signed(("Bo Vane",), FEED, both)


def test_an_unsigned_entry_says_what_to_do() -> None:
    """The name and the two ways to make it known; a password in the address is not shown."""
    feed = FEED.model_copy(update={"address": "https://ada:secret@blog.example/feed"})
    problem = entries.unsigned(replace(entry(), bylines=("Jane Guest",)), feed, "Hedges")

    assert isinstance(problem, SourceError)
    assert "Jane Guest" in problem.cause
    assert "aliases" in problem.remedy
    assert "secret" not in str(problem)


@pytest.mark.parametrize(
    ("title", "summary", "same"),
    [
        ("On old hedges", WORDS, True),
        ("ON OLD HEDGES!", "The hedge between two gardens is older than both …", True),
        ("On old hedges", "", True),
        ("On new hedges", WORDS, False),
        ("On old hedges", "A walk along the river with somebody who knows every boat by its name.", False),
    ],
)
def test_a_piece_of_the_folder_is_known_in_a_feed(title: str, summary: str, same: bool) -> None:
    """The same title, and the blog's summary in the piece."""
    assert same == entries.same_words(title, summary, "On old hedges", f"{WORDS} And so on, for pages.")


def test_a_short_title_alone_proves_nothing() -> None:
    """Two pieces may both be called "News"."""
    assert not entries.same_words("News", "", "News", "Much is new.")


def test_the_first_home_is_where_it_was_first() -> None:
    """The blog's, unless the folder had it before."""
    piece = entry(days=10)

    assert piece.source == entries.first_home(piece, NOON)
    assert "" == entries.first_home(piece, NOON - timedelta(days=11))
