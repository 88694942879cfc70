"""Whether a word that is also a place, a month or an ordinary word is used as somebody's name."""

import re

from pipeline.clear.detect import lexicon
from pipeline.clear.detect.capitals import TELLING, Label, Word, Words

_WINDOW = 5
_TRADE = re.compile(r"(?:[^aeiou]er|[aeio]nt|tor|ist|ian|man|woman|eer|yer|cyclist|ologist)$")
_DETERMINERS = {"a", "an", "the", "her", "his", "their", "our", "my", "whose", "one", "then", "now", "once"}
_THEIRS = {"her", "his", "their", "my", "our"}
_APPOSITION = 5
#: Whom one does this to is somebody, whatever the word: "rang May", "sat with June".
_TO_SOMEBODY = {
    "tell",
    "ask",
    "ring",
    "phone",
    "marry",
    "meet",
    "email",
    "text",
    "thank",
    "hug",
    "visit",
    "help",
    "sue",
}
_WITH_SOMEBODY = {"sit", "live", "speak", "talk", "meet", "stay", "dance", "move", "share", "argue", "quarrel", "write"}
_TIMES = {"april", "may", "june", "august", "summer", "autumn", "winter", "spring", "dawn", "lent", "christmas"}
#: "In May, a client rang": the comma ends a time, and introduces nobody.
_AT_TIMES = {"come", "around", "about", "one", "that", "whole", "all", "through", "throughout", "over", "by", "on"}


def is_person(words: Words, place: int) -> bool:
    """Whether a name of a place, a month or a thing of law stands for a person: "Clare told us", "May Orrin"."""
    word = words[place]
    cues = lexicon.cues()
    if is_introduced(words, place):
        return True
    before = words[place - 1] if place and words.beside(place - 1) else None
    after = words[place + 1] if words.beside(place) and not word.possessive else None
    if before is not None and (before.small in cues["before months"] or before.small in cues["before things"]):
        return False
    if before is not None and before.label is Label.STYLE:
        return True
    if after is not None and after.label in TELLING and not lexicon.ordinary(after.bare):
        return after.small not in cues["company endings"]
    if word.heading or (before is not None and before.capital and before.label is not Label.SOFT):
        return False
    if word.soft and lexicon.ordinary(word.bare):
        return is_subject(words, place)
    if before is not None and any(before.small in cues[name] for name in ("own side", "others", "people")):
        return True
    return _acts_as_one(words, place, before, after)


def _acts_as_one(words: Words, place: int, before: Word | None, after: Word | None) -> bool:
    word = words[place]
    tagged = word.token is not None and word.token.entity == "PERSON"
    if word.bare not in lexicon.large_places() and is_subject(words, place):
        return True
    if after is not None and not after.capital and after.token is not None:
        sure = after.token.lemma in lexicon.cues()["sure person verbs"] and after.token.tag in ("VBD", "VBZ", "VBP")
        return sure or (tagged and is_subject(words, place))
    return tagged and (before is None or before.token is None or before.token.pos != "ADP")


def is_subject(words: Words, place: int) -> bool:
    """Whether a name is followed by what a person does or did."""
    if place + 1 >= len(words) or not words.beside(place) or words[place].possessive:
        return False
    word, following = words[place], words[place + 1]
    if following.capital or following.token is None or word.token is None:
        return False
    if word.small in ("will", "may", "can"):
        # The modal verbs are followed by a bare infinitive.
        return following.small in lexicon.cues()["past"] or following.token.tag in ("VBD", "VBZ")
    if following.small in lexicon.cues()["auxiliaries"]:
        plain = word.soft and lexicon.ordinary(word.bare)
        # A thing that can be counted would have its article: "Bill had", "Sue did".
        counted = word.small in lexicon.given_names() and word.small not in lexicon.cues()["mass names"]
        return not plain or counted or _goes_on_as_one(words, place + 2)
    finite = following.token.tag in ("VBD", "VBZ", "VBP") or (
        following.token.tag == "VBN" and following.small.endswith("ed")
    )
    return finite and following.token.lemma in lexicon.cues()["person verbs"]


def _goes_on_as_one(words: Words, place: int) -> bool:
    """Whether what follows "had" or "is" is said of people only: "had never signed", "is a bookkeeper"."""
    cues = lexicon.cues()
    auxiliary = words[place - 1].small
    small = [each.small for each in words[place : place + _WINDOW]]
    if small[:1] == ["been"]:
        small = small[1:]
    if small[:1] and small[0] in ("a", "an", "our", "the", "one") and auxiliary in ("is", "was", "has", "had"):
        return any(each in cues[name] for each in small[1:3] for name in ("jobs", "people", "others"))
    for each in words[place : place + 2]:
        if each.token is not None and each.token.tag in ("VBN", "VBG", "VB"):
            return each.token.lemma in cues["sure person verbs"] and auxiliary not in ("is", "was")
    return False


def opens_as_a_name(words: Words, place: int) -> bool:
    """Whether an ordinary word that opens a sentence is somebody: "Grant rang", "Rose Tilley"."""
    word = words[place]
    if word.heading:
        return False
    if word.small not in lexicon.given_names():
        return _is_surname(words, place)
    if is_introduced(words, place):
        return True
    if words.beside(place) and words[place + 1].capital and not words[place + 1].shout:
        following = words[place + 1]
        if not lexicon.ordinary(following.bare) and not lexicon.law_word(following.small):
            return True
    owns = word.possessive and (
        (word.token is not None and word.token.entity == "PERSON")
        or (word.small not in _TIMES and place + 1 < len(words) and _is_owned(words[place + 1]))
    )
    return owns or is_subject(words, place)


def _is_surname(words: Words, place: int) -> bool:
    """Whether an ordinary word is a surname: the model sees a person, who does what people do ("Baker lost ...")."""
    token = words[place].token
    if token is None or token.pos != "PROPN" or token.entity != "PERSON" or not words.beside(place):
        return False
    following = words[place + 1]
    if following.capital or following.token is None:
        return False
    acts = following.token.tag in ("VBD", "VBZ") and following.token.lemma in lexicon.cues()["sure person verbs"]
    return acts or following.small in ("had", "hadn't", "would", "wouldn't", "didn't", "did")


def is_introduced(words: Words, place: int) -> bool:
    """Whether what stands beside a first name says that it is somebody: "Hope, who kept bees", "to May, his housekeeper"."""
    word = words[place]
    before = words[place - 1] if place and words.beside(place - 1) else None
    time = word.small in _TIMES
    if before is not None:
        if before.capital and not before.soft:
            return False
        if before.token is not None and _is_met(words, place, before.token.lemma):
            return True
        cues = lexicon.cues()
        if time and (before.small in _AT_TIMES or (before.small in cues["before months"] and before.small != "to")):
            return False
    if word.possessive:
        return place + 1 < len(words) and words.gap(place) == " " and words[place + 1].small in lexicon.cues()["others"]
    return described(words, place, theirs=time and before is not None) or _is_in_a_list(words, place)


def _is_met(words: Words, place: int, lemma: str) -> bool:
    """Whether somebody is told, married, or sat with: "told April", "lived with Summer"."""
    if lemma in _TO_SOMEBODY:
        return words[place - 1].token is not None and words[place - 1].small not in ("help", "meeting", "visit")
    if lemma not in ("with", "to") or place < 2 or not words.beside(place - 2):
        return False
    verb = words[place - 2].token
    return (
        verb is not None
        and verb.lemma in _WITH_SOMEBODY
        and (lemma == "with" or verb.lemma in ("speak", "talk", "write"))
    )


def described(words: Words, place: int, *, theirs: bool = False) -> bool:
    """Whether a name is followed by who it is: ", who", ", aged 70", ", a plasterer", ", his housekeeper".

    Args:
        words: all of the text.
        place: the name.
        theirs: whether only "his" and "her" count, and no article.

    """
    if place + 1 >= len(words) or words.gap(place).strip() not in (",", "(", ", (") or words[place].possessive:
        return False
    following = words[place + 1]
    if following.small in ("who", "whose", "whom", "aged", "nicknamed"):
        return True
    if following.small not in (_THEIRS if theirs else _DETERMINERS):
        return False
    for each in range(place + 2, min(place + _APPOSITION + 1, len(words))):
        if words.gap(each - 1).strip() or words[each].capital:
            return False
        if is_role(words[each].small):
            return True
    return False


def is_role(noun: str) -> bool:
    """Whether a noun says who somebody is, the client left out."""
    cues = lexicon.cues()
    if noun in cues["own side"]:
        return False
    single = noun[:-1] if noun.endswith("s") else noun
    named = any(each in cues[name] for each in (noun, single) for name in ("others", "jobs", "people"))
    return named or bool(_TRADE.search(single))


def _is_in_a_list(words: Words, place: int) -> bool:
    """Whether another first name is joined to this one: "Sandy and Ruby shared"."""
    if place + 2 >= len(words) or words[place + 1].small not in ("and", "or") or not words.beside(place):
        return False
    other = words[place + 2]
    alone = other.capital and other.small in lexicon.given_names() and words.beside(place + 1)
    times = words[place].small in _TIMES and other.small in _TIMES
    return alone and not times and other.bare not in lexicon.large_places()


def _is_owned(following: Word) -> bool:
    """Whether a noun stands behind "Art's": no law and no abstract thing is somebody's ladder."""
    token = following.token
    return not following.capital and token is not None and token.pos == "NOUN" and following.small not in _OF_THINGS


#: What ordinary things have too: "Hope's end", "Art's value".
_OF_THINGS = {
    "end", "value", "worth", "place", "role", "meaning", "price", "effect", "effects", "sake", "power", "limits", "nature",
    "length", "walk", "throw", "breadth", "reach", "point", "use", "cost", "terms", "time", "purpose", "work", "rent",
    "date", "day", "share", "growth", "light", "reward", "rewards", "scent", "colour", "color", "roots", "opposite",
}  # fmt: skip
