"""No address and no token goes through the mask, in whatever spelling; words do."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import link_tokens, reader_tokens
from pipeline.masking import ADDRESS, TOKEN, masked
from pipeline.reader_tokens import Purpose

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
KEY = b"k" * 32


@pytest.mark.parametrize(
    "address",
    [
        "hana@example.org", "Hana.Brindle+news@example.org", "o'brindle@example.org", "hana=brindle@example.org",
        '"hana brindle"@example.org', "hana@[192.0.2.1]", "häna@exämple.org", "用户@例え.jp", "hana@xn--exmple-cua.org",
        "hana%40example.org", "hana=40example.org", "hana@EXAMPLE.org", "hana＠example.org", "h@localhost",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around",
    ["{}", "550 5.1.1 <{}>: Recipient address rejected: User unknown", "to=<{}>, relay=mx[192.0.2.1]:25", "({}) said no",
     "mailto:{}?subject=x", "{}: {}", "SMTPRecipientsRefused({{'{}': (550, b'no {}')}})", "rcpt {}\r\n {}", "{};{}"],
)  # fmt: skip
def test_no_address_goes_through(address: str, around: str) -> None:
    """As servers echo them, and as errors of libraries hold them; no more than a quote or a bracket of it is left."""
    told = masked(around.format(*[address] * 2))

    assert ADDRESS in told
    assert "hana" not in told.lower()
    assert "brindle" not in told.lower()
    assert "example" not in told.lower()


LOCAL = st.text(st.sampled_from("abcXYZ0189._+-=!#$%&*/?^~äé用"), min_size=1, max_size=30)
DOMAIN = st.lists(st.text(st.sampled_from("abcxyz019-ü例"), min_size=1, max_size=12), min_size=1, max_size=4).map(
    ".".join
)


@given(LOCAL, DOMAIN, st.sampled_from(["{}", "<{}>", "550 {} no", "a {}, b", "[{}]", "'{}'", "x:{}", "{} {}"]))
def test_whatever_can_be_an_address_does_not_go_through(local: str, domain: str, around: str) -> None:
    """Any letters that may stand in one."""
    assert f"{local}@{domain}" not in masked(around.format(*[f"{local}@{domain}"] * 2))


@pytest.mark.parametrize("purpose", Purpose)
def test_no_token_goes_through(purpose: Purpose) -> None:
    """Alone, in its link, cut off in the middle, or at the end of a sentence."""
    token = reader_tokens.written(purpose, "3f" * 16, [KEY], NOW)
    ticket = link_tokens.written(link_tokens.Ticket(item="the-van", text="0" * 64, ends=NOW), KEY, NOW)

    for each in (token, ticket):
        assert TOKEN == masked(each)
        assert f"GET /digest/leave/{TOKEN} is slow" == masked(f"GET /digest/leave/{each[:31]} is slow")
        assert f"see https://firm.example/preview/{TOKEN}" == masked(f"see https://firm.example/preview/{each}")
        assert each not in masked(f"It was {each}.")


@pytest.mark.parametrize(
    "words",
    [
        "weekly-2026-W47 is composed: 412 mails are planned, 31 readers have nothing new.",
        "content/articles/the-landlord-and-tenant-act-of-1954-explained-in-plain-words.md cannot be read.",
        "Looking at the clock every 30 seconds, in Europe/London.",
        "deliver 400 of 4,000, total=400, 40 left",
        "https://blog.example/2026/11/18/leases.xml did not answer (504).",
    ],
)
def test_words_go_through(words: str) -> None:
    """A sentence without either stays as it is."""
    assert words == masked(words)


@given(st.text(max_size=200))
def test_a_line_stays_one_line(text: str) -> None:
    """Whoever chooses a file's name cannot write a line of their own into the log."""
    assert len(masked(text).splitlines()) <= 1
