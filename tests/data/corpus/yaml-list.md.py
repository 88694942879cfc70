"""What `yaml-list.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="yaml-list",
            kind=Kind.ARTICLE,
            source="content/articles/yaml-list.md",
            title="one",
            summary="two --- The landlord and the tenant argued about a break clause, and we read the lease together.",
            body="- two\n---\nThe landlord and the tenant argued about a break clause, and we read the lease together.",
            html="<h2>- two</h2>\n<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
