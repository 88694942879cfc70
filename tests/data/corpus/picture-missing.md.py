"""What `picture-missing.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/picture-missing.md: the picture lost.png is not there. Save it beside the text, or correct its name.",
    ],
)
