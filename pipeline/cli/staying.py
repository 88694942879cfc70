"""The verbs that stay: they run until they are stopped."""

import json
import os

import click

from pipeline import events
from pipeline.cli.shared import house_of, main

#: Where health is shown, and to whom.
_health = click.option(
    "--health", metavar="ADDRESS:PORT", help="Show health and figures there, such as 127.0.0.1:8091; port 0 takes any free one."
)  # fmt: skip
_anywhere = click.option(
    "--health-anywhere", "anywhere", is_flag=True, help="Show them to others than this machine, too."
)


@main.command()
@click.option(
    "--without", multiple=True, type=click.Choice(["watch", "clock", "send", "web"]), help="Leave a part out."
)
@click.option(
    "--every", type=click.IntRange(1, 3600), default=30, show_default=True, help="Seconds between looks at the clock."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
              help="Where pages are, on this machine; 0 takes any free one.")  # fmt: skip
@click.option("--service-only", "service_alone", is_flag=True,
              help="Show the service for readers, and nothing else: for a proxy that readers reach.")  # fmt: skip
@click.option("--publish", "published", is_flag=True, help="Bring the site up to each drop that is cleared at once.")
@click.option("--poll", is_flag=True, help="Look at the folder instead of being told: for network shares.")
@_health
@_anywhere
@click.pass_context
def up(
    ctx: click.Context, without: tuple[str, ...], every: int, port: int, service_alone: bool, published: bool, poll: bool,
    health: str | None, anywhere: bool,
) -> None:  # fmt: skip
    r"""Run everything in one process until stopped: watch the folder, keep the clock, send, and show the pages.

    \b
    attract up                                              all of it; pages on http://127.0.0.1:8000/
    attract up --service-only --health 127.0.0.1:8091       for a server: readers come through your proxy
    attract up --without web                                no pages: another process shows them

    SIGTERM or Ctrl-C stops when what is on the wire is done; a second one ends at once. Both lose nothing.
    """
    from pipeline import stopping

    ending = stopping.on_signals()
    house = house_of(ctx, watched=False, logged=True)
    from pipeline.showing import At
    from pipeline.up import Up, Wish

    if set(without) == {"watch", "clock", "send", "web"}:
        raise click.UsageError("Nothing is left: leave one of the parts in.")
    wish = Wish(
        every=every, port=port, service_alone=service_alone, without=without, health=At(health or "", anywhere),
        publish=published, poll=poll,
    )  # fmt: skip
    if Up(house.root, wish, ending).run():
        # What is left in the middle waits for somebody else, and would keep us waiting, too; it goes on where it was.
        os._exit(0)


@main.command()
@click.option(
    "--every", type=click.IntRange(1, 3600), default=30, show_default=True, help="Seconds between looks at the clock."
)
@_health
@_anywhere
@click.pass_context
def schedule(ctx: click.Context, every: int, health: str | None, anywhere: bool) -> None:
    """Run until stopped (Ctrl-C, or SIGTERM from systemd), doing what falls due."""
    from pipeline import logs, stopping
    from pipeline.ticker import keep_ticking

    house = house_of(ctx, logged=True, ending=stopping.on_signals())
    logs.in_zone(house.firm.zone)
    if health:
        from pipeline.showing import At, ticking

        ticking(house, every, At(health, anywhere))
    else:
        keep_ticking(house, every)
    events.tell(events.STOPPED, "Stopped.")


@main.command()
@click.option("--poll", is_flag=True, help="Look at the folder instead of being told: for network shares.")
@click.option("--publish", "published", is_flag=True, help="Bring the site up to each change that is cleared, too.")
@click.option("--json", "json_wanted", is_flag=True, help="Print a line of JSON for each change.")
@click.pass_context
def watch(ctx: click.Context, poll: bool, published: bool, json_wanted: bool) -> None:
    """Watch the folder until stopped: each drop gets its preview, practice areas and findings at once."""
    from pipeline import logs, stopping, terminal_watching
    from pipeline.watcher import Watcher

    house = house_of(ctx, logged=True, watched=False, ending=stopping.on_signals())
    logs.in_zone(house.firm.zone)
    tell = terminal_watching.as_lines if json_wanted else terminal_watching.to_people
    Watcher(house, tell, publish=published, poll=poll).keep(
        lambda folders: _watching([str(each) for each in folders], json_wanted)
    )
    events.tell(events.STOPPED, "Stopped.")


def _watching(folders: list[str], json_wanted: bool) -> None:
    if json_wanted:
        click.echo(json.dumps({"watching": folders}))
    told = f"Watching {' and '.join(folders)}. Drop a file; Ctrl-C stops."
    events.tell(events.WATCH_STARTED, told, folders=", ".join(folders))


@main.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--links", "links_alone", is_flag=True,
              help="Show what preview links show, and nothing else: for a proxy that others reach.")  # fmt: skip
@click.option("--service-only", "service_alone", is_flag=True,
              help="Show the service for readers, and nothing else: for a proxy that readers reach.")  # fmt: skip
@_health
@_anywhere
@click.pass_context
def serve(
    ctx: click.Context, port: int, links_alone: bool, service_alone: bool, health: str | None, anywhere: bool
) -> None:
    """Show the site, the outbox and the service for readers on this machine (127.0.0.1 only), and what preview links show."""
    if ctx.invoked_subcommand:
        return
    if links_alone and service_alone:
        raise click.UsageError("--links and --service-only are two servers; start each on a port of its own.")
    from pipeline import stopping
    from pipeline.showing import At, serving

    house = house_of(ctx, watched=False, logged=True, ending=stopping.on_signals())
    serving(house, port, At(health or "", anywhere), links_alone=links_alone, service_alone=service_alone)


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
