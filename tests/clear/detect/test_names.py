"""The identity screen: names of people, firms and things, with the real language model."""

import pytest

from pipeline.clear.detect import identity, names
from pipeline.clear.detect.told import Sense
from tests.clear.detect.reading_aloud import found, told

NAMED = [
    # People, plainly.
    ("Hettie Vanbrugh rang on a wet morning from the yard.", "Hettie Vanbrugh"),
    ("We wrote to Margit Ostrander about the wall.", "Margit Ostrander"),
    ("In the end it was Delroy Pinnock who found the receipt.", "Delroy Pinnock"),
    ("The letter was signed by Siobhán Ní Fhlaithearta.", "Siobhán Ní Fhlaithearta"),
    ("Nothing in the lease helped Wojciech Kurzawa.", "Wojciech Kurzawa"),
    ("By then Olumide Akinfolarin had lost the van.", "Olumide Akinfolarin"),
    ("Pieter van der Westhuyzen kept the bees.", "Pieter van der Westhuyzen"),
    ("The shares went to Yusuf bin Hakimi under the will.", "Yusuf bin Hakimi"),
    ("She had married Fearghal Mac Giolla in a registry office.", "Fearghal Mac Giolla"),
    ("The flat belonged to Ines de la Cerda.", "Ines de la Cerda"),
    ("We never met Thuy Linh Doan, but her letters were clear.", "Thuy Linh Doan"),
    ("Over the fence lived Agnieszka Brzeska-Moore.", "Agnieszka Brzeska-Moore"),
    ("It took Bronwen Eynon-Rees a year to say it.", "Bronwen Eynon-Rees"),
    ("The bus was driven by Gurvinder Dhaliwal.", "Gurvinder Dhaliwal"),
    # Surnames alone.
    ("When Oyebanji signed, nobody told him about the clause.", "Oyebanji"),
    ("The case turned on what Trelawney had been told.", "Trelawney"),
    ("Quillfeather refused to answer.", "Quillfeather"),
    ("Nobody at the meeting believed Szymborski.", "Szymborski"),
    ("It was Pomfret’s fence, not hers.", "Pomfret"),
    ("The Adeyinkas had lived there since the nineties.", "Adeyinkas"),
    # With a style.
    ("Mrs Oyetunde kept every receipt.", "Oyetunde"),
    ("We wrote to Dr. Fotheringay the same day.", "Fotheringay"),
    ("Sir Lionel Threapwood sold the meadow.", "Lionel Threapwood"),
    ("The complaint was about Cllr Hargest.", "Hargest"),
    ("Miss Baker lost her deposit.", "Baker"),
    ("Fr Colm Duignan buried both of them.", "Colm Duignan"),
    ("By noon Ms. Rivers-Okafor had the keys.", "Rivers-Okafor"),
    ("Sgt Mulvaney took the statement.", "Mulvaney"),
    ("Lady Pemberly gave evidence by video.", "Pemberly"),
    # First names alone.
    ("Our client, Jen, had never been in trouble before.", "Jen"),
    ("Kwabena had worked there since school.", "Kwabena"),
    ("It was late when Marisol rang again.", "Marisol"),
    ("That night Tegan packed a bag.", "Tegan"),
    ("So Padraig went back to the yard.", "Padraig"),
    # Names that are words.
    ("Then Rose told us about the second will.", "Rose"),
    ("Grant rang us from the car park.", "Grant"),
    ("In the end Will had kept the keys.", "Will"),
    ("We asked Hope whether she had the letter.", "Hope"),
    ("That summer May lost her job.", "May"),
    ("Mark Ferriby owned the barge.", "Mark Ferriby"),
    ("The money was Faith’s, and she wanted it back.", "Faith"),
    ("Bill Tansley sold us the hay.", "Bill Tansley"),
    ("Miss May Cartwright-Bello kept the books.", "May Cartwright-Bello"),
    ("Clare told the police herself.", "Clare"),
    ("A man named Jordan Fletcherby came to the door.", "Jordan Fletcherby"),
    ("Georgia Plimsoll had a lease of the shop.", "Georgia Plimsoll"),
    # Firms, with and without an ending.
    ("Larchmoor Joinery Ltd never paid.", "Larchmoor Joinery Ltd"),
    ("The invoice came from Brindle & Sons.", "Brindle & Sons"),
    ("A claim against Vantrock Holdings PLC was next.", "Vantrock Holdings PLC"),
    ("We acted for Kessler Feinmechanik GmbH in the spring.", "Kessler Feinmechanik GmbH"),
    ("The seller was Tordoff Marine Pty Ltd.", "Tordoff Marine Pty Ltd"),
    ("Nest & Thimble had taken a lease of the corner shop.", "Nest & Thimble"),
    ("The lunches came from Tansy’s Café.", "Tansy’s Café"),
    ("He drank at the Drowned Rat most evenings.", "Drowned Rat"),
    ("The collision sank the MV Sorrel.", "Sorrel"),
    ("The trawler Bonny Kathleen never came home.", "Bonny Kathleen"),
    ("The money was for the Little Lantern Foundation.", "Little Lantern Foundation"),
    ("Crown Joinery went under in the winter.", "Crown Joinery"),
    ("Bright Harbour Logistics DAC owed her wages.", "Bright Harbour Logistics DAC"),
    ("A bill from Moss and Fern Catering was unpaid.", "Moss and Fern Catering"),
    ("Their landlord was Zephyrine LLC.", "Zephyrine LLC"),
    ("The tickets were sold by Ottavio Viaggi S.r.l.", "Ottavio Viaggi"),
    ("She bought the van from Hobblethwaite Motors.", "Hobblethwaite Motors"),
    # Written oddly.
    ("We acted for MARGUERITE OYEDELE in her claim.", "MARGUERITE OYEDELE"),
    ("The order was against PELLINGHAM.", "PELLINGHAM"),
    ("mrs oyetunde paid the fine herself.", "oyetunde"),
    ("Then our client jen rang from the station.", "jen"),
    ("The invoice was from larchmoor joinery ltd and was never paid.", "larchmoor joinery ltd"),
    ("D.L. signed the lease in the spring.", "D.L."),
    ("K. M. came to us after the second notice.", "K. M."),
    ("Mrs K kept a parrot.", "K"),
    ("Client J was eighteen and frightened.", "J"),
    ("Let's call her Joan.", "Joan"),
    ("We shall call him D for now.", "D"),
    # In Markdown.
    ("## The day Hettie Vanbrugh won\n\nIt rained.", "Hettie Vanbrugh"),
    ("## A Fence For Quillfeather\n\nIt rained.", "Quillfeather"),
    ("**Larchmoor Joinery** had paid its rent.", "Larchmoor Joinery"),
    ("- Oyebanji kept the keys\n- the landlord kept the deposit\n", "Oyebanji"),
    ("See [the story of Tegan Prowse](stories/one.md) for more.", "Tegan Prowse"),
    ("![Kwabena at the yard](yard.jpg)", "Kwabena"),
    ("![The yard](images/hettie-vanbrugh.jpg)", "hettie-vanbrugh"),
    ("Read [the story](https://example.org/stories/jen-oyebanji).", "jen-oyebanji"),
    ("> “The van,” said Marisol, “was late.”", "Marisol"),
    ("| Tenant | Rent |\n|---|---|\n| Oyebanji | late |\n", "Oyebanji"),
    # In many voices.
    ("The grandmother, Perpetua Wangari-Holt, kept every bus ticket.", "Perpetua Wangari-Holt"),
    ("He signed for O'Shaughnessy without reading it.", "O'Shaughnessy"),
    ("It was the younger Dr Mistry who spotted the date.", "Mistry"),
    ("Two cousins, Ifeanyi and Chidi, shared one van.", "Ifeanyi"),
    ("Two cousins, Ifeanyi and Chidi, shared one van.", "Chidi"),
    ("A Ms Abernethy-Cole left a voicemail.", "Abernethy-Cole"),
    ("Counsel for the other side asked Mr. Brightmore about the diary.", "Brightmore"),
    ("Sunita's landlord had kept the deposit.", "Sunita"),
    ("“Ask Tobias,” the foreman said.", "Tobias"),
    ("She goes by Bee, and she bakes.", "Bee"),
    ("The Hendersons sold up in the spring.", "Hendersons"),
    ("Old Mrs Tickell next door heard the crash.", "Tickell"),
    ("Nobody had told Young Farmer Gwilym about the covenant.", "Gwilym"),
    ("We sued Apex Gutter Guards for the lot.", "Apex Gutter Guards"),
    ("The lender, Cobalt Bridging Finance, called in the loan.", "Cobalt Bridging Finance"),
    ("It began with a leaflet from Smile Bright Dental.", "Smile Bright Dental"),
    ("The pub, the Ploughman's Rest, had a late licence.", "Ploughman's Rest"),
    ("They ran a chip shop called The Codfather.", "Codfather"),
    ("The yacht Windflower was arrested in the harbour.", "Windflower"),
    ("The charity is Paws Before Bedtime.", "Paws Before Bedtime"),
    ("A horse named Thunderbolt was at the heart of it.", "Thunderbolt"),
    ("Her company, Juniper & Slate Interiors, had four staff.", "Juniper & Slate Interiors"),
    ("SCRUMPTIOUS CUPCAKES LTD was struck off.", "SCRUMPTIOUS CUPCAKES LTD"),
    ("The cheque was made out to Bhatt Bros.", "Bhatt Bros"),
    ("He owed the money to a Mr N. Pereira.", "Pereira"),
    ("The other shareholder was J.P. Hathersage.", "Hathersage"),
    ("The will left everything to Aunt Dorothea.", "Dorothea"),
    ("Baby Zofia was born in the car park.", "Zofia"),
    ("Winifred Achebe had a stall there.", "Winifred Achebe"),
    ("That was before Hassan and Leila separated.", "Hassan"),
    ("That was before Hassan and Leila separated.", "Leila"),
    ("Eventually Costa y Hermanos S.L. paid.", "Costa y Hermanos"),
    ("Ng had never heard of the guarantee.", "Ng"),
    ("Mr Oduya-Clarke, 61, drove the coach.", "Oduya-Clarke"),
    ("Ms O said little; her sister said more.", "O"),
    ("Our own Jane Eyre, a governess of sorts, was underpaid.", "Jane Eyre"),
    ("thanks to priyanka deshmukh the file was complete", "priyanka deshmukh"),
    ("We acted for rosalind at short notice.", "rosalind"),
    ("The tenant, a Mr Silva, had paid on time.", "Silva"),
    ("The trust is the Amberley Children's Trust.", "Amberley Children's Trust"),
    ("Its name was Blue Heron Books.", "Blue Heron Books"),
    ("The franchisor, Wok This Way, would not budge.", "Wok This Way"),
    ("So Chukwuemeka Nwosu came to see us on a Monday.", "Chukwuemeka Nwosu"),
    ("* Xiulan Zhao, a seamstress\n* her landlord", "Xiulan Zhao"),
    ("Mehmet, who drives a taxi, brought the letter.", "Mehmet"),
    ("Per Lindholm rented a mooring.", "Per Lindholm"),
    ("Joy wept when the order came.", "Joy"),
    ("A year later Dawn wanted the house sold.", "Dawn"),
    ("It was Ray's idea, not hers.", "Ray"),
    ("We then wrote to Art Pelletier, the super.", "Art Pelletier"),
    ("April Nakamura opened the shop herself.", "April Nakamura"),
    ("Paris Delacroix-Webb taught the class.", "Paris Delacroix-Webb"),
    ("The protest was outside Marshgate School.", "Marshgate School"),
    ("The rumour was that Kowalczyk's boy had done it.", "Kowalczyk"),
    ("A man called Lazlo rang the bell.", "Lazlo"),
    ("Neither Imani nor her sister had a key.", "Imani"),
    ("Mr and Mrs Tolliver-Grange wanted a quiet life.", "Tolliver-Grange"),
    ("We had Ezinne in the witness box for an hour.", "Ezinne"),
    ("We agreed to say nothing about Bluebell Nurseries.", "Bluebell Nurseries"),
    ("Tidewater Kayaks had no insurance.", "Tidewater Kayaks"),
    ("It rented a unit to Mamma Gina's Pizzeria.", "Mamma Gina's Pizzeria"),
    ("The invoice came from ABX Scaffolding.", "ABX Scaffolding"),
    ("They trade as Two Left Feet.", "Two Left Feet"),
    ("The brand is called Fizzwhistle.", "Fizzwhistle"),
    ("The racehorse, Midnight Ledger, pulled up lame.", "Midnight Ledger"),
    ("Captain Ruairí Lanigan blew the horn.", "Ruairí Lanigan"),
    ("Sheikha Noor bint Talal signed by video.", "Noor bint Talal"),
    ("Lord Fairweather of Brill gave a statement.", "Fairweather"),
    ("The complaint named PC 4471 Dunmore.", "Dunmore"),
    ("Then came Maria.", "Maria"),
    ("“Rosa never lied,” her mother wrote.", "Rosa"),
    ("Judge for yourself: Tarrant never paid.", "Tarrant"),
    ("June had told nobody.", "June"),
    ("Summer Fielding-Amadi owned the pony.", "Summer Fielding-Amadi"),
    ("Miles drove the digger.", "Miles"),
    ("Penny signed first, then her brother.", "Penny"),
    ("Mr Rose had no licence.", "Rose"),
    ("The Greens next door objected.", "Greens"),
    ("I rang Frank at once.", "Frank"),
    ("No one but Dolores had the code.", "Dolores"),
    ("Even so, Baxter would not sell.", "Baxter"),
    ("The keys were with Uncle Feroz.", "Feroz"),
    ("Our clients, the Abernathys, wanted a wall.", "Abernathys"),
    ("For Tanisha it was too late.", "Tanisha"),
    ("Hartigan, Hartigan & Loy had prepared the first will.", "Hartigan"),
    ("Thank you to Lwazi Dube for the photographs.", "Lwazi Dube"),
    ("The Instagram handle gave away Brogan Telfer.", "Brogan Telfer"),
    ("*Tomasz* kept the original.", "Tomasz"),
    ("# Kapoor and the leaking roof\n\nIt leaked.", "Kapoor"),
    ("## How Dilys Saved Her Bakery\n\nIt took a year.", "Dilys"),
    ("[Photo: Anneke de Wit](a.jpg)", "Anneke de Wit"),
    ("![](photos/anneke-dewit.png)", "anneke-dewit"),
    ("Contact: Femi.", "Femi"),
    ("1. Ola lost the flat.\n2. The bank won.", "Ola"),
    ("In the matter of the estate of Cuthbert Mallow we acted for a niece.", "Cuthbert Mallow"),
    ("It was Jones who paid.", "Jones"),
    ("Smith refused to move the van.", "Smith"),
    ("Carpenter had no insurance, and said so.", "Carpenter"),
    ("The letter began “Dear Hyacinth”.", "Hyacinth"),
    ("ms. adeyemi sent the form.", "adeyemi"),
    ("THE CASE OF DR FELICITY MARSH-OBI", "FELICITY MARSH-OBI"),
    ("Known to all as Dusty, he swept chimneys.", "Dusty"),
    ("The house is called Windyridge.", "Windyridge"),
]


ALIASES = [
    ("Our client (we will call her Marigold) ran a crèche.", "Marigold"),
    ("T. came to this country at nine.", "T"),
    ("R.J.K. was seven.", "R.J.K."),
    ("We will call the boy T from now on.", "T"),
    ("Our client, Jen, had never been in trouble before.", "Jen"),
    ("Marisol rang again that night.", "Marisol"),
    ("In this story she is known as Ottoline.", "Ottoline"),
    ("Zdenka (not her real name) kept the books.", "Zdenka"),
    ("K.M. came to us after the second notice.", "K.M."),
    ("Then mrs Q wrote again, and Mrs K did not.", "K"),
    ("We acted for rosalind at short notice.", "rosalind"),
]
THIRDS = [
    ("Her ex-husband, Duncan, had changed the locks.", "Duncan"),
    ("The expert, Professor Lindqvist, changed her mind.", "Lindqvist"),
    ("Her son Rhodri found the codicil behind a clock.", "Rhodri"),
    ("The surveyor was one Horace Pickthall.", "Horace Pickthall"),
    ("Their builder, Stan Okonjo, had vanished.", "Stan Okonjo"),
    ("The landlord, Peter Vanstone, had done this before.", "Peter Vanstone"),
    ("Our opponent Dr Lengthorn changed his evidence.", "Lengthorn"),
    ("The witness, Aisha, was only twelve.", "Aisha"),
    ("The operator, Redgorse Energy LLC, kept the money.", "Redgorse Energy LLC"),
    ("Fern Abernethy-Poole, the usher, found a chair.", "Fern Abernethy-Poole"),
    ("The claim was against Palmgate Homeowners Association.", "Palmgate Homeowners Association"),
    ("Her veterinarian, Dr. Lemuel Yarrow, kept the bones.", "Lemuel Yarrow"),
    ("The objector was Cllr Euphemia Blunt.", "Euphemia Blunt"),
]
OWN_SIDE = [
    "Our client, Peter Vanstone, had done this before.",
    "Hettie Vanbrugh rang on a wet morning.",
    "We acted for Larchmoor Joinery Ltd in the spring.",
]
INSTEAD = [
    ("We helped Larchmoor Joinery Ltd.", "Larchmoor Joinery Ltd", "a joinery business"),
    ("They drank at Tansy’s Café.", "Tansy’s Café", "a café"),
    ("The landlord, Oyebanji, kept the deposit.", "Oyebanji", "a landlord"),
    ("Our client Oyebanji kept the keys.", "Oyebanji", "our client"),
    ("We acted for Hettie Vanbrugh.", "Hettie Vanbrugh", "our client"),
    ("Larchmoor Holdings PLC never paid.", "Larchmoor Holdings PLC", "a company"),
]


@pytest.mark.parametrize(("body", "words"), NAMED, ids=lambda value: value[:40])
def test_a_name_is_found(body: str, words: str) -> None:
    """People, firms and things are found however they are called, written or marked."""
    hits = found(body, Sense.NAME)

    assert any(words in hit or (hit in words and len(hit) * 2 >= len(words)) for hit in hits), hits


@pytest.mark.parametrize(("body", "words"), ALIASES, ids=lambda value: value[:40])
def test_a_first_name_initials_or_another_name_are_also_aliases(body: str, words: str) -> None:
    """Who is called by a first name, by letters or by an invented name is named all the same."""
    assert words in found(body, Sense.ALIAS)
    assert words in found(body, Sense.NAME)


@pytest.mark.parametrize(("body", "words"), THIRDS, ids=lambda value: value[:40])
def test_somebody_else_than_the_client_is_also_a_third_party(body: str, words: str) -> None:
    """A role, a title or "against" beside a name says that it is another's."""
    assert words in found(body, Sense.THIRD_PARTY)
    assert words in found(body, Sense.NAME)


@pytest.mark.parametrize("body", OWN_SIDE, ids=lambda body: body[:40])
def test_the_client_is_no_third_party(body: str) -> None:
    """A name without another's role is only a name."""
    assert [] == found(body, Sense.THIRD_PARTY)
    assert found(body, Sense.NAME)


@pytest.mark.parametrize(("body", "words", "instead"), INSTEAD, ids=lambda value: value[:40])
def test_a_name_comes_with_words_to_write_instead(body: str, words: str, instead: str) -> None:
    """The sentence's role or the firm's own trade is proposed in a name's place."""
    hits = [hit for hit in identity.find(told(body)) if hit.sense is Sense.NAME]

    assert [(words, instead)] == [(body[hit.start : hit.end], hit.instead) for hit in hits]


@pytest.mark.parametrize(
    "written", ["Hettie's", "Hettie’s", "“Hettie”", "Hettie,", "Hettie.", "**Hettie**", "_Hettie_"]
)
def test_marks_around_a_name_are_not_part_of_it(written: str) -> None:
    """A possessive, quotation marks, emphasis and full stops are left out, so that one name is one wording."""
    assert ["Hettie"] == found(f"We met {written} there.", Sense.NAME)


def test_the_lists_are_part_of_what_findings_depend_on() -> None:
    """A changed list is a changed screen: every line of every list counts."""
    assert any("Court of Appeal" in line for line in names.public_names())
    assert any("hettie" in line for line in names.public_names())
