"""What the file of a piece says of its matter, read as the rules that ask for records read it.

A record is one line in the catalogue's spelling (`kind=story; matter_status=pending; ...`), so
that the patterns of a pack, a firm's own included, can be run over it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from pipeline.clear import matching, rules
from pipeline.clear.rules import Rule
from pipeline.model import Basis, Finding, Item, Kind, Severity

_BASES = {Basis.COMPOSITE: "composite", Basis.INVENTED: "fictional", Basis.REAL: "real"}
_EMBARGO = "COURT-EW-EMBARGO"
_SETTLED = "COURT-SETTLE"


def as_read(item: Item) -> Item:
    """The item as its words are to be read: an article on a matter of the firm's own, or a note, is read like a story."""
    own = item.kind is Kind.ARTICLE and ("own_matter", "true") in item.facts
    return replace(item, kind=Kind.STORY) if own or item.kind is Kind.NOTE else item


def record(item: Item) -> str:
    """What rules ask about a piece, in one line."""
    told = [("kind", str(item.kind))]
    if item.basis in _BASES:
        told.append(("story.basis", _BASES[item.basis]))
    if item.kind is Kind.TESTIMONIAL:
        told.append(("testimonial", "yes"))
    return "; ".join(f"{name}={value}" for name, value in (*told, *item.facts))


def excused(in_force: Sequence[Rule], line: str) -> frozenset[str]:
    """The rules (by id) that the record answers: proof is named, an award was earned."""
    return frozenset(
        rule.id
        for rule in in_force
        if rule.said.check.fields and any(matching.compiled(each).search(line) for each in rule.said.check.unless)
    )


def findings(item: Item, in_force: Sequence[Rule], answers: rules.Answers) -> list[Finding]:
    """What the record says against a piece, by the rules that read records."""
    line = record(item)
    found = []
    for rule in in_force:
        if "metadata" in rule.said.check.type and rules.is_about(rule.said, item.kind) and not answers.to(rule):
            words = next((hit[0] for each in _reading(rule) if (hit := matching.compiled(each).search(line))), "")
            if words:
                found.append(rules.finding_on(rule, item, words.strip("; ")))
    return found


def _reading(rule: Rule) -> tuple[str, ...]:
    check = rule.said.check
    # Where a rule reads both prose and records, those of its patterns are for records that have a sign of one.
    return (*check.record_patterns, *(each for each in check.patterns if not check.reads_prose or "=" in each))


def secret_terms(item: Item, found: Sequence[Finding], in_force: Sequence[Rule]) -> list[Finding]:
    """Every sum in a piece whose settlement is confidential, as a restriction that nobody can lift."""
    rule = next((rule for rule in in_force if rule.id == _SETTLED), None)
    if rule is None or ("settlement.confidential", "true") not in item.facts:
        return []
    said = rule.said
    return [
        replace(
            each, rule=rule.id, severity=rule.severity, sources=said.sources, remedy=said.tell_lawyer,
            reason="Its file says that the settlement is confidential, and this is a sum.",
        )
        for each in found
        if each.rule == "ID-AMOUNT"
    ]  # fmt: skip


def embargoed(item: Item, binding: frozenset[str], now: datetime) -> list[Finding]:
    """A judgment that has not been handed down yet: nothing about it may be written, queued or posted.

    Args:
        item: the piece; its file may say when the judgment is handed down.
        binding: ids of the rules in force.
        now: the time, in the firm's zone.

    """
    said = dict(item.facts).get("judgment.handed_down", "")
    if _EMBARGO not in binding or not said[:1].isdigit() or _moment(said, now) <= now:
        return []
    return [
        Finding(
            rule=_EMBARGO, severity=Severity.BLOCK, where=item.source, words=said,
            reason="Its judgment has not been handed down yet; until then it is secret, and so is its result.",
            remedy="Wait. It goes out by itself once the moment in its front matter has passed.",
            sources=("CPR Practice Direction 40E; [2022] EWCA Civ 181",),
        )
    ]  # fmt: skip


def _moment(text: str, now: datetime) -> datetime:
    if "T" in text:
        return datetime.fromisoformat(text)
    # A day without an hour: it is over when the day is.
    return datetime.combine(date.fromisoformat(text), time(23, 59, 59), now.tzinfo)
