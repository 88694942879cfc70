"""Ways to reach somebody, on sentences of our own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect import contacts
from pipeline.clear.detect.told import Hit, Told
from pipeline.clear.reading import readable
from pipeline.model import Kind
from tests.clear.detect.catalogued import clean, of


def hits(words: str, kind: Kind = Kind.STORY, own: frozenset[str] = frozenset()) -> list[Hit]:
    """What the detector finds in some words of a story."""
    return list(contacts.find(Told(words, kind, own=own, markdown=words)))


def found(words: str, own: frozenset[str] = frozenset()) -> list[str]:
    """The words that it finds."""
    return [words[hit.start : hit.end] for hit in hits(words, own=own)]


FOUND = [
    ("He can be found as name at domain dot com.", ["name at domain dot com"]),
    ("Mail kira.vel [at] fastpost [dot] co.uk for details.", ["kira.vel [at] fastpost [dot] co.uk"]),
    ("The flyer gave +44 (0)20 7946 0123.", ["+44 (0)20 7946 0123"]),
    ("He texted from (212) 555-0147 all night.", ["(212) 555-0147"]),
    ("She rang 555-0147 and nobody answered.", ["555-0147"]),
    ("The site is www.harrowgate-stables.co.uk, still online.", ["www.harrowgate-stables.co.uk"]),
    ("You can see it at https://thornleyfarm.example.com/story.", ["https://thornleyfarm.example.com/story"]),
    ("Her page, instagram.com/thornley_farm, has the photos.", ["instagram.com/thornley_farm"]),
    ("They paid into GB29 NWBK 6016 1331 9268 19.", ["GB29 NWBK 6016 1331 9268 19"]),
    ("The money went to IE29AIBK93115212345678.", ["IE29AIBK93115212345678"]),
    ("Sort code 20-45-11, account 12345678, was the thief's.", ["Sort code 20-45-11, account 12345678"]),
    ("The card 4929 1234 5678 9012 was cloned.", ["card 4929 1234 5678 9012"]),
    ("His national insurance number, QQ 12 34 56 C, was on every page.", ["QQ 12 34 56 C"]),
    ("Her NI number AB123456C was used.", ["NI number AB123456C"]),
    ("SSN 078-05-1120 appeared in the file.", ["SSN 078-05-1120"]),
    ("His SIN was 046 454 286.", ["SIN was 046 454 286"]),
    ("NHS number 943 476 5919 was on the wristband.", ["NHS number 943 476 5919"]),
    ("The passport no. 533401372 was in the drawer.", ["passport no. 533401372"]),
    ("The posts came from 81.2.69.142.", ["81.2.69.142"]),
    ("Letters went to PO Box 417.", ["PO Box 417"]),
    ("His PPS number 1234567T was on the form.", ["PPS number 1234567T"]),
    ("He goes by Instagram handle: dan_the_van99.", ["dan_the_van99"]),
    ("Ring him on 087 123 4567.", ["087 123 4567"]),
    ("Call 0412 345 678 and ask for the boss.", ["0412 345 678"]),
    (
        "Oh seven seven double-oh nine oh one two three was written on the wall.",
        ["Oh seven seven double-oh nine oh one two three"],
    ),
    ("His phone was 44 7700 900 123.", ["44 7700 900 123"]),
    ("Her username was nightowl_77 on the forum.", ["nightowl_77"]),
    ("The driver's licence number D1234-56789-01234 was copied.", ["driver's licence number D1234-56789-01234"]),
    ("Tel: 01632 960 983.", ["01632 960 983"]),
    ("The video is at youtube.com/watch?v=abc123.", ["youtube.com/watch?v=abc123"]),
    ("Her Medicare number 2123 45670 1 was leaked.", ["Medicare number 2123 45670 1"]),
    ("The tax file number 123 456 782 was misused.", ["tax file number 123 456 782"]),
    ("See [the clip](https://www.tiktok.com/@dan.van/video/123).", ["https://www.tiktok.com/@dan.van/video/123"]),
    ("Write to [him](mailto:dan@van.example.org).", ["dan@van.example.org"]),
    ("The crowdfunder at gofundme.com/f/save-dans-van raised enough.", ["gofundme.com/f/save-dans-van"]),
    ("@dan.van on Threads told his side.", ["@dan.van"]),
    ("He posts as u/farmhand_kev.", ["u/farmhand_kev"]),
    ("He was ringing 1-800-555-0199 every day.", ["1-800-555-0199"]),
]
CLEAN = [
    "Ring us on 0114 496 0001 if you are stuck.",
    "Email me at ruth@firm.example.",
    "The forms are on gov.uk and at www.citizensadvice.org.uk.",
    "See https://www.legislation.gov.uk/ukpga/1985/70 for the text.",
    "Samaritans answer on 116 123.",
    "She sold it on eBay and Booking.com.",
    "The Regulations are at www.courts.ie.",
    "He wrote 3.5 pages, and 1,234 words.",
    "Section 4.7.2.1 of the code.",
    "The 1985 and 1988 Acts.",
    "A notice under 21 and 8.",
    "Between 2019 and 2021 he paid nothing.",
    "It cost 07 and a half.",
    "From 1998-2003 she lived abroad.",
    "The score was 100-120, and in the years 2015 2016 2017 she lost.",
    "He had 3 children and 14 grandchildren.",
    "One, two, three and away.",
    "The tribunal sat at ten on two days.",
    "The e.g. and i.e. of it.",
    "We use WhatsApp, Twitter and Facebook like everyone.",
    "At home, a dot on the map.",
    "The judge said no.In the end he paid.",
    "Form I-864, ISO 27001 and BS 5839-1.",
    "She met him at the dot-com firm.",
    "It took 18 months, 24/7.",
    "Tax relief on £325,000 in 2024-25.",
    "The helpline 0808 2000 247 is free.",
    "The passport office took ten weeks.",
    "A card payment of £40.",
    "His driving licence was taken for 12 months.",
    "Section 75 of the Consumer Credit Act 1974.",
]


@pytest.mark.parametrize(("words", "expected"), FOUND)
def test_a_way_to_reach_somebody_is_found(words: str, expected: list[str]) -> None:
    """Addresses, telephones, handles, accounts and national numbers are found."""
    assert expected == found(words)


@pytest.mark.parametrize("words", CLEAN)
def test_what_reaches_nobody_in_particular_is_left_alone(words: str) -> None:
    """The firm's own, public sites, helplines, counts and numbered rules pass."""
    assert [] == found(words)


@pytest.mark.parametrize("words", of("ID-CONTACT"))
def test_what_breaks_the_rule_is_found(words: str) -> None:
    """Every breach of the catalogue is found."""
    assert found(words)


@pytest.mark.parametrize("words", clean())
def test_the_catalogues_clean_sentences_are_left_alone(words: str) -> None:
    """What the catalogue calls clean is not touched."""
    assert [] == found(words)


@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.PAGE, Kind.PROFILE])
def test_only_what_tells_of_clients_is_read(kind: Kind) -> None:
    """An article or a page of the firm may say what a story may not."""
    assert [] == hits(FOUND[0][0], kind)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80), st.sampled_from(FOUND), st.text(max_size=80))
def test_no_text_upsets_it(before: str, told: tuple[str, list[str]], behind: str) -> None:
    """Whatever stands around, every hit lies inside the text, holds words, and none overlaps another."""
    words = f"{before} {told[0]} {behind}"
    places = [(hit.start, hit.end) for hit in hits(words)]

    assert all(0 <= start < end <= len(words) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(places)))


@pytest.mark.parametrize(
    "words",
    ["Ring 0117 496 0000 any day.", "Write to hello@firm.example any day.", "Write to ada@firm.example any day."],
)
def test_the_firms_own_is_left_alone(words: str) -> None:
    """The firm's telephone, mail and everything of its domain point to no client."""
    own = frozenset({"Test & Firm", "+44 117 496 0000", "0117 496 0000", "hello@firm.example"})

    assert [] == found(words, own)
    assert found(words)


WAYS = ["https://www.firm.example/", "rafe.pellow@mail.example", "0117 496 0118"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Read [it](https://firm.example/articles/a-lease/) and https://blog.firm.example/x.", True),
        ("She wrote to Rafe.Pellow@mail.example or rang 0117 496 0118.", True),
        ("She wrote to orla.dunmore@mail.example.", False),
        ("She rang 0117 496 0119.", False),
        ("Read https://notfirm.example/.", False),
    ],
)
def test_the_ways_to_the_firm_are_left_alone_and_no_others_of_their_kind(words: str, left: bool) -> None:
    """A mailbox of the firm's where everybody has one makes nobody else there the firm's."""
    told = Told(readable(words), Kind.STORY, markdown=words, ways=contacts.ways([*WAYS, "Rafe Pellow", "Firm LLP"]))

    assert left == (not list(contacts.find(told)))
    assert frozenset(WAYS) == told.ways


def test_the_address_behind_a_link_is_read() -> None:
    """What a reader reaches by a click is told as much as what is spelled out."""
    words = "He told it in [a video](https://www.youtube.com/watch?v=k2b7) himself."
    assert 1 == len(list(contacts.find(Told(readable(words), Kind.STORY, markdown=words))))
