"""Whose a file is, and who wrote it with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect import authors
from pipeline.collect.draft import Draft
from pipeline.errors import SourceError
from pipeline.model import Kind, Person
from tests.builders import person

PEOPLE = {
    "ada": person(id="ada", name="Ada Clear", email="ada@firm.example", aliases=("A. C.",)),
    "bo": person(id="bo", name="Bo Vane", email=""),
}


@pytest.mark.parametrize(
    ("path", "named", "author"),
    [
        pytest.param("content/articles/a.md", "ada", "ada", id="by id"),
        pytest.param("content/articles/a.md", "ADA clear", "ada", id="by name"),
        pytest.param("content/articles/a.md", "a. c.", "ada", id="by alias"),
        pytest.param("mail.eml", "Somebody <ADA@firm.example>", "ada", id="by address"),
        pytest.param("stories/bo/a.eml", "colleague@firm.example", "bo", id="a colleague's mail in their folder"),
        pytest.param("stories/bo/a.eml", "ada@firm.example", "ada", id="a known sender in another's folder"),
        pytest.param("stories/bo/a.md", "", "bo", id="by folder"),
        pytest.param("stories/ada/bo/a.md", "", "bo", id="by the nearest folder"),
        pytest.param("stories/bo/2026/a.md", "", "bo", id="by a folder above"),
        pytest.param("stories/bo/a.md", "ada", "ada", id="named, in another's folder"),
        pytest.param("stories/cy/a.md", "", None, id="nobody"),
        pytest.param("stories/bo.md", "", None, id="a file is no folder"),
    ],
)
def test_the_author_is_named_or_owns_the_folder(path: str, named: str, author: str | None) -> None:
    """Front matter wins, the folder follows, and nobody is invented."""
    assert author == authors.author_of(path, named, PEOPLE)


@pytest.mark.parametrize(
    ("people", "remedy"),
    [
        (PEOPLE, "Use one of: ada, bo; or add the name to `aliases` in that person's file."),
        ({}, "Use one of: none yet; or add the name to `aliases` in that person's file."),
    ],
    ids=["some", "none"],
)
def test_an_author_whom_nobody_knows_is_refused(people: dict[str, Person], remedy: str) -> None:
    """Words need somebody who answers for them."""
    with pytest.raises(SourceError) as refused:
        authors.author_of("stories/bo/a.md", "Cy", people)

    assert ("the author 'Cy' has no file in content/people/.", remedy) == (refused.value.cause, refused.value.remedy)


# Those who wrote it with the author.

ARTICLE = "content/articles/a.md"
THREE = {**PEOPLE, "cy": person(id="cy", name="Vane, Cy", email="")}


def draft(*named: str, kind: str = "") -> Draft:
    """A file whose fourth line names these beside its author."""
    return Draft(title="A", body="B", co_authors=named, co_authors_line=4, kind=kind)


def beside(*named: str, author: str | None = "ada") -> tuple[str, ...]:
    """Who an article of this author was written with."""
    return authors.co_authors_of(ARTICLE, Kind.ARTICLE, draft(*named), author, THREE)


@pytest.mark.parametrize(
    ("named", "found"),
    [
        pytest.param((), (), id="nobody"),
        pytest.param(("bo",), ("bo",), id="by id"),
        pytest.param(("BO vane",), ("bo",), id="by name"),
        pytest.param(("cy", "bo"), ("cy", "bo"), id="in the order of the file"),
        pytest.param(("bo", "Bo Vane", "bo"), ("bo",), id="each once"),
        pytest.param(("ada", "A. C.", "bo"), ("bo",), id="without the author"),
        pytest.param(("ada",), (), id="the author alone"),
        pytest.param(("Bo Vane and cy",), ("bo", "cy"), id="several in one line"),
        pytest.param(("bo, cy & ada",), ("bo", "cy"), id="parted by commas"),
        pytest.param(("Vane, Cy",), ("cy",), id="a name with a comma"),
    ],
)
def test_who_wrote_it_with_the_author_is_named_by_id_or_name(named: tuple[str, ...], found: tuple[str, ...]) -> None:
    """Each is a person of the firm, and stands once."""
    assert found == beside(*named)


@given(
    named=st.lists(st.sampled_from(["ada", "Ada Clear", "bo", "BO VANE", "cy", "Vane, Cy"])),
    author=st.sampled_from(["ada", "bo"]),
)
def test_no_co_author_is_the_author_or_stands_twice(named: list[str], author: str) -> None:
    """Whatever is written there, and in whatever order."""
    found = beside(*named, author=author)

    assert author not in found
    assert len(set(found)) == len(found)


def test_a_co_author_whom_nobody_knows_is_refused_with_the_line() -> None:
    """File, line, what is wrong, and what to do."""
    with pytest.raises(SourceError) as refused:
        beside("bo", "Dee")

    assert (
        "content/articles/a.md:4",
        "the co-author 'Dee' has no file in content/people/.",
        "Use one of: ada, bo, cy; or add the name to `aliases` in that person's file.",
    ) == (refused.value.thing, refused.value.cause, refused.value.remedy)


@pytest.mark.parametrize(
    ("kind", "said", "author", "cause"),
    [
        pytest.param(
            Kind.STORY, "testimonial", "ada",
            "`with` names co-authors, and a testimonial is the client's own words.", id="a testimonial",
        ),
        pytest.param(
            Kind.ARTICLE, "", None, "`with` names co-authors, and nobody is named as the author.", id="beside nobody"
        ),
        pytest.param(Kind.PAGE, "", "ada", "`with` names co-authors, and this page names no author.", id="a page"),
    ],
)  # fmt: skip
def test_co_authors_are_refused_where_they_would_not_be_shown(
    kind: Kind, said: str, author: str | None, cause: str
) -> None:
    """Nobody is named in a file and then nowhere."""
    with pytest.raises(SourceError) as refused:
        authors.co_authors_of("stories/a.md", kind, draft("bo", kind=said), author, THREE)

    assert ("stories/a.md:4", cause) == (refused.value.thing, refused.value.cause)
