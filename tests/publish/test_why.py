"""Why a piece stands under an area, in words that a visitor finds on the page."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.cleaning import to_html
from pipeline.model import ClearedItem, Evidence, Finding, Item, Kind, Tag
from pipeline.model.reading import text_of
from pipeline.publish.why import Reason, reasons
from tests.builders import cleared, finding, item

BODY = """\
The **break clause** came first, and the landlord's
rent review after it. Tenants asked about [the deposit](https://deposit.example/bond).

| when | what |
|---|---|
| May | a *schedule of* condition |
"""


def evidence(words: str, weight: float = 1.0, where: str = "body", text: str = BODY) -> Evidence:
    """Words where they first stand in a text."""
    start = text.find(words)
    return Evidence(words=words, where=where, start=start, end=start + len(words), weight=weight)


def reason(*spoken: Evidence, of: Item | None = None, findings: Sequence[Finding] = ()) -> Reason:
    """The reason for a piece's only tag."""
    of = of or item(title="Before you sign", summary="What a lease costs.", body=BODY)
    tag = Tag(area="real-estate-property", score=0.9, evidence=spoken)
    [found] = reasons(cleared(of, tags=(tag,)), findings)
    return found


def test_the_most_telling_phrases_are_told_as_they_stand_in_the_text() -> None:
    """Three at most, by weight, in quotes, a wrapped line joined."""
    spoken = [
        evidence("Tenants", 0.7),
        evidence("landlord's\nrent review", 0.9),
        evidence("break clause", 1.0),
        evidence("deposit", 0.6),
    ]

    assert "because it speaks of “break clause”, “landlord's rent review” and “Tenants”" == reason(*spoken).told


def test_an_area_that_the_author_named_is_the_authors_word() -> None:
    """Where nothing in the text speaks for it, the author's word is the whole reason; else both are told."""
    of = item(body=BODY, practice_areas=("Property",))
    word = Evidence(words="Property", where="author", start=0, end=8, weight=1.0)

    assert "because its author filed it here" == reason(word, of=of).told
    assert (
        "because its author filed it here, and it speaks of “break clause”"
        == reason(evidence("break clause"), of=of).told
    )


def test_what_somebody_named_beside_the_file_is_not_called_the_authors_word() -> None:
    """Nor is the person of a testimonial the one who filed it, nor an author who is not known."""
    word = Evidence(words="real-estate-property", where="author", start=0, end=20, weight=1.0)
    praise = item(kind=Kind.TESTIMONIAL, practice_areas=("Property",))

    assert "because we filed it here" == reason(word).told
    assert "because we filed it here" == reason(word, of=praise).told
    assert "because we filed it here" == reason(word, of=item(author=None, practice_areas=("Property",))).told


def test_a_phrase_that_is_not_on_the_page_is_not_shown() -> None:
    """Marks of Markdown, addresses and parts of words are not what a visitor reads."""
    spoken = [
        evidence("schedule of* condition", 1.0),
        evidence("bond", 0.9),
        evidence("lord", 0.8),
        evidence("May", 0.7),
    ]

    assert ("May",) == reason(*spoken).phrases


def test_of_a_piece_elsewhere_only_title_and_summary_are_on_the_page() -> None:
    """What is said of a piece that we have a summary of stands in that."""
    of = item(
        kind=Kind.ELSEWHERE,
        title="A lease",
        summary="The break clause.",
        body="The break clause.",
        link="https://x.example/",
    )
    spoken = [evidence("break clause", where="title", text="A lease\n\nThe break clause."), evidence("rent review")]

    assert ("break clause",) == reason(*spoken, of=of).phrases


def test_a_phrase_within_another_is_not_told_beside_it() -> None:
    """A break clause is also a clause, and break clauses are break clauses."""
    of = item(body="The break clause, the clause and break clauses, and rent.")
    spoken = [
        Evidence(words=words, where="body", start=0, end=1, weight=1.0)
        for words in ("break clause", "clause", "break clauses", "rent")
    ]

    assert ("break clause", "rent") == reason(*spoken, of=of).phrases


def test_a_phrase_does_not_run_over_the_end_of_a_paragraph_or_of_the_title() -> None:
    """What stands in two places is no phrase."""
    of = item(title="The rent", summary="The lease", body="The deposit\n\nThe clause")
    spoken = [
        evidence("rent\n\nThe lease", where="title", text="The rent\n\nThe lease"),
        evidence("deposit\n\nThe clause", text=of.body),
    ]

    assert () == reason(*spoken, of=of).phrases


def test_loose_words_at_the_ends_are_left_off() -> None:
    """A visitor needs the phrase and not the verb behind it; holiday pay stays what it is."""
    of = item(body="Then executors forget the holiday pay.")
    spoken = [
        evidence("executors forget", text=of.body),
        evidence("the holiday pay", text=of.body),
    ]

    assert ("executors", "holiday pay") == reason(*spoken, of=of).phrases


def test_faint_words_are_not_told() -> None:
    """What earned next to nothing explains nothing."""
    assert ("break clause",) == reason(evidence("break clause", 2.0), evidence("Tenants", 0.3)).phrases


def test_no_figures_and_no_praise() -> None:
    """Amounts, dates and words that praise us do not leave their sentences."""
    of = item(body="We won £2,000 for leading tenants, the best landlord and an expert lease.")
    spoken = [
        evidence(words, text=of.body)
        for words in ("£2,000", "leading tenants", "best landlord", "expert lease", "tenants")
    ]

    assert ("tenants",) == reason(*spoken, of=of).phrases


def test_what_a_finding_is_about_is_not_shown_again() -> None:
    """Neither at its very place nor the same words elsewhere."""
    at = BODY.find("rent review")
    by_place = finding(part="body", start=at + 5, end=at + 11, words="")
    by_words = finding(words="Break clause came")

    assert ("Tenants",) == reason(
        evidence("break clause"), evidence("rent review"), evidence("Tenants"), findings=[by_place, by_words]
    ).phrases


def test_a_finding_in_the_summary_is_found_where_evidence_counts_from_the_title_on() -> None:
    """Offsets of evidence go over title and summary; those of a finding over the summary alone."""
    of = item(title="Before you sign", summary="What a lease costs.", body=BODY)
    spoken = evidence("lease", where="title", text=f"{of.title}\n\n{of.summary}")

    assert ("lease",) == reason(spoken, of=of, findings=[finding(part="summary", start=0, end=6, words="")]).phrases
    assert () == reason(spoken, of=of, findings=[finding(part="summary", start=7, end=12, words="")]).phrases


def test_where_no_phrase_can_be_shown_the_reason_is_still_true() -> None:
    """Its words as a whole put it there."""
    assert "because it is worded like other pieces on this subject" == reason(evidence("bond")).told


WORDS = st.sampled_from(
    [
        "lease ",
        "rent ",
        "*tenants* ",
        "[clause](https://x.example/a) ",
        "\n\n",
        "| ",
        "- ",
        "’s ",
        "2,000 ",
        "ﬁ",
        "&amp; ",
    ]
)
TEXTS = st.lists(WORDS, max_size=12).map("".join) | st.text(max_size=60)


@st.composite
def pieces(draw: st.DrawFn) -> ClearedItem:
    """A piece with evidence cut from anywhere in its words."""
    title, summary, body = draw(TEXTS), draw(TEXTS), draw(TEXTS)
    spoken = []
    for where, text in (("title", f"{title}\n\n{summary}"), ("body", body)):
        for _ in range(draw(st.integers(1, 3))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            weight = draw(st.floats(0.1, 3))
            spoken.append(Evidence(words=text[start:end], where=where, start=start, end=end, weight=weight))
    of = item(title=title, summary=summary, body=body, html=to_html(body, {}))
    return cleared(of, tags=(Tag(area="tax", score=0.5, evidence=tuple(spoken)),))


def folded(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


@given(pieces())
def test_every_phrase_stands_in_the_piece_and_no_reason_is_empty(piece: ClearedItem) -> None:
    """Every phrase is one that the author wrote and one that the page shows; none is told twice."""
    [found] = reasons(piece)
    of = piece.item
    shown = folded("\n".join([of.title, of.summary, text_of(of.html)])).replace("’", "'").replace("‘", "'")

    assert found.told.startswith("because ")
    assert len(found.phrases) == len(set(found.phrases)) <= 3
    for phrase in found.phrases:
        assert phrase
        assert any(phrase in folded(part) for part in (of.title, of.summary, of.body))
        assert phrase.replace("’", "'").replace("‘", "'") in shown
