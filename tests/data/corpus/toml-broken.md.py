"""What `toml-broken.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        'content/articles/toml-broken.md:2: this is not TOML (a quotation mark is not closed). Write key = "value", the value in straight quotes.',
    ],
)
