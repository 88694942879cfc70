"""Marks a finished mail that is for somebody of the firm, so that nobody takes it for a reader's."""


def marked(mail: bytes, mark: str, *lines: bytes) -> bytes:
    """The same mail with a mark before its subject, and header lines more.

    Args:
        mail: whole, its lines ended by CRLF.
        mark: a word in ASCII; it stands in brackets, on a line of its own, so that no line grows too long.
        lines: whole headers, as `headers.line` makes them.

    Raises:
        ValueError: the mail has no subject.

    """
    head, blank, body = mail.partition(b"\r\n\r\n")
    before, name, subject = head.partition(b"\r\nSubject: ")
    if not name:
        raise ValueError("the mail has no subject to mark")
    more = b"".join(lines).removesuffix(b"\r\n")
    marked_head = before + name + b"[%s]\r\n " % mark.encode("ascii") + subject + (b"\r\n" + more if more else b"")
    return marked_head + blank + body
