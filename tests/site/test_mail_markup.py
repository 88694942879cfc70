"""What mail programs lack that our digests use (caniemail.com's data, no network): all known and seen to do no harm.

It is never nothing: a mail that uses only what every program has cannot be dark or fit a telephone. So what is known stands in
`mail_support.txt`, and a change to a template shows here what it asks of whom. To take what is found for known:

    python -m tests.site.test_mail_markup
"""

import email
import email.policy
import json
import sys
from pathlib import Path

import pytest

from tests.digest.samples import SAMPLES
from tests.site import node

pytestmark = pytest.mark.site
CLIENTS = ("outlook.*", "gmail.*", "apple-mail.*")
KNOWN = Path(__file__).parent / "mail_support.txt"


def lacking(name: str) -> set[str]:
    """What these programs lack, as "program: feature"."""
    part = email.message_from_bytes(SAMPLES[name].body, policy=email.policy.default).get_body(("html",))
    if part is None:
        return set()
    done = node.run_script("caniemail.mjs", CLIENTS, part.get_content())
    assert done.stdout, done.stderr
    return {str(each) for each in json.loads(done.stdout)}


def every() -> set[str]:
    """The same of all samples."""
    return set().union(*map(lacking, SAMPLES))


def test_no_program_lacks_more_than_we_know() -> None:
    """And nothing stands on the list that is lacking no more."""
    assert KNOWN.read_text("utf-8").split("\n")[:-1] == sorted(every())


def test_what_a_program_lacks_is_found() -> None:
    """The check looks: Gmail takes no element for letters of other directions."""
    done = node.run_script("caniemail.mjs", ("gmail.*",), "<html><body><bdi>x</bdi></body></html>")

    assert "gmail.ios: <bdi> element" in json.loads(done.stdout)


if __name__ == "__main__":
    KNOWN.write_text("".join(f"{each}\n" for each in sorted(every())), "utf-8")
    sys.stdout.write(f"{KNOWN}\n")
