"""Posts on their way through kills and bad lines, on each network: none twice, none lost, each doubt named where nobody can look."""

import json
import os
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier

from pipeline.edges.store.database import open_database
from pipeline.edges.store.posts import PostStore
from pipeline.edges.store.tokens import TokenStore
from pipeline.edges.token_keys import TokenKeys
from pipeline.model.posting import Connection, Picture, Post, PostState, Wire, seal
from tests.edges.networks.linkedin_fake import Fake, serving
from tests.edges.networks_contract import picture
from tests.forking import Forks, forks
from tests.posting import ACCOUNT, LOG, OUTBOX, PLACE, form
from tests.servers import bluesky, mastodon
from tests.servers.rough_line import FATES, RoughLine, laid

pytestmark = pytest.mark.servers
#: Kills on each network in `make gates`; a few else.
KILLS = int(os.environ.get("ATTRACT_KILLS", "0"))
#: Posts that wait at least, while there are kills to come, and how many more are written then.
_FEW, _MORE = (10, 20) if KILLS else (4, 8)
#: Seconds by which it is later when somebody comes back: within a claim that nobody holds any more, soon after it, or past all that
#: networks remember.
_LATER = (40, 125, 125, 150, 200, 420, 4000)
_NAME = re.compile(r"firm\.example/a\?p=(\w+)")
_SECRET = "whsec_bmV3IHNlY3JldCBvZiBvdXJz"

#: Of every post that stands there: its name, and what the server calls it.
There = Callable[[], list[tuple[str, str]]]


@dataclass
class Ahead:
    """By how many seconds it is later than it is, for all."""

    path: Path
    seconds: float = 0

    def __post_init__(self) -> None:
        self.pass_(0)

    def pass_(self, seconds: float) -> None:
        """Let it be later still."""
        self.seconds += seconds
        new = self.path.with_suffix(".new")
        new.write_text(str(self.seconds))
        new.replace(self.path)

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC) + timedelta(seconds=self.seconds)


@dataclass
class Place:
    """An account on a server."""

    #: What `tests.posting` must know of it, and its token.
    told: Mapping[str, Any]
    token: Mapping[str, str]
    #: On the wire of what posts.
    needle: bytes
    there: There
    port: int
    #: Whether nobody can look at what stands there.
    blind: bool = False
    without: bytes = b""
    #: How often it was told what it had already, and knew it.
    known: Callable[[], int] = lambda: 0
    #: Is told at which port it is reached.
    reached: Callable[[int], None] = lambda _: None


#: An account on a fresh server, in a folder.
On = Callable[[Path, Ahead], AbstractContextManager[Place]]


@contextmanager
def on_bluesky(folder: Path, _ahead: Ahead) -> Iterator[Place]:
    """Its own server."""
    server = bluesky.start(folder)
    account = server.account()

    def there() -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        where = {"repo": account.did, "collection": "app.bsky.feed.post", "limit": 100, "cursor": ""}
        while True:
            page = server.ask("com.atproto.repo.listRecords", params={key: told for key, told in where.items() if told})
            found += [(_name(each["value"]["text"]), each["uri"]) for each in page["records"]]
            if not (page["records"] and page.get("cursor")):
                return found
            where["cursor"] = page["cursor"]

    told = {"network": "bluesky", "handle": account.handle}
    try:
        yield Place(told, {"password": account.password}, b"repo.putRecord", there, server.port)
    finally:
        server.stop()


@contextmanager
def on_mastodon(folder: Path, ahead: Ahead) -> Iterator[Place]:
    """The stand-in, made to know no keys, as some servers do not: only who looks doubles nothing."""
    server = mastodon.start(folder, ahead.path)
    me = server.ask("GET", "/api/v1/accounts/verify_credentials")["id"]

    def there() -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        where: dict[str, Any] = {"limit": 40}
        while page := server.ask("GET", f"/api/v1/accounts/{me}/statuses", params=where):
            found += [(_name(each["content"]), each["id"]) for each in page if _NAME.search(each["content"])]
            where["max_id"] = page[-1]["id"]
        return found

    needle, told = b"POST /api/v1/statuses", {"network": "mastodon"}
    try:
        yield Place(told, {"token": mastodon.TOKEN}, needle, there, server.port, without=b"idempotency-key")
    finally:
        server.stop()


@contextmanager
def on_a_page(_folder: Path, ahead: Ahead) -> Iterator[Place]:
    """A firm's page on LinkedIn, as far as anybody can have it."""
    with serving(Fake(now=ahead.now)) as fake:
        yield _linkedin(
            fake, "urn:li:organization:42", fake.grant("rafe", "w_organization_social", "r_organization_social", pages=("42",)),
            blind=False,
        )  # fmt: skip


@contextmanager
def on_a_profile(_folder: Path, ahead: Ahead) -> Iterator[Place]:
    """A person's, which shows nobody what stands there."""
    with serving(Fake(now=ahead.now)) as fake:
        yield _linkedin(fake, "urn:li:person:rafe", fake.grant("rafe", "w_member_social"), blind=True)


def _linkedin(fake: Fake, author: str, token: str, *, blind: bool) -> Place:
    def there() -> list[tuple[str, str]]:
        return [(_name(each.seen), each.id) for each in fake.live()]

    def reached(at: int) -> None:
        # Where pictures are sent to is LinkedIn's word.
        fake.url = f"http://127.0.0.1:{at}"

    port, told = int(fake.url.rpartition(":")[2]), {"network": "linkedin", "author": author}
    return Place(told, {"token": token}, b"POST /rest/posts", there, port, blind, reached=reached)


@contextmanager
def at_a_webhook(_folder: Path, _ahead: Ahead) -> Iterator[Place]:
    """Whoever listens keeps what is signed, and knows by its id what they have had."""
    kept: dict[str, bytes] = {}
    again: list[str] = []
    verifier = Verifier(_SECRET)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            name, stamp = (
                self.headers["webhook-id"],
                datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC),
            )
            # Half a body is one that nobody signed.
            ours = verifier.sign(name, stamp, body.decode("utf-8", "replace")) == self.headers["webhook-signature"]
            if ours and name in kept:
                again.append(name)
                ours = kept[name] == body
            elif ours:
                kept[name] = body
            self.send_response(200 if ours else 400)
            self.end_headers()

    def there() -> list[tuple[str, str]]:
        return [(_name(json.loads(body)["data"]["text"]), name) for name, body in kept.items()]

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        place = Place({"network": "webhook"}, {"secret": _SECRET}, b"POST /hook", there, server.server_address[1])
        place.known = lambda: len(again)
        try:
            yield place
        finally:
            server.shutdown()
            thread.join()


def _name(text: str) -> str:
    found = _NAME.search(text)
    assert found, text
    return found[1]


@dataclass
class Torment:
    """An outbox, and the processes that say what is in it, until they are killed."""

    folder: Path
    place: Place
    line: RoughLine
    ahead: Ahead
    many: Forks
    chance: random.Random
    killed: int = 0
    #: Of those, while a post was on the wire.
    amidst: int = 0
    _at_work: float = 0

    def __post_init__(self) -> None:
        self.engine = open_database(self.folder / OUTBOX)
        self.posts = PostStore(self.engine)
        connection = Connection(account=ACCOUNT, speaks_for="rafe", connected=datetime.now(UTC))
        TokenStore(self.engine, TokenKeys.of(self.folder)).connect(connection, self.place.token)
        (self.folder / PLACE).write_text(json.dumps({**self.place.told, "port": self.line.port}))

    def write(self, many: int) -> None:
        """So many posts more, each cleared; some have a picture."""
        first, told = len(self.posts.find()), form(self.place.told)
        # One name begins as the next one does: whoever looks for one must not find the other.
        names = [f"{number // 4}{'abc'[: number % 4]}" for number in range(first, first + many)]
        posts = [_post(name, self._picture() if number % 3 == 0 else None, told) for number, name in enumerate(names)]
        assert many == self.posts.draft(posts)

    def _picture(self) -> Picture:
        made, content = picture()
        (self.folder / made.digest).write_bytes(content)
        return made

    def kill(self, wanted: int) -> None:
        """Kill who is at work until so many were; each time they come back a little later."""
        for _ in range(20 * wanted):
            if self.killed >= wanted:
                return
            if len(self.posts.find(states=[PostState.PLANNED])) < _FEW:
                self.write(_MORE)
            self._round()
            self.line.settle()
            self.ahead.pass_(self.chance.choice(_LATER))
        raise AssertionError(f"only {self.killed} were at work when they were killed")

    def _round(self) -> None:
        pids = [self.many.start(self.ahead.seconds) for _ in range(self.chance.choice((1, 1, 2)))]
        while self.many.lives(pids[0]) and not self._of(pids[0]):
            time.sleep(0.001)
        # Somewhere in the time that the next few requests take on this machine, with all that is done between them.
        began = time.monotonic()
        until = began + self.chance.uniform(0, 8 * (self._at_work / self.line.asked if self.line.asked else 0.02))
        while time.monotonic() < until and any(self.many.lives(pid) for pid in pids):
            time.sleep(0.001)
        for pid in pids:
            posting = self.line.posting > 0
            if self.many.kill(pid):
                assert self.many.wait(pid, 10)
                # Who had come to an end already, or had not yet begun, was not at work.
                hit = self._of(pid) == ["began"]
                self.killed += hit
                self.amidst += hit and posting
        self._at_work += time.monotonic() - began

    def _of(self, pid: int) -> list[str]:
        """What a process has written down."""
        return [what for whose, what in self._lines() if whose == pid]

    def _lines(self) -> list[tuple[int, str]]:
        log = self.folder / LOG
        return [(pid, what) for pid, what in map(json.loads, log.read_text().splitlines())] if log.exists() else []

    def end(self) -> list[Post]:
        """Let them come to an end; returns what became of each post."""
        open_ = (PostState.PLANNED, PostState.ATTEMPTING)
        for turn in range(60):
            if not self.posts.find(states=open_):
                break
            # First as they come back who have waited a minute or two, then a quarter of a day, which nobody waits longer than.
            self.ahead.pass_(150 if turn < 20 else 6 * 3600)
            beside = [self.many.start(self.ahead.seconds) for _ in range(2)]
            assert all(self.many.wait(each, 120) for each in beside)
            self.line.settle()
        assert [] == self.posts.find(states=open_)
        assert {"began", "ended"} == {what for _, what in self._lines()}
        rows = self.posts.find()
        self.engine.dispose()
        return rows


def _post(name: str, shown: Picture | None, told: Callable[[Wire], Mapping[str, Any]]) -> Post:
    key, link, now = f"{ACCOUNT}-{name}", f"https://firm.example/a?p={name}", datetime.now(UTC).replace(microsecond=0)
    wire = Wire(
        network="any", text=f"(a) Gate {name} – שער: {link} #Leases", language="en", link=link, title=f"Gate {name}",
        summary="Of it.", tags=("Leases",), picture=shown, at=now, key=key,
    )  # fmt: skip
    return Post(
        id=key, account=ACCOUNT, of=f"gate-{name}", texts={}, wire=wire, seal=seal(told(wire)), state=PostState.PLANNED,
        due=now, cleared_by="Ines", cleared_at=now,
    )  # fmt: skip


def _server(missing: str) -> pytest.MarkDecorator:
    """A server takes seconds to start: in `make gates` alone, and where it is installed."""
    return pytest.mark.skipif(bool(missing) or not KILLS, reason=missing or "kills with this server are for make gates")


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(on_bluesky, marks=_server(bluesky.missing())),
        pytest.param(on_mastodon, marks=_server(mastodon.missing())),
        on_a_page,
        on_a_profile,
        at_a_webhook,
    ],
)
def test_each_post_is_said_once(on: On, tmp_path: Path, empty: Path) -> None:
    """Whoever says it is killed, alone or beside another, comes back later, and hears nothing from the network now and then."""
    ahead, kills = Ahead(tmp_path / "ahead"), KILLS or 6
    chance = random.Random(on.__name__)
    server = tmp_path / "server"
    server.mkdir()
    (tmp_path / OUTBOX).write_bytes(empty.read_bytes())
    with on(server, ahead) as place, laid(RoughLine(place.port, place.needle, chance, without=place.without)) as line:
        place.reached(line.port)
        with forks("tests.posting", tmp_path) as many:
            torment = Torment(tmp_path, place, line, ahead, many, chance)
            torment.kill(kills)
            rows = torment.end()
        there = place.there()
    times = Counter(name for name, _ in there)
    named = {(_name(row.wire.text), row.ref) for row in rows if row.state is PostState.ACCEPTED}
    doubtful = {_name(row.wire.text) for row in rows if row.state is PostState.UNCERTAIN}
    doubled = sorted(name for name, often in times.items() if often > 1)
    lost = sorted({_name(row.wire.text) for row in rows} - times.keys() - doubtful)
    told = (
        f"{on.__name__.removeprefix('on_').removeprefix('at_')}: {torment.killed} kills, {torment.amidst} of them with a post on the "
        f"wire, and {sum(line.fates.values())} of {line.asked} requests broken ({', '.join(f'{line.fates[each]} {each}' for each in FATES)}); "
        f"{sum(row.tries for row in rows)} tries for {len(rows)} posts: {len(doubled)} doubled, {len(lost)} lost, {len(doubtful)} "
        f"uncertain ({len(doubtful & times.keys())} of them there), {place.known()} handed over again and known"
    )

    assert [] == doubled, told
    assert [] == lost, told
    assert {PostState.ACCEPTED} | ({PostState.UNCERTAIN} if place.blind else set()) >= {row.state for row in rows}, told
    assert named <= set(there), told
    assert len(doubtful) <= torment.killed + sum(line.fates.values()), told
    sys.stdout.write(told + "\n")
