"""The spaCy pipeline: what any user of spaCy gets, and the words that the tag room gets."""

from functools import cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ports import GAP
from pipeline.tag.model import NONE
from pipeline.tag.run import Tagger
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.component import load
from pipeline.tagging.models import SHIPPED

LEASE = "The landlord served a notice under the break clause, and the tenant left the premises."


@cache
def tagger() -> Tagger:
    """The tagger that ships."""
    return load(SHIPPED)


def test_spacy_opens_the_shipped_pipeline() -> None:
    """It is an ordinary pipeline: spacy.load opens it, and a document has its areas in doc.cats."""
    cats = spacy.load(SHIPPED)(LEASE).cats

    assert {*taxonomy().areas, NONE} == set(cats)
    assert "real-estate-property" == max(cats, key=lambda area: cats[area])


def test_spacy_and_the_tag_room_say_the_same() -> None:
    """One model, one arithmetic."""
    cats = spacy.load(SHIPPED)(GAP + LEASE).cats
    reading = tagger().read("", LEASE)

    assert pytest.approx([cats[area] for area in reading.model.areas], abs=1e-5) == reading.scores[:-1].tolist()


def test_the_shipped_pipeline_is_small() -> None:
    """It travels with the package: 25 MB at most."""
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 25_000_000


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_offsets_lead_back_to_the_words(text: str, title: str) -> None:
    """Whatever the text, each word stands where it is said to, and the title's words stand in the title."""
    seen = tagger().reader.words(title, text)
    whole = title + GAP + text

    assert all(whole[start:end] for start, end in zip(seen.starts, seen.ends, strict=True))
    assert all(end <= start for end, start in zip(seen.ends, seen.starts[1:], strict=False))
    assert (seen.starts[: seen.title] < max(len(title), 1)).all()
    assert (seen.starts[seen.title :] >= len(title)).all()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Mietrecht", "Der Vermieter darf die Miete nicht ohne Grund erhöhen, und der Mieter muss nicht ausziehen.", id="german"),
        pytest.param("Le bail", "Le bailleur doit délivrer le logement en bon état, et le locataire paie le loyer au terme convenu.", id="french"),
        pytest.param("租赁", "房东应当在租期届满前三个月通知租户是否续租。" * 5, id="chinese"),
        pytest.param("x", "0 1 2 3 " * 200, id="numbers"),
        pytest.param("?", "!?… " * 100, id="signs"),
    ],
)  # fmt: skip
def test_what_is_no_english_text_needs_a_person(title: str, text: str) -> None:
    """No tag is guessed for a text that the model cannot read."""
    assert tagger().read(title, text).verdict.needs_person


def test_code_and_tables_do_not_drown_the_words() -> None:
    """An article with a listing and a table in it is still about what its sentences say."""
    code = "```python\nfor each in range(10):\n    print(each)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"

    assert "real-estate-property" == tagger().read("", f"{LEASE}\n\n{code * 5}\n\n{LEASE}").verdict.areas[0]


def test_a_hundred_pages_are_about_what_ten_lines_are() -> None:
    """A long text is neither refused nor about everything."""
    verdict = tagger().read("Break clauses", f"{LEASE} We wrote to the bank about it on Monday.\n\n" * 2_000).verdict

    assert "real-estate-property" == verdict.areas[0]
    assert len(verdict.areas) <= 2
