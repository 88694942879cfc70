"""What every network keeps, held against a server that is as real as can be had; an edge's tests inherit it."""

import io
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Protocol

import pytest
from PIL import Image

from pipeline.model.posting import Picture, Wire
from pipeline.ports.posting import Network, NotSentError, ReconnectError, RefusedPostError, UnsurePostError
from tests.servers.fault_proxy import Line, line

_numbers = count(1)
#: What breaks whoever cuts, counts or escapes carelessly.
HOSTILE = {
    "right to left": "‮דין וחשבון‬ and the gate: حكم المحكمة العليا",
    "zero width": "break\u200bclause\u200d \u2060and\ufeff rent\u00adreview",
    "combining": "e\u0301 Z" + "\u0337\u0322\u0301" * 20 + " n\u0303",
    "four bytes": "👨‍👩‍👧‍👦 𝔏𝔢𝔞𝔰𝔢 🇮🇪 𠜎",
    "lists": "(a) notice; (b) [rent], {costs} | <both> & *none* _of_ ~them~ \\ @nobody",
    "citations": "Re Gate [2026] IEHC #12, § 4(1)(a), No. #345",
    "lines": "One.\n\nTwo.\tThree  four.",
}


@dataclass(frozen=True)
class Shown:
    """A post as the server tells it to whoever asks."""

    text: str
    language: str = ""
    #: What its picture shows.
    alt: str = ""
    #: What its card says: address, title, summary; empty where there are no cards.
    card: tuple[str, str, str] = ("", "", "")
    #: The bytes of its picture, where they can be had as they were sent.
    picture: bytes = b""


class Place(Protocol):
    """An account on a server, and what tests do with it behind the edge's back."""

    #: wire.network; and whether it has cards for links.
    name: str
    cards: bool
    #: Whether posts can be looked for without a token.
    public: bool
    #: So many times "word " and whatever else is in a post are too much.
    too_long: int
    #: On the wire of what posts.
    needle: bytes

    @property
    def port(self) -> int:
        """Where the server answers."""

    @property
    def secret(self) -> str:
        """What stands in no words."""

    def network(self, port: int | None = None) -> Network:
        """The edge, which asks at this port of this machine."""

    def dead(self) -> Network:
        """The edge with a token that has ended."""

    def held_off(self) -> Network:
        """The edge at a server that has had enough of us."""

    def shown(self) -> list[Shown]:
        """Every post of the account."""


def picture() -> tuple[Picture, bytes]:
    """A small one that nobody else has."""
    made = io.BytesIO()
    Image.new("RGB", (8, 4), (next(_numbers) % 256, 30, 60)).save(made, "PNG")
    content = made.getvalue()
    digest = sha256(content).hexdigest()
    return Picture(digest=digest, mime="image/png", size=len(content), width=8, height=4, alt="Ein Tor – ‮שער"), content


def nothing(_: Picture) -> bytes:
    """No picture is asked for."""
    raise AssertionError("a picture was asked for")


class NetworkContract:
    """Keeps `Network`. Whoever inherits it has a fixture `place`: a fresh account."""

    @staticmethod
    def wire(place: Place, text: str = "Read it.", **changes: object) -> Wire:
        """A post with a link that nobody else has."""
        number = next(_numbers)
        link = f"https://firm.example/a?p={number}&q=1"
        fields: dict[str, object] = {
            "network": place.name, "text": f"{text} {link} #Leases", "language": "en", "link": link, "title": "Gates & “gaps”",
            "summary": "Of both.", "tags": ("Leases",), "at": datetime.now(UTC).replace(microsecond=0), "key": f"{number:064x}",
            **changes,
        }  # fmt: skip
        return Wire(**fields)  # type: ignore[arg-type]  # a builder takes any field

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_what_is_read_back_is_what_was_cleared(self, place: Place, kind: str) -> None:
        """Byte for byte, once."""
        wire = self.wire(place, HOSTILE[kind])

        landed = place.network().post(wire, nothing, None)

        assert [wire.text.encode()] == [each.text.encode() for each in place.shown()]
        assert landed.ref
        assert landed.address.startswith("http")

    def test_a_post_has_its_language_and_its_card(self, place: Place) -> None:
        """As they were cleared."""
        wire = self.wire(place)

        place.network().post(wire, nothing, None)

        card = (wire.link, wire.title, wire.summary) if place.cards else ("", "", "")
        assert [("en", card)] == [(each.language, each.card) for each in place.shown()]

    def test_a_picture_says_what_it_shows(self, place: Place) -> None:
        """To whoever does not see it."""
        told, content = picture()

        place.network().post(self.wire(place, text="A gate", link="", picture=told), lambda _: content, None)

        (shown,) = place.shown()
        assert told.alt == shown.alt
        assert shown.picture in (b"", content)

    def test_the_same_again_is_the_same_post(self, place: Place) -> None:
        """With its first id, whether or not anybody remembers the first time."""
        told, content = picture()
        wire = self.wire(place, picture=told)
        network, began = place.network(), datetime.now(UTC)

        landed = [network.post(wire, lambda _: content, since) for since in (None, None, began, began)]

        assert 1 == len({each.ref for each in landed})
        assert 1 == len({each.address for each in landed})
        assert 1 == len(place.shown())

    def test_other_posts_are_others(self, place: Place) -> None:
        """Even where one link begins as the other does."""
        first = self.wire(place)
        longer = replace(first, link=f"{first.link}0", text=f"Read it. {first.link}0", key="f" * 64)
        network, began = place.network(), datetime.now(UTC)
        network.post(longer, nothing, None)

        assert network.find(first, began) is None
        landed = network.post(first, nothing, began)

        assert 2 == len(place.shown())
        found = network.find(first, began)
        assert found is not None
        assert landed.ref == found.ref

    def test_a_lost_answer_doubles_nothing(self, place: Place) -> None:
        """The server did it, nobody heard of it, and it was sent again."""
        wire, began = self.wire(place), datetime.now(UTC)
        with line(place.port) as between:
            network = place.network(between.port)
            network.who()
            between.lose(place.needle)
            with pytest.raises(UnsurePostError):
                network.post(wire, nothing, None)
            assert 1 == between.lost == len(place.shown())

            landed = network.post(wire, nothing, began)

        assert 1 == len(place.shown())
        found = place.network().find(wire, began)
        assert found is not None
        assert landed.ref == found.ref

    def test_a_lost_answer_is_found_by_whoever_looks(self, place: Place) -> None:
        """A new process, that remembers nothing but since when."""
        wire, began = self.wire(place), datetime.now(UTC)
        with line(place.port) as between:
            self._lost(place, between, wire)

        found = place.network().find(wire, began)

        assert found is not None
        place.network().remove(found.ref)
        assert [] == place.shown()

    @staticmethod
    def _lost(place: Place, between: Line, wire: Wire) -> None:
        between.lose(place.needle)
        with pytest.raises(UnsurePostError):
            place.network(between.port).post(wire, nothing, None)

    def test_what_was_never_said_is_not_found(self, place: Place) -> None:
        """Beside others that were."""
        place.network().post(self.wire(place), nothing, None)

        assert place.network().find(self.wire(place), datetime.now(UTC) - timedelta(days=1)) is None

    def test_what_is_removed_is_gone_and_stays_so(self, place: Place) -> None:
        """To remove it twice is no error."""
        wire, began, network = self.wire(place), datetime.now(UTC), place.network()
        landed = network.post(wire, nothing, None)

        network.remove(landed.ref)
        network.remove(landed.ref)

        assert [] == place.shown()
        assert network.find(wire, began) is None

    def test_what_is_not_ours_is_not_removed(self, place: Place) -> None:
        """A reference that is none asks nobody for anything."""
        with pytest.raises(RefusedPostError):
            place.network().remove("../accounts/1")

    def test_a_dead_token_stops_the_account(self, place: Place) -> None:
        """Nothing is posted; the words have no token in them."""
        ref = place.network().post(self.wire(place), nothing, None).ref
        network, wire = place.dead(), self.wire(place)
        acts: list[Callable[[], object]] = [
            lambda: network.post(wire, nothing, None),
            lambda: network.post(wire, nothing, datetime.now(UTC)),
            lambda: network.who(),
            lambda: network.remove(ref),
        ]
        if not place.public:
            acts.append(lambda: network.find(wire, datetime.now(UTC)))
        for act in acts:
            with pytest.raises(ReconnectError) as told:
                act()
            assert place.secret not in str(told.value)
        assert 1 == len(place.shown())

    def test_what_is_refused_says_why(self, place: Place) -> None:
        """In the network's own words, on one line; and it is not there."""
        with pytest.raises(RefusedPostError) as told:
            place.network().post(self.wire(place, "word " * place.too_long), nothing, None)

        words = str(told.value)
        assert words.startswith("4")
        assert len(words) in range(10, 201)
        assert "\n" not in words
        assert place.secret not in words
        assert [] == place.shown()

    def test_nobody_there_means_that_nothing_was_sent(self, place: Place) -> None:
        """Whatever was asked."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        network, wire = place.network(port), self.wire(place)
        for act in (
            lambda: network.post(wire, nothing, None),
            lambda: network.find(wire, datetime.now(UTC)),
            lambda: network.who(),
        ):
            with pytest.raises(NotSentError) as told:
                act()
            assert told.value.again is None

    def test_whoever_is_put_off_hears_until_when(self, place: Place) -> None:
        """And nothing was posted."""
        with pytest.raises(NotSentError) as told:
            place.held_off().post(self.wire(place), nothing, None)

        assert told.value.again is not None
        assert timedelta(0) < told.value.again - datetime.now(UTC) < timedelta(hours=1)
        assert [] == place.shown()

    def test_the_token_says_whom_it_speaks_for(self, place: Place) -> None:
        """A name, an id and a page."""
        who = place.network().who()

        assert who.name
        assert who.id
        assert who.address.startswith("http")
