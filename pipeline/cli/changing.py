"""The verbs that change an edition until it is composed, and the one that shows it."""

from typing import TYPE_CHECKING

import click

from pipeline.cli.readers import digest
from pipeline.cli.shared import by_option, house_of, json_option, print_json

if TYPE_CHECKING:
    from pipeline.model import Edit


@digest.command("show")
@click.argument("edition")
@json_option
@click.pass_context
def show(ctx: click.Context, edition: str, json_wanted: bool) -> None:
    r"""Show what EDITION holds, or would hold: each piece with its readers, its note, what was changed, and when it is due.

    \b
    attract digest show weekly-2026-W48    one that comes next, is due, or was composed
    """
    from pipeline import edition_changes, terminal_changes

    house = house_of(ctx)
    shown = edition_changes.show(house, edition)
    print_json(terminal_changes.as_json(shown)) if json_wanted else terminal_changes.show(shown, house)


@digest.command("pin")
@click.argument("edition")
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@by_option
@click.pass_context
def pin(ctx: click.Context, edition: str, items: tuple[str, ...], by: str) -> None:
    r"""Let each ITEM stand first in EDITION, in this order, until it is composed.

    It comes to whoever asked for its areas, people and kind, and has not had it: it takes the place of another piece,
    and is forced upon nobody.

    \b
    attract digest pin weekly-2026-W48 reading-a-lease the-wet-wall --by Ines
    """
    from pipeline.model import Edit

    _change(ctx, edition, Edit.PIN, items, by)


@digest.command("drop")
@click.argument("edition")
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@by_option
@click.pass_context
def drop(ctx: click.Context, edition: str, items: tuple[str, ...], by: str) -> None:
    """Let nobody get any ITEM in EDITION; it stays new for the next one. `attract withdraw` takes a piece back for good."""
    from pipeline.model import Edit

    _change(ctx, edition, Edit.DROP, items, by)


@digest.command("order")
@click.argument("edition")
@click.argument("items", nargs=-1, required=True, metavar="ITEM ITEM...")
@by_option
@click.pass_context
def order(ctx: click.Context, edition: str, items: tuple[str, ...], by: str) -> None:
    """Let these ITEMs stand in this order among themselves, in every mail of EDITION that has several of them."""
    from pipeline.model import Edit

    _change(ctx, edition, Edit.ORDER, items, by)


@digest.command("reset")
@click.argument("edition")
@click.argument("items", nargs=-1, metavar="[ITEM...]")
@by_option
@click.pass_context
def reset(ctx: click.Context, edition: str, items: tuple[str, ...], by: str) -> None:
    """Let each ITEM of EDITION, or all of them, be as if nobody had pinned, dropped or ordered anything."""
    from pipeline.model import Edit

    _change(ctx, edition, Edit.RESET, items, by)


def _change(ctx: click.Context, edition: str, edit: "Edit", items: tuple[str, ...], by: str) -> None:
    from pipeline import edition_changes, terminal_changes
    from pipeline.model import Edit

    house = house_of(ctx)
    ids = edition_changes.change(house, edition, edit, items, by)
    shown = edition_changes.show(house, edition) if edit is Edit.PIN else None
    for line in terminal_changes.done(edition, edit, ids, shown):
        click.echo(line)
