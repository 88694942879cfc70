"""Exact sums of money, on sentences of our own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect import amounts
from pipeline.clear.detect.told import Hit, Told
from pipeline.model import Kind
from tests.clear.detect.catalogued import clean, of


def hits(words: str, kind: Kind = Kind.STORY, own: frozenset[str] = frozenset()) -> list[Hit]:
    """What the detector finds in some words of a story."""
    return list(amounts.find(Told(words, kind, own=own, markdown=words)))


def found(words: str, own: frozenset[str] = frozenset()) -> list[str]:
    """The words that it finds."""
    return [words[hit.start : hit.end] for hit in hits(words, own=own)]


FOUND = [
    ("They had quoted £2.465m for the roof.", ["£2.465m"]),
    ("The invoice came to 27.518,43 €, in German.", ["27.518,43 €"]),
    ("It cost CAD 63,720 to put right.", ["CAD 63,720"]),
    ("The rent was $1,875/month.", ["$1,875"]),
    (
        "He owed her eighteen thousand four hundred and nineteen pounds.",
        ["eighteen thousand four hundred and nineteen pounds"],
    ),
    ("The estate came to a hundred and twelve thousand euro.", ["a hundred and twelve thousand euro"]),
    ("The boat sold for 36,480 quid.", ["36,480 quid"]),
    ("They paid one point two three million pounds.", ["one point two three million pounds"]),
    ("She lent him forty-one pounds and sixteen pence.", ["forty-one pounds and sixteen pence"]),
    (
        "The meter said three hundred and twelve dollars and fifty cents.",
        ["three hundred and twelve dollars and fifty cents"],
    ),
    ("The £27,518.43 bill lay on the mat.", ["£27,518.43"]),
    ("He faced an $84,310 demand.", ["an $84,310"]),
    ("The offer was an eighteen-thousand-four-hundred-pound cheque.", ["an eighteen-thousand-four-hundred-pound"]),
    ("The bank had taken 27 518,43 EUR.", ["27 518,43 EUR"]),
    ("The refund was EUR27,518.", ["EUR27,518"]),
    ("The bill was for Rs. 4,23,500.", ["Rs. 4,23,500"]),
    ("We agreed US$ 1,234,567.", ["US$ 1,234,567"]),
    ("A settlement between £18,420 and £18,430 was on the table.", ["£18,420", "£18,430"]),
    ("A band of £18,420-£18,430 was on the table.", ["£18,420", "£18,430"]),
    ("The tribunal awarded her £29,416, just under the statutory cap of £118,223.", ["£29,416"]),
    ("He recovered £29,416 when the cap was £118,223.", ["£29,416"]),
    ("The award of £29,416 was well below the statutory cap.", ["£29,416"]),
    ("She paid £29,416 in inheritance tax.", ["£29,416"]),
    ("The tax came to £29,416.", ["£29,416"]),
    ("The total was 27,518.43.", ["27,518.43"]),
    ("They settled for 47.5k, on the steps.", ["47.5k"]),
    ("They settled for £47.5k on the steps.", ["£47.5k"]),
    (
        "He earned seventeen thousand, six hundred and twelve dollars.",
        ["seventeen thousand, six hundred and twelve dollars"],
    ),
    ("The ring was worth thirteen hundred and eighty-seven pounds.", ["thirteen hundred and eighty-seven pounds"]),
    ("It ended at $21,936 plus HST.", ["$21,936"]),
    ("The arrears had reached £2,117.85.", ["£2,117.85"]),
    ("The float held £3.40.", ["£3.40"]),
    ("Every month £1,150 went out of the account.", ["£1,150"]),
    ("The buyer held back AUD 12,345.60.", ["AUD 12,345.60"]),
    ("The fine of £3,204.61 hung over him.", ["£3,204.61"]),
    ("The policy limit was $1,286,430, and they refused it.", ["$1,286,430"]),
    ("The agent's fee of £4,326 was never disclosed.", ["£4,326"]),
    ("The wages owed were 12.75 grand.", ["12.75 grand"]),
    ("The horse made 14,300 guineas at the sale.", ["14,300 guineas"]),
    ("The dispute was over £125,000.00 and a car; the deposit was £11,250.", ["£11,250"]),
    ("The bakery lost CHF 27'518.43 to the thief.", ["CHF 27'518.43"]),
    ("It was 4,350 dollars a week.", ["4,350 dollars"]),
    ("The ring cost him a £4,750 deposit.", ["a £4,750"]),
    ("Her £4,755 deposit never came back.", ["£4,755"]),
    ("The buyer paid £2.35 million.", ["£2.35 million"]),
    ("They paid £ 1 234 567 for it.", ["£ 1 234 567"]),
    ("The lease ran at £14,250 p.a. for years.", ["£14,250"]),
    ("He was short by three pounds forty-five pence.", ["three pounds forty-five pence"]),
    (
        "The pot stood at twelve-and-three-quarter thousand dollars and the debt was four thousand three hundred and eleven dollars.",
        ["twelve-and-three-quarter thousand dollars", "four thousand three hundred and eleven dollars"],
    ),
    (
        "She'd saved up one thousand, two hundred and thirty-four euros and fifty cents.",
        ["one thousand, two hundred and thirty-four euros and fifty cents"],
    ),
    ("What was left was A$52,915, C$12,990 and NZ$7,415.", ["A$52,915", "C$12,990", "NZ$7,415"]),
    ("The bank moved HK$1,284,000 overnight.", ["HK$1,284,000"]),
    ("They wanted 5,430 bucks.", ["5,430 bucks"]),
    ("We settled at €87,350, all in.", ["€87,350"]),
    ("He transferred USD1,250,500 in one go.", ["USD1,250,500"]),
    ("The farm was valued at £1.725 million.", ["£1.725 million"]),
    ("The cheque bounced: £612.", ["£612"]),
    ("Nobody could explain the missing $1,042.", ["$1,042"]),
    (
        "The roof had cost two hundred and eighteen thousand, six hundred and fifty dollars.",
        ["two hundred and eighteen thousand, six hundred and fifty dollars"],
    ),
    ("A bill for six hundred and twelve pounds arrived.", ["six hundred and twelve pounds"]),
    ("It owed me 14.750 euros.", ["14.750 euros"]),
    ("He had drawn 6 415 000 kr from the firm.", ["6 415 000 kr"]),
    (
        "The invoice was for one million, two hundred and thirty-five thousand rand.",
        ["one million, two hundred and thirty-five thousand rand"],
    ),
    ("**£8,204.36** was all he had.", ["£8,204.36"]),
    ("The judge gave her £5,127.83 for each flat.", ["£5,127.83"]),
    ("Costs of $88,231.40 had been run up.", ["$88,231.40"]),
    (
        "He owed eighteen thousand four hundred and twenty-six, to the penny.",
        ["eighteen thousand four hundred and twenty-six"],
    ),
    ("the council wanted £3940.50 back", ["£3940.50"]),
    ("They'd been charged £1875 for a survey.", ["£1875"]),
    (
        "He lent his brother twelve thousand six hundred and fifty euro in cash.",
        ["twelve thousand six hundred and fifty euro"],
    ),
    ("It was a $2.14 million verdict.", ["a $2.14 million"]),
    ("The penalty he actually paid was £1,372.", ["£1,372"]),
    ('"£14,926 gone," she told us.', ["£14,926"]),
    ("We got back all €9,318.44 of it.", ["€9,318.44"]),
    ("The shortfall (£23,415) had been hidden for years.", ["£23,415"]),
    ("The employer offered £8,250, then £11,675.", ["£8,250", "£11,675"]),
    ("The overpayment: AUD$7,312.05.", ["AUD$7,312.05"]),
    ("The bank was out by 118,420 dollars and change.", ["118,420 dollars"]),
    (
        "A hundred and forty-three thousand, seven hundred dollars sat in escrow.",
        ["A hundred and forty-three thousand, seven hundred dollars"],
    ),
    (
        "He'd invoiced for thirty-one thousand two hundred and six euro and forty cent.",
        ["thirty-one thousand two hundred and six euro and forty cent"],
    ),
    ("They wanted £6750 upfront.", ["£6750"]),
    ("Rent had gone from $1,835 to $2,465 overnight.", ["$1,835", "$2,465"]),
    ("The farm made a loss of 64,318 that year.", ["64,318"]),
    (
        "We settled for one hundred eighty-seven thousand five hundred dollars.",
        ["one hundred eighty-seven thousand five hundred dollars"],
    ),
    ("They clawed back £975.", ["£975"]),
    ("The council demanded nine hundred and seventy-five pounds.", ["nine hundred and seventy-five pounds"]),
    ("The price was 1.85 million euros.", ["1.85 million euros"]),
    ("The insurer paid 3.275 million.", ["3.275 million"]),
    ("A £412-a-month pension stopped.", ["£412"]),
    ("Her bonus, $38,150 before tax, vanished.", ["$38,150"]),
]
CLEAN = [
    "It came to about eighteen thousand pounds.",
    "A few hundred pounds changed hands.",
    "He got half a million pounds.",
    "She got £250,000.00 in the end.",
    "The court fee of £455 must be paid first.",
    "We asked for the £455 court fee back.",
    "The nil-rate band has been £325,000 since 2009.",
    "Everybody has a personal allowance of £12,570.",
    "The minimum wage rises to £12.21 in April.",
    "A week's pay is capped at £751.",
    "Our fixed fee for a will is £495 plus VAT.",
    "We charge £285 an hour.",
    "He was paid £11.44 an hour.",
    "Tax is due on anything over £12,570.",
    "The filing fee is $405.",
    "The federal exemption is $13.99 million per person.",
    "Small claims end at £10,000, and fast-track claims at £25,000.",
    "The maximum award is €125,000.",
    "The most a tribunal can award is £118,223.",
    "Landlords can be fined up to £40,125 for each home.",
    "The dog weighed 112 pounds.",
    "A 235-pound man fell on the stairs.",
    "About £125,000 was at stake.",
    "Some 350 people came, and 1,347 letters were sent.",
    "It took 27,518 steps.",
    "He had 12,345 shares and owed 36,480 shares.",
    "We paid 20 per cent more.",
    "Euro 2020 and 1,234 fans.",
    "The £1 coin and the 50p piece.",
    "She paid fifty cents on the dollar.",
    "He weighed his options, 5 to 1.",
    "Around £1.25 million was in the pot.",
    "The premium tax credit stops at 400 per cent.",
    "Under the Act, the financial penalty can reach £30,450.",
    "The Vento lower band runs from £1,200 to £12,100.",
    "Stamp duty is charged at 5% above £125,000.",
    "The Home Office charges £1,035 for each year.",
    "The application fee was £1,321 at the time.",
    "By then the statutory cap was £105,707.",
    "The Legal Aid capital limit is £8,000.",
    "The court can order costs of up to £12,345 under the fixed recoverable costs table.",
    "Thirty grand was missing.",
    "Two thousand dollars, more or less.",
    "A 24-hour wait and 1,000 pages.",
    "Section 123 of the Act is short.",
    "Some £40,000 of stock was lost.",
    "The flat had cost a little under €300,000.",
    "He put down a £5,000 deposit.",
    "It cost ten thousand dollars to fix.",
    "It was a nine-figure fund.",
    "Two hundred euro was missing from the till.",
    "About three and a half million dollars changed hands.",
    "Between £10,000 and £15,000 was at stake.",
    "Somewhere between 20 and 30 thousand pounds.",
    "An £80,000 loan had gone bad.",
    "She earned £28k a year.",
    "In 2021 450 people moved out, and in 2019 1,340.",
    "Interest runs at 8% a year on £100.",
    "The rate was $250 an hour at that time.",
    "The court issue fee was £569 and he could not pay it.",
    "The small claims limit in Ontario is $35,000; the filing fee is $215.",
    "In New South Wales the maximum weekly payment is $2,569.60.",
    "The homestead exemption is $189,050.",
    "We quote a fixed price of £1,250 plus VAT for a first will.",
    "Employers who break the rule pay a penalty of £20,875.",
    "Anyone who earns more than €44,000 pays the higher rate.",
    "The annual gift-tax exclusion is $18,500 per person.",
    "The threshold for compulsory registration rose to £90,125.",
    "A landlord may not take more than five weeks' rent, or six above £50,250 a year.",
    "The Regulations set a fine of up to €4,375.",
    "The monetary limit of the Circuit Court is €75,000.",
    "Her pension was a few pounds short.",
    "He drove 12,450 miles and sold 1,125 pounds of flour.",
    "The lawyer read 1,347 pages for 36 hours.",
    "He scored 147 points.",
    "The penalty can be as much as $26,262.",
    "The Home Secretary set the minimum income at £29,350.",
    "He was paid a six-figure sum and lost a few thousand pounds.",
    "The house was worth around £600,000, with £450,000 owed.",
    "She got £1.5m and a car.",
    "They settled for $75,000.",
    "A €1,200 deposit was at stake.",
    "Roughly £17,500 was missing.",
    "It was about two and a quarter million dollars.",
    "The limit for the simplified procedure is €5,000 in most member states.",
    "The cost of the application is $1,225 for an adult.",
    "Since April the lower earnings limit has been £6,500.",
    "It was an 80/20 split.",
    "The firm's hourly rate of $375 is published on our site.",
    "The tribunal fee would have been £1,250 under the old rules.",
]


@pytest.mark.parametrize(("words", "expected"), FOUND)
def test_an_exact_sum_is_found(words: str, expected: list[str]) -> None:
    """A sum of more than two figures, or with pence, is found in any notation."""
    assert expected == found(words)


@pytest.mark.parametrize("words", CLEAN)
def test_a_sum_that_points_to_nobody_is_left_alone(words: str) -> None:
    """Round and vague sums, and those of the law, the court and the firm, pass."""
    assert [] == found(words)


@pytest.mark.parametrize("words", of("ID-AMOUNT"))
def test_what_breaks_the_rule_is_found(words: str) -> None:
    """Every breach of the catalogue is found."""
    assert found(words)


@pytest.mark.parametrize("words", clean())
def test_the_catalogues_clean_sentences_are_left_alone(words: str) -> None:
    """What the catalogue calls clean is not touched."""
    assert [] == found(words)


@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.PAGE, Kind.PROFILE])
def test_only_what_tells_of_clients_is_read(kind: Kind) -> None:
    """An article or a page of the firm may say what a story may not."""
    assert [] == hits(FOUND[0][0], kind)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80), st.sampled_from(FOUND), st.text(max_size=80))
def test_no_text_upsets_it(before: str, told: tuple[str, list[str]], behind: str) -> None:
    """Whatever stands around, every hit lies inside the text, holds words, and none overlaps another."""
    words = f"{before} {told[0]} {behind}"
    places = [(hit.start, hit.end) for hit in hits(words)]

    assert all(0 <= start < end <= len(words) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(places)))


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        pytest.param("He owed £18,412.60 by then.", "about £18,000", id="symbol"),
        pytest.param("He owed nearly £18,412 by then.", "£18,000", id="hedged-already"),
        pytest.param("He owed 18.412,60 € by then.", "about 18.000 €", id="continental"),
        pytest.param("He owed CAD 47,115 by then.", "about CAD 47,000", id="code"),
        pytest.param("He owed £2.465m by then.", "about £2.5m", id="scale"),
        pytest.param("He owed 2.465 million dollars by then.", "about 2.5 million dollars", id="scale-in-words"),
        pytest.param("He owed £6412 by then.", "about £6400", id="no-comma"),
        pytest.param("He owed £41.16 by then.", "about £41", id="small"),
        pytest.param(
            "He owed nineteen thousand four hundred and six euro.", "about nineteen thousand euro", id="words"
        ),
        pytest.param("He owed four thousand and eleven pounds.", "about four thousand pounds", id="four-thousand"),
        pytest.param("He owed eleven hundred and sixty-six pounds.", "about twelve hundred pounds", id="hundreds"),
        pytest.param(
            "He owed one point two three four million pounds.", "about one point two million pounds", id="point"
        ),
        pytest.param("The £18,412 bill came.", "five-figure", id="before-a-noun"),
        pytest.param("An £81,412 bill came.", "A five-figure", id="with-its-article"),
        pytest.param("It was a £12,345,678 deal.", "an eight-figure", id="an-eight"),
    ],
)
def test_a_rounder_sum_is_proposed_in_the_authors_style(words: str, instead: str) -> None:
    """Figures stay figures and words words, to two figures; before a noun it is a band."""
    assert [instead] == [hit.instead for hit in hits(words)]


@given(st.integers(1, 9_999_999), st.sampled_from(["£{:,}", "${:,}", "€{:,}", "{:,} euro", "USD {:,}", "{:,} pounds"]))
def test_significant_figures_decide(value: int, written: str) -> None:
    """A whole sum is found where it has more than two figures that are not trailing noughts, however it is written."""
    words = f"The brother had {written.format(value)} of hers."

    assert (len(str(value).rstrip("0")) > 2) is bool(found(words))
