"""Decides what to read, what has gone, and what a draft becomes. Asks no clock and no disk."""

import difflib
import posixpath
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pipeline.collect.cleaning import to_html
from pipeline.collect.draft import Draft
from pipeline.errors import SourceError
from pipeline.model import Asset, Item, Kind, digest_of
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
TEXTS = (".md", ".markdown", ".txt", ".docx")
#: What editors and sync clients leave lying about.
_PASSING = re.compile(
    r"(?:^|/)(?:~\$|\.)|\.(?:tmp|partial|crdownload|bak|swp)$|(?:^|/)(?:desktop\.ini|Thumbs\.db)$", re.I
)


def kind_of(path: str) -> Kind | None:
    """What a file is by where it lies; None for what is no text of ours."""
    if _PASSING.search(path) or not path.lower().endswith(TEXTS):
        return None
    for folder, kind in _FOLDERS.items():
        if path.startswith(folder + "/"):
            return kind
    return None


def fingerprint(path: str, pictures: Sequence[str], seen: Mapping[str, str]) -> str:
    """One value that changes with the file or with any picture it names."""
    return digest_of([[each, seen.get(each, "")] for each in (path, *pictures)])


@dataclass(frozen=True)
class Reading:
    """What this run has to read, and what is no longer there."""

    read: tuple[str, ...]
    gone: tuple[str, ...]


def changed(seen: Mapping[str, str], known: Mapping[str, Source]) -> Reading:
    """People first (bylines need them), then the rest by path."""
    texts = [path for path in seen if kind_of(path)]
    read = [
        path
        for path in texts
        if path not in known
        or not known[path].present
        # What stopped it may lie elsewhere (an author's missing file), so look again.
        or known[path].problem
        or known[path].fingerprint != fingerprint(path, known[path].pictures, seen)
    ]
    gone = [path for path, source in known.items() if source.present and path not in seen and kind_of(path)]
    read.sort(key=lambda path: (kind_of(path) is not Kind.PROFILE, path))
    return Reading(tuple(read), tuple(sorted(gone)))


def slug(words: str) -> str:
    """Words as part of an address: lower case, ASCII, hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    cut = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-")
    return cut or "item-" + digest_of(words)[:8]


def identity(source: str, words: str, known: Mapping[str, Source], taken: Collection[str]) -> str:
    """The id a source keeps for ever; a second claimant to the same words gets four letters more, or as many as it needs."""
    if source in known:
        return known[source].item
    kind = kind_of(source)
    if kind and not kind.is_piece:
        # A page about tax and an article called "tax" are different things with different addresses.
        return f"{kind}:{slug(words)}"
    wanted = slug(words)
    more = digest_of(source)
    return next(id_ for id_ in (wanted, *(f"{wanted}-{more[:n]}" for n in range(4, 65))) if id_ not in taken)


def alone(source: str, id_: str, known: Mapping[str, Source]) -> None:
    """Refuse a second file for one page or person; raises SourceError naming the first."""
    first = next((s.source for s in known.values() if s.item == id_ and s.present and s.source != source), None)
    if first:
        raise SourceError(source, f"{first} has the same name.", "Rename one of them, or remove it.")


def person_of(source: str) -> str:
    """The id of the person whose file this is; empty for any other source."""
    stem = source.rpartition("/")[2].rpartition(".")[0]
    return slug(stem) if kind_of(source) is Kind.PROFILE else ""


def dropped(known: Mapping[str, Source], feeds: Collection[str]) -> tuple[str, ...]:
    """Feeds that firm.yml no longer names; what they brought stays."""
    return tuple(s.source for s in known.values() if s.present and not s.item and s.source not in feeds)


def picture_path(source: str, name: str) -> str:
    """The path of a picture that a file names, relative to the firm's folder.

    Raises:
        SourceError: the name leads out of the firm's folder, or to another host.

    """
    if re.match(r"[a-z][a-z0-9+.-]*:|//", name, re.I):
        raise SourceError(source, f"the picture {name} lies on another host.", "Save it beside the text.")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), name.replace("%20", " ")))
    if path.startswith(("../", "/")) or path == "..":
        raise SourceError(source, f"the picture {name} lies outside the firm's folder.", "Save it beside the text.")
    return path


def author_of(source: str, named: str, people: Mapping[str, str]) -> str | None:
    """Who wrote a file: by front matter (id or name), else by the folder it lies in.

    Args:
        people: name by id.

    Raises:
        SourceError: somebody is named whom nobody knows.

    """
    by_name = {name.casefold(): id_ for id_, name in people.items()}
    if named:
        found = named if named in people else by_name.get(named.casefold())
        if not found:
            raise SourceError(
                source,
                f"the author {named!r} has no file in content/people/.",
                f"Use one of: {', '.join(sorted(people)) or 'none yet'}.",
            )
        return found
    folders = posixpath.dirname(source).split("/")
    return next((folder for folder in reversed(folders) if folder in people), None)


def known_area(area: str, areas: Collection[str], source: str) -> None:
    """Refuse a practice area that is not on the list; raises SourceError naming the nearest."""
    if area not in areas:
        near = difflib.get_close_matches(area, areas, n=1)
        raise SourceError(
            source,
            f"there is no practice area {area!r}.",
            f"Did you mean {near[0]}?" if near else f"The areas are: {', '.join(sorted(areas))}.",
        )


def published(stated: datetime | date | None, first_seen: datetime, zone: ZoneInfo) -> datetime:
    """The date as the author wrote it (midnight at the firm), else when it was first seen, for ever."""
    if isinstance(stated, datetime):
        return stated if stated.tzinfo else stated.replace(tzinfo=zone)
    if stated is not None:
        return datetime.combine(stated, time(), zone)
    return first_seen


def item(
    draft: Draft,
    *,
    id_: str,
    kind: Kind,
    source: str,
    author: str | None,
    first_seen: datetime,
    zone: ZoneInfo,
    assets: Sequence[Asset] = (),
) -> Item:
    """The item that a draft becomes.

    Raises:
        SourceError: a picture has no words for those who cannot see it.

    """
    shown = () if kind is Kind.PROFILE else draft.pictures
    for picture in shown:
        if not picture.alt:
            raise SourceError(
                source,
                f"the picture {picture.name} has no alternative text.",
                "Say what it shows: ![what it shows](name.png), or in Word: right click, Edit Alt Text.",
            )
    return Item(
        id=id_,
        kind=kind,
        source=source,
        title=draft.title,
        summary=draft.summary,
        body=draft.body,
        html=to_html(draft.body, {asset.name: asset.filename for asset in assets}),
        author=author,
        published=published(draft.date, first_seen, zone),
        basis=draft.basis,
        jurisdictions=draft.jurisdictions,
        link=draft.link,
        assets=tuple(assets),
        first_line=draft.first_line,
        notes=draft.notes,
    )
