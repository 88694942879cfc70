"""A webhook (port: Network): posts handed to n8n, Zapier, Make or a program of the firm's, which says them on its behalf.

Standard Webhooks 1.0 (standardwebhooks.com): what is signed is `id.timestamp.body`, with HMAC-SHA256 under each secret. The id is the
same at every try, so whoever listens knows what they have had: that is why a post without an answer may be sent again here.
Zapier and Make rarely look at signatures; for them one header of the firm's choice goes along.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import httpx

from pipeline.edges.networks import talking
from pipeline.edges.networks.said import failed, line, said
from pipeline.model.posting import Wire, canonical
from pipeline.ports.posting import (
    CannotTellError,
    Identity,
    Landed,
    NotSentError,
    Pictures,
    ReconnectError,
    RefusedPostError,
)

_PREFIX = "whsec_"
#: Characters of what may be a secret.
_LONG = 8


@dataclass(frozen=True)
class Hook:
    """Where to, and how they know that it is us."""

    #: With Zapier it is a secret itself.
    address: str = field(repr=False)
    #: whsec_ and base64; the newest first. Several while one takes the place of another.
    secrets: Sequence[str] = field(default=(), repr=False)
    #: Name and value.
    header: tuple[str, str] | None = field(default=None, repr=False)


class Webhook:
    """One address.

    Args:
        hook: which.
        form: the body for a post that is due.
        withdrawn: the body for one that is to be taken down, by its id and the time.
        client: how to reach it; made with time limits where none is given.
        clock: the time.

    Raises:
        ValueError: a secret is none.

    """

    def __init__(
        self,
        hook: Hook,
        form: Callable[[Wire], Mapping[str, Any]],
        withdrawn: Callable[[str, datetime], Mapping[str, Any]],
        *,
        client: httpx.Client | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._hook, self._form, self._withdrawn, self._clock = hook, form, withdrawn, clock
        self._keys = [_key(each) for each in hook.secrets]
        self._client = client or talking.client()

    @property
    def repeats(self) -> bool:
        """Whoever listens knows each by its id."""
        return True

    def post(self, wire: Wire, pictures: Pictures, since: datetime | None) -> Landed:
        """Hand it over. Whether it was tried before makes no difference: the id is the same, and who has had it knows."""
        body = self._form(wire)
        ref = str(body["data"]["id"])
        return Landed(ref, "", said(self._send(ref, body), *self._secrets()))

    def find(self, wire: Wire, since: datetime) -> Landed | None:
        """Nobody can look."""
        raise CannotTellError(
            "a webhook does not show what it was told; to send it again does no harm, because its id is the same"
        )

    def remove(self, ref: str) -> None:
        """Say that it is withdrawn; what becomes of that is up to whoever listens."""
        self._send(f"{ref}_withdrawn", self._withdrawn(ref, self._clock()))

    def who(self) -> Identity:
        """The host that the address names; nobody is asked, because a call would set off whatever listens."""
        host = httpx.URL(self._hook.address).host
        return Identity(host, host, "")

    def _send(self, ref: str, told: Mapping[str, Any]) -> httpx.Response:
        body = canonical(told).encode()
        stamp = str(int(self._clock().timestamp()))
        headers = {"Content-Type": "application/json", "webhook-id": ref, "webhook-timestamp": stamp}
        if self._keys:
            headers["webhook-signature"] = " ".join(signature(each, ref, stamp, body) for each in self._keys)
        headers.update([self._hook.header] if self._hook.header else [])
        try:
            answer = self._client.post(self._hook.address, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise NotSentError(f"{failed(problem, *self._secrets())}; sent again, it is known by its id") from problem
        return self._judge(answer)

    def _judge(self, answer: httpx.Response) -> httpx.Response:
        code, words = answer.status_code, said(answer, *self._secrets())
        if 200 <= code < 300:
            return answer
        if code == 410:
            raise ReconnectError(line(f"the receiver wants nothing any more: {words}"))
        if code == 429:
            raise NotSentError(words, talking.again(answer.headers, self._clock()))
        if code == 408 or code >= 500:
            raise NotSentError(f"{words}; sent again, it is known by its id")
        raise RefusedPostError(words)

    def _secrets(self) -> tuple[str, ...]:
        header = (self._hook.header or ("", ""))[1]
        keys = [each.removeprefix(_PREFIX) for each in self._hook.secrets]
        return (*_of_address(self._hook.address), *self._hook.secrets, *keys, header, *filter(_telling, header.split()))


def signature(key: bytes, ref: str, stamp: str, body: bytes) -> str:
    """One signature, as its header has it."""
    mac = hmac.new(key, f"{ref}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mac).decode()}"


def _of_address(address: str) -> Iterator[str]:
    """An address and its parts, the longest first: a receiver that knows it no longer names its path, or the end of it (n8n)."""
    parts = address.partition("://")[2].partition("/")[2]
    yield from (address, f"/{parts}" if parts else "")
    found = [each for part in re.split(r"[/?&=#]", parts) for each in (part, unquote(part)) if _telling(each)]
    yield from sorted(set(found), key=lambda each: (-len(each), each))


def _telling(part: str) -> bool:
    """Whether a part may be a secret; shorter ones are words, and whoever hid them would hide those everywhere."""
    return len(part) >= _LONG


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not key:
        raise ValueError(f"a webhook's secret is {_PREFIX} and base64, and this is not")
    return key
