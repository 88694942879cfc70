import re
import time
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.listed import NameList
from pipeline.clear.name_forms import names, normal
from pipeline.clear.naming import How, Place, places
from pipeline.clear.rarity import common, findable, ordinary, telling

KEY = bytes(range(32))
PEOPLE = [
    "Margaret Ann Oyelaran", "Tomas Vrankel", "Jürgen Müllerson", "Siobhán Kilgarrow", "Nkiru Adeyemi-Holtby", "Sean O'Brannagh",
    "Łucja Zdrojewska", "Søren Ægirsson", "Will Youngblood", "Priya Ramanujapillai", "Ewan McAskillan", "Grace Fieldhousen",
]  # fmt: skip
COMPANIES = [
    "Bexley Joinery Ltd",
    "Northgate Housing Ltd",
    "Kestrelworks",
    "J. B. Wexcombe Motors Ltd",
    "Orange Ltd",
    "Tarnbeck Dairy & Sons",
]


@cache
def listing(*written: str) -> NameList:
    """A list of these names."""
    return NameList(KEY).adding(name for each in written for name in names(each))


def found(text: str, *written: str, own: tuple[str, ...] = ()) -> list[tuple[str, How, bool]]:
    """What a text names of a list: the words, how, and whether they are sure."""
    return [(text[each.start : each.end], each.how, each.whole) for each in places(text, listing(*written), own)]


FULL, INITIAL, TITLED, FIRST, SURNAME, FIRST_NAME, INITIALS = How


@pytest.mark.parametrize(
    ("text", "words", "how", "whole"),
    [
        ("We met Margaret Oyelaran there.", "Margaret Oyelaran", FULL, True),
        ("We met Margaret Ann Oyelaran there.", "Margaret Ann Oyelaran", FULL, True),
        ("We met Ann Oyelaran there.", "Ann Oyelaran", FULL, True),
        ("We met Margaret Beth Oyelaran there.", "Margaret Beth Oyelaran", FULL, True),
        ("we met margaret oyelaran there", "margaret oyelaran", FULL, True),
        ("MARGARET OYELARAN", "MARGARET OYELARAN", FULL, True),
        ("Signed, Oyelaran, Margaret.", "Oyelaran, Margaret", FULL, True),
        ("Oyelaran Margaret signed.", "Oyelaran Margaret", FULL, True),
        ("Margaret\nOyelaran signed.", "Margaret\nOyelaran", FULL, True),
        ("Margaret  “Maggie”  Oyelaran", "Margaret  “Maggie”  Oyelaran", FULL, True),
        ("John and Margaret Oyelaran", "Margaret Oyelaran", FULL, True),
        ("Margaret and John Oyelaran", "Margaret and John Oyelaran", FULL, True),
        ("Márgarét Öyelaran", "Márgarét Öyelaran", FULL, True),
        ("margaret.oyelaran@post.example", "margaret.oyelaran", FULL, True),
        ("M. A. Oyelaran paid.", "M. A. Oyelaran", INITIAL, True),
        ("M.A. Oyelaran paid.", "M.A. Oyelaran", INITIAL, True),
        ("M Oyelaran paid.", "M Oyelaran", INITIAL, True),
        ("Oyelaran, M. A.", "Oyelaran, M", INITIAL, True),
        ("Mrs Oyelaran paid.", "Mrs Oyelaran", TITLED, True),
        ("Dr. Oyelaran paid.", "Dr. Oyelaran", TITLED, True),
        ("OYELARAN paid.", "OYELARAN", SURNAME, False),
        ("Oyelaran's flat", "Oyelaran", SURNAME, False),
        ("Oyelaran’s flat", "Oyelaran", SURNAME, False),
        ("the Oyelarans' flat", "Oyelarans", SURNAME, False),
        ("Tunde Oyelaran", "Oyelaran", SURNAME, False),
        ("We met Margaret. Oyelaran paid.", "Oyelaran", SURNAME, False),
        ("Margaret O. paid.", "Margaret O", FIRST_NAME, False),
        ("Margaret O paid.", "Margaret O", FIRST_NAME, False),
        ("Then M.O. paid.", "M.O.", INITIALS, False),
        ("Then M. A. O. paid.", "M. A. O.", INITIALS, False),
    ],
)
def test_a_person_is_found_however_they_are_named(text: str, words: str, how: How, whole: bool) -> None:
    """Case, accents, order, initials, titles and possessives make no difference; what may be another's is said so."""
    assert [(words, how, whole)] == found(text, "Margaret Ann Oyelaran")


@pytest.mark.parametrize(
    "text",
    [
        "Margaret paid.", "Ann and Margaret paid.", "A margarine.", "Margaret Olaran paid.", "M. Olaran paid.", "O. M. Vrankel",
        "U.S. law, e.g. this; 9 a.m.", "Margaret P. paid.", "Oyelar paid.", "oye laran", "Vrankel v. Margaret", "N. Vrankel", "", "  ", "¶ 3 § 4", "A. B. C.",
    ],
)  # fmt: skip
def test_others_are_not_found(text: str) -> None:
    """A first name alone, other initials and other surnames name nobody on the list."""
    assert [] == found(text, "Margaret Ann Oyelaran")


@pytest.mark.parametrize(
    ("written", "text", "words"),
    [
        ("Sean O'Brannagh", "Sean O Brannagh came", "Sean O Brannagh"),
        ("Sean O'Brannagh", "Sean OBrannagh came", "Sean OBrannagh"),
        ("Sean O Brannagh", "Sean O’Brannagh came", "Sean O’Brannagh"),
        ("Ewan McAskillan", "Ewan Mc Askillan came", "Ewan Mc Askillan"),
        ("Jürgen Müllerson", "Juergen Muellerson came", "Juergen Muellerson"),
        ("Juergen Muellerson", "Jürgen Müllerson came", "Jürgen Müllerson"),
        ("Søren Ægirsson", "Soren Aegirsson came", "Soren Aegirsson"),
        ("Łucja Zdrojewska", "Lucja Zdrojewska came", "Lucja Zdrojewska"),
        ("Weiß, Anna", "Anna Weiss came", "Anna Weiss"),
        ("Nkiru Adeyemi-Holtby", "Adeyemi‑Holtby came", "Adeyemi‑Holtby"),
        ("Nkiru Adeyemi-Holtby", "Nkiru Holtby came", "Nkiru Holtby"),
        ("Pieter van der Vrankel", "Pieter Vrankel came", "Pieter Vrankel"),
        ("Pieter Vrankel", "Pieter van der Vrankel came", "Pieter van der Vrankel"),
        ("M. Oyelaran", "Margaret Oyelaran came", "Margaret Oyelaran"),
        ("Grace Field", "Grace Field came", "Grace Field"),
        ("Grace Field", "GRACE FIELD came", "GRACE FIELD"),
        ("Will Young", "Will Young came", "Will Young"),
        ("Mary Oyelaran née Dunmore", "Mary Dunmore came", "Mary Dunmore"),
        ("Oyelaran", "Then Oyelaran came", "Oyelaran"),
        ("李伟", "Then 李伟 came", "李伟"),
    ],
)
def test_a_name_in_another_writing_is_found(written: str, text: str, words: str) -> None:
    """Hyphens, particles, transliterations and the two ways to write O'Brien are one name."""
    assert (words, True) in [(each, whole) for each, _, whole in found(text, written)]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Will Young", "The will young people make is short."),
        ("Grace Field", "By the grace field mice are shown."),
        ("Ian May", "I may ask. May I? Will I?"),
        ("Vera Miller", "Miller v Baker and Miller v. Baker"),
        ("Anna Field", "A field. A Field of Dreams. In a field she stood."),
        ("Margaret Smith", "Smith paid, and so did the smith."),
        ("Tom London", "London is large."),
        ("Orange Ltd", "An orange. Orange is a colour."),
        ("Property Services Ltd", "The property services market grew."),
        ("Ada Hale", "Adahale, ada-hale-less"),
    ],
)
def test_ordinary_words_are_no_names(written: str, text: str) -> None:
    """Names that are made of ordinary words, or that many share, are not seen where nobody is meant."""
    assert [] == [each for each in found(text, written) if "ada-hale" not in each[0]]


@pytest.mark.parametrize(
    ("written", "text", "words", "how", "whole"),
    [
        ("Bexley Joinery Ltd", "Bexley Joinery came to us.", "Bexley Joinery", FULL, True),
        ("Bexley Joinery Ltd", "bexley joinery limited came", "bexley joinery limited", FULL, True),
        ("Bexley Joinery Ltd", "Bexley Joinery’s van", "Bexley Joinery", FULL, True),
        ("The Bexley Joinery Company", "Bexley Joinery came", "Bexley Joinery", FULL, True),
        ("Wexcombe Joinery Works Ltd", "Wexcombe Joinery came", "Wexcombe Joinery", FIRST, True),
        ("Wexcombe Joinery Works Ltd", "Wexcombe came", "Wexcombe", FIRST, False),
        ("Northgate Housing Ltd", "northgate-housing", "northgate-housing", FULL, True),
        ("J. B. Wexcombe Motors Ltd", "JB Wexcombe Motors", "JB Wexcombe Motors", FULL, True),
        ("JB Wexcombe Motors", "J.B. Wexcombe Motors", "J.B. Wexcombe Motors", FULL, True),
        ("Tarnbeck Dairy & Sons", "Tarnbeck Dairy and Sons", "Tarnbeck Dairy and Sons", FULL, True),
        ("Orange Ltd", "They sued Orange Ltd.", "Orange Ltd", FULL, True),
        ("Property Services Ltd", "They sued Property Services.", "Property Services", FULL, False),
        ("Property Services Ltd", "They sued Property Services Ltd.", "Property Services Ltd", FULL, True),
        ("University of Northvale", "The University of Northvale", "University of Northvale", FULL, True),
    ],
)  # fmt: skip
def test_a_company_is_found_however_it_is_named(written: str, text: str, words: str, how: How, whole: bool) -> None:
    """Its suffix may be missing, and its first words do where they are its own."""
    assert [(words, how, whole)] == found(text, written)


def test_first_words_that_two_companies_share_name_neither() -> None:
    """“Wexcombe Joinery” may be either of two."""
    both = ("Wexcombe Joinery Works Ltd", "Wexcombe Joinery Museum Trust")

    assert [] == found("Wexcombe Joinery came", *both)
    assert [("Wexcombe Joinery Works", FULL, True)] == found("Wexcombe Joinery Works came", *both)


def test_the_firms_own_names_point_to_nobody() -> None:
    """A client who shares a lawyer's surname is found by the whole name alone."""
    own = ("Rafe Vrankel", "Vrankel & Holt LLP")

    assert [] == found("Rafe Vrankel, R. Vrankel and the Vrankels of Vrankel & Holt", "Tomas Vrankel", own=own)
    assert [("Tomas Vrankel", FULL, True)] == found("Tomas Vrankel wrote to Rafe Vrankel", "Tomas Vrankel", own=own)


def test_initials_are_left_out_where_nobody_asks_for_them() -> None:
    """Whoever explains the law writes initials."""
    text = "Re M.O. and M. Oyelaran"

    assert ["M. Oyelaran"] == [text[each.start : each.end] for each in places(text, listing(PEOPLE[0]), initials=False)]


def test_an_empty_list_finds_nothing() -> None:
    """A firm that took its last name off screens on."""
    assert [] == places("Margaret Oyelaran", NameList(KEY))


def test_places_do_not_overlap_and_stand_in_order() -> None:
    """Of two readings the surer and longer one is kept."""
    text = "Mrs Margaret Oyelaran, M. Oyelaran, Oyelaran, Kestrelworks and Bexley Joinery Ltd's Tomas Vrankel."
    told = places(text, listing(*PEOPLE, *COMPANIES))

    assert all(one.end <= other.start for one, other in pairwise(told))
    assert [
        "Mrs Margaret Oyelaran",
        "M. Oyelaran",
        "Oyelaran",
        "Kestrelworks",
        "Bexley Joinery Ltd",
        "Tomas Vrankel",
    ] == [text[each.start : each.end] for each in told]


@pytest.mark.parametrize(("word", "is_telling"), [
    ("oyelaran", True), ("smith", False), ("field", False), ("london", False), ("ng", False), ("2024", False), ("李伟", True),
])  # fmt: skip
def test_a_word_tells_somebody_or_nobody(word: str, is_telling: bool) -> None:
    """Ordinary words, common names and very short ones tell nobody."""
    assert is_telling == telling(word)


def test_a_name_that_could_never_be_found_is_known() -> None:
    """One word that everybody has is not worth listing; a company's may stand with its suffix."""
    assert [False, False, True, True, True] == [
        findable(name) for each in ("Smith", "Field", "Oyelaran", "Orange Ltd", "John Smith") for name in names(each)
    ]


def test_the_lists_of_words_hold_no_invented_name() -> None:
    """What tests take for rare is rare."""
    for each in PEOPLE:
        assert not ordinary(normal(each.split()[-1]))
        assert not common(normal(each.split()[-1]))


# Any writing of a listed name, and any text without one.

ALL = (*PEOPLE, *COMPANIES)
_ACCENTS = {
    "a": "áàâäåãā",
    "e": "éèêëē",
    "i": "íìîï",
    "o": "óòôöõø",
    "u": "úùûü",
    "c": "çć",
    "n": "ñń",
    "l": "ł",
    "s": "śš",
    "z": "žź",
}


#: An initial in a small letter is none.
_ANY_CASE = ("whole", "first", "turned", "comma")


@st.composite
def written_person(draw: st.DrawFn) -> str:
    """A listed person as somebody may write them."""
    *given_names, surname = draw(st.sampled_from(PEOPLE)).split()
    first = given_names[0]
    how = draw(st.sampled_from(["whole", "first", "initial", "letter", "turned", "comma", "titled"]))
    written = {
        "whole": " ".join([*given_names, surname]),
        "first": f"{first} {surname}",
        "initial": f"{first[0]}. {surname}",
        "letter": f"{first[0]} {surname}",
        "turned": f"{surname} {first}",
        "comma": f"{surname}, {first}",
        "titled": f"{draw(st.sampled_from(['Mr', 'Mrs', 'Ms', 'Dr.']))} {surname}",
    }[how]
    if draw(st.booleans()):
        written = "".join(
            draw(st.sampled_from(_ACCENTS[char])) if char in _ACCENTS and draw(st.booleans()) else char
            for char in written
        )
    if draw(st.booleans()):
        written = unicodedata.normalize("NFD", written)
    case = draw(st.sampled_from(["as it is", "upper", "title", "lower"] if how in _ANY_CASE else ["as it is", "upper"]))
    written = {"as it is": written, "upper": written.upper(), "title": written.title(), "lower": written.lower()}[case]
    written += draw(st.sampled_from(["", "'s", "’s", "'"]))
    return re.sub(" ", draw(st.sampled_from([" ", "  ", "\n", "\u00a0"])), written)


@settings(max_examples=400, deadline=None)
@given(
    written_person(),
    st.sampled_from(["", "We met ", "“", "(", "Then came "]),
    st.sampled_from(["", " that day.", ".", ",", ")"]),
)
def test_every_writing_of_a_listed_name_is_found(written: str, before: str, behind: str) -> None:
    """Case, accents, order, initials, titles, possessives and blanks never hide a listed person."""
    text = before + written + behind

    told = places(text, listing(*ALL))

    assert told
    assert any(before_or_in(each, text, len(before), len(before) + len(written)) for each in told)


def before_or_in(place: Place, text: str, start: int, end: int) -> bool:
    """Whether a place lies in these characters and has letters in it."""
    return start <= place.start < place.end <= end and any(map(str.isalpha, text[place.start : place.end]))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COMPANIES), st.sampled_from([str, str.upper, str.title]), st.sampled_from(["", "'s", "’s"]))
def test_every_writing_of_a_listed_company_is_found(written: str, case: Callable[[str], str], behind: str) -> None:
    """Case and possessive never hide a listed company, with its suffix or, where the rest tells enough, without."""
    bare = written if written == "Orange Ltd" else written.removesuffix(" Ltd")

    assert places(f"We met {case(written)}{behind}.", listing(*ALL))
    assert places(f"We met {case(bare)}{behind}.", listing(*ALL))


_WORDS = ["tenant", "landlord", "The", "lease", "Margaret", "Ann", "Will", "Grace", "court", "Joinery", "Motors", "housing", "Smith", "London",
          "Vane", "Hollis", "m.", "A", "I", "of", "and", "Ltd", "dairy", "sons", "2024", "Quillfeather", "o'clock", "v", "-", "—", ",", ".", "\n\n"]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join))
def test_a_text_without_a_listed_name_is_never_stopped(text: str) -> None:
    """First names, words of listed companies and ordinary words, in any order, name nobody for sure."""
    told = [text[each.start : each.end] for each in places(text, listing(*ALL)) if each.whole]

    assert [] == [words for words in told if not re.search(r"(?i)orange\s+ltd", words)]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever characters come, places lie in the text and in order."""
    told = places(text, listing(*ALL))

    assert all(0 <= each.start < each.end <= len(text) for each in told)
    assert sorted(told, key=lambda each: each.start) == told


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"abcdefgO", "’", "Oyelaran", "Margaret", ".", " ", "\u0301", "-", "\n"]), max_size=30
    ).map("".join)
)
def test_pieces_of_names_can_be_read(text: str) -> None:
    """Names cut and joined at any character are read, too."""
    assert all(0 <= each.start < each.end <= len(text) for each in places(text, listing(*ALL)))


def test_a_long_list_costs_little() -> None:
    """Eight hundred words against a thousand names take a few milliseconds, the first time, too."""
    many = listing(
        *(
            f"Anna Vrankel{first}{second}"
            for first in "abcdefghijklmnopqrstuvwxyz"
            for second in "abcdefghijklmnopqrstuvwxyz"
        )
    )
    text = " ".join(f"The tenant of flat{number} asked Margaret about the lease in May." for number in range(70))
    begun = time.process_time()

    places(text, many)

    assert time.process_time() - begun < 0.05
