"""The pictures of posts: share cards, kept as they were when somebody looked at them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.edges.cards import CardFolder
from pipeline.edges.files import AssetFolder
from pipeline.edges.painter import HEIGHT, WIDTH
from pipeline.model import Asset
from pipeline.model.card import Card
from pipeline.model.posting import Picture, Post
from pipeline.ports.posting import NotSentError
from pipeline.publish import page

if TYPE_CHECKING:
    from pipeline.wiring import House


class PostPictures:
    """One firm's, in a folder of their own: cards are painted anew when their layout changes, and these stay."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._cards = CardFolder(house.state / "cards", house.state / "assets")
        self._kept = AssetFolder(house.state / "pictures")

    def of(self, card: Card) -> Picture:
        """A share card as a picture that goes with a post. Raises BuildError where it cannot be painted."""
        self._cards.paint_missing([card])
        raw = self._cards.path(card).read_bytes()
        kept = self._kept.put(card.filename, raw, ".png")
        return self._told(card, kept.sha256, len(raw))

    def _told(self, card: Card, digest: str, size: int) -> Picture:
        address = f"{self._house.firm.site}{page.CARDS}{card.filename}"
        return Picture(
            digest=digest, mime="image/png", size=size, width=WIDTH, height=HEIGHT, alt=card.alt, address=address
        )

    def read(self, picture: Picture) -> bytes:
        """The bytes of one. Raises NotSentError where they are gone."""
        try:
            return self._kept.read(_asset(picture))
        except FileNotFoundError as problem:
            raise NotSentError("its picture is not here any more: drop it, and bring it back") from problem

    def forget(self, needed: Iterable[Post], older: timedelta) -> int:
        """Delete those of posts that need none any more; returns how many.

        Args:
            needed: the posts whose pictures stay.
            older: so long a picture stays in any case: a post is written down a moment after its picture.

        """
        wanted = [_asset(each.wire.picture) for each in needed if each.wire.picture]
        return self._kept.prune(wanted, (self._house.time() - older).timestamp())


def _asset(picture: Picture) -> Asset:
    return Asset(name="", sha256=picture.digest, suffix=".png")
