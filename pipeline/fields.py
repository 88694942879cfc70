"""YAML that people write by hand, read into typed fields.

Unknown keys and wrong values become one error that names every file, line and key, in
words for someone who does not program.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from pipeline.errors import AttractError, ConfigurationError


class Fields(BaseModel):
    """A frozen set of fields that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _left_empty(cls, data: Any) -> Any:
        # `summary:` with nothing after it says as much as no summary at all.
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}


M = TypeVar("M", bound=Fields)


class _Constructor(RoundTripConstructor):
    """Names the line of a value that looks like a date or number and is none: 2026-02-30."""

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        """The value of one node."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, TypeError, AttributeError) as problem:
            raise ConstructorError(problem=str(problem), problem_mark=node.start_mark) from problem


def parse(
    model: type[M],
    text: str,
    name: str,
    *,
    first_line: int = 1,
    error: type[AttractError] = ConfigurationError,
) -> M:
    """Read YAML into `model`.

    Args:
        model: the fields that may stand there.
        text: the YAML.
        name: the file's name, for messages.
        first_line: the line of the file (from 1) on which `text` begins.
        error: what to raise; names all problems at once, each with its line.

    """
    data = _load(text, name, first_line, error)
    try:
        return model.model_validate(_plain(data))
    except ValidationError as problem:
        told = [_tell(each, data, model, name, first_line) for each in problem.errors()]
        raise error(told[0][0], " ".join(_join(told)), "Correct it and run again.") from problem


def _load(text: str, name: str, first_line: int, error: type[AttractError]) -> CommentedMap:
    try:
        yaml = YAML(typ="rt")
        yaml.Constructor = _Constructor
        data = yaml.load(text)
    except MarkedYAMLError as problem:
        line = first_line + (problem.problem_mark.line if problem.problem_mark else 0)
        raise error(
            f"{name}:{line}",
            f"this is not YAML ({problem.problem}).",
            "A value with a colon in it needs quotes around it.",
        ) from problem
    except ReaderError as problem:
        line = first_line + text.count("\n", 0, problem.position)
        raise error(f"{name}:{line}", "a character stands here that no text may have.", "Type it anew.") from problem
    except Exception as problem:  # brackets without end, lists for keys: ruamel trips where it names no line
        raise error(
            f"{name}:{first_line}", "this is nested in a way that nobody can read.", "Write one key per line."
        ) from problem
    if data is None:
        return CommentedMap()
    if not isinstance(data, CommentedMap):
        raise error(f"{name}:{first_line}", "this is not a list of `key: value` lines.", "Write one key per line.")
    return data


def _plain(value: Any) -> Any:
    """The same data without ruamel's round-trip types, which pydantic reads as strangers."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        # Software writes a pictogram as two escapes ("\\ud83d\\ude00"), which make one character only together.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # A timestamp is ruamel's own subclass of datetime; its ISO spelling means the same.
    return value.isoformat() if hasattr(value, "isoformat") else value


def _tell(problem: Any, data: CommentedMap, model: type[Fields], name: str, first_line: int) -> tuple[str, str]:
    path = problem["loc"]
    where = f"{name}:{first_line + _line(data, path)}"
    key = ".".join(str(part) for part in path)
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(path[-1]), _known(model, path[:-1]), n=1)
        return where, f"`{key}` is not a setting." + (f" Did you mean `{near[0]}`?" if near else "")
    if problem["type"] == "missing":
        return where, f"`{key}` is missing."
    return where, f"`{key}`: {problem['msg'].removeprefix('Value error, ')}."


def _join(told: list[tuple[str, str]]) -> Iterator[str]:
    """The first problem without its place (the error carries it), the others with theirs."""
    for number, (where, words) in enumerate(told):
        yield words if number == 0 else f"Also {where}: {words}"


def _known(model: type[Fields], path: tuple[Any, ...]) -> list[str]:
    names = list(model.model_fields)
    for part in path:
        field = model.model_fields.get(str(part))
        inner = field.annotation if field else None
        if not (isinstance(inner, type) and issubclass(inner, Fields)):
            return names if field is None else []
        model, names = inner, list(inner.model_fields)
    return names


def _key(data: CommentedMap, part: object) -> Any:
    """The key that pydantic calls `part`; None for one merged in from elsewhere (`<<`), which has no line here."""
    return next((key for key in data.lc.data or () if str(key) == part), None)


def _line(data: Any, path: tuple[Any, ...]) -> int:
    """The line (from 0, within the YAML) of the deepest part of `path` that stands there."""
    line = 0
    for part in path:
        if isinstance(data, CommentedMap) and (key := _key(data, part)) is not None:
            line = data.lc.key(key)[0]
            data = data[key]
        elif isinstance(data, CommentedSeq) and isinstance(part, int) and part < len(data):
            line = data.lc.item(part)[0]
            data = data[part]
        else:
            break
    return line
