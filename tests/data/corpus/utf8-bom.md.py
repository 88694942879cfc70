"""What `utf8-bom.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="utf8-bom",
            kind=Kind.ARTICLE,
            source="content/articles/utf8-bom.md",
            title="With a mark",
            summary="Words after a mark.",
            body="Words after a mark.",
            html="<p>Words after a mark.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
