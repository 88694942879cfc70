"""What `cr.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="cr",
            kind=Kind.ARTICLE,
            source="content/articles/cr.md",
            title="An old Mac",
            summary="One paragraph.",
            body="One paragraph.",
            html="<p>One paragraph.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
