"""Words that somebody in a story said or wrote, given word for word.

What judges, statutes, contracts and forms say is quoted in every legal text, and so are
terms of art. What decides is who is made to speak: the verb of saying beside the quotation
and its subject, or, where nobody is named, whether somebody speaks of himself in it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.clear.detect.names import public_names
from pipeline.clear.detect.people import words as known
from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.ports import Token

_INSTEAD = "tell it in your own words"
_MARKS = re.compile(
    r"“[^“”]{2,900}”|„[^„“”]{2,900}[“”]|«[^«»]{2,900}»|»[^«»]{2,900}«|‹[^‹›]{2,900}›|(?<![\w\"])\"[^\"\n]{2,900}\"(?!\w)"
    r"|(?<![\w’])‘(?:[^‘’]|(?<=\w)’(?=\w)){2,600}(?:(?<=[.,!?…—–-])’|(?<=\w)’(?!\w))|(?<![\w'])'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){2,600}(?:(?<=[.,!?…—–-])'|(?<=\w)'(?!\w))"
)
_BLOCK = re.compile(r"(?:^[ \t]*>[^\n]*\n?)+", re.MULTILINE)
_ITALIC = re.compile(r"(?<![*_\w])([*_])(?=[^\s*_])([^*_\n]{12,400}?)(?<=\S)\1(?![*_\w])")
_DASH = re.compile(r"(?:^|\n)[ \t]*[–—―][ \t]*([^\n]{8,400})")
_I = re.compile(r"\b(?:I|I['’](?:m|d|ve|ll)|my|me|myself|mine)\b")
_WE = re.compile(r"\b(?:we|us|our|you|your|you['’](?:re|ve|ll|d)|we['’](?:re|ve|ll|d))\b", re.I)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_PEOPLE_OFTEN = re.compile(
    r"\b(?:(?:clients?|people|tenants|landlords|employers|employees|workers|buyers|sellers|owners|parents|couples|lawyers|we|they|you|one|everyone|many|some|most)\s+(?:often|usually|sometimes|always|tend to|may|might|will|would|should|can|must|never|rarely|still)\b"
    r"|often (?:asked|ask|say|hear)|if (?:you|your|a|an|the (?:other|buyer|seller|dealer|shop|landlord|tenant|employer)|anyone|somebody|someone)\b|(?:never|do not|don['’]t|always|instead of|avoid|try|simply) (?:say|write|sign|reply|ask|using|saying|writing)|\b(?:such as|like|for example|as in)\s*$|^\s*(?:say|ask|write|plead|add|put|answer|reply|tell \w+)\s*:?\s*$|common question|the (?:usual )?(?:question|answer) (?:is|was)"
    r"|(?:the |these |those |this )?(?:words?|phrase|term|expression|label|heading|maxim|motto|slogan|test|rule|formula|mark|name|brand|title|sign)s?\b[^“”\"‘’«»]{0,30}$|means?\b|meaning\b|defined?\b|known as|so-called|labelled|stamped|marked|headed|entitled|titled|called\s*$|under (?:the )?heading)",
    re.I,
)
_CUE_BEFORE = re.compile(
    r"(?:\bin (?:her|his|their|our client['’]s|the client['’]s|the (?:\w+ )?\w+['’]s) (?:own |exact |very |dying |last )?words?|\band I quote|\b(?:her|his|their|client['’]s|\w+['’]s) (?:own |exact |first |last |only |very |parting |next )*(?:words?|reply|answer|question|view|opinion|account|position|message|text|note|verdict|comment|reaction|response|summary|line|complaint|explanation|excuse|postcard|letter|e-?mail|voicemail|card|catchphrase|version"
    r"|theory|defence|defense|reason|offer|boast|promise|apology|feedback|observation|diagnosis|suggestion|advice|contribution|instructions?|rejoinder|retort|riposte|remark|threat|plea|hope|wish|impression|memory|recollection|taunt|joke|quip|refrain|grievance|objection|parting shot)\b"
    r"(?:(?:[^.!?“”\"‘«»]|\.(?=\w)){0,80})?|\b(?:voicemail|message|text|note|e-?mail|letter|reply|postcard|card|apology|answer|explanation|diary|speech|response)\b[^.!?“”\"‘«»]{0,60}\b(?:consisted of|amounted to|boiled down to|came down to|in full|began|began with|opened with|ended|ended with|closed with|signed off)"
    r"|\ba (?:message|text|note|card|postcard|letter|voicemail|e-?mail|line) (?:came|arrived|followed|from|that (?:said|read)|saying|reading|to)\b[^.!?“”\"‘«»]{0,40}|\bonly this|\bas (?:our client|the client|he|she|they|(?:the|our|her|his|one) \w+) (?:has|had|puts?|tells|told|likes? to (?:say|put|tell)) (?:it)?,?|\b(?:diary|postcard|envelope|birthday card|christmas card|text|photograph|voicemail|note)\b[^.!?]{0,40}[:—–]|\baccording to (?:our client|the client|(?:her|him|them)|(?:our|the|her|his|one|a) (?:\w+ )?(?:tenant|neighbour|neighbor|widow|driver|foreman|manager|landlord|landlady|nurse|husband|wife|mother|father|son|daughter|brother|sister|seller|buyer|boss|colleague|friend|owner|client|builder|farmer|teacher|doctor|family)),?)\s*(?:was|were|is|read|said|came|:|,|—|–|-)*\s*$",
    re.I,
)
_CUE_AFTER = re.compile(
    r"^[,.!?]?\s*(?:(?:that |this |those |these |so |which |such )?(?:was|were|is|are) (?:how|what|the way|all|her|his|their|the (?:last|first|only|gist|message|words?|whole))\b|were (?:her|his|their) words|(?:so|thus) (?:wrote|said|spoke|runs?|ran|went|read)\b|[—–-]\s*(?:our |the |a )?(?:client|tenant|buyer|seller|\w+ client)\b)",
    re.I,
)
#: "... was the builder's answer".
_ANSWERED = re.compile(
    r"^[,.!?]?\s*(?:was|is|were|seemed|remained|summed up|became) (?P<whose>(?:all|the whole|the sum|the extent|her|his|their|(?:the|our|one|a) [\w’'-]+ ?(?:[\w-]+ ?){0,2}[’']s)\b(?: [\w-]+){0,3}?) ?(?:of )?(?:the |her |his |their )?"
    r"(?:answer|reply|case|response|reaction|offer|defence|defense|argument|excuse|explanation|verdict|advice|view|comment|apology|contribution|agreement|message|line|opening|retort|theory|offering|warning|greeting|reference|handover|induction|training|farewell|summary|motto|catchphrase)\b",
    re.I,
)
#: A note that somebody left, and not a printed warning.
_LEFT = re.compile(
    r"\b(?:note|sign|label|card|banner|placard|message|words|post-it|sticker|letters|chalk|scrawl|graffiti)\b[^.!?“”\"‘«»]{0,30}\b(?:on|taped|pinned|stuck|nailed|above|under|across|in|beside|inside)\b[^.!?“”\"‘«»]{0,25}\b(?:fridge|door|gate|windscreen|windshield|till|kettle|desk|mug|locker|bonnet|cake|wall|fence|bin|staff ?room|kitchen|dashboard|pillow|mirror|bar|hatch|shed|lid|piano|tank|jar|van|lorry)\b[^.!?“”\"‘«»]{0,20}$",
    re.I,
)
_PRINTED = re.compile(
    r"^(?:no|private|keep out|do not|please|caution|warning|for sale|to let|closed|open|staff only|danger|fire|push|pull|exit|beware|property of|made in|this (?:property|vehicle|door|machine))\b",
    re.I,
)
#: Written as one speaks; forms and judgments are not.
_SPOKEN = re.compile(
    r"\b(?:it|that|there|what|he|she|who|you|they|we|let|how|where)['’](?:s|re|ll|d|ve)\b|\b(?:do|does|did|ca|wo|is|was|could|would|should|are|were|ai|have|has|had)n['’]t\b",
    re.I,
)
_QUOTED_COLON = re.compile(
    r"\b(?i:he|she|they|(?:our|the) (?:\w+ ){0,2}\w+|(?:her|his) \w+)\s+(?:said|told (?:us|me|him|her|them|the \w+)|wrote|texted|replied|answered|shouted|whispered|asked|added)(?:\s+(?:to|back to|at)?\s*(?:us|me|him|her|them))?\s*(?:[:—–]\s+)(?=[A-Z])([^\n“”\"‘«»]{6,300}?[.!?])"
    r"|\b(?:said|told|wrote)\b[^.!?\n“”\"]{0,20}\band I quote\b,?\s*([^\n“”\"‘«»]{6,300}?[.!?])"
)


class _Quotation(NamedTuple):
    start: int
    end: int
    words: str
    #: Whether its marks say that somebody speaks (a dash at a line's start, a block) and not only that a term is meant.
    spoken: bool


def find(told: Told) -> Iterator[Hit]:
    """Every quotation that gives somebody's own words."""
    if told.reading is None:
        return
    around = _Around(told, told.reading.tokens)
    reached = 0
    for quotation in sorted(_quotations(told)):
        if quotation.start >= reached and around.is_somebodys(quotation):
            reached = quotation.end
            yield Hit(Sense.QUOTE, quotation.start, quotation.end, _INSTEAD)


def _quotations(told: Told) -> Iterator[_Quotation]:
    text, markdown = told.text, told.markdown or told.text
    if any(mark in text for mark in "“„«»‹\"‘'"):
        for match in _MARKS.finditer(text):
            yield _Quotation(match.start(), match.end(), match.group()[1:-1].strip(), spoken=False)
    if ">" in markdown:
        for match in _BLOCK.finditer(markdown):
            words = text[match.start() : match.end()]
            yield _Quotation(
                match.start() + len(words) - len(words.lstrip()),
                match.start() + len(words.rstrip()),
                words.strip(),
                spoken=True,
            )
    if "*" in markdown or "_" in markdown:
        for match in _ITALIC.finditer(markdown):
            yield _Quotation(match.start(), match.end(), match[2].strip(), spoken=False)
    if any(dash in markdown for dash in "–—―"):
        for match in _DASH.finditer(markdown):
            yield _Quotation(match.start(1), match.end(1), match[1], spoken=True)
    if ":" in text or "I quote" in text or "—" in text or "–" in text:
        for match in _QUOTED_COLON.finditer(text):
            words = match[1] or match[2]
            if match[2] or _I.search(words):
                yield _Quotation(match.start(), match.end(), words, spoken=True)


class _Around:
    """What stands around the quotations of a text."""

    def __init__(self, told: Told, tokens: tuple[Token, ...]) -> None:
        self._told = told
        self._tokens = tokens
        self._starts = [token.start for token in tokens]
        self._own = {word.lower() for name in told.own for word in name.split()}

    def is_somebodys(self, quotation: _Quotation) -> bool:
        """Whether a quotation is somebody's own words."""
        words = _WORD.findall(quotation.words)
        if len(words) < 2 or _is_title(words):
            return False
        before, after = self._sides(quotation)
        speaker = self._speaker(quotation, before, after)
        if speaker in ("law", "own", "many"):
            return False
        opening = _CUE_BEFORE.search(before)
        cue = bool(_CUE_AFTER.match(after)) or (
            opening is not None and not any(word in known("law", "quotes.txt") for word in _lower(opening.group()))
        )
        says_i = bool(_I.search(quotation.words))
        if len(words) >= 3 and _is_told(quotation.words, words, before, after):
            return True
        speech = quotation.spoken or says_i or len(words) >= 3 or quotation.words[-1] in ".,!?"
        if (speaker == "person" and speech) or (cue and speech):
            return True
        outside = f"{before} … {after}"
        if (
            _PEOPLE_OFTEN.search(before)
            or _PEOPLE_OFTEN.search(outside)
            or any(word in known("law", "quotes.txt") for word in _lower(outside))
        ):
            return False
        if quotation.spoken:
            return says_i or bool(_WE.search(quotation.words)) or self._is_speech(quotation)
        # "... ," and then a small letter: the comma belongs to speech.
        dialogue = (
            quotation.words[-1] in ",!?" and quotation.words[:1].isupper() and after[:1].islower() and len(words) >= 3
        )
        if dialogue and self._is_speech(quotation, 3):
            return True
        foreign = quotation.words and self._told.text[quotation.start] in "„«»‹" and len(words) >= 4
        return (
            foreign
            or (says_i and len(words) >= 4)
            or (len(words) >= 5 and bool(_SPOKEN.search(quotation.words)) and self._is_speech(quotation, 5))
            or (bool(_WE.search(quotation.words)) and len(words) >= 6 and self._is_speech(quotation))
        )

    def _sides(self, quotation: _Quotation) -> tuple[str, str]:
        """The words of the same sentence before and behind a quotation, which may itself be several sentences."""
        text = self._told.text
        before = re.split(
            r"(?<=[.!?])[\"”’»]*\s+(?=[A-Z“\"‘«]|$)|\n\s*\n", text[max(0, quotation.start - 160) : quotation.start]
        )[-1]
        if quotation.spoken and not before.strip():
            before = text[max(0, quotation.start - 120) : quotation.start]
        after = text[quotation.end : quotation.end + 120].lstrip(" ")
        if quotation.spoken:
            return before, after.lstrip()
        return before, re.split(r"(?<=[.!?])\s+(?=[A-Z“\"‘«])|\n\s*\n", after)[0]

    def _speaker(self, quotation: _Quotation, before: str, after: str) -> str:
        """Who is made to speak by the verbs beside a quotation: "person", "law", "own", "many", or nobody known."""
        first = bisect_right(self._starts, quotation.start - len(before) - 1)
        inside = bisect_right(self._starts, quotation.start - 1)
        behind = bisect_right(self._starts, quotation.end - 1)
        last = min(bisect_right(self._starts, quotation.end + min(len(after), 70)), len(self._tokens))
        # "He wrote, “...”, and sent flowers": the verb in front comes first if it stands at the mark.
        for i in range(inside - 1, max(first, inside - 5) - 1, -1):
            if self._says(i):
                who = self._who(i, (first, inside), after_quote=False)
                if who:
                    return who
        for i in range(behind, last):
            if self._tokens[i].text.lower() in ("and", "but", "because", "so", "which", "when", "if") or i - behind > 8:
                break
            if self._says(i):
                who = self._who(i, (behind, last), after_quote=True)
                if who:
                    return who
        if quotation.spoken:
            spoken = [i for i in range(inside, behind) if self._says(i)]
            for i in spoken[-1:]:
                who = self._who(i, (inside, behind), after_quote=True)
                if who and who != "own":
                    return who
        for i in range(inside - 1, first - 1, -1):
            if self._says(i) and inside - i < 16:
                return self._who(i, (first, inside), after_quote=False)
        return ""

    def _says(self, i: int) -> bool:
        token = self._tokens[i]
        # The model takes some of them for other words: "texted" for a noun.
        return token.text.lower() in known("said", "quotes.txt") or (
            token.lemma.lower() in known("say", "quotes.txt")
            and (token.pos in ("VERB", "AUX") or token.tag.startswith("V"))
        )

    def _who(self, verb: int, within: tuple[int, int], *, after_quote: bool) -> str:
        subject = self._subject(verb)
        if subject < 0 or not within[0] <= subject < within[1]:
            subject = self._nearest(verb, within, after_quote=after_quote)
        if subject < 0:
            return ""
        if (
            self._tokens[subject].pos in ("DET", "PRON")
            and self._tokens[subject].text.lower() in ("the", "a", "an")
            and subject + 1 < len(self._tokens)
        ):
            # "The will said": the model takes the noun for a verb.
            subject += 1
        who = self._kind(subject, verb)
        before = [token.text.lower() for token in self._tokens[max(0, subject - 6) : subject]]
        if (
            who == "person"
            and self._tokens[verb].tag in ("VBZ", "VBP", "VB")
            and {"if", "when", "whenever", "unless", "suppose", "where"} & set(before)
        ):
            return "many"
        return who

    def _subject(self, verb: int) -> int:
        """The subject of a verb, or of the verb it is joined to ("rang and said")."""
        for _ in range(4):
            low, high = max(0, verb - 25), min(len(self._tokens), verb + 12)
            for i in range(low, high):
                if self._tokens[i].head == verb and self._tokens[i].dep in ("nsubj", "nsubjpass"):
                    return i
            if self._tokens[verb].dep not in ("conj", "advcl", "xcomp", "relcl", "acl"):
                return -1
            verb = self._tokens[verb].head
        return -1

    def _nearest(self, verb: int, within: tuple[int, int], *, after_quote: bool) -> int:
        """The nearest noun or pronoun that could speak: behind the verb or before it after a quotation, before it otherwise."""
        order: list[int] = [
            *range(verb - 1, within[0] - 1, -1),
            *(range(verb + 1, min(verb + 5, within[1])) if after_quote else ()),
        ]
        for i in order:
            token = self._tokens[i]
            if (
                token.pos in ("NOUN", "PROPN")
                or (token.pos == "PRON" and token.tag == "PRP")
                or token.text.lower() == "who"
            ):
                return i
        return -1

    def _kind(self, subject: int, verb: int) -> str:
        token = self._tokens[subject]
        low = token.text.lower()
        if low in ("i", "we") and self._told.kind != "testimonial":
            return "own"
        if low == "one" and subject + 1 < len(self._tokens) and self._tokens[subject + 1].text == "of":
            return "person"
        if low in ("you", "one", "people", "nobody", "anyone", "everyone", "many", "some", "most", "lawyers"):
            return "many"
        if low in ("it", "this", "that", "which", "there"):
            return ""
        if low in ("he", "she", "they", "who"):
            return self._behind_who(subject) if low == "who" else "person"
        near = range(max(0, subject - 4), subject + 1)
        noun = [self._tokens[i].lemma.lower() for i in near if i == subject or self._tokens[i].head == subject]
        lemma = token.lemma.lower()
        if low in self._own:
            return "own"
        possessed = any(
            self._tokens[i].head == subject
            and self._tokens[i].dep == "poss"
            and self._tokens[i].text.lower() not in ("our", "my", "its", "your")
            for i in range(max(0, subject - 4), subject)
        )
        of_law = (
            any(word in known("law", "quotes.txt") for word in noun)
            or bool({"standard", "model", "template", "formal", "draft"} & set(noun))
            or self._before_claim(subject)
        )
        if (
            lemma in known("letters", "quotes.txt")
            and not of_law
            and (possessed or lemma not in ("text", "answer", "word", "line", "letter", "review", "comment"))
        ):
            return "person"
        if of_law or token.text in _public():
            return "law"
        if (
            self._tokens[verb].lemma.lower() in ("read", "go", "end", "begin", "start", "come", "leave")
            and lemma not in known("letters", "quotes.txt")
            and token.pos != "PROPN"
        ):
            return "person" if lemma in ("client", "man", "woman") else ""
        if token.tag in ("NNS", "NNPS") and not any(
            self._tokens[i].head == subject
            and self._tokens[i].text.lower() in ("the", "our", "her", "his", "both", "two", "three", "their")
            for i in range(max(0, subject - 4), subject)
        ):
            return "many"
        return "person"

    def _before_claim(self, subject: int) -> bool:
        """A letter before claim, a reply to enquiries: what stands behind it says that the law asks for it."""
        behind = [token.lemma.lower() for token in self._tokens[subject + 1 : subject + 5]]
        return behind[:1] in (["before"], ["to"], ["of"], ["under"]) and any(
            word
            in (
                "claim",
                "action",
                "proceeding",
                "proceedings",
                "enquiry",
                "enquiries",
                "inquiry",
                "requisition",
                "question",
                "information",
                "request",
                "defence",
                "statute",
                "act",
                "section",
                "lease",
                "contract",
            )
            for word in behind
        )

    def _behind_who(self, who: int) -> str:
        for i in range(who - 1, max(-1, who - 6), -1):
            if self._tokens[i].pos in ("NOUN", "PROPN"):
                return "law" if self._tokens[i].lemma.lower() in known("law", "quotes.txt") else "person"
        return "person"

    def _is_speech(self, quotation: _Quotation, least: int = 7) -> bool:
        """Whether a quotation has a verb and is as long as a sentence."""
        first = bisect_right(self._starts, quotation.start - 1)
        last = bisect_right(self._starts, quotation.end - 1)
        return (
            last - first >= least
            and any(self._tokens[i].tag in ("VBD", "VBZ", "VBP", "MD", "VB") for i in range(first, last))
            and not re.match(r"\s*\d", quotation.words)
        )


def _is_told(quoted: str, words: list[str], before: str, after: str) -> bool:
    """Whether its spelling, where it hung or whose answer it was shows that somebody put it so."""
    if re.search(r"\b(?:words?|phrase|term|expression|slang|spelling)\W*$", before, re.I):
        return False
    if any(word.replace("’", "'").lower() in known("chat", "quotes.txt") for word in words):
        return True
    answered = _ANSWERED.match(after)
    if answered and not any(word in known("law", "quotes.txt") - {"officer"} for word in _lower(answered["whose"])):
        return True
    return bool(_LEFT.search(before)) and not _PRINTED.match(quoted)


@cache
def _public() -> frozenset[str]:
    return frozenset(public_names())


def _lower(words: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(words)]


def _is_title(words: list[str]) -> bool:
    """The name of a work: every word of weight has a capital."""
    weighty = [word for word in words if len(word) > 3 or word[0].isupper()]
    return len(weighty) > 1 and all(word[0].isupper() for word in weighty) and "I" not in words
