"""The sentences of a piece, and which of them can stand without the others.

A sentence is torn from its text when it is posted. What needs the one before it ("It", "This", "He"), what is turned
round by the one behind it ("But", "However", "They need not"), a question, a heading, a list, a table, somebody else's
words: none of them may be told as if it stood by itself.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bs4 import BeautifulSoup, Tag

from pipeline.model import Item, Kind
from pipeline.model.telling import BODY, SUMMARY
from pipeline.ports import SyntaxReader, Token

_PARAGRAPH = "\n\n"
#: After these a full stop ends no sentence.
_SHORT = re.compile(
    r"(?:^|[\s(\[“\"])(?:[A-Z]|vs?|ss?|rr?|cl?|Nos?|nos?|paras?|arts?|Arts?|regs?|Regs?|Sch|pp?|Mrs?|Ms|Dr|Prof|Hon|St|Ltd|Inc|Co|Corp"
    r"|e\.g|i\.e|cf|ed|al|etc|approx|U\.S|U\.K)\.$"
)
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")
#: First words that point back, or call up what comes.
_FIRST = """
it its it's this that these those they them their theirs he she his her hers him such there then thus hence therefore so
and or also again besides moreover furthermore likewise similarly meanwhile afterwards later next finally lastly yours mine
ours first firstly second secondly third thirdly fourth both neither either another others none one ones here which who
whose accordingly consequently instead otherwise too indeed equally together same former latter above below worse better
suppose imagine picture consider say
"""
_BACK = frozenset(_FIRST.split())
_BACK_TWO = re.compile(
    r"(?:(?:no|yes)[.,;:!]|any (?:one|of)|for (?:example|instance|that|this|those|these)|in (?:other words|that|this|such|either|both|these|those|short|return|turn)"
    r"|more to the point|what is more|as it happens|(?:(?:\w+ ){0,2}(?:seconds|minutes|hours|days|nights|weeks|months|years)|(?:a|an|one) \w+) (?:later|afterwards|earlier)"
    r"|on the (?:other|contrary)|of course|(?:at|by|after|before|with|from|to|as|until|like) (?:that|this|then|such|those|these)|the"
    r" (?:same|others?|former|latter|second|third|next|last|rest|answer|reason|result|exceptions?|point|difference|first) (?!of\b)|as (?:a result|above|such)|if (?:so|not|it|they|he|she|that|this)\b)",
    re.I,
)
#: What takes back, or limits, what was said before it.
_TURNS = re.compile(
    r"(?:but|however|yet|still|though|except|unless|nevertheless|nonetheless|conversely|otherwise|nor|instead|only|even (?:so|then)|that said"
    r"|not (?:always|so|quite|every\w*|all|necessarily)|on the (?:other hand|contrary)|(?:the|there (?:is|are)) (?:\w+ ){0,2}exceptions?|unfortunately|sadly|none of)\b"
    r"|(?:\S+\s+){1,6}?(?:however|though|nevertheless|nonetheless)\b",
    re.I,
)
_OF_ITSELF = re.compile(
    r"\b(?:this|the following|next) (?:article|post|note|guide|piece|page|story|section|chapter|series|list|table|chart|picture)\b"
    r"|\b(?:as follows|the following|set out (?:above|below)|(?:see|described|mentioned|listed|shown|discussed) (?:above|below|here)|(?:above|below)[.,;]"
    r"|read (?:on|more)|click|contact us|I will (?:take|explain|go|set)|(?:we|I)['’]ll (?:look|see|cover|explain))",
    re.I,
)  # fmt: skip
_ADDRESS = re.compile(r"https?://|www\.|\S@\S|\ufffd")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
_ELEMENTS_ABOVE = {"ul", "ol", "table", "blockquote", "pre", "dl", "figure", "div"}
_ANY = frozenset(("a", "an", "any", "every", "each", "no"))
_PERSONS = frozenset(("he", "she", "him", "her", "his", "hers", "himself", "herself"))
_THINGS = frozenset(("it", "its", "itself"))
_MANY = frozenset(("they", "them", "their", "theirs", "themselves"))
_POINTERS = frozenset(("this", "these", "that", "those", "such"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_MINE = frozenset(("i", "me", "my", "mine", "myself"))
_FEWEST_WORDS = 5


@dataclass(frozen=True)
class Sentence:
    """One sentence as a reader reads it."""

    text: str
    #: Where it stands: summary or body; and in which paragraph of all.
    part: str
    paragraph: int
    #: Whether it can be told without the words around it.
    stands: bool = True
    #: Whether it needs what comes before it; and whether it takes some of that back.
    leans: bool = False
    turns: bool = False
    #: Whether its author speaks of himself: "I asked".
    personal: bool = False


def read(item: Item, reader: SyntaxReader) -> tuple[Sentence, ...]:
    """The sentences of a piece's summary and of the paragraphs of its text, in order.

    A testimonial's text is its speaker's and no wording of ours; of a piece elsewhere there is only what its feed says.
    """
    lines = [" ".join(item.summary.split())]
    torn = [False]
    if item.kind is not Kind.TESTIMONIAL and not item.excerpt:
        for line, behind_a_list in _paragraphs(item.html):
            lines.append(line)
            torn.append(behind_a_list)
    text = _PARAGRAPH.join(lines)
    starts = [0, *accumulate(len(line) + len(_PARAGRAPH) for line in lines[:-1])]
    inside: list[list[Token]] = [[] for _ in lines]
    for token in reader.syntax(text):
        if token.text.strip():
            inside[bisect_right(starts, token.start) - 1].append(token)
    found: list[Sentence] = []
    for number, words in enumerate(inside):
        part = BODY if number else SUMMARY
        for place, tokens in enumerate(_sentences(text, words)):
            told = text[tokens[0].start : tokens[-1].end]
            found.append(_judged(told, tokens, part, number, torn=torn[number] and not place))
    return tuple(found)


def _paragraphs(html: str) -> Iterator[tuple[str, bool]]:
    """(words, whether it stands right behind a list or the like) of each paragraph that is nothing else."""
    above = ""
    for element in BeautifulSoup(html, "html.parser").children:
        if not isinstance(element, Tag):
            continue
        if element.name == "p":
            for mark in element.find_all("sup"):
                mark.decompose()
            words = " ".join(element.get_text().split())
            if words:
                yield words, above in _ELEMENTS_ABOVE
        above = element.name


def _sentences(text: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The language model's sentences, put together again where it cut one at "s." or inside a quotation."""
    held: list[Token] = []
    for token in tokens:
        if held and token.sentence != held[-1].sentence and _is_over(text[held[0].start : held[-1].end], token.text):
            yield held
            held = []
        held.append(token)
    if held:
        yield held


def _is_over(told: str, after: str) -> bool:
    return bool(_ENDS.search(told)) and not _SHORT.search(told) and not after[:1].islower() and _is_closed(told)


def _is_closed(told: str) -> bool:
    return all(told.count(one) == told.count(other) for one, other in _PAIRS) and not told.count('"') % 2


def _judged(told: str, tokens: Sequence[Token], part: str, paragraph: int, *, torn: bool) -> Sentence:
    leans = torn or _leans(told, tokens)
    denied = any(each.dep == "neg" for each in tokens[:7])
    return Sentence(
        text=told,
        part=part,
        paragraph=paragraph,
        stands=_stands(told, tokens, part),
        leans=leans,
        turns=bool(_TURNS.match(told)) or (leans and denied),
        personal=any(each.text.lower() in _MINE for each in tokens),
    )


def _stands(told: str, tokens: Sequence[Token], part: str) -> bool:
    words = [each for each in tokens if any(map(str.isalpha, each.text))]
    return (
        bool(_ENDS.search(told))
        and "?" not in told
        and told[0].isalnum()
        and not told[0].islower()
        and _is_closed(told)
        and len(words) >= _FEWEST_WORDS
        # An author may say in a summary "How to read a lease".
        and (part == SUMMARY or any(each.dep == "ROOT" and each.pos in ("VERB", "AUX") for each in words))
        and not _ADDRESS.search(told)
        and not _OF_ITSELF.search(told)
    )


def _leans(told: str, tokens: Sequence[Token]) -> bool:
    if tokens[0].text.lower() in _BACK or _BACK_TWO.match(told) or _TURNS.match(told):
        return True
    who = one = several = False
    for place, token in enumerate(tokens):
        word = token.text.lower()
        behind = tokens[place + 1].text.lower() if place + 1 < len(tokens) else ""
        if word in _POINTERS and token.tag in ("DT", "PDT") and behind not in ("who", "whose", "of"):
            return True
        if (word in _PERSONS and not who) or (word in _THINGS and not one) or (word in _MANY and not several):
            return True
        if token.pos in ("NOUN", "PROPN"):
            one = one or token.tag in ("NN", "NNP")
            several = several or token.tag in ("NNS", "NNPS")
            who = who or (token.dep in _SUBJECTS and _is_introduced(token, tokens[max(0, place - 3) : place]))
    return False


def _is_introduced(token: Token, before: Sequence[Token]) -> bool:
    """Whether a reader meets somebody here for the first time: by name, or as "a tenant"."""
    return token.pos == "PROPN" or any(each.text.lower() in _ANY for each in before)
