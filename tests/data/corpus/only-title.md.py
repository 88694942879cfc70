"""What `only-title.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/only-title.md: there are no words in it. Write something under the title, or remove the file.",
    ],
)
