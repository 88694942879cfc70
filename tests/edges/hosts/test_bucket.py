"""A bucket as host: a real S3 conversation with a server on this machine."""

import itertools
import os
import subprocess
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import obstore
import pytest
from obstore.store import S3Store

from pipeline.edges.hosts.bucket import Bucket, BucketHost
from pipeline.errors import HostError
from pipeline.ports import Progress
from tests.edges.hosts.contract import PAGES, START, HostContract, Place
from tests.edges.hosts.killing import kill_often, many, putting, says

pytestmark = pytest.mark.servers
#: Buckets of this run; a server that outlives it has others by other names.
_NUMBERS = itertools.count()


@pytest.fixture
def bucket(s3: str) -> Bucket:
    """A new, empty bucket."""
    name = f"firm-{os.getpid()}-{next(_NUMBERS)}"
    httpx.put(f"{s3}/{name}").raise_for_status()
    return Bucket(name, s3, "us-east-1", key_id="test", secret="test")


def store(bucket: Bucket) -> S3Store:
    """The bucket as somebody else would reach it, without prefix."""
    return S3Store(
        bucket.name,
        config={"endpoint": bucket.endpoint, "region": "us-east-1", "access_key_id": "x", "secret_access_key": "y"},
        client_options={"allow_http": True},
    )


def objects(bucket: Bucket) -> dict[str, bytes]:
    """Everything in the bucket; what goes while we look has gone."""
    found: dict[str, bytes] = {}
    for path in [each["path"] for some in obstore.list(store(bucket)) for each in some]:
        with suppress(FileNotFoundError):
            found[path] = bytes(obstore.get(store(bucket), path).bytes())
    return found


def public(bucket: Bucket) -> dict[str, bytes]:
    """What belongs to the site."""
    before = f"{bucket.prefix}/" if bucket.prefix else ""
    found = {path.removeprefix(before): body for path, body in objects(bucket).items() if path.startswith(before)}
    return {path: body for path, body in found.items() if path != ".attract-host.json"}


def bucket_place(bucket: Bucket, tmp_path: Path) -> Place:
    """A place in a bucket."""

    def opened(keep: int, progress: Progress) -> BucketHost:
        return BucketHost(bucket, tmp_path / "state/bucket", keep=keep, progress=progress)

    return Place(opened, lambda: public(bucket), tmp_path)


@pytest.fixture
def place(bucket: Bucket, tmp_path: Path) -> Place:
    """An empty bucket."""
    return bucket_place(bucket, tmp_path)


class TestBucket(HostContract):
    """The contract, on a bucket. What it cannot promise, one moment for the whole site, is in no test."""


class TestPrefix(HostContract):
    """The contract, within a folder of a bucket."""

    @pytest.fixture
    def place(self, bucket: Bucket, tmp_path: Path) -> Place:
        """An empty folder in a bucket that holds something else."""
        obstore.put(store(bucket), "mine.pdf", b"mine")
        return bucket_place(within(bucket, prefix="sites/firm"), tmp_path)


def within(bucket: Bucket, **changes: Any) -> Bucket:
    """The same bucket with other settings."""
    return Bucket(**{**bucket.__dict__, **changes})


def heads(bucket: Bucket, path: str) -> tuple[str, str]:
    """Type and caching of an object, as visitors get them."""
    told = obstore.get(store(bucket), path).attributes
    return told["Content-Type"], told["Cache-Control"]


def test_browsers_are_told_what_each_file_is(place: Place, bucket: Bucket) -> None:
    """A page is asked for again at each view; what is named by its bytes is kept for a year."""
    place.put("v1", PAGES)

    assert ("text/html; charset=utf-8", "no-cache") == heads(bucket, "index.html")
    assert ("text/css; charset=utf-8", "public, max-age=31536000, immutable") == heads(
        bucket, "assets/main.57a0d79d.min.css"
    )
    assert ("application/json", "no-cache") == heads(bucket, "pagefind/pagefind-entry.json")


def test_a_withdrawn_text_is_gone_before_anything_else_happens(place: Place, bucket: Bucket) -> None:
    """Page, picture and what search holds of it, while home still leads there; what pages need goes last."""
    place.put("v1", PAGES)
    rest = {p: b for p, b in PAGES.items() if "the-van" not in p and "fragment" not in p and "57a0" not in p}
    new = rest | {"index.html": "Home two", "assets/main.66b0d79d.min.css": "a {}", "people/rafe/index.html": "R"}
    moments: list[tuple[str, set[str]]] = []

    def watch(room: str, done: int, total: int, what: str = "") -> None:
        if what:
            moments.append((what, set(public(bucket))))

    place.host(progress=watch).put(place.site(new), "v2", START + timedelta(minutes=2))

    happened = [what for what, _ in moments]
    assert {"pagefind/fragment/en_1ab6fff.pf_fragment", "stories/the-van/index.html"} == set(happened[:2])
    assert [
        "assets/main.66b0d79d.min.css", "people/rafe/index.html", "index.html", "assets/main.57a0d79d.min.css",
    ] == happened[2:]  # fmt: skip
    assert all("stories/the-van/index.html" not in there for _, there in moments[1:])
    # While any page may still ask for it, the old style sheet is there.
    assert all("assets/main.57a0d79d.min.css" in there for _, there in moments[:-1])
    assert place.expected(new) == place.public()


def test_a_bucket_with_something_else_in_it_is_refused(place: Place, bucket: Bucket) -> None:
    """Nothing of another's is ever removed."""
    obstore.put(store(bucket), "contracts/secret.pdf", b"theirs")

    with pytest.raises(HostError, match=r"did not put there \(contracts/secret\.pdf\)"):
        place.put("v1", PAGES)
    with pytest.raises(HostError, match="did not put there"):
        place.host().plan(place.site(PAGES))
    assert {"contracts/secret.pdf": b"theirs"} == objects(bucket)


def test_what_is_to_be_left_alone_stays(bucket: Bucket, tmp_path: Path) -> None:
    """By patterns; puts and rollbacks pass it by."""
    obstore.put(store(bucket), ".well-known/acme/1", b"theirs")
    place = bucket_place(within(bucket, leave=(".well-known/*",)), tmp_path)

    place.put("v1", PAGES)
    place.put("v2", {"index.html": "Two"})
    place.host().roll_back()

    assert place.expected(PAGES) | {".well-known/acme/1": b"theirs"} == public(bucket)


def test_a_file_that_was_changed_or_lost_in_the_bucket_is_put_right(place: Place, bucket: Bucket) -> None:
    """The bucket itself is asked what it has, so the same site put again mends it."""
    place.put("v1", PAGES)
    obstore.put(store(bucket), "index.html", b"defaced")
    obstore.put(store(bucket), "spam.html", b"spam")
    obstore.delete(store(bucket), "404.html")

    done = place.host().put(place.site(PAGES), "v2", START + timedelta(minutes=2))

    assert place.expected(PAGES) == place.public()
    assert ("v1", 2, 1) == (done.version, done.written, done.removed)


def test_another_machine_can_put_but_not_roll_back(place: Place, bucket: Bucket, tmp_path: Path) -> None:
    """What a rollback needs is kept where the version was put, and that is said."""
    place.put("v1", PAGES)
    place.put("v2", PAGES | {"index.html": "Two"})
    other = bucket_place(bucket, tmp_path / "other")

    with pytest.raises(HostError, match="what this machine keeps"):
        other.host().roll_back()
    other.put("v3", PAGES | {"index.html": "Three"})

    assert b"Three" == public(bucket)["index.html"]
    assert [False, False] == [each.public for each in place.host().versions()]


def test_a_bucket_that_is_not_there(place: Place, bucket: Bucket, tmp_path: Path) -> None:
    """It is not made by itself: a slip of the pen would be a new public bucket."""
    wrong = bucket_place(within(bucket, name="nobodys-bucket"), tmp_path)

    with pytest.raises(HostError, match="no such bucket"):
        wrong.put("v1", PAGES)


def test_a_server_that_does_not_answer(bucket: Bucket, tmp_path: Path) -> None:
    """Said in one line, without the library's own pages of detail."""
    wrong = bucket_place(within(bucket, endpoint="http://127.0.0.1:9"), tmp_path)

    with pytest.raises(HostError, match="does not answer") as refused:
        wrong.host().versions()
    assert "\n" not in refused.value.cause


def test_keys_from_the_environment_are_used(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that every tool for S3 reads."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "from-the-environment")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    place = bucket_place(within(bucket, key_id="", secret=""), tmp_path)
    place.put("v1", PAGES)

    assert place.expected(PAGES) == place.public()


def test_a_put_killed_at_any_moment_is_completed_by_the_next(place: Place, bucket: Bucket, tmp_path: Path) -> None:
    """A bucket may be left half exchanged; putting again makes it whole, and a rollback leads to a whole version."""
    opening = f"""
from pipeline.edges.hosts.bucket import Bucket, BucketHost
bucket = Bucket({bucket.name!r}, {bucket.endpoint!r}, "us-east-1", key_id="test", secret="test")
host = BucketHost(bucket, Path({str(tmp_path / "state/bucket")!r}), keep=3, progress=silent)
"""
    files = {path: body for path, body in many("w0").items() if "1" in path or "only" in path}
    place.put("v0", files)
    said = ["w0"]
    sites = [place.site({p.replace("w0", f"w{n}"): b.replace("w0", f"w{n}") for p, b in files.items()}).folder for n in range(1, 6)]  # fmt: skip

    def start(number: int) -> "subprocess.Popen[str]":
        return putting(opening, sites[number], f"v{number + 1}", {})

    def look(number: int) -> None:
        said.extend(says(public(bucket)))

    killed = kill_often(start, look, times=4, seed=4)

    assert killed
    place.put("v90", {"index.html": "end"})
    assert place.expected({"index.html": "end"}) == place.public()
    place.host().roll_back()
    assert 1 == len(says(public(bucket)))


def test_a_killed_rollback_does_not_lose_its_way(place: Place, bucket: Bucket) -> None:
    """Done again, it leads to the version that it was to lead to, and not to the one before that."""
    for number in (1, 2, 3):
        place.put(f"v{number}", PAGES | {"index.html": f"Home {number}"})

    def stop(room: str, done: int, total: int, what: str = "") -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place.host(progress=stop).roll_back()

    assert "v2" == place.host().roll_back()
    assert b"Home 2" == public(bucket)["index.html"]
