"""The private address: this machine alone, by its own name, asks; and nobody who hands on another's request."""

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient

from pipeline.errors import UsageError
from pipeline.health import Health
from pipeline.terminal_plan import calendar
from pipeline.web.private import HANDED_ON, calendar_at, create_private, figures_at, health_at, private_port
from pipeline.wiring import now
from tests.conftest import SmallFirm

#: As uvicorn gives it.
HERE, THERE = ("127.0.0.1", 50000), ("192.0.2.7", 50000)


def client(*, anywhere: bool = False, peer: tuple[str, int] = HERE, well: bool = True) -> TestClient:
    """Somebody who asks."""
    health = Health(now)
    health.expect("clock", timedelta(minutes=1))
    health.looked("clock", "" if well else "the mail server is away")
    app = create_private(
        [health_at("/healthz", health), figures_at("/metrics", CollectorRegistry())], anywhere=anywhere
    )
    return TestClient(app, base_url="http://127.0.0.1:8091", client=peer)


def test_health_is_200_or_503() -> None:
    """For whoever reads no JSON."""
    good, bad = client().get("/healthz"), client(well=False).get("/healthz")

    assert (200, True) == (good.status_code, good.json()["well"])
    assert (503, "the mail server is away") == (bad.status_code, bad.json()["parts"]["clock"]["amiss"])
    assert "no-store" == bad.headers["cache-control"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8091", "localhost:8091", "localhost", "[::1]:8091", "127.0.0.9:8091", "[::1]"]
)
def test_this_machine_may_ask_by_its_own_names(host: str) -> None:
    """With a port or without."""
    assert 200 == client().get("/metrics", headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8091", "127.0.0.1.evil.example", "192.0.2.1:8091", "", "localhost.evil:8091"]
)
@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/else"])
def test_a_page_that_gives_its_name_our_address_learns_nothing(host: str, path: str) -> None:
    """DNS rebinding."""
    answer = client().get(path, headers={"Host": host})

    assert (421, "This address is private.\n") == (answer.status_code, answer.text)


@pytest.mark.parametrize("header", HANDED_ON)
def test_a_proxy_shows_nobody_anything(header: str) -> None:
    """Behind it, everybody seems to sit here."""
    assert 421 == client().get("/healthz", headers={header: "198.51.100.7"}).status_code


def test_nobody_else_may_ask() -> None:
    """Unless somebody said so."""
    assert 421 == client(peer=THERE).get("/healthz").status_code
    assert 200 == client(peer=THERE, anywhere=True).get("/healthz", headers={"Host": "attract.internal"}).status_code


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_is_only_looked_at(method: str) -> None:
    """Nothing there changes anything."""
    assert 405 == client().request(method, "/healthz").status_code


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/plain;version=x",
        "application/openmetrics-text; version=1.0.0",
        "a/b;version=;;=",
        "text/plain;version=1.0.0;escaping=bogus",
    ],
)
def test_figures_come_in_whatever_form(accept: str) -> None:
    """And a form that is none makes no failure."""
    assert 200 == client().get("/metrics", headers={"Accept": accept}).status_code


@pytest.mark.parametrize("where", ["0.0.0.0:0", "[::]:0", "192.0.2.7:0"])
def test_an_address_for_others_must_be_meant(where: str) -> None:
    """By mistake, nobody shows figures to a network."""
    with pytest.raises(UsageError, match="health-anywhere"):
        private_port(where)


def test_whoever_means_it_may() -> None:
    """With --health-anywhere."""
    with private_port("0.0.0.0:0", anywhere=True) as port:
        assert "0.0.0.0" == port.getsockname()[0]


@pytest.mark.parametrize(
    "where", ["localhost:8091", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "", ":", "evil.example:1"]
)
def test_what_is_no_address_is_refused(where: str) -> None:
    """With one that is, to copy."""
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:8091"):
        private_port(where)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """Before anything begins."""
    with private_port("127.0.0.1:0") as port, pytest.raises(UsageError, match="another program has it"):
        private_port(f"127.0.0.1:{port.getsockname()[1]}")


def test_a_port_alone_is_this_machines() -> None:
    """`--health 8091`."""
    with private_port("0") as port:
        assert "127.0.0.1" == port.getsockname()[0]


def test_the_plan_is_a_feed_for_calendar_programs(small_firm: SmallFirm) -> None:
    """On the private address of whatever stays."""
    house = small_firm.house()
    app = create_private([calendar_at("/plan.ics", lambda: calendar(house))], anywhere=False)

    told = TestClient(app, base_url="http://127.0.0.1:8091", client=HERE).get("/plan.ics")

    assert (200, "text/calendar; charset=utf-8") == (told.status_code, told.headers["Content-Type"])
    assert b"SUMMARY:retention-" in told.content
