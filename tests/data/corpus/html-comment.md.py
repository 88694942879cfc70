"""What `html-comment.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="html-comment",
            kind=Kind.ARTICLE,
            source="content/articles/html-comment.md",
            title="Comments",
            summary="Before after.",
            body="Before  after.",
            html="<p>Before  after.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
            notes=("a comment in it (<!-- -->) left aside",),
        ),
    ],
    [],
)
