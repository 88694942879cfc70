"""The part of `content/firm.yml` that says how the service for readers is reached."""

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from pipeline.fields import Fields

_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?")


def _origin(address: str) -> str:
    """An address without a path, ending in a slash; the service has its own folder there."""
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        raise ValueError("must be as https://www.firm.example/, with nothing but a host (and a port) in it")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must end with the host: the service has a folder of its own there, /digest/")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("must be https: on the way there anybody could read who subscribes")
    return f"{parts.scheme}://{parts.netloc.lower()}/"


def _host(name: str) -> str:
    if not _HOST.fullmatch(name):
        raise ValueError("must be a host's name as browsers send it, such as www.firm.example or 127.0.0.1:8000")
    return name.lower()


def _network(text: str) -> str:
    return str(ipaddress.ip_network(text, strict=False))


class Subscribing(Fields):
    """The service that takes subscriptions. The keys of its links are a file of its own, or ATTRACT_READER_KEYS."""

    #: Where readers reach it, such as https://www.firm.example/; empty: subscribing is a letter to the firm.
    address: Annotated[str, AfterValidator(_origin)] = ""
    #: Other names under which it may be asked for, besides its address and this machine.
    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    #: Addresses or networks of proxies of yours; whose word on where a request came from counts.
    proxies: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    #: Binary noughts that a browser looks for before it sends the form: each doubles the work; 15 take it half a second at most.
    work: int = Field(default=15, ge=0, le=20)
    #: Whole years for which the proof of whoever left is kept, from the end of the year in which they left.
    proof_years: int = Field(default=3, ge=1, le=30)

    @property
    def known_hosts(self) -> frozenset[str]:
        """What a request may say in its Host header; a name without a port stands for any port of this machine."""
        own = {urlsplit(self.address).netloc} if self.address else set()
        return frozenset({*own, *self.hosts})
