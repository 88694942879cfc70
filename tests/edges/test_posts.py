"""The outbox of posts: each piece stands there once for each account, and one of many takes it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from sqlalchemy import Engine

from pipeline.edges.store.database import open_database
from pipeline.edges.store.posts import PostStore
from pipeline.model.posting import Post, PostState, Wire
from tests.builders import NOON
from tests.social.test_posting import WIRES
from tests.social.world import post

MINUTE = timedelta(minutes=1)


@pytest.fixture
def engine(tmp_path: Path, empty: Path) -> Iterator[Engine]:
    """A database without rows."""
    path = tmp_path / "a.sqlite"
    path.write_bytes(empty.read_bytes())
    engine = open_database(path)
    yield engine
    engine.dispose()


@pytest.fixture
def posts(engine: Engine) -> PostStore:
    """Its outbox."""
    return PostStore(engine)


def draft(name: str = "a", account: str = "sim") -> Post:
    """One that nobody has cleared."""
    return post(name, account, state=PostState.DRAFT, cleared_by="", cleared_at=None)


def test_an_account_has_a_piece_once(posts: PostStore) -> None:
    """However often it is drafted, and under whatever id; another account has it, too."""
    assert 2 == posts.draft([draft("a"), draft("a", "other")])
    assert 0 == posts.draft([replace(draft("a"), id="another")])
    assert 1 == posts.draft([draft("a"), draft("b")])
    assert ["other-a", "sim-a", "sim-b"] == sorted(each.id for each in posts.find())


@given(wire=WIRES)
def test_a_post_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, empty: Path, wire: Wire) -> None:
    """Every field, every moment."""
    path = tmp_path_factory.mktemp("posts") / "a.sqlite"
    path.write_bytes(empty.read_bytes())
    engine = open_database(path)
    whole = post(
        "a", wire=wire, texts={"a": "1:x", "b": "1:y"}, tries=2, began=NOON, again=NOON + MINUTE, ref="at://x", at=NOON,
        address="https://x.example/1", response="said",
    )  # fmt: skip
    PostStore(engine).draft([whole])

    assert whole == PostStore(engine).one(whole.id)
    engine.dispose()


def test_one_of_many_takes_it(engine: Engine, posts: PostStore) -> None:
    """Eight at once, and each post is in one hand."""
    posts.draft([post(f"p{number}") for number in range(20)])

    def take(number: int) -> list[str]:
        mine = PostStore(engine)
        return [
            claimed.post.id
            for turn in range(20)
            if (claimed := mine.claim("sim", f"h{number}-{turn}", NOON, NOON + MINUTE))
        ]

    with ThreadPoolExecutor(8) as pool:
        taken = [each for mine in pool.map(take, range(8)) for each in mine]

    assert 20 == len(taken) == len(set(taken))
    assert posts.claim("sim", "late", NOON, NOON + MINUTE) is None
    assert posts.claim("other", "late", NOON, NOON + MINUTE) is None


def test_what_was_begun_goes_before_what_was_not(posts: PostStore) -> None:
    """It may be there already."""
    posts.draft([post("a", due=NOON - MINUTE), post("b", began=NOON, tries=1)])
    claimed = posts.claim("sim", "h", NOON, NOON + MINUTE)

    assert claimed is not None
    assert ("b", NOON, 2) == (claimed.post.of, claimed.since, claimed.post.tries)


def test_other_words_must_be_cleared_anew(posts: PostStore) -> None:
    """And what may be there already under its old words keeps them."""
    posts.draft([post("a"), post("b", began=NOON)])
    for name in ("a", "b"):
        old = post(name)
        assert (name == "a") == posts.reword(replace(old, wire=replace(old.wire, text="Other words."), seal="new"))
    one, other = posts.find()

    assert (PostState.DRAFT, "Other words.", "", None) == (one.state, one.wire.text, one.cleared_by, one.cleared_at)
    assert (PostState.PLANNED, "Of b.") == (other.state, other.wire.text)


def test_what_has_left_is_moved_by_nobody(posts: PostStore) -> None:
    """What waits has another time; a person settles what is uncertain."""
    posts.draft([draft("a"), post("b", state=PostState.ACCEPTED), post("c", state=PostState.UNCERTAIN)])

    assert [True, False, False] == [posts.move(f"sim-{name}", NOON + MINUTE) for name in "abc"]
    assert not posts.close("sim-b", [PostState.UNCERTAIN], PostState.PLANNED, "not there", NOON)
    assert posts.close("sim-c", [PostState.UNCERTAIN], PostState.ACCEPTED, "a person saw it", NOON)
    assert [PostState.ACCEPTED] * 2 == [each.state for each in posts.find(states=[PostState.ACCEPTED])]
    assert ["c"] == [each.of for each in posts.find(of="c", account="sim")]


def test_pictures_that_a_network_has_are_remembered(posts: PostStore) -> None:
    """Across tries; other words begin anew."""
    posts.draft([draft("a")])
    posts.keep_upload("sim-a", "d1", "m1")
    posts.keep_upload("sim-a", "d2", "m2")

    assert {"d1": "m1", "d2": "m2"} == posts.uploaded("sim-a")
    posts.reword(draft("a"))
    assert {} == posts.uploaded("sim-a")


def test_what_is_handed_over_is_in_one_hand(posts: PostStore) -> None:
    """All of it or none; nobody claims it, however long that takes, and it is over all at once."""
    posts.draft([post("a"), post("b"), draft("c")])
    a, b, c = posts.find()

    assert not posts.hand([a, c], "one.csv", NOON)
    assert not posts.hand([a, replace(b, seal="other")], "one.csv", NOON)
    assert not posts.hand([a, replace(b, due=NOON + MINUTE)], "one.csv", NOON)
    assert [] == posts.find(states=[PostState.ATTEMPTING])
    assert posts.hand([a, b], "one.csv", NOON)
    assert not posts.hand([a], "two.csv", NOON)
    assert posts.claim("sim", "late", NOON + MINUTE * 100_000, NOON) is None
    assert ["one.csv"] * 2 == [each.ref for each in posts.find(states=[PostState.ATTEMPTING])]
    assert (0, 2, 0) == tuple(
        posts.handed(ref, PostState.ACCEPTED, "in it", NOON) for ref in ("two.csv", "one.csv", "one.csv")
    )


def test_what_did_not_leave_waits_as_before(posts: PostStore) -> None:
    """It can have other words and another time, and leave under another name."""
    posts.draft([post("a")])
    (before,) = posts.find()
    posts.hand([before], "<1@firm.example>", NOON)
    posts.handed("<1@firm.example>", PostState.PLANNED, "not now", NOON)
    (after,) = posts.find()

    assert replace(before, response="not now", at=NOON) == after
    assert posts.hand([after], "<2@firm.example>", NOON)


def test_what_networks_have_in_hand_is_handed_over_by_nobody_else(posts: PostStore) -> None:
    """A claim has no name under which it leaves."""
    posts.draft([post("a")])
    posts.claim("sim", "h", NOON, NOON + MINUTE)

    assert 0 == posts.handed("", PostState.ACCEPTED, "", NOON)
