"""Decides which entry of a feed is which: the same piece makes no second item, two pieces never one.

A feed's own identifiers are not to be trusted: blogs move, GUIDs are made anew, links carry
trackers, old posts come round again. So an entry is known by its canonical link, then by its
GUID, then by its words (and, last, by its title on the same day or the same path); and where
two entries of one document claim the same identifier, they are told apart and reported.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from pipeline.addresses import shown
from pipeline.collect import authors, decide
from pipeline.collect.feed import Arrival
from pipeline.errors import SourceError
from pipeline.firm import Feed
from pipeline.model import Person, digest_of
from pipeline.ports import Entry, EntryState

#: What newsletters, networks and readers hang on an address to see who came.
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|li_fat_id"
    r"|mc_[ce]id|_hs(?:enc|mi)|__hs\w+|mkt_tok|vero_id|oly_\w+|spm|xtor|cmpid|rss|from_rss|s_cid|ncid)",
    re.IGNORECASE,
)
_TRACKING_FRAGMENT = re.compile(r"(?:utm_|xtor=|comments?$|respond$|more-\d+$|atom|rss)", re.IGNORECASE)
#: Fewer words than these prove nothing: many blogs have a "Weekly update".
_TELLING_WORDS = 8
_TELLING_TITLE = 3
#: A blog's summary has at least this much of its runs of words in the piece itself.
_SAME_SUMMARY = 0.5
#: Dated further ahead of the clock than a time zone can explain.
_FUTURE = timedelta(days=1)


def link_key(address: str) -> str:
    """One spelling for one page: no scheme, no `www.`, no trackers, no default port, no final slash.

    Empty for a front page: it is no piece's own address, even where a feed names it as such.
    """
    try:
        parts = urlsplit(address.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return address.strip()
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    path = re.sub(r"/(?:index|default)\.\w{2,5}$", "/", re.sub(r"/{2,}", "/", unquote(parts.path)))
    asked = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(key)
    ]
    query = f"?{urlencode(sorted(asked))}" if asked else ""
    fragment = "" if not parts.fragment or _TRACKING_FRAGMENT.match(parts.fragment) else f"#{parts.fragment}"
    page = path.rstrip("/") + query + fragment
    return host + port + page if page else ""


def _path(link: str) -> str:
    return link.partition("/")[2]


def guid_key(guid: str, feed: str) -> str:
    """A GUID that is an address or a tag is known in every feed; any other only in its own."""
    if not guid:
        return ""
    if re.match(r"https?://", guid, re.IGNORECASE):
        return link_key(guid)
    return guid if re.match(r"(?:tag|urn):", guid, re.IGNORECASE) else f"{feed} {guid}"


def newcomer(arrival: Arrival, feed: Feed, now: datetime) -> Entry:
    """What an arrival would be remembered as, were it new. Its item is not decided yet."""
    draft = arrival.draft
    words = f"{draft.title} {draft.summary}".split()
    stated = draft.date if isinstance(draft.date, datetime) and draft.date <= now + _FUTURE else None
    return Entry(
        source=draft.link,
        feed=feed.address,
        item="",
        state=EntryState.KEPT,
        first_seen=now,
        published=stated or now,
        link=link_key(draft.link),
        guid=guid_key(arrival.guid, feed.address),
        words=decide.words_key(draft.title, draft.summary) if len(words) >= _TELLING_WORDS else "",
        title=decide.title_key(draft.title),
        bylines=arrival.bylines,
        fingerprint=digest_of([draft.title, draft.summary, draft.body, draft.link, list(arrival.bylines)]),
    )


@dataclass(frozen=True)
class Match:
    """One arrival, and the entry that it is; None when it is new."""

    newcomer: Entry
    entry: Entry | None
    #: What is odd about it, in plain words.
    note: str = ""


def match(newcomers: Sequence[Entry], known: Sequence[Entry]) -> list[Match | None]:
    """What each arrival of one document is, in order; None for one that stands in the document twice.

    Those that fit a known entry in two ways choose first, so that a stranger with a borrowed
    link does not take an old friend's place.
    """
    found: dict[int, Match | None] = {}
    here: list[Entry] = []
    claimed: set[str] = set()
    # Some feeds give every entry one address: then it proves nothing by itself.
    shared = {key for key, number in Counter(each.link for each in known).items() if number > 1}
    shared |= {key for key, number in Counter(each.guid for each in known).items() if number > 1}
    for sure in (True, False):
        for at, new in enumerate(newcomers):
            if at in found:
                continue
            if any(_repeats(new, other) for other in here):
                found[at] = None
                continue
            free = (entry for entry in known if entry.source not in claimed)
            entry = next((each for each in free if _is(new, each, shared, sure=sure)), None)
            if entry is None and sure:
                continue
            note = _clash(new, here) if entry is None else ""
            if entry is None:
                new = _apart(new, [*known, *here])
            found[at] = Match(new, entry, note)
            # Claimed under both names: as it is remembered, and as it came.
            here.append(replace(new, source=entry.source) if entry else new)
            claimed.add(here[-1].source)
    return [found[at] for at in range(len(newcomers))]


def settled(match: Match, feed: Feed, persons: Sequence[str]) -> Entry:
    """What to remember of an arrival: a known entry keeps its name, its item and its first date."""
    new, old = match.newcomer, match.entry
    if old is None:
        return new
    state = EntryState.KEPT if old.state is EntryState.UNSIGNED and persons else old.state
    return replace(new, source=old.source, feed=feed.address, item=old.item, state=state, first_seen=old.first_seen,
                   published=min(old.published, new.published))  # fmt: skip


def may_update(match: Match, feed: Feed, followed: Collection[str], *, settings_changed: bool) -> bool:
    """Whether a feed may speak for a known entry: the one that brought it, with something new to say."""
    old = match.entry
    if old is None or old.state in (EntryState.JOINED, EntryState.LEFT_OUT):
        return False
    ours = old.feed == feed.address or old.feed not in followed
    return ours and (settings_changed or old.fingerprint != match.newcomer.fingerprint)


def _repeats(new: Entry, other: Entry) -> bool:
    """Whether a document has the same entry twice: the same words under the same link or GUID."""
    return new.fingerprint == other.fingerprint or (
        new.title == other.title
        and new.words == other.words
        and (bool(new.link and new.link == other.link) or bool(new.guid and new.guid == other.guid))
    )


def _is(new: Entry, old: Entry, shared: Collection[str], *, sure: bool) -> bool:
    """Whether they are one piece; `sure` asks for two proofs."""
    link = bool(new.link) and new.link == old.link
    guid = bool(new.guid) and new.guid == old.guid
    words = bool(new.words) and new.words == old.words
    title = bool(new.title) and new.title == old.title
    if sure:
        return sum((link, guid, words or title)) >= 2
    same_day = abs(new.published - old.published) < timedelta(days=1)
    if link and new.link not in shared:
        return True
    if guid and new.guid not in shared:
        # A GUID used again for another piece: new address, new title, new day.
        return title or same_day
    if words:
        return True
    moved = new.feed == old.feed and "/" in new.link and _path(new.link) == _path(old.link)
    return title and (moved or (same_day and new.feed == old.feed))


def _clash(new: Entry, here: Iterable[Entry]) -> str:
    """What a new entry shares with another of the same document, though they are two pieces."""
    for other in here:
        if new.link and new.link == other.link:
            return f"two entries claim the address {new.source}; they are told apart by their words"
        if new.guid and new.guid == other.guid:
            return (
                f"two entries have one GUID ({new.source} and {other.source}); they are told apart by their addresses"
            )
    return ""


def _apart(new: Entry, others: Iterable[Entry]) -> Entry:
    """The entry under a name of its own, where another has its address already."""
    taken = {other.source for other in others}
    if new.source not in taken:
        return new
    more = digest_of([new.guid, new.title, new.words])
    return replace(
        new, source=next(f"{new.source}#{more[:n]}" for n in range(6, 65) if f"{new.source}#{more[:n]}" not in taken)
    )


# Who wrote it.


def signed(bylines: Sequence[str], feed: Feed, people: Mapping[str, Person]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people who signed, the author first, and the names that nobody here has.

    Args:
        bylines: names and addresses as the feed has them; none means the feed's own person.
        feed: its settings may say who is meant by a name.
        people: by id.

    """
    if not bylines:
        return ((feed.person,) if feed.person else ()), ()
    meant = {name.casefold(): person for name, person in feed.bylines.items()}

    def who(name: str) -> str | None:
        return meant.get(name.casefold()) or authors.known_as(name, people)

    names: list[str] = []
    for byline in bylines:
        # "Vane, Tobias" is one name and "T. Vane, I. Albrecht" are two: the whole is tried first.
        names += [byline] if who(byline) else [part for part in authors.AND.split(byline) if part]
    found = [(name, who(name)) for name in dict.fromkeys(names)]
    persons = dict.fromkeys(person for _, person in found if person)
    return tuple(persons), tuple(name for name, known in found if not known)


def unsigned(entry: Entry, feed: Feed, title: str) -> SourceError:
    """Says that an entry waits for its author to be known."""
    names = " and ".join(f"“{name}”" for name in entry.bylines)
    cause = f"“{title}” is signed by {names}, whom nobody here is known as." if names else f"“{title}” names no author."
    remedy = (
        f"Add the name to `aliases` in that person's file, or to `bylines` of the feed {shown(feed.address)}."
        if names
        else f"Name the `person` of the feed {shown(feed.address)}."
    )
    return SourceError(entry.source, cause, remedy)


# The same piece in the folder.


def same_words(entry_title: str, entry_summary: str, title: str, text: str) -> bool:
    """Whether an entry of a feed and a piece of the folder with the same title are one."""
    if decide.title_key(title) != decide.title_key(entry_title):
        return False
    said = entry_summary if entry_summary != entry_title else ""
    if len(said.split()) < _TELLING_WORDS:
        # Nothing but a title to go by: it must be one that two pieces would not share by chance.
        return len(entry_title.split()) >= _TELLING_TITLE
    return decide.likeness(said, text) >= _SAME_SUMMARY


def first_home(entry: Entry, folder_first_seen: datetime) -> str:
    """Where a joined piece was published first: the blog, unless the folder had it before."""
    return entry.source.partition("#")[0] if entry.published <= folder_first_seen else ""
