"""The settings, and the keys and passwords that stand beside them."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.doctor.place import Place
from pipeline.edges.address_keys import AddressKeys
from pipeline.edges.link_key import LinkKey
from pipeline.edges.machine import right
from pipeline.edges.names import VARIABLE, KeyFile
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.edges.token_keys import TokenKeys
from pipeline.errors import ConfigurationError
from pipeline.firm import Firm
from pipeline.model.check import Check, person, told, well
from pipeline.model.telling import listed


def settings(place: Place) -> Iterator[Check]:
    """Whether `content/firm.yml` can be read, and what in it was forgotten."""
    if place.problem:
        yield person("settings", f"{place.problem.thing}: {place.problem.cause}", place.problem.remedy)
        return
    firm = place.house.firm
    yield well("settings", f"content/firm.yml of {firm.name} reads without errors")
    if not (place.root / "mkdocs.yml").is_file():
        yield person("settings", "there is no mkdocs.yml in the firm's folder", "Without it no site can be built: copy it from a new firm.")  # fmt: skip
    cadences = firm.cadences
    if not any((cadences.daily, cadences.weekly, cadences.monthly)):
        yield told("cadences", "no rhythm is set: no digest ever falls due", "To send some: `cadences: {weekly: {on: monday, at: \"08:30\"}}`")  # fmt: skip


def keys(place: Place) -> Iterator[Check]:
    """Each key file: there where it must be, for nobody else, and of the right length."""
    seen: list[str] = []
    state = place.state
    for name, ring in (
        ("reader.keys", ReaderKeys(state / "reader.keys")),
        ("address.keys", AddressKeys.beside(place.database)),
        ("token.keys", TokenKeys.of(state)),
    ):
        try:
            found = ring.read()
        except ConfigurationError as problem:
            yield person("keys", f"{problem.thing}: {problem.cause}", problem.remedy)
            continue
        if found:
            seen.append(f"{name} ({len(found)})" if not ring.told else f"{ring.variable} ({len(found)})")
    preview = LinkKey(state / "preview.key")
    try:
        if preview.read():
            seen.append("preview.key")
    except ConfigurationError as problem:
        yield person("keys", f"{problem.thing}: {problem.cause}", problem.remedy)
    firm = place.firm
    if firm:
        yield from _names_key(place, firm, seen)
        for path in _of_hosts(firm):
            if (its := right(path)) is None:
                yield person("keys", f"{path} is not there, or cannot be read", "Bring it back, or name another in `publishing.to`.")  # fmt: skip
            else:
                seen.append(str(path))
                if its.readable:
                    yield person("keys", f"others on this machine may read {path}", f"chmod 600 {path}")
    for path in (preview.path,):
        if (its := right(path)) and its.readable:
            yield person("keys", f"others on this machine may read {path}", f"chmod 600 {path}")
    yield well(
        "keys",
        f"{listed(seen)}: readable, whole, for nobody else" if seen else "none was made yet, and none is needed yet",
    )


def _names_key(place: Place, firm: Firm, seen: list[str]) -> Iterator[Check]:
    """The key of the do-not-name list, which must not lie where the list does."""
    key = KeyFile(place.root / os.path.expanduser(firm.clearing.names_key), place.root)
    list_ = place.state / "names.keyed"
    try:
        found = key.read()
    except ConfigurationError as problem:
        yield person("keys", f"{problem.thing}: {problem.cause}", problem.remedy)
        return
    if found is None and list_.exists():
        yield person("keys", f"the do-not-name list is there, and its key is not: {key.path}", f"Bring it back from your copy, or set {VARIABLE}; nobody can make it anew.")  # fmt: skip
    elif found:
        seen.append(VARIABLE if os.environ.get(VARIABLE) else str(key.path))
        if not os.environ.get(VARIABLE) and (its := right(key.path)) and its.readable:
            yield person("keys", f"others on this machine may read {key.path}", f"chmod 600 {key.path}")


def _of_hosts(firm: Firm) -> list[Path]:
    return [Path(host.sftp.key).expanduser() for host in firm.publishing.to if host.sftp and host.sftp.key]


def passwords(place: Place) -> Iterator[Check]:
    """What must stand in the environment, by name; never what it says."""
    firm = place.firm
    if firm is None:
        return
    wanted = {}
    if firm.mail.transport == "smtp" and firm.mail.user:
        wanted["ATTRACT_SMTP_PASSWORD"] = "`mail.user` logs in with it"
    if firm.mail.mailbox and firm.mail.mailbox.user:
        wanted["ATTRACT_IMAP_PASSWORD"] = "`mail.mailbox` is opened with it"
    missing = {name: why for name, why in wanted.items() if not os.environ.get(name)}
    for name, why in missing.items():
        yield person("environment", f"{name} is empty; {why}", "Set it for whatever runs the clock and the service, and run the doctor as they run.")  # fmt: skip
    if wanted and not missing:
        yield well("environment", f"{listed(list(wanted))}: set")
    for host in firm.publishing.to:
        if host.bucket and not _bucket_key(host.name):
            yield told("environment", f"no key for the bucket of {host.name} is set; a machine's own role may stand in", f"Otherwise set {_variable(host.name, 'KEY_ID')} and {_variable(host.name, 'SECRET')}.")  # fmt: skip


def _variable(host: str, what: str) -> str:
    return f"ATTRACT_HOST_{host.upper().replace('-', '_')}_{what}"


def _bucket_key(host: str) -> bool:
    pairs = (("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), (_variable(host, "KEY_ID"), _variable(host, "SECRET")))
    return any(all(os.environ.get(name) for name in pair) for pair in pairs)
