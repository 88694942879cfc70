from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect.do_not_name import find
from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.clear.listed import NameList
from pipeline.clear.name_forms import names
from pipeline.clear.reading import readable
from pipeline.clear.rules import catalogue
from pipeline.clear.screen import screen
from pipeline.model import Finding, Kind, Severity
from tests.builders import item

LISTED = NameList(bytes(range(32))).adding(
    name
    for written in ("Margaret Oyelaran", "Wexcombe Joinery Works Ltd", "Property Services Ltd")
    for name in names(written)
)
SURE, PERHAPS = Sense.LISTED, Sense.LISTED_PERHAPS


def told(text: str, kind: Kind = Kind.STORY, listed: NameList | None = LISTED) -> Told:
    """A text of this kind."""
    return Told(readable(text), kind, None, frozenset(["Rafe Pellow"]), text, listed)


def hits(text: str, kind: Kind = Kind.STORY) -> list[tuple[str, Sense]]:
    """The words and the sense of each hit."""
    return [(text[hit.start : hit.end], hit.sense) for hit in find(told(text, kind))]


def findings(body: str, kind: Kind, listed: NameList | None = LISTED, **changes: Any) -> list[Finding]:
    """What the list finds on an item by the whole screen, without a language model."""
    of = item(**{"kind": kind, "body": body, **changes})
    return [
        each for each in screen(of, catalogue(), None, ["Rafe Pellow"], listed) if each.rule.startswith("ID-LISTED")
    ]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_listed_name_is_found_in_every_kind_of_item(kind: Kind) -> None:
    """A client is named in an article, a profile and the firm's own words as little as in a story."""
    (found,) = findings("The lease of Margaret Oyelaran ended.", kind)

    assert ("ID-LISTED", Severity.BLOCK, "Margaret Oyelaran", "body") == (
        found.rule,
        found.severity,
        found.words,
        found.part,
    )
    assert "It is on the firm's do-not-name list." in found.reason
    assert found.stops


@pytest.mark.parametrize("part", ["title", "summary"])
def test_title_and_summary_are_looked_at(part: str) -> None:
    """A name in a heading is a name."""
    (found,) = findings("Words.", Kind.ARTICLE, LISTED, **{part: "Oyelaran, Margaret"})

    assert (part, "Oyelaran, Margaret") == (found.part, found.words)


@pytest.mark.parametrize(
    ("text", "in_story", "in_article"),
    [
        ("M. Oyelaran paid.", [("M. Oyelaran", SURE)], [("M. Oyelaran", SURE)]),
        ("Mrs Oyelaran paid.", [("Mrs Oyelaran", SURE)], [("Mrs Oyelaran", SURE)]),
        ("Oyelaran v Vane changed that.", [("Oyelaran", SURE)], [("Oyelaran", PERHAPS)]),
        ("Wexcombe Joinery paid.", [("Wexcombe Joinery", SURE)], [("Wexcombe Joinery", SURE)]),
        ("Wexcombe paid.", [("Wexcombe", SURE)], [("Wexcombe", PERHAPS)]),
        ("Property Services paid.", [("Property Services", SURE)], [("Property Services", PERHAPS)]),
        ("Then M.O. paid.", [("M.O.", SURE)], []),
        ("Rafe Pellow paid.", [], []),
        ("The property services market.", [], []),
    ],
)
def test_what_may_be_another_stops_a_story_and_marks_an_article(
    text: str, in_story: list[tuple[str, Sense]], in_article: list[tuple[str, Sense]]
) -> None:
    """A surname alone stops what tells of clients; what explains the law may cite somebody of that name."""
    assert (in_story, in_article) == (hits(text), hits(text, Kind.ARTICLE))


def test_what_may_be_another_is_only_a_warning() -> None:
    """An article that cites a case of that name goes out, and a person looks."""
    (found,) = findings("In Oyelaran v Vane the court said so.", Kind.ARTICLE)

    assert ("ID-LISTED-PERHAPS", False) == (found.rule, found.stops)


def test_a_firm_without_a_list_pays_nothing() -> None:
    """No list, no hits."""
    assert [] == list(find(told("Margaret Oyelaran", listed=None)))
    assert [] == findings("Margaret Oyelaran", Kind.STORY, listed=None)


def test_names_are_found_behind_marks_and_in_alternative_texts() -> None:
    """Emphasis, links and pictures do not hide a name, and offsets are the author's."""
    text = '**Margaret** [Oyelaran](https://x.example) and ![The shop of M. Oyelaran](a.png "Oyelaran\'s shop")'

    assert ["Margaret** [Oyelaran", "M. Oyelaran", "Oyelaran"] == [
        text[hit.start : hit.end] for hit in find(told(text))
    ]


def test_a_name_is_told_once() -> None:
    """Where the list knows a name, the bare remark that it is one adds nothing."""
    of = item(kind=Kind.STORY, body="We helped Mrs Oyelaran and Mrs Margaret Oyelaran.")

    assert ["ID-LISTED", "ID-LISTED"] == [
        each.rule for each in screen(of, catalogue(), None, [], LISTED) if each.rule in ("ID-NAME", "ID-LISTED")
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.sampled_from(list(Kind)))
def test_offsets_lie_in_the_text(text: str, kind: Kind) -> None:
    """Whatever the text, a hit has characters of it."""
    of = told(text + " M. Oyelaran " + text, kind)
    found: list[Hit] = list(find(of))

    assert found
    assert all(0 <= hit.start < hit.end <= len(of.text) for hit in found)
