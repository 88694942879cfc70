"""Invariants about what is kept: the chains, the archive, the site that stands, the database, and what belongs to nobody."""

import os
import time
from collections.abc import Callable, Mapping

from pipeline.edges.archive_proof import differing
from pipeline.proving.evidence import Evidence
from pipeline.proving.findings import Look
from pipeline.proving.saying import times

_RESTORE = "Bring it back from your backup or version control; do not mend it by hand."
_STORE = "Stop Attract, keep this file aside, and bring the store back from a backup."
#: The site is public a moment before it is kept: whoever looks in between looks again for so many seconds.
PATIENCE = 20.0


def record_whole(of: Evidence, look: Look) -> None:
    """No line of the record of clearances was changed, taken out or put in."""
    look.saw(len(of.record), "decision", "decisions")
    _ = of.decisions


def consents_whole(of: Evidence, look: Look) -> None:
    """No line of the book of consents was, either."""
    look.saw(len(of.consents), "line", "lines")
    _ = of.known_consents


def archive_whole(of: Evidence, look: Look) -> None:
    """Every file of every version of the site that must be kept is there, under the hash of its bytes."""
    _ = of.newest  # the index, which is chained
    objects = of.archive.objects()
    look.saw(len(of.archive.lines()), "version of the site", "versions of the site")
    look.saw(len(objects), "file kept", "files kept")
    for name in of.archive.damaged(objects):
        look.breach(f"object {name[:16]} of the archive", "Its bytes are not what was kept: what was public cannot be shown any more.", _RESTORE)  # fmt: skip
    for address, name in of.archive.missing(of.keep_since):
        look.breach(f"object {name[:16]} of the archive", f"It is gone: what was public at {address} cannot be shown any more.", _RESTORE)  # fmt: skip


def site_is_kept(of: Evidence, look: Look) -> None:
    """The site that stands is the version that was kept last, byte for byte."""
    if of.site.standing is None and not of.archive.lines():
        look.notes.append("there is no site yet")
        return
    until = time.monotonic() + PATIENCE if _fresh(of) else 0.0
    while (found := _compared(of, look)) and time.monotonic() < until:
        time.sleep(0.5)
        of.__dict__.pop("newest", None)
    for what, means in found.items():
        look.breach(what, means, "Make the site anew: attract publish --anew; then look who writes into the site's folder.")  # fmt: skip


def _compared(of: Evidence, look: Look) -> Mapping[str, str]:
    look.counted.clear()
    newest = of.newest
    if newest is None:
        return {"site": "It stands, and no version of it was kept."}
    look.saw(len(newest.files), "file of the site", "files of the site")
    if of.site.standing is None:
        return {"site": "A version was kept, and no site stands."}
    if (version := of.site.version()) != newest.stamp:
        return {"site": f"The version that stands ({version[:12]}) is not the one that was kept last ({newest.stamp[:12]})."}  # fmt: skip
    return {f"site/{address}": f"This file {what}." for address, what in differing(of.site.public, newest.files)}


def _fresh(of: Evidence) -> bool:
    """Whether the site was put up a moment ago."""
    try:
        return time.time() - os.lstat(of.site.public).st_mtime < 3 * PATIENCE
    except OSError:
        return False


def database_whole(of: Evidence, look: Look) -> None:
    """The database is whole, and no row names what is not there."""
    look.saw(1, "database", "databases")
    for line in of.store.quick_check():
        look.breach("the database", f"SQLite says: {line}.", _STORE)
    for table, row, parent in of.store.foreign_keys():
        look.breach(f"{table}, row {row}", f"It names a row of {parent} that is not there.", _STORE)


def no_orphans(of: Evidence, look: Look) -> None:
    """Nothing in the store belongs to nobody."""
    for what, query, means in _ORPHANS:
        for row in of.store.rows(query):
            look.breach(f"{what} {' '.join(map(str, row))}", means, _STORE)
    for id_ in of.store.lines_of_nobody():
        look.breach(f"the proof of {id_}", "It leads to no reader and to no sign-up.", _STORE)
    for item, why in _unknown_items(of).items():
        look.breach(f"item {item}", why, _STORE)
    for table, one, many in (("received", "line of what was received", "lines of what was received"), ("sign_ups", "sign-up", "sign-ups"),
                             ("traces", "line of proof", "lines of proof"), ("items", "item", "items")):  # fmt: skip
        look.saw(of.store.count(table), one, many)
    unused = set(of.picture_files()) - set(of.store.pictures_told())
    if unused:
        look.notes.append(f"{times(len(unused), 'picture')} kept that no piece uses now")


def _unknown_items(of: Evidence) -> Mapping[str, str]:
    """Items that went and of which nobody knows where they came from."""
    query = (
        "SELECT DISTINCT value FROM deliveries, json_each(items) WHERE state IN ('accepted', 'uncertain', 'attempting')"
    )
    known: Callable[[str], bool] = lambda item: item in of.sources or item in of.kinds  # noqa: E731  # a word for what follows
    return {
        item: "It went out, and no file, no feed and no version of the site knows it."
        for (item,) in of.store.rows(query)
        if not known(item)
    }


#: What belongs to nobody: what it is, how it is found, what it means.
_ORPHANS = (
    (
        "delivery", "SELECT edition, subscriber FROM deliveries WHERE edition NOT IN (SELECT edition FROM editions)",
        "A delivery of an edition that does not exist.",
    ),
    (
        "received", "SELECT subscriber, item, edition FROM received r WHERE NOT EXISTS (SELECT 1 FROM deliveries d"
        " WHERE d.edition = r.edition AND d.subscriber = r.subscriber)",
        "It stands as received, and there is no delivery: this reader will never get it.",
    ),
    (
        "sign-up", "SELECT id FROM sign_ups WHERE reader IS NOT NULL AND reader NOT IN (SELECT id FROM subscribers)",
        "It was confirmed by a reader who does not exist.",
    ),
    (
        "sign-up", "SELECT id FROM sign_ups WHERE id NOT IN (SELECT \"of\" FROM traces WHERE step = 'asked')",
        "Nothing proves that anybody asked.",
    ),
    (
        "item", "SELECT id FROM items WHERE source NOT IN (SELECT source FROM sources)"
        " AND source NOT IN (SELECT source FROM entries)",
        "It comes from no file and no feed.",
    ),
    (
        "entry", "SELECT source FROM entries WHERE feed NOT IN (SELECT address FROM feeds)",
        "It comes from a feed that nobody ever followed.",
    ),
    (
        "bounce", "SELECT id FROM bounces WHERE edition <> '' AND edition NOT IN (SELECT edition FROM editions)",
        "It came back from an edition that does not exist.",
    ),
)  # fmt: skip
