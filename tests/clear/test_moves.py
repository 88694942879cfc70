"""What time can change of how an item is judged, and what it cannot."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.decide import judge, moves
from pipeline.model import ClearanceBasis, ClearedItem, Item
from tests.builders import clearance, consent, item, standing, story

moments = st.datetimes(datetime(2026, 11, 3), datetime(2027, 11, 1), timezones=st.just(UTC))
days = st.dates(date(2026, 11, 3), date(2027, 11, 1))
dated = st.fixed_dictionaries({}, optional={
    "published": moments, "review_by": days,
    "facts": moments.map(lambda at: (("judgment.handed_down", at.isoformat(timespec="minutes")),)),
})  # fmt: skip


def told(judged: object) -> object:
    """What everybody sees of a judgement."""
    return (True, judged.overdue, judged.channels) if isinstance(judged, ClearedItem) else (False, None, None)


@given(facts=dated, is_story=st.booleans(), ends=st.one_of(st.none(), days), one=moments, other=moments)
def test_what_does_not_move_is_judged_the_same_at_any_later_time(
    facts: dict[str, object], is_story: bool, ends: date | None, one: datetime, other: datetime
) -> None:
    """A rehearsal of a year judges it once."""
    some: Item = (story if is_story else item)(**facts)
    mine = clearance(some, basis=ClearanceBasis.CONSENT, ref="CONSENT-1") if is_story else None
    stands = standing(
        mine, consents=[consent(some, expires=ends)] if is_story else [], binding=frozenset({"COURT-EW-EMBARGO"})
    )
    first, last = sorted((one, other))

    before, after = judge(some, (), (), stands, first), judge(some, (), (), stands, last)

    assert moves(some, before) or told(before) == told(after)
