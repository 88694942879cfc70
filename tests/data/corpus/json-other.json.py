"""What `json-other.json` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "json-other.json: this is JSON, but no JSON Feed. Look for the blog's feed: attract feeds find ADDRESS-OF-THE-BLOG.",
    ],
)
