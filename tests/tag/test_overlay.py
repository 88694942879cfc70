"""What a firm changes about the practice areas: what is refused, what is tagged, and who is meant."""

import math
import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.firm import AddedArea, PracticeAreas, read
from pipeline.model import Areas, Evidence, Tag, Tagging
from pipeline.tag import decide
from pipeline.tag.overlay import Overlay, as_shipped, overlay, problems
from pipeline.tag.taxonomy import taxonomy
from tests.builders import FIRM, firm, item

HORSES = AddedArea(name="Horses and their keepers", phrases=("equine", "livery yard", "loan horse"))
QUICK = settings(deadline=None, max_examples=150)
KEYS = sorted(taxonomy().areas)[:6]


def made(**changes: Any) -> Overlay:
    """The shipped areas as these settings change them."""
    return overlay(PracticeAreas(**changes), taxonomy().areas)


def areas(**changes: Any) -> Areas:
    """The same without the tagging."""
    return made(**changes).areas


def tag(area: str, score: float, *evidence: Evidence) -> Tag:
    """A tag as the tagger gives it."""
    return Tag(area=area, score=score, evidence=evidence or (told("lease"),))


def told(words: str, start: int = 0, weight: float = 1.0) -> Evidence:
    """Some words of evidence."""
    return Evidence(words=words, where="body", start=start, end=start + len(words), weight=weight)


def refusal(written: str) -> ConfigurationError:
    """Why `practice_areas` is refused."""
    with pytest.raises(ConfigurationError) as refused:
        read(f"{FIRM}practice_areas:\n{written}", check=problems)
    return refused.value


# What is refused.


@pytest.mark.parametrize(
    ("written", "line", "cause"),
    [
        ("  renames: {}", 1, "`practice_areas.renames` is not a setting. Did you mean `rename`?"),
        ("  add: [{name: Bees, phrase: [hive]}]", 1,
         "`practice_areas.add.0.phrase` is not a setting. Did you mean `phrases`?"),
        ("  rename:\n    tax: Money\n    taxx: More money", 3,
         "`practice_areas.rename.taxx`: there is no practice area 'taxx' (did you mean tax?)."),
        ("  merge:\n    bees: tax", 2, "`practice_areas.merge.bees`: there is no practice area 'bees' (`attract areas`)."),
        ("  merge:\n    tax: bees", 2, "`practice_areas.merge.tax`: there is no practice area 'bees' (`attract areas`)."),
        ("  hide:\n  - tax\n  - famly", 3,
         "`practice_areas.hide.1`: there is no practice area 'famly' (did you mean family?)."),
        ("  merge: {tax: tax}", 1, "`practice_areas.merge.tax`: an area cannot go into itself."),
        ("  merge:\n    education: tax\n    tax: family\n    family: tax", 3,
         "`practice_areas.merge.tax`: this is a circle: tax into family into tax."),
        ("  rename: {tax: Money}\n  merge: {tax: family}", 2,
         "`practice_areas.merge.tax`: tax is renamed, too; take it out of `merge` or `rename`."),
        ("  merge: {tax: family}\n  hide: [family]", 1,
         "`practice_areas.merge.tax`: family is hidden; take it out of `hide`, or merge into another area."),
        ("  merge: {tax: family}\n  hide: [tax]", 1,
         "`practice_areas.merge.tax`: tax is hidden, too; take it out of `merge` or `hide`."),
        ("  rename: {tax: Money}\n  hide: [tax]", 1,
         "`practice_areas.rename.tax`: tax is hidden, too; take it out of `rename` or `hide`."),
        ("  hide: [tax, tax]", 1, "`practice_areas.hide.1`: tax stands here twice."),
        ("  add:\n  - name: Bees\n  - name: Tax", 3, "`practice_areas.add.1.name`: there is a practice area 'tax' already: Tax."),
        ("  add:\n  - name: Bees\n  - name: BEES!", 3, "`practice_areas.add.1.name`: there is a practice area 'bees' already: Bees."),
        ("  add:\n  - name: Corporate and M&A", 2,
         "`practice_areas.add.0.name`: corporate-ma has the name 'Corporate and M&A' already."),
        ("  rename: {tax: FAMILY}", 1, "`practice_areas.rename.tax`: family has the name 'FAMILY' already."),
        ("  rename:\n    tax: Money\n    family: money", 3, "`practice_areas.rename.family`: tax has the name 'money' already."),
        ("  rename: {tax: Family!}", 1,
         "`practice_areas.rename.tax`: its address would be practice/family/, which is that of family."),
        ("  rename: {tax: Family!, family: Home}", 1,
         "`practice_areas.rename.tax`: its address would be practice/family/, which is that of family."),
        ("  rename: {tax: Index}", 1,
         "`practice_areas.rename.tax`: its address would be practice/index/, which is that of the list of all areas."),
        ("  add: [{name: Index}]", 1,
         "`practice_areas.add.0.name`: its address would be practice/index/, which is that of the list of all areas."),
        ("  rename: {tax: '!'}", 1, "`practice_areas.rename.tax`: must have a letter or a digit in it."),
        ("  add: [{name: Bees, phrases: ['...']}]", 1, "`practice_areas.add.0.phrases.0`: must have a letter or a digit in it."),
        ("  add: [{name: Bees, folio: [R123]}]", 1,
         "`practice_areas.add.0.folio.0`: Input should be a valid URL, relative URL without a base."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_clear_error_with_its_line(written: str, line: int, cause: str) -> None:
    """The firm is told which line, what is wrong there, and nothing besides."""
    first = f"{FIRM}practice_areas:\n".count("\n")

    error = refusal(written)

    assert (f"content/firm.yml:{first + line}", cause) == (error.thing, error.cause)


def test_settings_that_fit_are_read() -> None:
    """Renaming, merging (into a new key, too), hiding and adding at once."""
    written = """
    rename: {employment-labor: Work and people, transport-shipping-aviation: Ships}
    merge: {securities-capital-markets: corporate-ma, immigration: work-and-people, horses: consumer}
    hide: [tax]
    add: [{name: Horses, folio: ["https://folio.openlegalstandard.org/R1"], phrases: [equine]}]
"""

    assert "Ships" in read(f"{FIRM}practice_areas:{written}", check=problems).practice_areas.names


@QUICK
@given(
    merge=st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS), max_size=6),
    hide=st.sets(st.sampled_from(KEYS), max_size=2).map(sorted),
    rename=st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["Bees", "Ships and boats", "Tax"]), max_size=2),
)
def test_every_merge_ends_in_a_shown_area_or_is_refused(
    merge: dict[str, str], hide: list[str], rename: dict[str, str]
) -> None:
    """However areas are merged, renamed and hidden: what is not refused leads to a page, and no address is taken twice."""
    written = PracticeAreas(merge=merge, hide=tuple(hide), rename=rename)
    assume(not list(problems(firm(practice_areas=written))))
    known = overlay(written, taxonomy().areas).areas

    assert set(taxonomy().areas) - set(hide) == set(known.went)
    assert all(known.shown[known.went[key]].id == known.went[key] for key in merge)
    led = [old for area in known.shown.values() for old in (area.id, *area.formerly)]
    assert len(led) == len(set(led))
    assert set(known.went) <= set(led)


# Who is meant.


@pytest.mark.parametrize(
    ("word", "key"),
    [
        pytest.param("employment-labor", "work-and-people", id="old-key"),
        pytest.param("work-and-people", "work-and-people", id="new-key"),
        pytest.param("  WORK and  people", "work-and-people", id="new-name-in-any-case"),
        pytest.param("Employment and Labour", "work-and-people", id="old-name"),
        pytest.param("securities-capital-markets", "corporate-ma", id="merged-key"),
        pytest.param("Securities and Capital Markets", "corporate-ma", id="merged-name"),
        pytest.param("Corporate-MA", "corporate-ma", id="untouched"),
        pytest.param("Horses and their Keepers", "horses-and-their-keepers", id="added"),
        pytest.param("tax", None, id="hidden"),
        pytest.param("zoology", None, id="unknown"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_an_area_is_known_by_its_keys_and_names_old_and_new(word: str, key: str | None) -> None:
    """Whoever writes an area's name need not know what the settings made of it."""
    known = areas(
        rename={"employment-labor": "Work and people"},
        merge={"securities-capital-markets": "corporate-ma"},
        hide=("tax",),
        add=(HORSES,),
    )

    assert key == known.known(word)


def test_what_is_hidden_is_told_by_name() -> None:
    """Someone who means a hidden area is told which, and someone who means another is not."""
    known = areas(hide=("tax",))

    assert ("Tax", "Tax", "", "") == tuple(known.hides(word) for word in ("tax", "TAX", "family", "zoology"))
    assert ["tax"] == list(known.hidden)


def test_a_chain_of_renamings_and_merges_is_remembered_by_its_first_key() -> None:
    """What was kept under one name is found under the next: the lasting key is the shipped one."""
    before = areas(rename={"employment-labor": "Work and people"})
    after = areas(rename={"employment-labor": "People at work"}, merge={"immigration": "people-at-work"})

    kept = [before.lasting(word) for word in ("Work and people", "immigration")]

    assert ["employment-labor", "immigration"] == kept
    assert ("people-at-work",) == after.now(str(key) for key in kept)


def test_what_leads_nowhere_fits_nothing_and_is_not_forgotten() -> None:
    """A reader of a hidden area alone does not become a reader of everything."""
    assert ("tax",) == areas(hide=("tax",)).now(["tax"])


def test_a_renamed_area_has_an_address_from_its_name_and_keeps_its_folio() -> None:
    """The concept is the same, whatever the firm calls it."""
    (area,) = (a for a in areas(rename={"tax": "Money & the state"}).shown.values() if a.formerly)

    assert ("money-the-state", "Money & the state", ("tax",)) == (area.id, area.name, area.formerly)
    assert taxonomy().areas["tax"].folio == area.folio


def test_another_spelling_of_the_same_address_moves_nothing() -> None:
    """`TAX` is at practice/tax/, as before: nothing has to lead there."""
    area = areas(rename={"tax": "TAX"}).shown["tax"]

    assert ("TAX", ()) == (area.name, area.formerly)


def test_without_settings_the_areas_are_those_that_ship() -> None:
    """Nothing is led anywhere, and there is no version that would make anything be read again."""
    known = as_shipped(taxonomy()).areas

    assert dict(taxonomy().areas) == known.shown
    assert "" == known.version
    assert known.version != areas(hide=("tax",)).version != areas(rename={"tax": "Money"}).version


def test_what_is_held_of_the_firms_words_shows_no_name_of_theirs() -> None:
    """While the firm's own words are held, renamed areas have their shipped names, and added ones are not shown."""
    silent = made(rename={"tax": "Guaranteed wins"}, add=(HORSES,)).silent

    assert "Tax" == silent.shown["guaranteed-wins"].name
    assert "horses-and-their-keepers" not in silent.shown


# Tags.


def test_tags_are_those_of_the_areas_as_the_firm_has_them() -> None:
    """Renamed, merged and hidden areas are applied to what the tagger found, strongest first."""
    laid = made(
        rename={"family": "Home life"},
        merge={"securities-capital-markets": "corporate-ma"},
        hide=("tax",),
    )
    found = [tag("tax", 0.95), tag("family", 0.7), tag("corporate-ma", 0.6), tag("securities-capital-markets", 0.5)]

    assert [("corporate-ma", 0.8), ("home-life", 0.7)] == [
        (each.area, each.score) for each in laid.applied(Tagging(tags=tuple(found))).tags
    ]


def test_evidence_of_areas_that_became_one_is_told_once_and_the_weightiest_first() -> None:
    """Words that spoke for both areas are shown as what they earned where they earned more."""
    laid = made(merge={"securities-capital-markets": "corporate-ma"})
    both = [
        tag("corporate-ma", 0.5, told("share", 0, 0.5), told("merger", 9, 0.8)),
        tag("securities-capital-markets", 0.5, told("share", 0, 0.9), told("prospectus", 20, 0.7)),
    ]
    (one,) = laid.applied(Tagging(tags=tuple(both))).tags

    assert [("share", 0.9), ("merger", 0.8), ("prospectus", 0.7)] == [(e.words, e.weight) for e in one.evidence]


@QUICK
@given(
    found=st.lists(st.tuples(st.sampled_from(KEYS), st.floats(0.01, 1.0)), max_size=5, unique_by=lambda pair: pair[0]),
    merge=st.dictionaries(st.sampled_from(KEYS[:3]), st.sampled_from(KEYS[3:]), max_size=3),
    hide=st.sets(st.sampled_from(KEYS[:3]), max_size=2),
)
def test_whatever_is_found_each_area_comes_once_and_strongest_first(
    found: list[tuple[str, float]], merge: dict[str, str], hide: set[str]
) -> None:
    """No tag of a hidden area, none of one that went into another, none twice, and no score beyond 1."""
    laid = made(merge={key: into for key, into in merge.items() if key not in hide}, hide=tuple(sorted(hide)))
    tags = laid.applied(Tagging(tags=tuple(tag(area, score) for area, score in found))).tags
    keys = [each.area for each in tags]

    assert len(keys) == len(set(keys))
    assert not {*merge, *hide} & set(keys)
    assert sorted((each.score for each in tags), reverse=True) == [each.score for each in tags]
    assert all(0 < each.score <= 1 for each in tags)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("An equine matter.", ["equine"], id="a-word"),
        pytest.param("EQUINE law, Equine vets.", ["EQUINE"], id="any-case-the-first-is-shown"),
        pytest.param("The equines and the non-equinely.", [], id="no-part-of-a-word"),
        pytest.param("A livery\nyard.", ["livery\nyard"], id="over-a-line-end"),
        pytest.param("A livery  \n  yard.", ["livery  \n  yard"], id="over-an-untidy-line-end"),
        pytest.param("A livery\n\nyard.", [], id="not-over-an-empty-line"),
        pytest.param("(loan horse)", ["loan horse"], id="in-brackets"),
        pytest.param("The livery. Yard work.", [], id="words-apart"),
        pytest.param("A loan horse at the livery yard.", ["livery yard", "loan horse"], id="two-phrases"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_an_added_area_is_found_by_its_phrases_as_whole_words(body: str, words: list[str]) -> None:
    """In any case and over a wrapped line, and never inside another word."""
    found = made(add=(HORSES,)).found(item(title="A title", summary="A summary.", body=body))

    assert words == [each.words for tag in found for each in tag.evidence]
    assert ["horses-and-their-keepers"] * bool(words) == [tag.area for tag in found]


def test_an_apostrophe_or_a_hyphen_may_be_bent() -> None:
    """Word processors write `’` where a person typed `'`, and other hyphens."""
    laid = made(add=(AddedArea(name="Horses", phrases=("horse's owner", "point-to-point")),))

    assert 2 == len(laid.found(item(body="The horse’s owner at the point‑to‑point."))[0].evidence)


def test_an_added_area_is_as_strong_as_its_phrases_say() -> None:
    """Each phrase is worth 1, more when it is said again, and double in the headline; the score is that of the others."""
    of = item(title="Of equine things", summary="", body="A loan horse, a loan horse.")
    (found,) = made(add=(HORSES,)).found(of)

    assert round(1 - math.exp(-(2 + 1 + math.log(2))), 3) == found.score
    assert [("equine", "title", 2.0), ("loan horse", "body", 1.693)] == [
        (each.words, each.where, each.weight) for each in found.evidence
    ]


def test_the_same_phrase_written_twice_counts_once() -> None:
    """A slip in the settings makes nothing stronger."""
    once, twice = (
        made(add=(AddedArea(name="Horses", phrases=phrases),)).found(item(body="equine"))
        for phrases in (("equine",), ("equine", "Equine"))
    )

    assert once == twice


@QUICK
@given(
    st.lists(st.sampled_from(["equine", "Livery", "yard", "\n", "\n\n", " ", ".", "loan horse", "é", "x"])).map(
        " ".join
    ),
    st.text(max_size=20),
)
def test_every_word_of_evidence_stands_where_it_says(body: str, title: str) -> None:
    """Offsets lead back to the phrase, whatever stands around it."""
    of = item(title=title, body=body)
    for found in made(add=(HORSES,)).found(of):
        for each in found.evidence:
            text = of.body if each.where == "body" else decide.headline(of)

            assert each.words == text[each.start : each.end]
            assert re.sub(r"\s+", " ", each.words).lower() in HORSES.phrases


def test_an_added_area_may_go_into_another() -> None:
    """What the firm once added goes on finding pieces for the area that it went into."""
    laid = made(add=(HORSES,), merge={"horses-and-their-keepers": "consumer"})

    assert ["consumer"] == [
        each.area for each in laid.applied(laid.added(item(body="An equine matter."), Tagging())).tags
    ]


def test_only_added_phrases_make_texts_be_read_again() -> None:
    """A new name or a merge costs no tagging; another phrase does."""
    plain = made().version("3-x")

    assert "3-x" == plain == made(rename={"tax": "Money"}, hide=("family",)).version("3-x")
    assert plain != made(add=(HORSES,)).version("3-x")
    assert made(add=(HORSES,)).version("3-x") != made(add=(AddedArea(name=HORSES.name, phrases=("foal",)),)).version(
        "3-x"
    )
