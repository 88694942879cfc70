"""One command per verb. Parses, calls the house, prints; decides nothing.

Nothing heavy is imported here: `attract --help` must answer at once.
"""

from pipeline.cli import clock, feeds, readers, words  # noqa: F401  # each adds its commands to the group
from pipeline.cli.shared import main

__all__ = ["main"]
