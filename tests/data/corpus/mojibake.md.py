"""What `mojibake.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="mojibake",
            kind=Kind.ARTICLE,
            source="content/articles/mojibake.md",
            title="The café",
            summary="She said “yes” and left.",
            body="She said “yes” and left.",
            html="<p>She said “yes” and left.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
            notes=("mis-decoded characters put right (“cafÃ©” is “café”)",),
        ),
    ],
    [],
)
