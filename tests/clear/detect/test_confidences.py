"""What passed in confidence: who told it, and how it is told on."""

import pytest

from pipeline.clear.detect import confidences
from pipeline.clear.detect.told import Sense
from pipeline.clear.rules import catalogue, clean_sentences
from pipeline.model import Kind
from tests.clear.detect.saying import senses

OURS = {Sense.FORMER_CLIENT, Sense.PROSPECT, Sense.ADVICE, Sense.HYPOTHETICAL, Sense.PUBLIC_RECORD}
TOLD = {
    Sense.FORMER_CLIENT: [
        "A former client rang last week with a story that made me laugh.",
        "Years ago I acted for a man who had burned his own barn.",
        "Our late client would have enjoyed the irony.",
        "She used to be a client of ours before she moved away.",
        "One of our past clients lost everything in the same scheme.",
        "He was a client of mine once, and he has since died.",
        "An old client of the firm had the same trouble with his brother.",
        "We represented her until she went elsewhere.",
        "A client who has since passed away taught me that.",
        "Two ex-clients now run the rival shop.",
        "Long ago we defended a publican on the same charge.",
        "In an earlier life he had been our client.",
    ],
    Sense.PROSPECT: [
        "Last month a woman rang us about her brother's money.",
        "A couple came to see us about a wall, and never came back.",
        "We turned him down because he had lied to us.",
        "A would-be client sent us his whole diary.",
        "Somebody walked into our office with a bag of receipts and a confession.",
        "We could not take her case, but I still think about what she said.",
        "He wanted us to act for him, and we declined.",
        "An enquirer told us that she had moved the money before the divorce.",
        "She decided not to instruct us, and what she had said worried me.",
        "A stranger phoned our night line and said that he had hit somebody.",
        "After the free consultation she went to another firm.",
        "We sent them away with a list of other lawyers.",
    ],
    Sense.ADVICE: [
        "She admitted to us that the invoices were false.",
        "He confessed to me over coffee that he had signed for his wife.",
        "Our client confided that the marriage had been over for years.",
        "We warned her privately that the judge would not like him.",
        "I told him frankly that his case was hopeless.",
        "In our first meeting he broke down and told me about the gambling.",
        "She owned up to us about the second bank account.",
        "Between ourselves, our client knew about the damp.",
        "I advised him in confidence to pay before anyone asked.",
        "He let slip in our meeting that there was another will.",
        "Our advice to her was to say nothing about the loan.",
        "Privately he told us that he had never read the contract.",
    ],
    Sense.HYPOTHETICAL: [
        "Let's call her Joan.",
        "Names and places have been changed.",
        "That is not his real name.",
        "Hypothetically, say a councillor came to us.",
        "We shall call him the Major.",
        "I have changed a few details to protect the guilty.",
        "This is based on a true case of ours.",
        "A client whom I will call Basil came in.",
        "Inspired by a real client, this tale has a moral.",
        "Some details have been altered, but it happened.",
        "Mrs Smith (not her real name) came to us in tears.",
        "She shall be known here as the Duchess.",
        "Any likeness to a client is not quite accidental.",
    ],
    Sense.PUBLIC_RECORD: [
        "It is a matter of public record that our client was the driver.",
        "Our client's arrest was in all the papers, so we break no confidence.",
        "The judgment is public, so I can say that our client had lied.",
        "You can look it up at the court: our client missed six payments.",
        "It was said in open court, so there is no harm in repeating what our client did.",
        "Since it was reported by the press, we can tell you that we acted for the buyer.",
        "The court file is open to anyone, and it names our client.",
        "As anyone can read in the register, our client was struck off.",
        "No secret here: the newspapers reported that our client had sold the farm.",
    ],
}
CLEAN = [
    "We advise landlords on licensing.",
    "Tell us what happened in your own words.",
    "The witness admitted in cross-examination that the brakes were worn.",
    "Call us if you would like to talk it through.",
    "The duty to keep a confidence lasts after the retainer ends.",
    "Most people who ring a lawyer want to know the cost first.",
    "The former owner had built over the sewer.",
    "The previous tenant left the keys.",
    "The late landlord's daughter took over.",
    "His ex-wife kept the car.",
    "We delete the papers of former clients after seven years.",
    "The foreman admitted that the guard had been taken off.",
    "The surveyor told the buyer about damp.",
    "The bank told us that the form was lost.",
    "The other side confessed that they had no plans.",
    "Suppose a landlord forgets to protect a deposit.",
    "Imagine two neighbours and a hedge.",
    "The tribunal asked a hypothetical question about who would pay.",
    "The register of companies is a public record that anyone can search.",
    "Court records in this county can be inspected for a small fee.",
    "The change was reported in the trade press.",
    "The company changed its name in May.",
    "The details of the scheme were altered by the council.",
    "We call it the long way round.",
    "A baker came to us with a lease that nobody had read.",
    "Our client asked what she could do, and we wrote to the landlord.",
    "We told the landlord that the notice was wrong.",
    "We warned the contractor that we would ask for an injunction.",
    "People often ask us about wills.",
    "A caller to a phone-in may forget that strangers are listening.",
    "He told the tribunal that he had never been warned.",
    "She told the doctor about the pain.",
    "We turned the offer down.",
    "The case turned on a comma.",
    "Old clients and new ones are welcome at the party.",
    "We could not take the point on appeal.",
    "The guide is based on true costs.",
    "Past performance tells you little.",
    "He called her from the station.",
    "The insurer declined to act on the letter.",
    "We sent the papers away to be copied.",
    "The press may attend most hearings.",
    "The landlord walked in without knocking.",
    "A man from the council came to measure the wall.",
]
CASES = [pytest.param(sense, words, id=words) for sense, told in TOLD.items() for words in told]
RULES = [rule for rule in catalogue() if rule.senses & OURS]
BREAKS = [pytest.param(rule.senses, words, id=words) for rule in RULES for words in rule.breaks]
PASSES = [words for rule in RULES for words in rule.passes]


@pytest.mark.parametrize(("sense", "words"), CASES)
def test_what_passed_in_confidence_is_found(sense: Sense, words: str) -> None:
    """Former clients, people who never became one, what was admitted and advised, and excuses for telling it."""
    assert sense in senses(confidences.find, words)


@pytest.mark.parametrize(("expected", "words"), BREAKS)
def test_the_catalogues_examples_are_found(expected: frozenset[Sense], words: str) -> None:
    """What the rules of confidence give as a breach is found."""
    assert expected <= senses(confidences.find, words)


@pytest.mark.parametrize("words", [*CLEAN, *PASSES, *clean_sentences()])
def test_words_that_betray_nobody_are_left_alone(words: str) -> None:
    """What a witness said, what we do for people, and what the law says in general is no confidence."""
    assert set() == senses(confidences.find, words)


def test_articles_are_not_read() -> None:
    """An article that speaks of former clients explains the law."""
    assert set() == senses(confidences.find, "A former client rang.", Kind.ARTICLE)
