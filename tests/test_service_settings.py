"""The settings of the service: what cannot be reached safely is refused with its line."""

import pytest

from pipeline.errors import ConfigurationError
from pipeline.firm import read
from tests.builders import FIRM


@pytest.mark.parametrize(("written", "address"), [
    ("https://WWW.firm.example", "https://www.firm.example/"), ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"), ("''", ""),
])  # fmt: skip
def test_an_address_is_a_host(written: str, address: str) -> None:
    """In small letters, with a slash at its end."""
    assert address == read(f"{FIRM}subscribing: {{address: {written}}}").subscribing.address


@pytest.mark.parametrize("wrong", [
    "address: http://www.firm.example", "address: https://www.firm.example/mail/", "address: https://u:p@firm.example",
    "address: ftp://firm.example", "address: 'https://firm.example?x=1'", "hosts: ['a b']", "hosts: [https://firm.example]",
    "proxies: [somewhere]", "work: 40", "work: -1",
])  # fmt: skip
def test_what_cannot_be_is_refused(wrong: str) -> None:
    """Not over plain http, not below a path, and no proxy that is no address."""
    with pytest.raises(ConfigurationError, match=r"content/firm\.yml:"):
        read(f"{FIRM}subscribing: {{{wrong}}}")


def test_a_request_may_ask_for_the_address_and_what_is_named_besides() -> None:
    """Nothing else."""
    told = read(f"{FIRM}subscribing: {{address: 'https://www.firm.example', hosts: [Firm.example]}}").subscribing

    assert {"www.firm.example", "firm.example"} == told.known_hosts
