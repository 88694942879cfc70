"""Decides when a feed is asked again: at its own interval, sooner never, later when its server wants it so."""

import hashlib
from datetime import datetime, timedelta

from pipeline.ports import FeedState

#: However long a server calls its answer fresh, or asks us to wait, or however often it failed.
_LONGEST = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=7)
#: Feeds of one interval are spread over this part of it, so that they are not all asked at once.
_SPREAD = 0.2
#: A blog with nothing new for this long is worth a word to the manager.
SILENT = timedelta(days=120)


def is_due(feed: FeedState, now: datetime) -> bool:
    """Whether to ask now. One that is gone for good is not asked again by itself."""
    return not feed.gone and (feed.due is None or feed.due <= now)


def after_answer(address: str, every: timedelta, now: datetime, fresh_for: timedelta | None) -> datetime:
    """When to ask again after a good answer: the interval, or longer where the server says so (RFC 9111, 4.2)."""
    return now + _spread(address, max(every, min(fresh_for or timedelta(0), _LONGEST)))


def after_failure(address: str, every: timedelta, now: datetime, failures: int, wait: timedelta | None) -> datetime:
    """When to try again: twice as long after each failure, a day at most; Retry-After is obeyed (RFC 9110, 10.2.3)."""
    backed_off = min(every * 2 ** min(failures, 20), max(_LONGEST, every))
    return now + _spread(address, max(backed_off, min(wait or timedelta(0), _LONGEST_WAIT)))


def _spread(address: str, span: timedelta) -> timedelta:
    # From the address, not by chance: the plan can be foretold, and a test can check it.
    share = int.from_bytes(hashlib.sha256(address.encode()).digest()[:4]) / 2**32
    return span * (1 + _SPREAD * share)
