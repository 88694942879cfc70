"""What `attract serve` answers, without a browser."""

import email
import email.policy
import re
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from pipeline.errors import UsageError
from pipeline.web.preview import create_app, serve
from tests.conftest import Sample, SmallFirm


@pytest.fixture(scope="module")
def client(sample: Sample) -> Iterator[httpx.Client]:
    """A client of the sample's preview, served by a real server."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(sample.house), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}") as opened:
        yield opened
    server.should_exit = True
    thread.join()
    listening.close()


def names(sample: Sample) -> list[str]:
    """The letters in the outbox."""
    return sorted(path.name for path in (sample.house.outbox / "mail" / "new").glob("*.eml"))


def test_the_root_is_the_site(client: httpx.Client) -> None:
    """Home, a page, and a page that is not there."""
    assert "Six lawyers" in client.get("/").text
    assert 200 == client.get("/people/rafe-pellow/").status_code
    assert 404 == client.get("/stories/forty-crates/").status_code


def test_the_outbox_lists_every_letter_and_text(client: httpx.Client, sample: Sample) -> None:
    """By subject and reader, and the social texts word for word."""
    page = client.get("/outbox/").text

    for name in names(sample):
        assert name in page
    assert "Weekly wrap from Ashlock Merrow" in page


def test_the_file_of_a_letter_is_the_file(client: httpx.Client, sample: Sample) -> None:
    """Byte for byte, as a mail program would open it."""
    name = names(sample)[0]
    answer = client.get(f"/outbox/{name}/eml")

    assert "message/rfc822" == answer.headers["content-type"]
    assert email.message_from_bytes(answer.content, policy=email.policy.default)["from"].startswith("Ashlock Merrow")


def test_a_letters_html_may_show_itself_and_do_nothing(client: httpx.Client, sample: Sample) -> None:
    """Sandboxed, no script, nothing loaded; links lead to the site served here."""
    name = next(name for name in names(sample) if 200 == client.get(f"/outbox/{name}/html").status_code)
    answer = client.get(f"/outbox/{name}/html")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "https://www.ashlockmerrow.example/" not in answer.text


@pytest.mark.parametrize(
    "path", ["/outbox/nothing.eml/html", "/outbox/..%2F..%2F..%2Fattract.sqlite/eml", "/outbox/%2Fetc%2Fpasswd/eml"]
)
def test_nothing_outside_the_outbox_is_shown(client: httpx.Client, path: str) -> None:
    """A name is a name, never a path."""
    assert 404 == client.get(path).status_code


def test_a_plain_letter_has_no_html(client: httpx.Client, sample: Sample) -> None:
    """Who asked for plain text got plain text."""
    found = {client.get(f"/outbox/{name}/html").status_code for name in names(sample)}

    assert {200, 404} == found


def test_there_must_be_a_site_first(small_firm: SmallFirm) -> None:
    """Before the first run there is nothing to show."""
    with pytest.raises(UsageError, match="attract run"):
        serve(small_firm.house(), 0)


def test_a_private_page_is_shown_on_this_machine(client: httpx.Client) -> None:
    """What is held can be seen as it would look, with its reasons; an unknown id is not found."""
    page = client.get("/review/the-kitchen-table")

    assert 200 == page.status_code
    assert "<h1>The kitchen table</h1>" in page.text
    assert "Not yet." in page.text
    assert "Family" in page.text
    assert 404 == client.get("/review/nothing").status_code


def test_a_private_page_needs_no_other_file(client: httpx.Client, sample: Sample) -> None:
    """Its pictures and its style stand in it, so that it can be sent to whoever clears; a picture cannot act there."""
    shown = next(item for item in sample.house.library.items() if item.assets and item.kind.is_piece)
    page = client.get(f"/review/{shown.id}").text

    assert 'src="data:image/svg+xml;base64,' in page
    assert not re.search(r'<(?:link|script|iframe)\b|(?:src|href)="(?!data:|https?:|mailto:|tel:|#)', page)
