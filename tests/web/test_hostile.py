"""What somebody sends who means harm: no answer breaks, nothing leaks, nothing changes."""

import email
import email.policy
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from pipeline.model import Cadence, SignUp, Wish
from pipeline.reader_tokens import Purpose, written
from pipeline.subscribe.forms import unwritable
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, hidden, links, serving
from tests.thorough import IN_GATES
from tests.web.harm import EVERY_EVIL, inside

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
        shown = shown.replace(each, "").replace(str(escape(each.strip())), "")
    assert [] == inside(shown), shown
    assert "victim" not in answer.text
    assert "set-cookie" not in answer.headers
    # No page of the service has a line break in its path, and dots lead out of it: the site answers, beside which it stands.
    if re.fullmatch("/digest/.*", answer.url.path):
        assert all(each in answer.headers for each in _HEADERS)
    for evil in ("<script>alert", "<img src=x", "</title><script>"):
        assert evil not in answer.text


#: Every other one in `make test`, so that each kind is there.
evils = pytest.mark.parametrize(
    "evil",
    [pytest.param(text, id=name, marks=IN_GATES * (number % 2)) for number, (name, text) in enumerate(EVERY_EVIL)],
)


@evils
def test_no_field_does_harm(served: Served, client: httpx.Client, evil: str) -> None:
    """In each field of the form: an answer as every other, at once in all, and no letter but to one valid address."""
    form = served.form(client)

    def sent(field: str) -> httpx.Response:
        fields = {"form": form, "address": "a.hostile.test@example.org", "work": "1", field: evil}
        return client.post("/digest/", data=fields, headers={"X-Forwarded-For": served.network()})

    with ThreadPoolExecutor(len(FIELDS)) as together:
        for field, answer in zip(FIELDS, together.map(sent, FIELDS), strict=True):
            harmless(answer, evil)
            assert answer.status_code in (303, 413, 422), field


@evils
def test_no_address_does_harm(client: httpx.Client, evil: str) -> None:
    """As a token, as a part of a path, as what stands behind the question mark."""
    told = quote(evil[:1000], safe="")
    for path in (f"leave/{told}", f"confirm/{told}", f"yours/{told}", f"data/{told}", f"data/{told}/attract.json", f"assets/{told}",
                 told, f"?area={told}&person={told}&from={told}"):  # fmt: skip
        harmless(client.get(f"/digest/{path}"), evil)
    for path in ("leave", "confirm", "yours", "data"):
        harmless(client.post(f"/digest/{path}/{told}", data={"form": evil[:1000]}), evil)


@evils
def test_no_word_behind_a_link_does_harm(served: Served, client: httpx.Client, evil: str) -> None:
    """In each field behind a reader's own links; it is kept as text where it is kept, and shown as text."""
    reader = served.reader()
    yours, leave = served.path(Purpose.PREFERENCES, reader.id), served.path(Purpose.LEAVE, reader.id)
    form, way_out = hidden(client.get(yours).text), hidden(client.get(leave).text)
    for field in ("do", "name", "area", "person", "cadence", "ceiling", "minutes", "format"):
        harmless(client.post(yours, data={"form": form, "do": "change", field: evil}), evil)
    for field in ("weeks", "until"):
        harmless(client.post(yours, data={"form": form, "do": "pause", field: evil}), evil)
    harmless(client.get(yours, params={"said": evil}), evil)
    harmless(client.get(yours), evil)
    harmless(client.post(leave, data={"form": way_out, "reason": evil, "do": evil}), evil)
    harmless(client.get(served.path(Purpose.DATA, reader.id)), evil)
    kept = served.service.readers.reader(reader.id)

    assert kept
    assert reader.address == kept.address
    assert not unwritable(kept.name)
    for trace in served.service.readers.traces([reader.id]):
        assert not any(unwritable(value) for _, value in trace.told)


def test_no_letter_holds_what_was_typed(served: Served) -> None:
    """After all of that: each letter has one reader and our headers, and nothing that came by a form."""
    time.sleep(1)
    paths = list((served.root / ".attract/outbox/mail/new").glob("*.eml"))
    for path in paths:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        names = [name.lower() for name in mail]
        assert {"from", "to", "reply-to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
                "content-transfer-encoding", "list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id",
                "precedence", "x-attract-edition"} >= set(names), path  # fmt: skip
        assert 1 == names.count("to")
        assert "b@example.org" != str(mail["to"])
        if "letter." in str(mail["message-id"]):
            text = mail.as_string()
            assert not any(word in text for word in ("alert(1)", "Buy now", "evil.example", "etc/passwd", "7*7"))
    assert [] == served.mails("b@example.org")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=2000), kind=st.sampled_from([
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/xml", "",
]), path=st.sampled_from(["", "data", "confirm/x", "leave/x", "yours/x", "data/x", "asked", "assets/work.js"]))  # fmt: skip
def test_no_body_breaks_it(served: Served, body: bytes, kind: str, path: str) -> None:
    """Whatever it says it is."""
    answer = httpx.post(f"{served.address}/digest/{path}", content=body, headers={"Content-Type": kind})

    assert answer.status_code < 500
    assert [] == inside(answer.text)


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


def forgeries(served: Served, purpose: Purpose, of: str) -> dict[str, str]:
    """Tokens that nobody may open, by what was done to a good one, or made instead."""
    service, now = served.service, served.service.now()
    good = service.token(purpose, of)
    payload, stamp, signature = good.split(".")
    other, earlier = service.token(purpose, "other"), written(purpose, of, service.keys, now - timedelta(hours=1))
    return {
        "another key": written(purpose, of, [b"k" * 32], now),
        "no key": written(purpose, of, [b""], now),
        "another purpose": service.token(Purpose.FORM, of),
        "preview's salt": written(purpose, of, [service.keys[-1][::-1]], now),
        "nobody's id": service.token(purpose, "0" * 32),
        "an address for an id": service.token(purpose, "victim@secret-domain.example"),
        "sql for an id": service.token(purpose, "' OR 1=1 --"),
        "over": written(purpose, of, service.keys, now - timedelta(days=400)),
        "not yet": written(purpose, of, service.keys, now + timedelta(days=400)),
        "in 1970": f"{payload}.AA.{signature}",
        "the end of time": f"{payload}.{'_' * 12}.{signature}",
        "cut by one": good[:-1],
        "cut in half": good[: len(good) // 2],
        "longer": good + "A",
        "padded": good + "=",
        "last bits changed": good[:-1] + ("B" if good[-1] != "B" else "C"),
        "first bits changed": ("B" if good[0] != "B" else "C") + good[1:],
        "case swapped": good.swapcase(),
        "in small letters": good.lower(),
        "another reader": f"{other.split('.')[0]}.{stamp}.{signature}",
        "another time": f"{payload}.{earlier.split('.')[1]}.{signature}",
        "another signature": f"{payload}.{stamp}.{other.split('.')[2]}",
        "no signature": f"{payload}.{stamp}.",
        "no time": f"{payload}..{signature}",
        "no payload": f".{stamp}.{signature}",
        "two parts": f"{payload}.{signature}",
        "signed twice": f"{payload}.{stamp}.{signature}.{signature}",
        "parts turned round": f"{signature}.{stamp}.{payload}",
        "dots alone": "...",
        "all A": f"{'A' * 43}.AAAAAA.{'A' * 43}",
        "JSON web token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ2aWN0aW0ifQ.",
        "blank before": " " + good,
        "blank behind": good + " ",
        "line behind": good + "\n",
        "nul behind": good + "\0",
        "slash behind": good + "%2f",
        "plus for minus": good.replace("-", "+").replace("_", "/") + "+",
        "Cyrillic a": good[:-1] + "\u0430",
        "full width": good[:-1] + "\uff21",
        "zero width": good[:5] + "\u200b" + good[5:],
        "right to left": "\u202e" + good[::-1],
        "quoted": f'"{good}"',
        "in brackets": f"<{good}>",
        "full stop behind": good + ".",
        "very long": payload * 200 + f".{stamp}.{signature}",
    }  # fmt: skip


_OPENABLE = {"nobody's id", "an address for an id", "sql for an id"}  # well signed, and lead to nobody
FORGED = [
    "another key", "no key", "another purpose", "preview's salt", "nobody's id", "an address for an id", "sql for an id", "over", "not yet",
    "in 1970", "the end of time", "cut by one", "cut in half", "longer", "padded", "last bits changed", "first bits changed",
    "case swapped", "in small letters", "another reader", "another time", "another signature", "no signature", "no time", "no payload",
    "two parts", "signed twice", "parts turned round", "dots alone", "all A", "JSON web token", "blank before", "blank behind",
    "line behind", "nul behind", "slash behind", "plus for minus", "Cyrillic a", "full width", "zero width", "right to left", "quoted",
    "in brackets", "full stop behind", "very long",
]  # fmt: skip


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.LEAVE, Purpose.PREFERENCES, Purpose.DATA])
@pytest.mark.parametrize("forged", FORGED)
def test_no_forged_link_opens(served: Served, client: httpx.Client, purpose: Purpose, forged: str) -> None:
    """One page for all that is no link of ours, by look, by button and by one click; and nothing changes."""
    reader = served.reader()
    every = forgeries(served, purpose, reader.id)
    assert set(FORGED) == set(every)
    path = served.path(purpose, reader.id).rpartition("/")[0] + "/" + quote(every[forged], safe="%")
    before = served.dump()
    answers = [
        client.get(path),
        client.post(path, data={"form": served.service.token(Purpose.FORM, "link:x"), "sure": "yes", "do": "leave"}),
    ]
    led_nowhere = forged in _OPENABLE and purpose in (Purpose.LEAVE, Purpose.CONFIRM)
    for_ever = forged in ("over", "not yet") and purpose is Purpose.LEAVE
    # With a slash or a line in it, no page of ours has such an address.
    assert answers[0].status_code in ((200,) if led_nowhere or for_ever else (404, 410))
    assert answers[1].status_code in (404, 410)
    if forged not in ("over", "not yet"):
        client.post(path, data={"List-Unsubscribe": "One-Click"})
    for each in answers:
        harmless(each)
    assert before == served.dump()


def test_a_link_that_is_no_link_tells_nothing_of_why(served: Served, client: httpx.Client) -> None:
    """Whether it was forged, is over, belongs to another page or was cut: the same page, to the letter."""
    reader = served.reader()
    every = forgeries(served, Purpose.DATA, reader.id)
    pages = {
        client.get(f"/digest/data/{quote(every[name], safe='')}").text
        for name in (
            "another key",
            "another purpose",
            "over",
            "not yet",
            "cut by one",
            "another reader",
            "nobody's id",
            "all A",
        )
    }

    assert 1 == len(pages)


@pytest.mark.parametrize(
    "body", [b"", b"x", b"--y", b"--x\r\n\r\n", b"--x\r\n\xe2: a\r\n\r\n", b"--x\r\nA\r: b\r\n", b"--x\r\nA: b\r\n\r\nc"],
    ids=["nothing", "noise", "another boundary", "no head", "odd head", "broken line", "no end"],
)  # fmt: skip
def test_a_broken_form_in_parts_fills_no_log(served: Served, body: bytes) -> None:
    """What reads it would note each of its bytes that does not fit."""
    before = served.log.read_text()
    for path in ("", "data", "leave/x", "yours/x", "confirm/x"):
        kind = {"Content-Type": "multipart/form-data; boundary=x", "X-Forwarded-For": served.network()}
        harmless(httpx.post(f"{served.address}/digest/{path}", content=body, headers=kind))

    assert before == served.log.read_text()


# Replay: what was good once is sent once more.


def confirmed(served: Served, client: httpx.Client, address: str) -> tuple[str, dict[str, str], str]:
    """Somebody who subscribed and confirmed: the link that they pressed, what they sent with it, their id."""
    served.subscribe(client, address)
    (link,) = links(served.mail(address))
    sent = {"form": hidden(client.get(link).text)}
    assert 200 == client.post(link, data=sent).status_code
    reader = served.service.readers.reader_at(address)
    assert reader
    return link, sent, reader.id


@pytest.mark.parametrize(
    "how", ["left by one click", "left by button", "left by the firm", "erased", "paused", "changed"]
)
def test_the_button_that_confirmed_does_nothing_more(served: Served, client: httpx.Client, how: str) -> None:
    """Sent once more after what its reader did since: it brings nobody back, ends no pause, undoes no change."""
    address = f"replay.{how.replace(' ', '.')}@example.org"
    link, sent, id_ = confirmed(served, client, address)
    readers, now = served.service.readers, served.service.now()
    match how:
        case "left by one click":
            client.post(served.path(Purpose.LEAVE, id_), data={"List-Unsubscribe": "One-Click"})
        case "left by button":
            readers.leave(id_, now)
        case "left by the firm":
            served.service.house.ledger.suppress(address, "asked to leave", now)
        case "erased":
            readers.erase(address, now)
        case "paused":
            readers.pause(id_, now + timedelta(days=14), now)
        case "changed":
            readers.change(id_, Wish(areas=("tax",), cadence=Cadence.MONTHLY), now)
    before = served.dump()
    for _ in range(3):
        assert client.post(link, data=sent).status_code in (200, 410)

    assert before == served.dump()


@pytest.mark.parametrize("times", [2, 10])
def test_one_form_sent_again_and_again_writes_one_letter(served: Served, client: httpx.Client, times: int) -> None:
    """A double click, a program, a page that was reloaded: the mailbox gets one letter."""
    sent = {"form": served.form(client), "address": f"again{times}@example.org", "work": "1"}
    found = [client.post("/digest/", data=sent).status_code for _ in range(times)]
    served.mail(sent["address"])
    time.sleep(0.3)

    assert {303} == set(found)
    assert 1 == len(served.mails(sent["address"]))


def test_one_click_sent_again_after_coming_back_ends_it_again(served: Served, client: httpx.Client) -> None:
    """The old mail's link is still a link to leave: leaving is never refused."""
    reader = served.reader()
    path = served.path(Purpose.LEAVE, reader.id)
    for _ in range(3):
        assert 200 == client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code
        assert served.service.house.ledger.suppressed(reader.address)
        client.post(path, data={"form": hidden(client.get(path).text), "do": "return"})
        assert not served.service.house.ledger.suppressed(reader.address)


@pytest.mark.parametrize("sent", [{"do": "pause", "weeks": "2"}, {"do": "change", "cadence": "monthly"}, {"do": "resume"}], ids=["pause", "change", "resume"])  # fmt: skip
def test_a_button_of_preferences_sent_again_changes_nothing_more(served: Served, client: httpx.Client, sent: dict[str, str]) -> None:  # fmt: skip
    """The second time is told the same and leaves no line in the proof."""
    reader = served.reader()
    path = served.path(Purpose.PREFERENCES, reader.id)
    form = hidden(client.get(path).text)
    assert 303 == client.post(path, data={"form": form, **sent}).status_code
    before = served.dump()

    assert 303 == client.post(path, data={"form": form, **sent}).status_code
    assert before == served.dump()


def test_erasing_sent_again_finds_nobody(served: Served, client: httpx.Client) -> None:
    """And does not erase whoever subscribed with that address since."""
    address = "erased.again@example.org"
    _, _, id_ = confirmed(served, client, address)
    path = served.path(Purpose.DATA, id_)
    sent = {"form": hidden(client.get(path).text), "sure": "yes"}
    assert 200 == client.post(path, data=sent).status_code
    served.service.readers.ask(
        [SignUp(id="ea" * 16, address=address, wish=Wish(), asked=served.service.now(), wording="w", form="1")]
    )
    served.service.readers.letter_begins("ea" * 16, "<x@firm.example>")
    assert served.service.readers.confirm("ea" * 16, served.service.now(), "")

    assert 410 == client.post(path, data=sent).status_code
    assert served.service.readers.reader_at(address)


@pytest.mark.parametrize("what", ["confirm", "leave", "yours", "data"])
def test_a_form_of_one_page_is_worth_nothing_for_signing_up(served: Served, client: httpx.Client, what: str) -> None:
    """Nor the other way round: each form is good for its own page."""
    purpose = {"confirm": Purpose.CONFIRM, "leave": Purpose.LEAVE, "yours": Purpose.PREFERENCES, "data": Purpose.DATA}[
        what
    ]
    path = served.path(purpose, served.reader().id)
    form = hidden(client.get(path).text)
    assert 422 == client.post("/digest/", data={"form": form, "address": "x@example.org", "work": "1"}).status_code
    assert 422 == client.post("/digest/data", data={"form": form, "address": "x@example.org"}).status_code
    before = served.dump()

    assert 410 == client.post(path, data={"form": served.form(client), "sure": "yes", "do": "leave"}).status_code
    assert before == served.dump()


@pytest.mark.parametrize(
    "charset", ["undefined", "idna", "punycode", "utf-7", "utf-16", "hex", "rot13", "unicode_escape", "none", "a" * 500]
)  # fmt: skip
def test_no_charset_breaks_it(served: Served, charset: str) -> None:
    """A form in parts may name any of Python's; some of them decode nothing at all."""
    body = b'--x\r\nContent-Disposition: form-data; name="do"\r\n\r\na..b\xff\\x\r\n--x--\r\n'
    path = served.path(Purpose.LEAVE, served.reader().id)
    kind = {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}
    answer = httpx.post(served.address + path, content=body, headers=kind)

    assert 410 == answer.status_code
    harmless(answer)


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
