"""What `style.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="style",
            kind=Kind.ARTICLE,
            source="content/articles/style.md",
            title="Style",
            summary="Words",
            body='<p style="position:fixed" onclick="x()">Words <svg><script>x</script></svg></p>',
            html="<p>Words </p>",
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
