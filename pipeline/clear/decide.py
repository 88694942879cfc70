"""Decides what is cleared and what is held. Asks no clock, no disk, no model."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.clear.facts import embargoed
from pipeline.clear.rules import is_identifier, is_of_courts
from pipeline.clear.standing import Standing, stops
from pipeline.errors import ClearanceError, UsageError
from pipeline.model import (
    ALL_CHANNELS,
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
    Notice,
    Severity,
    Tag,
)


def moves(item: Item, judged: "ClearedItem | Held") -> bool:
    """Whether how an item is judged can become another as time goes by, while its words and what people decided stay.

    A date ahead comes, a review-by date or a consent ends, a judgment is handed down: see `judge`.
    """
    decided = isinstance(judged, Held) or judged.clearance is not None
    return decided or item.review_by is not None or "judgment.handed_down" in dict(item.facts)


def judge(
    item: Item, tags: tuple[Tag, ...], findings: Sequence[Finding], standing: Standing, now: datetime
) -> ClearedItem | Held:
    """Cleared or held, and why.

    What tells of clients, and a note, needs a recorded clearance for its exact text. For anything else the
    author's own drop is the clearance, as long as no rule finds anything that stops it.

    Args:
        item: the piece as it stands.
        tags: what it is about.
        findings: what the rules and the detectors found on exactly this text.
        standing: what is recorded about it.
        now: a piece dated later waits for its date; in the firm's zone.

    """
    reasons = [
        *stops(item, standing, now.date()),
        *embargoed(item, standing.binding, now),
        *open_findings(item, findings, standing),
    ]
    if item.published > now:
        reasons.append(_ahead(item))
    if reasons:
        told = {(each.rule, each.part, each.start, each.words) for each in reasons}
        others = [each for each in findings if (each.rule, each.part, each.start, each.words) not in told]
        reasons.sort(key=_gravity)
        return Held(item=item, tags=tags, findings=(*reasons, *(each for each in others if not each.stops)))
    valid = standing.valid(item)
    overdue = item.review_by is not None and item.review_by < now.date()
    channels = standing.channels(item)
    return ClearedItem(
        item=item,
        tags=tags,
        cleared_text=valid[-1].text if valid else item.content_hash,
        channels=tuple(channel for channel in channels if channel is Channel.WEB) if overdue else channels,
        clearance=valid[-1] if valid else None,
        cleared_by=tuple(each.by for each in valid),
        notices=notices(findings),
        corrections=tuple(each for each in standing.corrections() if each.corrects != item.content_hash),
        overdue=overdue,
    )


def notices(findings: Sequence[Finding]) -> tuple[Notice, ...]:
    """What must be printed with a piece, each notice once, and in which of its parts the claims stand."""
    found: dict[str, Notice] = {}
    for each in findings:
        if each.severity is Severity.REQUIRE and each.notice:
            known = found.get(each.notice, Notice(rule=each.rule, text=each.notice, steps=each.notice_steps))
            found[each.notice] = replace(known, parts=known.parts | {each.part})
    return tuple(found.values())


def of_another_kind(item: Item, note: str) -> tuple[Finding, ...]:
    """A finding on a piece that seems to be of another kind than its place says.

    An article that tells of a client is stopped: as a story it would need the client's word.
    """
    if not note:
        return ()
    reason, _, remedy = note.partition(": ")
    stops_it = not item.kind.tells_of_clients
    return (
        Finding(
            rule="KIND-CLIENT" if stops_it else "KIND-ARTICLE",
            severity=Severity.BLOCK if stops_it else Severity.WARN,
            where=item.source, words=item.title, reason=f"{reason}.", remedy=f"{remedy[:1].upper()}{remedy[1:]}",
        ),
    )  # fmt: skip


def open_findings(item: Item, findings: Sequence[Finding], standing: Standing) -> list[Finding]:
    """The findings that stop an item and that no decision on this very text has answered."""
    accepted = standing.accepted(item)
    bases = {each.basis for each in standing.valid(item)}
    if ClearanceBasis.ANONYMISED in bases:
        # Anonymised means that no sign of the client is left, not even one that only calls for a look.
        findings = [replace(each, severity=Severity.BLOCK) if is_identifier(each.rule) else each for each in findings]
    return [
        finding
        for finding in findings
        if finding.stops
        and (is_of_courts(finding.rule) or finding.fingerprint not in accepted)
        # The client agreed to be named in exactly these words; an opponent on the firm's own list did not.
        and not (ClearanceBasis.CONSENT in bases and is_identifier(finding.rule) and finding.rule != "ID-LISTED")
    ]


def _gravity(finding: Finding) -> int:
    """Courts first: nothing else matters until that is settled. Then the record, then the words."""
    order = ("COURT-", "CLR-", "CONF-", "ADV-")
    return next((rank for rank, start in enumerate(order) if finding.rule.startswith(start)), len(order))


def _ahead(item: Item) -> Finding:
    return Finding(
        rule="DATE-AHEAD", severity=Severity.BLOCK, where=item.source, words=f"{item.published:%d %B %Y}",
        reason="It is dated later than today and waits for its day.",
        remedy="Nothing; or change `date` in its front matter.",
    )  # fmt: skip


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
    standing: Standing = Standing(),  # noqa: B008  # frozen
) -> Clearance:
    """The line to write for a person's decision to clear this exact text.

    Args:
        item: the piece as it stands.
        findings: what was found on it.
        by: who decides.
        basis: why they can.
        ref: where the firm keeps the proof.
        at: when.
        channels: where it may go.
        accept: words of findings that the person looked at and stands for; needs a reason.
        reason: why they may stand.
        standing: what is recorded already: what somebody stands for on this text stays answered.

    Raises:
        UsageError: the basis does not fit the item, or something the record needs is missing.
        ClearanceError: something stops the text that this decision cannot answer; names all of it.

    """
    _check_form(item, findings, by=by, basis=basis, ref=ref, accept=accept, reason=reason)
    if item.kind is Kind.NOTE:
        channels = _of_a_note(channels)
    wanted = {words.casefold() for words in accept}
    stood_for = [each for each in findings if each.words.casefold() in wanted]
    clearance = Clearance(
        item=item.id,
        text=item.content_hash,
        decision=Decision.CLEARED,
        by=" ".join(by.split()),
        at=at,
        basis=basis,
        ref=ref.strip(),
        reason=reason.strip(),
        channels=channels,
        accepted=tuple(sorted({each.fingerprint for each in stood_for})),
        overrides=tuple(sorted({each.rule for each in stood_for})),
    )
    after = replace(standing, decisions=(*standing.decisions, clearance))
    still = open_findings(item, findings, after)
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


def _of_a_note(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """Where a note may go: into mails alone."""
    if Channel.NEWSLETTER not in channels:
        raise UsageError("--channel", "a note stands in mails and nowhere else.", "Leave it out.")
    return (Channel.NEWSLETTER,)


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
    of_clients = item.kind.tells_of_clients
    if not by.strip():
        raise UsageError("--by", "nobody is named.", "Give the name of the person who decides.")
    if of_clients and basis is ClearanceBasis.REVIEWED:
        raise UsageError("--basis", f"a {item.kind} needs the client's consent, or nothing in it that leads to the client.",
                         "Use consent or anonymised.")  # fmt: skip
    if item.kind is Kind.TESTIMONIAL and basis is ClearanceBasis.ANONYMISED:
        raise UsageError("--basis", "a testimonial is the client's own words, and only the client can let them go.",
                         "Use consent.")  # fmt: skip
    if not item.kind.needs_clearance and basis is not ClearanceBasis.REVIEWED:
        raise UsageError("--basis", f"a {item.kind} tells of no client.", "Use reviewed.")
    if basis is ClearanceBasis.CONSENT and not ref.strip():
        raise UsageError("--ref", "consent without a reference cannot be proved.",
                         "Give the reference of `attract consent record`; do not name the client.")  # fmt: skip
    if accept and not reason.strip():
        raise UsageError("--reason", "words are accepted without a reason.", "Say why they may stand.")
    known = {finding.words.casefold() for finding in findings}
    for words in accept:
        if words.casefold() not in known:
            raise UsageError("--accept", f"no finding on {item.id} has the words “{words}”.",
                             "Copy them from `attract review`.")  # fmt: skip


def also_meant(item: Item, told: Collection[str], decisions: Iterable[Clearance]) -> list[tuple[str, str]]:
    """Other items that whoever takes this one back means, each with the text of theirs that was cleared last.

    A file that is moved becomes another kind of thing, with another id. What is taken back there must
    not be public again when it is moved once more: neither the very words, nor the story that they come from.

    Args:
        item: what is taken back.
        told: ids of what tells of clients and shares a sentence with it.
        decisions: every decision, oldest first.

    """
    texts = {
        replace(item, kind=kind, basis=basis, edition=item.edition if kind is Kind.NOTE else "").content_hash
        for kind in Kind
        for basis in (None, item.basis, *Basis)
    }
    cleared = [each for each in decisions if each.decision is Decision.CLEARED and each.item != item.id]
    return sorted({each.item: each.text for each in cleared if each.item in told or each.text in texts}.items())


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


def correcting(item: Item, corrects: str, *, by: str, note: str, at: datetime) -> Clearance:
    """The line to write when a text replaces one that was wrong.

    Args:
        item: the piece as it stands now.
        corrects: hash of the text that was public and wrong.
        by: who corrects it.
        note: what was wrong, for readers.
        at: when.

    Raises:
        UsageError: nobody is named, nothing is said, or nothing was public or has changed.

    """
    if not by.strip() or not note.strip():
        raise UsageError(item.id, "a correction needs a name and a note.", "Give --by and --note.")
    if item.kind is Kind.NOTE:
        raise UsageError(item.id, "a note has left with its mails, and stands nowhere else.",
                         "Say what was wrong in the note of the next edition.")  # fmt: skip
    if not corrects:
        raise UsageError(item.id, "no version of it was ever public, so there is nothing to correct.",
                         "Change the file; the next run publishes it.")  # fmt: skip
    if corrects == item.content_hash:
        raise UsageError(item.id, "it reads as it did when it went out.",
                         "Correct the file first, then say what was wrong.")  # fmt: skip
    return Clearance(
        item=item.id, text=item.content_hash, decision=Decision.CORRECTED, by=by.strip(), at=at, reason=note.strip(),
        channels=(), corrects=corrects,
    )  # fmt: skip


def split(judged: Sequence[ClearedItem | Held]) -> tuple[list[ClearedItem], list[Held]]:
    """The cleared and the held, apart."""
    cleared = [each for each in judged if isinstance(each, ClearedItem)]
    return cleared, [each for each in judged if isinstance(each, Held)]
