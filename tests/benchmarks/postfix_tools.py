"""Postfix's own test programs, smtp-source and smtp-sink: from the system, or unpacked from Debian's package beside the caches."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class PostfixTools:
    """Where the two are, and what they need around them."""

    source: str
    sink: str
    surroundings: dict[str, str] = field(default_factory=dict)


def postfix_tools(cache: Path) -> PostfixTools | None:
    """The tools; None where neither the system nor a Debian package has them."""
    if (source := shutil.which("smtp-source")) and (sink := shutil.which("smtp-sink")):
        return PostfixTools(source, sink)
    root = cache / "postfix"
    if not (root / "usr/sbin/smtp-sink").exists() and not _unpack(root):
        return None
    libraries = f"{root}/usr/lib/postfix:{root}/usr/lib/x86_64-linux-gnu:{root}/usr/lib/aarch64-linux-gnu"
    tools = PostfixTools(
        f"{root}/usr/sbin/smtp-source", f"{root}/usr/sbin/smtp-sink", {**os.environ, "LD_LIBRARY_PATH": libraries}
    )
    works = subprocess.run([tools.sink], env=tools.surroundings, capture_output=True, text=True)
    return tools if "usage" in works.stderr else None


def _unpack(root: Path) -> bool:
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return False
    root.mkdir(parents=True, exist_ok=True)
    for package in ("postfix", "libicu72"):
        got = subprocess.run(["apt-get", "download", package], cwd=root, capture_output=True)
        if got.returncode and package == "postfix":
            return False
    for archive in root.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(archive), str(root)], check=False, capture_output=True)
        archive.unlink()
    return (root / "usr/sbin/smtp-sink").exists()
