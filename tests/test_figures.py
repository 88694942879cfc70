"""Figures for Prometheus: they are what the store says, each explains itself, none names a reader, and they cost little."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event

from pipeline import backups
from pipeline.edges.store.figures import FigureStore
from pipeline.figures import registry
from pipeline.health import Health
from pipeline.model import SEED, Cadence, Delivery, DeliveryState, Settled, Slot
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import WEDNESDAY, SmallFirm

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=WEDNESDAY - timedelta(hours=2))
BEFORE = Slot(cadence=Cadence.WEEKLY, period="2026-W46", due=WEDNESDAY - timedelta(days=7))
HEALTH = 'attract_deliveries{edition="weekly",state="%s",whom="%s"}'


def opened(house: House, slot: Slot, *whom: str) -> None:
    """An edition with a delivery to each of these."""
    rows = [
        Delivery(edition=slot.edition, subscriber=each, state=DeliveryState.PLANNED, message_id=f"<{slot.edition}.{each}@firm.example>", items=())
        for each in whom
    ]  # fmt: skip
    house.ledger.open_edition(slot, rows, WEDNESDAY)


def settle(house: House, **became: DeliveryState) -> None:
    """What became of deliveries, by reader; one after the other."""
    for claims in (house.seeds, house.ledger):
        rows = claims.claim("me", 100, WEDNESDAY, WEDNESDAY + timedelta(minutes=30))
        claims.settle(
            "me",
            [
                Settled(edition=row.edition, subscriber=row.subscriber, response="550 hana@example.org no",
                        state=became.get(row.subscriber.partition(":")[0], DeliveryState.PLANNED), again=None, tried=False)
                for row in rows
            ],
            WEDNESDAY,
        )  # fmt: skip


@pytest.fixture
def house(small_firm: SmallFirm) -> House:
    """A firm in the midst of an edition."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write(
        "content/firm.yml", text + 'cadences: {daily: {at: "08:00"}}\nfeeds: [{address: content/a.rss, person: rafe}]\n'
    )
    house = small_firm.house()
    house.collect()
    house.tag()
    house.screen()
    for number in range(4):
        cadence = Cadence.DAILY if number == 3 else Cadence.WEEKLY
        house.ledger.add(replace(subscriber(id=f"r{number}", address=f"hana{number}@example.org"), cadence=cadence))
    opened(house, BEFORE, "r0")
    opened(house, WEEK, "r0", "r1", "r2", f"{SEED}a", "social:x")
    settle(house, seed=DeliveryState.ACCEPTED, r1=DeliveryState.UNCERTAIN, r2=DeliveryState.ACCEPTED)
    return house


def shown(house: House) -> str:
    """What Prometheus is given."""
    health = Health(house.time)
    health.expect("clock", timedelta(minutes=15))
    health.looked("clock")
    return generate_latest(registry(house, health)).decode()


def values(text: str) -> dict[str, float]:
    """The same by name with labels."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    labels = [",".join(f'{key}="{value}"' for key, value in sorted(each.labels.items())) for each in samples]
    return {each.name + (f"{{{told}}}" if told else ""): each.value for each, told in zip(samples, labels, strict=True)}


def test_they_are_what_the_store_says(house: House) -> None:
    """By rhythm, whom it is for, and state; and since when the oldest waits."""
    backups.make(house)
    house.plan.lay()
    house.publish()
    seen = values(shown(house))

    assert 1 == seen[HEALTH % ("uncertain", "readers")] == seen["attract_deliveries_uncertain"]
    assert 2 == seen[HEALTH % ("planned", "readers")]
    assert 1 == seen[HEALTH % ("planned", "networks")] == seen[HEALTH % ("accepted", "readers")]
    assert 1 == seen[HEALTH % ("accepted", "firm")]
    assert 3 == seen["attract_deliveries_waiting"]
    assert 7 * 24 * 3600 == seen["attract_deliveries_oldest_waiting_seconds"]
    assert 2 == seen['attract_editions{composed="true",edition="weekly"}']
    assert (3, 1) == (seen['attract_readers{cadence="weekly"}'], seen['attract_readers{cadence="daily"}'])
    assert 1 == seen['attract_slots_due{job="daily"}']
    assert seen["attract_slot_lateness_seconds"] >= 4 * 3600
    assert 1 == seen['attract_held{kind="story"}']
    assert 1 == seen['attract_feeds{state="failing"}']
    assert (0, 1) == (seen["attract_sending_paused"], seen['attract_part_well{part="clock"}'])
    assert (
        WEDNESDAY.timestamp()
        == seen["attract_site_built_timestamp_seconds"]
        == seen["attract_backup_timestamp_seconds"]
    )
    assert seen["attract_site_build_seconds"] > 0
    assert seen["attract_disk_free_bytes"] > 1_000_000
    assert "process_resident_memory_bytes" in seen


def test_a_pause_shows(house: House) -> None:
    """Until a person lets sending go on."""
    house.ledger.pause_sending("mx refused hana0@example.org", WEDNESDAY)

    assert 1 == values(shown(house))["attract_sending_paused"]


def test_what_is_finished_is_counted_once(house: House) -> None:
    """An edition of which something is open is counted each time."""
    settle(house, r0=DeliveryState.ACCEPTED)
    found = registry(house, Health(house.time))
    asked: list[str] = []

    def noted(connection: object, cursor: object, statement: str, parameters: tuple[str, ...], *_: object) -> None:
        if "FROM deliveries" in statement:
            asked.extend(each for each in parameters if each.startswith("weekly"))

    first = generate_latest(found).decode()
    event.listen(house._database, "before_cursor_execute", noted)
    second = generate_latest(found).decode()
    event.remove(house._database, "before_cursor_execute", noted)

    assert values(first)[HEALTH % ("accepted", "readers")] == 3 == values(second)[HEALTH % ("accepted", "readers")]
    assert {WEEK.edition} == set(asked)


def test_counts_read_no_row(house: House) -> None:
    """They are answered by an index alone: with 200,000 deliveries they take hundredths of a second."""
    store, plans = FigureStore(house._database), []

    def noted(connection: object, cursor: object, statement: str, parameters: tuple[str, ...], *_: object) -> None:
        if "FROM deliveries" in statement:
            plans.append((statement, parameters))

    event.listen(house._database, "before_cursor_execute", noted)
    store.deliveries([WEEK.edition])
    event.remove(house._database, "before_cursor_execute", noted)
    with house.ledger.read() as connection:
        told = [
            str(row[3]) for statement, parameters in plans
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]  # fmt: skip

    assert 3 == len(plans)
    assert [] == [
        each
        for each in told
        if "deliveries" in each and "USING COVERING INDEX" not in each and "INDEX deliveries_seeds" not in each
    ]


def test_each_says_what_it_is_in_the_way_of_prometheus(house: House) -> None:
    """A name of ours with its unit, a text of help, and no family twice."""
    text = shown(house)
    families = list(text_string_to_metric_families(text))
    ours = [each for each in families if each.name.startswith("attract")]

    assert len(ours) > 15
    assert [] == [
        each.name for each in ours if not each.documentation.endswith(".") and ": attract" not in each.documentation
    ]
    assert [] == [each.name for each in ours if not re.fullmatch(r"[a-z]+(_[a-z]+)*", each.name)]
    assert len({each.name for each in families}) == len(families)


def test_nobody_is_named(house: House) -> None:
    """No address, no id, no file."""
    text = shown(house)

    assert "hana" not in text
    assert "@" not in text
    assert not re.search(r'"r\d"', text)
    assert "the-van" not in text
