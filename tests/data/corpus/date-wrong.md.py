"""What `date-wrong.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/date-wrong.md:3: this is not YAML (day is out of range for month). A value with a colon in it needs quotes around it.",
    ],
)
