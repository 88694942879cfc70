"""Employers, schools, teams, hospitals and ships, with the real language model."""

import pytest

from pipeline.clear.detect.told import Sense
from tests.clear.detect.reading_aloud import found

TIED = [
    ("A data breach at Tarnbrook Dental put the files online.", "Tarnbrook Dental"),
    ("Oakhurst Sugar Mill had changed the roster again.", "Oakhurst Sugar Mill"),
    ("He lagged pipes at Brackendale Engine Works.", "Brackendale Engine Works"),
    ("She lost a thumb in a press at Cactus Flower Packing.", "Cactus Flower Packing"),
    ("Wexcombe Borough Council moved her to nights.", "Wexcombe Borough Council"),
    ("She was on the deck of the Merry Widow when the rope broke.", "Merry Widow"),
    ("The union at Tidewater Boilerworks kept the minutes.", "Tidewater Boilerworks"),
    ("He was a driver for Northgate Couriers.", "Northgate Couriers"),
    ("She was dismissed by Caldmoor Academy after a complaint.", "Caldmoor Academy"),
    ("Our client had worked at Brightwater since school.", "Brightwater"),
    ("She had been at Pellingham Foods for nine years.", "Pellingham Foods"),
    ("He drove for Tordoff & Daughters.", "Tordoff & Daughters"),
    ("A nurse with St Brannoc's Hospital rang us.", "St Brannoc's Hospital"),
    ("He joined Vantrock from a rival.", "Vantrock"),
    ("Hobblethwaite Motors sacked her on a Friday.", "Hobblethwaite Motors"),
    ("Nobody on Kestrel Dairy's payroll knew.", "Kestrel Dairy"),
    ("He was on the books of Slaithdale Rovers.", "Slaithdale Rovers"),
    ("She was captain of the Marlpit Harriers.", "Marlpit Harriers"),
    ("The shift at Greyling Foundry ended at six.", "Greyling Foundry"),
    ("Her employer, Ostrander Logistics, said nothing.", "Ostrander Logistics"),
    ("He taught at Larchmoor Primary School.", "Larchmoor Primary School"),
    ("The boy was a pupil at Colmcille Grammar.", "Colmcille Grammar"),
    ("She was treated at the Quillgate Infirmary.", "Quillgate Infirmary"),
    ("He served in the Royal Wessmark Fusiliers.", "Royal Wessmark Fusiliers"),
    ("He fished from the Bonny Kathleen for twelve years.", "Bonny Kathleen"),
    ("She sings with the Tarnside Choral Society.", "Tarnside Choral Society"),
    ("He played for Ballymarn GAA until his knee went.", "Ballymarn GAA"),
    ("She works nights for Zephyr Parcels.", "Zephyr Parcels"),
    ("He was employed by Kessler Feinmechanik as a fitter.", "Kessler Feinmechanik"),
    ("Our client cooked at the Drowned Rat.", "Drowned Rat"),
    ("She was made redundant by Tansy's Café.", "Tansy's Café"),
    ("A teacher at Scoil Bhríde lost her post.", "Scoil Bhríde"),
    ("He trained with Quayside Boxing Club as a boy.", "Quayside Boxing Club"),
    ("She was a student at the University of Wessmark.", "University of Wessmark"),
    ("Her son was expelled from Thornfield College.", "Thornfield College"),
    ("He managed Priory Tyres until the spring.", "Priory Tyres"),
    ("She preached at Ebenezer Chapel for thirty years.", "Ebenezer Chapel"),
    ("They had suspended him from Redmayne Surgical.", "Redmayne Surgical"),
    ("Pinnacle Haulage, where she had worked for a decade, closed.", "Pinnacle Haulage"),
    ("She cleaned offices for Sparrow Hygiene.", "Sparrow Hygiene"),
    ("He drives for Uber at night.", "Uber"),
    ("The payroll clerk at Hartwell Bearings saw it first.", "Hartwell Bearings"),
    ("He was a welder with Cormorant Marine.", "Cormorant Marine"),
    # In many voices.
    ("He is a lecturer at the College of St Hild.", "College of St Hild"),
    ("After ten years with Fenwright Ales she was let go.", "Fenwright Ales"),
    ("The Ravensmoor Echo had employed him as a printer.", "Ravensmoor Echo"),
    ("Her supervisor at Lumen Care Homes kept a diary.", "Lumen Care Homes"),
    ("He swims for Otterburn Otters.", "Otterburn Otters"),
    ("A porter at Bexcombe General saw it all.", "Bexcombe General"),
    ("He was goalkeeper for Wistow Wanderers.", "Wistow Wanderers"),
    ("Sister Benedicta ran the kitchen at St Jude's Hospice.", "St Jude's Hospice"),
    ("Her daughter goes to Oakmere Primary.", "Oakmere Primary"),
    ("He crewed on the Silver Darling.", "Silver Darling"),
    ("Amazon dismissed him by text.", "Amazon"),
    ("He had a zero-hours contract with Deliveroo.", "Deliveroo"),
    ("She was head of year at Holloway Dene.", "Holloway Dene"),
    ("His club, Fordbridge Town, stopped his wages.", "Fordbridge Town"),
    ("She had nursed at the Mater Dolorosa for years.", "Mater Dolorosa"),
    ("They hired her at Gull & Anchor as a chef.", "Gull & Anchor"),
    ("He quit Solventum Coatings over the fumes.", "Solventum Coatings"),
    ("Our client had joined Hexley Avionics from school.", "Hexley Avionics"),
    ("She had a desk at Pryce Lomax and no contract.", "Pryce Lomax"),
    ("A foreman from Brackwater Steel gave evidence.", "Brackwater Steel"),
    ("He did his apprenticeship at Cobb & Daughters.", "Cobb & Daughters"),
    ("Castlegate FC released him at nineteen.", "Castlegate FC"),
]

UNTIED = [
    "She was dismissed by a national retailer.",
    "He worked for a hospital trust in the north.",
    "People working at Christmas should check their contract.",
    "She worked in London for ten years.",
    "He was employed by the State.",
    "A teacher in Ontario asked about leave.",
    "The driver for the other side admitted it.",
    "He trained as a nurse in Germany.",
    "She worked on Mondays and Thursdays.",
    "The appeal was dismissed by the Court of Appeal.",
    "The claim was dismissed by the Employment Tribunal.",
    "A driver from Poland asked about tax.",
    "He worked with Excel and with Word.",
    "She retired in March after a long career.",
    "He joined the Army, and then the Police.",
    "Her case was managed by Judge Alcott.",
    "A pupil at a grammar school was excluded.",
    "She worked under the Working Time Regulations 1998.",
]


@pytest.mark.parametrize(("body", "words"), TIED, ids=lambda value: value[:40])
def test_a_named_employer_is_found(body: str, words: str) -> None:
    """A name that somebody works, learns, plays, sails or is treated at is an employer's, and a name."""
    employers = found(body, Sense.EMPLOYER)

    assert any(words in hit or (hit in words and len(hit) * 2 >= len(words)) for hit in employers), found(body)


@pytest.mark.parametrize("body", UNTIED, ids=lambda body: body[:40])
def test_kinds_of_employer_and_public_bodies_are_left_alone(body: str) -> None:
    """A kind of employer, a time, a large place and a court are nobody's employer by name."""
    assert [] == found(body)
