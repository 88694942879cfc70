"""The verbs around handing mail over: sending, how an edition stands, and what nobody but a person can know."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import house_of, json_option, main, print_json
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.wiring import House

# Named here, too, so that `--help` need not load the model; a test holds them together.
_STATES = ("planned", "attempting", "accepted", "refused", "uncertain", "excluded")


@main.group(invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="Lay down every mail that waits, as it would leave; send nothing.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path),
              help="With --dry-run: into this folder.  [default: .attract/outbox/dry-run]")  # fmt: skip
@click.option("--test-to", "to", metavar="ADDRESS", default="",
              help="Send one edition as one reader gets it to ADDRESS alone; no reader gets anything.")  # fmt: skip
@click.option("--edition", default="", help="With --test-to: which.  [default: the one that leaves next]")
@click.option("--as", "reader", metavar="READER", default="",
              help="With --test-to: the reader's address.  [default: the first who gets something]")  # fmt: skip
@json_option
@click.pass_context
def deliver(
    ctx: click.Context, dry_run: bool, folder: Path | None, to: str, edition: str, reader: str, json_wanted: bool
) -> None:
    r"""Send what is planned, each message once.

    \b
    attract deliver --dry-run                 the very bytes of each mail, signed and all, into files
    attract deliver --test-to me@firm.example one mail, to you alone, by the way that mail leaves
    attract deliver                           send them

    Over a mail server nothing leaves while the shape of mails has changed since they left last, and nobody has had a
    test of it: the first edition ever, after an upgrade, after a change of the firm's name, address or notice.
    """
    if ctx.invoked_subcommand:
        return
    if (folder and not dry_run) or ((edition or reader) and not to) or (to and dry_run):
        raise UsageError("deliver", "--to is for --dry-run alone, --edition and --as for --test-to.", "See --help.")
    house = house_of(ctx)
    if dry_run:
        _rehearse(house, folder, json_wanted)
        return
    if to:
        _try(house, to, edition, reader, json_wanted)
        return
    from pipeline import as_json, terminal, terminal_editions

    with house.mailing.alone():
        cleared, _ = house.judged()
        delivered = house.mailing.deliver(cleared)
    if json_wanted:
        print_json(as_json.delivered(delivered))
    else:
        terminal.show_delivered(delivered)
        for line in terminal_editions.held_up(house, besides=delivered.problem):
            click.echo(line)
    ctx.exit(1 if delivered.problem or delivered.uncertain else 0)


def _rehearse(house: "House", folder: Path | None, json_wanted: bool) -> None:
    from pipeline import terminal_dry_runs
    from pipeline.dry_runs import DryRun

    run = DryRun(house, folder)
    if json_wanted:
        for part in terminal_dry_runs.as_json(run):
            click.echo(part, nl=False)
        return
    for _ in run.mails():
        pass
    terminal_dry_runs.show(run)


def _try(house: "House", to: str, edition: str, reader: str, json_wanted: bool) -> None:
    from pipeline import terminal_deliveries, trials

    sent = trials.send(house, to, edition, reader)
    if json_wanted:
        print_json(terminal_deliveries.trial_as_json(sent))
    else:
        terminal_deliveries.show_trial(sent)


@deliver.command()
@click.argument("edition", required=False)
@json_option
@click.pass_context
def status(ctx: click.Context, edition: str | None, json_wanted: bool) -> None:
    r"""Show how EDITION stands, or those that are open, or else the newest. Exits 1 while something needs a person.

    An edition is done when its numbers balance: planned = accepted + refused + left out + uncertain.

    \b
    attract deliver status                     what is open
    attract deliver status weekly-2026-W47     one edition
    """
    from pipeline import template_gate, terminal_deliveries, terminal_editions
    from pipeline.edition_status import status as status_of

    house = house_of(ctx, watched=False)
    found, pause, held_up = (
        status_of(house, edition),
        house.ledger.pause_of_sending(),
        list(terminal_editions.held_up(house)),
    )
    untried = template_gate.stopped(house) if any(each.waiting for each in found) else None
    if json_wanted:
        print_json(terminal_deliveries.status_as_json(found, pause, untried))
    else:
        if untried and str(untried) not in held_up:
            held_up.append(str(untried))
        terminal_deliveries.show_status(found, pause, held_up, house.firm.zone)
    stopped = pause.reason or untried or house.ledger.in_the_way()
    ctx.exit(1 if stopped or any(each.uncertain for each in found) else 0)


@deliver.command()
@click.argument("edition", required=False)
@click.argument("reader", required=False)
@click.option("--arrived/--not-arrived", default=None, help="What you found out; not arrived is sent again.")
@click.option("--all", "everybody", is_flag=True, help="All that are uncertain in EDITION.")
@click.option("--by", default="", metavar="NAME", help="Who decides; stands in the record.")
@click.option("--yes", is_flag=True, help="With --all: do it without asking.")
@json_option
@click.pass_context
def resolve(
    ctx: click.Context, edition: str | None, reader: str | None, arrived: bool | None, everybody: bool, by: str, yes: bool,
    json_wanted: bool,
) -> None:  # fmt: skip
    r"""Say whether an uncertain mail arrived: its line ended after the last byte and before the server's answer.

    \b
    attract deliver resolve                                   lists them, and what is known of each
    attract deliver resolve weekly-2026-W47 hana@example.org --arrived --by "Ines"
    attract deliver resolve weekly-2026-W47 --all --not-arrived --by "Ines"

    READER is an address, an id, or `social:NETWORK`; an address of the firm's own (`mail.seeds`) also where its mail was
    refused. What did not arrive is sent again by the next `attract deliver`.
    """
    house = house_of(ctx)
    if arrived is None:
        if everybody or by or yes:
            raise UsageError("resolve", "it does not say what you found out.", "Say --arrived or --not-arrived.")
        _list(ctx, house, edition, reader, json_wanted)
        return
    if not edition or bool(reader) is everybody or not by:
        raise UsageError(
            "resolve", "it must say of what, and who says so.",
            "Name EDITION and READER, or EDITION and --all, and yourself: --by NAME.",
        )  # fmt: skip
    if everybody:
        _resolve_all(house, edition, arrived, by, yes, json_wanted)
        return
    from pipeline import acts

    assert reader is not None
    with house.working():
        state = acts.resolve(house, edition, reader, arrived=arrived, by=by)
    if json_wanted:
        print_json({"edition": edition, "resolved": 1, "state": state})
    else:
        click.echo(f"{edition} to {reader} is {state}{_next(arrived)}.")


def _list(ctx: click.Context, house: "House", edition: str | None, reader: str | None, json_wanted: bool) -> None:
    from pipeline import acts, terminal_deliveries

    found = acts.doubts(house, edition, reader)
    if json_wanted:
        print_json(terminal_deliveries.doubts_as_json(found))
    else:
        terminal_deliveries.show_doubts(found, house.firm)
    ctx.exit(1 if found else 0)


def _resolve_all(house: "House", edition: str, arrived: bool, by: str, yes: bool, json_wanted: bool) -> None:
    from pipeline import acts
    from pipeline.terminal_deliveries import many

    count = sum(each.row.state == "uncertain" for each in acts.doubts(house, edition))
    asked = f"{many(count)} of {edition}: {'arrived' if arrived else 'not arrived, to be sent again'}?"
    if count and not yes and not (not json_wanted and sys.stdin.isatty() and click.confirm(asked)):
        raise UsageError("resolve", "nothing was changed.", "Answer yes, or say --yes.")
    with house.working():
        done = acts.resolve_all(house, edition, arrived=arrived, by=by)
    state = "accepted" if arrived else "planned"
    if json_wanted:
        print_json({"edition": edition, "resolved": done, "state": state})
    elif done:
        click.echo(f"{many(done)} of {edition} {'is' if done == 1 else 'are'} {state}{_next(arrived)}.")
    else:
        click.echo(f"Nothing of {edition} is uncertain.")


def _next(arrived: bool) -> str:
    return "" if arrived else ": attract deliver sends it again"


@main.command()
@click.argument("edition", required=False)
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@json_option
@click.pass_context
def deliveries(ctx: click.Context, edition: str | None, state: str | None, json_wanted: bool) -> None:
    """Show how each delivery stands, of one EDITION or all; `attract deliver status` counts them."""
    from pipeline import as_json, terminal
    from pipeline.model import DeliveryState

    house = house_of(ctx, watched=False)
    rows = house.ledger.deliveries(edition, DeliveryState(state) if state else None)
    print_json(as_json.deliveries(rows)) if json_wanted else terminal.show_deliveries(rows, house)
