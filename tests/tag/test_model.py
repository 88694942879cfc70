"""The linear model: what it says, why, and how it is kept."""

import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tag.model import NONE, from_bytes, to_bytes
from tests.tag.texts import AREAS, TELLING, model, words

SAID = st.lists(
    st.sampled_from([*(word for those in TELLING.values() for word in those), "the", "of", ".", "queen bee", "other"]),
    max_size=40,
).map(" ".join)


def scores(text: str, title: str = "") -> dict[str, float]:
    """Score by area and `none`."""
    known = model()
    found = known.scores(known.see(words(text, title)))
    return dict(zip([*AREAS, NONE], found.tolist(), strict=True))


@pytest.mark.parametrize("area", [*AREAS, NONE])
def test_a_text_is_about_what_its_words_speak_for(area: str) -> None:
    """The area whose words were learnt has the highest score, and a high one."""
    found = scores(" ".join(TELLING[area][:3]))

    assert area == max(found, key=lambda each: found[each])
    assert found[area] > 0.5


def test_a_key_phrase_speaks_beside_the_words() -> None:
    """A phrase of the taxonomy counts also where no text taught its words."""
    assert scores("It was a sea wall.")["boats"] > scores("It was another thing.")["boats"]


def test_the_title_speaks_louder() -> None:
    """A word in the title counts for more than the same word below it."""
    assert scores("keel", "keeper")["bees"] > scores("keeper", "keel")["bees"]
    assert scores("keel", "keeper")["boats"] < scores("keeper", "keel")["boats"]


@given(SAID, SAID, st.sampled_from(AREAS))
def test_spans_are_words_of_the_text(text: str, title: str, area: str) -> None:
    """Each span begins and ends with a word of the title or of the text, speaks for the area, and none overlaps."""
    whole = f"{title}\n\n{text}"
    known = model()
    spans = known.spans(known.see(words(text, title)), area)

    assert all(span.weight > 0 for span in spans)
    assert all(whole[span.start : span.end].strip() == whole[span.start : span.end] != "" for span in spans)
    assert all(span.end <= len(title) or span.start >= len(title) + 2 for span in spans)
    ordered = sorted(spans, key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in itertools.pairwise(ordered))


@pytest.mark.parametrize("area", AREAS)
def test_taking_the_strongest_span_out_lowers_the_score(area: str) -> None:
    """What is shown as the reason is the reason."""
    text = f"the {TELLING[area][0]} of the summer and a {TELLING[area][1]} in the office"
    known = model()
    span = known.spans(known.see(words(text)), area)[0]
    # Offsets go over the title (empty), the two line ends and the text.
    without = text[: span.start - 2] + text[span.end - 2 :]

    assert scores(without)[area] < scores(text)[area]


def test_a_model_is_kept_whole() -> None:
    """What was written and read again says the same, and writes the same bytes."""
    raw = to_bytes(model())
    back = from_bytes(raw)
    seen = words("The queen bee is in the harbour.")

    assert model().scores(model().see(seen)).tolist() == back.scores(back.see(seen)).tolist()
    assert (back.thresholds, back.settings, back.areas) == (model().thresholds, model().settings, AREAS)
    assert raw == to_bytes(back)


def test_a_model_that_hides_code_is_refused() -> None:
    """A pickled object in the file is not unpacked: unpacking runs whatever it says."""
    out = io.BytesIO()
    np.savez(out, told=np.array([{"areas": []}], dtype=object))

    with pytest.raises(ValueError, match="allow_pickle"):
        from_bytes(out.getvalue())
