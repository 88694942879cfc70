"""What `crlf.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="crlf",
            kind=Kind.ARTICLE,
            source="content/articles/crlf.md",
            title="Windows",
            summary="One line. Another.",
            body="One line.\nAnother.\n\n- a\n- b",
            html="<p>One line.\nAnother.</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
