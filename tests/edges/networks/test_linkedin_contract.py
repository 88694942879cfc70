"""A firm's page on LinkedIn keeps what every network keeps; where LinkedIn is otherwise, it is said here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from pipeline.edges.networks.linkedin import LinkedIn, Login
from pipeline.ports.posting import NotSentError, ReconnectError, RefusedPostError
from pipeline.social.linkedin import payload
from tests.edges.networks.linkedin_fake import Answer, Fake, serving, too_many
from tests.edges.networks_contract import NetworkContract, Place, Shown, nothing

PAGE = "urn:li:organization:42"
_RIGHTS = ("w_organization_social", "r_organization_social")


@dataclass
class Page:
    """A page, and LinkedIn as far as anybody can have it."""

    fake: Fake
    secret: str
    name: str = "linkedin"
    cards: bool = True
    public: bool = False
    too_long: int = 3001
    needle: bytes = b"POST /rest/posts"
    port: int = 0

    def __post_init__(self) -> None:
        self.port = int(self.fake.url.rpartition(":")[2])

    def network(self, port: int | None = None, token: str = "") -> LinkedIn:
        """The edge."""
        login = Login(token or self.secret, PAGE, "202609")
        return LinkedIn(login, partial(payload, author=PAGE), api=f"http://127.0.0.1:{port or self.port}")

    def dead(self) -> LinkedIn:
        """With a token that somebody took back."""
        self.fake.tokens[self.secret].revoked = True
        return self.network()

    def held_off(self) -> LinkedIn:
        """With no budget for the day."""
        self.fake.force = [too_many()]
        return self.network()

    def shown(self) -> list[Shown]:
        """As readers see it."""
        return [self._shown(each.seen, each.told.get("content", {})) for each in self.fake.live()]

    def _shown(self, text: str, content: dict[str, dict[str, str]]) -> Shown:
        article, media = content.get("article", {}), content.get("media", {})
        card = (article.get("source", ""), article.get("title", ""), article.get("description", ""))
        # LinkedIn is not told a language; it says so itself.
        sent = self.fake.pictures[media["id"]].body if media else b""
        return Shown(text, "en", media.get("altText", ""), card, sent)


class TestPage(NetworkContract):
    """What the contract says, and where LinkedIn has a word of its own."""

    @pytest.fixture
    def place(self) -> Iterator[Place]:
        """A page that nobody has posted on."""
        with serving(Fake()) as fake:
            yield Page(fake, fake.grant("rafe", *_RIGHTS, pages=("42",)))

    def test_a_dead_token_stops_the_account(self, place: Place) -> None:
        """To take down what is a post of LinkedIn's, too."""
        network, wire, now = place.dead(), self.wire(place), datetime.now(UTC)
        for act in (
            lambda: network.post(wire, nothing, None), lambda: network.post(wire, nothing, now), lambda: network.find(wire, now),
            lambda: network.who(), lambda: network.remove("urn:li:share:1"),
        ):  # fmt: skip
            with pytest.raises(ReconnectError) as told:
                act()
            assert place.secret not in str(told.value)
        assert [] == place.shown()

    def test_what_is_refused_says_why(self, place: Place) -> None:
        """What is too long is refused by the form already, before anything is asked; LinkedIn refuses what we do not know."""
        with pytest.raises(ValueError, match="3000"):
            place.network().post(self.wire(place, "word " * place.too_long), nothing, None)
        assert isinstance(place, Page)
        place.fake.force = [Answer(400, {"status": 400, "message": "no\n" + place.secret + "!" * 300})]
        with pytest.raises(RefusedPostError, match=r"^400 no …!") as told:
            place.network().post(self.wire(place), nothing, None)
        assert 200 == len(str(told.value))
        assert [] == place.shown()

    def test_whoever_is_put_off_hears_until_when(self, place: Place) -> None:
        """Until LinkedIn's next day, or an hour later."""
        with pytest.raises(NotSentError) as told:
            place.held_off().post(self.wire(place), nothing, None)

        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        assert told.value.again
        assert midnight <= told.value.again < midnight + timedelta(hours=1)
        assert [] == place.shown()
