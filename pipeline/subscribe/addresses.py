"""Mail addresses: what may become a reader's, and what is worth telling about one. Nobody is asked, and no DNS.

Only a mail that arrives proves an address. What is checked here is that it can be one, and that nothing in it can
break a header or a command on the way.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from urllib.parse import unquote

from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email

from pipeline.mailboxes import box, key

#: Longer texts are not looked at: an address has 254 characters at most (RFC 5321, 4.5.3.1), a name before it some.
MOST = 1000
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^<>@]*<([^<>]*)>")
# What surrounds an address in a sentence or a list, or was copied with it.
_BEFORE = "\"'‘’“”«»([,;"
_BEHIND = "\"'‘’“”«»)],;:."


@dataclass(frozen=True)
class Address:
    """A mail address that can be written to. Made by `checked` alone."""

    #: As it is sent to: composed Unicode (NFC), the domain in lower case, in its own script.
    text: str
    #: The domain as DNS and SMTP know it: `xn--bcher-kva.example`.
    ascii_domain: str

    def __str__(self) -> str:
        return self.text

    @property
    def local(self) -> str:
        """What stands before the @."""
        return self.text.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands behind the @, in its own script."""
        return self.text.rpartition("@")[2]

    @cached_property
    def folded(self) -> str:
        """The address as it is compared: what all its spellings share."""
        return key(self.text)

    @property
    def international(self) -> bool:
        """Whether only a server that knows SMTPUTF8 (RFC 6531) can take it."""
        return not self.local.isascii()

    @property
    def role(self) -> bool:
        """Whether it looks like an office's and not a person's: info@, kanzlei@. A hint."""
        return self.folded.rpartition("@")[0].partition("+")[0] in _roles()

    @property
    def disposable(self) -> bool:
        """Whether its domain, or one above it, is known to give addresses away for an hour. A hint."""
        labels = self.ascii_domain.split(".")
        return any(".".join(labels[at:]) in blocklist for at in range(len(labels) - 1))

    @property
    def gmail(self) -> str:
        """The mailbox to which Gmail delivers it, which ignores dots and what follows a plus; empty elsewhere.

        For telling only: whoever writes two spellings may want two subscriptions.
        """
        return found if (found := box(self.text)).endswith("@gmail.com") else ""


def checked(text: str) -> Address | str:
    """A mail address, or in plain words why it is none.

    Tolerated is what comes along when an address is pasted: spaces, `mailto:`, `Name <...>`, quotes, a comma or full
    stop behind it. Refused is whatever could end a header or a command: control characters, spaces within, quoted
    names, IP addresses, lists of addresses.
    """
    if len(text) > MOST:
        return "It is too long for a mail address."
    bare = _bare(text)
    if not bare:
        return "There is no mail address."
    if _breaks(bare):
        return "There is a line break or another character in it that no mail address has."
    try:
        found = validate_email(bare, check_deliverability=False, allow_smtputf8=True, allow_quoted_local=False,
                               allow_domain_literal=False, allow_display_name=False, strict=True)  # fmt: skip
    except EmailNotValidError as problem:
        return str(problem)
    return Address(found.normalized, found.ascii_domain.lower())


def _bare(text: str) -> str:
    """The address without what was pasted along with it."""
    bare = _trimmed(text)
    if inside := _IN_BRACKETS.fullmatch(bare):
        bare = _trimmed(inside[1])
    if _MAILTO.match(bare):
        bare = _trimmed(unquote(bare[len("mailto:") :].partition("?")[0]))
    return bare


def _trimmed(text: str) -> str:
    """Without white space, invisible marks and punctuation around it; `<` and `>` have a meaning and stay."""
    start, end = 0, len(text)
    while start < end and _loose(text[start], _BEFORE):
        start += 1
    while start < end and _loose(text[end - 1], _BEHIND):
        end -= 1
    return text[start:end]


def _loose(character: str, marks: str) -> bool:
    return character in marks or character.isspace() or unicodedata.category(character) == "Cf"


def _breaks(text: str) -> bool:
    """Whether it holds a control character, a line or paragraph separator, half a character, or is written invisibly."""
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text)


@cache
def _roles() -> frozenset[str]:
    lines = (files("pipeline.subscribe") / "roles.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
