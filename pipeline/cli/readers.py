"""The verbs that make editions. How they leave is in `delivering`; readers themselves are in `subscribers`."""

import click

from pipeline.cli.shared import house_of, json_option, main, print_json


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

    house = house_of(ctx)
    if dry_run:
        cleared, held = house.judged()
        slots = house.mailing.due() or house.mailing.ahead()
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
