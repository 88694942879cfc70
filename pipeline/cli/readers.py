"""The verbs from the site to the reader: editions and deliveries. Readers themselves are in `subscribers`."""

import click

from pipeline.cli.shared import by_option, house_of, json_option, main, print_json


@main.group(invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="Only show who would get what, now or in the next edition.")
@json_option
@click.pass_context
def digest(ctx: click.Context, dry_run: bool, json_wanted: bool) -> None:
    """Compose the editions that are due; `attract deliver` sends them."""
    if ctx.invoked_subcommand:
        return
    from pipeline import as_json, terminal, terminal_editions, terminal_readers
    from pipeline.digest.decide import told
    from pipeline.plan.decide import next_slots

    house = house_of(ctx)
    if dry_run:
        cleared, held = house.judged()
        slots = house.mailing.due() or next_slots(house.firm.cadences, house.firm.zone, house.time())
        rows = [row for slot in slots for row in house.mailing.plan(slot, cleared)]
        if json_wanted:
            print_json(as_json.deliveries(rows))
            return
        terminal.show_deliveries(rows, house)
        terminal_readers.show_editions(told(rows))
        for line in terminal.without_note(slots, held):
            click.echo(line)
        return
    with house.working():
        cleared, held = house.judged()
        opened = house.mailing.open_due(cleared)
    editions = told(row for slot in opened for row in house.ledger.each_delivery(slot.edition))
    if json_wanted:
        print_json(as_json.editions(editions))
        return
    if opened:
        terminal_readers.show_editions(editions)
    else:
        click.echo("No edition is due.")
    for line in (*terminal.without_note(opened, held), *terminal_editions.held_up(house)):
        click.echo(line)


@digest.command("preview")
@click.argument("edition")
@click.option(
    "--as", "address", metavar="ADDRESS", default="", help="The reader; without it, the first who gets something."
)
@json_option
@click.pass_context
def digest_preview(ctx: click.Context, edition: str, address: str, json_wanted: bool) -> None:
    r"""Compose EDITION for one reader and look at it. Nothing leaves.

    \b
    attract digest preview weekly-2026-W48                          the next one, as the first of its readers gets it
    attract digest preview weekly-2026-W47 --as hana@example.org    one that was composed, as Hana gets it
    """
    from pipeline import as_json, terminal_readers
    from pipeline.edition_previews import preview

    found = preview(house_of(ctx), edition, address)
    if json_wanted:
        print_json(as_json.edition_preview(found))
    else:
        terminal_readers.show_edition_preview(found)


@main.command()
@click.option("--dry-run", is_flag=True, help="Only list what waits to be sent.")
@json_option
@click.pass_context
def deliver(ctx: click.Context, dry_run: bool, json_wanted: bool) -> None:
    """Send what is planned, each message once."""
    from pipeline import as_json, terminal, terminal_editions

    house = house_of(ctx)
    if dry_run:
        rows = [row for row in house.ledger.deliveries() if row.state == "planned"]
        print_json(as_json.deliveries(rows)) if json_wanted else terminal.show_deliveries(rows, house)
        return
    with house.mailing.alone():
        cleared, _ = house.judged()
        delivered = house.mailing.deliver(cleared)
    if json_wanted:
        print_json(as_json.delivered(delivered))
    else:
        terminal.show_delivered(delivered)
        for line in terminal_editions.held_up(house):
            click.echo(line)
    ctx.exit(1 if delivered.problem or delivered.uncertain else 0)


@main.command()
@click.argument("edition", required=False)
@click.option("--state", help="Only those in this state, for example uncertain.")
@json_option
@click.pass_context
def deliveries(ctx: click.Context, edition: str | None, state: str | None, json_wanted: bool) -> None:
    """Show how each delivery stands, of one EDITION or all."""
    from pipeline import as_json, terminal

    house = house_of(ctx, watched=False)
    rows = [row for row in house.ledger.deliveries(edition) if state in (None, row.state)]
    print_json(as_json.deliveries(rows)) if json_wanted else terminal.show_deliveries(rows, house)


@main.command()
@click.argument("edition")
@click.argument("subscriber")
@click.option("--arrived/--not-arrived", required=True, help="What you found out; not arrived is sent again.")
@by_option
@click.pass_context
def settle(ctx: click.Context, edition: str, subscriber: str, arrived: bool, by: str) -> None:
    """Settle an uncertain delivery of EDITION to SUBSCRIBER (an address or an id)."""
    from pipeline import acts

    house = house_of(ctx)
    with house.working():
        state = acts.settle(house, edition, subscriber, arrived=arrived, by=by)
    click.echo(f"{edition} to {subscriber} is {state}.")
