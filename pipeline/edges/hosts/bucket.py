"""A bucket that speaks S3 (port: SiteHost): Amazon, Cloudflare R2, Backblaze, MinIO and others.

The limit: **S3 exchanges one object at once, never a site.** While a put is under way, visitors may
meet pages of both versions. So the order is the one that harms least (`serving.Step`): first every
text that is gone leaves, because a withdrawn text must go at once; then what new pages need, then
pages, then home, feeds and search; last what only old pages needed. A put that is killed leaves such
a mixture, and the next one completes it. Whoever needs the switch itself to be one moment takes a
folder, SFTP or a Git branch. A content delivery network in front keeps what it keeps: purge it after
a withdrawal, unless it obeys `no-cache`.

There is no `versioned` way with a pointer that a delivery network would follow: old versions would
stay readable at their own addresses, withdrawn texts among them.

What a rollback needs is kept on this machine, in the state folder (versions side by side, so that
each costs what is new in it); so only the machine that put a version can go back to it. An object of
ours, `.attract-host.json`, says which version the bucket has. Without it a bucket that is not empty
is refused: whatever is in there and not in the site would be removed (but for `leave`).

Whether a file is there already is told by its size and its ETag, which is the MD5 of the bytes; where
the bucket encrypts with keys of its own (SSE-KMS, SSE-C) it is not, and every put sends every file.

obstore rather than boto3: half the size, no further package, 15 ms to import instead of 230, and no
checksum headers that only Amazon understands (since botocore 1.36 those must be turned off). It reads
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from the environment, or a machine's
role; ATTRACT_HOST_<NAME>_KEY_ID and ATTRACT_HOST_<NAME>_SECRET go before them. It reads no profile:
`aws configure export-credentials --format env` prints one as environment.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.edges.hosts.built import BuiltSite
from pipeline.edges.hosts.folder import folder_host
from pipeline.edges.hosts.serving import Step, cache_control, content_type, removing, sending
from pipeline.edges.hosts.side_by_side import earlier
from pipeline.errors import HostError
from pipeline.ports import Progress
from pipeline.ports.hosting import Difference, Hosted, Put, Site, difference

if TYPE_CHECKING:
    from obstore.store import S3Store

#: Which version the bucket has. It holds nothing that a visitor could not see.
_MARK = ".attract-host.json"
#: Objects sent at once.
_AT_ONCE = 16
_PATIENCE = timedelta(seconds=60)
_NO_BUCKET = "<Code>NoSuchBucket</Code>"
_SAID = re.compile(r"<Message>([^<]{1,300})")


@dataclass(frozen=True)
class Bucket:
    """Which bucket, and how it is reached."""

    name: str
    #: Empty: Amazon.
    endpoint: str = ""
    region: str = ""
    #: The folder in it that is the site's root; empty: the bucket is.
    prefix: str = ""
    #: Patterns of objects that are not ours.
    leave: tuple[str, ...] = ()
    key_id: str = ""
    secret: str = ""

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix}".rstrip("/")


@dataclass(frozen=True)
class _Act:
    """One thing to do to one object."""

    step: Step
    path: str
    gone: bool = False


class BucketHost:
    """The site in a bucket.

    Args:
        bucket: which.
        kept: the folder in the state folder that holds what a rollback needs.
        keep: how many versions are kept there.
        progress: told each object as it is sent.

    """

    def __init__(self, bucket: Bucket, kept: Path, *, keep: int, progress: Progress) -> None:
        self._bucket = bucket
        self._folder = kept
        self._kept = folder_host(kept, keep=keep, progress=_unwatched)
        self._progress = progress

    def plan(self, site: Site) -> Difference:
        """What would change."""
        with self._told():
            store = self._store()
            return difference(self._ours(self._objects(store)), self._wanted(site))

    def put(self, site: Site, version: str, at: datetime, *, anew: bool = False) -> Put:
        """Keep the version here, then bring the bucket up to it."""
        with self._told():
            store = self._store()
            there = self._objects(store)
            name = self._kept.lay(site, version, at)
            done = self._bring_up_to(store, there, name, anew)
            self._kept.point(name)
            self._kept.prune(name)
            return done

    def roll_back(self, to: str = "") -> str:
        """Bring the bucket back to a version that is kept here."""
        with self._told():
            store = self._store()
            wanted = earlier(self._versions(store), to, f"what this machine keeps of {self._bucket}")
            self._bring_up_to(store, self._objects(store), wanted, anew=False)
            self._kept.point(wanted)
            return wanted

    def versions(self) -> Sequence[Hosted]:
        """Those that this machine keeps; which of them is public is asked of the bucket."""
        with self._told():
            return self._versions(self._store())

    def _versions(self, store: "S3Store") -> list[Hosted]:
        public = self._mark(store).get("version", "")
        return [replace(each, public=each.name == public) for each in self._kept.versions()]

    # What is there.

    def _store(self) -> "S3Store":
        from obstore.store import S3Store

        bucket = self._bucket
        settings: dict[str, Any] = {
            "endpoint": bucket.endpoint, "region": bucket.region,
            "access_key_id": bucket.key_id, "secret_access_key": bucket.secret,
        }  # fmt: skip
        return S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            config={key: value for key, value in settings.items() if value},  # type: ignore[arg-type]  # built up
            client_options={"allow_http": bucket.endpoint.startswith("http://"), "timeout": _PATIENCE},
            retry_config={"max_retries": 4, "retry_timeout": _PATIENCE},
        )

    def _objects(self, store: "S3Store") -> dict[str, str]:
        """Path to ETag of everything that is there; raises HostError where somebody else's things are."""
        import obstore

        there = {
            each["path"]: (each["e_tag"] or "").strip('"')
            for some in obstore.list(store, chunk_size=1000)
            for each in some
        }
        foreign = [path for path in there if not self._left_alone(path)]
        if foreign and _MARK not in there:
            raise HostError(
                str(self._bucket), f"it holds something that Attract did not put there ({foreign[0]}).",
                "Name an empty bucket or `prefix`, or the files that are to stay in `leave`.",
            )  # fmt: skip
        return there

    def _mark(self, store: "S3Store") -> dict[str, str]:
        """What our own object says; nothing where there is none."""
        import obstore

        try:
            return dict(json.loads(bytes(obstore.get(store, _MARK).bytes())))
        except FileNotFoundError as problem:
            if _NO_BUCKET in str(problem):
                raise
            return {}

    def _ours(self, there: Mapping[str, str]) -> dict[str, str]:
        return {path: tag for path, tag in there.items() if path != _MARK and not self._left_alone(path)}

    def _left_alone(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self._bucket.leave)

    def _wanted(self, site: Site) -> dict[str, str]:
        """Path to what its ETag would be."""
        return {
            path: hashlib.md5(site.read(path), usedforsecurity=False).hexdigest()
            for path in site.files
            if not self._left_alone(path)
        }

    # Exchanging it.

    def _bring_up_to(self, store: "S3Store", there: Mapping[str, str], version: str, anew: bool) -> Put:
        site = BuiltSite(self._folder / "versions" / version)
        mark, wanted = self._mark(store), self._wanted(site)
        found = difference(self._ours(there), wanted)
        send = sorted(wanted) if anew else list(found.written)
        if not (send or found.removed) and mark.get("version") == version:
            return Put(version, kept=len(wanted))
        self._write_mark(store, {**mark, "putting": version})
        acts = order(send, found.removed)
        sent_bytes, done = 0, 0
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            # Every step waits for the one before it: the order is what visitors are promised.
            for _, step in groupby(acts, key=lambda act: act.step):
                for act, size in pool.map(lambda act: (act, self._do(store, site, act)), step):
                    sent_bytes += size
                    done += 1
                    self._progress("host", done, len(acts), act.path)
        self._write_mark(store, {"version": version})
        self._progress("host", len(acts), len(acts))
        return Put(
            version, len(found.written), len(found.removed), len(wanted) - len(found.written), len(send), sent_bytes
        )

    def _do(self, store: "S3Store", site: Site, act: _Act) -> int:
        import obstore

        if act.gone:
            obstore.delete(store, act.path)
            return 0
        body = site.read(act.path)
        self._send(store, act.path, body)
        return len(body)

    def _send(self, store: "S3Store", path: str, body: bytes) -> None:
        import obstore

        # In one piece: the ETag of several is no MD5.
        obstore.put(
            store, path, body, use_multipart=False,
            attributes={"Content-Type": content_type(path), "Cache-Control": cache_control(path)},
        )  # fmt: skip

    def _write_mark(self, store: "S3Store", told: Mapping[str, str]) -> None:
        self._send(store, _MARK, (json.dumps(told) + "\n").encode())

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what went wrong in our words."""
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        where = str(self._bucket)
        try:
            yield
        except (PermissionDeniedError, UnauthenticatedError) as problem:
            raise HostError(
                where, "the bucket does not let us in.",
                "Set the key in the environment; it must be allowed to list, read, write and delete.",
            ) from problem  # fmt: skip
        except (BaseError, FileNotFoundError, ValueError) as problem:
            whole = str(problem)
            if _NO_BUCKET in whole:
                raise HostError(
                    where, "there is no such bucket.", "Make it, or check `bucket` and `endpoint`."
                ) from problem  # fmt: skip
            # What the server said is wrapped in XML, and that in the library's own account.
            said = _SAID.search(whole)
            told = said[1] if said else " ".join(whole.partition("\n\nDebug source")[0].split())[:300]
            raise HostError(
                where, f"the bucket refuses or does not answer ({told}).",
                "Run again: what is missing is sent then.",
            ) from problem  # fmt: skip


def order(send: Sequence[str], remove: Sequence[str]) -> list[_Act]:
    """What to do, in the order in which it harms visitors least."""
    acts = [_Act(sending(path), path) for path in send] + [_Act(removing(path), path, gone=True) for path in remove]
    return sorted(acts, key=lambda act: (act.step, act.path))


def _unwatched(room: str, done: int, total: int, what: str = "") -> None:
    """The copy that is kept here takes no time worth a bar."""
