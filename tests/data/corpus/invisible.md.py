"""What `invisible.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="invisible",
            kind=Kind.ARTICLE,
            source="content/articles/invisible.md",
            title="Zerowidth",
            summary="A softhyphen and a turned word.",
            body="A softhyphen and a turned word.",
            html="<p>A softhyphen and a turned word.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
            notes=("invisible characters removed",),
        ),
    ],
    [],
)
