"""What a webhook is told."""

from dataclasses import replace

import pytest

from pipeline.model.posting import Picture, Wire
from pipeline.social.webhook import name, payload, withdrawn
from tests.builders import NOON

PICTURE = Picture(digest="5e" * 32, mime="image/png", size=9, width=3, height=2, alt="A gate")
WIRE = Wire(
    network="linkedin", text="(a) the gate #Leases", language="en", link="https://firm.example/a/?p=1", title="The gate",
    summary="Who shuts it.", picture=PICTURE, tags=("Leases",), at=NOON, key="k1",
)  # fmt: skip


def test_a_post_that_is_due() -> None:
    """Everything that a person would need to say it by hand, as people read it."""
    assert {
        "type": "post.due",
        "timestamp": "2026-11-18T12:00:00+00:00",
        "data": {
            "id": "k1", "account": "rafe", "network": "linkedin", "language": "en", "text": "(a) the gate #Leases",
            "link": "https://firm.example/a/?p=1", "title": "The gate", "summary": "Who shuts it.",
            "image": {"address": "https://firm.example/a.png", "alt": "A gate"}, "tags": ["Leases"], "at": "2026-11-18T12:00:00+00:00",
        },
    } == payload(WIRE, "rafe", "https://firm.example/a.png")  # fmt: skip


def test_no_picture_is_none() -> None:
    """Also one that nobody can fetch."""
    assert payload(WIRE, "rafe")["data"]["image"] is None
    assert payload(replace(WIRE, picture=None), "rafe", "https://firm.example/a.png")["data"]["image"] is None


def test_what_is_withdrawn_is_named() -> None:
    """By the id under which it was due."""
    expected = {
        "type": "post.withdrawn",
        "timestamp": "2026-11-18T12:00:00+00:00",
        "data": {"id": "k1", "account": "rafe"},
    }
    assert expected == withdrawn("k1", "rafe", NOON)


@pytest.mark.parametrize("key", ["k.1", "a b", "é", "", "a" * 65])
def test_an_id_has_no_sign_that_would_end_it(key: str) -> None:
    """What is signed has full stops between its parts."""
    assert 64 == len(name(key))
    assert name(key).isalnum()
    assert "k-1_A" == name("k-1_A")
