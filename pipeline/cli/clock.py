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
    from pipeline import nights, returns, terminal, terminal_bounces
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
@click.option(
    "--every", type=click.IntRange(1, 3600), default=30, show_default=True, help="Seconds between looks at the clock."
)
@click.pass_context
def schedule(ctx: click.Context, every: int) -> None:
    """Run until stopped (Ctrl-C, or SIGTERM from systemd), doing what falls due."""
    from pipeline.ticker import keep_ticking

    keep_ticking(house_of(ctx, logged=True), every)


@main.command()
@click.option("--poll", is_flag=True, help="Look at the folder instead of being told: for network shares.")
@click.option("--publish", "published", is_flag=True, help="Bring the site up to each change that is cleared, too.")
@click.option("--json", "json_wanted", is_flag=True, help="Print a line of JSON for each change.")
@click.pass_context
def watch(ctx: click.Context, poll: bool, published: bool, json_wanted: bool) -> None:
    """Watch the folder until stopped: each drop gets its preview, practice areas and findings at once."""
    from pipeline.watcher import keep_watching

    keep_watching(house_of(ctx, watched=False), as_lines=json_wanted, poll=poll, publish=published)


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


@main.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--links", "links_alone", is_flag=True,
              help="Show what preview links show, and nothing else: for a proxy that others reach.")  # fmt: skip
@click.option("--service-only", "service_alone", is_flag=True,
              help="Show the service for readers, and nothing else: for a proxy that readers reach.")  # fmt: skip
@click.pass_context
def serve(ctx: click.Context, port: int, links_alone: bool, service_alone: bool) -> None:
    """Show the site, the outbox and the service for readers on this machine (127.0.0.1 only), and what preview links show."""
    if ctx.invoked_subcommand:
        return
    if links_alone and service_alone:
        raise click.UsageError("--links and --service-only are two servers; start each on a port of its own.")
    from pipeline.web.preview import serve as serve_forever

    serve_forever(house_of(ctx, watched=False), port, links_alone=links_alone, service_alone=service_alone)


@serve.group()
def keys() -> None:
    """The keys that make the links in readers' mails ours."""


@keys.command()
@click.pass_context
def rotate(ctx: click.Context) -> None:
    """Let a new key sign from now on. Links to leave work for ever; others under the newest two keys."""
    from pipeline import subscribing

    count = subscribing.rotate(house_of(ctx, watched=False))
    click.echo(f"A new key signs from now on. {count} are kept, so that every link to leave works.")
