"""What `undated.rss` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="hedges",
            kind=Kind.ELSEWHERE,
            source="https://blog.example/hedges",
            title="Hedges",
            summary="",
            body="Hedges",
            html="<p>Hedges</p>",
            author="ada",
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            link="https://blog.example/hedges",
            first_line=0,
            first_home="https://blog.example/hedges",
            backlog=True,
        ),
    ],
    [],
)
