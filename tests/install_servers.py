"""Bring the servers that some tests talk to, where they are missing: web servers, IMAP, a spam filter; called by `make gates` in CI.

Only there, as root on Debian: a package of a server may start it, which nobody wants on the machine they work on. Elsewhere their
tests are left out, and say what to install.
"""

import os
import shutil
import subprocess
import sys

#: Program to Debian's package.
PACKAGES = {
    "nginx": "nginx-light", "caddy": "caddy", "apache2": "apache2-bin", "dovecot": "dovecot-imapd",
    "spamassassin": "spamassassin", "smtp-sink": "postfix", "java": "default-jre-headless", "node": "nodejs",
}  # fmt: skip
#: Servers lie there, and not every PATH has it.
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def missing() -> list[str]:
    """The packages of those that are not there."""
    return [package for program, package in PACKAGES.items() if not shutil.which(program, path=_PATH)]


def main() -> int:
    """Install what is missing; 0 also where some cannot be had, for their tests then are left out by name."""
    wanted = missing()
    if not (wanted and os.environ.get("CI") and shutil.which("apt-get") and os.geteuid() == 0):
        return 0
    print(f"Installing the servers that some tests talk to: {', '.join(wanted)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    for package in wanted:
        # One by one: a system that lacks one of them has the others.
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
        subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if still := missing():
        print(f"Not to be had here: {', '.join(still)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
