"""Figures for Prometheus: how much waits, leaves, comes back and is late. Counts and times alone, and nothing of a reader.

They are asked for every few seconds, for ever; so what cannot change any more is counted once, and what costs more than an index
is believed for a while.
"""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Generic, TypeVar

from prometheus_client import CollectorRegistry, GCCollector, Metric, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from pipeline import backups, returns
from pipeline.edges.store.figures import READERS, FigureStore, Opened
from pipeline.errors import AttractError
from pipeline.health import Health
from pipeline.model import Cadence, DeliveryState, SlotState
from pipeline.publishing import BUILT
from pipeline.wiring import House

T = TypeVar("T")
#: Seconds for which is believed what costs more than an index: readers by cadence; what is held; backups.
_BELIEVED, _HELD, _BACKUPS = 60.0, 60.0, 300.0
#: Seconds for which an edition of which nothing is open is not counted again; a person may erase a reader.
_FINISHED = 600.0
_OPEN = (DeliveryState.PLANNED, DeliveryState.ATTEMPTING, DeliveryState.UNCERTAIN)
_BY = ("edition", "whom", "state")
_Counts = Mapping[tuple[str, DeliveryState], int]


def registry(house: House, health: Health) -> CollectorRegistry:
    """All figures of one process: of its firm, its parts, and itself.

    Args:
        house: the firm; nobody else uses it.
        health: how the parts of the process stand.

    """
    found = CollectorRegistry()
    found.register(Figures(house, health))
    for each in (ProcessCollector, PlatformCollector, GCCollector):
        each(registry=found)
    return found


class _Believed(Generic[T]):
    """A value that is worked out anew when it is older than so many seconds."""

    def __init__(self, work: Callable[[], T], seconds: float) -> None:
        self._work, self._seconds = work, seconds
        self._known: tuple[float, T] | None = None

    def __call__(self) -> T:
        if self._known is None or time.monotonic() - self._known[0] > self._seconds:
            self._known = time.monotonic(), self._work()
        return self._known[1]


class Figures(Collector):
    """Works out the figures of one firm when they are asked for."""

    def __init__(self, house: House, health: Health) -> None:
        self._house, self._health = house, health
        self._store = FigureStore(house._database)
        self._one_at_a_time = threading.Lock()
        self._readers = _Believed(self._store.readers, _BELIEVED)
        self._held = _Believed(lambda: Counter(each.item.kind.value for each in house.judged()[1]), _HELD)
        self._backup = _Believed(lambda: _newest(house), _BACKUPS)
        #: Editions of which nothing is open: when they were counted, and what was found.
        self._finished: dict[str, tuple[float, _Counts]] = {}

    def describe(self) -> list[Metric]:
        """Nothing: to ask what there is would count everything."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every figure, as it is now."""
        with self._one_at_a_time:
            began = time.perf_counter()
            yield from self._program()
            yield from self._editions()
            yield from self._plan()
            yield from self._content()
            yield from self._people()
            yield from self._disk()
            yield _gauge("attract_figures_seconds", "How long these figures took.", time.perf_counter() - began)

    def _program(self) -> Iterator[Metric]:
        yield InfoMetricFamily("attract", "What runs.", value={"version": version("attract")})
        well = GaugeMetricFamily("attract_part_well", "Whether a part works (1) or not (0).", labels=["part"])
        last = GaugeMetricFamily(
            "attract_part_last_well_timestamp_seconds", "When a part was well last.", labels=["part"]
        )
        for name, each in self._health.told()["parts"].items():
            well.add_metric([name], int(each["well"]))
            if each["last_well"]:
                last.add_metric([name], datetime.fromisoformat(each["last_well"]).timestamp())
        yield from (well, last)

    def _editions(self) -> Iterator[Metric]:
        opened, now = self._store.opened(), self._house.time()
        counts = self._counts(opened)
        rows = GaugeMetricFamily(
            "attract_deliveries",
            "Deliveries, by the rhythm of their edition, whom they are for, and state.",
            labels=_BY,
        )
        whole: Counter[tuple[str, str, DeliveryState]] = Counter()
        for each in opened:
            for (whom, state), count in counts[each.name].items():
                whole[each.cadence, whom, state] += count
        for (cadence, whom, state), count in sorted(whole.items()):
            rows.add_metric([cadence, whom, state.value], count)
        yield rows
        totals = Counter(dict.fromkeys(DeliveryState, 0))
        for (_, _, state), count in whole.items():
            totals[state] += count
        yield _gauge("attract_deliveries_waiting", "Deliveries that have not left yet.", totals[DeliveryState.PLANNED])
        yield _gauge("attract_deliveries_uncertain", "Deliveries that wait for a person: attract deliver resolve.",
                     totals[DeliveryState.UNCERTAIN])  # fmt: skip
        waits = [each.due for each in opened if counts[each.name].get((READERS, DeliveryState.PLANNED))]
        age = max((now - min(waits)).total_seconds(), 0.0) if waits else 0.0
        yield _gauge(
            "attract_deliveries_oldest_waiting_seconds",
            "Since when the oldest edition of which something waits is due.",
            age,
        )
        pause = returns.paused(self._house)
        yield _gauge(
            "attract_sending_paused",
            "Whether a server's refusal has stopped all sending: attract bounces.",
            int(pause is not None),
        )
        composed = GaugeMetricFamily(
            "attract_editions", "Editions, by rhythm, and whether they are composed.", labels=["edition", "composed"]
        )
        for (cadence, done), count in sorted(Counter((each.cadence, each.composed) for each in opened).items()):
            composed.add_metric([cadence, str(done).lower()], count)
        yield composed

    def _counts(self, opened: list[Opened]) -> Mapping[str, _Counts]:
        """The deliveries of each edition, by whom they are for and state."""
        now = time.monotonic()
        self._finished = {name: each for name, each in self._finished.items() if now - each[0] < _FINISHED}
        asked = [each.name for each in opened if each.name not in self._finished]
        found: dict[str, dict[tuple[str, DeliveryState], int]] = {name: {} for name in asked}
        for (edition, whom, state), count in self._store.deliveries(asked).items() if asked else ():
            found[edition][whom, state] = count
        for name, counts in found.items():
            if counts and not any(state in _OPEN for _, state in counts):
                self._finished[name] = now, counts
        return {name: counts for name, (_, counts) in self._finished.items()} | found

    def _plan(self) -> Iterator[Metric]:
        # Read alone: whoever lays the plan anew, or gives up what was missed, has to tell it.
        house, now = self._house, self._house.time()
        rests = house.slots.pauses()
        waiting = house.slots.find(states=(SlotState.PLANNED, SlotState.RUNNING), until=now)
        due = [each for each in waiting if each.job not in rests]
        slots = GaugeMetricFamily(
            "attract_slots_due", "Slots of the plan whose time has come and that are not done.", labels=["job"]
        )
        failed = GaugeMetricFamily(
            "attract_slots_failed", "Those of them that were tried and failed: attract plan.", labels=["job"]
        )
        for job in dict.fromkeys([*Cadence, *(each.job for each in due)]):
            slots.add_metric([job], sum(each.job == job for each in due))
            failed.add_metric([job], sum(each.job == job and each.tries > 0 for each in due))
        yield from (slots, failed)
        late = max(((now - slot.due).total_seconds() for slot in due), default=0.0)
        yield _gauge("attract_slot_lateness_seconds", "Since when the oldest of them is due.", late)

    def _content(self) -> Iterator[Metric]:
        held = GaugeMetricFamily(
            "attract_held", "What is held and waits for a person, by kind: attract review.", labels=["kind"]
        )
        for kind, count in sorted(self._held().items()):
            held.add_metric([kind], count)
        yield held
        feeds = GaugeMetricFamily("attract_feeds", "Blogs that are followed, by how they stand.", labels=["state"])
        for state, count in self._feeds().items():
            feeds.add_metric([state], count)
        yield feeds
        if mark := self._house.ledger.mark(BUILT):
            at, _, seconds = mark.partition(" ")
            yield _gauge(
                "attract_site_built_timestamp_seconds",
                "When the site was built last.",
                datetime.fromisoformat(at).timestamp(),
            )
            yield _gauge("attract_site_build_seconds", "How long that took.", float(seconds))

    def _feeds(self) -> Mapping[str, int]:
        known = self._house.library.feeds()
        found = Counter({"good": 0, "failing": 0, "gone": 0, "new": 0})
        for feed in self._house.feeds:
            state = known.get(feed.address)
            if state is None or not (state.good or state.failures or state.gone):
                found["new"] += 1
            else:
                found["gone" if state.gone else "failing" if state.failures else "good"] += 1
        return found

    def _people(self) -> Iterator[Metric]:
        readers = GaugeMetricFamily(
            "attract_readers", "Readers who have not left, by how often they want a digest.", labels=["cadence"]
        )
        for cadence, count in sorted(self._readers().items()):
            readers.add_metric([cadence], count)
        yield readers
        yield _gauge("attract_suppressed", "Addresses that must never be mailed.", self._store.suppressed())
        bounces = GaugeMetricFamily(
            "attract_bounces",
            "Mails that came back within a year, by what came and what it did.",
            labels=["came", "act"],
        )
        for (came, act), count in sorted(self._store.bounces().items()):
            bounces.add_metric([came, act], count)
        yield bounces

    def _disk(self) -> Iterator[Metric]:
        house = self._house
        yield _gauge(
            "attract_disk_free_bytes", "Room on the disk of the firm's folder.", shutil.disk_usage(house.state).free
        )
        files = (house.state / f"attract.sqlite{more}" for more in ("", "-wal"))
        yield _gauge(
            "attract_database_bytes",
            "Size of the database.",
            sum(each.stat().st_size for each in files if each.exists()),
        )
        if newest := self._backup():
            yield _gauge(
                "attract_backup_timestamp_seconds",
                "When the last backup was whole.",
                newest.timestamp(),
            )


def _gauge(name: str, means: str, value: float) -> Metric:
    return GaugeMetricFamily(name, means, value=value)


def _newest(house: House) -> datetime | None:
    """When the newest backup was made that can be read; None where there is none."""
    try:
        return max((each.manifest.made for each in backups.listed(house) if each.manifest), default=None)
    except (AttractError, OSError):  # the doctor says what is wrong with them
        return None
