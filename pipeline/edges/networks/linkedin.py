"""LinkedIn (port: Network): a person's profile or a firm's page, by the versioned Posts and Images APIs.

Written from the documents (learn.microsoft.com/linkedin: posts-api, images-api, error-handling, versioning, programmatic-refresh-tokens)
as quoted by others, and from answers that people reported; it was never run against LinkedIn itself. Which rule is documented,
which was seen and which is a guess stands in the contract fake of its tests (`python -m tests.edges.networks.linkedin_fake`).

**No key makes a post repeatable here.** So a second send keeps this rule:

- Whoever speaks for a page looks first (`q=author`), and sends only what is not there.
- Whoever speaks for a person cannot look: LinkedIn shows members' posts to nobody (r_member_social is closed). Within `SOON` of the
  first try the same bytes are sent once more, because LinkedIn refuses the same again for ten minutes and names the post that is
  there (DUPLICATE_POST; the ten minutes are documented for its older ugcPosts API, "Wait 10 minutes"). Afterwards, or where the same
  bytes are not to be had any more, `UnsurePostError`: a person looks at the profile.
"""

import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from pipeline.edges.networks import talking
from pipeline.edges.networks.linkedin_tokens import tomorrow
from pipeline.edges.networks.said import failed, line, said
from pipeline.model.posting import Picture, Wire, canonical
from pipeline.ports.posting import (
    CannotTellError,
    Identity,
    Landed,
    NotSentError,
    OutdatedError,
    Pictures,
    ReconnectError,
    RefusedPostError,
    UnsurePostError,
)

API = "https://api.linkedin.com"
#: How long after the first try began the same bytes may be sent again: half of LinkedIn's ten minutes.
SOON = timedelta(minutes=5)
#: What LinkedIn's clock may differ from ours.
_CLOCKS = timedelta(minutes=5)
#: After which LinkedIn takes the same text again.
_FORGETS = timedelta(minutes=10)
#: Seconds between tries while a picture is on its way inside LinkedIn; nothing is posted meanwhile.
_WAITS = (1.0, 2.0, 4.0, 8.0)
#: Posts looked through in one request, and requests, newest first.
_PAGE, _PAGES = 100, 10
_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
_OF_TOKEN = re.compile(r"ACCESS_DENIED|ACCESS_TOKEN|oauth|token|permission", re.IGNORECASE)
#: Whom LinkedIn tells so holds a token without a page's rights; the status is 400.
_OF_PAGE = re.compile(r"organization permissions must be used", re.IGNORECASE)


@dataclass(frozen=True)
class Login:
    """Who speaks, and how."""

    token: str = field(repr=False)
    #: urn:li:person:… or urn:li:organization:…; empty while nobody knows it: `who` tells.
    author: str
    #: Of LinkedIn's interface, YYYYMM: a setting, because LinkedIn ends each a year after it came.
    version: str
    #: When the token ends.
    ends: datetime | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is a firm's page, whose posts can be read."""
        return self.author.startswith("urn:li:organization:")


class LinkedIn:
    """One person or page.

    Args:
        login: who.
        form: the body that makes a post, with the picture under its SHA-256.
        client: how to reach LinkedIn; made with time limits where none is given.
        uploads: keeps what LinkedIn calls a picture, by the post's key and the picture's hash, so that a second send is the same to the
            byte; in memory where none is given.
        clock: the time.
        wait: waits so many seconds.
        api: where LinkedIn is.

    """

    def __init__(
        self,
        login: Login,
        form: Callable[[Wire], Mapping[str, Any]],
        *,
        client: httpx.Client | None = None,
        uploads: MutableMapping[tuple[str, str], str] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait: Callable[[float], None] = time.sleep,
        api: str = API,
    ) -> None:
        self._login, self._form, self._client = login, form, client or talking.client()
        self._uploads = {} if uploads is None else uploads
        self._clock, self._wait, self._api = clock, wait, api
        self._again: set[str] = set()
        self._blind = not login.is_page

    @property
    def repeats(self) -> bool:
        """A page's posts can be looked at before each try, unless its token turned out to have no right to."""
        return not self._blind

    def post(self, wire: Wire, pictures: Pictures, since: datetime | None) -> Landed:
        """Say it, once; a second send keeps the rule of this module."""
        if since is not None and (found := self._before_again(wire, since)):
            return found
        body = _pictured(self._form(wire), self._uploaded(wire, wire.picture, pictures) if wire.picture else "")
        return self._created(body, wire.key)

    def find(self, wire: Wire, since: datetime) -> Landed | None:
        """Look through a page's posts since then (less what clocks differ)."""
        if not self._login.is_page:
            raise CannotTellError("LinkedIn does not show a member's own posts: look at the profile")
        try:
            return self._look(wire, since)
        except OutdatedError as problem:
            raise CannotTellError(str(problem)) from problem

    def remove(self, ref: str) -> None:
        """Take a post down; LinkedIn answers the same for one that is gone."""
        if not _URN.fullmatch(ref):
            raise RefusedPostError(f"{line(ref)!r} names no post of LinkedIn's")
        answer = self._ask("DELETE", f"/rest/posts/{quote(ref, safe='')}", headers={"X-RestLi-Method": "DELETE"})
        if answer.status_code not in (404, 410):
            self._judge(answer, ref)

    def who(self) -> Identity:
        """Whom the token speaks for: a person's name and id, or the page."""
        try:
            return self._page() if self._login.is_page else self._person()
        except RefusedPostError as problem:
            raise ReconnectError(str(problem)) from problem

    # Before a second send.

    def _before_again(self, wire: Wire, since: datetime) -> Landed | None:
        """Where it is already; None where it may be sent again."""
        if self._login.is_page:
            try:
                return self._look(wire, since)
            except CannotTellError:
                # A page's token without the right to read is as blind as a person's.
                self._blind = True
        late = self._clock() - since > SOON
        if late or wire.key in self._again or (wire.picture and _upload(wire, wire.picture) not in self._uploads):
            raise UnsurePostError(
                "LinkedIn gave no answer, and nobody can see from here whether it is there: look at the profile"
            )
        self._again.add(wire.key)
        return None

    def _look(self, wire: Wire, since: datetime) -> Landed | None:
        ours = self._form(wire)
        for page in range(_PAGES):
            query = {
                "q": "author",
                "author": self._login.author,
                "count": _PAGE,
                "start": page * _PAGE,
                "sortBy": "LAST_MODIFIED",
            }
            answer = self._ask("GET", "/rest/posts", params=query, headers={"X-RestLi-Method": "FINDER"})
            if answer.status_code == 403:
                raise CannotTellError(said(answer, self._login.token))
            try:
                found = self._judge(answer, wire.key).json()["elements"]
                for each in found:
                    if _when(each, "createdAt") >= since - _CLOCKS and _same(each, ours):
                        return Landed(each["id"], address(each["id"]), "found among the page's posts")
                # Whatever was made since then was changed since then.
                older = all(_when(each, "lastModifiedAt") < since - _CLOCKS for each in found)
            except (RefusedPostError, ValueError, KeyError, TypeError) as problem:
                raise CannotTellError(f"LinkedIn's list of posts cannot be read: {failed(problem)}") from problem
            if older or len(found) < _PAGE:
                return None
        raise CannotTellError(
            f"among the page's {_PAGE * _PAGES} newest posts it is not, and there are more since then"
        )

    # Sending.

    def _uploaded(self, wire: Wire, picture: Picture, pictures: Pictures) -> str:
        """LinkedIn's name of a picture; it is uploaded once for each post."""
        kept = _upload(wire, picture)
        if kept not in self._uploads:
            begun = {"initializeUploadRequest": {"owner": self._login.author}}
            answer = self._judge(
                self._ask("POST", "/rest/images?action=initializeUpload", content=canonical(begun)), wire.key
            )
            try:
                told = answer.json()["value"]
                urn, where = str(told["image"]), self._own(told["uploadUrl"])
            except (ValueError, KeyError, TypeError, httpx.InvalidURL) as problem:
                # Its answer may hold an address that anybody could use.
                raise NotSentError("LinkedIn names no place of its own for a picture") from problem
            self._judge(
                self._ask("PUT", where, content=pictures(picture), headers={"Content-Type": picture.mime}), wire.key
            )
            self._uploads[kept] = urn
        return self._uploads[kept]

    def _own(self, where: str) -> str:
        """An address that may have our token: LinkedIn's own; raises ValueError."""
        found, here = httpx.URL(where), httpx.URL(self._api)
        if (found.scheme == "https" and f".{found.host}".endswith(".linkedin.com")) or found.netloc == here.netloc:
            return where
        raise ValueError("LinkedIn wants a picture sent to somebody else")

    def _created(self, body: Mapping[str, Any], key: str) -> Landed:
        content = canonical(body)
        for wait in (*_WAITS, None):
            answer = self._ask("POST", "/rest/posts", lands=True, content=content)
            if answer.status_code != 400 or "MEDIA_ASSET_WAITING_UPLOAD" not in answer.text:
                break
            if wait is None:
                raise NotSentError(said(answer, self._login.token))
            self._wait(wait)
        if 400 <= answer.status_code < 500 and "DUPLICATE_POST" in answer.text:
            return self._double(answer)
        self._judge(answer, key, lands=True)
        if urn := answer.headers.get("x-restli-id", ""):
            return Landed(urn, address(urn), said(answer, self._login.token))
        raise UnsurePostError(f"LinkedIn took it and named no post: {said(answer, self._login.token)}")

    def _double(self, answer: httpx.Response) -> Landed:
        """Where the post is whose double LinkedIn does not take."""
        words = said(answer, self._login.token)
        if not (named := _URN.search(answer.text)):
            raise UnsurePostError(words)
        # A post that was taken down is remembered for a while (seen); who may read can tell.
        if self._login.is_page and self._ask("GET", f"/rest/posts/{quote(named[0], safe='')}").status_code == 404:
            raise NotSentError(f"{words}, which is gone", again=self._clock() + _FORGETS)
        return Landed(named[0], address(named[0]), f"as LinkedIn says it is there: {words}")

    # Whom the token speaks for.

    def _person(self) -> Identity:
        answer = self._judge(self._ask("GET", "/v2/userinfo"), self._login.author)
        try:
            told = answer.json()
            return Identity(str(told.get("name") or told["sub"]), f"urn:li:person:{told['sub']}", "", self._login.ends)
        except (ValueError, KeyError, AttributeError) as problem:
            raise NotSentError(f"LinkedIn does not say who it is: {said(answer, self._login.token)}") from problem

    def _page(self) -> Identity:
        """The page's name where the token may read it (rw_organization_admin); else its number, if it may read the page's posts."""
        author = self._login.author
        answer = self._ask("GET", f"/rest/organizations/{author.rpartition(':')[2]}")
        if answer.status_code == 403:
            query = {"q": "author", "author": author, "count": 1}
            self._judge(self._ask("GET", "/rest/posts", params=query, headers={"X-RestLi-Method": "FINDER"}), author)
            return Identity(
                author, author, f"https://www.linkedin.com/company/{author.rpartition(':')[2]}/", self._login.ends
            )
        try:
            told = self._judge(answer, author).json()
            name = str(told.get("localizedName") or author)
            page = str(told.get("vanityName") or author.rpartition(":")[2])
        except (ValueError, AttributeError) as problem:
            raise NotSentError(f"LinkedIn does not say who it is: {said(answer, self._login.token)}") from problem
        return Identity(name, author, f"https://www.linkedin.com/company/{quote(page, safe='')}/", self._login.ends)

    # One request.

    def _ask(
        self, method: str, where: str, *, lands: bool = False, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """One request, once. `lands`: whether it may have made a post when no answer comes."""
        told = {
            "Authorization": f"Bearer {self._login.token}",
            "LinkedIn-Version": self._login.version,
            "X-Restli-Protocol-Version": "2.0.0",
            "Content-Type": "application/json",
            **(headers or {}),
        }
        try:
            return self._client.request(method, where if "://" in where else self._api + where, headers=told, **more)
        except talking.BEFORE as problem:
            raise NotSentError(failed(problem, self._login.token)) from problem
        except httpx.HTTPError as problem:
            raise (UnsurePostError if lands else NotSentError)(failed(problem, self._login.token)) from problem

    def _judge(self, answer: httpx.Response, key: str, *, lands: bool = False) -> httpx.Response:
        """An answer that says yes; raises what any other means."""
        code, words = answer.status_code, said(answer, self._login.token)
        if 200 <= code < 300:
            return answer
        if (
            code == 401
            or (code == 403 and _OF_TOKEN.search(answer.text))
            or (code == 400 and _OF_PAGE.search(answer.text))
        ):
            raise ReconnectError(words)
        if code == 426:
            raise OutdatedError(f"set social.linkedin_version to a version that LinkedIn still speaks: {words}")
        if code == 429:
            raise NotSentError(words, again=tomorrow(self._clock(), key))
        if code == 408 or code >= 500 or code < 400:
            raise (UnsurePostError if lands else NotSentError)(words)
        raise RefusedPostError(words)


def address(urn: str) -> str:
    """Where a post is seen."""
    return f"https://www.linkedin.com/feed/update/{urn}/"


def _upload(wire: Wire, picture: Picture) -> tuple[str, str]:
    return wire.key, picture.digest


def _pictured(body: Mapping[str, Any], urn: str) -> Mapping[str, Any]:
    """The body with LinkedIn's name of the picture in the place of ours."""
    if not urn:
        return body
    content = body["content"]
    if "article" in content:
        return {**body, "content": {"article": {**content["article"], "thumbnail": urn}}}
    return {**body, "content": {"media": {**content["media"], "id": urn}}}


def _when(told: Mapping[str, Any], field: str) -> datetime:
    return datetime.fromtimestamp(told[field] / 1000, UTC)


def _same(told: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    """Whether a post is ours: by the address of its article, which names the post; else by its words."""
    source = ours.get("content", {}).get("article", {}).get("source")
    if source:
        return bool(told.get("content", {}).get("article", {}).get("source") == source)
    return bool(told.get("commentary") == ours["commentary"])
