"""The keys that sign mails, made and told: what to publish in the DNS, and what to write into the settings."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline.edges.dkim_keys import DkimKeys, record, zone_line
from pipeline.errors import UsageError
from pipeline.mail_settings import Mail, is_selector

#: The first key's selector, where neither the settings nor the command name one.
FIRST = "attract1"


@dataclass(frozen=True)
class Published:
    """A key, and the TXT record that tells the world its public half."""

    selector: str
    #: `rsa` or `ed25519`.
    kind: str
    file: Path
    #: Whether it was made just now.
    made: bool
    #: The record's name, without a dot at its end, and its value.
    name: str
    value: str
    #: Both as a line of a zone file.
    zone: str
    #: Whether the settings sign with it.
    signs: bool


def keys(mail: Mail, root: Path, selector: str = "", ed25519: str = "") -> list[Published]:
    """The keys that sign, made where they are not there; no key is ever made in place of another.

    Args:
        mail: the firm's settings; their selectors are used where none is given.
        root: the firm's folder.
        selector: of the RSA key.
        ed25519: of the Ed25519 key; where the settings name none either, there is none.

    Raises:
        UsageError: this can be no selector, a key of the other kind has it, or both are one.
        ConfigurationError: a key cannot be read or made, or would lie in the firm's folder.

    """
    selector = selector or (mail.dkim.selector if mail.dkim else FIRST)
    ed25519 = ed25519 or (mail.dkim.ed25519_selector if mail.dkim else "")
    for name in filter(None, (selector, ed25519)):
        if not is_selector(name):
            raise UsageError(
                name, "this can be no selector.", "Use small letters, digits and hyphens, such as attract2."
            )
    if selector == ed25519:
        raise UsageError(selector, "one selector is one key.", "Give the other key a selector of its own.")
    ring = DkimKeys.of(mail)
    return [_key(ring, mail, root, name, kind) for name, kind in ((selector, "rsa"), (ed25519, "ed25519")) if name]


def _key(ring: DkimKeys, mail: Mail, root: Path, selector: str, kind: str) -> Published:
    ring.refuse_inside(root)
    key = ring.read(selector)
    made = key is None
    if key is None:
        key = ring.make(selector, ed25519=kind == "ed25519", firm=root)
    elif isinstance(key, Ed25519PrivateKey) != (kind == "ed25519"):
        raise UsageError(
            str(ring.path(selector)),
            "a key of the other kind has this selector, and is left as it is.",
            "Choose another selector.",
        )
    name, value = f"{selector}._domainkey.{ring.domain}", record(key)
    signing = {mail.dkim.selector, mail.dkim.ed25519_selector} if mail.dkim else set()
    return Published(
        selector=selector, kind=kind, file=ring.path(selector), made=made, name=name, value=value,
        zone=zone_line(name, value), signs=selector in signing,
    )  # fmt: skip


def to_set(found: list[Published]) -> list[str]:
    """The lines for `content/firm.yml` that sign with these keys; none where they do already."""
    if all(each.signs for each in found):
        return []
    names = {"rsa": "selector", "ed25519": "ed25519_selector"}
    told = ", ".join(f"{names[each.kind]}: {each.selector}" for each in found)
    return ["mail:", f"  dkim: {{{told}}}"]
