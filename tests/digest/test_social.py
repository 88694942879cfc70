"""Texts that fit, counted as each network counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.counting import NETWORKS, Counter
from pipeline.digest import social
from pipeline.model import ClearedItem, Kind, Notice
from pipeline.model.telling import neutral
from tests.builders import NOON, cleared, correction, item, notice, story

LABEL = "Attorney Advertising"
NEW_YORK = "Prior results do not guarantee a similar outcome."
CANADA = (
    "Past results are not necessarily indicative of future results, and outcomes will vary according to the facts in"
    " individual cases."
)
AREAS = {"tax": "Tax"}
#: A word that stands in every title and summary that claims something, and in nothing of ours.
CLAIM = "Zwyciężyliśmy"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=200)
NOTICES = st.lists(
    st.builds(
        Notice,
        rule=st.just("ADV-X"),
        text=st.sampled_from([NEW_YORK, CANADA, "Éxitos anteriores 法律 👩‍⚖️ no garantizan."])
        | WORDS.map(lambda text: f"Notice {text}."),
        steps=st.sampled_from([0, 0, 0, 2]),
        parts=st.frozensets(st.sampled_from(["", "title", "summary", "body"])),
    ),
    max_size=3,
    unique_by=lambda each: each.text,
).map(tuple)


@st.composite
def pieces_of_any_kind(draw: st.DrawFn) -> list[tuple[ClearedItem, str]]:
    """Pieces with any words and notices; where one stands in title or summary, so does a claim."""
    drawn = []
    for number in range(draw(st.integers(1, 4))):
        found = draw(NOTICES)
        places = frozenset().union(*(each.parts or {""} for each in found))
        title, summary = (
            f"{CLAIM} {part}{number} {draw(WORDS)}" if places & {part, ""} else f"Plain {part} {draw(WORDS)}"
            for part in ("title", "summary")
        )
        kind = draw(st.sampled_from([Kind.STORY, Kind.TESTIMONIAL, Kind.NEWS, Kind.ARTICLE]))
        piece = item(id=f"p{number}", kind=kind, title=title, summary=summary)
        drawn.append(
            (cleared(piece, *draw(st.sampled_from([(), ("tax",)])), notices=found), f"https://firm.example/{number}/")
        )
    return drawn


def holds(text: str, piece: ClearedItem) -> None:
    """Either no claim of the piece is in the text, or each of its notices is, whole."""
    for part, words in (("title", piece.item.title), ("summary", piece.item.summary)):
        needed = [each for each in piece.notices if not each.parts or each.parts & {part, ""}]
        if needed and words in text:
            assert all(each.text in text and not each.steps for each in needed)


@settings(deadline=None, max_examples=300)
@given(
    pieces=pieces_of_any_kind(),
    network=st.builds(
        Counter,
        st.just("any"),
        st.integers(20, 700),
        st.sampled_from([each.weigh for each in NETWORKS.values()]),
    )
    | st.sampled_from(list(NETWORKS.values())),
    label=st.sampled_from(["", LABEL]),
)
def test_no_claim_goes_out_without_its_notices(
    pieces: list[tuple[ClearedItem, str]], network: Counter, label: str
) -> None:
    """Whatever the words, the notices, the counting and the limit: every notice whole, or no word of the claim."""
    try:
        text = social.write(network, "Weekly wrap from Test", pieces, areas=AREAS, label=label)
    except ValueError:
        shortest = [label] * any(piece.item.kind.tells_of_clients for piece, _ in pieces)
        piece, address = pieces[0]
        blank = (
            neutral(piece, AREAS)
            if any(each.parts & {"", "title"} or not each.parts for each in piece.notices)
            else piece.item.title
        )
        assert not network.fits("\n\n".join([*filter(None, shortest), f"{blank}\n{address}"]))
        return

    assert network.fits(text.rstrip("\n"))
    for piece, _ in pieces:
        holds(text, piece)
    assert pieces[0][1] in text
    told_of_clients = any(piece.item.kind.tells_of_clients for piece, _ in pieces)
    assert text.startswith(LABEL) == bool(label and told_of_clients)


@settings(deadline=None, max_examples=200)
@given(
    pieces=pieces_of_any_kind(),
    name=st.sampled_from(sorted(NETWORKS)),
    note=WORDS,
    label=st.sampled_from(["", LABEL]),
)
def test_no_correction_repeats_a_claim_without_its_notices(
    pieces: list[tuple[ClearedItem, str]], name: str, note: str, label: str
) -> None:
    """A correction is a post like any other."""
    network, (piece, address) = NETWORKS[name], pieces[0]
    try:
        text = social.correction(network, piece, correction(piece.item, note=note), address, areas=AREAS, label=label)
    except ValueError:
        return

    assert network.fits(text.rstrip("\n"))
    assert address in text
    holds(text, piece)


@settings(deadline=None, max_examples=100)
@given(
    titles=st.lists(st.text(min_size=1, max_size=120).filter(str.strip), min_size=1, max_size=6),
    name=st.sampled_from(sorted(NETWORKS)),
)
def test_no_text_is_longer_than_its_network_takes(titles: list[str], name: str) -> None:
    """Whatever the titles, the text fits or is refused by name."""
    network = NETWORKS[name]
    pieces = [(cleared(item(id=f"p{n}", title=title)), f"https://firm.example/{n}/") for n, title in enumerate(titles)]

    try:
        text = social.write(network, "Weekly wrap from Test", pieces)
    except ValueError:
        assert not network.fits(f"{titles[0]}\n{pieces[0][1]}")
    else:
        assert network.fits(text.rstrip("\n"))
        assert pieces[0][1] in text


def test_a_roomy_network_gets_the_summary_and_a_narrow_one_does_not() -> None:
    """LinkedIn has room for the author's own sentence."""
    pieces = [(cleared(), "https://firm.example/1/")]

    assert "What the clauses mean." in social.write(NETWORKS["linkedin"], "Weekly", pieces)
    assert "What the clauses mean." not in social.write(NETWORKS["bluesky"], "Weekly", pieces)


def test_what_does_not_fit_is_left_out_whole() -> None:
    """No title is cut in the middle."""
    pieces = [(cleared(item(id=str(n), title="T" * 100)), f"https://firm.example/{n}/") for n in range(5)]

    text = social.write(NETWORKS["bluesky"], "Weekly", pieces)

    assert text.count("T" * 100) == text.count("https://") == 2


def pieces(*notices: Notice, title: str = "We won", **changes: object) -> list[tuple[ClearedItem, str]]:
    """One story about tax that needs these notices."""
    piece = cleared(story(title=title, summary="A tenant stayed.", **changes), "tax", notices=notices)
    return [(piece, "https://firm.example/1/")]


def test_a_claim_has_its_notice_right_under_it() -> None:
    """The exact words, before the address."""
    text = social.write(NETWORKS["x"], "Weekly", pieces(notice()))

    assert f"We won\n{NEW_YORK}\nhttps://firm.example/1/\n" in text


def test_without_room_for_the_notice_the_claim_is_left_out() -> None:
    """The piece goes out by kind and area, and the notice is not cut."""
    text = social.write(NETWORKS["x"], "Weekly", pieces(notice(), title="We won " + "x" * 200), areas=AREAS)

    assert "Weekly\n\nA story about tax\nhttps://firm.example/1/\n" == text


def test_a_claim_in_the_summary_alone_leaves_the_title() -> None:
    """A roomy network gets both with the notice, a narrow one the title without it."""
    told = pieces(notice(parts=frozenset({"summary"})))

    assert NEW_YORK in social.write(NETWORKS["linkedin"], "Weekly", told)
    assert "Weekly\n\nWe won\nhttps://firm.example/1/\n" == social.write(NETWORKS["bluesky"], "Weekly", told)


def test_a_notice_that_must_be_larger_leaves_no_claim_in_a_post() -> None:
    """A post has one size of type."""
    text = social.write(NETWORKS["linkedin"], "Weekly", pieces(notice(steps=2)), areas=AREAS)

    assert "Weekly\n\nA story about tax\nhttps://firm.example/1/\n" == text


def test_a_notice_that_two_pieces_need_stands_once() -> None:
    """It is about the whole post; twice would only cost room."""
    two = [
        (cleared(story(id=f"p{n}", title=f"We won {n}"), notices=(notice(),)), f"https://firm.example/{n}/")
        for n in (1, 2)
    ]

    text = social.write(NETWORKS["mastodon"], "Weekly", two)

    assert (1, 2) == (text.count(NEW_YORK), text.count("We won"))


def test_what_tells_of_no_client_needs_no_label() -> None:
    """New York's label is for advertising; an article explains the law."""
    article = [(cleared(), "https://firm.example/1/")]

    assert LABEL not in social.write(NETWORKS["x"], "Weekly", article, label=LABEL)
    assert social.write(NETWORKS["x"], "Weekly", pieces(), label=LABEL).startswith(f"{LABEL}\nWeekly\n")


def test_what_cannot_be_told_in_any_form_is_not_told() -> None:
    """Not at all is better than without its notice."""
    with pytest.raises(ValueError, match="longer than"):
        social.write(Counter("narrow", 30, lambda text, _: len(text)), "Weekly", pieces(notice()), areas=AREAS)


def test_a_correction_says_what_was_wrong_and_where_it_is_put_right() -> None:
    """Title, note, address; where the note is too long, without it."""
    piece, address = pieces()[0]
    told = correction(piece.item, at=NOON, note="The limit is three months, not six.")

    assert f"Correction: We won\nThe limit is three months, not six.\n{address}\n" == social.correction(
        NETWORKS["x"], piece, told, address
    )
    assert f"Correction: We won\n{address}\n" == social.correction(
        NETWORKS["x"], piece, correction(piece.item, note="x" * 300), address
    )


def test_a_correction_of_a_claim_names_the_piece_by_kind_and_area() -> None:
    """Where the title with its notice does not fit."""
    piece, address = pieces(notice(text=CANADA), title="We won " + "x" * 150)[0]

    assert "Correction: A story about tax\n" in social.correction(
        NETWORKS["x"], piece, correction(piece.item), address, areas=AREAS
    )
