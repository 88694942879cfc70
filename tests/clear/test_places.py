"""Whom a rule binds, and how hard."""

import pytest

from pipeline.clear import places
from pipeline.model import Severity
from tests.clear.ruling import named, said


@pytest.mark.parametrize(
    ("place", "above"),
    [
        pytest.param("CA-ON", ("CA-ON", "CA", "all"), id="a-province-and-its-country"),
        pytest.param("CA", ("CA", "all"), id="a-country-without-its-provinces"),
        pytest.param("IE", ("IE", "EU", "all"), id="ireland-and-the-union"),
        pytest.param("EU-FR", ("EU-FR", "FR", "EU", "all"), id="a-member-written-under-the-union"),
        pytest.param("DE", ("DE", "EU", "all"), id="a-member"),
        pytest.param("US-NY", ("US-NY", "US-ABA", "US", "all"), id="a-state-and-the-model-rules"),
        pytest.param("US", ("US-ABA", "US", "all"), id="the-states-as-a-whole"),
        pytest.param("US-ABA", ("US-ABA", "US", "all"), id="the-model-rules-themselves"),
        pytest.param("GB-EAW-BAR", ("GB-EAW-BAR", "GB-EAW", "GB", "all"), id="a-barrister"),
        pytest.param("au_nsw ", ("AU-NSW", "AU", "all"), id="as-somebody-types-it"),
    ],
)
def test_the_law_of_a_place_is_that_of_the_places_above_it(place: str, above: tuple[str, ...]) -> None:
    """The nearest place first, and last what holds everywhere."""
    assert above == places.above(place)


@pytest.mark.parametrize(
    ("bound", "practised", "brought"),
    [
        pytest.param(["GB-EAW", "IE"], ["IE", "CA-ON", "GB-EAW"], ("IE", "GB-EAW"), id="as-the-firm-names-them"),
        pytest.param(["EU"], ["IE", "GB-EAW"], ("IE",), id="through-the-union"),
        pytest.param(["US-ABA"], ["US-NY"], ("US-NY",), id="through-the-model-rules"),
        pytest.param(["GB-EAW-BAR"], ["GB-EAW"], (), id="not-downwards"),
        pytest.param(["all"], ["US-NY"], ("all",), id="everywhere"),
        pytest.param(["US-CA", "all"], ["US-CA"], ("all",), id="everywhere-and-there"),
        pytest.param(["all"], [], ("all",), id="a-firm-of-nowhere"),
        pytest.param(["GB-EAW"], ["gb-eaw"], ("gb-eaw",), id="in-small-letters"),
    ],
)
def test_a_rule_is_brought_by_the_places_that_it_binds(
    bound: list[str], practised: list[str], brought: tuple[str, ...]
) -> None:
    """A firm can be told which of its places brings a rule, in its own spelling."""
    assert brought == places.brought_by(said("x", places=bound), practised)


@pytest.mark.parametrize(
    ("id_", "practised", "severity"),
    [
        pytest.param("CONF-PUBLIC-RECORD", ["US-VA"], "warn", id="virginia-alone-is-milder"),
        pytest.param("CONF-PUBLIC-RECORD", ["US-VA", "US-NY"], "block", id="virginia-and-a-stricter-state"),
        pytest.param("CONF-PUBLIC-RECORD", ["US-VA", "GB-EAW"], "warn", id="a-place-that-knows-no-such-rule"),
        pytest.param("ADV-COMPARE", ["US-NJ"], "require-disclaimer", id="the-state-goes-before-the-model-rules"),
        pytest.param("ADV-COMPARE", ["GB-EAW"], "warn", id="england"),
        pytest.param("ADV-COMPARE", ["GB-EAW", "CA-ON"], "block", id="a-province-as-strict-as-its-country"),
        pytest.param("ADV-COMPARE", ["GB-EAW", "US-NJ"], "require-disclaimer", id="between"),
        pytest.param("ADV-COMPARE", [], "warn", id="nowhere"),
    ],
)
def test_the_strictest_of_the_firms_places_counts(id_: str, practised: list[str], severity: str) -> None:
    """A rule is as hard as in the hardest of the places that bring it."""
    assert Severity(severity) is places.severity(named(id_).said, practised)


def test_a_rule_for_everybody_may_be_harder_somewhere() -> None:
    """Where a rule binds everybody, each of the firm's places is asked."""
    rule = said("x", severity="warn", severity_by_place={"US": "block"})

    assert [Severity.WARN, Severity.BLOCK] == [places.severity(rule, each) for each in (["IE"], ["IE", "US-NY"])]
