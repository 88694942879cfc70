"""The commands around handing mail over, as a person types them."""

import json
from datetime import UTC, timedelta

import pytest

from pipeline import progress_lines
from pipeline.edition_status import Status
from pipeline.model import Act, Bounce, Came, DeliveryState, Edition, Pause, Settled
from pipeline.terminal_deliveries import show_status
from tests.builders import NOON, subscriber
from tests.conftest import SmallFirm
from tests.test_cli import attract

WEEK = "weekly-2026-W47"
CADENCES = 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: [x]}\n'


@pytest.fixture
def ready(small_firm: SmallFirm) -> SmallFirm:
    """A firm with an edition to five readers, of whom one follows something else, and one network."""
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", settings + CADENCES)
    house = small_firm.house()
    for name in ("ada", "bo", "cy", "dee"):
        house.ledger.add(subscriber(id=f"r-{name}", address=f"{name}@example.org"))
    house.ledger.add(subscriber(id="r-tom", address="tom@example.org", areas=("tax",)))
    house.collect(feeds=False)
    house.tag()
    house.screen()
    house.mailing.open_due(house.judged()[0])
    return small_firm


def answered(firm: SmallFirm, **said: tuple[DeliveryState, str]) -> None:
    """Let a server answer to these readers."""
    ledger = firm.house().ledger
    ledger.claim("s", 99, NOON, NOON + timedelta(minutes=30))
    settled = []
    for row in ledger.claimed("s"):
        state, words = said.get(row.subscriber.removeprefix("r-"), (DeliveryState.PLANNED, ""))
        later = state is DeliveryState.PLANNED and bool(words)
        settled.append(Settled(
            edition=row.edition, subscriber=row.subscriber, state=state, response=words, tried=later,
            again=NOON + timedelta(minutes=5) if later else None,
        ))  # fmt: skip
    ledger.settle("s", settled, NOON)


def states(firm: SmallFirm) -> dict[str, str]:
    """State by reader."""
    return {row.subscriber.removeprefix("r-"): str(row.state) for row in firm.house().ledger.deliveries()}


EACH = {
    "ada": (DeliveryState.ACCEPTED, "250 2.0.0 queued as 8F3A21C0B9"),
    "bo": (DeliveryState.REFUSED, "550 5.1.1 <bo@example.org>: no such user"),
    "cy": (DeliveryState.UNCERTAIN, "the connection ended before the server answered (timed out)"),
    "dee": (DeliveryState.PLANNED, "451 4.7.1 greylisted"),
}


def test_where_nobody_watches_a_log_is_told_how_far_it_is(ready: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the error stream, so that what other programs read stays whole."""
    monkeypatch.setattr(progress_lines, "EVERY", 0.0)

    sent = attract(ready, "deliver", "--json")

    assert "deliver 1 of 5" in sent.stderr
    assert 5 == json.loads(sent.stdout)["accepted"]


# attract deliver status


def test_an_edition_is_shown_in_numbers_with_what_servers_said(ready: SmallFirm) -> None:
    """Each state, why who was left out, when whoever was put off is tried again, and what a person must do."""
    answered(ready, **EACH)

    shown = attract(ready, "deliver", "status")

    assert 1 == shown.exit_code
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    for line in (
        f"{WEEK} due Mon 16 Nov 2026 08:30 Europe/London (08:30 UTC), composed Wed 18 Nov 2026 12:00 Europe/London (12:00 UTC)",
        "planned 1 1 put off by a server, next try Wed 18 Nov 2026 12:05",
        "on its way 0", "accepted 1", "refused 1",
        f"uncertain 1 attract deliver resolve {WEEK}",
        "left out 1 1 nothing new for this reader",
        "all readers 5 not done yet",
        "social texts 1 1 planned",
        "1 451 4.7.1 greylisted",
        "1 550 5.1.1 …: no such user",
    ):  # fmt: skip
        assert line in lines
    assert "bo@example.org" not in shown.output


def test_an_edition_whose_numbers_balance_is_done(ready: SmallFirm) -> None:
    """Planned = accepted + refused + left out + uncertain; then it is not open, and the newest are shown."""
    attract(ready, "deliver")

    shown = attract(ready, "deliver", "status")

    assert (0, True) == (shown.exit_code, "done: they balance" in shown.output)
    assert "attract deliver" not in shown.output


def test_the_same_for_other_programs(ready: SmallFirm) -> None:
    """Every number, under the words of the ledger."""
    answered(ready, **EACH)
    ready.house().ledger.remember_bounce(Bounce(
        id="1", reader="r-ada", edition=WEEK, came=Came.BOUNCE, status="5.1.1", act=Act.SUPPRESS, at=NOON, sent=NOON,
        said_by="mx", words="no", why="gone",
    ))  # fmt: skip

    told = json.loads(attract(ready, "deliver", "status", WEEK, "--json").output)

    (edition,) = told["editions"]
    assert {"planned": 1, "attempting": 0, "accepted": 1, "refused": 1, "uncertain": 1, "excluded": 1} == edition[
        "readers"
    ]
    assert (False, 1, "2026-11-18T12:05:00+00:00") == (edition["done"], edition["later"], edition["next_try"])
    assert {"nothing new for this reader": 1} == edition["left_out"]
    assert [{"came": "bounce", "act": "suppressed", "count": 1}] == edition["came_back"]
    assert 1 == edition["texts"]["planned"]
    assert "" == told["paused"]


def test_a_pause_is_told_with_what_ends_it(ready: SmallFirm) -> None:
    """With the reason, and since when."""
    ready.house().ledger.pause_sending("mx.example refused weekly-2026-W47 with 5.7.1", NOON)

    shown = attract(ready, "deliver", "status")

    assert 1 == shown.exit_code
    assert "Sending is paused since Wed 18 Nov 2026 12:00 Europe/London (12:00 UTC): mx.example refused" in shown.output
    assert "attract bounces resume --by NAME" in shown.output


def test_an_edition_that_does_not_leave_says_why(ready: SmallFirm) -> None:
    """And which command lets it go."""
    attract(ready, "digest", "hold", WEEK, "--by", "Ines")

    shown = attract(ready, "deliver", "status")
    told = json.loads(attract(ready, "deliver", "status", "--json").output)

    assert 0 == shown.exit_code
    assert f"{WEEK} does not leave: Ines holds it since 2026" in shown.output
    assert f"`attract digest release {WEEK}` lets it go." in shown.output
    assert told["editions"][0]["held"].startswith("Ines holds it")


def test_an_edition_that_was_taken_back_is_not_done(ready: SmallFirm) -> None:
    """Nobody is in it."""
    attract(ready, "digest", "undo", WEEK, "--by", "Ines")

    shown = attract(ready, "deliver", "status")

    assert "due Mon 16 Nov 2026 08:30 Europe/London (08:30 UTC), not composed" in shown.output
    assert "not done yet" in shown.output
    assert "composes it again" in shown.output


def test_an_edition_that_is_none_is_met_with_the_newest(ready: SmallFirm) -> None:
    """Exit 2; and a firm without one is told what makes one."""
    wrong = attract(ready, "deliver", "status", "weekly-2026-W99")

    assert 2 == wrong.exit_code
    assert f"the newest: {WEEK}" in wrong.output


def test_a_firm_without_an_edition_is_told_what_makes_one(small_firm: SmallFirm) -> None:
    """And nothing is amiss."""
    shown = attract(small_firm, "deliver", "status")

    assert (0, True) == (shown.exit_code, "`attract digest` composes" in shown.output)


def test_many_reasons_and_answers_are_shortened(capsys: pytest.CaptureFixture[str]) -> None:
    """The five that are most often, and how many have another; --json has them all."""
    reasons = {f"reason {letter}": 9 - place for place, letter in enumerate("abcdefg")}
    stands = Status(
        edition=Edition(name=WEEK, due=NOON, composed=NOON), readers={DeliveryState.EXCLUDED: 42}, texts={}, seeds={}, left_out=reasons, later=0,
        next_try=None, answers={**dict(list(reasons.items())[:5]), "reason f": 1234}, bounces={},
    )  # fmt: skip

    show_status([stands], Pause(), [], UTC)

    shown = " ".join(capsys.readouterr().out.split())
    assert "5 reason e; 7 for other reasons" in shown
    assert "1,234 with another answer" in shown


# attract deliver resolve


@pytest.mark.parametrize(("word", "state"), [("--arrived", "accepted"), ("--not-arrived", "planned")])
@pytest.mark.parametrize("reader", ["cy@example.org", "CY@Example.org", "r-cy"])
def test_an_uncertain_delivery_is_resolved_by_a_person(ready: SmallFirm, reader: str, word: str, state: str) -> None:
    """What was found out is written down, with the name of who found it, beside what had been known."""
    answered(ready, **EACH)

    done = attract(ready, "deliver", "resolve", WEEK, reader, word, "--by", "Ines")

    assert 0 == done.exit_code, done.output
    assert state == states(ready)["cy"]
    said = next(row.response for row in ready.house().ledger.deliveries() if row.subscriber == "r-cy")
    assert f"{word.removeprefix('--').replace('-', ' ')}, says Ines" in said
    assert "the connection ended before the server answered" in said


def test_what_did_not_arrive_is_sent_again(ready: SmallFirm) -> None:
    """By the next run, once."""
    answered(ready, cy=EACH["cy"])
    attract(ready, "deliver", "resolve", WEEK, "cy@example.org", "--not-arrived", "--by", "Ines")

    attract(ready, "deliver")

    assert "accepted" == states(ready)["cy"]
    assert 4 == len(list((ready.root / ".attract/outbox/mail/new").glob("*.eml")))


def test_what_is_uncertain_is_listed_with_what_is_known(ready: SmallFirm) -> None:
    """Whom, when, what was said, what to look for, and how to decide; exit 1 while there is any."""
    answered(ready, **EACH)

    listed = attract(ready, "deliver", "resolve")
    told = json.loads(attract(ready, "deliver", "resolve", WEEK, "cy@example.org", "--json").output)

    assert 1 == listed.exit_code
    for words in (
        f"{WEEK} to cy@example.org", "Wed 18 Nov 2026 12:00 Europe/London (12:00 UTC)", "the connection ended before the server answered",
        f"<{WEEK}.r-cy@firm.example>", "--not-arrived --by NAME",
    ):  # fmt: skip
        assert words in listed.output
    assert "ada@example.org" not in listed.output
    assert [(WEEK, "r-cy", "cy@example.org", f"<{WEEK}.r-cy@firm.example>")] == [
        (each["edition"], each["subscriber"], each["to"], each["message_id"]) for each in told
    ]


def test_whoever_has_gone_is_listed_by_what_the_ledger_calls_them(ready: SmallFirm) -> None:
    """A reader who was erased, and a network."""
    answered(ready, cy=EACH["cy"], **{"social:x": EACH["cy"]})
    attract(ready, "subscribers", "forget", "cy@example.org", "--yes")

    listed = attract(ready, "deliver", "resolve", WEEK)

    assert f"{WEEK} to r-cy" in listed.output
    assert f"{WEEK} to social:x" in listed.output
    assert 0 == attract(ready, "deliver", "resolve", WEEK, "r-cy", "--arrived", "--by", "Ines").exit_code
    assert 0 == attract(ready, "deliver", "resolve", WEEK, "social:x", "--arrived", "--by", "Ines").exit_code
    assert "Nothing is uncertain." in attract(ready, "deliver", "resolve").output


def test_all_of_an_edition_are_resolved_at_once_when_somebody_says_yes(ready: SmallFirm) -> None:
    """Not without a word; and what is not uncertain stays as it is."""
    answered(ready, ada=EACH["cy"], bo=EACH["bo"], cy=EACH["cy"])
    words = ("deliver", "resolve", WEEK, "--all", "--arrived", "--by", "Ines")

    unsaid = attract(ready, *words)
    before = states(ready)
    done = attract(ready, *words, "--yes")
    again = attract(ready, *words, "--yes")

    assert (2, "uncertain") == (unsaid.exit_code, before["ada"])
    assert (0, f"2 mails of {WEEK} are accepted.\n") == (done.exit_code, done.output)
    assert ("accepted", "accepted", "refused") == tuple(states(ready)[name] for name in ("ada", "cy", "bo"))
    assert (0, f"Nothing of {WEEK} is uncertain.\n") == (again.exit_code, again.output)


def test_one_of_all_is_counted_right(ready: SmallFirm) -> None:
    """For a person and for other programs."""
    answered(ready, ada=EACH["cy"])

    done = attract(ready, "deliver", "resolve", WEEK, "--all", "--not-arrived", "--by", "Ines", "--yes")
    none = json.loads(
        attract(ready, "deliver", "resolve", WEEK, "--all", "--not-arrived", "--by", "Ines", "--yes", "--json").output
    )

    assert f"1 mail of {WEEK} is planned: attract deliver sends it again.\n" == done.output
    assert {"edition": WEEK, "resolved": 0, "state": "planned"} == none


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((WEEK, "ada@example.org", "--not-arrived", "--by", "Ines"), "not uncertain"),
        ((WEEK, "ada@example.org"), "not uncertain"),
        ((WEEK, "nobody@example.org", "--arrived", "--by", "Ines"), "no such delivery"),
        (("weekly-2026-W99",), "no edition of this name"),
        (("weekly-2026-W99", "--all", "--arrived", "--by", "Ines", "--yes"), "no edition of this name"),
        ((WEEK, "cy@example.org", "--arrived"), "--by NAME"),
        ((WEEK, "cy@example.org", "--all", "--arrived", "--by", "Ines"), "--all"),
        ((WEEK, "--arrived", "--by", "Ines"), "READER"),
        (("--all", "--arrived", "--by", "Ines"), "EDITION"),
        ((WEEK, "--all", "--by", "Ines"), "--arrived or --not-arrived"),
    ],
)
def test_what_cannot_be_resolved_is_said(ready: SmallFirm, words: tuple[str, ...], hint: str) -> None:
    """Exit 2, and nothing moves."""
    answered(ready, **EACH)
    before = states(ready)

    done = attract(ready, "deliver", "resolve", *words)

    assert (2, before) == (done.exit_code, states(ready))
    assert hint in done.output


# attract deliveries


def test_every_state_can_be_asked_for(ready: SmallFirm) -> None:
    """Those that `--help` names are those that there are."""
    answered(ready, **EACH)

    def those(state: str) -> list[str]:
        rows = json.loads(attract(ready, "deliveries", "--state", state, "--json").output)
        return [row["subscriber"] for row in rows]

    found = {str(state): those(str(state)) for state in DeliveryState}

    assert (["r-cy"], ["r-bo"], []) == (found["uncertain"], found["refused"], found["attempting"])
    assert 6 == sum(map(len, found.values()))
    assert 2 == attract(ready, "deliveries", "--state", "settled").exit_code
