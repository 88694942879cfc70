"""What `cp1252.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="cp1252",
            kind=Kind.ARTICLE,
            source="content/articles/cp1252.md",
            title="Café “quoted”",
            summary="It cost € 5 – or six.",
            body="It cost € 5 – or six.",
            html="<p>It cost € 5 – or six.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
            notes=("read as Windows-1252, because it is not UTF-8",),
        ),
    ],
    [],
)
