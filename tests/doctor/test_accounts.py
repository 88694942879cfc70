"""What the doctor says of accounts on social networks: who can speak, for how long, and what of their posts needs a person."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from pipeline.doctor.run import examine
from pipeline.model.check import Check, State
from pipeline.model.posting import BY_HAND, Connection, PostState
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm
from tests.doctor.test_doctor import called
from tests.serving import free_port
from tests.social.world import post
from tests.test_cli import attract

DAY = timedelta(days=1)
SECRET = "zerofinch-quartz"


class Server(BaseHTTPRequestHandler):
    """A Mastodon and a Bluesky that know one token, and say what they got where it is another."""

    asked: list[str]
    status = 200

    def answer(self) -> None:
        """Say whose token it is."""
        got = (
            self.headers.get("Authorization", "") + self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        )
        self.asked.append(self.path)
        told: dict[str, Any] = {"error": f"I do not know {got}"}
        status = self.status if self.status != 200 else 401
        if SECRET in got and self.status == 200:
            status, told = 200, {"id": "7", "acct": "rafe", "did": "did:plc:7", "handle": "firm.example", "accessJwt": SECRET, "refreshJwt": "r"}  # fmt: skip
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815  # the names that the base class calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def server(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Its address, and what it was asked."""
    asked: list[str] = []
    handler = type("Handler", (Server,), {"asked": asked, "status": status})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}", asked
        listening.shutdown()
        thread.join()


def with_accounts(firm: SmallFirm, accounts: str, more: str = "") -> House:
    """A firm that has these; its house, which writes."""
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", f"{text}social: {{networks: [], {more} accounts: {{{accounts}}}}}\n")
    house = firm.house()
    house.catch_up()
    return house


def connect(house: House, name: str, ends: int | None = None, **token: str) -> None:
    """An account is connected; its token ends in so many days."""
    known = Connection(
        account=name, speaks_for="@rafe", connected=WEDNESDAY - 30 * DAY,
        ends=None if ends is None else WEDNESDAY + ends * DAY,
    )  # fmt: skip
    house.posting.tokens.connect(known, token or {"access": SECRET, "author": "urn:li:person:1"})


def seen(firm: SmallFirm, *, ask: bool = False) -> list[Check]:
    """Every line."""
    return list(examine(House(firm.root, clock=lambda: WEDNESDAY, only_reads=True), ask=ask))


def one(checks: list[Check], name: str) -> Check:
    """The line of a name."""
    (found,) = [each for each in checks if each.name == name]
    return found


LINKEDIN = "rafe: {network: linkedin, person: rafe}"


def test_a_firm_without_accounts_hears_nothing_of_them(small_firm: SmallFirm) -> None:
    """No line."""
    small_firm.house().catch_up()

    assert not [each.name for each in seen(small_firm) if each.name.startswith(("account", "posts", "LinkedIn"))]


def test_an_account_that_is_not_connected_is_told(small_firm: SmallFirm) -> None:
    """With the command; what goes by a file or by hand needs none."""
    with_accounts(
        small_firm,
        f"{LINKEDIN}, later: {{network: x, by: buffer}}, page: {{network: x, by: sprout}}, zap: {{network: x, by: webhook}}",
    )
    checks = seen(small_firm)

    assert [State.TOLD, State.WELL, State.WELL, State.TOLD] == [
        one(checks, f"account {name}").state for name in ("rafe", "later", "page", "zap")
    ]
    assert "Connect it: attract social connect rafe" == one(checks, "account rafe").remedy
    assert "its posts stand in a file for Buffer; it needs no connection" == one(checks, "account later").seen


@pytest.mark.parametrize(
    ("ends", "state", "words"),
    [
        (None, State.WELL, "connected since "), (15, State.WELL, "for @rafe"), (14, State.TOLD, "its token ends in 14 days, on "),
        (1, State.TOLD, "its token ends in 1 day, on "), (0, State.PERSON, "its token has ended, on "),
    ],
)  # fmt: skip
def test_an_end_is_told_before_it_comes(small_firm: SmallFirm, ends: int | None, state: State, words: str) -> None:
    """From two weeks ahead; afterwards it needs a person."""
    connect(with_accounts(small_firm, LINKEDIN), "rafe", ends)
    check = one(seen(small_firm), "account rafe")

    assert (state, True) == (check.state, words in check.seen), check
    assert (state is not State.WELL) == ("attract social connect rafe" in check.remedy)


def test_a_dead_token_needs_a_person(small_firm: SmallFirm) -> None:
    """In the network's words; and so does what is due there."""
    house = with_accounts(small_firm, LINKEDIN)
    connect(house, "rafe")
    house.posting.tokens.died("rafe", "401 REVOKED_ACCESS_TOKEN")
    house.posting.posts.draft([post("a", "rafe", WEDNESDAY - DAY), post("b", "rafe", WEDNESDAY + DAY)])
    checks = seen(small_firm)

    assert "LinkedIn knows its token no longer: 401 REVOKED_ACCESS_TOKEN" == one(checks, "account rafe").seen
    assert [(State.PERSON, "1 post is due on rafe and cannot leave")] == called(checks, "posts")


def test_a_lost_key_is_told_of_each_account(small_firm: SmallFirm) -> None:
    """And one that others may read, of the file."""
    connect(with_accounts(small_firm, LINKEDIN), "rafe")
    path = small_firm.root / ".attract/token.keys"
    assert any("token.keys (1)" in words for _, words in called(seen(small_firm), "keys"))

    path.chmod(0o644)
    assert (State.PERSON, f"{path}: others on this machine may read it.") in called(seen(small_firm), "keys")
    path.unlink()
    check = one(seen(small_firm), "account rafe")
    assert (State.PERSON, True) == (check.state, "no key opens the token of rafe" in check.seen)


@pytest.mark.parametrize(
    ("account", "email", "left", "words"),
    [
        ("{network: x, by: hand, person: rafe}", "email: rafe@firm.example", "", ""),
        ("{network: x, by: hand, person: rafe}", "", "", "is to paste its posts, has no address"),
        ("{network: x, by: hand, person: ada}", "", "", "it is ada's, and there is no content/people/ada.md"),
        ("{network: bluesky, person: ada}", "", "", "it is ada's, and there is no content/people/ada.md"),
        ("{network: bluesky, person: rafe}", "", "left: 2026-11-18", "whose it is, has left"),
    ],
)  # fmt: skip
def test_whoever_has_an_account_is_there(
    small_firm: SmallFirm, account: str, email: str, left: str, words: str
) -> None:
    """With an address, where they paste its posts."""
    small_firm.write("content/people/rafe.md", "\n".join(["---", "name: Rafe", "role: Partner", *filter(None, (email, left)), "---", "He."]))  # fmt: skip
    with_accounts(small_firm, f"some: {account}")
    check = one(seen(small_firm), "account some")

    assert ((State.PERSON if words else State.WELL), True) == (check.state, words in check.seen), check


@pytest.mark.parametrize(
    ("version", "state"),
    [("202603", State.WELL), ("202602", State.TOLD), ("202512", State.TOLD), ("202511", State.PERSON)],
)
def test_the_age_of_linkedins_version(small_firm: SmallFirm, version: str, state: State) -> None:
    """From nine months on it is told; LinkedIn may end it from twelve on."""
    with_accounts(small_firm, LINKEDIN, f"linkedin_version: '{version}',")

    assert state is one(seen(small_firm), "LinkedIn").state


def test_nobody_hears_of_a_version_that_nobody_speaks(small_firm: SmallFirm) -> None:
    """LinkedIn by a webhook is not ours to speak."""
    with_accounts(small_firm, "page: {network: linkedin, by: webhook}", "linkedin_version: '202001',")

    assert [] == called(seen(small_firm), "LinkedIn")


def test_what_needs_a_person_of_posts_is_told(small_firm: SmallFirm) -> None:
    """Uncertain ones, and those that nobody else can take down; drafts beside them."""
    house = with_accounts(small_firm, "rafe: {network: bluesky}")
    connect(house, "rafe", handle="rafe", password=SECRET)
    house.posting.posts.draft([
        post("a", "rafe", state=PostState.UNCERTAIN), post("b", "rafe", state=PostState.UNCERTAIN),
        post("c", "rafe", state=PostState.ACCEPTED, ref="at://c", address="https://bsky.app/c", response=f"{BY_HAND}: no"),
        post("d", "rafe", state=PostState.DRAFT),
    ])  # fmt: skip
    lines = [each for each in seen(small_firm) if each.name == "posts"]

    assert [
        "2 posts may or may not be there",
        "1 post tells of what was withdrawn, and can be taken down by hand alone: https://bsky.app/c",
        "1 post waits for somebody to look at the words",
    ] == [each.seen for each in lines]
    assert "attract social resolve" in lines[0].remedy


@pytest.mark.parametrize(
    ("posts", "words"),
    [([], "none waits, and none is uncertain"), ([post("a", "rafe", WEDNESDAY + DAY)], "1 post waits for the time to leave")],
)  # fmt: skip
def test_posts_that_are_well(small_firm: SmallFirm, posts: list[Any], words: str) -> None:
    """Nothing is to be done."""
    house = with_accounts(small_firm, "rafe: {network: bluesky}")
    connect(house, "rafe", handle="rafe", password=SECRET)
    house.posting.posts.draft(posts)

    assert [(State.WELL, words)] == called(seen(small_firm), "posts")


# Asked.


def speaking(firm: SmallFirm, address: str, token: str = SECRET) -> None:
    """A firm with an account of each kind that can be asked, or must not be."""
    house = with_accounts(
        firm, f"masto: {{network: mastodon, server: '{address}'}}, sky: {{network: bluesky, server: '{address}'}},"
        " zap: {network: x, by: webhook}",
    )  # fmt: skip
    connect(house, "masto", token=token)
    connect(house, "sky", handle="firm.example", password=token)
    connect(house, "zap", address=f"{address}/hook", secrets="whsec_YWJj")


def test_each_network_says_whom_its_token_speaks_for(small_firm: SmallFirm) -> None:
    """A webhook is not asked, because that would set it off; and without asking, nobody is."""
    with server() as (address, asked):
        speaking(small_firm, address)
        seen(small_firm)
        assert [] == asked
        checks = seen(small_firm, ask=True)

    assert (State.WELL, f"{address} says that its token speaks for @rafe") == called(checks, "account masto")[0]
    assert (State.WELL, "Bluesky says that its token speaks for firm.example") == called(checks, "account sky")[0]
    assert one(checks, "account zap").seen.startswith("connected since ")
    assert "/hook" not in asked


def test_to_ask_changes_nothing(small_firm: SmallFirm) -> None:
    """Not even a session: not one row is other than it was."""
    with server() as (address, _):
        speaking(small_firm, address)
        path = small_firm.root / ".attract/attract.sqlite"
        before = [hashlib.sha256(each.read_bytes()).hexdigest() for each in (path, path.with_name(path.name + "-wal"))]
        assert State.WELL is one(seen(small_firm, ask=True), "account sky").state

        assert before == [
            hashlib.sha256(each.read_bytes()).hexdigest() for each in (path, path.with_name(path.name + "-wal"))
        ]


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [(401, State.PERSON, "does not take its token: 401 I do not know"), (503, State.TOLD, "does not say for whom its token speaks: 503")],
)  # fmt: skip
def test_a_network_that_says_no_is_heard(small_firm: SmallFirm, status: int, state: State, words: str) -> None:
    """In its words, without the token that they repeat."""
    with server(status) as (address, _):
        speaking(small_firm, address)
        checks = seen(small_firm, ask=True)
    lines = [one(checks, f"account {name}") for name in ("masto", "sky")]

    assert [(state, True)] * 2 == [(each.state, words in each.seen) for each in lines], lines
    assert not any(SECRET in each.seen + each.remedy for each in checks)


def test_a_network_that_is_away_is_told(small_firm: SmallFirm) -> None:
    """Nobody need do anything yet."""
    speaking(small_firm, f"http://127.0.0.1:{free_port()}")
    check = one(seen(small_firm, ask=True), "account masto")

    assert (State.TOLD, True) == (check.state, "cannot be reached" in check.seen)


def test_the_command_says_the_same_to_programs(small_firm: SmallFirm) -> None:
    """A dead token ends it with 1."""
    house = with_accounts(small_firm, LINKEDIN)
    connect(house, "rafe")
    house.posting.tokens.died("rafe", "401")
    told = attract(small_firm, "doctor", "--offline", "--json")

    (line,) = [each for each in json.loads(told.stdout) if each["check"] == "account rafe"]
    assert (1, "needs a person") == (told.exit_code, line["state"])
    assert "attract social connect rafe" in line["do"]
