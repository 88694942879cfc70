"""Posts as their networks show them: what is highlighted, what each state says, and that nothing gets out of its box."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.posting import Picture, Post, PostState, Wire
from pipeline.post_previews import Shown, page
from pipeline.social import bluesky
from tests.builders import NOON

#: Clearing names the words that were seen; nothing else depends on them.
CLEAR, DROP, AGAIN = "clear 99453025a988.5ea15e --by NAME", "drop 99453025a988 --by NAME", "again 99453025a988"
LONDON = ZoneInfo("Europe/London")
#: One white pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)
PICTURE = Picture(
    digest=hashlib.sha256(PNG).hexdigest(), mime="image/png", size=len(PNG), width=1200, height=630, alt="A lease."
)
LINK = "https://www.firm.example/lease/?p=1"
WORDS = "Read the lease first. #Tax is not #Taxation.\n\n#RealEstate"
#: Turns lines around, piles signs up, has no space, is HTML.
EVIL = (
    "\u202e<script>alert(1)</script> “x” 'y' &amp;"
    + "Z" + "\u0301\u0489" * 80 + "\n" + "W" * 300 + " \u200b\u0000\ud800 #Tax " + LINK
)  # fmt: skip


def wire(network: str = "bluesky", **changes: Any) -> Wire:
    """A post of a lease."""
    told: dict[str, Any] = {
        "network": network, "text": WORDS, "language": "en-GB", "link": LINK, "title": "Read the lease",
        "summary": "Before you sign.", "tags": ("Tax", "RealEstate"), "at": NOON, "key": "k",
    }  # fmt: skip
    return Wire(**{**told, **changes})


def shown(network: str = "bluesky", by: str = "attract", *, of: Wire | None = None, **changes: Any) -> Shown:
    """One post; what is not the post's is its account's."""
    of = of or wire(network)
    own = {key: changes.pop(key) for key in list(changes) if key in Shown.__dataclass_fields__}
    told: dict[str, Any] = {
        "id": "99453025a988", "account": f"firm-{network}", "of": "lease", "texts": {}, "wire": of, "seal": "5ea1" * 16,
        "due": NOON + timedelta(hours=2),
    }  # fmt: skip
    account: dict[str, Any] = {"name": "Ashlock Merrow", "handle": "firm.example"}
    return Shown(post=Post(**{**told, **changes}), by=by, **{**account, **own})


def html(*posts: Shown, **changes: Any) -> str:
    """The page of these."""
    told: dict[str, Any] = {"firm": "Ashlock Merrow", "language": "en-GB", "zone": LONDON, "now": NOON}
    return page(posts, **{**told, **changes})


def read(*posts: Shown, **changes: Any) -> BeautifulSoup:
    """The page of these, as a browser reads it."""
    return BeautifulSoup(html(*posts, **changes), "html.parser")


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    """What stands in these places, each in one line."""
    return [" ".join(each.text.split()) for each in soup.select(selector)]


def evil(network: str) -> Shown:
    """One whose every word is against us."""
    picture = replace(PICTURE, alt=EVIL)
    of = wire(network, text=EVIL, title=EVIL, summary=EVIL, picture=picture, tags=("Tax",), language='"><b>')
    return shown(
        of=of, network=network, id=EVIL, account=EVIL, name=EVIL, handle=EVIL, told=EVIL, warnings=(EVIL,), response=EVIL,
        address="javascript://firm.example/%0aalert(1)",
    )  # fmt: skip


def sample() -> list[Shown]:
    """One of each network, way and state."""
    words = "The first call costs nothing, and says what the rest will. " * 6 + "\n\n#Tax"
    pictured: dict[str, Any] = {"portrait": PNG, "picture": PNG}
    return [
        shown(of=wire(picture=PICTURE), warnings=("1 tag left out",), told="57 of 300 characters", **pictured),
        shown("mastodon", of=wire("mastodon", text=f"{WORDS}\n\n{LINK}"), state=PostState.PLANNED, cleared_by="Nkiru"),
        shown("linkedin", of=wire("linkedin", text=words, picture=PICTURE), state=PostState.UNCERTAIN, **pictured),
        shown("x", "hand", state=PostState.ACCEPTED, at=NOON, address="https://x.com/firm/status/1"),
        shown(of=wire(link="", picture=PICTURE), state=PostState.REFUSED, response="too big", **pictured),
        shown("linkedin", "webhook", state=PostState.DROPPED, response="not me"),
        shown("mastodon", of=wire("mastodon", picture=PICTURE), state=PostState.MISSED),
        shown("threads", state=PostState.ATTEMPTING),
    ]


@pytest.mark.parametrize("network", ["bluesky", "mastodon", "x", "linkedin"])
def test_tags_and_links_are_highlighted_where_the_network_is_told_of_them(network: str) -> None:
    """What only looks like a tag or a link is none."""
    text = f"{WORDS} #notours https://elsewhere.example/ {LINK} {LINK}0"
    soup = read(shown(of=wire(network, text=text), network=network))

    assert ["#Tax", "#RealEstate"] == texts(soup, ".tag")
    assert [LINK] == texts(soup, ".link")
    (words,) = soup.select(".words")
    for fold in words.select(".fold"):
        fold.decompose()
    assert text.split() == words.text.split()


@given(st.text(alphabet=st.sampled_from("#Tax é\u0301👨‍👩‍👧 \n_\u2060") | st.characters(codec="utf-8"), max_size=60))
def test_highlights_are_bluesky_s_facets_in_any_text(text: str) -> None:
    """The same words by bytes there and by characters here."""
    of = wire(text=f"{text}#Tax {text}")
    record = bluesky.payload(of)
    told = of.text.encode()
    facets = [told[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode() for each in record.get("facets", ())]

    assert facets == [each.text for each in read(shown(of=of)).select(".tag")]


def test_a_tag_on_linkedin_is_one_where_its_own_form_has_it() -> None:
    """Escapes before it move nothing."""
    soup = read(shown("linkedin", of=wire("linkedin", text="(a) [b] {c} #Tax| x#Tax #RealEstate\\", link="")))

    assert ["#Tax", "#RealEstate"] == texts(soup, ".tag")
    assert ["(a) [b] {c} #Tax| x#Tax #RealEstate\\"] == texts(soup, ".words")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        pytest.param("one " * 60, "one " * 52, id="about-210-characters"),
        pytest.param("One\n\nTwo\n\nThree", "One Two", id="three-lines"),
        pytest.param("W" * 300, "W" * 210, id="no-word-ends"),
        pytest.param("a" * 200 + "-#RealEstate and more", "a" * 200 + "-", id="never-within-a-tag"),
        pytest.param("One\nTwo\nThree", None, id="three-are-shown"),
        pytest.param("Three\n\nlines\n\n \n", None, id="nothing-behind-it"),
    ],
)
def test_linkedin_s_fold_is_marked_and_hides_nothing(text: str, before: str | None) -> None:
    """Whoever clears it sees what readers see at once, and the rest."""
    soup = read(shown("linkedin", of=wire("linkedin", text=text, link="")))
    (words,) = soup.select(".words")
    fold = words.select_one(".fold")

    if before is None:
        assert fold is None
    else:
        assert fold is not None
        assert before.split() == "".join(each.text for each in reversed(list(fold.previous_siblings))).split()
        fold.decompose()
    assert "".join(text.split()) == "".join(words.text.split())


@given(st.text(alphabet="ab \n\r#Tx\u2028\u0301", max_size=400), st.integers(1, 90))
def test_a_fold_loses_no_word_of_any_text(text: str, times: int) -> None:
    """Nothing twice, nothing lost, whatever the lines are."""
    of = wire("linkedin", text=f"{text}{'word #Tax ' * times}")
    (words,) = read(shown("linkedin", of=of)).select(".words")
    for fold in words.select(".fold"):
        fold.decompose()

    assert "".join(of.text.split()) == "".join(words.text.split())


@pytest.mark.parametrize(
    ("state", "more", "words", "commands"),
    [
        (PostState.DRAFT, {}, "Draft: waits for a person", [CLEAR, DROP]),
        (PostState.DRAFT, {"response": "what changed"}, "What changed.", [CLEAR, DROP]),
        (
            PostState.DRAFT,
            {"due": NOON - timedelta(hours=1)},
            "Its time has passed: once cleared, it gets the next free moment.",
            [CLEAR, DROP],
        ),
        (PostState.PLANNED, {}, "Planned for Wed 18 Nov 2026 14:00", [DROP]),
        (PostState.PLANNED, {"cleared_by": "Nkiru", "cleared_at": NOON}, "Cleared by Nkiru on Wed 18 Nov", [DROP]),
        (PostState.PLANNED, {"tries": 1, "again": NOON}, "It was tried 1 time, and is tried again on Wed", [DROP]),
        (PostState.PLANNED, {"tries": 2, "response": "503"}, "2 times. What came back: 503", [DROP]),
        (PostState.ATTEMPTING, {}, "Leaving right now", []),
        (PostState.ACCEPTED, {"at": NOON, "ref": "r1"}, "There since Wed 18 Nov 2026 12:00 Its id there: r1", []),
        (PostState.ACCEPTED, {"at": NOON, "by": "buffer"}, "Handed over in a file for Buffer on Wed 18 Nov", []),
        (PostState.REFUSED, {"response": "Too <big>."}, "Bluesky said: Too <big>.", []),
        (PostState.MISSED, {"response": "not within 36 hours"}, "it was too late Not within 36 hours.", [AGAIN]),
        (PostState.DROPPED, {"at": NOON}, "Dropped on Wed 18 Nov 2026 12:00: it is not said", [AGAIN]),
        (PostState.REMOVED, {}, "Taken down", []),
        (
            PostState.ACCEPTED,
            {"at": NOON, "response": "to be taken down by hand: 403"},
            "There since Wed 18 Nov 2026 12:00. Its piece was withdrawn, and Attract cannot take it down: take it down on Bluesky,"
            " then say so. What came back: 403",
            ["remove 99453025a988 --by-hand --by NAME"],
        ),
    ],
)
def test_each_state_says_what_it_is_and_what_to_do(
    state: PostState, more: dict[str, Any], words: str, commands: list[str]
) -> None:
    """In plain words, with the commands that a person may give, and no other."""
    soup = read(shown(state=state, **more))

    assert words in texts(soup, ".state")[0]
    assert [f"attract social {each}" for each in commands] == texts(soup, "code")


def test_an_uncertain_one_is_looked_for_by_a_person() -> None:
    """Both answers have their command."""
    soup = read(shown(state=PostState.UNCERTAIN, response="no answer"))

    assert [
        "Uncertain: it may be there Look at Ashlock Merrow on Bluesky, then say what you found. Until then it is not said again."
        " What came back: no answer It is there: attract social resolve 99453025a988 --there --by NAME"
        " It is not there: attract social resolve 99453025a988 --not-there --by NAME"
    ] == texts(soup, ".state")


def test_beside_a_post_stands_what_its_reader_does_not_see() -> None:
    """When it leaves, by which account, how long it is, what its picture shows, and what nobody sees at all."""
    of = wire(text="Sign\u202e here\u200b \U0001f3f4\U000e0067\U000e0062\U000e007f a\u200db", picture=PICTURE)
    soup = read(shown(of=of, told="9 of 300 characters", warnings=("1 tag left out",), picture=PNG))
    facts = dict(zip(texts(soup, "dt"), texts(soup, "dd"), strict=True))

    assert {
        "Would leave": "Wed 18 Nov 2026 14:00 Europe/London (14:00 UTC)",
        "Account": "firm-bluesky, Bluesky. Attract posts it.",
        "Length": "9 of 300 characters",
        "Leads to": LINK,
        "Picture shows": "A lease.",
        "Unseen signs": "1 × RIGHT-TO-LEFT OVERRIDE (U+202E), 1 × ZERO WIDTH SPACE (U+200B)",
        "Id": "99453025a988",
    } == facts
    assert ["Look at this 1 tag left out"] == texts(soup, ".warnings")


@pytest.mark.parametrize(
    ("of", "by", "below"),
    [
        (wire(picture=PICTURE), "attract", "link-card"),
        (wire(link="", picture=PICTURE), "attract", "picture"),
        (wire(link=""), "attract", ""),
        (wire("linkedin", picture=PICTURE), "attract", "link-card"),
        (wire("linkedin", title="", picture=PICTURE), "attract", "picture"),
        (wire("linkedin", picture=PICTURE), "buffer", "picture"),
        (wire("linkedin", picture=PICTURE), "hand", "made"),
        (wire("linkedin"), "webhook", "link-card"),
        (wire("mastodon"), "attract", "made"),
        (wire("mastodon", picture=PICTURE), "attract", "picture"),
        (wire("x"), "hand", "made"),
    ],
)
def test_a_card_is_ours_only_where_the_network_takes_ours(of: Wire, by: str, below: str) -> None:
    """Else there is the picture, or the network makes a card of the page and we say so."""
    soup = read(shown(of=of, by=by, picture=PNG))

    assert [below] * bool(below) == [
        str(each["class"][0]) for each in soup.select(".rest > .link-card, .rest > .picture, .rest > .made")
    ]


def test_what_is_pasted_has_its_link_in_the_text() -> None:
    """A card cannot be handed over: the address stands where it will stand."""
    assert [f"{WORDS} {LINK}".split()] == [each.split() for each in texts(read(shown(by="hand")), ".words")]


@pytest.mark.parametrize("network", ["bluesky", "mastodon", "linkedin", "x", "threads"])
def test_words_against_us_stay_words(network: str) -> None:
    """No element, no attribute and no address comes out of them; each stands in a block of its own direction."""
    told = html(evil(network), firm=EVIL, without=[(EVIL, EVIL, EVIL)])
    soup = BeautifulSoup(told, "html.parser")
    ours = {each.name for each in read(*sample(), without=[("a", "b", "c")]).find_all(True)}

    assert set() == {each.name for each in soup.find_all(True)} - ours
    assert [] == [key for each in soup.find_all(True) for key in each.attrs if key.startswith("on") or key == "style"]
    assert {LINK} == {str(each["href"]) for each in soup.select("a")}
    assert told.encode()
    assert "\0" not in told
    turned = [
        each for each in soup.find_all(string=re.compile("\u202e")) if each.parent and each.parent.name != "title"
    ]
    assert turned
    assert [] == [
        str(each.parent)[:80]
        for each in turned
        if each.parent and not any(up.name in ("bdi", "code", "q") or up.get("dir") for up in each.parents)
    ]


def test_nothing_is_loaded_and_nothing_may_run() -> None:
    """Pictures stand in the page, its one style is named by its hash, and only a person goes anywhere."""
    soup = read(*sample())
    policy = str(soup.select("meta[http-equiv=Content-Security-Policy]")[0]["content"])
    style = soup.select("style")[0].string or ""
    named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert (
        f"default-src 'none'; img-src data:; style-src 'sha256-{named}'; base-uri 'none'; form-action 'none'" == policy
    )
    assert [] == soup.select("script, link, iframe, object, form, [srcset], [style]")
    assert {"a"} == {each.name for each in soup.select("[href]")}
    assert {True} == {str(each["src"]).startswith("data:image/png;base64,") for each in soup.select("[src]")}
    assert "url(" not in style
    assert "@import" not in style
    assert "noindex, nofollow" == soup.select("meta[name=robots]")[0]["content"]


@pytest.mark.parametrize(
    ("portrait", "face"),
    [(PNG, ""), (b"", "AM"), (b"<svg onload=alert(1)>", "AM")],
)
def test_a_face_is_a_picture_that_every_browser_shows_or_initials(portrait: bytes, face: str) -> None:
    """An SVG could do something, and is no portrait."""
    assert [face] == texts(read(shown(portrait=portrait)), ".face")


def test_posts_stand_by_day_and_time_on_the_firm_s_wall() -> None:
    """What is due at half past eleven in UTC is tomorrow's in Kolkata."""
    late, early = NOON.replace(hour=23, minute=30), NOON
    soup = read(shown(due=late), shown("x", due=early), zone=ZoneInfo("Asia/Kolkata"))

    assert ["Today, Wednesday 18 November 2026", "Tomorrow, Thursday 19 November 2026"] == texts(soup, "h2")
    assert ["17:30 X as firm-x", "05:00 Bluesky as firm-bluesky"] == texts(soup, "h3")


def test_an_empty_page_says_what_to_do() -> None:
    """And why accounts say nothing, where that is known."""
    soup = read(without=[("ada", "The lease", "there is one wording")])

    assert ["attract social status", "attract social connect ACCOUNT", "attract review"] == texts(soup, "code")
    assert ["The lease ada: there is one wording"] == texts(soup, ".without li")


def test_a_page_that_speaks_english_says_so_whatever_its_posts_speak() -> None:
    """Each post says its own language, or the firm's."""
    soup = read(shown(of=wire(language="")), shown(of=wire(language="ga")), language="de")

    assert ["en", "de", "ga"] == [str(each["lang"]) for each in soup.select("html, .words")]
