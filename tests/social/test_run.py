"""Each post is said once, whatever networks answer and wherever processes die."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edges.store.database import open_database
from pipeline.edges.store.posts import PostStore
from pipeline.model.posting import Post, PostState
from pipeline.ports.posting import OutdatedError, ReconnectError
from pipeline.social import decide
from pipeline.social.run import Posted, run
from tests.builders import NOON
from tests.social.world import MOODS, DiedError, Simulated, post, sealed_of
from tests.thorough import LONGER

LATE, LEASE = timedelta(hours=24), timedelta(minutes=2)


class World:
    """An outbox on the disk, a network, and a time that goes where it is told."""

    def __init__(self, path: Path, *, repeats: bool = True) -> None:
        self.now = NOON
        self.engine = open_database(path)
        self.posts = PostStore(self.engine)
        self.network = Simulated(lambda: self.now, repeats=repeats)
        self.barred: dict[str, str] = {}
        self._names = count()

    def run(self, most: int = 100) -> Posted:
        """A process that says what is due; it may die, and then nothing after it happens."""
        done = Posted()
        with suppress(DiedError):
            done = run(
                "sim", posts=self.posts, network=self.network, bytes_of=lambda _: b"",
                barred=lambda each: self.barred.get(each.of, ""), sealed=lambda each: sealed_of(each.wire),
                clock=lambda: self.now, holder=lambda: f"h{next(self._names)}", lease=LEASE, late=LATE, most=most,
                ends=lambda: False,
            )  # fmt: skip
        return done

    def states(self) -> dict[str, PostState]:
        """How each stands."""
        return {each.of: each.state for each in self.posts.find()}

    def one(self, name: str = "a") -> Post:
        """One of them."""
        (found,) = self.posts.find(of=name)
        return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A network that knows keys, and one post that is due."""
    world = World(tmp_path / "a.sqlite")
    world.posts.draft([post("a")])
    yield world
    world.engine.dispose()


@settings(deadline=None, max_examples=30 * LONGER)
@given(
    moods=st.lists(st.sampled_from(MOODS), max_size=25),
    steps=st.lists(st.integers(0, 400), min_size=3, max_size=25),
    repeats=st.booleans(),
    withdrawn=st.sets(st.sampled_from("abcde")),
)
@pytest.mark.long
def test_nothing_is_said_twice_and_nothing_is_lost(
    moods: list[str], steps: list[int], repeats: bool, withdrawn: set[str]
) -> None:
    """Whatever is answered, wherever it dies, however long nobody is there; and pieces are withdrawn meanwhile."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder) / "a.sqlite", repeats=repeats)
        world.posts.draft([post(name, due=NOON + n * timedelta(minutes=3)) for n, name in enumerate("abcde")])
        world.network.moods = list(moods)
        for number, minutes in enumerate([*steps, *[10] * 10, 60 * 24 * 2, 10, 10]):
            world.now += timedelta(minutes=minutes)
            world.run()
            if number == len(steps) // 2:
                world.barred = dict.fromkeys(withdrawn, "it was withdrawn")
            if number == len(steps):
                world.network.moods = []
        said, states = world.network.said, world.states()
        world.engine.dispose()

    assert {1} >= set(said.values())
    assert not {PostState.PLANNED, PostState.ATTEMPTING, PostState.DRAFT} & set(states.values()), states
    for name, state in states.items():
        there = said[f"sim-{name}"] == 1
        if state is PostState.ACCEPTED:
            assert there
        elif state is not PostState.UNCERTAIN:
            assert not there, (name, state)
    if repeats:
        assert PostState.UNCERTAIN not in states.values()


def test_what_is_not_due_waits(world: World) -> None:
    """Until its minute."""
    world.now = NOON - timedelta(seconds=1)

    assert [] == world.run().tried
    world.now = NOON
    assert [PostState.ACCEPTED] == [each.state for each in world.run().tried]
    assert "https://sim.example/sim-a" == world.one().address


def test_a_draft_that_nobody_has_cleared_stays(tmp_path: Path) -> None:
    """However late it is; once it is cleared as it was seen, it goes, and not as something else."""
    world = World(tmp_path / "a.sqlite")
    draft = post("a", state=PostState.DRAFT, cleared_by="", cleared_at=None)
    world.posts.draft([draft])

    assert [] == world.run().tried
    assert not world.posts.clear(draft.id, "another", "Ines", NOON)
    assert world.posts.clear(draft.id, draft.seal, "Ines", NOON)
    assert ["a"] == [each.of for each in world.run().tried]
    assert ("Ines", NOON) == (world.one().cleared_by, world.one().cleared_at)
    world.engine.dispose()


def test_what_would_be_sent_must_be_what_was_cleared(world: World) -> None:
    """After a change of the program it is a draft again, to be looked at anew."""
    changed = replace(world.one(), seal="of an older program")
    world.posts.reword(changed)
    world.posts.clear(changed.id, changed.seal, "Ines", NOON)

    world.run()

    assert {} == world.network.said
    assert (PostState.DRAFT, sealed_of(changed.wire), "") == (
        world.one().state,
        world.one().seal,
        world.one().cleared_by,
    )


def test_what_is_too_late_is_missed(world: World) -> None:
    """News that surfaces days later is none; it is said."""
    world.now = NOON + LATE + timedelta(minutes=1)
    world.run()

    assert {} == world.network.said
    assert (PostState.MISSED, "not said within 24 hours of its time") == (world.one().state, world.one().response)


@pytest.mark.parametrize(("mood", "kind"), [("dead", ReconnectError), ("old", OutdatedError)])
def test_what_a_person_must_mend_stops_the_account_and_drops_nothing(world: World, mood: str, kind: type) -> None:
    """Nothing else of it is tried; as soon as it is mended, all of it leaves."""
    world.posts.draft([post("b")])
    world.network.moods = [mood]
    stopped = world.run()

    assert kind is type(stopped.stopped)
    assert 1 == len(stopped.tried)
    assert {PostState.PLANNED} == set(world.states().values())
    assert ["a", "b"] == [each.of for each in world.run().tried]


def test_a_network_that_puts_off_is_asked_when_it_said(world: World) -> None:
    """Not before; and one that nobody reaches ever more rarely."""
    world.network.moods = ["put off", "not sent", "not sent"]
    world.run()
    assert NOON + timedelta(minutes=7) == world.one().again
    world.now += timedelta(minutes=6)
    assert [] == world.run().tried
    world.now += timedelta(minutes=1)
    world.run()
    first = world.one().again
    assert first is not None
    world.now = first
    world.run()
    second = world.one().again
    assert second is not None
    assert first - (NOON + timedelta(minutes=7)) < second - first


def test_a_withdrawn_piece_that_may_be_there_is_looked_for(world: World) -> None:
    """Its answer was lost, and then it was withdrawn: it stands as accepted, so that it is taken down."""
    world.network.moods = ["lost after"]
    world.run()
    world.barred = {"a": "it was withdrawn"}
    world.now += timedelta(minutes=5)
    world.run()

    assert PostState.ACCEPTED == world.one().state


def test_where_nobody_can_look_a_person_must(tmp_path: Path) -> None:
    """One more try while the network still notices that it is the same; after that it is uncertain."""
    world = World(tmp_path / "a.sqlite", repeats=False)
    world.posts.draft([post("a"), post("b")])
    world.network.moods = ["lost after"]
    world.run(1)
    world.now += timedelta(minutes=1)
    world.run(1)
    assert PostState.ACCEPTED == world.one("a").state
    world.network.moods = ["died after"]
    world.run(1)
    world.now += timedelta(minutes=30)
    world.run(1)

    assert PostState.UNCERTAIN == world.one("b").state
    assert {"sim-a": 1, "sim-b": 1} == world.network.said
    world.engine.dispose()


def test_pauses_grow_and_end() -> None:
    """From half a minute to a quarter of a day."""
    found = [decide.pause(tries) for tries in range(1, 40)]

    assert sorted(found) == found
    assert (timedelta(seconds=30), timedelta(hours=6)) == (found[0], found[-1])


def test_nobody_else_settles_what_was_taken_over(world: World) -> None:
    """Whoever comes back from the dead finds that another has it."""
    was = world.posts.claim("sim", "one", NOON, NOON + LEASE)
    assert was is not None
    later: datetime = NOON + LEASE
    taken = world.posts.claim("sim", "two", later, later + LEASE)
    assert taken is not None

    assert (None, NOON) == (was.since, taken.since)
    assert not world.posts.settle(replace(was.post, state=PostState.REFUSED), "one")
    assert world.posts.settle(replace(taken.post, state=PostState.ACCEPTED), "two")
    assert PostState.ACCEPTED == world.one().state
