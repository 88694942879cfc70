"""The commands about readers, as a person types them."""

import json
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
import pytest

from pipeline import reader_acts
from pipeline.cli import main
from pipeline.cli.subscribers import _PERMISSIONS, _SOURCES
from pipeline.errors import UsageError
from pipeline.model import DeliveryState, Permission, SignUp, Wish
from pipeline.rounds import retain
from pipeline.subscribe.lists.sources import SOURCES
from tests.builders import FIRM, NOON
from tests.conftest import REPOSITORY, SmallFirm
from tests.test_cli import attract

OWN = "address,name,areas,confirmed,proof\n"
#: The commands go by the clock on the wall.
NOW = datetime.now(UTC)
MATTER = (NOW - timedelta(days=150)).date().isoformat()
GHOST = "email,name,subscribed_to_emails,created_at\n"


@pytest.fixture
def firm(small_firm: SmallFirm) -> SmallFirm:
    """A firm with a weekly rhythm."""
    small_firm.write("content/firm.yml", FIRM + 'cadences: {weekly: {on: monday, at: "08:30"}}\n')
    return small_firm


def write(folder: Path, text: str, name: str = "may.csv") -> str:
    """A list on disk; its path."""
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def addresses(firm: SmallFirm) -> list[str]:
    """Every reader's, as the command lists them."""
    return sorted(row["address"] for row in json.loads(attract(firm, "subscribers", "list", "--json").output))


def dump(firm: SmallFirm) -> list[str]:
    """The whole database."""
    with sqlite3.connect(firm.root / ".attract/attract.sqlite") as database:
        return list(database.iterdump())


def told(firm: SmallFirm, address: str) -> dict[str, str]:
    """What `why` says, by heading."""
    found = json.loads(attract(firm, "subscribers", "why", address, "--json").output)["told"]
    return {heading: " ".join(sentences) for heading, sentences in found.items()}


def test_a_list_is_shown_before_anything_is_done(firm: SmallFirm, tmp_path: Path) -> None:
    """Without a person to ask and without --yes nothing changes; addresses are not shown."""
    path = write(tmp_path, OWN + "hana@example.org,Hana,,2026-02-11,form\ninfo@example.org,,,2026-02-11,form\n")
    attract(firm, "subscribers", "list")
    before = dump(firm)

    for options in ([], ["--dry-run"], ["--dry-run", "--yes"], ["--json"]):
        shown = attract(firm, "subscribers", "import", path, *options)

        assert 0 == shown.exit_code, shown.output
        assert "example.org" not in shown.output
        assert dump(firm) == before
    assert (
        "may.csv:3: to look at: It looks like the address of an office"
        in attract(firm, "subscribers", "import", path).output
    )
    assert "--yes does it" in attract(firm, "subscribers", "import", path).output


def test_every_row_is_told_by_line(firm: SmallFirm, tmp_path: Path) -> None:
    """Exit 1 where rows are refused; the good ones come in with --yes."""
    attract(firm, "subscribers", "leave", "gone@example.org")
    path = write(
        tmp_path,
        GHOST + "a@example.org,A,true,2024-01-01\ngone@example.org,,true,2024-01-01\nb@example.org,B,false,2024-01-01\n"
        "nobody,,true,2024-01-01\nA@example.org,A,true,2024-01-01\n",
    )
    cold = attract(firm, "subscribers", "import", path, "--yes")
    answered = attract(
        firm, "subscribers", "import", path, "--yes", "--permission", "express", "--proof", "the box on our old site",
        "--json",
    )  # fmt: skip
    counts = json.loads(answered.output)["counts"]

    assert (1, 1) == (cold.exit_code, answered.exit_code)
    for line in (
        "may.csv:2: There is no proof that they may be mailed.", "may.csv:5: An email address must have an @-sign.",
        "may.csv:3: suppressed:", "may.csv:4: gone: They get no mail by Ghost.", "SRA 8.9", "MAIL-CASL-ASK",
    ):  # fmt: skip
        assert line in cold.output
    assert (1, 2, 1, 1) == (counts["new"], counts["suppressed"], counts["double"], counts["invalid"])
    assert ["a@example.org"] == addresses(firm)
    assert "b@example.org" not in addresses(firm)
    assert "get no mail by Ghost" in told(firm, "b@example.org")["silence"]


def test_a_domain_that_is_never_mailed_is_not_taken_in(firm: SmallFirm, tmp_path: Path) -> None:
    """No opponent and no regulator becomes a reader by a list."""
    firm.write("content/firm.yml", FIRM + "never_mail: [regulator.example]\n")
    path = write(tmp_path, OWN + "hana@mail.regulator.example,Hana,,2026-02-11,form\n")

    done = attract(firm, "subscribers", "import", "--yes", path)

    assert "may.csv:2: never mailed: The firm never mails regulator.example." in done.output
    assert [] == addresses(firm)
    assert "The firm never mails regulator.example." in told(firm, "hana@mail.regulator.example")["silence"]


def test_the_proof_names_the_list_and_its_line(firm: SmallFirm, tmp_path: Path) -> None:
    """Which permission, who answers, which file, which line."""
    attract(
        firm, "subscribers", "import", "--quiet", write(tmp_path, OWN + "hana@example.org,Hana,,2026-02-11,a letter\n")
    )

    proof = told(firm, "hana@example.org")["proof"]

    for words in ("They asked for it: a letter, until they leave.", "permission: express", "file: may.csv", "line: 2"):
        assert words in proof


def test_the_samples_list_comes_in_without_a_word(firm: SmallFirm) -> None:
    """What `make run` does each time; the second time it changes nothing."""
    for person in ("rafe-pellow", "mei-lin-fraser", "tobias-vane"):
        firm.write(f"content/people/{person}.md", "---\nname: X\n---\nx\n")
    path = str(REPOSITORY / "tests/data/subscribers.csv")

    first = attract(firm, "subscribers", "import", "--quiet", path)
    before = dump(firm)
    second = attract(firm, "subscribers", "import", "--quiet", path)

    assert (0, "", 0, "") == (first.exit_code, first.output, second.exit_code, second.output)
    assert 9 == len(addresses(firm))
    assert dump(firm) == before


def test_a_list_is_taken_back_by_its_name(firm: SmallFirm, tmp_path: Path) -> None:
    """Whom it brought goes without a trace, whom it changed is as before; then it can come again."""
    attract(
        firm,
        "subscribers",
        "import",
        "--yes",
        write(tmp_path, OWN + "old@example.org,Old,,2026-02-11,form\n", "first.csv"),
    )
    before = [line for line in dump(firm) if "sqlite_sequence" not in line]
    path = write(tmp_path, OWN + "new@example.org,,,2026-02-11,form\nold@example.org,Renamed,,2026-02-11,form\n")

    done = attract(firm, "subscribers", "import", "--yes", path)
    name = done.output.rpartition("--undo ")[2].strip()
    changed = dump(firm)
    undone = attract(firm, "subscribers", "import", "--undo", name)
    again = attract(firm, "subscribers", "import", "--yes", path)

    assert any("Renamed" in line for line in changed)
    assert "1 readers removed, 1 as they were before" in undone.output
    assert (0, 0) == (undone.exit_code, again.exit_code)
    attract(firm, "subscribers", "import", "--undo", name)
    assert before == [line for line in dump(firm) if "sqlite_sequence" not in line]


def test_a_list_that_mailed_somebody_is_not_taken_back(firm: SmallFirm, tmp_path: Path) -> None:
    """What went out cannot be undone, and its proof is needed."""
    attract(firm, "subscribers", "import", "--yes", write(tmp_path, OWN + "hana@example.org,Hana,,2026-02-11,form\n"))
    attract(firm, "run")

    (name,) = firm.house().ledger.names()
    undone = attract(firm, "subscribers", "import", "--undo", name)
    unknown = attract(firm, "subscribers", "import", "--undo", "june")

    assert (2, 2) == (undone.exit_code, unknown.exit_code)
    assert "have been mailed since" in undone.output
    assert f"There are: {name}." in unknown.output
    assert ["hana@example.org"] == addresses(firm)


def test_who_has_chosen_since_stays_when_a_list_is_taken_back(firm: SmallFirm, tmp_path: Path) -> None:
    """They are the firm's reader now, not the list's."""
    attract(firm, "subscribers", "import", "--yes", write(tmp_path, OWN + "hana@example.org,Hana,,2026-02-11,form\n"))
    ledger = firm.house().ledger
    (hana,) = ledger.subscribers()
    ledger.pause(hana.id, NOON + timedelta(days=9), NOON)

    undone = attract(firm, "subscribers", "import", "--undo", ledger.names()[0])

    assert "0 readers removed" in undone.output
    assert "1 stay" in undone.output
    assert ["hana@example.org"] == addresses(firm)


@pytest.mark.parametrize("path", ["", "first"])
def test_two_lists_of_a_day_have_two_names(firm: SmallFirm, tmp_path: Path, path: str) -> None:
    """So that each can be taken back."""
    for number, name in enumerate(("May Day!.csv", "may-day.csv")):
        attract(
            firm,
            "subscribers",
            "import",
            "--yes",
            write(tmp_path, OWN + f"r{number}@example.org,,,2026-02-11,form\n", name),
        )

    first, second = firm.house().ledger.names()

    assert second == f"{first}-2"
    assert first.startswith("may-day-20")


def test_kinds_and_places_are_added_listed_exported_and_explained(firm: SmallFirm) -> None:
    """Only news about Ireland: the article about a lease is none, and `why` says so."""
    added = attract(
        firm, "subscribers", "add", "hana@example.org", "--permission", "express", "--proof", "a card", "--kinds", "news",
        "--jurisdictions", "ie",
    )  # fmt: skip
    attract(firm, "clear")
    (hana,) = json.loads(attract(firm, "subscribers", "list", "--json").output)
    why = told(firm, "hana@example.org")

    assert 0 == added.exit_code, added.output
    assert (["news"], ["IE"]) == (hana["kinds"], hana["jurisdictions"])
    assert "everything; only news; only the law of IE" in " ".join(attract(firm, "subscribers", "list").output.split())
    assert ",news,IE,weekly," in attract(firm, "subscribers", "export").output
    assert "They get everything, weekly. Of that, only news. Of that, only the law of IE" in why["wish"]
    assert "would hold nothing as of now" in why["next"]


def test_one_reader_is_added_with_what_they_chose(firm: SmallFirm) -> None:
    """By hand, with a permission that somebody answers for."""
    added = attract(
        firm, "subscribers", "add", "Hana <hana@example.org>", "--permission", "implied-client", "--proof", "matter 7",
        "--asked-on", MATTER, "--name", "Hana", "--areas", "tax", "--cadence", "weekly", "--ceiling", "3", "--plain",
    )  # fmt: skip
    (hana,) = json.loads(attract(firm, "subscribers", "list", "--json").output)
    again = attract(
        firm,
        "subscribers",
        "add",
        "hana@example.org",
        "--permission",
        "express",
        "--proof",
        "a card",
        "--name",
        "Hana",
        "--areas",
        "tax",
        "--ceiling",
        "3",
        "--plain",
    )

    assert (0, "They are a reader now.\n") == (added.exit_code, added.output)
    assert ("Hana", ["tax"], 3, "plain", "implied-client", "matter 7") == tuple(
        hana[key] for key in ("name", "areas", "ceiling", "format", "permission", "proof")
    )
    assert date.fromisoformat(hana["ends"][:10]) - date.fromisoformat(MATTER) in (
        timedelta(days=730),
        timedelta(days=731),
    )
    assert 0 == again.exit_code
    assert "express" == json.loads(attract(firm, "subscribers", "list", "--json").output)[0]["permission"]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ([], 2, "needs --permission and --proof"),
        (["--permission", "express"], 2, "needs --proof"),
        (["--proof", "a card"], 2, "without --permission"),
        (["--permission", "express", "--proof", "a card", "--areas", "taxes"], 1, "Did you mean tax?"),
        (["--permission", "implied-enquiry", "--proof", "a call", "--asked-on", "2025-01-01"], 1, "ended on"),
    ],
)
def test_who_cannot_be_added_is_not(firm: SmallFirm, options: list[str], code: int, words: str) -> None:
    """2 for a wrong command, 1 where a person has to decide."""
    done = attract(firm, "subscribers", "add", "hana@example.org", *options)

    assert code == done.exit_code
    assert words in done.output
    assert [] == addresses(firm)


def test_who_left_is_not_added_again(firm: SmallFirm) -> None:
    """By no hand."""
    attract(firm, "subscribers", "leave", "hana@example.org")
    done = attract(firm, "subscribers", "add", "HANA@example.org", "--permission", "express", "--proof", "a card")

    assert 1 == done.exit_code
    assert "no list changes that" in done.output


def test_what_is_exported_comes_back_elsewhere(firm: SmallFirm, tmp_path: Path) -> None:
    """Every reader as they were, permission and proof included."""
    attract(firm, "subscribers", "add", "hana@example.org", "--permission", "implied-client", "--proof", "=matter 7",
            "--asked-on", MATTER, "--name", "@Hana", "--minutes", "9")  # fmt: skip
    exported = attract(firm, "subscribers", "export").output
    before = json.loads(attract(firm, "subscribers", "export", "--json").output)
    (firm.root / ".attract/attract.sqlite").unlink()

    done = attract(firm, "subscribers", "import", "--yes", write(tmp_path, exported))

    assert 0 == done.exit_code, done.output
    after = json.loads(attract(firm, "subscribers", "export", "--json").output)
    # The id is drawn anew: nobody can tell it who guesses the address.
    assert [{**each, "id": ""} for each in before] == [{**each, "id": ""} for each in after]
    assert "'@Hana" in exported


def test_who_is_forgotten_is_gone_to_the_last_byte(firm: SmallFirm, tmp_path: Path) -> None:
    """Only the hash stays, and keeps every list away."""
    path = write(tmp_path, OWN + "hana.okoro@example.org,Hana Okoro,,2026-02-11,a letter\n")
    attract(firm, "subscribers", "import", "--yes", path)
    attract(firm, "run")
    refused = attract(firm, "subscribers", "forget", "hana.okoro@example.org")

    done = attract(firm, "subscribers", "forget", "hana.okoro@example.org", "--yes")
    again = attract(firm, "subscribers", "import", "--yes", path)

    assert (2, 0, 0) == (refused.exit_code, done.exit_code, again.exit_code)
    assert not any("okoro" in line.lower() or "a letter" in line for line in dump(firm))
    assert "(erased)" in told(firm, "hana.okoro@example.org")["silence"]
    assert "1 had left" in again.output


def test_why_tells_what_is_known_and_what_comes(firm: SmallFirm, tmp_path: Path) -> None:
    """Before an edition what it would hold, after it what it held."""
    attract(
        firm,
        "subscribers",
        "import",
        "--yes",
        write(tmp_path, OWN + "hana@example.org,Hana,real-estate-property,2026-02-11,a letter\n"),
    )
    attract(firm, "clear")
    before = told(firm, "hana@example.org")
    attract(firm, "run")
    after = told(firm, "hana@example.org")

    assert "Hana <hana@example.org> is a reader since 2026-02-11" in before["who"]
    assert "weekly. At most 7 pieces in one edition, as HTML and plain text." in before["wish"]
    assert "(their first: a welcome with the best of what they asked for)" in before["next"]
    assert "would hold as of now: Reading a lease (Because you follow real estate and property)." in before["next"]
    assert "silence" not in before
    assert "went out" in after["had"]
    assert after["had"].endswith(": Reading a lease.")
    assert "nothing new for them" in after["silence"]


def test_why_tells_why_nothing_comes(firm: SmallFirm) -> None:
    """Unknown, unconfirmed, paused, ended, left, chosen what is not sent."""
    ledger, now = firm.house().ledger, NOW
    for address, permission in (("paused@example.org", "express"), ("ended@example.org", "implied-client"),
                                ("gone@example.org", "express"), ("daily@example.org", "express")):  # fmt: skip
        attract(firm, "subscribers", "add", address, "--permission", permission, "--proof", "x", "--asked-on", MATTER,
                "--cadence", "daily" if address.startswith("daily") else "weekly")  # fmt: skip
    readers = {reader.address: reader for reader in ledger.subscribers()}
    ledger.pause(readers["paused@example.org"].id, now + timedelta(days=900), now)
    ledger.add(type(readers["ended@example.org"])(**{**readers["ended@example.org"].__dict__, "ends": NOON}))
    ledger.leave(readers["gone@example.org"].id, now)
    ledger.ask(
        [
            SignUp(
                id="1" * 32,
                address="open@example.org",
                wish=Wish(),
                asked=NOON,
                wording="w",
                form="1",
                page="people/x/",
            )
        ]
    )

    silence = {
        name: told(firm, f"{name}@example.org").get("silence", "")
        for name in ("paused", "ended", "gone", "daily", "open", "nobody")
    }

    assert "They pause until" in silence["paused"]
    assert "The permission (implied-client) ended on 2026-11-18" in silence["ended"]
    assert "they can take that back" in silence["gone"]
    assert "sends no daily edition" in silence["daily"]
    assert "not confirmed yet" in silence["open"]
    assert "" == silence["nobody"]
    assert "page: people/x/" in told(firm, "open@example.org")["proof"]
    assert "No reader has this address." == told(firm, "nobody@example.org")["who"]


def test_why_is_told_to_a_person_under_headings(firm: SmallFirm) -> None:
    """The same without --json."""
    attract(firm, "subscribers", "add", "info@mailinator.com", "--permission", "express", "--proof", "[a card]")

    shown = attract(firm, "subscribers", "why", "info@mailinator.com").output

    for words in ("Why they may be mailed", "[a card]", "an office", "for an hour"):
        assert words in shown


def test_an_uncertain_mail_is_told_as_one(firm: SmallFirm, tmp_path: Path) -> None:
    """It waits for a person."""
    attract(firm, "subscribers", "import", "--yes", write(tmp_path, OWN + "hana@example.org,Hana,,2026-02-11,form\n"))
    attract(firm, "clear")
    attract(firm, "digest")
    ledger = firm.house().ledger
    row = next(row for row in ledger.deliveries() if row.state is DeliveryState.PLANNED and ":" not in row.subscriber)
    ledger.move(row, DeliveryState.UNCERTAIN, "the line went dead", NOON)

    assert "somebody has to find out" in told(firm, "hana@example.org")["had"]


def test_a_permission_that_ends_is_told_ahead(firm: SmallFirm) -> None:
    """By the plan, two months before."""
    attract(firm, "subscribers", "add", "soon@example.org", "--permission", "implied-enquiry", "--proof", "a call",
            "--asked-on", MATTER)  # fmt: skip
    attract(firm, "subscribers", "add", "hana@example.org", "--permission", "express", "--proof", "a card")
    ending = json.loads(attract(firm, "subscribers", "list", "--ending", "--json").output)

    assert ["soon@example.org"] == [row["address"] for row in ending]
    shown = attract(firm, "plan").output
    assert "1 permission ends within 60 days:" in shown
    assert f"  {ending[0]['id'][:8]}  implied-enquiry" in shown
    assert "Ask them before then" in shown
    assert "example.org" not in shown
    assert "The permission ends on" in told(firm, "soon@example.org")["next"]
    assert "Ask them before then" in told(firm, "soon@example.org")["next"]
    assert "permission ends" not in told(firm, "hana@example.org").get("next", "")


def test_a_plan_with_many_ends_names_the_first(firm: SmallFirm) -> None:
    """In the order in which they end, those that are over counted apart; each kind with what to do."""
    ledger, now = firm.house().ledger, firm.house().time()
    attract(
        firm,
        "subscribers",
        "add",
        "hana@example.org",
        "--permission",
        "implied-client",
        "--proof",
        "x",
        "--asked-on",
        MATTER,
    )
    (hana,) = ledger.subscribers()
    for number in range(25):
        ends = datetime.now(UTC) + timedelta(days=25 - number, hours=1)
        ledger.add(replace(hana, id=f"{number:016x}", address=f"r{number}@example.org", ends=ends))
    ledger.add(replace(hana, id="f" * 16, address="over@example.org", ends=now - timedelta(days=1)))
    shown = attract(firm, "plan").output

    assert "1 permission has ended: nobody is mailed on it any more." in shown
    assert "25 permissions end within 60 days:" in shown
    assert "  and 5 more" in shown
    assert 1 == shown.count("A newer matter counts from its own day")
    assert [] == re.findall(r"^  \S+  f{8}", shown, re.MULTILINE)


@pytest.mark.parametrize("permission", ["implied-client", "implied-enquiry"])
def test_an_implied_permission_needs_its_day(firm: SmallFirm, permission: str) -> None:
    """It counts from the matter or the enquiry (CASL, s. 10), and not from when somebody typed it in."""
    told = ["subscribers", "add", "hana@example.org", "--permission", permission, "--proof", "matter 17"]
    refused = attract(firm, *told)

    assert 2 == refused.exit_code
    assert "--asked-on" in refused.output
    assert [] == addresses(firm)
    assert 0 == attract(firm, *told, "--asked-on", MATTER).exit_code


@pytest.mark.parametrize("permission", ["express", "soft-opt-in"])
def test_a_permission_without_an_end_counts_from_today(firm: SmallFirm, permission: str) -> None:
    """Where nobody names another day."""
    told = ["subscribers", "add", "hana@example.org", "--permission", permission, "--proof", "a card"]

    assert 0 == attract(firm, *told).exit_code
    assert ["hana@example.org"] == addresses(firm)


def test_what_need_not_be_kept_goes_once_a_day(firm: SmallFirm) -> None:
    """Sign-ups that nobody confirmed, readers who left a month ago."""
    house = firm.house()
    house.ledger.ask(
        [
            SignUp(
                id="1" * 32,
                address="open@example.org",
                wish=Wish(),
                asked=NOON - timedelta(days=15),
                wording="w",
                form="1",
            )
        ]
    )

    assert (1, 0) == (retain(house, house.plan.due().due), retain(house, house.plan.due().due))
    assert [] == house.ledger.waiting("open@example.org")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["import"], "names no file"),
        (["why", "nobody"], "must have an @-sign"),
        (["leave", "a@example.org\nBcc: b@example.org"], "line break"),
        (["forget", "", "--yes"], "no mail address"),
    ],
)
def test_a_slip_of_the_pen_is_wrong_use(firm: SmallFirm, command: list[str], words: str) -> None:
    """Exit 2, and nothing happens."""
    done = attract(firm, "subscribers", *command)

    assert 2 == done.exit_code
    assert words in done.output


def test_a_list_that_is_none_is_refused(firm: SmallFirm, tmp_path: Path) -> None:
    """With its line, and what would be read."""
    done = attract(firm, "subscribers", "import", write(tmp_path, "%PDF-1.7\n"))

    assert 1 == done.exit_code
    assert "may.csv:1" in done.output


def test_a_list_may_come_in_any_encoding(firm: SmallFirm, tmp_path: Path) -> None:
    """As Excel writes it."""
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "cp1252")):
        (tmp_path / f"{encoding}.csv").write_bytes(
            f"address;name;confirmed;proof\r\nr{number}@example.org;Jörg;2026-02-11;form\r\n".encode(encoding)
        )
        done = attract(firm, "subscribers", "import", "--yes", str(tmp_path / f"{encoding}.csv"))
        assert 0 == done.exit_code, done.output

    assert ["Jörg"] * 3 == [row["name"] for row in json.loads(attract(firm, "subscribers", "list", "--json").output)]


def test_the_commands_offer_what_there_is() -> None:
    """The words that are spelled twice are the same twice."""
    assert {source.name for source in SOURCES} == set(_SOURCES)
    assert [*Permission] == [*_PERMISSIONS]
    assert isinstance(main.commands["subscribers"], click.Group)


def test_an_address_from_before_can_still_leave(firm: SmallFirm) -> None:
    """One that would be refused today, but is a reader's."""
    house = firm.house()
    attract(firm, "subscribers", "add", "hana@example.org", "--permission", "express", "--proof", "a card")
    (hana,) = house.ledger.subscribers()
    house.ledger.add(type(hana)(**{**hana.__dict__, "id": "old", "address": "hana@intranet"}))

    assert "hana@intranet" == reader_acts.address_of(house, "HANA@intranet")
    with pytest.raises(UsageError):
        reader_acts.address_of(house, "jo@intranet")


def test_the_proof_of_who_left_is_kept_for_the_years_that_the_firm_says(firm: SmallFirm) -> None:
    """And goes with the end of one, once a day's tidying comes by."""
    firm.write("content/firm.yml", FIRM + "subscribing: {proof_years: 1}\n")
    add = ("subscribers", "add", "old@example.org", "--permission", "express", "--proof", "a card")
    assert 0 == attract(firm, *add).exit_code
    (reader,) = firm.house().ledger.subscribers()
    firm.house().ledger.suppress("old@example.org", "rang", NOON)

    def lines(now: datetime) -> int:
        retain(firm.house(now), firm.house(now).plan.due().due)
        return len(firm.house().ledger.traces([reader.id]))

    kept = [lines(datetime(year, 6, 1, tzinfo=UTC)) for year in (NOON.year + 1, NOON.year + 2)]

    assert [2, 0] == kept
    assert firm.house().ledger.suppressed("old@example.org")


def test_forgetting_somebody_takes_their_mails_out_of_the_outbox(firm: SmallFirm) -> None:
    """Also where nothing else is known of them any more."""
    mails = firm.root / ".attract/outbox/mail/new"
    mails.mkdir(parents=True)
    for name in ("kept", "gone"):
        (mails / f"{name}.eml").write_text(f"From: a@firm.example\nTo: <{name}@example.org>\n\nTo: gone@example.org\n")

    told = attract(firm, "subscribers", "forget", "GONE@example.org", "--yes")

    assert "Everything is erased" in told.output
    assert ["kept.eml"] == [path.name for path in mails.iterdir()]
