"""What `toml.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="toml",
            kind=Kind.ARTICLE,
            source="content/articles/toml.md",
            title="In TOML",
            summary="The landlord and the tenant argued about a break clause, and we read the lease together.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together.",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>",
            author="ada",
            published=datetime.fromisoformat("2026-03-05T00:00:00+00:00"),
            first_line=7,
            notes=("unknown field `tags` left aside",),
        ),
    ],
    [],
)
