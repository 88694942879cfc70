"""What `yaml-bomb.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/yaml-bomb.md:2: this is nested in a way that nobody can read. Write one key per line.",
    ],
)
