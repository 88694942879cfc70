"""What `word-deep.docx` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/word-deep.docx: its tables or boxes are nested too deeply. Take tables out of tables.",
    ],
)
