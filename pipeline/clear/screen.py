"""The whole screen of one item: what the rules' patterns and the detectors find, told once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.clear import facts, matching, rules
from pipeline.clear.detect import contacts, metadata
from pipeline.clear.detect.every import DETECTORS
from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.clear.listed import NameList
from pipeline.clear.reading import Passage, passages
from pipeline.clear.rules import Answers, Rule
from pipeline.model import Finding, Item, Severity
from pipeline.ports import LanguageReader

#: A name is part of them, and says nothing more there: "14 Cooperage Lane", "Orrin v Hale".
_HOLD_NAMES = {"ID-PLACE", "ID-REF", "ID-CITATION", "ID-CONTACT", "ID-LISTED"}
#: What these rules find may stand in a link or a file's name as well.
_NAMING = {"ID-NAME", "ID-ALIAS", "ID-EMPLOYER", "ID-CITATION", "ID-LISTED", "ID-THIRD"}


def screen(
    item: Item,
    in_force: Sequence[Rule],
    reader: LanguageReader | None,
    own: Iterable[str],
    listed: NameList | None = None,
    *,
    is_file: bool = True,
) -> tuple[Finding, ...]:
    """Everything that the rules in force find on one item: on its file first, then in the order of its words.

    Args:
        item: the piece.
        in_force: the rules that bind the firm.
        reader: the language model; only asked for what tells of clients.
        own: what is the firm's: its name, its people, its offices, and the ways to reach them.
        listed: the firm's do-not-name list, if it has one.
        is_file: whether the item's address and source are names that somebody gave it.

    """
    item = facts.as_read(item)
    told = passages(item)
    answers = Answers(told)
    look = _Look(_by_sense(in_force), answers)
    ways = contacts.ways(own := tuple(own))
    firm = frozenset(own) - ways
    found = list(rules.read(told, in_force, answers))
    asked = reader if item.kind.tells_of_clients else None
    every = [_told(passage, asked, firm, ways, listed) for passage in told]
    for passage, words in zip(told, every, strict=True):
        if passage.text.strip():
            found += look.at(passage, (hit for detector in DETECTORS for hit in detector(words)), words)
    found += facts.secret_terms(item, found, in_force)
    named = tuple(dict.fromkeys(each.words for each in found if each.rule in _NAMING))
    for passage, words in zip(told, every, strict=True):
        found += look.at(passage, metadata.find(words, named))
    answered = facts.excused(in_force, facts.record(item))
    found = [each for each in _once(found) if each.rule not in answered]
    everything = "\n\n".join(passage.text for passage in told)
    known = metadata.Known(named, everything, firm, listed, item.kind.tells_of_clients)
    beside = list(look.beside(item, known)) if is_file else []
    return tuple(_unanswered([*facts.findings(item, in_force, answers), *beside, *found], in_force))


def _by_sense(in_force: Iterable[Rule]) -> dict[Sense, list[Rule]]:
    by_sense: dict[Sense, list[Rule]] = {}
    for rule in in_force:
        for sense in rule.senses:
            by_sense.setdefault(sense, []).append(rule)
    return by_sense


def _told(
    passage: Passage, reader: LanguageReader | None, own: frozenset[str], ways: frozenset[str], listed: NameList | None
) -> Told:
    reading = reader.read(passage.text) if reader and passage.text.strip() else None
    return Told(passage.text, passage.item.kind, reading, own, passage.markdown, listed, ways)


@dataclass(frozen=True)
class _Look:
    """Turns what detectors see into what the rules in force say of it."""

    by_sense: dict[Sense, list[Rule]]
    answers: Answers

    def at(self, passage: Passage, hits: Iterable[Hit], told: Told | None = None) -> Iterator[Finding]:
        """Findings on the words of a passage; without `told`, on what stands there and is not read."""
        for hit in hits:
            sentence = told.around(hit.start)[1] if told else ""
            for rule in self.by_sense.get(hit.sense, ()):
                if not rules.applies(rule, passage.item.kind, sentence):
                    continue
                if not self.answers.to(rule, passage.part) and not _let(rule, sentence):
                    yield _finding(rule, passage, hit)

    def beside(self, item: Item, known: metadata.Known) -> Iterator[Finding]:
        """What stands beside the text is about the item as a whole; its place is said in words."""
        for each in metadata.beside(item, known):
            for rule in self.by_sense.get(each.sense, ()):
                if rules.applies(rule, item.kind, ""):
                    place = Passage(item, each.words, each.where)
                    yield replace(rules.finding(rule, place, 0, len(each.words), note=each.note), part="", end=0)


def _finding(rule: Rule, passage: Passage, hit: Hit) -> Finding:
    found = rules.finding(rule, passage, hit.start, hit.end, instead=hit.instead, note=hit.note)
    # Words that are stopped on a guess teach people to look away, and a notice that fits nothing looks foolish.
    return replace(found, severity=Severity.WARN, notice="", notice_steps=0) if hit.guess else found


def _let(rule: Rule, sentence: str) -> bool:
    """Whether a rule of advertising lets a sentence be: it cites the official guidelines, or names its proof.

    What else a rule lets be was written for its patterns; detectors of names and courts look for themselves.
    """
    unless = rule.said.check.unless if rule.said.area == "advertising" else ()
    return any(matching.compiled(each).search(sentence) for each in unless)


def _unanswered(found: Sequence[Finding], in_force: Iterable[Rule]) -> list[Finding]:
    """Without what another rule's notice answers, because that stands beside the same part of the item."""
    if not any(each.notice for each in found):
        return list(found)
    checks = {rule.id: rule.said.check for rule in in_force}

    def told(part: str) -> str:
        return " ".join(each.notice for each in found if each.part in ("", part))

    return [
        each
        for each in found
        if each.notice
        or each.severity is not Severity.REQUIRE
        or not matching.answered(checks[each.rule], told(each.part))
    ]


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Each place once for each rule, the longer of two that overlap; in the order of the words."""
    order = {"title": 0, "summary": 1, "body": 2, "talks": 3}
    kept: list[Finding] = []
    # A proposal to write something else is worth more than the same place without one.
    for each in sorted(found, key=lambda f: (order[f.part], f.start, f.start - f.end, not f.instead)):
        if not any(_covers(other, each) for other in reversed(kept[-60:])):
            kept.append(each)
    return [each for each in kept if not (each.rule == "ID-NAME" and any(_holds(other, each) for other in kept))]


def _covers(other: Finding, each: Finding) -> bool:
    return other.rule == each.rule and other.part == each.part and each.start < other.end


def _holds(other: Finding, name: Finding) -> bool:
    if other.rule == "ID-PLACE" and (other.start, other.end) == (name.start, name.end):
        # Where nothing tells a house from a firm or a person, the detectors report both.
        return False
    return other.rule in _HOLD_NAMES and other.part == name.part and other.start <= name.start and name.end <= other.end
