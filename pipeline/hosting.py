"""The places where the site lives joined to the firm: which there are, what goes there, and what may come back.

Only the site that `publish` built from what is cleared now goes to a host, and a rollback brings back
no text that is held or was withdrawn since: the gate has no second door.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path

from pipeline import firm as firms
from pipeline.edges import files
from pipeline.edges.hosts.built import BuiltSite
from pipeline.ending import silent
from pipeline.errors import ClearanceError, ConfigurationError, HostError, UsageError
from pipeline.model import Channel, Decision, Kind, Version
from pipeline.ports import Progress
from pipeline.ports.hosting import Difference, Hosted, Put, SiteHost, difference, fingerprint
from pipeline.wiring import House

#: How many pieces an error names.
_NAMED = 5


@dataclass(frozen=True)
class Outcome:
    """What became of one host; others go on where one fails."""

    host: str
    put: Put | None = None
    plan: Difference | None = None
    versions: Sequence[Hosted] = field(default=())
    problem: HostError | None = None


def wanted(house: House, names: Sequence[str]) -> list[firms.Host]:
    """The hosts of these names, or all of them; raises UsageError where there is none."""
    known = {each.name: each for each in house.firm.publishing.to}
    if not known:
        raise UsageError(
            "publishing.to", "no host is named in content/firm.yml.",
            "Name one, for example: publishing: {to: [{name: web, folder: {path: /srv/www/firm}}]}",
        )  # fmt: skip
    for name in names:
        if name not in known:
            raise UsageError(name, "there is no host of that name.", f"There is {', '.join(known)}.")
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def open_host(house: House, settings: firms.Host, progress: Progress = silent) -> SiteHost:
    """One host, as the firm's settings describe it. Reaches out to nothing yet."""
    keep, state = house.firm.publishing.keep, house.state / "hosts"

    def secret(what: str) -> str:
        return os.environ.get(f"ATTRACT_HOST_{settings.name.upper().replace('-', '_')}_{what}", "")

    if at := settings.folder:
        from pipeline.edges.hosts.folder import folder_host

        return folder_host(_apart_from_site(house, at.path), keep=keep, progress=progress)
    if there := settings.sftp:
        from pipeline.edges.hosts.sftp import Server, sftp_host

        server = Server(
            there.host, there.folder, there.port, there.user, Path(there.key) if there.key else None,
            Path(there.known_hosts), secret("PASSWORD"),
        )  # fmt: skip
        return sftp_host(server, keep=keep, progress=progress)
    if told := settings.bucket:
        from pipeline.edges.hosts.bucket import Bucket, BucketHost

        bucket = Bucket(
            told.bucket, told.endpoint, told.region, told.prefix, told.leave, secret("KEY_ID"), secret("SECRET")
        )  # fmt: skip
        return BucketHost(bucket, state / settings.name, keep=keep, progress=progress)
    if branch := settings.git:
        from pipeline.edges.hosts.git_branch import GitBranch, Repository

        repository = Repository(branch.repository, branch.branch, branch.leave)
        name, email = house.firm.name, house.firm.email
        return GitBranch(
            repository, state / f"{settings.name}.git", name=name, email=email, keep=keep, progress=progress
        )  # fmt: skip
    raise ConfigurationError(settings.name, "this host is of no kind.", "See the README, Put it online.")


def _apart_from_site(house: House, path: str) -> Path:
    folder = (house.root / Path(path).expanduser()).resolve()
    site = house.site.resolve()
    if folder == site or site in folder.parents or folder in site.parents:
        raise ConfigurationError(
            "content/firm.yml", f"{folder} is the built site itself, or holds it.", "Name another folder."
        )  # fmt: skip
    return folder


@contextmanager
def hosting(house: House) -> Iterator[None]:
    """Hold the lock of the hosts: one put at a time. A publish may go on beside it. Raises BusyError at once."""
    folder = house.state / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    with files.alone(folder / "lock", "the hosts"):
        yield


# Going out.


def put(
    house: House, names: Sequence[str] = (), *, anew: bool = False, progress: Progress = silent
) -> Iterator[Outcome]:
    """Put the site to the hosts of these names, or to all; one that fails stops no other.

    Raises:
        HostError: there is no site that may be put: none was built, or it is not what is cleared now.

    """
    hosts = wanted(house, names)
    site, published = checked_site(house)
    at = house.time().astimezone(UTC)
    version = f"{at:%Y%m%dT%H%M%SZ}-{_mark(published)}"
    with hosting(house):
        for each in hosts:
            try:
                yield Outcome(each.name, put=open_host(house, each, progress).put(site, version, at, anew=anew))
            except HostError as problem:
                yield Outcome(each.name, problem=problem)


def plan(house: House, names: Sequence[str] = ()) -> Iterator[Outcome]:
    """What `put` would change at each host. Writes nothing there."""
    hosts = wanted(house, names)
    site, _ = checked_site(house)
    with hosting(house):
        for each in hosts:
            try:
                yield Outcome(each.name, plan=open_host(house, each).plan(site))
            except HostError as problem:
                yield Outcome(each.name, problem=problem)


def checked_site(house: House) -> tuple[BuiltSite, Version]:
    """The built site, if it is what `publish` made of everything that is cleared now; and what the archive has of it.

    Raises:
        HostError: there is none, something was decided since, or a file in it is not what was published.

    """
    site = BuiltSite(house.site)
    again = "Publish, then put it again: attract publish."
    if house.ledger.mark("published") != house.clearing.standing():
        raise HostError(
            str(house.site), "something was cleared, withdrawn or has ended since this site was built.", again
        )  # fmt: skip
    now = house.time()
    # What the archive leaves out (the search index) is derived from what it keeps.
    for archived in house.clearing.archive.between(now, now + timedelta(seconds=1))[-1:]:
        found = difference(archived.files, site.files)
        if other := (*found.changed, *found.removed):
            raise HostError(str(house.site), f"{other[0]} is not the file that was published.", again)
        return site, archived
    raise HostError(str(house.site), "nothing was ever published here.", again)


# Coming back.


def roll_back(
    house: House, names: Sequence[str] = (), *, to: str = "", earlier_texts: bool = False, progress: Progress = silent
) -> Iterator[Outcome]:
    """Make the version before public again, or the one named, at each host.

    Args:
        house: the firm.
        names: which hosts; all of them where none is named.
        to: a version that the host has.
        earlier_texts: let pieces that are cleared and have changed since be shown as they were.
        progress: told how far it came.

    Raises:
        ClearanceError: that version shows what may not be shown now.

    """
    hosts = wanted(house, names)
    with hosting(house):
        for each in hosts:
            try:
                host = open_host(house, each, progress)
                known = host.versions()
                if target := _target(known, to):
                    check_version(house, target, earlier_texts=earlier_texts)
                yield Outcome(each.name, put=Put(host.roll_back(target.name if target else to)))
            except HostError as problem:
                yield Outcome(each.name, problem=problem)


def _target(versions: Sequence[Hosted], to: str) -> Hosted | None:
    public = next((each for each in versions if each.public), None)
    name = to or (public.before if public else "")
    return next((each for each in versions if each.name == name), None)


def check_version(house: House, version: Hosted, *, earlier_texts: bool = False) -> None:
    """Refuse a version that shows a text which may not be shown now.

    Words that tell of a client come back only if they are cleared now, to the letter: their consent may
    have ended, and nobody has read them under the rules and names of today.

    Raises:
        ClearanceError: it shows a piece that is held, gone or was withdrawn since, or a client's story in
            other words; or (unless `earlier_texts`) any piece that has other words by now, which may be
            a correction; or nobody knows what it shows.

    """
    shown = _shown(house, version)
    cleared = {each.id: each.cleared_text for each in house.judged()[0] if Channel.WEB in each.channels}
    other = {item for item, (text, _) in shown.items() if cleared.get(item) != text}
    of_clients = {item for item in other if shown[item][1].tells_of_clients}
    if barred := sorted((shown.keys() - cleared.keys()) | of_clients | _taken_back(house, other, version)):
        raise ClearanceError(
            version.name, "it shows what may not be shown now: held, gone, withdrawn since, or telling of a client in "
            f"other words ({_some(barred)}).",
            "That cannot be made public again. Put right what is wrong, then: attract publish, attract host put.",
        )  # fmt: skip
    if other and not earlier_texts:
        raise ClearanceError(
            version.name, f"it shows earlier words of what has changed since ({_some(sorted(other))}).",
            "Look whether a correction is among them. If they may be shown: attract host rollback --earlier-texts.",
        )  # fmt: skip


def _taken_back(house: House, items: Iterable[str], version: Hosted) -> set[str]:
    """Which of these were withdrawn after it was put, whatever was decided later."""
    decisions = house.clearing.recorded().decisions
    # The record counts whole seconds.
    since = version.at.replace(microsecond=0)
    return {
        item
        for item in items
        if any(each.decision is Decision.WITHDRAWN and each.at >= since for each in decisions.get(item, ()))
    }


def _mark(archived: Version) -> str:
    """Ends the name of a version at a host, and leads back to what the archive knows of it."""
    return fingerprint(archived.files)[:12]


def _shown(house: House, version: Hosted) -> Mapping[str, tuple[str, Kind]]:
    """Item id to the hash and kind of the text that a version shows, by the archive of what was public when."""
    # The archive counts whole seconds.
    about = version.at - timedelta(seconds=1), version.at + timedelta(seconds=1)
    for archived in house.clearing.archive.between(*about):
        if version.name.endswith(f"-{_mark(archived)}"):
            return {item: (str(told["text"]), Kind(told["kind"])) for item, told in archived.items.items()}
    raise ClearanceError(
        version.name, "the archive on this machine does not know what it shows.",
        "Roll back where it was put, or publish anew: attract publish, attract host put.",
    )  # fmt: skip


def _some(items: Sequence[str]) -> str:
    more = len(items) - _NAMED
    return ", ".join(items[:_NAMED]) + (f" and {more} more" if more > 0 else "")


# What is where.


def versions(house: House, names: Sequence[str] = ()) -> Iterator[Outcome]:
    """Which versions each host has, and which of them is public."""
    hosts = wanted(house, names)
    with hosting(house):
        for each in hosts:
            try:
                yield Outcome(each.name, versions=open_host(house, each).versions())
            except HostError as problem:
                yield Outcome(each.name, problem=problem)
