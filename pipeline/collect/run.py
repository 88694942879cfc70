"""Calls, never decides.

folder.scan | decide.changed | settle | files: read, parse, keep in groups
feeds that are due | blogs: fetch, parse, match, keep
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.collect import decide, naming
from pipeline.collect.blogs import BlogCollector, feed_problems
from pipeline.collect.files import FileCollector, Kept
from pipeline.errors import SourceError
from pipeline.firm import Collecting, Feed
from pipeline.model import Areas
from pipeline.ports import Apart, AssetStore, EntryState, FeedBook, Fetcher, Folder, Library, Progress, Source


@dataclass(frozen=True)
class Collected:
    """What one run of collecting did."""

    kept: tuple[Kept, ...] = ()
    #: Paths of files whose items were withdrawn, because they are no longer there.
    gone: tuple[str, ...] = ()
    problems: tuple[SourceError, ...] = field(default=())
    #: (old path, new path) of files that were renamed; their items are the same.
    renamed: tuple[tuple[str, str], ...] = ()
    #: Files that somebody is still writing to; they are read the next time.
    unsettled: tuple[str, ...] = ()


def run(
    *,
    folder: Folder,
    fetcher: Fetcher,
    apart: Apart,
    library: Library,
    book: FeedBook,
    assets: AssetStore,
    feeds: Sequence[Feed] | None,
    settings: Collecting,
    firm_words: Sequence[str] = (),
    areas: Areas,
    zone: ZoneInfo,
    now: datetime,
    progress: Progress,
    accept_gone: bool = False,
    asked: Collection[str] | None = None,
    settled: Callable[[str], bool] = lambda _: True,
) -> Collected:
    """Bring the library up to the folder and the feeds.

    Args:
        apart: does work elsewhere, where it can be ended.
        feeds: the blogs to follow; None leaves feeds alone.
        settings: how files and feeds are taken in.
        firm_words: what the firm's settings say of the firm, a paragraph each.
        areas: the practice areas there are.
        zone: the firm's, for dates without a time.
        now: when something new counts as first seen.
        accept_gone: withdraw however many files have gone at once.
        asked: addresses of the feeds to ask now, due or not; None asks those that are due.
        settled: whether somebody decided about an item (by its id), so that it keeps its address for good.

    """
    seen, known = folder.scan(), dict(library.sources())
    reading = decide.changed(seen, known, areas.version)
    unsettled = folder.settle(reading.read)
    too_many = None if accept_gone else decide.too_many_gone(reading.gone, known)
    with library.in_groups() as groups:
        files = FileCollector(
            folder=folder,
            library=library,
            groups=groups,
            book=book,
            assets=assets,
            areas=areas,
            zone=zone,
            now=now,
            # What settled has another fingerprint by now.
            seen=folder.scan().files if reading.read else seen.files,
            known=known,
            people={person.id: person for person in library.people()},
            lost=decide.Lost(source for path, source in known.items() if path not in seen.files),
            vanished=set(reading.gone),
            settled=settled,
        )
        withdrawn = _take_files(files, reading, unsettled, firm_words, progress, keep_gone=too_many is not None)
    blogs = BlogCollector(fetcher=fetcher, apart=apart, library=library, book=book, settings=settings, zone=zone, now=now,
                          people=files.people, progress=progress)  # fmt: skip
    if feeds is not None:
        blogs.collect(feeds, asked)
    problems = standing(files.known.values(), book, feeds or ())
    return Collected(
        kept=(*files.kept, *blogs.kept),
        gone=withdrawn,
        problems=(*([too_many] if too_many else ()), *problems),
        renamed=tuple(files.renamed),
        unsettled=tuple(sorted(unsettled)),
    )


def standing(sources: Iterable[Source], book: FeedBook, feeds: Sequence[Feed]) -> list[SourceError]:
    """What a person should look at, of the files and of the feeds that are followed."""
    followed = {feed.address for feed in feeds}
    unsettled = book.entries(None, EntryState.WAITING, EntryState.UNSIGNED) if feeds else []
    return [
        *(source.problem for source in sources if source.problem and source.present),
        *feed_problems(book.feeds().values() if feeds else (), followed, unsettled),
    ]


def _take_files(
    files: FileCollector,
    reading: decide.Reading,
    unsettled: Collection[str],
    firm_words: Sequence[str],
    progress: Progress,
    *,
    keep_gone: bool,
) -> tuple[str, ...]:
    """Read what is new, then withdraw what has gone and did not come again under another name."""
    ready = [path for path in reading.read if path not in unsettled]
    for path in () if keep_gone else reading.gone:
        if naming.person_of(path):
            files.gone(path)
    files.firm(firm_words)
    for path, problem in reading.refused.items():
        files.refuse(path, problem)
    for number, path in enumerate(ready):
        progress("collect", number, len(ready), path)
        files.file(path)
    if ready:
        progress("collect", len(ready), len(ready))
    withdrawn = () if keep_gone else tuple(path for path in reading.gone if path in files.vanished)
    for path in withdrawn:
        if not naming.person_of(path):
            files.gone(path)
    return withdrawn
