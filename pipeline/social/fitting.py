"""Drafts of posts that fit: what gives way, in which order, and what never does.

First the tags go, then whole passages from the end, then words and at last graphemes, with a sign that says so. The
link, a notice, a label, a quotation and a citation are never cut: a draft that would have to is refused.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.counting import Counter
from pipeline.model import ClearedItem
from pipeline.model.telling import SUMMARY, headline, notices
from pipeline.social.cutting import MORE, shortened, unlinked
from pipeline.social.wordings import Wording, plain

#: Networks on which the link is in the text, because their cards are made from the page; elsewhere it is on our card.
_LINK_IN_TEXT = frozenset(("mastodon", "x"))
#: Networks that make links of every "@word" and "#word".
_LINK_BY_THEMSELVES = frozenset(("mastodon", "x"))


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What one account wants of a draft."""

    #: The account's name.
    account: str
    #: bluesky, mastodon, linkedin, x.
    network: str
    counter: Counter
    #: Where this post leads.
    link: str
    #: Whether the link stands in the text; None: as its network is used to.
    link_in_text: bool | None = None
    #: How many tags it may have.
    tags: int = 3


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A post that fits, for a person to look at."""

    #: As people read it.
    text: str
    #: The tags that stand at its end, without their sign.
    tags: tuple[str, ...]
    #: What the card says, where the network has ours.
    title: str
    summary: str
    #: What gave way, in plain words.
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drafts:
    """What each account says, and why others say nothing."""

    drafts: Mapping[str, Draft]
    #: Account to reason.
    without: Mapping[str, str]


def tags_of(piece: ClearedItem, areas: Mapping[str, str]) -> tuple[str, ...]:
    """The names of a piece's practice areas as tags, the strongest first: "EmploymentAndLabour"."""
    named = (_tag(areas[each]) for each in piece.areas if each in areas)
    return tuple(dict.fromkeys(each for each in named if each))


def _tag(name: str) -> str:
    """CamelCase of letters and digits alone; empty where no letter is left, because no network takes that for a tag."""
    spelled = unicodedata.normalize("NFC", name).replace("&", " And ").replace("'", "").replace("’", "")
    words = "".join(char if char.isalnum() else " " for char in spelled).split()
    tag = "".join(word[0].upper() + word[1:] for word in words)
    return tag if any(map(str.isalpha, tag)) else ""


def assign(item: str, accounts: Sequence[str], wordings: Sequence[Wording]) -> dict[str, Wording]:
    """A wording of its own for each account, the same every time; none for those for which there is none left.

    Args:
        item: the piece's id. With the account's name it says who comes first, so that it is not always the same.
        accounts: their names.
        wordings: the fullest first.

    """
    turns = sorted(set(accounts), key=lambda account: hashlib.sha256(f"{item}\0{account}".encode()).digest())
    return dict(zip(turns, wordings, strict=False))


def drafts(
    piece: ClearedItem,
    wordings: Sequence[Wording],
    wishes: Sequence[Wish],
    *,
    areas: Mapping[str, str],
    label: str = "",
) -> Drafts:
    """What each account may say of a piece; never two the same.

    Args:
        piece: what was cleared.
        wordings: of the piece.
        wishes: one for each account.
        areas: name by practice area id.
        label: what advertising must be labelled with; stands first where the piece tells of clients.

    """
    if not wordings:
        return Drafts({}, {wish.account: f"“{piece.item.title}” may not be told there" for wish in wishes})
    given = assign(piece.id, [wish.account for wish in wishes], wordings)
    told: dict[str, Draft] = {}
    without: dict[str, str] = {}
    said: set[str] = set()
    for wish in sorted(
        wishes, key=lambda each: list(given).index(each.account) if each.account in given else len(given)
    ):
        if wish.account not in given:
            there = "is one wording" if len(wordings) == 1 else f"are {len(wordings)} wordings"
            without[wish.account] = (
                f"there {there} of “{piece.item.title}” for {len(wishes)} accounts, and no two say the same"
            )
            continue
        try:
            # Nobody else says those that are left over.
            offered = [given[wish.account], *wordings[len(given) :], plain(piece, areas)]
            draft, words = _first_that_fits(piece, offered, wish, areas, label, said)
        except ValueError as problem:
            without[wish.account] = str(problem)
        else:
            told[wish.account] = draft
            said.add(words)
    return Drafts(told, without)


def _first_that_fits(
    piece: ClearedItem, wordings: Sequence[Wording], wish: Wish, areas: Mapping[str, str], label: str, said: set[str]
) -> tuple[Draft, str]:
    """The draft, and its own words: what no other account may say."""
    problem = ValueError()
    for wording in wordings:
        try:
            draft, words = _fitted(piece, wording, wish, areas, label)
        except ValueError as found:
            problem = problem if problem.args else found
            continue
        if words not in said:
            return draft, words
        problem = ValueError(f"what fits of “{piece.item.title}” on {wish.counter.name} is what another account says")
    raise problem


def draft(piece: ClearedItem, wording: Wording, wish: Wish, *, areas: Mapping[str, str], label: str = "") -> Draft:
    """One wording as a post that fits.

    Args:
        piece: what was cleared.
        wording: of the piece.
        wish: the account's.
        areas: name by practice area id.
        label: what advertising must be labelled with; stands first where the piece tells of clients.

    Raises:
        ValueError: it does not fit, whatever may give way.

    """
    return _fitted(piece, wording, wish, areas, label)[0]


def _fitted(
    piece: ClearedItem, wording: Wording, wish: Wish, areas: Mapping[str, str], label: str
) -> tuple[Draft, str]:
    frame = Frame(wish, label if piece.item.kind.tells_of_clients else "", wording.notices)
    offered = tags_of(piece, areas)[: wish.tags]
    for words, tags, warnings in frame.ways(wording, offered):
        text = frame.text(words, tags)
        if _are_seen(words) and frame.fits(text, tags):
            told = Draft(
                text=text,
                tags=tags,
                title=headline(piece, areas),
                # A card is a surface of its own: what needs a notice does not stand on it.
                summary="" if notices(piece, SUMMARY) else piece.item.summary,
                warnings=warnings,
            )
            return told, words.casefold()
    raise ValueError(
        f"“{piece.item.title}” does not fit on {wish.counter.name} with its link and notices, and no quotation or citation is cut"
    )


@dataclass(frozen=True)
class Frame:
    """What stands around the words of a post and never gives way."""

    wish: Wish
    label: str
    notices: tuple[str, ...]

    def text(self, words: str, tags: Sequence[str]) -> str:
        """The whole: label, words, notices, tags, link."""
        plainly = unlinked if self.wish.network in _LINK_BY_THEMSELVES else str
        in_text = self.wish.link_in_text
        link = self.wish.link if (self.wish.network in _LINK_IN_TEXT if in_text is None else in_text) else ""
        own = [self.label, words, "\n".join(self.notices)]
        return "\n\n".join(filter(None, [*map(plainly, own), " ".join(f"#{tag}" for tag in tags), link]))

    def fits(self, text: str, tags: Sequence[str] = ()) -> bool:
        """Whether the network takes it, and whatever its servers count."""
        return self.wish.counter.fits(text, tags, spare=self.wish.counter.spare)

    def ways(self, wording: Wording, tags: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """(words, tags, what gave way), the fullest first."""
        for kept in range(len(tags), -1, -1):
            lost = len(tags) - kept
            yield _words(wording), tags[:kept], (f"{lost} {'tag' if lost == 1 else 'tags'} left out",) if lost else ()
        gave = (f"{len(tags)} {'tag' if len(tags) == 1 else 'tags'} left out",) if tags else ()
        # A head alone says something; without one, the first passage must.
        for kept in range(len(wording.passages) - 1, -1 if wording.head else 0, -1):
            shorter = replace(wording, passages=wording.passages[:kept])
            yield _words(shorter), (), (*gave, f"{kept} of {len(wording.passages)} passages kept")
        least = wording.head or (wording.passages or ("",))[0]
        try:
            cut = shortened(least, lambda words: self.fits(self.text(words, ())))
        except ValueError:
            return
        yield cut, (), (*gave, "cut in the middle of a sentence: look whether it still says the same")


def _are_seen(words: str) -> bool:
    """Whether anything of these can be seen: joiners and the like may stand among words, and say nothing alone."""
    return any(map(str.isprintable, words.removesuffix(MORE).replace(" ", "")))


def _words(wording: Wording) -> str:
    return "\n\n".join(filter(None, [wording.head, " ".join(wording.passages)]))
