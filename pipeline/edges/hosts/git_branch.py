"""A branch of a Git repository, from which a host such as GitHub, GitLab or Codeberg Pages serves (port: SiteHost).

One commit for each version, with trailers that say what it is; a push moves the branch at once or
not at all. A rollback is a commit of the earlier tree: nothing is rewritten, and nobody's clone
breaks. The commits are made in a bare clone of that one branch in the state folder, without a work
tree, from the bytes of the site (git fast-import).

The limit: **Git forgets nothing.** A withdrawn text leaves the branch's files and so the site, and
stays readable in its history to whoever may read the repository. Firms that publish stories about
clients give the host a private repository, or another kind of host.

Who we are is left to Git: the ssh agent, or a credential helper. It is never asked at a terminal,
and the address of the repository may hold no password.
"""

import hashlib
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import IO

from pipeline.edges.hosts.side_by_side import earlier
from pipeline.errors import HostError
from pipeline.ports import Progress
from pipeline.ports.hosting import Difference, Hosted, Put, Site, difference

#: Where the next commit waits to be pushed, each under a name of its own: a git that outlives a put which was
#: killed must not slip its commit into the next one.
_WAITING = "refs/attract/"
#: GitHub runs sites through Jekyll, which drops what begins with a low line, unless this file is there.
_NO_JEKYLL = ".nojekyll"
_LOG = "%H%x09%(trailers:key=Attract-Version,valueonly,separator=)%x09%(trailers:key=Attract-Put,valueonly,separator=)%x09%(trailers:key=Attract-Before,valueonly,separator=)%x09%(trailers:key=Attract-Files,valueonly,separator=)"
#: Seconds for a fetch or a push.
_PATIENCE = 600


@dataclass(frozen=True)
class Repository:
    """Which branch of which repository."""

    address: str
    branch: str = "gh-pages"
    #: Patterns of files that are not ours: the host's own, such as CNAME.
    leave: tuple[str, ...] = ("CNAME",)

    def __str__(self) -> str:
        return f"{self.address} ({self.branch})"


@dataclass(frozen=True)
class _Commit:
    """A commit that is a version."""

    id: str
    version: Hosted


class GitBranch:
    """The versions on a branch.

    Args:
        repository: which.
        clone: the bare clone, in the state folder; made where there is none, and may be lost.
        name, email: who commits.
        keep: how many versions `versions` tells of; all of them stay in the history.
        progress: told how far it came.

    """

    def __init__(
        self, repository: Repository, clone: Path, *, name: str, email: str, keep: int, progress: Progress
    ) -> None:
        self._repository = repository
        self._branch = f"refs/heads/{repository.branch}"
        self._clone = clone
        self._who = f"{_plain(name)} <{_plain(email)}>"
        self._keep = keep
        self._progress = progress

    def plan(self, site: Site) -> Difference:
        """What would change."""
        tip = self._fetch()
        self._commits(tip)
        there, new = self._there(tip), self._wanted(site)
        return difference(self._ours(there), {path: blob for path, (blob, _) in new.items()})

    def put(self, site: Site, version: str, at: datetime, *, anew: bool = False) -> Put:
        """Commit, then push. `anew` means nothing here: Git knows what the other side has."""
        tip = self._fetch()
        commits = self._commits(tip)
        new = self._wanted(site)
        found = difference(self._ours(self._there(tip)), {path: blob for path, (blob, _) in new.items()})
        if commits and not found:
            return Put(commits[0].version.name, kept=len(site.files))
        if any(each.version.name == version for each in commits):
            raise HostError(f"{self._repository}, {version}", "it is there already.", "Give it another name.")
        before = commits[0].version.name if commits else ""
        message = _message(
            f"Publish {version}",
            {"Version": version, "Put": at.isoformat(), "Before": before, "Files": str(len(site.files))},
        )
        total, sent_bytes, waiting = len(found.written), 0, _next()

        def stream() -> Iterator[bytes]:
            nonlocal sent_bytes
            yield _head(waiting, message, self._who, at, tip)
            yield from _gone(found)
            for number, path in enumerate(found.written):
                body = b"" if new[path][1] is None else site.read(path)
                sent_bytes += len(body)
                yield b"M 100644 inline %s\ndata %d\n%s\n" % (_quoted(path), len(body), body)
                self._progress("host", number, total, path)

        self._commit(waiting, stream(), tip)
        self._progress("host", total, total)
        return Put(version, total, len(found.removed), len(new) - total, total, sent_bytes)

    def roll_back(self, to: str = "") -> str:
        """Commit the tree of an earlier version, then push. What is not ours stays as it is."""
        tip = self._fetch()
        commits = self._commits(tip)
        wanted = earlier(self._hosted(commits), to, str(self._repository))
        then = next(each for each in reversed(commits) if each.version.name == wanted)
        before, now = self._ours(self._there(then.id)), self._ours(self._there(tip))
        found = difference(now, before)
        message = _message(
            f"Roll back to {wanted}",
            {
                "Version": wanted, "Put": then.version.at.isoformat(),
                "Before": then.version.before, "Files": str(then.version.files),
            },
        )  # fmt: skip
        again = (b"M 100644 %s %s\n" % (before[path].encode(), _quoted(path)) for path in found.written)
        waiting = _next()
        self._commit(waiting, chain([_head(waiting, message, self._who, None, tip)], _gone(found), again), tip)
        return wanted

    def versions(self) -> Sequence[Hosted]:
        """The last ones."""
        return self._hosted(self._commits(self._fetch()))

    def _hosted(self, commits: Sequence[_Commit]) -> list[Hosted]:
        public = commits[0].version.name if commits else ""
        # A version that was rolled back to has several commits, which say the same of it.
        known = {each.version.name: each.version for each in commits}
        told = [
            Hosted(each.name, each.at, each.files, each.before, public=each.name == public) for each in known.values()
        ]
        newest = sorted(told, key=lambda each: (each.at, each.name), reverse=True)
        return [each for number, each in enumerate(newest) if number < self._keep or each.public]

    # What is there.

    def _fetch(self) -> str:
        """Bring the clone up to the branch; returns the commit it is at, empty where there is no branch."""
        if not (self._clone / "HEAD").is_file():
            self._clone.parent.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", "--bare", str(self._clone), within=False)
        told = self._git("ls-remote", "--heads", "--", self._repository.address, self._branch).decode().split()
        if not told:
            return ""
        self._git(
            "fetch", "--quiet", "--no-tags", "--", self._repository.address, f"+{self._branch}:{self._branch}"
        )  # fmt: skip
        return self._git("rev-parse", "--verify", self._branch).decode().strip()

    def _commits(self, tip: str) -> list[_Commit]:
        """The commits that are versions, newest first; raises HostError where the branch holds something else."""
        if not tip:
            return []
        lines = self._git("log", f"--format={_LOG}", tip).decode().splitlines()
        rows = [line.split("\t") for line in lines]
        found = [
            _Commit(commit, Hosted(version, datetime.fromisoformat(at), int(files or 0), before))
            for commit, version, at, before, files in rows
            if version
        ]
        if not found:
            raise HostError(
                str(self._repository), "this branch holds something that Attract did not put there.",
                "Name a branch of its own, or delete this one first.",
            )  # fmt: skip
        return found

    def _there(self, commit: str) -> dict[str, str]:
        """Path to blob of a commit's tree."""
        if not commit:
            return {}
        rows = self._git("ls-tree", "-r", "-z", commit).decode("utf-8", "surrogateescape").split("\0")
        told = (row.split("\t", 1) for row in rows if row)
        return {path: about.split()[2] for about, path in told}

    def _ours(self, files: Mapping[str, str]) -> dict[str, str]:
        return {path: blob for path, blob in files.items() if not self._left_alone(path)}

    def _left_alone(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self._repository.leave)

    def _wanted(self, site: Site) -> dict[str, tuple[str, str | None]]:
        """Path to blob, and to the hash in the site; the file that is for GitHub has none."""
        kind = self._git("rev-parse", "--show-object-format").decode().strip()
        new: dict[str, tuple[str, str | None]] = {_NO_JEKYLL: (_blob(b"", kind), None)}
        for path, digest in site.files.items():
            if not self._left_alone(path):
                new[path] = (_blob(site.read(path), kind), digest)
        return new

    # Git itself.

    def _commit(self, waiting: str, stream: Iterable[bytes], tip: str) -> None:
        """Make the next commit, and move the branch to it if that still is where we saw it.

        The stream is laid on the disk first: a whole site may not fit into memory.
        """
        for left in self._git("for-each-ref", "--format=%(refname)", _WAITING).decode().split():
            self._git("update-ref", "-d", left)
        with tempfile.TemporaryFile(dir=self._clone) as file:
            file.writelines(stream)
            file.write(b"done\n")
            file.seek(0)
            self._git("fast-import", "--quiet", "--done", given=file)
        try:
            self._git(
                "push", "--quiet", f"--force-with-lease={self._branch}:{tip}", "--",
                self._repository.address, f"{waiting}:{self._branch}",
            )  # fmt: skip
        except HostError as problem:
            if "stale info" in problem.cause or "fetch first" in problem.cause:
                raise HostError(
                    str(self._repository), "somebody else has pushed to this branch meanwhile.", "Run again."
                ) from problem
            raise

    def _git(self, *words: str, given: IO[bytes] | None = None, within: bool = True) -> bytes:
        """Run git; returns what it prints. Raises HostError with what it complained of."""
        command = ["git", *(["--git-dir", str(self._clone)] if within else []), *words]
        try:
            done = subprocess.run(
                command, stdin=given or subprocess.DEVNULL, capture_output=True, check=False, env=_environment(),
                timeout=_PATIENCE,
            )  # fmt: skip
        except FileNotFoundError as problem:
            raise HostError("git", "it is not installed.", "Install Git, then run again.") from problem
        except subprocess.TimeoutExpired as problem:
            raise HostError(str(self._repository), "it does not answer.", "Run again.") from problem
        if done.returncode:
            lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
            told = " ".join(lines)[:300] or f"git {words[0]} ended with {done.returncode}"
            raise HostError(
                str(self._repository), f"git {words[0]} failed ({told}).",
                "What was public there still is. Check the address and that you may push to it: "
                f"git push --dry-run {self._repository.address}",
            )  # fmt: skip
        return done.stdout


def _environment() -> dict[str, str]:
    """Git's surroundings: nobody is asked anything, and a repository that we were called from plays no part."""
    found = {
        key: value
        for key, value in os.environ.items()
        if key not in {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}
    }
    found |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    # ssh would ask whether to trust an unknown host; it must refuse instead.
    found.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
    return found


def _blob(body: bytes, kind: str) -> str:
    """What Git calls these bytes (gitformat-pack; sha1 or sha256)."""
    return hashlib.new(kind, b"blob %d\0" % len(body) + body).hexdigest()


def _quoted(path: str) -> bytes:
    """A path as fast-import reads it (git-fast-import, `path`)."""
    return b'"%s"' % path.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def _gone(found: Difference) -> Iterator[bytes]:
    # Before what is written: a folder may stand now where a file did.
    return (b"D %s\n" % _quoted(path) for path in found.removed)


def _plain(text: str) -> str:
    """A name or address without what would end it in a commit's header."""
    return "".join(char for char in text if char not in "<>\n\0").strip()


def _message(subject: str, trailers: Mapping[str, str]) -> bytes:
    lines = [f"Attract-{key}: {value}" for key, value in trailers.items() if value]
    return f"{subject}\n\n{chr(10).join(lines)}\n".encode()


def _next() -> str:
    return _WAITING + secrets.token_hex(8)


def _head(waiting: str, message: bytes, who: str, at: datetime | None, tip: str) -> bytes:
    """The head of a commit for fast-import; without a time, it is now."""
    when = f"{int(at.timestamp())} +0000" if at else "now"
    form = b"" if at else b"feature date-format=now\n"
    told = b"%scommit %s\ncommitter %s %s\ndata %d\n%s" % (
        form, waiting.encode(), who.encode(), when.encode(), len(message), message,
    )  # fmt: skip
    return told + (b"from %s\n" % tip.encode() if tip else b"")
