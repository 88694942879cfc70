"""What `brackets.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/brackets.md: it has more than 5,000 brackets ([); nothing of that size is read. Split it.",
    ],
)
