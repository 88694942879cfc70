"""What front matter says of a matter, and in which words it is told on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect import decide
from pipeline.collect.draft import Draft
from pipeline.collect.facts import completed
from pipeline.collect.markdown import parse_markdown
from pipeline.errors import SourceError
from pipeline.model import Basis, Item, Kind

NAME = "stories/ada/the-van.md"
LONDON = ZoneInfo("Europe/London")
UNSAID = (("testimonial.evidence", ""), ("testimonial.permission", ""))


def read(header: str) -> Draft:
    """The draft of a file with this front matter."""
    return parse_markdown(f"---\ntitle: The van\n{header}\n---\nWords.", NAME)


def facts(header: str) -> tuple[tuple[str, str], ...]:
    """The facts that front matter tells."""
    return read(header).facts


def as_item(header: str, kind: Kind = Kind.STORY) -> Item:
    """The item that a file becomes whose folder says that it is of this kind."""
    return decide.item(
        read(header), id_="the-van", kind=kind, source=NAME, author=None,
        first_seen=datetime(2026, 1, 1, tzinfo=UTC), zone=LONDON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "told"),
    [
        pytest.param("matter: {status: pending}", [("matter_status", "pending")], id="a live matter"),
        pytest.param(
            "judgment: {handed_down: 2026-02-16T10:30Z}",
            [("judgment.handed_down", "2026-02-16T10:30:00+00:00")], id="a moment",
        ),
        pytest.param("judgment: {handed_down: 2026-02-16}", [("judgment.handed_down", "2026-02-16")], id="a day"),
        pytest.param("judgment:\n  handed_down: unknown", [("judgment.handed_down", "unknown")], id="not yet known"),
        pytest.param("settlement: {confidential: true}", [("settlement.confidential", "true")], id="secret terms"),
        pytest.param(
            "result: {reduced: true}", [("result.reduced", "true"), ("result.final_received", "")],
            id="cut down, and nobody says to what",
        ),
        pytest.param(
            "result: {kind: verdict, reduced: yes, final_received: a five-figure sum}",
            [("result.kind", "verdict"), ("result.reduced", "true"), ("result.final_received", "a five-figure sum")],
            id="cut down, and to what",
        ),
        pytest.param("results: {evidence: ledger-2025}", [("results.evidence", "ledger-2025")], id="proof of results"),
        pytest.param("evidence: /survey-2026", [("evidence.url", "/survey-2026")], id="proof of a claim"),
        pytest.param("evidence: 20431", [("evidence.url", "20431")], id="a reference that is a number"),
        pytest.param(
            "award: {paid: no, basis: merit}", [("award.basis", "merit"), ("award.paid", "false")], id="an award"
        ),
        pytest.param("own_matter: true", [("own_matter", "true")], id="the firm's own matter"),
        pytest.param("credentials: FL-BLSE", [("credentials", "FL-BLSE")], id="a credential"),
        pytest.param("read_first: [a-lease, a-wall]", [("read_first", "a-lease, a-wall")], id="what to read first"),
        pytest.param("credentials: [FL-BLSE, 2021]", [("credentials", "FL-BLSE, 2021")], id="two credentials"),
        pytest.param(
            "testimonial: {disclosed: no, author_relation: staff}",
            [("testimonial.author_relation", "staff"), ("disclosed", "no"), *UNSAID], id="praise from inside",
        ),
        pytest.param(
            "testimonial: {author_relation: family}",
            [("testimonial.author_relation", "family"), ("disclosed", ""), *UNSAID], id="and nobody says whether told",
        ),
        pytest.param(
            "testimonial: {generated: true, paid: false, incentive: gift card for five stars, drafted_by: firm,"
            " author_is_client: true, matter_status: pending, evidence: signed letter, permission: none}",
            [
                ("testimonial.author_is_client", "true"), ("testimonial.generated", "true"),
                ("testimonial.drafted_by", "firm"), ("testimonial.paid", "false"),
                ("testimonial.incentive", "gift card for five stars"), ("testimonial.matter_status", "pending"),
                ("testimonial.evidence", "signed letter"), ("testimonial.permission", "none"),
            ], id="everything about praise",
        ),
        pytest.param("matter:\nresult: {}", [], id="left empty"),
        pytest.param("layout: post", [], id="another system's key"),
    ],
)  # fmt: skip
def test_facts_are_told_in_the_catalogues_spelling(header: str, told: list[tuple[str, str]]) -> None:
    """Dotted names and texts, in the order in which the rules' patterns read them."""
    assert tuple(told) == facts(header)


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        pytest.param("matter: {state: pending}", 3, "`matter.state` is not a setting", id="an unknown key"),
        pytest.param("testimonial:\n  generated: no\n  payed: no", 5, "Did you mean `paid`?", id="a slip of the pen"),
        pytest.param("matter: pending", 3, "has keys of its own: status", id="a value where keys belong"),
        pytest.param("matter: {status: over}", 3, "'concluded', 'pending' or 'appeal'", id="no such status"),
        pytest.param("judgment: {handed_down: soon}", 3, "must be a moment, as in 2026-02-16T10:30", id="no moment"),
        pytest.param("judgment: {handed_down: 2026-02-30}", 3, "day is out of range", id="a day that no month has"),
        pytest.param("settlement: {confidential: maybe}", 3, "boolean", id="neither yes nor no"),
        pytest.param("result: [verdict]", 3, "has keys of its own", id="a list where keys belong"),
        pytest.param("testimonial: {author_relation: friend}", 3, "'client', 'staff'", id="no such relation"),
        pytest.param("review_by: in May", 3, "year, month and day", id="no day"),
        pytest.param("checked: 2026", 3, "year, month and day", id="a year alone"),
        pytest.param("basis: dreamt", 3, "`basis`", id="no such basis"),
    ],
)
def test_a_wrong_value_or_an_unknown_key_inside_names_file_and_line(header: str, line: int, words: str) -> None:
    """What the rules rest on is never guessed, and a slip of the pen never passes for silence."""
    with pytest.raises(SourceError) as refused:
        read(header)

    assert f"{NAME}:{line}" == refused.value.thing
    assert words in refused.value.cause


@given(words=st.text(max_size=60))
@settings(deadline=None)
def test_no_text_can_pass_for_another_fact(words: str) -> None:
    """A semicolon parts one fact from the next, so no value has one, nor a line end."""
    quoted = words.encode("unicode_escape").decode().replace('"', "")
    told = facts(f'evidence: "x; award.paid=false"\nresults: {{evidence: "{quoted}"}}')

    assert ("evidence.url", "x, award.paid=false") in told
    assert not [value for _, value in told if ";" in value or "\n" in value]


def test_a_moment_without_a_zone_is_by_the_firms_clock() -> None:
    """Nobody has to write a zone, and nothing later has to guess one."""
    item = as_item("judgment: {handed_down: 2026-06-16T10:30}")

    assert (("judgment.handed_down", "2026-06-16T10:30:00+01:00"),) == item.facts


@pytest.mark.parametrize("day", ["2026-02-16", "unknown"])
def test_a_day_or_unknown_stays_as_it_is(day: str) -> None:
    """A day has no zone to be given."""
    assert (("judgment.handed_down", day),) == completed((("judgment.handed_down", day),), Kind.STORY, LONDON)


def test_a_testimonial_that_says_nothing_says_so() -> None:
    """The rules look for proof and permission even where the front matter is silent."""
    assert UNSAID == as_item("kind: testimonial").facts
    assert (*UNSAID[:1], ("testimonial.permission", "mail of 9 January")) == as_item(
        "kind: testimonial\ntestimonial: {permission: mail of 9 January}"
    ).facts


@pytest.mark.parametrize(
    ("folder", "said", "kind", "noted"),
    [
        (Kind.STORY, "story", Kind.STORY, False),
        (Kind.STORY, "Testimonial", Kind.TESTIMONIAL, False),
        (Kind.STORY, " news ", Kind.NEWS, False),
        (Kind.STORY, "article", Kind.STORY, True),
        (Kind.STORY, "page", Kind.STORY, True),
        (Kind.STORY, "elsewhere", Kind.STORY, True),
        (Kind.STORY, "", Kind.STORY, False),
        (Kind.ARTICLE, "article", Kind.ARTICLE, False),
        (Kind.ARTICLE, "news", Kind.NEWS, False),
        (Kind.ARTICLE, "story", Kind.ARTICLE, True),
        (Kind.ARTICLE, "blog post", Kind.ARTICLE, True),
        (Kind.PAGE, "news", Kind.PAGE, True),
        (Kind.PROFILE, "story", Kind.PROFILE, True),
        (Kind.ELSEWHERE, "article", Kind.ELSEWHERE, True),
    ],
)
def test_a_file_may_say_more_exactly_what_its_folder_says(folder: Kind, said: str, kind: Kind, noted: bool) -> None:
    """Praise and news may call themselves so; any other word is left aside with a note."""
    found, notes = decide.kind_as_said(folder, said)

    assert kind is found
    assert noted == bool(notes)


@given(said=st.text(max_size=30))
def test_nothing_makes_an_article_of_a_story(said: str) -> None:
    """Whatever a file in stories/ says of itself, it tells of a client and needs a clearance."""
    found, _ = decide.kind_as_said(Kind.STORY, said)

    assert found.tells_of_clients


def test_an_item_has_its_dates_what_it_rests_on_and_its_basis() -> None:
    """What the front matter says of the law's age and of the telling reaches the item."""
    item = as_item(
        "review_by: 2027-05-03\nchecked: 2026-05-03\nbasis: invented\n"
        "rests_on: [Employment Rights Act 1996 s 111, 'Polkey v AE Dayton [1987] UKHL 8', '']"
    )

    assert (date(2027, 5, 3), date(2026, 5, 3)) == (item.review_by, item.checked)
    assert ("Employment Rights Act 1996 s 111", "Polkey v AE Dayton [1987] UKHL 8") == item.rests_on
    assert Basis.INVENTED is item.basis


def test_one_statute_needs_no_list() -> None:
    """A single source is a list of one."""
    assert ("Housing Act 1988 s 21",) == read("rests_on: Housing Act 1988 s 21").rests_on
