from datetime import date

import pytest

from pipeline.collect.draft import Picture
from pipeline.collect.people import parse_person, person
from pipeline.errors import SourceError
from pipeline.model import Asset, Person, Talk

NAME = "content/people/ada-clear.md"
TALKS = "---\nname: Ada\nrole: x\ntalks:\n"
A_DAY = "must be year and month, or year, month and day, as in 2026-03 or 2026-03-05."


def refusal(text: str) -> SourceError:
    """Why a person's file is refused."""
    with pytest.raises(SourceError) as refused:
        parse_person(text, NAME)
    return refused.value


def test_a_persons_file_is_who_they_are_and_their_own_words() -> None:
    """Every field comes out typed, and the rest of the file is what they say."""
    fields, draft = parse_person(
        "---\nname: Ada Clear\nrole: Partner\noffice: Bristol\nemail: ada@firm.example\nphone: 0117 496 0001\n"
        "portrait: ada.svg\nportrait_alt: A drawing of Ada.\npronouns: she/her\nsummary: Ask me.\n"
        "languages: [English, Irish]\nadmitted:\n- {place: IE, year: 2010}\npractices: [tax]\n---\n\nI read *leases*.\n",
        NAME,
    )
    portrait = Asset(name="ada.svg", sha256="0" * 64, suffix=".svg")

    assert Person(
        id="ada-clear",
        name="Ada Clear",
        role="Partner",
        office="Bristol",
        email="ada@firm.example",
        phone="0117 496 0001",
        summary="Ask me.",
        pronouns="she/her",
        portrait=portrait,
        portrait_alt="A drawing of Ada.",
        languages=("English", "Irish"),
        admitted=(("IE", 2010),),
        practices=("tax",),
    ) == person(fields, "ada-clear", portrait)
    assert ("Ada Clear, Partner", "I read *leases*.", "Ask me.", 17) == (
        draft.title,
        draft.body,
        draft.summary,
        draft.first_line,
    )
    assert (Picture(name="ada.svg", alt="A drawing of Ada."),) == draft.pictures


def test_name_and_role_are_enough() -> None:
    """A new colleague's page can start with two lines."""
    fields, draft = parse_person("---\nname: Ada Clear\nrole: Partner\n---\n", NAME)

    assert Person(id="ada", name="Ada Clear", role="Partner") == person(fields, "ada", None)
    assert ("", ()) == (draft.body, draft.pictures)


@pytest.mark.parametrize("said", ["2026-11-30", '"2026-11-30"'])
def test_a_person_who_leaves_says_from_which_day_on(said: str) -> None:
    """Bare or in quotes."""
    fields, _ = parse_person(f"---\nname: Ada Clear\nrole: Partner\nleft: {said}\n---\n", NAME)

    assert date(2026, 11, 30) == person(fields, "ada", None).left


def test_a_person_without_a_summary_is_introduced_by_their_first_words() -> None:
    """The opening of their own text stands for them."""
    _, draft = parse_person("---\nname: Ada\nrole: Partner\n---\nI read leases.\n\nMore.", NAME)

    assert "I read leases." == draft.summary


@pytest.mark.parametrize(
    ("text", "thing", "cause"),
    [
        pytest.param("I read leases.", NAME, "a person needs front matter with at least name and role.", id="no front matter"),
        pytest.param("", NAME, "a person needs front matter with at least name and role.", id="nothing"),
        pytest.param("---\nname: Ada\n---\n", f"{NAME}:2", "`role` is missing.", id="no role"),
        pytest.param("\n---\nname: Ada\nrole: x\nfax: 1\n---\n", f"{NAME}:5", "`fax` is not a setting.", id="an unknown field"),
        pytest.param("---\nname: Ada\nrole: |\n  a\n  b\n---\n", f"{NAME}:3", "`role`: must be one line.", id="two lines"),
        pytest.param("---\nname: Ada\nrole: x\nadmitted: [{place: IE, year: 10}]\n---\n", f"{NAME}:4", "`admitted.0.year`: Input should be greater than or equal to 1900.", id="a year of ten"),
        pytest.param("---\nname: Ada\nrole: x\nportrait: ada.svg\n---\n", NAME, "`portrait` has no `portrait_alt`.", id="a portrait that not everybody can see"),
        pytest.param("---\nname: Ada\nrole: x\nleft: 2026\n---\n", f"{NAME}:4", "`left`: must be year, month and day, as in 2026-03-05.", id="a year for a day"),
        pytest.param(TALKS + "- {title: T, at: A, on: 2026}\n---\n", f"{NAME}:5", f"`talks.0.on`: {A_DAY}", id="a year for a talk's day"),
        pytest.param(TALKS + "- {title: T, at: A, on: 2026-02-30}\n---\n", f"{NAME}:5", "this is not YAML (day is out of range for month).", id="a talk on a day that no month has"),
        pytest.param(TALKS + "- {title: T, at: A, on: '2026-13'}\n---\n", f"{NAME}:5", "`talks.0.on`: month must be in 1..12.", id="a talk in a thirteenth month"),
        pytest.param(TALKS + "- title: T\n  on: 2026-02\n---\n", f"{NAME}:5", "`talks.0.at` is missing.", id="a talk nowhere"),
        pytest.param(TALKS + "- title: T\n  at: A\n  on: 2026-02\n  where: B\n---\n", f"{NAME}:8", "`talks.0.where` is not a setting.", id="an unknown field of a talk"),
        pytest.param(TALKS + "- title: T\n  at: A\n  on: 2026-02\n  link: javascript:x\n---\n", f"{NAME}:8", "`talks.0.link`: must be an address that begins with https:// or http://.", id="a talk that leads nowhere"),
        pytest.param("---\nname: Ada\nrole: x\nphone: 01174960001\n---\n", f"{NAME}:4", "`phone`: Input should be a valid string.", id="a telephone number without spaces"),
    ],
)  # fmt: skip
def test_a_wrong_file_names_the_line(text: str, thing: str, cause: str) -> None:
    """The lawyer is told what is missing or wrong, and where."""
    error = refusal(text)

    assert (thing, cause) == (error.thing, error.cause)


def test_talks_are_read_newest_first_for_the_person_and_for_the_rules() -> None:
    """Of some the day is known, of others only the month."""
    fields, draft = parse_person(
        TALKS
        + "- {title: Log less, at: A hall, on: 2022-09}\n"
        + "- {title: Fences, at: A barn, on: 2026-02-14, link: 'https://x.example/'}\n---\nWords.",
        NAME,
    )
    talks = (
        Talk(title="Fences", at="A barn", on="2026-02-14", link="https://x.example/"),
        Talk(title="Log less", at="A hall", on="2022-09"),
    )

    assert (talks, talks) == (person(fields, "ada", None).talks, draft.talks)


def test_a_persons_words_are_repaired_too() -> None:
    """What is put right in an article is put right here."""
    fields, draft = parse_person("---\nname: ZoÃ« Clear\nrole: Partner\n---\nI read leases.", NAME)

    assert "Zoë Clear" == fields.name
    assert 1 == len(draft.notes)


def test_what_only_the_author_should_see_is_shown_to_nobody() -> None:
    """A comment in a person's own words stays in their file."""
    _, draft = parse_person(
        "---\nname: Ada Clear\nrole: Partner\n---\nI read <!-- for Jane Client --> leases.\n", "ada.md"
    )

    assert "Jane" not in draft.summary + draft.body
    assert ("a comment in it (<!-- -->) left aside",) == draft.notes
