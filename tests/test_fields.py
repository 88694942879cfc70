from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError, SourceError
from pipeline.fields import Fields, parse


class Gate(Fields):
    """A part of a fence."""

    width: int
    colour: str = "green"


class Fence(Fields):
    """What the tests read."""

    name: str
    length: float = 0
    gates: tuple[Gate, ...] = ()
    main: Gate | None = None
    front: Gate = Gate(width=1)
    painted: datetime | date | None = None


def refusal(text: str, first_line: int = 1) -> ConfigurationError:
    """Why a text is refused."""
    with pytest.raises(ConfigurationError) as refused:
        parse(Fence, text, "fence.yml", first_line=first_line)
    return refused.value


def test_yaml_becomes_typed_fields() -> None:
    """Lists, parts and dates come out as what the model says."""
    fence = parse(
        Fence,
        "name: '  Long Acre  '\nlength: 12.5\ngates:\n- width: 3\n- {width: 4, colour: red}\npainted: 2026-03-05T10:00:00Z\n",
        "fence.yml",
    )

    assert (
        Fence(
            name="Long Acre",
            length=12.5,
            gates=(Gate(width=3), Gate(width=4, colour="red")),
            painted=datetime(2026, 3, 5, 10, tzinfo=UTC),
        )
        == fence
    )


def test_fields_are_frozen() -> None:
    """What was read stays as it was read."""
    fence = parse(Fence, "name: Long Acre", "fence.yml")

    with pytest.raises(ValueError, match="frozen"):
        fence.name = "Short Acre"  # type: ignore[misc]  # the mistake is the test


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        pytest.param("name: a\nlenght: 3", 2, "`lenght` is not a setting. Did you mean `length`?", id="unknown, with a guess"),
        pytest.param("name: a\n\nzebra: 3", 3, "`zebra` is not a setting.", id="unknown, without one"),
        pytest.param("length: 3", 1, "`name` is missing.", id="missing"),
        pytest.param("name:", 1, "`name` is missing.", id="left empty"),
        pytest.param("name: a\nzebra:", 2, "`zebra` is not a setting.", id="unknown and empty"),
        pytest.param("name: a\nfront:\n  width: 2\n  color: red", 4, "`front.color` is not a setting. Did you mean `colour`?", id="in a part"),
        pytest.param("name: a\ngates:\n- width: 2\n- {colour: red}", 4, "`gates.1.width` is missing.", id="missing in a list"),
        pytest.param("name: a\ngates:\n- width: 2\n-\n  width: wide", 5, "`gates.1.width`: Input should be a valid integer, unable to parse string as an integer.", id="wrong in a list"),
        pytest.param("name: a\ngates: [{width: 2, color: x}]", 2, "`gates.0.color` is not a setting. Did you mean `colour`?", id="unknown in a list"),
        pytest.param("name: a\nfront: wide", 2, "`front`: Input should be a valid dictionary or instance of Gate.", id="words for a part"),
        pytest.param("name: [a]", 1, "`name`: Input should be a valid string.", id="wrong type"),
        pytest.param("name: a\n7: b", 2, "`7` is not a setting.", id="a number for a key"),
        pytest.param("name: a\nfront:\n  <<: {hinge: x}\n  width: 2", 2, "`front.hinge` is not a setting.", id="merged from elsewhere"),
        pytest.param("name: a: b", 1, "this is not YAML (mapping values are not allowed here).", id="no YAML"),
        pytest.param("name: a\npainted: 2026-02-30", 2, "this is not YAML (day is out of range for month).", id="no such day"),
        pytest.param("name: a\nx: b\x07", 2, "a character stands here that no text may have.", id="no such character"),
        pytest.param("- a\n- b", 1, "this is not a list of `key: value` lines.", id="a list"),
        pytest.param("just words", 1, "this is not a list of `key: value` lines.", id="words"),
        pytest.param("name: a\nlength: " + "[" * 600, 1, "this is nested in a way that nobody can read.", id="brackets without end"),
        pytest.param("? : :", 1, "this is nested in a way that nobody can read.", id="keys in keys"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("first_line", [1, 12])
def test_a_mistake_names_file_line_and_key(text: str, line: int, cause: str, first_line: int) -> None:
    """Whoever wrote the file can go straight to the line, wherever the YAML stands in it."""
    error = refusal(text, first_line)

    assert (f"fence.yml:{line + first_line - 1}", cause) == (error.thing, error.cause)
    assert error.remedy


def test_all_mistakes_are_told_at_once() -> None:
    """Nobody corrects one line only to hear of the next."""
    error = refusal("length: long\nzebra: 1")

    assert "fence.yml:1: `name` is missing. " + (
        "Also fence.yml:1: `length`: Input should be a valid number, unable to parse string as a number. "
        "Also fence.yml:2: `zebra` is not a setting. Correct it and run again."
    ) == str(error)


def test_the_caller_chooses_the_error() -> None:
    """A bad story is one file's problem, not the firm's."""
    with pytest.raises(SourceError):
        parse(Fence, "nothing: 1", "a.md", error=SourceError)


def test_an_empty_text_has_no_fields() -> None:
    """Nothing is nothing: what is required is missing, the rest has its default."""
    assert ("fence.yml:1", "`name` is missing.") == (refusal("").thing, refusal("# only a remark").cause)


def test_an_optional_field_left_empty_has_its_default() -> None:
    """`colour:` with nothing after it says nothing."""
    fence = parse(Fence, "name: a\nlength:\ngates:\nfront: {width: 2, colour: }", "fence.yml")

    assert Fence(name="a", front=Gate(width=2)) == fence


@settings(deadline=None, max_examples=100)
@given(
    st.text()
    | st.lists(
        st.sampled_from(["name", "length", ": ", "\n", "  ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<", "!!int ", "!!timestamp ", "2026-02-30", "|", ">", "'", '"', "\\ud83d", "#", "? ", "1e999", "0x", "~", "%", "@"])
    ).map("".join)
)  # fmt: skip
def test_any_text_is_fields_or_a_refusal_that_names_the_file(text: str) -> None:
    """No text brings the reading down with anything but a refusal."""
    try:
        parse(Fence, text, "fence.yml")
        thing = "fence.yml:1"
    except ConfigurationError as refused:
        thing = refused.thing

    assert thing.startswith("fence.yml:")
