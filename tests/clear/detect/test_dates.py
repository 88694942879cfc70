"""Days, on sentences of our own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect import dates
from pipeline.clear.detect.told import Hit, Told
from pipeline.edges.english import SpacyReader
from pipeline.model import Kind
from tests.clear.detect.catalogued import clean, of


def hits(words: str, kind: Kind = Kind.STORY, own: frozenset[str] = frozenset()) -> list[Hit]:
    """What the detector finds in some words of a story."""
    return list(dates.find(Told(words, kind, own=own, markdown=words)))


def found(words: str, own: frozenset[str] = frozenset()) -> list[str]:
    """The words that it finds."""
    return [words[hit.start : hit.end] for hit in hits(words, own=own)]


FOUND = [
    ("It was the ninth of November, and raining.", ["ninth of November"]),
    ("On the night of 12 May the shed burned.", ["On the night of 12 May"]),
    ("We met on Tuesday 9 May.", ["on Tuesday 9 May"]),
    ("The letter was dated 4.8.22 and unsigned.", ["4.8.22"]),
    ("He fell on 7/2/2020.", ["on 7/2/2020"]),
    ("The entry reads 2022-10-08.", ["2022-10-08"]),
    ("May 3rd was a bad day for her.", ["May 3rd"]),
    ("He was sacked on 27 Jan '18.", ["on 27 Jan '18"]),
    ("The bailiffs came on Christmas Eve 2019.", ["on Christmas Eve 2019"]),
    ("She was turned away on Boxing Day.", ["on Boxing Day"]),
    ("The shop was robbed over Thanksgiving weekend 2020.", ["Thanksgiving weekend 2020"]),
    ("He came home the Tuesday before Easter.", ["the Tuesday before Easter"]),
    ("The notice came three days before Christmas 2018.", ["three days before Christmas 2018"]),
    ("He signed on the 3rd, and she on the 5th.", ["on the 3rd", "on the 5th"]),
    ("They rang on Friday 13th.", ["on Friday 13th"]),
    ("On Tuesday the 11th we filed.", ["On Tuesday the 11th"]),
    ("The decree of 3 October 2018 said so.", ["3 October 2018"]),
    ("The 3 May 2021 hearing ran late.", ["3 May 2021"]),
    ("Between 3 and 7 May he slept in the van.", ["3 and 7 May"]),
    (
        "He was born on the twenty-third of January, nineteen eighty-four.",
        ["on the twenty-third of January, nineteen eighty-four"],
    ),
    ("The accident was on 17th Sept. 2021.", ["on 17th Sept. 2021"]),
    ("The roof went on the second Tuesday of March 2021.", ["on the second Tuesday of March 2021"]),
    ("It was the first Saturday in June 2019.", ["the first Saturday in June 2019"]),
    ("They moved in on Nov. 4, 2020.", ["on Nov. 4, 2020"]),
    ("Valentine's Day 2022 was when he left.", ["Valentine's Day 2022"]),
    ("On the feast of St Kevin, 2021, she signed.", ["On the feast of St Kevin, 2021"]),
    ("On the eve of Lady Day a van pulled up.", ["On the eve of Lady Day"]),
    ("On the day before Anzac Day 2019 the fire came.", ["On the day before Anzac Day 2019"]),
    (
        "The week of the Ballinora Races, on the Wednesday, he collapsed.",
        ["The week of the Ballinora Races, on the Wednesday"],
    ),
    ("The trial began 4 September 2022.", ["4 September 2022"]),
    ("On 05-Mar-2021 the bank wrote.", ["On 05-Mar-2021"]),
    ("The order of the 17th of July 2020 lay in a drawer.", ["17th of July 2020"]),
    ("By the 14th he had nothing left.", ["the 14th"]),
    ("The knock came in the early hours of 2 December.", ["the early hours of 2 December"]),
    (
        "It all began on the Thursday before the May bank holiday in 2021.",
        ["on the Thursday before the May bank holiday in 2021"],
    ),
    ("Her son was born on 3 may 2019.", ["on 3 may 2019"]),
    ("on 14 november 2023 she rang us", ["on 14 november 2023"]),
    ("Their flight left on 2019.08.14.", ["on 2019.08.14"]),
    ("She was told on Palm Sunday 2017.", ["on Palm Sunday 2017"]),
    ("On November the ninth the phone rang.", ["On November the ninth"]),
    ("St Swithin's Day, 2018, was when the lease ended.", ["St Swithin's Day, 2018"]),
    ("He died on the Fourth of July 2017.", ["on the Fourth of July 2017"]),
    ("The hearing is on 3 May 2027, and we are nervous.", ["on 3 May 2027"]),
    ("On 14 November 2023 she was dismissed, in breach of the Equality Act 2010.", ["On 14 November 2023"]),
    ("The new Act takes effect on 6 April 2026, but he was sacked on 3 March 2026.", ["on 3 March 2026"]),
    ("He had until 4 pm on 9 May to find the money.", ["on 9 May"]),
    ("Halloween 2021 fell on a Sunday and the party went wrong.", ["Halloween 2021"]),
    ("He texted her on New Year's Eve.", ["on New Year's Eve"]),
    ("The kids were taken on 1/2/23.", ["on 1/2/23"]),
    ("The 18th of June was the day it ended.", ["18th of June"]),
    ("She left on the morning of Saturday, 12 June.", ["on the morning of Saturday, 12 June"]),
    ("On 28.9.23 the lock was changed.", ["On 28.9.23"]),
    ("Two nights after Diwali 2019 the warehouse burned.", ["Two nights after Diwali 2019"]),
    ("She last saw him on June 30.", ["on June 30"]),
    ("He arrived on 3rd April and left on the 9th.", ["on 3rd April", "on the 9th"]),
    ("The will was signed on the fifth day of December, 2015.", ["on the fifth day of December, 2015"]),
    ("On the first Monday of October 2022 he walked out.", ["On the first Monday of October 2022"]),
    ("They married on 07/07/07.", ["on 07/07/07"]),
    ("At 11.40 pm on Saturday 8 July the call came.", ["on Saturday 8 July"]),
    ("She gave birth on the 29th of February 2020.", ["on the 29th of February 2020"]),
    ("The trial was listed for 17 June.", ["17 June"]),
    ("We exchanged on 2nd September and completed on the 30th.", ["on 2nd September", "on the 30th"]),
    ("It all stopped on 23 March 2020.", ["on 23 March 2020"]),
    ("The letter dated 11 Aug 2021 changed everything.", ["11 Aug 2021"]),
    ("The July 4th barbecue ended in an ambulance.", ["July 4th"]),
    ("On Good Friday the dog bit the postman.", ["On Good Friday"]),
    ("It was Easter Monday 2022 when the wall came down.", ["Easter Monday 2022"]),
    ("They served papers the day before Thanksgiving.", ["the day before Thanksgiving"]),
    ("On New Year's Day, 2019, they moved out.", ["On New Year's Day, 2019"]),
    ("It was three days after Hallowe'en 2021.", ["three days after Hallowe'en 2021"]),
    ("He died on the tenth of August.", ["on the tenth of August"]),
    ("Thursday the 12th of October 2017 was cold.", ["Thursday the 12th of October 2017"]),
    ("She was last seen on Sunday, June 6.", ["on Sunday, June 6"]),
    ("He signed on 22-11-2020.", ["on 22-11-2020"]),
    ("The fire on 9/14/2022 took the lot.", ["on 9/14/2022"]),
    ("On Melbourne Cup Day 2018 the gates were locked.", ["On Melbourne Cup Day 2018"]),
    ("By 6 December she had heard nothing.", ["6 December"]),
    ("The accident happened 28 July 2019 near the bridge.", ["28 July 2019"]),
    ("He was arrested the night before the Grand National.", ["the night before the Grand National"]),
    ("She collapsed on the eve of the election.", ["on the eve of the election"]),
]
CLEAN = [
    "From 6 April 2026 the limit rises to £751.",
    "From 1 October 2026, employers must keep records.",
    "Landlords have until 1 May 2026 to register.",
    "The tax year ends on 5 April.",
    "Returns are due by 31 January each year.",
    "The consultation closes on 14 December 2026.",
    "She has 21 days to appeal.",
    "It rained in May 2021, and again in June.",
    "A 14-day notice was served.",
    "The office is open from 9 to 5.30, Monday to Friday.",
    "Section 4.8.22 was repealed.",
    "The rule is in paragraph 4.7.12 of the guidance.",
    "Directive 2006/54/EC of 5 July 2006 says so.",
    "The Regulations of 3 May 2016 changed that.",
    "He was 30 in May 2020.",
    "They live on the 3rd floor.",
    "The appeal failed on the third ground.",
    "It was the 2nd time in a year.",
    "The firm opened its doors in March, 20 years ago.",
    "Bank holidays do not count.",
    "Our office is closed on 25 December and 1 January.",
    "The new rules apply to tenancies granted on or after 1 May 2026.",
    "The scheme closed to new applicants on 31 March 2023.",
    "A claim filed after 6 April 2026 is under the new scheme.",
    "It takes 24/7 care, and the odds were 50/50.",
    "A 3-2 majority held so.",
    "In the 21st century nobody writes letters.",
    "He may 3 times a year ask.",
    "The rent is due on the 1st of each month.",
    "By Easter she was well again.",
    "At Christmas 2020 nobody moved.",
    "We worked through Ramadan 2021.",
    "Every Boxing Day the hunt crosses the land.",
    "The Brexit transition period ended on 31 December 2020.",
    "Version 1.2.10 of the form.",
    "Stamp duty relief ended on 30 September 2021.",
    "The 1995 Act and the May 2020 guidance.",
    "The Code was revised on 1 June 2023.",
    "On 31 October 2024 the government published its response to the consultation.",
    "The minimum wage went up on 1 April 2025.",
    "A seminar on 9 May is open to all.",
    "The Sunday trading laws, and the Friday deadline.",
    "She came second on the fifth attempt.",
    "Part 36 offers, Form N1 and CPR 44.3.",
    "Rules made on 3 July 2019 still apply.",
    "May 2021 was wet.",
    "Between March and June 2020 the courts were shut.",
    "The Fourth Amendment, the 9th Circuit.",
    "A ratio of 3/4 and a score of 2-1.",
    "The second March hearing was short.",
    "He filed his tax return by 31 January.",
    "Clocks go back on the last Sunday in October.",
    "Under the rules in force until 5 April 2024, holiday built up by the hour.",
    "On most Fridays he worked late.",
    "The hearing lasted from Monday to Thursday.",
    "In the week before the hearing we met twice.",
    "It was the autumn of 2019.",
    "The case was heard in early May.",
    "A Tuesday in November is as good a day as any.",
    "The law changed on 1 October 2015.",
    "Evictions paused under the ban until 20 September 2020.",
    "Section 21 will go on 1 May 2026.",
    "The rules for visas change on 22 July 2025.",
    "By law, accounts are due nine months after 31 March.",
    "Landlords must register before 1 July 2026.",
    "The Budget of 30 October 2024 raised the rate.",
    "The Windrush scheme covers people who came before 1 January 1973.",
    "In the ten days before Christmas we are busy.",
    "Office hours are 9 to 5, closed on Boxing Day.",
    "Thanksgiving and Christmas are split between parents under most orders.",
    "The order splits Christmas Day and Boxing Day between the parents.",
    "He had 14 days, then 7 more.",
    "The court sat for three days in June 2022.",
    "The clocks had gone back the week before.",
    "Under the Protocol of 16 September 1963.",
    "Cases issued after 1 October 2023 follow the new fixed costs rules.",
    "The 9th of the ten grounds failed.",
    "Rule 3.4.20 and item 7.12.21 are silent.",
]


@pytest.mark.parametrize(("words", "expected"), FOUND)
def test_a_day_is_found(words: str, expected: list[str]) -> None:
    """A date exact to the day is found in figures, in words and by the name of a feast."""
    assert expected == found(words)


@pytest.mark.parametrize("words", CLEAN)
def test_what_is_no_day_of_a_matter_is_left_alone(words: str) -> None:
    """Months, seasons, years, lengths of time and days of the law pass."""
    assert [] == found(words)


@pytest.mark.parametrize("words", of("ID-DATE"))
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
        pytest.param("He fell on 3 May 2021.", "in mid-2021", id="year"),
        pytest.param("On 3 February 2021 he fell.", "In early 2021", id="opens-the-sentence"),
        pytest.param("He fell on the ninth of November.", "one day in November", id="no-year"),
        pytest.param("He waited until 3 October 2021.", "late 2021", id="after-a-preposition"),
        pytest.param("He fell on the night of 3 May.", "one night in May", id="night"),
        pytest.param("The 3 May 2021 hearing was short.", "2021", id="before-a-noun"),
        pytest.param("He fell on 3/5/2021.", "in 2021", id="month-not-known"),
        pytest.param("He fell on 23/5/2021.", "in mid-2021", id="month-known"),
        pytest.param("He fell on Christmas Eve 2019.", "in 2019", id="feast"),
        pytest.param("He fell on Friday the 13th.", "one Friday", id="weekday"),
    ],
)
def test_a_time_is_proposed_that_fits_the_words_around(words: str, instead: str) -> None:
    """The third of the year where the year is known, else the month; it follows on from what stands before."""
    assert [instead] == [hit.instead for hit in hits(words)]


@pytest.mark.parametrize(
    "written",
    [
        "{d} {m} {y}",
        "{d}th of {m} {y}",
        "{m} {d}, {y}",
        "{m} {d}th {y}",
        "the {d}th {m}, {y}",
        "{d}-{m}-{y}",
        "{d} {m} of {y}",
    ],
)
@given(
    day=st.integers(1, 31),
    month=st.sampled_from(["January", "May", "September", "Feb", "Aug."]),
    year=st.integers(1950, 2030),
)
def test_every_day_of_every_month_is_found(written: str, day: int, month: str, year: int) -> None:
    """A day, a month and a year are a date in any order."""
    assert found(f"She left on {written.format(d=day, m=month, y=year)} for good.")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("Tips belong to staff since 1 October 2024.", [], id="what-holds-for-everybody"),
        pytest.param("Tips vanished from the jar after 1 October 2024.", ["1 October 2024"], id="what-happened"),
        pytest.param("The hearing starts after 1 October 2027.", ["1 October 2027"], id="a-hearing-is-somebodys"),
    ],
)
def test_a_day_from_which_something_holds_for_everybody_is_left_alone(words: str, expected: list[str]) -> None:
    """Where the language model has read the sentence, its tense tells law from story."""
    hits = dates.find(Told(words, Kind.STORY, SpacyReader().read(words), markdown=words))

    assert expected == [words[hit.start : hit.end] for hit in hits]
