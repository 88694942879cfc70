"""Invariants about words: whatever stands on the site, is fed, listed or mailed was cleared for that, as of when it went out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pipeline.edges.store.proofs import Sent
from pipeline.model import Channel
from pipeline.proving.evidence import Evidence, began
from pipeline.proving.findings import Look
from pipeline.proving.spans import Span

_TAKE_DOWN = (
    "Take it down: attract withdraw {} --by NAME --reason WHY, then attract publish. Or clear it, if it may stand."
)
#: Folders of the site in which pieces lie.
_PIECES = ("stories/", "articles/", "news/", "elsewhere/")


def on_the_site(of: Evidence, look: Look) -> None:
    """Everything that stands on the site was cleared for it, under the text that stands there."""
    standing = {**of.site.own(), **of.site.pieces()}
    look.saw(len(standing), "text on the site", "texts on the site")
    for id_, told in standing.items():
        if not _cleared(of, id_, told["text"], Channel.WEB, of.now, of.now):
            look.breach(f"{id_} ({told['source']})", f"It stands on the site, and {_why(of, id_, told['text'])}.", _TAKE_DOWN.format(id_))  # fmt: skip
    known = {told.get("page") for told in standing.values()}
    for page in of.site.pages():
        if page not in known:
            look.breach(f"{of.firm.site}{page}", "This page stands there, and nobody knows of which piece it tells.", "Make the site anew: attract publish --anew")  # fmt: skip


def once_was(of: Evidence, look: Look) -> None:
    """Everything that ever was public was cleared when it went up."""
    versions = texts = 0
    for version in of.archive.told():
        versions += 1
        for id_, told in version.items.items():
            if not told:
                continue
            texts += 1
            if not _cleared(of, id_, told["text"], Channel.WEB, version.at, version.at):
                look.breach(
                    f"{id_} ({told['source']}) in the site of {version.at.astimezone(of.firm.zone):%Y-%m-%d %H:%M %Z}",
                    f"It went up, and {_why(of, id_, told['text'])} at that time.",
                    f"`attract said --on {version.at.astimezone(of.firm.zone).date()}` shows what stood there; ask whoever it tells of.",
                )  # fmt: skip
    look.saw(versions, "version of the site", "versions of the site")
    look.saw(texts, "text that went up", "texts that went up")


def in_lists(of: Evidence, look: Look) -> None:
    """Feeds, sitemaps, lists for machines and the search name nothing but what is cleared and stands."""
    pieces = of.site.pieces()
    pages = {told["page"]: id_ for id_, told in pieces.items()}
    known = {told["path"]: id_ for id_, told in pieces.items()} | pages
    elsewhere = _links(of)
    files = named = 0
    for file, addresses in of.site.lists(of.firm.site):
        files += 1
        for address in sorted(addresses):
            page = address.partition("#")[0]
            if page in known:
                named += 1
            elif page in elsewhere or (page.startswith(_PIECES) and page.count("/") == 2 and page.endswith("/")):
                look.breach(
                    f"{file}: {address}", "It names a piece that is not among those that are cleared and stand on the site.",
                    "Make the site anew: attract publish --anew",
                )  # fmt: skip
    look.saw(files, "feed, sitemap or list", "feeds, sitemaps and lists")
    look.saw(named, "piece named there", "pieces named there")


def _links(of: Evidence) -> set[str]:
    """Where pieces are read that stand on other sites and not on ours."""
    shown = {told["path"] for told in of.site.pieces().values()}
    query = "SELECT json_extract(item, '$.link') FROM items WHERE kind = 'elsewhere'"
    return {link for (link,) in of.store.rows(query) if link} - shown


def in_mails(of: Evidence, look: Look) -> None:
    """Every piece in a mail that left, or may have, was cleared for it under the very text that left."""
    pieces = editions = 0
    for name, _, composed in of.store.editions():
        editions += 1
        for sent in of.store.sent(name):
            pieces += sent.many
            _in_edition(of, look, name, composed, sent)
    look.saw(editions, "edition", "editions")
    look.saw(pieces, "piece in mails", "pieces in mails")


def _in_edition(of: Evidence, look: Look, edition: str, composed: datetime | None, sent: Sent) -> None:
    """One text of an item, as an edition carried it."""
    channel = Channel.SOCIAL if sent.social else Channel.NEWSLETTER
    if sent.text is None:
        return  # nobody has it as received, which `mails.one_item` names
    if not sent.text:
        look.breach(
            f"{sent.item} in {edition}", f"It went to {sent.many:,} of its readers, and nobody knows under which text.",
            "Bring the store back from a backup of before, and tell us.",
        )  # fmt: skip
        return
    spans = _spans(of, sent.item, sent.text, channel)
    if _whole(spans, sent.first, sent.last):
        return
    went = [
        (reader, at)
        for reader, at, said in of.store.went_to(edition, sent)
        if not _meets(spans, began(at, said, composed), at) and not _by_correction(of, reader, sent, channel, at)
    ]
    if went:
        first = min(at for _, at in went).astimezone(of.firm.zone)
        readers = f"{len(went):,} {'reader' if len(went) == 1 else 'readers'}"
        look.breach(
            f"{sent.item} in {edition}",
            f"It went to {readers} (the first on {first:%Y-%m-%d %H:%M %Z}), and {_why(of, sent.item, sent.text, channel)} then.",
            f"attract deliveries {edition} names them; ask whoever the piece tells of, and say sorry.",
        )


def _by_correction(of: Evidence, reader: str, sent: Sent, channel: Channel, at: datetime) -> bool:
    """Whether a text went with a correction, which stands in the place of the one that went first."""
    assert sent.text
    told = of.store.corrected(reader, sent.item)
    spans = _spans(of, sent.item, sent.text, channel)
    before = _spans(of, sent.item, None, channel)
    return any(_meets(spans, moment, moment) for moment in told) and _meets(before, at, at)


def _spans(of: Evidence, item: str, text: str | None, channel: Channel) -> tuple[Span, ...]:
    return of.books.spans(item, text, channel, needs=of.needs(item))


def _cleared(of: Evidence, item: str, text: str, channel: Channel, first: datetime, last: datetime) -> bool:
    return _meets(_spans(of, item, text, channel), first, last)


def _meets(spans: Sequence[Span], first: datetime, last: datetime) -> bool:
    return any(each.meets(first, last) for each in spans)


def _whole(spans: Iterable[Span], first: datetime, last: datetime) -> bool:
    """Whether one span holds the first and the last moment, and so all between."""
    return any(each.meets(first, first) and each.meets(last, last) for each in spans)


def _why(of: Evidence, item: str, text: str, channel: Channel = Channel.WEB) -> str:
    """What the record says against it, in words."""
    if not of.needs(item):
        return "it was withdrawn, or kept from this channel"
    if not of.books.decided(item):
        return "nobody has cleared it"
    if of.books.spans(item, text, channel, needs=True):
        return "it was not cleared"
    return "what was cleared is another text, or for another channel"


def one_address(of: Evidence, look: Look) -> None:
    """No piece stands at two addresses of the site."""
    by_text: dict[str, list[dict[str, Any]]] = defaultdict(list)
    pieces = of.site.pieces()
    look.saw(len(pieces), "piece on the site", "pieces on the site")
    for told in pieces.values():
        by_text[told["text"]].append(told)
    for same in by_text.values():
        if len(same) > 1:
            pages = " and ".join(sorted(of.firm.site + each["page"] for each in same))
            look.breach(f"“{same[0]['title']}”", f"The same piece stands at {pages}.", f"Keep one file, and take the others out of the folder: {', '.join(sorted(each['source'] for each in same))}")  # fmt: skip
    there = set(of.site.pages())
    for id_, told in pieces.items():
        if others := [page for page in there if page != told["page"] and page.partition("/")[2] == f"{id_}/"]:
            look.breach(f"{id_} ({told['source']})", f"It stands at {of.firm.site}{told['page']} and at {of.firm.site}{others[0]}.", "Make the site anew: attract publish --anew")  # fmt: skip
