"""Bytes to text, whatever the editor was that wrote them."""

import codecs

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Text with Unix line ends, and a note where the encoding was not UTF-8.

    A byte order mark decides. Without one: UTF-8 if it is valid, UTF-16 if every second
    byte is null (a Latin text in UTF-16), else Windows-1252, which cannot fail here.
    """
    encoding = _encoding(raw)
    if encoding == "cp1252":
        # Five bytes mean nothing in Windows-1252; WHATWG reads them as C1 controls.
        text = raw.decode("latin-1").translate(_CP1252)
        notes: tuple[str, ...] = ("read as Windows-1252, because it is not UTF-8",)
    else:
        text = raw.decode(encoding, errors="replace")
        notes = () if encoding.startswith("utf-8") else (f"read as {encoding.upper()}",)
    if "\ufffd" in text:
        notes += ("some bytes could not be read and show as \ufffd",)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _encoding(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        otherwise = "cp1252"
    else:
        otherwise = "utf-8"
    if len(raw) >= 4 and len(raw) % 2 == 0:
        even, odd = raw[::2].count(0), raw[1::2].count(0)
        if max(even, odd) > 0.4 * len(raw) / 2:
            return "utf-16-le" if odd > even else "utf-16-be"
    return otherwise


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_CP1252 = {byte: _cp1252(byte) for byte in range(0x80, 0xA0)}
