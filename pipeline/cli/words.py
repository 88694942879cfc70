"""The verbs from a dropped file to the site."""

from pathlib import Path

import click

from pipeline.cli.shared import by_option, house_of, json_option, main, print_json


@main.command()
@json_option
@click.pass_context
def run(ctx: click.Context, json_wanted: bool) -> None:
    """Do everything: collect, tag, clear, publish, and send what is due."""
    from pipeline import as_json, terminal

    house = house_of(ctx)
    with house.working():
        result = house.run()
    if json_wanted:
        print_json(as_json.run(result))
    else:
        terminal.show_run(result, house)
    if result.collected.problems or result.delivered.problem or result.delivered.uncertain:
        ctx.exit(1)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what each FILE would become; any file, from anywhere.")
@click.option("--accept-gone", is_flag=True, help="Withdraw what is gone, even if it is most of the folder.")
@json_option
@click.pass_context
def collect(ctx: click.Context, files: tuple[Path, ...], dry_run: bool, accept_gone: bool, json_wanted: bool) -> None:
    r"""Read what was dropped, and the feeds.

    \b
    attract collect                       read stories/, content/ and the feeds
    attract collect --dry-run FILE...     say what FILE would become, and what is damaged
    """
    from pipeline import as_json, terminal

    if files and not dry_run:
        raise click.UsageError(
            "FILE is only for --dry-run; to collect a file, put it into stories/ or content/articles/."
        )
    house = house_of(ctx)
    if dry_run:
        if not files:
            raise click.UsageError("--dry-run needs at least one FILE.")
        previews = [as_json.preview(path, house) for path in files]
        if json_wanted:
            print_json(previews)
        else:
            terminal.show_previews(previews)
        ctx.exit(1 if any("problem" in each for each in previews) else 0)
    with house.working():
        collected = house.collect(accept_gone=accept_gone)
    if json_wanted:
        print_json(as_json.collected(collected))
    else:
        terminal.show_collected(collected)
    ctx.exit(1 if collected.problems else 0)


@main.command()
@click.argument("item", required=False)
@click.option("--all", "everything", is_flag=True, help="List what is cleared, too.")
@json_option
@click.pass_context
def review(ctx: click.Context, item: str | None, everything: bool, json_wanted: bool) -> None:
    """List what is held, or only ITEM: where, which words, why, and what to do. Exits 1 while anything is."""
    from pipeline import as_json, terminal
    from pipeline.clear.run import item_by_id
    from pipeline.model import Kind

    house = house_of(ctx)
    house.catch_up()
    cleared, held = house.judged()
    problems = house.problems()
    if item:
        wanted = item_by_id(house.library, item).id
        held, problems = [each for each in held if each.item.id == wanted], []
        cleared = [each for each in cleared if each.id == wanted]
    shown = cleared if everything or item else []
    pieces = [each.item for each in cleared] + [each.item for each in held]
    about = house.taggings(pieces)
    # What stands elsewhere has no front matter of ours to write into.
    unsure = [each for each in pieces if each.kind in (Kind.STORY, Kind.ARTICLE) and about[each.id].needs_person]
    if json_wanted:
        print_json(as_json.review(shown, held, problems, unsure))
    else:
        terminal.show_review(shown, held, problems, unsure)
    ctx.exit(1 if held or problems or unsure else 0)


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
    from pipeline import acts

    house = house_of(ctx)
    if item is None:
        house.catch_up()
        cleared, held = house.judged()
        click.echo(f"{len(cleared)} cleared, {len(held)} held. `attract review` says why.")
        return
    if not by or not basis:
        raise click.UsageError("To clear an item, say who decides (--by NAME) and on what basis (--basis ...).")
    with house.working():
        written = acts.clear_item(
            house, item, by=by, basis=basis, ref=ref, channels=channels, accept=accept, reason=reason
        )
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
    from pipeline import acts

    house = house_of(ctx)
    with house.working():
        written = acts.withdraw_item(house, item, by=by, reason=reason)
    click.echo(f"{written.item} is withdrawn. `attract publish` takes it off the site now.")


@main.command()
@click.pass_context
def publish(ctx: click.Context) -> None:
    """Build the site from everything that is cleared."""
    house = house_of(ctx)
    with house.working():
        cleared, _ = house.judged()
        published = house.publish(cleared)
    click.echo(f"{published.pages} pages in {house.site}." if published.built else "The site is up to date.")
