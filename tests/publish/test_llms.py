"""The site in one short page, for programs that read for somebody."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.model import Area, ClearedItem, Kind, Notice
from pipeline.publish.llms import evergreen, llms_txt
from tests.builders import cleared, firm, item, listed, notice, person, story
from tests.thorough import in_gates

TAX = Area(id="tax", name="Tax", folio=(), definition="What is owed to the state.")
NEW_YORK = notice().text


def read(raw: bytes) -> tuple[str, str, dict[str, list[tuple[str, str, str]]]]:
    """(title, summary, section to its (name, address, description)), as Markdown; fails where it is no llms.txt."""
    title = summary = section = ""
    found: dict[str, list[tuple[str, str, str]]] = {}
    tokens = MarkdownIt().parse(raw.decode())
    for before, token in zip([None, *tokens], tokens, strict=False):
        opened = before.type if before else ""
        if token.type == "inline" and opened == "heading_open" and before:
            assert before.tag in ("h1", "h2")
            if before.tag == "h1":
                assert (title, section) == ("", "")
                title = text(token)
            else:
                section = text(token)
                found[section] = []
        elif token.type == "blockquote_open":
            assert not summary
            summary = text(tokens[tokens.index(token) + 2])
        elif token.type == "inline" and section:
            found[section].append(link(token))
    return title, summary, found


def text(token: Token) -> str:
    """The words of a line; there is no other markup in them."""
    assert {each.type for each in token.children or []} <= {"text", "text_special", "softbreak"}
    return "".join(each.content for each in token.children or [])


def link(token: Token) -> tuple[str, str, str]:
    """A line of a list: a link, and a description behind a colon."""
    children = token.children or []
    ends = [number for number, each in enumerate(children) if each.type == "link_close"]
    assert ("link_open", 1) == (children[0].type, len(ends))
    after = "".join(each.content for each in children[ends[0] + 1 :])
    assert not after or after.startswith(": ")
    inside = "".join(each.content for each in children[1 : ends[0]])
    return inside, str(children[0].attrs["href"]), after.removeprefix(": ")


def test_it_says_who_what_and_where() -> None:
    """The firm, its people and areas with a line each, what is new, what keeps, and what may be left out."""
    kept = cleared(item(id="kept", title="It keeps", checked=date(2026, 5, 1)))
    raw = llms_txt(firm(), [person(summary="Ask me.")], [TAX], listed(cleared(story(), "tax"), kept), {})
    title, summary, lists = read(raw)

    assert ("Test & Firm", "Everything.") == (title, summary)
    assert {
        "People": [("Rafe Pellow", "https://firm.example/people/rafe/", "Partner. Ask me.")],
        "Practice areas": [("Tax", "https://firm.example/practice/tax/", "What is owed to the state.")],
        "Newest": [
            ("The van", "https://firm.example/stories/the-van/", "A van was late."),
            ("It keeps", "https://firm.example/articles/kept/", "What the clauses mean."),
        ],
        "Evergreen": [("It keeps", "https://firm.example/articles/kept/", "What the clauses mean.")],
    } == {name: found for name, found in lists.items() if name != "Optional"}
    assert ["Everybody", "Stories and articles", "Feeds", "Sitemap"] == [name for name, _, _ in lists["Optional"]]


SIGNS = st.text("ab [](){}<>*_`#|~\\!&:-+.1\n\t\"'é漢", min_size=1, max_size=40).filter(
    lambda words: bool(words.strip())
)


@settings(deadline=None, max_examples=150)
@given(title=SIGNS, summary=SIGNS, name=SIGNS, area=SIGNS)
def test_no_words_of_anybody_become_markup(title: str, summary: str, name: str, area: str) -> None:
    """Titles, names and summaries come out as they went in, whatever signs are in them."""
    of = firm(name=f"Firm {name}", what=f"We {summary}", notice=f"Note: {title}")
    piece = cleared(item(title=title, summary=summary))
    raw = llms_txt(of, [person(name=name, summary=summary)], [Area(id="tax", name=area, folio=())], listed(piece), {})
    found, _, lists = read(raw)

    assert flat(f"Firm {name}") == flat(found)
    assert [flat(name)] == [flat(each[0]) for each in lists["People"]]
    assert [flat(area)] == [flat(each[0]) for each in lists["Practice areas"]]
    assert [(flat(title), flat(summary))] == [(flat(each[0]), flat(each[2])) for each in lists["Newest"]]


def flat(words: str) -> str:
    """Words as Markdown keeps them."""
    return re.sub(r"\s+", " ", words).strip()


@in_gates
def test_it_stays_small_however_much_there_is() -> None:
    """5,000 pieces and 500 people: under 64 KB."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    many = [
        cleared(item(id=f"a-{n}", title="A title " * 9, summary="Some words. " * 30, published=start - timedelta(hours=n),
                     checked=date(2026, 1, 1)))
        for n in range(5_000)
    ]  # fmt: skip
    people = [person(id=f"p-{n}", name=f"Person {n}", summary="Some words. " * 30) for n in range(500)]
    raw = llms_txt(firm(), people, [TAX] * 40, listed(*many), {})

    assert len(raw) < 64_000
    assert (25, 25, 100) == tuple(len(read(raw)[2][name]) for name in ("Newest", "Evergreen", "People"))


def test_what_keeps_was_looked_at_again_and_is_not_overdue() -> None:
    """The last looked at first; a story is no such thing."""
    pieces = [
        cleared(item(id="older", checked=date(2026, 1, 1))), cleared(item(id="never")),
        cleared(item(id="late", checked=date(2026, 3, 1), review_by=date(2026, 4, 1)), overdue=True),
        cleared(item(id="newer", checked=date(2026, 2, 1))), cleared(story(checked=date(2026, 3, 1))),
    ]  # fmt: skip

    assert ["newer", "older"] == [each.id for each in evergreen(listed(*pieces))]


def own(kind: Kind, name: str, *parts: str, steps: int = 0, **changes: object) -> ClearedItem:
    """The firm's own words of a kind, which claim something in these parts."""
    words = item(id=f"{kind}:{name}", kind=kind, author=None, **changes)
    return cleared(words, notices=(notice(parts=frozenset(parts), steps=steps),))


@pytest.mark.parametrize("part", ["", "title", "summary", "body"])
@pytest.mark.parametrize("steps", [0, 1])
def test_no_claim_stands_without_its_notice(part: str, steps: int) -> None:
    """Of a piece, a person, an area or the firm: with every notice beside it, or not at all."""
    found = (Notice(rule="ADV-X", text=NEW_YORK, parts=frozenset({part}), steps=steps),)
    piece = cleared(story(title="TITLE", summary="SUMMARY"), notices=found)
    said = {
        "firm": own(Kind.FIRM, "", part, steps=steps),
        "profile:rafe": own(Kind.PROFILE, "rafe", part, steps=steps, summary="SUMMARY"),
        "practice:tax": own(Kind.PRACTICE, "tax", part, steps=steps, summary="SUMMARY"),
    }
    raw = llms_txt(firm(what="WHAT"), [person(role="TITLE", summary="SUMMARY")], [TAX], listed(piece), said)
    _, summary, lists = read(raw)

    for name, _, about in [each for found in lists.values() for each in found]:
        assert "TITLE" not in f"{name} {about}" or part not in ("title", "")
        assert "SUMMARY" not in about or part not in ("summary", "") or (NEW_YORK in about and not steps)
    needed = part != "title"  # of the firm's own parts, its tagline is not here
    assert ("" if steps and needed else "WHAT") == summary
    assert (NEW_YORK in raw.decode().split("## ")[0]) == (needed and not steps)


def test_whoever_has_left_is_not_among_those_to_ask() -> None:
    """Their pieces stay."""
    raw = llms_txt(firm(), [person(left=date(2026, 1, 1))], [], listed(cleared(item())), {})

    assert {"Newest", "Optional"} == set(read(raw)[2])


def test_advertising_is_labelled_where_it_must_be() -> None:
    """In New York."""
    assert "Attorney Advertising" in llms_txt(firm(places_of_practice=("US-NY",)), [], [], [], {}).decode()
