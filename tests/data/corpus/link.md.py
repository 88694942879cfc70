"""What `link.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="link",
            kind=Kind.ARTICLE,
            source="content/articles/link.md",
            title="First on a blog",
            summary="The landlord and the tenant argued about a break clause, and we read the lease together.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together.",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=5,
            first_home="https://blog.example/first",
        ),
    ],
    [],
)
