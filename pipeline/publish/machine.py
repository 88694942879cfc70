"""What programs read besides the feeds: sitemaps, robots.txt, llms.txt, address cards, what a host is to send."""

from collections.abc import Iterable, Iterator, Mapping

from pipeline.model import Kind
from pipeline.publish import headers, host_files, llms, sitemaps
from pipeline.publish.desk import Desk
from pipeline.publish.robots import robots
from pipeline.publish.sheet import Sheet, key
from pipeline.publish.shelf import Shelf, digests
from pipeline.publish.vcard import vcard, vcard_path

#: What a host's program reads: the first three by itself, the others where its settings say `include`.
_FOR_HOSTS = (host_files.HEADERS, host_files.REDIRECTS, host_files.APACHE, "server/nginx.conf", "server/Caddyfile")


def sheets(desk: Desk, shelf: Shelf, pages: Iterable[str], moved: Mapping[str, str]) -> Iterator[Sheet]:
    """Every such file.

    Args:
        desk: who and what is shown.
        shelf: the pieces.
        pages: the address of every page that is no piece and has not moved.
        moved: old addresses to those of today.

    """
    site = desk.firm.site
    yield Sheet("robots.txt", key(site), lambda _: robots(site, sitemaps.INDEX))
    people, areas = desk.everybody, shelf.open_areas
    words = desk.words_key(Kind.FIRM, *(f"{Kind.PROFILE}:{each.id}" for each in people),
                           *(f"{Kind.PRACTICE}:{each.id}" for each in areas))  # fmt: skip
    listed = [*shelf.pieces[: llms.PIECES], *llms.evergreen(shelf.pieces)]
    yield Sheet(
        llms.PATH, key(desk.stamp, words, digests(listed), list(desk.person_keys.values()), [each.id for each in areas]),
        lambda _: llms.llms_txt(desk.firm, people, areas, shelf.pieces, desk.own),
    )  # fmt: skip
    yield from _cards(desk)
    yield from _sitemaps(desk, shelf, pages)
    yield from _for_hosts(desk, pages, moved)


def _cards(desk: Desk) -> Iterator[Sheet]:
    for each in desk.everybody:
        words = desk.own.get(f"{Kind.PROFILE}:{each.id}")
        if (card := vcard(each, desk.firm, words)) is not None:
            yield Sheet(vcard_path(each.id), key(card), lambda _, card=card: card)  # type: ignore[misc]


def _sitemaps(desk: Desk, shelf: Shelf, pages: Iterable[str]) -> Iterator[Sheet]:
    site = desk.firm.site
    files = sitemaps.places([sitemaps.Place(site + each) for each in pages], shelf.pieces, site)
    for path, its in files.items():
        told = [(each.address, each.changed and each.changed.isoformat()) for each in its]
        yield Sheet(path, key(told), lambda _, its=its: sitemaps.sitemap(its))  # type: ignore[misc]
    listed = {path: sitemaps.newest(its) for path, its in files.items()}
    yield Sheet(sitemaps.INDEX, key(site, [(path, str(at)) for path, at in listed.items()]),
                lambda _: sitemaps.index(listed, site))  # fmt: skip


def _for_hosts(desk: Desk, pages: Iterable[str], moved: Mapping[str, str]) -> Iterator[Sheet]:
    sent = headers.sent(
        desk.firm, sorted({*pages, "stories/", "articles/", "news/", "elsewhere/"}), desk.firm.subscribing.address
    )
    made = (
        lambda: host_files.headers_file(sent),
        lambda: host_files.redirects_file(moved, sent.base),
        lambda: host_files.apache(sent, moved),
        lambda: host_files.nginx(sent, moved),
        lambda: host_files.caddy(sent, moved),
    )
    for path, make in zip(_FOR_HOSTS, made, strict=True):
        yield Sheet(path, key(desk.made_by, repr(sent), moved), lambda _, make=make: make())  # type: ignore[misc]
