"""Sample digests before SpamAssassin with the rules that Debian ships, which asks no network."""

import re
import shutil
import subprocess

import pytest

from tests.digest.samples import SAMPLES

pytestmark = pytest.mark.servers
FILTER = shutil.which("spamassassin")


@pytest.mark.skipif(FILTER is None, reason="spamassassin is not installed (Debian's package of that name)")
@pytest.mark.parametrize("name", SAMPLES)
def test_a_digest_is_far_from_what_is_taken_for_spam(name: str) -> None:
    """Under 1.0 where 5.0 is spam; what it was charged with stands in the failure."""
    assert FILTER
    told = subprocess.run(
        [FILTER, "-L", "-t"], input=SAMPLES[name].body, capture_output=True, check=True, timeout=120
    ).stdout.decode("utf-8", "replace")
    score = re.search(r"^X-Spam-Status: \w+, score=(-?[\d.]+)", told, re.MULTILINE)

    assert score
    assert float(score[1]) < 1.0, told[told.find("Content analysis") :]
