"""What stands on the site around a piece's own words: notices, corrections, dates, who speaks and how true it is."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Area, Basis, ClearanceBasis, ClearedItem, Kind, Notice, Person
from pipeline.publish import shown
from pipeline.publish.decide import site_files
from tests.builders import NOON, clearance, cleared, correction, firm, item, notice, person, story

NEW_YORK = "Prior results do not guarantee a similar outcome."
LABEL = "Attorney Advertising"
TAX = Area(id="tax", name="Tax", folio=())
PARTS = ["", "title", "summary", "body"]


def staged(
    *told: ClearedItem, people: Sequence[Person] = (), areas: Sequence[Area] = (TAX,), **about_the_firm: Any
) -> dict[str, bytes]:
    """Every file of the stage."""
    return site_files(told, people, firm(**about_the_firm), {area.id: area for area in areas})[0]


def front(page: bytes) -> dict[str, Any]:
    """The front matter of a staged page."""
    lines = page.decode().split("---\n")[1].splitlines()
    return {key: json.loads(value) for key, _, value in (line.partition(": ") for line in lines)}


def texts(found: Sequence[dict[str, Any]]) -> list[str]:
    """The words of notices as a template prints them."""
    return [each["text"] for each in found]


def entry(files: dict[str, bytes], path: str = "feed.atom") -> Any:
    """The first entry of a feed."""
    return feedparser.parse(files[path]).entries[0]


def won(*parts: str, steps: int = 0, **changes: Any) -> ClearedItem:
    """A story about tax that claims a result in these parts."""
    claims = notice(parts=frozenset(parts), steps=steps)
    return cleared(story(title="We won", summary="They kept the shop.", **changes), "tax", notices=(claims,))


# Notices.


def block(page: dict[str, Any]) -> dict[str, Any]:
    """What structured data says first: of the page's own thing, before the way to it."""
    told: dict[str, Any] = page["jsonld"]["@graph"][0]
    return told


@pytest.mark.parametrize("part", PARTS)
def test_the_page_of_a_piece_has_every_notice(part: str) -> None:
    """It shows every word of the piece; the notices stand under its title and summary."""
    stands = front(staged(won(part))["stories/the-van.md"])["stands"]

    assert [NEW_YORK] == texts(stands["cautions"])
    assert "cautions_below" not in stands


def test_a_long_piece_has_the_notices_of_its_text_at_its_end_too() -> None:
    """Where the beginning is out of sight; not those of the title alone."""
    long = "A word. " * 400

    assert [NEW_YORK] == texts(front(staged(won("body", body=long))["stories/the-van.md"])["stands"]["cautions_below"])
    assert "cautions_below" not in front(staged(won("title", body=long))["stories/the-van.md"])["stands"]


@pytest.mark.parametrize(("part", "needed"), [("", True), ("title", True), ("summary", True), ("body", False)])
def test_every_list_that_shows_a_claim_has_its_notice(part: str, needed: bool) -> None:
    """Home, the archive, the person's page, the area's page and what is near: each shows title and summary."""
    about = "A van stood at the depot. The tribunal, the assessment and the appeal on the tax took a year."
    other = cleared(item(id="other", body=about, author=None, published=datetime(2026, 1, 5, tzinfo=UTC)), "tax")
    files = staged(won(part, body=f"We won. {about}"), other, people=[person()])
    cards = [
        front(files["index.md"])["stories"][0],
        front(files["writing/index.md"])["years"][0]["pieces"][0],
        front(files["people/rafe.md"])["pieces"][0],
        front(files["practice/tax.md"])["stories"][0],
        front(files["articles/other.md"])["near"][0],
    ]

    assert ["We won"] * 5 == [card["title"] for card in cards]
    assert [[NEW_YORK] * needed] * 5 == [texts(card["cautions"]) for card in cards]


def test_a_notice_says_how_much_larger_it_must_be_than_what() -> None:
    """The style sheet has a class for each part and each number of steps; any size will do where none is asked for."""
    files = staged(won("title", "body", steps=2))

    assert {"text": NEW_YORK, "claim": "title", "steps": 2} == front(files["index.md"])["stories"][0]["cautions"][0]
    assert [{"text": NEW_YORK}] == front(staged(won("title"))["index.md"])["stories"][0]["cautions"]
    assert 4 == shown.cautions(won("title", steps=9), "title")[0]["steps"]


def test_a_piece_whose_notice_must_be_larger_is_not_in_the_search() -> None:
    """It shows whatever words match, in a size of its own."""
    assert front(staged(won("body", steps=2))["stories/the-van.md"])["stands"]["unsearchable"]
    assert "unsearchable" not in front(staged(won("body"))["stories/the-van.md"])["stands"]


@pytest.mark.parametrize(
    ("part", "title", "description"),
    [
        ("title", "A story about tax", "They kept the shop."),
        ("summary", "We won", f"{NEW_YORK} They kept the shop."),
        ("", "A story about tax", f"{NEW_YORK} They kept the shop."),
        ("body", "We won", "They kept the shop."),
    ],
)
def test_a_shared_link_never_shows_a_claim_without_its_notice(part: str, title: str, description: str) -> None:
    """A title gives way to kind and area; a notice goes before the summary, where nobody cuts it."""
    share = front(staged(won(part))["stories/the-van.md"])["share"]

    assert {"title": title, "description": description} == share


@pytest.mark.parametrize("changes", [{"text": "Far too long. " * 12}, {"steps": 2}], ids=["long", "large"])
def test_a_notice_that_a_link_cannot_show_takes_the_claim_with_it(changes: dict[str, Any]) -> None:
    """What would be cut, or must be larger, is left out with the summary."""
    claims = notice(parts=frozenset({"summary"}), **changes)
    piece = cleared(story(), "tax", notices=(claims,))

    assert "A story about tax, from Test & Firm." == shown.share(piece, {"tax": "Tax"}, "Test & Firm")["description"]


@pytest.mark.parametrize("part", PARTS)
def test_structured_data_has_no_claim_without_its_notice(part: str) -> None:
    """The headline claims nothing, and a description has the notice in it."""
    told = block(front(staged(won(part))["stories/the-van.md"]))

    assert ("A story about tax" if part in ("", "title") else "We won") == told["headline"]
    assert (NEW_YORK in told["description"]) == (part in ("", "summary"))
    assert "description" not in block(front(staged(won("summary", steps=2))["stories/the-van.md"]))


@pytest.mark.parametrize(
    ("part", "title", "in_summary", "in_content"),
    [
        ("title", "A story about tax", False, True), ("summary", "We won", True, True), ("body", "We won", False, True),
        ("", "A story about tax", True, True),
    ],
)  # fmt: skip
def test_a_feed_has_the_notices_in_summary_and_text(part: str, title: str, in_summary: bool, in_content: bool) -> None:
    """Readers list titles alone, so a claim leaves the title; the text opens with the notices and the title."""
    told = entry(staged(won(part)))
    content = told.content[0].value

    assert (title, in_summary, in_content) == (told.title, NEW_YORK in told.summary, NEW_YORK in content)
    assert "They kept the shop." in told.summary
    assert ("We won" in content) == (title != "We won")
    assert content.index(NEW_YORK) < content.index("A van was late")


def test_a_feed_leaves_a_claim_to_the_page_whose_notice_must_be_larger() -> None:
    """No reader keeps a size of type."""
    told = entry(staged(won("summary", "body", steps=2)))

    assert ("We won", "We won") == (told.title, told.summary)
    assert "content" not in told


@settings(deadline=None, max_examples=60)
@given(
    found=st.lists(
        st.builds(
            Notice, rule=st.just("ADV-X"), text=st.sampled_from([NEW_YORK, "Another sentence, word for word."]),
            steps=st.sampled_from([0, 2]), parts=st.frozensets(st.sampled_from(PARTS)),
        ), max_size=2, unique_by=lambda each: each.text,
    )
)  # fmt: skip
def test_no_machine_reads_a_claim_without_its_notices(found: list[Notice]) -> None:
    """Whatever is claimed where: feeds, shared links and structured data have it with every notice or not at all."""
    piece = cleared(story(title="TITLE", summary="SUMMARY", body="BODY."), "tax", notices=tuple(found))
    files = staged(piece)
    page, told = front(files["stories/the-van.md"]), entry(files)
    values = [
        *page["share"].values(), block(page)["headline"], block(page).get("description", ""), told.title,
        told.summary, *[each.value for each in told.get("content", [])],
    ]  # fmt: skip

    for part in ("title", "summary", "body"):
        needed = [each for each in found if not each.parts or each.parts & {part, ""}]
        for value in values:
            if needed and part.upper() in value:
                assert all(each.text in value and not each.steps for each in needed)


# Of people, areas, pages and the firm itself.


def own(kind: Kind, name: str, *parts: str, **changes: Any) -> ClearedItem:
    """The firm's own words of a kind, which claim something in these parts."""
    words = item(id=f"{kind}:{name}" if name else kind, kind=kind, author=None, **changes)
    return cleared(words, notices=(notice(parts=frozenset(parts), steps=2),))


def test_a_persons_claim_has_its_notice_wherever_the_person_is_shown() -> None:
    """On the person's page, home, the list of people, the area's page and beside what they wrote."""
    certified = person(role="Certified specialist", summary="Ask me.", practices=("tax",))
    files = staged(own(Kind.PROFILE, "rafe", "title"), cleared(item(), "tax"), people=[certified])

    assert [NEW_YORK] == texts(front(files["people/rafe.md"])["person"]["cautions"])
    for page in ("index.md", "people/index.md", "practice/tax.md"):
        assert [NEW_YORK] == texts(front(files[page])["people"][0]["cautions"])
    assert [NEW_YORK] == texts(front(files["articles/a-lease.md"])["authors"][0]["cautions"])
    assert "jobTitle" not in block(front(files["people/rafe.md"]))["mainEntity"]


def test_a_claim_deep_in_a_persons_words_is_on_their_page_alone() -> None:
    """The faces elsewhere do not show it."""
    files = staged(own(Kind.PROFILE, "rafe", "body"), people=[person()])

    assert [NEW_YORK] == texts(front(files["people/rafe.md"])["person"]["cautions"])
    assert [] == front(files["index.md"])["people"][0]["cautions"]


def test_an_areas_words_have_their_notices_on_its_page_and_in_the_list() -> None:
    """The list shows the summary; a shared link to the page leaves it out."""
    files = staged(own(Kind.PRACTICE, "tax", "summary"))
    page = front(files["practice/tax.md"])

    assert [NEW_YORK] == texts(page["stands"][0]["cautions"])
    assert [NEW_YORK] == texts(front(files["practice/index.md"])["areas"][0]["cautions"])
    assert {"title": "Tax", "description": ""} == page["share"]


def test_a_page_has_its_notices() -> None:
    """About us may claim something, too."""
    assert [NEW_YORK] == texts(front(staged(own(Kind.PAGE, "about", "body"))["about.md"])["stands"]["cautions"])


def test_what_the_firm_claims_of_itself_has_its_notice_on_every_page() -> None:
    """Its tagline stands in every footer; the slogan for machines is left out."""
    files = staged(own(Kind.FIRM, "", "title", "body"), cleared(item()))
    pages = [front(page) for path, page in files.items() if path.endswith(".md")]

    assert [[NEW_YORK]] * len(pages) == [texts(page["house"]["cautions"]) for page in pages]
    assert "slogan" not in block(front(files["index.md"]))
    assert "" == front(files["index.md"])["description"]


@pytest.mark.parametrize(("places", "labelled"), [(("US-NY",), True), (("GB-EAW", "IE"), False)])
def test_a_firm_in_new_york_is_labelled_on_every_page(places: tuple[str, ...], labelled: bool) -> None:
    """Home above all."""
    files = staged(cleared(item()), places_of_practice=places)
    pages = [front(page) for path, page in files.items() if path.endswith(".md")]

    assert {LABEL if labelled else None} == {page.get("house", {}).get("label") for page in pages}


# Kinds.


def test_praise_and_news_have_their_places() -> None:
    """Their own addresses, names and sections; praise stands with the stories and was not written by its person."""
    praise = cleared(story(id="calm", kind=Kind.TESTIMONIAL, basis=None), "tax")
    news = cleared(story(id="moved", kind=Kind.NEWS, basis=None), "tax")
    files = staged(praise, news, cleared(story(), "tax"), people=[person()])
    home, rafe, tax = (front(files[path]) for path in ("index.md", "people/rafe.md", "practice/tax.md"))

    assert {"stories/calm.md", "news/moved.md", "stories/the-van.md"} <= set(files)
    assert ("Testimonial", "A client", "Rafe Pellow") == (
        home["praise"][0]["kind"], home["praise"][0]["speaker"], home["praise"][0]["authors"][0]["name"],
    )  # fmt: skip
    assert ["News"] == [card["kind"] for card in home["news"]]
    assert ["stories/the-van/"] == [card["path"] for card in home["stories"]]
    assert (["stories/calm/"], ["news/moved/", "stories/the-van/"]) == (
        [card["path"] for card in rafe["praise"]], [card["path"] for card in rafe["pieces"]],
    )  # fmt: skip
    assert (1, 1, 0) == tuple(rafe["written"][kind] for kind in ("stories", "news", "articles"))
    assert (2, 1, 0) == tuple(len(tax[kind]) for kind in ("stories", "news", "articles"))
    assert {"Testimonial", "News", "Story"} == {
        card["kind"] for card in front(files["writing/index.md"])["years"][0]["pieces"]
    }


def test_machines_are_told_who_speaks_in_a_testimonial_and_see_no_review() -> None:
    """It is the client's, not the lawyer's whom it is about; and no firm marks up its own praise."""
    files = staged(cleared(story(kind=Kind.TESTIMONIAL)), people=[person()])
    told = block(front(files["stories/the-van.md"]))

    assert ({"@type": "Person", "name": "A client"}, "Article") == (told["author"], told["@type"])
    assert "A client" == entry(files).author


@pytest.mark.parametrize(
    ("basis", "kind", "words"),
    [
        (Basis.COMPOSITE, "Composite story", "A composite account"),
        (Basis.INVENTED, "Invented story", "A fictional account"),
        (Basis.REAL, "Story", None),
        (Basis.ANONYMISED, "Story", None),
    ],
)
def test_a_story_says_that_it_is_blended_or_invented(basis: Basis, kind: str, words: str | None) -> None:
    """On its card, above its words, and in the feed; nothing else is said to have happened as told."""
    of = story(basis=basis)
    decided = clearance(of, basis=ClearanceBasis.ANONYMISED)
    files = staged(cleared(of, clearance=decided, cleared_by=("Ada Clear",)))
    page = front(files["stories/the-van.md"])

    assert kind == page["item"]["kind"]
    assert (words is not None) == ("basis" in page["stands"])
    assert (words is None) == ("as told" in page["item"]["provenance"])
    if words:
        assert page["stands"]["basis"].startswith(words)
        assert words in entry(files).summary
        assert words in entry(files).content[0].value


def test_the_rules_own_words_on_fiction_need_no_second_ones() -> None:
    """Where a rule asks for its words, they stand alone."""
    told = cleared(story(basis=Basis.COMPOSITE), notices=(notice(rule="ADV-FICTION", parts=frozenset()),))

    assert "" == shown.blended(told)


# Who cleared it, how old it is, what was wrong.


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Ada Clear",), "Cleared by Ada Clear, 18 November 2026."),
        (("Ada Clear", "Rafe Pellow"), "Cleared by Ada Clear and Rafe Pellow, 18 November 2026."),
        (("A", "B", "C"), "Cleared by A, B and C, 18 November 2026."),
        ((), "Cleared by Ada Clear, 18 November 2026."),
    ],
)
@pytest.mark.parametrize("kind", [Kind.STORY, Kind.TESTIMONIAL, Kind.NEWS])
def test_everybody_who_cleared_it_is_named(names: tuple[str, ...], told: str, kind: Kind) -> None:
    """Readers see that two people looked."""
    of = story(kind=kind)

    assert shown.provenance(cleared(of, clearance=clearance(of), cleared_by=names)).endswith(told)


@pytest.mark.parametrize(
    ("checked", "review_by", "told"),
    [
        (date(2026, 5, 3), date(2027, 5, 3), "Reviewed 3 May 2026. To be looked at again by 3 May 2027."),
        (date(2026, 5, 3), None, "Reviewed 3 May 2026."),
        (None, date(2027, 5, 3), "To be looked at again by 3 May 2027."),
        (None, None, None),
    ],
)
def test_a_piece_says_when_it_was_reviewed(checked: date | None, review_by: date | None, told: str | None) -> None:
    """And when it will be again."""
    files = staged(cleared(item(checked=checked, review_by=review_by)))

    assert told == front(files["articles/a-lease.md"])["stands"].get("reviewed")


def test_a_piece_that_is_overdue_says_so_above_its_words() -> None:
    """And promises no new look that is already late."""
    late = cleared(item(review_by=date(2026, 5, 3), checked=date(2025, 5, 3)), overdue=True)
    stands = front(staged(late)["articles/a-lease.md"])["stands"]

    assert (
        "Its author meant to look at this again by 3 May 2026 and has not yet. The law may have changed."
        == stands["overdue"]
    )
    assert "Reviewed 3 May 2025." == stands["reviewed"]


def test_a_piece_says_what_it_rests_on() -> None:
    """For people, and for machines."""
    page = front(staged(cleared(item(rests_on=("Housing Act 1988 s 21",))))["articles/a-lease.md"])

    assert ["Housing Act 1988 s 21"] == page["stands"]["rests_on"] == block(page)["citation"]


def test_corrections_are_dated_newest_first_and_move_every_date() -> None:
    """On the page, in the feed, for machines and in the sitemap; by the calendar of the firm."""
    of = item()
    night = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    told = cleared(of, corrections=(correction(of, at=night, note="Six, not five."), correction(of, note="Three.")))
    files = staged(told, cleared(item(id="newer", published=datetime(2026, 11, 10, tzinfo=UTC))))
    page = front(files["articles/a-lease.md"])
    feed = feedparser.parse(files["feed.atom"])
    entries = {each.id.rstrip("/").rpartition("/")[2]: each for each in feed.entries}

    assert ["Corrected on 18 November 2026: Three.", "Corrected on 2 July 2026: Six, not five."] == page["stands"][
        "corrections"
    ]
    assert ("2026-11-18", NOON.isoformat()) == (page["date"], block(page)["dateModified"])
    assert [{"@type": "CorrectionComment", "text": "Six, not five.", "datePublished": night.isoformat()}] == block(
        page
    )["correction"][:1]
    assert NOON.isoformat() == feed.feed.updated == entries["a-lease"].updated
    assert entries["a-lease"].summary.startswith("Corrected on 18 November 2026: Three.")
    assert "Corrected on 18 November 2026" in entries["a-lease"].content[0].value
    assert "Corrected" not in entries["newer"].summary


def test_words_of_ours_are_no_markup_in_a_feed() -> None:
    """A note is text, whatever signs are in it."""
    of = item(title='A <b>"bold"</b> & title')
    told = cleared(of, corrections=(correction(of, note="x < y & <script>"),), notices=(notice(),))
    content = re.sub(r"\s+", " ", entry(staged(told)).content[0].value)

    assert "x &lt; y &amp; &lt;script&gt;" in content
    assert "<script" not in content
