"""What a share card says, and what it leaves out because it would need a notice."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Asset, Basis, ClearedItem, Kind, Person
from pipeline.model.card import Card
from pipeline.publish import card
from tests.builders import cleared, firm, item, notice, person, story

NAMES = {"tax": "Tax"}
PARTS = ["", "title", "summary", "body"]
CARD = Card(firm="Test & Firm", headline="Reading a lease", kicker="Article · Tax", name="Rafe Pellow")
EVERYTHING = replace(CARD, promise="I read leases.", label="Attorney Advertising", portrait="0123.jpg")


def won(*parts: str, **changes: Any) -> ClearedItem:
    """A story about tax that claims a result in these parts."""
    return cleared(story(title="We won", **changes), "tax", notices=(notice(parts=frozenset(parts)),))


def profile(*parts: str) -> ClearedItem:
    """A person's own words, with a claim in these parts."""
    own = item(id="profile:rafe", kind=Kind.PROFILE, title="Rafe Pellow, Partner", summary="Ask me.", author=None)
    return cleared(own, notices=(notice(parts=frozenset(parts)),) if parts else ())


def tagline(*parts: str) -> ClearedItem:
    """What the firm says of itself, with a claim in these parts."""
    own = item(id="firm", kind=Kind.FIRM, title="We test", author=None)
    return cleared(own, notices=(notice(parts=frozenset(parts)),) if parts else ())


def picture(suffix: str) -> Asset:
    """A portrait."""
    return Asset(name=f"rafe{suffix}", sha256="ab" * 32, suffix=suffix)


# A piece.


def test_a_pieces_card_says_what_it_is_who_wrote_it_and_where() -> None:
    """Kind and area, title, author, firm."""
    assert CARD == card.of_piece(cleared(item(), "tax"), [person()], NAMES, firm())


def test_the_card_of_a_piece_by_several_names_them_and_shows_no_face() -> None:
    """One face beside two names would be anybody's."""
    people = [person(portrait=picture(".jpg")), person(id="mei", name="Mei Fraser")]
    told = card.of_piece(cleared(item(co_authors=("mei",))), people, NAMES, firm())

    assert ("Rafe Pellow and Mei Fraser", "") == (told.name, told.portrait)


def test_a_piece_about_no_area_by_nobody_has_its_kind_and_title() -> None:
    """What is not known is left out."""
    bare = card.of_piece(cleared(item(author=None)), [], NAMES, firm())

    assert Card(firm="Test & Firm", headline="Reading a lease", kicker="Article") == bare


@pytest.mark.parametrize(("part", "kept"), [("", False), ("title", False), ("summary", True), ("body", True)])
def test_a_title_that_needs_a_notice_is_not_on_the_card(part: str, kept: bool) -> None:
    """Words that claim nothing take its place, and they say kind and area themselves."""
    told = card.of_piece(won(part), [person()], NAMES, firm())

    assert (("We won", "Story · Tax") if kept else ("A story about tax", "")) == (told.headline, told.kicker)


@pytest.mark.parametrize("parts", [["body"], ["title"]])
@pytest.mark.parametrize("basis", [Basis.COMPOSITE, Basis.INVENTED])
def test_a_card_says_that_a_story_did_not_happen_so(basis: Basis, parts: list[str]) -> None:
    """Whether its title is told or not."""
    assert str(basis) in card.of_piece(won(*parts, basis=basis), [], NAMES, firm()).alt.lower()


def test_a_clients_words_are_not_put_in_a_lawyers_mouth() -> None:
    """A testimonial's card names neither the lawyer whom it praises nor shows their face."""
    praise = cleared(story(kind=Kind.TESTIMONIAL, basis=None, title="They rang back"))
    told = card.of_piece(praise, [person(portrait=picture(".jpg"))], NAMES, firm())

    assert ("A client", "") == (told.name, told.portrait)


@pytest.mark.parametrize(
    ("said", "kicker"), [(tagline(), "Article · Horses"), (tagline("body"), "Article"), (None, "Article · Horses")]
)
def test_the_firms_own_name_of_an_area_is_not_shown_without_the_firms_notices(
    said: ClearedItem | None, kicker: str
) -> None:
    """Such a name is among the words that the notices of the firm are about."""
    house = firm()
    house = house.model_copy(
        update={"practice_areas": house.practice_areas.model_copy(update={"rename": {"tax": "Horses"}})}
    )

    assert kicker == card.of_piece(cleared(item(), "tax"), [], {"tax": "Horses"}, house, said).kicker


def test_advertising_is_called_what_the_place_wants() -> None:
    """A firm in New York has its label on every card."""
    york = firm(places_of_practice=("US-NY",))
    cards = [card.of_piece(won(), [], NAMES, york), card.of_person(person(), None, york), card.of_firm(york, None)]

    assert ["Attorney Advertising"] * 3 == [each.label for each in cards]


# A person.


def test_a_persons_card_says_what_they_do_and_promise() -> None:
    """Name, role and office, a sentence of theirs."""
    told = card.of_person(person(summary="Ask me."), profile(), firm())

    assert ("Rafe Pellow", "Partner, Bristol", "Ask me.") == (told.headline, told.kicker, told.promise)


@pytest.mark.parametrize(
    ("words", "kicker", "promise"),
    [
        (profile("title"), "Bristol", "Ask me."),
        (profile("summary"), "Partner, Bristol", ""),
        (profile("body"), "Partner, Bristol", "Ask me."),
        (profile(""), "Bristol", ""),
        (None, "Bristol", ""),
    ],
    ids=["title", "summary", "body", "all", "held"],
)
def test_a_persons_card_has_no_claim_that_needs_a_notice(words: ClearedItem | None, kicker: str, promise: str) -> None:
    """And nothing but name and office where their words are held."""
    told = card.of_person(person(summary="Ask me."), words, firm())

    assert (kicker, promise) == (told.kicker, told.promise)


@pytest.mark.parametrize(("suffix", "shown"), [(".jpg", True), (".png", True), (".webp", True), (".svg", False)])
def test_a_portrait_is_on_a_card_where_it_is_made_of_pixels(suffix: str, shown: bool) -> None:
    """A drawing needs a browser to draw it."""
    face = picture(suffix)
    somebody: Person = person(portrait=face)
    expected = face.filename if shown else ""

    assert expected == card.of_person(somebody, None, firm()).portrait
    assert expected == card.of_piece(cleared(item()), [somebody], NAMES, firm()).portrait


# The firm.


@pytest.mark.parametrize(
    ("said", "headline", "name"),
    [(tagline(), "We test", "Test & Firm"), (tagline("title"), "Test & Firm", ""), (None, "Test & Firm", "")],
    ids=["free", "claims", "held"],
)
def test_the_firms_card_has_its_tagline_where_that_may_stand_alone(
    said: ClearedItem | None, headline: str, name: str
) -> None:
    """Else its name, set large."""
    told = card.of_firm(firm(), said)

    assert (headline, name) == (told.headline, told.firm)


# Its name.


@pytest.mark.parametrize("name", [each.name for each in fields(Card)])
def test_whatever_changes_the_picture_changes_its_address(name: str) -> None:
    """Networks keep a picture for as long as its address stands."""
    other = True if name == "about_person" else "something else"

    assert EVERYTHING.filename != replace(EVERYTHING, **{name: other}).filename  # type: ignore[arg-type]


def test_the_address_is_the_same_in_every_process() -> None:
    """It comes from the content alone; if this one changes, networks fetch every card again."""
    assert "cf86771d92ff4dce06a01f9654d84894.png" == CARD.filename


@given(st.builds(Card, firm=st.text(), headline=st.text(), kicker=st.text(), name=st.text()))
def test_any_words_have_an_address_and_the_same_in_words(any_card: Card) -> None:
    """Nothing that can be typed breaks either."""
    assert any_card.filename == replace(any_card).filename
    assert any_card.headline.strip(" .") in any_card.alt
