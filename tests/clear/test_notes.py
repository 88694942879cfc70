"""A note is cleared like what tells of a client, and leaves in mails alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.clear import decide, rules
from pipeline.clear.screen import screen
from pipeline.clear.standing import Standing, stops
from pipeline.errors import ClearanceError, UsageError
from pipeline.model import Channel, Clearance, ClearanceBasis, ClearedItem, Decision, Finding, Held, Item, Kind
from tests.builders import NOON, clearance, consent, finding, note, standing
from tests.clear.test_run import Names

WORD = note()
READ = clearance(WORD, basis=ClearanceBasis.REVIEWED, ref="")
NAME = finding(rule="ID-NAME", words="Orla Dunmore", part="body", start=4, end=16)


def judged(recorded: Standing, of: Item = WORD, *found: Finding) -> ClearedItem | Held:
    """What becomes of a note."""
    return decide.judge(of, (), found, recorded, NOON)


def held(recorded: Standing, of: Item = WORD, *found: Finding) -> list[str]:
    """The rules by which it stays in; none where it goes out."""
    what = judged(recorded, of, *found)
    return [each.rule for each in what.findings] if isinstance(what, Held) else []


def test_a_note_stays_in_until_somebody_has_cleared_it() -> None:
    """However clean it reads; what to type is said, and that the edition does not wait."""
    (stop,) = stops(WORD, standing(), NOON.date())

    assert ("CLR-NOTE", True) == (stop.rule, stop.stops)
    assert "weekly-2026-W48, which goes without it" in stop.reason
    assert "attract clear a-word --by NAME --basis reviewed" in stop.remedy


def test_one_person_lets_a_note_go_that_tells_of_no_client() -> None:
    """Also where two must clear a story; it goes into mails, whatever channels were named."""
    out = judged(standing(READ, eyes=2))

    assert isinstance(out, ClearedItem)
    assert (Channel.NEWSLETTER,) == out.channels


@pytest.mark.parametrize(
    "change", [{"body": WORD.body + "!"}, {"title": "x"}, {"edition": "weekly-2026-W49"}, {"author": "ada"}]
)
def test_any_change_voids_it(change: dict[str, str]) -> None:
    """One character, the edition, or who signs; it is said who had cleared the other words."""
    (stop,) = stops(replace(WORD, **change), standing(READ), NOON.date())  # type: ignore[arg-type]  # named by the fields

    assert "CLR-NOTE" == stop.rule
    assert "The text changed after Ada Clear cleared it on 18 November 2026." in stop.reason


def test_a_withdrawal_holds_it() -> None:
    """Whoever has cleared it."""
    back = replace(READ, decision=Decision.WITHDRAWN, at=NOON + timedelta(hours=1))

    assert ["CLR-WITHDRAWN"] == held(standing(READ, back))


@pytest.mark.parametrize(
    ("basis", "eyes", "stopped"),
    [
        (ClearanceBasis.ANONYMISED, 1, []),
        (ClearanceBasis.ANONYMISED, 2, ["CLR-SECOND"]),
        (ClearanceBasis.CONSENT, 2, ["CLR-SECOND"]),
    ],
)
def test_a_note_that_tells_of_a_client_is_cleared_as_a_story_is(
    basis: ClearanceBasis, eyes: int, stopped: list[str]
) -> None:
    """By two people where two must, and on a consent to these words for mails."""
    first = clearance(WORD, basis=basis, ref="CONSENT-1")
    second = replace(first, by="Ben Clear")
    agreed = [consent(WORD)]

    assert stopped == held(standing(first, consents=agreed, eyes=eyes))
    assert [] == held(standing(first, second, consents=agreed, eyes=eyes))


def test_a_consent_that_leaves_out_mails_is_none_for_a_note() -> None:
    """It stands nowhere else."""
    agreed = clearance(WORD, basis=ClearanceBasis.CONSENT, ref="CONSENT-1")

    assert ["CONF-CONSENT-STALE"] == held(standing(agreed, consents=[consent(WORD, channels=(Channel.WEB,))]))
    assert ["CONF-CONSENT-MISSING"] == held(standing(agreed))


def test_who_was_found_in_it_must_be_answered() -> None:
    """By the client's consent, or by somebody who stands for the words."""
    agreed = clearance(WORD, basis=ClearanceBasis.CONSENT, ref="CONSENT-1")
    stood_for = replace(READ, accepted=(NAME.fingerprint,), reason="our own clerk")

    assert ["ID-NAME"] == held(standing(READ), WORD, NAME)
    assert [] == held(standing(agreed, consents=[consent(WORD)]), WORD, NAME)
    assert [] == held(standing(stood_for), WORD, NAME)


def clearing(of: Item = WORD, *found: Finding, **said: object) -> Clearance:
    """The line that is written."""
    fields = {"by": "Ada", "basis": ClearanceBasis.REVIEWED, "ref": "", "at": NOON, **said}
    return decide.clearing(of, found, **fields)  # type: ignore[arg-type]  # named by the parameters


def test_the_record_says_that_it_was_cleared_for_mails() -> None:
    """And for nothing else; whoever names another place is told so."""
    assert (Channel.NEWSLETTER,) == clearing().channels
    assert (Channel.NEWSLETTER,) == clearing(channels=(Channel.NEWSLETTER,)).channels
    with pytest.raises(UsageError, match="a note stands in mails and nowhere else"):
        clearing(channels=(Channel.WEB, Channel.SOCIAL))


@pytest.mark.parametrize("basis", ClearanceBasis)
def test_a_note_can_be_cleared_on_any_basis(basis: ClearanceBasis) -> None:
    """It may tell of a client, or of none."""
    assert basis is clearing(basis=basis, ref="CONSENT-1").basis


def test_a_note_that_names_somebody_is_not_cleared_by_a_look() -> None:
    """What was found is named."""
    with pytest.raises(ClearanceError, match="Orla Dunmore"):
        clearing(WORD, NAME)


def test_a_note_is_screened_as_a_story_is() -> None:
    """An article may explain how somebody was represented; a note that names them is stopped."""
    told = "We represented Orla Dunmore of 14 Cooperage Lane last week."
    in_force = rules.in_force(["GB-EAW"])

    found = {
        kind: screen(note(kind=kind, body=told, edition=""), in_force, Names(("Orla Dunmore",)), ()) for kind in Kind
    }
    rules_of = {kind: {each.rule for each in those if each.stops} for kind, those in found.items()}

    assert rules_of[Kind.STORY] == rules_of[Kind.NOTE]
    assert {"ID-NAME", "ID-PLACE"} <= rules_of[Kind.NOTE]
    assert not {"ID-NAME", "ID-PLACE"} & rules_of[Kind.ARTICLE]


def test_what_was_taken_back_as_a_piece_stays_back_as_a_note_and_the_other_way_round() -> None:
    """The very words under another kind."""
    as_article = replace(WORD, kind=Kind.ARTICLE, edition="")
    there = clearance(as_article, item="as-article")

    assert [("as-article", as_article.content_hash)] == decide.also_meant(WORD, (), [there])


def test_a_note_is_not_corrected() -> None:
    """It has left, and stands nowhere; the next one may say what was wrong."""
    with pytest.raises(UsageError, match="a note has left with its mails"):
        decide.correcting(WORD, "", by="Ada", note="A wrong day.", at=NOON)
