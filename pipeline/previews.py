"""The private page of one piece: how it will look, how it was tagged and why, and what stops it.

Written to `.attract/previews/`, which is never published; `attract serve` shows it, too.
"""

import base64
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement
from jinja2 import Environment, PackageLoader

from pipeline.clear import decide as clear_decide
from pipeline.collect import decide as collect_decide
from pipeline.collect import naming
from pipeline.collect.cleaning import to_html
from pipeline.collect.formats import parse
from pipeline.highlights import SIGNS, Mark, highlighted
from pipeline.model import Area, Aspect, Asset, ClearedItem, Facet, Finding, Held, Item, Kind, Tag, Tagging
from pipeline.model.reading import minutes
from pipeline.model.telling import listed
from pipeline.review_cards import Card, cards, steps
from pipeline.tag.facets import names
from pipeline.wiring import House

_ASPECTS = {
    Aspect.JURISDICTION: "whose law", Aspect.INDUSTRY: "whose business",
    Aspect.STAGE: "where in a client's journey", Aspect.KIND: "how it reads",
}  # fmt: skip
_KINDS = {
    Kind.STORY: "Story", Kind.ARTICLE: "Article", Kind.ELSEWHERE: "Elsewhere", Kind.TESTIMONIAL: "Testimonial",
    Kind.NEWS: "News", Kind.NOTE: "Note",
}  # fmt: skip


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
    return [
        Look(item, about[item.id], verdicts[item.id], write(house, item, verdicts[item.id], about[item.id]))
        for item in items
    ]


def from_outside(house: House, path: Path, kind: Kind) -> Look:
    """What a file that lies anywhere would become, judged as if nobody had decided anything about it.

    Raises:
        SourceError: it cannot be read.

    """
    draft = parse(path.read_bytes(), path.name)
    item = collect_decide.item(
        draft, id_=naming.slug(draft.title), kind=kind, source=path.name, author=None, first_seen=house.time(),
        zone=house.firm.zone,
    )  # fmt: skip
    findings = house.clearing.screen_one(item)
    verdict = clear_decide.judge(item, (), findings, house.clearing.recorded().of(""), house.clearing.now())
    about = house.worked_out(item)
    return Look(item, about, verdict, write(house, item, verdict, about, findings))


def write(
    house: House, item: Item, verdict: ClearedItem | Held, about: Tagging, findings: Sequence[Finding] | None = None
) -> Path:
    """Write the private page of one item; returns where it lies."""
    path = f".attract/previews/{item.id.replace(':', '-')}.html"
    house.file(path).write(page(house, item, verdict, about, findings).encode())
    return house.root / path


def page(
    house: House, item: Item, verdict: ClearedItem | Held, about: Tagging, findings: Sequence[Finding] | None = None
) -> str:
    """The private page of one item: one file that needs no other.

    Args:
        house: the firm that it belongs to.
        item: the piece.
        verdict: whether it is held, and why.
        about: what it is about.
        findings: what was found on it; None asks the book.

    """
    templates = Environment(loader=PackageLoader("pipeline", "templates/preview"), autoescape=True)
    people = house.people()
    areas = house.areas.shown
    if findings is None or isinstance(verdict, Held):
        findings = verdict.findings if isinstance(verdict, Held) else house.clearing.findings(item)
    found = cards(item, findings)
    return templates.get_template("item.html").render(
        firm=house.firm,
        item=item,
        kind=_KINDS.get(item.kind, "Page"),
        title=_shown(item.title, "title", found, house).removeprefix("<p>").removesuffix("</p>"),
        summary=_shown(item.summary, "summary", found, house),
        words=marked(_shown(item.body, "body", found, house, item.assets), about, areas),
        authors=listed(people[each].name for each in item.authors if each in people),
        talks=_shown(item.talks_told, "talks", found, house),
        day=f"{item.published.day} {item.published:%B %Y}",
        minutes=minutes(item),
        held=isinstance(verdict, Held),
        steps=steps(item, verdict, found),
        channels=[str(channel) for channel in verdict.channels] if isinstance(verdict, ClearedItem) else [],
        notices=clear_decide.notices(findings),
        cards=found,
        signs=SIGNS,
        about=about,
        seen=[
            (_ASPECTS[each.kind_of], names(each.kind_of).get(each.value, each.value), _words(each))
            for each in about.facets
        ],
        tags=[(areas[tag.area].name, tag.score, _words(tag), _by_author(tag)) for tag in about.tags],
    )


def _shown(markdown: str, part: str, found: Sequence[Card], house: House, assets: Sequence[Asset] = ()) -> str:
    """One part of an item as HTML, with the places of its findings marked."""
    marks = [
        Mark(place.start, place.end, card.number, card.level, card.reason)
        for card in found
        for place in card.places
        if place.part == part and place.end
    ]
    pictures = {asset.name: asset.filename for asset in assets}
    shown = highlighted(markdown, marks, lambda words: to_html(words, pictures))
    for asset in assets:
        kind = mimetypes.guess_type(asset.filename)[0] or "application/octet-stream"
        inline = f"data:{kind};base64,{base64.b64encode(house.assets.read(asset)).decode()}"
        shown = shown.replace(f"asset:{asset.filename}", inline)
    return shown


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
