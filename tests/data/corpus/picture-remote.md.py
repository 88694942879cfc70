"""What `picture-remote.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/picture-remote.md: the picture https://evil.example/pixel.gif lies on another host. Save it beside the text.",
    ],
)
