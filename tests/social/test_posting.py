"""What a post is kept as."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.posting import Picture, Wire, canonical, seal
from tests.builders import NOON

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PICTURES = st.builds(
    Picture, digest=_WORDS, mime=st.sampled_from(["image/png", "image/jpeg"]), size=st.integers(0), width=st.integers(0),
    height=st.integers(0), alt=_WORDS,
)  # fmt: skip
WIRES = st.builds(
    Wire, network=st.sampled_from(["bluesky", "mastodon", "linkedin", "x"]), text=_WORDS, language=_WORDS, link=_WORDS,
    title=_WORDS, summary=_WORDS, picture=st.none() | PICTURES, tags=st.lists(_WORDS, max_size=3).map(tuple),
    at=st.datetimes(timezones=st.just(UTC)), key=_WORDS,
)  # fmt: skip


@given(wire=WIRES)
def test_what_is_kept_is_what_was_written(wire: Wire) -> None:
    """Every character, and the moment."""
    assert wire == Wire.of(wire.told())


@given(wire=WIRES, other=WIRES)
def test_a_seal_names_one_wire(wire: Wire, other: Wire) -> None:
    """The same has the same, and nothing else has it; in whatever order its fields stand."""
    one, another = json.loads(wire.told()), json.loads(other.told())

    assert seal(one) == seal(dict(reversed(one.items())))
    assert (wire == other) == (seal(one) == seal(another))
    assert canonical(one) == wire.told()


def test_a_moment_without_a_zone_is_refused() -> None:
    """Nobody would know when it leaves."""
    wire = Wire(network="x", text="a", language="en", at=NOON, key="k")

    with pytest.raises(ValueError, match="zone"):
        replace(wire, at=datetime(2026, 11, 23, 12))  # what is refused
