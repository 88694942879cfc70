"""What `word-properties.docx` becomes."""

from datetime import datetime

from pipeline.model import Aside, Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="word-properties",
            kind=Kind.ARTICLE,
            source="content/articles/word-properties.docx",
            title="In Word",
            summary="The landlord and the tenant argued about a break clause, and we read the lease together.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together.",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=0,
            asides=(
                Aside(where="Word's properties, title", words="Client v Other"),
                Aside(where="Word's properties, author", words="Jane Client"),
            ),
        ),
    ],
    [],
)
