"""Every route of the service, asked in ways that nobody has thought of (schemathesis, from a description of the real routes)."""

import json
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote_plus, urlencode

import pytest
import requests
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.result import Ok

from pipeline.model import Cadence, SignUp, Wish
from pipeline.reader_tokens import Purpose, written
from pipeline.web.guard import HEADERS
from pipeline.web.preview import create_service
from pipeline.wiring import House
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, serving
from tests.thorough import EXAMPLES, THOROUGH
from tests.web.described import FIELDS, described, routes
from tests.web.harm import EVERY_EVIL, inside
from tests.web.test_wire import told

pytestmark = pytest.mark.long
VICTIM = "victim@secret-domain.example"
CHECKS = [
    checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance, checks.response_headers_conformance,
]  # fmt: skip


@dataclass(frozen=True)
class Fuzzed:
    """What is asked, and what is asked for."""

    served: Served
    tokens: tuple[str, ...]
    forms: tuple[str, ...]
    operations: tuple[Any, ...]
    paths: tuple[str, ...]
    session: requests.Session
    database: sqlite3.Connection


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers by name in small letters, text."""

    status: int
    headers: Mapping[str, str]
    text: str


@pytest.fixture(scope="module")
def fuzzed(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    """The sample firm's service with a victim, a reader, one who left, and one who asked; and every token of theirs."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("fuzz") / "firm")
    with serving(root, port, ["--service-only"]) as served, requests.Session() as session:
        service, now = served.service, served.service.now()
        victim, reader, gone = served.reader(VICTIM), served.reader(), served.reader()
        service.readers.leave(gone.id, now)
        asked = SignUp(id="5a" * 16, address="asked@example.org", wish=Wish(cadence=Cadence.WEEKLY), asked=now, wording="w", form="1")  # fmt: skip
        service.readers.ask([asked])
        served.mail("asked@example.org")
        good = [service.token(purpose, each.id) for purpose in Purpose for each in (reader, gone)]
        good.append(service.token(Purpose.CONFIRM, asked.id))
        # The victim's own may be seen by others in a digest that was passed on; what shows data is in none.
        good += [service.token(purpose, victim.id) for purpose in (Purpose.LEAVE, Purpose.PREFERENCES, Purpose.CONFIRM)]
        bad = (
            [token[:-1] for token in good[:5]]
            + [token.swapcase() for token in good[:5]]
            + [token + "=" for token in good[:2]]
        )
        bad += [written(purpose, victim.id, [b"k" * 32], now) for purpose in Purpose]
        bad.append(written(Purpose.DATA, victim.id, service.keys, now - timedelta(hours=2)))
        forms = [service.token(Purpose.FORM, name) for name in ("sign-up:x", "data:x", "link:x", "")]
        app = create_service(House(root))
        description = described(app.routes, [*good, *bad], forms)
        operations = tuple(
            each.ok()
            for each in schemathesis.openapi.from_dict(description).get_all_operations()
            if isinstance(each, Ok)
        )
        paths = tuple(path for path, _ in routes(app.routes))
        time.sleep(0.5)  # the letter is noted a moment after it has left
        with closing(sqlite3.connect(root / ".attract" / "attract.sqlite")) as database:
            yield Fuzzed(served, (*good, *bad), tuple(forms), operations, paths, session, database)
        told = {line[26:] for line in served.log.read_text().splitlines()}
        assert {"warning: uvicorn.error says: Invalid HTTP request received."} >= told


def harmless(fuzzed: Fuzzed, answer: Answer, sent: str) -> None:
    """No failure of ours, every header and none that somebody smuggled in, no word of the inside or of the victim."""
    said = f"{sent[:2000]}\n{answer.status} {answer.headers}\n{answer.text[:2000]}"
    assert answer.status < 500, said
    for name, value in HEADERS.items():
        # Past editions are everybody's, and may be kept for as long as they are asked for again.
        shared = name == "Cache-Control" and "/digest/editions/" in sent
        assert answer.headers.get(name.lower()) in ((value, "public, no-cache") if shared else (value,)), said
    assert not {"set-cookie", "x-smuggled", "bcc", "access-control-allow-origin"} & answer.headers.keys(), said
    assert "victim" not in answer.text, said
    assert str(fuzzed.served.root) not in answer.text, said
    # What somebody typed stands in the field again; it leaks nothing.
    assert [] == [word for word in inside(answer.text) if word not in sent.lower()], said
    if location := answer.headers.get("location"):
        assert re.match("/digest/(?!/)", location), said


def test_the_description_has_every_route(fuzzed: Fuzzed) -> None:
    """So that nothing is left untried; the paths are those that stand in mails and on pages."""
    told = {(each.path, each.method.upper()) for each in fuzzed.operations}
    expected = {
        "/digest/",
        "/digest/confirm/{token}",
        "/digest/leave/{token}",
        "/digest/yours/{token}",
        "/digest/data/{token}",
    }

    assert {(path, method) for path in expected for method in ("GET", "POST")} <= told
    assert set(fuzzed.paths) == {path for path, _ in told}


def kinds(operation: Any) -> st.SearchStrategy[Any]:
    """Requests as the description has them, and requests that it forbids."""
    modes = schemathesis.GenerationMode
    return operation.as_strategy(generation_mode=modes.POSITIVE) | operation.as_strategy(generation_mode=modes.NEGATIVE)  # type: ignore[no-any-return]


def ask(fuzzed: Fuzzed, operation: Any, examples: int) -> None:
    """Send as many requests to a route, each from a network of its own."""

    @settings(THOROUGH, max_examples=examples)
    @given(case=kinds(operation))
    def tried(case: Any) -> None:
        case.headers = {**(case.headers or {}), "X-Forwarded-For": fuzzed.served.network()}
        answer = case.call(base_url=fuzzed.served.address, session=fuzzed.session, allow_redirects=False)
        headers = {name.lower(): ", ".join(values) for name, values in answer.headers.items()}
        sent = f"{answer.request.method} {answer.request.url} {answer.request.headers} {unquote_plus(str(answer.request.body))} {case!r}"
        harmless(fuzzed, Answer(answer.status_code, headers, answer.content.decode("utf-8", "replace")), sent)
        case.validate_response(answer, checks=CHECKS)

    tried()


def test_no_look_at_a_route_breaks_it_or_changes_a_row(fuzzed: Fuzzed) -> None:
    """Each page, with every link there is, whole and damaged, and all that can stand in its address and headers."""
    before = fuzzed.served.dump()
    for operation in fuzzed.operations:
        if operation.method == "get":
            ask(fuzzed, operation, 2 * EXAMPLES)

    assert before == fuzzed.served.dump()


def test_no_form_breaks_a_route(fuzzed: Fuzzed) -> None:
    """Each button, with right values, wrong ones and none, urlencoded, multipart, JSON and what is nothing of these."""
    for operation in fuzzed.operations:
        if operation.method == "post":
            ask(fuzzed, operation, 4 * EXAMPLES)


TEXT = st.sampled_from([text for _, text in EVERY_EVIL]) | st.text(max_size=60)
#: What a header can hold on the wire: neither line breaks nor control characters; those are for `test_wire`.
VALUE = TEXT.map(lambda text: "".join(each for each in text if 32 <= ord(each) < 256 and each != "\x7f").strip()[:400])
NAMES = st.sampled_from(
    ["Origin", "Cookie", "Content-Type", "Content-Length", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded",
     "X-Real-Ip", "X-Original-Url", "X-Rewrite-Url", "X-Http-Method-Override", "Referer", "Range", "If-Range", "If-None-Match",
     "If-Modified-Since", "Accept", "Accept-Language", "Accept-Encoding", "Sec-Fetch-Site", "Authorization", "User-Agent", "Expect",
     "Content-Encoding", "Te", "Transfer-Encoding", "Host"]
)  # fmt: skip
KNOWN = st.sampled_from(
    ["null", "http://127.0.0.1", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]", "evil.example", "::ffff:10.0.0.1", "1.2.3.4, 5.6.7.8",
     "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "0", "1", "99999", "chunked",
     "multipart/form-data; boundary=x; charset=undefined", "application/x-www-form-urlencoded; charset=utf-16", "application/json",
     "bytes=0-0,1-1,-1", "Thu, 01 Jan 1970 00:00:00 GMT", "cross-site", "none", "gzip", "DELETE"]
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "PURGE")


def filled(fields: list[tuple[str, str]]) -> bytes:
    """Fields as a form sends them."""
    return urlencode(fields, errors="replace").encode()


def parts(fields: list[tuple[str, str]]) -> bytes:
    """The same in parts, each name and value as it is."""
    told = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields)
    return f"{told}--x--\r\n".encode("utf-8", "replace")


BODY = st.one_of(
    st.binary(max_size=300),
    *(
        st.lists(st.tuples(st.sampled_from([*FIELDS, "form"]) | TEXT, TEXT), max_size=6).map(made)
        for made in (filled, parts, lambda fields: json.dumps(dict(fields)).encode())
    ),
)


@settings(THOROUGH, max_examples=24 * EXAMPLES)
@given(data=st.data())
def test_no_method_path_header_or_body_breaks_it(fuzzed: Fuzzed, data: st.DataObject) -> None:
    """Every method on every route and beside it, with headers that lie; whatever is no POST changes no row."""
    method = data.draw(st.sampled_from(METHODS))
    path = data.draw(st.sampled_from(fuzzed.paths))
    for name in re.findall("{[a-z]+}", path):
        path = path.replace(name, quote(data.draw(st.sampled_from(fuzzed.tokens) | TEXT), safe="", errors="replace"))
    path += data.draw(st.sampled_from(["", "", "/", "//", "/..", ";x", ".php", "%2e%2e", "%00", "/.git/config"]))
    if query := data.draw(
        st.none() | st.lists(st.tuples(st.sampled_from(["said", "area", "from"]) | TEXT, TEXT), max_size=4)
    ):
        path += "?" + urlencode(query, errors="replace")
    headers = data.draw(st.lists(st.tuples(NAMES, KNOWN | VALUE), max_size=5))
    body = data.draw(st.just(b"") | BODY)
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    given_ = {name for name, _ in headers}
    if "Host" not in given_:
        lines.append(f"Host: {fuzzed.served.address.removeprefix('http://')}")
    if not given_ & {"Content-Length", "Transfer-Encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    sent = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body
    before = version(fuzzed)
    for answer in answers(told(fuzzed.served, sent, patience=0.5)):
        if answer.status != 100:
            harmless(fuzzed, answer, f"{sent!r} {unquote_plus(sent.decode('utf-8', 'replace'))}")
    if method != "POST":
        assert before == version(fuzzed), sent


def answers(found: bytes) -> Iterator[Answer]:
    """What came over the wire, read as answers; the last one's body may be cut short."""
    for each in re.split(rb"(?=HTTP/1\.1 [0-9]{3} )", found)[1:]:
        head, _, body = each.partition(b"\r\n\r\n")
        line, *headers = head.decode("latin-1").split("\r\n")
        told = [header.partition(": ") for header in headers]
        assert len({name.lower() for name, _, _ in told}) == len(told), head
        yield Answer(int(line[9:12]), {name.lower(): value for name, _, value in told}, body.decode("utf-8", "replace"))


def version(fuzzed: Fuzzed) -> int:
    """Goes up with each change that another makes to the database (SQLite, `PRAGMA data_version`)."""
    return int(fuzzed.database.execute("PRAGMA data_version").fetchone()[0])
