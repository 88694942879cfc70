"""Which spellings are one mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mailboxes import ascii_domain, box, key, lies_in


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("megge@example.org", " MEGGE@Example.ORG ", True),
        ("megge@bücher.example", "megge@xn--bcher-kva.example", True),
        ("jose\u0301@example.org", "josé@example.org", True),
        ("megge@example.org", "megge@example.org.", True),
        ("m.egge@gmail.com", "megge@gmail.com", False),
        ("megge+a@example.org", "megge@example.org", False),
        ("strasse@example.org", "straße@example.org", False),
    ],
)
def test_one_address_has_one_key(one: str, other: str, *, same: bool) -> None:
    """Case, script and composition make no other; dots, plus and a sharp s do."""
    assert same == (key(one) == key(other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("m.egge+x@gmail.com", "megge@googlemail.com", True),
        ("megge+x@example.org", "megge@example.org", True),
        ("m.egge@example.org", "megge@example.org", False),
        ("+x@example.org", "@example.org", False),
    ],
)
def test_one_mailbox_is_counted_once(one: str, other: str, *, same: bool) -> None:
    """Only Gmail ignores dots; what follows a plus ends in the same box anywhere."""
    assert same == (box(one) == box(other))


@given(st.text())
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    """No address, however broken, stops a comparison."""
    assert key(text) == key(key(text))
    assert isinstance(ascii_domain(text), str)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@opponent.example", "opponent.example"),
        ("a@x.y.OPPONENT.example", "opponent.example"),
        ("a@notopponent.example", ""),
        ("opponent.example", "opponent.example"),
    ],
)
def test_an_address_lies_in_a_domain_and_in_what_it_is_a_part_of(address: str, domain: str) -> None:
    """To the label, not to the letter."""
    assert domain == lies_in(address, ["opponent.example"])
