"""The do-not-name list: clients and opponents whom nothing may name."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import house_of, json_option, main, print_json

if TYPE_CHECKING:
    from pipeline.naming_list import Added

#: Reasons that are written out.
_WRITTEN_OUT = 20


@main.group()
def names() -> None:
    """The names of clients and opponents that nothing may show; kept as keyed hashes, which nobody can read back."""


@names.command("add")
@click.argument("written", nargs=-1, metavar="NAME...")
@click.option("--csv", "exported", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Add the names in a practice system's export.")  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="HEAD",
              help="A column of FILE that holds names; repeat for several.  [default: those that seem to]")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would become of them.")
@json_option
@click.pass_context
def add(
    ctx: click.Context, written: tuple[str, ...], exported: Path | None, columns: tuple[str, ...], dry_run: bool,
    json_wanted: bool,
) -> None:  # fmt: skip
    r"""Put names on the list. No output repeats them.

    \b
    attract names add -                        names from standard input, one a line
    attract names add --csv clients.csv        an export of the practice system
    attract names add "Bexley Joinery Ltd"     stands in your shell's history, too
    """
    from pipeline import naming_list

    if bool(written) == bool(exported):
        raise click.UsageError("Give names, - for standard input, or --csv FILE.")
    if columns and not exported:
        raise click.UsageError("--column goes with --csv.")
    house = house_of(ctx)
    fields = naming_list.exported(exported, columns) if exported else naming_list.typed(_given(written))
    with house.working():
        done = house.clearing.names.add(fields, dry_run=dry_run)
    if json_wanted:
        print_json(
            {"added": done.added, "known": done.known, "names": done.names, "dry_run": dry_run,
             "skipped": [{"row": each.row, "reason": each.reason} for each in done.skipped],
             "key_made": str(done.key_made) if done.key_made else None}
        )  # fmt: skip
    else:
        _show(done, "row" if exported else "name", dry_run=dry_run)
    if done.key_made:
        click.echo(
            f"A key was made: {done.key_made}. Back it up now, and not where the list lies ({house.clearing.names.file.path}): "
            "without it nothing can be screened; with both, names can be guessed.",
            err=True,
        )
    _warn(ctx)
    ctx.exit(1 if done.skipped and not done.added and not done.known else 0)


def _given(written: Sequence[str]) -> list[str]:
    """The names as given, or those that are piped in."""
    if tuple(written) != ("-",):
        return list(written)
    return [line.strip() for line in _piped().splitlines() if line.strip()]


def _piped() -> str:
    from pipeline.collect.decoding import decode

    return decode(sys.stdin.buffer.read())[0]


def _show(done: "Added", what: str, *, dry_run: bool) -> None:
    would = " would be" if dry_run else ""
    click.echo(f"{done.added}{would} added, {done.known} known, {len(done.skipped)} skipped; {done.names} on the list.")
    for each in done.skipped[:_WRITTEN_OUT]:
        click.echo(f"  {what} {each.row}: {each.reason}")
    if len(done.skipped) > _WRITTEN_OUT:
        click.echo(f"  and {len(done.skipped) - _WRITTEN_OUT} more; --json lists them all")


def _warn(ctx: click.Context) -> None:
    key = house_of(ctx, watched=False).clearing.names.key
    if key.open_to_others():
        click.echo(f"Others on this machine may read {key.path}: chmod 600 {key.path}", err=True)


@names.command("remove")
@click.argument("written", nargs=-1, required=True, metavar="NAME...")
@click.pass_context
def remove(ctx: click.Context, written: tuple[str, ...]) -> None:
    """Take names off the list, written as they were added (- reads standard input, one a line)."""
    house = house_of(ctx)
    with house.working():
        gone = house.clearing.names.remove(_given(written))
    click.echo(f"{gone} removed; {len(house.clearing.names)} on the list.")


@names.command("check")
@click.argument("text", metavar="TEXT|FILE")
@json_option
@click.pass_context
def check(ctx: click.Context, text: str, json_wanted: bool) -> None:
    """Say whether TEXT, or the text in FILE (- for standard input), names somebody on the list. Exits 1 if it does."""
    from pipeline import naming_list

    house = house_of(ctx, watched=False)
    if text == "-":
        text = _piped()
    elif _is_file(text):
        text = naming_list.words_of(Path(text))
    found = house.clearing.names.check(text, house.clearing.own_names())
    if json_wanted:
        print_json([each._asdict() for each in found])
    else:
        for each in found:
            click.echo(f"line {each.line}: “{each.words}”, {each.how}. {each.said}")
        if not found:
            click.echo("It names nobody on the list." if len(house.clearing.names) else "There is no name on the list.")
    ctx.exit(1 if found else 0)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a path, or with a null in it
        return False


@names.command("count")
@json_option
@click.pass_context
def count(ctx: click.Context, json_wanted: bool) -> None:
    """Say how many names are on the list."""
    number = len(house_of(ctx, watched=False).clearing.names)
    if json_wanted:
        print_json({"names": number})
        return
    click.echo(f"{number} on the list." if number else "There is no name on the list.")
    _warn(ctx)
