"""From a piece to a post on real servers, and down again: everything between is ours as it stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import post_acts, post_connecting, rounds
from pipeline.model.posting import PostState
from pipeline.post_pictures import PostPictures
from pipeline.wiring import House
from tests.conftest import ARTICLE, SmallFirm
from tests.edges.networks import test_bluesky, test_mastodon
from tests.edges.networks_contract import Shown
from tests.servers import bluesky, mastodon
from tests.test_posting import at, cleared, drafted, firm_with

pytestmark = pytest.mark.servers


@dataclass
class Network:
    """A server with one account of ours."""

    name: str
    #: The account's settings, and what is asked for to connect it.
    settings: str
    answers: dict[str, str]
    shown: Callable[[], list[Shown]]


@pytest.fixture(params=["bluesky", "mastodon"])
def network(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Network]:
    """A real Bluesky server, and what speaks as Mastodon does."""
    if request.param == "bluesky":
        if why := bluesky.missing():
            pytest.skip(why)
        server = bluesky.start(tmp_path)
        account = server.account()
        place = test_bluesky.Place(server, account, server)
        settings = f'{{network: bluesky, handle: {account.handle}, server: "{server.address}"}}'
        yield Network("bluesky", settings, {"password": account.password}, place.shown)
        server.stop()
        return
    if why := mastodon.missing():
        pytest.skip(why)
    mock = mastodon.start(tmp_path)
    settings = f'{{network: mastodon, server: "{mock.address}"}}'
    yield Network("mastodon", settings, {"token": mastodon.TOKEN}, test_mastodon.Place(mock).shown)
    mock.stop()


def test_a_piece_is_posted_once_as_it_was_cleared_and_taken_down(small_firm: SmallFirm, network: Network) -> None:
    """What the server has is what somebody looked at, picture and words for it; withdrawn, it is gone."""
    now = datetime.now(UTC).replace(microsecond=0)
    firm = firm_with(small_firm, f"    it: {network.settings}\n")
    article = ARTICLE.replace("2026-11-02", f"{now - timedelta(days=1):%Y-%m-%d}")
    firm.write("content/articles/reading-a-lease.md", article)
    house = at(firm, now)
    known = post_connecting.connect(house, "it", network.answers)
    (post,) = cleared(house)
    house.posting.move(post, now - timedelta(minutes=1))

    assert known.connection.speaks_for
    assert 1 == rounds.say(house, house.judged()[0]).accepted
    assert 0 == rounds.say(house, house.judged()[0]).accepted
    (there,) = network.shown()
    assert post.wire.picture is not None
    assert (post.wire.text, "en-GB") == (there.text, there.language)
    if network.name == "bluesky":
        assert (post.wire.link, post.wire.title) == there.card[:2]
        assert there.picture == _bytes(house, post.id)
    else:
        assert post.wire.picture.alt == there.alt

    (firm.root / "content/articles/reading-a-lease.md").unlink()
    house = firm.house(now + timedelta(hours=1))
    with house.working():
        house.collect(feeds=False, accept_gone=True)
    assert 0 == drafted(house)
    assert 1 == rounds.say(house, house.judged()[0]).removed
    assert [] == network.shown()
    assert PostState.REMOVED is post_acts.one(house, post.id).state


def _bytes(house: House, id_: str) -> bytes:
    picture = post_acts.one(house, id_).wire.picture
    assert picture is not None
    return PostPictures(house).read(picture)
