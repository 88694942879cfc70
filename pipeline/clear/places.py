"""Whom a rule binds, and how hard: the places of a firm and those above them.

A firm is bound by the rules of all its places at once, and by those that hold everywhere. A
place's law includes that of the places above it: Ontario is in Canada, Ireland in the Union;
the American model rules stand for every state that has not said otherwise.
"""

from collections.abc import Iterable

from pipeline.clear.packs import RuleData
from pipeline.model import Severity

#: What binds everybody.
EVERYWHERE = "all"
_UNION = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
    "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip
_STRICTNESS = (Severity.WARN, Severity.REQUIRE, Severity.BLOCK)


def above(place: str) -> tuple[str, ...]:
    """A place as rules name it and every place above it, the nearest first; what binds everybody comes last."""
    parts = place.strip().upper().replace("_", "-").split("-")
    chain = ["-".join(parts[:end]) for end in range(len(parts), 0, -1)]
    if parts[0] == "US":
        chain.insert(-1, "US-ABA")
    if parts[0] == "EU":
        # A firm may write its country as EU-FR.
        chain[1:1] = parts[1:2]
    elif parts[0] in _UNION:
        chain.append("EU")
    return (*dict.fromkeys(chain), EVERYWHERE)


def brings(place: str, rule: RuleData) -> bool:
    """Whether a rule binds those who practise in a place, and not only because it binds everybody."""
    return bool((set(above(place)) - {EVERYWHERE}) & set(rule.places))


def brought_by(rule: RuleData, places: Iterable[str]) -> tuple[str, ...]:
    """The places of a firm, as it wrote them, that bring it a rule; `all` for one that binds everybody."""
    if EVERYWHERE in rule.places:
        return (EVERYWHERE,)
    return tuple(place for place in places if brings(place, rule))


def severity(rule: RuleData, places: Iterable[str]) -> Severity:
    """The strictest severity of a rule in the places that bring it; the nearest place decides for each."""
    bring = brought_by(rule, places := tuple(places))
    # A rule for everybody may be milder or stricter at home.
    said = [_there(rule, place) for place in (places if bring == (EVERYWHERE,) else bring)]
    return strictest(said or [rule.severity])


def _there(rule: RuleData, place: str) -> Severity:
    return next(
        (rule.severity_by_place[each] for each in above(place) if each in rule.severity_by_place), rule.severity
    )


def strictest(severities: Iterable[Severity]) -> Severity:
    """The strictest of some severities."""
    return max(severities, key=_STRICTNESS.index)
