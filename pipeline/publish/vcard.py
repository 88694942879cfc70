"""A person as a vCard 4.0 (RFC 6350), for a visitor's address book.

Written here because no kept library writes version 4: vobject, the usual one, knows 3.0 only.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from pipeline.firm import Firm
from pipeline.model import ClearedItem, Person
from pipeline.model.telling import TITLE, notices
from pipeline.publish.given_names import given_and_family
from pipeline.publish.links import person_path
from pipeline.publish.page import asset_path

TYPE = "text/vcard"
#: Octets in a line without its end (RFC 6350, 3.2).
_LINE = 75
#: What a value may not hold (RFC 6350, 3.3): control characters but for the tab; a line break is written as \n.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def vcard_path(person: str) -> str:
    """Where a person's card lies: `people/x.vcf`, beside the page's folder."""
    return person_path(person).rstrip("/") + ".vcf"


def vcard(
    person: Person, firm: Firm, words: ClearedItem | None = None, changed: datetime | None = None
) -> bytes | None:
    """A person's card; None for whoever has left, because they can no longer be reached here.

    Args:
        person: whose card it is, as of today.
        firm: where they work.
        words: their own words, with their notices: a role that needs one is left out, because an
            address book shows it alone.
        changed: when the card last changed, if that is known.

    """
    if person.left is not None:
        return None
    page = firm.site + person_path(person.id)
    given, family = given_and_family(person.name)
    role = "" if words and notices(words, TITLE) else person.role
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:individual",
        _line("FN", person.name),
        # Family, given, additional, prefixes, suffixes.
        f"N:{_text(family)};{_text(given)};;;",
        _line("ORG", firm.name),
        _line("TITLE", role),
        # RFC 9554, 3.4; older programs pass over what they do not know.
        _line("PRONOUNS", person.pronouns),
        _line("EMAIL;TYPE=work", person.email),
        _telephone(person.phone),
        _address(person.office, firm),
        _uri("URL;TYPE=work", page),
        _uri("PHOTO", firm.site + asset_path(person.portrait) if person.portrait else ""),
        _uri("SOURCE", firm.site + vcard_path(person.id)),
        _uri("UID", page),
        f"REV:{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}" if changed else "",
        "END:VCARD",
    ]
    return b"".join(folded(line) for line in lines if line)


def _line(name: str, value: str) -> str:
    return f"{name}:{_text(value)}" if value else ""


def _uri(name: str, address: str) -> str:
    """An address is no text: nothing in it is escaped, so nothing may be in it that would have to be."""
    return f"{name}:{re.sub(r'[^!-~]', '', address)}" if address else ""


def _telephone(number: str) -> str:
    """As an address (RFC 3966) where the number has its country's code, which that asks for; else as it is written."""
    digits = re.sub(r"[\s().-]", "", number)
    if re.fullmatch(r"\+\d+", digits):
        return f"TEL;VALUE=uri;TYPE=voice,work:tel:{digits}"
    return _line("TEL;TYPE=voice,work", number)


def _address(office: str, firm: Firm) -> str:
    """Where they sit. The firm gives each address as one line, and to part it would be to guess: it is the street."""
    found = next(
        (each.address for each in firm.offices if each.name == office), "" if firm.offices else firm.postal_address
    )
    # Post-office box, extended, street, locality, region, code, country.
    return f"ADR;TYPE=work:;;{_text(found)};;;;" if found else ""


def _text(value: str) -> str:
    """A value, or a part of one, with its signs escaped (RFC 6350, 3.4 and 4)."""
    lines = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for sign, written in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\n", "\\n")):
        lines = lines.replace(sign, written)
    return lines


def folded(line: str) -> bytes:
    """A line as UTF-8, cut into pieces of at most 75 octets, never within a character (RFC 6350, 3.2)."""
    return b"\r\n ".join(_pieces(line)) + b"\r\n"


def _pieces(line: str) -> Iterable[bytes]:
    piece, room = b"", _LINE
    for char in line:
        octets = char.encode()
        if len(piece) + len(octets) > room:
            yield piece
            # The space that begins a continued line counts.
            piece, room = b"", _LINE - 1
        piece += octets
    yield piece
