"""One command per verb. Parses, calls the house, prints; decides nothing.

Nothing heavy is imported here: `attract --help` must answer at once.
"""

# Each adds its commands to the group, in the order in which the help lists them.
from pipeline.cli import words, hosting, clearing, rules, names, tagging, feeds, readers, delivering  # noqa: F401, I001  # isort would change the order
from pipeline.cli import editions, changing, bounces, subscribers, encryption, mail, planning, rehearsing  # noqa: F401
from pipeline.cli import social, handing, keeping, proving, doctor, clock, staying  # noqa: F401
from pipeline.cli.shared import main, teach

teach(main)
__all__ = ["main"]
