"""What `picture-outside.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/picture-outside.md: the picture ../../../../etc/passwd lies outside the firm's folder. Save it beside the text.",
    ],
)
