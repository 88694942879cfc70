"""What `page.html` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="page",
            kind=Kind.ARTICLE,
            source="content/articles/page.html",
            title="Hedges",
            summary="The landlord and the tenant argued about a break clause, and we read the lease together.",
            body="The landlord and the tenant argued about a break clause, and we read the lease together.\n\n## Roots\n\n- deep\n- wide",
            html="<p>The landlord and the tenant argued about a break clause, and we read the lease together.</p>\n<h2>Roots</h2>\n<ul>\n<li>deep</li>\n<li>wide</li>\n</ul>",
            author=None,
            published=datetime.fromisoformat("2026-03-05T10:00:00+00:00"),
            first_line=0,
            notes=(
                "hidden text on the page left aside",
                "what the page has around the text left aside (“Home About us”; “We use cookies. Accept?”; “© The Blog”)",
            ),
            first_home="https://blog.example/hedges",
        ),
    ],
    [],
)
