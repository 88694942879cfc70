"""Mastodon, against a server that speaks as it does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.edges.networks.mastodon import Mastodon
from pipeline.ports.posting import CannotTellError, NotSentError, ReconnectError, UnsurePostError
from pipeline.social.mastodon import limits, payload
from tests.edges.networks_contract import NetworkContract, Shown, nothing, picture
from tests.servers import mastodon
from tests.servers.fault_proxy import line
from tests.servers.mastodon import TOKEN, Server

pytestmark = [pytest.mark.servers, pytest.mark.skipif(bool(mastodon.missing()), reason=mastodon.missing())]


@dataclass
class Place:
    """The account that the server starts with."""

    server: Server
    name: str = "mastodon"
    cards: bool = False
    public: bool = False
    too_long: int = 101
    needle: bytes = b"POST /api/v1/statuses"

    @property
    def secret(self) -> str:
        """What stands in no words."""
        return TOKEN

    @property
    def port(self) -> int:
        """Of the server."""
        return self.server.port

    def network(self, port: int | None = None, token: str = TOKEN) -> Mastodon:
        """The edge."""
        return Mastodon(f"http://127.0.0.1:{port or self.port}/", lambda: token, payload)

    def dead(self) -> Mastodon:
        """With a token that nobody gave."""
        return self.network(token=f"{TOKEN}-ended")

    def held_off(self) -> Mastodon:
        """Its next post is one too many."""
        self.server.fail({"type": "ratelimit"})
        return self.network()

    def shown(self) -> list[Shown]:
        """The account's posts; the texts as they were written."""
        me = self.server.ask("GET", "/api/v1/accounts/verify_credentials")["id"]
        return [
            Shown(
                self.server.ask("GET", f"/api/v1/statuses/{each['id']}/source")["text"],
                each["language"] or "",
                "".join(media["description"] or "" for media in each["media_attachments"]),
            )
            for each in self.server.ask("GET", f"/api/v1/accounts/{me}/statuses", params={"limit": 40})
            if each["visibility"] == "public"
        ]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all."""
    running = mastodon.start(tmp_path_factory.mktemp("mastodon"))
    yield running
    running.stop()


@pytest.fixture
def place(server: Server) -> Place:
    """An account without posts."""
    server.reset()
    return Place(server)


class TestMastodon(NetworkContract):
    """Keeps the contract."""

    def test_a_picture_is_brought_once(self, place: Place) -> None:
        """The next try has its id from the first, for a server refuses what has gone out already."""
        told, content = picture()
        wire, uploads = self.wire(place, picture=told), dict[tuple[str, str], str]()
        place.server.fail({"type": "ratelimit"})
        with pytest.raises(NotSentError):
            Mastodon(place.server.address, lambda: TOKEN, payload, uploads=uploads).post(wire, lambda _: content, None)

        Mastodon(place.server.address, lambda: TOKEN, payload, uploads=uploads).post(wire, nothing, None)

        assert [(wire.key, told.digest)] == list(uploads)
        assert [told.alt] == [each.alt for each in place.shown()]

    @pytest.mark.parametrize("status", [500, 503, 408])
    def test_trouble_at_the_server_leaves_a_doubt(self, place: Place, status: int) -> None:
        """It may have been done all the same; a question that fails so leaves none."""
        place.server.fail({"type": "status", "status": status})
        with pytest.raises(UnsurePostError):
            place.network().post(self.wire(place), nothing, None)
        place.server.fail({"type": "status", "status": status}, "GET", "/api/v1/accounts/verify_credentials")
        with pytest.raises(NotSentError):
            place.network().who()

    def test_a_token_that_may_not_is_a_dead_one(self, place: Place) -> None:
        """403: its scope is too small, or the account is frozen."""
        place.server.fail({"type": "status", "status": 403})

        with pytest.raises(ReconnectError):
            place.network().post(self.wire(place), nothing, None)

    def test_older_posts_are_looked_through_page_by_page(self, place: Place) -> None:
        """As far back as the first try, and no further."""
        wire, network, began = self.wire(place), place.network(), datetime.now(UTC)
        network.post(wire, nothing, None)
        for number in range(45):
            place.server.ask("POST", "/api/v1/statuses", json={"status": f"Another {number}"})

        assert network.find(wire, began) is not None
        assert network.find(wire, datetime.now(UTC) + timedelta(minutes=10)) is None

    def test_a_clock_that_is_ahead_of_the_servers_hides_nothing(self, place: Place) -> None:
        """Ours by minutes, and a server that knows no keys: who looks finds what is there."""
        wire, network = self.wire(place), place.network()
        ref = network.post(wire, nothing, None).ref

        again = network.post(replace(wire, key="e" * 64), nothing, datetime.now(UTC) + timedelta(minutes=4))

        assert ref == again.ref
        assert 1 == len(place.shown())

    def test_a_server_that_forgets_keys_gets_no_second_post(self, place: Place) -> None:
        """Another key, as if the hour were over: the link is known again before anything is sent."""
        wire, began, network = self.wire(place), datetime.now(UTC), place.network()
        with line(place.port) as between:
            self._lost(place, between, wire)

        network.post(replace(wire, key="0" * 64), nothing, began)

        assert 1 == len(place.shown())

    def test_a_post_without_a_link_is_not_sent_twice(self, place: Place) -> None:
        """Nobody could say whether it is there."""
        wire, network = self.wire(place, link=""), place.network()

        with pytest.raises(UnsurePostError):
            network.post(wire, nothing, datetime.now(UTC))
        with pytest.raises(CannotTellError):
            network.find(wire, datetime.now(UTC))
        assert [] == place.shown()

    def test_the_server_says_what_it_takes(self, place: Place) -> None:
        """500 characters, like most."""
        assert 500 == limits(place.network().instance()).characters
