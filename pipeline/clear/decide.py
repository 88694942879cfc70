"""Decides what is cleared and what is held. Asks no clock, no disk, no model."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.clear.rules import is_identifier, is_of_courts
from pipeline.errors import ClearanceError, UsageError
from pipeline.model import (
    ALL_CHANNELS,
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
    Tag,
)


def judge(
    item: Item, tags: tuple[Tag, ...], findings: Sequence[Finding], clearance: Clearance | None, now: datetime
) -> ClearedItem | Held:
    """Cleared or held, and why.

    A story needs a recorded clearance for its exact text. For anything else the author's
    own drop is the clearance, as long as no rule finds anything that stops it.

    Args:
        findings: what the rules and the identity screen found on exactly this text.
        clearance: the last decision on this item, whatever text it was about.
        now: a piece dated later waits for its date.

    """
    stops = [*_record_stops(item, clearance), *open_findings(item, findings, clearance)]
    if item.published > now:
        stops.append(_ahead(item))
    if stops:
        warnings = [finding for finding in findings if not finding.stops]
        stops.sort(key=_gravity)
        return Held(item=item, tags=tags, findings=(*stops, *warnings))
    valid = clearance if clearance and clearance.text == item.content_hash else None
    return ClearedItem(
        item=item,
        tags=tags,
        cleared_text=valid.text if valid else item.content_hash,
        # Who said "on the site alone" meant it for the next version, too.
        channels=clearance.channels if clearance else ALL_CHANNELS,
        clearance=valid,
    )


def of_another_kind(item: Item, note: str) -> tuple[Finding, ...]:
    """A finding on a piece that seems to be of another kind than its place says.

    An article that tells of a client is stopped: as a story it would need the client's word.
    """
    if not note:
        return ()
    reason, _, remedy = note.partition(": ")
    stops = item.kind is not Kind.STORY
    return (
        Finding(
            rule="KIND-CLIENT" if stops else "KIND-ARTICLE", severity=Severity.BLOCK if stops else Severity.WARN,
            where=item.source, words=item.title, reason=f"{reason}.", remedy=f"{remedy[:1].upper()}{remedy[1:]}",
        ),
    )  # fmt: skip


def open_findings(item: Item, findings: Sequence[Finding], clearance: Clearance | None) -> list[Finding]:
    """The findings that stop an item and that no decision on this very text has answered."""
    valid = clearance and clearance.decision is Decision.CLEARED and clearance.text == item.content_hash
    accepted = set(clearance.accepted) if valid and clearance else set()
    named = valid and clearance and clearance.basis is ClearanceBasis.CONSENT
    return [
        finding
        for finding in findings
        if finding.stops
        and (is_of_courts(finding.rule) or finding.fingerprint not in accepted)
        # The client agreed to be named in exactly these words.
        and not (named and is_identifier(finding.rule))
    ]


def _gravity(finding: Finding) -> int:
    """Courts first: nothing else matters until that is settled. Then the record, then the words."""
    order = ("COURT-", "CLR-", "CONF-", "ADV-")
    return next((rank for rank, start in enumerate(order) if finding.rule.startswith(start)), len(order))


def _record_stops(item: Item, clearance: Clearance | None) -> list[Finding]:
    if clearance and clearance.decision is Decision.WITHDRAWN:
        return [
            _stop(
                item,
                "CLR-WITHDRAWN",
                clearance.by,
                f"{clearance.by} withdrew it on {clearance.at:%d %B %Y}: {clearance.reason or 'no reason given'}.",
                f"If it may go out after all: attract clear {item.id} --by NAME --basis ... --ref ...",
            )
        ]
    if item.kind is not Kind.STORY:
        return []
    if clearance is None:
        return [
            _stop(
                item,
                "CONF-CONSENT-MISSING",
                item.title,
                "It tells of a client, and nobody has recorded a clearance for it.",
                "Show the client this exact text, or take out what points to them; then: "
                f"attract clear {item.id} --by NAME --basis consent|anonymised --ref REF",
                "ABA Model Rule 1.6 and Formal Opinion 480; SRA Code 6.3; LSO Rule 3.3",
            )
        ]
    if clearance.text != item.content_hash:
        return [
            _stop(
                item,
                "CONF-CONSENT-STALE",
                item.title,
                f"The text changed after {clearance.by} cleared it on {clearance.at:%d %B %Y}; "
                "what was agreed to is not what stands here.",
                "Show the new text to whoever agreed to the old one (or restore the old words), then: "
                f"attract clear {item.id} --by NAME --basis {clearance.basis} --ref REF",
                "ABA Formal Opinion 511; consent is to one text and its channels",
            )
        ]
    return []


def _ahead(item: Item) -> Finding:
    return _stop(
        item,
        "DATE-AHEAD",
        f"{item.published:%d %B %Y}",
        "It is dated later than today and waits for its day.",
        "Nothing; or change `date` in its front matter.",
    )


def _stop(item: Item, rule: str, words: str, reason: str, remedy: str, *sources: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.BLOCK,
        where=item.source,
        words=words,
        reason=reason,
        remedy=remedy,
        sources=sources,
    )


def clearing(
    item: Item,
    findings: Sequence[Finding],
    *,
    by: str,
    basis: ClearanceBasis,
    ref: str,
    at: datetime,
    channels: tuple[Channel, ...] = ALL_CHANNELS,
    accept: Sequence[str] = (),
    reason: str = "",
) -> Clearance:
    """The line to write for a person's decision to clear this exact text.

    Args:
        accept: words of findings that the person looked at and stands for; needs a reason.

    Raises:
        UsageError: the basis does not fit the item, or something the record needs is missing.
        ClearanceError: something stops the text that this decision cannot answer; names all of it.

    """
    _check_form(item, findings, by=by, basis=basis, ref=ref, accept=accept, reason=reason)
    wanted = {words.casefold() for words in accept}
    accepted = tuple(sorted({f.fingerprint for f in findings if f.words.casefold() in wanted}))
    clearance = Clearance(
        item=item.id,
        text=item.content_hash,
        decision=Decision.CLEARED,
        by=by.strip(),
        at=at,
        basis=basis,
        ref=ref.strip(),
        reason=reason.strip(),
        channels=channels,
        accepted=accepted,
    )
    still = open_findings(item, findings, clearance)
    if still:
        listed = "; ".join(f"{finding.where} “{finding.words}” ({finding.rule})" for finding in still)
        courts = any(is_of_courts(finding.rule) for finding in still)
        raise ClearanceError(
            item.id,
            f"it cannot be cleared as it stands: {listed}.",
            "A court's restriction is lifted by the court alone: leave it in the drawer."
            if courts
            else "Change the words; or, if they lead to nobody and claim nothing, stand for them: "
            '--accept "WORDS" --reason "WHY".',
        )
    return clearance


def _check_form(
    item: Item,
    findings: Sequence[Finding],
    *,
    by: str,
    basis: ClearanceBasis,
    ref: str,
    accept: Sequence[str],
    reason: str,
) -> None:
    if not by.strip():
        raise UsageError("--by", "nobody is named.", "Give the name of the person who decides.")
    if item.kind is Kind.STORY and basis is ClearanceBasis.REVIEWED:
        raise UsageError("--basis", "a story needs the client's consent, or nothing in it that leads to the client.",
                         "Use consent or anonymised.")  # fmt: skip
    if item.kind is not Kind.STORY and basis is not ClearanceBasis.REVIEWED:
        raise UsageError("--basis", f"a {item.kind} tells of no client.", "Use reviewed.")
    if basis is ClearanceBasis.CONSENT and not ref.strip():
        raise UsageError("--ref", "consent without a reference cannot be proved.",
                         "Say where the firm keeps the client's signed consent; do not name the client.")  # fmt: skip
    if accept and not reason.strip():
        raise UsageError("--reason", "words are accepted without a reason.", "Say why they may stand.")
    known = {finding.words.casefold() for finding in findings}
    for words in accept:
        if words.casefold() not in known:
            raise UsageError("--accept", f"no finding on {item.id} has the words “{words}”.",
                             "Copy them from `attract review`.")  # fmt: skip


def withdrawing(item: str, text: str, *, by: str, reason: str, at: datetime) -> Clearance:
    """The line to write when a person takes a piece back.

    Raises:
        UsageError: nobody is named, or no reason is given.

    """
    if not by.strip() or not reason.strip():
        raise UsageError(item, "a withdrawal needs a name and a reason.", "Give --by and --reason.")
    return Clearance(
        item=item, text=text, decision=Decision.WITHDRAWN, by=by.strip(), at=at, reason=reason.strip(), channels=()
    )


def split(judged: Sequence[ClearedItem | Held]) -> tuple[list[ClearedItem], list[Held]]:
    """The cleared and the held, apart."""
    cleared = [each for each in judged if isinstance(each, ClearedItem)]
    return cleared, [each for each in judged if isinstance(each, Held)]
