"""XML as we write it: feeds, the list of feeds, sitemaps."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

#: What no XML document may hold, however it is written (XML 1.0, 2.2); one such character and no reader takes the file.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(words: str) -> str:
    """The words without characters that XML cannot hold."""
    return _UNWRITABLE.sub("", words)


def element(
    parent: ElementTree.Element, tag: str, words: str = "", attributes: Mapping[str, str] | None = None
) -> ElementTree.Element:
    """A new element at the end of its parent."""
    told = {key: writable(value) for key, value in (attributes or {}).items()}
    made = ElementTree.SubElement(parent, tag, told)
    if words:
        made.text = writable(words)
    return made


def document(root: ElementTree.Element) -> bytes:
    """The whole document as UTF-8, indented for people."""
    ElementTree.indent(root)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"
