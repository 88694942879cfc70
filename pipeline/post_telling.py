"""What may be told of on social accounts as everything stands, and why a post may not leave."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.digest import decide as digest_decide
from pipeline.model import Channel, ClearedItem, Kind, digest_of, newest_first
from pipeline.model.posting import Post

if TYPE_CHECKING:
    from pipeline.wiring import House


class Telling:
    """One moment of a firm.

    Args:
        house: the firm.
        cleared: what may go out at that moment.

    """

    def __init__(self, house: "House", cleared: Sequence[ClearedItem]) -> None:
        self._house = house
        self._cleared = {each.id: each for each in cleared}
        self._people = house.people()
        self._today = _today(house)
        self._of = house.firm, cleared

    def still_stands(self, cleared: Sequence[ClearedItem]) -> bool:
        """Whether this is of the very same judgement, under the same settings, on the same day."""
        return self._of[0] is self._house.firm and self._of[1] is cleared and self._today == _today(self._house)

    @cached_property
    def version(self) -> str:
        """Names what there is to tell."""
        return digest_of(
            [
                f"{id_} {each.cleared_text} {len(each.corrections)} {Channel.SOCIAL in each.channels}"
                for id_, each in self._cleared.items()
            ]
        )

    @cached_property
    def pieces(self) -> list[ClearedItem]:
        """What may be told of, newest first."""
        return newest_first(self.shareable)

    @cached_property
    def shareable(self) -> list[ClearedItem]:
        """The same, in no order: not what stands elsewhere, and nothing of who said "not me"."""
        return [
            each
            for each in self._cleared.values()
            if digest_decide.goes_out(each, Channel.SOCIAL) and each.item.kind is not Kind.ELSEWHERE
            and self._shy.isdisjoint(each.item.authors)
        ]  # fmt: skip

    @cached_property
    def _shy(self) -> set[str]:
        return {id_ for id_, person in self._people.items() if not person.social}

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {each.id: each.item.content_hash for each in self.shareable}

    def speaks(self, person: str) -> bool:
        """Whether somebody may have posts of their own: they work here, and have not said "not me"."""
        found = self._people.get(person)
        return bool(found and found.social and (found.left is None or found.left > self._today))

    def why_not(self, post: Post) -> str:
        """Why a post must not leave, in words; empty where it may."""
        account = self._house.firm.social.accounts.get(post.account)
        if account is None:
            return "the account stands in the settings no more"
        if account.person and not self.speaks(account.person):
            return f"{account.person} does not work here any more, or said “not me”"
        gone = next((id_ for id_, text in post.texts.items() if self._texts.get(id_) != text), "")
        return f"{gone} is not cleared for social networks, or says something else by now" if gone else ""

    def given_up(self, post: Post) -> str:
        """Why a post will never leave; empty where it may yet: its piece may only be held for another look."""
        account = self._house.firm.social.accounts.get(post.account)
        if account is None or (account.person and not self.speaks(account.person)):
            return self.why_not(post)
        for id_ in post.texts:
            if self.withdrawn(id_):
                return f"{id_} was withdrawn"
            if (known := self._cleared.get(id_)) and self._shy & set(known.item.authors):
                return f"{id_} is of somebody who said “not me”"
        return ""

    def withdrawn(self, id_: str) -> bool:
        """Whether a piece was taken back for good: its file has gone, somebody or its client said so, or it may go elsewhere only."""
        if known := self._cleared.get(id_):
            return Channel.SOCIAL not in known.channels
        clearing = self._house.clearing
        if not self._house.library.items([id_]):
            return True
        consents = [each for each in clearing.known_consents().values() if each.item == id_]
        over = [each for each in consents if each.withdrawn or (each.expires and each.expires < self._today)]
        return clearing.recorded().of(id_).withdrawn is not None or bool(consents and len(over) == len(consents))


def _today(house: "House") -> date:
    return house.time().astimezone(house.firm.zone).date()


class Latest:
    """The same, made anew where a decision was written since."""

    def __init__(self, house: "House", cleared: Sequence[ClearedItem]) -> None:
        self._house, self._telling = house, house.posting.telling(cleared)
        self._standing = house.clearing.standing()

    def __call__(self) -> Telling:
        """It."""
        if (standing := self._house.clearing.standing()) != self._standing:
            self._telling = Telling(self._house, self._house.judged()[0])
            self._standing = standing
        return self._telling
