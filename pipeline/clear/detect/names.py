"""Names of people, firms and things that lead to a client; those by first name, and of other people."""

import re
from collections.abc import Iterator, Sequence

from pipeline.clear.detect import addresses, haste, initials, lexicon, persons, sorts
from pipeline.clear.detect.capitals import Label, Words
from pipeline.clear.detect.runs import Run
from pipeline.clear.detect.sorts import Sort
from pipeline.clear.detect.told import Hit, Sense

_PSEUDONYM = re.compile(
    r"\b(?:call(?:ed|ing)?|name[sd]?|known as|goes by|refer(?:red)? to (?:her|him|them) as|pseudonym(?: of)?|nickname[sd]?)\s*"
    r"(?:her|him|them|it|the \w+|our client)?\s*[:,]?\s*[\"“‘']?$|\bnot (?:her|his|their) real name\b",
    re.IGNORECASE,
)
_NOT_REAL = re.compile(
    r"^[\"”’']?[\s,(]*(?:not (?:her|his|their) real name|a pseudonym|as we(?:['’]ll| shall| will) call)", re.IGNORECASE
)
_MARKED = re.compile(
    r"\b(?:under|marked|labelled|labeled|headed|entitled|said|saying|reading|stamped|words?|filed|as)\s+[\"“‘']$"
)
_HEADED = re.compile(
    r"\b(?:headed|headlined|titled|entitled|labelled|labeled|stamped|marked|captioned|subject(?: line)?:?)\s+(?:simply |only )?[\"“‘']?$"
)
# "The operator, ", "her landlord ", "the expert was ".
_ROLE_BEFORE = re.compile(
    r"\b(?:(?:the|her|his|their|our|my|a|an|whose|one|its|other|[\w-]+['’]s?)\s+(?:[\w-]+\s+){0,3}?(?P<noun>[\w-]+)"
    r"(?:\s+(?:there|of \w+|in \w+))?)(?:,\s*(?:a\s+)?|\s+|\s+(?:was|is|being)(?:\s+(?:a|one|called|named))?\s+|,\s*\w+,\s*was\s+)$",
    re.IGNORECASE,
)
_ROLE_BEHIND = re.compile(
    r",?\s*\(?\s*(?:then\s+)?(?:the|a|an|her|his|their|whose|one of|my)\s+(?P<role>(?!client)[\w'’-]+(?:\s+(?!client)[\w'’-]+){0,2})"
    r"|\s+for\s+the\s+(?P<side>other)\s+side"
)
_AGAINST = re.compile(
    r"\b(?:against|sued|suing|opposed by|(?:wrote|writing|letter|letters)(?: \w+)? to|called by|chaired by|signed by|the other side,?|"
    r"opponents?,?|one of whom was)\s+(?:a\s+|one\s+)?$",
    re.IGNORECASE,
)
#: Titles that experts, councillors and clergy bear.
_TITLES = {
    "dr", "prof", "professor", "doctor", "cllr", "councillor", "canon", "bishop", "brother", "sister", "sgt", "sergeant",
    "pc", "inspector", "rev", "reverend", "fr", "father", "officer", "detective", "rabbi", "imam", "nurse", "constable",
}  # fmt: skip
_NEAR = 60
_CLIENT = re.compile(
    r"\b(?:client|we (?:helped|acted|advised|represented)|came to us|(?:instructed|asked|rang) us|our)\b"
)
#: Words of trade that one of is called so.
_COUNTED = {
    "shop", "pub", "club", "school", "hotel", "café", "cafe", "restaurant", "church", "hospital", "charity", "bakery", "salon",
    "garage", "gallery", "college", "academy", "trust", "foundation", "bank", "theatre", "brewery", "dairy", "farm", "bar",
    "clinic", "pharmacy", "nursery", "hospice", "gym", "university", "society", "association", "museum", "mosque", "temple",
}  # fmt: skip
#: Words of trade that do not tell the trade.
_VAGUE = {
    "group", "holdings", "partners", "associates", "sons", "brothers", "services", "solutions", "trust", "united", "arms",
    "trading", "works", "international", "capital", "ventures", "enterprises", "industries",
}  # fmt: skip


def public_names() -> tuple[str, ...]:
    """All that the lists know: what is found depends on it."""
    return lexicon.lines()


def find(words: Words, named: Sequence[Run]) -> Iterator[Hit]:
    """Every name; people by first name or initials also as such, others than the client also as such."""
    for run in named:
        yield from _of_run(words, run)
    for start, end in initials.find(words):
        yield Hit(Sense.NAME, start, end, instead="our client")
        yield Hit(Sense.ALIAS, start, end, instead="our client")
    for start, end in haste.find(words):
        yield Hit(Sense.NAME, start, end, instead="our client")
        if words.text[start:end] in lexicon.given_names():
            yield Hit(Sense.ALIAS, start, end, instead="our client")
    for start, end in addresses.in_files(words):
        yield Hit(Sense.NAME, start, end)
    for start, end in addresses.names(words, named):
        yield Hit(Sense.NAME, start, end)


def _of_run(words: Words, run: Run) -> Iterator[Hit]:
    both = run.sort is Sort.PLACE and sorts.may_be_a_name(words, run.first, run.last)
    if (run.sort is Sort.PLACE and not both) or _is_marked(words, run):
        return
    instead = proposal(words, run)
    yield Hit(Sense.NAME, run.start, run.end, instead=instead)
    if _is_alias(words, run):
        yield Hit(Sense.ALIAS, run.start, run.end, instead=instead)
    if _is_third(words, run):
        yield Hit(Sense.THIRD_PARTY, run.start, run.end, instead=instead)


def _is_marked(words: Words, run: Run) -> bool:
    """Whether ordinary words are only quoted from a label: a cabinet marked "Sundries", a letter headed Formal Demand."""
    before = words.text[max(0, run.start - _NEAR) : run.start]
    given_names = lexicon.given_names()
    odd = all(
        words[each].label is not Label.UNKNOWN and words[each].small not in given_names
        for each in range(run.first, run.last + 1)
    )
    if odd and _HEADED.search(before) and words[run.last].small not in lexicon.cues()["company endings"]:
        return True
    if run.first != run.last or words[run.first].label is not Label.ODD:
        return False
    return bool(_MARKED.search(before)) and words.text[run.end : run.end + 2].strip(" .,;:")[:1] in "\"”’'"


def _is_alias(words: Words, run: Run) -> bool:
    """Whether somebody is called by a first name alone, or by another name."""
    before = words.text[max(0, run.start - _NEAR) : run.start]
    if _PSEUDONYM.search(before) or _NOT_REAL.match(words.text[run.end : run.end + _NEAR]):
        return run.sort in (Sort.PERSON, Sort.DOUBT) or run.first == run.last
    alone = run.first == run.last and not run.style and run.sort in (Sort.PERSON, Sort.DOUBT)
    if not alone:
        return False
    client = run.first > 0 and words[run.first - 1].small in lexicon.cues()["own side"]
    return words[run.first].small in lexicon.given_names() or client


def _is_third(words: Words, run: Run) -> bool:
    """Whether a name is that of somebody else than the client: by a role beside it, a title, or "against"."""
    if run.sort not in (Sort.PERSON, Sort.DOUBT, Sort.BODY):
        return False
    first = run.first - 1 if run.style else run.first
    start = words[first].start
    if run.style in _TITLES or (first > 0 and words[first - 1].small in _TITLES):
        return True
    before = words.text[max(0, start - _NEAR) : start]
    if _AGAINST.search(before):
        return True
    role = _ROLE_BEFORE.search(before)
    if role is not None and persons.is_role(role["noun"].lower()):
        return True
    behind = _ROLE_BEHIND.match(words.text, words[run.last].end)
    return behind is not None and any(persons.is_role(word) for word in (behind["role"] or "opponent").lower().split())


def proposal(words: Words, run: Run) -> str:
    """What may be written instead: the role that the sentence gives, or the kind of business."""
    cues = lexicon.cues()
    for word in words[max(0, run.first - 2) : run.first]:
        if word.small in cues["own side"]:
            return "our client"
        if word.small in cues["others"]:
            return _with_article(word.small)
    if run.sort is Sort.BODY:
        for word in reversed(words[max(run.first, run.last - 1) : run.last + 1]):
            if word.small in cues["business heads"] and word.small not in _VAGUE:
                return _with_article(word.small if word.small in _COUNTED else f"{word.small} business")
        return "a company"
    sentence = words.told.around(run.start)[1].lower()
    return "our client" if _CLIENT.search(sentence) else "somebody"


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
