"""How many mails a second leave, beside Postfix's smtp-source and other tools, into the same sinks.

    python -m tests.benchmarks.sending [messages] [--rounds N] [--with-peers]

Ours is the whole way from the ledger: claimed on the disk, composed from parts, handed over, noted in the journal, settled. The
way of smtp-source is none: it sends one text again and again and keeps no account. `--with-peers` fetches django-newsletter and
nuntius into environments of their own, and lets them send the same digest; they get a tenth of the messages, because their
rate is the same for few. The sinks are Postfix's smtp-sink and the tests' own, which also counts to whom it took a message.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks import mail_peers
from tests.benchmarks.letters import Letter, letter
from tests.benchmarks.mail_runs import CACHE, OWN, POSTFIX, Measured, all_taken, apart, sink, source
from tests.benchmarks.postfix_tools import PostfixTools, postfix_tools

_SOURCE = "smtp-source, 10 connections"
_OURS = {1: "ours with the ledger, 1 connection", 4: "ours with the ledger, 4 connections"}
#: What was promised: of smtp-source's rate, microseconds of a processor a message, and times django-newsletter's rate.
_OF_SOURCE, _COST, _TIMES = 0.8, 130, 40


def main() -> None:
    """Print a table for each sink and size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("messages", type=int, nargs="?", default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--with-peers", action="store_true")
    told = parser.parse_args()
    tools = postfix_tools(CACHE)
    peers = mail_peers.installed() if told.with_peers else []
    for kind in [POSTFIX, OWN] if tools else [OWN]:
        for size in (20_480, 61_440):
            found = compare(kind, tools, letter(size), told.messages, told.rounds, peers)
            size = letter(size).size
            sys.stdout.write(
                f"\n{told.messages} messages of {size / 1024:.0f} KB into {kind}, medians of {told.rounds}; "
                "ratio: ours over 4 connections to each\n"
            )
            table(found)
    if not tools:
        sys.stdout.write("smtp-source and smtp-sink are not installed here.\n")


def compare(
    kind: str, tools: PostfixTools | None, words: Letter, messages: int, rounds: int, peers: Sequence[mail_peers.Ready]
) -> dict[str, Measured]:
    """Run each sender in turn, so many times, into one kind of sink; medians by name."""
    found: dict[str, list[Measured]] = {}
    few = min(messages, max(100, messages // 10))
    with tempfile.TemporaryDirectory() as temporary:
        log = Path(temporary) / "taken.txt"
        for _ in range(rounds):
            with sink(kind, tools, log) as port:
                if tools:
                    found.setdefault(_SOURCE, []).append(source(tools, port, messages, words.size))
                for connections, name in _OURS.items():
                    with all_taken(log, messages):
                        found.setdefault(name, []).append(apart(Path(temporary), port, messages, words, connections))
                for ready in peers:
                    try:
                        with all_taken(log, few):
                            found.setdefault(ready.peer.name, []).append(mail_peers.sent(ready, port, few, words))
                    except (mail_peers.LeftOutError, AssertionError) as why:
                        found.pop(ready.peer.name, None)
                        sys.stdout.write(f"{ready.peer.name} is left out: {why}\n")
    return {name: _median(each) for name, each in found.items()}


def _median(of: Sequence[Measured]) -> Measured:
    return Measured(median(each.rate for each in of), median(each.cost for each in of), of[0].size)


def table(found: Mapping[str, Measured]) -> None:
    """Print what each came to, with the ratio of ours over 4 connections to it, and what was promised beside what was measured."""
    ours = found[_OURS[4]]
    sys.stdout.write(f"  {'':36} {'a second':>9} {'us of CPU':>10} {'KB':>6} {'ratio':>8}\n")
    for name, each in found.items():
        kilobytes, times = each.size / 1024, ours.rate / each.rate
        sys.stdout.write(f"  {name:36} {each.rate:9.0f} {each.cost:10.0f} {kilobytes:6.1f} {times:8.2f}\n")
    if beside := found.get(_SOURCE):
        of = ", ".join(f"{found[name].rate / beside.rate:.2f}" for name in _OURS.values())
        sys.stdout.write(
            f"  wanted: at least {_OF_SOURCE} of smtp-source's rate; measured: {of} with 1 and 4 connections\n"
        )
    costs = ", ".join(f"{found[name].cost:.0f}" for name in _OURS.values())
    sys.stdout.write(f"  wanted: at most {_COST} us of CPU a message; measured: {costs}\n")
    if peer := found.get(mail_peers.NEWSLETTER.name):
        sys.stdout.write(
            f"  wanted: at least {_TIMES} times django-newsletter's rate; measured: {ours.rate / peer.rate:.0f} times, "
            f"and {peer.cost / ours.cost:.0f} times less CPU\n"
        )


if __name__ == "__main__":
    main()
