"""How much the screen of clearing finds, and how much it finds that is not there.

    python -m tests.suites.screen tests/data/screen/third.jsonl [--misses]

Recall by group: a planted problem is found when a finding of one of its group's rules touches its words. False alarms
are findings in clean texts, by a hundred of their sentences.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.clear import bulk
from pipeline.clear.reading import readable, sentences
from pipeline.edges.english import SpacyReader
from pipeline.ports import LanguageReader

#: The rules of each group, by how their ids begin.
GROUPS = {
    "name": ("ID-NAME", "ID-ALIAS", "ID-THIRD"),
    "amount": ("ID-AMOUNT",),
    "reference": ("ID-REF", "ID-CITATION", "ID-CONTACT"),
    "date": ("ID-DATE",),
    "place": ("ID-PLACE",),
    "role": ("ID-ROLE",),
    "employer": ("ID-EMPLOYER",),
    "quotation": ("ID-QUOTE",),
    "news": ("ID-NEWS",),
    "mosaic": ("ID-MOSAIC",),
    "advertising": ("ADV-",),
    "paraphrase": ("ADV-",),
    "court": ("COURT-",),
}


@dataclass
class Measured:
    """What was found in one set of texts."""

    planted: Counter[str] = field(default_factory=Counter)
    #: By any rule of the group, and by exactly the rule that was planted.
    found: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    clean_sentences: int = 0
    #: Findings in clean texts, by rule.
    alarms: Counter[str] = field(default_factory=Counter)
    #: Findings in the other texts that touch nothing planted.
    beside: int = 0
    #: Findings in all that touch something planted.
    hits: int = 0
    told: list[str] = field(default_factory=list)

    def recall(self, group: str) -> float:
        """The part of a group's planted problems that was found."""
        return self.found[group] / self.planted[group]

    @property
    def alarm_rate(self) -> float:
        """False alarms in a hundred clean sentences."""
        return 100 * self.alarms.total() / self.clean_sentences

    @property
    def precision(self) -> float:
        """The part of all findings, in clean texts and others, that touches something planted."""
        return self.hits / (self.hits + self.beside + self.alarms.total())


def rows(path: Path) -> list[dict[str, Any]]:
    """The texts of a set."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def measure(texts: Sequence[dict[str, Any]], reader: LanguageReader) -> Measured:
    """Screen every text and compare with what was planted."""
    lines = [json.dumps({key: value for key, value in row.items() if key != "planted"}) for row in texts]
    answers = {answer["id"]: answer for answer in bulk.answers(lines, "set", reader, ()) if isinstance(answer, dict)}
    measured = Measured()
    for row in texts:
        _compare(row, answers[row["id"]]["findings"], measured)
    return measured


def _compare(row: dict[str, Any], findings: Sequence[dict[str, Any]], into: Measured) -> None:
    spans = list(_spans(row))
    touching = [each for each in findings if any(_touches(each, start, end) for start, end in spans)]
    into.hits += len(touching)
    if spans:
        into.beside += len(findings) - len(touching)
    else:
        into.clean_sentences += len(list(sentences(readable(row["text"]))))
        into.alarms.update(each["rule"] for each in findings)
        into.told += [f"alarm   {row['id']} {each['rule']}: {each['quote'][:90]}" for each in findings]
    for planted, (start, end) in zip(row["planted"], spans, strict=True):
        group = planted["group"]
        rules = [each["rule"] for each in findings if _touches(each, start, end)]
        found = any(rule.startswith(GROUPS[group]) for rule in rules)
        into.planted[group] += 1
        into.found[group] += found
        into.exact[group] += planted["rule"] in rules
        if not found:
            into.told.append(f"missed  {row['id']} {group} {planted['rule']}: {planted['quote'][:90]}")


def _spans(row: dict[str, Any]) -> Iterator[tuple[int, int]]:
    for planted in row["planted"]:
        start = row["text"].index(planted["quote"])
        yield start, start + len(planted["quote"])


def _touches(finding: dict[str, Any], start: int, end: int) -> bool:
    return bool(finding["start"] < end and finding["end"] > start)


def main(path: str, *options: str) -> None:
    """Print the table."""
    measured = measure(rows(Path(path)), SpacyReader())
    if "--misses" in options:
        print("\n".join(measured.told))
    print(f"{'group':12} {'planted':>7} {'found':>6} {'its rule':>9}")
    for group in GROUPS:
        if number := measured.planted[group]:
            print(f"{group:12} {number:7} {measured.recall(group):6.2f} {measured.exact[group] / number:9.2f}")
    print(f"false alarms: {measured.alarms.total()} in {measured.clean_sentences} clean sentences, "
          f"{measured.alarm_rate:.1f} in a hundred; precision of all findings {measured.precision:.2f}")  # fmt: skip
    print(", ".join(f"{rule} {number}" for rule, number in measured.alarms.most_common()))


if __name__ == "__main__":
    main(*sys.argv[1:])
