"""The real taxonomy on the firm's own pieces: each under the area that a person would choose."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from pipeline.collect import decide as collect_decide
from pipeline.collect import naming
from pipeline.collect.formats import parse
from pipeline.model import Item, Kind, Tag
from pipeline.tag import decide
from pipeline.tag.overlay import as_shipped
from pipeline.tag.run import Tagger, said
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.component import load
from pipeline.tagging.models import SHIPPED
from tests.builders import item

ROOT = Path(__file__).parents[2]
EXPECTED: dict[str, str] = YAML(typ="safe").load((ROOT / "tests/data/expected_areas.yml").read_text("utf-8"))
FILES = {
    path.stem: path.relative_to(ROOT).as_posix()
    for folder in ("content/articles", "stories")
    for path in sorted((ROOT / folder).rglob("*"))
    if naming.kind_of(path.relative_to(ROOT).as_posix())
}


@cache
def tagger() -> Tagger:
    """The tagger that ships."""
    return load(SHIPPED)


@cache
def sample(slug: str) -> Item:
    """One of the firm's own pieces, read from its file."""
    path = FILES[slug]
    kind = naming.kind_of(path)
    assert kind is not None
    return collect_decide.item(
        parse((ROOT / path).read_bytes(), path), id_=slug, kind=kind, source=path, author=None,
        first_seen=datetime(2026, 1, 1, tzinfo=UTC), zone=ZoneInfo("UTC"),
    )  # fmt: skip


@cache
def tags(slug: str) -> tuple[Tag, ...]:
    """The tags of one of the firm's own pieces; one author names the area, because the tagger puts another first."""
    return said(sample(slug), tagger().tagging(sample(slug)), as_shipped(taxonomy())).tags


def test_every_sample_piece_has_an_expected_area() -> None:
    """A piece that is added to the sample says here what it is about."""
    assert set(EXPECTED) == set(FILES)
    assert set(EXPECTED.values()) <= set(taxonomy().areas)
    assert len(EXPECTED) == 36


@pytest.mark.parametrize("slug", EXPECTED)
def test_a_sample_piece_is_about_what_a_person_would_say(slug: str) -> None:
    """The first area of each of the firm's own pieces is the expected one."""
    assert EXPECTED[slug] == tags(slug)[0].area


@pytest.mark.parametrize("slug", EXPECTED)
def test_every_tag_of_a_sample_piece_is_explained_by_its_own_words(slug: str) -> None:
    """The words that earned a tag stand at their offsets in the text and speak for that area."""
    of = sample(slug)
    for tag in tags(slug):
        for each in tag.evidence:
            text = of.body if each.where == "body" else decide.headline(of)

            assert each.words == text[each.start : each.end]
            assert each.weight > 0


@pytest.mark.parametrize("slug", EXPECTED)
def test_a_sample_piece_has_few_tags_with_sensible_scores(slug: str) -> None:
    """Between one and three areas, each once and known, strongest first, each surer than not at all."""
    found = tags(slug)

    assert 1 <= len(found) <= 3
    assert len(found) == len({tag.area for tag in found} & set(taxonomy().areas))
    assert [tag.score for tag in found] == sorted((tag.score for tag in found), reverse=True)
    assert all(0 < tag.score <= 1 for tag in found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("We moved the kettle to the second floor, where the light is better.", id="kettle"),
        pytest.param("The summer party is on the roof. Bring a hat, for there will be sun.", id="party"),
        pytest.param("Congratulations to our cyclists, who rode from coast to coast in the rain.", id="cyclists"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_text_of_no_practice_area_gets_none(text: str) -> None:
    """Office news is about no area of the law, and is not forced into one."""
    of = item(title="Good news", summary="From the third floor.", body=text)

    assert () == tagger().tagging(of).tags


@pytest.mark.parametrize(
    ("title", "body", "area"),
    [
        pytest.param("Who inherits", "The executor read the will, and probate was granted.",
                     "private-client-wills-estates-probate", id="wills"),
        pytest.param("A dismissal", "An unfair dismissal claim goes to the employment tribunal.",
                     "employment-labor", id="work"),
        pytest.param("Rent", "The landlord served notice on the tenant under the lease.",
                     "real-estate-property", id="homes"),
        pytest.param("A mark", "The trade mark was registered, and the patent was not.",
                     "intellectual-property", id="ideas"),
    ],
)  # fmt: skip
def test_a_short_text_is_tagged_by_its_words_of_art(title: str, body: str, area: str) -> None:
    """A few words of art are enough to say what a piece is about."""
    assert area == tagger().tagging(item(title=title, summary="", body=body)).tags[0].area


def test_wrapping_lines_changes_no_tag() -> None:
    """A text that its author wrapped at forty characters has the same tags as one that was not."""
    words = "The landlord may serve a notice under the break clause, and a rent review follows the commercial lease."
    wrapped = words.replace("break clause", "break\nclause").replace("rent review", "rent\nreview")

    plain, broken = (tagger().tagging(item(body=body)).tags for body in (words, wrapped))

    assert [(tag.area, tag.score) for tag in plain] == [(tag.area, tag.score) for tag in broken]


def test_stories_and_articles_are_both_among_the_samples() -> None:
    """The table above covers what clients did and what the law says, from Markdown and from Word."""
    assert {Kind.STORY, Kind.ARTICLE} == {sample(slug).kind for slug in EXPECTED}
    assert {"md", "docx"} == {path.rpartition(".")[2] for path in FILES.values()}
