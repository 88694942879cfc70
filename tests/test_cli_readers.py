"""The commands from the site to the reader, as a person types them."""

import email
import email.policy
import json
import re
from pathlib import Path

import pytest

from tests.conftest import SmallFirm
from tests.test_cli import attract


@pytest.fixture
def ready(small_firm: SmallFirm, tmp_path: Path) -> SmallFirm:
    """A firm with a weekly rhythm and two readers, its words read and judged."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text + 'cadences: {site: {at: "06:00"}, weekly: {on: monday, at: "08:30"}}\n')
    rows = tmp_path / "readers.csv"
    rows.write_text(
        "address,name,areas,confirmed,proof\n"
        "hana@example.org,Hana,,2026-02-11,form\n"
        "tax@example.org,Theo,tax,2026-02-11,form\n",
        "utf-8",
    )
    assert 0 == attract(small_firm, "subscribers", "import", "--yes", str(rows)).exit_code
    attract(small_firm, "clear")
    return small_firm


def states(firm: SmallFirm) -> dict[str, str]:
    """State by who it goes to, as the command prints it."""
    rows = json.loads(attract(firm, "deliveries", "--json").output)
    return {row["subscriber"]: row["state"] for row in rows}


def test_compose_look_send_look(ready: SmallFirm) -> None:
    """An edition is composed, shown, sent, and shown again; the second time nothing is due."""
    composed = attract(ready, "digest")
    assert composed.output.startswith("weekly-")
    waiting = json.loads(attract(ready, "deliveries", "--state", "planned", "--json").output)
    assert 4 == len(waiting)

    sent = attract(ready, "deliver")

    assert 0 == sent.exit_code
    assert "4 delivered" in sent.output
    assert sorted(states(ready).values()) == ["accepted"] * 4 + ["excluded"]
    assert "4 accepted, 1 excluded; complete." in attract(ready, "deliveries").output
    assert "No edition is due." in attract(ready, "digest").output
    assert "0 delivered" in attract(ready, "deliver").output


def test_an_edition_says_how_many_get_how_much_and_who_gets_nothing(ready: SmallFirm) -> None:
    """Before it is composed and after: whoever has nothing new is left out, with the reason and without a mail."""
    before = attract(ready, "digest", "--dry-run").output
    (told,) = json.loads(attract(ready, "digest", "--json").output)

    assert "1 reader gets 1 piece; 3 networks; 1 left out (nothing new for this reader)." in before
    assert (1, 1, ["nothing new for this reader"]) == (
        told["readers"], told["pieces"], [each["reason"] for each in told["left_out"]],
    )  # fmt: skip


def test_deliveries_show_whom_by_address_and_filter_by_state(ready: SmallFirm) -> None:
    """A person reads addresses, not ids."""
    attract(ready, "digest")

    shown = attract(ready, "deliveries", "--state", "excluded").output

    assert "tax@example.org" in shown
    assert "hana@example.org" not in shown


def test_whoever_leaves_before_it_is_sent_gets_nothing(ready: SmallFirm) -> None:
    """Planned on Monday, gone on Monday: left out by name."""
    attract(ready, "digest")
    attract(ready, "subscribers", "leave", "hana@example.org")

    attract(ready, "deliver")

    assert [] == list((ready.root / ".attract/outbox/mail/new").glob("*.eml"))
    assert "the reader has left" in attract(ready, "deliveries", "--json").output


def test_what_is_withdrawn_before_it_is_sent_does_not_go(ready: SmallFirm) -> None:
    """The mail is made when it leaves, from what is cleared then."""
    attract(ready, "digest")
    attract(ready, "withdraw", "reading-a-lease", "--by", "Rafe", "--reason", "the law moved")

    attract(ready, "deliver")

    assert [] == list((ready.root / ".attract/outbox").rglob("*.eml"))
    assert "every piece in it was withdrawn" in attract(ready, "deliveries", "--json").output


def test_the_plan_shows_what_is_due_and_what_comes_next(ready: SmallFirm) -> None:
    """In the firm's time and in UTC; once composed, nothing is due."""
    before = json.loads(attract(ready, "plan", "--json").output)
    attract(ready, "digest")
    after = json.loads(attract(ready, "plan", "--json").output)

    assert {"site", "check", "weekly", "retention"} == {row["job"] for row in before}
    assert [["due now"], []] == [
        [row["next"] for row in each if row["job"] == "weekly" and row["next"]] for each in (before, after)
    ]
    assert all(row["due_utc"].endswith("Z") and row["zone"] == "Europe/London" for row in before)
    assert "Europe/London" in attract(ready, "plan").output


def test_a_tick_runs_once(ready: SmallFirm) -> None:
    """The first does what is due, the second finds nothing."""
    assert "weekly-" in attract(ready, "tick").output
    assert "Nothing is due." in attract(ready, "tick").output


def test_the_tables_name_people_and_wishes(ready: SmallFirm) -> None:
    """What a marketing manager looks at."""
    listed = attract(ready, "subscribers", "list").output
    rehearsed = attract(ready, "digest", "--dry-run").output

    assert "hana@example.org" in listed
    assert "everything" in listed
    assert "nothing new for this reader" in rehearsed
    assert "tax" in attract(ready, "areas").output


def test_settings_that_cannot_send_say_so_before_anything_moves(ready: SmallFirm) -> None:
    """`smtp` without a host is a wrong setting, not a lost edition."""
    text = (ready.root / "content/firm.yml").read_text("utf-8")
    ready.write("content/firm.yml", text.replace("mail: {", "mail: {transport: smtp, undo: 0, "))
    attract(ready, "digest")

    done = attract(ready, "deliver")

    assert 2 == done.exit_code
    assert "mail.host" in done.output
    assert "planned" in states(ready).values()


def renamed(firm: SmallFirm, areas: str) -> None:
    """Change the practice areas in the settings."""
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", f"{text}practice_areas: {areas}\n")


def test_the_areas_are_listed_as_the_firm_has_them(ready: SmallFirm) -> None:
    """New names with the keys that lead to them, added and hidden ones."""
    renamed(
        ready,
        "{rename: {family: Home life}, merge: {education: family}, hide: [tax], add: [{name: Horses, folio: []}]}",
    )
    lines = attract(ready, "areas").output.splitlines()
    told = {area["area"]: area for area in json.loads(attract(ready, "areas", "--json").output)}

    assert [line.split() for line in lines if line.startswith(("horses", "tax"))] == [
        ["horses", "Horses"],
        ["tax", "Tax", "(hidden)"],
    ]
    assert any(line.startswith("home-life") and line.endswith("(formerly family, education)") for line in lines)
    assert ("Home life", ["family", "education"]) == (told["home-life"]["name"], told["home-life"]["formerly"])
    assert len(lines) - 1 == len(told) == 26
    assert "tax" not in told


def test_areas_that_cannot_be_are_refused_with_their_line(ready: SmallFirm) -> None:
    """Exit 2 before anything is done."""
    renamed(ready, "{merge: {tax: family, family: tax}}")

    done = attract(ready, "areas")

    assert 2 == done.exit_code
    assert re.search(
        r"content/firm\.yml:\d+: `practice_areas\.merge\.tax`: this is a circle: tax into family", done.output
    )


def test_who_chose_an_area_gets_the_one_that_it_went_into(ready: SmallFirm, tmp_path: Path) -> None:
    """Asked for under the shipped key, mailed under the name of today; who asked for a hidden one alone gets nothing."""
    rows = tmp_path / "more.csv"
    rows.write_text(
        "address,areas,confirmed,proof\n"
        "ina@example.org,construction,2026-02-11,form\n"
        "ola@example.org,Land and Homes;tax,2026-02-11,form\n",
        "utf-8",
    )
    renamed(
        ready, "{rename: {real-estate-property: Land and homes}, merge: {construction: land-and-homes}, hide: [tax]}"
    )
    imported = attract(ready, "subscribers", "import", "--yes", str(rows))
    attract(ready, "clear")
    attract(ready, "digest")
    attract(ready, "deliver")
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (ready.root / ".attract/outbox/mail/new").glob("*.eml")
    ]
    told = {
        str(mail["to"]): part.get_content()
        for mail in mails
        for part in mail.walk()
        if part.get_content_type() == "text/plain"
    }
    listed = {
        row["address"]: row["areas"] for row in json.loads(attract(ready, "subscribers", "list", "--json").output)
    }

    assert 0 == imported.exit_code, imported.output
    assert "more.csv:3: to look at: The firm does not show Tax; they get nothing about it." in imported.output
    assert {"Hana <hana@example.org>", "ina@example.org", "ola@example.org"} == set(told)
    for address in ("ina@example.org", "ola@example.org"):
        assert "(Because you follow land and homes.)" in told[address]
        assert "You asked for Land and homes." in " ".join(told[address].split())
    assert (["land-and-homes"], ["land-and-homes", "tax"], ["tax"]) == (
        listed["ina@example.org"], listed["ola@example.org"], listed["tax@example.org"],
    )  # fmt: skip
