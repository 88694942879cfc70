"""Which capitals are public: courts, laws, offices, times, large places, and the firm's own names.

Two ways to know: a list (`lexicon.public_phrases`), and the shape of a name (`shapes`), which
knows bodies and laws that no list holds.
"""

import re
from collections.abc import Iterable, Mapping

from pipeline.clear.detect import lexicon, persons, shapes
from pipeline.clear.detect.capitals import Label, Word, Words

#: Universal parts of speech of words that are never names.
_FUNCTION = {"PRON", "DET", "ADP", "CCONJ", "SCONJ", "AUX", "INTJ", "PART", "PUNCT", "SYM", "X"}
#: Capitals of more letters are a name in capitals, not an abbreviation.
_LONGEST_ACRONYM = 5
_SHORTEST_NAME = 3
#: DSARs, NDAs, TeCSA.
_ACRONYMS = re.compile(r"[A-Z]{2,6}s$|[A-Z][a-z][A-Z]{2,5}$|[A-Z]{2,5}[a-z][A-Z]{1,3}$")
#: X-rays, ISA-certified, T-marks.
_MARKED = re.compile(r"(?:[A-Z]|[A-Z]{2,6})-[a-z]{3,}$")
#: Words in italics of which only the first has a capital: a foreign phrase.
_ITALIC = re.compile(r"(?<![*\w])(?P<mark>[*_])(?P<phrase>[^\W\d_][^*_\n]{4,80})(?P=mark)(?![*\w])")
_ENDS_LIKE_A_WORD = re.compile(
    r"(?:ery|ings?|ments?|ness|ics|ions?|ity|isms?|ists?|ages?|ures?|ways|ance|ence|ships?|works|backs?|downs?|offs?|ware|"
    r"ly|ed|al|ive|ous|ic|able|ible|ful|less|ary|ant|ent)$"
)
#: Fewer words are no phrase.
_PHRASE = 2
#: No name has these inside, but for the first word.
_QUOTED = {
    "is", "are", "be", "has", "have", "your", "our", "us", "you", "we", "it", "this", "please", "not", "do", "don't", "when",
    "if", "first", "now", "here", "how", "what", "why", "my", "was", "were", "will", "to", "must", "no",
}  # fmt: skip


def label(words: Words, own: Iterable[str]) -> None:
    """Say of every word what its capital means."""
    for place in words.capitals:
        words[place].label = _alone(words, place)
    _listed(words, lexicon.public_phrases())
    _ours(words, own)
    _foreign(words)
    _titles(words)
    _of_large_places(words)
    _storms(words)
    heads = shapes.heads()
    for place, word in enumerate(words):
        if word.small in heads:
            shapes.mark(words, place)
    given_names = lexicon.given_names()
    for place in words.capitals:
        word = words[place]
        if word.label in (Label.KNOWN, Label.LAW) and word.small in given_names and persons.is_person(words, place):
            word.label = Label.UNKNOWN
    _named_again(words)


def _alone(words: Words, place: int) -> Label:
    """What a capital means, looking at one word and its part of speech."""
    word = words[place]
    cues = lexicon.cues()
    if word.small in cues["strict honorifics"] and not word.shout:
        return Label.STYLE
    if word.small in cues["function words"] or (len(word.bare) == 1 and word.bare != "O"):
        return Label.SOFT
    if _MARKED.match(word.bare) and lexicon.ordinary(word.bare.partition("-")[2]):
        return Label.KNOWN
    if any(char.isdigit() for char in word.bare) or _ACRONYMS.match(word.bare):
        return Label.KNOWN
    if "-" in word.bare and _hangs_on_a_public_word(word.bare):
        return Label.KNOWN
    if "." in word.bare or (word.shout and not _shouts(words, place)):
        return Label.UNKNOWN if _is_name_in_capitals(word) else Label.KNOWN
    plain = lexicon.ordinary(word.bare)
    if word.shout:
        return Label.SOFT if plain else Label.UNKNOWN
    if lexicon.law_word(word.small) or (not plain and word.small in cues["company endings"]):
        return Label.LAW
    if not plain:
        return Label.SOFT if word.soft and _tagged_plain(word) else Label.UNKNOWN
    if word.soft:
        return Label.UNKNOWN if persons.opens_as_a_name(words, place) else Label.SOFT
    if word.token is not None and word.token.pos in _FUNCTION and not word.token.entity:
        return Label.SOFT
    return Label.ODD


def _hangs_on_a_public_word(bare: str) -> bool:
    """Irish-born, State-provided, Non-EEA: small words hang on a public one."""
    parts = bare.split("-")
    capitals = [
        part for part in parts if part[:1].isupper() and part.lower() not in ("non", "pre", "post", "anti", "pro")
    ]
    small = all(lexicon.ordinary(part) for part in parts if not part[:1].isupper())
    known = lexicon.public_phrases()
    public = all((part,) in known.get(part, ()) or lexicon.law_word(part.lower()) for part in capitals)
    return small and public and len(capitals) < len(parts)


def _shouts(words: Words, place: int) -> bool:
    """Whether capitals go on beside a word: a heading, or a name in capitals."""
    return (words.beside(place - 1) and words[place - 1].shout) or (words.beside(place) and words[place + 1].shout)


def _is_name_in_capitals(word: Word) -> bool:
    if "." in word.bare or lexicon.ordinary(word.bare):
        return False
    if word.small in lexicon.given_names():
        # JO, AL and ED are more often marks than people.
        return len(word.bare) >= _SHORTEST_NAME
    return len(word.bare) > _LONGEST_ACRONYM and word.bare.isalpha()


def _tagged_plain(word: Word) -> bool:
    """Whether the language model takes an opening word that no list knows for an ordinary one."""
    token = word.token
    if token is None or token.entity or token.pos in ("PROPN", "X") or word.small in lexicon.given_names():
        return False
    # One surname in ten that opens a sentence is taken for a noun or an adjective: only its ending excuses it.
    return token.pos not in ("NOUN", "ADJ", "VERB", "ADV") or bool(_ENDS_LIKE_A_WORD.search(word.small))


def _listed(words: Words, known: Mapping[str, tuple[tuple[str, ...], ...]]) -> None:
    """Mark the names of the list; the longest counts."""
    done = -1
    for place in words.capitals:
        if place <= done:
            continue
        length = _longest(words, place, known)
        done = place + length - 1
        for word in words[place : place + length]:
            if length > 1:
                word.label = Label.PUBLIC
            elif not (word.soft and word.label in (Label.SOFT, Label.LAW)):
                word.label = Label.KNOWN


def _longest(words: Words, place: int, known: Mapping[str, tuple[tuple[str, ...], ...]]) -> int:
    """How many words the longest listed name has that stands here."""
    word = words[place]
    firsts = [word.bare]
    if word.possessive:
        # "Lloyd's" is public, "Lloyd" may be anybody.
        firsts.insert(0, word.bare + "'s")
    elif _plural(word):
        # Germans, Labradors.
        firsts.append(word.bare[:-1])
    if word.shout:
        firsts.append(word.bare.title())
    for first in firsts:
        for name in known.get(first, ()):
            if _stands(words, place, name):
                return len(name)
    return 0


def _plural(word: Word) -> bool:
    """Whether a public name may stand here in the plural; the Hendersons and the Mays are families."""
    single = word.bare[:-1]
    return (
        word.small.endswith("s")
        and single not in lexicon.large_places()
        and single.lower() not in lexicon.given_names()
    )


def _stands(words: Words, place: int, name: tuple[str, ...]) -> bool:
    if place + len(name) > len(words):
        return False
    for offset, part in enumerate(name):
        word = words[place + offset]
        plural = len(name) == 1 and word.bare == part + "s" and _plural(word)
        same = word.bare == part or (word.possessive and word.bare + "'s" == part) or plural
        if not same and not (word.shout and word.bare == part.upper()):
            return False
        if offset and not (words.beside(place + offset - 1) or words.gap(place + offset - 1).strip() == "&"):
            return False
    return True


def _ours(words: Words, own: Iterable[str]) -> None:
    """Mark the firm's own names, whole or in part: "Rafe" and "Pellow" of Rafe Pellow."""
    ours = {part for name in own for part in re.findall(r"[\w'-]+", lexicon.straight(name)) if part[:1].isupper()}
    shouted = {part.upper() for part in ours}
    for word in (words[place] for place in words.capitals):
        if word.bare in ours or (word.shout and word.bare in shouted):
            word.label = Label.OURS


def _of_large_places(words: Words) -> None:
    """The City of Toronto, the Port of Rotterdam."""
    of_places = lexicon.cues()["of places"]
    for place in words.capitals:
        word = words[place]
        if word.small in of_places and place + 2 < len(words) and words[place + 1].small == "of":
            public = words[place + 2].label in (Label.KNOWN, Label.PUBLIC)
            if public and words.beside(place) and words.beside(place + 1):
                word.label = Label.PUBLIC


def _foreign(words: Words) -> None:
    """*Fáilte roimh chách*: a phrase in italics names nobody by its first word."""
    raw = words.told.markdown
    if "*" not in raw and "_" not in raw:
        return
    for found in _ITALIC.finditer(raw):
        several = found["phrase"].split()
        first = words.by_start.get(found.start("phrase"))
        if first is None or len(several) < _PHRASE or any(not word.islower() for word in several[1:]):
            continue
        if words[first].label is Label.UNKNOWN and words[first].small not in lexicon.given_names():
            words[first].label = Label.SOFT


def _titles(words: Words) -> None:
    """Your Repair Is Important To Us: where verbs and pronouns have capitals inside a sentence, a label is quoted."""
    for place in words.capitals:
        word = words[place]
        joins = word.small in ("of", "for") and place > 0 and words[place - 1].label is Label.LAW
        if (word.small not in _QUOTED and not joins) or word.heading or word.soft or word.shout:
            continue
        first = last = place
        while words.beside(first - 1) and words[first - 1].capital:
            first -= 1
        while words.beside(last) and words[last + 1].capital:
            last += 1
        if last - first >= _PHRASE - 1:
            for each in words[first : last + 1]:
                if each.label is Label.ODD:
                    each.label = Label.SOFT


def _storms(words: Words) -> None:
    """Storm Eunice, Hurricane Ida: weather that everybody had."""
    for place in words.capitals:
        stormy = words[place].small in ("storm", "hurricane", "cyclone", "typhoon")
        if stormy and words.beside(place) and words[place + 1].capital:
            for word in words[place : place + 2]:
                word.label = Label.PUBLIC


def _named_again(words: Words) -> None:
    """A name that once is sure is one wherever it stands with a capital."""
    capitals = [words[place] for place in words.capitals]
    sure = {
        word.bare
        for word in capitals
        if word.label is Label.UNKNOWN or (word.label is Label.ODD and word.small in lexicon.given_names())
    }
    for place in words.capitals:
        word = words[place]
        if word.label is not Label.SOFT or word.bare not in sure or word.shout:
            continue
        tagged = word.token is None or word.token.pos in ("PROPN", "NOUN")
        # Two words "Will" are not one person.
        if tagged and (not lexicon.ordinary(word.bare) or persons.is_subject(words, place) or word.possessive):
            word.label = Label.UNKNOWN
