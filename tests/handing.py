"""Processes that hand posts over and are killed at a line of their work: python -m tests.handing

Each line on standard input is `files` or `share`, a number of lines and a firm's folder: a process is forked that does it and is
killed with SIGKILL before that line of the modules that hand over; `killed` is printed, or how many lines there were, or what was
wrong. They are forked from this one, which has loaded everything.
"""

import os
import random
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from pipeline import post_handing, share_packs
from pipeline.model.posting import Picture, Post, PostState, Wire, seal
from pipeline.wiring import House
from tests.builders import FIRM
from tests.conftest import WEDNESDAY, SmallFirm

#: The modules in which a kill may come before any line.
_HERE = (
    "pipeline/post_handing.py", "pipeline/share_packs.py", "pipeline/posting.py", "pipeline/edges/store/posts.py",
    "pipeline/edges/files.py", "pipeline/edges/maildir.py", "pipeline/edges/smtp.py",
)  # fmt: skip
#: Of the rows, what is written: reading them takes most lines, and changes nothing.
_ROWS, _WRITES = "edges/store/posts.py", ("hand", "handed", "reword", "move", "clear", "close", "_change")
NEVER = 10**9
ACCOUNTS = """
social:
  networks: []
  accounts:
    firm-linkedin: {network: linkedin, by: buffer}
    firm-bluesky: {network: bluesky, by: sprout}
    rafe-linkedin: {network: linkedin, by: hand, person: rafe}
    rafe-mastodon: {network: mastodon, by: hand, person: rafe, server: "https://law.example"}
    ada-x: {network: x, by: hand, person: ada}
    firm-mastodon: {network: mastodon, server: "https://law.example"}
"""
ADA = "---\nname: Ada Quill\nrole: Counsel\nemail: ada@firm.example\n---\nI read deeds.\n"
PIECE = "reading-a-lease"
PICTURE = Picture(
    digest="5e" * 32, mime="image/png", size=9, width=1200, height=630, alt="A lease, open.",
    address="https://firm.example/card.png",
)  # fmt: skip
HOUR = timedelta(hours=1)


def speaking(firm: SmallFirm, mail: str = "", more: str = "", now: datetime = WEDNESDAY) -> House:
    """A small firm with accounts of every kind that a person serves, and a piece that is no news, so that nothing is drafted."""
    firm.write("content/firm.yml", FIRM.replace("mail: {", f"mail: {{{mail}") + ACCOUNTS + more)
    firm.write("content/people/ada.md", ADA)
    house = firm.house(now)
    house.collect(feeds=False)
    house.tag()
    house.screen()
    return house


def put(house: House, account: str, *names: str, due: datetime = WEDNESDAY + HOUR, **changes: Any) -> list[Post]:
    """Cleared posts of a piece in the outbox, an hour apart."""
    (piece,) = house.library.items([PIECE])
    made = []
    for number, name in enumerate(names):
        at = due + number * HOUR
        wire = Wire(
            network=house.firm.social.accounts[account].network, text=f"Of {name} on {account}.", language="en", at=at,
            link=f"https://firm.example/articles/{PIECE}/", title=piece.title, key=f"{account}-{name}", picture=PICTURE,
        )  # fmt: skip
        post = Post(
            id=f"{account}-{name}", account=account, of=name, texts={PIECE: piece.content_hash}, wire=wire,
            seal=seal(house.posting.accounts.form(account)(wire)), due=at, state=PostState.PLANNED, cleared_by="Ines",
            cleared_at=WEDNESDAY,
        )  # fmt: skip
        made.append(replace(post, **changes))
    house.posting.posts.draft(made)
    return made


def files(house: House) -> None:
    """Write what waits into files."""
    names = post_handing.accounts(house)
    post_handing.hand_over(house, house.judged()[0], names, post_handing.folder_of(house))


def share(house: House) -> None:
    """Mail what waits."""
    run = share_packs.mail(house, house.judged()[0], "2026-W47")
    assert run.problem is None, run.problem


_WHAT: dict[str, Callable[[House], None]] = {"files": files, "share": share}


class _Lines:
    """Counts the lines of our modules, and kills this process before one."""

    def __init__(self, last: int) -> None:
        self.seen, self._last = 0, last
        #: Before which line posts were first taken in hand, and settled.
        self.between = {"hand": 0, "handed": 0}

    def frame(self, frame: FrameType, _event: str, _argument: object) -> Any:
        """Whether the lines of a function count (see `sys.settrace`)."""
        code = frame.f_code
        if not code.co_filename.endswith(_HERE) or (code.co_filename.endswith(_ROWS) and code.co_name not in _WRITES):
            return None
        if code.co_name in self.between and not self.between[code.co_name]:
            self.between[code.co_name] = self.seen
        return self._line

    def _line(self, _frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            self.seen += 1
            if self.seen == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


def _child(what: str, last: int, root: Path, told: int) -> None:
    lines = _Lines(last)
    try:
        house = House(root, clock=lambda: WEDNESDAY)
        sys.settrace(lines.frame)
        _WHAT[what](house)
        sys.settrace(None)
        os.write(told, " ".join(map(str, (lines.seen, *lines.between.values()))).encode())
    except BaseException as problem:  # whatever it is, the test must hear of it
        sys.settrace(None)
        traceback.print_exc()
        os.write(told, repr(problem).encode())
    finally:
        os._exit(0)


def serve() -> None:
    """Fork a process for each line, and wait for its end."""
    import pipeline.edges.maildir
    import pipeline.edges.smtp  # noqa: F401  # loaded once, for all

    for line in sys.stdin:
        what, last, root = line.strip().split(" ", 2)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            _child(what, int(last), Path(root), write)
        os.close(write)
        with os.fdopen(read) as said:
            answer = said.read()
        os.waitpid(pid, 0)
        sys.stdout.write(f"{answer or 'killed'}\n")
        sys.stdout.flush()


class Killers:
    """Hands over in processes that are killed."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self._server = server

    def run(self, what: str, root: Path, last: int = NEVER) -> tuple[int, ...]:
        """Do it until a line; returns how many lines there were, and before which posts were in hand, and settled.

        Nothing where it was killed.
        """
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(f"{what} {last} {root}\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline().strip()
        assert answer == "killed" or answer.replace(" ", "").isdigit(), answer
        return () if answer == "killed" else tuple(map(int, answer.split()))

    def points(self, what: str, root: Path, most: int) -> list[int]:
        """Lines at which to kill it: some everywhere, and as many while posts are in hand. The copy in `root` is used up."""
        lines, hand, handed = self.run(what, root)
        chance = random.Random(most)
        whole = sorted(chance.sample(range(1, lines + 1), min(lines, most)))
        return whole + sorted(chance.sample(range(hand, handed + 20), min(handed + 20 - hand, most)))


@contextmanager
def killers() -> Iterator[Killers]:
    """A place to start them."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.handing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        yield Killers(server)
        assert server.stdin
        server.stdin.close()


if __name__ == "__main__":
    serve()
