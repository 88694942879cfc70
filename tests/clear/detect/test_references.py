"""Reference numbers and citations, on sentences of our own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect import references
from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.model import Kind
from tests.clear.detect.catalogued import clean, of


def hits(words: str, kind: Kind = Kind.STORY, own: frozenset[str] = frozenset()) -> list[Hit]:
    """What the detector finds in some words of a story."""
    return list(references.find(Told(words, kind, own=own, markdown=words)))


def found(words: str, own: frozenset[str] = frozenset()) -> list[str]:
    """The words that it finds, each once: a number may have two senses."""
    return list(dict.fromkeys(words[hit.start : hit.end] for hit in hits(words, own=own)))


FOUND = [
    ("Matter no. 2023/04418 closed in June.", ["Matter no. 2023/04418"]),
    ("He wrote to us from inmate number 30177-B.", ["inmate number 30177-B"]),
    ("Our ref: SP/0413/RM sat on the desk for a year.", ["ref: SP/0413/RM"]),
    ("See case number 3:21-cv-02217 in the federal court.", ["3:21-cv-02217"]),
    ("The claim HQ19X02281 was issued late.", ["claim HQ19X02281"]),
    ("Her tribunal number, 3304418/2021, is burned into my brain.", ["tribunal number, 3304418/2021"]),
    ("County court claim H77YJ208 was struck out.", ["claim H77YJ208"]),
    ("The file, CV-21-00655120-0000, is public.", ["file, CV-21-00655120-0000"]),
    ("Appeal EA-2020-000318 was heard in a day.", ["Appeal EA-2020-000318"]),
    ("Title number HTS440917 shows the strip.", ["Title number HTS440917"]),
    ("Crime reference 42/118834/22 led nowhere.", ["Crime reference 42/118834/22"]),
    ("The policy, HV-7081-4436, had lapsed.", ["policy, HV-7081-4436"]),
    ("The car, registration FD20 VKB, was gone.", ["registration FD20 VKB"]),
    ("A van with the plate 191-D-4471 stood outside.", ["191-D-4471"]),
    ("The plate read TQ4 18L.", ["plate read TQ4 18L"]),
    ("It was an old Jag, J417 PLK, his father's car.", ["J417 PLK"]),
    ("She was on flight BA 2490 that night.", ["flight BA 2490"]),
    ("Planning application 21/03340/FUL was refused.", ["Planning application 21/03340/FUL"]),
    ("The lot, Lot 212, made twice its estimate.", ["Lot 212"]),
    ("Plot 14 was sold twice.", ["Plot 14"]),
    ("He was prisoner A4471CK at the time.", ["prisoner A4471CK"]),
    ("Her booking reference was QX7T4M2.", ["booking reference was QX7T4M2"]),
    ("The PCN AB12345678 was cancelled.", ["PCN AB12345678"]),
    ("Invoice 2021-0457 was never paid.", ["Invoice 2021-0457"]),
    ("Company number 09817263 was struck off.", ["Company number 09817263"]),
    ("Registered charity no. 1127683 took the blame.", ["Registered charity no. 1127683"]),
    ("The VIN was WVWZZZ1JZXW000001.", ["VIN was WVWZZZ1JZXW000001"]),
    ("IMO 9321483 lay off the coast.", ["IMO 9321483"]),
    ("The visa case, GWF066120937, dragged on.", ["case, GWF066120937"]),
    ("His A-number, A 204 771 302, was mixed up.", ["A 204 771 302"]),
    ("The deed sits in Deed Book 4408, page 117.", ["Deed Book 4408, page 117"]),
    ("Folio CN 30917F was missing.", ["Folio CN 30917F"]),
    ("The patent, GB2543210, was theirs.", ["patent, GB2543210"]),
    ("EP 3 123 456 B1 was opposed.", ["EP 3 123 456 B1"]),
    ("Serial number RW-216-7703 was filed off.", ["Serial number RW-216-7703"]),
    ("The account ending 4417 was drained.", ["account ending 4417"]),
    ("Order #4471190 never came.", ["Order #4471190"]),
    ("Container TGHU 305 881-7 was opened.", ["Container TGHU 305 881-7"]),
    ("See 598 U.S. 175 for the rest.", ["598 U.S. 175"]),
    ("The decision is 2022 ONSC 4417.", ["2022 ONSC 4417"]),
    ("T-1234/21 is still pending.", ["T-1234/21"]),
    ("It was reported as Re P (Trust).", ["Re P (Trust)"]),
    ("In re Holloway changed nothing.", ["In re Holloway"]),
    ("In the Matter of Holloway, the court sat late.", ["In the Matter of Holloway"]),
    ("The Estate of Margaret Holloway sued.", ["Estate of Margaret Holloway"]),
    (
        "R (on the application of Dunmore) v Northgate Council was the result.",
        ["R (on the application of Dunmore) v Northgate Council"],
    ),
    ("State v. Lindqvist was dismissed.", ["State v. Lindqvist"]),
    ("S.K. v. T.R. took two days.", ["S.K. v. T.R."]),
    ("ECLI:EU:C:2020:123 has it all.", ["ECLI:EU:C:2020:123"]),
    ("Lease number 4471/B was surrendered.", ["Lease number 4471/B"]),
    ("The complaint, no. 2022-AB-01933, was upheld.", ["complaint, no. 2022-AB-01933"]),
    ("Index No. 154321/2021 was bought on a Friday.", ["Index No. 154321/2021"]),
    ("Cause No. D-1-GN-21-000456 was tried in Travis County.", ["Cause No. D-1-GN-21-000456"]),
    ("He had a badge, number 4417.", ["badge, number 4417"]),
    ("The herd number K1234567 was on the tag.", ["herd number K1234567"]),
    ("His student ID 20194471 opened the door.", ["student ID 20194471"]),
    ("In *The Golden Sable* the ship was arrested.", ["The Golden Sable"]),
    ("The helicopter, G-ABCD, came down in a field.", ["G-ABCD"]),
    ("Harrow versus Lindqvist is taught in schools now.", ["Harrow versus Lindqvist"]),
    ("The trade mark, UK00003123456, was registered.", ["trade mark, UK00003123456"]),
    ("The decree is [2022] IEHC 123.", ["[2022] IEHC 123"]),
    ("2021 WL 1234567 is the cite.", ["2021 WL 1234567"]),
    ("The mooring, berth 14B, was let.", ["berth 14B"]),
    ("The incident log no. 0412 of 3 May was lost.", ["incident log no. 0412"]),
    ("He quoted reference 88123 on the phone.", ["reference 88123"]),
    ("The crime number they gave him, CR/12345/21, meant nothing.", ["crime number they gave him, CR/12345/21"]),
    ("The register showed Lot 3 on DP 123456.", ["Lot 3", "DP 123456"]),
    ("They filed as NSD 1234 of 2021.", ["NSD 1234 of 2021"]),
    ("The dog's chip, 981020004471193, gave him away.", ["981020004471193"]),
    ("His prison number was A1234BC.", ["prison number was A1234BC"]),
    ("The ticket, PNR K4TZ9Q, was in her name.", ["ticket, PNR K4TZ9Q"]),
    ("Case 22-cr-00418 went to a jury.", ["Case 22-cr-00418"]),
    ("The file went by the number 118/22/KB.", ["118/22/KB"]),
    ("Under ref. PL-22-0917 the council objected.", ["ref. PL-22-0917"]),
    ("The certificate of title is CT 1042/77.", ["title is CT 1042/77"]),
    ("The boat, SSR 148829, was hers.", ["boat, SSR 148829"]),
    ("Claim no. F12ZA345 was transferred.", ["Claim no. F12ZA345"]),
    ("The appeal is CA-2022-001733.", ["appeal is CA-2022-001733"]),
    ("PA/00417/2021 was the appeal.", ["PA/00417/2021"]),
    ("The tribunal sat on UT/2021/000412.", ["UT/2021/000412"]),
    ("Penalty notice 9004471826 was put under the wiper.", ["Penalty notice 9004471826"]),
    ("He drove BD51 SMR into the river.", ["BD51 SMR"]),
    ("Our neighbour's tractor, 12-KE-4471, blocked the lane.", ["12-KE-4471"]),
    ("The bike (reg. no. YD07 LLK) was stolen.", ["YD07 LLK"]),
    ("The bank called it complaint CMP-0044718.", ["complaint CMP-0044718"]),
    ("His employee number, 004417, was on the rota.", ["employee number, 004417"]),
    ("The order was made in Re T (A Child).", ["Re T (A Child)"]),
    ("Lindqvist & Sons Ltd v. Marrow plc settled.", ["Lindqvist & Sons Ltd v. Marrow"]),
    ("In People v. Dunmore the plea was taken.", ["People v. Dunmore"]),
    ("It is reported at [2019] 2 FLR 412.", ["[2019] 2 FLR 412"]),
    ("412 F. Supp. 3d 118 set it out.", ["412 F. Supp. 3d 118"]),
    ("The matter of Marriage of Dunmore took a year.", ["Marriage of Dunmore"]),
    ("The Land Registry entry, TGL 448120, was wrong.", ["entry, TGL 448120"]),
    ("The well permit WP-2019-0044 had run out.", ["permit WP-2019-0044"]),
    ("She sat in seat 14C on EI 172, booking ref 7KQ2LM.", ["booking ref 7KQ2LM"]),
    ("The patent application, PCT/EP2019/071234, lapsed.", ["patent application, PCT/EP2019/071234"]),
    ("The meter (MPRN 10042218873) was bypassed.", ["meter (MPRN 10042218873"]),
    ("The warrant bore the number 2021/W/0417.", ["2021/W/0417"]),
]
CLEAN = [
    "We filed the ET1 and the P45, and later the ET3.",
    "The IR35 rules and Form E applied.",
    "Form TR1 goes to the registry, and an I-864 with a W-2 and a 1099.",
    "ISO 9001 and ISO 27001 were met, and BS 5839-1 too.",
    "SI 2012/1234 made the change.",
    "Regulation (EU) 2016/679 and Directive 2006/54/EC apply.",
    "The M62 was closed, and the A1(M) slow.",
    "Covid-19 and the G7 came up.",
    "A 4x4 and an A4 sheet.",
    "The GDPR and 24/7 monitoring.",
    "HB 12 and SB 37 passed; AB 1482 too.",
    "S.I. No. 644/2020 says so.",
    "He wrote 12,345 words in 2019/20 and 2020-21.",
    "A claim was filed in 2021, and a case in 2023.",
    "Rule 44.3(2) and section 20B of the Act.",
    "The account was frozen in 2021.",
    "The policy covered 365 days and the order took 14.",
    "The file had 1,200 pages and 36 exhibits.",
    "Her case was 10 years old.",
    "In case 2 of them come, wait.",
    "The report ran to 250 pages.",
    "42 U.S.C. 1983 is the statute, and 8 C.F.R. 214.2 the rule.",
    "Article 8 and Protocol 1 protect it.",
    "The number 73 bus was late.",
    "A Ford F-150 and a Boeing 737-800.",
    "Rates of 5.5-6.5 per cent.",
    "He scored 147-120 and won 3-2.",
    "The 1998-2003 accounts were lost.",
    "The title of the book is long.",
    "A matter of 12 days.",
    "David v Goliath stories are easy to tell.",
    "Landlord v Tenant: who pays?",
    "The rule in Hadley v Baxendale decides it.",
    "Her order of 3 May stands.",
    "In the matter of costs the judge was brief.",
    "Re-read the letter twice.",
    "Between 1200-1500 people came.",
    "The unit has 3 floors; units 4 and 5 were empty.",
    "The contract of 2019 was lost.",
    "The appeal in 2020 failed.",
    "It is a matter for section 8 notices.",
    "The warrant of 1911 and the policy of 1938.",
    "Contract law since 1854.",
    "The company had 250 staff and 14 directors.",
    "An application under section 994 was made.",
    "Case law from 1932 still rules.",
    "The petition has 10,000 names.",
    "Title VII claims need a charge within 180 days; Title 42 too.",
    "Chapter 7 and Chapter 11 differ, and so does a Chapter 13 plan.",
    "Use Form 1040 and Schedule C.",
    "Room 101 and flat 4.",
    "The file was 20 years old.",
    "Loan agreements since 1974, and 30-year mortgages.",
    "A 12-month policy and a 10-year certificate.",
    "The batch of 500 was faulty.",
    "The invoice of £500 was paid in 30 days.",
    "We lodged the C100 and then the C1A, and asked for a MIAM.",
    "The product was an iPhone 13 and a Galaxy S22.",
    "Work on the A57 and at junction 36.",
    "The AEO status, MTD for VAT and P11D.",
    "Part 36 and 44.14 QOCS.",
    "Our lease expires in 2030, our policy in 2027.",
    "The Bill had 14 clauses and 3 schedules.",
    "He paid by card 3 times.",
    "The order of 12 months was short.",
    "The appeal, heard in 2022, took 3 days.",
    "Case 1 and case 2 differ, and example 3 is silly.",
    "The title deeds go back to 1842.",
    "The A303 past junction 12 was shut.",
    "The claim, brought in 2021 under section 13, failed.",
    "Company law since 1985 says so.",
    "A unit of 40 flats, block B.",
    "The patent lasts 20 years and the design 25.",
    "A licence for 99 years at a peppercorn.",
    "The report ran from 2019-2021.",
    "His file was 4 inches thick.",
    "The ticket cost £40 and the permit £120.",
    "Policy wording from 2016 is common.",
    "Account for 25% of it.",
    "The register closed in 2020, and the record of 1990 stood.",
    "Her membership ran for 12 months.",
    "A batch of 10,000 leaflets.",
    "The visa lasts 180 days; a visa under Appendix FM takes longer.",
    "The 5-year route and the 10-year route to settlement.",
    "Orders under sections 10 and 11.",
    "We issued 3 claims in 2020, 14 in 2021.",
    "Class 1 NICs and Type 2 diabetes.",
    "The Model 3 was recalled.",
    "Look at table 4.2 and figure 12.",
    "Employees with 2 years' service, directors with 5%.",
    "The J-1 and H-1B visas and the EB-5 route.",
    "The 401(k) and the 529 plan.",
    "Tier 4 sponsors, SOC code 2136.",
    "Building Regulations Part B and BS 9991.",
    "It says so in CPR 31.16 and PD 51Z.",
    "His contract said 37.5 hours a week.",
    "In re-reading it, the Estate of the nation came up.",
    "You v the taxman is not a fair fight.",
]


@pytest.mark.parametrize(("words", "expected"), FOUND)
def test_a_number_of_one_matter_or_a_case_is_found(words: str, expected: list[str]) -> None:
    """Numbers with a label, codes by their shape, and cases by name or citation are found."""
    assert expected == found(words)


@pytest.mark.parametrize("words", CLEAN)
def test_what_is_everybodys_is_left_alone(words: str) -> None:
    """Forms, sections, standards, roads, years, counts and leading cases pass."""
    assert [] == found(words)


@pytest.mark.parametrize("words", of("ID-REF", "ID-CITATION"))
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
    places = {(hit.start, hit.end) for hit in hits(words)}

    assert all(0 <= start < end <= len(words) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(places)))


@pytest.mark.parametrize(
    ("words", "senses"),
    [
        pytest.param("Title number HTS440917 was wrong.", [Sense.REFERENCE], id="title"),
        pytest.param("It was 3304418/2021 in the tribunal.", [Sense.REFERENCE], id="tribunal"),
        pytest.param("Docket no. 21-4417 was closed.", [Sense.CITATION, Sense.REFERENCE], id="docket"),
        pytest.param("See [2022] EWHC 1042 (Ch) for it.", [Sense.CITATION], id="neutral"),
        pytest.param("Marrow v Lindqvist was long.", [Sense.CITATION], id="versus"),
    ],
)
def test_courts_numbers_and_names_are_citations(words: str, senses: list[Sense]) -> None:
    """What a court calls its case is a citation, what anybody calls a thing is a reference; a docket's number is both."""
    assert senses == [hit.sense for hit in hits(words)]


def test_a_case_in_italics_is_found_without_its_marks() -> None:
    """The name alone is told, and only where the words are of a case."""
    told = Told(
        "In  The Amber Gull  the ship was arrested.", Kind.STORY, markdown="In *The Amber Gull* the ship was arrested."
    )
    book = Told("She read  The Amber Gull  twice.", Kind.STORY, markdown="She read *The Amber Gull* twice.")

    assert ["The Amber Gull"] == [told.text[hit.start : hit.end] for hit in references.find(told)]
    assert [] == list(references.find(book))
