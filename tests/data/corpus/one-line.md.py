"""What `one-line.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/one-line.md: one paragraph has more than 50,000 characters; nothing of that size is read. Leave an empty line between paragraphs.",
    ],
)
