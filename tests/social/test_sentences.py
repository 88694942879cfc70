"""Which sentences can be told without the text around them."""

from dataclasses import replace

import pytest

from pipeline.edges.english import SpacyReader
from pipeline.model import Item, Kind
from pipeline.social.sentences import Sentence, read
from tests.builders import item


@pytest.fixture(scope="module")
def english() -> SpacyReader:
    """The real language model."""
    return SpacyReader()


def test_the_part_each_word_plays_is_the_same_in_half_the_time(english: SpacyReader) -> None:
    """Whom a text names is not looked for, and nothing else changes."""
    text = "Ada Quill sued Fordyce Ltd in Bristol. She won on 3 May 2026, and the court said why: nobody had asked."

    full = [replace(each, entity="") for each in english.read(text).tokens]
    assert full == list(english.syntax(text))


def body(of: Item, english: SpacyReader) -> list[Sentence]:
    """What stands in the text."""
    return [each for each in read(of, english) if each.part == "body"]


@pytest.mark.parametrize(
    "words",
    [
        "A landlord must protect a deposit within thirty days.",
        "Section 21 notices need two months, and s. 21(4)(a) of the Housing Act 1988 says when they end.",
        "The Supreme Court held in Orrin v. Hale [2019] UKSC 5 that silence is not consent.",
        "A tenant who pays late keeps her home if she pays before the hearing.",
        "Fia told her colleagues to stop.",
        "If a rent review is missed, the landlord does not lose it.",
        "Two months before the end, the tenant may serve a notice.",
    ],
)
def test_whole_sentences_stand_by_themselves(words: str, english: SpacyReader) -> None:
    """One sentence, as its author wrote it; no full stop of an abbreviation ends it."""
    (found,) = body(item(body=words), english)

    assert (words, True, False) == (found.text, found.stands, found.leans)


@pytest.mark.parametrize(
    "words",
    [
        "It runs from the day of the dismissal.",
        "This is where most employers go wrong.",
        "He asked for a second opinion on the lease.",
        "For example, a café may not serve on the pavement.",
        "In that case the landlord must start again.",
        "The second rule concerns the deposit itself.",
        "When he came back, the locks had been changed.",
        "The first thing he showed me was the chair.",
        "Most tenants live with this rule without reason.",
        "Families treat it as a crown in most hospitals.",
        "No. The law does not ask what caused the fire.",
        "Any one of them will do for a petition.",
        "And so the whole claim failed at the door.",
        "Months later a short message came from the court.",
        "Two years later the roof leaked again in May.",
        "A week later the landlord had changed the locks.",
        "More to the point, nobody had asked the tenant.",
    ],
)
def test_what_points_back_leans(words: str, english: SpacyReader) -> None:
    """Nobody would know what it speaks of."""
    assert all(each.leans for each in body(item(body=words), english))


@pytest.mark.parametrize(
    "words",
    [
        "Who pays for the roof of the building?",
        "Here the landlord needs four things:",
        "“Nobody told us about the roof,” said the tenant.",
        "Employment Rights Act 1996, section 98.",
        "In this article we look at rent reviews.",
        "The landlord must serve the following notices.",
        "Write to us at hello@firm.example for a copy.",
        "Read https://firm.example/lease before you sign it.",
        "Too late.",
        "A rent review without end or limit.",
    ],
)
def test_what_is_no_whole_statement_does_not_stand(words: str, english: SpacyReader) -> None:
    """Questions, openings of lists, other people's words, citations, headings, addresses, fragments."""
    assert not any(each.stands and not each.leans for each in body(item(body=words), english))


@pytest.mark.parametrize(
    "behind",
    [
        "But the clock stops during conciliation.",
        "However, a court may allow more.",
        "They need not do so in writing.",
        "Unless the tenant agrees, nothing changes.",
        "This does not apply in Wales.",
    ],
)
def test_what_takes_back_is_known(behind: str, english: SpacyReader) -> None:
    """What stands before it would say too much without it."""
    first, second = body(item(body=f"Employers must give two months of notice. {behind}"), english)

    assert ((False, False), (True, True)) == ((first.leans, first.turns), (second.leans, second.turns))


def test_headings_lists_tables_quotations_and_notes_are_no_sentences(english: SpacyReader) -> None:
    """Paragraphs alone; and what stands right behind a list may belong to it."""
    words = """## A rent review decides the rent

A landlord may ask for more rent.[^1]

- A list is no sentence of ours.

Landlords seldom read the notice.

> A tenant said that the roof had always leaked.

| part | A table holds words, too. |
|---|---|
| a | b |

[^1]: A note stands at the foot of the page.
"""

    found = body(item(body=words), english)

    assert ["A landlord may ask for more rent.", "Landlords seldom read the notice."] == [each.text for each in found]
    assert [False, True] == [each.leans for each in found]


def test_the_words_of_a_speaker_and_of_another_site_are_left(english: SpacyReader) -> None:
    """A testimonial's text is the client's; of a piece elsewhere there is what the feed says."""
    praise = item(
        kind=Kind.TESTIMONIAL, summary="A client writes about a lease.", body="The lawyers read every clause."
    )
    away = item(
        kind=Kind.ELSEWHERE, link="https://a.example/", summary="What the clauses mean.", body="What the clauses mean."
    )

    assert [] == body(praise, english) + body(away, english)


def test_who_speaks_of_himself_is_known(english: SpacyReader) -> None:
    """A firm's account does not say "I"."""
    one, other = body(item(body="A singer told me about fear. A singer told us about fear."), english)

    assert (True, False) == (one.personal, other.personal)
