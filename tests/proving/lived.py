"""A firm that has lived for three weeks: readers came, changed, paused and left, pieces were cleared, corrected and taken back."""

import shutil
from datetime import timedelta
from pathlib import Path

from pipeline import clearance_acts, edition_changes, nights
from pipeline.model import Cadence, Channel, Consent, Edit, Permission, Wish
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import WEDNESDAY, SmallFirm, small_firm_in
from tests.edges.readers_contract import come_in

DAY, WEEK = timedelta(days=1), timedelta(days=7)
CADENCES = (
    'cadences: {weekly: {on: monday, at: "08:30"}, monthly: {on: 1, at: "08:30"}}\nsocial: {networks: [bluesky]}\n'
)
#: After the last thing that happened.
NOW = WEDNESDAY + 3 * WEEK
FIRST, SECOND, THIRD = "weekly-2026-W47", "weekly-2026-W48", "weekly-2026-W49"


def article(firm: SmallFirm, name: str, day: str, words: str = "On leases.") -> None:
    """Drop an article."""
    firm.write(
        f"content/articles/{name}.md", f"---\ntitle: Piece {name}\nauthor: rafe\ndate: {day}\n---\n{words} {name}.\n"
    )


def live(folder: Path) -> SmallFirm:
    """Three weeks of one firm."""
    firm = small_firm_in(folder)
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings + CADENCES)
    article(firm, "one", "2026-11-04")
    article(firm, "two", "2026-11-05")
    _first_week(firm.house(WEDNESDAY))
    article(firm, "three", "2026-11-20")
    article(firm, "four", "2026-11-21")
    _second_week(firm, firm.house(WEDNESDAY + WEEK))
    article(firm, "five", "2026-11-28")
    _third_week(firm.house(WEDNESDAY + 2 * WEEK))
    return firm


def _first_week(house: House) -> None:
    """Readers come in, a story is cleared on its client's word, and the first edition leaves."""
    for name in ("hana", "tom", "ines", "cleo", "max"):
        come_in(house.ledger, WEDNESDAY - DAY, address=f"{name}@example.org", wish=Wish(name=name))
    listed = subscriber(
        id="listed", address="listed@example.org", permission=Permission.EXPRESS, proof="a letter", confirmed=WEDNESDAY - WEEK,
        cadence=Cadence.WEEKLY, areas=(), people=(),
    )  # fmt: skip
    house.ledger.add(listed, WEDNESDAY - DAY, {"list": "a list"})
    house.catch_up()
    given = Consent(
        ref="C-1", item="", text="", client_ref="K-1", signed_by="R. Hollin", signed=WEDNESDAY.date() - DAY, signed_by_role="client",
        purpose="the site and the newsletter", channels=(Channel.WEB, Channel.NEWSLETTER), evidence="the cabinet",
        recorded_by="Ada", recorded=WEDNESDAY - DAY, bar_rule_checked_by="Ada",
    )  # fmt: skip
    clearance_acts.record_consent(house, "the-van", given)
    clearance_acts.clear_item(
        house, "the-van", by="Ada", basis="consent", ref="C-1", channels=["web", "newsletter"], accept=[], reason=""
    )
    house.run()


def _second_week(firm: SmallFirm, house: House) -> None:
    """Some leave, one is erased, a piece is corrected and one taken back; the second edition leaves."""
    ledger, now = house.ledger, house.time()
    gone = {name: ledger.reader_at(f"{name}@example.org") for name in ("tom", "ines", "cleo")}
    assert all(gone.values())
    ledger.leave(gone["tom"].id, now, "too much")  # type: ignore[union-attr]  # asserted above
    ledger.erase("ines@example.org", now)
    ledger.change(gone["cleo"].id, Wish(name="cleo", cadence=Cadence.MONTHLY), now)  # type: ignore[union-attr]  # asserted above
    ledger.suppress("stranger@example.org", "asked by telephone", now)
    come_in(ledger, now, address="late@example.org", wish=Wish(name="late"))
    article(firm, "one", "2026-11-04", "Of leases and their ends,")
    house.run()
    clearance_acts.correct_item(house, "one", by="Rafe", note="A date was wrong.")
    edition_changes.change(house, THIRD, Edit.PIN, ("three",), "Ines")
    house.run()


def _third_week(house: House) -> None:
    """An edition is composed, a piece of it withdrawn before it leaves, and then it leaves."""
    house.catch_up()
    house.mailing.open_due(house.judged()[0])
    clearance_acts.withdraw_item(house, "five", by="Rafe", reason="the law moved")
    house.run()
    with house.working():
        nights.nightly(house)


def copied(firm: SmallFirm, to: Path) -> SmallFirm:
    """Another firm just like it."""
    shutil.copytree(firm.root, to / "firm", symlinks=True)
    return SmallFirm(to / "firm")
