"""What is claimed for the firm, on sentences written for these tests and for nothing else."""

import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear import matching, rules
from pipeline.clear.detect import claims, meaning
from pipeline.clear.detect.phrases import grammar, read
from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.model import Kind

HERE = Path(__file__).parent / "claims"
OWN = frozenset({"Hartwell & Dray LLP", "Ines Hartwell"})


def lines(name: str) -> list[str]:
    """The sentences of one of the files beside this one."""
    return [line for line in (HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def pairs(name: str) -> list[tuple[Sense, str]]:
    """Sentences with their senses."""
    split = (line.partition("|") for line in lines(name))
    return [(Sense(sense), words) for sense, _, words in split]


PLAIN, NEAR, MEANT, CLEAN = pairs("plain.txt"), lines("near.txt"), pairs("meant.txt"), lines("clean.txt")


def hits(text: str, kind: Kind = Kind.STORY, own: frozenset[str] = OWN, markdown: str = "") -> list[Hit]:
    """What is found in a text."""
    return list(claims.find(Told(text, kind, None, own, markdown)))


def senses(text: str, kind: Kind = Kind.STORY) -> set[Sense]:
    """The senses found in a text."""
    return {hit.sense for hit in hits(text, kind)}


def words(text: str, sense: Sense, found: Iterable[Hit]) -> list[str]:
    """The words of the hits of one sense."""
    return [text[hit.start : hit.end] for hit in found if hit.sense is sense]


@pytest.mark.parametrize(("sense", "text"), PLAIN, ids=[f"{sense}-{at}" for at, (sense, _) in enumerate(PLAIN)])
def test_a_plain_claim_is_found(sense: Sense, text: str) -> None:
    """A claim in everyday advertising words is found in its sense."""
    assert sense in senses(text)


def plainly(text: str) -> set[Sense]:
    """What the grammar finds in a sentence, the categorizer aside."""
    found = hits(text)
    meant = set(meaning.senses([read(text)], Kind.STORY)[0])
    return {hit.sense for hit in found if hit.sense not in meant or (hit.start, hit.end) != (0, len(text))}


@pytest.mark.parametrize("text", NEAR, ids=range(len(NEAR)))
def test_what_only_comes_near_is_no_plain_claim(text: str) -> None:
    """Legal terms, denials, what others say, and wins of others are left alone by the grammar."""
    assert set() == plainly(text)


@pytest.mark.parametrize("text", CLEAN, ids=range(len(CLEAN)))
def test_a_story_that_claims_nothing_makes_no_plain_claim(text: str) -> None:
    """The grammar leaves honest storytelling alone."""
    assert set() == plainly(text)


def test_hardly_an_honest_sentence_is_taken_for_a_claim_in_other_words() -> None:
    """Of sentences chosen to be hard, no more than one in twenty is reported."""
    wrong = [text for text in (*NEAR, *CLEAN) if senses(text)]

    assert len(wrong) <= 0.05 * len((*NEAR, *CLEAN)), wrong


def test_many_claims_in_other_words_are_found() -> None:
    """Of sentences that avoid every usual word, half are reported, two in five in their very sense."""
    found = [(sense, senses(text)) for sense, text in MEANT]

    assert sum(bool(them) for _, them in found) >= 0.5 * len(MEANT)
    assert sum(sense in them for sense, them in found) >= 0.35 * len(MEANT)


@pytest.mark.parametrize("text", rules.clean_sentences())
def test_the_catalogues_clean_sentences_claim_nothing(text: str) -> None:
    """Ordinary legal prose is silent."""
    assert set() == senses(text)


@pytest.mark.parametrize(
    ("of", "text"),
    [
        pytest.param(rule, words, id=f"{rule.id}-{number}")
        for rule in rules.catalogue()
        if rule.id.startswith("ADV-")
        for number, words in enumerate(rule.passes)
    ],
)
def test_what_passes_a_rule_is_not_said_to_break_it(of: rules.Rule, text: str) -> None:
    """No harmless example of an advertising rule is found in one of the rule's senses, unless its notice stands there."""
    kind = Kind.ARTICLE if text.startswith("[article] ") else Kind.STORY
    text = text.removeprefix("[article] ")
    found = [hit for hit in hits(text, kind) if hit.sense in of.senses]

    check = of.said.check
    let = matching.answered(check, text) or any(matching.compiled(each).search(text) for each in check.unless)

    assert not [hit for hit in found if not let and rules.applies(of, kind, text)]


@pytest.mark.parametrize(
    ("sense", "text", "kind"),
    [
        pytest.param(Sense.EMOTION, "They saved my life and I cannot thank them enough.", Kind.TESTIMONIAL, id="whole"),
        pytest.param(
            Sense.EMOTION, "“You are angels, and you gave me my son back,” she said.", Kind.STORY, id="quoted"
        ),
        pytest.param(Sense.TESTIMONIAL, "She was patient and explained every step.", Kind.TESTIMONIAL, id="praise"),
        pytest.param(
            Sense.TESTIMONIAL, "“I would recommend this firm to anyone,” he wrote.", Kind.STORY, id="in-a-story"
        ),
        pytest.param(Sense.RESULT, "They got my deposit back.", Kind.TESTIMONIAL, id="a-clients-they-is-the-firm"),
        pytest.param(Sense.INJURY, "We acted for a rider after a motorcycle accident.", Kind.STORY, id="injury"),
    ],
)
def test_a_clients_voice_and_injuries_are_heard_where_they_promote(sense: Sense, text: str, kind: Kind) -> None:
    """Praise counts where a client speaks, injury work where it is told to promote."""
    assert sense in senses(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("He wept with joy when the dog came home.", Kind.STORY, id="a-client-weeps"),
        pytest.param("“The appeal was a nightmare to list,” the judge said.", Kind.STORY, id="a-judge-speaks"),
        pytest.param("We were happy to help with the form.", Kind.STORY, id="the-firm-is-happy"),
        pytest.param("A claim for personal injury must be brought within three years.", Kind.ARTICLE, id="the-law"),
    ],
)
def test_feelings_and_injuries_elsewhere_are_no_praise(text: str, kind: Kind) -> None:
    """A story may tell of tears, and an article of injuries."""
    assert not senses(text, kind) & {Sense.EMOTION, Sense.TESTIMONIAL, Sense.INJURY}


def test_a_dry_testimonial_is_one_all_the_same() -> None:
    """A testimonial without a word of praise is reported once."""
    text = "The matter took nine months. The bill was as agreed."

    assert ["The matter took nine months."] == words(text, Sense.TESTIMONIAL, hits(text, Kind.TESTIMONIAL))


def test_a_block_quote_is_a_clients_voice() -> None:
    """What stands in a block quote of a story counts as if in quotation marks."""
    markdown = "He wrote to us.\n\n> They saved my life.\n\nWe filed it."
    text = markdown.replace("> ", "  ")

    assert ["They saved my life"] == words(text, Sense.EMOTION, hits(text, markdown=markdown))


def test_the_smallest_clause_is_marked() -> None:
    """A plain claim is its clause; the rest of the sentence stays unmarked."""
    text = "It rained all day, and we guarantee a result, as the client knew."

    assert ["we guarantee a result"] == words(text, Sense.GUARANTEE, hits(text))


def test_a_claim_in_other_words_is_its_sentence() -> None:
    """Where no word alone tells, the whole sentence is marked, and once for each sense."""
    text = "It rained. Nobody who comes to us with a summons has ever gone home disappointed. It was May."
    found = hits(text)

    assert found
    assert {"Nobody who comes to us with a summons has ever gone home disappointed."} == {
        text[hit.start : hit.end] for hit in found
    }
    assert len(found) == len({hit.sense for hit in found})


def test_the_firms_own_names_are_the_firm() -> None:
    """A claim for the firm or its people by name is a claim."""
    assert Sense.GUARANTEE in senses("Hartwell guarantees a refund.")
    assert Sense.SPECIALIST in senses("Ines is a specialist in family law.")
    assert Sense.GUARANTEE not in senses("The constitution guarantees a hearing.")


def test_marks_between_words_do_not_hide_a_claim() -> None:
    """Blanked Markdown leaves gaps; offsets still fit the text as it stands."""
    text = "It rained. We    guarantee   a result."

    assert ["We    guarantee   a result"] == words(text, Sense.GUARANTEE, hits(text))


@pytest.mark.parametrize("proof", ["evidence.url=/survey", "credentials=LSO-2019", "results.evidence=note"])
def test_a_claim_with_its_proof_is_left_alone(proof: str) -> None:
    """Where the record of the proof stands beside it, nothing is reported."""
    assert set() == senses(f"We are specialists and win 98% of our cases ({proof}).")


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([text for _, text in PLAIN + MEANT] + CLEAN), max_size=6),
    st.sampled_from([" ", "\n\n", "  "]),
)
def test_every_hit_lies_in_the_text(texts: list[str], between: str) -> None:
    """Hits are inside the text, not empty, and no sentence has two of one sense."""
    text = between.join(texts)
    told = Told(text, Kind.STORY, None, OWN)
    found = list(claims.find(told))

    assert all(0 <= hit.start < hit.end <= len(text) for hit in found)
    assert all(text[hit.start : hit.end].strip() for hit in found)
    places = [(hit.sense, told.around(hit.start)[0]) for hit in found]
    assert len(places) == len(set(places))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.sampled_from(list(Kind)))
def test_no_text_is_too_strange(text: str, kind: Kind) -> None:
    """Whatever somebody drops into the folder, the detector answers, with places inside it."""
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits(text, kind))


@pytest.mark.parametrize(("sense", "text"), PLAIN[::7], ids=range(len(PLAIN[::7])))
def test_capitals_do_not_hide_a_claim(sense: Sense, text: str) -> None:
    """A headline in capitals claims what its words claim."""
    assert sense in senses(text.upper().replace(" WE ", " we ")) or text[:1] in "IHDL" or sense in senses(text.title())


def test_a_pattern_is_brought_up_by_the_words_of_its_line() -> None:
    """No pattern matches one of our sentences without being tried on it."""
    texts = [text for _, text in PLAIN + MEANT] + [
        str(json.loads(line)["text"])
        for line in files(meaning.__package__).joinpath("training/claims.jsonl").read_text("utf-8").splitlines()[::5]
    ]
    missed = []
    for sentence in map(read, texts):
        tried = {id(pattern) for pattern in grammar().for_stems(sentence.stems)}
        missed += [
            (sentence.words, pattern.written[:60])
            for pattern in grammar().patterns
            if id(pattern) not in tried and pattern.regex.search(sentence.words)
        ]

    assert [] == missed


def test_nothing_is_learnt_from_these_tests() -> None:
    """No sentence of these tests is in the training data."""
    learnt = files(meaning.__package__).joinpath("training/claims.jsonl").read_text("utf-8")

    assert [] == [text for text in (*NEAR, *CLEAN, *(text for _, text in MEANT)) if json.dumps(text)[1:-1] in learnt]


def test_the_model_says_the_same_after_being_written_and_read() -> None:
    """A model from its own bytes has the same weights and thresholds."""
    raw = files(meaning.__package__).joinpath("model/claims.npz").read_bytes()
    once = meaning.from_bytes(raw)
    again = meaning.from_bytes(meaning.to_bytes(once))

    assert once.known == again.known
    assert (once.senses, once.look, once.sure, once.sure_result) == (
        again.senses,
        again.look,
        again.sure,
        again.sure_result,
    )
    assert (once.second == again.second).all()
    assert (once.by_sense == again.by_sense).all()
