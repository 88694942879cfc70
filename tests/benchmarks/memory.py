"""How much memory a process takes at most."""

import subprocess
import sys
from pathlib import Path


def peak() -> int:
    """Megabytes that this process has taken at most, since it began to run this program.

    Linux keeps `ru_maxrss` over exec, so that a child would show its parent's peak; `VmHWM` begins anew.
    """
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def of_a_process(code: str) -> str:
    """What some code prints in a process of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
