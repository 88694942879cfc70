"""What is offered beside what, and that a small change never needs the whole set to be read again."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Kind
from pipeline.publish import related
from pipeline.publish.related import Near, Traits, traits
from pipeline.publish.vectors import Vector
from tests.builders import cleared, story
from tests.tag.test_samples import EXPECTED, sample

YEAR = 366 * 24 * 60 * 60
WORDS = ["boundary", "fence", "hedge", "lease", "rent", "tenant", "will", "estate"]
AREAS = ["land", "wills", "tax"]


def vector(**weights: float) -> Vector:
    """A vector of these words."""
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: round(1000 * weight / length) for word, weight in weights.items()}


def piece(words: Vector, **changes: Any) -> Traits:
    """An article about land by nobody in particular, of the first day of 1970."""
    return Traits(words, ("land",), 0.0, "", "article")._replace(**changes)


FENCE = vector(boundary=2, fence=3, hedge=1)
HEDGE = vector(boundary=2, hedge=3, lease=1)


def own(name: str) -> Vector:
    """Words on hedges that are a little different from any other piece's."""
    return vector(boundary=2, hedge=3, **{name: 1})


WILL = vector(will=3, estate=2)


# What is near.


def test_a_piece_that_shares_words_and_areas_is_near_and_one_that_shares_neither_is_not() -> None:
    """A piece on fences is near one on hedges, and not near one on wills."""
    near = Near({"fence": piece(FENCE), "hedge": piece(HEDGE), "will": piece(WILL, areas=("wills",))})

    assert ("hedge",) == near.near("fence")
    assert () == near.near("will")


def test_shared_areas_alone_make_nothing_near() -> None:
    """Two pieces of one area without a word in common are not near."""
    assert () == Near({"fence": piece(FENCE), "will": piece(WILL)}).near("fence")


def test_the_main_area_counts_more_than_another() -> None:
    """Of equal words, those with the same main area come first, then those whose main area is touched on."""
    pieces = {
        "fence": piece(FENCE, areas=("land", "tax")),
        "main": piece(HEDGE, areas=("land",)),
        "crossing": piece(own("a"), areas=("tax",)),
        "other": piece(own("b"), areas=("wills", "tax")),
    }

    assert ("main", "crossing", "other") == Near(pieces).near("fence")


def test_of_equals_the_newest_comes_first_and_then_the_first_id() -> None:
    """Ties are broken by date, then by id."""
    pieces = {"fence": piece(FENCE)}
    for id_, day in (("c", 1.0), ("b", 2.0), ("a", 1.0)):
        # Words of their own, so that they are not one text.
        pieces[id_] = piece(own(id_), published=day)

    assert ("b", "a", "c") == Near(pieces).near("fence")


def test_not_three_by_one_person_where_another_is_nearly_as_near() -> None:
    """The third place goes to somebody else whose piece is nearly as near, and not to one far behind."""
    pieces = {"fence": piece(FENCE, person="ada")}
    for number in range(3):
        pieces[f"ada-{number}"] = piece(own(f"w{number}"), person="ada")
    others = vector(boundary=2, hedge=3, lease=1.5)

    assert ("ada-0", "ada-1", "finn") == Near({**pieces, "finn": piece(others, person="finn")}).near("fence")
    assert ("ada-0", "ada-1", "ada-2") == Near({**pieces, "finn": piece(others, person="finn", areas=("wills",))}).near(
        "fence"
    )


def test_pieces_without_an_author_are_not_by_one_person() -> None:
    """Three pieces by nobody are three pieces."""
    pieces = {"fence": piece(FENCE)} | {f"n-{n}": piece(own(f"w{n}")) for n in range(3)}

    assert ("n-0", "n-1", "n-2") == Near(
        {**pieces, "finn": piece(vector(boundary=2, hedge=3, lease=1.5), person="finn")}
    ).near("fence")


def test_the_same_text_is_no_further_reading() -> None:
    """A copy of a piece is not offered beside it, and only one of two copies is offered beside another piece."""
    near = Near({"fence": piece(FENCE), "copy": piece(FENCE), "hedge": piece(HEDGE)})

    assert ("hedge",) == near.near("fence")
    assert ("copy",) == near.near("hedge")


def test_praise_is_offered_nowhere_and_offers_something() -> None:
    """A testimonial stands beside no piece; beside it stands what is near it."""
    near = Near({"fence": piece(FENCE), "praise": piece(HEDGE, kind=Kind.TESTIMONIAL.value)})

    assert () == near.near("fence")
    assert ("fence",) == near.near("praise")


def test_news_is_offered_beside_news_and_beside_what_came_out_within_a_year() -> None:
    """Old news is not offered beside a new article."""
    pieces = {"fence": piece(FENCE, published=2.0 * YEAR)}
    old = piece(HEDGE, kind=Kind.NEWS.value, published=0.5 * YEAR)

    assert () == Near({**pieces, "joined": old}).near("fence")
    assert ("joined",) == Near({**pieces, "joined": old._replace(published=1.5 * YEAR)}).near("fence")
    assert ("joined",) == Near({"fence": pieces["fence"]._replace(kind="news"), "joined": old}).near("fence")


def test_a_piece_without_words_is_near_nothing() -> None:
    """An empty vector is no error."""
    near = Near({"fence": piece(FENCE), "empty": piece({})})

    assert ((), ()) == (near.near("empty"), near.near("fence"))


def test_it_knows_who_shows_a_piece() -> None:
    """Whoever shows a piece must be written again when its title changes."""
    near = Near({"fence": piece(FENCE), "hedge": piece(HEDGE), "will": piece(WILL)})

    assert {"fence"} == near.shown_by("hedge")
    assert set() == near.shown_by("will")


def test_what_was_kept_for_other_pieces_is_not_believed() -> None:
    """A piece that is gone is not offered because it was there when the lists were kept."""
    kept = Near({"fence": piece(FENCE), "hedge": piece(HEDGE)}).state()

    assert () == Near({"fence": piece(FENCE)}, kept).near("fence")


# That a change costs little and changes nothing else.


@st.composite
def some_traits(draw: st.DrawFn) -> Traits:
    """A piece of few words, so that many are near each other and many tie."""
    words = draw(st.dictionaries(st.sampled_from(WORDS), st.integers(1, 4), max_size=5))
    return Traits(
        vector(**{word: float(weight) for word, weight in words.items()}),
        tuple(draw(st.lists(st.sampled_from(AREAS), max_size=2, unique=True))),
        draw(st.sampled_from([0.0, 1.0, 2.0 * YEAR])),
        draw(st.sampled_from(["", "ada", "finn"])),
        draw(st.sampled_from(["article", "article", "story", "testimonial", "news"])),
    )


IDS = st.sampled_from([f"piece-{number:02}" for number in range(24)])
CHANGES = st.tuples(st.dictionaries(IDS, some_traits(), max_size=4), st.sets(IDS, max_size=4), st.booleans())


def by_reading_everything(pieces: Mapping[str, Traits], id_: str) -> tuple[str, ...]:
    """What is near a piece, the slow and plain way."""
    its = pieces[id_]
    ranked = []
    for other, theirs in pieces.items():
        words = related._dot(its.vector, theirs.vector)
        score = words + related._shared(its.areas, theirs.areas)
        close = related._FEWEST_WORDS <= words < related._SAME_TEXT and score >= related._FLOOR
        if other != id_ and close and related._offered(theirs, its):
            ranked.append((-score, -theirs.published, other))
    chosen: list[tuple[int, float, str]] = []
    for entry in sorted(ranked)[: related._SEEN]:
        if all(related._dot(pieces[entry[2]].vector, pieces[e[2]].vector) < related._SAME_TEXT for e in chosen):
            chosen.append(entry)
    first, rest = chosen[:3], chosen[3:]
    persons = {pieces[entry[2]].person for entry in first}
    if len(first) == 3 and len(persons) == 1 and persons != {""}:
        near_enough = [e for e in rest if pieces[e[2]].person not in persons and e[0] <= related._NEARLY * first[2][0]]
        first[2:] = near_enough[:1] or first[2:]
    return tuple(other for _, _, other in first)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(IDS, some_traits(), min_size=8), st.lists(CHANGES, max_size=6))
def test_whatever_changes_the_lists_are_those_of_a_full_reading(
    pieces: dict[str, Traits], changes: list[tuple[dict[str, Traits], set[str], bool]]
) -> None:
    """After any additions, changes and removals, kept and taken up again or not, every list is as if made from nothing."""
    near = Near(pieces)
    for changed, asked, kept in changes:
        removed = asked - changed.keys()
        if kept:
            near = Near(
                {id_: Traits(*json.loads(json.dumps(its))) for id_, its in pieces.items()},
                json.loads(json.dumps(near.state())),
            )
        before = {id_: near.near(id_) for id_ in pieces}
        pieces = {id_: its for id_, its in pieces.items() if id_ not in removed} | changed
        touched = near.update(changed, removed)
        expected = {id_: by_reading_everything(pieces, id_) for id_ in pieces}

        assert expected == {id_: near.near(id_) for id_ in pieces}
        assert {id_ for id_ in pieces if expected[id_] != before.get(id_, ())} == touched


@given(st.dictionaries(IDS, some_traits()))
def test_nothing_is_near_itself_nor_near_twice(pieces: dict[str, Traits]) -> None:
    """A list has at most three different pieces that are there, and never the piece itself."""
    near = Near(pieces)

    for id_ in pieces:
        found = near.near(id_)
        assert len(set(found)) == len(found) <= 3
        assert id_ not in found
        assert set(found) <= pieces.keys()


@given(st.dictionaries(IDS, some_traits()))
def test_the_order_in_which_pieces_come_does_not_matter(pieces: dict[str, Traits]) -> None:
    """The same set gives the same lists in any order."""
    backwards = dict(reversed(pieces.items()))
    one, other = Near(pieces), Near(backwards)

    assert {id_: one.near(id_) for id_ in pieces} == {id_: other.near(id_) for id_ in pieces}


@settings(max_examples=150)
@given(st.dictionaries(IDS, some_traits(), min_size=2), st.dictionaries(IDS, some_traits(), max_size=3))
def test_all_at_once_is_what_one_after_the_other_gives(pieces: dict[str, Traits], later: dict[str, Traits]) -> None:
    """The lists of a whole firm, made in one go, are the same, and go on as the others do."""
    one, other = Near({}), Near({})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(related, "_MANY", 1)
        touched = one.update(pieces)

    assert other.update(pieces) == touched
    assert other.state() == one.state()
    assert other.update(later) == one.update(later)
    assert other.state() == one.state()


# On the firm's own pieces.


@cache
def firm_pieces() -> Near:
    """The sample firm's pieces, each under the area that a person would choose."""
    return Near({slug: traits(cleared(sample(slug), area)) for slug, area in EXPECTED.items()})


@pytest.mark.parametrize(
    ("slug", "first"),
    [
        ("the-fence-that-moved", "the-width-of-a-spade"),  # both ask where a boundary runs
        ("half-past-four", "reading-a-commercial-lease-in-twenty-minutes"),  # a baker's lease, and how to read one
        ("forty-crates", "forty-wet-bags"),  # cargo that is short, and a paper trail
        ("the-blank-line", "forty-wet-bags"),  # the mate's hand on a bill of lading
        ("two-doors-proposal-or-bankruptcy", "the-first-ten-minutes"),  # somebody with debts asks what to do
        ("telling-the-bees", "half-or-a-third-the-legal-right-share"),  # who inherits the hives
        ("the-executors-first-hundred-days", "telling-the-bees"),  # what an executor does first
        ("first-seventy-two-hours-of-a-breach", "a-call-on-the-wicklow-way"),  # a breach, in law and as it went
        ("subject-access-request-without-panic", "a-call-on-the-wicklow-way"),  # personal data, and a clock
        ("the-kitchen-table", "what-proper-provision-means"),  # a marriage ends
        ("settlement-agreement-clause-by-clause", "two-letters-about-thursdays"),  # an employee's rights at work
        ("the-bill-that-stopped-the-phone", "settlement-agreement-clause-by-clause"),  # a dismissal and its price
    ],
)
def test_a_reader_finds_the_first_one_near(slug: str, first: str) -> None:
    """What comes first beside one of the firm's pieces is what a reader of it would open next."""
    assert first == firm_pieces().near(slug)[0]


@pytest.mark.parametrize(
    ("slug", "other"),
    [
        ("reading-a-commercial-lease-in-twenty-minutes", "half-or-a-third-the-legal-right-share"),  # joint tenants
        ("half-past-four", "hiring-a-skilled-worker-from-abroad"),  # an oven in each
        ("the-payment-clock-in-building-contracts", "the-tax-question-behind-the-invoice"),  # contractors of two kinds
        ("the-dishwasher-and-the-calendar", "half-past-four"),  # repairs
        ("the-executors-first-hundred-days", "the-first-ten-minutes"),  # creditors
        ("who-owns-the-code-the-freelancer-wrote", "settlement-agreement-clause-by-clause"),  # sentences
    ],
)
def test_a_word_in_common_does_not_make_two_pieces_near(slug: str, other: str) -> None:
    """Pieces on different things are not near because one word means something in both."""
    assert other not in firm_pieces().near(slug)


def test_where_nothing_is_near_nothing_is_shown() -> None:
    """The only piece on schools stands alone; a list is not filled up."""
    assert () == firm_pieces().near("three-governors-and-an-exclusion")


def test_traits_depend_on_the_piece_alone() -> None:
    """What is kept of a piece is its words, areas, date, author and kind, and survives JSON."""
    of = story(published=datetime(1970, 1, 2, tzinfo=UTC))
    found = traits(cleared(of, "land", "tax"))

    assert (("land", "tax"), 86400.0, "rafe", "story") == found[1:]
    assert traits(cleared(replace(of, published=of.published + timedelta(days=1)), "land")).vector == found.vector
    assert found == Traits(*json.loads(json.dumps(found)))._replace(areas=("land", "tax"))
