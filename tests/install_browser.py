"""Make sure that Chromium is there for the browser tests; called by `make test`, once.

As root on Debian the system's Chromium is installed; elsewhere Playwright's own installer
fetches one. When neither works, it says what to install.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def installed() -> str | None:
    """The path of a browser on this machine, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Install a browser unless there is one; 0 when the tests can run."""
    if installed():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=quiet, check=False, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"],
            env=quiet, check=False, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        if installed():
            return 0
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return 0
    print("The browser tests need Chromium. Install it (Debian, Ubuntu: sudo apt-get install chromium) and run again.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
