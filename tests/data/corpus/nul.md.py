"""What `nul.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/nul.md: this is no text: it has bytes in it that no text has. Open it where it was made and save it again.",
    ],
)
