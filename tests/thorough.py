"""How long the tests look that try what nobody has thought of.

`make test` tries the same examples each time, of every test with made-up cases; `make gates` tries others each day, and of what
is marked `long` many times as many, from a seed that it prints (`--hypothesis-seed`), so that what it finds can be found again.
"""

import os
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

Test = TypeVar("Test", bound=Callable[..., None])

#: How many times as long as usual.
LONGER = int(os.environ.get("ATTRACT_FUZZ", "1"))
#: Examples of one kind of request.
EXAMPLES = 8 * LONGER
#: The server is one for all examples, and what it keeps is meant to be kept.
THOROUGH = settings(
    derandomize=LONGER == 1, database=None, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
#: For what takes half a minute and says little more than its neighbours: `make gates` asks it.
IN_GATES = (pytest.mark.long, pytest.mark.skipif(LONGER == 1, reason="it takes long, and `make gates` asks it"))


def in_gates(test: Test) -> Test:
    """A test that `make gates` alone asks."""
    for mark in IN_GATES:
        test = mark(test)
    return test
