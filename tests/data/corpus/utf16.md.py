"""What `utf16.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="utf16",
            kind=Kind.ARTICLE,
            source="content/articles/utf16.md",
            title="Café, Müller & Søn",
            summary="The landlord and the tenant argued about a break clause, and we read the lease together. “Quoted” — and dashed.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together. “Quoted” — and dashed.",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together. “Quoted” — and dashed.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
            notes=("read as UTF-16",),
        ),
    ],
    [],
)
