"""Feeds over many days, from files and from a real server."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from pipeline.edges.apart import apart
from pipeline.model import Kind
from pipeline.ports import EntryState
from tests.builders import NOON
from tests.collect.collecting import ADA, Collecting, kept, problems
from tests.servers.feed_server import FeedServer, answer, changing, redirect, serving

WORDS = "The hedge between two gardens is older than both of the houses beside it, and nobody planted it."


def entry(n: int, *, title: str = "", link: str = "", guid: str = "", words: str = "", author: str = "", date: str = "",
          more: str = "") -> str:  # fmt: skip
    """One entry of an RSS feed."""
    day = date or f"{1 + n % 28:02} Oct 2026 08:00:00 GMT"
    signed = f"<author>{author}</author>" if author else ""
    return (
        f"<item><title>{title or f'On hedge number {n}'}</title><link>{link or f'https://blog.example/{n}'}</link>"
        f"<guid isPermaLink='false'>{guid or f'g{n}'}</guid><description>{words or f'{WORDS} Number {n}.'}</description>"
        f"<pubDate>{day}</pubDate>{signed}{more}</item>"
    )


def rss(*entries: str) -> bytes:
    """A feed of these entries."""
    return (f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>Blog</title>{''.join(entries)}</channel></rss>").encode()  # fmt: skip


def states(firm: Collecting) -> dict[str, EntryState]:
    """How each entry stands, by address."""
    return {each.source: each.state for each in firm.library.entries()}


def elsewhere(firm: Collecting) -> dict[str, str]:
    """Title by id of what came from feeds."""
    return {id_: item.title for id_, item in firm.items().items() if item.kind is Kind.ELSEWHERE}


def test_what_was_there_before_is_shown_and_never_mailed(firm: Collecting) -> None:
    """The first look takes all in as backlog, however much; what comes later is news."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(*(entry(n) for n in range(30))))
    firm.run()
    firm.write("blog.rss", rss(*(entry(n) for n in range(31))))
    firm.run(NOON + timedelta(days=1))

    assert 31 == len(elsewhere(firm))
    assert ["on-hedge-number-30"] == [id_ for id_ in elsewhere(firm) if not firm.items()[id_].backlog]


def test_many_at_once_wait_for_a_person(firm: Collecting) -> None:
    """More than ten new ones at once look like a blog that moved: none is an item until somebody says so."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(0)))
    firm.run()
    firm.write("blog.rss", rss(*(entry(n) for n in range(12))))
    collected = firm.run()
    again = firm.run()

    assert ["on-hedge-number-0"] == list(elsewhere(firm))
    assert 11 == sum(state is EntryState.WAITING for state in states(firm).values())
    assert ["blog.rss: it brought 11 new entries at once, as a blog does that has moved. They wait."] == problems(
        collected
    )
    assert problems(collected) == problems(again)


def test_a_blog_that_moves_changes_its_guids_and_comes_round_again_brings_nothing_new(firm: Collecting) -> None:
    """Http to https, another host, new GUIDs, new dates, trackers: the same twenty pieces."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(*(entry(n) for n in range(20))))
    firm.run()
    before = {id_: item.published for id_, item in firm.items().items()}
    for change in (
        {"link": "https://blog.example/{n}?utm_source=rss"}, {"guid": "new-{n}"},
        {"link": "https://new.example/{n}", "guid": "newer-{n}"},
        {"link": "https://new.example/posts/{n}", "guid": "newest-{n}", "date": "18 Nov 2026 08:00:00 GMT"},
    ):  # fmt: skip
        firm.write("blog.rss", rss(*(entry(n, **{k: v.format(n=n) for k, v in change.items()}) for n in range(20))))
        firm.run(NOON + timedelta(days=1))

    assert before == {id_: item.published for id_, item in firm.items().items()}


def test_an_edited_entry_is_the_same_item_with_its_new_words(firm: Collecting) -> None:
    """Its id and its date stay."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1)))
    firm.run()
    firm.write("blog.rss", rss(entry(1, title="On an older hedge", date="19 Nov 2026 08:00:00 GMT")))
    collected = firm.run()

    assert ["on-hedge-number-1"] == kept(collected)
    assert ("On an older hedge", 2) == (
        firm.items()["on-hedge-number-1"].title,
        firm.items()["on-hedge-number-1"].published.day,
    )


def test_two_entries_with_one_guid_are_two_items_and_reported(firm: Collecting) -> None:
    """A badly made feed is read, and its owner can be told."""
    firm.follow("blog.rss")
    firm.write(
        "blog.rss",
        rss(entry(1, guid="g"), entry(2, guid="g", words="Ditches are hedges turned upside down, as people say.")),
    )
    firm.run()
    firm.run()

    assert 2 == len(elsewhere(firm))
    assert any("one GUID" in note for note in firm.library.feeds()["blog.rss"].notes)


def test_an_undated_entry_keeps_the_day_it_was_first_seen_and_is_mailed_to_nobody(firm: Collecting) -> None:
    """For ever, also when it is edited; nobody knows whether it is news."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1)))
    firm.run()
    undated = entry(2).replace("<pubDate>03 Oct 2026 08:00:00 GMT</pubDate>", "")
    firm.write("blog.rss", rss(undated))
    firm.run(NOON)
    firm.write("blog.rss", rss(undated.replace("On hedge", "On a hedge")))
    firm.run(NOON + timedelta(days=3))
    item = firm.items()["on-hedge-number-2"]

    assert ("On a hedge number 2", NOON, True) == (item.title, item.published, item.backlog)


def test_a_byline_finds_its_person_and_an_unknown_one_waits(firm: Collecting) -> None:
    """Known by name, alias or address; an unknown name is reported, and let in as soon as it is known."""
    firm.write("content/people/bo.md", ADA.replace("Ada Clear", "Bo Vane") + "\n")
    firm.follow("blog.rss")
    firm.write(
        "blog.rss", rss(entry(1), entry(2, author="Bo Vane"), entry(3, author="B. Vane"), entry(4, author="Jane Guest"))
    )
    before = firm.run()
    firm.write("content/people/bo.md", ADA.replace("Ada Clear\n", "Bo Vane\naliases: [B. Vane]\n"))
    after = firm.run()

    assert ["ada", "bo", "bo"] == [firm.items()[f"on-hedge-number-{n}"].author for n in (1, 2, 3)]
    assert 2 == sum("whom nobody here is known as" in each for each in problems(before))
    assert ["on-hedge-number-3"] == [id_ for id_ in kept(after) if "hedge" in id_]
    assert "on-hedge-number-4" not in firm.items()
    assert 1 == len(problems(after))


def test_an_entry_that_several_signed_is_by_all_of_them(firm: Collecting) -> None:
    """The first name is the author's; the others wrote it with them, also where their names become known later."""
    firm.write("content/people/bo.md", ADA.replace("Ada Clear", "Bo Vane"))
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1, author="Bo Vane and Ada Clear"), entry(2, author="B. Vane, A. C.")))
    firm.run()
    firm.write("content/people/bo.md", ADA.replace("Ada Clear\n", "Bo Vane\naliases: [B. Vane]\n"))
    firm.write("content/people/ada.md", ADA.replace("Ada Clear\n", "Ada Clear\naliases: [A. C.]\n"))
    firm.run()

    assert [("bo", "ada")] * 2 == [firm.items()[f"on-hedge-number-{n}"].authors for n in (1, 2)]


def test_a_name_that_the_settings_explain_is_known(firm: Collecting) -> None:
    """Every second blog signs with "admin"."""
    firm.follow("blog.rss", bylines={"admin": "ada"})
    firm.write("blog.rss", rss(entry(1, author="Admin")))
    firm.run()

    assert "ada" == firm.items()["on-hedge-number-1"].author


def test_only_what_the_firm_owns_is_shown_whole(firm: Collecting) -> None:
    """Otherwise a summary, with its first home; turning `owned` on fetches the words."""
    whole = "<content:encoded><![CDATA[<h2>Roots</h2><p>First.</p><p>Second <b>bold</b>.</p><script>x()</script>]]></content:encoded>"
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1, more=whole)))
    firm.run()
    short = firm.items()["on-hedge-number-1"]
    firm.feeds = []
    firm.follow("blog.rss", owned=True)
    firm.run()
    full = firm.items()["on-hedge-number-1"]

    assert short.excerpt
    assert not full.excerpt
    assert "https://blog.example/1" == short.first_home == full.first_home
    assert "## Roots\n\nFirst.\n\nSecond **bold**." == full.body
    assert "x()" not in full.html


def piece(words: str = WORDS) -> str:
    """The same piece as a file."""
    return f"---\ntitle: On hedge number 1\nauthor: ada\n---\n{words} And so on for a page, with what the law says.\n"


def test_a_piece_in_folder_and_feed_is_one_item_when_the_feed_comes_first(firm: Collecting) -> None:
    """The file takes the entry's place and its id; the blog stays its first home."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1), entry(2)))
    firm.run()
    firm.write("content/articles/hedges.md", piece())
    firm.run(NOON + timedelta(days=1))
    again = firm.run(NOON + timedelta(days=2))
    item = firm.items()["on-hedge-number-1"]

    assert (Kind.ARTICLE, "content/articles/hedges.md", "https://blog.example/1") == (
        item.kind,
        item.source,
        item.first_home,
    )
    assert {"on-hedge-number-2": "On hedge number 2"} == elsewhere(firm)
    assert EntryState.JOINED is states(firm)["https://blog.example/1"]
    assert [] == kept(again)


def test_a_piece_in_folder_and_feed_is_one_item_when_the_folder_comes_first(firm: Collecting) -> None:
    """The feed's entry makes no second item; the folder had it before the blog, so it is at home here."""
    firm.write("content/articles/hedges.md", piece())
    firm.run(NOON - timedelta(days=90))
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1)))
    firm.run()

    assert ({}, "") == (elsewhere(firm), firm.items()["hedges"].first_home)


def test_without_the_file_the_blogs_own_version_is_the_item_again(firm: Collecting) -> None:
    """Nothing is lost by tidying the folder."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1)))
    firm.run()
    firm.write("content/articles/hedges.md", piece())
    firm.run()
    (firm.root / "content/articles/hedges.md").unlink()
    firm.run()

    assert {"on-hedge-number-1": "On hedge number 1"} == elsewhere(firm)


def test_two_feeds_with_one_piece_make_one_item_and_do_not_quarrel(firm: Collecting) -> None:
    """The feed that brought it speaks for it; the other one's author does not flip it back and forth."""
    firm.write("content/people/bo.md", ADA.replace("Ada Clear", "Bo Vane"))
    firm.follow("blog.rss")
    firm.follow("network.rss", "bo")
    firm.write("blog.rss", rss(entry(1)))
    firm.write("network.rss", rss(entry(1, link="https://network.example/copy-of-1", guid="n1")))
    firm.run()
    firm.write("network.rss", rss(entry(1, link="https://network.example/copy-of-1", guid="n1"), entry(2)))
    firm.run()

    assert {"on-hedge-number-1", "on-hedge-number-2"} == set(elsewhere(firm))
    assert "ada" == firm.items()["on-hedge-number-1"].author


def test_an_unchanged_file_feed_writes_nothing(firm: Collecting) -> None:
    """A look without news leaves the disk alone, days later too."""
    firm.follow("blog.rss")
    firm.write("blog.rss", rss(entry(1)))
    firm.run()
    before = firm.library.feeds()["blog.rss"]
    collected = firm.run(NOON + timedelta(days=2))

    assert before == firm.library.feeds()["blog.rss"]
    assert ((), ()) == (collected.kept, collected.problems)


# Over the wire.


@pytest.fixture
def blog() -> Iterator[FeedServer]:
    """A blog's server."""
    with serving() as server:
        yield server


def test_a_feed_is_asked_when_it_is_due_and_only_for_what_changed(firm: Collecting, blog: FeedServer) -> None:
    """An hour apart, with its validators; asking by hand does not wait."""
    blog.scripts["/feed"] = changing(body=rss(entry(1)))
    firm.follow(blog.url())
    firm.run(NOON)
    firm.run(NOON + timedelta(minutes=30))
    asked = len(blog.asked)
    firm.run(NOON + timedelta(minutes=90))
    firm.run(NOON + timedelta(minutes=91), asked={blog.url()})

    assert (1, 3) == (asked, len(blog.asked))
    assert '"one"' == blog.asked[2].headers["if-none-match"]
    assert {"on-hedge-number-1"} == set(elsewhere(firm))


def test_a_dead_feed_rests_longer_each_time_and_loses_nothing(firm: Collecting, blog: FeedServer) -> None:
    """Its pieces stay, its problem is named, and it is asked less and less often."""
    blog.scripts["/feed"] = answer(rss(entry(1)))
    firm.follow(blog.url())
    firm.run(NOON)
    blog.scripts["/feed"] = answer(b"", "503 Service Unavailable")
    now = NOON
    for _ in range(60):
        now += timedelta(minutes=30)
        collected = firm.run(now)
    state = firm.library.feeds()[blog.url()]

    assert 4 <= len(blog.asked) - 1 <= 6
    assert (NOON, len(blog.asked) - 1) == (state.good, state.failures)
    assert [f"{blog.url()}: the server is in trouble (503)."] == problems(collected)
    assert {"on-hedge-number-1"} == set(elsewhere(firm))


def test_a_gone_feed_is_asked_no_more(firm: Collecting, blog: FeedServer) -> None:
    """Unless a person asks."""
    blog.scripts["/feed"] = answer(b"", "410 Gone")
    firm.follow(blog.url())
    firm.run(NOON)
    firm.run(NOON + timedelta(days=30))
    asked = len(blog.asked)
    firm.run(NOON + timedelta(days=31), asked={blog.url()})

    assert (1, 2) == (asked, len(blog.asked))


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(firm: Collecting, blog: FeedServer) -> None:
    """The old address is asked once."""
    blog.scripts = {"/feed": redirect("/new"), "/new": answer(rss(entry(1)))}
    firm.follow(blog.url())
    firm.run(NOON)
    firm.run(NOON + timedelta(hours=5))

    assert ["/feed", "/new", "/new"] == [asked.path for asked in blog.asked]
    assert blog.url("/new") == firm.library.feeds()[blog.url()].moved_to


def test_two_feeds_that_moved_to_one_address_are_both_answered(firm: Collecting, blog: FeedServer) -> None:
    """It is asked once for both."""
    blog.scripts = {"/a": redirect("/new"), "/b": redirect("/new"), "/new": answer(rss(entry(1)))}
    firm.follow(blog.url("/a"))
    firm.follow(blog.url("/b"))
    firm.run(NOON)
    before = len(blog.asked)
    firm.run(NOON + timedelta(hours=5))

    assert before + 1 == len(blog.asked)
    assert [NOON + timedelta(hours=5)] * 2 == [state.good for state in firm.library.feeds().values()]


def test_a_feed_that_turns_into_a_page_is_a_problem_and_its_validators_are_not_kept(
    firm: Collecting, blog: FeedServer
) -> None:
    """A login page with an ETag must not look like "nothing new" for ever."""
    blog.scripts["/feed"] = changing(body=rss(entry(1)))
    firm.follow(blog.url())
    firm.run(NOON)
    blog.scripts["/feed"] = changing('"page"', b"<html><body>Please sign in</body></html>")
    bad = firm.run(NOON + timedelta(hours=2))
    blog.scripts["/feed"] = changing('"two"', rss(entry(1), entry(2)))
    firm.run(NOON + timedelta(days=1))

    assert [True] == ["this is not a feed" in each for each in problems(bad)]
    assert {"on-hedge-number-1", "on-hedge-number-2"} == set(elsewhere(firm))


def test_others_may_write_while_a_feed_is_read(firm: Collecting) -> None:
    """A feed may take seconds to read, and whoever signs up meanwhile need not wait for it."""
    free: list[bool] = []

    def looking(work: Callable[..., Any], *given: Any, seconds: float) -> Any:
        with closing(sqlite3.connect(firm.root / ".attract/attract.sqlite", timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            free.append(True)
        return apart(work, *given, seconds=seconds)

    firm.write("content/blog.rss", rss(*(entry(n) for n in range(400))))
    firm.follow("content/blog.rss")
    firm.apart = looking

    collected = firm.run()

    assert ([], [True]) == (problems(collected), free)
    assert 402 == len(firm.items())
