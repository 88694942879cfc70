"""What a person pins, drops and puts in order, in the mail of each reader."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest import decide
from pipeline.digest.choose import NEWS, WELCOME, Offer, Selection, arranged, choose, why
from pipeline.model import Changes, ClearedItem, Kind, Subscriber
from tests.builders import NOON, subscriber
from tests.digest.offers import AREAS, PEOPLE, chosen, got, piece
from tests.digest.test_choose import PIECES, READERS
from tests.digest.test_decide import SLOT

#: By five people, a day apart; all of tax.
FIVE = [piece(f"p{n}", "tax", author=f"a{n}", age=n + 1) for n in range(5)]


def after(changes: Changes, reader: Subscriber, *had: str, offered: list[ClearedItem] = FIVE) -> Selection:
    """What a reader gets at noon of a changed edition."""
    return choose(reader, Offer(offered, NOON, changes), set(had))


def test_what_is_pinned_stands_first_and_takes_the_place_of_another() -> None:
    """In the order pinned; what it pushes out waits as anything does that is beyond the ceiling."""
    found = after(Changes(pinned=("p4", "p2")), subscriber(ceiling=3), "x")

    assert ["p4", "p2", "p0"] == got(found)
    assert ("p1", "p3") == found.held_back


def test_what_is_pinned_is_forced_upon_nobody() -> None:
    """Who did not ask for it, whose kinds leave it out, and who had it get what they would have got."""
    pinned = Changes(pinned=("p4",))

    for reader in (subscriber(areas=("family",)), subscriber(kinds=("story",))):
        assert [] == got(after(pinned, reader, "x"))
    assert ["p0", "p1", "p2", "p3"] == got(after(pinned, subscriber(areas=("tax",)), "p4"))


def test_more_pins_than_the_ceiling_are_as_many_as_it_holds() -> None:
    """The first of them; the others come in their turn."""
    found = after(Changes(pinned=("p4", "p3", "p2")), subscriber(ceiling=2), "x")

    assert ["p4", "p3"] == got(found)
    assert ("p0", "p1", "p2") == found.held_back


def test_a_second_pin_that_takes_too_long_takes_its_turn() -> None:
    """The first goes whatever its length, as the first piece of any mail; shorter ones fill the rest."""
    offered = [
        piece(f"m{minutes}", author=f"a{minutes}", age=minutes, body="word " * 220 * minutes)
        for minutes in (1, 2, 3, 20, 30)
    ]  # fmt: skip
    five = subscriber(minutes=5)

    assert ["m20"] == got(after(Changes(pinned=("m20", "m1")), five, "x", offered=offered))
    assert ["m2", "m1"] == got(after(Changes(pinned=("m2", "m30")), five, "x", offered=offered))
    assert ["m3", "m2"] == got(after(Changes(pinned=("m3", "m20", "m2")), five, "x", offered=offered))


def test_a_pin_brings_back_what_is_no_news_any_more() -> None:
    """To whom it was never left to the site; nothing else of that age comes with it."""
    old = [piece("old", "tax", age=400), piece("older", "tax", age=500)]
    reader = subscriber(areas=("tax",))

    assert ["old", "p0"] == got(after(Changes(pinned=("old",)), reader, "x", offered=[*old, FIVE[0]]))
    assert ["p0"] == got(after(Changes(pinned=("old",)), reader, "old", offered=[*old, FIVE[0]]))


def test_a_pin_stands_first_in_a_welcome() -> None:
    """Of three pieces, as ever."""
    found = after(Changes(pinned=("p4",)), subscriber(confirmed=NOON))

    assert (True, ["p4", "p0", "p1"]) == (found.welcome, got(found))


def test_what_is_dropped_comes_to_nobody_and_stays_new() -> None:
    """It is neither counted nor waiting nor passed, also in a welcome, which passes all that it leaves; next time it is there."""
    dropped = Changes(dropped=frozenset({"p0", "p3"}))
    reader = subscriber(ceiling=1, confirmed=NOON)

    for had in (("x",), ()):
        found = after(dropped, reader, *had)

        assert ["p1"] == got(found)
        assert not {"p0", "p3"} & {*found.held_back, *found.passed}
        assert 2 == sum(each.count for each in found.more)
        assert {"p0", "p3"} <= {*got(chosen(replace(reader, ceiling=9), FIVE, *had, *got(found), *found.passed))}


def test_where_all_that_is_new_is_dropped_there_is_no_mail() -> None:
    """Nothing new is nothing new."""
    assert [] == got(after(Changes(dropped=frozenset(each.id for each in FIVE)), subscriber(), "x"))


def test_pieces_in_a_set_order_change_places_among_themselves() -> None:
    """Wherever a mail has several of them; the others stay where they are, and so does who gets what."""
    ordered = Changes(ordered=("p3", "p0", "gone", "p2"))

    assert ["p3", "p1", "p0", "p2", "p4"] == got(after(ordered, subscriber(), "x"))
    assert ["p0", "p1"] == got(after(ordered, subscriber(ceiling=2), "x"))
    assert ["p1", "p2", "p4"] == got(after(ordered, subscriber(), "p0", "p3"))


def test_a_pinned_person_is_not_told_of_first_again() -> None:
    """Nobody's five pieces stand before everybody else's one, the pinned one counted."""
    offered = [*(piece(f"rafe-{n}", age=n / 10) for n in range(3)), piece("bo", author="bo", age=2)]

    assert ["rafe-2", "bo", "rafe-0"] == got(
        after(Changes(pinned=("rafe-2",)), subscriber(ceiling=3), "x", offered=offered)
    )


def test_a_network_is_told_as_a_person_changed_it() -> None:
    """Pins first, nothing dropped, in the set order; five at most, and what was dropped stays new."""
    offered = [piece(f"p{n}", age=n) for n in range(9)] + [piece("away", kind=Kind.ELSEWHERE)]
    changes = Changes(pinned=("p8", "away"), dropped=frozenset({"p0"}), ordered=("p3", "p1"))

    row = decide.for_network(SLOT, "bluesky", offered, {"p2"}, "firm.example", changes)
    first = decide.for_network(SLOT, "bluesky", offered, set(), "firm.example", changes)

    assert ("p8", "p3", "p1", "p4", "p5") == row.items
    assert "p0" not in {*first.items, *first.passed}


SOME = st.lists(st.integers(0, 27).map(lambda n: f"p{n:02}"), max_size=6, unique=True)


@settings(deadline=None, max_examples=150)
@given(reader=READERS, offered=PIECES, had=st.frozensets(st.integers(0, 25).map(lambda n: f"p{n:02}")), some=SOME,
       cut=st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted), seed=st.integers(0, 999))  # fmt: skip
def test_a_changed_edition_keeps_every_promise(reader, offered, had, some, cut, seed) -> None:  # type: ignore[no-untyped-def]
    """Pins first, nothing dropped, in order; no piece twice, ceilings kept, none without a reason; the same from the same."""
    changes = Changes(tuple(some[: cut[0]]), frozenset(some[cut[0] : cut[1]]), tuple(some[cut[1] :]))
    found = after(changes, reader, *had, offered=offered)
    mail = got(found)
    of = {each.id: each for each in offered}
    pinned = [id_ for id_ in changes.pinned if id_ in mail]
    ordered = [id_ for id_ in mail if id_ in changes.ordered]
    may = [id_ for id_ in changes.pinned if id_ in of and id_ not in had and why(of[id_], reader, AREAS, PEOPLE)]
    ceiling = reader.ceiling if had else min(WELCOME, reader.ceiling)
    parts = [*mail, *found.held_back, *found.passed]

    assert pinned == mail[: len(pinned)]
    assert may[:1] == pinned[:1]
    assert reader.minutes or may[:ceiling] == pinned
    assert ordered == [id_ for id_ in changes.ordered if id_ in ordered]
    assert not changes.dropped & {*parts}
    assert len(parts) == len({*parts})
    assert not had & {*parts}
    assert all(why(piece, reader, AREAS, PEOPLE) for piece in found.pieces)
    assert len(mail) <= ceiling
    assert (
        not reader.minutes
        or len(mail) <= 1
        or sum(len(of[id_].item.html.split()) / 220 for id_ in mail) <= reader.minutes
    )
    assert not had or all(NOON - of[id_].item.published <= NEWS for id_ in {*mail, *found.held_back} - {*pinned})
    shuffled = list(offered)
    Random(seed).shuffle(shuffled)
    assert found == after(changes, reader, *had, offered=shuffled)


@settings(deadline=None, max_examples=80)
@given(reader=READERS, offered=PIECES, had=st.frozensets(st.integers(0, 25).map(lambda n: f"p{n:02}")), some=SOME)
def test_an_order_changes_nobodys_pieces(reader, offered, had, some) -> None:  # type: ignore[no-untyped-def]
    """Nor does a change of what is not offered."""
    plain = chosen(reader, offered, *had)

    assert {*got(plain)} == {*got(after(Changes(ordered=tuple(some)), reader, *had, offered=offered))}
    absent = Changes(pinned=("gone",), dropped=frozenset({"gone too"}), ordered=("and", "these"))
    assert plain == after(absent, reader, *had, offered=offered)


@given(edition=st.lists(st.integers(0, 9), unique=True), ordered=st.lists(st.integers(0, 9), unique=True))
def test_arranged_pieces_keep_the_places_that_they_have_together(edition: list[int], ordered: list[int]) -> None:
    """Everything else stays where it was."""
    found = arranged(edition, ordered)

    assert sorted(edition) == sorted(found)
    assert [each for each in ordered if each in edition] == [each for each in found if each in ordered]
    assert [(at, each) for at, each in enumerate(edition) if each not in ordered] == [
        (at, each) for at, each in enumerate(found) if each not in ordered
    ]
