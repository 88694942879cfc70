"""A real SFTP server in a process of its own: `python -m tests.edges.hosts.sftp_server ROOT KEYS [WITHOUT...]`.

ROOT is what clients see. KEYS holds `host` (the server's private key) and `client.pub`. WITHOUT names
what the server does not know, as old or restricted ones do not: hardlink, copy, posix-rename, symlink;
without `relative`, it tells links as whole paths.
Prints its port, and serves until it is ended.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import asyncssh


def server_without(root: Path, without: set[str]) -> type[asyncssh.SFTPServer]:
    """A server of files below ROOT that refuses what it is to be without."""

    class Server(asyncssh.SFTPServer):
        def __init__(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
            super().__init__(chan, chroot=str(root).encode())

        def link(self, oldpath: bytes, newpath: bytes) -> None:
            refuse("hardlink")
            super().link(oldpath, newpath)

        def symlink(self, oldpath: bytes, newpath: bytes) -> None:
            refuse("symlink")
            super().symlink(oldpath, newpath)

        def readlink(self, path: bytes) -> bytes:
            # As OpenSSH does, what the link says; asyncssh would look for it from where the process stands.
            target = os.readlink(self.map_path(path))
            return os.path.join(os.path.dirname(path), target) if "relative" in without else target

        def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
            refuse("posix-rename")
            super().posix_rename(oldpath, newpath)

        def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
            # Only a copy on the server reads within a version.
            within = b"/" in path.partition(b"/versions/")[2]
            if within and not pflags & asyncssh.FXF_WRITE:
                refuse("copy")
            return super().open(path, pflags, attrs)

    def refuse(what: str) -> None:
        if what in without:
            raise asyncssh.SFTPOpUnsupported(f"{what} is not known here")

    return Server


class Login(asyncssh.SSHServer):
    """Lets in whoever has the key, or says the password."""

    def __init__(self, password: str) -> None:
        self._password = password

    def password_auth_supported(self) -> bool:
        """It knows passwords."""
        return bool(self._password)

    def validate_password(self, username: str, password: str) -> bool:
        """There is one."""
        return password == self._password


async def main(root: Path, keys: Path, without: set[str]) -> None:
    """Serve until ended."""
    settings: dict[str, Any] = {"authorized_client_keys": str(keys / "client.pub")}
    server = await asyncssh.listen(
        "127.0.0.1", 0, server_host_keys=[str(keys / "host")], server_factory=lambda: Login("open sesame"),
        sftp_factory=server_without(root, without), **settings,
    )  # fmt: skip
    print(server.get_port(), flush=True)  # noqa: T201  # it is a program
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), set(sys.argv[3:])))
