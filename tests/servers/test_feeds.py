"""Feeds over HTTP from a real server: polite, bounded, safe (port: Fetcher)."""

import asyncio
import gzip
import resource
import subprocess
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipeline.edges.http import Feeds
from pipeline.edges.network import is_public
from pipeline.ports import Answer, Failed, Request
from tests.servers.feed_server import (
    FEED,
    Asked,
    FeedServer,
    Script,
    answer,
    bomb,
    changing,
    for_ever,
    head,
    raw,
    redirect,
    serving,
    stall,
)

pytestmark = pytest.mark.servers


@pytest.fixture
def blog() -> Iterator[FeedServer]:
    """A blog that does what a test tells it to."""
    with serving() as server:
        yield server


@pytest.fixture
def feeds(tmp_path: Path) -> Feeds:
    """A fetcher that may fetch from this machine, and has little patience."""
    return Feeds(tmp_path, private=["127.0.0.1", "localhost"], patience=1.0, largest=1_000_000)


async def at_home(host: str, port: int) -> list[str]:
    """Every name lives on this machine."""
    return ["127.0.0.1"]


def one(feeds: Feeds, address: str, **validators: str) -> Answer | Failed:
    """What comes of one request."""
    [(_, result)] = feeds.fetch([Request(address=address, **validators)])
    return result


def body(result: Answer | Failed) -> bytes | None:
    """The bytes of a good answer."""
    assert isinstance(result, Answer), result
    return result.body


def cause(result: Answer | Failed) -> str:
    """Why there is no answer."""
    assert isinstance(result, Failed), result
    return result.problem.cause


# Polite.


def test_a_feed_is_fetched_once_and_then_only_when_it_changed(blog: FeedServer, feeds: Feeds) -> None:
    """Validators come back with the answer, go out with the next request, and save the body."""
    blog.scripts["/feed"] = changing()

    first = one(feeds, blog.url())
    assert isinstance(first, Answer)
    second = one(feeds, blog.url(), etag=first.etag, modified=first.modified)

    assert (FEED, '"one"', "Thu, 05 Mar 2026 10:00:00 GMT") == (first.body, first.etag, first.modified)
    assert body(second) is None
    assert ('"one"', first.modified) == (
        blog.asked[1].headers["if-none-match"],
        blog.asked[1].headers["if-modified-since"],
    )
    assert "if-none-match" not in blog.asked[0].headers
    assert blog.asked[0].headers["user-agent"].startswith("Attract/")


def test_a_validator_that_could_end_a_header_is_not_kept(blog: FeedServer, feeds: Feeds) -> None:
    """Neither a line break nor a kilobyte is sent back to anybody."""
    blog.scripts["/feed"] = answer(ETag='"' + "x" * 600 + '"', Last_Modified="\x7f")

    result = one(feeds, blog.url())

    assert isinstance(result, Answer)
    assert ("", "") == (result.etag, result.modified)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache_Control": "public, max-age=600"}, timedelta(minutes=10)),
        ({"Cache_Control": "max-age=600, s-maxage=1200"}, timedelta(minutes=20)),
        ({"Cache_Control": "no-cache, max-age=600"}, timedelta(0)),
        (
            {"Expires": "Thu, 05 Mar 2026 11:00:00 GMT", "Date": "Thu, 05 Mar 2026 10:00:00 GMT"},
            timedelta(hours=1),
        ),
        ({"Expires": "0", "Date": "Thu, 05 Mar 2026 10:00:00 GMT"}, None),
        ({"Cache_Control": "max-age=soon"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_is_fresh_is_handed_on(
    blog: FeedServer, feeds: Feeds, headers: dict[str, str], fresh: timedelta | None
) -> None:
    """Cache-Control goes before Expires, and what nobody can read says nothing."""
    blog.scripts["/feed"] = answer(FEED, **headers)

    result = one(feeds, blog.url())

    assert isinstance(result, Answer)
    assert fresh == result.fresh_for


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_server_that_asks_for_rest_gets_it(blog: FeedServer, feeds: Feeds, status: str) -> None:
    """Retry-After is read as seconds and as a date."""
    later = datetime.now(UTC) + timedelta(hours=2)
    blog.scripts["/seconds"] = answer(b"", status, Retry_After="3600")
    blog.scripts["/date"] = answer(b"", status, Retry_After=format_datetime(later, usegmt=True))
    blog.scripts["/words"] = answer(b"", status, Retry_After="soon")

    seconds, date, words = (one(feeds, blog.url(path)) for path in ("/seconds", "/date", "/words"))

    assert isinstance(seconds, Failed)
    assert isinstance(date, Failed)
    assert isinstance(words, Failed)
    assert timedelta(hours=1) == seconds.wait
    assert date.wait is not None
    assert timedelta(minutes=119) < date.wait <= timedelta(hours=2)
    assert words.wait is None


def test_a_feed_that_is_gone_says_so(blog: FeedServer, feeds: Feeds) -> None:
    """410 is its owner's last word; 404 may be an accident."""
    blog.scripts["/gone"] = answer(b"", "410 Gone")

    gone, missing = one(feeds, blog.url("/gone")), one(feeds, blog.url("/missing"))

    assert isinstance(gone, Failed)
    assert isinstance(missing, Failed)
    assert (True, False) == (gone.gone, missing.gone)
    assert "gone for good" in cause(gone)


def test_a_host_is_asked_two_things_at_a_time(blog: FeedServer, feeds: Feeds) -> None:
    """Forty feeds on one host wait for each other, without running out of patience."""

    async def slowly(asked: object, writer: object) -> None:
        import asyncio

        await asyncio.sleep(0.05)
        await answer()(asked, writer)  # type: ignore[arg-type]  # handed on as it came

    blog.scripts = {f"/{n}": slowly for n in range(40)}

    results = list(feeds.fetch([Request(address=blog.url(f"/{n}")) for n in range(40)]))

    assert 40 == sum(isinstance(result, Answer) for _, result in results)
    assert 2 == blog.most_at_once


def test_a_slow_blog_holds_up_nobody(blog: FeedServer, feeds: Feeds) -> None:
    """Answers come as they come back, not as they were asked for."""
    blog.scripts = {"/slow": stall(), "/quick": answer()}

    order = [
        request.address.rpartition("/")[2]
        for request, _ in feeds.fetch([Request(address=blog.url("/slow")), Request(address=blog.url("/quick"))])
    ]

    assert ["quick", "slow"] == order


def test_a_fetch_that_is_left_halfway_leaves_nothing_open(blog: FeedServer, feeds: Feeds) -> None:
    """Whoever stops taking answers stops the asking."""
    blog.scripts = {f"/{n}": answer() for n in range(50)}

    fetching = feeds.fetch([Request(address=blog.url(f"/{n}")) for n in range(50)])
    next(fetching)
    fetching.close()  # type: ignore[attr-defined]  # a generator has it
    time.sleep(0.2)
    asked = len(blog.asked)
    time.sleep(0.2)

    assert asked == len(blog.asked) < 50


def test_a_busy_reader_costs_no_blog_its_patience(blog: FeedServer, tmp_path: Path) -> None:
    """While the first answer is being read, nobody can listen to the second: its clock stands still."""
    feeds = Feeds(tmp_path, private=["127.0.0.1"], patience=2.0)

    async def soon(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2.6)
        await answer()(asked, writer)

    blog.scripts = {"/quick": answer(), "/soon": soon}
    results = []
    for _, result in feeds.fetch([Request(address=blog.url(path)) for path in ("/quick", "/soon")]):
        results.append(body(result))
        if len(results) == 1:
            time.sleep(2.3)

    assert [FEED, FEED] == results


def test_feeds_that_wait_for_their_host_take_no_place_from_others(blog: FeedServer, tmp_path: Path) -> None:
    """Twenty feeds on a host that says nothing hold up no feed on another."""
    blog.scripts = {"/mute": stall(), "/feed": answer()}
    feeds = Feeds(tmp_path, private=["mute.example", "127.0.0.1"], patience=0.1, resolver=at_home)
    requests = [Request(address=blog.url("/mute", host="mute.example"))] * 20 + [Request(address=blog.url())]

    order = [isinstance(result, Answer) for _, result in feeds.fetch(requests)]

    assert 0 == order.index(True)


def test_a_host_that_many_move_to_is_asked_two_things_at_a_time(blog: FeedServer, tmp_path: Path) -> None:
    """The limit counts where a request is, not where it began."""
    most = [0, 0]

    async def counted(asked: Asked, writer: asyncio.StreamWriter) -> None:
        most[0] += 1
        most[1] = max(most)
        await asyncio.sleep(0.05)
        most[0] -= 1
        await answer()(asked, writer)

    names = [f"blog-{n}.example" for n in range(12)]
    blog.scripts = {"/old": redirect(blog.url(host="new.example")), "/feed": counted}
    feeds = Feeds(tmp_path, private=[*names, "new.example"], patience=1.0, resolver=at_home)

    results = list(feeds.fetch([Request(address=blog.url("/old", host=name)) for name in names]))

    assert 12 == sum(isinstance(result, Answer) for _, result in results)
    assert 2 == most[1]


# Redirects.


def test_a_redirect_within_a_host_stays_with_its_name(blog: FeedServer, tmp_path: Path) -> None:
    """A path is read against the name that was asked for, never against the address that was connected to."""
    blog.scripts = {"/old": redirect("/feed"), "/feed": answer()}
    feeds = Feeds(tmp_path, private=["blog.example"], resolver=at_home)
    new = blog.url(host="blog.example")

    result = one(feeds, blog.url("/old", host="blog.example"))

    assert isinstance(result, Answer)
    assert (new, new) == (result.address, result.moved_to)


def test_a_password_goes_on_within_its_host(blog: FeedServer, tmp_path: Path) -> None:
    """A redirect to the same host keeps it; what is told afterwards does not hold it."""
    blog.scripts = {"/old": redirect(blog.url(host="blog.example")), "/feed": answer()}
    feeds = Feeds(tmp_path, private=["blog.example"], resolver=at_home)

    result = one(feeds, blog.url("/old", host="ada:secret@blog.example"))

    assert FEED == body(result)
    assert 1 == len({asked.headers["authorization"] for asked in blog.asked})
    assert "secret" not in str(result)


def test_only_the_firm_itself_leads_into_its_own_network(
    blog: FeedServer, feeds: Feeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blog outside cannot send us to a host that the firm named as its own."""
    monkeypatch.setenv("http_proxy", blog.url(""))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    blog.scripts = {"http://blog.example/a": redirect(blog.url("/inside")), "/inside": answer()}

    assert "private network" in cause(one(feeds, "http://blog.example/a"))
    assert ["http://blog.example/a"] == [asked.path for asked in blog.asked]


def test_a_permanent_move_is_told_as_far_as_it_is_permanent(blog: FeedServer, feeds: Feeds) -> None:
    """301 and 308 move the address; the first temporary step ends that."""
    blog.scripts = {
        "/a": redirect("/b"),
        "/b": redirect("/c", "308 Permanent Redirect"),
        "/c": redirect("/d", "302 Found"),
        "/d": redirect("/feed"),
        "/feed": answer(),
    }

    result = one(feeds, blog.url("/a"))

    assert isinstance(result, Answer)
    assert (FEED, blog.url("/c"), blog.url("/feed")) == (result.body, result.moved_to, result.address)


def test_a_temporary_move_moves_nothing(blog: FeedServer, feeds: Feeds) -> None:
    """302, 303 and 307 are followed and forgotten."""
    for status in ("302 Found", "303 See Other", "307 Temporary Redirect"):
        blog.scripts = {"/a": redirect("/feed", status), "/feed": answer()}
        result = one(feeds, blog.url("/a"))

        assert isinstance(result, Answer)
        assert ("", FEED) == (result.moved_to, result.body)


def test_redirects_end(blog: FeedServer, feeds: Feeds) -> None:
    """A circle is called one, and a long way is too long."""
    blog.scripts = {"/a": redirect("/b"), "/b": redirect("/a")}
    blog.scripts |= {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}

    assert "circle" in cause(one(feeds, blog.url("/a")))
    assert "more than 5 times" in cause(one(feeds, blog.url("/0")))


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://blog.example/", "http://[", "gopher://x", "//"])
def test_a_redirect_out_of_the_web_is_refused(blog: FeedServer, feeds: Feeds, to: str) -> None:
    """No server sends us to a file."""
    blog.scripts["/a"] = redirect(to)

    assert isinstance(one(feeds, blog.url("/a")), Failed)


def test_credentials_stay_with_their_host(blog: FeedServer, feeds: Feeds) -> None:
    """The name and password of an address go to its host, and no further; no message shows them."""
    blog.scripts = {"/a": redirect(blog.url("/b", host="localhost"), "302 Found"), "/b": answer(b"", "403 Forbidden")}
    address = blog.url("/a").replace("http://", "http://ada:secret@")

    result = one(feeds, address)

    assert isinstance(result, Failed)
    assert "secret" not in str(result.problem)
    assert blog.asked[0].headers["authorization"].startswith("Basic ")
    assert "authorization" not in blog.asked[1].headers


def test_a_netrc_signs_in(blog: FeedServer, feeds: Feeds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords may stay out of the settings."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    blog.scripts["/feed"] = answer()

    assert FEED == body(one(feeds, blog.url()))
    assert blog.asked[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("netrc", "signed"), [("machine other.example login a password b\n", True), ("machine\nnonsense x\n", False)]
)
def test_an_address_with_a_password_needs_no_netrc(
    blog: FeedServer, feeds: Feeds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, netrc: str, signed: bool
) -> None:
    """A netrc that knows the host not takes nothing away; one that cannot be read is a problem of one feed."""
    (tmp_path / "netrc").write_text(netrc)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    blog.scripts["/feed"] = answer()

    assert FEED == body(one(feeds, blog.url(host="ada:secret@127.0.0.1")))
    assert blog.asked[0].headers["authorization"].startswith("Basic ")
    assert signed == isinstance(one(feeds, blog.url()), Answer)


def test_a_proxy_that_cannot_be_used_is_a_problem_and_no_crash(feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """No library for it, or no such kind: the sentence does not hold the proxy's password."""
    for proxy in ("socks5://ada:secret@proxy.example:1080", "gopher://ada:secret@proxy.example"):
        monkeypatch.setenv("http_proxy", proxy)
        assert "the proxy does not let it through." == cause(one(feeds, "http://blog.example/feed"))


def test_a_proxy_of_the_environment_is_used(blog: FeedServer, feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY names who fetches; NO_PROXY names whom it does not fetch from."""
    monkeypatch.setenv("http_proxy", blog.url(""))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    blog.scripts = {"http://blog.example/feed": answer(), "/feed": answer(b"direct")}

    through, direct = one(feeds, "http://blog.example/feed"), one(feeds, blog.url())
    private = one(Feeds(Path()), "http://10.0.0.7/feed")

    assert (FEED, b"direct") == (body(through), body(direct))
    assert "private network" in cause(private)
    assert 2 == len(blog.asked)


# Bounded.


@pytest.mark.parametrize(
    ("script", "words"),
    [
        pytest.param(stall(), "within 1 seconds", id="says nothing"),
        pytest.param(stall(b"HTTP/1.1 200 OK\r\nX-A"), "within 1 seconds", id="stops in its headers"),
        pytest.param(stall(head("200 OK", {"Content-Length": "99"}), b"<rss"), "within 1 seconds", id="stops in its body"),
        pytest.param(for_ever(b"X", b"HTTP/1.1 200 OK\r\nX-A: ", 0.05), "within 1 seconds", id="drips headers"),
        pytest.param(for_ever(b" ", head("200 OK", {}), 0.05), "within 1 seconds", id="drips for ever"),
        pytest.param(for_ever(bytes(65536), head("200 OK", {})), "larger than 1 MB", id="endless body"),
        pytest.param(for_ever(b"X-A: b\r\n" * 99, b"HTTP/1.1 200 OK\r\n"), "not HTTP", id="endless headers"),
        pytest.param(bomb(100), "larger than 1 MB", id="gzip bomb"),
        pytest.param(bomb(10_000), "larger than 1 MB", id="10 GB gzip bomb"),
        pytest.param(
            for_ever(bytes(65536), head("200 OK", {"Content-Encoding": "gzip"}) + gzip.compress(FEED)),
            "larger than 1 MB",
            id="no end after the end",
        ),
        pytest.param(answer(b"", "304 Not Modified"), "answered 304", id="no news of nothing"),
        pytest.param(answer(b"", "202 Accepted"), "answered 202", id="not yet"),
        pytest.param(answer(Content_Length="900"), "too early", id="shorter than it says"),
        pytest.param(answer(gzip.compress(FEED)[:-9], Content_Encoding="gzip"), "too early", id="cut gzip"),
        pytest.param(answer(b"\x1f\x8bnonsense", Content_Encoding="gzip"), "packed wrongly", id="broken gzip"),
        pytest.param(answer(Content_Encoding="br"), "nobody asked for", id="packed in another way"),
        pytest.param(answer(gzip.compress(FEED), Content_Encoding="gzip, gzip"), "nobody asked for", id="packed twice"),
        pytest.param(answer(Content_Length="-5"), "not HTTP", id="a negative length"),
        pytest.param(raw(b"SSH-2.0-OpenSSH\r\n"), "not HTTP", id="another protocol"),
        pytest.param(raw(b""), "not HTTP", id="hangs up"),
        pytest.param(raw(head("200 OK", {"Transfer-Encoding": "chunked"}) + b"zz\r\n<rss"), "not HTTP", id="bad chunks"),
        pytest.param(answer(b"", "500 Internal Server Error"), "in trouble (500)", id="trouble"),
        pytest.param(answer(b"", "401 Unauthorized"), "user name", id="a door"),
        pytest.param(answer(b"", "418 I'm a teapot"), "answered 418", id="a teapot"),
    ],
)  # fmt: skip
def test_a_bad_answer_costs_little_and_is_named(blog: FeedServer, feeds: Feeds, script: Script, words: str) -> None:
    """Whatever a server does, it is over in little time and memory, and a sentence says what it was."""
    blog.scripts["/feed"] = script
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()

    said = cause(one(feeds, blog.url()))

    assert words in said
    assert said.endswith(".")
    assert time.monotonic() - began < 5
    # Kilobytes. The bomb holds 100 MB.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(FEED), "gzip"),
        (gzip.compress(FEED[:40]) + gzip.compress(FEED[40:]) + bytes(8), "gzip"),
        (zlib.compress(FEED), "deflate"),
        (zlib.compress(FEED, wbits=-15), "deflate"),
        (FEED, "identity"),
    ],
)
def test_a_packed_answer_is_unpacked(blog: FeedServer, feeds: Feeds, packed: bytes, encoding: str) -> None:
    """gzip, both ways of deflate, and nothing at all."""
    blog.scripts["/feed"] = answer(packed, Content_Encoding=encoding)

    assert FEED == body(one(feeds, blog.url()))


def test_more_than_the_length_says_is_cut(blog: FeedServer, feeds: Feeds) -> None:
    """The length counts; what follows it belongs to nobody."""
    blog.scripts["/feed"] = answer(FEED + b"junk", Content_Length=str(len(FEED)))

    assert FEED == body(one(feeds, blog.url()))


def test_one_dead_blog_stops_no_other(blog: FeedServer, feeds: Feeds) -> None:
    """Each request has its own end."""
    blog.scripts["/feed"] = answer()
    addresses = [blog.url("/missing"), "http://127.0.0.1:9/", "https://no.such.host.invalid/", "ftp://x/", blog.url()]

    found = dict(feeds.fetch([Request(address=address) for address in addresses]))

    assert [False, False, False, False, True] == [
        isinstance(found[Request(address=address)], Answer) for address in addresses
    ]


# Safe.


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1.", "0",
     "０.0.0.0", "169.254.169.254", "10.0.0.1", "192.168.1.1", "100.64.0.1", "[fd00:ec2::254]", "[64:ff9b::7f00:1]",
     "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255"],
)  # fmt: skip
def test_a_private_address_is_not_reached_however_it_is_spelled(blog: FeedServer, tmp_path: Path, host: str) -> None:
    """Nobody's blog makes us knock at doors inside the firm."""
    blog.scripts["/feed"] = answer()

    result = one(Feeds(tmp_path, patience=2.0), blog.url(host=host))

    assert isinstance(result, Failed)
    assert [] == blog.asked


def test_a_redirect_into_the_firm_is_refused(blog: FeedServer, tmp_path: Path) -> None:
    """Also where the first address was allowed by name."""
    blog.scripts = {"/a": redirect(blog.url("/feed", host="localhost")), "/feed": answer()}

    result = one(Feeds(tmp_path, private=[f"127.0.0.1:{blog.port}"]), blog.url("/a"))

    assert "private network" in cause(result)
    assert ["/a"] == [asked.path for asked in blog.asked]


def test_a_name_that_changes_its_address_is_looked_at_each_time(blog: FeedServer, tmp_path: Path) -> None:
    """A name that was public a moment ago and is not now leads nowhere; one bad answer among good ones is enough."""
    answers = [["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]]

    async def resolver(host: str, port: int) -> list[str]:
        return answers.pop(0)

    feeds = Feeds(tmp_path, patience=1.0, resolver=resolver)

    assert "private network" in cause(one(feeds, f"http://blog.example:{blog.port}/feed"))
    assert "private network" in cause(one(feeds, f"http://blog.example:{blog.port}/feed"))
    assert [] == blog.asked


def test_the_host_is_told_its_name_not_its_number(blog: FeedServer, tmp_path: Path) -> None:
    """The connection goes to the address that was looked at, the request to the name."""

    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    blog.scripts["/feed"] = answer()
    feeds = Feeds(tmp_path, private=["blog.example"], resolver=resolver)

    assert FEED == body(one(feeds, f"http://blog.example:{blog.port}/feed"))
    assert f"blog.example:{blog.port}" == blog.asked[0].headers["host"]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """TLS is verified, and the sentence says what is wrong with it."""
    pem = tmp_path / "blog.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    pem.write_bytes((tmp_path / "key.pem").read_bytes() + (tmp_path / "cert.pem").read_bytes())
    with serving(pem) as server:
        server.scripts["/feed"] = answer()
        result = one(Feeds(tmp_path, private=["localhost"]), server.url(host="localhost"))

    assert "certificate" in cause(result)
    assert "self-signed" in cause(result)
    assert [] == server.asked


# Files.


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://example.org/feed", "../outside.xml", "missing.xml"])
def test_only_the_web_and_the_firms_own_folder_are_read(tmp_path: Path, address: str) -> None:
    """No other scheme, and no path out of the folder."""
    (tmp_path / "outside.xml").write_text("secret")
    firm = tmp_path / "firm"
    firm.mkdir()

    assert isinstance(one(Feeds(firm), address), Failed)


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    """Its size and times stand for it."""
    (tmp_path / "blog.rss").write_bytes(FEED)
    first = one(Feeds(tmp_path), "blog.rss")
    assert isinstance(first, Answer)
    same = one(Feeds(tmp_path), "blog.rss", etag=first.etag)
    (tmp_path / "blog.rss").write_bytes(FEED + b" ")

    assert [FEED, None, FEED + b" "] == [
        body(first), body(same), body(one(Feeds(tmp_path), "blog.rss", etag=first.etag)),
    ]  # fmt: skip


def test_a_link_a_folder_and_a_huge_file_are_no_feeds(tmp_path: Path) -> None:
    """Each is refused with its reason."""
    (tmp_path / "secret").write_text("secret")
    firm = tmp_path / "firm"
    (firm / "folder").mkdir(parents=True)
    (firm / "link.rss").symlink_to(tmp_path / "secret")
    (firm / "huge.rss").write_bytes(bytes(1_000_001))
    feeds = Feeds(firm, largest=1_000_000)

    causes = [cause(one(feeds, name)) for name in ("link.rss", "folder", "huge.rss")]

    assert ["outside", "no file", "larger than 1 MB"] == [
        next(words for words in ("outside", "no file", "larger than 1 MB") if words in said) for said in causes
    ]


@pytest.mark.parametrize("address", ["loop.xml", "a\0b", "http://127.0.0.1:99999/", "http://[::1", "http://a..b/"])
def test_an_address_that_cannot_be_is_a_problem_and_no_crash(feeds: Feeds, tmp_path: Path, address: str) -> None:
    """Links in a circle, a NUL, a port beyond the last, half a bracket, an empty label."""
    (tmp_path / "loop.xml").symlink_to("loop.xml")

    assert isinstance(one(feeds, address), Failed)


def test_a_password_with_a_slash_is_not_shown(feeds: Feeds) -> None:
    """Such an address is no address: the password ends it too early."""
    assert "ecret" not in str(one(feeds, "http://ada:s/ecret@blog.example/feed"))


@pytest.mark.parametrize(
    "address",
    ["::127.0.0.1", "fec0::1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "::ffff:10.0.0.1", "100.64.0.1",
     "168.63.129.16", "fd00:ec2::254", "fe80::1%eth0", "224.0.0.1", "ff02::1", "240.0.0.1", "0.0.0.0"],
)  # fmt: skip
def test_an_address_that_is_not_everybodys_is_private(address: str) -> None:
    """Also one that wraps another, and those that Python's library calls global."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    """Also one that a network without IPv4 wraps (RFC 6052)."""
    assert is_public(address)


def test_whoever_asks_may_have_a_loop_of_their_own(blog: FeedServer, feeds: Feeds) -> None:
    """A web service asks from within its own event loop."""
    blog.scripts["/feed"] = answer()

    async def asking() -> Answer | Failed:
        return one(feeds, blog.url())

    # In a thread, because the browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        assert FEED == body(thread.submit(lambda: asyncio.run(asking())).result())
