"""The record of a post on Bluesky."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.posting import Picture, Wire, seal
from pipeline.social.bluesky import LARGEST_PICTURE, cid, payload, rkey
from tests.builders import NOON

LINK = "https://firm.example/a?p=1"
#: The SHA-256 of b"hello", and what Bluesky's own servers call those bytes as a blob.
HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
PICTURE = Picture(digest=HELLO, mime="image/png", size=5, width=2, height=1, alt="A gate")
PLAIN = Wire(network="bluesky", text="Read it.", language="en-IE", at=NOON, key="k")
_HARD = [
    "é",
    "e\u0301",
    "👨‍👩‍👧",
    "‮",
    "\u200d",
    "ع",
    "中",
    "\ufe0f",
    "\u0301",
    "\U0001f3fb",
    "\u0600",
    "#",
    "tax",
    "#tax",
    "#Tax12",
    " ",
    LINK,
    LINK + "0",
    "(",
    ".",
]
TEXTS = st.lists(
    st.sampled_from(_HARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=30
).map("".join)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2250, 1, 1), timezones=st.just(UTC))


def covered(wire: Wire) -> list[tuple[str, dict[str, str]]]:
    """What the record's facets cover, and what they say it is."""
    told = wire.text.encode()
    facets = payload(wire).get("facets", [])
    return [(told[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f["features"][0]) for f in facets]


@given(text=TEXTS, tags=st.lists(st.sampled_from(["tax", "Tax12", "中"]), max_size=3).map(tuple))
def test_facets_cover_exactly_links_and_tags(text: str, tags: tuple[str, ...]) -> None:
    """In any text, from one whole character to another; nothing else is a link or a tag, and none lies in another."""
    wire = replace(PLAIN, text=text, link=LINK, tags=tags)
    borders = {0, *(len(text[: each.end()].encode()) for each in regex.finditer(r"\X", text))}

    for words, feature in covered(wire):
        expected = {LINK: {"$type": "app.bsky.richtext.facet#link", "uri": LINK}}
        expected |= {f"#{tag}": {"$type": "app.bsky.richtext.facet#tag", "tag": tag} for tag in tags}
        assert expected[words] == feature
    ranges = [(f["index"]["byteStart"], f["index"]["byteEnd"]) for f in payload(wire).get("facets", [])]
    assert all({start, end} <= borders for start, end in ranges)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in zip(sorted(ranges), sorted(ranges)[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Ünïcode 👨‍👩‍👧 {LINK} #tax", [LINK, "#tax"]),
        (f"({LINK}). #tax, too", [LINK, "#tax"]),
        (f"{LINK}0 and {LINK}.html", []),
        (f"{LINK}#tax", []),
        ("#taxes and a#tax and &#tax and #12", []),
        ("#tax\u0301 is another word", []),
        ("#tax\U0001f3fb is drawn as one with what follows", []),
        ("\u0600#tax is drawn as one with what stands before", []),
        ("Case #12, and #tax2 is meant whole", ["#tax2"]),
        ("#tax #tax", ["#tax", "#tax"]),
    ],
)
def test_a_link_or_tag_is_one_where_it_stands_whole(text: str, expected: list[str]) -> None:
    """A longer address or word is another one; numbers in citations are no tags."""
    assert expected == [words for words, _ in covered(replace(PLAIN, text=text, link=LINK, tags=("tax", "tax2")))]


def test_the_record_of_a_link_has_a_card() -> None:
    """With its picture, by the name that Bluesky will give to these bytes."""
    wire = replace(PLAIN, link=LINK, title="Gates", summary="Of gates.", picture=PICTURE)
    name = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
    blob = {"$type": "blob", "ref": {"$link": name}, "mimeType": "image/png", "size": 5}

    assert name == cid(PICTURE)
    assert {
        "$type": "app.bsky.feed.post",
        "text": "Read it.",
        "createdAt": f"{NOON:%Y-%m-%dT%H:%M:%S}.000Z",
        "langs": ["en-IE"],
        "embed": {
            "$type": "app.bsky.embed.external",
            "external": {"uri": LINK, "title": "Gates", "description": "Of gates.", "thumb": blob},
        },
    } == payload(wire)


def test_a_picture_without_a_link_is_shown_as_one() -> None:
    """With what it shows and its shape."""
    image = payload(replace(PLAIN, picture=PICTURE))["embed"]["images"][0]

    assert ("A gate", {"width": 2, "height": 1}) == (image["alt"], image["aspectRatio"])


def test_a_post_may_have_neither() -> None:
    """Then it is words alone."""
    assert {"$type", "text", "langs", "createdAt"} == set(payload(PLAIN))


@pytest.mark.parametrize("link", ["", LINK])
def test_a_picture_that_is_too_large_is_refused(link: str) -> None:
    """Before anything is uploaded."""
    with pytest.raises(ValueError, match="1,000,001"):
        payload(replace(PLAIN, link=link, picture=replace(PICTURE, size=LARGEST_PICTURE + 1)))


@given(text=TEXTS)
def test_the_record_is_the_same_each_time(text: str) -> None:
    """What is cleared is what leaves; the moment may be told in another zone."""
    wire = replace(PLAIN, text=text, link=LINK, picture=PICTURE, tags=("tax",))
    kept = Wire.of(wire.told())

    assert seal(payload(wire)) == seal(payload(kept)) == seal(json.loads(json.dumps(payload(wire))))


@given(key=st.text(st.characters(codec="ascii"), max_size=64), at=MOMENTS)
def test_keys_are_valid_and_stay(key: str, at: datetime) -> None:
    """A TID as the protocol wants it, of the post's own second, and the same whenever it is made."""
    wire = replace(PLAIN, key=key, at=at.replace(microsecond=0))
    made = rkey(wire)
    number = 0
    for letter in made:
        number = number * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(letter)

    assert regex.fullmatch("[2-7a-j][2-7a-z]{12}", made)
    assert made == rkey(Wire.of(wire.told()))
    assert wire.at == datetime.fromtimestamp(number // 1024 // 1_000_000, UTC)


def test_other_posts_have_other_keys() -> None:
    """Thousands of the same second; and the same post at another time."""
    made = {rkey(replace(PLAIN, key=f"k{n}")) for n in range(5000)}

    assert 5000 == len(made)
    assert rkey(PLAIN) != rkey(replace(PLAIN, at=NOON + timedelta(seconds=1)))


@pytest.mark.parametrize("year", [1960, 2300])
def test_no_key_names_such_a_moment(year: int) -> None:
    """It would be no TID."""
    with pytest.raises(ValueError, match="of that time"):
        rkey(replace(PLAIN, at=datetime(year, 1, 1, tzinfo=UTC)))
