"""What `pdf.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/pdf.md: its name says text, but it is a PDF. Drop the Word file that it was made from; if there is none, open it in Word and save it as .docx.",
    ],
)
