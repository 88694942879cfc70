"""Whatever is done to a story's file, its words reach no reader before enough people have cleared them as they stand."""

import gzip
import shutil
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline import clearance_acts
from pipeline.composer import Composer
from pipeline.digest.choose import WELCOME
from pipeline.digest.decide import note_of, pieces
from pipeline.digest.run import plan as plan_edition
from pipeline.edges.english import SpacyReader
from pipeline.errors import AttractError
from pipeline.model import Cadence, Channel, ClearedItem, DeliveryState, Held, Tagging
from pipeline.publish import decide as publish_decide
from pipeline.wiring import House
from tests.builders import FIRM, subscriber
from tests.conftest import ARTICLE, PERSON, REPOSITORY, WEDNESDAY

#: Stands in the story and nowhere else.
SECRET = "zerofinch"
SENTENCES = [
    "The tenant of a small yard rang on a wet morning about the lease that nobody had read.",
    "We read the break clause together at the kitchen table and then we rang the landlord.",
    "It took three letters and a long walk around the yard before anybody changed their mind.",
    "What stayed with us was how quiet the yard was once the last of the vans had gone.",
]
TELLING = f"They kept a {SECRET} in the office, and everybody who came there spoke to it first."
FOLDERS = ["stories/rafe", "stories/mei", "stories", "content/articles", "content/pages", "content/practices"]
RHYTHMS = FIRM + "clearing: {four_eyes: true}\ncadences:\n  weekly: {on: monday, at: '08:30'}\n"


@cache
def reader() -> SpacyReader:
    """The language model, loaded once."""
    return SpacyReader()


class Gate(RuleBasedStateMachine):
    """A story that lawyers edit, move, re-date and re-kind while others clear it and take it back."""

    @initialize()
    def drop(self) -> None:
        """Drop the story."""
        self.folder = Path(tempfile.mkdtemp())
        root = self.folder / "firm"
        for path, text in {
            "content/firm.yml": RHYTHMS, "content/people/rafe.md": PERSON,
            "content/articles/reading-a-lease.md": ARTICLE,
        }.items():  # fmt: skip
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        shutil.copy(REPOSITORY / "mkdocs.yml", root / "mkdocs.yml")
        self.root = root
        self.place, self.name = "stories/rafe", "the-yard"
        self.header = {"title": "The yard and the vans", "summary": "A yard was quiet.", "author": "rafe",
                       "date": "2026-11-03", "basis": "anonymised", "edition": "weekly-2026-W48"}  # fmt: skip
        self.order = [0, 1, 2, 3]
        #: Text as a reader would see it to everybody who cleared it since it was last taken back.
        self.cleared_by: dict[str, set[str]] = {}
        self.save()

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    # The file.

    @property
    def path(self) -> Path:
        """Where the story lies."""
        return self.root / self.place / f"{self.name}.md"

    def text(self) -> str:
        """What stands in its file."""
        header = "".join(f"{key}: {value}\n" for key, value in self.header.items())
        body = "\n\n".join([SENTENCES[number] for number in self.order] + [TELLING])
        return f"---\n{header}---\n{body}\n"

    def seen(self) -> str:
        """What a reader would see of it: everything but its date, and what it says it is."""
        header = {key: value for key, value in self.header.items() if key not in ("date", "kind", "practice_areas")}
        # In stories/ a file can say that it is news or a note; whatever else it says, it is a story still.
        return repr(
            (header, self.order, self.header.get("kind") if self.header.get("kind") in ("news", "note") else "")
        )

    @property
    def is_note(self) -> bool:
        """Whether it would open an edition."""
        return self.header.get("kind") == "note" and self.place.startswith(("stories", "content/articles"))

    def save(self) -> None:
        """Write the file, whole."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.text(), "utf-8")

    # What a lawyer does.

    @rule(order=st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True))
    def edit(self, order: list[int]) -> None:
        """Write other words around the ones that tell."""
        self.order = order
        self.save()

    @rule(name=st.sampled_from(["the-yard", "the-vans", "yard-2", "a-quiet-yard"]))
    def rename(self, name: str) -> None:
        """Call the file something else."""
        self.path.unlink()
        self.name = name
        self.save()

    @rule(place=st.sampled_from(FOLDERS))
    def move(self, place: str) -> None:
        """Put the file where another kind of thing lies."""
        self.path.unlink()
        self.place = place
        self.save()

    @rule(
        key=st.sampled_from(["title", "summary", "author", "with", "date", "basis", "kind", "practice_areas"]),
        value=st.sampled_from(
            ["2026-01-05", "article", "news", "note", "story", "real", "The vans, at last, are gone"]
        ),
    )
    def write_above(self, key: str, value: str) -> None:
        """Change the front matter, sensibly or not."""
        before, self.header[key] = self.header.get(key), value
        if key in ("date", "basis") and value not in ("2026-01-05", "real"):
            self.header[key] = before or "2026-11-03"
        if (key, self.header[key]) in {("date", "real"), ("basis", "2026-01-05")}:
            self.header[key] = before or "2026-11-03"
        self.save()

    # What others decide.

    @rule(people=st.lists(st.sampled_from(["Ada", "Ben", "ada"]), min_size=1, max_size=3))
    def clear(self, people: list[str]) -> None:
        """Some clear it as it stands, if it can be."""
        for by in people:
            self._clear(by)

    def _clear(self, by: str) -> None:
        house = self.house()
        item = next((each for each in house.library.items() if SECRET in each.body), None)
        if item is None:
            return
        findings = house.clearing.findings(item)
        if not item.kind.needs_clearance:
            return  # nobody stands for an article that was a story
        try:
            clearance_acts.clear_item(
                house, item.id, by=by, basis="anonymised", ref="", channels=(),
                accept=[each.words for each in findings], reason="Invented",
            )  # fmt: skip
        except AttractError:
            return
        self.cleared_by.setdefault(self.seen(), set()).add(by.casefold())

    @precondition(lambda self: self.cleared_by)
    @rule()
    def withdraw(self) -> None:
        """Take it back."""
        house = self.house()
        item = next((each for each in house.library.items() if SECRET in each.body), None)
        if item is not None:
            clearance_acts.withdraw_item(house, item.id, by="Ada", reason="The client rang")
            self.cleared_by.clear()

    # What readers see.

    def house(self) -> House:
        """The firm as it is now, screened."""
        house = House(self.root, clock=lambda: WEDNESDAY)
        house.clearing.__dict__["reader"] = reader()
        # Without the tagger, which would notice an article that tells of a client: the gate must hold alone.
        house.tag = lambda items=None: 0  # type: ignore[method-assign]
        house.taggings = lambda items=None: _Untagged()  # type: ignore[method-assign]
        house.collect(feeds=False, accept_gone=True)
        house.screen()
        return house

    @invariant()
    def nothing_uncleared_is_seen(self) -> None:
        """No surface has the words before two people have cleared them as they stand, nor after they were taken back."""
        if not hasattr(self, "folder"):
            return
        house = self.house()
        cleared, held = house.judged()
        seen = SECRET in surfaces(house, cleared)
        story = self.place.startswith("stories") or self.is_note
        allowed = story and len(self.cleared_by.get(self.seen(), ())) >= 2

        assert allowed or not seen
        if self.is_note:
            assert SECRET not in on_the_site(house, cleared)
        assert held_says_why(held)


class _Untagged(dict[str, Tagging]):
    """Taggings of nothing."""

    def __missing__(self, key: str) -> Tagging:
        return Tagging()


def held_says_why(held: list[Held]) -> bool:
    """Whether everything that stays in has a reason and a remedy."""
    return all(each.findings and all(f.reason and f.remedy for f in each.findings) for each in held)


def on_the_site(house: House, cleared: list[ClearedItem]) -> str:
    """Pages, feeds and structured data."""
    files, _ = publish_decide.site_files(cleared, house.library.people(), house.firm, house.areas.shown)
    return "\n".join(body.decode("utf-8", "replace") for body in files.values())


def surfaces(house: House, cleared: list[ClearedItem]) -> str:
    """Everything that anybody outside could read: pages, feeds, structured data, mail and social texts."""
    told = [on_the_site(house, cleared)]
    everybody = subscriber(id="reader-1", cadence=Cadence.WEEKLY, ceiling=50, plain=True)
    house.ledger.add(everybody)
    # A first edition holds the best three: there must be no fourth that nobody looks at.
    assert len(pieces(cleared, Channel.NEWSLETTER)) <= WELCOME
    slot = house.mailing.ahead()[0]
    rows = plan_edition(
        slot, cleared=cleared, subscribers=[everybody], ledger=house.ledger, networks=("linkedin", "bluesky", "x"),
        domain="firm.example", never=(), now=house.time(),
    )  # fmt: skip
    compose = Composer(
        house.firm, cleared, people=house.people(), areas=house.areas.names, reader=house.ledger.subscriber,
        today=house.areas.now, slot=lambda _: slot, clock=house.time, note=lambda name: note_of(name, cleared, {}),
    )  # fmt: skip
    for row in rows:
        message = compose(row) if row.state is DeliveryState.PLANNED else ""
        told.append(message if isinstance(message, str) else message.body.decode("utf-8", "replace"))
    archived = house.state / "archive" / "objects"
    told += [gzip.decompress(path.read_bytes()).decode("utf-8", "replace") for path in archived.rglob("*.gz")]
    return "\n".join(told).replace("=\n", "")


Gate.TestCase.settings = settings(max_examples=7, stateful_step_count=12, deadline=None)
TestGate = Gate.TestCase
TestGate.__doc__ = "No sequence of edits, renames, moves, new front matter and decisions lets uncleared words out."


def test_a_story_that_is_made_a_note_is_cleared_anew_and_read_in_a_mail_alone() -> None:
    """Its clearance as a story is none as a note; the other way round as well."""
    gate = Gate()
    gate.drop()
    gate.clear(people=["Ada", "Ben"])
    gate.nothing_uncleared_is_seen()
    gate.write_above(key="kind", value="note")
    gate.nothing_uncleared_is_seen()
    gate.clear(people=["Ada", "Ben"])
    gate.nothing_uncleared_is_seen()
    house = gate.house()

    assert SECRET in surfaces(house, house.judged()[0])
    gate.edit(order=[1, 0, 2, 3])
    gate.nothing_uncleared_is_seen()
    assert SECRET not in surfaces(gate.house(), gate.house().judged()[0])
    gate.teardown()


def test_words_that_were_taken_back_as_a_page_stay_back_as_a_story() -> None:
    """A file that is moved has another id; who takes back its words, or some of them, means the story as well."""
    for order in ([0, 1, 2, 3], [1]):
        gate = Gate()
        gate.drop()
        gate.clear(people=["Ada", "Ben"])
        gate.nothing_uncleared_is_seen()
        gate.move(place="content/pages")
        gate.edit(order=order)
        gate.withdraw()
        gate.edit(order=[0, 1, 2, 3])
        gate.move(place="stories/rafe")
        gate.nothing_uncleared_is_seen()
        gate.teardown()
