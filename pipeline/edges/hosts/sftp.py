"""A folder on a server that speaks SFTP (port: SiteHost).

The server's folder looks as `side_by_side` says; its web server's root is `current`. Only changed
files are sent. What did not change is linked on the server (hardlink@openssh.com), or copied there
(copy-data), or sent where the server can do neither. The link is replaced by
posix-rename@openssh.com; a server without it is refused, because the plain rename of SFTP 3 fails
where something stands (draft-ietf-secsh-filexfer-02, 6.5), and to remove first would leave a gap.

asyncssh rather than paramiko: it keeps hundreds of requests under way at once, where paramiko waits
for each answer (a version of 5,000 pages is 10,000 links), and it knows hardlink@openssh.com.

The server's key must stand in `known_hosts`; it is never added by itself. Who we are is shown by the
ssh agent or a key file; or by ATTRACT_HOST_<NAME>_PASSWORD in the environment, which also opens
a key file that is locked. ~/.ssh/config is obeyed for the rest (user, jump hosts).
"""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.edges.hosts.side_by_side import SideBySide
from pipeline.errors import HostError
from pipeline.ports import Progress

if TYPE_CHECKING:
    from asyncssh import SFTPClient, SSHClientConnection

T = TypeVar("T")

#: Requests under way at once: OpenSSH answers them in turn, and the line is never idle.
_AT_ONCE = 64
#: Seconds to wait for a connection, and between two signs of life on one.
_PATIENCE, _SIGN_OF_LIFE = 20, 15


@dataclass(frozen=True)
class Server:
    """Where it is, and who we are there."""

    host: str
    folder: str
    port: int = 22
    #: Empty: whom ~/.ssh/config names, or else who runs this.
    user: str = ""
    #: A key file; None leaves it to the ssh agent and the usual files.
    key: Path | None = None
    known_hosts: Path = Path("~/.ssh/known_hosts")
    password: str = ""

    def __str__(self) -> str:
        return f"sftp://{self.host}:{self.port}/{self.folder.lstrip('/')}"


def sftp_host(server: Server, *, keep: int, progress: Progress) -> SideBySide:
    """The versions on a server."""
    return SideBySide(str(server), lambda: _connected(server), keep=keep, progress=progress)


@contextmanager
def _connected(server: Server) -> Iterator["TheirDisk"]:
    with _Loop() as runner, _told(server):
        connection = runner.run(_connect(server))
        try:
            yield TheirDisk(server, runner.run(_client(connection)), runner)
        finally:
            connection.close()
            # A dead line has nothing more to say.
            with suppress(Exception):
                runner.run(asyncio.wait_for(connection.wait_closed(), _PATIENCE))


async def _connect(server: Server) -> "SSHClientConnection":
    import asyncssh

    settings: dict[str, Any] = {}
    if server.user:
        settings["username"] = server.user
    if server.key:
        settings["client_keys"] = [str(server.key.expanduser())]
    if server.password:
        settings |= {"password": server.password, "passphrase": server.password}
    return await asyncio.wait_for(
        asyncssh.connect(
            server.host, server.port, known_hosts=_known_hosts(server), keepalive_interval=_SIGN_OF_LIFE, **settings
        ),
        _PATIENCE,
    )


async def _client(connection: "SSHClientConnection") -> "SFTPClient":
    return await connection.start_sftp_client()


def _known_hosts(server: Server) -> bytes:
    """The keys that are trusted. Never None, which would mean any key at all."""
    files = (server.known_hosts.expanduser(), Path("/etc/ssh/ssh_known_hosts"))
    return b"\n".join(file.read_bytes() for file in files if file.is_file() and os.access(file, os.R_OK))


class _Loop:
    """An event loop in a thread of its own: whoever calls, such as a web service, may be inside another one."""

    def __enter__(self) -> "_Loop":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for some work; one that is given up (Ctrl-C) is cancelled."""
        told = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return told.result()
        except BaseException:
            told.cancel()
            raise


class TheirDisk:
    """A folder on a server (see `side_by_side.Disk`)."""

    def __init__(self, server: Server, client: "SFTPClient", runner: "_Loop") -> None:
        self._server = server
        self._client = client
        self._runner = runner
        self._turn = asyncio.Semaphore(_AT_ONCE)

    def _path(self, path: str) -> str:
        return f"{self._server.folder.rstrip('/')}/{path}".rstrip("/")

    def _run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        with _told(self._server):
            return self._runner.run(awaited())

    def _all(self, work: Callable[..., Awaitable[T]], each: Iterable[Any]) -> list[T]:
        """Do this for each, many at once, in no order; ends with the first that fails."""

        async def one(given: Any) -> T:
            async with self._turn:
                return await work(given)

        async def all_of_them() -> list[T]:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(given)) for given in each]
            return [task.result() for task in tasks]

        return self._run(all_of_them())

    def names(self, folder: str) -> list[str]:
        """What lies in a folder."""
        import asyncssh

        async def listed() -> list[str]:
            try:
                return [name for name in await self._client.listdir(self._path(folder)) if name not in (".", "..")]
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return []

        return self._run(listed())

    def read(self, path: str) -> bytes | None:
        """A file's bytes."""
        import asyncssh

        async def whole() -> bytes | None:
            try:
                async with self._client.open(self._path(path), "rb") as file:
                    return bytes(await file.read())  # type: ignore[arg-type]  # opened for bytes
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return None

        return self._run(whole())

    def age(self, path: str) -> float:
        """When it was changed, by the server's clock."""
        return float(self._run(self._client.lstat(self._path(path))).mtime or 0)

    def folders(self, paths: Sequence[str]) -> None:
        """Make folders, level by level: those of one level wait for nothing but the level above."""
        self._run(self._client.makedirs(self._path(""), exist_ok=True))
        for depth in sorted({path.count("/") for path in paths}):
            self._all(self._folder, [path for path in paths if path.count("/") == depth])

    async def _folder(self, path: str) -> None:
        import asyncssh

        try:
            await self._client.mkdir(self._path(path), asyncssh.SFTPAttrs(permissions=0o755))
        except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
            # SFTP 3 has one answer for everything that goes wrong (draft 02, 7).
            if not await self._client.isdir(self._path(path)):
                raise

    def link(self, pairs: Sequence[tuple[str, str]]) -> set[str]:
        """Hard links on the server, or copies there; whatever fails is sent, which tells why."""
        done = self._all(self._link, pairs)
        return {new for (_, new), there in zip(pairs, done, strict=True) if not there}

    async def _link(self, pair: tuple[str, str]) -> bool:
        import asyncssh

        old, new = (self._path(path) for path in pair)
        with suppress(asyncssh.SFTPError):
            await self._client.link(old, new)
            return True
        if self._client.supports_remote_copy:
            with suppress(asyncssh.SFTPError):
                await self._client.remote_copy(old, new)
                return True
        return False

    def send(self, files: Iterable[tuple[str, Callable[[], bytes]]]) -> int:
        """Write files."""
        return sum(self._all(self._send, files))

    async def _send(self, file: tuple[str, Callable[[], bytes]]) -> int:
        import asyncssh

        path, read = file
        body = read()
        async with self._client.open(self._path(path), "wb", asyncssh.SFTPAttrs(permissions=0o644)) as out:
            await out.write(body)
        return len(body)

    def move(self, old: str, new: str) -> None:
        """Rename at once; raises HostError where the server cannot."""
        import asyncssh

        try:
            self._run(self._client.posix_rename(self._path(old), self._path(new)))
        except HostError as problem:
            if isinstance(problem.__cause__, asyncssh.SFTPOpUnsupported):
                raise HostError(
                    str(self._server),
                    "this server cannot put a file in another's place at once (posix-rename@openssh.com).",
                    "Ask for OpenSSH's SFTP server, or put the site there in another way.",
                ) from problem
            raise

    def target(self, link: str) -> str | None:
        """Where a link leads."""
        import asyncssh

        async def led() -> str | None:
            path = self._path(link)
            try:
                there = await self._client.lstat(path)
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return None
            if there.type not in (asyncssh.FILEXFER_TYPE_SYMLINK, asyncssh.FILEXFER_TYPE_UNKNOWN):
                raise HostError(
                    f"{self._server}/{link}", "this is no link, and Attract puts a link here.",
                    "Move it away, or name another folder.",
                )  # fmt: skip
            return await self._client.readlink(path)

        return self._run(led())

    def symlink(self, target: str, at: str) -> None:
        """Make a link."""
        self._run(self._client.symlink(target, self._path(at)))

    def settle(self) -> None:
        """Nothing: fsync@openssh.com is for one file, and asking it of thousands would take minutes."""

    def remove(self, path: str) -> None:
        """Remove whatever it is; nothing where it is gone."""
        import asyncssh

        async def removed() -> None:
            whole = self._path(path)
            with suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                there = await self._client.lstat(whole)
                if there.type == asyncssh.FILEXFER_TYPE_DIRECTORY:
                    await self._client.rmtree(whole)
                else:
                    await self._client.remove(whole)

        self._run(removed())


@contextmanager
def _told(server: Server) -> Iterator[None]:
    """Say what went wrong in our words, whatever layer it comes from."""
    import asyncssh

    try:
        yield
    except HostError:
        raise
    except ExceptionGroup as several:
        first = several.exceptions[0]
        if isinstance(first, HostError):
            raise first from several
        raise _error(server, first) from first
    except (asyncssh.Error, OSError, ValueError) as problem:
        raise _error(server, problem) from problem


def _error(server: Server, problem: Exception) -> HostError:
    import asyncssh

    where = str(server)
    if isinstance(problem, asyncssh.HostKeyNotVerifiable):
        known = f"[{server.host}]:{server.port}" if server.port != 22 else server.host
        return HostError(
            where, f"the key that this server shows does not stand in {server.known_hosts}: it may be somebody else.",
            f"Run `ssh-keyscan -p {server.port} {server.host}`, compare the key with the one that your hoster publishes, "
            f"and only then add the line of {known} to that file.",
        )  # fmt: skip
    if isinstance(problem, asyncssh.PermissionDenied):
        return HostError(
            where, "the server does not let us in.",
            "Check `user` and `key`, load the key into the ssh agent, or set the password in the environment.",
        )  # fmt: skip
    if isinstance(problem, asyncssh.KeyImportError):
        return HostError(where, f"the key file cannot be read ({problem}).", "Name another one, or give its password.")
    if isinstance(problem, TimeoutError):
        return HostError(where, "it does not answer.", "What was public there still is. Run again.")
    told = getattr(problem, "reason", "") or str(problem) or type(problem).__name__
    return HostError(
        where, f"the server refuses or the line is dead ({told}).", "What was public there still is. Run again."
    )
