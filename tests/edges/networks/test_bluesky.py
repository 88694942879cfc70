"""Bluesky, against its own server."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from pipeline.edges.networks.bluesky import Bluesky
from pipeline.model.posting import canonical
from pipeline.ports.posting import NotSentError, ReconnectError, RefusedPostError
from pipeline.social.bluesky import COLLECTION, payload, rkey
from tests.edges.networks_contract import NetworkContract, Shown, nothing, picture
from tests.servers import bluesky
from tests.servers.bluesky import Account, Server

pytestmark = [pytest.mark.servers, pytest.mark.skipif(bool(bluesky.missing()), reason=bluesky.missing())]


@dataclass
class Place:
    """An account, and how it is reached."""

    server: Server
    account: Account
    #: The server that limits how often one logs in.
    limited: Server
    name: str = "bluesky"
    cards: bool = True
    public: bool = True
    too_long: int = 61
    needle: bytes = b"POST /xrpc/com.atproto.repo.putRecord"

    @property
    def port(self) -> int:
        """Of the server."""
        return self.server.port

    @property
    def secret(self) -> str:
        """What nobody may read."""
        return self.account.password

    def network(self, port: int | None = None, **more: object) -> Bluesky:
        """The edge."""
        address = f"http://127.0.0.1:{port or self.port}/"
        return Bluesky(address, self.account.handle, lambda: self.account.password, payload, rkey, **more)  # type: ignore[arg-type]  # handed on as it is

    def dead(self) -> Bluesky:
        """Its app password was taken back, and its session has ended."""
        ended = json.dumps(
            {"did": self.account.did, "handle": self.account.handle, "access": "ended", "refresh": "ended"}
        )
        revoked = {"name": "attract"}
        self.server.ask("com.atproto.server.revokeAppPassword", self.account.token, json=revoked)
        return self.network(session=ended)

    def held_off(self) -> Bluesky:
        """It has logged in as often as one may."""
        somebody = self.limited.account()
        network = Bluesky(self.limited.address, somebody.handle, lambda: somebody.password, payload, rkey)
        who = {"identifier": somebody.handle, "password": somebody.password}
        address = f"{self.limited.address}/xrpc/com.atproto.server.createSession"
        for _ in range(40):
            if httpx.post(address, json=who, timeout=30).status_code == 429:
                break
        return network

    def shown(self) -> list[Shown]:
        """The account's records, as anybody can read them."""
        where = {"repo": self.account.did, "collection": COLLECTION}
        return [
            self._shown(each["value"])
            for each in self.server.ask("com.atproto.repo.listRecords", params=where)["records"]
        ]

    def _shown(self, record: dict[str, object]) -> Shown:
        embed = record.get("embed")
        assert isinstance(embed, dict)
        card, images = embed.get("external", {}), embed.get("images", [])
        blob = card.get("thumb") or (images[0]["image"] if images else None)
        langs = record["langs"]
        assert isinstance(langs, list)
        return Shown(
            str(record["text"]),
            langs[0],
            images[0]["alt"] if images else "",
            (card.get("uri", ""), card.get("title", ""), card.get("description", "")),
            self._bytes(blob["ref"]["$link"]) if blob else b"",
        )

    def _bytes(self, cid: str) -> bytes:
        where = {"did": self.account.did, "cid": cid}
        return httpx.get(f"{self.server.address}/xrpc/com.atproto.sync.getBlob", params=where, timeout=30).content


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all."""
    running = bluesky.start(tmp_path_factory.mktemp("bluesky"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another, which counts."""
    running = bluesky.start(tmp_path_factory.mktemp("limited"), limited=True)
    yield running
    running.stop()


@pytest.fixture
def place(server: Server, limited: Server) -> Place:
    """An account without posts."""
    return Place(server, server.account(), limited)


def expired(token: str) -> str:
    """A token with another end, so that its signature does not hold."""
    head, middle, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    changed = base64.urlsafe_b64encode(json.dumps({**told, "exp": 1}).encode()).decode().rstrip("=")
    return f"{head}.{changed}.{signature}"


class TestBluesky(NetworkContract):
    """Keeps the contract."""

    def test_the_record_is_what_was_cleared(self, place: Place) -> None:
        """All of it, with the picture under the name that we computed."""
        told, content = picture()
        wire = self.wire(place, picture=told)
        place.network().post(wire, lambda _: content, None)

        where = {"repo": place.account.did, "collection": COLLECTION, "rkey": rkey(wire)}
        stands = place.server.ask("com.atproto.repo.getRecord", params=where)["value"]

        assert canonical(payload(wire)) == canonical(stands)
        assert [content] == [each.picture for each in place.shown()]

    def test_other_bytes_are_refused(self, place: Place) -> None:
        """What was cleared is what leaves."""
        told, _ = picture()
        _, other = picture()

        with pytest.raises(RefusedPostError, match="not the one that was cleared"):
            place.network().post(self.wire(place, picture=told), lambda _: other, None)

        assert [] == place.shown()

    def test_nothing_is_written_over(self, place: Place) -> None:
        """Other words under the same key: what stands there stays."""
        wire, network = self.wire(place), place.network()
        network.post(wire, nothing, None)

        with pytest.raises(RefusedPostError, match="something else stands there already"):
            network.post(replace(wire, text=f"Changed. {wire.link}"), nothing, datetime.now(UTC))

        assert [wire.text] == [each.text for each in place.shown()]

    def test_a_session_is_kept_and_gone_on_with(self, place: Place) -> None:
        """One log-in; whoever has the session needs no password."""
        kept: list[str] = []
        place.network(keep=kept.append).who()

        def none() -> str:
            return "not-asked-for"

        network = Bluesky(
            place.server.address, place.account.handle, none, payload, rkey, session=kept[0], keep=kept.append
        )
        network.post(self.wire(place), nothing, None)

        assert 1 == len(kept)
        assert 1 == len(place.shown())

    @pytest.mark.parametrize("ended", ["access", "refresh"])
    def test_a_session_that_has_ended_is_renewed_once(self, place: Place, ended: str) -> None:
        """By what refreshes it, else by the password; the new one is kept."""
        kept: list[str] = []
        place.network(keep=kept.append).who()
        session = json.loads(kept[0])
        session["access"] = expired(session["access"])
        session[ended] = expired(session[ended]) if ended == "refresh" else session[ended]

        place.network(session=json.dumps(session), keep=kept.append).post(self.wire(place), nothing, None)

        assert 2 == len(kept)
        assert 1 == len(place.shown())

    def test_a_post_of_somebody_else_is_not_removed(self, place: Place) -> None:
        """Whatever its reference says."""
        with pytest.raises(RefusedPostError, match="no post of this account"):
            place.network().remove(f"at://did:plc:other/{COLLECTION}/3n2y2z2w3uch4")

    def test_a_wrong_password_is_no_wrong_post(self, place: Place) -> None:
        """The account waits until somebody connects it again."""
        with pytest.raises(ReconnectError):
            Bluesky(place.server.address, place.account.handle, lambda: "wrong-pass-word", payload, rkey).who()

    def test_a_server_that_speaks_something_else_is_not_believed(self, place: Place, tmp_path: Path) -> None:
        """An answer that is good and says nothing."""
        answers = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>Welcome to our wireless</html>"))
        network = Bluesky("http://x", "a.test", lambda: "p", payload, rkey, web=httpx.Client(transport=answers))

        with pytest.raises(NotSentError, match="no AT Protocol"):
            network.post(self.wire(place), nothing, None)
