"""What `rss092.rss` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="hedges",
            kind=Kind.ELSEWHERE,
            source="https://blog.example/hedges",
            title="Hedges",
            summary="The landlord and the tenant argued about a break clause, and we read the lease together.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together.",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>",
            author="ada",
            published=datetime.fromisoformat("2026-03-05T10:00:00+00:00"),
            link="https://blog.example/hedges",
            first_line=0,
            first_home="https://blog.example/hedges",
            backlog=True,
        ),
    ],
    [],
)
