"""What `nested-list.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="nested-list",
            kind=Kind.ARTICLE,
            source="content/articles/nested-list.md",
            title="A list",
            summary="one two three four",
            body="- one\n    - two\n        1. three\n- four",
            html="<ul>\n<li>one<ul>\n<li>two<ol>\n<li>three</li>\n</ol>\n</li>\n</ul>\n</li>\n<li>four</li>\n</ul>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
