"""What `front-matter.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="front-matter",
            kind=Kind.ARTICLE,
            source="content/articles/front-matter.md",
            title="With front matter",
            summary="Two people and a clause.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together.",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>",
            author="ada",
            published=datetime.fromisoformat("2026-03-05T00:00:00+00:00"),
            jurisdictions=(
                "GB-EAW",
                "IE",
            ),
            first_line=8,
        ),
    ],
    [],
)
