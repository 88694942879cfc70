"""A webhook, with a real server that checks its signatures by somebody else's library."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from pipeline.edges.networks.webhook import Hook, Webhook
from pipeline.model.posting import Picture, Wire
from pipeline.ports.posting import (
    CannotTellError,
    Identity,
    Network,
    NotSentError,
    PostError,
    ReconnectError,
    RefusedPostError,
)
from pipeline.social.webhook import payload, withdrawn
from tests.builders import NOON

NEW, OLD, OTHER = "whsec_bmV3IHNlY3JldCBvZiBvdXJz", "whsec_b2xkIHNlY3JldCBvZiBvdXJz", "whsec_c29tZWJvZHkgZWxzZSdz"
WIRE = Wire(
    network="linkedin", text="(a) naïve 😀 \u202eעסק", language="en", link="https://firm.example/a/?p=1", title="The gate",
    at=NOON, key="k1",
)  # fmt: skip


@dataclass
class Receiver:
    """What listens, what it got, and what it answers."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    slow: float = 0
    cut: bool = False
    got: list[tuple["Message[str, str]", bytes]] = field(default_factory=list)

    def network(self, *secrets: str, header: tuple[str, str] | None = None, seconds: float = 5) -> Webhook:
        """The edge."""
        hook = Hook(f"{self.url}/hooks/hidden-in-the-path", secrets or (NEW,), header)
        told = partial(withdrawn, account="rafe")
        return Webhook(
            hook,
            partial(payload, account="rafe"),
            lambda ref, now: told(ref, now=now),
            client=httpx.Client(timeout=seconds),
        )


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A real server on this machine."""
    mine = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            mine.got.append((self.headers, self.rfile.read(int(self.headers["content-length"]))))
            time.sleep(mine.slow)
            if mine.cut:
                return
            with suppress(OSError):  # who has hung up gets no answer
                self.send_response(mine.status)
                for each in mine.headers.items():
                    self.send_header(*each)
                self.end_headers()
                self.wfile.write(mine.body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        mine.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield mine
        server.shutdown()
        thread.join()


def nothing(picture: Picture) -> bytes:
    """No picture is asked for."""
    raise AssertionError(picture)


def verified(receiver: Receiver, secret: str, which: int = -1) -> Any:
    """What was got, as the library of Standard Webhooks reads it; raises where the signature is wrong."""
    headers, body = receiver.got[which]
    return Verifier(secret).verify(body, dict(headers.items()))


def test_a_post_is_signed_and_landed(receiver: Receiver) -> None:
    """Its id is the post's key; it reads as it was written."""
    landed = receiver.network().post(WIRE, nothing, None)

    assert ("k1", "", "200 {}") == landed
    assert payload(WIRE, "rafe") == verified(receiver, NEW)
    assert "k1" == receiver.got[0][0]["webhook-id"]


def test_while_secrets_change_both_fit(receiver: Receiver) -> None:
    """And nobody else's does."""
    receiver.network(NEW, OLD).post(WIRE, nothing, None)

    assert verified(receiver, NEW) == verified(receiver, OLD)
    with pytest.raises(WebhookVerificationError):
        verified(receiver, OTHER)


def test_what_was_changed_on_the_way_does_not_fit(receiver: Receiver) -> None:
    """A word, or the id."""
    receiver.network().post(WIRE, nothing, None)
    headers, body = receiver.got[0]

    with pytest.raises(WebhookVerificationError):
        Verifier(NEW).verify(body.replace(b"gate", b"goat"), dict(headers.items()))
    with pytest.raises(WebhookVerificationError):
        Verifier(NEW).verify(body, {**dict(headers.items()), "webhook-id": "k2"})


def test_one_header_of_the_firms_goes_along(receiver: Receiver) -> None:
    """For those who look at nothing else."""
    receiver.network(header=("x-make-apikey", "s3cret")).post(WIRE, nothing, None)

    assert "s3cret" == receiver.got[0][0]["x-make-apikey"]


def test_a_second_try_is_known_by_its_id(receiver: Receiver) -> None:
    """The same id and the same body."""
    receiver.slow = 0.3
    with pytest.raises(NotSentError, match="known by its id"):
        receiver.network(seconds=0.1).post(WIRE, nothing, None)
    receiver.network().post(WIRE, nothing, NOON)

    (first, body), (second, again) = receiver.got
    assert (first["webhook-id"], body) == (second["webhook-id"], again)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, RefusedPostError, "400"),
        (401, RefusedPostError, "401"),
        (404, RefusedPostError, "404"),
        (307, RefusedPostError, "307"),
        (408, NotSentError, "known by its id"),
        (410, ReconnectError, "wants nothing any more"),
        (429, NotSentError, "429"),
        (500, NotSentError, "known by its id"),
        (503, NotSentError, "known by its id"),
    ],
)
def test_what_answers_mean(receiver: Receiver, status: int, kind: type[PostError], words: str) -> None:
    """Nobody is sent elsewhere, either."""
    receiver.status, receiver.headers = status, {"Location": receiver.url}

    with pytest.raises(kind, match=words):
        receiver.network().post(WIRE, nothing, None)
    assert 1 == len(receiver.got)


def test_too_much_waits_as_long_as_it_is_told(receiver: Receiver) -> None:
    """Retry-After counts; without one the outbox decides."""
    receiver.status, receiver.headers = 429, {"Retry-After": "120"}
    with pytest.raises(NotSentError) as told:
        receiver.network().post(WIRE, nothing, None)
    assert told.value.again
    assert abs(told.value.again - datetime.now(UTC) - timedelta(seconds=120)) < timedelta(seconds=60)

    receiver.headers = {}
    with pytest.raises(NotSentError) as told:
        receiver.network().post(WIRE, nothing, None)
    assert told.value.again is None


def test_nobody_answers(receiver: Receiver) -> None:
    """Cut, or not there at all."""
    receiver.cut = True
    with pytest.raises(NotSentError):
        receiver.network().post(WIRE, nothing, None)
    receiver.url = "http://127.0.0.1:9"
    with pytest.raises(NotSentError):
        receiver.network().post(WIRE, nothing, None)


def test_no_secret_stands_in_what_is_said(receiver: Receiver) -> None:
    """Whatever the receiver repeats."""
    network = receiver.network(header=("x-key", "s3cret"))
    receiver.status, receiver.body = 400, f"{receiver.url}/hooks/hidden-in-the-path s3cret {NEW}".encode()

    with pytest.raises(RefusedPostError) as told:
        network.post(WIRE, nothing, None)
    assert "400 … … …" == str(told.value)
    assert "Hook()" == repr(Hook(receiver.url, (NEW,), ("x-key", "s3cret")))


@pytest.mark.parametrize("named", ["/hooks/hidden-in-the-path", 'webhook "hidden-in-the-path" is not registered'])
def test_no_part_of_the_address_stands_in_what_is_said(receiver: Receiver, named: str) -> None:
    """A receiver that knows it no longer names its path, or the end of it."""
    receiver.status, receiver.body = 404, f"Cannot POST {named}".encode()

    with pytest.raises(RefusedPostError) as refused:
        receiver.network().post(WIRE, nothing, None)
    assert "hidden" not in str(refused.value)
    assert "404 Cannot POST" in str(refused.value)


def test_a_header_that_cannot_be_sent_is_not_repeated(receiver: Receiver) -> None:
    """A secret that was pasted with the end of its line."""
    with pytest.raises(NotSentError) as problem:
        receiver.network(header=("X-Key", "zerofinch\n")).post(WIRE, nothing, None)

    assert "zerofinch" not in str(problem.value)
    assert "signs that may not stand there" in str(problem.value)


def test_what_is_withdrawn_is_told(receiver: Receiver) -> None:
    """As a message of its own, which names the other."""
    network = receiver.network()
    network.remove(network.post(WIRE, nothing, None).ref)

    told = verified(receiver, NEW)
    assert ("post.withdrawn", {"id": "k1", "account": "rafe"}) == (told["type"], told["data"])
    assert "k1_withdrawn" == receiver.got[1][0]["webhook-id"]


def test_nobody_can_look(receiver: Receiver) -> None:
    """And nobody is asked who they are."""
    with pytest.raises(CannotTellError, match="no harm"):
        receiver.network().find(WIRE, NOON)
    network: Network = receiver.network()
    assert Identity("127.0.0.1", "127.0.0.1", "") == network.who()
    assert network.repeats
    assert [] == receiver.got


def test_a_key_with_a_full_stop_is_another_id(receiver: Receiver) -> None:
    """And verifies all the same."""
    landed = receiver.network().post(replace(WIRE, key="k.1"), nothing, None)

    assert landed.ref == verified(receiver, NEW)["data"]["id"]
    assert 64 == len(landed.ref)
    assert landed.ref == json.loads(receiver.got[0][1])["data"]["id"]


@pytest.mark.parametrize("secret", ["", "whsec_", "bmV3IHNlY3JldCBvZiBvdXJz", "whsec_not base64!"])
def test_what_is_no_secret(secret: str) -> None:
    """Is said before anything leaves, and not repeated."""
    with pytest.raises(ValueError, match=r"^a webhook's secret is whsec_ and base64, and this is not$"):
        Webhook(Hook("https://hooks.example/", (secret,)), payload, lambda ref, now: {})  # type: ignore[arg-type]  # nobody gets that far
