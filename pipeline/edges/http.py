"""Feeds from the web, or from a file in the firm's folder (port: Fetcher).

Polite: conditional requests (RFC 9110, 13), at most two connections to a host, Retry-After
and Cache-Control handed on. Bounded: in time, bytes, redirects and decompression. Safe: see
`pipeline/edges/network.py`.
"""

import asyncio
import importlib.metadata
import os
import re
import ssl
import stat
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from pipeline.addresses import shown
from pipeline.edges.network import GuardedTransport, PrivateAddress, Resolver, resolve
from pipeline.errors import SourceError
from pipeline.ports import Answer, Failed, Request

#: Seconds for a whole answer, redirects and all; bytes of one, decoded.
PATIENCE = 20.0
LARGEST = 10_000_000
_REDIRECTS = 5
#: Requests under way, in all and to one host.
_AT_ONCE = 16
_PER_HOST = 2
#: Characters of a validator that are worth keeping.
_VALIDATOR = 500
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9,"
    " text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)
_PERMANENT = (301, 308)
_TRY_LATER = "It is tried again by itself, less and less often."


class Feeds:
    """Fetches by address; an address without `://` is a path under the firm's folder.

    Args:
        root: the firm's folder.
        private: hosts of the firm's own network that may be fetched from, as `name` or `name:port`.
        patience: seconds for a whole answer.
        largest: bytes of an answer, decoded.
        resolver: how names are resolved.

    """

    def __init__(
        self,
        root: Path,
        *,
        private: Collection[str] = (),
        patience: float = PATIENCE,
        largest: int = LARGEST,
        resolver: Resolver = resolve,
    ) -> None:
        self._root = root
        self._private = private
        self._patience = patience
        self._largest = largest
        self._resolver = resolver

    def fetch(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Answer | Failed]]:
        """Each request with what became of it, in the order in which they come back.

        No more answers than are under way are held at a time: the next request is made when
        an answer has been taken.
        """
        web = []
        for request in requests:
            if "://" in request.address:
                web.append(request)
            else:
                yield request, self._file(request)
        if web:
            yield from self._web(web)

    # The firm's own folder.

    def _file(self, request: Request) -> Answer | Failed:
        address = request.address
        path = (self._root / address).resolve()
        if not path.is_relative_to(self._root.resolve()):
            return _failed(address, "the feed file lies outside the firm's folder.", "Correct its address.")
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                return _failed(address, "the feed file is no file.", "Correct its address.")
            if found.st_size > self._largest:
                return _failed(address, _too_large(self._largest), "Shorten it.")
            etag = f"{found.st_size}-{found.st_mtime_ns}-{found.st_ctime_ns}"
            return Answer(body=None if request.etag == etag else path.read_bytes(), address=address, etag=etag)
        except OSError as problem:
            return _failed(address, f"the feed file cannot be read ({problem.strerror}).", "Correct its address.")

    # The web.

    def _web(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Answer | Failed]]:
        waiting = list(reversed(requests))
        under_way: dict[asyncio.Task[Answer | Failed], Request] = {}
        hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_PER_HOST))
        with asyncio.Runner() as runner:
            client = runner.run(self._client())
            try:
                while waiting or under_way:
                    runner.run(self._start(client, waiting, under_way, hosts))
                    done, _ = runner.run(_first_of(under_way))
                    for task in done:
                        yield under_way.pop(task), task.result()
            finally:
                runner.run(_end(client, under_way))

    async def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=GuardedTransport(self._private, self._resolver),
            timeout=self._patience,
            auth=_netrc(),
            headers={
                "User-Agent": f"Attract/{importlib.metadata.version('attract')} (feed reader)",
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate",
            },
        )

    async def _start(
        self,
        client: httpx.AsyncClient,
        waiting: list[Request],
        under_way: dict[asyncio.Task[Answer | Failed], Request],
        hosts: defaultdict[str, asyncio.Semaphore],
    ) -> None:
        while waiting and len(under_way) < _AT_ONCE:
            request = waiting.pop()
            under_way[asyncio.create_task(self._ask(client, request, hosts))] = request

    async def _ask(
        self, client: httpx.AsyncClient, request: Request, hosts: defaultdict[str, asyncio.Semaphore]
    ) -> Answer | Failed:
        address = request.address
        try:
            url = httpx.URL(address)
            if url.scheme not in ("http", "https") or not url.host:
                return _failed(address, "only http and https addresses are fetched.", "Correct its address.")
            # Waiting for one's turn at a host is not the host's fault: the clock starts after it.
            async with hosts[url.host], asyncio.timeout(self._patience):
                return await self._follow(client, request, url)
        except TimeoutError:
            return _failed(address, f"no whole answer came within {self._patience:g} seconds.", _TRY_LATER)
        except PrivateAddress as problem:
            return _failed(
                address,
                f"{problem} leads into a private network, where no public blog lives.",
                "If it is your own, name the host in `collecting.private_hosts` of firm.yml.",
            )
        except _Bad as problem:
            return problem.failed
        except (httpx.InvalidURL, UnicodeError) as problem:
            return _failed(address, f"this is no web address ({problem}).", "Correct it.")
        except httpx.RemoteProtocolError as problem:
            return _failed(address, f"what came back is not HTTP ({problem}).", _TRY_LATER)
        except (httpx.HTTPError, OSError, ValueError) as problem:
            return _unreachable(address, problem)

    async def _follow(self, client: httpx.AsyncClient, request: Request, url: httpx.URL) -> Answer | Failed:
        """Ask, and follow redirects, noting how far the address itself has moved for good."""
        moved_to, permanent, seen = "", True, {str(url)}
        following = client.build_request("GET", url, headers=_conditions(request))
        for _ in range(_REDIRECTS + 1):
            asked = following.url
            async with _sent(client, following) as answer:
                if not answer.has_redirect_location:
                    return await self._answer(request, answer, str(asked), moved_to)
                # Another host gets no credentials (httpx drops them), and http never takes https's place for good.
                step = answer.next_request
                assert step is not None
                permanent = permanent and answer.status_code in _PERMANENT
                permanent = permanent and not (asked.scheme == "https" and step.url.scheme == "http")
                if str(step.url) in seen:
                    return _failed(request.address, "its redirects lead in a circle.", "Ask whoever runs the blog.")
                seen.add(str(step.url))
                moved_to = str(step.url) if permanent else moved_to
                following = step
        return _failed(request.address, f"it redirects more than {_REDIRECTS} times.", "Ask whoever runs the blog.")

    async def _answer(self, request: Request, answer: httpx.Response, address: str, moved_to: str) -> Answer | Failed:
        if answer.status_code == 304:
            body = None
        elif answer.is_success:
            body = await self._body(request, answer)
        else:
            return _refused(request.address, answer)
        return Answer(
            body=body,
            address=address,
            etag=_validator(answer.headers.get("etag")),
            modified=_validator(answer.headers.get("last-modified")),
            moved_to=moved_to,
            fresh_for=_fresh_for(answer.headers),
        )

    async def _body(self, request: Request, answer: httpx.Response) -> bytes:
        """The decoded bytes; decoded here, because httpx would unpack a bomb before anybody could count."""
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise _Bad(
                _failed(request.address, f"it is packed in a way nobody asked for ({encoding[:40]}).", _TRY_LATER)
            )
        unpack = _Unpacker(encoding, self._largest)
        body = bytearray()
        try:
            async for piece in answer.aiter_raw():
                body += unpack(piece, self._largest + 1 - len(body))
                if len(body) > self._largest:
                    raise _Bad(_failed(request.address, _too_large(self._largest), "Ask whoever runs the blog."))
        except zlib.error as problem:
            raise _Bad(_failed(request.address, f"it is packed wrongly ({problem}).", _TRY_LATER)) from problem
        if not unpack.whole:
            raise _Bad(_failed(request.address, "the answer ended too early.", _TRY_LATER))
        return bytes(body)


class _Unpacker:
    """Undoes gzip or deflate (RFC 9110, 8.4.1), never giving more than it was asked for."""

    def __init__(self, encoding: str, largest: int) -> None:
        self._encoding = encoding
        self._largest = largest
        self._zlib: zlib._Decompress | None = None

    def __call__(self, piece: bytes, room: int) -> bytes:
        if self._encoding in ("identity", ""):
            return piece
        if self._zlib is None:
            # `deflate` means zlib's format, but some servers send bare deflate: the first byte tells.
            bare = self._encoding == "deflate" and piece[:1] and piece[0] & 0x0F != 8
            self._zlib = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
        return self._zlib.decompress(piece, max(1, room))

    @property
    def whole(self) -> bool:
        """Whether nothing is missing at the end."""
        return self._zlib is None or self._zlib.eof


class _Bad(Exception):
    """An answer that is none."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed)
        self.failed = failed


class _sent:  # noqa: N801  # reads like the function it is
    """One request, sent without httpx's own following of redirects; closed at the end."""

    def __init__(self, client: httpx.AsyncClient, request: httpx.Request) -> None:
        self._client, self._request = client, request

    async def __aenter__(self) -> httpx.Response:
        self._answer = await self._client.send(self._request, stream=True, follow_redirects=False)
        return self._answer

    async def __aexit__(self, *_: object) -> None:
        await self._answer.aclose()


async def _first_of(
    tasks: Collection[asyncio.Task[Answer | Failed]],
) -> tuple[set[asyncio.Task[Answer | Failed]], object]:
    return await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


async def _end(client: httpx.AsyncClient, tasks: Collection[asyncio.Task[Answer | Failed]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.aclose()


def _netrc() -> httpx.NetRCAuth | None:
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    return httpx.NetRCAuth(str(path)) if path.is_file() else None


# What headers say.


def _conditions(request: Request) -> dict[str, str]:
    given = {"If-None-Match": request.etag, "If-Modified-Since": request.modified}
    return {name: value for name, value in given.items() if value}


def _validator(value: str | None) -> str:
    """A validator worth sending back: of a sensible length, and nothing that could end a header."""
    return value if value and len(value) <= _VALIDATOR and value.isascii() and value.isprintable() else ""


def _fresh_for(headers: httpx.Headers) -> timedelta | None:
    """How long an answer is fresh: Cache-Control (RFC 9111, 5.2.2), else Expires less Date."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b", control):
        return timedelta(0)
    if found := re.search(r"\bs-maxage=\"?(\d{1,9})\b", control) or re.search(r"\bmax-age=\"?(\d{1,9})\b", control):
        return timedelta(seconds=int(found.group(1)))
    expires, date = _date(headers.get("expires")), _date(headers.get("date"))
    return max(expires - date, timedelta(0)) if expires and date else None


def _wait(headers: httpx.Headers) -> timedelta | None:
    """Retry-After (RFC 9110, 10.2.3): seconds, or a date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return timedelta(seconds=int(value))
    until = _date(value)
    return max(until - datetime.now(UTC), timedelta(0)) if until else None


def _date(value: str | None) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError):
        when = parsedate_to_datetime(value or "")
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None


# What went wrong, in words.


def _failed(address: str, cause: str, remedy: str, *, gone: bool = False, wait: timedelta | None = None) -> Failed:
    return Failed(problem=SourceError(shown(address), cause, remedy), gone=gone, wait=wait)


def _too_large(largest: int) -> str:
    return f"the feed is larger than {largest / 1_000_000:g} MB."


_STATUS = {
    401: ("it wants a user name and a password.", "Put them into ~/.netrc, or into the address."),
    403: ("the server refuses to show it to us.", "Ask whoever runs the blog whether feed readers are shut out."),
    404: ("there is nothing at this address.", "Look for the new one: attract feeds find ADDRESS-OF-THE-BLOG."),
    410: ("it is gone for good: its owner says so.", "Take it out of the settings, or follow another."),
    429: ("the server asks to be left alone for a while.", _TRY_LATER),
}


def _refused(address: str, answer: httpx.Response) -> Failed:
    code = answer.status_code
    if code in _STATUS:
        cause, remedy = _STATUS[code]
    elif code >= 500:
        cause, remedy = f"the server is in trouble ({code}).", _TRY_LATER
    else:
        cause, remedy = f"the server answered {code}.", "Open it in a browser, and correct its address."
    return _failed(address, cause, remedy, gone=code == 410, wait=_wait(answer.headers))


def _unreachable(address: str, problem: Exception) -> Failed:
    told = f"{problem} {problem.__cause__ or ''} {problem.__context__ or ''}"
    inner: BaseException | None = problem
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return _failed(
                address, f"its certificate is not to be trusted ({inner.verify_message}).", "Ask whoever runs the blog."
            )
        inner = inner.__cause__ or inner.__context__
    if isinstance(problem, httpx.TimeoutException):
        return _failed(address, "the server did not answer in time.", _TRY_LATER)
    if re.search(r"getaddrinfo|Name or service|nodename|Temporary failure|no address|label", told):
        return _failed(address, "there is no host of this name.", "Look for a typing mistake in its address.")
    if "refused" in told or "All connection attempts failed" in told:
        return _failed(address, "it cannot be reached: nobody answers there.", _TRY_LATER)
    return _failed(address, f"it cannot be reached ({problem}).", _TRY_LATER)
