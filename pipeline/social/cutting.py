"""Where a text may be cut, and how an @ or # in it stays what its author wrote."""

import re
from collections.abc import Callable, Iterator

import regex

#: What says that something is left out.
MORE = "…"
#: Keeps a sign and its word together for the eye and apart for a machine (U+2060 WORD JOINER, which nobody sees).
JOINER = "\u2060"
_YEAR = r"(?:1[6-9]|20)\d\d"
_NAME = r"(?:[A-Z][\w'’&.-]*|of|the|and|&)"
#: What is cut nowhere inside: quotations, brackets, addresses, cases, provisions, statutes, sums.
_WHOLE = re.compile(
    r"“[^”]*(?:”|$)|«[^»]*(?:»|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘(?:[^’]|’(?=\w))*(?:’|$)"
    r"|\S*https?://\S+|\S*[@#]\S+"
    # [2019] UKSC 5; (2019) 268 CLR 123; 2022 ONSC 4417; 598 U.S. 175
    rf"|(?:\[{_YEAR}\]|\({_YEAR}\))\s*(?:\d+\s+)?(?:[A-Z][\w.]*\s*(?:\([A-Z]\w*\)\s*)?)+(?:\d+(?:\s*\([A-Z]\w*\))?)?(?:\s+at\s+\[?\d+\]?)?"
    rf"|(?<!\w){_YEAR}\s+[A-Z]{{2,}}\w*\s+\d+|(?<!\w)\d{{1,4}}\s+(?:[A-Z]\.?\s?){{1,4}}(?:\d[a-z]{{1,2}}\.?\s+)?\d+"
    # Orrin v Hale; Employment Rights Act 1996, s. 98
    rf"|(?:{_NAME}\s+)*{_NAME}\s+vs?\.?\s+(?:{_NAME}\s+)*[A-Z][\w'’&.-]*"
    rf"|(?:{_NAME}\s+)+(?:Act|Acts|Regulations|Rules|Order|Directive|Code|Convention)(?:\s+\(\w+\))?(?:,?\s+(?:\(No\.?\s*\d+\)\s*)?{_YEAR})?"
    # s. 21(4)(a), section 203 of, art. 6(1)(f), paragraphs 4 to 6
    r"|(?:(?<!\w)(?:ss?|rr?|c|cl|reg|art|para|Sch|No|[Pp]t)s?\.?|§+|\b(?:[Ss]ections?|[Rr]ules?|[Aa]rticles?|[Rr]egulations?|[Pp]aragraphs?|[Ss]chedules?|[Cc]lauses?|Part|Chapter))"
    r"\s*\d+[A-Z]*(?:\s*\(\w+\))*(?:(?:\s*(?:,|-|–|to|and|or)\s*)\d+[A-Z]*(?:\s*\(\w+\))*)*(?:\s+of(?:\s+the)?)?"
    r"|\([^()]*(?:\)|$)|\[[^\[\]]*(?:\]|$)"
    r"|[£$€]\s?\d[\d,.]*(?:\s?(?:million|billion|thousand|m|bn|k))?\b|\d[\d,.]*\s?(?:%|per cent|percent|[A-Za-z]+)"
)  # fmt: skip
_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_GRAPHEME = regex.compile(r"\X")
_SIGN = regex.compile(r"https?://\S+|([@＠#＃$])(?=[\w\p{M}])")


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning that fits with the sign that says so, cut after a word; if it has none, after a grapheme.

    Raises:
        ValueError: nothing can be left of it, because a quotation, a citation or the like would be cut.

    """
    whole = _wholes(text)
    for ends in (_words_end(text), _graphemes_end(text)):
        allowed = [end for end in ends if not any(start < end < stop for start, stop in whole)]
        low, high = 0, len(allowed)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if fits(_cut(text, allowed[middle])) else (low, middle)
        # A longer beginning may count less (an address becomes one only when it is whole): what is told is asked again.
        for end in reversed(allowed[:low]):
            if fits(_cut(text, end)):
                return _cut(text, end)
    raise ValueError("nothing can be left of it: a quotation, a citation or an address is never cut")


def _wholes(text: str) -> list[tuple[int, int]]:
    """From where to where nothing is cut; "section 203 of the" and "Employment Rights Act 1996" are one."""
    found: list[tuple[int, int]] = []
    for start, stop in (each.span() for each in _WHOLE.finditer(text)):
        if found and not text[found[-1][1] : start].strip(" ,"):
            start = found.pop()[0]
        found.append((start, stop))
    return found


def _words_end(text: str) -> Iterator[int]:
    return (found.start() for found in _WORD_END.finditer(text))


def _graphemes_end(text: str) -> Iterator[int]:
    """Inside the first word alone, where that is too long by itself, or the language has no spaces."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return (found.end() for found in _GRAPHEME.finditer(text[: text.find(first) + len(first)]))


def _cut(text: str, end: int) -> str:
    return text[:end].rstrip(" ,;:–—-") + MORE


def unlinked(text: str) -> str:
    """The same for the eye; no network makes a mention, a tag or a ticker of what only looks like one.

    Mastodon and X do so by themselves with every "@word", "#word" and (X) "$WORD". An address stays as it is.
    """
    return _SIGN.sub(lambda found: found[0] + JOINER if found[1] else found[0], text)
