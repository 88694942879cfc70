"""One digest as Attract prints it, for every sender of the benchmarks to send: encoded and cut where the reader's name stands,
and in words, whole and by pieces, for those that render it for each reader.
"""

import email
import email.policy
import re
from dataclasses import dataclass, replace
from functools import cache

from pipeline.model import Choice, Subscriber
from tests.benchmarks import press
from tests.builders import subscriber

#: Where the reader's name goes.
NAME = "Qz7reader"
#: How the first headers that do not name the reader begin.
_SHARED = b"MIME-Version:"


@dataclass(frozen=True)
class Letter:
    """The same digest, three ways."""

    #: What stands behind the reader's own headers, encoded; between each two of them the name goes.
    parts: tuple[bytes, ...]
    #: The parts of it in words, whole.
    text: str
    html: str
    #: Title and HTML of each piece, in their order: the HTML stands in `html` as it is here.
    pieces: tuple[tuple[str, str], ...]

    def to(self, reader: Subscriber, message_id: str) -> bytes:
        """The mail to one reader: their own headers, then what all share with their name in between."""
        head = (
            f"From: Firm <a@firm.example>\r\nTo: {reader.name} <{reader.address}>\r\nSubject: News\r\n"
            f"Message-ID: {message_id}\r\nList-Unsubscribe: <https://firm.example/leave/{reader.id}>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        )
        return head.encode() + reader.name.encode().join(self.parts)

    @property
    def size(self) -> int:
        """Bytes of a mail, within a few for the length of a name."""
        return len(self.to(subscriber(name="Reader 1000"), "<weekly-2026-W47.r001000@firm.example>"))


@cache
def letter(size: int) -> Letter:
    """A weekly digest of so many bytes, within half of what one piece has."""
    least, next_ = _of(1).size, _of(2).size
    return _of(max(1, min(len(press.PIECES), 1 + round((size - least) / (next_ - least)))))


def _of(number: int) -> Letter:
    """The digest with so many pieces."""
    body = _printed(number)
    mail = email.message_from_bytes(body, policy=email.policy.default)
    text, html = (
        part.get_content().replace("\r\n", "\n") for part in (mail.get_body((kind,)) for kind in ("plain", "html")) if part
    )  # fmt: skip
    parts = body[body.index(_SHARED) :].split(NAME.encode())
    return Letter(tuple(parts), text, html, tuple(_pieces(html, number)))


def _printed(number: int) -> bytes:
    """The mail with the first so many pieces, to a reader of that name."""
    each = next(press.asked(1))
    choices = [Choice(item=item, why=f"You asked for {press.AREAS[item.areas[0]]}.") for item in press.PIECES[:number]]
    reader = replace(each.reader, name=NAME)
    each = replace(each, reader=reader, choices=choices, more=(), welcome=False)
    return press.joined(press.press(), each).body


def _pieces(html: str, number: int) -> list[tuple[str, str]]:
    """Cut the HTML where pieces begin: each is a row of one table, in which no other table stands."""
    links = [html.index(f"/articles/{item.id}/") for item in press.PIECES[:number]]
    begins = [html.rindex("<tr>", 0, link) for link in links]
    ends = [*begins[1:], html.index("</tr>", links[-1]) + len("</tr>")]
    titles = [item.item.title for item in press.PIECES[:number]]
    found = [html[begin:end] for begin, end in zip(begins, ends, strict=True)]
    assert not any(re.search("<table", each) for each in found)
    return list(zip(titles, found, strict=True))
