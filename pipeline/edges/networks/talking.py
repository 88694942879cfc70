"""How a network's answers become the port's errors, the same for all that speak JSON over HTTP."""

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from pipeline.edges.answers import retry_after
from pipeline.edges.networks.said import failed, said
from pipeline.ports.posting import NotSentError, PostError, ReconnectError, RefusedPostError, UnsurePostError

#: Seconds for one answer, and for a connection.
PATIENCE = httpx.Timeout(30.0, connect=10.0)
#: Nothing has left where one of these was raised: name, connection and TLS come before the first byte of a request.
BEFORE = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)  # fmt: skip
#: A number this large in RateLimit-Reset is a moment, a smaller one is seconds to come.
_MOMENTS_BEGIN = 1_000_000_000


def client() -> httpx.Client:
    """One that waits so long and no longer, and takes a token nowhere but where it was told to.

    It keeps no connection: one that the network has closed meanwhile would look like a post without an answer.
    """
    return httpx.Client(timeout=PATIENCE, follow_redirects=False, limits=httpx.Limits(max_keepalive_connections=0))


def sent(web: httpx.Client | None, verb: str, address: str, **told: Any) -> httpx.Response:
    """The answer to a request that is sent once; where nobody hands a client in, by one of its own.

    Raises:
        NotSentError: nothing has left.
        UnsurePostError: it has left, or part of it, and no answer came.

    """
    try:
        if web is not None:
            return web.request(verb, address, **told)
        with client() as own:
            return own.request(verb, address, **told)
    except (*BEFORE, httpx.InvalidURL) as problem:
        raise NotSentError(f"{address} cannot be reached ({failed(problem)})") from problem
    except httpx.HTTPError as problem:
        raise UnsurePostError(f"{address} gave no whole answer ({failed(problem)})") from problem


def problem_of(answer: httpx.Response, secrets: Collection[str], now: datetime) -> PostError | None:
    """What an answer means for a post; None where it is a good one."""
    status, told = answer.status_code, said(answer, *secrets)
    if answer.is_success:
        return None
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return NotSentError(told, again(answer.headers, now))
    if status == httpx.codes.UNAUTHORIZED:
        return ReconnectError(told)
    if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:
        return UnsurePostError(told)
    return RefusedPostError(told)


def fields(answer: httpx.Response) -> dict[str, Any]:
    """The object that an answer holds; empty where it holds none."""
    try:
        told = json.loads(answer.content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def again(headers: httpx.Headers, now: datetime) -> datetime | None:
    """When a network that puts us off wants to hear of us again; None where it does not say.

    Retry-After, RateLimit-Reset (seconds since 1970, or to come) and X-RateLimit-Reset (a moment) are understood.
    """
    try:
        if (wait := retry_after(headers)) is not None:
            return now + wait
        told = headers.get("ratelimit-reset") or headers.get("x-ratelimit-reset") or ""
        if told.isdecimal():
            number = int(told)
            return datetime.fromtimestamp(number, UTC) if number >= _MOMENTS_BEGIN else now + timedelta(seconds=number)
        moment = datetime.fromisoformat(told)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def before_posting(problem: PostError) -> PostError:
    """The same, of a request that posts nothing: no answer to it leaves a doubt."""
    return NotSentError(str(problem)) if isinstance(problem, UnsurePostError) else problem
