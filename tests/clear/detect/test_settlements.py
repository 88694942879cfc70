"""Settlements whose terms are not for telling."""

import pytest

from pipeline.clear.detect import courts
from pipeline.clear.detect.told import Sense
from tests.clear.detect.saying import senses

TOLD = [
    "She settled for an undisclosed sum.",
    "The terms of the settlement are confidential.",
    "The terms remain private, but he has bought a boat.",
    "The figure must stay between us, but it had six noughts.",
    "We may not say how much they paid.",
    "Part of the deal was silence.",
    "The file is under seal.",
    "She signed an NDA and walked away with two years' salary.",
    "A gagging clause stops him from telling you what he got.",
    "Neither side can talk about what was agreed.",
    "The settlement agreement has a confidentiality clause, so let us just say she is content.",
    "I am not allowed to tell you the number.",
    "The amount is a secret, and a pleasant one.",
    "It ended with a cheque and a promise never to speak of it.",
    "The hospital paid on condition that nobody talks about it.",
    "They bought her silence, and she thinks the price was fair.",
    "What they paid stays in the room where they paid it.",
    "The parties agreed not to disclose the terms.",
    "Our lips are sealed as to the sum.",
    "He is bound by confidentiality, but his new roof is not.",
    "The deal cannot be discussed, though the smile on her face can.",
    "I can't give you the figure without breaking the agreement.",
    "On terms that neither side will ever reveal, the claim was withdrawn.",
    "The company insisted on secrecy, and for that it paid extra.",
    "The number is between the two of them and the bank.",
    "How much? We promised not to tell.",
    "The settlement was sealed by order of the judge.",
    "In return for keeping quiet she received more than any court would have given her.",
    "The agreement forbids us to name the sum, but it has a comma in it.",
    "The matter was resolved on confidential terms.",
    "A private settlement followed, and the family has moved to the coast.",
    "They settled quietly, and nobody involved may say for what.",
    "The terms may not be published, but she will not need to work again.",
    "He took the money and signed away the right to talk about it.",
    "The exact amount is covered by a non-disclosure agreement.",
    "The record was sealed when the case settled.",
    "I could tell you what the insurer paid, but then I would be in breach.",
    "What changed hands that night is nobody's business, says clause nine.",
    "They shook hands on a sum that may not be spoken aloud.",
    "The defendants made it a condition that the figure would never be known.",
    "We've been asked to keep the amount quiet.",
    "The price of peace was that we keep our mouths shut.",
]
CLEAN = [
    "The parties settled, and both agreed to this note.",
    "We drafted a confidentiality agreement for a start-up.",
    "We draft NDAs at a fixed fee.",
    "What you tell us stays between us.",
    "Mediation is confidential, and nothing said there can be used in court.",
    "Without prejudice letters may not be shown to the judge.",
    "A confidential reference may be disclosed.",
    "A sealed copy of the order was sent by post.",
    "The order was sealed by the court.",
    "The settlement of the ground caused the crack.",
    "They settled for about half of what she had asked.",
    "The landlord paid the full sum, and the tenant published the letter.",
    "We cannot say how much your claim is worth until we have seen the report.",
    "Nobody can say how much a trial will cost.",
    "He left with a good reference and three months' pay.",
    "The envelope was sealed with wax.",
    "The sum was paid in four instalments.",
    "A confidentiality clause cannot stop anyone from blowing the whistle.",
    "Our call is free and confidential.",
    "He copied confidential price lists before he left.",
    "The recipe was a trade secret.",
    "The terms of the lease were plain.",
    "She promised not to compete for six months.",
    "The buyer signed a non-disclosure agreement before the data room opened.",
    "The bank must keep its customers' secrets.",
    "The agreement forbids the keeping of bees.",
    "We settled on a plan over tea.",
    "The figure in the accounts was wrong.",
    "The amount was repaid with interest.",
    "They agreed not to build above two storeys.",
    "The price stays the same whatever happens.",
    "The seller kept quiet about the damp.",
    "The family settlement dates from the thirties.",
    "The private road was closed.",
    "The undisclosed defect came to light after completion.",
    "The terms of business are on our website.",
    "I am not allowed to tell you what to do, only what the law is.",
    "The judge sealed the envelope and put it on the file.",
    "An agent who acts for an undisclosed principal may be liable.",
    "The deal closed on a Friday, and the sum was in all the trade papers.",
    "Neither side wanted to talk about the dog.",
    "The tribunal published its award, and the sum is there for all to see.",
]


@pytest.mark.parametrize("words", TOLD)
def test_a_settlement_that_is_to_stay_secret_is_found(words: str) -> None:
    """Confidential, sealed and undisclosed terms are found, and so are hints that nobody may name the sum."""
    assert Sense.SECRET_SETTLEMENT in senses(courts.find, words)


@pytest.mark.parametrize("words", CLEAN)
def test_open_settlements_and_other_secrets_are_left_alone(words: str) -> None:
    """Secrets of trade, of mediation and between lawyer and client hide no settlement."""
    assert Sense.SECRET_SETTLEMENT not in senses(courts.find, words)
