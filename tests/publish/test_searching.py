"""What the search's bundles hold: main, what is hidden of it, and the recent pages."""

import html as markup
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ports.searching import Indexed, MainBundle
from pipeline.publish.searching import (
    SearchPlan,
    digest,
    files_to_delete,
    hidden_fragments,
    part_of,
    plan,
    rebuilt,
    state,
)

PAGES = [f"stories/{name}/" for name in "abcdefgh"]
SITES = st.dictionaries(st.sampled_from(PAGES), st.sampled_from(["one", "two"]))
#: Small enough that every rule is met by a handful of pages.
LIMITS = {"small": 2, "most": 3, "part": 3}


def fragments(site: Mapping[str, str]) -> dict[str, str]:
    """A name for each page's text."""
    return {page: f"en_{page[8]}{text}" for page, text in site.items()}


def shown(main: MainBundle | None, planned: SearchPlan) -> dict[str, str | None]:
    """What a visitor can find, by page: the digest of what is shown, or None for a page of the recent bundle."""
    known = main.pages if main else {}
    return {page: known[page].digest for page in known if page not in planned.hidden} | dict.fromkeys(planned.recent)


def after(main: MainBundle | None, planned: SearchPlan, now: Mapping[str, str]) -> MainBundle:
    """Main when what the plan asks for has been built."""
    return rebuilt(main, planned.parts, planned.rebuild, now, fragments(now))


@given(sites=st.lists(SITES, min_size=1, max_size=6))
def test_main_without_the_hidden_and_the_recent_are_always_the_site(sites: list[dict[str, str]]) -> None:
    """Through any sequence of additions, edits and withdrawals, before each rebuild and after it."""
    main = None
    for now in sites:
        planned = plan(now, main, **LIMITS)
        for stands, its in ((main, planned), (built := after(main, planned, now), plan(now, built, **LIMITS))):
            found = shown(stands, its)
            assert now == {page: now[page] if text is None else text for page, text in found.items()}
            assert not set(its.recent) & ({*(stands.pages if stands else ())} - {*its.hidden})
        main = built


@given(before=SITES, now=SITES)
def test_after_a_rebuild_nothing_more_is_asked_for(before: dict[str, str], now: dict[str, str]) -> None:
    """And no part has a page that the site has not."""
    main = after(None, plan(before, None, **LIMITS), before)
    planned = plan(now, main, **LIMITS)
    main = after(main, planned, now)
    again = plan(now, main, **LIMITS)

    assert ({}, "") == (again.rebuild, again.why)
    assert set(main.pages) <= set(now)


@given(before=SITES, now=SITES)
def test_what_is_built_later_leaves_no_superseded_word(before: dict[str, str], now: dict[str, str]) -> None:
    """The parts that a plan names for later are those in which something is hidden, whole."""
    main = after(None, plan(before, None, **LIMITS), before)
    planned = plan(now, main, **LIMITS)
    both = {**planned.rebuild, **planned.later}
    again = plan(now, rebuilt(main, planned.parts, both, now, fragments(now)), **LIMITS)

    assert ((), {}) == (again.hidden, again.later)


@pytest.mark.parametrize(
    ("known", "pages", "why"),
    [
        (None, 5, "it was never built"),
        (8, 8, ""),
        (7, 8, ""),
        (8, 7, "a withdrawal"),
        (4, 8, "4 pages are recent"),
        (1, 2, "the site is small"),
        (2, 1, "the site is small"),
    ],
)
def test_a_plan_says_why_it_rebuilds(known: int | None, pages: int, why: str) -> None:
    """A new page alone is no reason, unless the site is small or there are many."""
    now = dict.fromkeys(PAGES[:pages], "one")
    was = dict.fromkeys(PAGES[: known or 0], "one")
    main = None if known is None else rebuilt(None, 2, {0: PAGES[:known], 1: []}, was, fragments(was))

    assert why == plan(now, main, **LIMITS).why


def test_a_withdrawal_rebuilds_its_part_alone() -> None:
    """With the new pages of that part, which are no longer recent then; an edit elsewhere waits."""
    was = dict.fromkeys(PAGES[:7], "one")
    main = after(None, plan(was, None, part=3), was)
    withdrawn, edited = PAGES[0], next(page for page in PAGES[1:7] if part_of(page, 3) != part_of(PAGES[0], 3))
    now = {**was, edited: "two", PAGES[7]: "one"}
    del now[withdrawn]
    planned = plan(now, main, small=0)
    part = part_of(withdrawn, 3)

    assert ({part}, {part_of(edited, 3)}) == (set(planned.rebuild), set(planned.later))
    assert tuple(page for page in PAGES if page in now and part_of(page, 3) == part) == planned.rebuild[part]
    assert ({edited, withdrawn}, {edited, PAGES[7]}) == (set(planned.hidden), set(planned.recent))


def test_a_page_that_reads_as_before_is_not_hidden() -> None:
    """Its recent fragment is the same file; what differs is hidden and its file deleted."""
    main = MainBundle(1, {"a/": Indexed("one", "en_1"), "b/": Indexed("one", "en_2"), "c/": Indexed("one", "")})
    planned = plan({"a/": "two", "b/": "two", "c/": "two"}, main, small=0)
    hidden = hidden_fragments(main, planned, {"a/": "en_1", "b/": "en_3", "c/": "en_4"})

    assert {"b/": "en_2"} == hidden
    assert ["pagefind/0/fragment/en_2.pf_fragment"] == files_to_delete(main, hidden)


def test_the_browser_is_told_the_bundles_and_what_to_hide() -> None:
    """The recent bundle is the last; a part without pages is not there."""
    main = MainBundle(9, {page: Indexed("one", f"en_{page[8]}") for page in PAGES[:2]})
    told = state(main, {PAGES[0]: "en_a"}, {PAGES[2]: "en_c"})
    parts = sorted(f"pagefind/{part_of(page, 9)}/" for page in PAGES[:2])

    assert [{"path": path, "pages": 1} for path in parts] == told["bundles"][:2]
    assert [{"path": "pagefind-recent/", "pages": 1, "recent": True}] == told["bundles"][2:]
    assert ["en_a"] == told["hidden"]
    assert {"bundles": [], "hidden": []} == state(None, {}, {})


@given(SITES)
def test_main_is_remembered_as_json(site: dict[str, str]) -> None:
    """Told and read back, it is the same."""
    main = after(None, plan(site, None), site)

    assert main == MainBundle.from_json(main.as_json())


# Digests.

PAGE = (
    '<html lang="en"><body><p>{around}</p><article class="{dress}" data-pagefind-body data-pagefind-filter="kind:{kind}">'
    '<article>within</article><p title="a > b">{words}</p></article><p>{around}</p></body></html>'
)


@given(words=st.text(), other=st.text(), around=st.text(), dress=st.text())
def test_a_digest_tells_words_apart_and_nothing_else(words: str, other: str, around: str, dress: str) -> None:
    """Neither what stands around the words nor how they are dressed; white space is one space."""

    def page(words: str, around: str = "", dress: str = "", kind: str = "Story") -> str | None:
        texts = {"words": words, "around": around, "dress": dress, "kind": kind}
        return digest(PAGE.format(**{name: markup.escape(text) for name, text in texts.items()}))

    same = " ".join(markup.escape(words).split()) == " ".join(markup.escape(other).split())

    assert page(words) == page(words, around, dress)
    assert same == (page(words) == page(other))
    assert page(words) != page(words, kind="Article")


@pytest.mark.parametrize(
    "html", ["", "<p>words</p>", "<p>data-pagefind-body</p>", "<p title='data-pagefind-body'>a</p>"]
)
def test_a_page_that_is_not_to_be_searched_has_no_digest(html: str) -> None:
    """Without the attribute it is in no bundle."""
    assert digest(html) is None


def test_a_date_is_part_of_what_is_searched() -> None:
    """Results are listed by it."""
    page = '<p data-pagefind-body><time datetime="{}" data-pagefind-meta="iso[datetime]">May</time></p>'

    assert digest(page.format("2026-05-03")) != digest(page.format("2026-05-04"))
