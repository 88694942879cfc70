"""Feeds to items. Calls, never decides.

fetcher.fetch | feed.parse_feed | entries.match | decide.item | together: book.keep_entries, book.keep_feed
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.addresses import shown
from pipeline.collect import decide, entries, naming, pace
from pipeline.collect.entries import Match
from pipeline.collect.feed import Arrival, read_feed
from pipeline.collect.files import Kept, kept
from pipeline.errors import SourceError
from pipeline.firm import Collecting, Feed
from pipeline.model import Item, Kind, Person, digest_of
from pipeline.ports import (
    Answer,
    Apart,
    Entry,
    EntryState,
    Failed,
    FeedBook,
    FeedState,
    Fetcher,
    Library,
    Problem,
    Progress,
    Request,
    Source,
)


@dataclass(kw_only=True)
class BlogCollector:
    """One run's working memory of the feeds."""

    fetcher: Fetcher
    apart: Apart
    library: Library
    book: FeedBook
    settings: Collecting
    zone: ZoneInfo
    now: datetime
    #: By id.
    people: Mapping[str, Person]
    progress: Progress
    kept: list[Kept] = field(default_factory=list)
    #: Addresses of the feeds that the settings name.
    followed: frozenset[str] = frozenset()
    #: What the present feed changes: how it stands, its entries, and pieces of the folder (by id) that it had first.
    _feed: FeedState | None = None
    _entries: list[tuple[Entry, Item | None]] = field(default_factory=list)
    _homes: dict[str, tuple[Source, Item]] = field(default_factory=dict)
    #: Item ids that it was given, of which the store does not know yet.
    _given: set[str] = field(default_factory=set)

    def collect(self, feeds: Sequence[Feed], asked: Collection[str] | None) -> None:
        """Ask the feeds that are due, or those at the addresses `asked`, and keep what is new.

        Each feed is read and matched first, and then written in one transaction: a slow blog holds nobody else's work.
        """
        standing = self.book.feeds()
        named = {feed.address: feed for feed in feeds}
        self.followed = frozenset(named)
        self._sign_again(named)
        states = [standing.get(address, FeedState(address=address)) for address in named]
        # Two feeds may have moved to one address: it is asked once.
        asking: dict[Request, list[FeedState]] = {}
        for state in states:
            if self._is_due(state, named[state.address]) if asked is None else state.address in asked:
                asking.setdefault(self._request(state, named[state.address]), []).append(state)
        for done, (request, answer) in enumerate(self.fetcher.fetch(list(asking))):
            for state in asking[request]:
                self.progress("feeds", done, len(asking), state.title or state.address)
                self._answer(state, named[state.address], answer)
                self._write()
        if asking:
            self.progress("feeds", len(asking), len(asking))

    def _is_due(self, state: FeedState, feed: Feed) -> bool:
        # A file in the folder costs nothing to look at, and changed settings should show at once.
        changed = state.connected is not None and state.settings != self._settings(feed)
        return "://" not in feed.address or changed or pace.is_due(state, self.now)

    @staticmethod
    def _settings(feed: Feed) -> str:
        return digest_of([feed.person, dict(feed.bylines), feed.owned])

    def _request(self, state: FeedState, feed: Feed) -> Request:
        address = state.moved_to or feed.address
        if state.settings != self._settings(feed):
            return Request(address=address)
        return Request(address=address, etag=state.etag, modified=state.modified)

    # One feed.

    def _write(self) -> None:
        """Write what one feed changes, all of it: how many entries are new says what becomes of each."""
        if self._feed:
            with self.library.together():
                self.book.keep_entries(self._entries)
                for source, item in self._homes.values():
                    self.library.keep(source, item)
                self.book.keep_feed(self._feed)
        self._feed, self._entries, self._homes, self._given = None, [], {}, set()

    def _answer(self, state: FeedState, feed: Feed, answer: Answer | Failed) -> None:
        every = timedelta(minutes=feed.every or self.settings.every)
        asked = replace(state, tried=self.now)
        if isinstance(answer, Failed):
            self._failed(asked, every, answer)
            return
        digest = hashlib.sha256(answer.body).hexdigest() if answer.body is not None else state.body
        unchanged = bool(state.body) and digest == state.body and state.settings == self._settings(feed)
        if unchanged and "://" not in feed.address and state.problem is None:
            return
        good = replace(
            asked, good=self.now, due=pace.after_answer(feed.address, every, self.now, answer.fresh_for), failures=0,
            gone=False, problem=None, body=digest, moved_to=answer.moved_to or state.moved_to,
            # An answer without validators takes the old ones away, unless it only said "not changed".
            etag=answer.etag or (state.etag if answer.body is None else ""),
            modified=answer.modified or (state.modified if answer.body is None else ""),
        )  # fmt: skip
        try:
            if answer.body is None or unchanged:
                self._feed = good
            else:
                self._read(good, feed, answer.body, answer.address)
        except SourceError as problem:
            self._failed(asked, every, Failed(problem=problem))

    def _failed(self, state: FeedState, every: timedelta, failed: Failed) -> None:
        problem = (state.address, failed.problem.cause, failed.problem.remedy)
        # A file that is broken stays so until somebody touches it: looking again is no news.
        if "://" not in state.address and state.problem == problem:
            return
        failures = state.failures + 1
        due = pace.after_failure(state.address, every, self.now, failures, failed.wait)
        self._feed = replace(state, failures=failures, due=due, gone=failed.gone, problem=problem)

    def _read(self, state: FeedState, feed: Feed, body: bytes, address: str) -> None:
        if feed.person and feed.person not in self.people:
            raise SourceError(
                feed.address, f"its person {feed.person!r} has no file in content/people/.", "Correct firm.yml."
            )
        parsed = read_feed(body, address, self.apart, full=feed.owned)
        newcomers = [entries.newcomer(arrival, feed, self.now) for arrival in parsed.arrivals]
        matches = entries.match(newcomers, self.book.alike(newcomers))
        new = [match for match in matches if match and match.entry is None]
        first = state.connected is None
        changed = state.settings != self._settings(feed)
        waits = not first and len(new) > self.settings.new_at_once
        notes = list(parsed.notes)
        for arrival, match in zip(parsed.arrivals, matches, strict=True):
            if match is None:
                continue
            notes += [match.note] if match.note else []
            if match.entry is None or entries.may_update(match, feed, self.followed, settings_changed=changed):
                self._entry(arrival, match, feed, backlog=first, waits=waits, notes=notes)
        self._feed = replace(
            state,
            title=parsed.title,
            connected=state.connected or self.now,
            news=self.now if new else state.news,
            settings=self._settings(feed),
            notes=tuple(dict.fromkeys(notes)),
        )

    # One entry.

    def _entry(
        self, arrival: Arrival, match: Match, feed: Feed, *, backlog: bool, waits: bool, notes: list[str]
    ) -> None:
        old = match.entry
        persons, strangers = entries.signed(arrival.bylines, feed, self.people)
        new = entries.settled(match, feed, persons)
        if old is None and (original := self._in_folder(arrival, new)):
            source, item = original
            new = replace(new, state=EntryState.JOINED, item=item.id)
            self._entries.append((new, self._item(arrival, new, persons, backlog=True)))
            homeless = not item.first_home and item.id not in self._homes
            if homeless and (home := entries.first_home(new, source.first_seen)):
                self._homes[item.id] = source, replace(item, first_home=home)
                notes.append(f"“{item.title}” is also {source.source}; it is one item")
            return
        if old is None:
            state = EntryState.WAITING if waits else EntryState.KEPT
            id_ = naming.identity(new.source, arrival.draft.title, self._taken)
            self._given.add(id_)
            new = replace(new, item=id_, state=state)
        if not persons:
            new = replace(new, state=EntryState.UNSIGNED, problem=entries.unsigned(new, feed, arrival.draft.title).args)
        elif strangers:
            notes.append(f"“{arrival.draft.title}” is also signed by {' and '.join(strangers)}, who are nobody here")
        undated = arrival.draft.date is None
        before = self.book.waiting(old) if old else None
        item = self._item(arrival, new, persons, backlog=before.backlog if before else backlog or undated)
        self._entries.append((new, item))
        if new.state is EntryState.KEPT and item != before:
            self.kept.append(kept(item))

    def _taken(self, id_: str) -> bool:
        return id_ in self._given or self.library.taken(id_)

    def _item(self, arrival: Arrival, entry: Entry, persons: Sequence[str], *, backlog: bool) -> Item:
        draft = replace(arrival.draft, date=entry.published)
        return decide.item(draft, id_=entry.item, kind=Kind.ELSEWHERE, source=entry.source,
                           author=next(iter(persons), None), co_authors=persons[1:],
                           first_seen=entry.first_seen, zone=self.zone, backlog=backlog)  # fmt: skip

    def _in_folder(self, arrival: Arrival, entry: Entry) -> tuple[Source, Item] | None:
        """The piece in the folder that this entry is, if there is one."""
        draft = arrival.draft
        for source in self.library.titled(entry.title):
            for item in self.library.items([source.item]):
                text = f"{item.summary}\n{item.body}"
                if entries.same_words(draft.title, draft.summary, item.title, text):
                    return source, item
        return None

    def _sign_again(self, feeds: Mapping[str, Feed]) -> None:
        """Let in what was unsigned, where its author has become known since."""
        signed: list[tuple[Entry, Item | None]] = []
        for address, feed in feeds.items():
            for entry in self.book.entries(address, EntryState.UNSIGNED):
                persons, _ = entries.signed(entry.bylines, feed, self.people)
                told = self.book.waiting(entry)
                if persons and told:
                    item = replace(told, author=persons[0], co_authors=persons[1:])
                    signed.append((replace(entry, state=EntryState.KEPT, problem=None), item))
                    self.kept.append(kept(item))
        self.book.keep_entries(signed)


def feed_problems(
    states: Iterable[FeedState], followed: Collection[str], unsettled: Iterable[Entry]
) -> list[SourceError]:
    """What a person should look at: feeds that fail, entries that wait or that nobody signed."""
    found = [_told(state.problem) for state in states if state.problem and state.address in followed]
    waiting: dict[str, list[Entry]] = {}
    for entry in unsettled:
        if entry.feed in followed and entry.state is EntryState.WAITING:
            waiting.setdefault(entry.feed, []).append(entry)
        elif entry.feed in followed and entry.problem:
            found.append(_told(entry.problem))
    for address, several in waiting.items():
        name = shown(address)
        found.append(
            SourceError(
                name,
                f"it brought {len(several)} new entries at once, as a blog does that has moved. They wait.",
                f"Look: attract feeds show {name}. Then: attract feeds release {name}, or attract feeds leave-out {name}.",
            )
        )
    return found


def _told(problem: Problem) -> SourceError:
    thing, cause, remedy = problem
    return SourceError(shown(thing), cause, remedy)
