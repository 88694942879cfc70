"""A line to a server of HTTP on this machine that breaks at random: before the server has heard anything, or after it did the work.

Whoever asks may be killed meanwhile: what has left them arrives all the same, as it does in the world. `settle` waits for that; in the
world, the lease of a claim does.
"""

import random
import re
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

_PATIENCE = 60
#: How many times as long what is late takes.
_LATE = 15
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
#: So that a server ends with its answer, and nothing need be known of how it says how long that is.
_ONCE = re.compile(rb"\r\nconnection: [^\r]*", re.IGNORECASE)
#: What becomes of a request: it does not arrive; half of it does; it does, and its answer is lost, or half of that is.
FATES = ("cut", "half sent", "lost", "half told")


@dataclass
class RoughLine:
    """One.

    Args:
        to: the port of the server.
        needle: on the wire of what posts.
        chance: draws.
        faults: how many of the requests break: none at 0, all at 1.
        slow: seconds that each way takes at most; a few requests, of `late`, take many times as long to arrive.
        without: a header that does not arrive, in lower case.

    """

    to: int
    needle: bytes
    chance: random.Random
    faults: float = 0.1
    slow: float = 0.01
    late: float = 0.05
    without: bytes = b""
    port: int = 0
    #: Requests so far, and how often each fate came.
    asked: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    #: Requests, and those among them that post, to which no answer has gone back yet.
    open: int = 0
    posting: int = 0
    _lock: threading.Condition = field(default_factory=threading.Condition)
    _seen: set[int] = field(default_factory=set)

    def settle(self) -> None:
        """Wait until the server has answered all that was ever sent; nobody may ask meanwhile."""
        # Connections are taken in the order in which they were made: after ours, no older one waits to be taken.
        with socket.create_connection(("127.0.0.1", self.port)) as ours:
            mine = ours.getsockname()[1]
            with self._lock:
                assert self._lock.wait_for(lambda: mine in self._seen, _PATIENCE)
        with self._lock:
            assert self._lock.wait_for(lambda: not self.open, _PATIENCE)

    def begun(self, port: int) -> None:
        """Somebody has connected from there."""
        with self._lock:
            self.open += 1
            self._seen.add(port)
            self._lock.notify_all()

    def carry(self, client: socket.socket) -> None:
        """One request."""
        posts = False
        try:
            said = _request(client)
            if said:
                with self._lock:
                    self.asked += 1
                    posts = self.needle in said
                    self.posting += posts
                self._carried(client, said)
        finally:
            with self._lock:
                self.open -= 1
                self.posting -= posts
                self._lock.notify_all()

    def _carried(self, client: socket.socket, said: bytes) -> None:
        with self._lock:
            fate = self.chance.choice(FATES) if self.chance.random() < self.faults else ""
            there, back = self.chance.uniform(0, self.slow), self.chance.uniform(0, self.slow)
            there += _LATE * self.slow if self.chance.random() < self.late else 0
            self.fates[fate] += bool(fate)
        time.sleep(there)
        if fate == "cut":
            _break(client)
            return
        said = self._rewritten(said)
        answer = self._answer(said[: len(said) // 2] if fate == "half sent" else said)
        time.sleep(back)
        if fate == "half told":
            with suppress(OSError):
                client.sendall(answer[: len(answer) // 2])
        if fate:
            _break(client)
            return
        with suppress(OSError):  # whoever was killed hears nothing
            client.sendall(answer)

    def _rewritten(self, said: bytes) -> bytes:
        head, between, body = said.partition(b"\r\n\r\n")
        head = _ONCE.sub(b"\r\nconnection: close", head)
        if self.without:
            lines = head.split(b"\r\n")
            head = b"\r\n".join(each for each in lines if not each.lower().startswith(self.without + b":"))
        return head + between + body

    def _answer(self, said: bytes) -> bytes:
        told = b""
        with closing(socket.create_connection(("127.0.0.1", self.to), timeout=_PATIENCE)) as server, suppress(OSError):
            server.sendall(said)
            if not _whole(said):
                server.shutdown(socket.SHUT_WR)
            while more := server.recv(1 << 16):
                told += more
        return told


def _whole(said: bytes) -> bool:
    head, between, body = said.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    return bool(between) and len(body) >= (int(found[1]) if found else 0)


def _request(client: socket.socket) -> bytes:
    """A request; what there is of it where its sender has died."""
    said = b""
    with suppress(OSError):
        while not _whole(said) and (more := client.recv(1 << 16)):
            said += more
    return said


def _break(client: socket.socket) -> None:
    with suppress(OSError):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    line: RoughLine

    def process_request(self, request, client_address):  # type: ignore[no-untyped-def]  # as the library has it
        self.line.begun(client_address[1])
        super().process_request(request, client_address)


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.server.line.carry(self.request)


@contextmanager
def laid(line: RoughLine) -> Iterator[RoughLine]:
    """The line, while it is there."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.line, line.port = line, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield line
        finally:
            server.shutdown()
            thread.join()
