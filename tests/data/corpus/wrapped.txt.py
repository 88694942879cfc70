"""What `wrapped.txt` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="wrapped",
            kind=Kind.ARTICLE,
            source="content/articles/wrapped.txt",
            title="A title",
            summary="A line that was wrapped by an editor at forty characters, as they used to be, and goes on.",
            body="A line that was wrapped by an editor\nat forty characters, as they used to be,\nand goes on.",
            html="<p>A line that was wrapped by an editor\nat forty characters, as they used to be,\nand goes on.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=0,
        ),
    ],
    [],
)
