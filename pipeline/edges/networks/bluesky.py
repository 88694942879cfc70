"""Bluesky, or any other server of the AT Protocol, by an app password (port: Network).

A post stands under a key of our own, and is put there only where nothing stands (`swapRecord: null`): the same put twice is one
post, so what may have landed is simply put again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

from pipeline.edges.networks.said import said
from pipeline.edges.networks.talking import before_posting, fields, problem_of, sent
from pipeline.model.posting import Picture, Wire, canonical
from pipeline.ports.posting import (
    Identity,
    Landed,
    NotSentError,
    Pictures,
    PostError,
    ReconnectError,
    RefusedPostError,
    UnsurePostError,
)  # fmt: skip

#: The collection that posts are records of.
COLLECTION = "app.bsky.feed.post"
#: What says that an access token, which lives two hours, has ended.
_STALE = {"ExpiredToken", "InvalidToken"}
_SWAPPED, _MISSING = "InvalidSwap", "RecordNotFound"
#: Where people see what stands on any server.
_PAGES = "https://bsky.app/profile"


@dataclass(frozen=True)
class Session:
    """Who is logged in, and the tokens of it."""

    did: str
    handle: str
    access: str
    refresh: str

    def told(self) -> str:
        """As it is kept, encrypted, by whoever is handed it."""
        return json.dumps(asdict(self))


def _nothing(_: str) -> None:
    """Keeps no session."""


class Bluesky:
    """One account.

    Args:
        server: its address, `https://bsky.social` for most.
        handle: who logs in.
        form: the record of a post, and `key` the key under which it stands: `social.bluesky`.
        password: gives the app password, when it is needed.
        session: what `keep` was handed last; empty if there is none. To log in is limited to 30 times in five minutes.
        keep: is handed each new session, to keep it encrypted.
        web: asks; without one, each request is made by its own.
        clock: what time it is.

    """

    def __init__(
        self,
        server: str,
        handle: str,
        password: Callable[[], str],
        form: Callable[[Wire], Mapping[str, Any]],
        key: Callable[[Wire], str],
        *,
        session: str = "",
        keep: Callable[[str], None] = _nothing,
        web: httpx.Client | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._server = server.rstrip("/")
        self._handle = handle
        self._password = password
        self._form, self._key = form, key
        self._session = Session(**json.loads(session)) if session else None
        self._keep = keep
        self._web = web
        self._clock = clock

    @property
    def repeats(self) -> bool:
        """Whatever is put again under its key is there once."""
        return True

    def post(self, wire: Wire, pictures: Pictures, since: datetime | None) -> Landed:
        """Put it where it belongs; what stands there already, the same, is as good."""
        record, key = self._form(wire), self._key(wire)
        with _nothing_posted():
            did = self._logged_in().did
            if wire.picture:
                self._upload(record, wire.picture, pictures(wire.picture))
        put = {"repo": did, "collection": COLLECTION, "rkey": key, "record": record, "swapRecord": None}
        answer = self._asked("com.atproto.repo.putRecord", json=put)
        if fields(answer).get("error") == _SWAPPED:
            raise RefusedPostError(f"something else stands there already: {said(answer, *self._secrets())}")
        told = fields(self._good(answer))
        if not told.get("uri"):
            raise UnsurePostError(f"this is no answer of Bluesky's: {said(answer, *self._secrets())}")
        return Landed(told["uri"], f"{_PAGES}/{did}/post/{key}", str(told.get("cid", "")))

    def find(self, wire: Wire, since: datetime) -> Landed | None:
        """What stands under its key."""
        key = self._key(wire)
        with _nothing_posted():
            did = self._logged_in().did
            where = {"repo": did, "collection": COLLECTION, "rkey": key}
            answer = self._asked("com.atproto.repo.getRecord", params=where)
            if fields(answer).get("error") == _MISSING:
                return None
            told = fields(self._good(answer))
            if not told.get("uri"):
                raise NotSentError(f"this is no answer of Bluesky's: {said(answer, *self._secrets())}")
        return Landed(told["uri"], f"{_PAGES}/{did}/post/{key}", str(told.get("cid", "")))

    def remove(self, ref: str) -> None:
        """Delete the record."""
        did = self._logged_in().did
        ours = f"at://{did}/{COLLECTION}/"
        if not ref.startswith(ours):
            raise RefusedPostError("this is no post of this account")
        gone = {"repo": did, "collection": COLLECTION, "rkey": ref.removeprefix(ours)}
        self._good(self._asked("com.atproto.repo.deleteRecord", json=gone))

    def who(self) -> Identity:
        """Whom the session is of."""
        with _nothing_posted():
            told = fields(self._good(self._asked("com.atproto.server.getSession", params={})))
        handle, did = str(told.get("handle", "")), str(told.get("did", ""))
        return Identity(handle, did, f"{_PAGES}/{quote(handle or did)}")

    def _upload(self, record: Mapping[str, Any], picture: Picture, content: bytes) -> None:
        """Bring the bytes that the record names; brought twice, they are there once."""
        answer = self._asked("com.atproto.repo.uploadBlob", content=content, headers={"Content-Type": picture.mime})
        blob = fields(self._good(answer)).get("blob")
        named = blob.get("ref", {}).get("$link") if isinstance(blob, dict) else None
        if not named or f'"{named}"' not in canonical(record):
            raise RefusedPostError(f"the picture is not the one that was cleared: it came to be {named}")

    # Talking.

    def _asked(self, method: str, **told: Any) -> httpx.Response:
        """The answer to what a session may ask; with a new token where the old one has ended."""
        answer = self._said(method, self._logged_in().access, **told)
        if answer.status_code in (400, 401) and fields(answer).get("error") in _STALE:
            with _nothing_posted():
                self._renew()
            answer = self._said(method, self._logged_in().access, **told)
            if answer.status_code in (400, 401) and fields(answer).get("error") in _STALE:
                raise ReconnectError(said(answer, *self._secrets()))
        return answer

    def _said(self, method: str, token: str, **told: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers.update(told.pop("headers", {}))
        verb = "GET" if "params" in told else "POST"
        return sent(self._web, verb, f"{self._server}/xrpc/{method}", headers=headers, **told)

    def _good(self, answer: httpx.Response) -> httpx.Response:
        if problem := problem_of(answer, self._secrets(), self._clock()):
            raise problem
        return answer

    # The session.

    def _logged_in(self) -> Session:
        if self._session is None:
            with _nothing_posted():
                self._log_in()
        assert self._session
        return self._session

    def _renew(self) -> None:
        """A new token for the one that refreshes; where that has ended, too, by the password."""
        assert self._session
        answer = self._said("com.atproto.server.refreshSession", self._session.refresh)
        if answer.status_code in (400, 401):
            self._log_in()
        else:
            self._begin(self._good(answer))

    def _log_in(self) -> None:
        who = {"identifier": self._handle, "password": self._password()}
        answer = self._said("com.atproto.server.createSession", "", json=who)
        try:
            self._begin(self._good(answer))
        except RefusedPostError as refused:
            raise ReconnectError(str(refused)) from refused

    def _begin(self, answer: httpx.Response) -> None:
        told = fields(answer)
        try:
            began = Session(told["did"], told["handle"], told["accessJwt"], told["refreshJwt"])
        except KeyError as missing:
            raise NotSentError(f"{self._server} speaks no AT Protocol: its answer has no {missing}") from missing
        self._session = began
        self._keep(began.told())

    def _secrets(self) -> tuple[str, ...]:
        session = self._session
        return (self._password(), *((session.access, session.refresh) if session else ()))


@contextmanager
def _nothing_posted() -> Iterator[None]:
    """What goes wrong in here leaves no doubt about a post."""
    try:
        yield
    except PostError as problem:
        clear = before_posting(problem)
        if clear is problem:
            raise
        raise clear from problem
