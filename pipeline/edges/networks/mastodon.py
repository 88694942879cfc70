"""Mastodon, or a server that speaks as Mastodon does (port: Network).

Mastodon knows a post again by its Idempotency-Key for an hour; others never do. So before a second send the account's own posts
are looked through for the link, which names the post.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from pipeline.edges.networks.said import said
from pipeline.edges.networks.talking import before_posting, fields, problem_of, sent
from pipeline.model.posting import Picture, Wire
from pipeline.ports.posting import (
    CannotTellError,
    Identity,
    Landed,
    NotSentError,
    Pictures,
    ReconnectError,
    RefusedPostError,
    UnsurePostError,
)  # fmt: skip

#: Posts on a page, which is the most that is given; and pages that are looked through, before it is given up.
_PAGE = 40
_PAGES = 50
#: By how much a server's clock may be behind ours. The link names the post: to look further back finds no other.
_SLACK = timedelta(minutes=5)
_HREF = re.compile(r'href="([^"]+)"')
#: How long a picture may take that the server has, but has not looked at.
_PREPARING = timedelta(seconds=10)


class Mastodon:
    """One account.

    Args:
        server: its address.
        token: gives the access token; it needs read:accounts, read:statuses, write:statuses and write:media.
        form: the fields of a status, with the picture under its SHA-256: `social.mastodon`.
        uploads: the server's name of each picture, by the post's key and the picture's hash: kept between tries, because a picture that went out
            once is refused a second time, which is one guard more against doubles.
        web: asks; without one, each request is made by its own.
        clock: what time it is.

    """

    def __init__(
        self,
        server: str,
        token: Callable[[], str],
        form: Callable[[Wire], Mapping[str, Any]],
        *,
        uploads: MutableMapping[tuple[str, str], str] | None = None,
        web: httpx.Client | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._server = server.rstrip("/")
        self._token = token
        self._form = form
        self._uploads = {} if uploads is None else uploads
        self._web = web
        self._clock = clock
        self._account = ""

    @property
    def repeats(self) -> bool:
        """What may be there is looked for first."""
        return True

    def post(self, wire: Wire, pictures: Pictures, since: datetime | None) -> Landed:
        """Send it under its key; where it may be there, only after it was looked for."""
        told = dict(self._form(wire))
        if since is not None:
            try:
                found = self.find(wire, since)
            except CannotTellError as unknown:
                raise UnsurePostError(str(unknown)) from unknown
            if found:
                return found
        if wire.picture:
            told["media_ids"] = [self._picture(wire.key, wire.picture, pictures)]
        told.pop("media", None)
        answer = self._asked("POST", "/api/v1/statuses", json=told, headers={"Idempotency-Key": wire.key})
        return _landed(fields(answer)) or self._neither(answer)

    def find(self, wire: Wire, since: datetime) -> Landed | None:
        """The account's own post with this very address in it, of that time or later."""
        if not wire.link:
            raise CannotTellError("it has no link by which it could be known")
        for status in self._own(since - _SLACK):
            if wire.link in map(html.unescape, _HREF.findall(str(status.get("content", "")))):
                return _landed(status)
        return None

    def remove(self, ref: str) -> None:
        """Delete it; one that is not there is gone."""
        if not re.fullmatch(r"[\w-]+", ref):
            raise RefusedPostError("this is no post of this server's")
        answer = self._sent("DELETE", f"/api/v1/statuses/{ref}")
        if answer.status_code not in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            self._good(answer)

    def who(self) -> Identity:
        """Whom the token is of."""
        told = self._read("/api/v1/accounts/verify_credentials")
        if not isinstance(told, dict) or not told.get("id"):
            raise NotSentError(f"{self._server} does not speak as Mastodon does")
        self._account = str(told["id"])
        name = f"@{told.get('acct') or told.get('username') or ''}"
        return Identity(name, self._account, str(told.get("url", "")))

    def instance(self) -> Mapping[str, Any]:
        """What the server says of itself, limits and all. Raises NotSentError, ReconnectError."""
        try:
            told = self._read("/api/v2/instance")
        except RefusedPostError:
            # Older servers, and some forks, have the first version only.
            told = self._read("/api/v1/instance")
        return told if isinstance(told, dict) else {}

    def _own(self, since: datetime) -> Iterator[dict[str, Any]]:
        """The account's posts since then, the newest first."""
        account = self._account or self.who().id
        where: dict[str, str | int] = {"limit": _PAGE, "exclude_reblogs": "true"}
        for _ in range(_PAGES):
            page = self._read(f"/api/v1/accounts/{account}/statuses", params=where)
            if not isinstance(page, list):
                raise NotSentError(f"{self._server} does not speak as Mastodon does")
            for status in page:
                if _moment(status) >= since:
                    yield status
            if not page or _moment(page[-1]) < since or where.get("max_id") == page[-1]["id"]:
                return
            where["max_id"] = page[-1]["id"]
        raise CannotTellError(f"the account has said more than {_PAGE * _PAGES:,} things since")

    def _picture(self, key: str, picture: Picture, pictures: Pictures) -> str:
        """The server's name of a post's picture, which is brought once."""
        if known := self._uploads.get((key, picture.digest)):
            return known
        file = {"file": (f"{picture.digest[:16]}.{picture.mime.rpartition('/')[2]}", pictures(picture), picture.mime)}
        try:
            answer = self._asked("POST", "/api/v2/media", files=file, data={"description": picture.alt})
        except UnsurePostError as problem:
            raise before_posting(problem) from problem
        id_ = str(fields(answer).get("id") or "")
        if not id_:
            raise NotSentError(f"this is no answer of Mastodon's: {said(answer, self._token())}")
        if answer.status_code == httpx.codes.ACCEPTED and not fields(answer).get("url"):
            raise NotSentError("the server is still looking at the picture", self._clock() + _PREPARING)
        self._uploads[key, picture.digest] = id_
        return id_

    def _neither(self, answer: httpx.Response) -> Landed:
        raise UnsurePostError(f"this is no answer of Mastodon's: {said(answer, self._token())}")

    # Talking.

    def _read(self, path: str, **told: Any) -> Any:
        """What stands there; no answer to a question leaves a doubt."""
        try:
            answer = self._asked("GET", path, **told)
        except UnsurePostError as problem:
            raise before_posting(problem) from problem
        try:
            return answer.json()
        except ValueError as problem:
            raise NotSentError(f"{self._server} does not speak as Mastodon does") from problem

    def _asked(self, verb: str, path: str, **told: Any) -> httpx.Response:
        return self._good(self._sent(verb, path, **told))

    def _sent(self, verb: str, path: str, *, headers: dict[str, str] | None = None, **told: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token()}", **(headers or {})}
        return sent(self._web, verb, self._server + path, headers=headers, **told)

    def _good(self, answer: httpx.Response) -> httpx.Response:
        secrets = [self._token()]
        if answer.status_code == httpx.codes.FORBIDDEN:
            # The account is frozen, or the token may not do this: both are mended where it is connected.
            raise ReconnectError(said(answer, *secrets))
        if problem := problem_of(answer, secrets, self._clock()):
            raise problem
        return answer


def _landed(status: dict[str, Any]) -> Landed | None:
    id_ = str(status.get("id") or "")
    return (
        Landed(id_, str(status.get("url") or status.get("uri") or ""), str(status.get("created_at", "")))
        if id_
        else None
    )


def _moment(status: dict[str, Any]) -> datetime:
    try:
        told = datetime.fromisoformat(str(status.get("created_at", "")))
    except ValueError as problem:
        raise CannotTellError("the server does not say of what time its posts are") from problem
    return told if told.tzinfo else told.replace(tzinfo=UTC)
