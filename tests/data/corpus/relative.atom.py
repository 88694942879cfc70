"""What `relative.atom` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="hedges",
            kind=Kind.ELSEWHERE,
            source="https://blog.example/2026/hedges",
            title="Hedges",
            summary="",
            body="Hedges",
            html="<p>Hedges</p>",
            author="ada",
            published=datetime.fromisoformat("2026-03-05T10:00:00+00:00"),
            link="https://blog.example/2026/hedges",
            first_line=0,
            first_home="https://blog.example/2026/hedges",
            backlog=True,
        ),
    ],
    [],
)
