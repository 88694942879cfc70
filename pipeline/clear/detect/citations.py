"""Cases by their name or their citation: "X v Y", "Re X", [2024] EWCA Civ 311, 598 U.S. 175, C-123/20.

Where a case's own number stands alone ("claim HQ19X02281"), `references` finds it.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from pipeline.clear.detect.glance import near_codes, near_figures
from pipeline.clear.detect.told import Told

_YEAR = r"(?:18|19|20)\d\d"
_REPORTERS = (
    r"U\.?\s?S\.?|S\.?\s?Ct\.?|L\.?\s?Ed\.?(?:\s?2d)?|F\.?(?:\s?(?:2d|3d|4th))?|F\.?\s?Supp\.?(?:\s?[23]d)?|F\.?R\.?D\.?|B\.?R\.?|Fed\.?\s?(?:Cl|Appx|App['’]x)\.?"
    r"|(?:A|P|N\.?E|N\.?W|S\.?E|S\.?W|So)\.?\s?[23]d|N\.?Y\.?(?:S\.?)?(?:\s?[23]d)?|A\.?D\.?(?:\s?[23]d)?|Misc\.?(?:\s?[23]d)?"
    r"|Cal\.?(?:\s?App\.?)?(?:\s?(?:2d|3d|4th|5th))?|Cal\.?\s?Rptr\.?(?:\s?[23]d)?|Ill\.?(?:\s?App\.?)?(?:\s?[23]d)?|Mass\.?(?:\s?App\.?\s?Ct\.?)?"
    r"|N\.?J\.?(?:\s?Super\.?)?|Ohio\s?St\.?(?:\s?[23]d)?|Wash\.?(?:\s?App\.?)?(?:\s?2d)?|Wis\.?\s?2d|Mich\.?(?:\s?App\.?)?|Pa\.?|Va\.?|Ga\.?(?:\s?App\.?)?"
    r"|Conn\.?|Md\.?|Minn\.?|Neb\.?|Kan\.?|Haw[\w.']*|I\.?\s?&\s?N\.?\s?Dec\.?|T\.?C\.?(?:\s?Memo\.?)?|WL|D\.?L\.?R\.?(?:\s?\(\dth\))?|S\.?C\.?R\.?|O\.?R\.?(?:\s?\(3d\))?"
    r"|C\.?L\.?R\.?|A\.?L\.?R\.?|N\.?S\.?W\.?L\.?R\.?|V\.?R\.?|W\.?L\.?R\.?|A\.?C\.?|Q\.?B\.?|K\.?B\.?|Ch\.?|I\.?R\.?|I\.?L\.?R\.?M\.?"
)
_CITED = re.compile(
    # [2024] EWCA Civ 311; [2023] 1 WLR 234; (2019) 268 CLR 123
    rf"\[{_YEAR}\]\s*(?:\d{{1,3}}\s+)?[A-Z][A-Za-z.]*(?:\s?(?:&\s?)?[A-Z][A-Za-z.]*){{0,3}}(?:\s*\d+)?(?:\s*\((?:[A-Z][\w &]*)\))?"
    rf"|\({_YEAR}\)\s*\d{{1,3}}\s+(?:[A-Z][A-Za-z.]*\s?){{1,4}}\d+"
    # 2022 ONSC 4417; 2021 CanLII 1234
    rf"|(?<!\w){_YEAR}\s+(?:SCC|FCA|FC|TCC|HRTO|CanLII|[A-Z]{{2,3}}(?:SC|CA|CJ|QB|KB|PC|CT|TB|LTB|HRT|CAT|LRB|RT|CS|TAL|ET|LA|TD)|IEHC|IESC|IECA)\s+\d+"
    rf"|(?<!\w){_YEAR}\s+(?:WL|NY\s+Slip\s+Op|N\.Y\.\s+Slip\s+Op\.?|Cal\.\s+LEXIS|U\.S\.\s+\w+\.?\s+LEXIS)\s+\d+"
    rf"|(?<!\w){_YEAR}-Ohio-\d+"
    rf"|(?<![\w.,£$€])\d{{1,4}}\s+(?:{_REPORTERS})\s+\d{{1,5}}(?![\w%]|[.,]\d)"
    r"|ECLI:[A-Z]{2}:[A-Z]+:\d{4}:[\w.:]*\w"
    rf"|(?<!\w)(?!ACT|Act|SRO)[A-Z]{{3}}\s?\d{{1,5}}\s+of\s+{_YEAR}(?!\d)"
    r"|(?<![\w-])[CTF][-‑–]\d{1,4}/\d{2}(?:\s?P\b)?(?!\d)"
)
#: A word of a party's name, and what may stand between two.
_WORD = r"(?:(?:[A-Z]\.){2,4}|[A-Z][\w'’&-]*\.?)"
_BETWEEN = r"(?:of|the|and|&|de|la|le|van|der|den|von|du|t/a|for|in|on\sbehalf\sof|ex\sp(?:arte)?\.?|et\sal\.?)"
_LEFT = re.compile(
    rf"(?<!\w){_WORD}(?:,?\s+(?:\([^()]*\)|{_BETWEEN}\s+(?={_WORD})|{_WORD}|\d+)|\s+{_BETWEEN}(?=\s+{_WORD}))*\Z"
)
_RIGHT = re.compile(
    rf"(?:(?:the|an?)\s+)?{_WORD}(?:,?\s+(?:{_BETWEEN}\s+)?{_WORD}(?<!\.\s))*(?:\s+(?:and\s+(?:others|another|anor)|et\sal\.?))?(?:\s+\([^()]{{1,40}}\))?"
)
_AGAINST = re.compile(r"\s(?:v|vs|versus|V|VS)\.?\s+")
_AGAINST_MARKS = (" v ", " v. ", " vs", " versus", " V ", " V. ", " VS", "\nv")
#: Words that open a sentence before a case and are none of its name.
_OPENERS = frozenset((
    "in", "see", "after", "the", "like", "and", "but", "from", "then", "when", "as", "since", "under", "per", "our",
    "his", "her", "before", "with", "at", "for", "by", "cf", "also", "though", "while", "that", "this", "it", "to",
    "of", "was", "is", "on", "a",
))  # fmt: skip
#: Where both sides are such words, a headline sets two things against each other.
_GENERAL = frozenset((
    "landlord", "tenant", "employee", "employer", "contractor", "contractors", "worker", "workers", "buyer", "seller",
    "husband", "wife", "owner", "lease", "licence", "license", "freehold", "leasehold", "nature", "nurture", "us",
    "them", "mediation", "litigation", "arbitration", "court", "will", "trust", "wills", "trusts", "limited",
    "company", "salary", "dividend", "dividends", "rent", "buy", "buying", "renting", "trial", "settlement", "fact",
    "fiction", "myth", "myths", "david", "goliath", "right", "wrong", "goods", "services", "debt", "equity", "reason",
    "renting", "parent", "parents", "child", "bank", "customer", "insurer", "insured", "man", "machine", "england",
    "wales", "scotland", "ireland", "france", "italy", "australia", "canada", "neighbour", "neighbor", "old", "new",
    "good", "evil", "rich", "poor", "city", "country", "town", "state", "federal", "civil", "criminal", "law",
    "order",
))  # fmt: skip
_IN_RE = re.compile(
    rf"(?<!\w)(?:(?:Re|RE|In\sre|In\sRe|IN\sRE|Ex\sparte|In\sthe\s[Mm]atter\sof|Matter\sof|(?:In\sthe\s)?(?:Estate|Marriage|Guardianship"
    rf"|Conservatorship|Paternity|Custody)\sof))\s+(?:the\s+(?:Estate|Marriage|Matter)\s+of\s+)?"
    rf"(?P<party>{_WORD}(?:\s+(?:{_BETWEEN}\s+)?{_WORD})*)(?:\s+\([^()]{{1,40}}\))?"
)
_IN_RE_MARKS = (
    "Re ",
    "RE ",
    "n re ",
    "n Re ",
    "N RE ",
    "x parte ",
    "atter of ",
    "state of ",
    "arriage of ",
    "ship of ",
    "ternity of ",
    "ustody of ",
)
_LAW = re.compile(
    r"(?:Sections?|Articles?|Parts?|Rules?|Regulations?|Acts?|Law|Equity|Fact|Course|Principle|Urgency|Interest|Public)\b"
)
#: Two or more capitals in italics behind a word of citing; elsewhere they are the name of a ship or a book.
_ITALICS = re.compile(
    r"\b(?:[Ii]n|[Ss]ee|followed|distinguished|applied|cited|[Uu]nder)\s"
    r"([*_])(?P<name>(?:The\s)?[A-Z][\w'’-]+(?:\s(?:of\s|the\s)?[A-Z][\w'’-]+)+)\1(?![*\w])"
)
_CASE = re.compile(
    r"\b(?:case|judgments?|decision|appeal|reported|authority|ruling|held|vessel|ship|collision|charter\w*|salvage|cargo|trawler|yacht|ferry|crew"
    r"|skipper|arrested|wreck|aground)\b",
    re.IGNORECASE,
)


@cache
def _leading() -> tuple[str, ...]:
    """Cases that stand for a rule of law."""
    lines = files(__package__).joinpath("leading_cases.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def places(told: Told) -> list[tuple[int, int]]:
    """Where a case is cited or named, in order, none of them inside another."""
    text = told.text
    found = list(_named(text))
    if any(mark in text for mark in "*_") or any(mark in told.markdown for mark in "*_"):
        found += _in_italics(told)
    # The year of "[2024] EWCA Civ 3" is no code by itself, nor is the number.
    cited = near_figures(text, 3, 30) if "[" in text else near_codes(text, 40, 30)
    found += [each.span() for start, end in cited for each in _CITED.finditer(text, start, end)]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def _named(text: str) -> Iterator[tuple[int, int]]:
    for against in _AGAINST.finditer(text) if any(mark in text for mark in _AGAINST_MARKS) else ():
        left = _LEFT.search(text, max(0, against.start() - 100), against.start())
        right = _RIGHT.match(text, against.end())
        if not left or not right or (against.group().strip()[0] == "V" and left.group() != left.group().upper()):
            continue
        start = left.start()
        while (opener := re.match(r"(\w+),?\s+(?=\S)", text[start : left.end()])) and opener[1].lower() in _OPENERS:
            start += opener.end()
        if start < left.end() and not _no_case(text[start : left.end()], right.group()):
            yield start, right.end()
    if any(mark in text for mark in _IN_RE_MARKS):
        for found in _IN_RE.finditer(text):
            if not _LAW.match(found["party"]):
                yield found.span()


def _no_case(left: str, right: str) -> bool:
    """Whether two names against each other are a headline's, or a case known to every student."""
    words = re.findall(r"[A-Za-z]+", f"{left} {right}")
    if all(word.lower() in _GENERAL | {"the", "a", "of"} for word in words):
        return True
    plain = " ".join(
        re.sub(r"[.,’]", lambda mark: "'" if mark.group() == "’" else "", f"{left} v {right}").lower().split()
    )
    return plain.startswith(_leading())


def _in_italics(told: Told) -> Iterator[tuple[int, int]]:
    if len(told.markdown) == len(told.text):
        for found in _ITALICS.finditer(told.markdown):
            if _CASE.search(told.around(found.start())[1]):
                yield found.span("name")
