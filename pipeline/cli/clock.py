"""The verbs that keep time, and a look at the result."""

import click

from pipeline.cli.shared import house_of, json_option, main, print_json


@main.command()
@json_option
@click.pass_context
def plan(ctx: click.Context, json_wanted: bool) -> None:
    """Show what is due and what comes next, in the firm's time and in UTC."""
    from pipeline import as_json, terminal

    house = house_of(ctx, watched=False)
    print_json(as_json.plan(house)) if json_wanted else terminal.show_plan(house)


@main.command()
@click.pass_context
def tick(ctx: click.Context) -> None:
    """Do what is due now, then exit; for cron. Leaves at once when another is at work."""
    from pipeline import terminal
    from pipeline.errors import BusyError
    from pipeline.tagging import learning

    house = house_of(ctx)
    try:
        with house.working():
            result = house.tick()
            learnt = learning.nightly(house)
    except BusyError:
        click.echo("Another Attract is at work; it does what is due.")
        return
    if learnt:
        click.echo(learning.said(learnt))
    if result is None:
        if not learnt:
            click.echo("Nothing is due.")
        return
    terminal.show_run(result, house)
    ctx.exit(1 if result.delivered.problem or result.delivered.uncertain else 0)


@main.command()
@click.option(
    "--every", type=click.IntRange(1, 3600), default=30, show_default=True, help="Seconds between looks at the clock."
)
@click.pass_context
def schedule(ctx: click.Context, every: int) -> None:
    """Run until stopped (Ctrl-C, or SIGTERM from systemd), doing what falls due."""
    from pipeline.ticker import keep_ticking

    keep_ticking(house_of(ctx, watched=False), every)


@main.command()
@click.option("--poll", is_flag=True, help="Look at the folder instead of being told: for network shares.")
@click.option("--json", "json_wanted", is_flag=True, help="Print a line of JSON for each change.")
@click.pass_context
def watch(ctx: click.Context, poll: bool, json_wanted: bool) -> None:
    """Watch the folder until stopped: each drop gets its preview, practice areas and findings at once."""
    from pipeline.watcher import keep_watching

    keep_watching(house_of(ctx, watched=False), as_lines=json_wanted, poll=poll)


@main.command()
@click.argument("item")
@click.pass_context
def preview(ctx: click.Context, item: str) -> None:
    """Write the private page of ITEM (its id or its file): how it will look, and what was found in it."""
    from pipeline import previews, terminal
    from pipeline.clear.run import item_by_id

    house = house_of(ctx)
    house.catch_up()
    looks = previews.look(house, [item_by_id(house.library, item).id])
    terminal.show_looks(looks, house)


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.pass_context
def serve(ctx: click.Context, port: int) -> None:
    """Show the site and the outbox on this machine (127.0.0.1 only)."""
    from pipeline.web.preview import serve as serve_forever

    serve_forever(house_of(ctx, watched=False), port)
