"""What somebody sends who means harm: no answer breaks, nothing leaks, nothing changes."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.reader_tokens import Purpose, written
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, hidden, serving

EVIL = [
    "' OR 1=1 --", '"; DROP TABLE subscribers; --', "1 UNION SELECT address FROM subscribers", "%00", "\x00", "\x00\r\n",
    "{{7*7}}", "${7*7}", "{% include '/etc/passwd' %}", "#{7*7}", "<%= 7*7 %>", "{{config}}", "{{''.__class__}}",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</title><script>", "&lt;b&gt;",
    "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\boot.ini",
    "a@example.org\r\nBcc: b@example.org", "a@example.org\nBcc: b@example.org", "a@example.org%0d%0aBcc:b@example.org",
    "a@example.org\u2028Bcc: b@example.org", "a@example.org\x0bBcc:b", "a@example.org,b@example.org", "a@example.org;b@example.org",
    "<a@example.org> b@example.org", "a@example.org (Bcc: b@example.org)", "\"a\r\n\"@example.org", "a@[127.0.0.1]", "a@localhost",
    "a@b", "@", "a@@example.org", "a@example..org", "a@-example.org", ".a@example.org", "a" * 65 + "@example.org", "a@" + "b" * 250 + ".org",
    "а@ехаmple.org", "a@exa\u200bmple.org", "a\u202e@example.org", "ａ@ｅxample.org", "a@example.org\u0000", "\ud7ff@example.org",
    "\ufeffa@example.org", "a@ex\u00admple.org", "a@☃.example", "ﬃ@example.org", "a@xn--a.example", "x" * 5000, "💥" * 500, "\u0301" * 300,
    "() { :;}; /bin/true", "| cat /etc/passwd", "`id`", "$(id)", "-oQ/tmp -X/tmp/x@example.org", "%n%n%n%s%s", "0", "-1", "NaN", "1e308",
]  # fmt: skip
FIELDS = [
    "address",
    "name",
    "area",
    "person",
    "cadence",
    "ceiling",
    "minutes",
    "format",
    "from",
    "form",
    "work",
    "anyway",
]
LEAKS = re.compile(
    r"Traceback|sqlalchemy|sqlite|jinja2|starlette|site-packages|/home/|/root/|/tmp/|root:x:|OperationalError", re.I
)
_HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "cache-control")


@pytest.fixture(scope="module")
def served(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample firm's service."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("hostile") / "firm")
    with serving(root, port) as service:
        service.reader("victim@secret-domain.example")
        yield service
        assert "Traceback" not in service.log.read_text()
        assert "@" not in service.log.read_text()


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """Somebody's program."""
    with served.client() as program:
        yield program


def harmless(answer: httpx.Response, *said: str) -> None:
    """No failure of ours, nothing of the inside, every header, and nothing of what was sent as it was sent."""
    assert answer.status_code < 500, answer.text
    # A path that somebody typed may stand in a field again; it leaks nothing.
    shown = answer.text
    for each in said:
        shown = shown.replace(each, "")
    assert not LEAKS.search(shown), shown
    assert "victim" not in answer.text
    assert "set-cookie" not in answer.headers
    # No page of the service has a line break in its path: the site answers, beside which it stands.
    if not re.search("[\\n\\r]", answer.url.path):
        assert all(each in answer.headers for each in _HEADERS)
    for evil in ("<script>alert", "<img src=x", "</title><script>"):
        assert evil not in answer.text


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_no_field_does_harm(served: Served, client: httpx.Client, evil: str) -> None:
    """In each field of the form (more than 800 cases): an answer as every other, and no letter but to one valid address."""
    form = served.form(client)
    for field in FIELDS:
        fields = {"form": form, "address": "a.hostile.test@example.org", "work": "1", field: evil}
        answer = client.post("/digest/", data=fields, headers={"X-Forwarded-For": served.network()})

        harmless(answer, evil)
        assert answer.status_code in (303, 422), field
    assert [] == served.mails("b@example.org")


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_no_address_does_harm(client: httpx.Client, evil: str) -> None:
    """As a token, as a part of a path, as what stands behind the question mark."""
    told = quote(evil[:1000], safe="")
    for path in (f"leave/{told}", f"confirm/{told}", f"yours/{told}", f"data/{told}", f"data/{told}/attract.json", f"assets/{told}",
                 told, f"?area={told}&person={told}&from={told}"):  # fmt: skip
        harmless(client.get(f"/digest/{path}"), evil)
    for path in ("leave", "confirm", "yours", "data"):
        harmless(client.post(f"/digest/{path}/{told}", data={"form": evil[:1000]}), evil)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=2000), kind=st.sampled_from([
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/xml", "",
]), path=st.sampled_from(["", "data", "confirm/x", "leave/x", "yours/x", "data/x", "asked", "assets/work.js"]))  # fmt: skip
def test_no_body_breaks_it(served: Served, body: bytes, kind: str, path: str) -> None:
    """Whatever it says it is."""
    answer = httpx.post(f"{served.address}/digest/{path}", content=body, headers={"Content-Type": kind})

    assert answer.status_code < 500
    assert not LEAKS.search(answer.text)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example"]
)
def test_a_form_from_elsewhere_is_refused(served: Served, client: httpx.Client, origin: str) -> None:
    """Whatever it holds, a browser says that another site sent it."""
    reader = served.reader()
    path = served.path(Purpose.PREFERENCES, reader.id)
    form = hidden(client.get(path).text)
    before = served.dump()
    for where in (
        path,
        served.path(Purpose.LEAVE, reader.id),
        "/digest/",
        "/digest/data",
        served.path(Purpose.DATA, reader.id),
    ):
        sent = {"form": form, "do": "leave", "address": "x@example.org", "work": "1", "sure": "yes"}
        assert 403 == client.post(where, data=sent, headers={"Origin": origin}).status_code, where
    assert before == served.dump()


def test_a_browser_that_says_cross_site_is_refused(served: Served) -> None:
    """Where there is no Origin, Sec-Fetch-Site tells."""
    answer = httpx.post(
        f"{served.address}/digest/", data={"address": "x@example.org"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert 403 == answer.status_code


@pytest.mark.parametrize(
    "host", ["evil.example", "", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:80", "a b"]
)
def test_another_host_is_not_served(served: Served, host: str) -> None:
    """A stranger's name for our address gets no page of ours (DNS rebinding), and no link with its name in it."""
    parts = urlsplit(served.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as wire:
        wire.sendall(f"GET /digest/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b""))

    assert answer.split(b" ")[1] in (b"421", b"400")
    assert b"evil" not in answer


@pytest.mark.parametrize("size", [16 * 1024 + 1, 10**6, 10**9])
def test_a_large_body_is_refused_before_it_is_read(served: Served, size: int) -> None:
    """By what it says of itself."""
    parts = urlsplit(served.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as wire:
        wire.sendall(f"POST /digest/ HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {size}\r\n\r\n".encode())
        answer = wire.recv(200)

    assert b"413" == answer.split(b" ")[1]


def test_a_body_that_grows_is_cut_off(served: Served) -> None:
    """One that does not say how long it is (chunked) ends where it is too long."""

    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a" * 1000

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert 413 == httpx.post(f"{served.address}/digest/", content=parts(), headers=kind).status_code


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.LEAVE, Purpose.PREFERENCES, Purpose.DATA])
@pytest.mark.parametrize(
    "forged", ["another key", "another purpose", "over", "cut", "longer", "another reader", "twice"]
)
def test_no_forged_link_opens(served: Served, client: httpx.Client, purpose: Purpose, forged: str) -> None:
    """One page for all, and nothing changes."""
    service = served.service
    reader, now = served.reader(), service.now()
    good = service.token(purpose, reader.id)
    payload, stamp, signature = good.split(".")
    token = {
        "another key": written(purpose, reader.id, [b"k" * 32], now),
        "another purpose": service.token(Purpose.FORM, reader.id),
        "over": written(purpose, reader.id, service.keys, now - timedelta(days=400)),
        "cut": good[:-1],
        "longer": good + "A",
        "another reader": f"{service.token(purpose, 'other').split('.')[0]}.{stamp}.{signature}",
        "twice": f"{payload}.{stamp}.{signature}.{signature}",
    }[forged]
    if (forged, purpose) == ("over", Purpose.LEAVE):  # works for ever
        return
    path = service.path(purpose, reader.id).rpartition("/")[0]
    before = served.dump()
    answers = [
        client.get(f"{path}/{token}"),
        client.post(f"{path}/{token}", data={"form": service.token(Purpose.FORM, "link:x")}),
    ]

    assert [410, 410] == [each.status_code for each in answers]
    assert answers[0].text == answers[1].text
    assert before == served.dump()


def test_a_form_is_good_behind_its_own_link_alone(served: Served, client: httpx.Client) -> None:
    """A form's token from one reader's page does nothing on another's, or on another page of the same."""
    mine, other = served.reader(), served.reader()
    form = hidden(client.get(served.path(Purpose.LEAVE, mine.id)).text)
    before = served.dump()
    for path in (
        served.path(Purpose.LEAVE, other.id),
        served.path(Purpose.PREFERENCES, mine.id),
        served.path(Purpose.DATA, mine.id),
    ):
        sent = {"form": form, "do": "pause", "weeks": "2", "sure": "yes"}
        assert 410 == client.post(path, data=sent).status_code

    assert before == served.dump()


def test_an_old_form_is_shown_again(served: Served, client: httpx.Client) -> None:
    """Nothing is lost of what was filled in."""
    service = served.service
    old = written(Purpose.FORM, "sign-up:x", service.keys, service.now() - timedelta(hours=13))
    answer = client.post("/digest/", data={"form": old, "address": "late@example.org", "work": "1"})

    assert 422 == answer.status_code
    assert "late@example.org" in answer.text
    assert (
        303
        == client.post(
            "/digest/", data={"form": hidden(answer.text), "address": "late@example.org", "work": "1"}
        ).status_code
    )


def test_a_liar_about_where_they_come_from_is_counted_where_they_are(served: Served) -> None:
    """What stands left of the last proxy's word in X-Forwarded-For was written by whoever asked."""
    found = []
    for each in range(12):
        headers = {"X-Forwarded-For": f"10.{each}.0.1, 192.0.2.200", "Origin": served.address}
        with httpx.Client(base_url=served.address, headers=headers) as liar:
            found.append(served.subscribe(liar, f"liar{each}@example.org").status_code)

    assert [303] * 10 + [429] * 2 == found


def test_no_address_stands_in_an_address_bar(served: Served, client: httpx.Client) -> None:
    """Not after the form, and not in a link of a mail."""
    answer = served.subscribe(client, "bar@example.org")

    assert "bar" not in answer.headers["location"]
    assert "%40" not in answer.headers["location"]
