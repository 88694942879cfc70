"""Words of clients, opponents and others in quotation, and everything else that wears quotation marks."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect.quotes import find
from pipeline.model import Kind
from tests.clear.detect.reading import found, hits

SPOKEN = {
    "curly, verb after": "“I thought I would lose the farm by Easter,” said our client.",
    "in her words": "In her words: “nobody had ever listened before”.",
    "verb before, comma": "He wrote, “you gave me my children back”, and sent flowers.",
    "straight": 'She told us: "My sister never rang again."',
    "single curly": "‘We just want the roof mended,’ the tenant said.",
    "single straight": "'I will not sign that,' he replied, and left the room.",
    "guillemets": "« Nous n'avons rien signé », she said, « and I never will ».",
    "text message": "His message read “don't bother coming in on Monday”.",
    "note": "The note on the door said “gone for good, do not call me”.",
    "e-mail": "The manager e-mailed her: “we expect you back on Tuesday or not at all”.",
    "between": "“I opened the letter,” she recalled, “and I sat down on the stairs.”",
    "laughed": "“You can keep the dog,” he laughed.",
    "put it": "As the neighbour put it, “that hedge was there before the Romans”.",
    "whispered": "On the way out she whispered, “thank you for not giving up on us”.",
    "unattributed first person": "“I have never been so frightened in my life.” That was how the call began.",
    "and I quote": "She told us, and I quote, that nobody at the bank had looked her in the eye.",
    "colon without marks": "He said to us: I want my name back, nothing else.",
    "block quote": "A week later a card came.\n\n> I can sleep again. You gave me my garden back.\n\nWe kept it.",
    "italic speech": "*I never thought it would end,* she said on the steps.",
    "dash": "– I never signed anything, she said.\n\nWe believed her.",
    "opponent": "The landlord shouted, “you will never get a penny out of me”.",
    "relative": "Her brother, who had kept the books, said “there was always money in the tin”.",
    "pronoun far": "When the cheque came she rang us and said only this: “now I can bury him properly”.",
    "voicemail": "The voicemail was short: “You're finished here, don't come back.”",
    "witness": "The foreman told the inspector, “I knew the guard was off”.",
    "exclamation": "“We did it!” she cried.",
    "joked": "“Next time I'll buy a tent,” he joked.",
    "they": "They texted: “leave the keys under the mat by noon”.",
    "testimonial inside": "“They were kind to my mum and they rang when they said they would.”",
    "called it": "She called the meeting “the worst hour of my working life”.",
    "added": "“And nobody from the school has said sorry,” the father added.",
    "new York": '"I drove that cab for thirty years," the man told us, "and I never had one complaint."',
    "letter": "His letter ended: “I forgive you, but I will not forget.”",
    "diary": "An entry in her diary read, “they have changed the locks on us”.",
    "asked": "“Will I see my grandson again?” she asked.",
    "name": "“I did what I was told,” Hettie Vanbrugh told us.",
}
OTHER = [
    "The Act speaks of “reasonable adjustments”.",
    "The judge said: “the appeal is dismissed”.",
    "“Time is of the essence” has a precise meaning in contract law.",
    "The clause said “the tenant shall not keep animals”.",
    "The lease read: “you must not sublet the whole”.",
    "The policy says “we will not pay for wear and tear”.",
    "The form asks “do you have a disability?” and leaves one line.",
    "The court asked whether the step was “just and equitable”.",
    "Section 8 speaks of a “substantial” and “long-term” effect.",
    "The notice was marked “without prejudice”.",
    "He was a “worker”, not an “employee”.",
    "The so-called “bedroom tax” still applies.",
    "“Fair” does not mean “equal”.",
    "The tribunal held that “capability includes health”.",
    "The dictionary defines it as “a thing of value given in return”.",
    "Our motto is “plain words, early”.",
    "“Bring every letter,” I told her.",
    "We always say “write it down”.",
    "The leaflet says “you can ask us for a review”.",
    "The statute uses the words “as soon as reasonably practicable”.",
    "Never write “I accept” on a cheque you dispute.",
    "Clients often ask “how long will it take?”",
    "The label read “keep away from children”.",
    "In the words of the Court of Appeal, “the question is one of fact”.",
    "The contract defined “completion” and “the works”.",
    "The sign said “no dogs”.",
    "The guidance tells schools to “think twice before excluding”.",
    "The will said “I leave my house to my sister”.",
    "If a dealer says “sold as seen”, your rights remain.",
    "A clause headed “Entire agreement” stood on the last page.",
    "The book “What We Owe Each Other” stood on her shelf.",
    "She had signed a “zero hours” contract.",
    "The regulator asked firms to “treat customers fairly”.",
    "The ombudsman wrote that “the bank acted fairly”.",
    "Lord Denning called it “a matter of common sense”.",
    "The tenant's deposit wasn't protected, and the agents' fees weren't shown.",
    "It was 6'2\" wide and 8' long, and the neighbours' fence stood on it.",
    "The word “may” gives a choice; the word “shall” gives none.",
    "> 12. The tenant shall pay the rent on the first of each month.",
    "A common question is “can I take my dog?”",
    "The regulations require “a durable medium”.",
    "The order said “the father shall return the passport”.",
    "Parties write “subject to contract” at the top for a reason.",
    "A *without prejudice* letter is not shown to the judge.",
    "The invoice was stamped “paid”.",
    "The ‘gig economy’ has many kinds of worker.",
    "We told the landlord's agent: the notice is out of date.",
]


#: Written after the detector, to see what it makes of other voices.
MORE_SPOKEN = [
    'When it was over she hugged the clerk. "I can breathe," was all she managed.',
    'Her reply, when it came, was four words long: "Sell the horse now."',
    "'Not on my watch,' was the foreman's answer.",
    'The builder\'s text message ended with "see you in court, love".',
    "“The wall came down at dawn.” She told it without a pause.",
    "He kept repeating that he “never saw the bike”.",
    "Our client called the sale “the biggest mistake of my life”.",
    "She described the manager as “a bully with a spreadsheet”.",
    '"We were told to keep quiet," one of the nurses told us.',
    "According to our client, “nobody on that ward had slept for two days”.",
    'On the envelope he had written "open this when I am gone".',
    "The caller – a farmer – said ‘they took the gate as well as the sheep’.",
    "“No”, she said, “not for a million.”",
    '"Was it worth it?" we asked. "Every minute," she said.',
    "The tenant's first sentence to us was “I have nowhere to go”.",
    "His daughter thought it was “a lot of fuss about a ladder”.",
    "> They never once made me feel small.",
    "> “I would do it all again.”\n> — a client, after the hearing",
    "— I want to go home, he said to the nurse.",
    "_I signed because I was scared_, she told the officer.",
    'The employer replied by email: "Your position no longer exists."',
    "The note pinned to the till read: 'we know what you did'.",
    "As her son told the inquest, “Dad would have hated the fuss”.",
    '"Ils m\'ont tout pris", nous a dit notre cliente.',
    "«Me quitaron la casa», dijo entre lágrimas.",
    'The neighbour was heard to say, "that tree has to go tonight".',
    "She said the bank “treated me like a thief”.",
    "He signed off with 'yours, never again'.",
    "“It's like a weight off,” our client says now.",
    "In a voicemail the director said “don't bother turning up”.",
    "“Thank you for believing me,” the card said.",
    "Asked why, he shrugged: “because they could”.",
    'The supervisor\'s e-mail said: "She is too old for the front desk."',
    "One customer wrote that it was ‘the saddest cake I ever saw’.",
    "The landlord, when told, said only “so what?”.",
    '"Get off my land," he told the surveyor.',
    '"Fix it or I walk", the foreman had said, and then he walked.',
    "The first thing she ever said to me was, ‘I am not a quarrelsome woman.’",
    "It was, he said, “like being sacked by a vending machine”.",
    "“Never again,” he wrote on the back of the cheque.",
    "The children's grandmother put it best: ‘a house is not a suitcase.’",
    "Their WhatsApp group had been busy. “Change the locks before she's back,” wrote one of them.",
    "The operations manager's view was that our client was ‘past his sell-by date’.",
    "‘And that was the end of that,’ as she likes to say.",
    "“You'll have to carry me out,” she had told the bailiffs.",
    'On the last page of the diary stood: "They have taken the piano."',
    "Or, as our client has it, “the hen was innocent”.",
    '"He promised it to me on the boat," says the nephew.',
    "The answer came back within the hour: “Not while I live.”",
    "„Wir haben nie einen Vertrag gesehen“, sagte der Mieter.",
    'He\'d tell anyone who would listen that "a drain has no politics".',
    'Our client\'s own account is short. "I slipped, I shouted, nobody came."',
    "“Is that all it was?” asked the neighbour, and went in to tea.",
    "Her letter to the board began ‘Gentlemen, I am seventy and I can count’.",
    "“The roof leaks on my bed and you send me a calendar,” one tenant wrote.",
    '*"I want it in writing,"* she told the agent.',
    "> When they rang, I cried in the car park.",
    "She still has the text: “dont come in tmrw or ever”.",
    '"It was never about the money," our client would say, "it was about the gate."',
    "The coach had texted three words: “you are cut”.",
    "‘What God has joined,’ the mother-in-law liked to say, ‘no lease shall part.’",
    'He sent back a single line: "See you on Thursday, bring cake."',
    "“That's my chimney,” the neighbour insisted.",
    'Her first e-mail to us ran: "I am not angry, I am tired."',
    "To the question why he stayed, he answered “where would the dog go?”",
    '"I\'d sign it again," he told the mediator with a grin.',
    "« Je ne partirai pas », répétait la locataire.",
    "The supervisor wrote in the log: “moved her to nights, that should do it”.",
    "> I had stopped opening the post.\n\nThat is how our client put it.",
    "“Best cup of tea in my life” is how she remembers the day.",
    "The brother-in-law texted back ‘over my dead body’.",
    "In his own words, the boat was “a coffin with a radio”.",
]
MORE_OTHER = [
    'The lender\'s standard letter says "you should take advice".',
    'The judge\'s phrase was "substance over stationery", and I have used it ever since.',
    'The minute book used the word "let".',
    'The dealer relied on the words "sold as seen".',
    'The dealer\'s terms said that "all warranties are excluded".',
    'The consignment form said that unclaimed works would be sold "after reasonable notice," and that was hard.',
    'The landlord kept the deposit and cited "fair wear and tear".',
    'The insurer relied on "wear and tear" and the exclusion for "gradual deterioration".',
    'They turned up in a filing cabinet under "Sundries".',
    'There are rules on the word "artisanal," too.',
    'Four hundred people saw addresses in the "To" field.',
    'The council\'s policy speaks of "local connection".',
    'The report called the crack "minor".',
    '"Reasonable" is a word that lawyers love.',
    'A "small" claim is one of up to £10,000.',
    'The court asks: was the decision "within the range of reasonable responses"?',
    'The tribunal asked itself whether a reasonable employer "could have dismissed".',
    'The Act says that a landlord "must not" take more than five weeks\' rent.',
    'The seller ticked "not known" on the form.',
    'The seller\'s reply to enquiry 7 was "not so far as the seller is aware".',
    'The warranty card read "valid for twelve months from purchase".',
    'HMRC\'s manual says "each case turns on its facts".',
    'The receipt said "no refunds".',
    'We put "subject to contract" at the head of each letter.',
    'I wrote "no later than Friday" in the margin.',
    'The question was whether a hedge is a "building".',
    'What the courts call "the natural and ordinary meaning" is often a surprise.',
    'The contract used "shall" in one place and "may" in another.',
    'It was a "no fault" notice, as people call it.',
    'The Ombudsman said that the delay was "unreasonable and avoidable".',
    'The order began "upon hearing counsel".',
    'The lease called the garden "the demised premises".',
    'In the trade it is called "knocking copy".',
    'A will that says "all my money" invites a dispute.',
    'The survey said "further investigation is advised".',
    'The agency\'s website said "no fees to tenants".',
    'The advert promised "free delivery anywhere".',
    'The box on the form says "I consent".',
    'Ask for the "mandatory reconsideration" first.',
    '"Without prejudice" does not mean "off the record".',
    'The board\'s minutes record that the motion was "carried".',
    'The tag said "machine wash".',
    'The rule is sometimes summed up as "first in time, first in right".',
    'The notice gave "rent arrears" as its ground.',
    'The judge described the evidence as "thin" and the delay as "inexcusable".',
    'Mr Justice Hale said that "the family is not a committee".',
    'The arbitrator wrote: "I find that the boundary is the ditch."',
    'The planning officer\'s report said the shed was "out of keeping".',
    'The letter before claim said "we intend to issue proceedings".',
    'It came with a sticker that said "do not remove".',
    'The clause called it "ordinary wear".',
    'In the lease the garden is "the Premises".',
    'She asked for a "soft" landing and got a hard one.',
    'The buyer wanted "vacant possession", which is a term of art.',
    'He learned what "joint and several" means.',
    'We wrote "please forward" on the envelope.',
    'The contract said that time was "of the essence".',
    'The permit said "valid until revoked".',
    'The judge called it "a sorry tale" and moved on.',
    'A letter headed "Final notice" had come in June.',
    'The title was "good leasehold".',
    'The bank asked for a "wet ink" signature.',
    'It is what accountants call "a going concern".',
    'The label promised "100% wool".',
    'The judgment says "the words must be given their ordinary meaning".',
    'I told him: "Bring the deed and the dog."',
    'The council wrote that the bin was "contaminated".',
    'The tenancy began as a "company let".',
    'A "Notice to Quit" is not a letter.',
    'The will left "my books" to a library.',
    'The agent\'s particulars said "deceptively spacious".',
]


@pytest.mark.parametrize("text", [*SPOKEN.values(), *MORE_SPOKEN])
def test_the_words_of_people_in_a_story_are_found(text: str) -> None:
    """Words quoted from somebody in the story are reported, however they are marked."""
    assert found(find, text)


@pytest.mark.parametrize("text", [*OTHER, *MORE_OTHER])
def test_the_words_of_the_law_and_of_paper_are_left_alone(text: str) -> None:
    """Judges, statutes, contracts, forms, terms of art and the firm's own words are nobody's secret."""
    assert [] == found(find, text)


def test_an_article_is_not_searched() -> None:
    """An article quotes as it likes."""
    assert [] == found(find, "“I never signed,” said our client.", Kind.ARTICLE)


def test_a_testimonial_is_its_writers_own() -> None:
    """A testimonial without quotation marks is asked about as a whole, not sentence by sentence."""
    assert [] == found(find, "I rang them in May. They explained my lease to me.", Kind.TESTIMONIAL)


def test_the_marks_belong_to_the_place_and_a_remedy_is_proposed() -> None:
    """A quotation is shown with its marks, and the author is asked to tell it."""
    (only,) = hits(find, "She said: “I will not sign that.”")

    assert (10, 33, "tell it in your own words") == (only.start, only.end, only.instead)


def test_a_block_is_shown_without_its_sign() -> None:
    """A block quotation is the words of all its lines."""
    assert ["I sleep again.\n> My garden is mine."] == found(
        find, "A card came.\n\n> I sleep again.\n> My garden is mine."
    )


def test_the_firms_own_people_may_be_quoted() -> None:
    """A lawyer of the firm who says what the law is gives nobody away."""
    assert [] == found(find, "“I would keep every letter you get,” says Rafe Pellow.")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*SPOKEN.values(), *OTHER, "\n\n", '"', "“", "’", "> ", "*", "– "]), max_size=5))
def test_places_lie_in_the_text_in_order_and_apart(parts: list[str]) -> None:
    """Whatever stands together, each place is inside the text and none overlaps another."""
    text = " ".join(parts)
    places = [(hit.start, hit.end) for hit in hits(find, text)]

    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aI 'said\"“”‘’«».,:>*_–\n", max_size=80))
def test_any_text_is_read(text: str) -> None:
    """No heap of marks stops the detector."""
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits(find, text))


MORE_QUOTE = [
    '"u can keep the dog m8" was the whole of the agreement.',
    'He called the wall "a wee bit squint".',
    "'cu in court lol' is how the exchange ended.",
    'The foreman had described her as "too slow for the likes of us".',
    '"Ask yer mam, she\'s the one signed it" was all the landlord offered.',
    '"If it leaks, it leaks" was the builder\'s answer.',
    'The voicemail, eleven seconds long, consisted of "You know what you did".',
    'She was told she was "not a good fit for nights".',
    'His complaint was that the paint was "more puce than plum".',
    "The manager's theory was that she'd \"gone a bit strange since the baby\".",
    'A Post-it on the till said "Gone to lunch, back never".',
    '"nvr agreed 2 that" is not a pleading we see often.',
    '"It\'s only a wee hole, so it is" came the reply from the site office.',
    '"Tell him he can whistle for it" was her only instruction.',
    'The text ran: "ur rent is late again m8".',
    'Her boss called the complaint "a storm in a very small teacup".',
    'A card propped on the till read "Back when I\'m sober".',
    '"She never asked, so I never said," he told the tribunal.',
    'He liked to say that the fence was "as straight as a politician".',
    '"Yer man has it wrong," said the plumber.',
    'The email signed off "yours in disgust, Bernard".',
]


NOT_QUOTE = [
    'The test is whether it was "fair and reasonable".',
    'The clause said "time is of the essence".',
    '"Without prejudice" is a phrase with a history.',
    'The sign said "No Parking".',
    'The policy covers "sudden and unforeseen damage".',
    'The word "lol" is not a signature.',
    'The contract called it "the Works".',
    'She had ticked "not applicable" on the form.',
    'The court found that he had acted "in good faith".',
    'A "snagging list" is a list of small faults.',
    'The lease said that the roof was "to be kept in repair".',
    'The form calls this "the date of knowledge".',
    'The label said "Dry Clean Only".',
    'The contract described the goods as "sound and merchantable".',
    '"Reasonable endeavours" is less than "best endeavours".',
    'The judge asked whether the fence was "a boundary feature".',
    'The notice must say "you have the right to appeal".',
    'The box marked "other income" had been left blank.',
    'What does "vacant possession" mean?',
    'The Act speaks of "a person aggrieved".',
    'The brochure promised "sea views from every room".',
]


@pytest.mark.parametrize("words", MORE_QUOTE)
def test_more_wordings_are_found(words: str) -> None:
    """The same things said in other ways: somebody's own words."""
    assert [] != found(find, words)


@pytest.mark.parametrize("words", NOT_QUOTE)
def test_more_near_misses_are_left_alone(words: str) -> None:
    """What looks like it and is nothing of the kind."""
    assert [] == found(find, words)
