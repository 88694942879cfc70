"""Everything that Attract tells of itself while it runs: a closed list, and the one way to tell it.

A line is a sentence for people, the name of an event for machines, and a few plain fields. The names are a promise: whoever
counts or alarms by them finds them in the README. No field and no sentence holds a reader's address or name, or a token; what
others said is not told, because they may say such things. `logs.py` says where the lines go.
"""

import logging
import traceback
from dataclasses import dataclass
from typing import Final

from pipeline.errors import AttractError

#: What every line of ours goes through.
LOGGER: Final = "attract"
_log = logging.getLogger(LOGGER)

Plain = str | int | float | bool | None


@dataclass(frozen=True)
class Event:
    """One thing that can happen."""

    name: str
    #: When it is told.
    means: str
    #: What it says of it besides the sentence.
    fields: tuple[str, ...]
    #: Of `logging`: DEBUG, INFO, WARNING (a person should look) or ERROR (something does not work).
    level: int


#: All of them, by name.
EVENTS: dict[str, Event] = {}


def _event(name: str, means: str, *fields: str, level: int = logging.INFO) -> Event:
    assert name not in EVENTS, name
    EVENTS[name] = Event(name, means, fields, level)
    return EVENTS[name]


# What runs.
STARTED = _event("program.started", "Attract runs; with which parts.", "parts")
STOPPING = _event("program.stopping", "It was asked to stop, and finishes what is on the wire.", "signal")
STOPPED = _event("program.stopped", "It has stopped, and what it left in the middle.", "seconds", "left")
CRASHED = _event(
    "program.crashed", "An error that nobody expected ended something.", "error", "where", level=logging.ERROR
)
PART_STARTED = _event("part.started", "A part of `attract up` works.", "part")
PART_FAILED = _event("part.failed", "A part has failed; it is tried again after so many seconds.",
                     "part", "error", "where", "again", level=logging.ERROR)  # fmt: skip
PART_WELL = _event("part.recovered", "A part that had failed works again.", "part")
SETTINGS_CHANGED = _event("settings.changed", "Settings were changed; they count from now on.")
SETTINGS_WRONG = _event(
    "settings.wrong", "Settings cannot be used; the last good ones go on.", "error", level=logging.ERROR
)
HEALTH = _event("health.started", "Health and figures are shown at an address.", "address")
PROGRESS = _event("progress", "How far something is that takes long; every half a minute.",
                  "room", "done", "total", "rate", "left")  # fmt: skip
LIBRARY = _event("library.told", "A library that Attract uses had something to say.", "library", level=logging.WARNING)

LOOK_FAILED = _event(
    "look.failed",
    "The doctor, or who proves the store, could not look at something.",
    "what",
    "error",
    "where",
    level=logging.ERROR,
)

# The clock, and what it does.
CLOCK_STARTED = _event("clock.started", "The clock is looked at from now on.", "every", "zone")
CLOCK_STOPPED = _event("clock.stopped", "It is looked at no longer.")
CLOCK_FAILED = _event("clock.failed", "What was due could not be done; the next look tries again.",
                      "error", level=logging.ERROR)  # fmt: skip
ROUND_DONE = _event("round.done", "What was due was done.",
                    "cleared", "held", "pages", "editions", "accepted", "uncertain", "waiting")  # fmt: skip
SLOT_MISSED = _event(
    "slot.missed",
    "Something was due while nobody was there, and is too old to be caught up.",
    "slot",
    level=logging.WARNING,
)
NIGHT_DONE = _event(
    "night.done", "The night's work was done: the tagger learnt, the site was looked over.", "differing"
)
SITE_PUBLISHED = _event("site.published", "The site was brought up to what is cleared.",
                        "pages", "written", "removed", "seconds")  # fmt: skip
SITE_PUT = _event("site.put", "The site stands at a host.", "host")
SITE_NOT_PUT = _event(
    "site.not_put", "A host could not be given the site; it is tried again.", "host", level=logging.ERROR
)
EDITION_COMPOSED = _event(
    "edition.composed", "An edition was composed; none of it has left yet.", "edition", "planned", "left_out"
)
EDITION_NOTELESS = _event("edition.without_note", "An edition goes without the note that was written for it.",
                          "edition", "source", level=logging.WARNING)  # fmt: skip
EDITION_WAITS = _event("edition.waits", "An edition does not leave, or not yet.")
BOUNCES_READ = _event("bounces.read", "Mails that came back were looked at.",
                      "looked", "new", "suppressed", "alarms")  # fmt: skip
BOUNCES_FAILED = _event("bounces.failed", "The mailbox of bounces cannot be read.", "error", level=logging.ERROR)

# The sender.
SENDER_STARTED = _event("sender.started", "Whatever waits leaves from now on.")
SENDER_STOPPED = _event("sender.stopped", "Nothing leaves any longer.")
DELIVERY_DONE = _event("delivery.done", "What waited was handed over, as far as it went.",
                       "accepted", "refused", "left_out", "uncertain", "waiting", "seeds")  # fmt: skip
DELIVERY_STOPPED = _event("delivery.stopped", "What waits does not leave.", "error", "waiting", level=logging.ERROR)
DELIVERY_PAUSED = _event("delivery.paused", "A server's refusal stopped all sending, until a person lets it go on.",
                         "since", level=logging.ERROR)  # fmt: skip
DELIVERY_LEFT_OUT = _event("delivery.left_out", "Nothing of an edition goes to a reader.",
                           "edition", "reader", level=logging.DEBUG)  # fmt: skip

# Posts on social networks.
POSTS_DRAFTED = _event("posts.drafted", "Posts were drafted, or have other words; a person looks at them.",
                       "written", "reworded")  # fmt: skip
POSTS_DONE = _event("posts.done", "What was due was said, as far as it went, or taken down.",
                    "accepted", "refused", "uncertain", "missed", "dropped", "removed", "waiting")  # fmt: skip
POSTS_STOPPED = _event("posts.stopped", "Nothing of an account leaves.", "account", level=logging.ERROR)
SHARE_DONE = _event("share.done", "Share packs were mailed to those who post by hand, as far as it went.",
                    "mailed", "uncertain", "refused", "error")  # fmt: skip
SHARE_WAITS = _event("share.waits", "An account's posts are in no share pack: its person cannot be mailed, or wants none.",
                     "account", level=logging.WARNING)  # fmt: skip
TOKEN_ENDS = _event("token.ends", "The token of an account ends in so many days.",
                    "account", "days", level=logging.WARNING)  # fmt: skip
VERSION_OLD = _event("version.old", "The version of LinkedIn's interface that is set is so many months old.",
                     "version", "months", level=logging.WARNING)  # fmt: skip

# The watcher.
WATCH_STARTED = _event("watch.started", "The folders are watched from now on.", "folders")
DROP_READ = _event(
    "drop.read", "A file that was dropped, or changed, was read.", "item", "source", "kind", "held", "findings"
)
DROP_MANY = _event("drop.many", "Many files were read at once.", "read", "held")
DROP_RENAMED = _event("drop.renamed", "A file has another name.", "source", "was")
DROP_GONE = _event("drop.gone", "A file has gone, and its piece with it.", "source")
DROP_UNREADABLE = _event("drop.unreadable", "A file cannot be read, and says why.", level=logging.WARNING)
WATCH_FAILED = _event("watch.failed", "The folders could not be looked at; tried again at the next change, or in half a minute.",
                      "error", level=logging.ERROR)  # fmt: skip

# The service for readers.
SERVICE_STARTED = _event("service.started", "Pages are answered at an address.", "address")
SERVICE_STOPPED = _event("service.stopped", "They are answered no longer.")
REQUEST_FAILED = _event(
    "request.failed", "A request was not answered, by a fault of ours.", "error", "where", level=logging.ERROR
)
LINK_FAILED = _event(
    "link.failed", "A preview link was not answered, by a fault of ours.", "error", level=logging.WARNING
)
LETTERS_WAIT = _event("letters.wait", "Confirmations and links to data cannot be handed over; they wait.",
                      "error", "where", level=logging.WARNING)  # fmt: skip
LETTER_UNCERTAIN = _event("letter.uncertain", "The line ended while a letter was handed over; it is not sent again.",
                          "letter", level=logging.WARNING)  # fmt: skip
LETTERS_TORN = _event("letters.torn", "Letters were on their way when the service ended; they are not sent again.",
                      "count", level=logging.WARNING)  # fmt: skip
UNENCRYPTED = _event("addresses.unencrypted", "There is a key for readers' addresses, and they are not encrypted.",
                     level=logging.WARNING)  # fmt: skip


def tell(
    event: Event, sentence: str, *, level: int | None = None, failed: BaseException | None = None, **fields: Plain
) -> None:
    """Tell of an event.

    Args:
        event: what happened.
        sentence: the same for people, whole, with what to do where something is to be done.
        level: where it matters more, or less, than as a rule.
        failed: the error that it was. One of ours is part of the sentence already; of any other, its kind and the place are
            told and never its message, which may hold what somebody typed.
        fields: those of the event.

    """
    if unknown := fields.keys() - set(event.fields):
        raise TypeError(f"{event.name} has no {', '.join(sorted(unknown))}")
    if failed is not None:
        fields["error"] = type(failed).__name__
        if "where" in event.fields and not isinstance(failed, AttractError):
            fields["where"] = where(failed)
    _log.log(event.level if level is None else level, sentence, extra={"event": event.name, "fields": fields})


def where(problem: BaseException) -> str:
    """The place at which an error was raised, the innermost first, and what it came from; no word of its message."""
    places = reversed(traceback.extract_tb(problem.__traceback__))
    told = " < ".join(f"{each.name}:{each.lineno}" for each in list(places)[:12])
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    return f"{told} after {type(before).__name__} in {where(before)}" if before else told
