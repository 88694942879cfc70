"""What `json-cut.json` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "json-cut.json: this is not a feed (JSON: Expecting value: line 1 column 54 (char 53)). Ask whoever runs the blog.",
    ],
)
