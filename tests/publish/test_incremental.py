"""Whatever is done to a firm, the site that was brought up to it is the site that mkdocs makes of it anew."""

import shutil
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pipeline import clearance_acts
from pipeline.edges.english import SpacyReader
from pipeline.errors import AttractError
from pipeline.wiring import House
from tests.builders import FIRM
from tests.conftest import ARTICLE, PERSON, REPOSITORY, STORY, WEDNESDAY
from tests.thorough import LONGER

NAMES = ["a-lease", "b-wall", "c-van", "d-kite", "e-bees"]
TITLES = ["Reading a lease", "The wall", "A van & a <kite>", "Ünïcode, “quoted” 日本"]
AUTHORS = [
    "author: rafe\n",
    "author: mei\n",
    "author: rafe\nwith: mei\n",
    "author: mei\nwith: [mei, Rafe Pellow]\n",
    "",
]
AREAS = ["[tax]", "[real-estate-property, tax]", "[employment-labor]", "[]"]
BODIES = [
    "A lease binds both sides. Read [the wall](b-wall.md) and the break clause.",
    "One.\n\n```\nA\tcode\n\n   ```\n```\n\n| A | B |\n|---|---|\n| 1 | 2 |\n",
    "![A plan of the wall](plan.svg)\n\nThe wall stands.\n\n## And then\n\nIt fell \\& rose. [^1]\n\n[^1]: Slowly.",
    "Tab\there, {{ braces }}, {% blocks %}, 100 % of it, a line  \nbreak, `code` and --- dashes.",
]
PLAN = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'


@cache
def reader() -> SpacyReader:
    """The language model, loaded once."""
    return SpacyReader()


class Site(RuleBasedStateMachine):
    """A firm whose people write, edit, rename, take away, clear and withdraw while its site is kept up."""

    @initialize()
    def begin(self) -> None:
        """A firm with one person, one article and a story."""
        self.root = Path(tempfile.mkdtemp())
        self.now = WEDNESDAY
        self.settings = {"practice_areas": "{}", "phone": "0117 496 0000"}
        self.write("content/people/rafe.md", PERSON)
        self.write("content/articles/a-lease.md", ARTICLE)
        self.write("content/articles/plan.svg", PLAN)
        self.write("stories/the-van.md", STORY)
        self.save_settings()
        shutil.copy(REPOSITORY / "mkdocs.yml", self.root / "mkdocs.yml")
        self.house = self.another()

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "root"):
            shutil.rmtree(self.root)

    def another(self) -> House:
        """A house that remembers nothing but what is on the disk."""
        house = House(self.root, clock=lambda: self.now)
        house.clearing.__dict__["reader"] = reader()
        return house

    def write(self, path: str, text: str) -> None:
        """Drop a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def save_settings(self) -> None:
        """Write firm.yml."""
        said = FIRM.replace("0117 496 0000", self.settings["phone"])
        self.write(
            "content/firm.yml",
            said + f"clearing: {{four_eyes: false}}\npractice_areas: {self.settings['practice_areas']}\n",
        )

    # What people do.

    @rule(name=st.sampled_from(NAMES), title=st.sampled_from(TITLES), author=st.sampled_from(AUTHORS),
          areas=st.sampled_from(AREAS), body=st.sampled_from(BODIES), day=st.integers(-400, 2))  # fmt: skip
    def drop(self, name: str, title: str, author: str, areas: str, body: str, day: int) -> None:
        """Write an article, or another one in its place; its day may be ahead."""
        date = (WEDNESDAY + timedelta(days=day)).date()
        head = f"title: '{title}'\nsummary: About {name}.\ndate: {date}\npractice_areas: {areas}\n"
        self.write(f"content/articles/{name}.md", f"---\n{head}{author}---\n{body}\n")

    @rule(name=st.sampled_from(NAMES))
    def take_away(self, name: str) -> None:
        """Delete an article."""
        (self.root / f"content/articles/{name}.md").unlink(missing_ok=True)

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from(NAMES))
    def rename(self, name: str, to: str) -> None:
        """Call its file something else."""
        here, there = (self.root / f"content/articles/{each}.md" for each in (name, to))
        if here.exists() and not there.exists():
            here.rename(there)

    @rule(clear=st.booleans())
    def decide(self, clear: bool) -> None:
        """Clear the story, or take it back."""
        house = self.house
        try:
            if clear:
                accept = [each.words for each in house.clearing.findings(house.library.items(["the-van"])[0])]
                clearance_acts.clear_item(house, "the-van", by="Ada", basis="anonymised", ref="READ-1", channels=(),
                                          accept=accept, reason="Invented")  # fmt: skip
            else:
                clearance_acts.withdraw_item(house, "the-van", by="Ada", reason="The client rang")
        except AttractError:
            return

    @rule(
        tail=st.sampled_from(["", "Words.\n\n## What I know\n\nLeases, and < & >."]),
        more=st.sampled_from(
            ["", "phone: 0117\n", "left: 2026-11-19\n", "talks: [{title: 'A & <b>', at: The hall, on: 2026-11-19}]\n"]
        ),
    )
    def tell_of_oneself(self, tail: str, more: str) -> None:
        """A second person comes, leaves, or changes what they say of themselves."""
        self.write(
            "content/people/mei.md", f"---\nname: Mei Fraser\nrole: Partner\n{more}practices: [tax]\n---\n{tail}\n"
        )

    @rule()
    def be_forgotten(self) -> None:
        """The second person's file goes; what they wrote stays."""
        (self.root / "content/people/mei.md").unlink(missing_ok=True)

    @rule(phone=st.sampled_from(["0117 496 0000", "0117 496 0001"]),
          areas=st.sampled_from(["{}", "{rename: {tax: Taxes & duties}}", "{hide: [employment-labor]}"]))  # fmt: skip
    def change_settings(self, phone: str, areas: str) -> None:
        """Another telephone for the firm, another name for an area."""
        self.settings = {"practice_areas": areas, "phone": phone}
        self.save_settings()

    @rule(hours=st.sampled_from([1, 24, 60]))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.now += timedelta(hours=hours)

    @rule()
    def come_back(self) -> None:
        """Everything is begun anew: the next run knows what is on the disk and nothing else."""
        self.house = self.another()

    # What must hold.

    @invariant()
    def the_site_is_the_one_that_would_be_made_anew(self) -> None:
        """Byte for byte, whatever was done; and a second run finds nothing to do."""
        if not hasattr(self, "root"):
            return
        self.house.refresh()
        self.house.collect(feeds=False, accept_gone=True)
        self.house.screen()
        self.house.publish()

        assert [] == self.house.check_site()
        assert self.house.publish().change is None


Site.TestCase.settings = settings(max_examples=2 * LONGER, stateful_step_count=8, deadline=None)
TestSite = pytest.mark.long(Site.TestCase)
TestSite.__doc__ = (
    "No sequence of writing, renaming, taking away and deciding leaves the site other than a clean build."
)
