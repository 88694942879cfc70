"""The room at work: real rules, a real library on SQLite and a real record on the disk."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import chain
from pipeline.clear import ledger, own
from pipeline.clear import run as clear_run
from pipeline.clear.decide import clearing, withdrawing
from pipeline.clear.rules import in_force
from pipeline.clear.screen import screen
from pipeline.edges.files import RecordFile
from pipeline.edges.store.database import open_database
from pipeline.edges.store.library import LibraryStore
from pipeline.errors import RecordError, UsageError
from pipeline.model import Clearance, ClearanceBasis, ClearedItem, Finding, Held, Item, Kind, Tagging
from pipeline.ports import LanguageReader, Mention, Reading, Source
from tests.builders import NOON, clearance, consent, item, story, tag

RULES = in_force(("GB-EAW", "IE", "CA-ON"))
TIGHTER = "tighten: [{rule: ADV-AU-36, severity: block}, {rule: ID-DATE, severity: block}]"
OWN = ("Test & Firm", "Rafe Pellow")


@dataclass
class Names(LanguageReader):
    """A reader that knows these people, and counts what it was asked to read."""

    known: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def read(self, text: str) -> Reading:
        """Every known person where they first stand."""
        self.asked.append(text)
        found = [Mention(name, "PERSON", text.find(name), text.find(name) + len(name))
                for name in self.known if name in text]  # fmt: skip
        return Reading((), tuple(found))


@dataclass
class Telling:
    """Progress that remembers how far it came."""

    told: list[tuple[str, int, int, str]] = field(default_factory=list)

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """Remember it."""
        self.told.append((room, done, total, what))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LibraryStore]:
    """An empty library on the disk."""
    engine = open_database(tmp_path / "attract.sqlite")
    yield LibraryStore(engine)
    engine.dispose()


@pytest.fixture
def record(tmp_path: Path) -> RecordFile:
    """A record that does not exist yet."""
    return RecordFile(tmp_path / "content" / "clearances.jsonl")


def keep(library: LibraryStore, *items: Item) -> None:
    """Put items into the library as `collect` does."""
    for each in items:
        library.keep(Source(source=each.source, fingerprint="1", item=each.id, first_seen=NOON), each)


def version(**changes: Any) -> str:
    """What findings depend on, unless a test changes it."""
    asked: dict[str, Any] = {"rules": RULES, "own": OWN, "model": "test 1", **changes}
    return clear_run.version(asked["rules"], asked["own"], asked["model"])


def run(library: LibraryStore, names: Names | None = None, **changes: Any) -> int:
    """Screen what waits."""
    given = names or Names()
    circumstances = {key: changes.pop(key) for key in ("rules", "own", "model") if key in changes}
    asked: dict[str, Any] = {
        "reader": lambda: given, "version": version(**circumstances), "progress": Telling(),
        "in_force": circumstances.get("rules", RULES), "own": circumstances.get("own", OWN), **changes,
    }  # fmt: skip
    return clear_run.run(library=library, book=library, **asked)


def judgements(library: LibraryStore, record: RecordFile, **changes: Any) -> list[ClearedItem | Held]:
    """Every screened item, judged at noon."""
    circumstances = {key: changes.pop(key) for key in ("rules", "own", "model") if key in changes}
    consents = {"CONSENT-1": consent(VAN)}
    recorded = clear_run.recorded(record, consents, eyes=1, binding=frozenset())
    asked: dict[str, Any] = {
        "about": {}, "version": version(**circumstances), "recorded": recorded, "now": NOON, **changes,
    }  # fmt: skip
    return clear_run.judgements(library=library, book=library, **asked)


def held(library: LibraryStore, record: RecordFile, **changes: Any) -> dict[str, list[str]]:
    """The rules that hold each item; an empty list for what is cleared."""
    return {
        each.item.id: [f.rule for f in each.findings] if isinstance(each, Held) else []
        for each in judgements(library, record, **changes)
    }


def refuse_to_load() -> LanguageReader:
    """A model that nobody should have needed."""
    raise AssertionError("the language model was loaded for nothing")


LEASE = item(id="lease", source="content/articles/lease.md")
BOAST = item(id="boast", source="content/articles/boast.md", body="A lease.\n\nWe guarantee that you will win.")
VAN = story(id="van", source="stories/rafe/van.md", body="Hettie Vanbrugh had a van.")


def test_what_has_not_been_screened_is_left_out(library: LibraryStore, record: RecordFile) -> None:
    """No findings yet is not "none": an item that nobody has read is neither cleared nor held."""
    keep(library, LEASE)
    run(library)
    keep(library, BOAST)

    assert {"lease": []} == held(library, record)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"rules": in_force(("US-NY",))}, id="another-place"),
        pytest.param({"rules": in_force(("GB-EAW", "IE", "CA-ON", "US-NY"))}, id="one-place-more"),
        pytest.param({"rules": in_force(("GB-EAW", "IE", "CA-ON"), own.read({"a": TIGHTER}))}, id="a-stricter-firm"),
        pytest.param({"own": (*OWN, "Mei Fraser")}, id="another-colleague"),
        pytest.param({"model": "test 2"}, id="another-model"),
    ],
)
def test_findings_made_under_other_circumstances_do_not_count(
    library: LibraryStore, record: RecordFile, changes: dict[str, Any]
) -> None:
    """Where the firm practises, who belongs to it and which model reads decide anew what is found."""
    keep(library, LEASE)
    run(library)

    assert {} == held(library, record, **changes)
    assert run(library, **changes) == 1
    assert {"lease": []} == held(library, record, **changes)


def test_the_order_of_own_names_changes_nothing(library: LibraryStore) -> None:
    """The same colleagues in another order are the same colleagues."""
    keep(library, LEASE)
    run(library)

    assert run(library, own=tuple(reversed(OWN))) == 0


def test_real_rules_hold_what_they_find_and_let_the_rest_out(library: LibraryStore, record: RecordFile) -> None:
    """An article that explains goes out, one that boasts is held on its line, a story waits for a person."""
    keep(library, LEASE, BOAST, VAN)

    assert run(library, Names(("Hettie Vanbrugh",))) == 3
    assert {"lease": [], "boast": ["ADV-GUARANTEE"], "van": ["CONF-CONSENT-MISSING", "ID-NAME"]} == held(
        library, record
    )
    (boast,) = (each for each in judgements(library, record) if isinstance(each, Held) and each.item.id == "boast")
    assert boast.findings[0].where == "content/articles/boast.md:3"


def test_a_second_run_screens_nothing(library: LibraryStore) -> None:
    """What was read once is not read again, and the model is not even loaded."""
    keep(library, LEASE, VAN)
    names = Names()

    assert [2, 0] == [run(library, names), run(library, reader=refuse_to_load)]
    assert ["The van", "A van was late.", "Hettie Vanbrugh had a van."] == names.asked


def test_only_changed_words_are_screened_again(library: LibraryStore) -> None:
    """One new text costs one reading."""
    keep(library, LEASE, VAN)
    run(library)
    keep(library, replace(LEASE, body="Other words."))

    assert run(library) == 1


def test_the_model_is_loaded_for_stories_alone(library: LibraryStore) -> None:
    """Articles name whom they like: nobody asks the language model about them."""
    keep(library, LEASE, replace(VAN, kind=Kind.ARTICLE))

    assert run(library, reader=refuse_to_load) == 2


def test_progress_is_told_to_the_end(library: LibraryStore) -> None:
    """Whoever watches sees each title, and that it was the last."""
    keep(library, LEASE, replace(VAN, kind=Kind.ARTICLE))
    telling = Telling()
    run(library, progress=telling)

    assert [("clear", 0, 2, LEASE.title), ("clear", 1, 2, VAN.title), ("clear", 2, 2, "")] == telling.told


def test_nothing_is_kept_of_a_screening_that_failed(library: LibraryStore, record: RecordFile) -> None:
    """A run that breaks off half way leaves every item unread rather than half of them judged."""
    keep(library, LEASE, VAN)

    with pytest.raises(AssertionError, match="for nothing"):
        run(library, reader=BreakingDown)
    assert {} == held(library, record)
    assert run(library) == 2


class BreakingDown(LanguageReader):
    """A model that fails in mid-sentence."""

    def read(self, text: str) -> Reading:
        """Fail."""
        raise AssertionError("for nothing: " + text)


def found(body: str, *names: str) -> list[Finding]:
    """What rules and names together find on a story."""
    return list(screen(story(body=body), RULES, Names(names), OWN))


def test_what_a_rule_reports_is_not_reported_again_as_a_name() -> None:
    """A street that a rule has shown with its number is not shown a second time without it."""
    findings = found("They lived at 31 Tinsmith Lane until then.", "Tinsmith Lane")

    assert ["ID-PLACE"] == [each.rule for each in findings]
    assert "31 Tinsmith Lane" in findings[0].words


def test_a_warning_hides_no_name() -> None:
    """A name inside words that a rule only warns of still stops the story."""
    findings = found("He had worked at Larchmoor until then.", "Larchmoor")

    assert [("ID-EMPLOYER", False), ("ID-NAME", True)] == [(each.rule, each.stops) for each in findings]


def test_names_are_looked_for_in_stories_alone() -> None:
    """An article may name whom it likes."""
    article = item(body="Hettie Vanbrugh wrote the judgment.")

    assert () == screen(article, RULES, Names(("Hettie Vanbrugh",)), OWN)


def test_tags_and_time_are_carried_into_the_judgement(library: LibraryStore, record: RecordFile) -> None:
    """A judgement knows what the piece is about, and what time it is."""
    keep(library, LEASE)
    run(library)
    (cleared,) = judgements(library, record, about={"lease": Tagging(tags=(tag("tax"),))})

    assert isinstance(cleared, ClearedItem)
    assert cleared.areas == ("tax",)
    assert {"lease": ["DATE-AHEAD"]} == held(library, record, now=LEASE.published - timedelta(seconds=1))


# The record


def test_a_recorded_clearance_lets_a_story_out_and_a_withdrawal_takes_it_back(
    library: LibraryStore, record: RecordFile
) -> None:
    """The record is read anew for each judgement, so that every decision counts at once."""
    keep(library, VAN)
    run(library, Names(("Hettie Vanbrugh",)))
    findings = library.findings(clear_run.version(RULES, OWN, "test 1"))[clear_run.screened(VAN)]
    decision = clearing(VAN, findings, by="Ada", basis=ClearanceBasis.CONSENT, ref="CONSENT-1", at=NOON)

    clear_run.write(record, decision)
    assert {"van": []} == held(library, record)
    clear_run.write(record, withdrawing("van", VAN.content_hash, by="Ada", reason="She rang", at=NOON))
    assert {"van": ["CLR-WITHDRAWN", "ID-NAME"]} == held(library, record)
    clear_run.write(record, decision)
    assert {"van": []} == held(library, record)


def test_a_clearance_of_one_story_lets_no_other_out(library: LibraryStore, record: RecordFile) -> None:
    """Two stories with the same words are two items, each with its own decision."""
    nameless = replace(VAN, body="A van was late.")
    keep(library, nameless, replace(nameless, id="copy", source="stories/rafe/copy.md"))
    run(library)
    clear_run.write(record, clearance(nameless))

    assert {"van": [], "copy": ["CONF-CONSENT-MISSING"]} == held(library, record)


def test_writing_chains_each_line_to_the_one_before(record: RecordFile) -> None:
    """The first line follows nothing, each later one the hash of its forerunner, and all are read back."""
    written = [clear_run.write(record, clearance(story(id=id_))) for id_ in ("a", "b", "c")]

    assert ["", *(chain.line_hash(line) for line in record.lines()[:2])] == [each.previous for each in written]
    assert written == ledger.read(record.lines())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4))
def test_whatever_is_written_to_the_disk_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, reasons: list[str]
) -> None:
    """No character in a reason, however odd, breaks the record or its chain."""
    on_disk = RecordFile(tmp_path_factory.mktemp("record") / "clearances.jsonl")
    written = [clear_run.write(on_disk, clearance(story(), reason=reason)) for reason in reasons]

    assert written == ledger.read(on_disk.lines())


def test_nothing_is_written_to_a_broken_record(tmp_path: Path, record: RecordFile) -> None:
    """A record that was tampered with is named and left exactly as it was found."""
    for id_ in ("a", "b", "c"):
        clear_run.write(record, clearance(story(id=id_)))
    path = tmp_path / "content" / "clearances.jsonl"
    path.write_text(path.read_text("utf-8").replace('"item": "b"', '"item": "x"'), "utf-8")
    before = path.read_bytes()

    with pytest.raises(RecordError, match=r"clearances\.jsonl:3"):
        clear_run.write(record, clearance(story(id="d")))
    assert before == path.read_bytes()


def test_nothing_is_judged_by_a_broken_record(tmp_path: Path, library: LibraryStore, record: RecordFile) -> None:
    """When the record cannot be trusted, no piece goes out, not even an article."""
    keep(library, LEASE)
    run(library)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "clearances.jsonl").write_text("{}\n", "utf-8")

    with pytest.raises(RecordError, match=r"clearances\.jsonl:1"):
        judgements(library, record)


def test_an_unchained_decision_is_written_chained(record: RecordFile) -> None:
    """Whatever a decision says of the line before, the record decides."""
    clear_run.write(record, clearance(story(), previous="made up"))
    second: Clearance = clear_run.write(record, clearance(story(), previous="made up"))

    assert chain.line_hash(record.lines()[0]) == second.previous


# Finding an item


@pytest.mark.parametrize("wanted", ["van", "stories/rafe/van.md"])
def test_an_item_is_found_by_id_and_by_its_file(library: LibraryStore, wanted: str) -> None:
    """A person names a piece by the last part of its address, or by the path of its file."""
    keep(library, LEASE, VAN)

    assert clear_run.item_by_id(library, wanted) == VAN


def test_a_near_miss_is_told_what_was_meant(library: LibraryStore) -> None:
    """A slip of the hand is answered with the ids that look alike."""
    keep(library, replace(VAN, id="the-van"), replace(LEASE, id="the-fan"), BOAST)

    with pytest.raises(UsageError) as told:
        clear_run.item_by_id(library, "the-vam")

    assert "Did you mean the-van or the-fan?" in told.value.cause
    assert (told.value.thing, told.value.exit_code) == ("the-vam", 2)


def test_what_looks_like_nothing_is_answered_without_a_guess(library: LibraryStore) -> None:
    """Where nothing looks alike, the answer says where to look instead."""
    keep(library, LEASE)

    with pytest.raises(UsageError, match=r"there is no such item\. `attract review --all`"):
        clear_run.item_by_id(library, "zzz")


def test_an_item_that_is_gone_is_not_found(library: LibraryStore) -> None:
    """What was taken out of the folder cannot be cleared."""
    keep(library, VAN)
    library.keep(Source(source=VAN.source, fingerprint="1", item="van", first_seen=NOON, present=False), None)

    with pytest.raises(UsageError, match="there is no such item"):
        clear_run.item_by_id(library, "van")


def test_the_same_words_at_another_line_are_read_again(library: LibraryStore) -> None:
    """A finding names where the words stand now, not where they stood."""
    keep(library, VAN)
    run(library, Names(("Hettie Vanbrugh",)))
    keep(library, replace(VAN, first_line=VAN.first_line + 3))

    assert 1 == run(library, Names(("Hettie Vanbrugh",)))
