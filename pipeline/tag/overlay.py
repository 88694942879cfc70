"""What a firm changes about the practice areas, laid over the tags of the shipped ones. Asks nothing of the world.

The tagger scores the shipped areas, whatever a firm calls them, so that one taxonomy serves
every firm; tags are kept under the shipped keys. What a firm's settings rename, merge, hide
and add is applied when tags leave the room: a change of mind costs no reading of any text,
but for added phrases, which have to be looked for.
"""

import difflib
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline.addresses import slug
from pipeline.fields import Problem
from pipeline.firm import AddedArea, Firm, PracticeAreas
from pipeline.model import Area, Areas, Evidence, Item, Tag, Tagging, digest_of
from pipeline.model.areas import folded
from pipeline.tag import decide
from pipeline.tag.taxonomy import Taxonomy, taxonomy

#: Raise it when the way in which added areas are found changes: tags are kept by version.
_METHOD = "1"
#: A phrase in the title or summary counts double, as it does for the shipped areas.
_HEADLINE_WEIGHT = 2.0
#: Evidence kept with a tag: enough to explain it, not a concordance.
_MOST_EVIDENCE = 8
#: The address of the list of all areas.
_TAKEN = "index"


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """The practice areas as one firm has them."""

    areas: Areas
    #: The same without the firm's own names: what may be shown while these are held.
    silent: Areas
    #: Phrases of the added areas, by lasting key.
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def version(self, tagger: str) -> str:
        """Names the tagger and the added phrases together."""
        return f"{tagger}-{digest_of([_METHOD, self.phrases])[:8]}" if self.phrases else tagger

    def found(self, item: Item) -> tuple[Tag, ...]:
        """The tags of the added areas: each whose phrases stand in the text, however weak it is beside others.

        The firm chose the phrases, so each is worth 1 and there is no threshold. Otherwise an
        area's strength and score are those of `decide.tags`.
        """
        texts = {"title": decide.headline(item), "body": item.body}
        return tuple(tag for key, phrases in self.phrases.items() if (tag := _tag(key, phrases, texts)))

    def added(self, item: Item, about: Tagging) -> Tagging:
        """What was found on an item, and the firm's own areas beside it."""
        tags = (*about.tags, *self.found(item))
        return replace(about, tags=tags, none=about.none and not tags)

    def applied(self, about: Tagging) -> Tagging:
        """Tags as the firm has them, strongest first: under the keys of today, and without hidden areas."""
        together: dict[str, Tag] = {}
        for tag in about.tags:
            if area := self.areas.went.get(tag.area):
                together[area] = _both(area, tag, together.get(area))
        tags = tuple(sorted(together.values(), key=lambda tag: -tag.score))
        # A piece that is only about hidden areas is about none of the firm's.
        return replace(about, tags=tags, none=about.none or bool(about.tags and not tags))


def overlay(settings: PracticeAreas, shipped: Mapping[str, Area]) -> Overlay:
    """The areas as these settings change them; `problems` says whether they can."""
    base = {**shipped, **{slug(each.name): _area(each) for each in settings.add}}
    called = {key: slug(name) for key, name in settings.rename.items()}
    merge = _targets(settings, base)
    ends = {key: _end(key, merge) for key in merge}
    went = {key: called.get(end, end) for key in base if (end := ends.get(key, key)) not in settings.hide}

    def shown(names: Mapping[str, str]) -> dict[str, Area]:
        return {
            went[key]: replace(
                base[key],
                id=went[key],
                name=name,
                formerly=tuple(old for old in (key, *sorted(ends)) if old != went[key] and ends.get(old, old) == key),
            )
            for key, name in names.items()
            if key in went and key not in merge
        }

    version = "" if settings == PracticeAreas() else digest_of([went, list(base), settings.names])[:12]
    names = {key: area.name for key, area in base.items()}
    return Overlay(
        areas=Areas(shown=shown({**names, **settings.rename}), first=base, went=went, version=version),
        silent=Areas(shown=shown({key: names[key] for key in shipped}), first=base, went=went, version=version),
        phrases={slug(each.name): _once(each.phrases) for each in settings.add if each.phrases},
    )


def as_shipped(by: Taxonomy) -> Overlay:
    """The areas of a taxonomy as they are."""
    return overlay(PracticeAreas(), by.areas)


def _area(added: AddedArea) -> Area:
    return Area(id=slug(added.name), name=added.name, folio=added.folio)


def _once(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple({folded(phrase): phrase for phrase in phrases}.values())


def _targets(settings: PracticeAreas, base: Collection[str]) -> Mapping[str, str]:
    """Each merge under lasting keys: its target may be named by its new key, too."""
    renamed = {slug(name): key for key, name in settings.rename.items()}
    return {key: into if into in base else renamed.get(into, into) for key, into in settings.merge.items()}


def _end(key: str, merge: Mapping[str, str]) -> str:
    """Where a chain of merges ends."""
    while key in merge:
        key = merge[key]
    return key


# What is wrong with the settings.


def problems(firm: Firm) -> Iterator[Problem]:
    """What the settings say of practice areas that cannot be: each with the key that leads to it."""
    settings, shipped = firm.practice_areas, taxonomy().areas
    for path, words in _problems(settings, {key: area.name for key, area in shipped.items()}):
        yield ("practice_areas", *path), words


def _problems(settings: PracticeAreas, shipped: Mapping[str, str]) -> Iterator[Problem]:
    names = dict(shipped)
    for number, added in enumerate(settings.add):
        path, key = ("add", number, "name"), slug(added.name)
        if key in names:
            yield path, f"there is a practice area {key!r} already: {names[key]}"
        names.setdefault(key, added.name)
    wrong = [*_unknown(settings, names), *_twice(settings), *_endless(settings, names)]
    yield from wrong
    # What the names lead to can only be told where the rest is sound.
    if not wrong:
        yield from _named_alike(settings, names)


def _unknown(settings: PracticeAreas, names: Mapping[str, str]) -> Iterator[Problem]:
    targets = {*names, *(slug(name) for name in settings.rename.values())}
    asked: list[tuple[tuple[str | int, ...], str, Collection[str]]] = [
        *((("rename", key), key, names) for key in settings.rename),
        *((("merge", key), key, names) for key in settings.merge),
        *((("merge", key), into, targets) for key, into in settings.merge.items()),
        *((("hide", number), key, names) for number, key in enumerate(settings.hide)),
    ]
    for path, key, there in asked:
        if key not in there:
            near = difflib.get_close_matches(key, there, n=1)
            yield (
                path,
                f"there is no practice area {key!r} ({f'did you mean {near[0]}?' if near else '`attract areas`'})",
            )


def _twice(settings: PracticeAreas) -> Iterator[Problem]:
    for number, key in enumerate(settings.hide):
        if key in settings.hide[:number]:
            yield ("hide", number), f"{key} stands here twice"
        for verb, done in (("rename", settings.rename), ("merge", settings.merge)):
            if key in done:
                yield (verb, key), f"{key} is hidden, too; take it out of `{verb}` or `hide`"
    for key in settings.merge:
        if key in settings.rename:
            yield ("merge", key), f"{key} is renamed, too; take it out of `merge` or `rename`"


def _endless(settings: PracticeAreas, names: Mapping[str, str]) -> Iterator[Problem]:
    """Merges that lead back to where they began, or to an area that nobody sees."""
    merge, told = _targets(settings, names), set[str]()
    for key, into in merge.items():
        if into in settings.hide:
            yield ("merge", key), f"{into} is hidden; take it out of `hide`, or merge into another area"
        way = [key]
        while way[-1] in merge and way[-1] not in way[:-1]:
            way.append(merge[way[-1]])
        # A circle is told once, by whoever comes to it first.
        if way[-1] in way[:-1] and not told & set(way):
            circle = way[way.index(way[-1]) :]
            words = (
                "an area cannot go into itself" if len(circle) == 2 else f"this is a circle: {' into '.join(circle)}"
            )
            yield ("merge", circle[0]), words
        told |= set(way)


def _named_alike(settings: PracticeAreas, names: Mapping[str, str]) -> Iterator[Problem]:
    """Two areas that a reader would see under one name or at one address."""
    chosen: dict[str, tuple[str | int, ...]] = {
        slug(each.name): ("add", n, "name") for n, each in enumerate(settings.add)
    }
    chosen |= {key: ("rename", key) for key in settings.rename}
    # An old address leads to the new one for good, so that nobody else can have it.
    addresses = {key: key for key in names} | {_TAKEN: "the list of all areas"}
    called: dict[str, str] = {}
    # Those that keep their shipped names come first: they are not to blame. Then in the order of writing.
    for key in (*(key for key in names if key not in chosen), *chosen):
        name = settings.rename.get(key, names[key])
        address = slug(name) if key in settings.rename else key
        if key in settings.merge or key in settings.hide:
            continue
        if (other := called.setdefault(folded(name), key)) != key:
            yield chosen[key], f"{other} has the name {name!r} already"
        elif (other := addresses.setdefault(address, key)) != key:
            yield chosen[key], f"its address would be practice/{address}/, which is that of {other}"


# Tags.


def _tag(key: str, phrases: Iterable[str], texts: Mapping[str, str]) -> Tag | None:
    strength, evidence = 0.0, []
    for phrase in phrases:
        wanted = _whole_words(phrase)
        for where, text in texts.items():
            if found := list(wanted.finditer(text)):
                earned = (_HEADLINE_WEIGHT if where == "title" else 1.0) * (1 + math.log(len(found)))
                strength += earned
                start, end = found[0].span()
                evidence.append(
                    Evidence(words=text[start:end], where=where, start=start, end=end, weight=round(earned, 3))
                )
    if not evidence:
        return None
    return Tag(area=key, score=round(1 - math.exp(-strength), 3), evidence=_weightiest(evidence))


@cache
def _whole_words(phrase: str) -> re.Pattern[str]:
    """The phrase as words of their own, over a wrapped line, too, but not over the end of a paragraph."""
    gap = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"
    words = gap.join(re.escape(word) for word in phrase.split())
    # Word processors bend apostrophes and lengthen hyphens; it is the same phrase.
    words = re.sub(r"['’]", "['’]", words).replace(r"\-", "[-‐‑–]")
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _both(area: str, tag: Tag, other: Tag | None) -> Tag:
    """One tag of two whose areas have become one; the strengths behind their scores add up."""
    score = 1 - (1 - tag.score) * (1 - other.score) if other else tag.score
    told = sorted((*tag.evidence, *(other.evidence if other else ())), key=lambda each: each.weight)
    # Words that spoke for both are told once, as what they earned where they earned more.
    once = {(each.where, each.start, each.end): each for each in told}
    return Tag(area=area, score=round(score, 3), evidence=_weightiest(once.values()))


def _weightiest(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(evidence, key=lambda each: -each.weight)[:_MOST_EVIDENCE])
