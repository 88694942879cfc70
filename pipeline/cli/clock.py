"""The verbs that keep time, and a look at the result."""

from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import house_of, main

if TYPE_CHECKING:
    from pipeline.model import Item
    from pipeline.wiring import House


@main.command()
@click.pass_context
def tick(ctx: click.Context) -> None:
    """Do what is due now, then exit; for cron. Leaves at once when another is at work."""
    from pipeline import nights, returns, terminal, terminal_bounces, token_watch
    from pipeline.errors import BusyError

    house = house_of(ctx)
    try:
        # First: whoever must not be mailed again is not mailed by what is due now.
        came = returns.when_due(house)
        for line in terminal_bounces.lines(came) if came else ():
            click.echo(line, err=bool(came and came.amiss))
        result = house.tick()
        # What was sent is told also when the night's work fails.
        if result:
            terminal.show_run(result, house)
        with house.working():
            night = nights.nightly(house)
        token_watch.watch(house)
    except BusyError:
        click.echo("Another Attract is at work; it does what is due.")
        return
    for line in night.said():
        click.echo(line, err=night.amiss)
    if not (result or night or (came and came.looked)):
        click.echo("Nothing is due.")
    undelivered = result and (result.delivered.problem or result.delivered.uncertain)
    ctx.exit(1 if undelivered or night.amiss or (came and came.amiss) else 0)


@main.command()
@click.argument("item", required=False)
@click.option(
    "--link", is_flag=True, help="Make a link that shows ITEM, as its readers would see it, to whoever has it."
)
@click.option("--days", type=click.IntRange(1, 30), metavar="N",
              help="How many days the link lasts, to the end of the last (1 to 30).  [default: 7]")  # fmt: skip
@click.option("--base", metavar="ADDRESS", envvar="ATTRACT_PREVIEW_BASE",
              help="Where others reach `attract serve --links`.  [default: this machine]")  # fmt: skip
@click.option("--revoke-all", is_flag=True, help="End every link that was ever made.")
@click.pass_context
def preview(
    ctx: click.Context, item: str | None, link: bool, days: int | None, base: str | None, revoke_all: bool
) -> None:
    r"""Write the private page of ITEM (its id or its file): how it will look, and what was found in it.

    \b
    attract preview the-wet-wall                    the private page, for you
    attract preview the-wet-wall --link --days 3    a link for a colleague or the client; shows no findings
    attract preview --revoke-all                    end every link
    """
    from pipeline import previews, terminal
    from pipeline.clear.run import item_by_id

    if (days and not link) or (revoke_all and (item or link)) or (not item and not revoke_all):
        raise click.UsageError("Name an ITEM, with --link for a link to it (--days with that alone); or --revoke-all.")
    house = house_of(ctx)
    if revoke_all:
        _revoke(house)
        return
    house.catch_up()
    wanted = item_by_id(house.library, item or "")
    if link:
        _link(house, wanted, days, base)
        return
    terminal.show_looks(previews.look(house, [wanted.id]), house)


def _link(house: "House", item: "Item", days: int | None, base: str | None) -> None:
    """The address alone is printed, for other programs; what a person should know goes beside it."""
    from pipeline.preview_links import HERE, USUAL, PreviewLinks

    links = PreviewLinks(house)
    made = links.make(item, days=days or USUAL, base=base or HERE)
    click.echo(made.address)
    click.echo(
        f"It ends on {made.preview.last_day}, or when the text changes; `attract preview --revoke-all` ends it now.",
        err=True,
    )
    if not base:
        click.echo(
            "It opens on this machine, while `attract serve` runs; --base names where others reach it.", err=True
        )
    if links.key.open_to_others():
        click.echo(f"Others on this machine may read {links.key.path}: chmod 600 {links.key.path}", err=True)


def _revoke(house: "House") -> None:
    from pipeline.preview_links import PreviewLinks

    PreviewLinks(house).revoke_all()
    click.echo("Every preview link that was made has ended.")
