"""Fixtures that several rooms share: a small firm on disk, and the sample firm, run once."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline import logs
from pipeline.clearance_acts import import_consents
from pipeline.edges.store.database import open_database
from pipeline.outcome import Run
from pipeline.reader_acts import import_subscribers
from pipeline.wiring import House
from tests.builders import FIRM
from tests.thorough import LONGER

# How long an example takes, and how long it takes to make one, says more about the machine and its other work than about the code.
# What is green here is green there: others are tried in `make gates` (tests/thorough.py).
settings.register_profile(
    "attract", deadline=None, derandomize=LONGER == 1, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("attract")

REPOSITORY = Path(__file__).parents[1]
#: A Wednesday; the sample's last piece is dated before it.
WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

PERSON = """---
name: Rafe Pellow
role: Partner
email: rafe@firm.example
phone: 0117 496 0118
practices: [real-estate-property]
---
I read leases.

## What I believe

That the first page matters.
"""
ARTICLE = """---
title: Reading a lease
summary: What the tenant and the landlord each promise.
author: rafe
date: 2026-11-02
---
A commercial lease binds the landlord and the tenant. The break clause and the rent review matter most.
"""
STORY = """---
title: The van
summary: A landlord and a tenant argued about a lease.
author: rafe
date: 2026-11-03
basis: anonymised
---
The tenant of a small yard rang about the lease. We read the break clause together and rang the landlord.
"""


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without rows: to copy it is faster than to make it."""
    path = tmp_path_factory.mktemp("empty") / "a.sqlite"
    open_database(path).dispose()
    return path


@dataclass
class SmallFirm:
    """A firm's folder with one person, one article and one story that nobody has cleared."""

    root: Path

    def write(self, path: str, text: str) -> Path:
        """Drop a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return target

    def house(self, now: datetime = WEDNESDAY) -> House:
        """The house at a fixed time."""
        return House(self.root, clock=lambda: now)


def small_firm_in(folder: Path) -> SmallFirm:
    """A small firm on disk."""
    firm = SmallFirm(folder / "firm")
    firm.write("content/firm.yml", FIRM)
    firm.write("content/people/rafe.md", PERSON)
    firm.write("content/articles/reading-a-lease.md", ARTICLE)
    firm.write("stories/rafe/the-van.md", STORY)
    shutil.copy(REPOSITORY / "mkdocs.yml", firm.root / "mkdocs.yml")
    return firm


@pytest.fixture(autouse=True)
def no_log_goes_on() -> Iterator[None]:
    """A command that begins a log ends with its process; here the next test must not read its lines."""
    yield
    logs.end()


@pytest.fixture
def on_wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands go by a Wednesday, too: what is due must not hang on the day on which the tests run."""
    given = House.__init__.__kwdefaults__
    assert given is not None
    monkeypatch.setitem(given, "clock", lambda: WEDNESDAY)


@pytest.fixture
def told() -> Iterator[None]:
    """Lets events be told on the error stream, as text."""
    logs.begin("text", "info")
    yield
    logs.end()


@pytest.fixture
def small_firm(tmp_path: Path) -> SmallFirm:
    """A small firm on disk."""
    return small_firm_in(tmp_path)


@dataclass(frozen=True)
class Sample:
    """The repository's own firm, copied aside and run once."""

    root: Path
    house: House
    first: Run
    second: Run

    @property
    def site(self) -> Path:
        """The built site."""
        return self.root / "site"


def copy_sample(to: Path) -> Path:
    """The sample firm without what a run made of it."""
    for part in ("content", "stories", "tests/data"):
        shutil.copytree(REPOSITORY / part, to / part)
    shutil.copy(REPOSITORY / "mkdocs.yml", to / "mkdocs.yml")
    return to


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample firm, its readers imported, run twice on the same Wednesday."""
    root = copy_sample(tmp_path_factory.mktemp("sample"))
    house = House(root, clock=lambda: WEDNESDAY)
    import_subscribers(house, root / "tests/data/subscribers.csv")
    import_consents(house, root / "tests/data/consents.csv")
    first = house.run()
    return Sample(root, house, first, House(root, clock=lambda: WEDNESDAY).run())
