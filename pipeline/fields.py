"""YAML (and TOML) that people write by hand, read into typed fields.

Unknown keys and wrong values become one error that names every file, line and key, in
words for someone who does not program.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
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
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


def _one_line(text: str) -> str:
    # A line break in a mail header is how headers are smuggled in (RFC 5322, 2.2).
    if any(ord(char) < 32 for char in text):
        raise ValueError("must be one line without control characters")
    return text


#: Text that may stand in a header, a table and a sentence.
Line = Annotated[str, AfterValidator(_one_line)]
M = TypeVar("M", bound=Fields)
#: Something wrong with values that are well-formed each: the keys that lead to it, and what is wrong, in words.
Problem = tuple[tuple[str | int, ...], str]


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
    return parse_checked(model, text, name, lambda _: (), first_line=first_line, error=error)


def parse_checked(
    model: type[M],
    text: str,
    name: str,
    check: Callable[[M], Iterable[Problem]],
    *,
    first_line: int = 1,
    error: type[AttractError] = ConfigurationError,
) -> M:
    """Read YAML as `parse` does, then refuse what `check` finds wrong with the values as a whole."""
    data = _load(text, name, first_line, error)
    plain = _bounded(data, name, first_line, error)
    found = _validated(model, plain, name, error, lambda path: first_line + _line(data, path))
    if told := [_named(path, f"{name}:{first_line + _line(data, path)}", words) for path, words in check(found)]:
        raise _refusal(told, error)
    return found


def parse_swiftly(model: type[M], text: str, name: str) -> M:
    """Read a large file of ours into `model`, as `parse` does and ten times as fast where libyaml is at hand.

    Every value is read as the text it is, and the model makes of it what it wants. Where
    anything is wrong, `parse` reads the file again and names the line.
    """
    # Costs a hundredth of a second to load, and few commands need it.
    import yaml

    if fast := getattr(yaml, "CBaseLoader", None):
        with suppress(yaml.YAMLError, ValidationError):
            return model.model_validate(yaml.load(text, fast))
    return parse(model, text, name)


def parse_toml(
    model: type[M],
    text: str,
    name: str,
    *,
    first_line: int = 1,
    error: type[AttractError] = ConfigurationError,
) -> M:
    """Read TOML into `model`, as `parse` reads YAML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        found = _TOML_LINE.search(str(problem))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        cause = _TOML_LINE.sub("", str(problem)).removesuffix(" (at end of document)")
        raise error(
            f"{name}:{first_line + line - 1}",
            f"this is not TOML ({_TOML_WORDS.get(cause, cause[:1].lower() + cause[1:])}).",
            'Write key = "value", the value in straight quotes.',
        ) from problem
    except (ValueError, RecursionError) as problem:  # numbers of thousands of digits, brackets without end
        first_key = first_line + len(text) - len(text.lstrip("\n"))
        raise error(f"{name}:{first_key}", _NESTED, "Write one key per line.") from problem
    plain = _bounded(data, name, first_line, error)
    return _validated(model, plain, name, error, lambda path: first_line + _toml_line(text, path))


#: The messages of tomllib that a person could not follow.
_TOML_WORDS = {
    "Expected '=' after a key in a key/value pair": "a key needs = and a value after it",
    "Invalid value": "a value needs straight quotes around it",
    "Expected newline or end of document after a statement": "something stands behind the value",
    "Cannot overwrite a value": "the same key stands there twice",
    "Invalid statement": "this is no line of key = value",
    "Invalid initial character for a key part": "this is no key",
    "Unterminated string": "a quotation mark is not closed",
    r"Illegal character '\n'": "a quotation mark is not closed",
}
_TOML_LINE = re.compile(r" \(at line (\d+), column \d+\)")
_NESTED = "this is nested in a way that nobody can read."
#: Values in one file, each reference to another counted as what it stands for: ten short lines of YAML can
#: stand for a thousand million values.
_MOST_VALUES = 50_000


def _toml_line(text: str, path: tuple[Any, ...]) -> int:
    """The line (from 0) on which the first key of `path` stands; tomllib does not tell."""
    key = re.compile(rf"\s*[\"']?{re.escape(str(path[0] if path else ''))}[\"']?\s*[.=]")
    return next((number for number, line in enumerate(text.split("\n")) if key.match(line)), 0)


def _bounded(data: Any, name: str, first_line: int, error: type[AttractError]) -> Any:
    """The same data as plain values; refuses what refers to itself, or stands for more than a file can hold."""
    waiting, count = [data], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count > _MOST_VALUES:
            raise error(f"{name}:{first_line}", _NESTED, "Write one key per line.")
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
            waiting += value
    try:
        return _plain(data)
    except RecursionError as problem:
        raise error(f"{name}:{first_line}", _NESTED, "Write one key per line.") from problem


def _validated(
    model: type[M], data: Any, name: str, error: type[AttractError], line: Callable[[tuple[Any, ...]], int]
) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        told = [_tell(each, model, f"{name}:{line(each['loc'])}") for each in problem.errors()]
        raise _refusal(told, error) from problem


def _refusal(told: list[tuple[str, str]], error: type[AttractError]) -> AttractError:
    return error(told[0][0], " ".join(_join(told)), "Correct it and run again.")


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
        raise error(f"{name}:{first_line}", _NESTED, "Write one key per line.") from problem
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


def _tell(problem: Any, model: type[Fields], where: str) -> tuple[str, str]:
    path = problem["loc"]
    key = ".".join(str(part) for part in path)
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(path[-1]), _known(model, path[:-1]), n=1)
        return where, f"`{key}` is not a setting." + (f" Did you mean `{near[0]}`?" if near else "")
    if problem["type"] == "missing":
        return where, f"`{key}` is missing."
    return _named(path, where, problem["msg"].removeprefix("Value error, "))


def _named(path: tuple[str | int, ...], where: str, words: str) -> tuple[str, str]:
    return where, f"`{'.'.join(str(part) for part in path)}`: {words}."


def _join(told: list[tuple[str, str]]) -> Iterator[str]:
    """The first problem without its place (the error carries it), the others with theirs."""
    for number, (where, words) in enumerate(told):
        yield words if number == 0 else f"Also {where}: {words}"


def _known(model: type[Fields], path: tuple[Any, ...]) -> list[str]:
    """The keys that may stand where `path` leads."""
    for part in path:
        if isinstance(part, int):  # one of several of the same model
            continue
        field = model.model_fields.get(str(part))
        kinds = (field.annotation, *getattr(field.annotation, "__args__", ())) if field else ()
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Fields)), None)
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


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
