"""A contract fake of the LinkedIn calls that a poster makes. It is NOT LinkedIn, which nobody can run.

Written from LinkedIn's documents as others quote them and from answers that people pasted into public issues; never from our
client, which it does not import. `RULES` says of everything that it enforces where that is known from
(`python -m tests.edges.networks.linkedin_fake` shows it as a table).
"""

import hashlib
import json
import re
import socket
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

DOCUMENTED, SEEN, GUESSED = "DOCUMENTED", "SEEN", "GUESSED"
_DOCS = "learn.microsoft.com/linkedin"
_POSTS = f"{_DOCS}/marketing/community-management/shares/posts-api"
_IMAGES = f"{_DOCS}/marketing/community-management/shares/images-api"
_ERRORS = f"{_DOCS}/shared/api-guide/concepts/error-handling"
_REFRESH = f"{_DOCS}/shared/authentication/programmatic-refresh-tokens"


class Rule(NamedTuple):
    """One thing that the fake holds callers to, and how sure we are of it."""

    mark: str
    says: str
    source: str


RULES = {
    "no token": Rule(DOCUMENTED, "without a bearer token: 401", _ERRORS),
    "unknown token": Rule(GUESSED, "401 INVALID_ACCESS_TOKEN 65600", "from memory; the status is documented"),
    "revoked token": Rule(SEEN, "401 REVOKED_ACCESS_TOKEN 65601", "code and number in a public client"),
    "expired token": Rule(GUESSED, "401 EXPIRED_ACCESS_TOKEN 65602", "from memory; the status is documented"),
    "token life": Rule(DOCUMENTED, "an access token lives 60 days", _REFRESH),
    "refresh life": Rule(DOCUMENTED, "a refresh token lives a year that does not renew; both end together", _REFRESH),
    "refresh refused": Rule(GUESSED, "400 invalid_request", "RFC 6749; LinkedIn's words from memory"),
    "unknown client": Rule(GUESSED, "401 invalid_client", "RFC 6749; LinkedIn's words from memory"),
    "no version": Rule(GUESSED, "without LinkedIn-Version: 400 VERSION_MISSING", "required by posts-api; the answer from memory"),
    "retired version": Rule(SEEN, "426 NONEXISTENT_VERSION", "n8n#28600; twelve months are documented (versioning)"),
    "no protocol": Rule(GUESSED, "without X-Restli-Protocol-Version 2.0.0: 400", "required by posts-api; the answer is a guess"),
    "no JSON": Rule(SEEN, "400 ILLEGAL_ARGUMENT", "n8n community 303875"),
    "fields": Rule(SEEN, "422 names each missing and each unknown field", "n8n community 303875; the fields from posts-api"),
    "who may post": Rule(SEEN, "a token without the author's right: 403 Not enough permissions", "soleur#799"),
    "member as page": Rule(SEEN, "400 Organization permissions must be used", "soleur#799"),
    "published only": Rule(DOCUMENTED, "400 INVALID_VALUE_FOR_FIELD: any other lifecycleState or visibility", _POSTS),
    "length": Rule(DOCUMENTED, "over 3,000: 400 FIELD_LENGTH_TOO_LONG", _POSTS),
    "escapes count": Rule(SEEN, "the length is of what is sent", "tests of BrightBean Studio; UTF-16 units are a guess"),
    "little text": Rule(DOCUMENTED, "a backslash before a reserved sign lets it mean itself; tags and mentions have forms",
                        f"{_DOCS}/marketing/community-management/shares/little-text-format"),
    "cut": Rule(SEEN, "shown up to the first reserved sign without a backslash, and 201 all the same",
                "n8n#10179, activepieces#3058, pipedream#17353"),
    "no scraping": Rule(DOCUMENTED, "an article needs its title and source: nothing is fetched", _POSTS),
    "article fields": Rule(DOCUMENTED, "source, title, description, thumbnail; 422 for others (the status is a guess)", _POSTS),
    "picture known": Rule(DOCUMENTED, "an unknown picture, or another owner's: 400 INVALID_URN_ID", _IMAGES),
    "picture on its way": Rule(DOCUMENTED, "400 MEDIA_ASSET_WAITING_UPLOAD (seen with videos; for thumbnails a guess)", _POSTS),
    "alternative text": Rule(DOCUMENTED, "over 4,086: 400 FIELD_LENGTH_TOO_LONG", _POSTS),
    "upload owner": Rule(DOCUMENTED, "403 for a picture of somebody else's", _IMAGES),
    "upload token": Rule(DOCUMENTED, "PUT of the bytes needs the bearer token, too", _IMAGES),
    "upload kinds": Rule(DOCUMENTED, "JPG, PNG, GIF; 400 for others (the status is a guess)", _IMAGES),
    "double": Rule(SEEN, "422 DUPLICATE_POST names the post that is there", "an answer pasted in Linkedin-RSS#5"),
    "double window": Rule(DOCUMENTED, "ten minutes, documented for ugcPosts alone", f"{_DOCS}/compliance/integrations/shares/ugc-post-api"),
    "double of what": Rule(GUESSED, "the same author, commentary and article", "unproved for /rest/posts"),
    "ghost": Rule(SEEN, "a post that was taken down is named as double all the same", "composio#2710"),
    "created": Rule(DOCUMENTED, "201, an empty body, the id in x-restli-id", _POSTS),
    "members unread": Rule(DOCUMENTED, "a member's posts are shown to nobody (r_member_social is closed); the words seen in one README", _POSTS),
    "pages read": Rule(DOCUMENTED, "q=author with r_organization_social", _POSTS),
    "pages in order": Rule(SEEN, "sortBy=LAST_MODIFIED gives the newest first; at most 100 (from memory)", "many public clients ask so"),
    "removed": Rule(GUESSED, "DELETE answers 204, again for one that is gone; whoever may not gets 403", "posts-api, from memory"),
    "who": Rule(DOCUMENTED, "/v2/userinfo gives sub and name, with openid", f"{_DOCS}/consumer/integrations/self-serve/sign-in-with-linkedin-v2"),
    "page name": Rule(DOCUMENTED, "/rest/organizations/{id} needs rw_organization_admin", f"{_DOCS}/marketing/community-management/organizations/organization-lookup-api"),
    "limits": Rule(DOCUMENTED, "429, without Retry-After; before anything is written (a guess)", f"{_DOCS}/shared/api-guide/concepts/rate-limits"),
}  # fmt: skip

_RESERVED = frozenset(r"\|{}@[]()<>#*_~")
_FORMS = re.compile(
    r"\{hashtag\|\\?#\|(?P<tag>[^{}|\\]+)\}"
    r"|@\[(?P<name>(?:[^\]\\]|\\.)+)\]\(urn:li:(?:person|organization):[^)]+\)"
    r"|#(?P<plain>\w+)"
)
_FIELDS = {"author", "commentary", "visibility", "distribution", "lifecycleState"}
_MORE = {"content", "isReshareDisabledByAuthor", "reshareContext", "contentLandingPage", "contentCallToActionLabel"}
_DAY = 86400


def shown(told: str) -> tuple[str, bool]:
    """What a reader sees of a commentary, and whether it was cut."""
    out: list[str] = []
    at = 0
    while at < len(told):
        sign = told[at]
        if sign == "\\" and at + 1 < len(told) and told[at + 1] in _RESERVED:
            out.append(told[at + 1])
            at += 2
        elif found := _FORMS.match(told, at):
            out.append(found["name"] or f"#{found['tag'] or found['plain']}")
            at = found.end()
        elif sign in _RESERVED:
            return "".join(out), True
        else:
            out.append(sign)
            at += 1
    return "".join(out), False


@dataclass
class Token:
    """What somebody was given when they connected."""

    sub: str
    scopes: frozenset[str]
    pages: frozenset[str]
    ends: float
    revoked: bool = False


@dataclass
class Post:
    """What LinkedIn has."""

    id: str
    told: dict[str, Any]
    at: float
    gone: bool = False

    @property
    def seen(self) -> str:
        """As readers see it."""
        return shown(self.told["commentary"])[0]

    @property
    def same(self) -> str:
        """By what a double is known."""
        source = self.told.get("content", {}).get("article", {}).get("source")
        return hashlib.sha256(json.dumps([self.told["author"], self.told["commentary"], source]).encode()).hexdigest()


@dataclass
class Picture:
    """A picture, or the promise of one."""

    owner: str
    body: bytes = b""
    #: How often it is asked for until it has arrived, once its bytes have.
    slow: int = 0


class Answer(NamedTuple):
    """One answer."""

    status: int
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = {}


class No(Exception):
    """A refusal by one of the rules."""

    def __init__(
        self, rule: str, status: int, message: str, code: str = "", number: int | None = None, **more: Any
    ) -> None:
        assert rule in RULES
        super().__init__(rule)
        body = {"status": status, "message": message, **({"code": code} if code else {}), **more}
        self.answer = Answer(status, body if number is None else {**body, "serviceErrorCode": number})


def by(rule: str) -> bool:
    """Marks where a rule is kept that refuses nothing."""
    return rule in RULES


@dataclass
class Fake:
    """LinkedIn's state, and what tests do to it."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    active: range = range(202512, 202612)
    client: tuple[str, str] = ("id", "secret")
    #: Answers that the next posts get in the place of ours; and parts of addresses whose next answer is lost after the work is done.
    force: list[Answer] = field(default_factory=list)
    lose: list[str] = field(default_factory=list)
    #: How often a picture is "waiting" after its bytes came.
    slow: int = 0
    tokens: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, Token] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    #: Method, path and body of every request.
    calls: list[tuple[str, str, bytes]] = field(default_factory=list)
    url: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def grant(self, sub: str, *scopes: str, pages: tuple[str, ...] = ()) -> str:
        """A token as somebody gets it who connects."""
        token = f"AQ{uuid.uuid4().hex}"
        by("token life")
        self.tokens[token] = Token(sub, frozenset(scopes), frozenset(pages), self.time() + 60 * _DAY)
        return token

    def grant_refresh(self, token: str) -> str:
        """The refresh token that approved partners get beside it."""
        given, refresh = self.tokens[token], f"RF{uuid.uuid4().hex}"
        by("refresh life")
        self.refreshes[refresh] = Token(given.sub, given.scopes, given.pages, self.time() + 365 * _DAY)
        return refresh

    def time(self) -> float:
        """Seconds."""
        return self.now().timestamp()

    def live(self) -> list[Post]:
        """What can be seen, the oldest first."""
        return [each for each in self.posts if not each.gone]

    # Requests.

    def answer(self, method: str, target: str, headers: "Message[str, str]", body: bytes) -> Answer:
        """What comes of one request."""
        with self.lock:
            self.calls.append((method, target, body))
            try:
                return self._routed(method, urlsplit(target), headers, body)
            except No as no:
                return no.answer

    def _routed(self, method: str, where: Any, headers: "Message[str, str]", body: bytes) -> Answer:
        query, path = dict(parse_qsl(where.query)), where.path
        if (method, path) == ("POST", "/oauth/v2/accessToken"):
            return self._refreshed(dict(parse_qsl(body.decode())))
        token = self._token(headers)
        if method == "PUT" and path.startswith("/dms-uploads/"):
            return self._received(path.rsplit("/", 1)[-1], body)
        if (method, path) == ("GET", "/v2/userinfo"):
            if by("who") and "openid" not in token.scopes:
                raise No("who", 403, "Not enough permissions to access: userinfo.GET.NO_VERSION", "ACCESS_DENIED", 100)
            return Answer(200, {"sub": token.sub, "name": "Rafe Pellow"})
        self._version(headers)
        if self.force and path == "/rest/posts" and method == "POST":
            return self.force.pop(0)
        match method, path.split("/")[2:]:
            case "POST", ["images"] if query.get("action") == "initializeUpload":
                return self._begun(token, _json(body))
            case "POST", ["posts"]:
                return self._posted(token, _json(body))
            case "GET", ["posts"] if query.get("q") == "author":
                return self._listed(token, query)
            case "GET", ["posts", urn]:
                return self._shown(token, unquote(urn))
            case "DELETE", ["posts", urn]:
                return self._removed(token, unquote(urn))
            case "GET", ["organizations", number]:
                return self._page(token, number)
        return Answer(404, {"status": 404, "message": "Not Found"})

    def _token(self, headers: "Message[str, str]") -> Token:
        scheme, _, given = headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not given:
            raise No("no token", 401, "Empty oauth2_access_token", number=401)
        if not (token := self.tokens.get(given)):
            raise No("unknown token", 401, "Invalid access token", "INVALID_ACCESS_TOKEN", 65600)
        if token.revoked:
            raise No(
                "revoked token",
                401,
                "The token used in the request has been revoked by the user",
                "REVOKED_ACCESS_TOKEN",
                65601,
            )
        if token.ends < self.time():
            raise No("expired token", 401, "The token used in the request has expired", "EXPIRED_ACCESS_TOKEN", 65602)
        return token

    def _version(self, headers: "Message[str, str]") -> None:
        version = headers.get("LinkedIn-Version", "")
        if not version:
            raise No("no version", 400, "A version must be present", "VERSION_MISSING")
        if not re.fullmatch(r"\d{6}", version) or int(version) not in self.active:
            raise No("retired version", 426, f"Requested version {version}01 is not active", "NONEXISTENT_VERSION")
        if headers.get("X-Restli-Protocol-Version") != "2.0.0":
            raise No("no protocol", 400, "X-Restli-Protocol-Version 2.0.0 required")

    def _refreshed(self, form: Mapping[str, str]) -> Answer:
        if (form.get("client_id"), form.get("client_secret")) != self.client:
            by("unknown client")
            return Answer(401, {"error": "invalid_client", "error_description": "Client authentication failed"})
        kept = self.refreshes.get(form.get("refresh_token", ""))
        if form.get("grant_type") != "refresh_token" or not kept or kept.ends < self.time():
            by("refresh refused")
            words = "The provided authorization grant or refresh token is invalid, expired or revoked."
            return Answer(400, {"error": "invalid_request", "error_description": words})
        token = self.grant(kept.sub, *kept.scopes, pages=tuple(kept.pages))
        by("refresh life")
        self.tokens[token].ends = min(self.tokens[token].ends, kept.ends)
        lives, left = int(self.tokens[token].ends - self.time()), int(kept.ends - self.time())
        return Answer(200, {
            "access_token": token, "expires_in": lives, "refresh_token": form["refresh_token"], "refresh_token_expires_in": left,
        })  # fmt: skip

    # Pictures.

    def _begun(self, token: Token, told: Mapping[str, Any]) -> Answer:
        owner = str(told.get("initializeUploadRequest", {}).get("owner", ""))
        if not _owns(token, owner):
            raise No(
                "upload owner",
                403,
                "Accessing this image resource is forbidden. Please check your permissions for this resource",
            )
        name = f"C4E10{uuid.uuid4().hex[:12]}"
        self.pictures[f"urn:li:image:{name}"] = Picture(owner, slow=self.slow)
        until = int(self.time() * 1000) + _DAY * 1000
        value = {
            "uploadUrlExpiresAt": until,
            "uploadUrl": f"{self.url}/dms-uploads/{name}",
            "image": f"urn:li:image:{name}",
        }
        return Answer(200, {"value": value})

    def _received(self, name: str, body: bytes) -> Answer:
        by("upload token")
        if not (picture := self.pictures.get(f"urn:li:image:{name}")):
            return Answer(404, {"status": 404, "message": "Not Found"})
        if not body.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")):
            raise No("upload kinds", 400, "Unsupported image format")
        picture.body = body
        return Answer(201)

    def _use(self, urn: str, author: str) -> None:
        picture = self.pictures.get(urn)
        if not picture or picture.owner != author:
            raise No("picture known", 400, "This URN Id is invalid", "INVALID_URN_ID")
        if not picture.body or picture.slow > 0:
            picture.slow -= bool(picture.body)
            raise No("picture on its way", 400, "Media asset is waiting upload", "MEDIA_ASSET_WAITING_UPLOAD")

    # Posts.

    def _posted(self, token: Token, told: dict[str, Any]) -> Answer:
        self._formed(token, told)
        self._with(told)
        post = Post(f"urn:li:share:{7_400_000_000_000_000_000 + len(self.posts)}", told, self.time())
        for each in self.posts:
            # One that was taken down counts, too.
            if (
                by("ghost")
                and by("double of what")
                and each.same == post.same
                and by("double window")
                and post.at - each.at < 600
            ):
                errors = [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]
                words = f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {each.id}"
                kind = "com.linkedin.common.error.BadRequest"
                raise No("double", 422, words, errorDetailType=kind, errorDetails={"inputErrors": errors})
        self.posts.append(post)
        by("created"), by("little text"), by("cut")
        return Answer(201, None, {"x-restli-id": post.id})

    def _formed(self, token: Token, told: dict[str, Any]) -> None:
        missing, extra = sorted(_FIELDS - set(told)), sorted(set(told) - _FIELDS - _MORE)
        if missing or extra:
            lines = [f"ERROR :: /{each} :: unrecognized field found but not allowed" for each in extra]
            lines += [
                f"ERROR :: /{each} :: field is required but not found and has no default value" for each in missing
            ]
            raise No("fields", 422, "\n".join(lines))
        if not _owns(token, told["author"]):
            if "organization" in told["author"]:
                raise No(
                    "member as page", 400, "Organization permissions must be used when using organization as author"
                )
            raise No(
                "who may post",
                403,
                "Not enough permissions to access: partnerApiPostsExternal.CREATE.20260901",
                "ACCESS_DENIED",
                100,
            )
        if told["lifecycleState"] != "PUBLISHED" or told["visibility"] not in (
            "PUBLIC",
            "CONNECTIONS",
            "LOGGED_IN",
            "CONTAINER",
        ):
            raise No(
                "published only",
                400,
                "visibility or lifecycleState cannot be set to that value",
                "INVALID_VALUE_FOR_FIELD",
            )
        if by("escapes count") and len(told["commentary"].encode("utf-16-le")) // 2 > 3000:
            raise No("length", 400, "commentary length exceeds the allowed maximum", "FIELD_LENGTH_TOO_LONG")

    def _with(self, told: Mapping[str, Any]) -> None:
        content = told.get("content", {})
        if (article := content.get("article")) is not None:
            if not str(article.get("source", "")).startswith(("http://", "https://")) or not article.get("title"):
                raise No("no scraping", 400, "article.source and article.title are required", "MISSING_FIELD")
            if extra := sorted(set(article) - {"source", "title", "description", "thumbnail"}):
                raise No(
                    "article fields",
                    422,
                    f"ERROR :: /content/article/{extra[0]} :: unrecognized field found but not allowed",
                )
            if "thumbnail" in article:
                self._use(article["thumbnail"], told["author"])
        if (media := content.get("media")) is not None:
            self._use(media.get("id", ""), told["author"])
            if len(media.get("altText", "")) > 4086:
                raise No("alternative text", 400, "altText length exceeds the allowed maximum", "FIELD_LENGTH_TOO_LONG")

    def _listed(self, token: Token, query: Mapping[str, str]) -> Answer:
        self._may_read(token, query["author"])
        by("pages read"), by("pages in order")
        if query.get("sortBy", "LAST_MODIFIED") != "LAST_MODIFIED":
            raise No("pages in order", 400, "Invalid query parameters passed to request", "ILLEGAL_ARGUMENT")
        first, count = int(query.get("start", 0)), min(int(query.get("count", 10)), 100)
        found = [_public(each) for each in reversed(self.live()) if each.told["author"] == query["author"]]
        return Answer(200, {"elements": found[first : first + count], "paging": {"start": first, "count": count}})

    def _shown(self, token: Token, urn: str) -> Answer:
        for each in self.posts:
            if each.id == urn:
                self._may_read(token, each.told["author"])
                if not each.gone:
                    return Answer(200, _public(each))
        return Answer(404, {"status": 404, "message": "Not Found"})

    def _may_read(self, token: Token, author: str) -> None:
        number = author.removeprefix("urn:li:organization:")
        if number not in token.pages or "r_organization_social" not in token.scopes:
            words = "Not enough permissions to access: partnerApiPostsExternal.FINDER-author.20260901"
            raise No("members unread", 403, words, "ACCESS_DENIED", 100)

    def _removed(self, token: Token, urn: str) -> Answer:
        for each in self.posts:
            if each.id == urn:
                if not _owns(token, each.told["author"]):
                    raise No(
                        "removed",
                        403,
                        "Not enough permissions to access: partnerApiPostsExternal.DELETE",
                        "ACCESS_DENIED",
                        100,
                    )
                each.gone = True
        return Answer(204)

    def _page(self, token: Token, number: str) -> Answer:
        if "rw_organization_admin" not in token.scopes or number not in token.pages:
            raise No("page name", 403, "Not enough permissions to access: organizations.GET", "ACCESS_DENIED", 100)
        return Answer(200, {"id": int(number), "localizedName": "Test & Firm", "vanityName": "test-and-firm"})


def table() -> str:
    """The rules as a table, the surest first."""
    lines = [
        f"{each.mark:10}  {name:18}  {each.says}  ({each.source})"
        for mark in (DOCUMENTED, SEEN, GUESSED)
        for name, each in RULES.items()
        if each.mark == mark
    ]
    return "\n".join(lines) + "\n"


def too_many() -> Answer:
    """What LinkedIn says when a day's budget is gone."""
    by("limits")
    return Answer(
        429,
        {
            "status": 429,
            "code": "TOO_MANY_REQUESTS",
            "message": "Resource level throttle APPLICATION DAY limit reached",
        },
    )


def _owns(token: Token, author: str) -> bool:
    if author == f"urn:li:person:{token.sub}":
        return "w_member_social" in token.scopes
    return author in {f"urn:li:organization:{each}" for each in token.pages} and "w_organization_social" in token.scopes


def _public(post: Post) -> dict[str, Any]:
    at = int(post.at * 1000)
    return {**post.told, "id": post.id, "createdAt": at, "publishedAt": at, "lastModifiedAt": at}


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError as problem:
        raise No("no JSON", 400, "Request body could not be converted to data map", "ILLEGAL_ARGUMENT") from problem
    return dict(told)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, *_: object) -> None:  # it says nothing
        pass

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        fake = self.server.fake
        status, told, headers = fake.answer(self.command, self.path, self.headers, body)
        if fake.lose and fake.lose[0] in self.path:
            fake.lose.pop(0)
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        out = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815  # as the library calls them


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: Fake


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    """The fake on a port of this machine; its address is in `url`."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.fake = fake
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    sys.stdout.write(table())
