"""The note above the pieces: the same words in both parts, safe whatever stands in it."""

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.digest import decide
from pipeline.digest.note import Note, preview, tells_of_clients
from pipeline.digest.note import note as told
from pipeline.model import Channel, Choice, ClearanceBasis, ClearedItem, Item
from tests.builders import clearance, cleared, item, note, notice, story
from tests.digest.test_press import HOSTILE, LINKS, part_of, print_one
from tests.digest.test_press import words as any_words

BODY = """Two of us spent the *autumn*
in **tribunals**, and [wrote it down](https://firm.example/a/?b=1&c=2).

Three evenings:

- Tuesday, for employers and for everybody who has to write a letter before the end of the year
- Thursday
    1. from five
    2. from seven

Write to <mailto:mei@firm.example> or [ring](tel:+441174960119).
Tea is there.
""".replace(".\nTea", ".  \nTea")


def note_(of: Item, **changes: Any) -> ClearedItem:
    """A note that may go out."""
    return cleared(
        of, **{"channels": (Channel.NEWSLETTER,), "clearance": clearance(of, basis=ClearanceBasis.REVIEWED), **changes}
    )


def read(body: str, **changes: Any) -> Note:
    """A note as the templates get it."""
    return told(note_(note(body=body), **changes), "Mei-Lin Fraser")


def test_plain_text_has_its_words_in_lines_and_its_addresses_written_out() -> None:
    """Paragraphs apart, lists under what they belong to, nothing wider than 72."""
    assert read(BODY).text == (
        "Two of us spent the autumn in tribunals, and wrote it down\n"
        "(https://firm.example/a/?b=1&c=2).\n"
        "\n"
        "Three evenings:\n"
        "- Tuesday, for employers and for everybody who has to write a letter\n"
        "  before the end of the year\n"
        "- Thursday\n"
        "  1. from five\n"
        "  2. from seven\n"
        "\n"
        "Write to mei@firm.example or ring (+441174960119).\n"
        "Tea is there."
    )


def test_html_has_every_colour_and_size_at_its_element() -> None:
    """Some programs drop the styles in the head."""
    html = read(BODY).html

    assert '<a href="https://firm.example/a/?b=1&amp;c=2" style="color:#8f3f26;">wrote it down</a>' in html
    assert '<p style="margin:0 0 12px;">Two of us spent the <em>autumn</em> in <strong>tribunals</strong>' in html
    assert html.count("<li ") == html.count("</li>") == 4
    assert '<a href="tel:+441174960119"' in html
    assert "<br />" in html


def test_a_list_of_paragraphs_is_indented_below_its_mark() -> None:
    """However it is written."""
    assert "1. One\n\n   still one\n2. Two" == read("1. One\n\n    still one\n\n2. Two").text


MARKUP = st.sampled_from(
    ["", "*a* ", "**b**", "- ", "1. ", "[c](https://d.example/?e&f) ", "  \n", "\\", "`", "<b>x", "&amp;", "</p>"]
)
BODIES = st.lists(
    st.builds("{}{}".format, MARKUP, st.one_of(any_words, st.sampled_from(HOSTILE))), min_size=1, max_size=5
).map("\n\n".join)


def letters(text: str) -> list[str]:
    """The letters and figures of a text in their order."""
    return re.findall(r"[^\W_]", text)


@settings(max_examples=200, deadline=None)
@given(body=BODIES)
def test_both_parts_have_the_letters_of_what_was_cleared(body: str) -> None:
    """Each once and in order; plain text has addresses, and the numbers of lists, besides."""
    of = note(body=body)
    shown = unescape(re.sub(r"<[^>]*>", " ", of.html))
    found = told(note_(of), "x")
    in_html = unescape(re.sub(r"<[^>]*>", " ", found.html))
    rest = iter(letters(found.text))

    assert letters(shown) == letters(in_html)
    assert all(letter in rest for letter in letters(shown))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", found.text + found.html)


@settings(max_examples=60, deadline=None)
@given(body=BODIES)
def test_a_mail_with_it_is_whole(body: str) -> None:
    """What follows the note follows it, in both parts, and no mark of ours can be written in it."""
    assume(read(body).text)
    mail = print_one(choices=[_choice()], note=note_(note(body=body)), links=LINKS)

    for kind in ("plain", "html"):
        page = part_of(mail, kind)
        assert 1 == page.count("Here is what we wrote that you asked for")
        assert 1 == page.count("Because of the test")
        assert page.index("Rafe Pellow") < page.index("Here is what we wrote")


def _choice() -> Choice:
    return Choice(item=cleared(item(author="mei")), why="Because of the test")


def test_it_stands_between_the_greeting_and_the_pieces_signed() -> None:
    """And in a first edition below the welcome; in both parts, once."""
    for kind in ("plain", "html"):
        usual = part_of(print_one(choices=[_choice()], note=note_(note())), kind)
        first = part_of(print_one(choices=[_choice()], note=note_(note()), welcome=True), kind)
        order = ["Dear", "Two of us", "Write to me.", "Rafe Pellow", "Here is what we wrote", "Reading a lease"]
        welcome = ["Dear", "Welcome.", "Two of us", "Write to me.", "Rafe Pellow", "Reading a lease"]

        for page, parts in ((usual, order), (first, welcome)):
            # What a list of mails shows stands first of all, and is no part of the letter.
            page = page[page.index("Dear") :]
            places = [page.index(part) for part in parts]
            assert sorted(places) == places
            assert 1 == page.count("Two of us")


def test_a_list_of_mails_shows_its_first_words() -> None:
    """In place of the first piece's, unless they claim something that needs words beside it; the subject is the piece's."""
    claim = notice(parts=frozenset({"summary"}))
    shown = {
        "Two of us spent the autumn in tribunals.": note_(note()),
        "What the clauses mean.": note_(note(), notices=(claim,)),
    }

    for words, of in shown.items():
        mail = print_one(choices=[_choice()], note=of)
        hidden = part_of(mail, "html").partition("mso-hide:all;")[2]
        assert hidden[hidden.index(">") + 1 :].startswith(words)
        assert b"Subject: Reading a lease\r\n" in mail.body
    assert "" == preview(note_(note(), notices=(claim,)))


def test_its_notices_stand_with_it() -> None:
    """Whole; where one must be larger than its claim, plain text has no room for either."""
    usual, large = (note_(note(), notices=(notice(parts=frozenset({"body"}), steps=steps),)) for steps in (0, 2))
    words = "Prior results do not guarantee a similar outcome."

    for kind in ("plain", "html"):
        assert words in part_of(print_one(choices=[_choice()], note=usual), kind)
    assert f'font-size:23px;line-height:1.25;">{words}' in part_of(print_one(choices=[_choice()], note=large), "html")
    plain = part_of(print_one(choices=[_choice()], note=large), "plain")
    assert "Two of us" not in plain
    assert words not in plain


@pytest.mark.parametrize(
    ("basis", "labelled"),
    [(ClearanceBasis.REVIEWED, False), (ClearanceBasis.CONSENT, True), (ClearanceBasis.ANONYMISED, True)],
)
def test_a_note_that_tells_of_a_client_makes_an_advertisement_of_the_mail(
    basis: ClearanceBasis, labelled: bool
) -> None:
    """Where advertising must be labelled; one that tells of none changes nothing, whatever the pieces are."""
    of = note()
    it = note_(of, clearance=clearance(of, basis=basis))
    told_of = story(author="mei")
    alone = print_one(choices=[_choice()], note=it, places=("US-NY",))
    beside = print_one(choices=[Choice(item=cleared(told_of), why="x")], note=it, places=("US-NY",))

    assert labelled == tells_of_clients(it)
    assert labelled == (b"Attorney Advertising" in alone.body)
    assert b"Attorney Advertising" in beside.body


# Which edition it opens.


def test_a_note_opens_its_own_edition_and_no_other() -> None:
    """Nor is it a piece of any."""
    of = note_(note())

    assert of == decide.note_of("weekly-2026-W48", [cleared(), of], {})
    assert decide.note_of("weekly-2026-W49", [of], {}) is None
    assert decide.note_of("weekly-2026-W48", [cleared(note(), channels=(Channel.WEB,))], {}) is None
    assert [] == [each for channel in Channel for each in decide.pieces([cleared(note())], channel)]


def test_a_note_that_has_left_opens_no_second_edition() -> None:
    """Also where somebody names another one in its file; composed again, its own edition has it."""
    of = note_(note())

    assert decide.note_of("weekly-2026-W48", [of], {"weekly-2026-W47": "a-word"}) is None
    assert of == decide.note_of("weekly-2026-W48", [of], {"weekly-2026-W48": "a-word", "weekly-2026-W47": "another"})
