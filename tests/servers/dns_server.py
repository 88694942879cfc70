"""A name server of the tests' own: answers over UDP and TCP on loopback what it was told."""

import socket
import struct
import threading
from collections.abc import Mapping, Sequence
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

#: By name (with its dot) and type: what stands there, as a zone file has it.
Zone = dict[tuple[str, str], list[str]]


def txt(value: str) -> str:
    """A TXT record in strings of at most 255 characters."""
    return " ".join('"' + value[at : at + 255].replace('"', '\\"') + '"' for at in range(0, len(value), 255))


def _one_port() -> tuple[socket.socket, socket.socket]:
    """A port that is free for both; what is free for one may be taken for the other."""
    for _ in range(20):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        try:
            return udp, socket.create_server(udp.getsockname())
        except OSError:
            udp.close()
    raise OSError("no port is free for both")


class NameServer:
    """Runs while it is entered. Names of which it knows nothing do not exist; a `!` in place of answers is SERVFAIL."""

    def __init__(self, zone: Mapping[tuple[str, str], Sequence[str]]) -> None:
        self.zone = dict(zone)
        self.asked: list[tuple[str, str]] = []
        self._udp, self._tcp = _one_port()
        self.port: int = self._udp.getsockname()[1]
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._datagrams, self._streams)]

    @property
    def address(self) -> str:
        """As `--dns` takes it."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        # To shut them wakes the threads that wait.
        self._udp.sendto(b"", ("127.0.0.1", self.port))
        socket.create_connection(("127.0.0.1", self.port)).close()
        for each in self._threads:
            each.join()
        self._udp.close()
        self._tcp.close()

    def _datagrams(self) -> None:
        while True:
            asked, whom = self._udp.recvfrom(4096)
            if not asked:
                return
            answer = self._answer(asked)
            wire = answer.to_wire(max_size=65535)
            if len(wire) > 1232:  # it then comes by TCP
                answer.flags |= dns.flags.TC
                answer.answer.clear()
                wire = answer.to_wire()
            self._udp.sendto(wire, whom)

    def _streams(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            with connection:
                head = connection.recv(2)
                if len(head) < 2:
                    return
                wire = self._answer(connection.recv(struct.unpack("!H", head)[0])).to_wire(max_size=65535)
                connection.sendall(struct.pack("!H", len(wire)) + wire)

    def _answer(self, asked: bytes) -> dns.message.Message:
        query = dns.message.from_wire(asked)
        answer = dns.message.make_response(query, recursion_available=True)
        (question,) = query.question
        name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        values = self.zone.get((name, kind))
        if values is None and not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif values and list(values) == ["!"]:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif values:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
        return answer
