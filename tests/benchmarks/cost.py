"""What a command costs: time on the clock, time of the processor, memory.

    python -m tests.benchmarks.cost COMMAND [ARGUMENT ...]

It is a small program because Linux hands the memory of whoever starts a program on to it: what is started from here is
never charged for a large benchmark. It imports next to nothing for the same reason.
"""

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """What one command cost, with every process that it started and waited for."""

    #: Seconds.
    wall: float
    #: User and system seconds.
    cpu: float
    #: Megabytes of the largest process at its largest.
    peak: int
    #: What it printed.
    said: str = ""


def cost(command: Sequence[str], cwd: Path, surroundings: Mapping[str, str] | None = None) -> Cost:
    """Run a command and say what it cost.

    Args:
        command: the program and its arguments.
        cwd: where it runs.
        surroundings: put into its environment.

    Raises:
        SystemExit: it failed; what it said.

    """
    import subprocess

    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.cost", str(cwd), *command],
        cwd=root, env={**os.environ, **(surroundings or {})}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    said, _, told = done.stdout.rstrip().rpartition("\n")
    wall, cpu, peak = json.loads(told)
    return Cost(wall, cpu, peak, said)


def main(cwd: str, *command: str) -> int:
    """Run, measure, print as JSON on the last line; returns the command's code."""
    os.chdir(cwd)
    begun = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - begun
    print("\n" + json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]), flush=True)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
