"""When two spellings of a mail address are one mailbox."""

import unicodedata


def folded(address: str) -> str:
    """An address as it is compared: case and surrounding spaces do not make two people.

    Dots and plus signs are kept: only one provider ignores them, and whoever wrote them meant them. `lower` and not
    `casefold`: the latter makes `s` of a long s and `ss` of a sharp s, and so would hand one person's row to whoever
    holds the other mailbox. Nothing but A to Z folds into A to Z.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).lower())
