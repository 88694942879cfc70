"""Places small enough to find somebody in, with the real language model."""

import pytest

from pipeline.clear.detect.told import Sense
from tests.clear.detect.reading_aloud import found

PLACED = [
    # Streets, in many countries' forms.
    ("The leak began above 27 Mallard Lane.", "27 Mallard Lane"),
    ("She lived at 418 West Larkmoor Street until the fire.", "418 West Larkmoor Street"),
    ("The shop stood on Cooperage Row.", "Cooperage Row"),
    ("He parked in Tanner's Yard every night.", "Tanner's Yard"),
    ("The accident happened on Slatebridge Road.", "Slatebridge Road"),
    ("The flat was at Flat 3, 12b Quillgate Terrace.", "12b Quillgate Terrace"),
    ("Her office is at 9 rue des Tanneurs.", "rue des Tanneurs"),
    ("They bought in the Lindenstraße.", "Lindenstraße"),
    ("The bar is in Calle de los Olmos.", "Calle de los Olmos"),
    ("They had a stall on Via Pellegrini.", "Via Pellegrini"),
    ("The house on Bóthar na Mara was never finished.", "Bóthar na Mara"),
    ("The slab was poured on Lot 12, Wattlebird Drive.", "Wattlebird Drive"),
    ("She fell at the top of Fishwives Steps.", "Fishwives Steps"),
    ("The lock-up is behind Gasometer Bank.", "Gasometer Bank"),
    ("He lived off the Old Saltmarsh Road.", "Saltmarsh Road"),
    ("The truck stopped at 2201 Hollis Creek Boulevard.", "2201 Hollis Creek Boulevard"),
    # Houses.
    ("She grew up in Rose Cottage.", "Rose Cottage"),
    ("They sold the Old Rectory to a builder.", "Old Rectory"),
    ("The wedding was held at Larchmoor Hall.", "Larchmoor Hall"),
    ("He left Bramble Barn to his niece.", "Bramble Barn"),
    ("The lease of Flat 9, Tern House had sixty years to run.", "Tern House"),
    ("The cladding on Kittiwake Court was unsafe.", "Kittiwake Court"),
    # Postcodes.
    ("The flat, S1 4GZ, had no fire door.", "S1 4GZ"),
    ("Post went to BS39 7QX for years.", "BS39 7QX"),
    ("The house, at V94 X2K7, is empty.", "V94 X2K7"),
    ("It was sent to Fernhollow, TX 78642.", "TX 78642"),
    ("The unit is at L6H 3K9.", "L6H 3K9"),
    ("They moved to Wattle Creek NSW 2477.", "NSW 2477"),
    # Villages and small towns.
    ("They farm in the village of Thornley Parva.", "Thornley Parva"),
    ("The yard lies at the edge of Mickleborough.", "Mickleborough"),
    ("Our client keeps a shop in Ballynacarrow.", "Ballynacarrow"),
    ("A couple from Llanfairydd asked about a fence.", "Llanfairydd"),
    ("The bus to Netherby broke down.", "Netherby"),
    ("She moved to Great Snoring-on-the-Hill.", "Great Snoring"),
    ("He ran a garage near Dunmurray.", "Dunmurray"),
    ("The parish of Kilbrannan kept the minutes.", "Kilbrannan"),
    ("A farmer outside Wagga Creek lost his herd.", "Wagga Creek"),
    ("They drove from Tuscarora Falls to the hearing.", "Tuscarora Falls"),
    ("Upper Slaithdale has one shop and one bus.", "Upper Slaithdale"),
    ("In Pencraig nobody locks a door.", "Pencraig"),
    ("The mayor of Little Wadding came along.", "Little Wadding"),
    ("The people of Inverlochty signed a petition.", "Inverlochty"),
    # Land and water.
    ("The salmon were in the River Yarrowby.", "River Yarrowby"),
    ("He kept a boat on Lough Carrowmore.", "Lough Carrowmore"),
    ("The caravan stood above Pellwater Bay.", "Pellwater Bay"),
    ("They lived on the Marlpit Estate.", "Marlpit Estate"),
    ("The footpath over Harrow Fell was blocked.", "Harrow Fell"),
    ("The councillor for Eastgate Ward objected.", "Eastgate Ward"),
    ("The ferry to Skerravore Island was late.", "Skerravore Island"),
    ("The barge sank below Tumbling Weir.", "Tumbling Weir"),
    # In many voices.
    ("They lived above a bookmaker's in Ormskelling.", "Ormskelling"),
    ("The hamlet of Nether Poppleford has no shop.", "Nether Poppleford"),
    ("Her mother still lives in Castlebrannock, County Mayo.", "Castlebrannock"),
    ("The crash was on the B4391 outside Penmorfa Bach.", "Penmorfa Bach"),
    ("A widow from Pine Hollow, Texas, rang us.", "Pine Hollow"),
    ("The land borders the River Isk.", "River Isk"),
    ("They were evicted from 12/4 Tollbooth Wynd.", "Tollbooth Wynd"),
    ("She ran a stall at Gorsebrook Market.", "Gorsebrook"),
    ("The farm at Achnadarroch was split in three.", "Achnadarroch"),
    ("The stream runs through Tanglewood Park.", "Tanglewood Park"),
    ("He walked to the Spar in Drumkeelan.", "Drumkeelan"),
    ("Our client lives on the Kingfisher estate.", "Kingfisher"),
    ("The unit is in Quarryfield Industrial Park.", "Quarryfield Industrial Park"),
    ("The station at Wexcombe Parkway was shut.", "Wexcombe Parkway"),
    ("It happened on Pebble Beach, below the lighthouse.", "Pebble Beach"),
    ("The school is in the Larkhill neighbourhood.", "Larkhill"),
    ("Postcode LS29 8QR sees one bus a day.", "LS29 8QR"),
    ("She keeps goats up Blackthorn Hollow.", "Blackthorn Hollow"),
    ("They moved from Skellbank to the coast.", "Skellbank"),
    ("A dentist in Yarrabilla asked us about a lease.", "Yarrabilla"),
    ("The council at Doonbeg Cross refused.", "Doonbeg Cross"),
    ("He has the stall beside Tuckers Quay.", "Tuckers Quay"),
    ("Number 6, Ropewalk Court has no lift.", "Ropewalk Court"),
    ("Our client keeps bees at Pheasant Lodge.", "Pheasant Lodge"),
    ("It is a mile from Thistlecombe to the sea.", "Thistlecombe"),
    ("The road between Ardnashee and Kilvarna floods.", "Ardnashee"),
    ("The road between Ardnashee and Kilvarna floods.", "Kilvarna"),
    ("The parcel went to 44 Old Mill Rd, Apt 2B.", "44 Old Mill Rd"),
    ("Bankstown-born, he settled in Gundagong.", "Gundagong"),
    ("The flats at Signal Point were never signed off.", "Signal Point"),
    ("In Lower Haddle the bus stops twice.", "Lower Haddle"),
    ("We drove out to Cedar Rapids Ranch.", "Cedar Rapids Ranch"),
    ("A storm took the pier at Saltcombe.", "Saltcombe"),
    ("The Thornbury bypass cut the farm in two.", "Thornbury"),
    ("Her shop is in Station Parade.", "Station Parade"),
]

LARGE = [
    "The flat was in a tower block in the north of England.",
    "She came from Somalia by way of Kenya and settled in Leeds.",
    "He moved from Toronto to Vancouver, then to Sydney.",
    "They sell in Munich, Lyon and Barcelona.",
    "The depot was in Greater Manchester, near the Thames Valley.",
    "A family from County Kerry rang us, and another from Donegal.",
    "The farm lay in North Yorkshire, some miles from York.",
    "She had lived in Southern California and in the Midwest.",
    "A builder in New South Wales and one in Queensland had the same form.",
    "The goods came from Shanghai through the Port of Rotterdam.",
    "Our office is at 14 Carver Street.",
    "Come and see us at 2 Mallard Lane; we make good tea.",
    "A farming family owned land on both sides of the road.",
    "The shop was on the High Street.",
    "The hearing was in Birmingham, at the Civil Justice Centre.",
    "An island off the west coast has no court.",
    "The Isle of Man and the Channel Islands have their own law.",
    "They crossed the Atlantic and then the Pacific.",
    "Plan 4 of Block 2 was never built.",
    "A market town in the Midlands had one bank left.",
    "Page 12 of the lease and Part 2 of the form matter.",
    "The Bronx and Brooklyn have their own courts.",
    "The line from London to Edinburgh was shut.",
    "She studied in Paris for 3 years.",
    "He drove along the Main Street of a small town.",
    "From Texas to Florida the rule is the same.",
]


@pytest.mark.parametrize(("body", "words"), PLACED, ids=lambda value: value[:40])
def test_a_small_place_is_found(body: str, words: str) -> None:
    """Streets, houses, postcodes, villages and pieces of land are found and called places."""
    hits = found(body, Sense.PLACE)

    assert any(words in hit or (hit in words and len(hit) * 2 >= len(words)) for hit in hits), found(body)


@pytest.mark.parametrize("body", LARGE, ids=lambda body: body[:40])
def test_large_places_and_the_firms_own_are_left_alone(body: str) -> None:
    """Nations, regions, counties, cities of some size and the firm's own office point to no client."""
    assert [] == found(body)
