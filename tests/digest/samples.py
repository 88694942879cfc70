"""Digests as readers of a firm get them, for whatever looks at whole mails: people, a spam filter, a browser, checks of HTML."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pipeline.digest.press import Press
from pipeline.digest.render import MailLinks
from pipeline.model import Cadence, Choice, ClearedItem, Kind, Message, More, Slot
from tests.builders import NOON, cleared, firm, item, note, notice, person, story, subscriber

SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=datetime(2026, 11, 16, 8, 30, tzinfo=UTC))
AREAS = {"employment": "Employment", "tax": "Tax", "real-estate-property": "Property"}
PEOPLE = {"rafe": person(), "mei": person(id="mei", name="Mei Fraser", email="mei@firm.example", phone="0117 496 0119")}
SITE = "https://firm.example/"
_TOKEN = "OGY3YzQ5ZTI0YjE3NGM2Zjk5.aaJk9A." + "h3Kq9T_pZ" * 4 + "abcdefg"
LINKS = MailLinks(
    leave=f"{SITE}digest/leave/{_TOKEN}", preferences=f"{SITE}digest/yours/{_TOKEN}",
    pause=f"{SITE}digest/yours/{_TOKEN}#pause", editions=f"{SITE}digest/editions/",
)  # fmt: skip
_TOLD = [
    ("What a break clause asks of you before you use it", "A tenant lost the right to leave over a key. Here is what to hand back, and when.", "real-estate-property", "rafe"),
    ("Holiday pay for people who work some weeks only", "The rules changed in April. Three questions that payroll asks us, with the answers.", "employment", "mei"),
    ("Your accountant died in January: who files now?", "Executors have a year that is shorter than it sounds. A list of what to find first.", "tax", "rafe"),
    ("A warning letter that says too much", "Why a short one is worth more before a tribunal, with the two sentences that matter.", "employment", "mei"),
    ("Service charges: the bill that came four years late", "After eighteen months most of it need not be paid. How to count them.", "real-estate-property", "rafe"),
    ("Zwölf Monate, 十二个月, twelve months: reading foreign leases", "What a translation hides, and the four clauses to read in the original.", "real-estate-property", "mei"),
]  # fmt: skip


NOTE = cleared(
    note(
        author="mei", edition=SLOT.edition, summary="Two of us have spent the autumn in tribunals, and the same question came up every week.",
        body=(
            "Two of us have spent the autumn in tribunals, and the same question came up every week: what did the letter say? "
            "So this edition is mostly about letters. If you read one piece, read *the warning letter that says too much*.\n\n"
            "On two evenings in December we answer questions at our Bristol desk:\n\n"
            "- Tuesday the 8th, for **employers**\n- Thursday the 10th, for whoever was handed a letter\n\n"
            "Tea is there from five. [Say that you come](https://firm.example/contact/), or simply ring the bell."
        ),
    )
)  # fmt: skip


def pieces(count: int) -> list[ClearedItem]:
    """So many pieces: the first a story with a notice, the rest articles."""
    told = [
        cleared(
            item(id=f"piece-{n}", title=title, summary=summary, author=author, kind=Kind.NEWS if n % 5 == 4 else Kind.ARTICLE, body="word " * 700),
            area,
        )
        for n in range(count)
        for title, summary, area, author in [_TOLD[n % len(_TOLD)]]
    ]  # fmt: skip
    if count > 2:
        claim = notice(parts=frozenset({"summary"}), text="Past results do not promise the same result for you.")
        told[2] = cleared(
            story(
                id="the-shop", title="The shop that stayed open",
                summary="A landlord changed the locks on a Friday. By Monday noon our client had the keys, and an apology.",
            ),
            "real-estate-property", notices=(claim,),
        )  # fmt: skip
    return told


def mail(
    count: int = 6,
    *,
    reader: Mapping[str, object] | None = None,
    hosted: bool = True,
    welcome: bool = False,
    places: tuple[str, ...] = ("GB-EAW",),
    noted: bool = False,
) -> Message:
    """One reader's mail with so many pieces; -1: the story alone."""
    told = pieces(count) if count > 0 else pieces(3)[2:]
    press = Press(
        firm(name="Pellow Fraser", legal_name="Pellow Fraser LLP", postal_address="12 Quay Street, Bristol BS1 4XX", places_of_practice=places),
        SLOT, people=PEOPLE, areas=AREAS, addresses={each.id: f"{SITE}articles/{each.id}/" for each in told},
        pages={area: f"{SITE}practice/{area}/" for area in AREAS}, note=NOTE if noted else None,
    )  # fmt: skip
    asked = [
        Choice(item=each, why=f"You asked for {AREAS[each.areas[0]]}." if n % 3 else "You follow Rafe Pellow.")
        for n, each in enumerate(told)
    ]
    return press.mail(
        subscriber(
            **{
                "name": "Zoë Ångström-Okafor", "address": "zoe@example.org", "areas": ("employment", "real-estate-property"), "people": ("rafe",),
                "ceiling": len(told), "proof": "the form on our site", **(reader or {}),
            }
        ),
        asked, message_id="<weekly-2026-W47.f83k@firm.example>", now=NOON,
        more=[More(area="employment", count=12), More(area="tax", count=1)] if count > 2 else [],
        links=LINKS if hosted else None, welcome=welcome,
    )  # fmt: skip


#: What each is called in reports and names of files.
SAMPLES = {
    "usual": mail(),
    "full": mail(12),
    "one piece": mail(1, reader={"name": "", "areas": (), "people": ()}),
    "welcome": mail(3, welcome=True),
    "note": mail(noted=True),
    "note in a welcome": mail(3, welcome=True, noted=True),
    "without a service": mail(3, hosted=False),
    "advertising": mail(-1, places=("US-NY",)),
    "plain": mail(reader={"plain": True}, noted=True),
    "other scripts": mail(3, reader={"name": "علی‌رضا محمدی", "address": "ali@bücher.example"}),
}
