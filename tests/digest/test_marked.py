"""Mails that are not for a reader say so."""

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.entry import harmless
from pipeline.digest.headers import line, words
from pipeline.digest.marked import marked

MAIL = b"From: a@firm.example\r\nSubject: %s\r\nTo: b@example.org\r\n\r\nSubject: not this\r\n\r\nwords\r\n"


def test_the_mark_stands_before_the_subject_and_nowhere_else() -> None:
    """And more headers behind the others; the body is as it was."""
    mail = marked(MAIL % b"A lease", "Seed", line("X-Attract-Seed", "yes"))

    read = email.message_from_bytes(mail, policy=email.policy.default)
    assert ("[Seed] A lease", "yes", "b@example.org") == (read["Subject"], read["X-Attract-Seed"], read["To"])
    assert mail.endswith(b"\r\nX-Attract-Seed: yes\r\n\r\nSubject: not this\r\n\r\nwords\r\n")


def test_a_mail_without_a_subject_is_not_marked() -> None:
    """It is none of ours."""
    with pytest.raises(ValueError, match="no subject"):
        marked(b"From: a@firm.example\r\n\r\nSubject: not this\r\n", "Test")


@given(st.text(min_size=1, max_size=300).map(harmless).filter(str.strip))
def test_any_subject_is_marked_within_its_lines(text: str) -> None:
    """In any script, of any length: it reads as before behind the mark, and no line grows."""
    subject = line("Subject", words(text, "Subject")).removeprefix(b"Subject: ").removesuffix(b"\r\n")
    before = email.message_from_bytes(MAIL % subject, policy=email.policy.default)["Subject"]

    mail = marked(MAIL % subject, "Test")

    read = email.message_from_bytes(mail, policy=email.policy.default)
    assert f"[Test] {before}".split() == read["Subject"].split()
    longest = max(map(len, subject.split(b"\r\n")))
    assert all(len(each) <= max(78, longest + 1) for each in mail.split(b"\r\n"))
