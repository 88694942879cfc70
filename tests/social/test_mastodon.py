"""What a Mastodon server is told, and what it says of itself."""

from dataclasses import replace

import pytest

from pipeline.model.posting import Picture, Wire
from pipeline.social.mastodon import Limits, limits, payload
from tests.builders import NOON

PLAIN = Wire(network="mastodon", text="Read it.", language="en-IE", at=NOON, key="k")
PICTURE = Picture(digest="ab" * 32, mime="image/png", size=5, width=2, height=1, alt="A gate")
_STATUSES = {"max_characters": 500, "characters_reserved_per_url": 23}


def test_a_status_is_public_and_whole() -> None:
    """Words, language, and the picture by its hash with what it shows."""
    assert {
        "status": "Read it.",
        "visibility": "public",
        "language": "en-IE",
        "media": [{"sha256": "ab" * 32, "description": "A gate"}],
    } == payload(replace(PLAIN, picture=PICTURE))
    assert {"status", "visibility", "language"} == set(payload(PLAIN))


def test_a_link_that_is_not_in_the_text_is_refused() -> None:
    """Nobody could follow it, and the post could not be found again."""
    with pytest.raises(ValueError, match="stand in the text"):
        payload(replace(PLAIN, link="https://firm.example/a"))


@pytest.mark.parametrize(
    ("version", "address"),
    [
        ("4.3.1", 23), ("4.4.0-rc.1", 23), ("4.4.0rc1", 23), ("4.5.0-nightly.2025-01-01", 23), ("4.3.0+glitch", 23), ("10.0.1", 23),
        ("0.20.0+git-1234", None), ("0.20.0", None), ("2.7.2 (compatible; Pleroma 2.9)", None), ("4.2.0 (compatible; Hollo/0.10)", None),
        ("3.5.3+gotosocial-0.20", None), ("", None), ("mastodon", None),
    ],
)  # fmt: skip
def test_only_mastodon_counts_addresses_as_23(version: str, address: int | None) -> None:
    """Forks say so, and count their full length."""
    assert address == limits({"version": version, "configuration": {"statuses": _STATUSES}}).address


def test_limits_are_what_a_server_says() -> None:
    """Characters, bytes of a picture and its kinds."""
    media = {"image_size_limit": 10, "supported_mime_types": ["image/png"]}
    said = {
        "version": "4.3.1",
        "configuration": {"statuses": {**_STATUSES, "max_characters": 5000}, "media_attachments": media},
    }

    assert Limits(5000, 23, 10, ("image/png",)) == limits(said)


@pytest.mark.parametrize(
    "said",
    [{}, {"configuration": None}, {"configuration": {"statuses": {"max_characters": -1}, "media_attachments": 3}}],
)
def test_what_is_not_said_is_as_usual(said: dict[str, object]) -> None:
    """Nonsense is not believed."""
    assert Limits() == limits(said)


def test_old_forks_say_it_in_their_own_way() -> None:
    """`max_toot_chars`."""
    assert 1234 == limits({"max_toot_chars": 1234}).characters
