import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.name_forms import MOST_FORMS, Name, forms, names, normal


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Oyelaran", "oyelaran"),
        ("OYELARAN", "oyelaran"),
        ("Oyelaran's", "oyelaran"),
        ("Oyelaran’s", "oyelaran"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("Ångström", "angstrom"),
        ("Müller", "muller"),
        ("Mueller", "muller"),
        ("Straße", "strasse"),
        ("Sørensen", "sorensen"),
        ("Soerensen", "sorensen"),
        ("Łukasz", "lukasz"),
        ("Đorđe", "dorde"),
        ("Ævar", "avar"),
        ("Þórr", "thorr"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("D’Arcy", "darcy"),
        ("3i", "3i"),
        ("李伟", "李伟"),
    ],
)
def test_a_word_has_one_spelling(written: str, plain: str) -> None:
    """Case, accents, apostrophes and possessives make no difference."""
    assert plain == normal(written)


@given(st.text(max_size=20))
def test_a_plain_word_has_letters_and_digits_alone(word: str) -> None:
    """Nothing that could part two words of a form is left in one."""
    assert normal(word) == "" or all(char.isalnum() for char in normal(word))


@pytest.mark.parametrize(
    ("written", "given", "surname"),
    [
        ("Margaret Ann Oyelaran", ("margaret", "ann"), ("oyelaran",)),
        ("Oyelaran, Margaret Ann", ("margaret", "ann"), ("oyelaran",)),
        ("OYELARAN Margaret", ("margaret",), ("oyelaran",)),
        ("Margaret OYELARAN", ("margaret",), ("oyelaran",)),
        ("Oyelaran M A", ("m", "a"), ("oyelaran",)),
        ("Mrs M. A. Oyelaran", ("m", "a"), ("oyelaran",)),
        ("Oyelaran, Mrs Margaret", ("margaret",), ("oyelaran",)),
        ("Oyelaran, Mrs", (), ("oyelaran",)),
        ("Dr Nkiru Adeyemi-Holt", ("nkiru",), ("adeyemi", "holt")),
        ("Mei-Lin Vrankel", ("mei", "lin"), ("vrankel",)),
        ("Maria de la Cruz Ortega", ("maria",), ("cruz", "ortega")),
        ("Pieter van der Vrankel", ("pieter",), ("vrankel",)),
        ("Maria Sá", ("maria",), ("sa",)),
        ("John Lord", ("john",), ("lord",)),
        ("Lord Vrankel", (), ("vrankel",)),
        ("Mary Dunmore KC", ("mary",), ("dunmore",)),
        ("The estate of the late Mary Dunmore (deceased)", ("mary",), ("dunmore",)),
        ("Tom Dunmore by his litigation friend", ("tom",), ("dunmore",)),
    ],
)
def test_a_persons_name_is_read(written: str, given: tuple[str, ...], surname: tuple[str, ...]) -> None:
    """Given names and surname are told apart as practice systems write them; titles and roles fall away."""
    (name,) = names(written)

    assert (given, surname, ()) == (name.given, name.surname, name.company)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Bexley Joinery Ltd", ("bexley", "joinery")),
        ("BEXLEY JOINERY LIMITED", ("bexley", "joinery")),
        ("The Bexley Joinery Company", ("bexley", "joinery")),
        ("Nordlys SA", ("nordlys",)),
        ("Vrankel & Sons", ("vrankel", "sons")),
        ("J. B. Motors Ltd", ("j", "b", "motors")),
        ("University of Northvale", ("university", "northvale")),
        ("3i Group", ("3i", "group")),
        ("The The Ltd", ("the", "the", "ltd")),
    ],
)
def test_a_companys_name_is_read(written: str, words: tuple[str, ...]) -> None:
    """Its suffix and its small words say nothing, unless there is nothing else."""
    (name,) = names(written)

    assert (words, ()) == (name.company, name.surname) or written == "The The Ltd"


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("Dunmore v Northgate Housing Ltd", 2),
        ("Mary Oyelaran née Dunmore", 2),
        ("Anna Vrankel t/a Vale Catering", 2),
        ("Vrankel, John; Oyelaran, Mary", 2),
        ("John and Mary Dunmore", 3),
        ("Mr & Mrs J Dunmore", 1),
        ("John V Smith", 1),
    ],
)
def test_a_field_may_hold_several_names(written: str, count: int) -> None:
    """Parties, maiden and trading names and couples are names of their own; a couple may be a company, too."""
    assert count == len(names(written))


@pytest.mark.parametrize("written", ["", "  ", "Mr", "-", "...", "Mrs."])
def test_a_field_without_a_name_holds_none(written: str) -> None:
    """A title alone is nobody."""
    assert () == names(written)


def test_a_maiden_name_goes_with_the_given_names() -> None:
    """Mary Oyelaran née Dunmore is Mary Dunmore, too."""
    assert Name(given=("mary",), surname=("dunmore",)) in names("Mary Oyelaran née Dunmore")


def test_people_and_companies_have_different_forms() -> None:
    """No pair of a person's words can be taken for a company's run."""
    assert not forms("Grace Field") & forms("Grace Field Ltd") - {"t:grace", "t:field"}


@given(st.text(max_size=120))
def test_every_name_has_a_bounded_number_of_forms(written: str) -> None:
    """Whatever stands in a field is read, and no name has more forms than there is room for."""
    for name in names(written):
        assert 0 < len(name.forms()) <= MOST_FORMS
