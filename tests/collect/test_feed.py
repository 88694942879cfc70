from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.draft import Draft
from pipeline.collect.feed import parse_feed
from pipeline.errors import SourceError

DATA = Path(__file__).parents[1] / "data" / "feeds"
ADDRESS = "https://blog.example/feed"


def rss(*entries: str) -> bytes:
    """An RSS feed of these entries."""
    return f'<rss version="2.0"><channel><title>Blog</title>{"".join(entries)}</channel></rss>'.encode()


def entry(title: str = "A fence", link: str = "https://blog.example/fence", more: str = "") -> str:
    """One entry of an RSS feed."""
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def drafts_of(raw: bytes, **options: bool) -> list[Draft]:
    """What the entries of a feed say."""
    return [arrival.draft for arrival in parse_feed(raw, ADDRESS, **options).arrivals]


def refusal(raw: bytes) -> SourceError:
    """Why bytes are refused."""
    with pytest.raises(SourceError) as refused:
        parse_feed(raw, ADDRESS)
    return refused.value


@pytest.mark.parametrize(
    ("name", "titles", "first", "day"),
    [
        (
            "deck-log.atom",
            [
                "Why a ship's log has no adjectives",
                "A lay-by, a lorry and the CMR note nobody read",
                "Bread for twenty-six",
            ],
            "https://decklog.example/2026/no-adjectives",
            datetime(2026, 11, 8, 18, 20, tzinfo=UTC),
        ),
        (
            "small-hours.rss",
            [
                "Log files are personal data too, mostly on Mondays",
                "Walking the Barrow with a processor agreement in my head",
                "Escrow is a drawer: check that it opens",
            ],
            "https://smallhours.example/log-files",
            datetime(2026, 10, 29, 6, 40, tzinfo=UTC),
        ),
    ],
    ids=["Atom", "RSS"],
)
def test_a_feed_is_read_in_its_order(name: str, titles: list[str], first: str, day: datetime) -> None:
    """Both kinds of feed give titles, links, moments and summaries in plain words."""
    drafts = drafts_of((DATA / name).read_bytes())

    assert titles == [draft.title for draft in drafts]
    assert (first, day, 0) == (drafts[0].link, drafts[0].date, drafts[0].first_line)
    assert all(draft.summary and "<" not in draft.summary for draft in drafts)


def test_an_entry_keeps_only_its_summary() -> None:
    """The piece lives where its author put it; HTML in the summary becomes words."""
    html = (
        "<description><![CDATA[<p>The <b>fence</b> &amp; the hedge.</p><script>a()</script>"
        "<img src='https://x.example/t.gif' onerror='a()'>]]></description>"
    )

    (draft,) = drafts_of(rss(entry(more=html)))

    assert "The fence & the hedge." == draft.summary
    assert "The fence & the hedge." == draft.body
    assert () == draft.pictures


def test_an_entry_without_a_summary_shows_its_title() -> None:
    """There is always something to show."""
    (draft,) = drafts_of(rss(entry()))

    assert ("A fence", "") == (draft.body, draft.summary)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param("<item><title>No link</title></item>", id="no link"),
        pytest.param("<item><link>https://blog.example/x</link></item>", id="no title"),
        pytest.param(entry(title="&lt;b&gt;&lt;/b&gt;"), id="a title without words"),
        pytest.param(entry(title="Bad", link="javascript:alert(1)"), id="a link that runs code"),
        pytest.param(entry(title="Bad", link="file:///etc/passwd"), id="a link to a file"),
    ],
)
def test_an_entry_that_leads_nowhere_is_left_out(bad: str) -> None:
    """Without words and a web address there is nothing to show or follow; the others stay."""
    drafts = drafts_of(rss(bad, entry()))

    assert ["A fence"] == [draft.title for draft in drafts]


def test_a_title_is_words_in_one_line() -> None:
    """Markup in a title goes, brackets of a citation stay."""
    (draft,) = drafts_of(rss(entry(title="Fence &lt;i&gt;v&lt;/i&gt; Post\n [2019] EWCA Civ 12 &amp;amp; more")))

    assert "Fence v Post [2019] EWCA Civ 12 & more" == draft.title


def test_a_damaged_entry_is_put_right_and_noted_once() -> None:
    """A blog's letters are repaired like a file's."""
    (draft,) = drafts_of(rss(entry(title="The 𝗳𝗲𝗻𝗰𝗲", more="<description>A 𝗳𝗲𝗻𝗰𝗲.</description>")))

    assert ("The fence", "A fence.") == (draft.title, draft.summary)
    assert ("letters from the mathematical alphabets, which screen readers spell out, made plain",) == draft.notes


@pytest.mark.parametrize(
    ("stated", "when"),
    [
        pytest.param("<pubDate>Thu, 05 Mar 2026 10:00:00 +0200</pubDate>", datetime(2026, 3, 5, 8, tzinfo=UTC), id="zone"),
        pytest.param("", None, id="none"),
        pytest.param("<pubDate>last Thursday</pubDate>", None, id="no date"),
        pytest.param("<pubDate>0000-01-01</pubDate>", None, id="a year that no calendar has"),
        pytest.param("<pubDate>Thu, 01 Jan 99999 00:00:00 GMT</pubDate>", None, id="a year too far"),
    ],
)  # fmt: skip
def test_the_moment_is_the_feeds_or_none(stated: str, when: datetime | None) -> None:
    """Zones are reckoned in; a date that is none is no date, and no accident."""
    (draft,) = drafts_of(rss(entry(more=stated)))

    assert when == draft.date


def test_an_atom_entry_that_was_only_updated_has_that_date() -> None:
    """Atom asks for `updated` and leaves `published` to the author."""
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="https://blog.example/a"/>'
        "<updated>2026-03-05T10:00:00Z</updated></entry></feed>"
    )

    (draft,) = drafts_of(atom.encode())

    assert datetime(2026, 3, 5, 10, tzinfo=UTC) == draft.date


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><body><p>Not found</p></body></html>", id="a page"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="a picture"),
        pytest.param(b"<>&#xD800;", id="what feedparser itself falls over"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1.1"', id="half a JSON feed"),
    ],
)
def test_what_is_no_feed_is_refused_by_its_address(raw: bytes) -> None:
    """Whoever wrote the address into firm.yml is told which one."""
    error = refusal(raw)

    assert ADDRESS == error.thing
    assert error.cause.startswith("this is not a feed (")


def test_a_feed_without_entries_is_an_empty_feed() -> None:
    """A new blog is no mistake."""
    assert [] == drafts_of(rss())


def test_bytes_that_name_a_file_never_open_it(tmp_path: Path) -> None:
    """A name is no feed: feedparser, which would open it, only ever gets the bytes themselves."""
    trap = tmp_path / "trap.rss"
    trap.write_bytes(rss(entry(title="Opened")))

    for named in (str(trap), trap.as_uri()):
        assert refusal(named.encode()).cause.startswith("this is not a feed (")


PIECES = st.sampled_from(
    ["<item>", "</item>", "<entry>", "<title>", "</title>", "<link>https://x.example/a</link>", '<link href="', '"/>', "http://[", "<description>", "<![CDATA[", "]]>", "&amp;", "&#x0;", "&#xD800;", "&bogus;", "<pubDate>", "Thu, 99 Foo 2026", "0000-00-00", "</pubDate>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "xml:base='http://['", "\x00", "é", "<content type='xhtml'>", "<guid>"]
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.binary() | st.lists(PIECES).map(lambda pieces: b'<rss version="2.0"><channel>' + "".join(pieces).encode()))
def test_any_bytes_are_a_feed_or_a_refusal(raw: bytes) -> None:
    """No blog, however broken, stops the collecting; what it gives leads to the web and has a title."""
    try:
        found = [(draft.title, draft.body, draft.link.lower()) for draft in drafts_of(raw)]
    except SourceError as refused:
        found = [(refused.cause, refused.remedy, refused.thing)]

    assert all(title and body and link.startswith("http") for title, body, link in found)
