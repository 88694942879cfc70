"""The service for readers on a real port: coming, staying, leaving."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from pipeline.model import Cadence, Step, Wish
from pipeline.reader_tokens import Purpose
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, hidden, html_links, links, serving

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(scope="module")
def served(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample firm's service."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("service") / "firm")
    settings = root / "content" / "firm.yml"
    settings.write_text(settings.read_text("utf-8") + "never_mail: [opponent.example]\n", "utf-8")
    with serving(root, port) as service:
        yield service


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """Somebody's program."""
    with served.client() as program:
        yield program


def press(client: httpx.Client, path: str, **more: str) -> httpx.Response:
    """Open a page behind a link and press its button."""
    return client.post(path, data={"form": hidden(client.get(path).text), **more})


# Coming.


def test_somebody_subscribes_confirms_and_is_a_reader(served: Served, client: httpx.Client) -> None:
    """From the form to the proof, with nothing but the letter that asks in between."""
    answer = served.subscribe(
        client, "hana@example.org", name="Hana Ó Briain", area="tax", person="rafe-pellow", cadence="daily", ceiling="3",
        minutes="10", format="plain", kind=["article", "story"], jurisdiction="IE", **{"from": "people/rafe-pellow/"},
    )  # fmt: skip
    assert (303, "/digest/asked") == (answer.status_code, answer.headers["location"])
    assert served.service.readers.reader_at("hana@example.org") is None

    (link,) = links(served.mail("hana@example.org"))
    page = client.get(link)
    assert "Tax" in page.text
    assert "Only articles and stories" in page.text
    assert "Only the law of Ireland, and what names no place" in page.text
    assert "Hana" not in page.text
    assert "example.org" not in page.text
    assert "It is yours" in press(client, link).text

    readers = served.service.readers
    reader = readers.reader_at("hana@example.org")
    assert reader
    assert Wish(
        name="Hana Ó Briain", areas=("tax",), people=("rafe-pellow",), kinds=("article", "story"),
        jurisdictions=("IE",), cadence=Cadence.DAILY, ceiling=3, minutes=10, plain=True,
    ) == Wish(**{name: getattr(reader, name) for name in Wish.__dataclass_fields__})  # fmt: skip
    steps = {each.step: dict(each.told) for each in readers.traces([reader.id])}
    assert [Step.ASKED, Step.WRITTEN_TO, Step.CONFIRMED] == list(steps)
    assert "people/rafe-pellow/" == steps[Step.ASKED]["page"]
    assert re.fullmatch(r"198\.\d+\.\d+\.0/24", steps[Step.ASKED]["network"])
    assert "mail me what I chose" in steps[Step.ASKED]["wording"]


def test_the_letter_that_asks_is_plain(served: Served, client: httpx.Client) -> None:
    """One link, the firm's name, what to do if it was not you; no word of whoever asked, and nothing of the site."""
    served.subscribe(client, "plain.letter@example.org", name="BUY NOW http://spam.example")
    mail = served.mail("plain.letter@example.org")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    assert 1 == len(links(mail)) == len(html_links(mail))
    assert links(mail) == html_links(mail)
    assert "spam.example" not in mail.as_string()
    assert "Ashlock Merrow" in text
    assert "If it was not you, do nothing" in text
    assert "answer their own telephones" not in text
    assert "auto-generated" == mail["auto-submitted"]
    assert mail["list-unsubscribe"] is None


def test_a_name_in_a_header_stays_a_name(served: Served, client: httpx.Client) -> None:
    """A line break in any field makes no header."""
    answer = served.subscribe(client, "a@example.org\r\nBcc: b@example.org")

    assert 422 == answer.status_code
    assert [] == served.mails("b@example.org")


def test_confirming_twice_changes_nothing_more(served: Served, client: httpx.Client) -> None:
    """Pressed again, or from another device."""
    served.subscribe(client, "twice@example.org")
    (link,) = links(served.mail("twice@example.org"))
    press(client, link)
    before = served.dump()

    assert 200 == press(client, link).status_code
    assert before == served.dump()


def answer_to(served: Served, client: httpx.Client, address: str) -> tuple[object, float]:
    """What somebody who asks for an address can tell: all of the answer but its date, and how long it took in seconds."""
    sent = {"form": served.form(client), "address": address, "work": "1"}
    began = time.monotonic()
    answer = client.post("/digest/", data=sent)
    took = time.monotonic() - began
    return (answer.status_code, answer.text, {**answer.headers, "date": ""}), took


def test_nobody_learns_whether_an_address_is_known(served: Served) -> None:
    """A new mailbox, a reader's, one that left and one that had its letters get one answer, after a beat."""
    answers, times = [], []
    for each in range(4):
        known, gone = served.reader(), served.reader()
        served.service.readers.leave(gone.id, served.service.now())
        with served.client() as client:
            served.subscribe(client, "often@example.org")
            for address in (f"quite.new.{each}@example.org", known.address, gone.address, "often@example.org"):
                answer, took = answer_to(served, client, address)
                answers.append(answer)
                times.append(took)

    assert all(answers[0] == each for each in answers)
    # Where nothing else keeps the machine busy, each takes one beat of a tenth of a second and a little.
    assert all(0.095 < min(times[kind::4]) < 0.19 for kind in range(4)), times


def test_a_program_in_the_trap_is_told_the_same(served: Served, client: httpx.Client) -> None:
    """A field that no person sees was filled in: the same answer after the same time, and nothing happens."""
    told, _ = answer_to(served, client, "not.trapped@example.org")
    began = time.monotonic()
    answer = client.post("/digest/", data={"address": "trapped@example.org", "website": "x"})

    assert time.monotonic() - began > 0.095
    assert told == (answer.status_code, answer.text, {**answer.headers, "date": ""})
    assert '"trapped@example.org"' not in served.dump()


def test_a_mailbox_gets_one_letter_in_ten_minutes(served: Served) -> None:
    """However often, from wherever, and in whichever spelling somebody asks."""
    for spelling in ("flood@example.org", "FLOOD@example.org", "flood+1@example.org", "flood@example.org"):
        with served.client() as client:
            assert 303 == served.subscribe(client, spelling).status_code
    served.mail("flood@example.org")
    time.sleep(0.5)

    assert 1 == len(served.mails("flood"))


def test_a_domain_that_is_never_mailed_gets_no_letter(served: Served, client: httpx.Client) -> None:
    """Whoever asks is told what everybody is told."""
    told, _ = answer_to(served, client, "somebody@example.org")
    found, _ = answer_to(served, client, "other.side@mail.opponent.example")

    assert told == found
    assert "opponent.example" not in served.dump()


def test_a_form_without_work_waits_and_has_stricter_limits(served: Served) -> None:
    """A browser without scripts is asked to look again where it was quicker than a person; one network soon waits."""
    with served.client() as client:
        form = served.form(client)
        quick = client.post("/digest/", data={"form": form, "address": "slow@example.org"})
        assert (422, form) == (quick.status_code, hidden(quick.text))
        assert "That was quick" in quick.text
        time.sleep(4.1)
        found = [
            client.post("/digest/", data={"form": form, "address": f"slow{each}@example.org"}).status_code
            for each in range(6)
        ]

    assert [303, 303, 303, 303, 429, 429] == found


def test_a_throwaway_mailbox_is_asked_about_and_taken(served: Served, client: httpx.Client) -> None:
    """A hint, never a refusal."""
    asked = served.subscribe(client, "x@mailinator.com")

    assert "mailbox for a few minutes" in asked.text
    assert 303 == served.subscribe(client, "x@mailinator.com", anyway="yes").status_code


def test_an_address_in_letters_of_its_own(served: Served, client: httpx.Client) -> None:
    """An internationalised domain is written as DNS knows it; a local part as it is (RFC 6531, 6532)."""
    served.subscribe(client, "info.bücher@bücher.example")
    served.subscribe(client, "anna@bücher.example")

    header = str(served.mail("info.b")["to"]).encode("utf-8", "surrogateescape").decode()
    assert "info.bücher@xn--bcher-kva.example" == header
    assert "anna@xn--bcher-kva.example" == served.mail("anna@xn--bcher-kva.example")["to"].addresses[0].addr_spec


def test_what_was_filled_in_wrongly_stands_there_again(served: Served, client: httpx.Client) -> None:
    """With what is wrong beside the field, and everything else as it was."""
    answer = served.subscribe(client, "nobody at example", name='Hana "<b>" O\'Brien', area="tax", cadence="monthly")

    assert 422 == answer.status_code
    assert 'id="address-wrong"' in answer.text
    assert "Hana &#34;&lt;b&gt;&#34; O&#39;Brien" in answer.text
    assert 'value="tax" checked' in answer.text
    assert 'value="monthly" checked' in answer.text


# Leaving.


@pytest.mark.parametrize("how", ["urlencoded", "multipart"])
def test_one_click_ends_it_at_once_and_leads_nowhere(served: Served, how: str) -> None:
    """Without a cookie, an origin or a form of ours; again and again (RFC 8058)."""
    reader = served.reader()
    path = served.path(Purpose.LEAVE, reader.id)
    more = {"data": ONE_CLICK} if how == "urlencoded" else {"files": {"List-Unsubscribe": (None, "One-Click")}}
    answer = httpx.post(served.address + path, **more)

    assert (200, False) == (answer.status_code, "set-cookie" in answer.headers)
    left = served.service.readers.reader(reader.id)
    assert left
    assert left.left
    assert served.service.house.ledger.suppressed(reader.address)
    before = served.dump()
    assert 200 == httpx.post(served.address + path, **more).status_code
    assert before == served.dump()


def test_one_click_on_no_link_of_ours_tells_nothing(served: Served) -> None:
    """Gone, and no word of whom it might have been for."""
    answer = httpx.post(f"{served.address}/digest/leave/bm9ib2R5.abc.{'A' * 43}", data=ONE_CLICK)

    assert (410, "This link is not one of ours.\n") == (answer.status_code, answer.text)


def test_leaving_by_button_and_coming_back(served: Served, client: httpx.Client) -> None:
    """The page shows nothing of the reader; the same link takes it back."""
    reader = served.reader()
    path = served.path(Purpose.LEAVE, reader.id)
    page = client.get(path).text
    assert "Hana" not in page
    assert "example.org" not in page

    assert 303 == press(client, path, do="leave", reason="too much\r\nBcc: x").status_code
    assert "Take it back" in client.get(path).text
    assert ("reason", "too much Bcc: x") in served.service.readers.traces([reader.id])[-1].told
    press(client, path, do="return")
    back = served.service.readers.reader(reader.id)

    assert back
    assert back.left is None
    assert not served.service.house.ledger.suppressed(reader.address)


def test_leaving_works_after_the_keys_were_rotated(served: Served) -> None:
    """Three times; a link to preferences is over then."""
    from pipeline import subscribing

    reader = served.reader()
    leave, yours = served.path(Purpose.LEAVE, reader.id), served.path(Purpose.PREFERENCES, reader.id)
    for _ in range(3):
        subscribing.rotate(served.service.house)
    service = served.service
    time.sleep(0.6)  # what runs looks for new keys twice a second

    assert service.opened(Purpose.LEAVE, leave.rpartition("/")[2])
    assert not service.opened(Purpose.PREFERENCES, yours.rpartition("/")[2])
    assert 200 == httpx.post(served.address + leave, data=ONE_CLICK).status_code


# Staying.


def test_a_reader_changes_what_comes(served: Served, client: httpx.Client) -> None:
    """The page shows a masked address and no name; the name stays where none is written."""
    wish = Wish(name="Hana Brindle", areas=("tax", "a-hidden-area"), kinds=("news",), jurisdictions=("US-NY", "IE"))
    reader = served.reader(wish=wish)
    path = served.path(Purpose.PREFERENCES, reader.id)
    page = client.get(path).text
    # What the firm publishes can be chosen, and nothing else.
    assert ["article", "elsewhere", "story"] == sorted(re.findall(r'name="kind" value="([^"]+)"', page))
    assert ["CA-ON", "GB-EAW", "IE"] == sorted(re.findall(r'name="jurisdiction" value="([^"]+)"', page))
    assert 'value="IE" checked' in page
    assert "Hana" not in page
    assert reader.address not in page
    assert "r•••@e•••.org" in page

    answer = press(
        client,
        path,
        do="change",
        area="family",
        cadence="monthly",
        ceiling="3",
        minutes="5",
        format="plain",
        kind="article",
    )
    assert 303 == answer.status_code
    assert "It is changed" in client.get(answer.headers["location"]).text
    changed = served.service.readers.reader(reader.id)

    assert changed
    assert ("Hana Brindle", ("family", "a-hidden-area"), "monthly", 3, 5, True) == (
        changed.name, changed.areas, changed.cadence, changed.ceiling, changed.minutes, changed.plain,
    )  # fmt: skip
    assert (("article", "news"), ("US-NY",)) == (changed.kinds, changed.jurisdictions)


def test_a_reader_pauses_and_goes_on(served: Served, client: httpx.Client) -> None:
    """For weeks, until a day, and no longer when they want."""
    reader = served.reader()
    path = served.path(Purpose.PREFERENCES, reader.id)
    press(client, path, do="pause", weeks="4")
    paused = served.service.readers.reader(reader.id)
    assert paused
    assert not paused.reads(datetime.now(UTC) + timedelta(days=27))
    assert paused.reads(datetime.now(UTC) + timedelta(days=28))
    assert "paused until" in client.get(path).text

    press(client, path, do="resume")
    assert 422 == press(client, path, do="pause", until="2020-01-01").status_code
    resumed = served.service.readers.reader(reader.id)
    assert resumed
    assert resumed.paused is None


def test_whoever_has_left_is_not_told_that_it_is_changed(served: Served, client: httpx.Client) -> None:
    """Another window still shows the form: nothing is changed, and the page says that they have left."""
    reader = served.reader()
    path = served.path(Purpose.PREFERENCES, reader.id)
    form = hidden(client.get(path).text)
    served.service.readers.leave(reader.id, served.service.now())
    before = served.dump()
    for sent in ({"do": "change", "cadence": "monthly"}, {"do": "pause", "weeks": "2"}, {"do": "resume"}):
        answer = client.post(path, data={"form": form, **sent})

        assert 409 == answer.status_code
        assert "which has left" in answer.text
    assert before == served.dump()


def test_whoever_uses_another_method_is_told_which_there_are(client: httpx.Client) -> None:
    """With the page that says it, as RFC 9110 (15.5.6) asks."""
    answer = client.put("/digest/")

    assert 405 == answer.status_code
    assert {"GET", "HEAD", "POST"} >= set(answer.headers["allow"].split(", ")) > set()


# Their data.


def test_a_reader_sees_takes_and_erases_everything(served: Served, client: httpx.Client) -> None:
    """Behind a fresh link that only their mailbox gets, and after a second press."""
    reader = served.reader()
    press(client, served.path(Purpose.PREFERENCES, reader.id), do="mail")
    (link,) = links(served.mail(reader.address))
    page = client.get(link).text
    assert reader.address in page
    assert "Hana Brindle" in page
    assert reader.address == client.get(f"{link}/attract.json").json()["reader"]["address"]

    sure = press(client, link)
    assert "Erase everything?" in sure.text
    assert served.service.readers.reader(reader.id)
    assert "It is erased" in client.post(link, data={"form": hidden(sure.text), "sure": "yes"}).text
    assert served.service.readers.reader_at(reader.address) is None
    assert reader.address not in served.dump()
    assert [] == served.mails(reader.address)
    assert served.service.house.ledger.suppressed(reader.address)
    assert 410 == client.get(link).status_code


def test_asking_for_data_tells_nobody_who_is_known(served: Served, client: httpx.Client) -> None:
    """The same answer, and a letter to a reader alone."""
    reader = served.reader()
    answers = []
    for address in (reader.address, "nobody.here@example.org"):
        answers.append(
            client.post("/digest/data", data={"form": served.form(client, "/digest/data"), "address": address})
        )

    assert answers[0].text == answers[1].text
    assert "The link" not in answers[0].text
    assert "/digest/data/" in links(served.mail(reader.address))[0]
    assert [] == served.mails("nobody.here@example.org")


def test_data_can_be_asked_for_right_after_confirming_and_nobody_is_flooded(
    served: Served, client: httpx.Client
) -> None:
    """The letter that asked does not stand in the way; a second link within ten minutes is not mailed."""
    served.subscribe(client, "prompt@example.org")
    (link,) = links(served.mail("prompt@example.org"))
    press(client, link)

    for _ in range(3):
        client.post("/digest/data", data={"form": served.form(client, "/digest/data"), "address": "prompt@example.org"})

    assert "/digest/data/" in links(served.mail("prompt@example.org", 2))[0]
    time.sleep(1)
    assert 2 == len(served.mails("prompt@example.org"))
    reader = served.service.readers.reader_at("prompt@example.org")
    assert reader is not None
    assert [("accepted",)] == [(state,) for _, state in served.service.readers.data_letters_to(reader.id)]


def test_asking_for_data_asks_the_disk_for_the_same(served: Served, client: httpx.Client) -> None:
    """An address of nobody leaves a row that counts, as a reader's does: in no time can one tell them apart."""
    reader = served.reader()
    counted = []
    for address in (reader.address, "nobody.at.all@example.org"):
        client.post("/digest/data", data={"form": served.form(client, "/digest/data"), "address": address})
        counted.append(served.service.readers.data_letters_since(address, datetime(2020, 1, 1, tzinfo=UTC)))

    assert [1, 1] == counted
    assert "nobody.at.all" not in served.dump()


def test_a_passed_on_digest_opens_no_data(served: Served, client: httpx.Client) -> None:
    """No token of a digest is good for the page of data, nor in a form for another link."""
    reader, other = served.reader(), served.reader()
    service = served.service
    for purpose in (Purpose.LEAVE, Purpose.PREFERENCES, Purpose.CONFIRM):
        token = service.token(purpose, reader.id)
        assert 410 == client.get(f"/digest/data/{token}").status_code
        assert 410 == client.get(f"/digest/data/{token}/attract.json").status_code
    mine = hidden(client.get(served.path(Purpose.PREFERENCES, reader.id)).text)
    before = served.dump()

    assert (
        410
        == client.post(
            served.path(Purpose.PREFERENCES, other.id), data={"form": mine, "do": "pause", "weeks": "2"}
        ).status_code
    )
    assert before == served.dump()
