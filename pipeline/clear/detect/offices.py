"""Offices of a definite body: "the mayor of a coastal town", "the club captain"."""

from collections.abc import Iterator
from functools import cache

from pipeline.clear.detect.names import public_names
from pipeline.clear.detect.people import Laid, last_words, words

Span = tuple[int, int, str]

_PAST = {"former", "ex", "retired", "late", "one-time", "then", "past", "sometime", "onetime", "erstwhile"}
_FOUNDERS = {"founder", "co-founder"}


@cache
def _ends() -> frozenset[str]:
    return last_words("offices") | last_words("trades")


def spans(laid: Laid) -> Iterator[Span]:
    """First and last token of each office that one person holds."""
    for i, word in enumerate(laid.one):
        if word not in _ends() or not laid.is_one(i):
            continue
        first = laid.phrase(i, "offices")
        if first >= 0:
            span = _office(laid, first, i)
        else:
            first = laid.phrase(i, "trades")
            span = _post(laid, first, i) if first >= 0 else None
        if span:
            yield (*span, "")


def _office(laid: Laid, first: int, last: int) -> tuple[int, int] | None:
    title = laid.text[laid.tokens[first].start : laid.tokens[last].end].lower()
    if laid.tokens[last].pos not in ("NOUN", "PROPN", "ADJ") or (title == "member" and laid.at(last + 1) != "for"):
        return None
    if last + 1 < len(laid) and laid.tokens[last + 1].pos == "NOUN":
        # "The council's chief executive" is not its chief.
        return None
    start, opening, held, of = _left(laid, first)
    weak = title in words("weak offices")
    if of is not None:
        return _owned(laid, start, last, title, of)
    generic = opening in ("a", "an") and not held & _PAST
    if held & words("sitting") and (title in words("elected") or title not in words("weak offices")):
        return start, last
    if laid.at(last + 1) in ("of", "at", "for", "to", "in", "on", "with") and not (generic and weak):
        end = body_after(laid, last + 2, title, laid.at(last + 1))
        if end >= 0 and not generic and opening not in _OTHERS:
            return start, end
    if title in words("alone") and opening not in _OTHERS:
        return start, last
    if generic or opening in _OTHERS:
        return None
    if opening == "" and title not in words("unnamed") and _bare(laid, start, last):
        return max(start - 1, 0), last + (laid.at(last + 1) in ("there", "here"))
    if title in words("alone") or (
        "local" in held and title in words("elected") and opening in ("the", "our", "his", "her", "their", "")
    ):
        return start, last
    return _compound(laid, start, first, last, title, weak) or _trade_post(laid, start, last, title)


_MADE = {"be", "become", "elect", "appoint", "make", "crown", "install", "name", "serve", "as", "remain", "reelect"}


def _bare(laid: Laid, start: int, last: int) -> bool:
    """English leaves the article out where there is one of it: "had been principal there", "was elected mayor"."""
    before = laid.tokens[start - 1] if start else None
    if before is None or not (before.lemma.lower() in _MADE or laid.low[start - 1] == "as"):
        return False
    return laid.at(last + 1) in (
        "there",
        "here",
        "when",
        "for",
        "during",
        "in",
        "while",
        "at",
        "twice",
        "until",
        ".",
        ",",
        "and",
        "since",
        "again",
        "once",
    )


#: Of many: "any mayor of a town".
_OTHERS = {"any", "every", "each", "no", "another", "some", "your"}


def _left(laid: Laid, first: int) -> tuple[int, str, set[str], int | None]:
    """Where the phrase begins, its article, what is said of the holder, and the noun that owns it ("the town's")."""
    k, held = first - 1, set()
    while (
        k >= 0
        and (laid.low[k] in words("held") or laid.tokens[k].pos in ("ADJ", "NOUN", "PROPN", "NUM"))
        and first - k < 7
    ):
        held.add(laid.low[k])
        k -= 1
    low = laid.at(k)
    if low in ("'s", "'") and k > 0 and laid.tokens[k].tag == "POS":
        owner = k - 1
        k = owner
        while k > 0 and laid.tokens[k - 1].pos in ("ADJ", "NOUN", "PROPN", "NUM") and owner - k < 5:
            k -= 1
        if k > 0 and (laid.tokens[k - 1].pos == "DET" or laid.tokens[k - 1].tag == "PRP$"):
            k -= 1
        return k, low, held, owner
    if low in ("the", "a", "an", "our", "his", "her", "their", "my", "its") or low in _OTHERS:
        return k, low, held, None
    return k + 1, "", held, None


def _owned(laid: Laid, start: int, last: int, title: str, owner: int) -> tuple[int, int] | None:
    """The town's mayor, his regiment's chaplain: by who owns the office."""
    name = laid.one[owner]
    modified = owner - start > 1 and any(laid.low[k] not in words("plain kinds") for k in range(start + 1, owner))
    if title in _FOUNDERS and (name in words("bodies") and name != "business"):
        return start, last
    # The bishop's chaplain.
    of_a_figure = laid.is_one(owner) and name in words("public figures") and title not in words("weak offices")
    return (start, last) if of_a_figure or has_one(laid, owner, title, modified) else None


def has_one(laid: Laid, body: int, title: str, modified: bool) -> bool:
    """Whether a body with this last word is one that has a single holder of the title."""
    name = laid.one[body]
    weak = title in words("weak offices")
    if name in words("law bodies") or not laid.is_one(body):
        return False
    if laid.tokens[body].pos == "PROPN" and name not in words("localities") | words("bodies"):
        if title in ("secretary", "minister", "member", "officer", "doctor"):
            return False
        return laid.tokens[body].text not in _public() and laid.tokens[body].entity not in (
            "DATE",
            "PERSON",
            "CARDINAL",
        )
    if name in words("localities"):
        return not (weak and name in words("plain bodies"))
    if laid.phrase(body, "bodies") < 0 and laid.phrase(body, "businesses") < 0:
        return False
    if name in words("plain bodies"):
        return modified and not weak
    return (
        modified
        or not weak
        or name in words("rare bodies")
        or (title in words("honoured") and name in words("joined bodies"))
    )


@cache
def _public() -> frozenset[str]:
    return frozenset(public_names())


def body_after(laid: Laid, i: int, title: str, preposition: str) -> int:
    """The last token of the body that an office is of; -1 if it is none that has one holder."""
    opening = laid.at(i)
    if opening in _OTHERS:
        return -1
    if opening == "one" and laid.at(i + 1) == "of":
        i, opening = i + 2, laid.at(i + 2)
    if i < len(laid) and (laid.tokens[i].pos == "DET" or laid.tokens[i].tag == "PRP$"):
        i += 1
    elif i < len(laid) and laid.tokens[i].pos != "PROPN":
        # "director of communications", "head of department": a field, not a body.
        return -1
    end = laid.noun_run(i)
    if end < 0 or laid.low[end] in words("powers"):
        return -1
    # "the ferry company of the island" or "the island's ferry company": the place makes it one.
    if title not in ("secretary", "minister") and any(
        laid.low[k] == "'s" and laid.one[k - 1] in words("localities") for k in range(i + 1, end)
    ):
        return end
    modified = any(laid.low[k] not in words("plain kinds") for k in range(i, end))
    if preposition in ("in", "on", "with") and laid.one[end] not in words("localities"):
        return -1
    if title in _FOUNDERS and (
        (laid.one[end] in words("bodies") and laid.one[end] != "business") or modified or laid.at(end + 1) == "of"
    ):
        return end
    if has_one(laid, end, title, modified):
        return end
    # "captain of the bell-ringers": of a group that is called by its people.
    if not laid.is_one(end) and title in words("leads") and laid.phrase(end, "trades") >= 0:
        return end
    # "the head of a school in the valley": the place makes it definite.
    if (
        laid.at(end + 1) in ("in", "on")
        and laid.phrase(end, "bodies") >= 0
        and laid.one[end] not in words("plain bodies")
    ):
        place = laid.noun_run(end + 2 + (laid.tokens[min(end + 2, len(laid) - 1)].pos == "DET"))
        if place > 0 and laid.one[place] in words("localities"):
            return place
    return -1


def _compound(laid: Laid, start: int, first: int, last: int, title: str, weak: bool) -> tuple[int, int] | None:
    """The club captain, the parish priest: the body stands in front of the title."""
    body = laid.at(first - 1)
    if first - 1 < start or body in ("'s", "'") or weak or title == "manager":
        return None
    if laid.at(start) not in ("the", "our", "his", "her", "their"):
        return None
    if body in words("localities") and body not in words("no post"):
        return start, last
    if body in ("city", "local", "regimental", "national", "state") and title in words("elected") | {
        "librarian",
        "coach",
        "curator",
        "organist",
        "captain",
        "chaplain",
    }:
        return start, last
    if (
        body in words("bodies")
        and body not in words("plain bodies")
        and title not in ("doctor", "nurse", "police officer", "constable")
    ):
        return start, last
    return None


def _post(laid: Laid, first: int, last: int) -> tuple[int, int] | None:
    """A trade that is a post where a place has one of it: "the island's doctor", "the village blacksmith"."""
    start, opening, _, owner = _left(laid, first)
    if owner is not None:
        owned = laid.one[owner] in words("localities") and laid.one[owner] not in words("no post")
        return (start, last) if owned and laid.is_one(owner) else None
    if opening not in ("the", "our"):
        return None
    title = laid.text[laid.tokens[first].start : laid.tokens[last].end].lower()
    return _trade_post(laid, start, last, title)


def _trade_post(laid: Laid, start: int, last: int, title: str) -> tuple[int, int] | None:
    first = laid.phrase(last, "trades")
    if first < 0:
        first = laid.phrase(last, "offices")
    before = laid.at(first - 1)
    if (
        laid.at(start) in ("the", "our")
        and before in words("localities")
        and before not in words("no post")
        and first - 1 > start
    ):
        return start, last
    if laid.at(start) == "the" and laid.at(last + 1) in ("on", "in") and first == start + 1:
        end = laid.noun_run(last + 2 + (laid.tokens[min(last + 2, len(laid) - 1)].pos == "DET"))
        if end > 0 and laid.one[end] in (
            "island",
            "isle",
            "village",
            "hamlet",
            "valley",
            "glen",
            "archipelago",
            "peninsula",
        ):
            return start, end
    return None
