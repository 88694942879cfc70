"""Text as quoted-printable pieces (RFC 2045, 6.7) that can be laid one behind the other without looking at them again.

Each piece ends its last line with a soft break, which means nothing to a reader, so whatever follows begins a line of its own:
no line grows too long, and a piece that is encoded once stands in any number of mails. No line begins with a dot, so SMTP has
none to double (RFC 5321, 4.5.2), nor with "From ", which old mailboxes change, and with it what was signed.
"""

import binascii
import re

_SOFT = b"=\r\n"
#: What one line holds beside the soft break (76 in all); a space at the end is safe before one.
_WIDTH = 75
_WRITTEN_OUT = (".", "From ")
_STARTS = re.compile(rb"^(?:\.|From )", re.MULTILINE)


def quoted(text: str) -> bytes:
    """Text as lines of at most 76 ASCII characters with CRLF; nothing for no text.

    Args:
        text: any characters that UTF-8 can write; every kind of line end becomes CRLF.

    """
    if not text:
        return b""
    if text.isascii() and text.isprintable() and "=" not in text:  # most names, addresses and links: nothing to quote
        if len(text) <= _WIDTH:
            if not text.startswith(_WRITTEN_OUT):
                return text.encode("ascii") + _SOFT
        else:
            lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
            if not any(line.startswith(_WRITTEN_OUT) for line in lines):
                return "=\r\n".join([*lines, ""]).encode("ascii")
    if "\r" in text:  # binascii takes the line ends of its soft breaks from the text, and lets a lone CR pass
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = binascii.b2a_qp(text.encode(), istext=True)
    if len(found) - found.rfind(b"\n") > _WIDTH + 1:  # it fills the last line, and leaves no room for our soft break
        last = 3 if found[-3:-2] == b"=" else 1
        found = found[:-last] + b"=\n" + found[-last:]
    while found.startswith((b".", b"From ")) or b"\n." in found or b"\nFrom " in found:
        # The rest goes to a line of its own, since two more characters might not fit; it may begin with a dot again.
        found = _STARTS.sub(_written_out, found)
    return found.replace(b"\n", b"\r\n") + (b"" if found.endswith(b"\n") else _SOFT)


def _written_out(start: re.Match[bytes]) -> bytes:
    return b"=%02X" % start[0][0] + start[0][1:] + b"=\n"
