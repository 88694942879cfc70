"""The few weighted words that stand for a piece."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish import vectors
from pipeline.publish.vectors import MOST, vector
from tests.builders import item

LEASE = "A tenant asked what the lease says. The landlord wrote that the first month is due on the first."


def words(body: str, **changes: object) -> list[str]:
    """The stems of a piece with nothing in its title and summary, strongest first."""
    return list(vector(item(**{"title": "", "summary": "", "body": body, **changes})))


def test_the_words_that_tell_of_the_subject_come_first() -> None:
    """A tenant and a landlord say what a piece is about; who asked and what is due do not."""
    assert {"tenant", "landlord", "leas"} == set(words(LEASE)[:3])


def test_words_that_every_text_has_are_left_out() -> None:
    """`The`, `what`, `isn't` and their like say nothing."""
    assert [] == words("The one that isn't is what it was, and doesn’t we'll they're.")


def test_one_word_is_the_same_in_every_form() -> None:
    """Tenant, tenants and tenant's are counted together."""
    assert ["tenant"] == words("tenant tenants tenant's Tenants’")


@pytest.mark.parametrize("where", ["title", "summary"])
def test_the_headline_counts_more_than_the_text(where: str) -> None:
    """A word of the title or the summary weighs more than the same word in the text."""
    body = "The fence and the hedge. The fence and the hedge."
    plain = vector(item(title="", summary="", body=body))
    told = vector(item(**{"title": "", "summary": "", "body": body, where: "The hedge"}))

    assert told["hedg"] > plain["hedg"]


def test_headings_count_more_than_the_text() -> None:
    """A word of a heading weighs more than one that stands in the text as often."""
    text = "The fence there.\n\n{} hedge\n\nThe fence again, and nothing else."

    headed = vector(item(title="", summary="", body=text.format("##")))
    plain = vector(item(title="", summary="", body=text.format("the")))

    assert headed["hedg"] > plain["hedg"]


def test_names_do_not_count_however_often_they_are_called() -> None:
    """Neither the people of a matter nor the firm are what a piece is about."""
    named = "Then Ashlock Merrow wrote to Leopold Harkaway in Watchet, and Leopold's tenant paid Ashlock Merrow. " * 9

    assert {"tenant", "paid", "wrote"} == set(words(named))


def test_a_name_that_is_a_word_counts_once() -> None:
    """Mr Lease is called forty times, and the piece is no more about a lease than if he was called once."""
    once = vector(item(title="", summary="", body="A fence stood there. We rang Mr Lease."))
    often = vector(item(title="", summary="", body="A fence stood there. We rang Mr Lease." + " Mr Lease!" * 40))

    assert once == often


def test_words_in_capitals_are_words() -> None:
    """VAT and GDPR are no names."""
    assert {"gdpr", "lead"} == set(words("The GDPR leads."))


def test_addresses_are_not_read() -> None:
    """What stands in a link's address, a picture's or a tag is not about anything."""
    body = (
        "See [the fence](https://copyright.example/patent_(tenant)/visa) and ![a hedge](asset:divorce.svg), "
        "<https://probate.example/>, https://insolvency.example/x <em class='trademark'>"
    )

    assert {"fenc", "hedg"} == set(words(body)) - {"see"}


def test_a_vector_is_of_one_length_and_survives_json() -> None:
    """Its squares sum up to a million but for rounding, and JSON gives back the same numbers in the same order."""
    found = vector(item(body=LEASE))

    assert abs(sum(weight**2 for weight in found.values()) - 1_000_000) < 10_000
    assert list(found.items()) == list(json.loads(json.dumps(found)).items())


@given(st.text(), st.text(), st.text())
def test_any_text_has_a_vector(title: str, summary: str, body: str) -> None:
    """Whatever is written, there are at most so many words with positive weights, strongest first, twice the same."""
    found = vector(item(title=title, summary=summary, body=body, html=""))

    assert len(found) <= MOST
    assert sorted(found.values(), reverse=True) == list(found.values())
    assert all(0 < weight <= 1000 for weight in found.values())
    assert found == vector(item(title=title, summary=summary, body=body, html="", id="another", author=None))


def test_the_version_names_the_table() -> None:
    """Vectors that were kept are void when the table or the method changes."""
    method, _, table = vectors.version().partition("-")

    assert (vectors.METHOD, 12) == (method, len(table))
