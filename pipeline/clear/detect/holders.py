"""Who holds an office without its title: "chaired the society since", "the ward's infection-control lead"."""

import re
from collections.abc import Iterator

from pipeline.clear.detect import offices
from pipeline.clear.detect.people import Laid, words
from pipeline.clear.detect.singled import subject_of

Span = tuple[int, int, str]

#: Somebody at it for years is known for it.
_LASTING = re.compile(
    r"[^.;:!?]{0,40}?\b(?:since|until|(?:for|through|in all) (?:[\w-]+ ){0,4}(?:years?|decades?|seasons?|terms?|generations?|century|winters|summers|relegations?|lifetime)|from its|throughout|in its)\b"
)
_ARTICLES = ("the", "its", "their", "his", "her", "our")
_FOUNDED = ("founded", "founds", "co-founded", "established")
#: Who takes the post of one that a body has, in front of its name.
_AT = ("of", "at", "with", "for", "to", "in", "on")


def spans(laid: Laid) -> Iterator[Span]:
    """First and last token of each such description."""
    for i, token in enumerate(laid.tokens):
        low = laid.low[i]
        span: tuple[int, int] | None = None
        if token.pos == "VERB" or low in _FOUNDED:
            lemma = token.lemma.lower()
            if lemma in words("chairing") or low in _FOUNDED:
                span = _in_charge(laid, i, known=True)
            elif lemma in words("running"):
                span = _in_charge(laid, i, known=False)
        elif low == "of" and i and laid.low[i - 1] in words("titles with a field"):
            span = _of_field(laid, i)
        if span is None and token.pos in ("NOUN", "PROPN", "ADJ", "VERB"):
            if low in words("leads of fields"):
                span = _field_lead(laid, i)
            if span is None and low in words("rank words"):
                span = _ranked(laid, i)
        if span:
            yield (*span, "")


def _in_charge(laid: Laid, verb: int, *, known: bool) -> tuple[int, int] | None:
    """Who chaired the society, or ran the island's ferry."""
    j = verb + 1
    if laid.at(j) in ("over", "up", "out", "on", "in", "at", "for", "as", "to"):
        # "Presided over the league", "worked at the lighthouse"; "lead to" and "run out" are something else.
        if laid.at(j) not in ("over", "at", "on") or (laid.at(j) == "at" and not known):
            return None
        j += 1
    if laid.at(j) not in _ARTICLES:
        return None
    body = laid.noun_run(j + 1)
    doer = subject_of(laid, verb)
    if body < 0 or doer < 0 or not _is_person(laid, doer) or not laid.is_one(body):
        return None
    if laid.one[body] in words("case things") and not _owned_by_place(laid, j, body):
        return None
    body_known = laid.phrase(body, "bodies") >= 0 or laid.phrase(body, "businesses") >= 0
    if not body_known:
        return None
    if _owned_by_place(laid, j, body) or laid.one[body] in words("rare bodies"):
        return doer, body
    if not known:
        return None
    lasting = bool(_LASTING.match(laid.text[laid.tokens[body].end : laid.tokens[body].end + 90].lower()))
    plain = laid.one[body] in words("plain bodies")
    modified = any(laid.low[k] not in words("plain kinds") for k in range(j + 1, body))
    if plain:
        return None
    return (doer, body) if lasting or modified or laid.low[verb] in _FOUNDED else None


def _owned_by_place(laid: Laid, first: int, last: int) -> bool:
    """The town's football club, the village band."""
    return any(
        laid.one[k] in words("localities") - words("no post")
        or (laid.at(k + 1) == "'s" and laid.one[k] in words("localities"))
        for k in range(first, last)
    )


def _is_person(laid: Laid, i: int) -> bool:
    return laid.is_one(i) and (
        laid.low[i] in ("he", "she", "who")
        or laid.one[i] in words("somebody") | words("kin") | words("persons")
        or laid.phrase(i, "trades") >= 0
        or laid.tokens[i].entity == "PERSON"
    )


def _of_field(laid: Laid, of: int) -> tuple[int, int] | None:
    """The head of paediatrics at a district hospital, the museum's keeper of coins."""
    if laid.tokens[min(of + 1, len(laid) - 1)].pos not in ("NOUN", "PROPN", "ADJ"):
        return None
    field = laid.noun_run(of + 1)
    if field < 0 or field - of > 5:
        return None
    first = of - 1
    while first > 0 and laid.tokens[first - 1].pos in ("ADJ", "NOUN") and of - first < 4:
        first -= 1
    common = laid.low[of + 1] in words("common fields") or laid.low[field] in words("powers")
    if laid.at(first - 1) == "'s":
        owner = first - 2
        # "The bank's head of compliance": every bank has one, and stories name no bank.
        if offices.has_one(laid, owner, "captain", True) and not common:
            return owner - (laid.tokens[owner - 1].pos == "DET"), field
        return None
    if laid.at(field + 1) not in _AT or common:
        return None
    if laid.at(first - 1) in ("any", "every", "each", "no", "another", "some", "your", "our"):
        return None
    body = offices.body_after(laid, field + 2, "captain", "at")
    if body < 0 or laid.one[body] in words("plain bodies"):
        return None
    return first - (laid.at(first - 1) in ("the", "a", "an")), body


def _field_lead(laid: Laid, lead: int) -> tuple[int, int] | None:
    """The ward's infection-control lead: the body has one to a field."""
    after = laid.tokens[min(lead + 1, len(laid) - 1)]
    if after.pos in ("NOUN", "PROPN") and lead + 1 < len(laid):
        return None
    k = lead - 1
    while k > 0 and laid.low[k] != "'s" and lead - k < 6:
        if laid.tokens[k].pos not in ("ADJ", "NOUN", "PROPN", "VERB", "NUM") and laid.low[k] != "-":
            return None
        k -= 1
    if laid.low[k] != "'s" or lead - k < 2 or k < 1:
        return None
    owner = laid.one[k - 1]
    if owner in words("case things"):
        return None
    held = owner in words("bodies") or owner in words("grounds") or owner in words("localities")
    fields = {laid.low[m] for m in range(k + 1, lead)}
    if not held or fields & words("common fields") or fields <= {"new", "old", "current", "next", "own", "first"}:
        return None
    return k - 1 - (laid.tokens[k - 2].pos in ("DET", "PRON") if k > 1 else 0), lead


def _ranked(laid: Laid, rank: int) -> tuple[int, int] | None:
    """Lead oboist with the city's orchestra, the zoo's chief elephant keeper."""
    head = laid.noun_run(rank + 1)
    if head < 0 or head - rank > 3 or not laid.is_one(head) or laid.tokens[rank + 1].pos == "PUNCT":
        return None
    trade = laid.phrase(head, "trades")
    if trade < 0 and laid.phrase(head, "offices") < 0 and laid.one[head] not in ("officer", "keeper", "engineer"):
        return None
    office = laid.phrase(head, "offices")
    if 0 <= office <= rank:
        # "The chief executive": a title of its own, which `offices` has judged.
        return None
    if laid.at(rank - 1) == "'s":
        owner = rank - 2
        if not offices.has_one(laid, owner, "captain", True) or laid.one[owner] in words("plain bodies"):
            return None
        return owner - (laid.tokens[owner - 1].pos == "DET"), head
    if laid.low[rank] in ("senior", "assistant", "first", "deputy") and laid.at(rank - 1) in ("a", "an"):
        return None
    if laid.at(head + 1) not in _AT or laid.at(rank - 1) in ("any", "every", "each", "no", "another", "our", "your"):
        return None
    body = offices.body_after(laid, head + 2, "captain", "at")
    if body < 0 or laid.one[body] in words("plain bodies"):
        return None
    return rank - (laid.at(rank - 1) in ("the", "a", "an")), body
