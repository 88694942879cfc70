"""What is claimed for the firm: that it wins, that it is better than others, that it costs nothing.

Two readers look at each sentence. The grammar of `claims.txt` knows the plain wordings of every claim
and gives the clause that makes it; a small categorizer (`meaning`) knows sentences like those that people
wrote to claim the same in other words, and gives the sentence. What is denied ("no lawyer can promise"),
told of others ("some adverts promise") or tied to its proof (`evidence.url=...`) claims nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.clear.detect import meaning
from pipeline.clear.detect.phrases import OWN, Pattern, Sentence, grammar, sentences
from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.model import Kind

#: The record that proves a claim, written beside it.
_PROVEN = re.compile(r"\b(?:results\.evidence|evidence\.url|credentials|award\.basis)=\S")
_CLAUSE_END = re.compile(r"[,;:()]|(?: [-–—] )|—|\b(?:but|and|because|so that|which means)\b", re.IGNORECASE)
#: Also "not", but for "not guilty", "not only" and the like, which take nothing back.
_DENIED = re.compile(
    r"\b(?:cannot|can't|can not|couldn't|do not|don't|does not|doesn't|did not|didn't|won't|will not|wouldn't|never"
    r"|no (?:\w+ )?(?:lawyers?|solicitors?|attorneys?|barristers?|firms?|advocates?|guarantees?|promises?|one)|nobody|nor"
    r"|neither|without|isn't|aren't|wasn't|weren't|refuses?d?|rather than|instead of|avoid|stop short|unable|no longer"
    r"|not(?! guilty| only| just| merely| a (?:penny|cent|dime)))\b",
    re.IGNORECASE,
)
#: What takes back even a claim that is put as a denial.
_DISOWNED = re.compile(
    r"\b(?:do not|don't|does not|doesn't|cannot|can't|never|no longer|will not|won't|not) (?:\w+ly |yet |even )?"
    r"(?:offer|work|act|take|use|say|advertise|promise|claim|tell|pretend|boast|mean|be able|describe|call|believe|run)\b"
    r"|\b(?:not|hardly|far from) (?:a |an |the |that )",
    re.IGNORECASE,
)
_TOLD_OF_OTHERS = re.compile(
    r"\b(?:some|many|those|certain|several|most|online|television|tv|radio|old|such|these) (?:\w+ ){0,2}?(?:advert\w*|ads"
    r"|websites?|leaflets?|posters?|billboards?|hoardings?|slogans?|phrases?|words?)\b"
    r"|\b(?:an?|the|any|her|his|their|one) (?:\w+ ){0,2}?(?:advert\w*|ad|leaflet|website|poster|flyer|salesm[ae]n|salesperson"
    r"|caller|claims (?:company|manager)|broker|friend|cousin|uncle|brother-in-law|brochure|estate agent|recruiter|adviser"
    r"|consultant)\b[^.]{0,50}\b(?:promis|guarant|tell|told|sa[iy]|claim|offer|boast|swore|assur|read)"
    r"|\b(?:rules?|codes?|regulators?|law societ(?:y|ies)|bar|regulations?|standards authority|statutes?|guidance)\b (?:\w+ ){0,4}?"
    r"(?:forbids?|bans?|banned|prohibits?|allows?|says?|do(?:es)? not|don't|stops?|prevents?|require[sd]?|frowns?|dislikes?)\b"
    r"|\b(?:banned|forbidden|prohibited|not allowed|misleading|may not (?:say|call|advertise|claim)|must not"
    r" (?:say|call|advertise|claim|promise)|beware|be (?:wary|careful|suspicious|sceptical)|wary of|phrases? like|words like"
    r"|the (?:word|phrase|term|words|slogan|label)|so-called|supposed(?:ly)?|allegedly)\b"
    r"|\b(?:if|when|where|whenever) (?:any|some|a|an|your|another)(?:one|body)? ?(?:\w+ )?(?:lawyer|solicitor|firm|attorney|advert|company)?"
    r" ?(?:promises|tells|guarantees|offers|says|claims)\b"
    r"|\b(?:anyone|anybody|whoever|a lawyer|a firm|a solicitor|people|lawyers|firms) (?:who|that|which) (?:\w+ )?"
    r"(?:promise|guarantee|tell|claim|offer|say|boast)",
    re.IGNORECASE,
)
#: Somebody else's word on what would happen.
_HEARSAY = re.compile(
    r"\b(?:he|she|they|who|had been|was|were|been|landlord|employer|insurer|seller|council|boss|bank|director|supplier)"
    r" (?:had |has |have )?(?:been )?(?:promised|guaranteed|told|assured|said|swore|asked|believed|thought|wanted|hoped|expected)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:if|whether|unless|in case|had (?:we|s?he|they) |would|could|might|(?-i:may)|should|hop(?:es?|ed|ing) (?:to|that|for)"
    r"|want(?:s|ed)? (?:to|him|her|them|us|his|her|their)|tr(?:y|ies|ied|ying) to|needs? to|needed|chance of|likely|aim(?:ed|s)? to|sought"
    r"|seeking|wish(?:ed|es)?|appl(?:y|ied) (?:for|to)|asked (?:for|whether|if|to)|rather than|instead of|until|before it)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^\W*(?:can|could|will|would|do|does|is|are|should|did|has|have) (?:we|you|i|anyone|any|a|the|it|my|your)\b", re.I
)
_NOTICE = re.compile(
    r"\b(?:(?:prior|past|previous) (?:results?|success\w*|performance|outcomes?)|results? (?:will )?(?:vary|depends?|may)"
    r"|(?:every|each) (?:case|matter) (?:is|turns|depends)|may not (?:obtain|get|achieve)|no (?:promise|guarantee)\b|similar outcome)",
    re.IGNORECASE,
)
#: What the categorizer takes for a claim, though it is the contrary of one.
_HUMBLE = re.compile(
    r"\b(?:cannot|can't|could not|couldn't|do not|don't|did not|didn't|never|will not|won't|no (?:lawyer|solicitor|attorney|one|firm) can"
    r"|nobody can|not) (?:\w+ly )?(?:promise|guarantee|say|tell|claim|offer|advertise|compare|know|work (?:on|for)|act (?:on|for)|take (?:cases|on"
    r"|work|it)|have to|need to|have|expect|hope|like|able)\b",
    re.IGNORECASE,
)
#: A quotation, also one that goes on in the next sentence.
_QUOTED = re.compile(r'"[^"]{12,400}(?:"|$)')
_BLOCK_QUOTE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
#: In these kinds others' praise stands, and a win is told to promote.
_PROMOTES = {Kind.STORY, Kind.NEWS, Kind.TESTIMONIAL, Kind.PROFILE, Kind.FIRM}
_CLIENTS_VOICE = {Sense.TESTIMONIAL, Sense.EMOTION}
#: Denying these takes nothing back: "not like those sharks".
_SAID_ANYWAY = {Sense.URGENCY, Sense.TESTIMONIAL, Sense.EMOTION, Sense.INJURY, Sense.INSULT}
_OF_OTHERS = {Sense.GUARANTEE, Sense.FAST_MONEY, Sense.URGENCY, Sense.NO_WIN_NO_FEE, Sense.PRICE}
_THIRD_PERSON = re.compile(r"\b(?:they|she|he|them|her|him)\b", re.IGNORECASE)
_OF_A_LAWYER = re.compile(
    rf"\b(?:they|she|he|them|you|your|firm|team|lawyers?|solicitors?|attorneys?|barristers?|staff)\b|{OWN}", re.I
)
_INJURY_WORK = re.compile(
    rf"{OWN}|\b(?:we|our|us|i|my|clients?|compensat\w+|claims?|won|secured|recovered|proud|best|caring|trusted|success\w*|paid|damages"
    r"|payout|settle\w*|rehab\w*|award\w*|answer\w*|deserve[sd]?|team|help(?:ed)?|acted|lawyers?|thanks)\b",
    re.IGNORECASE,
)


def find(told: Told) -> Iterator[Hit]:
    """Every claim for the firm, once for each sense and sentence."""
    read = list(sentences(told))
    if told.kind is Kind.TESTIMONIAL:
        # Whom a client praises is the firm.
        read = [replace(each, words=_THIRD_PERSON.sub(lambda who: OWN * len(who[0]), each.words)) for each in read]
    quoted = _block_quotes(told)
    meant = meaning.senses(read, told.kind)
    praised = told.kind is not Kind.TESTIMONIAL or len(read) < 2
    for sentence, senses in zip(read, meant, strict=True):
        voice = [(0, len(sentence.words))] if sentence.start in quoted else _clients_voice(sentence.words, told.kind)
        found = _plain(sentence, told.kind, voice)
        praised = praised or Sense.TESTIMONIAL in found
        for sense, (start, end) in found.items():
            yield Hit(sense, *sentence.span(start, end))
        if senses and not _claims_nothing(sentence.words) and not _HUMBLE.search(sentence.words):
            yield from (
                Hit(sense, *sentence.span(0, len(sentence.words)), guess=True) for sense in senses if sense not in found
            )
    if not praised:
        # A testimonial is one, however dry.
        yield Hit(Sense.TESTIMONIAL, *read[0].span(0, len(read[0].words)))


def _block_quotes(told: Told) -> set[int]:
    """Where sentences of a story's block quotes begin: a client speaks there."""
    if ">" not in told.markdown or told.kind not in _PROMOTES:
        return set()
    spans = [match.span() for match in _BLOCK_QUOTE.finditer(told.markdown)]
    return {start for start, words in told.sentences if any(low <= start + _gap(words) < high for low, high in spans)}


def _gap(words: str) -> int:
    """How many blanks stand before a sentence's first sign."""
    return len(words) - len(words.lstrip())


def _clients_voice(words: str, kind: Kind) -> list[tuple[int, int]]:
    """Where a client may be speaking: in all of a testimonial; elsewhere in quotations about a lawyer."""
    if kind is Kind.TESTIMONIAL:
        return [(0, len(words))]
    if kind not in _PROMOTES or '"' not in words:
        return []
    return [quote.span() for quote in _QUOTED.finditer(words) if _OF_A_LAWYER.search(quote[0])]


def _claims_nothing(words: str) -> bool:
    return bool(_PROVEN.search(words) or _NOTICE.search(words) or _TOLD_OF_OTHERS.search(words))


def _plain(sentence: Sentence, kind: Kind, voice: Sequence[tuple[int, int]]) -> dict[Sense, tuple[int, int]]:
    """Where the grammar finds each sense."""
    found: dict[Sense, tuple[int, int]] = {}
    for pattern in grammar().for_stems(sentence.stems):
        if not voice and pattern.sense in _CLIENTS_VOICE:
            continue
        for match in pattern.regex.finditer(sentence.words):
            if _heard(pattern.sense, match, kind, voice) and not _taken_back(pattern, match, sentence.words):
                start, end = _clause(sentence.words, match.start(), match.end())
                before = found.get(pattern.sense, (start, end))
                found[pattern.sense] = (min(before[0], start), max(before[1], end))
                break
    return {} if found and _claims_nothing(sentence.words) else found


def _heard(sense: Sense, match: re.Match[str], kind: Kind, voice: Sequence[tuple[int, int]]) -> bool:
    """Whether a sense counts at this place of this kind of item."""
    if sense is Sense.INJURY:
        return kind in _PROMOTES and bool(_INJURY_WORK.search(match.string))
    if sense in _CLIENTS_VOICE:
        return any(low <= match.start() and match.end() <= high for low, high in voice)
    return True


def _taken_back(pattern: Pattern, match: re.Match[str], words: str) -> bool:
    """Whether the words around a match deny it, leave it open or put it in another's mouth."""
    start = max(_clause(words, match.start(), match.end())[0], match.start() - 60)
    claim = words[start : match.end()]
    disowned = _DISOWNED.search(words, start, min(match.start() + 40, match.end()))
    # What a claim that is put as a denial denies is not the claim.
    if disowned and not (pattern.denies and disowned.start() >= match.start()):
        return True
    if not pattern.denies and _DENIED.search(claim):
        return pattern.sense not in _SAID_ANYWAY
    if pattern.sense is Sense.GUARANTEE and words.rstrip().endswith("?") and _ASKED.search(words):
        return True
    if pattern.sense in _OF_OTHERS and _HEARSAY.search(words[: match.end()]):
        return True
    return pattern.sense is Sense.RESULT and bool(_UNSURE.search(words[start : match.end()]))


def _clause(words: str, start: int, end: int) -> tuple[int, int]:
    """The clause around some characters: what stands between its commas."""
    low, high = 0, len(words)
    for border in _CLAUSE_END.finditer(words):
        if border.end() <= start:
            low = border.end()
        elif border.start() >= end:
            high = border.start()
            break
    while low < start and words[low] in " \"'([":
        low += 1
    while high > end and words[high - 1] in " \"'.!?)]":
        high -= 1
    return low, high
