"""What `mail-stranger.eml` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/mail-stranger.eml: the author 'jane@client.example' has no file in content/people/. Use one of: ada; or add the name to `aliases` in that person's file.",
    ],
)
