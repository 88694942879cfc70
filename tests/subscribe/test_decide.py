"""What becomes of each row of a list."""

import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.mailboxes import key
from pipeline.model import Cadence, Permission, Step, Subscriber, Trace
from pipeline.subscribe import decide
from pipeline.subscribe.decide import Fate, counted, undone
from pipeline.subscribe.lists import own
from pipeline.subscribe.lists.sources import OWN
from tests.builders import NOON, subscriber
from tests.subscribe.builders import EXPRESS, ZONE, here, rows

HEAD = "address,name,confirmed,proof\n"
HANA = subscriber(id="hana", address="hana@example.org", name="Hana")


def test_each_row_has_one_fate() -> None:
    """New, known, suppressed, double, invalid, without permission, never mailed."""
    found = rows(
        HEAD + "new@example.org,,2026-02-11,form\nhana@example.org,Hana,2026-02-11,form\ngone@example.org,,2026-02-11,form\n"
        "NEW@example.org,,2026-02-11,form\nnobody,,2026-02-11,form\ncold@example.org,,,\nx@court.example,,2026-02-11,form\n",
        at=here(
            HANA, suppressed=lambda address: address.startswith("gone@"),
            never=lambda address: "court.example" if address.endswith("court.example") else "",
        ),
    )  # fmt: skip

    assert [
        Fate.NEW, Fate.KNOWN, Fate.SUPPRESSED, Fate.DOUBLE, Fate.INVALID, Fate.WITHOUT, Fate.NEVER,
    ] == [row.fate for row in found]  # fmt: skip
    assert "The address is that of line 2." == found[3].why
    assert "The firm never mails court.example." == found[6].why
    assert 1 == counted(found)[Fate.NEW]
    assert set(Fate) == set(counted(found))


def test_a_refused_row_takes_no_place() -> None:
    """The first lacks its proof, the second has it: it is no double."""
    refused, taken = rows(HEAD + "a@example.org,,,\na@example.org,,2026-02-11,form\n")

    assert (Fate.WITHOUT, Fate.NEW) == (refused.fate, taken.fate)


GHOST = "email,name,subscribed_to_emails,created_at\n"


def test_one_row_that_says_they_left_goes_before_all_others() -> None:
    """Wherever it stands in the list."""
    first, second, third = rows(
        GHOST + "a@example.org,A,true,2024-01-01\nA@example.org,A,false,2024-01-01\na@example.org,A,true,2024-01-01\n",
        given=EXPRESS,
    )

    assert [Fate.DOUBLE, Fate.GONE, Fate.DOUBLE] == [first.fate, second.fate, third.fate]
    assert "Line 3 says that they get no mail any more." == first.why


MAILCHIMP = "Email Address,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LEID,UNSUB_TIME\n"


@pytest.mark.parametrize(
    ("chose", "left", "fate"),
    [
        (["hana"], "2025-12-31 10:00:00", Fate.KNOWN),
        (["hana"], "2026-02-01 10:00:00", Fate.GONE),
        ([], "2025-12-31 10:00:00", Fate.GONE),
    ],
)
def test_who_left_there_and_came_here_later_stays(chose: list[str], left: str, fate: Fate) -> None:
    """By their own act and after that day; else the wish to be left alone counts."""
    (row,) = rows(f"{MAILCHIMP}hana@example.org,,,,1,{left}\n", at=here(HANA, chose=chose))

    assert fate is row.fate


def test_what_somebody_chose_no_list_changes() -> None:
    """A list that brought them may bring another wish; their own word stays."""
    text = HEAD + "hana@example.org,Hana O,2026-02-11,form\n"
    (by_list,) = rows(text, at=here(HANA))
    (by_herself,) = rows(text, at=here(HANA, chose=["hana"]))

    assert (Fate.CHANGED, Fate.KNOWN) == (by_list.fate, by_herself.fate)
    assert replace(HANA, name="Hana O") == by_list.reader
    assert HANA == by_list.before


def test_another_services_list_changes_no_wish() -> None:
    """It knows nothing of our areas."""
    reader = replace(HANA, areas=("tax",), cadence=Cadence.MONTHLY)
    (row,) = rows(GHOST + "hana@example.org,H,true,2024-01-01\n", given=EXPRESS, at=here(reader))

    assert Fate.KNOWN is row.fate


def test_a_better_permission_takes_the_place_of_one_that_ends() -> None:
    """Who was a client and has asked now is mailed until they leave."""
    client = replace(HANA, permission="implied-client", ends=NOON - timedelta(days=1))
    (row,) = rows(GHOST + "hana@example.org,H,true,2024-01-01\n", given=EXPRESS, at=here(client))

    assert Fate.CHANGED is row.fate
    assert row.reader
    assert ("hana", "express", None, EXPRESS.proof) == (
        row.reader.id, row.reader.permission, row.reader.ends, row.reader.proof,
    )  # fmt: skip


def test_what_is_worth_a_look_is_told_and_changes_nothing() -> None:
    """Offices, addresses for an hour, other scripts, and one mailbox of Gmail's under two spellings."""
    reader = subscriber(id="li", address="l.i@gmail.com")
    found = rows(
        HEAD + "".join(
            f"{address},,2026-02-11,form\n"
            for address in ("info@x.example", "a@mailinator.com", "jörg@x.example", "a.b@gmail.com", "ab+x@gmail.com", "li@gmail.com")
        ),
        at=here(reader),
    )  # fmt: skip

    assert {Fate.NEW} == {row.fate for row in found}
    assert ["office", "hour", "SMTPUTF8", "", "line 5", "a reader"] == [
        next((word for word in ("office", "hour", "SMTPUTF8", "line 5", "a reader") if word in " ".join(row.notes)), "")
        for row in found
    ]


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12),
    st.sampled_from(
        ["", "a@example.org", "A@Example.org", "b@example.org", "gone@example.org", "2026-02-11", "2031-01-01", "form",
         "express", "implied-client", "weekly", "tax", "family; tax", "rafe", "7", "=1+1", "plain", "x\ny", '"', "'=a"]
    ),
)  # fmt: skip
HEADERS = st.sampled_from(
    [
        list(OWN.columns), ["address"], ["address", "proof", "confirmed"],
        ["email", "name", "subscribed_to_emails", "created_at", "deleted_at"],
        ["uuid", "email", "name", "attributes", "status", "created_at"],
        ["email", "active_subscription", "email_disabled", "created_at"],
        ["email address", "optin_time", "optin_ip", "confirm_time", "leid", "unsub_time", "clean_time"],
        ["first name", "last name", "e-mail address", "e-mail 2 address"],
    ]
)  # fmt: skip


@given(HEADERS, st.lists(st.lists(CELLS, min_size=1, max_size=14), max_size=8), st.sampled_from(",;\t"), st.booleans())
def test_no_row_is_lost(header: list[str], body: list[list[str]], delimiter: str, answered: bool) -> None:
    """Whatever is in a list: every row has exactly one fate, and only readers are kept who may be mailed."""
    text = io.StringIO()
    # A first line of one column says nothing of what separates two.
    delimiter = delimiter if len(header) > 1 else ","
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *body])
    at = here(HANA, suppressed=lambda address: key(address) == "gone@example.org")

    found = rows(text.getvalue(), given=EXPRESS if answered else None, at=at)

    assert len(body) == len(found) == sum(counted(found).values())
    assert [row.line for row in found] == sorted({row.line for row in found})
    kept = [row.reader for row in found if row.reader]
    assert len(kept) == len({key(reader.address) for reader in kept})
    assert all((reader.proof and reader.confirmed <= NOON and reader.reads(NOON)) or reader.paused for reader in kept)
    assert not any(key(reader.address) == "gone@example.org" for reader in kept)
    assert all(bool(row.reader) == (row.fate in (Fate.NEW, Fate.CHANGED)) for row in found)
    assert all(row.why for row in found if row.fate in decide.REFUSED)


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["address\n", "", GHOST]))
def test_no_text_breaks_the_reading(text: str, head: str) -> None:
    """It is read, or refused as a whole."""
    with suppress(SourceError):
        assert all(row.why for row in rows(head + text) if row.fate in decide.REFUSED)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)
READERS = st.builds(
    subscriber,
    id=st.just(""),
    address=st.sampled_from(["a@example.org", "=b@example.org", "+c@example.org", "jörg@bücher.example"]),
    name=st.one_of(NAMES, st.sampled_from(["=1+1", "'=1", "@x", "-", "''+", "'", "A, B; C", '"quoted"'])),
    areas=st.lists(st.sampled_from(["tax", "family"]), unique=True).map(tuple),
    people=st.sampled_from([(), ("rafe",)]),
    kinds=st.lists(st.sampled_from(["article", "story", "news"]), unique=True).map(tuple),
    jurisdictions=st.lists(st.sampled_from(["IE", "GB-EAW", "CA-ON"]), unique=True).map(tuple),
    cadence=st.sampled_from(Cadence),
    ceiling=st.integers(1, 50),
    minutes=st.integers(0, 600),
    plain=st.booleans(),
    permission=st.sampled_from(["express", "soft-opt-in"]),
    confirmed=st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC)),
    paused=st.sampled_from([None, NOON + timedelta(days=3, seconds=1)]),
    ends=st.sampled_from([None, NOON + timedelta(days=30)]),
    proof=st.sampled_from(["the form", "=HYPERLINK(x)", "a letter, 3 May"]),
)


@given(st.lists(READERS, max_size=4, unique_by=lambda reader: reader.address))
def test_what_is_exported_comes_back_as_it_was(readers: list[Subscriber]) -> None:
    """And no cell of it is a formula to a spreadsheet."""
    text = own.written(readers, ZONE)

    assert readers == [replace(row.reader, id="") for row in rows(text) if row.reader]
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def line(of: str, told: Mapping[str, str] | None = None, step: Step = Step.IMPORTED) -> Trace:
    """A line of the proof."""
    return Trace(step=step, at=NOON, of=of, told=tuple((told or {}).items()))


def test_a_list_is_taken_back_where_nobody_has_done_anything_since() -> None:
    """Whom it brought goes, whom it changed is as before, and who chose since stays."""
    was = decide.told(
        decide.Judged(line=2, fate=Fate.CHANGED, reader=HANA, before=replace(HANA, name="H")), "may", "may.csv"
    )
    brought, changed, chose = line("a", {"list": "may"}), line("hana", was), line("c", {"list": "may"})

    found = undone(
        [brought, changed, chose], [brought, line("hana"), changed, chose, line("c", step=Step.PAUSED)], mailed=0
    )

    assert (("a",), (replace(HANA, name="H"),), 1, 0) == (found.gone, found.as_before, found.staying, found.mailed)


def test_the_permissions_that_can_be_named_are_those_there_are() -> None:
    """Each ends in a sentence where its day is missing."""
    for permission in Permission:
        (row,) = rows(
            "address,permission,proof\na@example.org," + permission + ",form\n",
            at=here(),
        )
        assert row.why.endswith("is missing.")


def test_whoever_guesses_an_address_cannot_tell_its_id() -> None:
    """It outlives the reader in old deliveries; so the same address has another id in another list."""
    told = [rows("address\nmegge@example.org\n", given=EXPRESS, at=here(salt=salt)) for salt in ("sea", "rock")]
    ids = {each.reader.id for (each,) in told if each.reader}

    assert 2 == len(ids)
