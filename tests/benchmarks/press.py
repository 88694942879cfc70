"""What a digest costs: joined from pieces that are set once, beside rendered for each reader.

python -m tests.benchmarks.press [READERS]

Both print the same edition for the same readers: 48 pieces in eight practice areas, of which each reader gets up to twelve,
with links of their own. Rendered: the two templates, MJML to HTML, and the standard library's message, as `digest.render` did
for each reader before there was a press. The processor's time counts, the best of three rounds.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from pipeline import reader_tokens
from pipeline.digest.press import Press
from pipeline.digest.render import MailLinks
from pipeline.model import Cadence, Choice, Message, More, Slot, Subscriber
from pipeline.reader_tokens import Purpose
from tests.builders import NOON, cleared, firm, item, person
from tests.digest.plainly import parts

SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=datetime(2026, 11, 16, 8, 30, tzinfo=UTC))
AREAS = {f"area-{n}": f"Practice area {n}" for n in range(8)}
PEOPLE = {f"p{n}": person(id=f"p{n}", name=f"Person Number{n}") for n in range(12)}
PIECES = [
    cleared(
        item(
            id=f"piece-{n}", title=f"What a tenant should know of clause {n} before it is signed", author=f"p{n % 12}",
            summary="The clause looks harmless. Three readings of it were argued in court this year, and one of them is dear. " * 2,
        ),
        f"area-{n % 8}",
    )
    for n in range(48)
]  # fmt: skip
NAMES = ["Ada Byron", "Zoë Ångström", "林 美玲", "Oisín Ó Dálaigh", "J. R. Hollin", ""]
KEYS = [bytes(range(32))]
SERVICE = "https://digest.firm.example/digest/"


@dataclass(frozen=True)
class Asked:
    """One mail to print."""

    reader: Subscriber
    choices: Sequence[Choice]
    more: Sequence[More]
    id: str
    links: MailLinks
    welcome: bool


def asked(count: int) -> Iterator[Asked]:
    """So many mails, made one by one: no list of them is ever in memory."""
    confirmed = datetime(2026, 1, 5, tzinfo=UTC)
    for n in range(count):
        followed = [area for at, area in enumerate(AREAS) if n >> at & 1] or ["area-0"]
        offered = [
            Choice(item=each, why=f"You asked for {AREAS[each.areas[0]]}.")
            for each in PIECES
            if each.areas[0] in followed
        ]
        preferences = SERVICE + "yours/" + reader_tokens.written(Purpose.PREFERENCES, f"{n:032x}", KEYS, NOON)
        links = MailLinks(
            leave=SERVICE + "leave/" + reader_tokens.written(Purpose.LEAVE, f"{n:032x}", KEYS, NOON),
            preferences=preferences, pause=f"{preferences}#pause", editions=SERVICE + "editions/",
        )  # fmt: skip
        reader = Subscriber(
            id=f"{n:032x}", address=f"reader.{n}@example.org", name=NAMES[n % len(NAMES)], areas=tuple(followed),
            ceiling=12, confirmed=confirmed + timedelta(days=n % 300), proof="the form",
        )  # fmt: skip
        more = [More(area=followed[0], count=len(offered) - 12)] if len(offered) > 12 else []
        yield Asked(reader, offered[:12], more, f"<weekly-2026-W47.{n:032x}@firm.example>", links, n % 10 == 0)


def press() -> Press:
    """One for this edition, with nothing set."""
    return Press(
        firm(), SLOT, people=PEOPLE, areas=AREAS,
        addresses={each.id: f"https://firm.example/articles/{each.id}/" for each in PIECES},
        pages={area: f"https://firm.example/practice/{area}/" for area in AREAS},
    )  # fmt: skip


def joined(on: Press, each: Asked) -> Message:
    """The message as it goes out."""
    return on.mail(
        each.reader, each.choices, message_id=each.id, now=NOON, more=each.more, links=each.links, welcome=each.welcome
    )


def rendered(each: Asked) -> bytes:
    """The same message, made by itself."""
    text, html = parts(
        firm(), SLOT, each.reader, each.choices, people=PEOPLE, areas=AREAS, links=each.links, more=each.more,
        welcome=each.welcome, address_of=lambda id_: f"https://firm.example/articles/{id_}/",
        page_of=lambda area: f"https://firm.example/practice/{area}/",
    )  # fmt: skip
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "Test Firm <digest@firm.example>", each.reader.address
    mail["Subject"], mail["Message-ID"] = each.choices[0].item.item.title, each.id
    mail["List-Unsubscribe"] = f"<{each.links.leave}>"
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def cost(mails: Sequence[Asked], make: Callable[[Asked], object]) -> float:
    """Microseconds of processor time for one mail, the best of three rounds."""

    def once() -> float:
        begun = time.process_time()
        for each in mails:
            make(each)
        return (time.process_time() - begun) / len(mails) * 1e6

    return min(once() for _ in range(3))


def peak(count: int) -> int:
    """Bytes that printing so many mails holds at most."""
    on = press()
    tracemalloc.start()
    for each in asked(count):
        joined(on, each)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    mails = list(asked(count))
    on = press()
    begun = time.process_time()
    for each in mails:
        joined(on, each)
    first = (time.process_time() - begun) * 1000
    by_press = cost(mails, lambda each: joined(on, each))
    by_hand = cost(mails[:100], rendered)
    tokens = cost(
        mails,
        lambda each: [reader_tokens.written(p, each.id, KEYS, NOON) for p in (Purpose.LEAVE, Purpose.PREFERENCES)],
    )
    sizes = sorted(len(joined(on, each).body) for each in mails)
    print(
        f"{count} mails of {sizes[0] / 1e3:.0f} to {sizes[-1] / 1e3:.0f} KB, {sum(sizes) / count / 1e3:.0f} KB on average"
    )
    print(f"joined    {by_press:8.1f} µs a mail; the first round, in which everything is set, took {first:.0f} ms")
    print(f"rendered  {by_hand:8.1f} µs a mail; ratio {by_hand / by_press:.0f}")
    print(f"links     {tokens:8.1f} µs for the two that are signed")
    small, large = peak(1_000), peak(50_000)
    print(
        f"memory    {small / 1e6:8.2f} MB for 1,000 readers, {large / 1e6:.2f} MB for 50,000; ratio {large / small:.2f}"
    )


if __name__ == "__main__":
    main()
