"""`attract rules`: what the firm is held to, and why."""

import json
from typing import Any

import pytest

from pipeline.clear.own import Loosening
from pipeline.clear.packs import catalogue
from pipeline.model import Clearance, Decision
from tests.builders import clearance, story
from tests.conftest import WEDNESDAY, SmallFirm
from tests.test_cli import attract

OWN = """rules:
  - id: FIRM-ACRONYMS
    summary: Readers do not know our committees by their letters.
    severity: block
    tell_lawyer: Write the name out.
    check: {patterns: [JPAC]}
tighten:
  - {rule: ID-DATE, severity: block}
loosen:
  - {rule: ADV-IE-EXPERT, severity: off, by: Ada Clear, reason: we are experts, on: 2026-11-01}
"""


def listed(firm: SmallFirm, *words: str) -> dict[str, dict[str, Any]]:
    """The rules that the command tells other programs of, by id."""
    return {each["rule"]: each for each in json.loads(attract(firm, "rules", *words, "--json").output)}


def shown(firm: SmallFirm, *words: str) -> str:
    """What a person reads, in one line."""
    return " ".join(attract(firm, "rules", *words).output.split())


def test_the_list_says_what_applies_and_which_place_brings_it(small_firm: SmallFirm) -> None:
    """Rules of the firm's places and of everywhere, by area, with their severity; no others."""
    told = attract(small_firm, "rules")

    assert 0 == told.exit_code
    lines = [" ".join(line.split()) for line in told.output.splitlines()]
    assert "ADV-COMPARE block GB-EAW, IE, CA-ON" in lines
    assert "ADV-CA-PAST notice CA-ON" in lines
    assert "ID-DATE warn everywhere" in lines
    assert "What a court has not let go" == lines[0]
    assert "ADV-US-NY-PRIOR" not in told.output
    book = small_firm.house().clearing.in_force
    assert f"{len(book)} of {len(book.every)} rules apply, in GB-EAW, IE, CA-ON." in shown(small_firm)
    assert "confirm with local counsel" in shown(small_firm)


def test_the_list_says_what_attract_does_not_keep(small_firm: SmallFirm) -> None:
    """A rule that applies and that nothing here keeps yet is marked, so that somebody keeps it."""
    assert "(not yet) The endpoint takes a POST" in shown(small_firm)
    assert "not yet" == listed(small_firm)["MAIL-8058-ENDPOINT"]["kept"]


def test_the_whole_list_says_why_a_rule_does_not_apply(small_firm: SmallFirm) -> None:
    """With --all the others stand there, too, with the places that they bind."""
    assert "ADV-US-NY-PRIOR not: US-NY" in shown(small_firm, "--all")
    every = listed(small_firm, "--all")
    assert {known.rule.id for known in catalogue()} == set(every)
    assert [True, False] == [every[id_]["in_force"] for id_ in ("ADV-IE-NWNF", "ADV-US-NY-PRIOR")]


def test_programs_get_the_same_list(small_firm: SmallFirm) -> None:
    """What is in force, how hard, and through which of the firm's places."""
    told = listed(small_firm)

    assert len(small_firm.house().clearing.in_force) == len(told)
    assert ("block", ["GB-EAW", "IE", "CA-ON"]) == (
        told["ADV-COMPARE"]["severity"],
        told["ADV-COMPARE"]["brought_by"],
    )
    assert ["all"] == told["ID-NAME"]["brought_by"]
    assert all(each["in_force"] for each in told.values())


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("yes: the firm practises in GB-EAW, IE, CA-ON", id="whether-and-why"),
        pytest.param("(in general warn; block in US-FL;", id="how-hard-elsewhere"),
        pytest.param("Comparisons and superlatives need proof", id="why-it-is-there"),
        pytest.param("Prove it with something readers can check, or drop it.", id="what-to-do"),
        pytest.param("best interests, endeavours", id="what-it-lets-through"),
        pytest.param("We are the best family law firm in the county.", id="an-example-that-breaks-it"),
        pytest.param("Leading counsel was instructed for the appeal.", id="one-that-passes"),
        pytest.param("https://asa.org.uk/advice-online/substantiation.html", id="its-sources"),
        pytest.param("checked 21 November 2026, confidence high", id="when-somebody-looked-and-how-sure-they-were"),
        pytest.param("confirm with local counsel", id="what-it-is-not"),
        pytest.param("us-aba 2026-11-21", id="its-pack"),
    ],
)
def test_a_rule_is_told_in_full(small_firm: SmallFirm, words: str) -> None:
    """Everything that a lawyer might ask of one rule, in any spelling of its id."""
    assert words in shown(small_firm, "show", "adv-compare")


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        pytest.param("ADV-US-NY-SPEC", "no: it binds US-NY, and the firm practises in GB-EAW, IE, CA-ON", id="no"),
        pytest.param("ADV-US-NY-SPEC", "(these very words, two font sizes larger than the claim)", id="notice"),
        pytest.param("ADV-CA-PAST", "(both halves)", id="notice-in-parts"),
        pytest.param("ID-NAME", "yes: it holds everywhere", id="everywhere"),
        pytest.param("ID-NAME", "it explains a refusal and grants no pass", id="kept-by-the-screen"),
        pytest.param("MAIL-NOPIXEL", "kept by templates/mail: no pictures", id="kept-elsewhere"),
        pytest.param("ADV-EW-TRANSPARENCY", "fixed fine: £750 plus costs", id="figures"),
        pytest.param("ADV-EW-TRANSPARENCY", "residential conveyancing; uncontested probate", id="figures-in-a-list"),
        pytest.param("COURT-EW-CHILD", "note Law reform has been proposed", id="note"),
    ],
)
def test_each_part_of_a_rule_is_told_where_there_is_one(small_firm: SmallFirm, id_: str, words: str) -> None:
    """Notices, figures and notes, and what keeps a rule that no reading can keep."""
    assert words in shown(small_firm, "show", id_)


def test_every_rule_can_be_shown(small_firm: SmallFirm) -> None:
    """No rule is without what the command tells of it."""
    from pipeline.terminal_rules import _told

    book = small_firm.house().clearing.in_force
    for rule in book.every:
        names = {name for name, _ in _told(book, rule)}
        examples = {"breaks it", "passes"} if rule.breaks else set()
        assert {"applies", "severity", "why", "what to do", "kept by", "how sure"} | examples <= names


def test_a_rule_in_full_for_programs(small_firm: SmallFirm) -> None:
    """What the pack says, as it says it."""
    told = json.loads(attract(small_firm, "rules", "show", "ADV-CA-PAST", "--json").output)

    assert ("ca", "parts") == (told["pack"], told["said"]["notice"]["match"])
    assert 3 == len(told["said"]["breaks"])


def test_an_unknown_rule_is_answered_with_those_like_it(small_firm: SmallFirm) -> None:
    """Wrong use, with the ids that may have been meant."""
    told = attract(small_firm, "rules", "show", "ADV-COMPAIR")

    assert 2 == told.exit_code
    assert "Did you mean ADV-COMPARE" in told.output
    assert 2 == attract(small_firm, "rules", "show", "zzz").exit_code


def test_the_firms_own_rules_are_listed_and_shown(small_firm: SmallFirm) -> None:
    """What it adds and tightens stands in the list; who asked for a loosening is told, and that it does not count."""
    small_firm.write("content/rules/house.yml", OWN)
    told = listed(small_firm)

    assert ("block", "content/rules/house.yml") == (
        told["FIRM-ACRONYMS"]["severity"],
        told["FIRM-ACRONYMS"]["pack"],
    )
    assert ("block", True) == (told["ID-DATE"]["severity"], told["ID-DATE"]["tightened"])
    assert ("warn", None) == (told["ADV-IE-EXPERT"]["severity"], told["ADV-IE-EXPERT"]["loosened"])
    assert "Not recorded, so it does not count: ADV-IE-EXPERT to off, by Ada Clear on 1 November 2026" in shown(
        small_firm
    )
    assert "tightened in content/rules/" in shown(small_firm, "show", "ID-DATE")
    assert "Ada Clear asks for off (content/rules/house.yml); it counts once it is recorded" in shown(
        small_firm, "show", "ADV-IE-EXPERT"
    )


def test_a_recorded_loosening_is_told_with_its_name(small_firm: SmallFirm, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks hears who switched a rule off, when, and why."""
    from pipeline.clear.rules import in_force
    from pipeline.terminal_rules import show_rule, show_rules

    small_firm.write("content/rules/house.yml", OWN)
    house = small_firm.house()
    asked: Loosening = house.clearing.own_rules.loosened[0]
    book = in_force(house.firm.places_of_practice, house.clearing.own_rules, [asked.hash])
    (rule,) = (rule for rule in book.every if rule.id == "ADV-IE-EXPERT")
    show_rules(book, book.every)
    show_rule(book, rule)
    told = " ".join(capsys.readouterr().out.split())

    assert "ADV-IE-EXPERT off: Ada Clear" in told
    assert "no: the firm switched it off" in told
    assert "off, by Ada Clear on 1 November 2026: we are experts (content/rules/house.yml)" in told
    assert "Not recorded" not in told


def test_a_loosening_counts_from_its_line_in_the_record(small_firm: SmallFirm) -> None:
    """The same firm, before somebody recorded it and after; a word changed in the file, and it no longer counts."""
    small_firm.write("content/rules/house.yml", OWN)
    house = small_firm.house()
    (asked,) = house.clearing.in_force.unrecorded
    before = {rule.id for rule in house.clearing.in_force}
    house.clearing.write(
        Clearance(
            item=f"rule:{asked.rule}", text=asked.hash, decision=Decision.LOOSENED, by=asked.by, at=WEDNESDAY,
            reason=asked.reason, channels=(),
        )
    )  # fmt: skip

    assert {"ADV-IE-EXPERT"} == before - {rule.id for rule in house.clearing.in_force}
    assert () == house.clearing.in_force.unrecorded
    small_firm.write("content/rules/house.yml", OWN.replace("we are experts", "we are great experts"))
    assert "ADV-IE-EXPERT" in listed(small_firm)


def test_the_record_names_the_packs_and_their_versions(small_firm: SmallFirm) -> None:
    """Years later somebody can say under which rules a decision was made."""
    house = small_firm.house()
    written = house.clearing.write(clearance(story(), packs=()))

    assert {"ie 2026-11-21", "general 2026-11-21"} < set(written.packs)
    assert not {each for each in written.packs if each.startswith("us-ny")}


def test_a_firms_rule_that_finds_ordinary_prose_is_questioned(small_firm: SmallFirm) -> None:
    """Whoever writes a rule hears of the harmless sentence that it would stop."""
    small_firm.write("content/rules/house.yml", OWN.replace("JPAC", "guarantee"))

    assert "FIRM-ACRONYMS finds ordinary legal prose, such as “A personal guarantee can outlive" in shown(small_firm)
    assert "FIRM-ACRONYMS finds" not in shown(small_firm, "show", "ID-NAME")


def test_a_mistake_in_the_firms_rules_names_its_line(small_firm: SmallFirm) -> None:
    """Every command that needs the rules says where they are wrong, as wrong configuration."""
    small_firm.write("content/rules/house.yml", OWN.replace("ADV-IE-EXPERT", "COURT-PENDING"))

    for words in (["rules"], ["run"]):
        told = attract(small_firm, *words)
        assert 2 == told.exit_code
        assert "content/rules/house.yml:10: " in told.output
        assert "COURT-PENDING cannot be loosened" in told.output


def test_a_file_of_rules_that_is_no_text_is_named(small_firm: SmallFirm) -> None:
    """Bytes that are no UTF-8 are one clear message."""
    (small_firm.root / "content/rules").mkdir()
    (small_firm.root / "content/rules/house.yml").write_bytes(b"title: \xff")

    assert "content/rules/house.yml: this file cannot be read." in attract(small_firm, "rules").output


def test_a_place_that_no_pack_speaks_of_is_named(small_firm: SmallFirm) -> None:
    """A firm is not left to believe that its place has no rules."""
    path = small_firm.root / "content/firm.yml"
    path.write_text(path.read_text().replace("[GB-EAW, IE, CA-ON]", "[GB-EAW, SG]"))

    assert "No pack speaks of SG" in shown(small_firm)
    assert "No pack speaks of GB-EAW" not in shown(small_firm)


def test_a_piece_is_held_by_a_rule_of_the_firms_own_from_the_moment_it_stands_there(small_firm: SmallFirm) -> None:
    """A new rule reads again what was read before."""
    small_firm.write("content/articles/jpac.md", "---\ntitle: A year\nauthor: rafe\n---\nWe sat on JPAC for a year.\n")
    house = small_firm.house()
    house.collect()
    house.screen()
    assert "jpac" in {each.id for each in house.judged()[0]}

    small_firm.write("content/rules/house.yml", OWN)
    house.refresh()
    house.screen()
    (held,) = (each for each in house.judged()[1] if each.item.id == "jpac")

    assert {"FIRM-ACRONYMS"} == {each.rule for each in held.findings}


def test_texts_in_bulk_are_held_to_the_firms_own_rules(small_firm: SmallFirm) -> None:
    """Other programs get the findings of the firm's own rules, too."""
    small_firm.write("content/rules/house.yml", OWN)
    line = json.dumps({"id": "a", "kind": "article", "jurisdictions": ["IE"], "text": "We sat on JPAC for a year."})
    (told,) = small_firm.house().clearing.screen_lines([line], "x")
    assert isinstance(told, dict)

    assert isinstance(told, dict)
    assert ["FIRM-ACRONYMS"] == [each["rule"] for each in told["findings"]]
