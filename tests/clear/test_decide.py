"""Who may go out and who must wait: the decision, on findings and clearances of our own making."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.decide import clearing, judge, of_another_kind, open_findings, split, withdrawing
from pipeline.errors import ClearanceError, UsageError
from pipeline.model import (
    Asset,
    Basis,
    Channel,
    Clearance,
    ClearanceBasis,
    ClearedItem,
    Decision,
    Finding,
    Held,
    Item,
    Kind,
    Severity,
)
from tests.builders import NOON, clearance, consent, finding, item, standing, story, tag

VAN = Asset(name="van.svg", sha256="3e" * 32, suffix=".svg")
SOME_TEXT = st.text(min_size=1, max_size=30)
NAME = finding(rule="ID-NAME", words="Hettie Vanbrugh")
PLACE = finding(rule="ID-PLACE", words="Mickleover")
PROMISE = finding(rule="ADV-GUARANTEE", words="we guarantee")
CONFIDENCE = finding(rule="CONF-ADVICE", words="she told us")
COURT = finding(rule="COURT-PENDING", words="awaiting trial")
WARNING = finding(rule="ADV-COMPARE", severity=Severity.WARN, words="the best")


def held(of: Item, *findings: Finding, by: Clearance | None = None, **changes: Any) -> list[str]:
    """The rules that hold an item, in order; empty when it is cleared."""
    consents = [consent(of)] if by and by.basis is ClearanceBasis.CONSENT else []
    judged = judge(of, (), findings, standing(by, consents=consents), changes.get("now", NOON))
    return [each.rule for each in judged.findings] if isinstance(judged, Held) else []


def consented(of: Item, **changes: Any) -> Clearance:
    """Cleared because the client agreed to exactly this text."""
    return clearance(of, basis=ClearanceBasis.CONSENT, ref="CONSENT-1", **changes)


# What needs a clearance


@pytest.mark.parametrize("basis", [*Basis, None])
def test_a_story_nobody_has_cleared_is_held(basis: Basis | None) -> None:
    """However clean a story reads and whatever its author says of it, it waits for a person."""
    judged = judge(story(basis=basis), (), (), standing(), NOON)

    assert isinstance(judged, Held)
    assert ["CONF-CONSENT-MISSING"] == [each.rule for each in judged.findings]
    assert "attract clear the-van" in judged.findings[0].remedy


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.needs_clearance])
def test_anything_else_goes_out_by_its_authors_own_drop(kind: Kind) -> None:
    """What tells of no client and breaks no rule needs nobody's clearance, and may go everywhere."""
    judged = judge(item(kind=kind), (tag(),), (), standing(), NOON)

    assert isinstance(judged, ClearedItem)
    assert (tuple(Channel), None, ("real-estate-property",)) == (judged.channels, judged.clearance, judged.areas)


def test_a_cleared_story_goes_out_with_its_clearance() -> None:
    """A recorded decision on this very text lets the story out and stays with it."""
    of = story()
    decision = clearance(of)

    assert judge(of, (), (), standing(decision), NOON) == ClearedItem(
        item=of,
        tags=(),
        cleared_text=of.content_hash,
        channels=tuple(Channel),
        clearance=decision,
        cleared_by=("Ada Clear",),
    )


@pytest.mark.parametrize("channels", [(Channel.WEB,), (Channel.NEWSLETTER, Channel.SOCIAL)])
@pytest.mark.parametrize("of", [story(), item()], ids=["story", "article"])
def test_channels_are_those_of_the_clearance(of: Item, channels: tuple[Channel, ...]) -> None:
    """A piece cleared for some channels goes out on those and on no others."""
    judged = judge(of, (), (), standing(clearance(of, channels=channels)), NOON)

    assert isinstance(judged, ClearedItem)
    assert channels == judged.channels


def test_a_clearance_of_another_text_holds_a_story() -> None:
    """What was agreed to is not what stands here, and the author learns who agreed and when."""
    judged = judge(story(body="New words."), (), (), standing(clearance(story())), NOON)

    assert isinstance(judged, Held)
    assert ["CONF-CONSENT-STALE"] == [each.rule for each in judged.findings]
    assert "Ada Clear cleared it on 18 November 2026" in judged.findings[0].reason


def one_character_changed(text: str, data: st.DataObject) -> str:
    """The text with one character changed, put in or taken out."""
    at = data.draw(st.integers(0, len(text) - 1), "position")
    other = data.draw(st.sampled_from(["", " ", "e", "é", "\n", text[at] + text[at]]).filter(lambda c: c != text[at]))
    return text[:at] + other + text[at + 1 :]


@settings(deadline=None, max_examples=100)
@given(
    words=st.fixed_dictionaries({"title": SOME_TEXT, "summary": SOME_TEXT, "body": SOME_TEXT, "author": SOME_TEXT}),
    field=st.sampled_from(
        ["title", "summary", "body", "author", "co-author", "basis", "picture", "picture name", "link"]
    ),
    data=st.data(),
)
def test_one_changed_character_voids_a_clearance(words: dict[str, str], field: str, data: st.DataObject) -> None:
    """Whatever a reader would see of a story, one other character there makes it another text."""
    of = story(**words, basis=Basis.ANONYMISED, assets=(VAN,), link="https://x.example/", co_authors=("mei",))
    decision = clearance(of)
    if field == "picture":
        changed = replace(of, assets=(replace(VAN, sha256=one_character_changed(VAN.sha256, data)),))
    elif field == "picture name":
        changed = replace(of, assets=(replace(VAN, name=one_character_changed(VAN.name, data)),))
    elif field == "co-author":
        changed = replace(of, co_authors=(one_character_changed("mei", data),))
    elif field == "basis":
        changed = replace(of, basis=data.draw(st.sampled_from([Basis.REAL, Basis.COMPOSITE, None])))
    else:
        other: dict[str, Any] = {field: one_character_changed(getattr(of, field), data)}
        changed = replace(of, **other)

    assert [] == held(of, by=decision)
    assert ["CONF-CONSENT-STALE"] == held(changed, by=decision)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(story(assets=(VAN,)), assets=()), id="picture-gone"),
        pytest.param(replace(story(assets=(VAN,)), assets=(VAN, VAN)), id="picture-added"),
        pytest.param(replace(story(assets=(VAN,)), author=None), id="nobody-named"),
        pytest.param(replace(story(assets=(VAN,)), co_authors=("mei",)), id="another-named"),
        pytest.param(replace(story(assets=(VAN,)), summary="A van was late. A", body=" van was late."), id="moved"),
    ],
)
def test_a_changed_shape_voids_a_clearance(changed: Item) -> None:
    """A picture more or fewer, no author, or words moved from one part to another are another text."""
    assert ["CONF-CONSENT-STALE"] == held(changed, by=clearance(story(assets=(VAN,))))


def test_a_new_date_or_folder_keeps_a_clearance() -> None:
    """What changes nothing that a reader reads does not void the client's consent."""
    of = story()
    moved = replace(of, source="stories/mei/the-van.md", published=of.published - timedelta(days=9), first_line=3)

    assert [] == held(moved, by=clearance(of))


def test_a_cleared_item_cannot_be_built_for_another_text() -> None:
    """The type itself refuses words that are not the words that were cleared."""
    with pytest.raises(ClearanceError, match="not the text that was cleared"):
        ClearedItem(item=story(body="New words."), tags=(), cleared_text=story().content_hash, channels=(Channel.WEB,))


# What findings do


def test_a_finding_that_stops_holds_an_article() -> None:
    """An article with a blocking finding waits, with that finding as the reason."""
    assert ["ADV-GUARANTEE"] == held(item(), PROMISE)


def test_a_missing_disclaimer_holds_an_article() -> None:
    """Words that are required and not there stop a piece like words that are forbidden."""
    assert ["ADV-RESULTS"] == held(item(), finding(rule="ADV-RESULTS", severity=Severity.REQUIRE))


@pytest.mark.parametrize("of", [item(), item(kind=Kind.PAGE)], ids=["article", "page"])
def test_a_warning_does_not_hold(of: Item) -> None:
    """A person should look, but publication goes on."""
    assert isinstance(judge(of, (), (WARNING,), standing(), NOON), ClearedItem)


def test_a_warning_is_told_after_what_stops() -> None:
    """Whoever is held for something else also sees the warnings, last."""
    assert ["ADV-GUARANTEE", "ADV-COMPARE"] == held(item(), WARNING, PROMISE)


def test_consent_answers_names_and_nothing_else() -> None:
    """A client who agreed to be named did not lift the rules of advertising, confidence or courts."""
    of = story()

    assert [] == held(of, NAME, PLACE, by=consented(of))
    assert ["COURT-PENDING", "CONF-ADVICE", "ADV-GUARANTEE"] == held(
        of, NAME, PROMISE, CONFIDENCE, COURT, by=consented(of)
    )


def test_consent_to_another_text_answers_nothing() -> None:
    """When the words changed, the names in them are open again."""
    assert ["CONF-CONSENT-STALE", "ID-NAME"] == held(story(body="New."), NAME, by=consented(story()))


def test_anonymised_answers_only_what_was_accepted() -> None:
    """Each finding on an anonymised story is accepted by itself, or holds it."""
    of = story()
    accepting = clearance(of, accepted=(NAME.fingerprint,))

    assert ["ID-NAME", "ID-PLACE"] == held(of, NAME, PLACE, by=clearance(of))
    assert ["ID-PLACE"] == held(of, NAME, PLACE, by=accepting)
    assert [] == held(of, NAME, PLACE, by=clearance(of, accepted=(NAME.fingerprint, PLACE.fingerprint)))


def test_accepted_words_are_accepted_under_their_rule_alone() -> None:
    """Standing for words as a name does not stand for them as a promise."""
    of = story()
    same_words = finding(rule="ADV-GUARANTEE", words=NAME.words)

    assert ["ADV-GUARANTEE"] == held(of, NAME, same_words, by=clearance(of, accepted=(NAME.fingerprint,)))


@pytest.mark.parametrize("basis", list(ClearanceBasis))
def test_nobody_can_accept_what_a_court_forbids(basis: ClearanceBasis) -> None:
    """No basis and no fingerprint in the record lifts a court's restriction."""
    of = story()
    accepting = clearance(of, basis=basis, ref="CONSENT-1", accepted=(COURT.fingerprint,))

    assert ["COURT-PENDING"] == held(of, COURT, by=accepting)


def test_accepted_findings_open_again_when_the_text_changes() -> None:
    """A decision stands for the words it was made about, in an article too."""
    of = item()
    decision = clearance(of, basis=ClearanceBasis.REVIEWED, accepted=(PROMISE.fingerprint,))

    assert [] == held(of, PROMISE, by=decision)
    assert ["ADV-GUARANTEE"] == held(item(body="New words."), PROMISE, by=decision)


def test_findings_are_told_in_the_order_of_their_gravity() -> None:
    """Courts come first, then the record, confidences, advertising, and identifiers; a date comes last."""
    ahead = story(published=NOON + timedelta(days=1))
    order = ["COURT-PENDING", "CLR-WITHDRAWN", "CONF-ADVICE", "ADV-GUARANTEE", "ID-NAME", "DATE-AHEAD", "ADV-COMPARE"]

    assert order == held(
        ahead, WARNING, NAME, PROMISE, CONFIDENCE, COURT, by=clearance(ahead, decision=Decision.WITHDRAWN)
    )


@settings(deadline=None, max_examples=100)
@given(
    of=st.sampled_from([story(), item()]),
    findings=st.lists(st.sampled_from([NAME, PLACE, PROMISE, CONFIDENCE, COURT, WARNING]), max_size=6),
    basis=st.sampled_from(ClearanceBasis),
    accepted=st.lists(st.sampled_from([NAME, PROMISE, COURT]), max_size=3),
)
def test_what_is_cleared_has_nothing_open(
    of: Item, findings: list[Finding], basis: ClearanceBasis, accepted: list[Finding]
) -> None:
    """A piece goes out only when no finding that stops is left, and never over a court's."""
    decision = clearance(of, basis=basis, ref="CONSENT-1", accepted=tuple(each.fingerprint for each in accepted))
    recorded = standing(decision, consents=[consent(of)])
    judged = judge(of, (), findings, recorded, NOON)
    still = open_findings(of, findings, recorded)

    assert isinstance(judged, Held) is bool(still)
    assert all(each.stops for each in still)
    assert [each for each in findings if each.rule.startswith("COURT-")] == [
        each for each in still if each.rule.startswith("COURT-")
    ]


# Dates and withdrawals


@pytest.mark.parametrize(
    ("wait", "rules"),
    [
        pytest.param(timedelta(days=1), ["DATE-AHEAD"], id="tomorrow"),
        pytest.param(timedelta(seconds=1), ["DATE-AHEAD"], id="in-a-second"),
        pytest.param(timedelta(), [], id="now"),
        pytest.param(timedelta(days=-1), [], id="yesterday"),
    ],
)
def test_a_piece_dated_later_waits_for_its_day(wait: timedelta, rules: list[str]) -> None:
    """An author's date is kept: before it the piece is held, from it on it goes out by itself."""
    assert rules == held(item(published=NOON + wait))


def test_a_cleared_story_dated_later_still_waits() -> None:
    """A clearance does not bring a date forward."""
    of = story(published=NOON + timedelta(days=1))

    assert ["DATE-AHEAD"] == held(of, by=clearance(of))
    assert [] == held(of, by=clearance(of), now=NOON + timedelta(days=1))


@pytest.mark.parametrize("of", [story(), item(), item(kind=Kind.PAGE)], ids=["story", "article", "page"])
def test_what_was_withdrawn_is_held_until_it_is_cleared_again(of: Item) -> None:
    """A withdrawal takes back even an article, and only a new decision lets it out."""
    taken_back = withdrawing(of.id, of.content_hash, by="Ada Clear", reason="The client rang", at=NOON)
    judged = judge(of, (), (), standing(taken_back), NOON)

    assert isinstance(judged, Held)
    assert ["CLR-WITHDRAWN"] == [each.rule for each in judged.findings]
    assert "Ada Clear withdrew it on 18 November 2026: The client rang." in judged.findings[0].reason
    assert [] == held(of, by=clearance(of))


def test_new_words_do_not_lift_a_withdrawal() -> None:
    """Whoever edits a withdrawn piece has not cleared it."""
    taken_back = withdrawing("a-lease", item().content_hash, by="Ada", reason="Wrong", at=NOON)

    assert ["CLR-WITHDRAWN"] == held(item(body="New words."), by=taken_back)


def test_a_withdrawal_answers_no_finding() -> None:
    """A line that takes a piece back accepts nothing, whatever it says it accepts."""
    taken_back = clearance(item(), decision=Decision.WITHDRAWN, accepted=(PROMISE.fingerprint,))

    assert [PROMISE] == open_findings(item(), [PROMISE], standing(taken_back))


@pytest.mark.parametrize(("by", "reason"), [("", "Wrong"), ("  ", "Wrong"), ("Ada", ""), ("Ada", " \n")])
def test_a_withdrawal_needs_a_name_and_a_reason(by: str, reason: str) -> None:
    """Nobody takes a piece back anonymously or without saying why."""
    with pytest.raises(UsageError, match="a name and a reason"):
        withdrawing("a-lease", "1:0", by=by, reason=reason, at=NOON)


def test_a_withdrawal_is_for_no_channel() -> None:
    """What is written down is who, what, when and why, and that it goes nowhere."""
    taken_back = withdrawing("a-lease", "1:0", by=" Ada ", reason=" Wrong ", at=NOON)

    assert ("a-lease", "1:0", Decision.WITHDRAWN, "Ada", "Wrong", NOON, ()) == (
        taken_back.item, taken_back.text, taken_back.decision, taken_back.by, taken_back.reason, taken_back.at,
        taken_back.channels,
    )  # fmt: skip


# Making a clearance


def made(of: Item, *findings: Finding, **changes: Any) -> Clearance:
    """A decision made by a person, sound unless a test changes it."""
    asked: dict[str, Any] = {"by": "Ada Clear", "basis": ClearanceBasis.ANONYMISED, "ref": "READ-1", "at": NOON}
    return clearing(of, findings, **{**asked, **changes})


def test_a_decision_is_written_about_this_exact_text() -> None:
    """The line names the item, its text, the person and all that was said, without stray spaces."""
    of = story()

    assert clearance(of, reason="Nobody", channels=(Channel.WEB,)) == made(
        of, by=" Ada Clear ", ref=" READ-1 ", reason=" Nobody ", channels=(Channel.WEB,)
    )


@pytest.mark.parametrize(
    ("of", "changes", "thing"),
    [
        pytest.param(story(), {"by": ""}, "--by", id="nobody"),
        pytest.param(story(), {"by": " "}, "--by", id="a-blank"),
        pytest.param(story(), {"basis": ClearanceBasis.REVIEWED}, "--basis", id="story-only-reviewed"),
        pytest.param(item(), {"basis": ClearanceBasis.CONSENT}, "--basis", id="article-with-consent"),
        pytest.param(item(), {"basis": ClearanceBasis.ANONYMISED}, "--basis", id="article-anonymised"),
        pytest.param(story(), {"basis": ClearanceBasis.CONSENT, "ref": " "}, "--ref", id="consent-without-proof"),
        pytest.param(story(), {"accept": ["Hettie Vanbrugh"]}, "--reason", id="accepted-without-a-reason"),
        pytest.param(story(), {"accept": ["Hettie Vanbrugh"], "reason": " "}, "--reason", id="a-blank-reason"),
        pytest.param(story(), {"accept": ["Hettie"], "reason": "So"}, "--accept", id="words-nobody-found"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(of: Item, changes: dict[str, Any], thing: str) -> None:
    """A missing name, proof or reason, a basis for another kind, or unknown words are named as the thing to mend."""
    with pytest.raises(UsageError) as told:
        made(of, NAME, **changes)

    assert thing == told.value.thing


def test_an_anonymised_story_is_cleared_when_every_finding_is_accepted() -> None:
    """A person stands for each of the words, in whatever case they copy them, and says why."""
    decision = made(story(), NAME, PLACE, accept=["hettie vanbrugh", "MICKLEOVER"], reason="Both are invented")

    assert {NAME.fingerprint, PLACE.fingerprint} == set(decision.accepted)
    assert [] == held(story(), NAME, PLACE, by=decision)


def test_accepting_words_accepts_every_finding_on_them() -> None:
    """The same words found by two rules are stood for together."""
    twice = finding(rule="ID-PLACE", words="hettie vanbrugh")

    assert {NAME.fingerprint, twice.fingerprint} == set(
        made(story(), NAME, twice, accept=["Hettie Vanbrugh"], reason="Invented").accepted
    )


@pytest.mark.parametrize(
    ("findings", "changes", "named"),
    [
        pytest.param([NAME], {}, ["Hettie Vanbrugh"], id="one-name"),
        pytest.param([NAME, PLACE], {}, ["Hettie Vanbrugh", "Mickleover"], id="all-are-named"),
        pytest.param([NAME, PLACE], {"accept": ["Mickleover"], "reason": "Large"}, ["Hettie Vanbrugh"], id="the-rest"),
        pytest.param([PROMISE], {"basis": ClearanceBasis.CONSENT}, ["we guarantee"], id="consent-to-a-promise"),
        pytest.param([COURT], {"accept": ["awaiting trial"], "reason": "So"}, ["awaiting trial"], id="court-accepted"),
        pytest.param([COURT], {"basis": ClearanceBasis.CONSENT}, ["awaiting trial"], id="court-with-consent"),
    ],
)
def test_a_text_that_something_still_stops_is_not_cleared(
    findings: list[Finding], changes: dict[str, Any], named: list[str]
) -> None:
    """A decision that leaves something open is not written; everything open is named, and nothing else."""
    with pytest.raises(ClearanceError) as told:
        made(story(), *findings, **changes)

    assert named == [each.words for each in findings if f"“{each.words}”" in told.value.cause]


@pytest.mark.parametrize(("of", "remedy"), [(COURT, "lifted by the court alone"), (NAME, "--accept")])
def test_a_refusal_says_what_can_be_done(of: Finding, remedy: str) -> None:
    """Words can be changed or stood for; a court's restriction can only be waited out."""
    with pytest.raises(ClearanceError) as told:
        made(story(), of)

    assert remedy in told.value.remedy


def test_a_warning_need_not_be_accepted() -> None:
    """What only asks for a look does not stop a decision."""
    assert made(story(), WARNING).accepted == ()


def test_an_article_is_cleared_by_whoever_reviewed_it() -> None:
    """A named person can stand for words that a rule stopped in an article."""
    decision = made(item(), PROMISE, basis=ClearanceBasis.REVIEWED, ref="", accept=["we guarantee"], reason="A quote")

    assert [] == held(item(), PROMISE, by=decision)


def test_cleared_and_held_are_told_apart() -> None:
    """Every judgement lands in one of two lists, in its order."""
    judged = [judge(of, (), (), standing(), NOON) for of in (item(id="a"), story(id="b"), item(id="c"), story(id="d"))]
    cleared, waiting = split(judged)

    assert (["a", "c"], ["b", "d"]) == ([each.id for each in cleared], [each.item.id for each in waiting])


def test_a_piece_kept_to_the_site_stays_there_when_it_is_edited() -> None:
    """Who cleared an article for the web alone meant the next version, too."""
    first = item()
    decision = clearance(first, basis=ClearanceBasis.REVIEWED, channels=(Channel.WEB,))

    judged = judge(item(body="Other words."), (), (), standing(decision), NOON)

    assert isinstance(judged, ClearedItem)
    assert judged.channels == (Channel.WEB,)


def test_an_article_that_tells_of_a_client_is_stopped() -> None:
    """It would need the client's word as a story does; a person who looked may still stand for it."""
    note = "This article tells of a client (“she came to us”): move the file to stories/, or take the client out."
    (found,) = of_another_kind(item(), note)

    assert found.stops
    assert "This article tells of a client (“she came to us”)." == found.reason
    assert "Move the file to stories/, or take the client out." == found.remedy
    assert [found] == open_findings(item(), [found], standing())


def test_a_story_that_reads_as_an_article_is_a_hint() -> None:
    """It is held by its kind already; the hint says where it may belong."""
    (found,) = of_another_kind(story(), "This story reads as an article (“must”): tell what happened.")

    assert not found.stops


def test_a_piece_of_its_own_kind_has_no_finding() -> None:
    """Most pieces are what they say they are."""
    assert () == of_another_kind(item(), "")
