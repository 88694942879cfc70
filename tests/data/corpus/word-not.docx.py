"""What `word-not.docx` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/word-not.docx: this is not a Word file (File is not a zip file). Open it in Word and save it as .docx.",
    ],
)
