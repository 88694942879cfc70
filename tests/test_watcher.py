"""What the watcher makes good: what somebody who was killed had left unread, and a look that failed."""

import threading
from collections.abc import Callable

import pytest

from pipeline import watcher
from pipeline.previews import Look
from pipeline.watcher import Watcher
from pipeline.wiring import House
from tests.conftest import ARTICLE, SmallFirm

GATES = ARTICLE.replace("Reading a lease", "Reading gates").replace("A commercial", "Of gates, a commercial")


def watched(house: House, looked: Callable[[Watcher], bool]) -> list[str]:
    """Watch and publish until it was looked as wanted; returns the ids of what was told to lawyers."""
    told: list[str] = []

    def tell(_house: House, _collected: object, looks: list[Look], _seconds: float) -> None:
        told.extend(each.item.id for each in looks)

    watching = Watcher(house, tell, publish=True)

    def after_a_look() -> None:
        if looked(watching):
            house.ending.set()

    watching.keep(lambda _: None, after_a_look)
    return told


def test_what_was_collected_by_a_run_that_was_killed_is_read_and_published(small_firm: SmallFirm) -> None:
    """It is in the library, and nobody has tagged or screened it: the watcher looks at it as if it were dropped now."""
    House(small_firm.root).run()
    small_firm.write("content/articles/reading-gates.md", GATES)
    House(small_firm.root).collect(feeds=False)
    house = House(small_firm.root, ending=threading.Event())

    told = watched(house, lambda _: True)

    assert ["reading-gates"] == told
    assert (house.site / "articles/reading-gates/index.html").is_file()


def test_a_look_that_failed_is_done_again_without_another_drop(
    small_firm: SmallFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record cannot be read, is mended, and what was dropped meanwhile is published."""
    monkeypatch.setattr(watcher, "_TROUBLE", 0.1)
    House(small_firm.root).run()
    small_firm.write("content/articles/reading-gates.md", GATES)
    record = small_firm.root / "content/clearances.jsonl"
    good = record.read_bytes() if record.exists() else b""
    record.write_bytes(good + b"no line of a record\n")
    house = House(small_firm.root, ending=threading.Event())
    failed: list[str] = []

    def looked(watching: Watcher) -> bool:
        if watching.amiss:
            failed.append(watching.amiss)
            record.write_bytes(good)
        return bool(failed) and not watching.amiss

    told = watched(house, looked)

    assert "line" in failed[0]
    assert ["reading-gates"] == told
    assert (house.site / "articles/reading-gates/index.html").is_file()
