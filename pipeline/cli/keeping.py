"""The verbs by which a firm keeps a copy of everything, and gets it back."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from pipeline.cli.shared import house_of, json_option, main, print_json
from pipeline.errors import UsageError

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_to_option = click.option("--to", type=_FOLDER, help="The folder of the backups.  [default: `backups.to` in firm.yml]")


@main.group(invoke_without_command=True)
@_to_option
@click.option("--keep", type=click.IntRange(1), help="So many stay; older ones are removed.  [default: `backups.keep`]")
@click.option(
    "--keys", type=_FILE, help="Write the keys, too, into this file of their own; elsewhere than the backups."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be in it.")
@json_option
@click.pass_context
def backup(
    ctx: click.Context, to: Path | None, keep: int | None, keys: Path | None, dry_run: bool, json_wanted: bool
) -> None:
    """Write one file with everything of the firm that cannot be made again; then read it again, to be sure.

    Others may work on the firm meanwhile. No key is ever in it: keep keys apart, with --keys.
    """
    if ctx.invoked_subcommand:
        return
    from pipeline import backups, terminal_keeping

    told = backups.make(house_of(ctx), to=to, keep=keep, keys=keys, dry_run=dry_run)
    if json_wanted:
        print_json(terminal_keeping.made_record(told))
    else:
        _say(terminal_keeping.made(told))


@backup.command("list")
@_to_option
@json_option
@click.pass_context
def list_(ctx: click.Context, to: Path | None, json_wanted: bool) -> None:
    """List the backups that there are, the newest first. Exits with 1 where one cannot be read."""
    from pipeline import backups, terminal_keeping

    house = house_of(ctx, watched=False)
    found = backups.listed(house, to)
    if json_wanted:
        print_json(terminal_keeping.listed_record(found))
    else:
        _say(terminal_keeping.listed(found, str(backups.folder_of(house, to))))
    ctx.exit(1 if any(each.problem for each in found) else 0)


@backup.command("verify")
@click.argument("file", type=_FILE)
@json_option
def verify(file: Path, json_wanted: bool) -> None:
    """Read FILE to its end, compare every byte, and let SQLite look through the database in it. Needs no firm."""
    from pipeline import backups, terminal_keeping

    manifest = backups.checked(file)
    if json_wanted:
        print_json({"whole": True, **terminal_keeping.manifest_record(manifest)})
        return
    click.echo(
        f"It is whole: {manifest.firm} at {manifest.made:%Y-%m-%d %H:%M} UTC, "
        f"{terminal_keeping.counted(len(manifest.files), 'file')}, {terminal_keeping.size(manifest.size)}, written by "
        f"Attract {manifest.attract}."
    )


@main.command()
@click.argument("file", type=_FILE)
@click.option("--to", type=_FOLDER, help="An empty folder; without it, the firm that stands becomes as it was.")
@click.option("--keys", type=_FILE, help="The file that `attract backup --keys` wrote.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of what.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@click.pass_context
def restore(
    ctx: click.Context, file: Path, to: Path | None, keys: Path | None, dry_run: bool, yes: bool, json_wanted: bool
) -> None:
    """Bring the backup FILE back: over the firm that stands, or with --to into an empty folder.

    Over the firm that stands it first backs up what stands, and keeps what happened since: who
    left, was suppressed or erased, what was cleared or withdrawn, what went to whom. Into an
    empty folder nobody can know that: there sending is paused until a person has looked.
    """
    from pipeline import restoring, terminal_keeping

    house = house_of(ctx)
    if to is not None:
        told = restoring.elsewhere(file, to, clock=house.time, keys=keys, dry_run=dry_run, progress=house.progress)
    else:
        told = restoring.in_place(house, file, keys=keys, dry_run=True)
        if not dry_run:
            if not yes and not json_wanted:
                _say(terminal_keeping.restored(told))
            if not yes and not (sys.stdin.isatty() and click.confirm("Bring it back?")):
                raise UsageError("restore", "nothing was changed.", "Answer yes, or say --yes; a backup of what stands is made first.")  # fmt: skip
            told = restoring.in_place(house, file, keys=keys)
    if json_wanted:
        print_json(terminal_keeping.restored_record(told))
    else:
        _say(terminal_keeping.restored(told))
    ctx.exit(1 if told.lost and not dry_run else 0)


@main.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--dry-run", is_flag=True, help="Only say what would be in it.")
@json_option
@click.pass_context
def export(ctx: click.Context, folder: Path, dry_run: bool, json_wanted: bool) -> None:
    """Write everything of the firm into DIR as plain files: Markdown, CSV, OPML, and a line of JSON for each row.

    The same state makes the same bytes. Addresses are readable in it, and keys are not in it;
    its README.txt says what each file is.
    """
    from pipeline import exporting, terminal_keeping

    told = exporting.export(house_of(ctx), folder, dry_run=dry_run)
    if json_wanted:
        print_json(terminal_keeping.exported_record(told))
    else:
        _say(terminal_keeping.exported(told))


@main.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--to", type=_FOLDER, help="An empty folder; without it, what the firm that stands lacks is added to it.")
@click.option("--keys", type=_FILE, help="The file that `attract backup --keys` wrote.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of what.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@click.pass_context
def import_(
    ctx: click.Context, folder: Path, to: Path | None, keys: Path | None, dry_run: bool, yes: bool, json_wanted: bool
) -> None:
    """Bring back what `attract export` wrote into DIR: with --to into an empty folder, or into the firm that stands.

    A firm that stands is only added to: no file and no row of it changes, whoever must not be
    mailed by either is not, and what went to somebody by either does not go again.
    """
    from pipeline import importing, terminal_keeping

    house = house_of(ctx)
    if to is not None:
        told = importing.elsewhere(folder, to, clock=house.time, keys=keys, dry_run=dry_run, progress=house.progress)
    else:
        told = importing.added(house, folder, keys=keys, dry_run=True)
        if not dry_run:
            if not yes and not json_wanted:
                _say(terminal_keeping.imported(told))
            if not yes and not (sys.stdin.isatty() and click.confirm("Bring it in?")):
                raise UsageError("import", "nothing was changed.", "Answer yes, or say --yes; a backup of what stands is made first.")  # fmt: skip
            told = importing.added(house, folder, keys=keys)
    if json_wanted:
        print_json(terminal_keeping.restored_record(told))
    else:
        _say(terminal_keeping.imported(told))
    ctx.exit(1 if told.lost and not dry_run else 0)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
