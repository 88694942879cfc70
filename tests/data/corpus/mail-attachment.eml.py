"""What `mail-attachment.eml` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="mail-attachment",
            kind=Kind.ARTICLE,
            source="content/articles/mail-attachment.eml",
            title="The wet wall",
            summary="The landlord and the tenant argued about a break clause, and we read the lease together.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together.\n\nIt ended well.",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>\n<p>It ended well.</p>",
            author="ada",
            published=datetime.fromisoformat("2026-03-05T10:00:00+00:00"),
            first_line=0,
            notes=(
                "signature left aside",
                "attached form.pdf left aside",
            ),
        ),
    ],
    [],
)
