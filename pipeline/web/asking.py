"""What every handler of the service needs of a request: its fields, where it came from, whether its form is ours."""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from pipeline.reader_tokens import Purpose
from pipeline.subscribe.forms import Fields, one
from pipeline.subscribe.limits import Asker
from pipeline.subscribing import Choices, Subscribing

# It notes each broken form at a length of the sender's choosing; what a stranger sends fills no log.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
#: More fields than any firm has areas and people.
_MOST_FIELDS = 1000
#: The hidden field with the form's token.
TOKEN = "form"


async def fields(request: Request) -> Fields:
    """What a form sent, urlencoded or multipart (RFC 8058 allows both); nothing where it cannot be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(request)
    if kind != "application/x-www-form-urlencoded":
        return {}
    body = await request.body()
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}


async def _multipart(request: Request) -> Fields:
    from starlette.exceptions import HTTPException

    found: dict[str, list[str]] = {}
    try:
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    found.setdefault(name, []).append(value)
    except (HTTPException, UnicodeError):  # it is not what it says it is; some of Python's charsets decode nothing
        return {}
    return found


def asked(request: Request) -> Mapping[str, list[str]]:
    """What stands behind the question mark."""
    try:
        return parse_qs(request.url.query, max_num_fields=50)
    except ValueError:
        return {}


async def choices(service: Subscribing) -> Choices:
    """What may be chosen today; a thread looks where it is time to look."""
    return service.choices() if service.knows_choices else await run_in_threadpool(service.choices)


def asker(request: Request) -> Asker:
    """Where a request came from."""
    found = request.state.asker
    assert isinstance(found, Asker)
    return found


def new_form(service: Subscribing, name: str) -> str:
    """A token for a form that anybody may open."""
    return service.token(Purpose.FORM, f"{name}:{secrets.token_hex(8)}")


def form_behind(service: Subscribing, link: str) -> str:
    """A token for a form behind a link: good for that link alone."""
    return service.token(Purpose.FORM, f"link:{_name(link)}")


def made(service: Subscribing, sent: Fields, name: str) -> datetime | None:
    """When we made the form that was sent; None where it is not ours, another one, or too old."""
    opened = service.opened(Purpose.FORM, one(sent, TOKEN))
    return opened.made if opened and opened.of.partition(":")[0] == name else None


def is_behind(service: Subscribing, sent: Fields, link: str) -> bool:
    """Whether the form that was sent is ours, and behind this link."""
    opened = service.opened(Purpose.FORM, one(sent, TOKEN))
    return opened is not None and opened.of == f"link:{_name(link)}"


def _name(link: str) -> str:
    return hashlib.sha256(link.encode("utf-8", "surrogatepass")).hexdigest()[:32]
