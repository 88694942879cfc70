import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.name_rows import Field, fields
from pipeline.errors import UsageError


def read(*lines: str, wanted: tuple[str, ...] = ()) -> list[Field]:
    """What a list holds."""
    return list(fields("\n".join(lines), "clients.csv", wanted))


def written(*lines: str, wanted: tuple[str, ...] = ()) -> list[str]:
    """The names in it."""
    return [each.written for each in read(*lines, wanted=wanted) if not each.skipped]


@pytest.mark.parametrize(
    "head",
    ["Client", "CLIENT NAME", "client_name", "ClientName", "Clients", "Name", "Full name", "Opponent", "Opposing Party", "Other side", "Party 2",
     "Defendant", "Third Party Name", "Known as", "Maiden name", "Deceased", "Landlord", "Client full name"],
)  # fmt: skip
def test_a_column_of_names_is_known_by_its_head(head: str) -> None:
    """Practice systems call their columns as they like."""
    assert ["Anna Vrankel"] == written(f"Ref,{head},Fee earner", "M1,Anna Vrankel,RP")


@pytest.mark.parametrize(
    "head",
    [
        "Client ref",
        "Client number",
        "Matter",
        "Email",
        "Client type",
        "Phone",
        "Fee earner",
        "Address",
        "Date",
        "Username",
    ],
)
def test_a_column_of_something_else_is_not_taken_for_names(head: str) -> None:
    """Where no head speaks of names, the heads are told and nothing is guessed."""
    with pytest.raises(UsageError, match="no column of it seems to hold names") as refused:
        written(f"Id,{head}", "1,Anna Vrankel")

    assert f"Id, {head}" in refused.value.remedy
    assert "Anna" not in str(refused.value)


@pytest.mark.parametrize(
    ("heads", "row", "names"),
    [
        ("First name,Last name", "Anna,Vrankel", ["Vrankel, Anna"]),
        ("Surname,Forename,Middle name", "Vrankel,Anna,Beth", ["Vrankel, Anna Beth"]),
        ("Title,Forenames,Family Name", "Mrs,Anna Beth,Vrankel", ["Vrankel, Anna Beth"]),
        (
            "Client first name,Client surname,Opponent first name,Opponent surname",
            "Anna,Vrankel,Tom,Hale",
            ["Vrankel, Anna", "Hale, Tom"],
        ),
        (
            "Party first name 1,Party last name 1,Party first name 2,Party last name 2",
            "Anna,Vrankel,Tom,Hale",
            ["Vrankel, Anna", "Hale, Tom"],
        ),
        ("FirstName,LastName", ",Vrankel", ["Vrankel"]),
        ("Client,Opponent,Company", "Anna Vrankel,Tom Hale,Kestrelworks", ["Anna Vrankel", "Tom Hale", "Kestrelworks"]),
    ],
)
def test_parts_of_a_name_are_put_together(heads: str, row: str, names: list[str]) -> None:
    """First and last names of the same person belong together, whoever they are in the matter."""
    assert sorted(names) == sorted(written(heads, row))


def test_a_company_column_holds_companies() -> None:
    """A company without its suffix is none the less one."""
    assert [True, False] == [
        each.company
        for each in sorted(read("Company name,Client", "Kestrel,Anna Vrankel"), key=lambda each: each.written)
    ][::-1]


@pytest.mark.parametrize("wanted", [("Matter party",), ("matter PARTY",), ("Matter_party",)])
def test_a_column_can_be_named(wanted: tuple[str, ...]) -> None:
    """Only the columns that are named are read, however the head is spelled."""
    assert ["Anna Vrankel"] == written("Client,Matter party", "Tom Hale,Anna Vrankel", wanted=wanted)


def test_named_columns_may_be_parts_of_a_name() -> None:
    """First and last name that somebody names belong together as they do without."""
    assert ["Vrankel, Anna"] == written(
        "First name,Surname,Client", "Anna,Vrankel,Tom Hale", wanted=("First name", "Surname")
    )


def test_a_column_that_is_not_there_is_a_mistake() -> None:
    """The columns that are there are told."""
    with pytest.raises(UsageError, match=r"clients\.csv has no such column"):
        written("Client", "Anna Vrankel", wanted=("Opponent",))


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("before", ["", "\ufeff", "sep=;\n"])
def test_any_spreadsheets_list_is_read(between: str, before: str) -> None:
    """Commas, semicolons, tabs and bars; with Excel's marks or without."""
    text = before + between.join(["Ref", "Client"]) + "\r\n" + between.join(["1", "Anna Vrankel"])

    assert ["Anna Vrankel"] == [each.written for each in fields(text, "x.csv")]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "it names nobody"), ("  ", "it names nobody"), ("N/A", "it names nobody"), ("tbc", "it names nobody"), ("-", "it names nobody"),
        ("123", "it names nobody"), ("DUN001/2", "it is a reference and no name"), ("M-2024-0133", "it is a reference and no name"),
        ("3i Group", ""), ("3M", ""), ("Studio 54 Ltd", ""),
    ],
)  # fmt: skip
def test_what_is_no_name_is_skipped_with_its_row(cell: str, reason: str) -> None:
    """Each row without a name says so and why, and no reason repeats what stood there."""
    (found,) = read("Ref,Client", f"1,{cell}")

    assert (2, reason) == (found.row, found.skipped)


def test_an_empty_cell_beside_a_name_is_no_loss() -> None:
    """Few clients have an opponent."""
    assert [Field(2, "Anna Vrankel")] == read("Client,Opponent", "Anna Vrankel,")


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    """Cells with line ends in them are one row."""
    assert [2, 3] == [each.row for each in read("Client", '"Anna\nVrankel"', "Tom Hale")]


@pytest.mark.parametrize("lines", [[], [""], ["", "Anna"]])
def test_an_empty_list_is_a_mistake(lines: list[str]) -> None:
    """Nothing is guessed about a list without heads."""
    with pytest.raises(UsageError):
        read(*lines)


@given(st.text(max_size=200))
def test_any_text_is_a_list_or_a_mistake(text: str) -> None:
    """Whatever comes is read or refused in words."""
    try:
        found = list(fields("Client\n" + text, "x.csv"))
    except UsageError:
        return
    assert all(each.row > 1 for each in found)
