"""Why a piece stands under a practice area, told to a visitor in words that they can find on the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import Stemmer

from pipeline.model import ClearedItem, Evidence, Finding, Kind, Tag
from pipeline.model.reading import text_of

#: Phrases in a reason, and their length at most in words.
_MOST, _LONGEST = 3, 6
#: What weighs less than this share of the weightiest earned next to nothing, and says less.
_TELLING = 0.2
#: Taken out of its sentence such a word would praise us, without the notice that stands beside the sentence.
_PRAISE = """award best champion excellent expert finest foremost guarantee leader leading outstanding proven renowned
specialist specialise succeed success top unbeaten unique victory win winner won"""
#: The tagger's spans run on to the verb behind a phrase, or begin at the one before it; a visitor needs the phrase.
#: Pay, leave, will and their like are nouns of the law as often as verbs, and are not among these.
_LOOSE = """a an the this that which who whom whose and or but of in on to for by with from at as into over under is are was
    were be been being has have had do does did can may might must would could should shall allow allows allowed
    arrive arrives arrived ask asks asked become becomes became begin begins began bring brings brought buy buys
    bought called come comes came ends ended fell found forget forgets forgot get gets got give gives gave go goes
    went gone hear hears heard held keep keeps kept know knows knew leaves left make makes made mean means meant
    needed owe owes owed pays paid rang read reads said say says see sees saw seen sell sells sold send sends sent
    sets showed started stopped take takes took tell tells told want wants wanted write writes wrote again already
    also always apart away even ever just later never now often only rarely seldom soon still then usually one two
    three four five six seven eight nine ten twenty thirty"""
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LETTER = re.compile(r"\w")
#: Figures and quotes: an amount, a date or a number of a matter is nobody's subject, and quotes would stand in quotes.
_ODD = re.compile(r"[\d“”\"£$€@]")


@dataclass(frozen=True)
class Reason:
    """Why a piece stands under one area."""

    area: str
    #: Words of the title, summary or text, exactly as they stand there but for line ends; the most telling first.
    phrases: tuple[str, ...]
    #: Who put it there: "its author", "we"; empty where its words alone did.
    filed_by: str

    @property
    def told(self) -> str:
        """The reason as the end of a sentence: because it speaks of “break clause” and “rent review”."""
        spoken = f"it speaks of {_listed([f'“{each}”' for each in self.phrases])}" if self.phrases else ""
        if self.filed_by:
            return f"because {self.filed_by} filed it here" + (f", and {spoken}" if spoken else "")
        # Its words were weighed all together, and none of them can be shown by itself.
        return f"because {spoken}" if spoken else "because it is worded like other pieces on this subject"


def reasons(piece: ClearedItem, findings: Sequence[Finding] = ()) -> tuple[Reason, ...]:
    """Why a piece stands under each of its areas, in the order of its tags.

    Args:
        piece: with its tags and their evidence.
        findings: on this text, where they are known; no words that one is about are shown again.

    """
    item = piece.item
    # No phrase begins in the title and ends in the summary.
    page = "\0".join(_plain(each) for each in (item.title, item.summary, "" if item.excerpt else text_of(item.html)))
    return tuple(
        Reason(tag.area, tuple(_phrases(piece, tag, page, findings)), _filed_by(piece, tag)) for tag in piece.tags
    )


def _filed_by(piece: ClearedItem, tag: Tag) -> str:
    item = piece.item
    if item.practice_areas is None:
        # Somebody named the area beside the file: `content/practice_areas.yml`.
        return "we" if any(each.where == "author" for each in tag.evidence) else ""
    # The person of a testimonial is not the one who wrote it.
    return "its author" if item.author and item.kind is not Kind.TESTIMONIAL else "we"


def _phrases(piece: ClearedItem, tag: Tag, page: str, findings: Sequence[Finding]) -> Iterator[str]:
    told: list[frozenset[str]] = []
    spoken = sorted(
        (each for each in tag.evidence if each.where != "author"), key=lambda e: (-e.weight, e.where == "body", e.start)
    )
    for each in spoken:
        phrase = _trimmed(each.words)
        stems = _stems(phrase)
        if (
            each.weight >= _TELLING * spoken[0].weight
            and stems
            and _presentable(phrase, stems)
            # "personal data" says nothing beside "personal data breach".
            and not any(stems <= other or other <= stems for other in told)
            and _stands(phrase, page)
            and not any(_objects(finding, each, phrase, piece) for finding in findings)
        ):
            told.append(stems)
            yield phrase
            if len(told) == _MOST:
                return


def _trimmed(words: str) -> str:
    """A span without loose words at its ends, in one line; empty where it runs over the end of a paragraph."""
    loose = _loose()
    parts = [] if _PARAGRAPH_END.search(words) else words.split()
    while parts and parts[-1] in loose:
        parts.pop()
    while parts and parts[0] in loose:
        parts.pop(0)
    return " ".join(parts)


def _presentable(phrase: str, stems: frozenset[str]) -> bool:
    return len(phrase.split()) <= _LONGEST and not _ODD.search(phrase) and not stems & _praise()


def _stands(phrase: str, page: str) -> bool:
    """Whether a visitor finds the phrase on the page, as whole words; what holds a mark of Markdown is not found."""
    words = _plain(phrase)
    at = page.find(words)
    while at >= 0:
        around = page[at - 1 : at] + page[at + len(words) : at + len(words) + 1]
        if not _LETTER.search(around):
            return True
        at = page.find(words, at + 1)
    return False


def _objects(finding: Finding, evidence: Evidence, phrase: str, piece: ClearedItem) -> bool:
    """Whether a finding is about these words: the very place, or the same words elsewhere."""
    if finding.words and (_within(finding.words, phrase) or _within(phrase, finding.words)):
        return True
    # Evidence counts from the title on, over the two line ends between it and the summary.
    shift = len(piece.item.title) + 2 if finding.part == "summary" else 0
    where = "body" if finding.part == "body" else "title"
    return (
        finding.part != ""
        and where == evidence.where
        and finding.start + shift < evidence.end
        and evidence.start < finding.end + shift
    )


def _within(part: str, whole: str) -> bool:
    return _plain(part).casefold() in _plain(whole).casefold()


def _plain(text: str) -> str:
    """A text with plain apostrophes and single spaces: the page has curled those that the author typed straight."""
    # `translate` would take a look at every letter.
    return " ".join(text.replace("’", "'").replace("‘", "'").split())


def _stems(phrase: str) -> frozenset[str]:
    return frozenset(_stemmer().stemWords([word.lower() for word in _WORD.findall(phrase)]))


@cache
def _loose() -> frozenset[str]:
    return frozenset(_LOOSE.split())


@cache
def _praise() -> frozenset[str]:
    return _stems(_PRAISE)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def _listed(parts: Sequence[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
