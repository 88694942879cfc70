"""Records of DKIM and DMARC as they stand in the world."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliver.records import Dmarc, KeyState, aligned, dmarc, key_state, organisation, policy, tags, way_up

OURS = "v=DKIM1; k=rsa; p=MIIBabc="


@pytest.mark.parametrize(
    ("published", "state"),
    [
        ((OURS,), KeyState.RIGHT),
        (("p=MIIBabc=",), KeyState.RIGHT),
        ((" V=DKIM1 ;k = rsa; s=email; h=sha1:sha256; p= MIIB\r\n abc= ;",), KeyState.RIGHT),
        (("v=DKIM1; k=rsa; t=y:s; p=MIIBabc=",), KeyState.TESTING),
        (("v=DKIM1; k=rsa; p=",), KeyState.REVOKED),
        ((), KeyState.MISSING),
        ((OURS, OURS), KeyState.SEVERAL),
        (("v=DKIM1; k=rsa; p=MIIBabd=",), KeyState.OTHER),
        (("v=DKIM1; k=ed25519; p=MIIBabc=",), KeyState.OTHER),
        (("v=DKIM2; k=rsa; p=MIIBabc=",), KeyState.OTHER),
        (("v=DKIM1; h=sha1; p=MIIBabc=",), KeyState.OTHER),
        (("google-site-verification=x",), KeyState.OTHER),
    ],
)
def test_a_published_key_is_ours_or_not(published: tuple[str, ...], state: KeyState) -> None:
    """Spaces, order and what may be left out (RFC 6376, 3.6.1) make no difference; the key does."""
    assert state is key_state(published, OURS)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ("v=DMARC1; p=reject; rua=mailto:d@firm.example", ("reject", False, False, True, False)),
        ("v=DMARC1;p=none", ("none", False, False, False, False)),
        ("v=DMARC1; p=Quarantine; adkim=s; aspf=s; t=y", ("quarantine", True, True, False, True)),
        ("v=DMARC1; p=reject; pct=0", ("reject", False, False, False, True)),
        ("v=DMARC1", ("none", False, False, False, False)),
        ("v=DMARC1; p=rejected", ("none", False, False, False, False)),
    ],
)
def test_a_policy_is_read(record: str, found: tuple[str, bool, bool, bool, bool]) -> None:
    """What receivers are asked to do, how exactly domains must match, who gets reports, whether it is tried out."""
    read = dmarc("firm.example", ("other", record))

    assert read is not None
    assert found == (read.policy, read.strict_dkim, read.strict_spf, read.reports, read.testing)


@pytest.mark.parametrize(
    "records", [(), ("p=none",), ("v=DMARC1; p=none", "v=DMARC1; p=none"), ("v=dmarc1; p=none",), ("v=DMARC10",)]
)
def test_none_or_two_count_as_none(records: tuple[str, ...]) -> None:
    """RFC 9989, 4.7."""
    assert dmarc("firm.example", records) is None


def records(**texts: str) -> dict[str, Dmarc | None]:
    """Policies by domain, `_` for a dot."""
    return {name.replace("_", "."): dmarc(name.replace("_", "."), (text,)) for name, text in texts.items()}


def test_a_subdomain_belongs_to_who_has_the_record_above_it() -> None:
    """Relaxed, the two count as one; strict, they do not."""
    known = records(firm_example="v=DMARC1; p=none")

    assert "firm.example" == organisation("news.firm.example", known)
    assert aligned("firm.example", "news.firm.example", False, known)
    assert not aligned("firm.example", "news.firm.example", True, known)
    assert not aligned("firm.example", "other.example", False, known)
    found = policy("news.firm.example", known)
    assert found is not None
    assert "firm.example" == found.domain


def test_a_registry_is_nobodys_organisation() -> None:
    """`psd=y`: one name below it; `psd=n`: here, whatever stands above (RFC 9989, 4.10.2)."""
    known = records(co_example="v=DMARC1; psd=y", firm_co_example="v=DMARC1", own_firm_co_example="v=DMARC1; psd=n")

    assert "firm.co.example" == organisation("a.firm.co.example", known)
    assert "own.firm.co.example" == organisation("x.own.firm.co.example", known)
    assert "other.co.example" == organisation("b.other.co.example", known)
    assert not aligned("firm.co.example", "other.co.example", False, known)


def test_the_way_up_has_eight_steps_at_most() -> None:
    """The name itself, then its last seven labels and shorter (RFC 9989, 4.10)."""
    assert ["a.b.example", "b.example", "example"] == way_up("a.b.example")
    long = way_up("a.b.c.d.e.f.g.h.i.example")
    assert ("a.b.c.d.e.f.g.h.i.example", "d.e.f.g.h.i.example", 8) == (long[0], long[1], len(long))


@given(st.text(), st.text())
def test_any_record_is_read(one: str, other: str) -> None:
    """Whatever stands there, nothing is raised; a tag that stands twice counts once."""
    assert key_state((one,), OURS) in KeyState
    assert dmarc("firm.example", (one, f"v=DMARC1;{other}")) is not None or one.startswith("v")
    assert "1" == tags(f"x=1;{other};x=2")["x"] or "x" in other


@given(st.dictionaries(st.sampled_from(["example", "firm.example", "a.firm.example", "b.a.firm.example"]), st.sampled_from(["v=DMARC1", "v=DMARC1; psd=y", "v=DMARC1; psd=n"])))  # fmt: skip
def test_an_organisation_is_on_the_way_up(texts: dict[str, str]) -> None:
    """And every domain is aligned with itself."""
    known = {name: dmarc(name, (text,)) for name, text in texts.items()}

    assert organisation("b.a.firm.example", known) in way_up("b.a.firm.example")
    assert aligned("b.a.firm.example", "b.a.firm.example", True, known)
