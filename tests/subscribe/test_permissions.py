"""Why somebody may be mailed, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Permission
from pipeline.subscribe.permissions import Basis, Granted, end_of, granted
from tests.builders import NOON

EVERYWHERE = ("GB-EAW", "CA-ON", "IE")


def basis(permission: Permission = Permission.EXPRESS, since: datetime | None = NOON, proof: str = "the form") -> Basis:
    """What somebody answers for."""
    return Basis(permission=permission, proof=proof, since=since)


def test_who_asked_may_be_mailed_until_they_leave() -> None:
    """An express permission has no end."""
    assert Granted(NOON, None) == granted(basis(), ("IE",), NOON)


@pytest.mark.parametrize(
    ("permission", "since", "ends"),
    [
        (Permission.IMPLIED_CLIENT, datetime(2026, 1, 31, tzinfo=UTC), datetime(2028, 1, 31, tzinfo=UTC)),
        (Permission.IMPLIED_ENQUIRY, datetime(2026, 8, 31, tzinfo=UTC), datetime(2027, 2, 28, tzinfo=UTC)),
        (Permission.IMPLIED_CLIENT, datetime(2024, 2, 29, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)),
        (Permission.SOFT_OPT_IN, datetime(2026, 1, 31, tzinfo=UTC), None),
        (Permission.EXPRESS, datetime(2026, 1, 31, tzinfo=UTC), None),
    ],
)
def test_an_implied_permission_ends_by_itself(permission: Permission, since: datetime, ends: datetime | None) -> None:
    """Two years after the matter, half a year after the enquiry; in a shorter month on its last day."""
    assert ends == end_of(permission, since)


@pytest.mark.parametrize(
    ("what", "places", "words"),
    [
        (None, EVERYWHERE, "no proof"),
        (basis(proof="  "), EVERYWHERE, "no proof"),
        (basis(since=None), EVERYWHERE, "The day on which they asked is missing"),
        (basis(Permission.IMPLIED_CLIENT, None), EVERYWHERE, "The day of the last matter is missing"),
        (basis(Permission.IMPLIED_ENQUIRY, None), EVERYWHERE, "The day of the enquiry is missing"),
        (basis(since=NOON + timedelta(days=1)), EVERYWHERE, "in the future"),
        (basis(Permission.IMPLIED_CLIENT), ("GB-EAW", "IE"), "law of Canada"),
        (basis(Permission.SOFT_OPT_IN), ("CA-ON",), "law of the United Kingdom"),
        (basis(Permission.IMPLIED_ENQUIRY, NOON - timedelta(days=200)), EVERYWHERE, "ended on"),
    ],
)
def test_what_is_no_permission_says_why(what: Basis | None, places: tuple[str, ...], words: str) -> None:
    """A sentence for whoever brings the list."""
    found = granted(what, places, NOON)

    assert isinstance(found, str)
    assert words in found


@given(st.sampled_from(Permission), st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_a_permission_that_is_granted_holds(permission: Permission, since: datetime) -> None:
    """It began, and has not ended."""
    found = granted(basis(permission, since), EVERYWHERE, NOON)

    if isinstance(found, Granted):
        assert found.since <= NOON
        assert found.ends is None or NOON < found.ends
