"""What accounts are spoken for with stands nowhere but encrypted, also where every network repeats it in every answer."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest

from pipeline import logs
from pipeline.doctor.accounts import accounts as accounts_of
from pipeline.doctor.accounts import questions
from pipeline.doctor.place import Place
from pipeline.model.posting import Connection, PostState, Wire, seal
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm
from tests.proving.lived import article
from tests.social.world import post
from tests.test_cli import attract

#: What each is told, and by which account; the server says the last two itself.
PASSWORD, TOKEN, ACCESS, RENEW, CLIENT, ADDRESS, HEADER, JWT, OTHER_JWT = (
    f"zerofinch-{name}-quartzplover" for name in ("pass", "masto", "access", "renew", "client", "hook", "header", "jwt", "renews")
)  # fmt: skip
SIGNS = "whsec_" + base64.b64encode(b"zerofinch-signs-quartzplover").decode()
SECRETS = (PASSWORD, TOKEN, ACCESS, RENEW, CLIENT, ADDRESS, HEADER, JWT, OTHER_JWT, SIGNS, "zerofinch-signs")
#: What it answers; "torn": it ends the line in the middle, "plain": its words are no JSON.
MOODS = ("400", "401", "403", "410", "422", "429", "500", "503", "302", "plain", "torn", "taken")


class Echo(BaseHTTPRequestHandler):
    """Every network at once. It repeats all that it was told, in every place where networks put words."""

    mood: list[str]
    asked: list[str]

    def answer(self) -> None:
        """Say it all."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8", "replace")
        got, mood = f"{self.path} {self.headers} {body} {JWT} {OTHER_JWT}", self.mood[0]
        self.asked.append(got)
        if self.path.endswith(("createSession", "refreshSession")) and mood != "401":
            told = {"did": "did:plc:7", "handle": "firm.example", "accessJwt": JWT, "refreshJwt": OTHER_JWT}
            self.say(200, json.dumps(told))
        elif mood == "torn":
            self.send_response(200)
            self.send_header("Content-Length", "9999")
            self.end_headers()
            self.wfile.write(got.encode())
            self.close_connection = True
        elif mood == "plain":
            self.say(400, got)
        else:
            words = {"error": got, "message": got, "code": got, "error_description": got, "id": "", "uri": ""}
            self.say(200 if mood == "taken" else int(mood), json.dumps(words))

    def say(self, status: int, body: str) -> None:
        """One answer."""
        self.send_response(status, "OK")
        self.send_header("Content-Length", str(len(body.encode())))
        self.send_header("Location", f"/{TOKEN}/{ADDRESS}/{ACCESS}")
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  # the names that the base class calls

    def log_message(self, *_: object) -> None:
        """Say nothing here."""


@contextmanager
def echo() -> Iterator[tuple[str, list[str], list[str]]]:
    """Its address, its mood, and what it was asked."""
    mood, asked = ["400"], list[str]()
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Echo,), {"mood": mood, "asked": asked})) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}", mood, asked
        listening.shutdown()
        thread.join()


def accounts(address: str) -> dict[str, dict[str, str]]:
    """What each account is spoken for with."""
    return {
        "sky": {"handle": "firm.example", "password": PASSWORD}, "masto": {"token": TOKEN, "limit": "500", "address": ""},
        "ada": {"access": ACCESS, "refresh": RENEW, "client_id": "c", "client_secret": CLIENT, "author": "urn:li:person:7"},
        "page": {"access": ACCESS, "author": "urn:li:organization:7"},
        "zap": {"address": f"{address}/hooks/{ADDRESS}", "secrets": SIGNS, "header": f"X-Key: {HEADER}"},
    }  # fmt: skip


def connect(house: House, address: str) -> None:
    """Each account, in place of a token that has died."""
    for name, token in accounts(address).items():
        known = Connection(
            account=name, speaks_for=name, connected=house.time(), ends=house.time() + timedelta(days=30)
        )
        house.posting.tokens.connect(known, token)


def plan(house: House, name: str, of: str) -> None:
    """A post that is due."""
    network = house.posting.accounts.one(name).network
    wire = Wire(network=network, text=f"Of {of}.", language="en", at=house.time(), key=f"{name}-{of}")
    form = house.posting.accounts.form(name)
    house.posting.posts.draft([post(of, name, house.time(), wire=wire, seal=seal(form(wire)), texts={})])


def found(folder: Path) -> list[tuple[str, str]]:
    """Every file that holds a secret, in any of the ways in which secrets are written."""
    ways = {way for each in SECRETS for way in (each, quote(each, safe=""), base64.b64encode(each.encode()).decode())}
    return [
        (path.relative_to(folder).as_posix(), way)
        for path in folder.rglob("*")
        if path.is_file()
        for body in [path.read_bytes()]
        for way in ways
        if way.encode() in body
    ]


def test_no_secret_of_an_account_stands_anywhere(
    small_firm: SmallFirm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not in the log at any level, in what a person is told, in JSON, in the store, in an export or in a backup."""
    now, text = [WEDNESDAY], (small_firm.root / "content/firm.yml").read_text("utf-8")
    logs.begin("json", "debug")
    said: list[str] = []

    def clock() -> datetime:
        return now[0]

    with echo() as (address, mood, asked):
        small_firm.write(
            "content/firm.yml",
            f"{text}social: {{networks: [], accounts: {{sky: {{network: bluesky, ask: false, per_day: 9, server: '{address}'}},"
            f" masto: {{network: mastodon, ask: false, per_day: 9, server: '{address}'}}, ada: {{network: linkedin, ask: false, per_day: 9, person: rafe, server: '{address}'}},"
            f" page: {{network: linkedin, ask: false, per_day: 9, server: '{address}'}},"
            " zap: {network: x, by: webhook, ask: false, per_day: 9}}}\n",
        )  # fmt: skip
        article(small_firm, "one", f"{WEDNESDAY.date()}")
        house, looking = (House(small_firm.root, clock=clock, only_reads=looks) for looks in (False, True))
        house.catch_up()
        posting = house.posting
        connect(house, address)
        house.run()
        assert posting.posts.find(), "nothing was drafted"
        cleared = house.judged()[0]
        for number, mood[0] in enumerate(MOODS):
            now[0] = WEDNESDAY + timedelta(days=2 + 2 * number)
            connect(house, address)
            for name in accounts(address):
                plan(house, name, f"piece-{number}")
            # Also what is tried a second time, where it is looked for first.
            for _ in range(2):
                said += posting.send(cleared).problems.values()
                now[0] += timedelta(minutes=2)
            place = Place(looking)
            place.spoken.update({name: asks() for name, asks in questions(place).items()})
            said += [f"{check.seen} {check.remedy}" for check in accounts_of(place)]
        said += [attract(small_firm, "doctor", "--offline", *more).output for more in ([], ["--json"])]
        states = {each.state for each in posting.posts.find()}
        responses = [each.response for each in posting.posts.find() if each.response]
    said += [attract(small_firm, "export", str(tmp_path / "export")).output]
    said += [attract(small_firm, "backup", "--to", str(tmp_path / "backups")).output]
    backup = max(
        (each for each in (tmp_path / "backups").iterdir() if each.is_file()), key=lambda each: each.stat().st_size
    )
    said += [attract(small_firm, "restore", str(backup), "--to", str(tmp_path / "restored")).output]
    told = capsys.readouterr()
    whole = "\n".join([*said, told.out, told.err, *responses])

    # The networks had them all, and said them all again.
    assert [] == [
        each for each in (PASSWORD, TOKEN, ACCESS, ADDRESS, HEADER, JWT) if not any(each in line for line in asked)
    ]
    assert {PostState.PLANNED, PostState.REFUSED, PostState.ACCEPTED} <= states
    assert len(responses) > len(MOODS)
    assert (tmp_path / "restored/.attract/attract.sqlite").is_file()
    assert any((tmp_path / "export").iterdir())
    assert [] == [(each, line) for line in whole.splitlines() for each in SECRETS if each in line]
    assert [] == found(tmp_path)
