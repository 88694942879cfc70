"""What `yaml-broken.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/yaml-broken.md:2: this is not YAML (mapping values are not allowed here). A value with a colon in it needs quotes around it.",
    ],
)
