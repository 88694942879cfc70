"""Calls, never decides.

pieces that may have changed | listing -> shelf | decide.sheets
the sheets whose keys have changed | sheet.make | draft.lay
draft.put_up
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipeline.model.card import Card
from pipeline.ports import Addresses, AssetStore, Cards, Change, Draft, ManyHands, Pieces, Progress, SiteBuilder
from pipeline.ports.searching import STATE, MainBundle, Searchable
from pipeline.publish import decide, moved, searching
from pipeline.publish.desk import Desk
from pipeline.publish.links import address
from pipeline.publish.listing import Listing, listing, of_fields
from pipeline.publish.listing import told as told_of
from pipeline.publish.neighbours import Neighbours
from pipeline.publish.page import asset_path
from pipeline.publish.related import Traits
from pipeline.publish.search_run import Rebuild, bring_up
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf

#: Whole pieces held in memory at once.
_AT_ONCE = 250
#: With fewer for each, another process is not worth its while: pieces to read, pages to stage.
_WORTH = 100
_DESK = "desk"
_PERSON = "person:"
_PIECE = "piece:"
_OWN = "own"
_SEARCHED, _MAIN, _STALE = "search:pages", "search:main", "search:stale"


@dataclass(frozen=True)
class Published:
    """What one run of publishing did."""

    #: Pages of the site that stands now, without the one for wrong addresses.
    pages: int
    #: What the new version changed in the one before; None when the site was up to date and nothing was touched.
    change: Change | None
    #: What the site tells, by item, as the archive keeps it.
    told: Mapping[str, Any] = field(default_factory=dict)
    #: What of that the version before did not tell so; None for what is told no longer.
    told_differently: Mapping[str, Any] = field(default_factory=dict)

    @property
    def built(self) -> bool:
        """Whether anything that is public has changed."""
        return self.change is not None


def run(
    *,
    pieces: Pieces,
    desk: Desk,
    addresses: Addresses,
    neighbours: Neighbours,
    assets: AssetStore,
    cards: Cards,
    index: Searchable,
    builder: SiteBuilder,
    many_hands: ManyHands,
    progress: Progress,
    thorough: bool = False,
) -> Published:
    """Bring the site up to what is cleared; a site that is up to date is not touched.

    Args:
        pieces: the firm's pieces.
        desk: who and what they are shown beside.
        addresses: every address that was ever public.
        neighbours: what is near what.
        assets: the pictures.
        cards: paints share cards.
        index: makes the search's bundles.
        builder: where the site stands.
        many_hands: does the same work on many pieces and pages.
        progress: told how far it came.
        thorough: also clear the search's index of words that are no longer shown, which takes longer.

    Raises:
        BuildError: the site could not be built; the old one stands.

    """
    with builder.draft() as draft:
        shelf = _shelf(draft, pieces, desk, neighbours, many_hands, progress)
        known = addresses.addresses()
        wanted = {sheet.path: sheet for sheet in decide.sheets(desk, shelf, known)}
        pictures = {asset_path(each): each for each in decide.pictures(desk, shelf.pieces)}
        shared = decide.cards(desk, shelf.pieces)
        for path in draft.keys.keys() - wanted.keys() - pictures.keys() - shared.keys():
            draft.remove(path)
        _paint({path: card() for path, card in shared.items() if path not in draft.keys}, draft, cards, progress)
        for path in pictures.keys() - draft.keys.keys():
            draft.lay(path, pictures[path].sha256, assets.read(pictures[path]))
        due = [sheet for path, sheet in wanted.items() if draft.keys.get(path) != sheet.key]
        _make(due, draft, pieces, many_hands, progress)
        things = moved.things(desk, shelf)
        # Before they are public: who dies in between has remembered too much, and never too little.
        addresses.remember_addresses(
            {address: thing for address, thing in things.items() if known.get(address) != thing}
        )
        _search(draft.build(searching.digest), draft, index, wanted, thorough=thorough)
        draft.mark(
            {_DESK: desk.stamp, **{_PERSON + id_: key for id_, key in desk.person_keys.items()}, **pieces.marks()}
        )
        own = {id_: told_of(each) for id_, each in desk.own.items()}
        before = {**draft.records.get(_OWN, {}), **{id_: each.get("told") for id_, each in _pieces(draft).items()}}
        told = {**own, **{each.id: each.told for each in shelf.pieces}}
        if own != draft.records.get(_OWN):
            draft.keep(_OWN, own)
        change = draft.put_up()
    differently = {id_: told.get(id_) for id_ in before.keys() | told.keys() if before.get(id_) != told.get(id_)}
    return Published(sum(path.endswith(".md") for path in wanted), change, told, differently)


def changes(
    *,
    pieces: Pieces,
    desk: Desk,
    addresses: Addresses,
    neighbours: Neighbours,
    draft: Draft,
    many_hands: ManyHands,
    progress: Progress,
) -> Iterator[str]:
    """What `run` would change, a line each: `new`, `changed` or `gone`, and the address. Changes nothing."""
    shelf = _shelf(draft, pieces, desk, neighbours, many_hands, progress)
    wanted = {sheet.path: sheet.key for sheet in decide.sheets(desk, shelf, addresses.addresses())}
    wanted |= {asset_path(each): each.sha256 for each in decide.pictures(desk, shelf.pieces)}
    # Their addresses are made of what they say.
    wanted |= {path: draft.keys.get(path, path) for path in decide.cards(desk, shelf.pieces)}
    for path in sorted(wanted.keys() | draft.keys.keys()):
        was, will = draft.keys.get(path), wanted.get(path)
        if was != will:
            told = "gone" if will is None else "new" if was is None else "changed"
            yield f"{told:8} {address(path) if path.endswith('.md') else path}"


@dataclass(frozen=True)
class _Read:
    """What was read of some pieces."""

    ids: Sequence[str]
    #: Of those that are on the site: the listing, the hash of the text and what makes others near.
    shown: Sequence[tuple[Listing, str, Traits]]
    #: For `Pieces.note`.
    noted: Any


def _shelf(
    draft: Draft, pieces: Pieces, desk: Desk, neighbours: Neighbours, many_hands: ManyHands, progress: Progress
) -> Shelf:
    """Every piece as lists know it; only what may have changed is looked at again."""
    present = pieces.present()
    before = _pieces(draft)
    # Listings that other code made, or for another firm, may have another form: they are not even read.
    alike = draft.marks.get(_DESK) == desk.stamp
    listings = {id_: of_fields(each) for id_, each in before.items() if id_ in present} if alike else {}
    again = _again(draft.marks, pieces, desk, listings.values()) if alike and neighbours.knows(listings) else None
    again = present if again is None else again & present

    def read(share: Sequence[str]) -> Iterator[_Read]:
        for ids in _batches(share, _AT_ONCE):
            cleared, noted = pieces.look(ids)
            shown = [
                (listing(each, desk), each.cleared_text, neighbours.traits(each)) for each in decide.on_the_web(cleared)
            ]
            yield _Read(ids, shown, noted)

    done = 0
    for some in many_hands(read, sorted(again), _WORTH):
        pieces.note(some.noted)
        for id_ in some.ids:
            listings.pop(id_, None)
        for each, text, traits in some.shown:
            listings[each.id] = each
            neighbours.take(each.id, text, traits)
        done += len(some.ids)
        progress("publish", done, len(again), "read")
    _keep(draft, before if alike else {}, listings)
    for id_ in before.keys() - listings.keys():
        draft.keep(_PIECE + id_, None)
    neighbours.settle(listings)
    return Shelf(listings.values(), desk, neighbours.near)


def _pieces(draft: Draft) -> dict[str, Any]:
    """What the site that stands knows of each piece."""
    return {name.removeprefix(_PIECE): each for name, each in draft.records.items() if name.startswith(_PIECE)}


def _again(marks: Mapping[str, str], pieces: Pieces, desk: Desk, listings: Iterable[Listing]) -> frozenset[str] | None:
    """What may be listed differently now; None where anything may."""
    again = pieces.again(marks)
    changed = {id_ for id_, key in desk.person_keys.items() if marks.get(_PERSON + id_) != key}
    gone = {name.removeprefix(_PERSON) for name in marks if name.startswith(_PERSON)} - desk.person_keys.keys()
    if again is None or (changed - {name.removeprefix(_PERSON) for name in marks}):
        return None  # of whom nobody knew, some piece may have been written
    return again | {each.id for each in listings if not (changed | gone).isdisjoint(each.authors)}


def _keep(draft: Draft, before: Mapping[str, Any], listings: Mapping[str, Listing]) -> None:
    for id_, each in listings.items():
        # What its digest does not cover is nothing that a page shows.
        if id_ not in before or before[id_]["digest"] != each.digest:
            draft.keep(_PIECE + id_, each.fields())


def _search(
    built: Mapping[str, str | None], draft: Draft, index: Searchable, wanted: Collection[str], *, thorough: bool
) -> None:
    """Bring the search up to the built pages, of which `searching.digest` is known."""
    before: dict[str, str] = draft.records.get(_SEARCHED, {})
    pages = {address(path) for path in wanted if path.endswith(".md")}
    now = {page: text for page, text in before.items() if page in pages}
    for each, text in built.items():
        now.pop(page := each.removesuffix("index.html"), None)
        if text:
            now[page] = text
    told = draft.records.get(_MAIN)
    if told and now == before and not (thorough and draft.records.get(_STALE)):
        return
    done = bring_up(
        now, MainBundle.from_json(told) if told else None, site=draft.tree, out=draft.room, index=index,
        rebuild=Rebuild.STALE if thorough else Rebuild.NEEDED,
    )  # fmt: skip
    for folder in done.put:
        draft.take(folder)
    for each in (*done.remove, *done.delete):
        draft.discard(each)
    draft.write(STATE, done.state)
    draft.keep(_SEARCHED, now)
    draft.keep(_MAIN, done.main.as_json())
    draft.keep(_STALE, done.stale)


def _paint(missing: Mapping[str, Card], draft: Draft, cards: Cards, progress: Progress) -> None:
    if missing:
        cards.paint_missing(list(missing.values()), lambda done, total: progress("publish", done, total, "share cards"))
    for path, card in missing.items():
        draft.lay_file(path, card.digest, cards.path(card))


def _make(due: Sequence[Sheet], draft: Draft, pieces: Pieces, many_hands: ManyHands, progress: Progress) -> None:
    """Make sheets, so many at a time that the pieces they need fit into memory."""

    def make(share: Sequence[Sheet]) -> Iterator[list[tuple[str, str]]]:
        for some in _by_need(share):
            whole = {each.id: each for each in pieces.cleared(sorted({id_ for sheet in some for id_ in sheet.needs}))}
            for sheet in some:
                draft.put(sheet.path, sheet.make(whole))
            yield [(sheet.path, sheet.key) for sheet in some]

    done = 0
    for made in many_hands(make, due, _WORTH):
        for path, key in made:
            draft.laid(path, key)
        done += len(made)
        progress("publish", done, len(due), "staged")


def _by_need(due: Iterable[Sheet]) -> Iterator[list[Sheet]]:
    some: list[Sheet] = []
    needed: set[str] = set()
    for sheet in due:
        if needed and len(needed.union(sheet.needs)) > _AT_ONCE:
            yield some
            some, needed = [], set()
        some.append(sheet)
        needed.update(sheet.needs)
    if some:
        yield some


def _batches(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = iter(ids)
    while some := list(islice(waiting, size)):
        yield some
