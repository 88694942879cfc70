"""What a check-up asks of this machine: room on the disks, rights of files, the zone data, and what programs there are."""

import importlib.metadata
import os
import platform
import shutil
import sqlite3
import stat
import tempfile
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Files that are looked at one by one; a larger folder is known by as many.
_MOST = 200_000


@dataclass(frozen=True)
class Right:
    """Who may do what with a file or a folder."""

    path: Path
    #: Its last nine bits: 0o600.
    mode: int
    #: Whose it is, by number.
    owner: int

    @property
    def readable(self) -> bool:
        """Whether others than its owner may read it."""
        return bool(self.mode & 0o044)

    @property
    def writable(self) -> bool:
        """Whether others than its owner may write into it."""
        return bool(self.mode & 0o022)


def right(path: Path) -> Right | None:
    """The rights of what lies there; None where nothing does, or nobody may look."""
    try:
        told = path.stat()
    except OSError:
        return None
    return Right(path, stat.S_IMODE(told.st_mode) & 0o777, told.st_uid)


def me() -> int:
    """Who runs this, by number; -1 where the system knows no such thing."""
    return os.geteuid() if hasattr(os, "geteuid") else -1


def name_of(user: int) -> str:
    """A user's name; the number where nobody knows it."""
    try:
        import pwd

        return pwd.getpwuid(user).pw_name
    except (ImportError, KeyError):
        return f"user {user}"


def owners(folder: Path) -> dict[int, Path]:
    """Each owner of something in a folder, with the first thing that is theirs; links are not followed."""
    found: dict[int, Path] = {}
    for number, entry in enumerate(_entries(folder)):
        if number == _MOST:
            break
        try:
            found.setdefault(entry.stat(follow_symlinks=False).st_uid, Path(entry.path))
        except OSError:
            continue
    return found


def size(folder: Path) -> int:
    """Bytes in a folder, what is linked twice counted once; links to elsewhere are not followed."""
    seen: set[tuple[int, int]] = set()
    whole = 0
    for number, entry in enumerate(_entries(folder)):
        if number == _MOST:
            break
        try:
            told = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if (told.st_dev, told.st_ino) not in seen:
            seen.add((told.st_dev, told.st_ino))
            whole += told.st_size
    return whole


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue


def free(folder: Path) -> int:
    """Bytes that may be written where a folder lies. Raises OSError."""
    return shutil.disk_usage(folder).free


def unwritable(folder: Path) -> str:
    """Why nothing can be written into a folder, in the system's words; empty where it can. Leaves nothing behind."""
    try:
        with tempfile.TemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        return problem.strerror or str(problem)
    return ""


@dataclass(frozen=True)
class ZoneData:
    """Where the rules of the clocks come from."""

    #: The system's, as in 2026b, and where; empty where the system has none, or does not say which.
    system: str
    folder: str
    #: The package's; empty where it is not installed.
    package: str
    #: Whether a zone is read from the system; otherwise from the package.
    of_system: bool

    @property
    def counts(self) -> str:
        """The version that clocks are reckoned by; empty where nobody knows."""
        return self.system if self.of_system else self.package


def zone_data(zone: str) -> ZoneData:
    """What is known of the data of a zone."""
    try:
        package = importlib.metadata.version("tzdata")
    except importlib.metadata.PackageNotFoundError:
        package = ""
    for each in map(Path, zoneinfo.TZPATH):
        if (each / zone).is_file():
            return ZoneData(_system_version(each), str(each), _spelled(package), of_system=True)
    return ZoneData("", "", _spelled(package), of_system=False)


def _system_version(folder: Path) -> str:
    for name in ("tzdata.zi", "+VERSION", "version"):
        try:
            with (folder / name).open("r", encoding="utf-8", errors="replace") as file:
                return file.readline().removeprefix("# version ").strip()[:20]
        except OSError:
            continue
    return ""


def _spelled(package: str) -> str:
    """A package's version, 2026.2, as the rules' own: 2026b."""
    year, _, number = package.partition(".")
    return f"{year}{chr(ord('a') + int(number) - 1)}" if number.isdigit() and 0 < int(number) <= 26 else package


def programs() -> dict[str, str]:
    """The versions of what Attract runs on."""
    return {
        "Attract": importlib.metadata.version("attract"),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
    }


def package(name: str) -> str:
    """The version of a package; empty where it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
