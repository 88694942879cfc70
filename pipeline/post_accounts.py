"""The firm's accounts on social networks joined to the world: which edge each has, with whose token, and what goes over its wire.

It stands beside the wiring, which makes it through `posting`, because it names the edges of networks.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from pipeline.counting import NETWORKS, Counter, mastodon
from pipeline.edges.networks.bluesky import Bluesky
from pipeline.edges.networks.linkedin import API, LinkedIn, Login
from pipeline.edges.networks.linkedin_tokens import refreshed
from pipeline.edges.networks.mastodon import Mastodon
from pipeline.edges.networks.webhook import Hook, Webhook
from pipeline.edges.store.tokens import TokenStore
from pipeline.errors import AttractError, ConfigurationError
from pipeline.model.posting import Connection, Wire
from pipeline.ports.posting import Network, NotSentError, Posts, ReconnectError
from pipeline.social import bluesky, linkedin, webhook
from pipeline.social import mastodon as on_mastodon
from pipeline.social_settings import Account

if TYPE_CHECKING:
    from pipeline.wiring import House

_BLUESKY = "https://bsky.social"
#: LinkedIn's tokens live for sixty days; one that can be had anew without anybody's help is, so long before its end.
_REFRESH = timedelta(days=7)


class Uploads(MutableMapping[tuple[str, str], str]):
    """What networks call pictures that they have already, kept with the post: by its key and the picture's hash."""

    def __init__(self, posts: Posts) -> None:
        self._posts = posts

    def __getitem__(self, which: tuple[str, str]) -> str:
        """The network's name of one. Raises KeyError."""
        return self._posts.uploaded(which[0])[which[1]]

    def __setitem__(self, which: tuple[str, str], name: str) -> None:
        """Remember one."""
        self._posts.keep_upload(*which, name)

    def __delitem__(self, which: tuple[str, str]) -> None:
        """Nobody forgets one."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Nobody asks for all of them."""
        raise NotImplementedError

    def __len__(self) -> int:
        """Nobody counts them."""
        raise NotImplementedError


class Accounts:
    """One firm's accounts.

    Args:
        house: the firm.
        tokens: with what each is spoken for.
        posts: the outbox.

    """

    def __init__(self, house: "House", tokens: TokenStore, posts: Posts) -> None:
        self._house, self._tokens, self._posts = house, tokens, posts

    def all(self) -> Mapping[str, Account]:
        """Every account of the settings, by name."""
        return self._house.firm.social.accounts

    def one(self, name: str) -> Account:
        """An account. Raises ConfigurationError where there is none of that name."""
        found = self.all().get(name)
        if found is None:
            known = ", ".join(self.all()) or "none"
            raise ConfigurationError(
                name,
                f"`social.accounts` in content/firm.yml has no such account; those it has: {known}.",
                "Add it there.",
            )
        return found

    def whose(self, name: str) -> str:
        """Whose account it is, as people read it: the firm's name, or a person's."""
        person = self._house.people().get(self.all()[name].person)
        return person.name if person else self._house.firm.name

    def known(self) -> Mapping[str, Connection]:
        """Every account that is connected, by name."""
        return {name: each for name, each in self._tokens.connections().items() if name in self.all()}

    def counter(self, name: str) -> Counter:
        """How its network counts; of a Mastodon server what it said when it was connected."""
        account = self.all()[name]
        token = self._readable(name) if account.network == "mastodon" else {}
        if limit := token.get("limit"):
            return mastodon(int(limit), short_links=bool(token.get("address")))
        return NETWORKS[account.network]

    def told_of(self, name: str) -> str:
        """How its network calls it: a handle, a page's name; empty where nobody knows yet."""
        known = self.known().get(name)
        return known.speaks_for if known else self.all()[name].handle

    def form(self, name: str) -> Callable[[Wire], Mapping[str, Any]]:
        """What goes over the wire of an account, in its network's own form; of one that a person serves, the wire itself."""
        account = self.all()[name]
        if account.by == "webhook":
            return lambda wire: webhook.payload(wire, name, wire.picture.address if wire.picture else "")
        if account.by != "attract":
            return lambda wire: {"wire": wire.told()}
        if account.network == "linkedin":
            return partial(linkedin.payload, author=self._author(name))
        return bluesky.payload if account.network == "bluesky" else on_mastodon.payload

    def _author(self, name: str) -> str:
        """Who speaks on LinkedIn; empty before it is connected: what was cleared then is looked at again."""
        return self._readable(name).get("author", "")

    def _readable(self, name: str) -> Mapping[str, str]:
        """A token, or nothing where no key opens it: to draft a post needs none, and whoever sends is told."""
        try:
            return (self._tokens.token(name) or {}) if name in self.known() else {}
        except AttractError:
            return {}

    def stopped(self, name: str) -> str:
        """Why nothing of an account leaves, in words; empty where it may."""
        known = self.known().get(name)
        if known is None:
            return f"{name} is not connected: attract social connect {name}"
        if known.dead:
            return f"{name} must be connected again ({known.dead}): attract social connect {name}"
        return ""

    def renews(self, name: str) -> bool:
        """Whether its token can be had anew without anybody's help; one that no key opens cannot."""
        try:
            return bool(self._readable(name).get("refresh"))
        except AttractError:
            return False

    def network(self, name: str) -> Network:
        """The edge of an account. Raises AttractError where it is not connected, or its token cannot be read."""
        account, token = self.one(name), self._tokens.token(name)
        if token is None:
            raise ConfigurationError(name, "it is not connected.", f"attract social connect {name}")
        if account.by == "webhook":
            return self._webhook(name, token)
        makes = {"bluesky": self._bluesky, "mastodon": self._mastodon, "linkedin": self._on_linkedin}
        return makes[account.network](name, account, token)

    def of(self, name: str, token: Mapping[str, str]) -> Network:
        """The same for a token that is not kept yet: to find out whom it speaks for."""
        account = self.one(name)
        if account.by == "webhook":
            return self._webhook(name, token)
        if account.network == "bluesky":
            return Bluesky(
                account.server or _BLUESKY, token["handle"], lambda: token["password"], bluesky.payload, bluesky.rkey
            )
        if account.network == "mastodon":
            return Mastodon(account.server, lambda: token["token"], on_mastodon.payload)
        return self._on_linkedin(name, account, token)

    def _webhook(self, name: str, token: Mapping[str, str]) -> Webhook:
        header = token.get("header", "").partition(":")
        hook = Hook(
            token["address"], tuple(token.get("secrets", "").split()),
            (header[0].strip(), header[2].strip()) if header[1] else None,
        )  # fmt: skip
        return Webhook(
            hook, self.form(name), lambda ref, now: webhook.withdrawn(ref, name, now), clock=self._house.time
        )

    def _bluesky(self, name: str, account: Account, token: Mapping[str, str]) -> Network:
        ends = self.known()[name].ends
        return Bluesky(
            account.server or _BLUESKY, token["handle"], lambda: token["password"], self.form(name), bluesky.rkey,
            session=token.get("session", ""),
            keep=lambda session: self._tokens.refreshed(name, {**token, "session": session}, ends),
            clock=self._house.time,
        )  # fmt: skip

    def _mastodon(self, name: str, account: Account, token: Mapping[str, str]) -> Network:
        return Mastodon(
            account.server,
            lambda: token["token"],
            self.form(name),
            uploads=Uploads(self._posts),
            clock=self._house.time,
        )

    def _on_linkedin(self, name: str, account: Account, token: Mapping[str, str]) -> Network:
        known = self.known().get(name)
        ends = known.ends if known else None
        if known and ends and token.get("refresh") and ends - self._house.time() < _REFRESH:
            token, ends = self._refreshed(name, token)
        login = Login(token["access"], token.get("author", ""), self._house.firm.social.linkedin_version, ends)
        return LinkedIn(
            login, partial(linkedin.payload, author=login.author), uploads=Uploads(self._posts), clock=self._house.time,
            api=account.server or API,
        )  # fmt: skip

    def _refreshed(self, name: str, token: Mapping[str, str]) -> tuple[Mapping[str, str], datetime | None]:
        """A new token in place of one that ends soon; the old one where LinkedIn gives none just now."""
        ends = self.known()[name].ends
        try:
            given = refreshed(token["refresh"], token["client_id"], token["client_secret"], self._house.time())
        except (NotSentError, ReconnectError):
            # It is good for some days yet; whoever watches over its end tells a person.
            return token, ends
        new = {**token, "access": given.access, "refresh": given.refresh}
        self._tokens.refreshed(name, new, given.ends)
        return new, given.ends


def limits_of(network: Network) -> Mapping[str, str]:
    """What a Mastodon server takes, as it is kept with the token: its counter goes by it."""
    told = on_mastodon.limits(cast(Mastodon, network).instance())
    return {"limit": str(told.characters), "address": str(told.address or "")}
