"""Preview links, asked for as a browser asks: what they show, to whom, until when, and all that they never show."""

import re
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from pipeline.clear.decide import withdrawing
from pipeline.cli import main
from pipeline.errors import ClearanceError, UsageError
from pipeline.preview_links import MOST, Absent, Preview, PreviewLinks
from pipeline.web.links import BEAT
from pipeline.web.preview import create_app, create_outside
from pipeline.wiring import House
from tests.builders import FIRM
from tests.conftest import STORY, WEDNESDAY, SmallFirm, small_firm_in

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><path d="M0 0h4v3z"/></svg>'
TOLD = STORY + (
    "\nThe sum was £48,250. We guarantee nothing.\n\n![The gate of the yard](gate.svg)\n\n| Day | Act |\n| --- | ---: |\n| 1 | rang |\n"
)
LONDON = ZoneInfo("Europe/London")
#: Looks like one.
NOBODYS = "eyJhIjoxfQ.aR5cZA." + "A" * 43


class Firm(SmallFirm):
    """A small firm with a site, whose clock goes when it is told to."""

    def __init__(self, root: Path, now: datetime = WEDNESDAY) -> None:
        super().__init__(root)
        self.now = now
        self.one = House(root, clock=lambda: self.now)
        self.links = PreviewLinks(self.one)

    def link(self, item: str = "the-van", days: int = 7) -> str:
        """The path of a new link."""
        (found,) = self.one.library.items([item])
        return self.links.make(found, days=days).address.removeprefix("http://127.0.0.1:8000")

    def client(self, *, outside: bool = False, at: str = "http://127.0.0.1:8000", by: str = "127.0.0.1") -> TestClient:
        """Somebody's browser."""
        app = create_outside(self.one) if outside else create_app(self.one)
        return TestClient(app, base_url=at, client=(by, 50000), follow_redirects=False)

    def take_in(self) -> None:
        """Read, tag and screen what was dropped."""
        self.one.refresh()
        self.one.collect(feeds=False)
        self.one.tag()
        self.one.screen()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm that has been published: the article is on its site, the story is held."""
    firm = small_firm_in(tmp_path_factory.mktemp("links"))
    firm.write("stories/rafe/gate.svg", DRAWING)
    firm.write("stories/rafe/the-van.md", TOLD)
    house = firm.house()
    house.collect(feeds=False)
    house.tag()
    house.screen()
    house.publish()
    return firm.root


@pytest.fixture
def firm(published: Path, tmp_path: Path) -> Firm:
    """A copy of it, to do with what a test likes."""
    shutil.copytree(published, tmp_path / "firm")
    return Firm(tmp_path / "firm")


def attract(firm: Firm, *words: str) -> Result:
    """One command on the firm, by the real clock."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *words], catch_exceptions=False)


def files(root: Path) -> dict[str, tuple[int, int]]:
    """Every file with its time and size, without the database's scratch files."""
    return {
        str(path.relative_to(root)): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


# What a link shows.


def test_a_link_shows_the_piece_as_its_readers_would_see_it(firm: Firm) -> None:
    """Title, summary, words, picture, author and date of a story that nobody has cleared."""
    page = firm.client().get(firm.link())

    assert 200 == page.status_code
    assert "<h1>The van</h1>" in page.text
    assert "A landlord and a tenant argued about a lease." in page.text
    assert "We read the break clause together" in page.text
    assert "Rafe Pellow" in page.text
    assert "3 November 2026" in page.text
    assert re.search(r'<img alt="The gate of the yard" src="data:image/svg\+xml;base64,[\w+/=]+">', page.text)
    assert '<div class="scroll"' in page.text


def test_a_link_names_everybody_who_wrote_it(firm: Firm) -> None:
    """With their faces, as the site would."""
    firm.write("content/people/mei.md", "---\nname: Mei Fraser\nrole: Partner\n---\n")
    firm.write("stories/rafe/the-van.md", STORY.replace("author: rafe", "author: rafe\nwith: mei"))
    firm.house().collect(feeds=False)

    assert '<p class="name">Rafe Pellow and Mei Fraser</p>' in firm.client().get(firm.link()).text


def test_it_says_that_it_is_not_public_until_when_and_not_to_pass_it_on(firm: Firm) -> None:
    """Before anything else on the page."""
    page = firm.client().get(firm.link(days=3)).text

    said = "A preview, not public. This link ends on 21 November 2026. Please do not pass it on."
    assert -1 < page.index(said) < page.index("<h1>")


def test_it_shows_nothing_of_what_was_found_or_decided(firm: Firm) -> None:
    """No finding, no practice area or score, no clearance, no source, no command: it is for people outside."""
    review = firm.client().get("/review/the-van").text
    page = firm.client().get(firm.link()).text

    assert {"ID-AMOUNT", "ADV-GUARANTEE"} <= {rule for rule in re.findall(r"[A-Z]+-[A-Z-]+", review)}
    assert [] == re.findall(r"\b(?:ID|CONF|ADV|CLR|COURT|KIND)-[A-Z]+", page)
    assert [] == [
        word for word in ("<mark", "attract", "Real estate", "stories/", "clear", "<script", "finding") if word in page
    ]
    assert {"<mark", "attract", "stories/"} <= {word for word in ("<mark", "attract", "stories/") if word in review}


def test_the_pictures_of_a_held_piece_are_nowhere_on_the_site(firm: Firm) -> None:
    """They stand in the page itself, before and after somebody looked."""
    firm.client().get(firm.link())

    assert [] == [path for path in firm.one.site.rglob("*.svg") if path.read_text("utf-8") == DRAWING]
    assert (
        [] == list((firm.one.site / "assets/content").glob("*"))
        if (firm.one.site / "assets/content").exists()
        else True
    )


def test_what_a_rule_wants_beside_a_claim_stands_there(firm: Firm) -> None:
    """A reader would see the notice, so whoever agrees to the text sees it."""
    firm.write("content/firm.yml", FIRM.replace("[GB-EAW, IE, CA-ON]", "[US-NY]"))
    firm.write("content/articles/reading-a-lease.md", (firm.root / "content/articles/reading-a-lease.md").read_text("utf-8")
               + "\nWe won every rent review that we took on.\n")  # fmt: skip
    firm.take_in()
    page = firm.client().get(firm.link("reading-a-lease")).text

    assert "Prior results do not guarantee a similar outcome" in page


def test_a_piece_that_is_public_can_be_shown_too(firm: Firm) -> None:
    """An article that nothing stops."""
    assert "<h1>Reading a lease</h1>" in firm.client().get(firm.link("reading-a-lease")).text


@pytest.mark.parametrize("outside", [False, True])
def test_what_its_page_loads_is_there(firm: Firm, outside: bool) -> None:
    """Style sheets and icon, from the site, from wherever it is served."""
    client = firm.client(outside=outside)
    path = firm.link()
    found = re.findall(r'href="\.\./(assets/[^"]+)"', client.get(path).text)

    assert {"assets/icon.svg", "assets/site.css"} < set(found)
    assert [] == [each for each in found if 200 != client.get(f"/{each}").status_code]
    assert 200 == client.get("/assets/fonts/newsreader-latin.woff2").status_code


# Machines and browsers.


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nobody_indexes_keeps_frames_or_learns_of_it(firm: Firm, method: str) -> None:
    """The headers of a link that opens and of one that does not are the same, GET or HEAD."""
    client = firm.client()
    answers = [client.request(method, path) for path in (firm.link(), f"/preview/{NOBODYS}")]

    assert [200, 404] == [answer.status_code for answer in answers]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "noindex, nofollow, noarchive" == answer.headers["x-robots-tag"]
        assert "no-store" == answer.headers["cache-control"]
        assert "no-referrer" == answer.headers["referrer-policy"]
        assert "nosniff" == answer.headers["x-content-type-options"]
        assert policy.startswith("default-src 'none'; ")
        assert [] == re.findall(r"unsafe-inline|unsafe-eval|script-src|https?:|\*", policy)
        assert "frame-ancestors 'none'" in policy
        assert "set-cookie" not in answer.headers
    first, second = ({k: v for k, v in answer.headers.items() if k != "content-length"} for answer in answers)
    assert first == second


def test_the_page_itself_says_so_too(firm: Firm) -> None:
    """For machines that read no headers; and its title, which chats show, gives nothing away."""
    for path in (firm.link(), f"/preview/{NOBODYS}"):
        page = firm.client().get(path).text
        assert '<meta name="robots" content="noindex, nofollow">' in page
        assert "van" not in re.findall(r"<title>(.*?)</title>", page)[0]


def test_looking_changes_nothing(firm: Firm) -> None:
    """Not a byte on the disk, however it is asked for; anything but a look is refused."""
    path = firm.link()
    client = firm.client()
    before = files(firm.root)
    for method in ("GET", "HEAD"):
        for each in (path, f"/preview/{NOBODYS}"):
            client.request(method, each)
    refused = {client.request(method, path).status_code for method in ("POST", "PUT", "DELETE", "PATCH")}

    assert (before, {405}) == (files(firm.root), refused)


# Whatever is not here answers alike.


def expire(firm: Firm) -> None:
    """Let its last day pass."""
    firm.now = datetime(2026, 11, 26, tzinfo=UTC)


def revoke(firm: Firm) -> None:
    """End every link."""
    firm.links.revoke_all()


def remove(firm: Firm) -> None:
    """Take the piece's file away."""
    (firm.root / "stories/rafe/the-van.md").unlink()
    firm.take_in()


def embargo(firm: Firm) -> None:
    """Its judgment has not been handed down."""
    firm.write("stories/rafe/the-van.md", TOLD.replace("basis:", "judgment: {handed_down: 2026-11-19T10:30}\nbasis:"))
    firm.take_in()


def date_ahead(firm: Firm) -> None:
    """It waits for its day."""
    firm.write("stories/rafe/the-van.md", TOLD.replace("2026-11-03", "2026-11-20"))
    firm.take_in()


def of_court(firm: Firm) -> None:
    """The case that it tells of is not over."""
    firm.write("stories/rafe/the-van.md", TOLD.replace("basis:", "matter: {status: pending}\nbasis:"))
    firm.take_in()


def of_court_and_changed(firm: Firm) -> None:
    """Its words are new, and a court holds them: not even the news that they changed is anybody's."""
    firm.write("stories/rafe/the-van.md", TOLD + "\nThis is from the draft judgment.\n")
    firm.take_in()


def withdraw(firm: Firm) -> None:
    """Somebody took it back."""
    (item,) = firm.one.library.items(["the-van"])
    firm.one.clearing.write(withdrawing(item.id, item.content_hash, by="Ada Clear", reason="asked", at=firm.now))


def consent_gone(firm: Firm) -> None:
    """The client agreed to this text, and took it back."""
    assert 0 == attract(
        firm, "consent", "record", "the-van", "--client-ref", "20431", "--signed-by", "R. Hollin", "--signed", "2026-11-03",
        "--channel", "web", "--purpose", "case study", "--evidence", "file 7", "--by", "Ada Clear",
    ).exit_code  # fmt: skip
    firm.one.clearing.withdraw_consent("CONSENT-2026-001", by="Ada Clear", why="asked")


def newly_bound(firm: Firm) -> None:
    """A rule of the firm's own was added, by which nobody has read the text yet."""
    firm.write(
        "content/rules/house.yml",
        "rules:\n  - {id: FIRM-YARD, summary: No yards., severity: block, tell_lawyer: Out., check: {patterns: [yard]}}\n",
    )


def broken(firm: Firm) -> None:
    """The settings cannot be read."""
    firm.write("content/firm.yml", "name: [")


def no_secret(firm: Firm) -> None:
    """Nobody ever made one, as far as the disk knows."""
    firm.links.key.path.unlink()


GONE = [
    expire, revoke, remove, embargo, date_ahead, of_court, of_court_and_changed, withdraw, consent_gone, newly_bound, broken,
    no_secret,
]  # fmt: skip


@pytest.mark.parametrize("happens", GONE, ids=lambda each: each.__name__)
def test_a_link_that_must_not_open_is_one_that_never_was(firm: Firm, happens: Callable[[Firm], None]) -> None:
    """The very bytes and headers of an unknown link, in the same time, while the server goes on running."""
    path, client = firm.link(), firm.client()
    assert 200 == client.get(path).status_code
    happens(firm)

    started = time.monotonic()
    answer = client.get(path)
    took = time.monotonic() - started
    unknown = client.get(f"/preview/{NOBODYS}")
    assert (404, unknown.content, unknown.headers) == (answer.status_code, answer.content, answer.headers)
    assert "This preview is not here, or is no longer" in answer.text
    assert took >= BEAT


def test_how_long_the_answer_takes_tells_nothing(firm: Firm) -> None:
    """Held for an embargo or never there: both come after the same time, which work of any size fits into."""
    path, client = firm.link(), firm.client()
    embargo(firm)
    client.get(path)  # what is loaded once is loaded
    took = []
    for each in (path, f"/preview/{NOBODYS}", path, "/preview/x"):
        started = time.monotonic()
        client.get(each)
        took.append((time.monotonic() - started) // BEAT)

    assert [1, 1, 1, 1] == took


def test_a_date_ahead_opens_when_it_has_come(firm: Firm) -> None:
    """The very moment decides, not the next run."""
    path, client = firm.link(), firm.client()
    date_ahead(firm)
    assert 404 == client.get(path).status_code
    firm.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert 200 == client.get(path).status_code


def test_a_text_that_has_changed_says_so(firm: Firm) -> None:
    """Whoever has a good link learns that they must ask for a new one, and not what changed."""
    path, client = firm.link(), firm.client()
    firm.write("stories/rafe/the-van.md", TOLD.replace("small yard", "small yarn"))
    firm.take_in()
    answer = client.get(path)

    assert 404 == answer.status_code
    assert "The text has changed" in answer.text
    assert "Ask for a new link" in answer.text
    assert "yarn" not in answer.text
    assert 200 == client.get(firm.link()).status_code
    expire(firm)
    assert "has changed" not in client.get(path).text


@pytest.mark.parametrize(
    "of", ["the-van", "reading-a-lease", "the%2Dvan", "..%2F..%2Fcontent", "", "a/b", "%00", "%ff", "é", "a" * 9000]
)
def test_no_name_opens_a_preview(firm: Firm, of: str) -> None:
    """Who knows or guesses what a piece is called has nothing."""
    assert 404 == firm.client(outside=True).get(f"/preview/{of}").status_code


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_altered_link_opens_anything(firm: Firm, data: st.DataObject) -> None:
    """One character exchanged, wherever it stands: nothing of the piece comes back."""
    token = firm.link().removeprefix("/preview/")
    place = data.draw(st.integers(0, len(token) - 1))
    put = data.draw(st.sampled_from("ABCDwxyz0189-_"))
    altered = token[:place] + put + token[place + 1 :]

    assert (altered == token) == isinstance(firm.links.opened(altered), Preview)


# Time.


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(1, MOST),
    # Both of London's changes of the clock lie within.
    made=st.datetimes(datetime(2026, 11, 4), datetime(2027, 11, 4), timezones=st.just(UTC)),
)
def test_a_link_opens_to_the_end_of_its_last_day_and_not_a_second_longer(firm: Firm, days: int, made: datetime) -> None:
    """By the clock on the firm's wall, summer or winter."""
    firm.now = made
    token = firm.link(days=days).removeprefix("/preview/")
    last = made.astimezone(LONDON).date() + timedelta(days=days)
    firm.now = datetime.combine(last, wall_time(23, 59, 59), LONDON)
    shown = firm.links.opened(token)
    firm.now += timedelta(seconds=1)

    assert isinstance(shown, Preview)
    assert f"{last.day} {last:%B %Y}" == shown.last_day
    assert Absent.GONE is firm.links.opened(token)


def test_seven_days_are_usual_and_thirty_the_most(firm: Firm) -> None:
    """More is refused, and so is none."""
    assert "ends on 25 November 2026" in firm.client().get(firm.link()).text
    assert "ends on 18 December 2026" in firm.client().get(firm.link(days=30)).text
    for days in (0, -1, 31):
        with pytest.raises(UsageError, match="1 to 30 days"):
            firm.link(days=days)


# Who makes them.


REFUSED = [
    (embargo, "has not been handed down"), (date_ahead, "dated later than today"), (of_court, "case isn't over|live|proceedings"),
    (of_court_and_changed, "handed down|judgment"), (withdraw, "Ada Clear withdrew it"), (consent_gone, "took the consent to this text back"),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "why"), REFUSED, ids=lambda each: getattr(each, "__name__", ""))
def test_no_link_is_made_to_what_nobody_may_know_yet(firm: Firm, happens: Callable[[Firm], None], why: str) -> None:
    """The error names the piece, why, and what to do."""
    happens(firm)
    with pytest.raises(ClearanceError, match=why) as refused:
        firm.link()

    assert ("the-van", 1) == (refused.value.thing, refused.value.exit_code)
    assert refused.value.remedy
    assert not firm.links.key.path.exists()


def test_only_pieces_have_links(firm: Firm) -> None:
    """A page or a profile is no piece."""
    with pytest.raises(UsageError, match="profile"):
        firm.link("profile:rafe")


def test_the_command_prints_the_address_and_nothing_beside_it(firm: Firm) -> None:
    """Its output can be piped; when it ends, and where it opens, goes to standard error."""
    done = attract(firm, "preview", "the-van", "--link", "--days", "2", "--base", "https://preview.firm.example/soon/")

    assert 0 == done.exit_code, done.output
    assert re.fullmatch(r"https://preview\.firm\.example/soon/preview/[\w.-]+\n", done.stdout)
    assert "It ends on" in done.stderr
    assert "--base" not in done.stderr
    firm.now = datetime.now(UTC)
    assert 200 == firm.client().get(done.stdout.strip().removeprefix("https://preview.firm.example/soon")).status_code
    here = attract(firm, "preview", "stories/rafe/the-van.md", "--link")
    assert here.stdout.startswith("http://127.0.0.1:8000/preview/")
    assert "on this machine" in here.stderr


def test_the_command_refuses_and_says_why(firm: Firm) -> None:
    """Something that needs a person: exit 1."""
    firm.write("stories/rafe/the-van.md", TOLD.replace("basis:", "judgment: {handed_down: unknown}\nbasis:"))
    done = attract(firm, "preview", "the-van", "--link")

    assert (1, "") == (done.exit_code, done.stdout)
    assert "the-van: it may not be shown outside" in done.stderr


def test_the_command_ends_every_link(firm: Firm) -> None:
    """At once, while the server goes on running, and while another Attract is at work; new ones are good."""
    client, path, other = firm.client(), firm.link(), firm.link("reading-a-lease")
    with firm.one.working():
        done = attract(firm, "preview", "--revoke-all")

    assert 0 == done.exit_code
    assert [404, 404] == [client.get(each).status_code for each in (path, other)]
    assert 200 == client.get(firm.link()).status_code
    assert 0o600 == firm.links.key.path.stat().st_mode & 0o777


def test_a_secret_that_others_may_read_is_told(firm: Firm) -> None:
    """With the command that mends it."""
    firm.link()
    firm.links.key.path.chmod(0o644)

    assert "chmod 600" in attract(firm, "preview", "the-van", "--link").stderr


@pytest.mark.parametrize(
    "words",
    [
        (), ("the-van", "--days", "3"), ("the-van", "--revoke-all"), ("--link",), ("the-van", "--link", "--days", "31"),
        ("the-van", "--link", "--days", "0"), ("no-such-piece", "--link"),
        ("the-van", "--link", "--base", "preview.firm.example"), ("the-van", "--link", "--base", "ftp://firm.example"),
        ("the-van", "--link", "--base", "https://firm.example/?a=b"), ("the-van", "--link", "--base", "https://[firm"),
        # The link would go, and the text come, as postcards do.
        ("the-van", "--link", "--base", "http://preview.firm.example"),
    ],
)  # fmt: skip
def test_wrong_use_is_told(firm: Firm, words: tuple[str, ...]) -> None:
    """Exit 2, and no link."""
    done = attract(firm, "preview", *words)

    assert (2, "") == (done.exit_code, done.stdout)
    assert not firm.links.key.path.exists()


# What is private stays on this machine.


def test_the_private_page_is_under_another_address(firm: Firm) -> None:
    """With its findings, for who sits at this machine; no address but a link's shows a preview."""
    client = firm.client()

    assert "Not yet." in client.get("/review/the-van").text
    assert 404 == client.get("/preview/the-van").status_code


@pytest.mark.parametrize("path", ["/review/the-van", "/review/nothing", "/outbox/", "/outbox/x.eml/html"])
@pytest.mark.parametrize(
    ("at", "by", "said"),
    [
        pytest.param("http://rebound.example:8000", "127.0.0.1", {}, id="another-name"),
        pytest.param("http://127.0.0.1:8000", "192.0.2.7", {}, id="another-machine"),
        pytest.param("http://127.0.0.1:8000", "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, id="a-proxy"),
        pytest.param("http://localhost:8000", "127.0.0.1", {"Via": "1.1 proxy"}, id="another-proxy"),
    ],
)
def test_nobody_elsewhere_sees_what_is_private(firm: Firm, path: str, at: str, by: str, said: dict[str, str]) -> None:
    """A proxy before the whole of it by mistake gives away neither findings nor readers."""
    assert 404 == firm.client(at=at, by=by).get(path, headers=said).status_code


def test_links_alone_shows_links_alone(firm: Firm) -> None:
    """Whatever else is asked for is not here: the site, the outbox, what was found."""
    client = firm.client(outside=True, at="https://preview.firm.example", by="192.0.2.7")
    paths = [
        "/",
        "/review/the-van",
        "/outbox/",
        "/articles/reading-a-lease/",
        "/feed.atom",
        "/preview/",
        "/assets/..%2Findex.html",
    ]
    answers = [client.get(path) for path in paths]

    assert 200 == client.get(firm.link()).status_code
    assert {404} == {answer.status_code for answer in answers}
    assert {client.get(f"/preview/{NOBODYS}").text} == {answer.text for answer in answers}
    assert {"no-store"} == {answer.headers["cache-control"] for answer in answers}
