"""The private page of one piece: how it will look, how it was tagged and why, and what stops it.

Written to `.attract/previews/`, which is never published; `attract serve` shows it, too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement
from jinja2 import Environment, PackageLoader

from pipeline.model import Area, Aspect, ClearedItem, Facet, Held, Item, Kind, Tag, Tagging
from pipeline.tag.facets import names
from pipeline.wiring import House

_WORDS_A_MINUTE = 220
_ASPECTS = {
    Aspect.JURISDICTION: "whose law", Aspect.INDUSTRY: "whose business",
    Aspect.STAGE: "where in a client's journey", Aspect.KIND: "how it reads",
}  # fmt: skip
_KINDS = {Kind.STORY: "Story", Kind.ARTICLE: "Article", Kind.ELSEWHERE: "Elsewhere"}


@dataclass(frozen=True)
class Look:
    """What a lawyer wants to know of a piece they have just dropped."""

    item: Item
    about: Tagging
    verdict: ClearedItem | Held
    #: The private page, on this machine.
    page: Path

    @property
    def held(self) -> Held | None:
        """Why it stays in; None when nothing stops it."""
        return self.verdict if isinstance(self.verdict, Held) else None


def look(house: House, ids: list[str]) -> list[Look]:
    """Tag, screen and judge these items alone, and write the private page of each."""
    items = house.library.items(ids)
    house.tag(items)
    house.screen(items)
    cleared, held = house.judged(items)
    verdicts: dict[str, ClearedItem | Held] = {each.item.id: each for each in cleared}
    verdicts.update((each.item.id, each) for each in held)
    about = house.taggings(items)
    return [Look(item, about[item.id], verdicts[item.id], write(house, item, verdicts[item.id])) for item in items]


def write(house: House, item: Item, verdict: ClearedItem | Held) -> Path:
    """Write the private page of one item; returns where it lies."""
    path = f".attract/previews/{item.id.replace(':', '-')}.html"
    house.file(path).write(page(house, item, verdict, site="../../site/", assets="../assets/").encode())
    return house.root / path


def page(house: House, item: Item, verdict: ClearedItem | Held, *, site: str, assets: str) -> str:
    """The private page of one item.

    Args:
        house: the firm that it belongs to.
        item: the piece.
        verdict: whether it is held, and its tags.
        site: where the site's style lies, as this page would name it.
        assets: where the pictures lie, likewise.

    """
    templates = Environment(loader=PackageLoader("pipeline", "templates/preview"), autoescape=True)
    people = house.people()
    author = people.get(item.author or "")
    areas = house.areas.shown
    about = house.taggings([item])[item.id]
    return templates.get_template("item.html").render(
        firm=house.firm,
        item=item,
        kind=_KINDS.get(item.kind, "Page"),
        # Made by collect and cleaned by nh3; nothing else writes it.
        words=marked(item.html.replace('src="asset:', f'src="{assets}'), about, areas),
        author=author,
        day=f"{item.published.day} {item.published:%B %Y}",
        minutes=max(1, round(len(item.body.split()) / _WORDS_A_MINUTE)),
        held=verdict if isinstance(verdict, Held) else None,
        findings=_findings(verdict),
        about=about,
        seen=[
            (_ASPECTS[each.kind_of], names(each.kind_of).get(each.value, each.value), _words(each))
            for each in about.facets
        ],
        tags=[(areas[tag.area].name, tag.score, _words(tag), _by_author(tag)) for tag in about.tags],
        site=site,
        styles=sorted(path.name for path in (house.site / "assets/stylesheets").glob("main.*.css")),
    )


def _words(tag: Tag | Facet) -> list[str]:
    """The words that earned a tag or say something else of a piece, each once, at most six."""
    return list(dict.fromkeys(" ".join(each.words.split()) for each in tag.evidence))[:6]


def _by_author(tag: Tag) -> bool:
    return any(each.where == "author" for each in tag.evidence)


def marked(page: str, about: Tagging, areas: Mapping[str, Area]) -> str:
    """The words that earned a tag, marked wherever they stand in the text; each says for which area."""
    earned = {
        " ".join(each.words.split()): areas[tag.area].name
        for tag in reversed(about.tags)
        for each in tag.evidence
        if each.where == "body"
    }
    if not earned:
        return page
    # The longest first, or "lease" would break up "lease renewal".
    spelled = [r"\s+".join(map(re.escape, words.split())) for words in sorted(earned, key=lambda words: -len(words))]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)")
    soup = BeautifulSoup(page, "html.parser")
    for node in soup.find_all(string=pattern):
        parts: list[PageElement] = []
        behind = 0
        for found in pattern.finditer(node):
            mark = soup.new_tag("mark", title=earned[" ".join(found[0].split())])
            mark.string = found[0]
            parts += [NavigableString(node[behind : found.start()]), mark]
            behind = found.end()
        node.replace_with(*parts, NavigableString(node[behind:]))
    return str(soup)


def _findings(verdict: ClearedItem | Held) -> list[dict[str, object]]:
    """One entry for each rule: why, what to do, and every place."""
    told: dict[str, dict[str, object]] = {}
    for finding in verdict.findings if isinstance(verdict, Held) else ():
        place = finding.where.removeprefix(verdict.item.source).lstrip(":, ")
        entry = told.setdefault(
            finding.rule,
            {"rule": finding.rule, "stops": finding.stops, "reason": finding.reason, "remedy": finding.remedy,
             "source": finding.sources[0] if finding.sources else "", "places": []},
        )  # fmt: skip
        places = entry["places"]
        assert isinstance(places, list)
        if place:
            places.append((f"line {place}" if place.isdigit() else place, finding.words))
    return list(told.values())
