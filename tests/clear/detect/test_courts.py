"""Judgments that are not out yet, and cases that are not over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.detect import courts
from pipeline.clear.detect.told import Sense, Told
from pipeline.clear.rules import catalogue, clean_sentences
from pipeline.model import Kind
from tests.clear.detect.saying import senses

OURS = {Sense.CHILD_CASE, Sense.SEXUAL_OFFENCE, Sense.EMBARGO, Sense.LIVE_CASE, Sense.SECRET_SETTLEMENT}

EMBARGOED = [
    "We have read the draft judgment, and it is good news.",
    "The judgment is under embargo until ten tomorrow.",
    "Judgment will be handed down next week, and we already know how it ends.",
    "The embargoed ruling went our way on all four grounds.",
    "The draft was circulated to counsel in confidence yesterday, and we won.",
    "We know the result but cannot say until Thursday.",
    "The ruling becomes public on Friday, and our client is already smiling.",
    "We have had sight of the decision, which will be published later this week.",
    "The judge's draft reached us on Monday for typing errors.",
    "Counsel were sent the reasons in advance, and the appeal succeeds.",
    "Nobody may know before Wednesday, but the court has found for us.",
    "The judgment is not out until the morning; let me just say that we have chilled the champagne.",
    "The court has told the parties how it will rule, and everyone else will hear on Tuesday.",
    "We were shown the judgment early and are not supposed to talk about it.",
    "Our clerks have an advance copy of the ruling.",
    "The judgment has been sent to the lawyers only, so keep this to yourselves: we won.",
    "The decision is formally announced tomorrow, but we have it in our hands today.",
    "We have seen what the Court of Appeal is going to say.",
    "The result is embargoed, though you can guess it from our faces.",
    "Ahead of the handing down on Monday we can tell friends that the claim has failed.",
    "I can't tell you the outcome before the court does, but I slept very well after reading it.",
    "The draft ruling came by secure mail, and it vindicates him completely.",
    "The judges have let us know the answer in confidence.",
    "The opinion won't be released until Friday, but we have read it.",
    "A copy of the unpublished judgment is on my desk as I write.",
    "The reasons are still confidential to the parties, but the council has lost.",
    "The ruling has not been handed down yet; we have seen it, and it is everything we asked for.",
    "Once the judge has made it official on Thursday we will tell you by how much we won.",
    "The judgment has been circulated in draft.",
    "We are awaiting the formal hand-down of a decision that we have already read twice.",
    "The parties have been told the outcome and the rest of the world will learn it next week.",
    "The tribunal sent us its decision ahead of publication.",
    "Until the court releases it on Friday we must pretend not to know that we won.",
    "Before the judgment is made public, a word of thanks to the team that won it.",
    "We got an early look at the ruling.",
    "The decision stays secret until Monday at ten.",
    "Typographical corrections to the judgment are due at noon, and then the world will know.",
    "We were given the decision under embargo.",
    "Their Lordships' draft is with us.",
    "What the judge has decided will be read out on Friday; we know already.",
]
NOT_EMBARGOED = [
    "Judgment was handed down on Tuesday and is on the public site.",
    "The judge gave her decision aloud the same afternoon.",
    "A judgment is handed down in open court.",
    "The draft lease was sent round on Friday.",
    "We prepared a draft order for the judge.",
    "The embargo on exports was lifted.",
    "An arms embargo made the contract illegal.",
    "We received the judgment in July and paid within a week.",
    "The council published its decision on the website.",
    "The inspector's decision came by post.",
    "The decision was made public last year.",
    "The court ruled in her favour, and the landlord paid.",
    "She read the judgment twice and rang to thank us.",
    "The draft contract was confidential.",
    "The planning committee will publish its minutes on Friday.",
    "The result of the survey arrived early.",
    "He drafted the will before lunch.",
    "The ruling was short and clear.",
    "We advise on embargoes and sanctions.",
    "The arbitrator's award stays private between the parties.",
    "The judge decided the case on the papers.",
    "The press release was embargoed until the shop opened.",
    "The report was sent in confidence to the board.",
    "The decision was his alone.",
    "We know the law on boundaries, and we say so plainly.",
    "The tribunal announced its decision at the end of the hearing.",
    "The judgment of the county court was set aside.",
    "An early decision saved both sides money.",
    "The draft accounts were wrong.",
    "He had seen the decision letter before he signed.",
    "We read the ruling together and decided not to appeal.",
    "The opinion of counsel was sought in advance.",
    "Advance notice of the meeting was not given.",
    "A copy of the judgment is on the public register.",
    "The judge's reasons filled nine pages.",
    "We cannot say how long a hearing will take until we see the papers.",
    "The results of the exam came out on Thursday.",
    "The board will announce the winner on Friday.",
    "He knew the outcome of the vote.",
    "Judgment in default was entered against the builder.",
]
LIVE = [
    "The trial opens in May.",
    "Our appeal is listed for the second week of October.",
    "We are due back in court on Monday.",
    "The hearing is listed for three days in the autumn.",
    "She is still fighting for her pension.",
    "The other side has until Friday to respond.",
    "The appeal is yet to be heard.",
    "The case is under appeal.",
    "The jury is out as I write.",
    "He will be sentenced next month.",
    "Police are still investigating, and we have told them to look at the foreman.",
    "The inquest resumes in January, and the hospital will have to explain itself.",
    "A retrial has been ordered and begins after Easter.",
    "We have just issued proceedings against the developer.",
    "The judge has reserved his decision, and we are hopeful.",
    "We are awaiting the verdict.",
    "He remains on bail while the officers look for evidence that does not exist.",
    "The tribunal has not yet ruled on the bonus.",
    "They have appealed, and we shall see them in the Court of Appeal.",
    "She goes to trial in the spring.",
    "Next month a jury will hear what really happened on that site.",
    "We will be asking the High Court to quash the decision when it sits in June.",
    "The company now faces trial for what its managers did to our client.",
    "The claim has been served, and the insurer has a fortnight to file its defence.",
    "We are suing the maker of the ladder.",
    "Our client has been charged with a fraud that he did not commit.",
    "The proceedings are ongoing, but the truth is plain.",
    "The matter is far from over.",
    "The fight goes on, and the council should be ashamed.",
    "The case continues.",
    "We expect the judge to see through it when she hears the witnesses in March.",
    "The prosecution's star witness gives evidence on Thursday.",
    "No date has been set for the trial yet.",
    "It is now before the Supreme Court, and we hope for a ruling by the summer.",
    "The investigation is still open.",
    "She is waiting for the tribunal to decide.",
    "The arbitration is in its second week, and their expert is already in trouble.",
    "Our client stands accused of something his partner did.",
    "We go back before the judge in two weeks.",
    "The court will hear our application next Tuesday.",
    "His appeal against conviction has been lodged.",
    "The Crown has yet to disclose the footage.",
    "We mean to show the jury that the log was forged.",
    "He is on trial for a theft that never took place.",
    "The hospital's lawyers are due to file their answer any day now.",
    "Leave to appeal has been sought.",
    "The coroner sits again in the new year.",
    "We have asked for permission to appeal, because the judge got it wrong.",
    "The grand jury meets later this month.",
    "She takes the stand tomorrow.",
]
OVER = [
    "The case ended last year and nobody appealed.",
    "We are recruiting in our trial team.",
    "The trial was listed for May, but the landlord paid in April.",
    "An appeal must be lodged within 21 days.",
    "Appeals are heard within six weeks.",
    "Hearings are held in private.",
    "The trial lasted four days.",
    "The judge gave judgment the same afternoon.",
    "The council withdrew a week before the inquiry.",
    "At the hearing the bank gave way.",
    "If talks fail, a judge will decide.",
    "You have three months to bring a claim.",
    "The tribunal will look at what a reasonable employer would have done.",
    "A trial period of four weeks is allowed.",
    "The clinical trial was delayed.",
    "She appealed and won.",
    "The appeal was dismissed in the winter, and that was the end of it.",
    "The police took no action.",
    "The investigation ended without a charge.",
    "He was charged with careless driving and acquitted.",
    "The jury was out for an hour.",
    "The case was adjourned twice before it settled.",
    "We fought for two years, and then it was over.",
    "The other side had until Friday to reply, and did not.",
    "The hearing was due to start at ten; they paid at nine.",
    "The planning appeal was allowed.",
    "The charity's appeal for funds continues.",
    "The building work is due to start in May.",
    "The sale is due to complete next month.",
    "The law is due to change in April.",
    "The court sits in a former chapel.",
    "Most claims settle before trial.",
    "We will tell you what a court would probably decide.",
    "The ruling is binding on lower courts.",
    "Our hearing is not what it was, joked the retired judge.",
    "The firm is still growing.",
    "We are still in touch with the family.",
    "The next training day is in June.",
    "The fight over the fence lasted a summer.",
    "The judge heard the witnesses and believed her.",
    "He faced a fine, and paid it.",
    "She is expected back at work in March.",
    "The insurer had not yet answered when the limitation period ran out, so we issued.",
    "The claim was issued on the last day and settled soon after.",
    "Our client was waiting for the bus when the wall fell.",
    "Time for appealing has passed.",
    "Nobody has appealed, and nobody now can.",
    "A hearing is usually listed within eight weeks.",
    "An employer has until the end of the month to reply to such a request.",
    "The courts are busy, and cases take longer than they did.",
]
BREAKS = [
    pytest.param(sense, words, id=f"{rule.id}-{number}")
    for rule in catalogue()
    for sense in sorted(rule.senses & OURS)
    for number, words in enumerate(rule.breaks)
    if "=" not in words
]
PASSES = [
    pytest.param(sense, words, id=f"{rule.id}-{number}")
    for rule in catalogue()
    for sense in sorted(rule.senses & OURS)
    for number, words in enumerate(rule.passes)
    if not words.startswith("[article]")
]


@pytest.mark.parametrize("words", EMBARGOED)
def test_a_judgment_that_is_not_out_yet_is_found(words: str) -> None:
    """Whoever tells what a judge has decided before the court has told it is stopped."""
    assert Sense.EMBARGO in senses(courts.find, words)


@pytest.mark.parametrize("words", NOT_EMBARGOED)
def test_judgments_that_are_out_and_other_drafts_are_left_alone(words: str) -> None:
    """A judgment that everyone may read, a draft lease and an export ban are no secret of a court's."""
    assert Sense.EMBARGO not in senses(courts.find, words)


@pytest.mark.parametrize("words", LIVE)
def test_a_case_that_is_not_over_is_found(words: str) -> None:
    """A trial, hearing, appeal, sentence, inquest or investigation of ours that lies ahead is found."""
    assert Sense.LIVE_CASE in senses(courts.find, words)


@pytest.mark.parametrize("words", OVER)
def test_what_is_over_and_what_the_law_says_in_general_is_left_alone(words: str) -> None:
    """Told in the past, or of any case at all, a hearing is no live matter."""
    assert Sense.LIVE_CASE not in senses(courts.find, words)


@pytest.mark.parametrize(("sense", "words"), BREAKS)
def test_the_catalogues_examples_are_found(sense: Sense, words: str) -> None:
    """What the rules of the courts give as a breach is found."""
    assert sense in senses(courts.find, words)


@pytest.mark.parametrize(("sense", "words"), PASSES)
def test_the_catalogues_near_misses_are_left_alone(sense: Sense, words: str) -> None:
    """What the rules of the courts let pass is not found."""
    assert sense not in senses(courts.find, words)


@pytest.mark.parametrize("words", clean_sentences())
def test_ordinary_legal_prose_is_left_alone(words: str) -> None:
    """No court's restriction is seen in the catalogue's clean sentences."""
    assert set() == senses(courts.find, words)


@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.ELSEWHERE, Kind.PRACTICE])
def test_pieces_that_explain_the_law_are_not_read(kind: Kind) -> None:
    """An article may say what care proceedings are: only what tells of clients, or of the firm's people, is read."""
    assert set() == senses(courts.find, "We won the care proceedings.", kind)


@given(st.text(st.sampled_from("the judge said her son should live with his gran. \n'’“”-*İß1"), max_size=120))
def test_hits_lie_in_the_text(text: str) -> None:
    """Whatever is told, each place lies within it and holds a word."""
    for hit in courts.find(Told(text, Kind.STORY)):
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end].strip() == text[hit.start : hit.end]


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    """Any characters at all can be read."""
    assert set() <= senses(courts.find, text)


@given(st.sampled_from(LIVE + EMBARGOED), st.sampled_from(["upper", "title", "curly", "spaced"]))
def test_case_quotes_and_spaces_do_not_matter(words: str, how: str) -> None:
    """A headline in capitals, curly apostrophes and double blanks say the same."""
    changed = {
        "upper": words.upper(),
        "title": words.capitalize(),
        "curly": words.replace("'", "’"),
        "spaced": words.replace(" ", "  "),
    }[how]

    assert senses(courts.find, words) == senses(courts.find, changed)


def test_a_hit_covers_the_sentence_that_says_it() -> None:
    """The author is shown the whole sentence, without its neighbours."""
    before, said, after = "We met in the rain.", "The trial opens in May.", "It was cold."
    (hit,) = courts.find(Told(f"{before} {said} {after}", Kind.STORY))

    assert said == f"{before} {said} {after}"[hit.start : hit.end]


def test_a_hit_covers_both_sentences_where_it_takes_two() -> None:
    """Where the child stands in one sentence and the order in the next, both are shown."""
    text = "Her little boy was four. The judge said that he should live with his grandmother."
    (hit,) = courts.find(Told(text, Kind.STORY))

    assert "The judge said that he should live with his grandmother." in text[hit.start : hit.end]
