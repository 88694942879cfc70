"""Detectors: where words mean something to a rule.

The catalogue says what matters, not how to find it. A detector is a function from what is
told to the places (`Hit`) where its senses stand; it knows no rule, place or severity. Rules
name the senses they are about, and one hit may concern several of them: a win is one thing
in Ontario and another in New York.
"""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

#: What they stand on that lies outside this package.
_BESIDE = ("name_forms.py", "name_words.yml", "naming.py", "rarity.py", "common_names.txt", "ordinary_names.txt")


@cache
def version() -> str:
    """Changes with any byte of the detectors, their lists and their model: what they found before is then found anew."""
    whole = hashlib.sha256()
    beside = [files("pipeline.clear").joinpath(name).read_bytes() for name in _BESIDE]
    for body in (*_bytes_of(files(__package__)), *beside):
        whole.update(hashlib.sha256(body).digest())
    return whole.hexdigest()[:12]


def _bytes_of(folder: Traversable) -> list[bytes]:
    found = []
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir() and each.name not in ("__pycache__", "training"):
            found += _bytes_of(each)
        elif each.is_file():
            found.append(each.read_bytes())
    return found
