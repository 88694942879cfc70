"""The headers of a mail as bytes: each value encoded by a library, what repeats once, and no way for a line end to get in.

Nothing is folded inside an address: a mail program looks for it on the wire, not after decoding. Lines end at 78 characters
where they can and at 998 where they must (RFC 5322, 2.1.1).
"""

import re
from email.header import Header
from email.utils import formataddr, parseaddr
from functools import lru_cache
from urllib.parse import quote

from pipeline.firm import Firm
from pipeline.mailboxes import on_the_wire
from pipeline.model import Subscriber

_END = "\r\n"
#: What needs no encoding (RFC 5322, 3.2.3): atoms with single spaces between them, short enough for one line.
_ATOMS = re.compile(r"[\w!#$%&'*+/^`{|}~-]+(?: [\w!#$%&'*+/^`{|}~-]+)*", re.ASCII).fullmatch
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*", re.ASCII).fullmatch
_ONE_LINE = 60
#: A line with an encoded word in it (RFC 2047, 2), the space in front included.
_LINE = 76
_ESCAPED = re.compile("%[0-9A-F]{2}")
#: An address that takes quotes (RFC 5322, 3.4.1) is not taken at the door; what cannot be in a header never gets into one.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029<>,;\"\\]")


def line(name: str, value: str) -> bytes:
    """One header that is the same for many mails.

    Args:
        name: as it is written.
        value: ASCII, encoded and folded where it must be.

    Raises:
        ValueError: it has a control character in it, or one beyond ASCII.

    """
    bare = value.replace(f"{_END} ", "")
    if not bare.isascii() or (bare and not bare.isprintable()):
        raise ValueError(f"{name} has a control character in it, or one beyond ASCII: {value!r}")
    return f"{name}: {value}{_END}".encode("ascii")


def words(text: str, name: str) -> str:
    """Words of people for a header, folded where they are long; what is not plain ASCII becomes encoded words.

    Args:
        text: in one line.
        name: of the header in which they stand, whose length counts for the first line.

    """
    plain = _PLAIN(text) and len(text) <= _ONE_LINE
    if plain and "=?" not in text:
        return text
    # What looks like an encoded word would be read as one. ASCII is folded at spaces alone, or not at all.
    charset = "utf-8" if not text.isascii() or "=?" in text or _too_long(text) else "us-ascii"
    return Header(text, charset, _LINE, name).encode(splitchars=" ", linesep=_END)


def _too_long(text: str) -> bool:
    return any(len(word) > _ONE_LINE for word in text.split(" "))


def mailbox(name: str, address: str) -> str:
    """A name with its address for From and To.

    Args:
        name: as its owner writes it, in one line without control characters; may be empty.
        address: goes on the wire as it is.

    Raises:
        ValueError: the address has a space, a quote, a bracket or a control character in it.

    """
    if _FORBIDDEN.search(address):
        raise ValueError(f"no mail can go to {address!r}: it has a character in it that no address has here")
    if not name:
        return address
    if len(name) > _ONE_LINE or "=?" in name:
        return f"{Header(name, 'utf-8', _LINE, 'To').encode(linesep=_END)} <{address}>"
    if _ATOMS(name):
        return f"{name} <{address}>"
    # formataddr takes no address in other scripts, so it sees the name alone: in quotes, or as one encoded word, or as
    # several where it would grow too long for one (RFC 2047, 2: at most 75 characters).
    one = name.isascii() or len(name.encode()) <= _ONE_WORD
    told = formataddr((name, "x"))[: -len(" <x>")] if one else Header(name, "utf-8", _LINE, "To").encode(linesep=_END)
    return f"{told} <{address}>"


#: UTF-8 bytes that make one encoded word at most, in base64; the library takes the shorter of two ways.
_ONE_WORD = (75 - len("=?utf-8?b??=")) // 4 * 3


class Head:
    """The headers that all mails of one list from one firm share, and the rest of each."""

    def __init__(self, firm: Firm, listed: tuple[str, str], name: str) -> None:
        """Encode what is the same in every mail.

        Args:
            firm: who sends.
            listed: what people call the list, and what programs do (RFC 2919), without the domain.
            name: of what is sent with it, for the report of complaints: `weekly-2026-W47`.

        """
        sender_name, sender = parseaddr(firm.mail.sender)
        self.sender = on_the_wire(sender)
        answer_name, answer = parseaddr(firm.mail.reply_to)
        answer = on_the_wire(answer)
        domain = self.sender.partition("@")[2]
        self._from = line("From", mailbox(sender_name, self.sender)) + (
            line("Reply-To", mailbox(answer_name, answer)) if answer else b""
        )
        called, key = listed
        self._list = line("List-Id", f"{words(called, 'List-Id')} <{key}.{domain}>")
        # Gmail's report of complaints counts by these (support.google.com/a/answer/6254652); the last one names the sender.
        self._last = line("Feedback-ID", f"{name}:{key}:digest:{domain[-15:]}")
        # Nobody's absence notice answers it: by the standard (RFC 3834), and for programs older than that.
        self._last += line("Auto-Submitted", "auto-generated") + line("Precedence", "bulk")
        self._last += line("MIME-Version", "1.0")
        self._leave = f"mailto:{answer or self.sender}?subject={quote('Please take ')}"
        self._left = quote(" off the digest")

    def leave_by_mail(self, reader: Subscriber) -> str:
        """A mail that says "leave", ready to send."""
        # What has nothing to quote in it is quoted three times as fast.
        local, at, domain = reader.address.rpartition("@")
        told = f"{self._leave}{quote(local)}{at and '%40'}{quote(domain)}{self._left}"
        # In small letters, which mean the same (RFC 3986, 6.2.2.1): spam filters take %C3 for a word that was not filled in.
        return told if reader.address.isascii() else _ESCAPED.sub(lambda each: each[0].lower(), told)

    def written(
        self, reader: Subscriber, name: str, *, subject: bytes, date: bytes, message_id: str, leave: str, archive: bytes
    ) -> tuple[str, bytes]:
        """The address on the envelope, and every header but Content-Type.

        Args:
            reader: to whom it goes.
            name: theirs, without control characters.
            subject: as `line` made it.
            date: as `line` made it.
            message_id: with its angle brackets.
            leave: the page where one press leaves (RFC 8058); empty where the firm has no service.
            archive: List-Archive as `line` made it, or nothing.

        Raises:
            ValueError: the address or the Message-ID cannot stand in a header.

        """
        to = _wire(reader.address)
        own = f"{leave}{message_id}"
        if not own.isascii() or not own.isprintable() or " " in own:
            raise ValueError(f"{message_id} or {leave} has a character in it that no header may have")
        by_mail = f"<{self.leave_by_mail(reader)}>"
        ways = f"<{leave}>, {by_mail}{_END}List-Unsubscribe-Post: List-Unsubscribe=One-Click" if leave else by_mail
        return to, b"".join(
            (
                self._from, f"To: {mailbox(name, to)}{_END}".encode(), subject, date,
                f"Message-ID: {message_id}{_END}".encode(), self._list, f"List-Unsubscribe: {ways}{_END}".encode(),
                archive, self._last,
            )
        )  # fmt: skip


def _wire(address: str) -> str:
    """`on_the_wire`, which takes the long way for domains in other scripts alone."""
    if address.isascii():
        return on_the_wire(address)
    local, at, domain = address.strip().rpartition("@")
    return local + at + _domain(domain)


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str:
    return on_the_wire(f"@{domain}")[1:]
