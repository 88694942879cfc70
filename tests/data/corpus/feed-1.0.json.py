"""What `feed-1.0.json` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="a-note-without-a-title-it-has-two-sentences",
            kind=Kind.ELSEWHERE,
            source="https://blog.example/note",
            title="A note without a title. It has two sentences.",
            summary="A note without a title. It has two sentences.",
            body="A note without a title. It has two sentences.",
            html="<p>A note without a title. It has two sentences.</p>",
            author="ada",
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            link="https://blog.example/note",
            first_line=0,
            first_home="https://blog.example/note",
            backlog=True,
        ),
    ],
    [],
)
