"""A note stands above the pieces of one edition and nowhere else: the site does not know of it."""

import gzip
from pathlib import Path

import pytest

from pipeline import clearance_acts
from pipeline.past_editions import PastEditions
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import WEDNESDAY, SmallFirm, small_firm_in

#: Stand in the note and nowhere else.
WORDS = ("zerofinch", "a-word", "Note for weekly")
CADENCES = 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: [linkedin, bluesky, mastodon, x]}\n'
NOTE = "---\nkind: note\nauthor: rafe\nedition: weekly-2026-W47\n---\nOn leases, and a zerofinch. Read [this](https://firm.example/articles/reading-a-lease/).\n"


def ran(firm: SmallFirm, *, noted: bool, where: str = "stories/rafe/a-word.md") -> House:
    """The firm after a whole run with a reader, everything cleared; with a note for the edition that is due, or without."""
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", f"{settings}{CADENCES}clearing: {{four_eyes: false}}\n")
    firm.write("content/articles/fresh.md", "---\nauthor: rafe\ndate: 2026-11-12\n---\n# A fresh one\n\nOn leases.\n")
    if noted:
        firm.write(where, NOTE)
    house = firm.house()
    house.ledger.add(subscriber())
    for item, basis in (("the-van", "anonymised"), *([("a-word", "reviewed")] if noted else [])):
        clearance_acts.clear_item(house, item, by="Ada", basis=basis, ref="R", channels=(), accept=(), reason="")
    house.run()
    return house


def files(top: Path) -> dict[str, bytes]:
    """Every file below a folder, unpacked where it is packed."""
    top = top.resolve()
    found = {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}
    return {name: gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw for name, raw in found.items()}


def without_search(site: dict[str, bytes]) -> dict[str, bytes]:
    """All but the search's index, whose files are called and packed differently each time."""
    return {name: raw for name, raw in site.items() if not name.startswith("pagefind/")}


@pytest.mark.parametrize("where", ["stories/rafe/a-word.md", "content/articles/a-word.md"])
def test_no_byte_of_a_note_is_on_the_site(tmp_path: Path, where: str) -> None:
    """Every page, feed, list, sitemap and card is what it is without one, and the search knows of none; the mail has it."""
    plain, noted = (
        ran(small_firm_in(tmp_path / name), noted=name == "noted", where=where) for name in ("plain", "noted")
    )
    mails = files(noted.outbox / "mail" / "new")
    public = {
        "site": files(noted.site), "archive": files(noted.state / "archive"), "social": files(noted.outbox / "social"),
        "cards": files(noted.state / "cards"),
    }  # fmt: skip

    assert without_search(files(plain.site)) == without_search(public["site"])
    assert files(plain.outbox / "social") == public["social"]
    assert 4 == len(public["social"])
    assert "stories/the-van/index.html" in public["site"]
    assert [True] == [b"zerofinch" in mail for mail in mails.values()]
    for kind, those in public.items():
        for name, raw in those.items():
            assert not any(word.encode() in raw or word in name for word in WORDS), (kind, name)
    assert [] == noted.check_site()
    assert not any(word in thing for thing in noted.library.addresses().values() for word in WORDS)
    shown = PastEditions(noted).look()
    assert [["fresh"]] == [[each.id for each in edition.pieces] for edition in shown.editions]


def test_a_piece_that_is_made_a_note_leaves_the_site(small_firm: SmallFirm) -> None:
    """At once, and with it all that led there; nothing of its being a note shows."""
    small_firm.write("content/articles/a-word.md", NOTE.replace("kind: note\n", ""))
    house = small_firm.house()
    house.run()
    page = house.site / "articles/a-word/index.html"
    assert b"zerofinch" in page.read_bytes()

    small_firm.write("content/articles/a-word.md", NOTE)
    house = House(small_firm.root, clock=lambda: WEDNESDAY)
    house.run()

    assert not page.exists()
    assert not [name for name, raw in files(house.site).items() if b"zerofinch" in raw]
    assert [] == house.check_site()
