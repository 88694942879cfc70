"""A person's card, read back as RFC 6350 says it must be read."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.firm import Office
from pipeline.model import Asset, Kind, Person
from pipeline.publish.given_names import given_and_family
from pipeline.publish.vcard import folded, vcard
from tests.builders import cleared, firm, item, notice, person

#: RFC 6350, 3.3: a name, parameters whose values are quoted where they need it, a colon, a value.
LINE = re.compile(
    r'(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(?P<value>.*)',
    re.DOTALL,
)
#: How often a property may stand (RFC 6350, 6; RFC 9554, 3.4), of those that we write.
ONCE = {"BEGIN", "END", "VERSION", "KIND", "N", "UID", "REV"}


def lines(raw: bytes) -> list[str]:
    """The lines of a card, unfolded; fails where a line is too long, ends wrongly or is cut within a character."""
    assert raw.endswith(b"\r\n")
    physical = raw[:-2].split(b"\r\n")
    assert max(len(each) for each in physical) <= 75
    assert not any(b"\r" in each or b"\n" in each for each in physical)
    assert all(each.decode() for each in physical)
    return raw.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def read(raw: bytes | None) -> dict[str, str]:
    """A card's properties, each with its value as it is written; fails where the card breaks a rule."""
    assert raw is not None
    found: dict[str, str] = {}
    for line in lines(raw):
        parts = LINE.fullmatch(line)
        assert parts, line
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line)
        assert parts["name"] not in found or parts["name"] not in ONCE
        found.setdefault(parts["name"], parts["value"])
    assert ["BEGIN:VCARD", "VERSION:4.0", "END:VCARD"] == [lines(raw)[number] for number in (0, 1, -1)]
    assert "FN" in found
    return found


def plain(value: str) -> str:
    """A text value as it is meant (RFC 6350, 3.4); fails where a sign stands bare."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value)
    assert not re.search(r"(?<!\\)(?:\\\\)*\\(?![\\,;nN])", value)
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], value)


def as_meant(words: str) -> str:
    """Words as a card keeps them: lines end in one way, and nothing is in them that no card may hold."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", words.replace("\r\n", "\n").replace("\r", "\n"))


def test_a_card_says_who_and_where() -> None:
    """Name, firm, role, how to reach them, their page, their picture, and where the card came from."""
    ada = person(
        name="Ada van der Clear", phone="+44 117 496 0118", pronouns="she/her",
        portrait=Asset(name="a.png", sha256="0" * 64, suffix=".png"),
    )  # fmt: skip
    of = firm(offices=(Office(name="Bristol", address="1 Quay, Bristol; BS1"),))
    raw = vcard(ada, of, changed=datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    assert raw is not None

    assert [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:individual",
        "FN:Ada van der Clear",
        "N:van der Clear;Ada;;;",
        "ORG:Test & Firm",
        "TITLE:Partner",
        "PRONOUNS:she/her",
        "EMAIL;TYPE=work:rafe@firm.example",
        "TEL;VALUE=uri;TYPE=voice,work:tel:+441174960118",
        "ADR;TYPE=work:;;1 Quay\\, Bristol\\; BS1;;;;",
        "URL;TYPE=work:https://firm.example/people/rafe/",
        "PHOTO:https://firm.example/assets/content/0000000000000000.png",
        "SOURCE:https://firm.example/people/rafe.vcf",
        "UID:https://firm.example/people/rafe/",
        "REV:20261102T093000Z",
        "END:VCARD",
    ] == lines(raw)


@settings(deadline=None, max_examples=200)
@given(
    name=st.text(min_size=1, max_size=120), role=st.text(max_size=120), office=st.text(max_size=40),
    email=st.text(max_size=40), phone=st.text(max_size=40), pronouns=st.text(max_size=20),
)  # fmt: skip
def test_whatever_a_person_is_called_is_read_back(
    name: str, role: str, office: str, email: str, phone: str, pronouns: str
) -> None:
    """Any signs in any language: the card stays a card, and each value comes back as it was."""
    somebody = person(name=name, role=role, office=office, email=email, phone=phone, pronouns=pronouns)
    card = read(vcard(somebody, firm()))

    for written, value in (("FN", name), ("TITLE", role), ("EMAIL", email), ("PRONOUNS", pronouns)):
        assert as_meant(value) == plain(card.get(written, ""))
    if not card.get("TEL", "").startswith("tel:"):
        assert as_meant(phone) == plain(card.get("TEL", ""))
    assert 5 == len(re.split(r"(?<!\\)(?:\\\\)*;", card["N"]))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1, max_size=300))
def test_a_folded_line_is_the_line(line: str) -> None:
    """At most 75 octets each, no character cut, and nothing lost or added."""
    assert [line] == lines(folded(line))


def test_whoever_has_left_has_no_card() -> None:
    """They cannot be reached here, so nobody is told that they can."""
    assert vcard(person(left=date(2026, 11, 1)), firm()) is None


def test_a_role_that_needs_a_notice_is_left_out() -> None:
    """An address book shows it alone."""
    words = cleared(item(id="profile:rafe", kind=Kind.PROFILE), notices=(notice(),))

    assert "TITLE" not in read(vcard(person(role="Certified specialist"), firm(), words))
    assert "TITLE" in read(vcard(person(), firm(), cleared(item(id="profile:rafe", kind=Kind.PROFILE))))


@pytest.mark.parametrize(
    ("phone", "line"),
    [
        ("+353 (20) 910-0100", "TEL;VALUE=uri;TYPE=voice,work:tel:+353209100100"),
        ("0117 496 0118", "TEL;TYPE=voice,work:0117 496 0118"),
        ("+1 416 555 0100 ext. 4", "TEL;TYPE=voice,work:+1 416 555 0100 ext. 4"),
    ],
)
def test_a_number_is_an_address_only_with_its_countrys_code(phone: str, line: str) -> None:
    """A national number means nothing abroad, so it stays the text that it is (RFC 3966, 5.1.4)."""
    raw = vcard(person(phone=phone), firm())
    assert raw is not None

    assert line in lines(raw)


@pytest.mark.parametrize(
    ("offices", "office", "address"),
    [
        ((), "", "1 Test Street, Testville"),
        ((Office(name="Bristol", address="1 Quay"),), "Bristol", "1 Quay"),
        ((Office(name="Bristol", address="1 Quay"),), "Elsewhere", None),
    ],
)
def test_a_card_has_the_address_of_the_persons_own_office(
    offices: tuple[Office, ...], office: str, address: str | None
) -> None:
    """The firm's own where it has but one; none where nobody says which."""
    card = read(vcard(person(office=office), firm(offices=offices)))

    assert address == (plain(card["ADR"].removeprefix(";;").removesuffix(";;;;")) if "ADR" in card else None)


@pytest.mark.parametrize(
    ("name", "given_", "family"),
    [
        ("Rafe Pellow", "Rafe", "Pellow"), ("Nkiru Adeyemi-Holt", "Nkiru", "Adeyemi-Holt"), ("Cher", "Cher", ""),
        ("Ada Mary van der Clear", "Ada Mary", "van der Clear"), ("Máire Ní Bhriain", "Máire", "Ní Bhriain"),
        ("de Clear", "de", "Clear"), ("", "", ""),
    ],
)  # fmt: skip
def test_a_name_is_parted_for_sorting(name: str, given_: str, family: str) -> None:
    """The last word is the family's, with the small words before it."""
    assert (given_, family) == given_and_family(name)


def test_nobody_is_gone_before_the_day() -> None:
    """A leaving that is planned is nobody's business; from the day on, nobody is sent to them."""
    leaves = person(left=date(2026, 11, 18))
    before, after = leaves.as_of(date(2026, 11, 17)), leaves.as_of(date(2026, 11, 18))

    assert (None, "rafe@firm.example", "Bristol") == (before.left, before.email, before.office)
    assert (date(2026, 11, 18), "", "", "") == (after.left, after.email, after.phone, after.office)
    assert isinstance(after, Person)
    assert person() == person().as_of(date(2026, 11, 18))
