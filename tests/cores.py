"""Work side by side in tests, whatever this machine has and whatever ran before."""

import sys
import threading

import pytest

from pipeline.edges import many_hands


def several_cores(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """As if this machine had so many, and this process no threads but those that a test begins.

    A browser that was opened for all tests keeps one that waits for its end. It sleeps, and holds nothing that a copy would miss.
    """
    known = threading.active_count()
    monkeypatch.setattr(many_hands, "_processors", lambda: number)
    monkeypatch.setattr(many_hands, "_may_copy", lambda: sys.platform == "linux" and threading.active_count() <= known)
