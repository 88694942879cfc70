"""What `frames.html` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/frames.html: there are no words in it. Write something under the title, or remove the file.",
    ],
)
