"""One command per verb. Parses, calls the house, prints; decides nothing.

Nothing heavy is imported here: `attract --help` must answer at once.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import AttractError

if TYPE_CHECKING:
    from pipeline.wiring import House

_EPILOG = "Exit codes: 0 done, 1 something needs a person, 2 wrong use or configuration."


class Verbs(click.Group):
    """Lists the commands in the order of the work, and turns our errors into one line each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were written down."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an AttractError is told without a traceback."""
        try:
            return super().invoke(ctx)
        except AttractError as error:
            click.echo(f"{error.thing}: {error.cause}\n  {error.remedy}", err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=Verbs, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option("--firm", "root", type=click.Path(file_okay=False, path_type=Path), default=Path(), envvar="ATTRACT_FIRM",
              help="The firm's folder (the one with content/firm.yml).  [default: this folder]")  # fmt: skip
@click.version_option(package_name="attract", message="attract %(version)s")
@click.pass_context
def main(ctx: click.Context, root: Path) -> None:
    """From what lawyers drop into a folder to a site, and the digest each reader chose.

    Start with `attract run`, then `attract serve` and `attract review`.
    """
    ctx.obj = root


def _house(ctx: click.Context, *, watched: bool = True) -> "House":
    from pipeline.terminal import Bar
    from pipeline.wiring import House, silent

    return House(ctx.obj.resolve(), progress=Bar() if watched and sys.stderr.isatty() else silent)


def _json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
by_option = click.option("--by", required=True, metavar="NAME", help="Who decides; stands in the record.")


@main.command()
@json_option
@click.pass_context
def run(ctx: click.Context, as_json: bool) -> None:
    """Do everything: collect, tag, clear, publish, and send what is due."""
    from pipeline import terminal

    house = _house(ctx)
    with house.working():
        result = house.run()
    if as_json:
        _json(terminal.run_as_json(result))
    else:
        terminal.show_run(result, house)
    if result.collected.problems or result.delivered.problem or result.delivered.uncertain:
        ctx.exit(1)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what each FILE would become; any file, from anywhere.")
@json_option
@click.pass_context
def collect(ctx: click.Context, files: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    r"""Read what was dropped, and the feeds.

    \b
    attract collect                       read stories/, content/ and the feeds
    attract collect --dry-run FILE...     say what FILE would become, and what is damaged
    """
    from pipeline import terminal

    if files and not dry_run:
        raise click.UsageError(
            "FILE is only for --dry-run; to collect a file, put it into stories/ or content/articles/."
        )
    house = _house(ctx)
    if dry_run:
        if not files:
            raise click.UsageError("--dry-run needs at least one FILE.")
        previews = [terminal.preview(path, house) for path in files]
        if as_json:
            _json(previews)
        else:
            terminal.show_previews(previews)
        ctx.exit(1 if any("problem" in each for each in previews) else 0)
    with house.working():
        collected = house.collect()
    if as_json:
        _json(terminal.collected_as_json(collected))
    else:
        terminal.show_collected(collected)
    ctx.exit(1 if collected.problems else 0)


@main.command()
@click.pass_context
def tag(ctx: click.Context) -> None:
    """Give each piece its practice areas."""
    house = _house(ctx)
    with house.working():
        click.echo(f"{house.tag()} tagged.")


@main.command()
@click.argument("item")
@json_option
@click.pass_context
def explain(ctx: click.Context, item: str, as_json: bool) -> None:
    """Say why ITEM (its id or its file) has the practice areas it has."""
    from pipeline import terminal
    from pipeline.clear.run import item_by_id

    house = _house(ctx)
    found = item_by_id(house.library, item)
    tags = house.explain(found)
    if as_json:
        _json(terminal.tags_as_json(found, tags, house))
    else:
        terminal.show_tags(found, tags, house)


@main.command()
@click.option("--all", "everything", is_flag=True, help="List what is cleared, too.")
@json_option
@click.pass_context
def review(ctx: click.Context, everything: bool, as_json: bool) -> None:
    """List what is held: where, which words, why, and what to do. Exits 1 while anything is."""
    from pipeline import terminal

    house = _house(ctx, watched=False)
    cleared, held = house.judged()
    problems = [s.problem for s in house.library.sources().values() if s.problem and s.present]
    if as_json:
        _json(terminal.review_as_json(cleared if everything else [], held, problems))
    else:
        terminal.show_review(cleared if everything else [], held, problems)
    ctx.exit(1 if held or problems else 0)


@main.command()
@click.argument("item", required=False)
@click.option("--by", metavar="NAME", help="Who decides; stands in the record.")
@click.option("--basis", type=click.Choice(["consent", "anonymised", "reviewed"]),
              help="The client agreed; nothing leads to the client; or (no story) somebody looked.")  # fmt: skip
@click.option("--ref", default="", metavar="REF", help="Where the firm keeps the proof. Never a client's name.")
@click.option("--channel", "channels", multiple=True, type=click.Choice(["web", "newsletter", "social"]),
              help="Only here; repeat for several.  [default: all three]")  # fmt: skip
@click.option(
    "--accept", multiple=True, metavar="WORDS", help="Stand for these words of a finding; repeat for several."
)
@click.option("--reason", default="", metavar="WHY", help="Why the accepted words may stand.")
@click.pass_context
def clear(
    ctx: click.Context, item: str | None, by: str | None, basis: str | None, ref: str,
    channels: tuple[str, ...], accept: tuple[str, ...], reason: str,
) -> None:  # fmt: skip
    r"""Check everything (no ITEM), or record that a person clears the exact text of ITEM.

    \b
    attract clear
    attract clear the-blank-line --by "Rafe Pellow" --basis consent --ref CONSENT-2025-014
    attract clear the-width-of-a-spade --by "T. Vane" --basis anonymised --ref NOTE-7
    """
    house = _house(ctx)
    if item is None:
        with house.working():
            screened = house.screen()
            cleared, held = house.judged()
        click.echo(f"{screened} read, {len(cleared)} cleared, {len(held)} held. `attract review` says why.")
        return
    if not by or not basis:
        raise click.UsageError("To clear an item, say who decides (--by NAME) and on what basis (--basis ...).")
    with house.working():
        written = house.clear_item(item, by=by, basis=basis, ref=ref, channels=channels, accept=accept, reason=reason)
    click.echo(
        f"{written.item} is cleared by {written.by} for {', '.join(written.channels)}; any change to it voids this."
    )


@main.command()
@click.argument("item")
@by_option
@click.option("--reason", required=True, metavar="WHY", help="Why it is taken back.")
@click.pass_context
def withdraw(ctx: click.Context, item: str, by: str, reason: str) -> None:
    """Take ITEM back: the next run removes it from the site, and no mail carries it."""
    house = _house(ctx)
    with house.working():
        written = house.withdraw_item(item, by=by, reason=reason)
    click.echo(f"{written.item} is withdrawn. `attract publish` takes it off the site now.")


@main.command()
@click.pass_context
def publish(ctx: click.Context) -> None:
    """Build the site from everything that is cleared."""
    house = _house(ctx)
    with house.working():
        cleared, _ = house.judged()
        published = house.publish(cleared)
    click.echo(f"{published.pages} pages in {house.site}." if published.built else "The site is up to date.")


@main.command()
@click.option("--dry-run", is_flag=True, help="Only show who would get what, now or in the next edition.")
@json_option
@click.pass_context
def digest(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Compose the editions that are due; `attract deliver` sends them."""
    from pipeline import terminal

    house = _house(ctx)
    if dry_run:
        cleared, _ = house.judged()
        slots = house.due() or house.upcoming()
        rows = [row for slot in slots for row in house.plan_edition(slot, cleared)]
        _json(terminal.deliveries_as_json(rows)) if as_json else terminal.show_deliveries(rows, house)
        return
    with house.working():
        cleared, _ = house.judged()
        opened = house.digest(cleared)
    if as_json:
        _json([slot.edition for slot in opened])
    else:
        click.echo("\n".join(slot.edition for slot in opened) or "No edition is due.")


@main.command()
@click.option("--dry-run", is_flag=True, help="Only list what waits to be sent.")
@json_option
@click.pass_context
def deliver(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Send what is planned, each message once."""
    from pipeline import terminal

    house = _house(ctx)
    if dry_run:
        rows = [row for row in house.ledger.deliveries() if row.state == "planned"]
        _json(terminal.deliveries_as_json(rows)) if as_json else terminal.show_deliveries(rows, house)
        return
    with house.working():
        cleared, _ = house.judged()
        delivered = house.deliver(cleared)
    if as_json:
        _json(terminal.delivered_as_json(delivered))
    else:
        terminal.show_delivered(delivered)
    ctx.exit(1 if delivered.problem or delivered.uncertain else 0)


@main.command()
@click.argument("edition", required=False)
@click.option("--state", help="Only those in this state, for example uncertain.")
@json_option
@click.pass_context
def deliveries(ctx: click.Context, edition: str | None, state: str | None, as_json: bool) -> None:
    """Show how each delivery stands, of one EDITION or all."""
    from pipeline import terminal

    house = _house(ctx, watched=False)
    rows = [row for row in house.ledger.deliveries(edition) if state in (None, row.state)]
    _json(terminal.deliveries_as_json(rows)) if as_json else terminal.show_deliveries(rows, house)


@main.command()
@click.argument("edition")
@click.argument("subscriber")
@click.option("--arrived/--not-arrived", required=True, help="What you found out; not arrived is sent again.")
@by_option
@click.pass_context
def settle(ctx: click.Context, edition: str, subscriber: str, arrived: bool, by: str) -> None:
    """Settle an uncertain delivery of EDITION to SUBSCRIBER (an address or an id)."""
    house = _house(ctx)
    with house.working():
        state = house.settle(edition, subscriber, arrived=arrived, by=by)
    click.echo(f"{edition} to {subscriber} is {state}.")


@main.group()
def subscribers() -> None:
    """The readers who asked for digests."""


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check the file.")
@click.option("--quiet", is_flag=True, help="Say nothing unless a row is wrong.")
@click.pass_context
def import_(ctx: click.Context, file: Path, dry_run: bool, quiet: bool) -> None:
    r"""Add or update readers from a CSV FILE.

    \b
    Columns: address,name,areas,people,cadence,ceiling,format,confirmed,proof
    `confirmed` (the day they asked) and `proof` (where) are required: nobody is mailed
    who did not ask. Somebody who left is not added again.
    """
    house = _house(ctx)
    with house.working():
        kept, left, problems = house.import_subscribers(file, dry_run=dry_run)
    for problem in problems:
        click.echo(f"{problem.thing}: {problem.cause} {problem.remedy}", err=True)
    if not quiet or problems:
        click.echo(
            f"{kept} readers {'would be ' if dry_run else ''}kept; {left} had left and stay away; {len(problems)} rows wrong."
        )
    ctx.exit(1 if problems else 0)


@subscribers.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List the readers and what they asked for."""
    from pipeline import terminal

    readers = _house(ctx, watched=False).ledger.subscribers()
    _json(terminal.subscribers_as_json(readers)) if as_json else terminal.show_subscribers(readers)


@subscribers.command("leave")
@click.argument("address")
@click.option("--reason", default="asked to leave", help="For the record.")
@click.pass_context
def leave(ctx: click.Context, address: str, reason: str) -> None:
    """Take ADDRESS off every digest, for good; no import brings it back."""
    house = _house(ctx)
    with house.working():
        house.ledger.suppress(address, reason, house.time())
    click.echo(f"{address} gets no more mail.")


@main.command()
@click.pass_context
def areas(ctx: click.Context) -> None:
    """List the practice areas and their FOLIO identifiers."""
    from pipeline.tag.taxonomy import taxonomy

    for area in taxonomy().areas.values():
        click.echo(f"{area.id:42} {area.name}  {' '.join(area.folio)}")


@main.command()
@json_option
@click.pass_context
def plan(ctx: click.Context, as_json: bool) -> None:
    """Show what is due and what comes next, in the firm's time and in UTC."""
    from pipeline import terminal

    house = _house(ctx, watched=False)
    _json(terminal.plan_as_json(house)) if as_json else terminal.show_plan(house)


@main.command()
@click.pass_context
def tick(ctx: click.Context) -> None:
    """Do what is due now, then exit; for cron. Leaves at once when another is at work."""
    from pipeline import terminal
    from pipeline.errors import BusyError

    house = _house(ctx)
    try:
        with house.working():
            result = house.tick()
    except BusyError:
        click.echo("Another Attract is at work; it does what is due.")
        return
    if result is None:
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

    keep_ticking(_house(ctx, watched=False), every)


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.pass_context
def serve(ctx: click.Context, port: int) -> None:
    """Show the site and the outbox on this machine (127.0.0.1 only)."""
    from pipeline.web.preview import serve as serve_forever

    serve_forever(_house(ctx, watched=False), port)


if __name__ == "__main__":
    main()
