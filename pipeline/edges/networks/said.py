"""A network's own words, as they may stand in an error: one line, short, and no secret in it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

#: Characters.
_LONGEST = 200
#: Where networks put words (RFC 6749, 5.2, for the last two).
_FIELDS = ("code", "message", "error", "error_description")


def said(answer: httpx.Response, *secrets: str) -> str:
    """What an answer says, beginning with its status.

    Args:
        answer: read already.
        secrets: what must not stand in it, whatever the network repeats.

    """
    try:
        words = " ".join(_words(json.loads(answer.content))) or answer.text
    except (ValueError, RecursionError):  # no JSON, or some that nobody means well
        words = answer.text
    return line(f"{answer.status_code} {words}", *secrets)


def line(words: str, *secrets: str) -> str:
    """Words in one line, cut, without these secrets."""
    for secret in filter(None, secrets):
        words = words.replace(secret, "…")
    plain = " ".join("".join(each if each.isprintable() else " " for each in words).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def failed(problem: Exception, *secrets: str) -> str:
    """Why no answer came; of a header that cannot be sent, no more than that, because its words are the header."""
    if isinstance(problem, httpx.LocalProtocolError):
        return "LocalProtocolError: what is sent holds signs that may not stand there"
    return line(f"{type(problem).__name__}: {problem}".rstrip(": "), *secrets)


def _words(told: Any) -> Iterator[str]:  # what stands in an answer is the network's affair
    if isinstance(told, dict):
        yield from (each for field in _FIELDS if isinstance(each := told.get(field), str))
