"""Wordings are the author's own words, whole, with what they need."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edges.english import SpacyReader
from pipeline.model import Basis, Channel, ClearedItem, Kind, Notice
from pipeline.model.reading import text_of
from pipeline.social.sentences import Sentence, read
from pipeline.social.wordings import Wording, plain, wordings
from tests.builders import cleared, item, notice, story

_AREAS = {"tax": "Tax"}
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=30)
SENTENCES = st.lists(
    st.builds(
        Sentence,
        text=_TEXTS,
        part=st.sampled_from(["summary", "body"]),
        paragraph=st.integers(0, 4),
        stands=st.booleans(),
        leans=st.booleans(),
        turns=st.booleans(),
        personal=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda each: each.text,
).map(lambda found: sorted(found, key=lambda each: (each.part != "summary", each.paragraph)))
NOTICES = st.lists(
    st.builds(
        Notice,
        rule=st.just("ADV-X"),
        text=_TEXTS.map("Notice {}.".format),
        steps=st.sampled_from([0, 0, 2]),
        parts=st.frozensets(st.sampled_from(["", "title", "summary", "body"])),
    ),
    max_size=2,
).map(tuple)


def one(text: str, part: str = "body", **changes: Any) -> Sentence:
    """A sentence that stands in the first paragraph of the text."""
    return Sentence(**{"text": text, "part": part, "paragraph": int(part == "body"), **changes})


def texts(found: Sequence[Wording]) -> list[tuple[str, ...]]:
    """Their passages."""
    return [each.passages for each in found]


@given(sentences=SENTENCES, notices=NOTICES, own=st.booleans(), kind=st.sampled_from([k for k in Kind if k.is_piece]))
def test_nothing_is_invented_and_nothing_stands_without_its_notices(
    sentences: list[Sentence], notices: tuple[Notice, ...], own: bool, kind: Kind
) -> None:
    """Whatever the sentences: whole, in order, each in one wording; every notice of every part that is told, or no word of it."""
    piece = cleared(item(kind=kind, title="The title"), "tax", notices=notices)

    found = wordings(piece, sentences, _AREAS, own=own)

    order = {each.text: place for place, each in enumerate(sentences)}
    told: list[int] = []
    for each in found:
        inside = [
            place for text, place in order.items() if any(text in passage.split(" ") for passage in each.passages)
        ]
        assert " ".join(each.passages) == " ".join(sentences[place].text for place in inside)
        assert each.head in ("", "The title", plain(piece, _AREAS).head)
        parts = {sentences[place].part for place in inside} | ({"title"} if each.head == "The title" else set())
        for wanted in notices:
            if parts & (wanted.parts - {""} or {"title", "summary", "body"}) or ("" in wanted.parts and parts):
                assert wanted.text in each.notices
                assert not wanted.steps
        assert own or not any(sentences[place].personal for place in inside)
        told += inside
    assert len(told) == len(set(told))
    assert 1 <= len(found) <= 3


def test_a_sentence_goes_with_what_takes_it_back() -> None:
    """Both, in their order; or neither, where a new paragraph parts them."""
    rule, exception = one("Employers must give notice."), one("But not in the first month.", leans=True, turns=True)

    assert ("Employers must give notice. But not in the first month.",) in texts(
        wordings(cleared(), [rule, exception], {})
    )
    torn = one(exception.text, leans=True, turns=True, paragraph=2)
    assert [()] == texts(wordings(cleared(), [rule, torn], {}))


def test_what_leans_is_never_told_alone() -> None:
    """The sentence that it needs may be told without it."""
    found = wordings(cleared(), [one("A tenant stayed."), one("She was glad.", leans=True)], {})

    assert [("A tenant stayed.",)] == texts(found)


def test_three_wordings_share_no_sentence() -> None:
    """Title and summary; sentences alone; title and others."""
    sentences = [
        one("What the clauses mean.", "summary"),
        *(one(f"Clause {n} says so.", paragraph=n) for n in range(1, 6)),
    ]

    first, second, third = wordings(cleared(), sentences, {})

    assert Wording("Reading a lease", ("What the clauses mean.",)) == first
    assert ("", "Reading a lease") == (second.head, third.head)
    assert 2 == len(second.passages) == len(third.passages)
    assert not set(second.passages) & set(third.passages)


def test_what_a_piece_was_tagged_for_is_told_first() -> None:
    """The word that earned the tag in the builders is "lease"."""
    sentences = [one("Clause one is about the roof."), one("Clause two is about the lease.")]

    assert ("Clause two is about the lease.",) == wordings(cleared(None, "tax"), [sentences[0], sentences[1]], {})[
        0
    ].passages[1:]


@pytest.mark.parametrize("piece", [cleared(channels=(Channel.WEB,)), cleared(item(kind=Kind.PAGE))])
def test_what_may_not_go_to_networks_has_no_wording(piece: ClearedItem) -> None:
    """The clearance names the channels; a page is no piece."""
    assert () == wordings(piece, [one("A tenant stayed in the flat.")], {})


def test_a_made_up_story_says_so() -> None:
    """On a page its basis stands beside it."""
    made_up = cleared(story(basis=Basis.INVENTED))

    assert [("An invented story.",)] == [each.notices for each in wordings(made_up, [], {})]


def test_praise_says_whose_it_is() -> None:
    """And always has its title."""
    praise = cleared(item(kind=Kind.TESTIMONIAL))
    found = wordings(praise, [one(f"Sentence {n} stands.", "summary") for n in range(3)], {})

    assert {("Reading a lease", ("— A client",))} == {(each.head, each.notices) for each in found}


def test_a_notice_that_must_be_larger_leaves_words_that_claim_nothing() -> None:
    """A post has one size of type."""
    piece = cleared(story(title="We won"), "tax", notices=(notice(steps=2, parts=frozenset({""})),))

    assert (Wording("A story about tax"),) == wordings(piece, [one("We won again.")], _AREAS)


def test_a_real_article_has_three_wordings_of_its_own_words(sample_article: ClearedItem) -> None:
    """Read by the language model; every passage stands in the piece as it is."""
    found = wordings(sample_article, read(sample_article.item, SpacyReader()), {})

    whole = " ".join(f"{sample_article.item.summary} {text_of(sample_article.item.html)}".split())
    assert 3 == len(found)
    assert all(passage in whole for each in found for passage in each.passages)


@pytest.fixture
def sample_article() -> ClearedItem:
    """Six paragraphs about rent."""
    body = """A landlord may ask for more rent once a year. The tenant can say no, and a tribunal then decides.

A notice must be in the right form, and it must give a month. Many do neither.

Tenants who do nothing accept the new rent on the day that the notice names. However, a short delay can be forgiven.

The tribunal asks what the flat would fetch today. It does not ask what the landlord needs.

Rent that was paid under a bad notice can be claimed back for six years.

Write down what the landlord says on the telephone, and keep the letter with its envelope.
"""
    return cleared(
        item(title="A new rent", summary="How a landlord raises the rent, and what a tenant can do.", body=body)
    )
