"""What `yaml-unended.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/yaml-unended.md:1: the front matter has no end. Put --- on a line of its own after it.",
    ],
)
