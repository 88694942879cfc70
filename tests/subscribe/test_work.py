"""The proof of work."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.subscribe.work import solved


def proof(form: str, address: str, noughts: int) -> str:
    """The first number that proves it."""
    return next(str(number) for number in count() if solved(form, address, str(number), noughts))


def test_a_proof_is_for_one_form_and_one_address() -> None:
    """Nobody can use it for another mailbox."""
    number = proof("form", "a@example.org", 12)

    assert solved("form", "a@example.org", number, 12)
    assert not solved("form", "b@example.org", number, 12)
    assert not solved("other", "a@example.org", number, 12)


@given(st.text(max_size=20).filter(lambda text: not (text.isascii() and text.isdecimal() and len(text) <= 12)))
def test_what_is_no_number_proves_nothing(text: str) -> None:
    """Not even where no work is asked for."""
    assert not solved("form", "a@example.org", text, 0)


@pytest.mark.parametrize("noughts", [1, 4, 10])
def test_each_nought_doubles_the_work(noughts: int) -> None:
    """One number in so many is a proof, about."""
    found = sum(solved("form", "a", str(number), noughts) for number in range(2**13))

    assert 0.5 < found / 2 ** (13 - noughts) < 2
