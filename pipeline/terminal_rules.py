"""What a person sees in a terminal of the rules: which apply and why, and one of them in full."""

from collections.abc import Iterator, Sequence
from functools import partial

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.clear import places
from pipeline.clear.matching import fires
from pipeline.clear.own import MARK
from pipeline.clear.packs import RuleData, clean_sentences
from pipeline.clear.rules import Rule, Rulebook
from pipeline.model import Severity

_out = Console(highlight=False, soft_wrap=False)
_AREAS = {
    "court-restrictions": "What a court has not let go",
    "confidentiality": "Confidentiality",
    "identifiers": "What points to a client",
    "advertising": "Advertising",
    "clearance": "Clearance itself",
    "email": "Mail",
    "web": "The site",
    "social": "Social networks",
}
_SEVERITIES = {Severity.BLOCK: "block", Severity.REQUIRE: "notice", Severity.WARN: "warn"}
_COLOURS = {Severity.BLOCK: "red", Severity.REQUIRE: "yellow", Severity.WARN: "dim"}
#: Columns from which a rule has room on one line.
_ROOMY = 120
_HELP = "Help, not legal advice; confirm with local counsel."


def show_rules(book: Rulebook, shown: Sequence[Rule]) -> None:
    """A line for each rule, by area; then what the firm should know about the list."""
    wide = max((len(rule.id) for rule in shown), default=0)
    because = min(max((len(_because(rule)) for rule in shown), default=0), 26)
    for area, name in _AREAS.items():
        its = sorted((rule for rule in shown if rule.said.area == area), key=lambda each: each.id)
        if its:
            _out.print(Text(name, "bold"))
        for rule in its:
            head = Text(f"  {rule.id:{wide}}  ")
            head.append(f"{_SEVERITIES[rule.severity] if rule.in_force else '':6}  ", _COLOURS[rule.severity])
            head.append(f"{_because(rule):{because}}  ")
            if _out.width >= _ROOMY:
                _out.print(head + _line(rule.said), no_wrap=True, overflow="ellipsis")
            else:
                _out.print(head, no_wrap=True, overflow="ellipsis")
                _out.print(Text("    ") + _line(rule.said), no_wrap=True, overflow="ellipsis")
    _out.print()
    for note in _notes(book):
        _out.print(Text(note))


def _because(rule: Rule) -> str:
    """What brings a rule to the firm, or keeps it away, in a word or two."""
    if rule.loosened and rule.loosened.severity == "off":
        return f"off: {rule.loosened.by}"
    if not rule.brought_by:
        return f"not: {', '.join(rule.said.places)}"
    return "everywhere" if rule.brought_by == (places.EVERYWHERE,) else ", ".join(rule.brought_by)


def _line(said: RuleData) -> Text:
    """The rule in a line; what Attract does not keep is said first."""
    kept = Text() if said.kept == "yes" else Text(f"({said.kept}) ", "yellow")
    return kept + Text(said.summary)


def _notes(book: Rulebook) -> Iterator[str]:
    kept = [rule.said.kept for rule in book]
    yield (
        f"{len(book)} of {len(book.every)} rules apply, in {', '.join(book.places)}. Attract screens for or keeps "
        f"{kept.count('yes')} of them, {kept.count('in part')} in part, and {kept.count('not yet')} not yet."
    )
    for place in book.places:
        if not any(places.brings(place, rule.said) for rule in book.every):
            yield f"No pack speaks of {place}: only what holds everywhere applies there. Ask counsel there."
    for rule in book:
        if rule.id.startswith(MARK) and (words := next(filter(partial(fires, rule.said), clean_sentences()), "")):
            yield f"{rule.id} finds ordinary legal prose, such as “{words}” Is that meant?"
    for each in book.unrecorded:
        yield (
            f"Not recorded, so it does not count: {each.rule} to {each.severity}, by {each.by} on "
            f'{each.on.day} {each.on:%B %Y} ({each.source}). They say so: attract rules loosen --by "{each.by}".'
        )
    yield f"{_HELP} attract rules show ID says why, and what to do."


def show_rule(book: Rulebook, rule: Rule) -> None:
    """Everything about one rule."""
    known = rule.known
    _out.print(Text.assemble((rule.id, "bold"), f"  {known.title}  ", (f"{known.pack} {known.version}", "dim")))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold", max_width=96)
    for name, words in _told(book, rule):
        table.add_row(f"  {name}", Text(words))
    _out.print(table)
    # An address that is broken over two lines cannot be clicked.
    for source in rule.said.sources:
        _out.print(Text.assemble(("  source        ", "dim"), source), soft_wrap=True)


def _told(book: Rulebook, rule: Rule) -> Iterator[tuple[str, str]]:
    said = rule.said
    yield "applies", _applies(book, rule)
    yield "severity", _severity(rule)
    yield from (("changed", words) for words in _changes(book, rule))
    yield "why", said.summary
    yield "what to do", said.tell_lawyer
    if said.exceptions:
        yield "lets through", said.exceptions
    if notice := said.notice:
        how = {"exact": "these very words", "parts": "both halves", "substance": "in substance"}[notice.match]
        yield "asks for", f"“{notice.text}” ({', '.join(each for each in (how, notice.size) if each)})"
    if said.check.looks_for:
        yield "looks for", said.check.looks_for
    yield (
        "kept by",
        said.kept_by or "The screen, which reads what is written: it explains a refusal and grants no pass.",
    )
    for key, value in said.figures.items():
        yield "figure", f"{key.replace('_', ' ')}: {value if isinstance(value, str) else '; '.join(value)}"
    yield from _listed("breaks it", said.breaks)
    yield from _listed("passes", said.passes)
    if said.note:
        yield "note", said.note
    checked = f"checked {said.checked.day} {said.checked:%B %Y}, " if said.checked else ""
    yield "how sure", f"{checked}confidence {said.confidence}. {_HELP}"


def _applies(book: Rulebook, rule: Rule) -> str:
    if not rule.brought_by:
        return f"no: it binds {', '.join(rule.said.places)}, and the firm practises in {', '.join(book.places)}"
    if not rule.in_force:
        return "no: the firm switched it off"
    if rule.brought_by == (places.EVERYWHERE,):
        return "yes: it holds everywhere"
    return f"yes: the firm practises in {', '.join(rule.brought_by)}"


def _severity(rule: Rule) -> str:
    meanings = {
        Severity.BLOCK: "stops the piece until the words change, or a named person stands for them",
        Severity.REQUIRE: "stops the piece until the words that it asks for stand there",
        Severity.WARN: "a person should look; the piece goes on",
    }
    elsewhere = "; ".join(f"{severity} in {place}" for place, severity in rule.said.severity_by_place.items())
    general = f" (in general {rule.said.severity}; {elsewhere})" if elsewhere else ""
    return f"{rule.severity}: {meanings[rule.severity]}{general}"


def _changes(book: Rulebook, rule: Rule) -> Iterator[str]:
    if rule.tightened:
        yield "tightened in content/rules/"
    if each := rule.loosened:
        yield f"{each.severity}, by {each.by} on {each.on.day} {each.on:%B %Y}: {each.reason} ({each.source})"
    for each in book.unrecorded:
        if each.rule == rule.id:
            yield f"{each.by} asks for {each.severity} ({each.source}); it counts once it is recorded"


def _listed(name: str, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from ((name if number == 0 else "", line) for number, line in enumerate(lines))
