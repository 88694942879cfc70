"""What `word-draft.docx` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/word-draft.docx: it is not ready to go out: paragraph 1, the text begins with “DRAFT – Privileged and confidential”. Take the marking out if it may go out; if it may not, remove the file. Save and drop it again.",
    ],
)
