"""What `mathematical.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="mathematical",
            kind=Kind.ARTICLE,
            source="content/articles/mathematical.md",
            title="Bold letters",
            summary="A slanted word.",
            body="A slanted word.",
            html="<p>A slanted word.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
            notes=("letters from the mathematical alphabets, which screen readers spell out, made plain",),
        ),
    ],
    [],
)
