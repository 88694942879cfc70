"""Accounts and posts as a person types them, against a LinkedIn that says what LinkedIn would."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.model.posting import PostState
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm
from tests.edges.networks.linkedin_fake import Fake, serving
from tests.test_cli import attract
from tests.test_posting import firm_with, only

_PAGE = "4711"


class Clock:
    """The time by which commands go."""

    def __init__(self) -> None:
        self.now = WEDNESDAY

    def __call__(self) -> datetime:
        """It."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Commands go by a time that a test sets."""
    given, mine = House.__init__.__kwdefaults__, Clock()
    assert given is not None
    monkeypatch.setitem(given, "clock", mine)
    return mine


@pytest.fixture
def linkedin(clock: Clock) -> Iterator[Fake]:
    """LinkedIn, with one page."""
    with serving(Fake(now=clock)) as fake:
        yield fake


@pytest.fixture
def firm(small_firm: SmallFirm, linkedin: Fake) -> SmallFirm:
    """A firm with a page on LinkedIn, and a piece that is news."""
    return firm_with(small_firm, f'    page: {{network: linkedin, handle: "{_PAGE}", server: "{linkedin.url}"}}\n')


def typed(firm: SmallFirm, told: str, *words: str) -> Result:
    """A command that is told something."""
    return CliRunner().invoke(main, ["--firm", str(firm.root), *words], input=told, catch_exceptions=False)


def grant(linkedin: Fake) -> str:
    """A token for the page."""
    scopes = ("w_organization_social", "r_organization_social", "rw_organization_admin", "openid", "profile")
    return linkedin.grant("ada", *scopes, pages=(_PAGE,))


def connect(firm: SmallFirm, token: str) -> Result:
    """Connect the page; LinkedIn gave no refresh token."""
    return typed(firm, f"{token}\n\n\n\n\n", "social", "connect", "page")


def said(result: Result) -> str:
    """What a command says, in one line."""
    return " ".join(result.output.split())


def test_from_a_token_to_a_post(firm: SmallFirm, linkedin: Fake, clock: Clock) -> None:
    """Connected, drafted, looked at, cleared, shown dry, said once; each step says what to do next."""
    token = grant(linkedin)
    assert 1 == attract(firm, "social", "status").exit_code
    done = connect(firm, token)
    assert (0, True) == (done.exit_code, "speaks for" in said(done))
    assert "2027-01-17" in attract(firm, "social", "status", "--json").stdout
    assert "1 to look at" in said(attract(firm, "run"))

    page = attract(firm, "social", "preview")
    shown = (firm.root / ".attract/previews/posts.html").read_text("utf-8")
    assert (0, True) == (page.exit_code, "Reading a lease" in shown)
    (draft,) = json.loads(attract(firm, "social", "queue", "--json").stdout)
    assert draft["post"] in shown
    cleared = attract(firm, "social", "clear", draft["post"], "--by", "Ines")
    assert (0, True) == (cleared.exit_code, "planned, leaves Thu 19 Nov 2026 09:30" in said(cleared))
    assert "nothing was due" in said(attract(firm, "social", "post"))
    assert "page tells of reading-a-lease" in said(attract(firm, "plan", "--days", "3"))

    clock.now = WEDNESDAY + timedelta(days=1)
    (dry,) = json.loads(attract(firm, "social", "post", "--dry-run", "--json").stdout)
    assert [] == linkedin.live()
    assert "1 there" in said(attract(firm, "social", "post"))
    assert "nothing was due" in said(attract(firm, "social", "post"))
    (post,) = linkedin.live()
    assert draft["text"] == dry["text"] == post.seen
    assert dry["payload"]["commentary"] == post.told["commentary"]
    assert [0, "Nothing waits."] == [(queue := attract(firm, "social", "queue")).exit_code, said(queue)]
    assert post.id in attract(firm, "social", "queue", "--all", "--json").stdout
    for path in (firm.root / ".attract").rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes()


def test_a_token_that_ends_stops_the_account(firm: SmallFirm, linkedin: Fake, clock: Clock) -> None:
    """The queue stands, says why and what to do; connected again, what waited leaves at its next free time."""
    connect(firm, grant(linkedin))
    attract(firm, "run")
    attract(firm, "social", "clear", "--all", "--by", "Ines")
    linkedin.tokens.clear()
    clock.now = WEDNESDAY + timedelta(days=1)

    failed = attract(firm, "social", "post")
    assert (1, True) == (failed.exit_code, "attract social connect page" in said(failed))
    assert "its token is dead" in said(attract(firm, "social", "status"))
    again = connect(firm, grant(linkedin))
    assert "1 post that had waited got another time" in said(again)
    clock.now += timedelta(days=1)
    assert "1 there" in said(attract(firm, "social", "post"))
    assert 1 == len(linkedin.live())


def test_what_is_taken_down_is_gone(firm: SmallFirm, linkedin: Fake, clock: Clock) -> None:
    """By its network; what cannot be reached is noted by whoever did it."""
    connect(firm, grant(linkedin))
    attract(firm, "run")
    attract(firm, "social", "clear", "--account", "page", "--by", "Ines")
    clock.now = WEDNESDAY + timedelta(days=1)
    attract(firm, "social", "post")
    id_ = only(firm.house()).id

    assert "taken down" in said(attract(firm, "social", "remove", id_, "--by", "Ines"))
    assert [] == linkedin.live()
    refused = attract(firm, "social", "remove", id_, "--by", "Ines")
    assert (2, True) == (refused.exit_code, "nothing to take down" in said(refused))


def test_a_person_decides_what_waits(firm: SmallFirm, linkedin: Fake, clock: Clock) -> None:
    """Dropped, brought back, moved; each is told, and what makes no sense is refused with what to do."""
    attract(firm, "run")
    id_ = only(firm.house()).id

    assert "dropped" in said(attract(firm, "social", "drop", id_, "--by", "Ines", "--reason", "not now"))
    refused = attract(firm, "social", "clear", id_, "--by", "Ines")
    assert (1, True) == (refused.exit_code, "it is dropped, and no draft" in said(refused))
    assert "draft" in said(attract(firm, "social", "again", id_))
    moved = attract(firm, "social", "move", id_, "--to", "2026-12-01T09:00 Europe/London")
    assert "leaves Tue 1 Dec 2026 09:00" in said(moved)
    for words in (
        ("social", "move", id_, "--to", "2026-11-01T09:00 Europe/London"),
        ("social", "clear", "--by", "Ines"),
        ("social", "clear", f"{id_}.000000", "--by", "Ines"),
        ("social", "clear", "nobody", "--by", "Ines"),
        ("social", "resolve", id_),
        ("social", "resolve", id_, "--there", "--by", "Ines"),
        ("social", "again", id_),
        ("social", "connect", "nowhere"),
        ("social", "queue", "nowhere"),
    ):
        refused = attract(firm, *words)
        assert (words, 2) == (words, refused.exit_code)
        assert len(refused.output.splitlines()) > 1


def test_an_uncertain_post_waits_for_whoever_looks(firm: SmallFirm, linkedin: Fake, clock: Clock) -> None:
    """There: it is; not there: it waits again, and leaves once."""
    person = f'    me: {{network: linkedin, person: rafe, server: "{linkedin.url}"}}\n'
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings[: settings.index("    page:")] + person)
    token = linkedin.grant("ada", "w_member_social", "openid", "profile")
    assert 0 == typed(firm, f"{token}\n\n\n\n\n", "social", "connect", "me").exit_code
    attract(firm, "run")
    attract(firm, "social", "clear", "--all", "--by", "Ines")
    clock.now = WEDNESDAY + timedelta(days=1)
    linkedin.lose += ["/rest/posts"]
    attract(firm, "social", "post")
    clock.now += timedelta(hours=1)
    done = attract(firm, "social", "post")

    assert (1, True) == (done.exit_code, "1 uncertain" in said(done))
    assert 1 == attract(firm, "social", "resolve").exit_code
    (post,) = firm.house().posting.posts.find()
    assert "there" in said(attract(firm, "social", "resolve", post.id, "--there", "--by", "Ines"))
    assert (1, PostState.ACCEPTED) == (len(linkedin.live()), firm.house().posting.posts.find()[0].state)


def test_what_the_network_does_not_know_is_not_kept(firm: SmallFirm, linkedin: Fake) -> None:
    """A token that was copied by half is told at once."""
    refused = connect(firm, grant(linkedin)[:-3])

    assert (2, True) == (refused.exit_code, "copied whole" in said(refused))
    assert {} == firm.house().posting.tokens.connections()


def test_a_token_can_be_taken_back(firm: SmallFirm, linkedin: Fake) -> None:
    """It is forgotten here; what waits, waits on."""
    connect(firm, grant(linkedin))

    assert "not connected any more" in said(attract(firm, "social", "connect", "page", "--disconnect"))
    assert "was not connected" in said(attract(firm, "social", "connect", "page", "--disconnect"))
