"""Invariants about posts on social networks: nothing said twice, nothing uncleared, and nothing of which nobody knows where it stands."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.model import Channel
from pipeline.model.posting import BY_HAND, PostState
from pipeline.proving.evidence import Evidence
from pipeline.proving.findings import Look
from pipeline.proving.saying import times

_TAKE_DOWN = "Look at the profile, and take it down there if it should not stand; then find out how, and tell us."
_STORE = "Bring the store back from a backup of before, and tell us."
#: What a network has, or may have, or had.
_LEFT = (PostState.ATTEMPTING, PostState.ACCEPTED, PostState.UNCERTAIN, PostState.REMOVED)
#: What is to leave with nobody's further word.
_CLEARED = (*_LEFT, PostState.PLANNED)
#: Such posts are there by a person's word (`post_acts.resolve`), who need not know the network's id.
_BY_WORD = ("found it there", BY_HAND)
_ROWS = 'SELECT id, account, "of", texts, seal, state, cleared_by, cleared_at, began, ref, response, at FROM posts ORDER BY due, id'


def one_post(of: Evidence, look: Look) -> None:
    """One post for each account and piece, and none of a network's posts stands for two of ours."""
    look.saw(of.store.count("posts"), "post", "posts")
    for account, piece, count in of.store.twice("posts", "account", '"of"'):
        look.breach(
            f"{piece} on {account}", f"{times(count)} in the outbox: this account may have said it {times(count)}.",
            _TAKE_DOWN,
        )  # fmt: skip
    # A file for a program, and a share pack, hold many of an account's posts under one name.
    own = "ref <> '' AND ref NOT LIKE '<share.%' AND ref NOT LIKE '%.csv'"
    same = f"SELECT account, ref, count(*) FROM posts WHERE {own} GROUP BY account, ref HAVING count(*) > 1"
    for account, ref, count in of.store.rows(same):
        look.breach(f"{ref} on {account}", f"{count} of our posts are this one of the network's.", _STORE)


def cleared(of: Evidence, look: Look) -> None:
    """Whatever left, or leaves without another word, was cleared by somebody, and its pieces for social networks."""
    posts = 0
    for row in _posts(of):
        posts += 1
        if row["state"] in _CLEARED and not (row["cleared_by"].strip() and row["cleared_at"] and row["seal"]):
            look.breach(f"{row['of']} on {row['account']}", "Nobody has cleared its words.", _remedy(row))
            continue
        for item, text in json.loads(row["texts"]).items():
            spans = of.books.spans(item, text, Channel.SOCIAL, needs=of.needs(item))
            first, last = _moments(of, row)
            if not any(row["state"] not in _LEFT or each.meets(first, last) for each in spans):
                look.breach(
                    f"{row['of']} on {row['account']}",
                    f"It tells of {item}, which was not cleared for social networks under that text.",
                    _remedy(row),
                )
    look.saw(posts, "post", "posts")


def known(of: Evidence, look: Look) -> None:
    """Each is in a state that there is; those that a network has, have its id."""
    posts = 0
    spoken = {name for name, each in of.firm.social.accounts.items() if each.is_spoken}
    for row in _posts(of):
        posts += 1
        what = f"{row['of']} on {row['account']}"
        if row["state"] not in list(PostState):
            look.breach(what, f"It is “{row['state']}”, which is no state of a post: it neither leaves nor is given up.", _STORE)  # fmt: skip
        elif (
            row["state"] == PostState.ACCEPTED and not row["ref"] and row["account"] in spoken
            and not any(each in row["response"] for each in _BY_WORD)
        ):  # fmt: skip
            look.breach(what, "It stands as accepted, and has no id of the network's: it can neither be found nor taken down.", _TAKE_DOWN)  # fmt: skip
    look.saw(posts, "post", "posts")


def _posts(of: Evidence) -> list[Mapping[str, Any]]:
    return [row._mapping for row in of.store.rows(_ROWS)]


def _moments(of: Evidence, row: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Between which it left, at the most."""
    last = datetime.fromisoformat(row["at"]) if row["at"] else of.now
    return (datetime.fromisoformat(row["began"]) if row["began"] else last), last


def _remedy(row: Mapping[str, Any]) -> str:
    return _TAKE_DOWN if row["state"] in _LEFT else "Look at it, and drop it or clear it: attract social queue"
