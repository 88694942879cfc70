"""What paths and names say: the kind of a file, its id, its copies, the pictures it means."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from urllib.parse import unquote

from pipeline.addresses import slug as slug  # it names files, too
from pipeline.collect.formats import TEXTS
from pipeline.errors import SourceError
from pipeline.model import Kind, digest_of
from pipeline.ports import Source

_FOLDERS = {
    "stories": Kind.STORY,
    "content/articles": Kind.ARTICLE,
    "content/people": Kind.PROFILE,
    "content/practices": Kind.PRACTICE,
    "content/pages": Kind.PAGE,
}
#: Where the firm speaks of itself without a page.
SETTINGS = "content/firm.yml"
#: What editors and sync clients leave lying about while they work.
_PASSING = re.compile(
    r"(?:^|/)(?:~\$|\.)|~$|\.(?:tmp|temp|part|partial|crdownload|download|bak|swp|lock)$"
    r"|(?:^|/)(?:desktop\.ini|Thumbs\.db|ehthumbs\.db|Icon\r)$",
    re.IGNORECASE,
)


def passing(path: str) -> bool:
    """Whether a file is an editor's or a sync client's own, and nobody's words."""
    return _PASSING.search(path) is not None


def room_of(path: str) -> Kind | None:
    """What a file in this place would be, whatever its ending; None where nothing is read."""
    return next((kind for folder, kind in _FOLDERS.items() if path.startswith(folder + "/")), None)


def kind_of(path: str) -> Kind | None:
    """What a file is by where it lies; None for what is no text of ours."""
    return room_of(path) if path.lower().endswith(TEXTS) and not passing(path) else None


def folded(path: str) -> str:
    """A path as a Mac or a Windows machine would compare it: one spelling of accents, one of case."""
    return unicodedata.normalize("NFC", path).casefold()


def stem(path: str) -> str:
    """A file's name without its folder and its ending."""
    return path.rpartition("/")[2].rpartition(".")[0]


def identity(source: str, words: str, taken: Callable[[str], bool]) -> str:
    """The id that something new gets; a second claimant to the same words gets four letters more, or as many as it needs."""
    kind = kind_of(source)
    if kind and not kind.is_piece:
        # A page about tax and an article called "tax" are different things with different addresses.
        return f"{kind}:{slug(words)}"
    wanted = slug(words)
    more = digest_of(source)
    return next(id_ for id_ in (wanted, *(f"{wanted}-{more[:n]}" for n in range(4, 65))) if not taken(id_))


def alone(source: str, id_: str, known: Mapping[str, Source], gone: Collection[str] = ()) -> None:
    """Refuse a second file for one page or person; raises SourceError naming the first."""
    others = (s.source for s in known.values() if s.item == id_ and s.present and s.source not in (source, *gone))
    first = next(others, None)
    if first:
        raise SourceError(source, f"{first} has the same name.", "Rename one of them, or remove it.")


def person_of(source: str) -> str:
    """The id of the person whose file this is; empty for any other source."""
    return slug(stem(source)) if kind_of(source) is Kind.PROFILE else ""


# Copies that nobody meant to make.

#: What sync clients and file managers add to the name of a second copy. Each names the client.
_COPY_MARKS = (
    r" \((?:.*['’]s )?(?:conflicted|conflicting) copy.*\)",  # Dropbox, Nextcloud, ownCloud
    r" \(.*(?:conflict|Konflikt|conflit).*\)",  # Box, Google Drive, other languages
    r"\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]+)?",  # Syncthing
    r"_conflict-\d{8}-\d{6}",  # older Nextcloud
    r"\.Conflict",  # Resilio
    r" ?\(\d{1,3}\)",  # browsers, Windows, Google Drive
    r" - (?:Copy|Kopie|Copie)(?: \(\d{1,3}\))?",  # Windows
    r" (?:copy|Kopie|copie)(?: \d{1,3})?",  # macOS
)
_COPY_OF = re.compile(r"(?:Copy of|Kopie von|Copie de) (.+)", re.IGNORECASE)  # Google Drive
_COPY = re.compile(rf"(.+?)(?:{'|'.join(_COPY_MARKS)})+", re.IGNORECASE)
#: OneDrive adds a computer's name, macOS a number: this may also be what somebody called it.
_MAYBE_COPY = re.compile(r"(.+?)(?:-[A-Z][A-Z0-9-]{2,14}| \d)")


def copy_of(path: str, files: Collection[str]) -> str | None:
    """The file of which this one is a sync client's second copy, by its name; None where that file is not there."""
    found = _COPY_OF.fullmatch(stem(path)) or _COPY.fullmatch(stem(path))
    return _beside(path, found.group(1), files) if found else None


def maybe_copy_of(path: str, files: Collection[str]) -> str | None:
    """The same where the name alone does not prove it: then the words must."""
    found = _MAYBE_COPY.fullmatch(stem(path))
    return _beside(path, found.group(1), files) if found else None


def _beside(path: str, name: str, files: Collection[str]) -> str | None:
    folder, ending = path.rpartition("/")[0], "." + path.rpartition(".")[2]
    twin = f"{folder}/{name}{ending}"
    return twin if twin in files else None


# Pictures.


def picture_path(source: str, name: str, files: Collection[str] = ()) -> str:
    """The path of a picture that a file names, relative to the firm's folder.

    Args:
        source: the file that names it.
        name: as the text has it, `%20` for a space included.
        files: what lies in the folder. A name that fits but for case or the spelling of its
            accents is the one that is meant: the author's own machine cannot tell them apart.

    Raises:
        SourceError: the name leads out of the firm's folder, or to another host.

    """
    if re.match(r"[a-z][a-z0-9+.-]*:|//", name, re.IGNORECASE):
        raise SourceError(source, f"the picture {name} lies on another host.", "Save it beside the text.")
    beside = posixpath.dirname(source)
    tried = [posixpath.normpath(posixpath.join(beside, each)) for each in (name, unquote(name))]
    for path in tried:
        if path.startswith(("../", "/")) or path == "..":
            raise SourceError(source, f"the picture {name} lies outside the firm's folder.", "Save it beside the text.")
    exact = next((path for path in tried if path in files), None)
    if exact:
        return exact
    meant = {folded(path) for path in tried}
    return next((path for path in files if folded(path) in meant), tried[-1])
