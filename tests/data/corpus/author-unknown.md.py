"""What `author-unknown.md` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/author-unknown.md: the author 'nobody' has no file in content/people/. Use one of: ada; or add the name to `aliases` in that person's file.",
    ],
)
