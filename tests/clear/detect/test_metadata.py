from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear import packs
from pipeline.clear.detect.metadata import Known, beside, find, tells
from pipeline.clear.detect.told import Sense, Told
from pipeline.clear.listed import NameList
from pipeline.clear.name_forms import names
from pipeline.clear.reading import readable
from pipeline.clear.rules import catalogue
from pipeline.clear.screen import screen
from pipeline.edges.english import SpacyReader
from pipeline.model import Aside, Finding, Item, Kind, Severity
from tests.builders import item

OWN = frozenset(["Rafe Pellow", "Test & Firm"])
LISTED = NameList(bytes(range(32))).adding(
    name for written in ("Margaret Oyelaran", "Will Young", "Wexcombe Joinery Ltd") for name in names(written)
)
RULE = next(each.rule for each in packs.catalogue() if each.rule.id == "ID-METADATA")


def known(**changes: Any) -> Known:
    """What a name is compared with: a story of the firm's."""
    return Known(**{"text": "We got a deposit back for a tenant.", "own": OWN, **changes})


def note(name: str, of: Known | None = None, *, is_address: bool = False) -> str:
    """What a name tells; empty for nothing."""
    told = tells(name, of or known(), is_address=is_address)
    return told[1] if told else ""


# The catalogue.


@pytest.mark.parametrize("words", RULE.breaks)
def test_what_breaks_the_rule_is_found(words: str) -> None:
    """The catalogue's examples of a breach are found where they stand in a story's text."""
    of = item(kind=Kind.STORY, body=words, id="the-van", source="stories/rafe/the-van.md")
    (found,) = [each for each in screen(of, catalogue(), None, OWN) if each.rule == "ID-METADATA"]

    assert ("body", Severity.BLOCK) == (found.part, found.severity)
    assert found.words in words


@pytest.mark.parametrize("words", RULE.passes)
def test_what_passes_the_rule_is_let_through(words: str) -> None:
    """The catalogue's harmless examples raise nothing, as words or as names."""
    of = item(kind=Kind.STORY, body=words, id="the-van", source="stories/rafe/the-van.md")

    assert [] == [each.rule for each in screen(of, catalogue(), None, OWN) if each.rule == "ID-METADATA"]
    assert "" == note(words.partition(": ")[2], known(text=words))


# Names of files and addresses.


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dunmore-v-northgate-housing", "“dunmore v northgate” is the name of a case."),
        ("Dunmore v. Northgate", "“dunmore v northgate” is the name of a case."),
        ("dunmore_vs_landlord", "“dunmore vs landlord” is the name of a case."),
        ("landlord-v-smith", "“landlord v smith” is the name of a case."),
        ("2024 Vrankel v HMRC notes", "“vrankel v hmrc” is the name of a case."),
        ("re-oyelaran-deceased", "“re oyelaran” names somebody."),
        ("client-oyelaran-front-door.jpg", "“client oyelaran” names somebody."),
        ("Client%20Oyelaran", "“client oyelaran” names somebody."),
        ("tenant-smith-kitchen", "“tenant smith” names somebody."),
        ("mrs-dunmore", "“mrs dunmore” names somebody."),
        ("MrsDunmore", "“mrs dunmore” names somebody."),
        ("mr-field-and-the-fence", "“mr field” names somebody."),
        ("dr-vrankel", "“dr vrankel” names somebody."),
        ("miss_smith_2", "“miss smith” names somebody."),
        ("matter-2024-01733", "“matter-2024-01733” is the number of a matter."),
        ("case HB0917", "“case HB0917” is the number of a matter."),
        ("claim_no_88213", "“claim_no_88213” is the number of a matter."),
    ],
)
def test_a_name_of_a_file_tells_who_it_is_about(name: str, words: str) -> None:
    """Cases, titles, parts in a case and numbers of matters are read out of a name."""
    assert words == note(name)


@pytest.mark.parametrize(
    "name",
    [
        "getting-a-deposit-back", "handshake.jpg", "the-wet-wall", "landlord-v-tenant", "draft-v-2", "version-v2", "miss-the-deadline",
        "dr-visits", "ms-word-tips", "client-deposit", "client-care", "tenant-fees", "mr-pellow-writes", "case-2023-review", "claim-for-500",
        "policy-from-1958", "IMG_20240611", "re-reading-a-lease", "matter-of-fact", "the-defendant-in-person", "2026-06-12-the-van",
        "half-past-four", "long-v-short", "client-price-guide", "a-tenant-may-appeal", "", "---", "v", "mr", "client",
    ],
)  # fmt: skip
def test_an_ordinary_name_tells_nothing(name: str) -> None:
    """Working titles, numbered versions and words of the trade name nobody."""
    assert "" == note(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vrankel-kitchen", "“vrankel” is a name in the text."),
        ("the-smith-jones-lease", ""),
        ("mary-jones-lease", "“jones mary” is a name in the text."),
        ("kestrelworks-yard", "“kestrelworks” is a name in the text."),
        ("ltd-companies", ""),
    ],
)
def test_a_name_that_another_detector_found_is_looked_for(name: str, words: str) -> None:
    """A rare word of it is enough; of a common name all words must be there."""
    assert words == note(name, known(named=("Mr Vrankel", "Mary Jones", "Kestrelworks Ltd")))


@pytest.mark.parametrize(
    "name",
    ["margaret-oyelaran", "m-oyelaran-flat", "OyelaranMargaret.jpg", "will-young-bike", "wexcombe-joinery-dispute"],
)
def test_somebody_on_the_list_is_found_in_a_name(name: str) -> None:
    """A file's name is written small; the list knows it all the same."""
    told = tells(name, known(listed=LISTED))

    assert told is not None
    assert Sense.LISTED == told[0]


def test_an_articles_name_may_cite_a_case_and_name_nobody_on_the_list() -> None:
    """Explaining Dunmore v Northgate is what an article is for; a client's name is not."""
    of = known(of_clients=False, listed=LISTED)

    assert "" == note("dunmore-v-northgate-explained", of)
    assert "" == note("will-young-people-rent", of)
    assert (Sense.LISTED, "It is on the firm's do-not-name list.") == tells("margaret-oyelaran-explained", of)
    assert (Sense.LISTED_PERHAPS) == (tells("oyelaran-v-vane", of) or [None])[0]


# Links and pictures.


def targets(markdown: str, *named: str, kind: Kind = Kind.STORY) -> list[str]:
    """The addresses in a text that tell something."""
    told = Told(readable(markdown), kind, None, OWN, markdown, LISTED)
    return [markdown[hit.start : hit.end] for hit in find(told, named)]


@pytest.mark.parametrize(
    "target",
    [
        "https://x.example/cases/oyelaran-v-northgate",
        "https://x.example/news/mrs-dunmore-wins.html",
        "https://x.example/?q=Dunmore+v+Northgate",
        "https://x.example/wexcombe%20joinery",
        "https://www.bailii.org/ew/cases/EWHC/QB/2099/12.html",
        "https://caselaw.nationalarchives.gov.uk/ewca/civ/2099/311",
        "https://www.gov.uk/employment-tribunal-decisions/ms-a-v-b-1234567-2099",
        "https://courts.example/ewhc/ch/2099/12",
        "../pictures/client-oyelaran-front-door.jpg",
        "matter-2024-01733.pdf",
        "https://x.example/vrankel",
    ],
)
@pytest.mark.parametrize(
    "written",
    ["[there]({})", "![there]({})", '[there]({} "A title")', "see <{}> there", '<a href="{}">there</a>', "[r]: {}"],
)
def test_an_address_that_tells_a_name_is_found(target: str, written: str) -> None:
    """Links of every form and pictures are looked at, judgments are known by where they lie."""
    if "://" not in target and written in ("see <{}> there", "[r]: {}"):
        return

    assert [target] == targets(f"Words {written.format(target)} words.", "Mr Vrankel")


@pytest.mark.parametrize(
    "target",
    [
        "https://www.legislation.gov.uk/ukpga/1985/70/section/11", "https://www.acas.org.uk/dismissals", "handshake.jpg", "#top",
        "https://www.gov.uk/tenancy-deposit-protection", "https://x.example/2026/06/12/the-van", "/people/rafe-pellow/", "mailto:hello@firm.example",
        "https://www.bailii.org/", "https://x.example/landlord-v-tenant",
    ],
)  # fmt: skip
def test_an_ordinary_address_is_let_through(target: str) -> None:
    """Acts, public bodies, the firm's own pages and pictures of handshakes lead to nobody."""
    assert [] == targets(f"Words [there]({target}) and ![it]({target}) words.", "Mr Vrankel")


def test_an_article_may_link_to_a_case() -> None:
    """Only somebody on the list is found in an article's links."""
    text = "[it](https://x.example/dunmore-v-northgate) [her](https://x.example/margaret-oyelaran)"

    assert ["https://x.example/margaret-oyelaran"] == targets(text, kind=Kind.ARTICLE)


@pytest.mark.parametrize(
    "markdown",
    [
        '![Mrs Dunmore at her door](a.jpg "Dunmore\'s door")',
        '[it](https://x.example "Dunmore v Northgate")',
        "![Dunmore][r]\n\n[r]: a.jpg",
    ],
)
def test_alternative_texts_and_titles_of_links_are_read_as_words(markdown: str) -> None:
    """What stands behind a picture or pops up over a link is read by everything that reads the text."""
    assert "Dunmore" in readable(markdown)
    assert len(markdown) == len(readable(markdown))


# The whole screen.


def findings(**changes: Any) -> list[Finding]:
    """What the screen finds beside the text of a story."""
    of = item(**{"kind": Kind.STORY, "source": "stories/rafe-pellow/the-van.md", "id": "the-van", "title": "The van",
                 "summary": "A van was late.", "body": "A van was late.", **changes})  # fmt: skip
    return [
        each for each in screen(of, catalogue(), None, OWN, LISTED) if each.rule.startswith(("ID-META", "ID-LISTED"))
    ]


def places(**changes: Any) -> list[tuple[str, str, str]]:
    """Rule, place and words of each."""
    return [(each.rule, each.where, each.words) for each in findings(**changes)]


AT = "stories/rafe-pellow/the-van.md"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"id": "mrs-dunmore"}, [("ID-METADATA", f"{AT}, its address", "mrs-dunmore")]),
        ({"id": "oyelaran-margaret"}, [("ID-LISTED", f"{AT}, its address", "oyelaran-margaret")]),
        ({"id": "zdrojewska-yard"}, [("ID-METADATA-PERHAPS", f"{AT}, its address", "zdrojewska-yard")]),
        ({"id": "zdrojewska-yard", "body": "The Zdrojewska yard."}, []),
        ({"source": "stories/rafe-pellow/Mrs Dunmore.docx"},
         [("ID-METADATA", "stories/rafe-pellow/Mrs Dunmore.docx, the file's name", "Mrs Dunmore.docx")]),
        ({"source": "stories/rafe-pellow/Dunmore v Northgate/the-van.md"},
         [("ID-METADATA", "stories/rafe-pellow/Dunmore v Northgate/the-van.md, its folder", "Dunmore v Northgate")]),
        ({"source": "stories/rafe-pellow/mrs-dunmore.md", "id": "mrs-dunmore"},
         [("ID-METADATA", "stories/rafe-pellow/mrs-dunmore.md, its address", "mrs-dunmore")]),
        ({"source": "https://blog.example/feed", "id": "the-van"}, []),
        ({"asides": (Aside(where="Word's properties, author", words="M. Oyelaran"),)},
         [("ID-LISTED-PERHAPS", f"{AT}, Word's properties, author", "M. Oyelaran")]),
        ({"asides": (Aside(where="Word's properties, author", words="Somebody Else"),)}, []),
        ({"asides": (Aside(where="the words in the drawing a.svg", words="shop of M. Oyelaran", shown=True),)},
         [("ID-LISTED", f"{AT}, the words in the drawing a.svg", "M. Oyelaran")]),
        ({"body": "See [it](https://x.example/dunmore-v-northgate)."}, [("ID-METADATA", f"{AT}:1", "https://x.example/dunmore-v-northgate")]),
        ({"kind": Kind.ARTICLE, "id": "mrs-dunmore"}, []),
        ({"kind": Kind.ARTICLE, "id": "margaret-oyelaran"}, [("ID-LISTED", f"{AT}, its address", "margaret-oyelaran")]),
        ({"kind": Kind.PROFILE, "id": "profile:margaret-oyelaran"}, [("ID-LISTED", f"{AT}, its address", "margaret-oyelaran")]),
    ],
)  # fmt: skip
def test_the_screen_names_each_place_beside_the_text(
    changes: dict[str, Any], found: list[tuple[str, str, str]]
) -> None:
    """Address, file, folder, properties, drawings and links are told apart, and each finding says where it is."""
    assert found == places(**changes)


def test_a_name_in_the_text_is_looked_for_in_its_pictures_and_its_address() -> None:
    """Where the words name somebody, so does a file that is called after them."""
    of = item(kind=Kind.STORY, source=AT, id="kestrelworks-and-the-van", title="The van", summary="A van was late.",
              body="The driver worked for Kestrelworks Ltd.\n\nIt was ![a door](kestrelworks-door.jpg).")  # fmt: skip
    found = screen(of, catalogue(), SpacyReader(), OWN)

    assert [(f"{AT}, its address", "kestrelworks-and-the-van"), (f"{AT}:3", "kestrelworks-door.jpg")] == [
        (each.where, each.words) for each in found if each.rule == "ID-METADATA"
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "Words.\n\n<!-- Mrs Dunmore -->",
        "<!-- never closed",
        "[//]: # (for Dunmore)",
        "[comment]: # Dunmore",
        "GPSLatitude 51",
    ],
)
def test_remarks_that_no_reader_sees_are_found(markdown: str) -> None:
    """They would be published in the source of a page."""
    assert 1 == len(targets(markdown))


@pytest.mark.parametrize("markdown", ["a < b -- c", "[1]: https://x.example", "The GPS was wrong.", "He said: no."])
def test_ordinary_signs_are_no_remarks(markdown: str) -> None:
    """Arrows, references and colons stand in any text."""
    assert [] == targets(markdown)


def test_a_finding_beside_the_text_is_about_the_item() -> None:
    """It has no characters in the text, stops the item, and says why."""
    (found,) = findings(id="client-dunmore")

    assert ("", 0, 0, Severity.BLOCK) == (found.part, found.start, found.end, found.severity)
    assert "“client dunmore” names somebody." in found.reason


def test_a_name_without_a_file_is_not_looked_at() -> None:
    """Lines of a bulk file are called what another program calls them."""
    of = item(kind=Kind.STORY, id="mrs-dunmore", source="mrs-dunmore", body="Words.")

    assert [] == [
        each for each in screen(of, catalogue(), None, OWN, None, is_file=False) if each.rule == "ID-METADATA"
    ]


NAMES = st.text(alphabet="abcMVR -_.v%/0123456789éß", max_size=60)


@settings(max_examples=200, deadline=None)
@given(NAMES, st.booleans())
def test_any_name_can_be_taken_to_pieces(name: str, is_address: bool) -> None:
    """No name of a file or address breaks the screen."""
    told = tells(name, known(named=(name,), listed=LISTED), is_address=is_address)

    assert told is None or told[1].endswith(".")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_offsets_of_addresses_lie_in_the_text(text: str) -> None:
    """Whatever stands around, an address is found at its own characters."""
    markdown = text + "\n\n[x](https://x.example/mrs-dunmore)"
    told = Told(readable(markdown), Kind.STORY, None, OWN, markdown)

    assert "https://x.example/mrs-dunmore" in [markdown[hit.start : hit.end] for hit in find(told, ())]


def test_an_item_without_anything_beside_it_tells_nothing() -> None:
    """An ordinary story's names are silent."""
    of: Item = item(kind=Kind.STORY, id="the-van", source=AT, title="The van")

    assert [] == list(beside(of, known(text="The van")))
