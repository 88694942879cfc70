"""The verbs about mails that come back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import by_option, house_of, json_option, main, print_json

if TYPE_CHECKING:
    from pipeline.returns import Returned

_dry_option = click.option("--dry-run", is_flag=True, help="Only say what would be done; nothing is moved or written.")


@main.group(invoke_without_command=True)
@json_option
@click.pass_context
def bounces(ctx: click.Context, json_wanted: bool) -> None:
    """Show which mails came back, what that did, and whether sending is paused."""
    if ctx.invoked_subcommand:
        return
    from pipeline import terminal_bounces

    house = house_of(ctx, watched=False)
    came, pause = house.ledger.bounces(), house.ledger.pause_of_sending()
    print_json(terminal_bounces.as_json(came, pause)) if json_wanted else terminal_bounces.show(
        came, pause, house.firm.zone
    )
    ctx.exit(1 if pause.reason else 0)


@bounces.command()
@_dry_option
@json_option
@click.pass_context
def poll(ctx: click.Context, dry_run: bool, json_wanted: bool) -> None:
    """Fetch what came into the mailbox of bounces (`mail.mailbox`), and do what it does."""
    from pipeline import returns

    _tell(ctx, returns.poll(house_of(ctx, watched=False), dry_run=dry_run), json_wanted)


@bounces.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_dry_option
@json_option
@click.pass_context
def read(ctx: click.Context, paths: tuple[Path, ...], dry_run: bool, json_wanted: bool) -> None:
    """Read mails that came back from files: .eml, mbox, or folders of them (Maildir)."""
    from pipeline import returns

    _tell(ctx, returns.read(house_of(ctx, watched=False), paths, dry_run=dry_run), json_wanted)


@bounces.command()
@by_option
@click.pass_context
def resume(ctx: click.Context, by: str) -> None:
    """Let sending go on after a pause; what was sent before it pauses nothing again."""
    from pipeline import returns

    returns.resume(house_of(ctx, watched=False), by)
    click.echo("Sending goes on: attract deliver.")


def _tell(ctx: click.Context, told: "Returned", json_wanted: bool) -> None:
    from pipeline import terminal_bounces

    if json_wanted:
        print_json(terminal_bounces.returned_as_json(told))
    else:
        click.echo("\n".join(terminal_bounces.lines(told)) or "Nothing has come back.")
    ctx.exit(1 if told.amiss else 0)
