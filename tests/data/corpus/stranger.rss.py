"""What `stranger.rss` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "https://blog.example/hedges: “Hedges” is signed by “Jane Guest”, whom nobody here is known as. Add the name to `aliases` in that person's file, or to `bylines` of the feed stranger.rss.",
    ],
)
