"""What `png.txt` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/png.txt: its name says text, but it is a picture. Drop the text that goes with it; it shows the picture with ![what it shows](name.png).",
    ],
)
