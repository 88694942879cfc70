"""What `picture-no-alt.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/picture-no-alt.md: the picture fence.png is not there. Save it beside the text, or correct its name.",
    ],
)
