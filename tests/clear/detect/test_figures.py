"""Days, sums and numbers together, on sentences of our own that the language model has read."""

from itertools import chain

import pytest

from pipeline.clear.detect import amounts, contacts, dates, references
from pipeline.clear.detect.told import Sense, Told
from pipeline.edges.english import SpacyReader
from pipeline.model import Kind

_READER = SpacyReader()


def found(words: str) -> list[tuple[Sense, str]]:
    """The sense and the words of everything that the four detectors find."""
    told = Told(words, Kind.STORY, _READER.read(words), markdown=words)
    hits = chain(dates.find(told), amounts.find(told), references.find(told), contacts.find(told))
    return [(hit.sense, words[hit.start : hit.end]) for hit in hits]


DAYS = [
    ("The carter signed it on the nones of April.", "the nones of April"),
    ("His lease, dated the ides of May, ran for ten years.", "ides of May"),
    ("By Victoria Day the cottage had been emptied.", "Victoria Day"),
    ("The crane fell on Whit Monday and nobody was under it.", "Whit Monday"),
    ("She found the letter on the fifth night of Hanukkah.", "fifth night of Hanukkah"),
    ("He moved out on the last day of Ramadan.", "last day of Ramadan"),
    ("The boat sank on the Sunday of the Labour Day weekend, 2018.", "the Sunday of the Labour Day weekend, 2018"),
    ("They were married on Midsummer's Eve in a barn.", "Midsummer's Eve"),
    ("The stock was taken away on Orangemen's Day.", "Orangemen's Day"),
    ("Over the Twelfth fortnight nobody noticed; on the Twelfth itself the wall went.", "the Twelfth"),
    ("A cheque arrived on Epiphany.", "Epiphany"),
    ("On Plough Monday the farmhands downed tools.", "Plough Monday"),
    ("Her father died on Maundy Thursday.", "Maundy Thursday"),
    ("On Melbourne Cup day the bookmaker shut his doors.", "Melbourne Cup day"),
    ("The votes were still being counted on polling day 2019 when he rang.", "polling day 2019"),
    ("The landlord changed the locks on the second day of Eid.", "second day of Eid"),
    ("The kitchen caught fire on Lunar New Year's Eve.", "Lunar New Year's Eve"),
    ("He had bought the ring on Galentine's Day, of all days.", "Galentine's Day"),
    ("They dismissed him on St Crispin's Day.", "St Crispin's Day"),
    ("The deed was executed on Old Michaelmas Day.", "Old Michaelmas Day"),
    ("The notice expired on the 4th of last June.", "the 4th of last June"),
    ("He was stopped on the 9th of this month.", "9th of this month"),
    ("The dog bit her on the eleventh of last month.", "the eleventh of last month"),
    ("She collapsed the day before her fortieth birthday.", "the day before her fortieth birthday"),
    ("He was sacked on his sixtieth birthday.", "on his sixtieth birthday"),
    ("They split up on their silver wedding anniversary.", "their silver wedding anniversary"),
    ("The roof leaked from 3 to 7 May 2021.", "3 to 7 May 2021"),
    ("He was abroad between the 2nd and the 19th of August.", "the 19th of August"),
    ("The bailiff came on the Friday before the bank holiday, 24 May.", "24 May"),
    ("It rained on the bank holiday Monday and the tent came down.", "bank holiday Monday"),
    ("The swap was done by Columbus Day.", "Columbus Day"),
    ("She handed in her notice on Burns Night.", "Burns Night"),
    ("The log shows 2021-08-14T03:17 as the time of entry.", "2021-08-14"),
    ("He was born on 14.ix.1962 in a lighthouse.", "14.ix.1962"),
    ("The deed is dated 3 XI 1998.", "3 XI 1998"),
    ("The contract was dated this third day of June, two thousand and nineteen.", "third day of June"),
    ("Mon 4 Oct was when the lift stopped.", "4 Oct"),
    ("The message was sent at 02:14 on 11/08/22.", "11/08/22"),
    ("She rang us on Tuesday, and on 9/5 they settled.", "9/5"),
    ("They were evicted on Super Bowl Sunday.", "Super Bowl Sunday"),
    (
        "On the Saturday of the Glastonbury weekend 2022 he lost the van.",
        "the Saturday of the Glastonbury weekend 2022",
    ),
    ("On the third Sunday of Advent the choir walked out.", "third Sunday of Advent"),
    ("The shares were transferred on Trinity Sunday.", "Trinity Sunday"),
    ("Two days after Holi the paint was still on the walls.", "Two days after Holi"),
    ("The Tuesday after Labor Day she was let go.", "The Tuesday after Labor Day"),
    ("The lorry was stolen on New Year's morning.", "New Year's morning"),
    ("The ferry hit the pier on Saint Patrick's weekend, on the Monday.", "Saint Patrick's weekend"),
    ("The baby arrived on leap day.", "leap day"),
    ("The keys changed hands on Quarter Day, the twenty-fourth of June.", "twenty-fourth of June"),
    ("Her visa ran out on Songkran.", "Songkran"),
    ("The Supreme Court of that state heard his appeal on 13 November 2019.", "13 November 2019"),
    ("A licence was refused to her on 1 October 2023.", "1 October 2023"),
]
SUMS = [
    ("The landlord wanted thirty-eight thousand, four hundred and fifty a year for it.", "thirty-eight thousand, four hundred and fifty"),
    ("They had asked for twenty-two thousand, seven hundred and fifty a year.", "twenty-two thousand, seven hundred and fifty"),
    ("He put in six thousand, one hundred and twelve of his own.", "six thousand, one hundred and twelve"),
    ("She walked away with 118,465.", "118,465"),
    ("The other side opened at 41,250 and would not move.", "41,250"),
    ("The judge gave her seventeen thousand, three hundred and four.", "seventeen thousand, three hundred and four"),
    ("The rent went up to two thousand one hundred and fifteen a month.", "two thousand one hundred and fifteen"),
    ("They knocked him down to 27,350.", "27,350"),
    ("The estate pays £2,235 a month in nursing fees.", "£2,235"),
    ("The trust owes him $14,872.", "$14,872"),
    ("Our client still pays her €1,375 a month.", "€1,375"),
    ("Her tax return for that year showed £48,317 of rent.", "£48,317"),
    ("The policy pays the family £1,845 a month for life.", "£1,845"),
    ("He demanded thirteen thousand six hundred and forty.", "thirteen thousand six hundred and forty"),
]  # fmt: skip
NUMBERS = [
    (Sense.REFERENCE, "The registry's reference, BQNR 5561, is on the back.", "BQNR 5561"),
    (Sense.REFERENCE, "It was lodged as KD 41 7782 and forgotten.", "KD 41 7782"),
    (Sense.REFERENCE, "The trawler was registered as PW 417.", "PW 417"),
    (Sense.REFERENCE, "The patent was filed under number GB 2 417 553.", "GB 2 417 553"),
    (Sense.REFERENCE, "They quoted ZX-88-KL at us and hung up.", "ZX-88-KL"),
    (Sense.REFERENCE, "The parcel, tracked as 9400 1118 2055 3071 6642, never came.", "9400 1118 2055 3071 6642"),
    (Sense.REFERENCE, "The certified mail receipt, 7020 0640 0002 4418 7713, was in her bag.", "7020 0640 0002 4418 7713"),
    (Sense.REFERENCE, "The meter, MPAN 20 0004 1187 553, ran backwards.", "20 0004 1187 553"),
    (Sense.REFERENCE, "The bull was tagged UK 341 227 10 0553.", "341 227 10 0553"),
    (Sense.REFERENCE, "The planning file is at DC/21/0447/FUL.", "DC/21/0447/FUL"),
    (Sense.REFERENCE, "Her plate, KV68 OTR, was copied.", "KV68 OTR"),
    (Sense.CONTACT, "Her plate, KV68 OTR, was copied.", "KV68 OTR"),
    (Sense.CONTACT, "It went to account 40718832 at a bank abroad.", "40718832"),
    (Sense.REFERENCE, "It went to account 40718832 at a bank abroad.", "40718832"),
    (Sense.REFERENCE, "Policy no. HM/448/20917 had lapsed.", "HM/448/20917"),
    (Sense.CONTACT, "Policy no. HM/448/20917 had lapsed.", "HM/448/20917"),
    (Sense.CITATION, "The docket is No. 2021-PRB-00387 if you care.", "2021-PRB-00387"),
    (Sense.CITATION, "Case 21SMCV03318 took an hour.", "21SMCV03318"),
    (Sense.REFERENCE, "Case 21SMCV03318 took an hour.", "21SMCV03318"),
    (Sense.REFERENCE, "The hospital knew her as MRN 0044 1827.", "0044 1827"),
    (Sense.REFERENCE, "The grain was booked under GT 7714.", "GT 7714"),
    (Sense.REFERENCE, "The tribunal's file, marked ETA 20417, went missing.", "ETA 20417"),
]  # fmt: skip
CLEAN = [
    "A holiday let needs a licence from 1 October 2026.",
    "Short lets must be on the register from 20 May 2026.",
    "The Supreme Court decided the point on 13 November 2019.",
    "The Court of Appeal handed down its ruling on the question on 4 March 2021.",
    "The Justices answered it on 22 June 2023.",
    "A dog that bites a postman costs its owner dear from 1 June 2026.",
    "Zero-hours workers get notice of shifts from 6 April 2027.",
    "An e-scooter needs insurance after 1 January 2027.",
    "Parliament meant what it said on 5 December 2005.",
    "Plan for Christmas Day well ahead.",
    "Easter is a hard time for separated parents.",
    "On Mother's Day restaurants are full.",
    "The office shuts on St Patrick's Day.",
    "Every Twelfth Night somebody asks us about decorations.",
    "Most parents swap Boxing Day from year to year.",
    "We march on May Day.",
    "Beware the ides of March, as they say.",
    "Polling day is a long day for a returning officer.",
    "It was market day and the square was full.",
    "She works on pay day at the counter.",
    "A birthday is a good day to make a will.",
    "Wills are often made after a fortieth birthday.",
    "A child may apply on his eighteenth birthday.",
    "He retired before his pension was due.",
    "The rules change on your eighteenth birthday.",
    "A week to the day after the crash she walked again.",
    "Thanksgiving dinners end in quarrels.",
    "She gave thanks, and the family did too.",
    "We went to Epiphany Church and sat down.",
    "He had an epiphany in the car park.",
    "They held the meeting in Holiday Lane.",
    "The Michaelmas term was over.",
    "The Easter term list was long.",
    "Hilary term had begun.",
    "It happened in the second week of Lent.",
    "He said he would march with them.",
    "Lent money is slow to come home.",
    "It was the Saturday shift that he minded.",
    "The day of the hearing was warm.",
    "The Friday before the hearing we met again.",
    "A Sunday roast was on the table.",
    "Part IV of the Act was repealed.",
    "Henry VIII powers and World War II claims.",
    "Louis XIV would have liked the sofa.",
    "From 9 to 5 she sat by the telephone.",
    "Chapter 3 to 7 of the guide.",
    "Between 3 and 7 days passed.",
    "He had asked for forty thousand a year.",
    "She asked for two hundred and fifty copies.",
    "The hall holds one thousand, two hundred and fifty people.",
    "He wanted twelve thousand, four hundred and ten signatures.",
    "They had asked for 1,250 names and got 1,314.",
    "The petition opened at 41,250 signatures.",
    "The court gave him two thousand and nineteen as the year.",
    "It came to four hundred and twelve pages.",
    "He drove 118,465 miles in it.",
    "A pint at £4.85 is no bargain.",
    "A loaf costs £1.45 now.",
    "Stamps at £1.65 each add up.",
    "A second-class stamp costs 87p.",
    "A coffee at $5.75 buys an hour of peace.",
    "You can buy a tenancy form for £7.99 in a shop.",
    "The guide costs £12.99 in any bookshop.",
    "A parking ticket in our town is £70 or £35 early.",
    "A passport costs £88.50 to renew.",
    "It fits on an A4 page and a B5 card.",
    "The letter quoted section 21 and Form 6A.",
    "He was registered as a carer in 2019.",
    "It was filed under nonsense in 1994.",
    "The reference, as ever, was kind.",
    "She lodged an N244 and a C79.",
    "Reference to the 1985 Act was made.",
    "The number of claims, 2417, is no surprise.",
    "He was booked under a false name in 2020.",
    "The plate, a Wedgwood of 1820, was cracked.",
    "She took account of 2019 and 2020.",
]


@pytest.mark.parametrize(("words", "day"), DAYS)
def test_the_day_of_something_that_happened_is_found(words: str, day: str) -> None:
    """Feasts of every calendar, birthdays, split and Roman dates tell a day."""
    assert any(sense is Sense.DATE and day in span for sense, span in found(words))


@pytest.mark.parametrize(("words", "amount"), SUMS)
def test_a_sum_of_the_matter_is_found(words: str, amount: str) -> None:
    """A sum needs no currency behind a word of asking or paying, nor a verb in the past."""
    assert any(sense is Sense.AMOUNT and amount in span for sense, span in found(words))


@pytest.mark.parametrize(("sense", "words", "number"), NUMBERS)
def test_a_number_is_found_in_each_of_its_senses(sense: Sense, words: str, number: str) -> None:
    """Groups of letters and figures behind a label are one number; some are both a reference and a contact."""
    assert any(sense is told and number in span for told, span in found(words))


@pytest.mark.parametrize("words", CLEAN)
def test_what_is_of_nobody_is_left_alone(words: str) -> None:
    """Feasts in general, law in the present, prices of things, counts and common names pass."""
    assert [] == found(words)
