"""What counts as the same among answers and reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliver.tally import alike, grouped


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("550 5.1.1 <hana@example.org>: Recipient address rejected", "550 5.1.1 …: Recipient address rejected"),
        ("552 5.2.2 (théo@bücher.example) is full", "552 5.2.2 (…) is full"),
        ("451 4.7.1 Greylisted for 300 seconds", "451 4.7.1 Greylisted for 300 seconds"),
        ("550-5.1.1 See support.example/?p=NoSuchUser a640c23a62f3a-a9f1b6.17 - gsmtp",
         "550-5.1.1 See support.example/?p=NoSuchUser a640c23a62f3a-a9f1b6.17 - gsmtp"),
        ("550-5.1.1 See support.example/?p=NoSuchUser a640c23a62f3a-a9f1b6 - gsmtp",
         "550-5.1.1 See support.example/?p=NoSuchUser … - gsmtp"),
        ("452 4.3.1 8F3A21C0B9: too busy", "452 4.3.1 …: too busy"),
        ("550 5.7.1 [203.0.113.25] listed at dnsbl1234567.example", "550 5.7.1 [203.0.113.25] listed at dnsbl1234567.example"),
        ("the reader wants nothing until 2026-12-24", "the reader wants nothing until …"),
        ("opponent.example stands in never_mail", "opponent.example stands in never_mail"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_one_mails_own_is_left_out(said: str, words: str) -> None:
    """Addresses, days and what servers call a mail; codes, names of hosts and everybody's words stay."""
    assert words == alike(said)


def test_the_same_is_counted_together_and_the_most_come_first() -> None:
    """However often it comes, and whoever it was about."""
    said = [("550 <a@example.org> unknown", 1), ("451 later", 3), ("550 <b@example.org> unknown", 3), ("451 later", 1)]

    assert [("451 later", 4), ("550 … unknown", 4)] == list(grouped(said).items())


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(1, 9)), max_size=8))
def test_nobody_is_lost_in_counting(said: list[tuple[str, int]]) -> None:
    """Whatever servers say; and what was left out once is not looked for again."""
    found = grouped(said)

    assert sum(count for _, count in said) == sum(found.values())
    assert sorted(found.values(), reverse=True) == list(found.values())
    assert all("@" not in words or len(words) < 60 for words in found)
