"""The words of a piece's safe HTML, as a visitor sees them."""

from html.parser import HTMLParser

#: Elements inside a line; whatever else begins or ends parts two words.
_INLINE = {"a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong",
           "sub", "sup", "u"}  # fmt: skip


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Take the words."""
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part what stands in two blocks."""
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Part what stands in two blocks."""
        if tag not in _INLINE:
            self.parts.append("\n")


def text_of(html: str) -> str:
    """The words between the tags; a cell of a table, an item of a list and a line stand on lines of their own."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)
