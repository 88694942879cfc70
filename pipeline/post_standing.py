"""Where one post stands, in plain words for its page, and the commands that a person may give."""

import shlex
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipeline.counting import NETWORKS
from pipeline.model.posting import BY_HAND, Post, PostState, Wire
from pipeline.model.when import local


class Standing(NamedTuple):
    """What its page says of it."""

    #: wait, good, stop, unsure, off: how it looks.
    tone: str
    head: str
    says: tuple[str, ...] = ()
    #: What for, and the command.
    commands: tuple[tuple[str, str], ...] = ()
    #: What came back from the network, or on the way there; and how it is introduced.
    quoted: str = ""
    who: str = "What came back:"


def named(wire: Wire) -> str:
    """The network as people call it."""
    known = NETWORKS.get(wire.network)
    return known.name if known else wire.network


def standing(post: Post, handed: str, whose: str, zone: ZoneInfo, now: datetime) -> Standing:
    """What its page says.

    Args:
        post: the post.
        handed: to whom it is handed over ("Handed to the webhook"); empty where it is posted itself.
        whose: the account's name, as people read it.
        zone: the firm's.
        now: the time.

    """
    network = named(post.wire)
    since = f" on {local(post.at, zone)}" if post.at else ""
    match post.state:
        case PostState.DRAFT:
            late = ("Its time has passed: once cleared, it gets the next free moment.",) if post.due <= now else ()
            says = ("Nobody has cleared these words, and nothing leaves before somebody has.", *late, *_own(post))
            # Whoever clears it names the words that they have seen here.
            clear = ("Clear it", _command("clear", post.called, "--by NAME"))
            return Standing("wait", "Draft: waits for a person", says, (clear, _drop(post)))
        case PostState.PLANNED:
            return _planned(post, zone)
        case PostState.ATTEMPTING:
            says = ("If this stays so, the next start looks for it before anything is said again.",)
            return Standing("wait", "Leaving right now", says)
        case PostState.ACCEPTED:
            return _there(post, handed, network, zone)
        case PostState.REFUSED:
            says = ("Nothing of it is there, and the same is never sent again.",)
            return Standing("stop", f"Refused by {network}{since}", says, (), post.response, f"{network} said:")
        case PostState.UNCERTAIN:
            says = (f"Look at {whose} on {network}, then say what you found. Until then it is not said again.",)
            found = ("It is there", _command("resolve", post.id, "--there --by NAME"))
            absent = ("It is not there", _command("resolve", post.id, "--not-there --by NAME"))
            return Standing("unsure", "Uncertain: it may be there", says, (found, absent), post.response)
        case PostState.MISSED:
            return Standing("off", f"Missed: it was too late{since}", _own(post), (_again(post),))
        case PostState.DROPPED:
            return Standing("off", f"Dropped{since}: it is not said", _own(post), (_again(post),))
        case PostState.REMOVED:
            return Standing("off", f"Taken down{since}", _own(post))


def _planned(post: Post, zone: ZoneInfo) -> Standing:
    at = f" on {local(post.cleared_at, zone)}" if post.cleared_at else ""
    says = [f"Cleared by {post.cleared_by}{at}."] if post.cleared_by else []
    if post.tries:
        again = f", and is tried again on {local(post.again, zone)}" if post.again else ""
        says.append(f"It was tried {post.tries} {'time' if post.tries == 1 else 'times'}{again}.")
    quoted = post.response if post.tries else ""
    return Standing("wait", f"Planned for {local(post.due, zone)}", tuple(says), (_drop(post),), quoted)


def _there(post: Post, handed: str, network: str, zone: ZoneInfo) -> Standing:
    at = local(post.at, zone) if post.at else ""
    head = " on ".join(filter(None, (handed, at))) if handed else " since ".join(filter(None, ("There", at)))
    if post.stays_up:
        says = (
            f"{head}. Its piece was withdrawn, and Attract cannot take it down: take it down on {network}, then say so.",
        )
        done = ("It is taken down", _command("remove", post.id, "--by-hand --by NAME"))
        return Standing(
            "stop", "To be taken down by hand", says, (done,), post.response.removeprefix(BY_HAND).lstrip(": ")
        )
    return Standing("good", head, (f"Its id there: {post.ref}",) if post.ref else ())


def _own(post: Post) -> tuple[str, ...]:
    """Why, in Attract's or a person's words, as a sentence."""
    return (f"{post.response[:1].upper()}{post.response[1:].rstrip('.')}.",) if post.response else ()


def _drop(post: Post) -> tuple[str, str]:
    return "Drop it", _command("drop", post.id, "--by NAME")


def _again(post: Post) -> tuple[str, str]:
    return "Bring it back as a draft", _command("again", post.id)


def _command(verb: str, post: str, options: str = "") -> str:
    return f"attract social {verb} {shlex.quote(post)} {options}".rstrip()
