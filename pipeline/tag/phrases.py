"""Finds phrases in a text: one regular expression for a whole list of them.

A phrase is plain words, so nothing in a list can be slow: the expression is a tree of
letters, and reading costs one way down the tree for each word of the text.

`tribunal[s]` stands for the word with and without its ending, `[my|our] bill` for both.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product

#: Where a phrase may begin and end. An underscore is a mark of emphasis, not a letter.
BEGIN, END = r"(?<![^\W_])", r"(?![^\W_])"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
# A line end inside a paragraph is a space, with the mark of a quotation after it; an empty line stays.
_LINE_END = re.compile(r"(?<!\n)\n(?![^\S\n]*(?:\n|\Z))(?:[^\S\n]*>)?")


def plain(text: str) -> str:
    """The text in lower case with plain apostrophes and joined lines, each character at its own offset."""
    # The only capital whose small letter is two characters is the Turkish İ.
    low = text.replace("İ", "i").lower().replace("’", "'").replace("\xa0", " ")
    return _LINE_END.sub(lambda end: " " * len(end.group()), low)


def spellings(phrase: str) -> Iterator[str]:
    """Every phrase that one with brackets stands for."""
    parts = _CHOICE.split(phrase)
    # Every second part stood in brackets; a single one may be there or not.
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    for i in range(1, len(choices), 2):
        if len(choices[i]) == 1:
            choices[i] = ["", *choices[i]]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())


def any_of(phrases: Iterable[str]) -> str:
    """An expression for any of these phrases (in lower case), the longest that stands there."""
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[_WHOLE] = {}
    return _branch(tree)


#: A letter to what may follow it.
_Tree = dict[str, "_Tree"]
_WHOLE = ""


def _branch(tree: _Tree) -> str:
    ways = [_letter(letter) + _branch(rest) for letter, rest in sorted(tree.items()) if letter != _WHOLE]
    if not ways:
        return ""
    every = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
    if _WHOLE not in tree:
        return every
    # The shorter phrase counts only where it ends a word: "UK" is not found in "Ukraine".
    return f"(?:{every}|{END})"


def _letter(letter: str) -> str:
    return r"[^\S\n]+" if letter == " " else re.escape(letter)
