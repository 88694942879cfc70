"""What the record and the book of consents say of an item: who, which text, and for where."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.standing import Standing, stops
from pipeline.model import Channel, Clearance, ClearanceBasis, Decision, Item, Kind
from tests.builders import NOON, clearance, consent, item, standing, story

TODAY = NOON.date()
VAN = story()
ADA = clearance(VAN)
BEN = clearance(VAN, by="Ben Clear")
AGREED = clearance(VAN, basis=ClearanceBasis.CONSENT, ref="CONSENT-1")
#: Every rule that asks more of a consent than that it is there.
STRICT = frozenset({"CONF-EW-SRA63", "CONF-EW-BSB", "CONF-EU-CCBE", "CONF-AU-R9"})


def stopped(recorded: Standing, of: Item = VAN, today: date = TODAY) -> list[str]:
    """The rules by which the record holds an item."""
    return [each.rule for each in stops(of, recorded, today)]


# Four eyes.


def test_one_person_is_not_two() -> None:
    """Where two must look, the first leaves it waiting for a second, and is named."""
    (second,) = stops(VAN, standing(ADA, eyes=2), TODAY)

    assert second.rule == "CLR-SECOND"
    assert "Ada Clear has cleared it" in second.reason


def test_two_people_are_enough() -> None:
    """The second person's clearance of the same text lets it out."""
    assert [] == stopped(standing(ADA, BEN, eyes=2))


@pytest.mark.parametrize("again", ["Ada Clear", "ADA CLEAR", " ada  clear "])
def test_the_same_person_twice_is_one(again: str) -> None:
    """However they spell themselves, nobody is their own second pair of eyes."""
    assert ["CLR-SECOND"] == stopped(standing(ADA, clearance(VAN, by=again), eyes=2))


def test_a_second_person_on_another_text_does_not_count() -> None:
    """Two people who read two versions have not read one."""
    other = clearance(replace(VAN, body="Another van."), by="Ben Clear")

    assert ["CLR-SECOND"] == stopped(standing(other, ADA, eyes=2))


def test_a_second_person_on_another_basis_does_not_count() -> None:
    """Consent and anonymity are two claims; each needs its own two people."""
    agreed = replace(AGREED, by="Ben Clear")

    assert ["CLR-SECOND"] == stopped(standing(ADA, agreed, eyes=2, consents=[consent(VAN)]))


def test_a_withdrawal_undoes_both() -> None:
    """After a piece was taken back everybody decides anew."""
    back = clearance(VAN, decision=Decision.WITHDRAWN)

    assert ["CLR-WITHDRAWN"] == stopped(standing(ADA, BEN, back, eyes=2))
    assert ["CLR-SECOND"] == stopped(standing(ADA, BEN, back, ADA, eyes=2))
    assert [] == stopped(standing(ADA, BEN, back, ADA, BEN, eyes=2))


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.needs_clearance])
def test_what_tells_of_no_client_needs_nobody(kind: Kind) -> None:
    """An article or a page asks the record only whether it was taken back."""
    assert [] == stopped(standing(eyes=2), item(kind=kind))


@pytest.mark.parametrize("kind", [Kind.STORY, Kind.TESTIMONIAL, Kind.NEWS])
def test_what_tells_of_clients_needs_somebody(kind: Kind) -> None:
    """A testimonial or the firm's news is no less about a client than a story."""
    assert ["CONF-CONSENT-MISSING"] == stopped(standing(), story(kind=kind))


# Channels.


def test_a_piece_goes_where_everybody_agreed() -> None:
    """Each who clears it, and the client, can take a channel away; nobody can add one."""
    ada = replace(AGREED, channels=(Channel.WEB, Channel.NEWSLETTER))
    ben = replace(AGREED, by="Ben Clear", channels=(Channel.WEB, Channel.SOCIAL))
    recorded = standing(ada, ben, consents=[consent(VAN)], eyes=2)

    assert (Channel.WEB,) == recorded.channels(VAN)
    assert () == standing(ada, ben, consents=[consent(VAN, channels=(Channel.SOCIAL,))], eyes=2).channels(VAN)


def test_a_piece_that_may_go_nowhere_is_held() -> None:
    """A client who agreed to the newsletter did not agree to the site."""
    web = replace(AGREED, channels=(Channel.WEB,))
    mail = consent(VAN, channels=(Channel.NEWSLETTER,))

    assert ["CONF-CONSENT-STALE"] == stopped(standing(web, consents=[mail]))


# Consents.


def test_consent_that_is_not_in_the_book_is_none() -> None:
    """A reference in the record is a claim; the book is the proof."""
    assert ["CONF-CONSENT-MISSING"] == stopped(standing(AGREED))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({"text": "1:0"}, "CONF-CONSENT-STALE", id="other-words"),
        pytest.param({"expires": TODAY - timedelta(days=1)}, "CONF-CONSENT-STALE", id="ended-yesterday"),
        pytest.param({"withdrawn": NOON, "withdrawn_why": "She rang"}, "CONF-CONSENT-MISSING", id="taken-back"),
        pytest.param({"purpose": ""}, "CONF-EW-SRA63", id="no-purpose"),
        pytest.param({"signed_by_role": "solicitor"}, "CONF-EW-BSB", id="not-the-client"),
        pytest.param({"bar_rule_checked_by": ""}, "CONF-EU-CCBE", id="bar-rule-not-checked"),
        pytest.param({"authority": "implied"}, "CONF-AU-R9", id="only-implied"),
    ],
)
def test_a_consent_that_falls_short_holds_a_story(changes: dict[str, Any], rule: str) -> None:
    """Consent to other words, ended, taken back, or without what a place asks for, is not consent."""
    given = replace(consent(VAN, bar_rule_checked_by="Ada Clear"), **changes)

    assert [rule] == stopped(standing(AGREED, consents=[given], binding=STRICT))


@pytest.mark.parametrize("changes", [{}, {"expires": TODAY}, {"expires": TODAY + timedelta(days=1)}])
def test_a_consent_that_covers_the_text_lets_it_out(changes: dict[str, Any]) -> None:
    """Signed, for these words, with its purpose, and not past its last day."""
    given = consent(VAN, bar_rule_checked_by="Ada Clear", **changes)

    assert [] == stopped(standing(AGREED, consents=[given], binding=STRICT))


@pytest.mark.parametrize(
    "changes", [{"purpose": ""}, {"signed_by_role": "clerk"}, {"authority": "implied"}], ids=["purpose", "role", "how"]
)
def test_what_no_rule_in_force_asks_is_not_asked(changes: dict[str, Any]) -> None:
    """A firm that does not practise in a place need not keep that place's records."""
    assert [] == stopped(standing(AGREED, consents=[consent(VAN, **changes)]))


# Any history.

PEOPLE = st.sampled_from(["Ada Clear", "Ben Clear", "ada clear"])
TEXTS = st.sampled_from([VAN, replace(VAN, body="Another van."), replace(VAN, title="A van")])


@st.composite
def decisions(draw: st.DrawFn) -> Clearance:
    """Somebody's decision on one of three versions."""
    of = draw(TEXTS)
    return clearance(
        of, by=draw(PEOPLE), decision=draw(st.sampled_from([Decision.CLEARED, Decision.CLEARED, Decision.WITHDRAWN])),
        basis=draw(st.sampled_from([ClearanceBasis.ANONYMISED, ClearanceBasis.CONSENT])), ref="CONSENT-1",
        channels=tuple(draw(st.sets(st.sampled_from(Channel), min_size=1))),
    )  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(history=st.lists(decisions(), max_size=8), of=TEXTS, signed=TEXTS, eyes=st.integers(1, 2))
def test_nothing_goes_out_that_enough_people_have_not_cleared_last(
    history: list[Clearance], of: Item, signed: Item, eyes: int
) -> None:
    """Whatever happened before, what goes out was cleared, as it reads now and since it was last taken back, by as
    many different people as it takes, on one basis, and never where one of them or the client did not name.
    """
    recorded = standing(*history, eyes=eyes, consents=[consent(signed)])
    if stops(of, recorded, TODAY):
        return
    taken_back = [number for number, each in enumerate(history) if each.decision is Decision.WITHDRAWN]
    since = history[taken_back[-1] + 1 if taken_back else 0 :]
    assert len({each.by.casefold() for each in since if each.text == of.content_hash}) >= eyes
    assert recorded.channels(of)
    assert all(set(recorded.channels(of)) <= set(each.channels) for each in recorded.valid(of))
    assert all(each.basis is not ClearanceBasis.CONSENT or signed == of for each in recorded.valid(of))
