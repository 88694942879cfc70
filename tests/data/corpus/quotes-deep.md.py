"""What `quotes-deep.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/quotes-deep.md: a line is nested more than 100 levels deep; nothing of that size is read. Take quotations out of quotations.",
    ],
)
