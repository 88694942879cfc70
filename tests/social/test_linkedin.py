"""What LinkedIn is told."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model.posting import Picture, Wire, seal
from pipeline.social.linkedin import ALT, LIMIT, age, payload
from tests.builders import NOON

ME = "urn:li:person:ab12"
PICTURE = Picture(digest="5e" * 32, mime="image/png", size=9, width=3, height=2, alt="A gate")
WIRE = Wire(
    network="linkedin", text="(a) the gate #Leases", language="en", link="https://firm.example/a/?p=1", title="The [gate]",
    summary="Who shuts it.", picture=PICTURE, tags=("Leases",), at=NOON, key="k1",
)  # fmt: skip


def test_an_article_is_told_whole() -> None:
    """Only the commentary is escaped; the thumbnail stands there under its hash."""
    assert {
        "author": ME,
        "commentary": r"\(a\) the gate {hashtag|\#|Leases}",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "content": {
            "article": {
                "source": "https://firm.example/a/?p=1", "title": "The [gate]", "description": "Who shuts it.", "thumbnail": "5e" * 32,
            }
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    } == payload(WIRE, ME)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "content"),
    [
        ({"title": "", "link": ""}, {"media": {"id": "5e" * 32, "altText": "A gate"}}),
        ({"title": ""}, {"media": {"id": "5e" * 32, "altText": "A gate"}}),
        ({"title": "", "picture": replace(PICTURE, alt="")}, {"media": {"id": "5e" * 32}}),
        (
            {"summary": "", "picture": None},
            {"article": {"source": "https://firm.example/a/?p=1", "title": "The [gate]"}},
        ),
        ({"title": "", "picture": None}, None),
    ],
)
def test_what_goes_with_it(changes: dict[str, object], content: object) -> None:
    """A picture by itself, an article without one, or nothing."""
    assert content == payload(replace(WIRE, **changes), ME).get("content")  # type: ignore[arg-type]  # each is a field


def test_escapes_count() -> None:
    """As many as LinkedIn takes, and one more."""
    payload(replace(WIRE, text="a" * (LIMIT - 2) + "("), ME)

    with pytest.raises(ValueError, match="counts 3001"):
        payload(replace(WIRE, text="a" * (LIMIT - 1) + "("), ME)


def test_the_alternative_text_has_a_limit() -> None:
    """Nothing is cut."""
    shown = replace(WIRE, title="", picture=replace(PICTURE, alt="a" * ALT))
    payload(shown, ME)

    with pytest.raises(ValueError, match="4086"):
        payload(replace(shown, picture=replace(PICTURE, alt="a" * (ALT + 1))), ME)


def test_the_same_wire_has_the_same_seal() -> None:
    """What was cleared is what leaves."""
    assert seal(payload(WIRE, ME)) == seal(payload(Wire.of(WIRE.told()), ME))


@pytest.mark.parametrize(("version", "months"), [("202609", 2), ("202611", 0), ("202511", 12), ("202602", 9)])
def test_the_age_of_a_version(version: str, months: int) -> None:
    """In months of the calendar."""
    assert months == age(version, date(2026, 11, 23))


@pytest.mark.parametrize("version", ["", "2026", "202613", "202600", "2026-9", "２０２６０９"])
def test_what_is_no_version(version: str) -> None:
    """A year and a month, and nothing else."""
    with pytest.raises(ValueError, match="no version"):
        age(version, date(2026, 11, 23))
