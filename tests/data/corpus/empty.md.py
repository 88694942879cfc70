"""What `empty.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/empty.md: there are no words in it. Write something under the title, or remove the file.",
    ],
)
