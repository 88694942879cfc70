"""A mail server of the tests' own: fast, with PIPELINING, and as unkind as it is told to be.

    python -m tests.mail_sink --port 2525 --log accepted.txt --faults 0.02 --seed 7

Whatever it takes, it writes down before it says so: a line a message, recipient and Message-ID. With faults it drops lines at
any point, says "later" and "no", and falls silent after the last dot, sometimes with the message taken and sometimes not; told
to die, it ends in the middle of everything.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import sys

_HELLO = b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n"
_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
#: Seconds for which it is silent before it drops the line.
_SILENCE = 0.4


class Sink(asyncio.Protocol):
    """One conversation (RFC 5321, 2920)."""

    def __init__(self, log: int, faults: float, chance: random.Random, *, pipelining: bool) -> None:
        self._log = log
        self._faults = faults
        self._chance = chance
        self._hello = _HELLO if pipelining else _HELLO.replace(b"250-PIPELINING\r\n", b"")
        self._got = bytearray()
        self._in_body = False
        self._to = b""
        self._silent = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or not."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._happens():
            transport.abort()
        else:
            transport.write(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer everything that is whole."""
        self._got += data
        if self._silent:
            return
        said = bytearray()
        while True:
            answer = self._body() if self._in_body else self._command()
            if answer is None or self._silent:
                break
            said += answer
        if said and not self._transport.is_closing():
            self._transport.write(bytes(said))

    def _happens(self) -> bool:
        return bool(self._faults) and self._chance.random() < self._faults

    def _drop(self) -> None:
        self._silent = True
        self._transport.abort()

    def _fall_silent(self) -> None:
        self._silent = True
        asyncio.get_running_loop().call_later(_SILENCE, self._transport.abort)

    def _command(self) -> bytes | None:
        end = self._got.find(b"\r\n")
        if end < 0:
            return None
        line = bytes(self._got[:end])
        del self._got[: end + 2]
        verb = line[:4].upper()
        if self._happens():
            self._drop()
            return b""
        if verb in (b"EHLO", b"HELO"):
            return self._hello
        if verb == b"MAIL":
            self._to = b""
            return b"250 2.1.0 ok\r\n"
        if verb == b"RCPT":
            if self._happens():
                return b"451 4.2.0 later\r\n"
            self._to = line[9 : line.rfind(b">")]
            return b"250 2.1.5 ok\r\n"
        if verb == b"DATA":
            if not self._to:
                return b"554 5.5.1 no valid recipients\r\n"
            self._in_body = True
            return b"354 go ahead\r\n"
        if verb == b"QUIT":
            self._transport.write(b"221 2.0.0 bye\r\n")
            self._transport.close()
            return None
        return b"250 2.0.0 ok\r\n"

    def _body(self) -> bytes | None:
        end = 0 if self._got.startswith(b".\r\n") else self._got.find(b"\r\n.\r\n")
        if end < 0:
            return None
        head = bytes(self._got[: min(end, 4096)])
        del self._got[: end + (3 if end == 0 else 5)]
        self._in_body = False
        if self._happens():
            # Taken or not: whoever sent it cannot know.
            if self._chance.random() < 0.5:
                self._take(head)
            self._chance.choice((self._drop, self._fall_silent))()
            return b""
        if self._happens():
            return b"451 4.3.0 later\r\n"
        self._take(head)
        return b"250 2.0.0 taken\r\n"

    def _take(self, head: bytes) -> None:
        found = _ID.search(head)
        os.write(self._log, self._to + b" " + (found[1] if found else b"-") + b"\n")


async def serve(port: int, log: str, faults: float, seed: int, *, pipelining: bool) -> None:
    """Take mail until told to end."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    chance = random.Random(seed)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Sink(file, faults, chance, pipelining=pipelining), "127.0.0.1", port, backlog=500
    )
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await ended.wait()


def main() -> None:
    """As the module's docstring shows."""
    parser = argparse.ArgumentParser(description="A mail server for tests.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", required=True)
    parser.add_argument("--faults", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lock-step", action="store_true", help="do not offer PIPELINING")
    told = parser.parse_args()
    asyncio.run(serve(told.port, told.log, told.faults, told.seed, pipelining=not told.lock_step))


if __name__ == "__main__":
    main()
