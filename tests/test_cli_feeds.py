"""The commands about blogs, as a manager types them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.conftest import SmallFirm
from tests.servers.feed_server import FeedServer, answer, serving

FEED = (
    '<rss version="2.0"><channel><title>Deck log</title>'
    + "".join(
        f"<item><title>Entry number {n} of the log</title><link>https://log.example/{n}</link>"
        f"<pubDate>Thu, 05 Mar 2026 10:00:00 GMT</pubDate></item>"
        for n in range(3)
    )
    + "</channel></rss>"
)
PAGE = '<html><head><title>Log</title><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Log</body></html>'


@pytest.fixture
def blog() -> Iterator[FeedServer]:
    """A blog with a page that names its feed."""
    with serving() as server:
        server.scripts = {"/": answer(PAGE.encode()), "/feed": answer(FEED.encode())}
        yield server


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm that may fetch from this machine."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text.replace("{settle: 0}", '{settle: 0, private_hosts: ["127.0.0.1"]}'))
    return small_firm


def attract(firm: SmallFirm, *command: str) -> Result:
    """Run a command in the firm."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *command])


def test_a_blog_is_found_followed_read_and_dropped(firm: SmallFirm, blog: FeedServer) -> None:
    """From its address to its entries, in the words of the README."""
    found = attract(firm, "feeds", "find", blog.url("/"))
    added = attract(firm, "feeds", "add", blog.url("/"), "--person", "rafe")
    twice = attract(firm, "feeds", "add", blog.url("/feed"))
    fetched = attract(firm, "feeds", "fetch")
    listed = attract(firm, "feeds")
    shown = attract(firm, "feeds", "show", "/feed")
    dropped = attract(firm, "feeds", "drop", "/feed")
    after = attract(firm, "feeds")

    assert f"{blog.url('/feed')}  “Deck log”, 3 entries" in found.output
    assert (0, 0) == (added.exit_code, fetched.exit_code), added.output + fetched.output
    assert (2, "followed already") == (
        twice.exit_code,
        "followed already" if "followed already" in twice.output else twice.output,
    )
    assert "Deck log" in listed.output
    assert "last good" in listed.output
    assert "Europe/London" in listed.output
    assert "an item of its own" in shown.output
    assert 0 == dropped.exit_code, dropped.output
    assert "No blog is followed yet" in after.output


def test_how_a_feed_stands_is_json_too(firm: SmallFirm, blog: FeedServer) -> None:
    """A dead one is named with its error, and the command exits with 1."""
    attract(firm, "feeds", "add", blog.url("/feed"), "--person", "rafe")
    attract(firm, "feeds", "fetch")
    blog.scripts["/feed"] = answer(b"", "404 Not Found")
    attract(firm, "feeds", "fetch")
    result = attract(firm, "feeds", "--json")
    [told] = json.loads(result.output)

    assert 1 == result.exit_code
    assert "nothing at this address" in told["problem"]["cause"]
    assert told["last_good"] < told["last_try"]
    assert (1, 3, 0) == (told["failures"], told["entries"], told["waiting"])
    assert told["next"] > told["last_try"]


def test_a_blog_without_a_feed_says_so(firm: SmallFirm, blog: FeedServer) -> None:
    """The common places are tried first."""
    blog.scripts = {"/": answer(b"<html><body>Nothing</body></html>")}
    result = attract(firm, "feeds", "find", blog.url("/"))

    assert (1, True) == (result.exit_code, "no feed was found" in result.output)
    assert "/rss.xml" in {asked.path for asked in blog.asked}


def test_waiting_entries_are_let_in_or_left_out(firm: SmallFirm, blog: FeedServer) -> None:
    """Both act at once, without asking the blog again."""
    attract(firm, "feeds", "add", blog.url("/feed"), "--person", "rafe")
    attract(firm, "feeds", "fetch")
    many = "".join(
        f"<item><title>New entry number {n} here</title><link>https://log.example/new/{n}</link></item>"
        for n in range(11)
    )
    blog.scripts["/feed"] = answer(FEED.replace("</channel>", many + "</channel>").encode())
    held = attract(firm, "feeds", "fetch")
    released = attract(firm, "feeds", "release", "/feed", "--no-mail")
    again = attract(firm, "feeds", "release", "/feed")
    items = [item for item in firm.house().library.items() if "new" in item.source]

    assert (1, True) == (held.exit_code, "11 new entries at once" in held.output)
    assert "11 let in" in released.output
    assert (11, True) == (len(items), all(item.backlog for item in items))
    assert 2 == again.exit_code

    blog.scripts["/feed"] = answer(
        FEED.replace("</channel>", many.replace("new/", "newer/").replace("New", "Newer") + "</channel>").encode()
    )
    attract(firm, "feeds", "fetch")
    left = attract(firm, "feeds", "leave-out", "/feed")
    attract(firm, "feeds", "fetch")

    assert "11 left out" in left.output
    assert 11 == sum("new" in item.source for item in firm.house().library.items())


def test_a_list_of_blogs_comes_in_and_goes_out(firm: SmallFirm, tmp_path: Path) -> None:
    """OPML in, dry first; out again without passwords; what was known is not added twice."""
    (tmp_path / "in.opml").write_text(
        '<opml version="1.0"><body><outline text="Law"><outline text="A" xmlUrl="https://u:secret@a.example/feed"/>'
        '<outline text="B" type="rss" xmlUrl="https://b.example/feed"/></outline></body></opml>'
    )
    dry = attract(firm, "feeds", "import", str(tmp_path / "in.opml"), "--dry-run")
    before = (firm.root / "content/feeds.opml").exists()
    wet = attract(firm, "feeds", "import", str(tmp_path / "in.opml"), "--person", "rafe")
    again = attract(firm, "feeds", "import", str(tmp_path / "in.opml"))
    out = attract(firm, "feeds", "export")

    assert ("2 new, 0 followed already", False) == (dry.output.splitlines()[-1].rstrip("."), before)
    assert 0 == wet.exit_code, wet.output
    assert "0 new, 2 followed already" in again.output
    assert ["rafe", "rafe"] == [feed.person for feed in firm.house().feeds]
    assert 'xmlUrl="https://b.example/feed"' in out.output
    assert "secret" not in out.output + dry.output + wet.output


@pytest.mark.parametrize(
    "broken",
    [
        "<opml><body>",
        "<html/>",
        '<!DOCTYPE x [<!ENTITY a "b">]><opml/>',
        '<opml><outline xmlUrl="a" every="often"/></opml>',
    ],
)
def test_a_broken_list_is_refused_with_its_place(firm: SmallFirm, broken: str) -> None:
    """Wrong configuration: exit code 2, and the file's name."""
    firm.write("content/feeds.opml", broken)
    result = attract(firm, "feeds")

    assert 2 == result.exit_code
    assert "content/feeds.opml" in result.output


def test_an_address_that_is_not_followed_names_the_nearest(firm: SmallFirm) -> None:
    """A slip of the pen is put right at once."""
    firm.write("content/feeds.opml", '<opml><outline xmlUrl="https://blog.example/feed"/></opml>')
    result = attract(firm, "feeds", "show", "https://blog.example/fed")

    assert (2, True) == (result.exit_code, "Did you mean https://blog.example/feed?" in result.output)
