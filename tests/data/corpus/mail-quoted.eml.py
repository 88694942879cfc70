"""What `mail-quoted.eml` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/mail-quoted.eml: an earlier message is quoted or forwarded in it (“On 1 March, Jane Client wrote:”); a client's words may be in it. Copy your own words into a new message or a file, and drop that.",
    ],
)
