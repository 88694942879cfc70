"""Looking changes nothing: scanners, previews and prefetching open every link of every mail."""

from collections.abc import Iterator

import pytest

from pipeline.reader_tokens import Purpose
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, html_links, links, serving

#: How often every link is opened, by GET and HEAD.
ROUNDS = 35


@pytest.fixture(scope="module")
def served(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample firm's service."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("quiet") / "firm")
    with serving(root, port) as service:
        yield service


def test_a_thousand_looks_at_every_link_of_every_mail_change_no_row(served: Served) -> None:
    """Confirmation, digest and data; new, paused, left; by GET and HEAD."""
    readers = [served.reader() for _ in range(3)]
    store, now = served.service.readers, served.service.now()
    store.leave(readers[1].id, now)
    store.pause(readers[2].id, now.replace(year=now.year + 1), now)
    with served.client() as client:
        served.subscribe(client, "scanned@example.org")
        mail = served.mail("scanned@example.org")
        form = served.form(client, "/digest/data")
        client.post("/digest/data", data={"form": form, "address": readers[0].address})
        data = links(served.mail(readers[0].address))[0]
        every = {*links(mail), *html_links(mail), data, f"{data}/attract.json"}
        every |= {
            served.address + served.path(purpose, reader.id)
            for reader in readers
            for purpose in (Purpose.LEAVE, Purpose.PREFERENCES, Purpose.DATA)
        }
        every |= {f"{served.address}/digest/{page}" for page in ("", "?area=tax&person=rafe-pellow", "asked", "data")}
        before = served.dump()
        answers = [
            client.request(method, link).status_code
            for _ in range(ROUNDS)
            for link in sorted(every)
            for method in ("GET", "HEAD")
        ]

    assert len(answers) >= 1000
    assert {200} == set(answers)
    assert before == served.dump()


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"])
def test_no_other_method_does_anything(served: Served, method: str) -> None:
    """Not even to a link to leave."""
    reader = served.reader()
    before = served.dump()
    with served.client() as client:
        answer = client.request(method, served.path(Purpose.LEAVE, reader.id), content=b"List-Unsubscribe=One-Click")

    assert answer.status_code in (404, 405)
    assert before == served.dump()
