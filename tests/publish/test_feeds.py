"""Feeds as readers' programs see them: Atom against RFC 4287, JSON Feed against 1.1, and each against the other."""

import io
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Basis, ClearedItem, Kind, Notice
from pipeline.publish import atom, entries, json_feed, opml
from pipeline.publish.markup import writable
from tests.builders import NOON, cleared, correction, firm, item, person, story

ATOM = "{http://www.w3.org/2005/Atom}"
#: RFC 3339, 5.6.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
#: RFC 5646, as far as settings go.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
NAMES = {"tax": "Tax", "family": "Families & children"}


def told(*pieces: ClearedItem, page: str = "", title: str = "Test & Firm", **about_the_firm: Any) -> entries.Told:
    """One feed before it is written."""
    of = firm(**about_the_firm)
    return entries.told(
        title,
        page,
        pieces,
        of,
        {"rafe": person(), "mei": person(id="mei", name="Mei Fraser")},
        NAMES,
        lambda piece: piece.item.html,
    )


def is_address(value: str) -> bool:
    """Whether it is a full address, as RFC 4287 asks of ids and we of everything."""
    parts = urlsplit(value)
    return bool(parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", value))


def wrong_in_atom(raw: bytes) -> list[str]:
    """Which musts of RFC 4287 a feed breaks."""
    root = ElementTree.fromstring(raw)
    found = [] if root.tag == f"{ATOM}feed" else ["4.1.1: no feed"]
    found += [f"4.1.1: {name}" for name in ("id", "title", "updated") if len(root.findall(ATOM + name)) != 1]
    found += _links(root, "4.1.1")
    whole = root.findall(f"{ATOM}author")
    for entry in root.findall(f"{ATOM}entry"):
        found += [f"4.1.2: {name}" for name in ("id", "title", "updated") if len(entry.findall(ATOM + name)) != 1]
        found += [
            f"4.1.2: {name}" for name in ("content", "summary", "published") if len(entry.findall(ATOM + name)) > 1
        ]
        found += _links(entry, "4.1.2")
        found += [] if whole or entry.findall(f"{ATOM}author") else ["4.1.2: nobody wrote it"]
        links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        found += [] if links or entry.findall(f"{ATOM}content") else ["4.1.2: neither words nor a link"]
        found += ["4.1.3.1: type"] * any(c.get("type") not in ("text", "html") for c in entry.findall(f"{ATOM}content"))
    for person_ in root.iter(f"{ATOM}author"):
        found += [] if len(person_.findall(f"{ATOM}name")) == 1 else ["3.2.1: name"]
    found += ["4.2.2.1: term"] * any(not each.get("term") for each in root.iter(f"{ATOM}category"))
    found += [f"3.3: {e.text}" for t in ("updated", "published") for e in root.iter(ATOM + t) if not _moment(e.text)]
    found += [f"4.2.6: {each.text}" for each in root.iter(f"{ATOM}id") if not is_address(each.text or "")]
    seen = [(e.findtext(f"{ATOM}id"), e.findtext(f"{ATOM}updated")) for e in root.findall(f"{ATOM}entry")]
    return found + ["4.1.1: one entry twice"] * (len(seen) != len(set(seen)))


def _links(of: ElementTree.Element, clause: str) -> list[str]:
    links = [
        (each.get("rel", "alternate"), each.get("type"), each.get("hreflang")) for each in of.findall(f"{ATOM}link")
    ]
    found = [
        f"4.2.7.1: {each.get('href')}" for each in of.findall(f"{ATOM}link") if not is_address(each.get("href", ""))
    ]
    return found + [f"{clause}: two alternate links of one type"] * (len(links) != len(set(links)))


def _moment(value: str | None) -> bool:
    return MOMENT.fullmatch(value or "") is not None


def wrong_in_json(raw: bytes) -> list[str]:
    """Which rules of JSON Feed 1.1 a feed breaks."""
    feed = json.loads(raw)
    found = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]
    found += [name for name in ("title", "home_page_url", "feed_url") if not isinstance(feed.get(name), str)]
    found += [name for name in ("home_page_url", "feed_url") if not is_address(feed.get(name, ""))]
    found += ["items"] * (not isinstance(feed.get("items"), list))
    for each in [feed, *feed["items"]]:
        found += ["language"] * (not LANGUAGE.fullmatch(each.get("language", "en")))
        found += ["authors"] * any(not set(author) & {"name", "url", "avatar"} for author in each.get("authors", []))
        found += [f"a key: {key}" for key in each if not re.fullmatch(r"[a-z_]+", key) or key.startswith("_")]
    for each in feed["items"]:
        found += ["id"] * (not isinstance(each.get("id"), str) or not each["id"])
        found += ["no words"] * (not {"content_html", "content_text"} & set(each))
        found += ["not text"] * any(not isinstance(v, str) for k, v in each.items() if k not in ("authors", "tags"))
        found += [
            name for name in ("date_published", "date_modified") if not _moment(each.get(name, "2026-01-01T00:00:00Z"))
        ]
        found += ["tags"] * any(not isinstance(tag, str) for tag in each.get("tags", []))
    ids = [each["id"] for each in feed["items"]]
    return found + ["one id twice"] * (len(ids) != len(set(ids)))


def parsed(raw: bytes) -> Any:
    """An Atom feed as feedparser sees it; it opens files by name, so it is given none."""
    return feedparser.parse(io.BytesIO(raw))


def flat(words: str) -> str:
    """Words as they are read: XML and readers keep no difference between kinds of white space."""
    return " ".join(writable(words).split())


#: Whatever may stand in a text that somebody wrote.
WORDS = st.text(max_size=60).filter(lambda words: bool(flat(words)))
NOTICES = st.lists(
    st.builds(
        Notice, rule=st.just("ADV-X"), text=st.sampled_from(["A notice.", "Another & more."]), steps=st.sampled_from([0, 1]),
        parts=st.frozensets(st.sampled_from(["", "title", "summary", "body"])),
    ), max_size=2, unique_by=lambda each: each.text,
)  # fmt: skip


@st.composite
def pieces(draw: st.DrawFn) -> list[ClearedItem]:
    """Pieces of any kind with any words, dates, notices and corrections."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from([Kind.STORY, Kind.ARTICLE, Kind.TESTIMONIAL, Kind.NEWS, Kind.ELSEWHERE]))
        summary = draw(WORDS)
        of = item(
            id=f"piece-{number}", kind=kind, title=draw(WORDS), summary=summary, author=draw(st.sampled_from([None, "rafe"])),
            co_authors=draw(st.sampled_from([(), ("mei",), ("mei", "gone")])) if kind is not Kind.TESTIMONIAL else (),
            body=summary if kind is Kind.ELSEWHERE else draw(WORDS), html=f"<p>{number}</p>",
            basis=draw(st.sampled_from(Basis)) if kind is Kind.STORY else None,
            link=f"https://blog.example/{number}" if kind is Kind.ELSEWHERE else "",
            published=draw(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())),
        )  # fmt: skip
        corrections = tuple(correction(of, note=draw(WORDS)) for _ in range(draw(st.integers(0, 1))))
        found.append(cleared(of, *draw(st.sampled_from([(), ("tax",), ("family", "tax")])), notices=tuple(draw(NOTICES)),
                             corrections=corrections))  # fmt: skip
    return found


@settings(deadline=None, max_examples=120)
@given(found=pieces(), title=WORDS)
def test_both_feeds_keep_the_rules_and_say_the_same(found: list[ClearedItem], title: str) -> None:
    """Whatever is in it: no must is broken, a reader takes it without complaint, and no word differs between the two."""
    of = told(*found, page="people/rafe/", title=title)
    xml, made = atom.written(of, "people/rafe/feed.atom"), json_feed.written(of)
    read, plain = parsed(xml), json.loads(made)
    root = ElementTree.fromstring(xml)

    assert ([], [], False) == (wrong_in_atom(xml), wrong_in_json(made), bool(read.bozo))
    assert flat(title) == flat(root.findtext(f"{ATOM}title") or "") == flat(plain["title"])
    assert len(found) == len(read.entries) == len(plain["items"])
    for entry, each, it in zip(root.findall(f"{ATOM}entry"), plain["items"], of.entries, strict=True):
        content = entry.findtext(f"{ATOM}content") or ""
        assert (it.address, it.address, it.address) == (entry.findtext(f"{ATOM}id"), each["id"], each["url"])
        for name, value in (("title", it.title), ("summary", it.summary)):
            assert flat(value) == flat(entry.findtext(ATOM + name) or "") == flat(each[name])
        assert flat(it.content) == flat(content) == flat(each.get("content_html", ""))
        assert flat(it.content or it.summary) == flat(each.get("content_html") or each["content_text"])
        assert list(it.authors) == [(author["name"], author.get("url", "")) for author in each.get("authors", [])]
        assert list(it.authors) == [
            (author.findtext(f"{ATOM}name"), author.findtext(f"{ATOM}uri") or "")
            for author in entry.findall(f"{ATOM}author")
        ]
        assert [c.get("label") for c in entry.findall(f"{ATOM}category")] == each.get("tags", [])


@settings(deadline=None, max_examples=60)
@given(found=NOTICES)
def test_neither_feed_has_a_claim_without_its_notices(found: list[Notice]) -> None:
    """Every value that shows a part has every notice of that part; a larger notice keeps the part out."""
    of = told(cleared(story(title="TITLE", summary="SUMMARY", body="BODY."), "tax", notices=tuple(found)))
    each = json.loads(json_feed.written(of))["items"][0]

    for part in ("TITLE", "SUMMARY", "BODY"):
        needed = [n for n in found if not n.parts or n.parts & {part.lower(), ""}]
        for value in (each["title"], each["summary"], each.get("content_html", ""), each.get("content_text", "")):
            if needed and part in value:
                assert all(n.text.replace("&", "&amp;") in value or n.text in value for n in needed)
                assert not any(n.steps for n in needed)


def test_an_entry_of_the_json_feed_has_everything() -> None:
    """Its address as its identity, its author with a page, its areas by name, when it was published and corrected."""
    of = item()
    piece = cleared(of, "tax", "family", corrections=(correction(of),))
    feed = json.loads(json_feed.written(told(piece, page="practice/tax/")))

    assert ("https://firm.example/practice/tax/", "https://firm.example/practice/tax/feed.json") == (
        feed["home_page_url"], feed["feed_url"],
    )  # fmt: skip
    assert [{"name": "Test & Firm", "url": "https://firm.example/"}] == feed["authors"]
    assert {
        "id": "https://firm.example/articles/a-lease/",
        "url": "https://firm.example/articles/a-lease/",
        "title": "Reading a lease",
        "summary": "Corrected on 18 November 2026: We gave the limit as six months; it is three. What the clauses mean.",
        "date_published": of.published.isoformat(),
        "date_modified": NOON.isoformat(),
        "authors": [{"name": "Rafe Pellow", "url": "https://firm.example/people/rafe/"}],
        "tags": ["Tax", "Families & children"],
    } == {key: value for key, value in feed["items"][0].items() if key != "content_html"}


def test_a_feed_names_everybody_who_wrote_a_piece() -> None:
    """In both formats, each with their page, and whoever the firm does not know with none."""
    of = told(cleared(item(co_authors=("mei", "gone"))))
    names = ["Rafe Pellow", "Mei Fraser"]

    assert names == [author["name"] for author in json.loads(json_feed.written(of))["items"][0]["authors"]]
    assert names == [author.name for author in parsed(atom.written(of, "feed.atom")).entries[0].authors]


def test_a_summary_of_what_stands_elsewhere_is_all_that_is_told() -> None:
    """The address is the blog's; no word is copied."""
    of = item(kind=Kind.ELSEWHERE, body="What the clauses mean.", link="https://blog.example/a")
    each = json.loads(json_feed.written(told(cleared(of))))["items"][0]

    assert ("https://blog.example/a", "What the clauses mean.") == (each["url"], each["content_text"])
    assert "content_html" not in each


def test_a_client_who_speaks_has_no_page() -> None:
    """The words of a testimonial are not the lawyer's whom it is about."""
    each = json.loads(json_feed.written(told(cleared(story(kind=Kind.TESTIMONIAL, basis=None)))))["items"][0]

    assert [{"name": "A client"}] == each["authors"]


@pytest.mark.parametrize(("places", "label"), [(("US-NY",), "Attorney Advertising"), (("IE",), None)])
def test_a_feed_is_labelled_where_advertising_must_be(places: tuple[str, ...], label: str | None) -> None:
    """Once, for the whole feed, in both formats."""
    of = told(cleared(story()), places_of_practice=places)

    assert label == ElementTree.fromstring(atom.written(of, "feed.atom")).findtext(f"{ATOM}subtitle")
    assert label == json.loads(json_feed.written(of)).get("description")


def test_an_empty_feed_is_a_feed() -> None:
    """Somebody who has written nothing yet can be followed."""
    of = told()

    assert ([], []) == (wrong_in_atom(atom.written(of, "feed.atom")), wrong_in_json(json_feed.written(of)))


def test_only_the_newest_are_told() -> None:
    """Readers keep the older ones themselves."""
    of = told(*(cleared(item(id=f"a-{number}")) for number in range(30)))

    assert (20, "https://firm.example/articles/a-0/") == (len(of.entries), of.entries[0].address)


def test_a_feed_that_moved_keeps_its_identity_and_names_the_new_one() -> None:
    """Atom's id stays at the old address; a JSON feed is known by where it says that it is."""
    of = told(cleared(item()), page="practice/new/")
    root = ElementTree.fromstring(atom.written(of, "practice/old/feed.atom"))

    assert "https://firm.example/practice/old/feed.atom" == root.findtext(f"{ATOM}id")
    assert "https://firm.example/practice/new/feed.atom" == root.findall(f"{ATOM}link")[0].get("href")


# The list of all feeds.


@settings(deadline=None, max_examples=60)
@given(names=st.lists(WORDS, max_size=4), group=WORDS)
def test_the_list_of_feeds_is_read_as_it_was_written(names: list[str], group: str) -> None:
    """OPML 2.0: a head with a title, and outlines with text, type and address; groups in their order."""
    listed = [
        opml.Listed(name, f"https://f.example/{n}/feed.atom", f"https://f.example/{n}/") for n, name in enumerate(names)
    ]
    root = ElementTree.fromstring(opml.written("Feeds", "https://f.example/", [("Nobody", []), (group, listed)]))
    groups = root.findall("body/outline")

    assert ("opml", "2.0", "Feeds") == (root.tag, root.get("version"), root.findtext("head/title"))
    assert [flat(group)] * bool(names) == [flat(each.get("text", "")) for each in groups]
    assert [(flat(each.name), each.feed, each.page, "rss") for each in listed] == [
        (flat(o.get("text", "")), o.get("xmlUrl"), o.get("htmlUrl"), o.get("type")) for g in groups for o in g
    ]
