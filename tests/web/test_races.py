"""Acts that meet: confirm, leave, take it back, erase and change at once, on two servers over one store.

What was answered and what is kept in the end must be what some order of the acts would have answered and kept
(linearizability: Herlihy and Wing, 1990). So leaving is never lost, and nothing that was answered with "it is done".
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import permutations
from threading import Barrier

import httpx
import pytest

from pipeline.model import Cadence, SignUp, Wish
from pipeline.reader_tokens import Purpose
from pipeline.web.asking import form_behind
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, free_port, serving
from tests.thorough import LONGER

pytestmark = pytest.mark.long
#: Bursts of each kind.
BURSTS = 12 * LONGER


@dataclass(frozen=True)
class State:
    """What is kept of one person; each act below is what the store promises of it."""

    reader: bool = True
    left: bool = False
    #: Why the address is suppressed; empty where it is not.
    suppressed: str = ""
    #: What they asked for anew: open, confirmed or gone.
    sign_up: str = "open"
    cadence: Cadence = Cadence.WEEKLY
    paused: bool = False


def confirm(state: State) -> tuple[State, int]:
    """A button in the letter that asks."""
    if state.sign_up == "open":
        return State(sign_up="confirmed", cadence=Cadence.MONTHLY), 200
    return state, 200 if state.sign_up == "confirmed" and state.reader and not state.left else 410


def leave(state: State) -> tuple[State, int]:
    """One click in the mail program."""
    if not state.reader:
        return state, 200
    ended = "gone" if state.sign_up == "open" else state.sign_up
    return replace(state, left=True, suppressed=state.suppressed or "left", sign_up=ended), 200


def undo(state: State) -> tuple[State, int]:
    """A button on the page to leave; the page behind the answer says what is so."""
    if state.reader and state.left and state.suppressed == "left":
        return replace(state, left=False, suppressed=""), 303
    return state, 303


def erase(state: State) -> tuple[State, int]:
    """A button on the page of their data."""
    if not state.reader:
        return state, 410
    return State(reader=False, suppressed="erased", sign_up="gone"), 200


def change(state: State) -> tuple[State, int]:
    """A button on the page of preferences."""
    if not state.reader or state.left:
        return state, 409 if state.reader else 410
    return replace(state, cadence=Cadence.DAILY), 303


def pause(state: State) -> tuple[State, int]:
    """Another one there."""
    if not state.reader or state.left:
        return state, 409 if state.reader else 410
    return replace(state, paused=True), 303


Act = Callable[[State], tuple[State, int]]


def explained(begin: State, acts: Sequence[Act], answers: Sequence[int], end: State) -> bool:
    """Whether some order of the acts gives these answers and this end."""
    for order in permutations(range(len(acts))):
        state = begin
        for each in order:
            state, answer = acts[each](state)
            if answer != answers[each]:
                break
        else:
            if _same(state, end):
                return True
    return False


def _same(one: State, other: State) -> bool:
    """Of somebody who is erased nothing is kept that could differ."""
    return (
        one == other
        if one.reader and other.reader
        else (one.reader, one.suppressed) == (other.reader, other.suppressed)
    )


@pytest.fixture(scope="module")
def servers(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Served]]:
    """The sample firm's service twice, by two processes."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("races") / "firm")
    with serving(root, port, ["--service-only"]) as one, serving(root, free_port(), ["--service-only"]) as other:
        yield one, other
        assert "" == one.log.read_text()


class Person:
    """Somebody with every link there is: of a reader, and of a sign-up that waits."""

    def __init__(self, served: Served, begin: State) -> None:
        service = self.service = served.service
        now = service.now()
        reader = self.reader = served.reader()
        if begin.left:
            service.readers.leave(reader.id, now)
        self.sign_up = reader.id[::-1]
        wish = Wish(areas=("tax",), cadence=Cadence.MONTHLY)
        asked = SignUp(id=self.sign_up, address=reader.address, wish=wish, asked=now, wording="w", form="1")
        service.readers.ask([asked])
        service.readers.letter_begins(self.sign_up, "<a@firm.example>")
        purposes: dict[Act, Purpose] = {confirm: Purpose.CONFIRM, leave: Purpose.LEAVE, undo: Purpose.LEAVE, erase: Purpose.DATA,
                    change: Purpose.PREFERENCES, pause: Purpose.PREFERENCES}  # fmt: skip
        self.paths = {
            act: service.path(purpose, self.sign_up if act is confirm else reader.id)
            for act, purpose in purposes.items()
        }
        fields: dict[Act, dict[str, str]] = {leave: {"List-Unsubscribe": "One-Click"}, undo: {"do": "return"}, erase: {"sure": "yes"}, confirm: {},
                  change: {"do": "change", "area": "tax", "cadence": "daily"}, pause: {"do": "pause", "weeks": "4"}}  # fmt: skip
        self.fields = {
            act: {"form": form_behind(service, self.paths[act].rpartition("/")[2]), **sent}
            for act, sent in fields.items()
        }

    def state(self) -> State:
        """What is kept of them now."""
        service, reader = self.service, self.service.readers.reader(self.reader.id)
        gone = service.house.ledger.suppression(self.reader.address)
        confirmed = any(("sign-up", self.sign_up) in each.told for each in service.readers.traces([self.reader.id]))
        sign_up = "open" if service.readers.asked(self.sign_up) else "confirmed" if confirmed else "gone"
        if reader is None:
            return State(reader=False, suppressed=gone.reason if gone else "", sign_up=sign_up)
        return State(
            left=bool(reader.left), suppressed=gone.reason if gone else "", sign_up=sign_up, cadence=reader.cadence,
            paused=bool(reader.paused),
        )  # fmt: skip


def at_once(servers: Sequence[Served], person: Person, acts: Sequence[Act], chance: random.Random) -> list[int]:
    """Do all of them in the same moment, or up to some milliseconds apart; what each was answered."""
    ready = Barrier(len(acts))
    waits = [chance.choice((0.0, 0.0, 0.002, 0.006)) for _ in acts]

    def done(number: int) -> int:
        served = servers[number % len(servers)]
        with served.client() as client:
            ready.wait(30)
            time.sleep(waits[number])
            return client.post(person.paths[acts[number]], data=person.fields[acts[number]]).status_code

    with ThreadPoolExecutor(len(acts)) as together:
        return list(together.map(done, range(len(acts))))


ACTS: tuple[Act, ...] = (confirm, leave, undo, erase, change, pause)
MEETINGS: dict[str, tuple[State, tuple[Act, ...]]] = {
    "confirm meets leave": (State(), (confirm, leave)),
    "confirm twice": (State(), (confirm, confirm)),
    "confirm twice meets leave": (State(), (confirm, confirm, leave)),
    "leave twice": (State(), (leave, leave)),
    "leave meets undo": (State(), (leave, undo)),
    "undo meets leave of one who had left": (State(left=True, suppressed="left"), (undo, leave)),
    "undo twice": (State(left=True, suppressed="left"), (undo, undo)),
    "confirm meets undo": (State(left=True, suppressed="left"), (confirm, undo)),
    "leave meets change": (State(), (leave, change)),
    "leave meets pause": (State(), (leave, pause)),
    "change meets pause": (State(), (change, pause)),
    "confirm meets change": (State(), (confirm, change)),
    "confirm meets pause": (State(), (confirm, pause)),
    "erase meets confirm": (State(), (erase, confirm)),
    "erase meets leave": (State(), (erase, leave)),
    "erase meets undo": (State(left=True, suppressed="left"), (erase, undo)),
    "erase meets change": (State(), (erase, change)),
    "leave between confirm and undo": (State(left=True, suppressed="left"), (confirm, leave, undo)),
    "all at once": (State(), ACTS),
    "all at once but erase": (State(), (confirm, leave, undo, change, pause)),
    "all at once on one who had left": (State(left=True, suppressed="left"), ACTS),
    "two of each": (State(), (confirm, confirm, leave, leave, undo, undo)),
}


@pytest.mark.parametrize("name", MEETINGS)
def test_some_order_of_the_acts_explains_the_end(servers: tuple[Served, Served], name: str) -> None:
    """Many times, in slightly other moments, on two servers."""
    begin, acts = MEETINGS[name]
    chance = random.Random(name)
    for burst in range(max(3, BURSTS // len(acts))):
        person = Person(servers[0], begin)
        assert begin == person.state()
        answers = at_once(servers, person, acts, chance)
        end = person.state()
        told = [(act.__name__, answer) for act, answer in zip(acts, answers, strict=True)]

        assert explained(begin, acts, answers, end), (burst, told, end)
        # Said once more, in plain words: nobody is mailed who left, unless they took it back or confirmed.
        if leave in acts and not {undo, confirm} & set(acts):
            assert end.suppressed
        # A minute later nothing has changed by itself, and leaving ends it for good.
        assert 200 == httpx.post(servers[1].address + person.paths[leave], data=person.fields[leave]).status_code
        assert person.state().suppressed
        assert 410 == httpx.post(servers[0].address + person.paths[confirm], data=person.fields[confirm], headers={
            "X-Forwarded-For": servers[0].network()}).status_code  # fmt: skip
        assert person.state().suppressed


def test_a_sign_up_that_was_answered_meets_leaving(servers: tuple[Served, Served]) -> None:
    """Whoever asks anew while they leave: either the new sign-up waits for its button, or it is gone; they stay away."""
    for number in range(max(5, BURSTS // 5)):
        person = Person(servers[0], State())
        with servers[0].client() as client, servers[1].client() as other, ThreadPoolExecutor(2) as together:
            form = servers[0].form(client)
            sent = {"form": form, "address": person.reader.address, "work": "1"}
            asking = together.submit(client.post, "/digest/", data=sent)
            leaving = together.submit(other.post, person.paths[leave], data=person.fields[leave])

            assert (303, 200) == (asking.result().status_code, leaving.result().status_code), number
        end = person.state()
        assert (True, "left", "gone") == (end.left, end.suppressed, end.sign_up)


def test_the_model_of_the_acts_knows_a_lost_leaving() -> None:
    """The test above would see one: no order of leaving and changing ends with a reader who has not left."""
    assert not explained(State(), (leave, change), (200, 303), State(cadence=Cadence.DAILY))
    assert not explained(State(), (leave, confirm), (200, 200), State(sign_up="open"))
    assert not explained(State(left=True, suppressed="left"), (leave, change), (200, 409), State())
    assert explained(State(), (leave, change), (200, 409), State(left=True, suppressed="left", sign_up="gone"))
