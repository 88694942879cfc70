import json
import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear import listed as module
from pipeline.clear.listed import NameList
from pipeline.clear.name_forms import Name, names
from pipeline.errors import ConfigurationError

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
WHERE = ".attract/names.keyed"
SOME = [
    "Margaret Ann Oyelaran",
    "David Oyelaran",
    "David Vrankel",
    "Bexley Joinery Ltd",
    "Bexley Glass Ltd",
    "Kestrelworks",
]


def read(*written: str) -> list[Name]:
    """The names in these words."""
    return [name for each in written for name in names(each)]


def listing(*written: str, key: bytes = KEY) -> NameList:
    """A list of these names."""
    return NameList(key).adding(read(*written))


def refusal(raw: bytes, key: bytes = KEY) -> ConfigurationError:
    """Why a list is refused."""
    with pytest.raises(ConfigurationError) as refused:
        NameList.read(raw, key, WHERE)
    return refused.value


def test_a_list_knows_its_names_and_no_others() -> None:
    """What was added is on it, in the reading in which it was added."""
    there = listing(*SOME)

    assert len(SOME) == len(there)
    assert all(name in there for name in read(*SOME))
    assert not any(name in there for name in read("Margaret Vrankel", "Bexley Ltd", "Ann Oyelaran"))


def test_a_name_is_added_once() -> None:
    """The same name in another spelling changes nothing."""
    there = listing("Margaret Oyelaran")

    again = there.adding(read("OYELARAN, Margaret", "Mrs Margaret Oyelaran"))

    assert (1, there.digest) == (len(again), again.digest)


def test_a_name_taken_off_leaves_the_others_whole() -> None:
    """Forms that several names share stay for those that remain, whatever the order."""
    there = listing(*SOME)

    for written in (SOME[1], SOME[3], SOME[0]):
        there = there.without(read(written))

    assert listing(*(SOME[at] for at in (2, 4, 5))).digest == there.digest


def test_taking_off_what_is_not_there_changes_nothing() -> None:
    """A name that shares every word with listed ones, and is not listed, takes nothing away."""
    there = listing(*SOME)

    assert there.digest == there.without(read("Ann Vrankel", "Joinery Bexley")).digest


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*SOME, "Grace Field", "Anna and Tom Vrankel", "李伟", "Sean O'Brien"]), max_size=12),
    st.randoms(),
)
def test_a_list_depends_on_its_names_alone(written: list[str], chance: object) -> None:
    """However names came on and went off, the same names make the same bytes."""
    there = NameList(KEY)
    for each in written:
        there = there.without(read(each)) if all(name in there for name in read(each)) else there.adding(read(each))
    left = [each for each, times in Counter(written).items() if times % 2]

    assert listing(*sorted(left)).written() == there.written()


# What a thief sees.


def test_a_file_holds_no_name_and_no_plain_hash() -> None:
    """No word of a name stands in the file, in any spelling, nor its hash without the key."""
    raw = listing(*SOME).written()

    for word in ("oyelaran", "Oyelaran", "margaret", "bexley", "kestrelworks"):
        assert word.encode() not in raw
        assert NameList(OTHER)._hash(f"t:{word.lower()}#1") not in raw


def test_every_name_costs_the_same() -> None:
    """People and companies, long and short names take the same room: a longer file tells of one name more."""
    sizes = {len(listing(each).written()) for each in ("Ng", "Ltd", "Kestrelworks", "Maria de la Cruz Ortega-Vrankel",
                                                        "The First Second Third Fourth Fifth Sixth Seventh Ltd", "Sean O'Brien")}  # fmt: skip

    assert 1 == len(sizes)


def test_no_hash_stands_there_twice() -> None:
    """Nobody can count how often a first name is a client's."""
    there = listing(*(f"David Vrankel{letter}" for letter in "abcdefghij"))

    assert len(there._hashes) == len(set(there._hashes.tolist()))


def test_another_key_makes_another_file_throughout() -> None:
    """Nothing of the file is the same under another key, the check of the key included."""
    one, other = listing(*SOME), listing(*SOME, key=OTHER)

    assert not set(one._hashes.tolist()) & set(other._hashes.tolist())
    assert one.digest != other.digest
    assert not set(json.loads(one.written().partition(b"\n")[0]).values()) & set(
        json.loads(other.written().partition(b"\n")[0]).values()
    ) - {module.FORMAT}


def test_hashes_look_like_chance() -> None:
    """Bits are set as often as not: nothing of a word's length or letters shows."""
    there = listing(*(f"Anna{first} Vrankel{second}" for first in "abcde" for second in "abcde"))
    bits = np.unpackbits(np.frombuffer(there._hashes.tobytes(), np.uint8))

    assert abs(bits.mean() - 0.5) < 4 / (2 * math.sqrt(len(bits)))


# The file.


def test_a_list_is_read_as_it_was_written() -> None:
    """Writing and reading loses nothing."""
    there = listing(*SOME)

    again = NameList.read(there.written(), KEY, WHERE)

    assert (there.digest, len(there)) == (again.digest, len(again))
    assert all(name in again for name in read(*SOME))


def test_an_empty_list_is_a_list() -> None:
    """A firm may take its last name off."""
    assert 0 == len(NameList.read(NameList(KEY).written(), KEY, WHERE))


def test_the_wrong_key_is_told_from_damage() -> None:
    """Whoever has the wrong key is told so, and what to do."""
    assert "another key" in refusal(listing(*SOME).written(), OTHER).cause


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda raw: b"", id="empty"),
        pytest.param(lambda raw: raw[:-1], id="a byte short"),
        pytest.param(lambda raw: raw[: -24 * 8], id="a name short"),
        pytest.param(lambda raw: raw + bytes(24 * 8), id="a name too many"),
        pytest.param(lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), id="a bit turned"),
        pytest.param(lambda raw: raw.partition(b"\n")[2], id="no head"),
        pytest.param(lambda raw: b"[1]\n" + raw, id="another head"),
        pytest.param(lambda raw: b"\xff" + raw, id="no text"),
    ],
)
def test_a_damaged_list_is_refused(broken: Callable[[bytes], bytes]) -> None:
    """A list that lost or changed a byte is no list: a text would pass that it would have stopped."""
    problem = refusal(broken(listing(*SOME).written()))

    assert (WHERE, 2) == (problem.thing, problem.exit_code)
    assert "damaged" in problem.cause


def test_a_list_of_another_format_is_refused() -> None:
    """Forms that are made differently now would never be found in it."""
    raw = listing(*SOME).written().replace(b'"attract names": 1', b'"attract names": 0')

    assert "another version" in refusal(raw).cause


@pytest.mark.parametrize("length", [0, 16, 31, 65])
def test_a_key_has_the_right_length(length: int) -> None:
    """A short key could be guessed."""
    with pytest.raises(ValueError, match="a key has 32 to 64 bytes"):
        NameList(bytes(length))


def test_an_empty_list_knows_nothing() -> None:
    """Asking it is no mistake."""
    assert [False, False] == NameList(KEY).known(["t:a#1", "s:b#1"])
    assert [] == listing(*SOME).known([])
