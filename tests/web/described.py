"""The service described as OpenAPI, from the routes that it has: what comes to it later is described, and tried, too."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from pipeline.web.guard import HEADERS

#: What a page may answer to, by method; 408 and 431 come from the wire, and 429 only where somebody asks often.
_RIGHT = {
    "GET": (200, 206, 304, 308, 400, 404, 410, 416, 421),
    "POST": (200, 303, 400, 403, 404, 405, 409, 410, 413, 421, 422, 429),
}
_TYPES = (
    "text/html",
    "text/plain",
    "application/json",
    "text/javascript",
    "text/css",
    "font/woff2",
    "image/svg+xml",
    "application/atom+xml",
)
#: Names of fields to values that some form of ours sends.
FIELDS: Mapping[str, Sequence[str]] = {
    "address": ("a.fuzz@example.org", "a@b", ""),
    "name": ("Hana", ""),
    "area": ("tax", "family"),
    "person": ("rafe-pellow",),
    "kind": ("article", "story"),
    "jurisdiction": ("IE", "GB-EAW"),
    "cadence": ("daily", "weekly", "monthly"),
    "ceiling": ("1", "7", "50"),
    "minutes": ("0", "240"),
    "format": ("plain", "html"),
    "from": ("people/rafe-pellow/",),
    "work": ("1",),
    "anyway": ("yes",),
    "website": ("",),
    "do": ("change", "pause", "resume", "mail", "leave", "return"),
    "weeks": ("2", "4"),
    "until": ("2026-12-24", "2026-02-30"),
    "reason": ("too much",),
    "sure": ("yes",),
    "List-Unsubscribe": ("One-Click",),
}


def routes(of: Sequence[BaseRoute], folder: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Every path with its methods, through all that is mounted."""
    for each in of:
        if isinstance(each, Mount):
            if each.routes:
                yield from routes(each.routes, folder + each.path)
            else:
                yield f"{folder}{each.path}/{{path}}", frozenset({"GET"})
        elif isinstance(each, Route):
            yield folder + each.path, frozenset(each.methods or ()) - {"HEAD"}


def described(of: Sequence[BaseRoute], tokens: Sequence[str], forms: Sequence[str]) -> dict[str, Any]:
    """An OpenAPI description.

    Args:
        of: the service's routes.
        tokens: some that stand in links, of every purpose and person, whole and damaged.
        forms: some that stand in forms.

    """
    paths: dict[str, dict[str, Any]] = {}
    for path, methods in routes(of):
        for method in methods & _RIGHT.keys():
            paths.setdefault(path, {})[method.lower()] = _operation(path, method, tokens, forms)
    return {"openapi": "3.0.3", "info": {"title": "The service for readers", "version": "1"}, "paths": paths}


def _operation(path: str, method: str, tokens: Sequence[str], forms: Sequence[str]) -> dict[str, Any]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    known = {
        "token": tokens,
        "edition": ("weekly-2026-W47", "weekly-2026-W99"),
        "path": ("work.js", "service.css", "../service.py"),
    }
    parameters = [_parameter("path", name, known.get(name, ()), required=True) for name in names]
    parameters += [
        _parameter("query", name, values)
        for name, values in {
            "said": ("changed",),
            "area": ("tax",),
            "person": ("rafe-pellow",),
            "from": ("a/",),
        }.items()
    ]
    headers = {
        "Origin": ("null", "https://evil.example"),
        "Sec-Fetch-Site": ("same-origin", "cross-site", "none"),
        "X-Forwarded-Host": ("evil.example",),
        "X-Forwarded-Proto": ("https", "javascript"),
        "Referer": ("https://evil.example/",),
        "Accept-Language": ("de",),
        "If-None-Match": ("*",),
        "Range": ("bytes=0-1",),
    }
    parameters += [_parameter("header", name, values) for name, values in headers.items()]
    parameters.append(_parameter("cookie", "session", ("admin",)))
    told = {"headers": {name: {"required": True, "schema": {"type": "string", "minLength": 3}} for name in HEADERS}}
    operation: dict[str, Any] = {
        "parameters": parameters,
        "responses": {
            str(status): {
                "description": "as it should be",
                **({} if 300 <= status < 400 else {"content": {each: {} for each in _TYPES}}),
                **told,
            }
            for status in _RIGHT[method]
        },
    }
    if method == "POST":
        fields = {name: _either(values) for name, values in FIELDS.items()} | {"form": _either(forms)}
        form = {"schema": {"type": "object", "properties": fields}}
        kinds = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json", "text/plain")
        operation["requestBody"] = {"content": dict.fromkeys(kinds, form)}
    return operation


def _parameter(where: str, name: str, values: Sequence[str], *, required: bool = False) -> dict[str, Any]:
    return {"in": where, "name": name, "required": required, "schema": _either(values)}


def _either(values: Sequence[str]) -> dict[str, Any]:
    """One of these, or any text."""
    text = {"type": "string", "maxLength": 400}
    return {"anyOf": [{"type": "string", "enum": list(values)}, text]} if values else text
