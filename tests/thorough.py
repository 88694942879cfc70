"""How long the tests look that try what nobody has thought of.

`make test` tries the same examples each time; `make gates` tries many times as many others, from a seed that it prints
(`--hypothesis-seed`), so that what it finds can be found again.
"""

import os

from hypothesis import HealthCheck, settings

#: How many times as long as usual.
LONGER = int(os.environ.get("ATTRACT_FUZZ", "1"))
#: Examples of one kind of request.
EXAMPLES = 15 * LONGER
#: The server is one for all examples, and what it keeps is meant to be kept.
THOROUGH = settings(
    derandomize=LONGER == 1, database=None, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
