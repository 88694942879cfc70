"""The types that cross borders keep their promises."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ClearanceError
from pipeline.model import (
    Asset,
    Basis,
    Cadence,
    Item,
    Kind,
    Severity,
    Slot,
    Tag,
    Talk,
    aware,
    digest_of,
    newest_first,
)
from tests.builders import NOON, clearance, cleared, finding, item, person, story, subscriber

NAIVE = datetime(2026, 11, 18, 12, 0)
QUICK = settings(deadline=None, max_examples=100)
PICTURE = Asset(name="van.svg", sha256="3e" * 32, suffix=".svg")


class NoOffset(tzinfo):
    """A zone that does not say how far it is from UTC."""

    def utcoffset(self, _: datetime | None) -> timedelta | None:
        """Not known."""
        return None

    dst = utcoffset

    def tzname(self, _: datetime | None) -> str | None:
        """Not known either."""
        return None


# Time


@pytest.mark.parametrize(
    ("build", "name"),
    [
        pytest.param(lambda at: item(published=at), "published", id="item"),
        pytest.param(lambda at: clearance(story(), at=at), "at", id="clearance"),
        pytest.param(lambda at: subscriber(confirmed=at), "confirmed", id="subscriber"),
        pytest.param(lambda at: Slot(cadence=Cadence.DAILY, period="2026-11-18", due=at), "due", id="slot"),
    ],
)
@pytest.mark.parametrize("at", [NAIVE, NAIVE.replace(tzinfo=NoOffset())], ids=["no-zone", "no-offset"])
def test_a_time_without_a_zone_is_refused(build: Callable[[datetime], object], name: str, at: datetime) -> None:
    """Nothing that crosses a border carries a time that means something else elsewhere."""
    with pytest.raises(ValueError, match=f"^{name} needs a time zone"):
        build(at)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-5))])
def test_a_time_with_a_zone_is_welcome(zone: tzinfo) -> None:
    """Any zone will do, as long as there is one."""
    aware(NAIVE.replace(tzinfo=zone), "at")

    assert item(published=NAIVE.replace(tzinfo=zone)).published.utcoffset() is not None


# The hash of what a reader sees

WORDS = st.text('ab,"[]', max_size=4)
ITEMS = st.builds(
    item,
    kind=st.sampled_from(Kind),
    title=WORDS,
    summary=WORDS,
    body=WORDS,
    author=st.sampled_from(["a", "b"]),
    co_authors=st.lists(WORDS, max_size=2).map(tuple),
    talks=st.lists(st.builds(Talk, title=WORDS, at=WORDS, on=WORDS, link=WORDS), max_size=2).map(tuple),
    basis=st.none() | st.sampled_from(Basis),
    link=WORDS,
    assets=st.lists(
        st.builds(Asset, name=WORDS, sha256=st.sampled_from(["aa", "bb"]), suffix=st.just(".png")), max_size=2
    ).map(tuple),
)  # fmt: skip


def told(of: Item) -> tuple[object, ...]:
    """Everything that a reader sees of an item."""
    pictures = tuple((asset.name, asset.sha256) for asset in of.assets)
    return (of.kind, of.title, of.summary, of.body, of.author, of.co_authors, of.talks, of.basis, of.link, pictures)


@QUICK
@given(ITEMS, ITEMS)
def test_two_texts_have_one_hash_only_when_they_are_one(one: Item, other: Item) -> None:
    """Whatever a reader can tell apart has another hash, and no mark in a text confuses two parts of it."""
    assert (told(one) == told(other)) is (one.content_hash == other.content_hash)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(item(), published=NOON), id="date"),
        pytest.param(replace(item(), source="content/articles/2026/a-lease.md"), id="folder"),
        pytest.param(replace(item(), id="the-lease"), id="address"),
        pytest.param(replace(item(), first_line=9), id="front-matter"),
        pytest.param(replace(item(), jurisdictions=("IE",)), id="places"),
        pytest.param(replace(item(), notes=("repaired",)), id="notes"),
        pytest.param(replace(item(), html="<p>Other</p>"), id="html-made-anew"),
    ],
)
def test_what_no_reader_agreed_to_is_left_out_of_the_hash(changed: Item) -> None:
    """The date and the place in the folder can change without changing what the client agreed to."""
    assert item().content_hash == changed.content_hash


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"kind": Kind.STORY}, id="kind"),
        pytest.param({"author": None}, id="nobody"),
        pytest.param({"author": "mei"}, id="another-author"),
        pytest.param({"co_authors": ("mei",)}, id="a-co-author"),
        pytest.param({"talks": (Talk(title="Log less", at="A hall", on="2022-09"),)}, id="a-talk"),
        pytest.param({"basis": Basis.COMPOSITE}, id="basis"),
        pytest.param({"assets": (PICTURE,)}, id="picture"),
        pytest.param({"link": "https://x.example/"}, id="link"),
    ],
)
def test_what_a_reader_sees_is_in_the_hash(changed: dict[str, object]) -> None:
    """Who tells it, what it rests on, its pictures and where it leads are part of what was agreed to."""
    assert item().content_hash != item(**changed).content_hash


def test_what_was_cleared_before_there_were_co_authors_stays_cleared() -> None:
    """A piece that nobody wrote with its author has the hash that stands in old records."""
    assert "1:ec92f67a02fde702f41a2437c3a2e876b6c323e8bd8e9566f075981147beb62f" == item().content_hash


def test_everybody_who_wrote_it_is_named_the_author_first() -> None:
    """Whether or not there is one."""
    assert ("rafe", "mei", "bo") == item(co_authors=("mei", "bo")).authors
    assert ((), ("rafe",)) == (item(author=None).authors, item().authors)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 2, 28), ["2026-02"]),
        (date(2026, 3, 1), ["2026-03", "2026-02"]),
        (date(2026, 3, 5), ["2026-03-05", "2026-03", "2026-02"]),
    ],
)
def test_a_talk_that_is_still_to_come_shows_nothing_yet(day: date, shown: list[str]) -> None:
    """It counts from its day, or from the first of its month; whoever left has given theirs all the same."""
    talks = tuple(Talk(title="T", at="A", on=on) for on in ("2026-03-05", "2026-03", "2026-02"))
    for left in (None, date(2026, 1, 1)):
        assert shown == [talk.on for talk in person(talks=talks, left=left).as_of(day).talks]


def test_a_hash_says_how_it_was_made() -> None:
    """Its first characters are its version, so that an old hash stays readable, and it never changes by itself."""
    of = item(body="A lease.", summary="", title="Lease")

    assert of.content_hash == "1:5c58147f2884af3f5fcaa4135b9e9be140e95d6a993f2ea25aefaf5ac110a126"


@QUICK
@given(st.dictionaries(WORDS, WORDS, max_size=4))
def test_a_digest_does_not_depend_on_order(value: dict[str, str]) -> None:
    """The same value has one spelling, in whatever order its keys were written."""
    assert digest_of(value) == digest_of(dict(reversed(value.items())))


# Where an author finds it


@pytest.mark.parametrize(
    ("first_line", "needle", "place"),
    [
        pytest.param(1, "one", "a.md:1", id="first-line"),
        pytest.param(1, "three", "a.md:4", id="later-line"),
        pytest.param(8, "one", "a.md:8", id="below-front-matter"),
        pytest.param(8, "two", "a.md:9", id="next-line"),
        pytest.param(8, "three", "a.md:11", id="after-an-empty-line"),
        pytest.param(0, "one", "a.md, paragraph 1", id="first-paragraph"),
        pytest.param(0, "two", "a.md, paragraph 1", id="a-line-is-no-paragraph"),
        pytest.param(0, "three", "a.md, paragraph 2", id="second-paragraph"),
    ],
)
def test_an_offset_is_told_as_the_author_sees_it(first_line: int, needle: str, place: str) -> None:
    """A file with lines is told by line, counted from its front matter; one without, by paragraph."""
    of = item(source="a.md", body="one\ntwo\n\nthree", first_line=first_line)

    assert place == of.place_of(of.body.index(needle))


@QUICK
@given(st.lists(st.sampled_from(["words", "more words", ""]), min_size=1, max_size=9), st.data())
def test_every_offset_of_a_line_is_on_that_line(lines: list[str], data: st.DataObject) -> None:
    """The first and the last character of a line, and its end, belong to it."""
    at = data.draw(st.integers(0, len(lines) - 1))
    start = sum(len(line) + 1 for line in lines[:at])
    offset = data.draw(st.integers(start, start + len(lines[at])))

    assert item(source="a.md", body="\n".join(lines), first_line=5).place_of(offset) == f"a.md:{5 + at}"


# Order


def test_pieces_come_newest_first() -> None:
    """A list begins with the latest piece, by the moment and not by the clock on any wall."""
    noon_in_toronto = NOON.replace(tzinfo=timezone(timedelta(hours=-5)))
    old, noon, later = (
        cleared(item(id=id_, published=at))
        for id_, at in (("old", NOON - timedelta(days=1)), ("noon", NOON), ("toronto", noon_in_toronto))
    )

    assert ["toronto", "noon", "old"] == [each.id for each in newest_first([old, later, noon])]


@QUICK
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 2)), unique_by=lambda row: row[0]))
def test_the_order_does_not_depend_on_the_order_before(rows: list[tuple[str, int]]) -> None:
    """Pieces of one moment come by id, so that every run agrees."""
    pieces = [cleared(item(id=id_, published=NOON + timedelta(days=day))) for id_, day in rows]
    expected = [id_ for id_, _ in sorted(rows, key=lambda row: (-row[1], row[0]))]

    assert expected == [each.id for each in newest_first(pieces)]
    assert expected == [each.id for each in newest_first(reversed(pieces))]


# Small promises


def test_a_tag_without_evidence_is_refused() -> None:
    """What cannot be explained is not said."""
    with pytest.raises(ValueError, match="cannot be explained: tax"):
        Tag(area="tax", score=0.9, evidence=())


def test_a_cleared_item_is_built_for_its_own_text_alone() -> None:
    """Publish, digest and deliver cannot be handed words that nobody cleared."""
    assert cleared(item()).id == "a-lease"
    with pytest.raises(ClearanceError):
        cleared(item(), cleared_text=item(body="Other words.").content_hash)


@pytest.mark.parametrize(("severity", "stops"), [(Severity.BLOCK, True), (Severity.REQUIRE, True), (Severity.WARN, False)])  # fmt: skip
def test_only_a_warning_lets_an_item_pass(severity: Severity, stops: bool) -> None:
    """Forbidden words and missing ones stop an item; a warning does not."""
    assert stops is finding(severity=severity).stops


def test_a_fingerprint_names_a_finding_without_its_words() -> None:
    """The record can hold it: it is the same for the same words in any case, and differs by rule and words."""
    prints = [
        finding(words="Hettie"), finding(words="Vanbrugh"), finding(words="Hettie", rule="ID-NAME"),
    ]  # fmt: skip

    assert finding(words="Hettie").fingerprint == finding(words="HETTIE", where="elsewhere").fingerprint
    assert len({each.fingerprint for each in prints}) == 3
    assert all("hettie" not in each.fingerprint for each in prints)


def test_a_picture_is_published_under_its_content() -> None:
    """Two pictures of one name do not collide, and one picture under two names is one file."""
    other = replace(PICTURE, sha256="4f" * 32)

    assert PICTURE.filename == "3e3e3e3e3e3e3e3e.svg"
    assert PICTURE.filename != other.filename
    assert PICTURE.filename == replace(PICTURE, name="bus.svg").filename


@pytest.mark.parametrize("kind", list(Kind))
def test_stories_articles_and_feed_entries_are_pieces(kind: Kind) -> None:
    """Readers meet these five as pieces, and everything else as pages."""
    assert kind.is_piece is (kind in {Kind.STORY, Kind.ARTICLE, Kind.TESTIMONIAL, Kind.NEWS, Kind.ELSEWHERE})


def test_an_edition_is_named_by_its_rhythm_and_period() -> None:
    """Weekly editions of two weeks, and two rhythms of one day, have different names."""
    slot = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)

    assert slot.edition == "weekly-2026-W47"
