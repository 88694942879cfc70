"""Processes that post and can be killed: python -m tests.posting FOLDER

Each line on standard input, seconds, starts a process whose clock is ahead by so many, and that says what is due. `place.json` in the
folder says where; what each process does stands in `log`.
"""

import json
import os
import sys
import traceback
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from pipeline.edges.networks import talking
from pipeline.edges.networks.bluesky import Bluesky
from pipeline.edges.networks.linkedin import LinkedIn, Login
from pipeline.edges.networks.mastodon import Mastodon
from pipeline.edges.networks.webhook import Hook, Webhook
from pipeline.edges.store.database import open_database
from pipeline.edges.store.posts import PostStore
from pipeline.edges.store.tokens import TokenStore
from pipeline.edges.token_keys import TokenKeys
from pipeline.model.posting import Wire, seal
from pipeline.ports.posting import Network
from pipeline.post_accounts import Uploads
from pipeline.social import bluesky, linkedin, mastodon, webhook
from pipeline.social.run import run

#: The one account; its outbox, where it posts to, and what became of the processes.
ACCOUNT = "rafe"
OUTBOX, PLACE, LOG = "outbox.sqlite", "place.json", "log"
#: Shorter than in the house, so that whoever comes back says it again while LinkedIn still knows it, and not only later.
LEASE = timedelta(minutes=2)
LATE = timedelta(days=10_000)

Form = Callable[[Wire], Mapping[str, Any]]


def form(place: Mapping[str, Any]) -> Form:
    """What goes over the wire of a network."""
    forms: dict[str, Form] = {
        "bluesky": bluesky.payload, "mastodon": mastodon.payload,
        "linkedin": partial(linkedin.payload, author=place.get("author", "")),
        "webhook": partial(webhook.payload, account=ACCOUNT),
    }  # fmt: skip
    return forms[place["network"]]


def edge(
    place: Mapping[str, Any], posts: PostStore, tokens: TokenStore, web: httpx.Client, clock: Callable[[], datetime]
) -> Network:
    """The account."""
    at, token, told = f"http://127.0.0.1:{place['port']}", dict(tokens.token(ACCOUNT) or {}), form(place)

    def keep(session: str) -> None:
        tokens.refreshed(ACCOUNT, {**token, "session": session}, None)

    match place["network"]:
        case "bluesky":
            return Bluesky(
                at, place["handle"], lambda: token["password"], told, bluesky.rkey, session=token.get("session", ""), keep=keep,
                web=web, clock=clock,
            )  # fmt: skip
        case "mastodon":
            return Mastodon(at, lambda: token["token"], told, uploads=Uploads(posts), web=web, clock=clock)
        case "linkedin":
            login = Login(token["token"], place["author"], "202609")
            return LinkedIn(login, told, client=web, uploads=Uploads(posts), clock=clock, api=at)
    hook = Hook(f"{at}/hook", (token["secret"],))
    return Webhook(
        hook, told, lambda ref, now: webhook.withdrawn(ref, ACCOUNT, now), client=web, clock=clock,
    )  # fmt: skip


def said(folder: Path, web: httpx.Client, ahead: float) -> None:
    """Say what is due; whoever comes to the end, or breaks, writes it down."""

    def log(what: str) -> None:
        out = os.open(folder / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(out, (json.dumps([os.getpid(), what]) + "\n").encode())
        os.close(out)

    try:
        place = json.loads((folder / PLACE).read_text())
        engine = open_database(folder / OUTBOX)
        posts, tokens = PostStore(engine), TokenStore(engine, TokenKeys.of(folder))

        def clock() -> datetime:
            return datetime.now(UTC) + timedelta(seconds=ahead)

        network, told = edge(place, posts, tokens, web, clock), form(place)
        log("began")
        done = run(
            ACCOUNT, posts=posts, network=network, bytes_of=lambda each: (folder / each.digest).read_bytes(),
            barred=lambda _: "", sealed=lambda each: seal(told(each.wire)), clock=clock, holder=lambda: uuid.uuid4().hex,
            lease=LEASE, late=LATE, most=1000, ends=lambda: False,
        )  # fmt: skip
        log(f"stopped: {done.stopped}" if done.stopped else "ended")
    except BaseException:
        log(traceback.format_exc())


if __name__ == "__main__":
    from tests.forking import serve

    serve(partial(said, Path(sys.argv[1]), talking.client()))
