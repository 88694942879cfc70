"""What somebody did, won or married that strangers know of: "who refereed the final", "the mayor's wife"."""

from collections.abc import Iterator

from pipeline.clear.detect.patterns import patterns, plain
from pipeline.clear.detect.people import Laid, words

_NOT_FEATS = {
    "lead": {"series", "world", "strike", "record"}, "run": {"campaign", "series", "world", "museum"}, "build": {"tower", "series", "record"}, "hold": {"cup", "series", "strike", "march"},
    "start": {"series", "record", "world"}, "break": {"world", "series", "pole", "strike", "statue"}, "find": {"world", "record", "gold", "series"}, "write": {"record", "world", "campaign"}, "bring": {"series", "campaign", "record", "world"},
    "win": {"world", "record", "campaign", "strike", "portrait", "sculpture"}, "organise": {"series"}, "launch": {"series", "campaign"}, "create": {"record", "world", "series", "logo"}, "open": {"series", "world", "record"},
    "draw": {"series", "record", "channel"}, "produce": {"record", "series"}, "build up": set(), "present": {"record", "series"}, "design": {"logo", "series", "campaign"}, "drive": {"campaign", "series", "world"},
    "save": {"world", "series", "record"}, "carry": {"record", "gold", "silver"}, "play": {"record", "world", "series"}, "cross": {"world"}, "restore": {"record"}, "lift": {"world"},
}  # fmt: skip


def places(laid: Laid) -> Iterator[tuple[int, int]]:
    """First character of each such description, and the one behind its last."""
    for offset, sentence in laid.sentences:
        for _, match in patterns("roles.txt").find(plain(sentence)):
            yield offset + match.start(), offset + match.end()
    for i, word in enumerate(laid.one):
        span: tuple[int, int] | None = None
        token = laid.tokens[i]
        if token.pos == "VERB" and (token.lemma.lower() in words("deeds") or word in words("deeds")):
            span = _deed(laid, i)
        elif word in words("champions") and laid.is_one(i):
            span = _champion(laid, i)
        elif word in words("kin"):
            span = _kin(laid, i)
        elif laid.at(i - 1) == "'s" and i > 2 and token.pos == "NOUN":
            span = _servant(laid, i)
        if span:
            yield laid.tokens[span[0]].start, laid.tokens[span[1]].end


def _deed(laid: Laid, i: int) -> tuple[int, int] | None:
    """Somebody "who refereed the 2019 final": a person, a deed, and a thing that the public knows."""
    subject = _doer(laid, i)
    if subject < 0:
        return None
    lemma = laid.tokens[i].lemma.lower()
    not_these = _NOT_FEATS.get(lemma, set())
    j = i + 1
    if laid.at(j) not in (
        "the",
        "a",
        "an",
        "his",
        "her",
        "our",
        "their",
        "one",
        "two",
        "three",
        "olympic",
        "in",
    ) and laid.tokens[min(j, len(laid) - 1)].pos not in ("PROPN", "NUM", "DET", "ADJ"):
        return None
    for k in range(j, min(j + 7, len(laid))):
        token = laid.tokens[k]
        if token.pos in ("PUNCT", "VERB", "SCONJ") and laid.low[k] not in ("-", "'s"):
            return None
        if laid.one[k] in ("gold", "silver", "bronze") and token.dep == "compound":
            return None
        if (
            laid.one[k] in words("public things")
            and laid.one[k] not in not_these
            and (token.pos in ("NOUN", "PROPN") or laid.one[k] in ("royal", "olympic"))
            and laid.at(k + 1) not in ("'s", "company", "firm", "shop", "car", "hotel", "date", "tower", "-")
        ):
            if any(laid.low[m] == "of" for m in range(j, k)) and laid.one[k] not in ("world",):
                return None
            return subject, k
    return None


def _doer(laid: Laid, i: int) -> int:
    """Where the person who did it stands: "the man who", "she had"; -1 if it was no single person."""
    k = i - 1
    while (
        k >= 0
        and (laid.tokens[k].pos in ("AUX", "ADV", "PART") or laid.low[k] in ("once", "then", "also", "twice", "and"))
        and i - k < 5
    ):
        k -= 1
    if laid.at(k) in ("he", "she"):
        return k
    if laid.at(k) == "client":
        return k - 1
    if laid.at(k) == "who" or (laid.at(k) == "that" and laid.tokens[k].tag in ("WDT", "WP")):
        m = k - 1
        while m >= 0 and laid.tokens[m].pos in ("PUNCT",):
            m -= 1
        if m < 0 or not (
            laid.one[m] in words("persons")
            or laid.phrase(m, "trades") >= 0
            or laid.low[m] == "client"
            or laid.tokens[m].pos in ("PROPN", "PRON")
            or laid.one[m] in words("kin")
        ):
            return -1
        first = m
        while first > 0 and laid.tokens[first - 1].pos in ("ADJ", "NOUN", "DET", "PROPN") and m - first < 4:
            first -= 1
        return first if laid.is_one(m) else -1
    return -1


def _champion(laid: Laid, i: int) -> tuple[int, int] | None:
    """A "reigning county bowls champion"; a champion of causes is none."""
    k = i
    while (k > 0 and laid.tokens[k - 1].pos in ("ADJ", "NOUN", "PROPN", "NUM", "ADV", "VERB")) or laid.at(k - 1) in (
        "-",
        "'s",
    ):
        k -= 1
        if i - k > 6 or laid.tokens[k].sentence != laid.tokens[i].sentence:
            break
    if laid.tokens[i].pos not in ("NOUN", "PROPN"):
        return None
    if laid.at(i + 1) and laid.tokens[i + 1].pos in ("NOUN", "PROPN"):
        return None
    # Whistle-blowing has champions, too, and so do diversity and data.
    named = any(laid.low[m] in words("contests") or laid.tokens[m].pos == "PROPN" for m in range(k, i))
    return (k, i) if named or laid.low[i] not in ("champion", "grandmaster") else None


def _servant(laid: Laid, i: int) -> tuple[int, int] | None:
    """The bishop's driver."""
    figure = laid.phrase(i - 2, "public figures")
    last = laid.noun_run(i)
    if figure < 0 or last < 0 or not laid.is_one(i - 2) or not laid.is_one(last):
        return None
    person = laid.phrase(last, "trades") >= 0 or laid.one[last] in (
        "driver",
        "aide",
        "secretary",
        "assistant",
        "agent",
        "bodyguard",
        "manager",
        "speechwriter",
    )
    return (figure, last) if person else None


def _kin(laid: Laid, i: int) -> tuple[int, int] | None:
    """The widow of a footballer, the mayor's wife."""
    if laid.at(i + 1) == "of" or (laid.at(i + 1) == "to" and laid.low[i] in ("wife", "husband", "heir", "heiress")):
        j = i + 2
        if laid.at(j) == "one" and laid.at(j + 1) == "of":
            j += 2
        if laid.at(j) in ("the", "a", "an", "our"):
            head = laid.noun_run(j + 1)
            if head > 0 and laid.phrase(head, "public figures") > j:
                return i - (laid.at(i - 1) in ("the", "a")), head
    k = i - 1
    while (
        laid.at(k)
        in (
            "eldest",
            "youngest",
            "only",
            "former",
            "late",
            "elder",
            "younger",
            "estranged",
            "second",
            "first",
            "third",
            "ex",
            "-",
            "own",
        )
        and i - k < 5
    ):
        k -= 1
    if laid.at(k) == "'s" and k > 1:
        figure = laid.phrase(k - 1, "public figures")
        if figure > 0 and laid.is_one(k - 1):
            return figure - (laid.tokens[figure - 1].pos in ("DET", "ADJ")), i
    return None
