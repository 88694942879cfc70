"""Decides whether a file can be a note: what a person says to the readers of one edition. Asks nothing of the world."""

import re

from pipeline.collect.draft import Draft
from pipeline.errors import SourceError
from pipeline.model import Kind, cadence_of

#: Characters of Markdown, some 600 words: a mail that a mail program cuts off has lost its way to leave.
_LONGEST = 4_000
_TAG = re.compile(r"<([a-z][a-z0-9]*)")
#: A link that a page of ours could follow, and no mail.
_LOST = re.compile(r'<a(?![^>]* href="(?!#))')
#: What mails can show of a note, in both their parts.
_SHOWN = {"p", "br", "a", "em", "strong", "b", "i", "ul", "ol", "li"}
_CALLED = {
    "img": "a picture", "figure": "a picture", "table": "a table", "pre": "program text", "code": "program text",
    "blockquote": "a quotation", "hr": "a line across", "sup": "a footnote", "dl": "a list of terms",
    **{f"h{level}": "a heading" for level in range(1, 7)},
}  # fmt: skip


def opens(draft: Draft, kind: Kind, source: str, html: str) -> str:
    """The edition that a note opens; empty for what is no note.

    Args:
        draft: what was read.
        kind: what it is.
        source: the file.
        html: its words, cleaned.

    Raises:
        SourceError: it names no edition or one that there can never be, or it holds what no mail shows.

    """
    if kind is not Kind.NOTE:
        return ""
    place = place_of(draft, source)
    if not draft.edition:
        raise SourceError(
            place, "it is a note, and does not say which edition it opens.",
            "Add a line with its name, as in edition: weekly-2026-W48 (`attract plan` shows which come).",
        )  # fmt: skip
    if cadence_of(draft.edition) is None:
        raise SourceError(
            place, f"no edition is ever called {draft.edition!r}.",
            "Name one exactly, so that the note leaves once: weekly-2026-W48, daily-2026-11-21, monthly-2026-12.",
        )  # fmt: skip
    if odd := next(
        (tag for tag in ("img" * bool(draft.pictures), *_TAG.findall(html)) if tag and tag not in _SHOWN), ""
    ):
        raise SourceError(
            source, f"there is {_CALLED.get(odd, f'<{odd}>')} in it; a note has paragraphs, lists, links and emphasis.",
            "Take it out; what needs more than that is an article, to which the note may lead.",
        )  # fmt: skip
    if _LOST.search(html):
        raise SourceError(
            source, "a link in it leads nowhere from a mail.", "Write the whole address: [words](https://...).",
        )  # fmt: skip
    if len(draft.body) > _LONGEST:
        raise SourceError(
            source, f"it has {len(draft.body):,} characters; a note has {_LONGEST:,} at most.",
            "Make an article of it, and let a few words lead there.",
        )  # fmt: skip
    return draft.edition


def place_of(draft: Draft, source: str) -> str:
    """Where a file says which edition it opens, or that it is a note."""
    return f"{source}:{draft.edition_line}" if draft.edition_line else source


def unsigned(draft: Draft, source: str) -> SourceError:
    """What to say of a note by nobody."""
    return SourceError(
        place_of(draft, source), "it is a note, and nobody has signed it.",
        "Say whose words they are: author: NAME (a file name in content/people/, or a name).",
    )  # fmt: skip


def second(draft: Draft, source: str, first: str) -> SourceError:
    """What to say of another note for the same edition."""
    return SourceError(
        place_of(draft, source), f"{first} opens {draft.edition} already, and an edition has one note.",
        "Say it there, or name another edition here.",
    )  # fmt: skip
