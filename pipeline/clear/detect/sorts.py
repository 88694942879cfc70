"""What a name is a name of: a person, a firm or other body, a place."""

import re
from enum import StrEnum

from pipeline.clear.detect import lexicon, ties
from pipeline.clear.detect.capitals import Label, Word, Words

_PLACE_LABELS = {"GPE", "LOC", "FAC"}
_SHORTEST_PLACE = 5
_ENDS_LIKE_A_PLACE = re.compile(
    r"(?:ton|ham|ley|leigh|by|thorpe|thwaite|wick|wich|ford|bury|borough|brough|burgh|stead|stow|combe|coombe|dale|field|"
    r"mouth|minster|chester|caster|worth|hurst|bourne|burn|holme|holm|ness|sea|haven|pool|port|bridge|well|ville|burg|"
    r"more|moor|marsh|cliff|cliffe|hithe|grove|shaw|hoe|low|beck|mere|water|side|gate|heim|dorf|berg|stadt|hausen|"
    r"owen|ligh|kill|brae|town|wold|head|hampton|fold|den|don|ing|wood|ridge|croft|beg|agh|een)$"
)
_BEGINS_LIKE_A_PLACE = re.compile(
    r"(?:Bally|Ballach|Ballin|Kil|Inver|Aber|Llan|Dun|Glen|Ard|Knock|Tully|Carrick|Drum|Clon|Cloon|Pen|Tre|Pol|Lis|Rath|"
    r"Castle|Ben|Strath|Auch|Loch|Port|Pont|Cwm|Caer|Letter|Derry|Mullagh|Slieve|Inish|Innis|Gort|Rhos|Rhyd|Maes|Nant|Ynys)[a-z-]{2,}"
)
#: Prepositions that only places follow, but for what one believes and trusts in.
_ALWAYS = {"in", "near", "outside", "around", "throughout", "across", "via", "round", "inside", "into"}
_TRUSTING = {"believe", "trust", "interest", "confide", "faith", "confidence", "invest"}
#: What comes "from" somebody, not from somewhere.
_SENT = {
    "letter", "letters", "note", "email", "card", "call", "words", "message", "text", "review", "thanks",
    "comment", "comments", "testimonial", "feedback", "parcel", "gift", "postcard", "cheque", "invitation", "voicemail",
}  # fmt: skip
_IS = {"is", "was", "has"}
_SMALL_PLACE = {"place", "village", "hamlet", "island", "townland", "town", "parish", "settlement", "islet", "suburb"}
_KEPT_BY_PLACES = {"shop", "pub", "church", "school", "street", "road", "houses", "bus", "residents", "people", "post"}
_FEW = 6
_BETWEEN = {"the", "old", "nearby", "rural", "downtown", "central", "north", "south", "east", "west"}
_BEFORE_HOUSES = {"on", "of", "from", "off", "behind", "the"}
_BEFORE_LAND = {"at", "in", "of", "near", "by", "above", "below", "outside"}
_WHERE = {
    "in",
    "at",
    "near",
    "from",
    "outside",
    "through",
    "around",
    "between",
    "via",
    "across",
    "beyond",
    "past",
    "to",
    "of",
    "and",
}
_DETERMINERS = {"the", "a", "an", "her", "his", "their", "our", "my"}


class Sort(StrEnum):
    """What a name is a name of."""

    PERSON = "person"
    BODY = "body"
    PLACE = "place"
    #: Nothing tells.
    DOUBT = "doubt"


def sort_of(words: Words, first: int, last: int, style: str) -> Sort:
    """What a name names, by its own words, those beside it, and the language model's label."""
    if style:
        return Sort.PERSON
    return _by_itself(words, first, last) or _by_its_neighbours(words, first, last) or _by_label(words, first, last)


def _by_itself(words: Words, first: int, last: int) -> Sort | None:
    """By the words of the name: "Larchmoor Joinery", "Rose Cottage"; and by a small word of land behind it."""
    cues = lexicon.cues()
    end = words[last]
    following = words[last + 1] if words.beside(last) and not end.possessive else None
    if following is not None and not following.capital and following.small in cues["land nouns"]:
        return Sort.PLACE
    if _told_as_a_place(words, first, last):
        return Sort.PLACE
    if first == last:
        return None
    if end.small in cues["company endings"] or any("&" in words.gap(each) for each in range(first, last)):
        return Sort.BODY
    if end.small in cues["institutions"] or words[first].small in cues["institutions abroad"]:
        return Sort.BODY
    if any(end.small in cues[name] for name in ("sure streets", "sure land", "sure houses")):
        return Sort.PLACE
    given = words[first].small in lexicon.given_names()
    if end.label is not Label.UNKNOWN and any(end.small in cues[name] for name in ("houses", "streets", "land")):
        if _placed(words, first) or (first and words[first - 1].small in _BEFORE_HOUSES):
            return Sort.PLACE
        return None if given else Sort.BODY
    if end.small in cues["business heads"]:
        # "Rose Mills" may be a woman; "Cuan Ferries" is none.
        person = given and last == first + 1 and not words[first].possessive
        return None if person and end.small in cues["trades like surnames"] else Sort.BODY
    village = words[first].small in cues["before villages"] and end.label is Label.UNKNOWN
    return Sort.PLACE if village or words[first].small == "river" else None


def _by_its_neighbours(words: Words, first: int, last: int) -> Sort | None:
    """By the words before and behind it."""
    cues = lexicon.cues()
    before = words[first - 1] if first and words.beside(first - 1) else None
    given = words[first].small in lexicon.given_names()
    if before is not None and before.small in cues["honorifics"] and not before.capital:
        return Sort.PERSON
    if _stands_on_land(words, first) and not (given and last > first):
        return Sort.PLACE
    if not given and ties.tied(words.text, words[first].start, words[last].end):
        return Sort.BODY
    whole_given = given and (last > first or not _shaped_like_a_place(words, first, last))
    if whole_given and not (_entity(words[first]) in _PLACE_LABELS and _placed(words, first) and last == first):
        return Sort.PERSON
    if _has_role(words, first, last):
        return Sort.PERSON
    if _placed(words, first) and not words[last].possessive and not _written_by(words, first, last):
        return Sort.PLACE
    if _acts(words, last):
        return Sort.PERSON if _entity(words[first]) != "ORG" or first == last else Sort.BODY
    return None


def _by_label(words: Words, first: int, last: int) -> Sort:
    """By the language model's label, and the shape of the word."""
    entity = _entity(words[last]) or _entity(words[first])
    shaped = _shaped_like_a_place(words, first, last)
    before = words[first - 1] if first and words.beside(first - 1) else None
    if before is not None and before.small in _WHERE | _LOCATIVE and _gaelic(words, first, last):
        return Sort.PLACE
    if entity == "PERSON":
        return Sort.PERSON
    if entity in _PLACE_LABELS and not words[last].possessive:
        where = before is not None and before.small in _WHERE
        if shaped or (where and first == last):
            return Sort.PLACE
    if before is not None and before.small == "the":
        return Sort.BODY
    if shaped and before is not None and before.small in ("from", "to", "of", "at"):
        return Sort.PLACE
    if entity == "ORG" or all(words[each].label is Label.ODD for each in range(first, last + 1)):
        return Sort.BODY
    return Sort.DOUBT


def _stands_on_land(words: Words, first: int) -> bool:
    """The weir at Netherby, a harbour near Thornley: what stands beside is a piece of land."""
    if not words.beside(first - 1) or not words.beside(first - 2) or words[first - 1].small not in _BEFORE_LAND:
        return False
    # The estate of somebody is what he left.
    left = words[first - 2].small == "estate" and words[first - 1].small == "of"
    return words[first - 2].small in lexicon.cues()["land nouns"] and not left


def may_be_a_name(words: Words, first: int, last: int) -> bool:
    """Whether a place may as well be the name of a house, a firm or somebody: nothing in its own words tells."""
    if first == last:
        return False
    if _gaelic(words, first, last) or _in_apposition(words, first):
        return True
    return not _shaped_like_a_place(words, first, last) and _by_itself(words, first, last) is not Sort.PLACE


def located(words: Words, first: int, last: int) -> bool:
    """Whether a name stands where something lies or somebody lives: "sits on ...", "a bungalow off ..."."""
    if words[last].possessive or not words.beside(first - 1) or not words.beside(first - 2):
        return False
    before = first - 2 if words[first - 1].small == "the" else first - 1
    if before < 1 or words[before].small not in _LOCATIVE or not words.beside(before - 1):
        return False
    head = words[before - 1]
    lemma = head.token.lemma if head.token else head.small
    return head.small in lexicon.cues()["dwellings"] or lemma in _LIES


_LOCATIVE = {"on", "in", "at", "off", "along", "beyond", "near", "up", "down", "past"}
_LIES = {
    "live",
    "sit",
    "stand",
    "lie",
    "back",
    "reside",
    "dwell",
    "stay",
    "lodge",
    "park",
    "camp",
    "moor",
    "grow",
    "front",
}


def _gaelic(words: Words, first: int, last: int) -> bool:
    """Baile an Mhuilinn, Cnoc na Coille, Bryn Awel."""
    return first < last and words[first].small in lexicon.cues()["gaelic and welsh heads"] and (
        words[last].label is Label.UNKNOWN
    )  # fmt: skip


def _told_as_a_place(words: Words, first: int, last: int) -> bool:
    """The house, Windrush Lea; Quernmore Bottom is a tiny place; Inis Caorach has one shop."""
    if words[last].small in lexicon.cues()["company endings"]:
        return False
    if _in_apposition(words, first) and words.gap(last).strip() in (",", ".", ")", "–", "—"):
        return last > first or words[first].small not in lexicon.given_names() or _entity(words[first]) in _PLACE_LABELS
    if last + 3 >= len(words) or not words.beside(last) or words[last + 1].small not in _IS or words[last].possessive:
        return False
    following = [word.small for word in words[last + 2 : last + _FEW]]
    if words[last + 1].small == "has":
        return following[0] in ("one", "two", "no", "a") and following[1] in _KEPT_BY_PLACES
    return following[0] in ("a", "an", "the") and any(
        word in _SMALL_PLACE and words.beside(last + 1 + at) for at, word in enumerate(following[1:4], 1)
    )


def _in_apposition(words: Words, first: int) -> bool:
    """Whether a dwelling stands before a comma: "the cottage, Tigh na Mara,"."""
    if first < 2 or words.gap(first - 1).strip() not in (",", "(") or words[first - 1].small not in _HOUSES:
        return False
    determiner = {word.small for word in words[max(0, first - 4) : first - 1]}
    return bool(determiner & _DETERMINERS) or any(word.possessive for word in words[max(0, first - 4) : first - 1])


_HOUSES = {
    "house", "cottage", "bungalow", "farm", "farmhouse", "home", "villa", "croft", "lodge", "estate", "barn", "cabin", "chalet",
    "village", "hamlet", "townland", "island", "smallholding", "homestead", "ranch", "mansion", "houseboat", "mill", "manor",
    "rectory", "place", "parish", "street", "lane",
}  # fmt: skip


def _written_by(words: Words, first: int, last: int) -> bool:
    """Whether two strange words behind "from" are who sent something: "the letter came from Orla Fenn"."""
    if first == last or words[first - 1].small != "from" or _entity(words[first]) in _PLACE_LABELS:
        return False
    return any(word.small in _SENT for word in words[max(0, first - 5) : first - 1])


def _entity(word: Word) -> str:
    return word.token.entity if word.token else ""


def _shaped_like_a_place(words: Words, first: int, last: int) -> bool:
    """Upper Slaidley, Ballymore, St Brannock."""
    end = words[last].bare
    shaped = (
        bool(_ENDS_LIKE_A_PLACE.search(end.lower()) or _BEGINS_LIKE_A_PLACE.match(end)) and len(end) >= _SHORTEST_PLACE
    )
    return shaped or (last > first and words[first].small in lexicon.cues()["place adjectives"])


def _has_role(words: Words, first: int, last: int) -> bool:
    """Whether who it is stands beside a name: "the neighbour, Orrin", "Orrin, her landlord"."""
    cues = lexicon.cues()
    roles = (cues["others"], cues["own side"], cues["people"])
    near = first > 0 and words.gap(first - 1).strip() in ("", ",") and not words[first - 1].possessive
    if near and any(words[first - 1].small in names for names in roles):
        return True
    if words.gap(last).strip() != "," or words[last].possessive:
        return False
    following = [word.small for word in words[last + 1 : last + 6]] or [""]
    if following[0] in ("who", "whose", "aged"):
        return True
    return following[0] in _DETERMINERS and any(word in names for word in following[1:4] for names in roles)


def _acts(words: Words, last: int) -> bool:
    """Whether a name is followed by what only people do."""
    if last + 1 >= len(words) or not words.beside(last):
        return False
    token = words[last + 1].token
    if words[last].possessive or token is None:
        return False
    return token.tag in ("VBD", "VBZ", "VBP") and token.lemma in lexicon.cues()["sure person verbs"]


def _placed(words: Words, first: int) -> bool:
    """Whether the words before a name speak of places: "in", "moved to", "the village of"."""
    if not words.beside(first - 1) or any(word.small in ("v", "vs") for word in words[first + 1 : first + 5]):
        return False
    place = first - 1
    if words[place].small in _BETWEEN and words.beside(place - 1):
        place -= 1
    preposition = words[place].small
    if preposition == "at":
        return words[first].small not in lexicon.given_names() and place == first - 1
    if preposition not in _ALWAYS and preposition not in ("from", "to", "of"):
        return False
    cues = lexicon.cues()
    before = {word.small for word in words[max(0, place - 3) : place]}
    before |= {word.token.lemma.lower() for word in words[max(0, place - 3) : place] if word.token}
    if preposition in _ALWAYS:
        return not before & _TRUSTING
    if preposition == "from":
        return bool(before & (cues["moving"] | cues["from places"]))
    return bool(before & cues["moving" if preposition == "to" else "before places"])
