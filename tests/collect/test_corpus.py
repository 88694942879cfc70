"""Every file of the corpus becomes what its golden twin says."""

import runpy
from pathlib import Path

import pytest

from tests.collect.corpus import become, inputs, twin


@pytest.mark.parametrize("path", inputs(), ids=lambda path: path.name)
def test_a_file_becomes_what_its_twin_says(path: Path) -> None:
    """Items field by field, or the sentence it is refused with."""
    expected = runpy.run_path(str(twin(path)))["EXPECTED"]

    assert expected == become(path)


def test_the_corpus_is_large_and_whole() -> None:
    """At least sixty inputs; no twin is left of an input that went."""
    names = {path.name for path in inputs()}
    twins = {path.name.removesuffix(".py") for path in inputs()[0].parent.glob("*.py")}

    assert len(names) >= 60
    assert names == twins
