"""What `script.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="script",
            kind=Kind.ARTICLE,
            source="content/articles/script.md",
            title="Script",
            summary="bold x y) z",
            body='<script>alert(1)</script>\n\n<b onmouseover=alert(1)>bold</b> <a href="javascript:alert(1)">x</a> [y](javascript:alert(1)) [z](data:text/html,x)\n\n<iframe src="https://evil.example"></iframe> Words.',
            html='<p><b>bold</b> <a rel="noopener">x</a> <a rel="noopener">y</a> <a rel="noopener">z</a></p>\n\n<p>Words.</p>',
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
