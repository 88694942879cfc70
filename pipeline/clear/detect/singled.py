"""Descriptions that single somebody out: "the only crane operator", "the county's oldest pub"."""

from collections.abc import Iterator
from functools import cache

from pipeline.clear.detect.people import Laid, words

_ONLY = {"only", "sole", "lone"}
_FIRST = {"first", "last", "1st"}
_FEW = {"two", "three", "four", "five", "few", "handful", "half-dozen", "dozen"}
#: Of anything: "the branch's top-rated rider".
_RATED = {"top", "best", "highest", "longest", "youngest", "oldest"}
_AGENTS = (
    "er",
    "or",
    "ist",
    "ian",
    "eer",
    "ee",
    "man",
    "woman",
    "maker",
    "keeper",
    "smith",
    "wright",
    "monger",
    "herd",
)
_FAR = {"mile", "kilometre", "kilometer", "hour"}

Span = tuple[int, int, str]


def spans(laid: Laid) -> Iterator[Span]:
    """First and last token of each such description, with what may stand in its place."""
    for i, low in enumerate(laid.low):
        if (
            low in _ONLY
            or (low == "one" and laid.at(i - 1) == "'s")
            or low in _FIRST
            or low in words("most")
            or low in ("longest", "longest-serving", "most", "highest", "best")
        ):
            span = _marked(laid, i)
        elif low == "one" and laid.at(i + 1) == "of":
            span = _one_of_few(laid, i)
        elif low == "the" and i and laid.tokens[i - 1].pos in ("AUX", "ADV"):
            span = _definite(laid, i)
        else:
            continue
        if span:
            yield span


def _marked(laid: Laid, i: int) -> Span | None:
    opened = _opened(laid, i)
    if opened < 0 or (laid.at(i + 1) == "-" and laid.low[i] in _FIRST and laid.at(i + 2) != "ever"):
        return None
    # "The town's one blacksmith": as good as "only".
    low = laid.low[i] if laid.low[i] != "one" else "only"
    first = i + 1
    superlative = low in words("most")
    if low == "top":
        if laid.at(first) != "-":
            return None
        first = i + 3
    elif low == "leading" and not _possessor(laid, opened, i):
        return None
    if low in ("longest", "most", "highest", "best"):
        # "longest-serving", "most senior", "best-known", "highest-ranking": the word behind says what of.
        first = i + 2 + (laid.at(i + 1) == "-")
        superlative = True
        if laid.at(first - 1) not in words("ranks"):
            return None
    if laid.at(first) == "one" and low in _ONLY:
        end = _locality_after(laid, first)
        return (opened, end, "") if end >= 0 else None
    head = laid.noun_run(first)
    if head < 0 or not laid.is_one(head):
        return None
    last = _singled(laid, (opened, first, head), low, superlative, _possessor(laid, opened, i))
    if last < 0:
        return None
    start = laid.phrase(head, "trades")
    kind = laid.text[laid.tokens[start].start : laid.tokens[head].end] if start >= 0 else ""
    return (opened, last, f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}" if kind else "")


def _opened(laid: Laid, i: int) -> int:
    """Where a definite phrase around a marker begins; -1 where it is none ("only" as an adverb, "at first")."""
    k = i - 1
    while k >= 0 and laid.low[k] in ("very", "and", "-", "second", "first", "then", "now") and i - k < 4:
        k -= 1
    low = laid.at(k)
    if low in ("the", "as") or (low == "'s" and k > 0):
        while low == "'s" and k > 1 and laid.tokens[k - 1].pos in ("NOUN", "PROPN", "ADJ"):
            k -= 1
            if laid.tokens[k - 1].pos not in ("NOUN", "PROPN", "ADJ"):
                return k - 1 if laid.tokens[k - 1].pos in ("DET", "PRON") else k
        return k if low != "as" else k + 1
    if low in ("its", "their", "our", "his", "her"):
        return k
    # "He was sole keeper of the light": a post without an article.
    return (
        i
        if laid.low[i] in ("sole",) and laid.tokens[i].pos == "ADJ" and laid.tokens[k].lemma in ("be", "become")
        else -1
    )


def _possessor(laid: Laid, opened: int, i: int) -> bool:
    """Whether a place or body owns the description: "the county's oldest", "Slaidley's first"."""
    held = range(max(opened, 0), i)
    return "'s" in (laid.low[k] for k in held) and any(
        laid.low[i] in _RATED
        or laid.one[k] in words("localities")
        or laid.one[k] in words("bodies")
        or laid.tokens[k].pos == "PROPN"
        for k in held
    )


def _singled(laid: Laid, where: tuple[int, int, int], low: str, superlative: bool, owned: bool) -> int:
    """The last token of what is singled out; -1 if it is nobody."""
    opened, first, head = where
    inside = [laid.one[k] for k in range(first, head)]
    noun = laid.one[head]
    trade = laid.phrase(head, "trades") >= 0 or laid.phrase(head, "offices") >= 0
    business = laid.phrase(head, "businesses") >= first
    known = trade or noun in words("persons") or noun in words("parties") or noun in words("gender")
    # "She is the only licensed musher": what a person is said to be is a person.
    said = _is_said(laid, opened)
    person = known or said
    agent = noun.endswith(_AGENTS) and noun not in words("no agents")
    if not person and not business and not agent:
        return -1
    telling = any(word in words("telling") for word in inside) or (
        person and any(laid.tokens[k].entity == "NORP" for k in range(first, head))
    )
    place = _locality_after(laid, head)
    ever = laid.at(head + 1) == "ever" or "ever" in inside
    left = any(word in words("left") for word in inside)
    party = noun in words("parties")
    if laid.at(head + 1) == "left" and not party and low in ("only", "last", "sole"):
        return head + 1
    if low in _ONLY and party and _sole_of(laid, first):
        return head
    if noun in ("client", "customer", "user"):
        return -1
    if party and ever and low in ("youngest", "oldest", "eldest", "tallest", "longest"):
        # "Its youngest ever partner".
        return head
    if party and low in _FIRST and not telling:
        return place if place >= 0 and laid.at(place + 1) == "to" else -1
    if place >= 0:
        # A party in a place is still a party: "the only tenant in the town" may be anybody's opponent, but one.
        return place
    if telling and person and noun not in ("child", "son", "daughter"):
        return head
    if person and not party and (ever or laid.at(head + 1) == "to"):
        return head if "ever" in inside else _feat(laid, head)
    if person and owned and not (party and low in ("first", "last", "only", "sole", "largest", "biggest")):
        return head
    if laid.low[first - 1] in ("serving", "standing") or (
        said and not party and (low in _ONLY or superlative or known)
    ):
        return max(head, _scoped(laid, head))
    if low in _ONLY:
        if (noun in words("gender") and noun != "couple") or (trade and not party):
            return head
        return _ranged(laid, head) if business else -1
    if low == "last" and left and (trade or business):
        return head
    if superlative and person and (noun in words("gender") or trade):
        return _scoped(laid, head)
    return head if owned and (business or known) and not party else -1


def _is_said(laid: Laid, opened: int) -> bool:
    """Whether the description is said of a person: "she was the only ...", "our client is the oldest ..."."""
    k = opened - 1
    while k > 0 and laid.tokens[k].pos == "ADV":
        k -= 1
    if laid.tokens[k].lemma.lower() not in ("be", "become"):
        return False
    k = subject_of(laid, k)
    return k >= 0 and (
        laid.low[k] in ("he", "she", "who")
        or laid.one[k] in words("somebody") | words("kin")
        or laid.phrase(k, "trades") >= 0
        or laid.tokens[k].entity == "PERSON"
    )


def subject_of(laid: Laid, verb: int) -> int:
    """The subject of a verb, or of the one it is joined to: "he rode and was"; -1 if there is none."""
    for _ in range(3):
        for i in range(verb - 1, max(-1, verb - 25), -1):
            if laid.tokens[i].head == verb and laid.tokens[i].dep in ("nsubj", "nsubjpass"):
                return i
        if laid.tokens[verb].dep not in ("conj", "aux", "auxpass", "xcomp"):
            return -1
        verb = laid.tokens[verb].head
    return -1


def _sole_of(laid: Laid, first: int) -> bool:
    """The sculptor's sole executor: of somebody few are like."""
    k = first - 2
    return laid.at(k) == "'s" and k > 0 and laid.phrase(k - 1, "trades") >= 0 and laid.is_one(k - 1)


def _locality_after(laid: Laid, head: int) -> int:
    """The end of "on the island", "in this part of the county", "for forty miles" behind a noun; -1 if none follows."""
    i = head + 1
    if laid.at(i) in ("left", "anywhere"):
        i += 1
    if laid.at(i) in ("north", "south", "east", "west") and laid.at(i + 1) == "of":
        return max(i + 1, laid.noun_run(i + 2 + (laid.at(i + 2) == "the")))
    if laid.at(i) not in words("where"):
        return -1
    for j in range(i + 1, min(i + 8, len(laid))):
        token = laid.tokens[j]
        if laid.one[j] in words("localities") | words("grounds") and laid.one[j] not in ("estate", "port", "ward"):
            return (
                j
                if laid.at(j + 1) != "of"
                else max(j, laid.noun_run(j + 2 + (laid.at(j + 2) in ("the", "this", "that"))))
            )
        if laid.one[j] in _FAR or (token.pos == "PROPN" and token.entity in ("GPE", "LOC", "FAC")):
            return j
        if token.pos in ("VERB", "PUNCT", "AUX", "PRON", "SCONJ") and laid.low[j] not in (
            "-",
            "its",
            "our",
            "his",
            "her",
            "their",
        ):
            return -1
    return -1


def _scoped(laid: Laid, head: int) -> int:
    """The end of any phrase that says among whom; -1 if nobody does."""
    if laid.at(head + 1) not in ("in", "on", "at", "of", "within", "across", "ever", "to"):
        return -1
    run = laid.noun_run(head + 2 + (laid.tokens[min(head + 2, len(laid) - 1)].pos in ("DET", "PRON")))
    return run if run > 0 else head


def _feat(laid: Laid, head: int) -> int:
    """The end of "(ever) to captain the side"; -1 where it is a thing that anybody does."""
    i = head + 1
    ever = laid.at(i) == "ever"
    i += ever
    if laid.at(i) != "to":
        return i - 1 if ever else -1
    verb = laid.tokens[i + 1] if i + 1 < len(laid) else None
    if verb is None:
        return -1
    deed = laid.tokens[min(i + 2, len(laid) - 1)] if verb.lemma.lower() in ("be", "have") else verb
    if deed.lemma.lower() in words("ordinary deeds") and not ever:
        return -1
    if deed is not verb:
        # "The last person to be born in the lighthouse".
        return i + 2 if deed.pos == "VERB" or ever else -1
    end = laid.noun_run(i + 2 + (laid.tokens[min(i + 2, len(laid) - 1)].pos in ("DET", "PRON")))
    return max(end, i + 1)


def _ranged(laid: Laid, head: int) -> int:
    """The only shop, unless it is only a choice: "the only school that had a place"."""
    if laid.at(head + 1) in (
        "that",
        "which",
        "who",
        "she",
        "he",
        "they",
        "we",
        "willing",
        "able",
        "with",
        "place",
        "open",
        "available",
        "to",
    ):
        return -1
    return head


@cache
def _not_posts() -> frozenset[str]:
    """What people are to each other and to a case, and what only ends like a word for a person."""
    return words("parties") | words("kin") | words("no agents") | words("persons")


def _definite(laid: Laid, i: int) -> Span | None:
    """Somebody who "is the region's air ambulance pilot", "was the goalkeeper when ...": the article says that there is one."""
    head = laid.noun_run(i + 1)
    if head < 0 or not laid.is_one(head) or not _is_said(laid, i):
        return None
    noun = laid.one[head]
    trade = laid.phrase(head, "trades")
    # "The ship's doctor", "the lollipop lady", and not "the doctor", "the sole carer".
    whose = any(laid.low[k] == "'s" for k in range(i + 1, head)) or 0 <= trade < head
    if noun in _not_posts() and not whose and not (trade == head and laid.at(head + 1) == "of"):
        return None
    office = laid.phrase(head, "offices")
    if office >= 0 and laid.text[laid.tokens[office].start : laid.tokens[head].end].lower() in words("weak offices"):
        return None
    if office < 0 and laid.phrase(head, "trades") < 0 and not noun.endswith(_AGENTS):
        return None
    # "She was the chef" tells two people of a story apart; "the chef at the hotel" tells one from all others.
    narrowed = (
        laid.at(head + 1) in ("of", "at", "on", "in", "to", "when", "outside", "for", "who", "aboard", "from")
        or head > i + 1
        or (office >= 0 and laid.phrase(head, "trades") < 0)
    )
    return (i, head, "") if narrowed else None


def _one_of_few(laid: Laid, i: int) -> Span | None:
    """Somebody who is "one of only two pilots in the squadron"."""
    j, few = i + 2, False
    while laid.at(j) in ("the", "only", "just", "very", "a", "last", "of", "first", "its", "our") or laid.at(j) in _FEW:
        few = few or laid.at(j) in _FEW or laid.at(j) in ("last", "only", "first")
        j += 1
    head = laid.noun_run(j) if few else -1
    if head < 0:
        return None
    inside = [laid.one[k] for k in range(j, head)]
    trade = laid.phrase(head, "trades") >= 0 or laid.phrase(head, "offices") >= 0
    person = (
        trade
        or laid.one[head] in words("gender")
        or laid.one[head] in words("persons")
        or laid.phrase(head, "businesses") >= 0
    )
    if not person:
        return None
    party = laid.one[head] in words("parties") and not any(word in words("telling") for word in inside)
    end = _locality_after(laid, head)
    if end < 0 and party:
        return None
    return (i, max(end, head), "")
