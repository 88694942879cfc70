"""The sample's site, built once, at its own address on a host of ours, and a real Chromium to look at it.

GATES_FIRM=DIR make gates       # looks at the firm in DIR as it is built already
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline.wiring import House
from tests.install_browser import installed
from tests.site import node, sample
from tests.site.figures import Figures
from tests.site.hosting import Host, hosted
from tests.site.kinds import KINDS, Shown, examples

_FIGURES = pytest.StashKey[Figures]()


def pytest_configure(config: pytest.Config) -> None:
    """Have a place for the figures."""
    config.stash[_FIGURES] = Figures()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder belongs to the tier."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.site)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what was measured, to be copied into a note."""
    for line in config.stash[_FIGURES].lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """Where a test writes down what it measured."""
    return pytestconfig.stash[_FIGURES]


@pytest.fixture(scope="session")
def programs() -> None:
    """The programs that npm brings; a machine to which it cannot bring them goes without, but not CI's."""
    if not (node.MODULES / ".package-lock.json").exists():
        why = "The programs of tests/site/package.json are not installed: `make gates` does it, where npm finds them."
        pytest.fail(why, pytrace=False) if os.environ.get("CI") else pytest.skip(why)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The firm, its site built."""
    if given := os.environ.get("GATES_FIRM"):
        return House(Path(given).resolve())
    return sample.build(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def site(house: House) -> Path:
    """The built site."""
    return house.root / "site"


@pytest.fixture(scope="session")
def address(house: House) -> str:
    """The site's own address."""
    return house.firm.site


@pytest.fixture(scope="session")
def shown(site: Path) -> dict[str, Shown]:
    """One page of each kind."""
    found = examples(site)
    missing = [] if "GATES_FIRM" in os.environ else [kind for kind in KINDS if kind not in found]
    assert [] == missing, "the sample has no such page: nobody would look at it"
    return found


@pytest.fixture(scope="session")
def host(site: Path, address: str) -> Iterator[Host]:
    """A host that serves the site with the headers that were built for it."""
    with hosted(site, address, (site / "_headers").read_text("utf-8")) as served:
        yield served


@pytest.fixture(scope="session")
def browser(host: Host) -> Iterator[Browser]:
    """Chromium, which finds the site's host here and no other anywhere."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed(), args=host.flags)
        yield chromium
        chromium.close()
