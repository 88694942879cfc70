"""The sample firm with what it lacks: a moved page, somebody who left, news, an old article with every kind of mark."""

import shutil
from pathlib import Path

from pipeline.clearance_acts import clear_item, import_consents
from pipeline.reader_acts import import_subscribers
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, copy_sample

_MORE = Path(__file__).parent / "more"
_SETTINGS = "\npractice_areas:\n  rename: {tax: Tax and duties}\n"
_NEWS = "a-bell-on-the-door"


def build(folder: Path) -> House:
    """Copy the firm there, add to it, and run it once."""
    root = copy_sample(folder)
    shutil.copytree(_MORE, root, dirs_exist_ok=True)
    settings = root / "content/firm.yml"
    settings.write_text(settings.read_text("utf-8") + _SETTINGS, "utf-8")
    house = House(root, clock=lambda: WEDNESDAY)
    import_subscribers(house, root / "tests/data/subscribers.csv")
    import_consents(house, root / "tests/data/consents.csv")
    for reader in ("Ada Clear", "Ben Askew"):
        clear_item(house, _NEWS, by=reader, basis="anonymised", ref="READ-1", channels=(), accept=(), reason="")
    house.run()
    return house
