"""Decides what to read, what has gone, and what a draft becomes. Asks no clock and no disk."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pipeline.collect.cleaning import to_html
from pipeline.collect.draft import Draft, plain
from pipeline.collect.facts import completed
from pipeline.collect.formats import read_not
from pipeline.collect.naming import SETTINGS, folded, kind_of, maybe_copy_of, passing, room_of
from pipeline.collect.notes import opens
from pipeline.errors import SourceError
from pipeline.model import Areas, Asset, Item, Kind, digest_of
from pipeline.ports import Seen, Source

#: More files than this, and more than half of all, gone at once: an unplugged share looks like that.
_MANY = 10


def fingerprint(path: str, pictures: Sequence[str], seen: Mapping[str, str], areas: str = "") -> str:
    """One value that changes with the file, with any picture it names, and with the practice areas if it names one.

    Args:
        path: the file.
        pictures: those that it names.
        seen: path to fingerprint, of everything that lies there.
        areas: the version of the firm's practice areas.

    """
    names_areas = areas and kind_of(path) in (Kind.PROFILE, Kind.PRACTICE)
    return digest_of(
        [[each, seen.get(each, "")] for each in (path, *pictures)] + [["areas", areas]] * bool(names_areas)
    )


@dataclass(frozen=True)
class Reading:
    """What this run has to read, and what is no longer there."""

    read: tuple[str, ...]
    gone: tuple[str, ...]
    #: Files that lie there and are not read, with the reason.
    refused: Mapping[str, SourceError] = field(default_factory=dict)


def changed(seen: Seen, known: Mapping[str, Source], areas: str = "") -> Reading:
    """People first (bylines need them), then the rest by path; what may be a copy comes after what it may copy."""
    files = seen.files
    texts = [path for path in files if kind_of(path)]
    read = [
        path
        for path in texts
        if path not in known
        or not known[path].present
        # What stopped it may lie elsewhere (an author's missing file), so look again.
        or known[path].problem
        or known[path].fingerprint != fingerprint(path, known[path].pictures, files, areas)
    ]
    unread = {path: problem for path in files if room_of(path) and not passing(path) and (problem := read_not(path))}
    shut = tuple(path + "/" for path in seen.refused)
    gone = [
        path
        for path, source in known.items()
        if source.present
        and path not in files
        and path not in seen.refused
        and path != SETTINGS
        and not (shut and path.startswith(shut))
    ]
    read.sort(key=lambda path: (kind_of(path) is not Kind.PROFILE, maybe_copy_of(path, files) is not None, path))
    return Reading(tuple(read), tuple(sorted(gone)), {**seen.refused, **unread})


def too_many_gone(gone: Sequence[str], known: Mapping[str, Source]) -> SourceError | None:
    """A refusal to empty the site because a share was not mounted; None while little has gone."""
    present = sum(source.present and not source.problem for source in known.values())
    if len(gone) <= _MANY or 2 * len(gone) <= present:
        return None
    return SourceError(
        f"{len(gone)} of {present} files",
        "are gone at once. Nothing was withdrawn: a folder that is not mounted or not yet synced looks the same.",
        "If you did remove them: attract collect --accept-gone.",
    )


# The same words under another name.


def words_key(title: str, body: str) -> str:
    """The same for the same words, however they are spaced, marked or punctuated."""
    return digest_of(_bare(plain(f"{title}\n{body}")))


def title_key(title: str) -> str:
    """The same for the same title, however it is spelled."""
    return digest_of(_bare(title))


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def likeness(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer one, from 0 to 1: by runs of three words."""
    runs = [_runs(_bare(plain(text)).split()) for text in (one, other)]
    shorter, longer = sorted(runs, key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2))} if words else set()


class Lost:
    """Files that are no longer where they were, to be known again under another name."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_key: dict[tuple[str, str], list[Source]] = {}
        for source in sources:
            for kind, key in (("raw", source.raw), ("words", source.words)):
                if source.item and key:
                    self._by_key.setdefault((kind, key), []).append(source)
        self._found: set[str] = set()

    def renamed(self, raw: str, words: str) -> Source | None:
        """The file that this one was before somebody renamed it: the same bytes, or the same words."""
        for key in (("raw", raw), ("words", words)):
            found = [source for source in self._by_key.get(key, ()) if source.source not in self._found]
            if found:
                # One that just went comes before one that went long ago.
                return min(found, key=lambda source: (not source.present, source.first_seen, source.source))
        return None

    def take(self, source: Source) -> None:
        """A lost file is found once."""
        self._found.add(source.source)


#: A file renamed and edited in one go still has this much of its words, and this many runs to judge by.
_SAME_PIECE, _ENOUGH = 0.6, 20


def rewritten(text: str, lost: Iterable[tuple[Source, str]]) -> Source | None:
    """The file that this one was before it was renamed and edited in one go: most of the words are the same."""
    if len(_runs(_bare(text).split())) < _ENOUGH:
        return None
    scored = [(likeness(text, other), source) for source, other in lost]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _SAME_PIECE else None


def spelled_alike(files: Iterable[str]) -> dict[str, str]:
    """Files that differ from another in case or accents alone, each with the one that comes first."""
    first: dict[str, str] = {}
    return {path: other for path in sorted(files) if (other := first.setdefault(folded(path), path)) != path}


def duplicate(path: str, twin: str, same: bool | None) -> SourceError:
    """Says which of two files is left out, and what to do."""
    said = {True: "says the same as it", False: "differs from it", None: "has its name"}[same]
    return SourceError(
        path,
        f"this is a second copy of {twin} and {said}; only {twin} is used.",
        "Keep one: move what you need into it and remove the other." if same is not True else "Remove one of the two.",
    )


# What it becomes.


def known_area(word: str, areas: Areas, source: str) -> str:
    """The lasting key of the practice area that is meant; raises SourceError naming the nearest."""
    if (key := areas.lasting(word)) is None:
        near = areas.near(word)
        raise SourceError(
            source,
            f"there is no practice area {word!r}.",
            f"Did you mean {near}?" if near else f"The areas are: {', '.join(sorted(areas.shown))}.",
        )
    return key


def hidden_areas(words: Iterable[str], areas: Areas) -> tuple[str, ...]:
    """A note on each practice area that somebody names and the firm does not show."""
    return tuple(
        f"the firm does not show the practice area {name} (`practice_areas.hide`): it is left out here."
        for word in words
        if (name := areas.hides(word))
    )


#: What a file may say it is, by what its folder says. Whether a piece tells of a client is a legal
#: question, and a field cannot answer it with no: what lies in stories/ never becomes an article.
_MAY_BE = {
    Kind.STORY: (Kind.STORY, Kind.TESTIMONIAL, Kind.NEWS, Kind.NOTE),
    Kind.ARTICLE: (Kind.ARTICLE, Kind.NEWS, Kind.NOTE),
}


def kind_as_said(by_place: Kind, said: str) -> tuple[Kind, tuple[str, ...]]:
    """What a piece is: as its file says where its folder allows that; and a note where it does not."""
    wanted = " ".join(said.split()).casefold()
    for kind in _MAY_BE.get(by_place, ()):
        if wanted == kind:
            return kind, ()
    return by_place, (f"`kind: {said}` left aside: the folder decides what a file is",) if wanted else ()


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
    co_authors: Sequence[str] = (),
    assets: Sequence[Asset] = (),
    first_home: str = "",
    backlog: bool = False,
) -> Item:
    """The item that a draft becomes.

    Args:
        draft: what was read.
        id_: what the item is called.
        kind: what it is by its place; the draft may say more exactly.
        source: where it came from.
        author: the person who wrote it.
        first_seen: when it was; the date of what has none.
        zone: the clock on the firm's wall.
        co_authors: those who wrote it with the author.
        assets: its pictures.
        first_home: where it was published first.
        backlog: whether it was out before its feed was followed.

    Raises:
        SourceError: a picture has no words for those who cannot see it; a note opens no edition that there can be, or holds
            what no mail shows.

    """
    kind, kind_notes = kind_as_said(kind, draft.kind)
    html = to_html(draft.body, {asset.name: asset.filename for asset in assets})
    edition = opens(draft, kind, source, html)
    if draft.edition and not edition:
        kind_notes += (f"`edition: {draft.edition}` left aside: only a note opens one (`kind: note`)",)
    shown = () if kind is Kind.PROFILE else draft.pictures
    for picture in shown:
        if not picture.alt:
            raise SourceError(
                source,
                f"the picture {picture.name} has no alternative text.",
                "Say what it shows: ![what it shows](name.png), or in Word: right click, Edit Alt Text.",
            )
    elsewhere = kind is Kind.ELSEWHERE
    return Item(
        id=id_,
        kind=kind,
        source=source,
        title=draft.title,
        summary=draft.summary,
        body=draft.body,
        html=html,
        author=author,
        co_authors=tuple(co_authors),
        published=published(draft.date, first_seen, zone),
        basis=draft.basis,
        jurisdictions=draft.jurisdictions,
        practice_areas=draft.practice_areas,
        link=draft.link if elsewhere else "",
        assets=tuple(assets),
        first_line=draft.first_line,
        notes=draft.notes + kind_notes,
        asides=draft.asides,
        first_home=first_home or draft.link,
        backlog=backlog,
        review_by=draft.review_by,
        checked=draft.checked,
        rests_on=draft.rests_on,
        formerly=draft.formerly,
        facts=completed(draft.facts, kind, zone),
        talks=draft.talks,
        edition=edition,
    )
