"""What the commands print with `--json`: plain lists and dictionaries, the same from run to run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.clear.own import Loosening
from pipeline.clear.rules import Rule
from pipeline.clearance_acts import Said
from pipeline.collect import decide as collect_decide
from pipeline.collect import naming
from pipeline.collect.formats import parse
from pipeline.collect.run import Collected
from pipeline.deliver.run import Delivered
from pipeline.digest.decide import Told
from pipeline.edition_previews import Preview as EditionPreview
from pipeline.errors import SourceError
from pipeline.model import Areas, ClearedItem, Consent, Delivery, Facet, Finding, Held, Item, Kind, Subscriber, Tagging
from pipeline.outcome import Run
from pipeline.ports import GAP
from pipeline.previews import Look
from pipeline.reader_acts import Preview
from pipeline.social.run import PostRun
from pipeline.social.share import ShareRun
from pipeline.subscribe.decide import counted
from pipeline.tag.decide import Reading
from pipeline.tag.model import Span
from pipeline.tagging.learning import Change, Learnt
from pipeline.wiring import House


def run(done: Run) -> dict[str, Any]:
    """A run for other programs."""
    return {
        "quiet": done.quiet,
        "collected": collected(done.collected),
        "tagged": done.tagged,
        "cleared": [each.id for each in done.cleared],
        "held": [_held(each) for each in done.held],
        "pages": done.published.pages,
        "built": done.published.built,
        "hosted": [
            {"host": each.host, "version": each.put.version if each.put else "", "problem": str(each.problem or "")}
            for each in done.hosted
        ],
        "editions": [slot.edition for slot in done.editions],
        "without_note": {
            slot.edition: each.item.source
            for slot in done.editions
            for each in done.held
            if each.item.edition == slot.edition
        },
        "spared": done.spared,
        "deliveries": delivered(done.delivered),
        "posts": posted(done.posted),
        "share_packs": shared(done.shared),
    }


def shared(run: ShareRun) -> dict[str, Any]:
    """What became of share packs, for other programs."""
    kinds = {"mailed": run.mailed, "uncertain": run.uncertain, "refused": run.refused, "put_off": run.later}
    return {
        **{
            kind: [
                {"person": each.person, "message_id": each.message_id, "posts": list(each.posts), "said": each.said}
                for each in packs
            ]
            for kind, packs in kinds.items()
        },
        "accounts_waiting": dict(run.waits), "posts_left": dict(run.left), "problem": str(run.problem or ""),
    }  # fmt: skip


def posted(said: PostRun) -> dict[str, Any]:
    """What became of posts, for other programs."""
    return {
        "accepted": said.accepted, "refused": said.refused, "uncertain": said.uncertain, "missed": said.missed,
        "dropped": said.dropped, "removed": said.removed, "waiting": said.waiting, "drafts": said.drafts,
        "problems": dict(said.problems),
    }  # fmt: skip


def collected(found: Collected) -> dict[str, Any]:
    """What was collected, for other programs."""
    return {
        "kept": [{"id": item.id, "source": item.source, "notes": list(item.notes)} for item in found.kept],
        "gone": list(found.gone),
        "renamed": [{"from": old, "to": new} for old, new in found.renamed],
        "unsettled": list(found.unsettled),
        "problems": [_problem(problem) for problem in found.problems],
    }


def _problem(problem: SourceError) -> dict[str, str]:
    return {"thing": problem.thing, "cause": problem.cause, "remedy": problem.remedy}


def areas(known: Areas) -> list[dict[str, Any]]:
    """The practice areas that the firm shows, and the keys that lead to each."""
    return [
        {
            "area": area.id, "name": area.name, "definition": area.definition, "folio": list(area.folio),
            "names": {country: list(names) for country, names in area.names.items()}, "formerly": list(area.formerly),
        }
        for area in known.shown.values()
    ]  # fmt: skip


def tagging(item: Item, about: Tagging, known: Areas, version: str = "") -> dict[str, Any]:
    """What an item is about, and why; `version` names the method, the model and the taxonomy."""
    return {
        "item": item.id,
        "title": item.title,
        "version": version,
        "tags": [
            {
                "area": tag.area,
                "name": known.shown[tag.area].name,
                "folio": list(known.shown[tag.area].folio),
                "score": tag.score,
                "evidence": [
                    {"words": e.words, "where": e.where, "start": e.start, "end": e.end, "weight": e.weight}
                    for e in tag.evidence
                ],
            }
            for tag in about.tags
        ],
        "none": about.none,
        "needs_person": about.needs_person,
        "unknown": list(about.unknown),
        "facets": [
            {"aspect": facet.kind_of, "value": facet.value, "score": facet.score, "words": _words_of(facet)}
            for facet in about.facets
        ],
        "kind_note": about.kind_note,
    }


def _words_of(facet: Facet) -> list[str]:
    return list(dict.fromkeys(" ".join(each.words.split()) for each in facet.evidence))


def reading(row: Mapping[str, Any], read: Reading) -> dict[str, Any]:
    """One text of a bulk file: offsets go over its text; only where nothing there speaks, over its title."""
    verdict = read.verdict
    below = len(row["title"]) + len(GAP)
    return {
        "id": row["id"],
        "tags": [
            {"area": area, "score": read.score(area), "evidence": _spans(row, read.spans(area), below)}
            for area in verdict.areas
        ],
        "scores": [{"area": area, "score": read.score(area)} for area in read.model.areas],
        "none": verdict.none,
        "needs_person": verdict.needs_person,
    }


def _spans(row: Mapping[str, Any], spans: Sequence[Span], below: int) -> list[dict[str, Any]]:
    text = [span for span in spans if span.start >= below]
    part, shift, those = ("text", below, text) if text else ("title", 0, spans)
    return [
        {"start": each.start - shift, "end": each.end - shift, "text": row[part][each.start - shift : each.end - shift],
         "weight": each.weight, "in": part}
        for each in those
    ]  # fmt: skip


def change(each: Change) -> dict[str, Any]:
    """What another model would change on one piece: the shipped list's keys."""
    return {
        "item": each.item.id,
        "now": [tag.area for tag in each.now.tags],
        "then": [tag.area for tag in each.then.tags],
    }


def learnt(found: Learnt) -> dict[str, Any]:
    """A new model, and what it would change."""
    return {
        "version": found.version, "pieces": found.pieces, "seconds": round(found.seconds, 1), "worse": found.worse,
        "before": dict(found.before), "after": dict(found.after), "changes": [change(each) for each in found.changes],
    }  # fmt: skip


def finding(found: Finding) -> dict[str, Any]:
    """One finding for other programs."""
    return {
        "rule": found.rule, "severity": found.severity, "where": found.where, "words": found.words,
        "reason": found.reason, "remedy": found.remedy, "sources": list(found.sources),
        "part": found.part, "start": found.start, "end": found.end, "instead": found.instead, "notice": found.notice,
    }  # fmt: skip


def rule(each: Rule) -> dict[str, Any]:
    """One rule as it stands for the firm."""
    return {
        "rule": each.id, "area": each.said.area, "in_force": each.in_force, "severity": each.severity,
        "brought_by": list(each.brought_by), "summary": each.said.summary, "kept": each.said.kept,
        "pack": each.known.pack, "version": each.known.version, "tightened": each.tightened,
        "loosened": _loosening(each.loosened) if each.loosened else None,
    }  # fmt: skip


def rule_in_full(each: Rule) -> dict[str, Any]:
    """One rule as it stands for the firm, and everything that its pack says."""
    return {**rule(each), "said": each.said.model_dump(mode="json")}


def _loosening(each: Loosening) -> dict[str, str]:
    return {"severity": each.severity, "by": each.by, "reason": each.reason, "on": each.on.isoformat()}


def _held(held: Held) -> dict[str, Any]:
    return {
        "item": held.item.id,
        "source": held.item.source,
        "title": held.item.title,
        "findings": [finding(each) for each in held.findings],
    }


def review(
    cleared: Sequence[ClearedItem],
    held: Sequence[Held],
    problems: Sequence[SourceError],
    unsure: Sequence[Item],
    overdue: Sequence[ClearedItem],
) -> dict[str, Any]:
    """What is held, what somebody must look at again, and of what nobody knows what it is about."""
    return {
        "held": [_held(each) for each in held],
        "cleared": [_cleared(each) for each in cleared],
        "overdue": [{"item": each.id, "source": each.item.source} for each in overdue],
        "problems": [_problem(problem) for problem in problems],
        "unsure": [{"item": each.id, "source": each.source} for each in unsure],
    }


def _cleared(each: ClearedItem) -> dict[str, Any]:
    return {
        "item": each.id, "source": each.item.source, "text": each.cleared_text, "channels": list(each.channels),
        "cleared_by": list(each.cleared_by), "notices": [notice.text for notice in each.notices],
    }  # fmt: skip


def reviewed(look: Look) -> dict[str, Any]:
    """One piece: whether it is held and why, under which hash, and where its page lies."""
    told = _held(look.held) if look.held else {"item": look.item.id, "source": look.item.source, "findings": []}
    return {**told, "held": bool(look.held), "text": look.item.content_hash, "page": str(look.page)}


def consent(given: Consent) -> dict[str, Any]:
    """One consent as it stands."""
    return {
        "ref": given.ref, "item": given.item, "text": given.text, "client_ref": given.client_ref,
        "signed_by": given.signed_by, "role": given.signed_by_role, "signed": given.signed.isoformat(),
        "purpose": given.purpose, "channels": list(given.channels), "evidence": given.evidence,
        "authority": given.authority, "expires": given.expires.isoformat() if given.expires else None,
        "withdrawn": given.withdrawn.isoformat() if given.withdrawn else None, "by": given.recorded_by,
    }  # fmt: skip


def said(found: Said) -> dict[str, Any]:
    """What was public on one day, and what went out."""
    return {
        "day": found.day.isoformat(),
        "versions": [
            {
                "since": each.since.isoformat(), "until": each.until.isoformat() if each.until else None,
                "items": each.items, "files": each.files,
            }
            for each in found.versions
        ],
        "editions": [
            {"edition": edition, "readers": readers, "items": list(items)}
            for edition, (readers, items) in found.editions.items()
        ],
    }  # fmt: skip


def delivered(sent: Delivered) -> dict[str, Any]:
    """What was delivered."""
    return {
        "accepted": sent.accepted, "refused": sent.refused, "excluded": sent.excluded,
        "uncertain": sent.uncertain, "waiting": sent.waiting, "seeds": sent.seeds,
        "problem": str(sent.problem) if sent.problem else None,
    }  # fmt: skip


def deliveries(rows: Sequence[Delivery]) -> list[dict[str, Any]]:
    """Deliveries for other programs."""
    return [
        {
            "edition": row.edition, "subscriber": row.subscriber, "state": row.state, "items": list(row.items),
            "response": row.response, "at": row.at.isoformat() if row.at else None, "message_id": row.message_id,
        }
        for row in rows
    ]  # fmt: skip


def editions(found: Sequence[Told]) -> list[dict[str, Any]]:
    """What was composed: how many get how much, and who gets nothing and why."""
    return [
        {
            "edition": each.edition, "readers": each.readers, "pieces": each.pieces, "networks": each.networks, "seeds": each.seeds,
            "left_out": [{"subscriber": reader, "reason": reason} for reader, reason in each.left_out.items()],
        }
        for each in found
    ]  # fmt: skip


def edition_preview(found: EditionPreview) -> dict[str, Any]:
    """One edition as one reader gets it: what stands in it, and where the mail lies; or why nothing goes to them."""
    row = found.delivery
    return {
        "edition": found.edition, "subscriber": found.reader.id, "items": list(row.items) if found.mail else [],
        "more": {each.area: each.count for each in row.more}, "welcome": row.welcome, "reason": found.reason,
        "subject": found.subject, "bytes": found.size, "mail": str(found.mail) if found.mail else "", "text": found.text,
    }  # fmt: skip


def subscribers(readers: Sequence[Subscriber]) -> list[dict[str, Any]]:
    """Readers for other programs."""
    return [
        {
            "id": reader.id, "address": reader.address, "name": reader.name, "areas": list(reader.areas),
            "people": list(reader.people), "kinds": list(reader.kinds), "jurisdictions": list(reader.jurisdictions),
            "cadence": reader.cadence, "ceiling": reader.ceiling,
            "minutes": reader.minutes, "format": "plain" if reader.plain else "html",
            "permission": reader.permission, "confirmed": reader.confirmed.date().isoformat(),
            "ends": reader.ends.isoformat() if reader.ends else None,
            "paused": reader.paused.isoformat() if reader.paused else None, "proof": reader.proof,
        }
        for reader in readers
    ]  # fmt: skip


def imported(found: Preview, *, done: bool) -> dict[str, Any]:
    """What became of a list, row by row; no addresses, which belong in no log."""
    return {
        "list": found.name, "file": found.file, "from": found.source.name, "separated_by": found.delimiter,
        "notes": list(found.notes), "done": done,
        "counts": {str(fate): count for fate, count in counted(found.rows).items()},
        "rows": [
            {"line": row.line, "fate": str(row.fate), "why": row.why, "notes": list(row.notes)} for row in found.rows
        ],
    }  # fmt: skip


def preview(path: Path, house: House) -> dict[str, Any]:
    """What one file would become, or why it cannot."""
    try:
        draft = parse(path.read_bytes(), path.name)
        item = collect_decide.item(
            draft, id_=naming.slug(draft.title), kind=_kind_of(path, house), source=path.name, author=None,
            first_seen=house.time(), zone=house.firm.zone,
        )  # fmt: skip
    except SourceError as problem:
        return {"file": str(path), "problem": _problem(problem)}
    names = house.areas.names
    about = house.worked_out(item)
    return {
        "file": str(path),
        "kind": item.kind,
        "title": item.title,
        "summary": item.summary,
        "date": item.published.date().isoformat() if draft.date else None,
        "words": len(item.body.split()),
        "areas": [{"area": tag.area, "name": names[tag.area], "score": tag.score} for tag in about.tags],
        "damage": list(item.notes),
    }


def _kind_of(path: Path, house: House) -> Kind:
    try:
        inside = path.resolve().relative_to(house.root).as_posix()
    except ValueError:
        return Kind.ARTICLE
    return naming.kind_of(inside) or Kind.ARTICLE
