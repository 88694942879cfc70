"""Where the lines go that `events.py` tells: the error stream, for people as text or for machines as JSON.

    2026-11-18 08:30:02+00:00 weekly-2026-W47 is composed: 412 mails are planned, 31 readers have nothing new.
    {"time": "2026-11-18T08:30:02.113Z", "level": "info", "event": "edition.composed", "message": "...", "edition": ...}

What libraries say goes the same way, and tells nothing that came from outside: of a line of theirs the pattern is kept and what
was put into it is not; of an error its kind and its place. A last mask takes out addresses and tokens, whoever wrote them.
"""

import logging
import sys
import threading
from copy import copy
from datetime import UTC, datetime, tzinfo
from types import TracebackType
from typing import Any

from pipeline import events
from pipeline.masking import masked

#: How lines look, and from which level on they are told.
FORMS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
#: The clock on the wall that text goes by; None: this machine's.
_zone: tzinfo | None = None


def begin(form: str = "text", level: str = "info", *, short: bool = False) -> None:
    """Let lines be written from now on; a second time, in another way.

    Args:
        form: one of `FORMS`.
        level: one of `LEVELS`.
        short: a command that ends soon and tells by itself what it does: of what is no warning, only progress is told.

    """
    root, ours = logging.getLogger(), logging.getLogger(events.LOGGER)
    end()
    handler = _Lines()
    handler.setFormatter(_json() if form == "json" else _Text())
    if short:
        handler.addFilter(_matters)
    root.addHandler(handler)
    ours.setLevel(level.upper())
    # An error in telling must not be told in its turn: what Python says of it holds the line.
    logging.raiseExceptions = False


def end() -> None:
    """Write no more lines."""
    root = logging.getLogger()
    for each in [each for each in root.handlers if isinstance(each, _Lines)]:
        root.removeHandler(each)


def in_zone(zone: tzinfo) -> None:
    """Write times as this wall shows them."""
    global _zone
    _zone = zone


def catch() -> None:
    """Let errors that nobody expected be told as lines, too: Python's own way writes their message."""
    sys.excepthook = _crashed
    threading.excepthook = lambda told: _crashed(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _crashed(told.exc_type, told.exc_value, told.exc_traceback)


def _crashed(kind: type[BaseException], problem: BaseException | None, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    place = events.where(problem) if problem else ""
    events.tell(
        events.CRASHED,
        f"An error that nobody expected ended something: {kind.__name__}.",
        error=kind.__name__,
        where=place,
    )


class _Lines(logging.Handler):
    """Writes to whatever the error stream is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            line = self.format(_quiet(record))
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody reads it, or the disk is full
            self.handleError(record)


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or getattr(record, "event", "") == events.PROGRESS.name


def _quiet(record: logging.LogRecord) -> logging.LogRecord:
    """The record without what came from outside, and with an event."""
    told = copy(record)
    if not hasattr(record, "event"):
        # The pattern was written by whoever wrote the library; what was put into it by nobody knows whom.
        pattern = str(record.msg).splitlines()[0] if str(record.msg) else ""
        fields: dict[str, Any] = {"library": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            fields |= {"error": type(record.exc_info[1]).__name__, "where": events.where(record.exc_info[1])}
        told.msg = f"{record.name} says: {pattern}"
        told.__dict__.update(event=events.LIBRARY.name, fields=fields)
    fields = told.__dict__["fields"]
    told.__dict__["fields"] = {
        name: masked(value) if isinstance(value, str) else value for name, value in fields.items()
    }
    told.msg = masked(str(told.msg))
    told.args, told.exc_info, told.exc_text, told.stack_info = (), None, None, None
    return told


class _Text(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The time on the wall with its distance from UTC, and the sentence; what does not work is marked."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone(_zone)
        mark = f"{record.levelname.lower()}: " if record.levelno >= logging.WARNING else ""
        place = record.__dict__["fields"].get("where")
        kind = record.__dict__["fields"].get("error") if place else None
        return f"{at.isoformat(' ', 'seconds')} {mark}{record.getMessage()}" + (
            f" ({kind} in {place})" if place else ""
        )


def _json() -> logging.Formatter:
    # Costs a hundredth of a second to load.
    from pythonjsonlogger.json import JsonFormatter

    class Json(JsonFormatter):
        """A line for machines: time in UTC, level, event, message, and the fields of the event."""

        def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
            """Put it in order."""
            at = datetime.fromtimestamp(log_data.pop("created"), UTC)
            fields = log_data.pop("fields")
            return {
                "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "level": log_data.pop("levelname").lower(),
                "event": log_data.pop("event"),
                "message": log_data.pop("message"),
                **fields,
            }

    return Json("%(created)s %(levelname)s %(event)s %(message)s %(fields)s", json_ensure_ascii=False)
