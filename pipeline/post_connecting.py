"""Connecting accounts on social networks: what each must be told, whom that speaks for, and what happens to what waited."""

import base64
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pipeline.errors import TransportError, UsageError
from pipeline.model.posting import Connection, PostState, seal
from pipeline.ports.posting import Identity, PostError, ReconnectError
from pipeline.post_accounts import limits_of
from pipeline.social_settings import Account
from pipeline.wiring import House

#: What LinkedIn gives a token that says nothing of its end (learn.microsoft.com/linkedin: 60 days).
_LINKEDIN = timedelta(days=60)
_PAGE = re.compile(r"\d+")
#: Bytes of a webhook's secret that we make: the middle of what Standard Webhooks asks for (24 to 64).
_SECRET = 32


@dataclass(frozen=True)
class Question:
    """One thing that somebody is asked for."""

    #: Under what it is kept.
    name: str
    #: What is asked.
    words: str
    secret: bool = True
    #: Whether nothing is an answer, too.
    may_be_empty: bool = False


def questions(account: Account) -> Sequence[Question]:
    """What is asked for to connect an account.

    Raises:
        UsageError: nothing is: a person brings its posts there.

    """
    if not account.is_spoken:
        raise UsageError(
            account.by, "posts come there by a person's hand, so there is nothing to connect.",
            "`attract social files` and `attract social share` hand them over.",
        )  # fmt: skip
    if account.by == "webhook":
        return (
            Question("address", "Address of the webhook"),
            Question("secrets", "Its secret, whsec_... (empty: a new one is made)", may_be_empty=True),
            Question("header", "A header for whoever looks at no signatures, as Name: value (empty: none)", may_be_empty=True),
        )  # fmt: skip
    if account.network == "bluesky":
        handle = () if account.handle else (Question("handle", "Handle, such as firm.bsky.social", secret=False),)
        return (*handle, Question("password", "App password (Settings, Privacy and security, App passwords)"))
    if account.network == "mastodon":
        return (Question("token", "Access token (Preferences, Development, your application)"),)
    return (
        Question("access", "Access token"),
        Question("ends", "The day on which it ends, YYYY-MM-DD (empty: in 60 days)", secret=False, may_be_empty=True),
        Question("refresh", "Refresh token, where LinkedIn gave one (empty: none)", may_be_empty=True),
        Question("client_id", "Client ID of your application, with a refresh token (empty: none)", secret=False, may_be_empty=True),
        Question("client_secret", "Its client secret (empty: none)", may_be_empty=True),
    )  # fmt: skip


@dataclass(frozen=True)
class Connected:
    """An account that was connected."""

    connection: Connection
    #: Its page; empty where there is none.
    address: str
    #: The secret that was made for a webhook, to be told to whoever listens; empty where none was.
    secret: str = ""
    #: Posts that had waited and got another time.
    moved: int = 0


def connect(house: House, name: str, answers: Mapping[str, str]) -> Connected:
    """Ask the network whom a token speaks for, and keep it, encrypted.

    Args:
        house: the firm.
        name: the account's.
        answers: to `questions`, by name.

    Raises:
        AttractError: there is no such account, the network does not know the token, or does not answer.

    """
    accounts, account = house.posting.accounts, house.posting.accounts.one(name)
    token = {key: told.strip() for key, told in answers.items() if told.strip()}
    ends = _ends(account, token, house.time())
    token.pop("ends", None)
    made = ""
    if account.by == "webhook" and "secrets" not in token:
        made = token["secrets"] = f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET)).decode()}"
    if account.by == "attract" and account.network == "bluesky":
        token.setdefault("handle", account.handle)
    if account.by == "attract" and account.network == "linkedin" and _PAGE.fullmatch(account.handle):
        token["author"] = f"urn:li:organization:{account.handle}"
    try:
        network = accounts.of(name, token)
        who = network.who()
        if account.by == "attract" and account.network == "mastodon":
            token |= limits_of(network)
    except ReconnectError as problem:
        raise UsageError(
            name,
            f"the network does not take it ({problem}).",
            "Look whether it was copied whole, and is of this account.",
        ) from problem
    except PostError as problem:
        raise TransportError(name, f"nobody could be asked ({problem}).", "Try again later.") from problem
    except (KeyError, ValueError) as problem:
        raise UsageError(
            name, f"something is missing or wrong: {problem}.", f"attract social connect {name}"
        ) from problem
    if account.by == "attract" and account.network == "linkedin":
        token.setdefault("author", who.id)
    return _kept(house, name, token, who, who.ends or ends, made)


def _ends(account: Account, token: Mapping[str, str], now: datetime) -> datetime | None:
    if account.by != "attract" or account.network != "linkedin":
        return None
    if not (told := token.get("ends")):
        return now + _LINKEDIN
    try:
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    except ValueError as problem:
        raise UsageError(told, "this is no day.", "Write it as 2026-12-31.") from problem


def _kept(
    house: House, name: str, token: Mapping[str, str], who: Identity, ends: datetime | None, made: str
) -> Connected:
    posting = house.posting
    connection = Connection(account=name, speaks_for=who.name, connected=house.time(), ends=ends)
    posting.tokens.connect(connection, token)
    # Who speaks may be part of what goes over the wire: whatever nobody has cleared yet is named anew.
    form = posting.accounts.form(name)
    for post in posting.posts.find(states=[PostState.DRAFT], account=name):
        if (sealed := seal(form(post.wire))) != post.seal:
            posting.posts.reword(replace(post, seal=sealed))
    return Connected(connection, who.address, made, _moved(house, name))


def _moved(house: House, name: str) -> int:
    """Give what waited for the connection its next free moment each: nothing is given up because a token was dead."""
    posting, moved = house.posting, 0
    for post in posting.posts.find(states=[PostState.PLANNED], account=name):
        if post.due < house.time() and post.began is None:
            drafting = posting.drafting(())
            moved += posting.move(post, drafting.due(name, of=post.of))
    return moved


def asked(account: Account, ask: Callable[[Question], str]) -> dict[str, str]:
    """The answers to everything that is asked for an account."""
    return {each.name: ask(each) for each in questions(account)}


def disconnect(house: House, name: str) -> bool:
    """Forget a token; False where there was none. What waits, waits on."""
    house.posting.accounts.one(name)
    return house.posting.tokens.disconnect(name)
