"""Details that together single a person out, and details that do not belong together."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect.mosaic import find
from pipeline.model import Kind
from tests.clear.detect.reading import found, hits

TOGETHER = {
    "vet": "A 47-year-old vet from Skye lost two fingers in a baler.",
    "skipper": "The skipper, a father of three, was rescued by helicopter in 2023.",
    "midwife": "A Somali midwife in Leeds, pregnant with twins, was refused leave.",
    "organist": "Our client, a widowed organist in her early sixties, came from Cumbria.",
    "goalkeeper": "He was nineteen, Brazilian, and had lost an eye playing hockey.",
    "two sentences": "She is a Polish beekeeper. In 2019 she lost the sight in one eye when a hive frame fell.",
    "three sentences": "Our client is a retired train driver. He is seventy-one and blind. He keeps alpacas in Devon.",
    "lightning": "The farrier, 34, was struck by lightning near Kendal.",
    "adoptive": "An adoptive father of four with multiple sclerosis drove a tram in Manchester.",
    "Kurdish": "A Kurdish barber with epilepsy was stabbed outside his shop.",
    "lottery": "A twice-widowed dinner lady won the lottery in 2016.",
    "transplant": "The pilot had had a heart transplant at thirty-eight.",
    "Welsh-speaking": "A Welsh-speaking shepherd with triplets lost his lambs in an avalanche.",
    "Jewish": "She was an eighty-year-old Jewish violinist.",
    "deaf": "A deaf carpenter from Galway was the father of quadruplets.",
    "falconer": "A one-armed falconer in his fifties wanted his licence back.",
    "Texas": "A 62-year-old rancher in west Texas, a grandmother of nine, lost her arm.",
    "refugee": "The Syrian dentist, a mother of five, had survived a shipwreck.",
    "Quaker": "Our client, a Quaker and a beekeeper, was seventy-nine.",
    "Filipino": "A Filipino nurse working in Perth was expecting twins.",
    "dementia": "The former jockey, now eighty-three and living with dementia, had moved to Norfolk.",
    "sons": "A lobster fisherman with five daughters was diagnosed with leukaemia.",
    "season": "In the summer of 2018 a Sikh lorry driver was paralysed in the crash.",
    "stammer": "He was a tattooed Buddhist monk of twenty-three with Tourette's.",
    "vintage": "A retired surgeon of 68 who flies a vintage biplane from a field in Kent rang us.",
    "comma age": "The woman, 29, a ballet dancer, had just come out of a coma.",
    "at age": "At 51, the Nigerian-born taxi driver had a stroke at the wheel.",
    "kidnap": "An oil rig worker from Aberdeen was kidnapped in 2014.",
    "llama": "A Mormon couple in their seventies keep llamas on Anglesey.",
    "wheelchair": "The librarian uses a wheelchair and was widowed at thirty.",
}
APART = [
    "A vet injured at work wanted to know where she stood.",
    "A mother of two asked about leave.",
    "In 2023 the rules on deposits changed.",
    "In 2023 the rules changed. A vet rang us.",
    "A nurse asked about her rota.",
    "A teacher in the north of England asked about her notice.",
    "A widow wanted to sell the house in the spring.",
    "A farming family asked about inheritance tax.",
    "A nurse with a bad back changed wards.",
    "A baker came to us in March. The Act came into force on 6 April 2010.",
    "A plumber rang in May. A mother of three wrote the same week. A Polish driver came in June.",
    "Women aged 60 to 65 lost out when the Pensions Act 1995 changed the age.",
    "Under the Equality Act 2010 a pregnant worker in London is protected from dismissal.",
    "A tenant in Leeds had waited since 2021.",
    "A chef moved to Bristol and could not find a flat.",
    "The van was two years old and had done 40,000 miles.",
    "A 30-year-old lease in London is worth less than a new one.",
    "A couple in their sixties wanted new wills.",
    "The company had drivers, mechanics and cooks in three countries.",
    "Nurses, teachers and firefighters over 55 were moved to a new scheme in 2015.",
    "A driver and a cyclist met at a junction. Both had cameras.",
    "A carer asked us about holiday pay. Her employer ran homes across the Midlands.",
    "A tenant with asthma asked for the mould to be treated.",
    "The claim was made in 2019, and the High Court in London heard it in 2021.",
    "People in Ontario who are over 65 can ask for a review within 30 days.",
    "An electrician was owed money for work in the autumn.",
    "A woman in her forties had worked for the same employer for twenty years.",
    "A farmer and his son agreed on a plan. The son was to have the land.",
    "An engineer lost his job when the plant closed. He had three months to claim.",
    "A chef from Spain asked about settled status.",
    "The surgeon wrote a report, and the nurse gave evidence about the ward in 2020.",
    "A landlord in her seventies wished to sell. Her tenant, a teacher, wished to stay.",
]


#: Written after the detector, to see what it makes of other voices.
MORE_TOGETHER = [
    "Our client is a left-handed butcher from the Fens, forty-one, and the father of five girls.",
    "A Ghanaian trombonist with a glass eye, she had lived above the same pub in Whitstable since 1998.",
    "He was a Ukrainian welder of thirty-three whose arm was caught in a paper mill near Thunder Bay.",
    "She is eighty-six, Maltese, and the widow of a submariner.",
    "The claimant, a 52-year-old bell-founder with cerebral palsy, lives on a barge.",
    "A Sikh fire-eater in her forties who had been struck by lightning wanted a visa.",
    "She taught the bassoon, had buried two husbands and came from Orkney.",
    "Our client lost his left foot in the Bosnian war and now drives a school bus in Saskatoon.",
    "A deaf beekeeper in Donegal, she had adopted three sisters from Belarus.",
    "At twenty-two he was a Mormon rodeo clown with a newborn and a broken neck.",
    "He is a Jain diamond polisher from Antwerp who is allergic to latex.",
    "The tenant was a retired astronomer of ninety with two hip replacements and a parrot.",
    "She was a trainee priest, pregnant, and had come from Kerala in the spring.",
    "The buyer is a one-legged mountaineer who runs a cheese shop in Keswick.",
    "The man, a Coptic dentist with gout, had fled Cairo in 2013.",
    "A grandmother of fourteen, she swims the harbour at Cobh every Christmas morning and has Type 1 diabetes.",
    "He was the twin who survived, a shepherd, sixty-four, living with HIV.",
    "Our client was a fisherman's widow of seventy from Newlyn with a Cornish-language tattoo.",
    "A blind Methodist minister and his three guide dogs moved to Cromarty in 2020.",
    "She is a Tongan rugby player of twenty-six, six months pregnant, who works nights at a bakery in Dunedin.",
    "He had been a submarine cook; he is seventy-seven, Presbyterian, and cannot use his right hand.",
    "A stuntwoman from Cork broke her back on a film set the week her triplets turned two.",
    "He came from Eritrea at fourteen, became a bus mechanic and lost his hearing in an explosion.",
    "Our client, thirty-nine, drives the night train to Inverness and has narcolepsy.",
    "A Vietnamese nail technician who was burned in a salon fire in Tulsa is raising her late sister's twins.",
    "The seller was a Swiss puppeteer of fifty with an assistance dog.",
    "A lock-keeper on the Kennet with seven foster children, he was widowed at Easter.",
    "The driver was 23, from Lagos, and had sickle cell disease.",
    "Our client is the mother of conjoined twins. She is a paramedic, and she came from Guyana.",
    "She is a potter. In 2017 she lost a hand when her kiln exploded.",
    "He is a crofter on Lewis. Last winter, at eighty, he was gored by a ram.",
    "Our client is an Armenian pastry chef. He is fifty-eight and was shot in a robbery.",
    "A retired judge's clerk of 81 who breeds Shetland ponies asked for help after her stroke.",
    "She was a fifteen-year-old chess prodigy from Tallinn who used a wheelchair.",
    "He was a Navajo silversmith, sixty, with a pacemaker.",
    "The musician, born in Havana, plays the oud and had lost three fingers.",
    "Our client was a drag artist and a foster father in Hull.",
    "A nun with leukaemia won the lottery in Ohio.",
    "A Latvian deckhand with a cleft lip, he turned thirty the week the trawler went down.",
    "Our client is a Trappist monk of sixty who makes gin and has lost his hearing.",
    "She is a retired tightrope walker, eighty-eight, of Hungarian stock, and lives above a chip shop in Tenby.",
    "The widow, a Hindu astrologer from Leicester, gave birth to quadruplets in 2019.",
    "He is a one-eyed poultry judge in his seventies from the Black Isle.",
    "He was a lighthouse relief keeper, Cornish, and diabetic.",
    "A young Kurdish widow who drives a taxi in Swansea was hit by a falling sign.",
    "At sixty-six, blind since birth and newly married, our client still tunes pianos in Fife.",
    "A hearing dog goes with her to work; she is a crane operator, twenty-seven, the daughter of a Punjabi wrestler.",
    "Our client is a Bolivian harpist who came to Halifax in 2015 and has Crohn's disease.",
    "He is a Baptist undertaker, father of seven, and was shot in the hip at his own chapel.",
    "She is thirty, six feet four, and the only child of a Nauruan weightlifter.",
    "The boy is eleven, has brittle bones and plays the uilleann pipes.",
    "She came off her horse at the Winnipeg stampede in July, a Cree barrel racer of nineteen.",
    "Our client, a Traveller and a grandmother at thirty-four, sells horses at Appleby.",
    "He lost both legs on a fishing boat off Newfoundland at fifty and now teaches Latin.",
    "Her mother was a Jewish refugee from Vienna, she herself a glass-blower of eighty on Gotland.",
    "She was a Dinka model of twenty-one with vitiligo, living in Adelaide.",
    "Our client is a forty-three-year-old Sami reindeer vet with one kidney.",
    "She was a Chilean sommelier of twenty-eight, seven months pregnant, and lived on a houseboat in Bristol.",
    "He is a retired trapeze artist, has Parkinson's and was born in Riga.",
    "A blind cheesemaker in her seventies from the Burren had been gored by her own bull.",
    "The widower, a Punjabi bus driver of fifty-nine, lost two toes to frostbite on Ben Nevis.",
    "At nineteen she was a figure skater from Moose Jaw with alopecia and a twin in the same team.",
    "Our client is a Rastafarian luthier and the father of nine; his workshop is in Totnes.",
    "She is a former nun, sixty-six, who keeps wolves in Montana.",
    "A Turkish wrestler with a stammer won the lottery in Hamilton.",
    "He was a bell-ringer of eighty-four, widowed in the flood of 1953, and lived in a windmill.",
    "She is an Inuk throat singer of thirty with type 1 diabetes.",
    "He had come from Tonga, played prop, and was left paralysed at twenty-three.",
    "A Mennonite quilter with eleven children was struck by lightning in Manitoba.",
    "Our client, forty, a Quechua-speaking baker with a prosthetic arm, lives in Queens.",
    "The dancer was twenty, from Odesa, and had lost her hearing in the shelling.",
    "A grandfather of six with silicosis, he had hewn coal at the last pit in Fife until 1988.",
]
MORE_APART = [
    "A nurse was bitten by a dog in a park and asked whether the owner was liable.",
    "A widow in Kent had a boundary question.",
    "A chef was hurt when a shelf fell in a hotel kitchen in 2022.",
    "Our client, a carpenter, was owed money by a builder in Leeds.",
    "A couple with two children bought a house in May and found damp in June.",
    "A student from Spain rented a room in Dublin.",
    "The driver was off work for six weeks after a crash on the motorway.",
    "She had been a teacher for thirty years when the school closed.",
    "A father of two wanted to move abroad with his new job.",
    "An accountant in her fifties was passed over for promotion.",
    "A farmer in the west had sold a field in 2019 and kept a right of way.",
    "Our client had worked in a factory since 2010 and was made redundant in March.",
    "A pregnant worker was told that her shifts would be cut.",
    "A disabled tenant asked for a ramp.",
    "The company, a bakery, had a lease in Manchester that ended in June.",
    "A man with a bad knee asked for a chair at work.",
    "A Polish driver was paid less than his colleagues.",
    "Two brothers, one in Canada and one in Ireland, inherited a farm.",
    "An elderly man wanted to change his will after his wife died.",
    "The mother was a teacher and the father was a driver; they had two children.",
    "A landlord in her sixties let a flat to a nurse in 2018. The nurse had two children and a cat.",
    "Our client is a charity. Its chair is a retired dentist, and its office is in Perth.",
    "The witness, a postman, remembered the day because it was his birthday in 2020.",
    "A 16-year-old apprentice asked about his pay.",
    "A baker and a butcher shared a yard in York from 2015.",
    "A French company sent a driver to Hull in January.",
    "The surgeon had trained in Canada and wrote a fair report in 2021.",
    "In Ontario a tenant who is pregnant or disabled may ask for more time.",
    "Our client moved from Brazil to London in 2016 and applied for settlement in 2022.",
    "A cleaner with asthma asked for a mask.",
    "A musician asked us about a contract with a label in Los Angeles.",
    "A carer looked after her mother, who had dementia, until 2021.",
    "The insured, a plumber, had two claims in 2019 and one in 2020.",
    "A trainee at a hotel in Wales was not paid for June.",
    "The pensioner had saved for forty years and lost it in a week.",
    "A retired couple in Devon wanted to give the house to their son.",
    "Our client, a widow, had a pension from France.",
    "He was a builder who hurt his back in 2020.",
    "A driver from Romania lost his licence for a month.",
    "A mother of three asked for flexible hours at the bank.",
    "The chef left in June and the waiter in July.",
    "A student with dyslexia asked for more time.",
    "A woman of sixty asked about her pension.",
    "A shepherd asked who owned the hill.",
    "An Irish company and a Scottish one shared a lorry in Wales.",
    "A gardener in Surrey was not paid.",
    "Our client kept bees and the neighbour kept lawyers.",
    "In 2018 a pensioner lent her nephew some money in Cork.",
    "A nurse applied to bring her husband to the United Kingdom.",
    "The tenant, who is disabled, asked for a rail in March.",
    "A taxi driver in Boston was hit by a bus and had to stop work.",
    "Two sisters from Poland ran a café in Bath.",
    "The carpenter's van was stolen in Belfast in 2021.",
    "A teacher wished to leave her condominium to a charity and her cat to a neighbor.",
]


@pytest.mark.parametrize("text", [*TOGETHER.values(), *MORE_TOGETHER])
def test_three_details_of_one_person_are_found(text: str) -> None:
    """Three kinds of detail on one person, close together, are reported as one place."""
    assert 1 == len(found(find, text))


@pytest.mark.parametrize("text", [*APART, *MORE_APART])
def test_fewer_details_and_details_of_others_do_not_add_up(text: str) -> None:
    """Two kinds of detail, or three of different people and of the law, are left alone."""
    assert [] == found(find, text)


def test_what_adds_up_is_named_with_what_to_blur() -> None:
    """The author reads which details add up, and which two the story needs least."""
    (only,) = hits(find, "A 47-year-old vet from Skye lost two fingers in a baler.")

    assert "Together: 47-year-old, vet, Skye, lost two fingers, in a baler." == only.note
    assert "blur “Skye” and “47-year-old” first" == only.instead


def test_the_place_goes_from_the_first_detail_to_the_last() -> None:
    """One place covers all the details that add up."""
    assert ["Polish beekeeper. In 2019 she lost the sight"] == found(
        find, "She is a Polish beekeeper. In 2019 she lost the sight in one eye."
    )


def test_an_empty_line_parts_details() -> None:
    """What stands in different paragraphs is not told together."""
    assert [] == found(find, "A Polish beekeeper rang.\n\nShe lost the sight in one eye in 2019.")


def test_an_article_is_not_searched() -> None:
    """An article invents its people."""
    assert [] == found(find, "A 47-year-old vet from Skye lost two fingers in a baler.", Kind.ARTICLE)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*TOGETHER.values(), *APART, "\n\n", "in 2019", "aged", "İ"]), max_size=5))
def test_places_lie_in_the_text_in_order_and_apart(parts: list[str]) -> None:
    """Whatever stands together, each place is inside the text and none overlaps another."""
    text = " ".join(parts)
    places = [(hit.start, hit.end) for hit in hits(find, text)]

    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    """No text, however odd, stops the detector."""
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits(find, text))


MORE_MOSAIC = [
    "He had come from Cyprus at six, mended shoes in the arcade and was raising his dead sister's boys.",
    "She was fifty-one, kept bees, and had been blind since the fire.",
    "A Latvian welder with four daughters, he had lost an ear in the dock.",
    "Seventy-three and a lifelong campanologist, she was on dialysis and still played the organ at Evensong.",
    "The youngest of nine, she had left Tonga for the cannery and buried her husband in May.",
    "Our client, a deaf carpenter of sixty, grew up in a lighthouse.",
    "He was the third of his brothers to fish the loch, had one lung, and had just turned forty.",
    "A widowed bus driver from Kerala, she has a son with haemophilia.",
    "He was sixty-six, a Basque chef with a glass eye, and had come off a trawler in 1987.",
    "She taught the harp, had twins at fifty, and came from Tashkent on a scholarship.",
    "Our client, a former nun of seventy, drove the gritter and had lost two toes to frostbite.",
    "A carpenter from Riga with a stammer, he had six daughters and a wooden leg.",
]


NOT_MOSAIC = [
    "She was fifty-one and worked in an office.",
    "He came from another firm and ran the team.",
    "The buyer, a couple with two children, moved in May.",
    "A worker of thirty had hurt his hand.",
    "She was a widow and wanted to stay in the house.",
    "He had come as a boy to the same church.",
    "He was forty and came from the next village.",
    "She had two children and a job in a shop.",
    "The claimant was a driver of fifty with a bad knee.",
]


@pytest.mark.parametrize("words", MORE_MOSAIC)
def test_more_wordings_are_found(words: str) -> None:
    """The same things said in other ways: details that add up."""
    assert [] != found(find, words)


@pytest.mark.parametrize("words", NOT_MOSAIC)
def test_more_near_misses_are_left_alone(words: str) -> None:
    """What looks like it and is nothing of the kind."""
    assert [] == found(find, words)
