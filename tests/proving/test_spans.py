"""When a text was cleared, by the record: held against the gate that lets words out, as of any moment."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.standing import Standing, stops
from pipeline.model import Channel, Clearance, ClearanceBasis, Consent, Decision, Item
from pipeline.proving.spans import Books
from tests.builders import NOON, clearance, consent, item, story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
STORY = story()
ARTICLE = item()
#: Half an hour after each whole one nobody decides anything.
ASKED = [NOON + n * HOUR + HOUR / 2 for n in range(-1, 9)]
CHANNELS = [(Channel.WEB,), (Channel.NEWSLETTER,), (Channel.WEB, Channel.NEWSLETTER)]


def cleared(of: Item, decisions: list[Clearance], consents: list[Consent], channel: Channel, moment: datetime) -> bool:
    """By the spans."""
    books = Books({of.id: decisions}, {each.ref: each for each in consents}, LONDON)
    spans = books.spans(of.id, of.content_hash, channel, needs=of.kind.needs_clearance)
    return any(each.meets(moment, moment) for each in spans)


def let_out(of: Item, decisions: list[Clearance], consents: list[Consent], channel: Channel, moment: datetime) -> bool:
    """By the gate, as it stood at that moment."""
    known = {
        each.ref: replace(each, withdrawn=each.withdrawn if each.withdrawn and each.withdrawn <= moment else None)
        for each in consents
        if each.recorded <= moment
    }
    standing = Standing(decisions=tuple(each for each in decisions if each.at <= moment), consents=known)
    return not stops(of, standing, moment.astimezone(LONDON).date()) and channel in standing.channels(of)


@st.composite
def histories(draw: st.DrawFn, of: Item) -> tuple[list[Clearance], list[Consent]]:
    """What was decided about an item, an hour apart, and what its client agreed to."""
    decisions = []
    for number in range(draw(st.integers(0, 6))):
        fields = {
            "item": of.id, "at": NOON + number * HOUR, "by": draw(st.sampled_from(["Ada", " ada", "Bo"])),
            "text": draw(st.sampled_from([of.content_hash, of.content_hash, "1:other"])),
            "decision": draw(st.sampled_from([Decision.CLEARED, Decision.CLEARED, Decision.WITHDRAWN, Decision.CORRECTED])),
            "basis": draw(st.sampled_from([ClearanceBasis.CONSENT, ClearanceBasis.ANONYMISED])),
            "ref": draw(st.sampled_from(["C-1", "C-2"])), "channels": draw(st.sampled_from(CHANNELS)),
        }  # fmt: skip
        decisions.append(clearance(of, **fields))
    withdrawn = draw(st.sampled_from([None, NOON + 3 * HOUR]))
    given_ = consent(
        of,
        ref="C-1", item=of.id, text=draw(st.sampled_from([of.content_hash, "1:other"])), channels=draw(st.sampled_from(CHANNELS)),
        recorded=NOON + draw(st.integers(-3, 4)) * HOUR, withdrawn=withdrawn, expires=None,
    )  # fmt: skip
    return decisions, [given_]


@given(histories(STORY), st.sampled_from([Channel.WEB, Channel.NEWSLETTER]))
def test_a_story_was_cleared_when_the_gate_would_have_let_it_out(
    history: tuple[list[Clearance], list[Consent]], channel: Channel
) -> None:
    """Whoever decided what, in any order; on consents that come late, are for other words, or are taken back."""
    for moment in ASKED:
        assert let_out(STORY, *history, channel, moment) == cleared(STORY, *history, channel, moment), moment


@given(histories(ARTICLE), st.sampled_from([Channel.WEB, Channel.NEWSLETTER]))
def test_an_article_was_cleared_when_the_gate_would_have_let_it_out(
    history: tuple[list[Clearance], list[Consent]], channel: Channel
) -> None:
    """Its author's drop clears it, but while it was withdrawn or kept from a channel."""
    for moment in ASKED:
        assert let_out(ARTICLE, *history, channel, moment) == cleared(ARTICLE, *history, channel, moment), moment


@pytest.mark.parametrize(("hours", "held"), [(11.4, True), (11.6, True), (13, False)])
def test_a_consent_ends_with_the_firms_day(hours: float, held: bool) -> None:
    """Not with the hour in which it was given."""
    told = clearance(
        STORY,
        basis=ClearanceBasis.CONSENT,
        ref="C-1",
        at=NOON,
        channels=tuple(Channel),
    )
    given_ = consent(
        STORY,
        ref="C-1",
        recorded=NOON - DAY,
        channels=tuple(Channel),
        expires=NOON.date(),
    )

    assert held == cleared(STORY, [told], [given_], Channel.WEB, NOON + hours * HOUR)


def test_what_was_withdrawn_in_the_same_second_may_have_left_before() -> None:
    """The record counts whole seconds; a second later it may not."""
    first = clearance(STORY, basis=ClearanceBasis.ANONYMISED, at=NOON, channels=tuple(Channel))
    back = replace(first, decision=Decision.WITHDRAWN, at=NOON + HOUR)
    seen = [
        cleared(STORY, [first, back], [], Channel.WEB, NOON + HOUR + timedelta(seconds=each)) for each in (-1, 0.9, 2)
    ]

    assert [True, True, False] == seen
