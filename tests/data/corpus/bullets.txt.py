"""What `bullets.txt` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="bullets",
            kind=Kind.ARTICLE,
            source="content/articles/bullets.txt",
            title="What to bring",
            summary="the lease the letter",
            body="- the lease\n- the letter\n\nAnd a pen.",
            html="<ul>\n<li>the lease</li>\n<li>the letter</li>\n</ul>\n<p>And a pen.</p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=0,
        ),
    ],
    [],
)
