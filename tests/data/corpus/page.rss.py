"""What `page.rss` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "page.rss: this is not a feed (<unknown>:2:0: syntax error). Look for the blog's feed: attract feeds find ADDRESS-OF-THE-BLOG.",
    ],
)
