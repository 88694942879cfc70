"""What `word-entity.docx` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/word-entity.docx: it declares a document type, which no Word file does. Save it again in Word.",
    ],
)
