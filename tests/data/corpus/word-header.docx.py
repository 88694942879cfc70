"""What `word-header.docx` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/word-header.docx: it is not ready to go out: the header says “WITHOUT PREJUDICE”. Take the marking out if it may go out; if it may not, remove the file. Save and drop it again.",
    ],
)
