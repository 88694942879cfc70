"""What the exports of other services say, and our own form."""

import pytest

from pipeline.errors import SourceError, UsageError
from pipeline.model import Area, Areas, Cadence, Permission, Subscriber
from pipeline.subscribe.decide import Fate, Judged
from pipeline.subscribe.lists.claims import Given, network_of
from pipeline.subscribe.lists.sources import SOURCES, Source
from pipeline.subscribe.lists.whole import read
from tests.subscribe.builders import EXPRESS, ZONE, rows

HEAD = "address,name,areas,people,cadence,ceiling,minutes,format,permission,confirmed,ends,paused,proof"


def own(*lines: str, **more: object) -> list[Judged]:
    """What becomes of rows in our own form."""
    return rows("\n".join([HEAD, *lines]) + "\n", **more)  # type: ignore[arg-type]  # passed on


def only(found: list[Judged]) -> Subscriber:
    """The one reader of a list."""
    (row,) = found
    assert row.reader, row.why
    return row.reader


def test_a_full_row_of_our_own_is_read() -> None:
    """Every column ends where it belongs."""
    found = only(
        own('hana@example.org,Hana,"tax; family",rafe,monthly,3,20,plain,soft-opt-in,2026-02-11,,2027-01-01,the form')
    )

    assert (("tax", "family"), ("rafe",), "Hana") == (found.areas, found.people, found.name)
    assert (Cadence.MONTHLY, 3, 20, True) == (found.cadence, found.ceiling, found.minutes, found.plain)
    assert ("soft-opt-in", "the form") == (found.permission, found.proof)
    assert "2026-02-11T00:00:00+00:00" == found.confirmed.isoformat()
    assert found.paused
    assert "2027-01-01" == found.paused.date().isoformat()


def test_what_is_left_empty_has_a_default() -> None:
    """Weekly, seven at most, HTML, everything, and they asked."""
    found = only(rows("address,confirmed,proof\na@example.org,2026-02-11,letter\n"))

    assert (Cadence.WEEKLY, 7, 0, False, ()) == (found.cadence, found.ceiling, found.minutes, found.plain, found.areas)
    assert ("express", None, None) == (found.permission, found.ends, found.paused)


def test_kinds_and_jurisdictions_are_read() -> None:
    """As keys or as words, separated by semicolons or spaces; what is none is told."""
    head = "address,kinds,jurisdictions,confirmed,proof\n"
    found = only(rows(head + "a@example.org,Articles; news,ie gb-eaw,2026-02-11,letter\n"))
    kind, place = (
        rows(f"{head}a@example.org,{cells},2026-02-11,letter\n")[0].why for cells in ("profile,", "story,the moon")
    )

    assert (("article", "news"), ("IE", "GB-EAW")) == (found.kinds, found.jurisdictions)
    assert "There is no kind 'profile': story, article, testimonial, news, elsewhere." == kind
    assert "There is no place 'THE': write IE, GB-EAW or CA-ON." == place


@pytest.mark.parametrize(
    ("row", "fate", "words"),
    [
        ("nobody,,,,,,,,,2026-02-11,,,form", Fate.INVALID, "must have an @-sign"),
        ("a@example.org,,,,,,,,,,,,form", Fate.WITHOUT, "The day on which they asked is missing"),
        ("a@example.org,,,,,,,,,2026-02-11,,,", Fate.WITHOUT, "no proof"),
        ("a@example.org,,,,,,,,,2030-02-11,,,form", Fate.WITHOUT, "in the future"),
        ("a@example.org,,,,,,,,,2026-02-11,2026-10-01,,form", Fate.WITHOUT, "ended on 2026-10-01"),
        ("a@example.org,,taxes,,,,,,,2026-02-11,,,form", Fate.INVALID, "Did you mean tax?"),
        ("a@example.org,,,raf,,,,,,2026-02-11,,,form", Fate.INVALID, "Did you mean rafe?"),
        ("a@example.org,,,,hourly,,,,,2026-02-11,,,form", Fate.INVALID, "hourly"),
        ("a@example.org,,,,,0,,,,2026-02-11,,,form", Fate.INVALID, "ceiling is '0'"),
        ("a@example.org,,,,,many,,,,2026-02-11,,,form", Fate.INVALID, "many"),
        ("a@example.org,,,,,,9999,,,2026-02-11,,,form", Fate.INVALID, "minutes"),
        ("a@example.org,,,,,,,word,,2026-02-11,,,form", Fate.INVALID, "format 'word'"),
        ("a@example.org,,,,,,,,maybe,2026-02-11,,,form", Fate.INVALID, "permission 'maybe'"),
        ("a@example.org,,,,,,,,,11/02/2026,,,form", Fate.INVALID, "11/02/2026"),
        ("a@example.org,,,,,,,,,2026-02-30,,,form", Fate.INVALID, "2026-02-30"),
        ("a@example.org,,,,,,,,,0001-01-01T00:00:00+14:00,,,form", Fate.INVALID, "cannot be read"),
        ("a@example.org,,,,,,,,,2026-02-11,,,form,more", Fate.INVALID, "more cells"),
    ],
)
def test_a_wrong_row_names_its_line_and_stops_no_other(row: str, fate: Fate, words: str) -> None:
    """The second row is wrong, the third is read."""
    _, wrong, good = own("b@example.org,,,,,,,,,2026-02-11,,,form", row, "c@example.org,,,,,,,,,2026-02-11,,,form")

    assert (3, fate) == (wrong.line, wrong.fate)
    assert words in wrong.why
    assert "@example.org" not in wrong.why
    assert Fate.NEW is good.fate


@pytest.mark.parametrize(
    "head", ["name,areas", HEAD + ",favourite_colour", "address,address,proof", "", "email,name", '"address,proof']
)
def test_a_first_line_that_does_not_fit_is_refused_whole(head: str) -> None:
    """Without the right columns nothing can be trusted."""
    with pytest.raises(SourceError, match="columns are") as problem:
        rows(f"{head}\nx\n")

    assert "list.csv:1" == problem.value.thing


def test_an_export_that_is_named_must_be_that_one() -> None:
    """`--from ghost` for a list of listmonk's."""
    with pytest.raises(SourceError, match="not that of Ghost, which has email, subscribed_to_emails"):
        rows("uuid,email,status,attributes\n", source="ghost")


def test_the_same_address_is_always_the_same_reader() -> None:
    """Ids come from the address, so a second list changes nobody."""
    first = only(own("a@example.org,,,,,,,,,2026-02-11,,,x"))
    second = only(own("A@Example.org,,,,,,,,,2026-03-11,,,y"))

    assert first.id == second.id


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("hint", ["", "sep=;\n"])
def test_the_first_line_tells_the_delimiter(delimiter: str, hint: str) -> None:
    """Whatever Excel wrote; the line by which Excel tells itself is passed over, and counted."""
    text = hint + "\n".join(
        delimiter.join(cells) for cells in (["address", "confirmed", "proof"], ["a@example.org", "2026-02-11", "form"])
    )
    (row,) = rows(text)

    assert (Fate.NEW, 3 if hint else 2) == (row.fate, row.line)


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    """A cell of three lines and an empty line move no number."""
    found = rows(
        'address,confirmed,proof\na@example.org,2026-02-11,"a\nlong\nproof"\n\nb@example.org,2026-02-11,form\n'
    )

    assert [2, 6] == [row.line for row in found]


@pytest.mark.parametrize("tail", ['a@example.org,"Hana,2026-02-11\nb@example.org,x\n', 'a@example.org,"x"y,z\n'])
def test_a_lost_quotation_mark_stops_the_list(tail: str) -> None:
    """It would swallow every row behind it in silence."""
    with pytest.raises(SourceError, match="quotation mark") as problem:
        rows(f"address,name,proof\nz@example.org,,\n{tail}")

    assert "list.csv:3" == problem.value.thing


def test_a_cell_as_long_as_a_book_stops_the_list() -> None:
    """It is a quotation mark that pairs with one far below."""
    with pytest.raises(SourceError, match="longer than a page"):
        rows('address,name\na@example.org,"' + "x\n" * 20_000 + '"\n')


MAILCHIMP = (
    "Email Address,First Name,Last Name,Town,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,"
    "LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS{more}\n"
)
SIGNED_UP = 'ana@example.org,Ana,"Ruiz, B",York,2,"2024-07-14 23:30:31",203.0.113.77,"2024-07-14 23:32:00",203.0.113.77,,,,,,,,"2024-07-14 23:32:00",1,a,,'
ADDED = 'ben@example.org,Ben,,,2,,,"2024-07-14 23:32:00",203.0.113.77,,,,,,,,"2024-07-14 23:32:00",2,b,,'
BY_PROGRAM = 'cy@example.org,Cy,,,2,"2024-07-14 23:32:00",,"2024-07-14 23:32:00",203.0.113.7,,,,,,,,"x",3,c,,'


def test_mailchimp_shows_who_came_by_a_form() -> None:
    """The time and the network of a sign-up are a proof; that the owner of a list added somebody is none."""
    ana, ben, cy = rows(MAILCHIMP.format(more="") + f"{SIGNED_UP}\n{ADDED}\n{BY_PROGRAM}\n")

    assert ana.reader
    assert ("Ana Ruiz, B", "2024-07-14T23:30:31+00:00") == (ana.reader.name, ana.reader.confirmed.isoformat())
    assert "a sign-up form of Mailchimp, 2024-07-14 23:30:31 UTC, from 203.0.113.0/24" == ana.reader.proof
    assert [Fate.WITHOUT, Fate.WITHOUT] == [ben.fate, cy.fate]


@pytest.mark.parametrize(
    ("file", "more", "cell", "reason"),
    [
        ("list.csv", ",UNSUB_TIME,UNSUB_REASON", ",2025-01-02 10:00:00,", "left Mailchimp"),
        ("list.csv", ",CLEAN_TIME,CLEAN_CAMPAIGN_ID", ",2025-01-02 10:00:00,", "bounced at Mailchimp"),
        ("unsubscribed_members_export_1.csv", "", "", "left Mailchimp"),
        ("Cleaned_members_export_1.csv", "", "", "bounced at Mailchimp"),
    ],
)
def test_mailchimp_shows_who_left_and_what_bounced(file: str, more: str, cell: str, reason: str) -> None:
    """By a column or by the name of the file; both stay away here, too."""
    (row,) = rows(MAILCHIMP.format(more=more) + SIGNED_UP + cell, file=file, given=EXPRESS)

    assert (Fate.GONE, reason) == (row.fate, row.reason)


def test_who_never_asked_mailchimp_is_no_reader() -> None:
    """Whatever somebody says of the whole list."""
    (row,) = rows(MAILCHIMP.format(more="") + ADDED, file="nonsubscribed_members_export_2.csv", given=EXPRESS)

    assert Fate.WITHOUT is row.fate


LISTMONK = (
    "uuid,email,name,attributes,status,created_at,updated_at\n"
    '1,ana@example.org,Ana,"{""town"": ""York, GB""}",enabled,2024-07-14 23:30:31.123456789 +0000 +0000,x\n'
    "2,ben@example.org,Ben,{},blocklisted,2024-07-14 23:30:31 +0000 UTC,x\n"
    "3,cy@example.org,Cy,{},disabled,2024-07-14 23:30:31 +0000 UTC,x\n"
)
GHOST = (
    "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n"
    "1,ana@example.org,Ana,,true,false,,2024-07-14T23:30:31.000Z,,,\n"
    "2,ben@example.org,Ben,,false,false,,2024-07-14T23:30:31.000Z,,,\n"
    "3,cy@example.org,Cy,,true,false,,2024-07-14T23:30:31.000Z,2025-01-01T00:00:00.000Z,,\n"
)
SUBSTACK = (
    "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"
    "ana@example.org,false,,other,false,2024-07-14T23:30:31.000Z,\n"
    "ben@example.org,true,2027-01-01,yearly,true,2024-07-14T23:30:31.000Z,\n"
    "cy@example.org,true,2027-01-01,yearly,TRUE,2024-07-14T23:30:31.000Z,\n"
)


@pytest.mark.parametrize("text", [LISTMONK, GHOST, SUBSTACK], ids=["listmonk", "ghost", "substack"])
def test_what_a_service_does_not_prove_somebody_must_answer_for(text: str) -> None:
    """Who gets no mail there gets none here; the others are refused until somebody says where they asked."""
    alone = rows(text)
    with_word = rows(text, given=Given(permission=Permission.EXPRESS, proof="the box on our old site"))

    assert [Fate.WITHOUT, Fate.GONE, Fate.GONE] == [row.fate for row in alone]
    assert [Fate.NEW, Fate.GONE, Fate.GONE] == [row.fate for row in with_word]
    assert with_word[0].reader
    assert "the box on our old site" == with_word[0].reader.proof
    assert "2024-07-14T23:30:31" == with_word[0].reader.confirmed.isoformat()[:19]


OUTLOOK = (
    "First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,E-mail 3 Address,Last matter\n"
    "Ana,B,Ruiz,Dr,,,ana@example.org,,2026-02-03\n"
)


def test_an_address_book_is_no_list_of_people_who_asked() -> None:
    """Outlook knows whom somebody wrote to; the day of the matter must be in the file."""
    client = Given(permission=Permission.IMPLIED_CLIENT, proof="our ledger of matters")

    (cold,) = rows(OUTLOOK)
    (dayless,) = rows(OUTLOOK, given=client)
    (good,) = rows(OUTLOOK, given=Given(**{**client.__dict__, "asked_column": "Last Matter"}))

    assert (Fate.WITHOUT, Fate.WITHOUT) == (cold.fate, dayless.fate)
    assert "The day of the last matter is missing." == dayless.why
    assert good.reader
    assert ("Ana B Ruiz", "ana@example.org") == (good.reader.name, good.reader.address)
    assert good.reader.ends
    assert "2028-02-03" == good.reader.ends.date().isoformat()


def test_outlook_speaks_german_too() -> None:
    """And separates by semicolons."""
    (row,) = rows("Anrede;Vorname;Nachname;E-Mail-Adresse\n;Jörg;Groß;joerg@example.org\n", given=EXPRESS)

    assert row.reader
    assert "Jörg Groß" == row.reader.name


def test_when_somebody_came_to_a_list_is_not_when_their_matter_was() -> None:
    """An implied permission never takes its day from the other service."""
    found = rows(GHOST, given=Given(permission=Permission.IMPLIED_CLIENT, proof="our ledger"))

    assert "The day of the last matter is missing." == found[0].why


def test_a_column_that_is_not_there_is_a_slip_of_the_pen() -> None:
    """Before any row is read."""
    wrong = Given(permission=Permission.EXPRESS, proof="x", asked_column="asked")

    with pytest.raises(UsageError, match=r"no column 'asked'.*email"):
        rows(GHOST, given=wrong)


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", ""), ("nobody", "")],
)
def test_where_somebody_came_from_is_cut_short(address: str, network: str) -> None:
    """Proof, and no trace of a person."""
    assert network == network_of(address)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_column_that_is_read_says_how_sure_we_are(source: Source) -> None:
    """No name of a column stands in the table without its mark, and all are in lower case."""
    read_columns = {*source.address, *source.name_parts, *source.joined, *source.left, *source.bounced, *source.closed}

    assert set() == read_columns - set(source.columns)
    assert [] == [column for column in source.columns if column != column.lower().strip()]


RENAMED = Areas(
    shown={
        "work-and-people": Area(id="work-and-people", name="Work and people", folio=(), formerly=("employment",)),
        "family": Area(id="family", name="Family", folio=(), formerly=("children",)),
    },
    first={key: Area(id=key, name=key.title(), folio=()) for key in ("employment", "family", "children", "tax")},
    went={"employment": "work-and-people", "family": "family", "children": "family"},
)


@pytest.mark.parametrize(
    ("cell", "areas"),
    [
        pytest.param("employment family", ("employment", "family"), id="old-keys"),
        pytest.param("work-and-people;children", ("employment", "children"), id="new-and-merged-keys"),
        pytest.param("work and people; FAMILY", ("employment", "family"), id="names"),
        pytest.param("Work and people", ("employment",), id="a-name-alone"),
        pytest.param("employment work-and-people", ("employment",), id="the-same-twice"),
    ],
)
def test_an_area_may_be_called_as_it_is_or_was(cell: str, areas: tuple[str, ...]) -> None:
    """What a reader asked for is remembered by the key that no later renaming changes."""
    assert areas == only(own(f"a@example.org,,{cell},,,,,,,2026-02-11,,,form", known=RENAMED)).areas


def test_a_hidden_area_is_told_and_not_turned_into_everything() -> None:
    """The reader is kept with what they asked for, and a note says what they will not get."""
    (row,) = own("a@example.org,,tax,,,,,,,2026-02-11,,,form", known=RENAMED)

    assert ("The firm does not show Tax; they get nothing about it.",) == row.notes
    assert row.reader
    assert (("tax",), ("tax",)) == (row.reader.areas, RENAMED.now(row.reader.areas))


def test_a_name_among_others_needs_semicolons() -> None:
    """Between spaces nobody can tell where a name of several words ends."""
    (wrong,) = own("a@example.org,,Work and people family,,,,,,,2026-02-11,,,form", known=RENAMED)

    assert "There is no practice area 'Work'." in wrong.why


def test_a_name_is_one_line() -> None:
    """Whatever a spreadsheet had in the cell."""
    text = 'address,name,confirmed,proof\na@example.org,"Hana\nBcc: x@example.org\x07\u202e",2026-02-11,form\n'

    assert "Hana Bcc: x@example.org" == only(rows(text)).name


def test_the_list_says_whose_it_is() -> None:
    """And by what it is separated."""
    found = read(GHOST, "members.csv", source=None, given=None, zone=ZONE)

    assert ("Ghost", "commas", 3) == (found.source.title, found.delimiter, len(found.claims))
