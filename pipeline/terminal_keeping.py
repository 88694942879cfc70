"""Backups and restores, told to people and to programs."""

from collections.abc import Iterator
from typing import Any

from pipeline.backups import Listed, Made
from pipeline.exporting import Exported
from pipeline.model.keeping import Manifest
from pipeline.restoring import Restored

_UNITS = ("bytes", "KB", "MB", "GB", "TB")
#: Names that a message has room for.
_NAMED = 8


def size(count: int) -> str:
    """Bytes, as people say them: 2.1 MB."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{count} bytes" if unit == 0 else f"{value:.1f} {_UNITS[unit]}"


def counted(count: int, one: str, many: str = "") -> str:
    """1 file, 2 files."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def made(told: Made) -> Iterator[str]:
    """What became of a backup."""
    head = f"{counted(told.files, 'file')}, {size(told.holds)}"
    if told.dry:
        yield f"A backup would hold {head}, and be {told.path}. Nothing has been written."
    else:
        yield f"{told.path}"
        yield f"holds {head} in {size(told.size)}; it was read again and is whole."
    if told.removed:
        yield f"{counted(len(told.removed), 'older one was', 'older ones were')} removed."
    if told.passed_over:
        yield f"Left out, because they are links, or their names have characters that no file elsewhere can have: {_some(told.passed_over)}"
    yield from _keys(told)


def _keys(told: Made) -> Iterator[str]:
    if told.keys_in and not told.dry:
        yield f"Its keys are in {told.keys_in}. Keep that file apart from the backup: whoever has both has everything."
    elif told.keys:
        yield "Not in it, because keys and backups must not lie together:"
        yield from (f"  {each.path}  {each.what}" for each in told.keys)
        yield "Copy them once to where no backup goes (a safe, a password manager): attract backup --keys FILE."
    if told.environment:
        yield f"Not in it either, because the environment holds them: {', '.join(told.environment)}. Keep a copy."
    yield "Not in it either: passwords, and the site itself, which `attract publish` makes again."


def made_record(told: Made) -> dict[str, Any]:
    """The same for programs."""
    return {
        "backup": str(told.path), "files": told.files, "bytes": told.holds, "size": told.size, "dry_run": told.dry,
        "keys_not_in_it": [{"key": each.name, "path": str(each.path), "for": each.what} for each in told.keys],
        "keys_in_environment": list(told.environment), "keys_in": str(told.keys_in) if told.keys_in else None,
        "removed": [str(each) for each in told.removed], "passed_over": list(told.passed_over),
    }  # fmt: skip


def listed(found: list[Listed], where: str) -> Iterator[str]:
    """The backups that there are."""
    if not found:
        yield f"There is no backup in {where} yet: attract backup."
    for each in found:
        if each.manifest is None:
            yield f"{each.path}  {each.problem and each.problem.cause}"
            continue
        made_at = each.manifest.made
        yield (
            f"{each.path}  {made_at.astimezone(_zone(each.manifest)):%Y-%m-%d %H:%M} {each.manifest.zone} "
            f"({made_at:%Y-%m-%d %H:%M} UTC)  {counted(len(each.manifest.files), 'file')}, {size(each.size)}"
        )


def _zone(manifest: Manifest) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(manifest.zone)


def listed_record(found: list[Listed]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {"backup": str(each.path), "size": each.size, **(manifest_record(each.manifest) if each.manifest else {}),
         "problem": str(each.problem) if each.problem else None}
        for each in found
    ]  # fmt: skip


def manifest_record(manifest: Manifest) -> dict[str, Any]:
    """What a backup says of itself, without its files."""
    return {
        "firm": manifest.firm, "made": manifest.made.isoformat(), "zone": manifest.zone, "attract": manifest.attract,
        "revision": manifest.revision, "files": len(manifest.files), "bytes": manifest.size,
        "encrypted": bool(manifest.sealed), "keys_not_in_it": list(manifest.keys),
    }  # fmt: skip


def exported(told: Exported) -> Iterator[str]:
    """What became of an export, or would."""
    would = "would hold" if told.dry else "holds"
    rows = told.rows
    yield (
        f"{told.to} {would} {counted(told.items, 'piece')}, {counted(rows['subscribers'], 'reader')}, "
        f"{counted(rows['suppressions'], 'suppression')}, {counted(rows['deliveries'], 'delivery', 'deliveries')}, "
        f"{counted(rows['traces'], 'line')} of proof and {counted(told.files, 'file')} of the firm's."
    )
    encrypted = (
        "The database has addresses encrypted; in there they are readable"
        if told.was_encrypted
        else "Addresses are readable in there"
    )
    yield f"{encrypted}, to you alone: keep it as you keep a client's file. README.txt says what each file is."
    if told.keys:
        yield f"Not in it: {', '.join(told.keys)} (attract backup --keys FILE writes keys), and passwords."
    yield "Nothing has been written." if told.dry else "Next: attract import DIR --to FOLDER brings it back."


def exported_record(told: Exported) -> dict[str, Any]:
    """The same for programs."""
    return {
        "to": str(told.to), "rows": told.rows, "files": told.files, "items": told.items, "was_encrypted": told.was_encrypted,
        "keys_not_in_it": list(told.keys), "dry_run": told.dry,
    }  # fmt: skip


def imported(told: Restored) -> Iterator[str]:
    """What became of an import, or would."""
    would = "would be" if told.dry else "is"
    yield f"What was exported of {told.manifest.firm} {would} in {told.to}."
    yield from _told(told)


def restored(told: Restored) -> Iterator[str]:
    """What became of a restore, or would."""
    would = "would be" if told.dry else "is"
    yield f"{told.manifest.firm} {would} as it was at {told.manifest.made:%Y-%m-%d %H:%M} UTC, in {told.to}."
    yield from _told(told)


def _told(told: Restored) -> Iterator[str]:
    if told.readers is not None or told.before or told.files.put or told.files.remove:
        yield from _in_place(told)
    if told.lost:
        yield from _lost(told)
    yield from (f"Key {name}: {what}." for name, what in told.keys.items())
    if told.missing:
        yield (
            f"Keys that belong to it and are not in the backup: {', '.join(told.missing)}. Bring them back from where you "
            "keep them (attract restore ... --keys FILE does it), and never let new ones be made in their place."
        )
    yield from told.notes
    if told.dry:
        yield "Nothing has been changed."
    else:
        yield "Next: attract run brings the site up to what was restored."


def _in_place(told: Restored) -> Iterator[str]:
    chosen, readers = told.files, told.readers
    back = len(chosen.put) - chosen.missing
    yield f"Files: {chosen.missing} come back, {back} take the place of others, {len(chosen.remove)} that came since go."
    if chosen.remove:
        yield f"  They go: {_some(chosen.remove)}"
    yield from (f"Stays, because it goes further than the backup: {each}." for each in chosen.longer)
    if chosen.never_mail:
        yield f"`never_mail` keeps what was added since: {', '.join(chosen.never_mail)}."
    if readers is not None:
        yield (
            f"Readers: {readers.brought} come back, {readers.put_back} get what they had asked for then; {readers.stay_away} "
            f"who left, were suppressed or erased stay away; {readers.as_chosen} stay as they themselves chose since; "
            f"{readers.removed} whom lists or the firm brought since are readers no more."
        )
        if told.lost is False and readers.uncertain:
            yield f"{counted(readers.uncertain, 'mail is', 'mails are')} uncertain: attract deliver resolve."
    if told.before:
        yield f"What stood before is in {told.before}: attract restore FILE undoes this."


def _lost(told: Restored) -> Iterator[str]:
    yield (
        "Nobody can know what happened after that moment: what was sent, who left, who was erased, what was withdrawn. "
        f"So sending {'would be' if told.dry else 'is'} paused until a person has looked:"
    )
    if told.uncertain:
        yield f"  {counted(told.uncertain, 'mail or text', 'mails or texts')} that waited may have left: attract deliver resolve"
    for rhythm, period in told.fired[-_NAMED:]:
        yield f"  {rhythm}-{period} fell due since and counts as sent: its pieces may come again in the next one"
    yield "  Suppress again whoever told you since that they want no mail (attract subscribers leave, forget),"
    yield "  withdraw again what was withdrawn since, before you publish; drop pieces that went out already"
    yield "  (attract digest drop); then: attract bounces resume --by NAME."


def restored_record(told: Restored) -> dict[str, Any]:
    """The same for programs."""
    return {
        "backup": manifest_record(told.manifest), "to": str(told.to), "dry_run": told.dry,
        "put": len(told.files.put), "removed": list(told.files.remove), "goes_further": list(told.files.longer),
        "never_mail_kept": list(told.files.never_mail), "readers": told.readers.record() if told.readers else None,
        "before": str(told.before) if told.before else None, "sending_paused": told.lost, "uncertain": told.uncertain,
        "slots_fired": [f"{rhythm}-{period}" for rhythm, period in told.fired], "keys": dict(told.keys),
        "keys_missing": list(told.missing), "notes": list(told.notes),
    }  # fmt: skip


def _some(names: Any) -> str:
    shown = ", ".join(list(names)[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"
