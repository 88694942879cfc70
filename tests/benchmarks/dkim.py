"""What a signature costs, beside dkimpy in the same run: `python -m tests.benchmarks.dkim`.

Both sign the same mail with the same keys, dkimpy over the headers that it picks by itself. Times are the processor's, the best of
several rounds, taken in turn.
"""

import argparse
import base64
import time
from collections.abc import Callable

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pipeline.edges.dkim import Seal, Signer
from tests.builders import NOON

_DOMAIN = "firm.example"
_HEAD = (
    b"From: Test Firm <digest@firm.example>\r\nTo: A Reader <reader@example.org>\r\nReply-To: hello@firm.example\r\n"
    b"Subject: Reading a lease, and 5 more\r\nDate: Wed, 18 Nov 2026 12:00:00 +0000\r\nMessage-ID: <weekly.r1@firm.example>\r\n"
    b"List-Id: Weekly wrap <weekly.firm.example>\r\nList-Unsubscribe: <https://www.firm.example/digest/leave/abc>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
)


def _mail(size: int) -> bytes:
    lines = (size - len(_HEAD)) // 76
    return _HEAD + b"".join(b"<td>%068d=\r\n" % number for number in range(lines))


def _each(acts: dict[str, Callable[[], object]], times: int, rounds: int) -> dict[str, float]:
    """Microseconds of one call, by act."""
    best = dict.fromkeys(acts, float("inf"))
    for _ in range(rounds):
        for name, act in acts.items():
            began = time.process_time()
            for _ in range(times):
                act()
            best[name] = min(best[name], (time.process_time() - began) / times * 1e6)
    return best


def main() -> None:
    """Print the times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    told = parser.parse_args()
    rsa, ed25519 = generate_private_key(65537, 2048), Ed25519PrivateKey.generate()
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    # dkimpy takes the 32 bytes in base64.
    seed = base64.b64encode(ed25519.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    ways = {
        "RSA-2048": (Signer(_DOMAIN, [Seal("s", rsa)]), pem, b"rsa-sha256"),
        "Ed25519": (Signer(_DOMAIN, [Seal("s", ed25519)]), seed, b"ed25519-sha256"),
    }
    for size in (20_000, 56_000, 100_000):
        mail = _mail(size)
        acts: dict[str, Callable[[], object]] = {}
        for name, (signer, secret, algorithm) in ways.items():
            acts[name] = lambda signer=signer, mail=mail: signer.sign(mail, NOON)  # type: ignore[misc]  # lambdas take no types
            acts[f"{name} by dkimpy"] = lambda secret=secret, algorithm=algorithm, mail=mail: dkim.sign(  # type: ignore[misc]
                mail, b"s", _DOMAIN.encode(), secret,
                canonicalize=(b"relaxed", b"simple"), signature_algorithm=algorithm,
            )  # fmt: skip
        took = _each(acts, told.times, told.rounds)
        for name in ways:
            ours, theirs = took[name], took[f"{name} by dkimpy"]
            print(
                f"{size // 1000:4} KB  {name:9} {ours:8.0f} µs   dkimpy {theirs:8.0f} µs   {theirs / ours:6.1f} times as fast"
            )


if __name__ == "__main__":
    main()
