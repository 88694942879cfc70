"""What `link-bad.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/link-bad.md:3: `link`: must be an address that begins with https:// or http://. Correct it and run again.",
    ],
)
