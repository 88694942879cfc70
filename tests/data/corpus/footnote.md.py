"""What `footnote.md` becomes."""

from datetime import datetime

from pipeline.model import Item, Kind

EXPECTED: tuple[list[object], list[str]] = (
    [
        Item(
            id="footnote",
            kind=Kind.ARTICLE,
            source="content/articles/footnote.md",
            title="A footnote",
            summary="The rule is old.",
            body="The rule is old.[^1]\n\n[^1]: Older than the house.",
            html='<p>The rule is old.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1" rel="noopener">1</a></sup></p>\n<div class="footnote">\n<hr>\n<ol>\n<li id="fn:1">\n<p>Older than the house.&nbsp;<a class="footnote-backref" href="#fnref:1" title="Jump back to footnote 1 in the text" rel="noopener">↩</a></p>\n</li>\n</ol>\n</div>',
            author=None,
            published=datetime.fromisoformat("2026-11-18T12:00:00+00:00"),
            first_line=3,
        ),
    ],
    [],
)
