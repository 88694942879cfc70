"""What `word-old.docx` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/word-old.docx: this is an old Word file (.doc) under a new name. Open it in Word and save it as Word Document (.docx).",
    ],
)
