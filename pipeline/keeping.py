"""What of a firm's folder a backup keeps, and why each of the others is left out.

Everything that the code writes into `.attract/` is named here. What is not named is kept: to lose what somebody
needs is worse than to keep what nobody does.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pipeline.edges.address_keys import PLACE, AddressKeys
from pipeline.edges.dkim_keys import DkimKeys
from pipeline.edges.key_files import KeyFile
from pipeline.edges.names import VARIABLE as NAMES
from pipeline.edges.packing import FileSource, in_order, spellable
from pipeline.edges.reader_keys import ReaderKeys
from pipeline.edges.token_keys import TokenKeys
from pipeline.settled import RESTORING
from pipeline.wiring import House

STATE = ".attract"
DATABASE = f"{STATE}/attract.sqlite"
RECORD, CONSENTS, ARCHIVE = "content/clearances.jsonl", f"{STATE}/consents.jsonl", f"{STATE}/archive/site.jsonl"

#: Kept, each with the reason.
KEPT = {
    "attract.sqlite": "readers, proof, editions, what went to whom: copied by SQLite, and not as a file",
    "assets": "the pictures of pieces, also of Word files and feeds that are gone",
    "pictures": "those of posts, as they were when somebody looked at them",
    "archive": "what was public when, and who had cleared it; nothing makes it again",
    "consents.jsonl": "the book of clients' consents",
    "names.keyed": "the do-not-name list; nobody can read it back, so nobody can type it again",
    "models": "the tagger's own models, and which was taken",
    "sending": "what a sender knew of mails in its hand when the backup was made",
    "outbox": "mails and texts that were laid down for people to take",
}
#: Left out, each with the reason. Patterns of names in `.attract/`.
LEFT_OUT = {
    "attract.sqlite-*": "SQLite's log; its copy has what is in it",
    "reader.keys": "a key; keys go apart",
    "address.keys": "a key; keys go apart",
    "preview.key": "a key; keys go apart",
    "token.keys": "a key; keys go apart",
    "site": "two copies of the site; publishing makes it again",
    "stage": "pages before they are printed; publishing makes them again",
    "stage.working": "the same, half made",
    "cards": "share cards; publishing paints them again",
    "near.json": "which pieces are alike; publishing works it out again",
    "templates": "templates as Python has compiled them",
    "previews": "private pages; `attract preview` makes them again",
    "screenshots": "of the sample site; `make screenshots` makes them again",
    "hosts": "older versions of the site for a rollback, and Git's copies; the archive has what was public",
    "outbox/dry-run": "a rehearsal; the next takes its place",
    f"{RESTORING}*": "what a restore was preparing",
    "rehearsal-*": "a copy of the firm for a rehearsal",
    "lock": "says who is at work now",
    "*.lock": "says who is at work now",
    ".writing-*": "a file that somebody was writing",
    "*.key": "looks like a key; keys go apart",
    "*.keys": "looks like a key; keys go apart",
    "*.pem": "looks like a key; keys go apart",
}
#: Journals before the database: what they know of a mail in hand must be no newer than its row. Books before what
#: they speak of, so that everything that a line names is there.
_FIRST = (DATABASE, RECORD, CONSENTS, ARCHIVE)


def left_out(path: str) -> str:
    """Why a file of `.attract/` is in no backup, by its path in there; empty where it is in it."""
    parts = path.split("/")
    heads = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    for pattern, why in LEFT_OUT.items():
        deep = "/" in pattern or pattern.startswith(("*", "."))
        if any(fnmatchcase(head, pattern) for head in (heads if "/" in pattern else heads[:1])):
            return why
        if deep and fnmatchcase(parts[-1], pattern):
            return why
    return ""


@dataclass(frozen=True)
class Found:
    """What a backup of a folder would hold."""

    sources: list[FileSource]
    #: Links and the like, which no backup follows, and names that no other system can spell.
    passed_over: list[str]


def found(root: Path, feeds: list[str]) -> Found:
    """Every file of a firm's folder that a backup keeps, but for the database, in the order in which they are read.

    Args:
        root: the firm's folder.
        feeds: files in it that are followed as feeds.

    """
    sources: list[FileSource] = []
    passed: list[str] = []
    for top in ("content", "stories", STATE):
        for path in _walk(root / top, passed):
            name = path.relative_to(root).as_posix()
            if top == STATE and (left_out(name.removeprefix(f"{STATE}/")) or name == DATABASE):
                continue
            sources.append(FileSource(name, path, lines=name in _FIRST or name.endswith(".journal")))
    for name in ("mkdocs.yml", *feeds):
        if (root / name).is_file() and not any(each.path == name for each in sources):
            sources.append(FileSource(name, root / name))
    journals = [each.path for each in sources if each.path.endswith(".journal")]
    return Found(in_order(sources, [*journals, *_FIRST]), passed)


def is_early(source: FileSource) -> bool:
    """Whether a file is read before the database is copied."""
    return source.path.endswith(".journal")


def followed_files(house: House) -> list[str]:
    """The feeds of a firm that are files in its folder."""
    inside = [house.inside(house.root / each.address) for each in house.feeds if "://" not in each.address]
    return sorted({name for name in inside if name})


def keys_of(house: House) -> list[KeyFile]:
    """Every key file that belongs to a firm, there or not."""
    addresses = AddressKeys.beside(house.state / "attract.sqlite")
    dkim = DkimKeys.of(house.firm.mail)
    told = house.firm.mail.dkim
    selectors = [each for each in (told.selector, told.ed25519_selector) if each] if told else []
    return [
        KeyFile("reader.keys", house.state / "reader.keys", "the links in readers' mails, to leave above all", ring=True),
        KeyFile("address.keys", addresses.path, "readers' addresses in the database", ring=True),
        KeyFile("token.keys", house.state / "token.keys", "the tokens of social networks", ring=True),
        KeyFile("preview.key", house.state / "preview.key", "links to previews"),
        KeyFile("names.key", house.clearing.names.key.path, "the do-not-name list"),
        *(KeyFile(f"dkim/{dkim.domain}/{each}.pem", dkim.path(each), "the signature of mails") for each in selectors),
    ]  # fmt: skip


def told_by_environment() -> list[str]:
    """The variables that hold a key in this environment: nobody here can keep them."""
    return [
        name for name in (ReaderKeys.variable, AddressKeys.variable, TokenKeys.variable, NAMES) if os.environ.get(name)
    ]


def place_told() -> bool:
    """Whether the environment names another place for the keys of addresses."""
    return bool(os.environ.get(PLACE))


def _walk(top: Path, passed: list[str]) -> Iterator[Path]:
    """Every plain file below a folder; the folder itself may be a link, such as to a share."""
    for folder, folders, names in os.walk(top):
        at = Path(folder)
        linked = [each for each in folders if (at / each).is_symlink()]
        passed += [str(at / each) for each in linked]
        folders[:] = sorted(set(folders) - set(linked))
        for name in sorted(names):
            path = at / name
            if path.is_file() and not path.is_symlink() and spellable(str(path)):
                yield path
            else:
                passed.append(str(path).encode(errors="replace").decode())
