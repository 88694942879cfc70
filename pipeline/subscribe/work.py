"""A proof that a browser took some trouble over one form and one address: cheap once, dear a million times.

After Hashcash (https://hashcash.org/papers/hashcash.pdf): a number for which the SHA-256 of form, address and number
begins with so many binary noughts. It needs no third party, and no puzzle for a person (WCAG 2.2, 3.3.8).
`templates/service/work.js` looks for it.
"""

import hashlib

#: Figures of a number; nobody needs more for 20 noughts.
_LONGEST = 12


def solved(form: str, address: str, number: str, noughts: int) -> bool:
    """Whether this is the proof.

    Args:
        form: the token of the form, as it was sent.
        address: the address, as it was typed: a proof for one is none for another.
        number: decimal figures.
        noughts: how many binary noughts are asked for; with 0 any number is a proof.

    """
    if not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST):
        return False
    found = hashlib.sha256(f"{form}\n{address}\n{number}".encode("utf-8", "surrogatepass")).digest()
    return noughts == 0 or int.from_bytes(found) >> (256 - noughts) == 0
