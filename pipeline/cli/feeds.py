"""The blogs that the firm follows."""

from pathlib import Path

import click

from pipeline.addresses import shown
from pipeline.cli.shared import house_of, json_option, main, print_json


@main.group(invoke_without_command=True)
@json_option
@click.pass_context
def feeds(ctx: click.Context, json_wanted: bool) -> None:
    """List the blogs that are followed: last good answer, last error, silent since, next look.

    Exits 1 while one of them needs a person.
    """
    from pipeline import feed_book
    from pipeline.terminal_feeds import show_feeds

    if ctx.invoked_subcommand:
        return
    house = house_of(ctx, watched=False)
    told = feed_book.health(house)
    if json_wanted:
        print_json(told)
    else:
        show_feeds(told, house)
    ctx.exit(1 if any(each["problem"] or each["waiting"] or each["unsigned"] for each in told) else 0)


@feeds.command()
@click.argument("address")
@json_option
@click.pass_context
def show(ctx: click.Context, address: str, json_wanted: bool) -> None:
    """List the entries that the feed at ADDRESS has brought, and how each one stands."""
    from pipeline import feed_book
    from pipeline.terminal_feeds import show_entries

    told = feed_book.entries(house_of(ctx, watched=False), address)
    print_json(told) if json_wanted else show_entries(told)


@feeds.command()
@click.argument("address")
@json_option
@click.pass_context
def find(ctx: click.Context, address: str, json_wanted: bool) -> None:
    """Look for the feeds of the blog at ADDRESS. Follows nothing yet."""
    from pipeline import feed_book

    found = feed_book.find(house_of(ctx, watched=False), address)
    if json_wanted:
        print_json(found)
        return
    for each in found:
        click.echo(f"{each['address']}  “{each['title']}”, {each['entries']} entries")
    click.echo(f"To follow it: attract feeds add {found[0]['address']} --person WHO")


@feeds.command()
@click.argument("address")
@click.option("--person", default="", metavar="WHO", help="Whose words they are, where an entry names no author.")
@click.option("--owned", is_flag=True, help="The firm owns the words: publish them whole, not only the summary.")
@click.pass_context
def add(ctx: click.Context, address: str, person: str, owned: bool) -> None:
    """Follow the blog at ADDRESS (its page or its feed). What it has already is shown on the site and never mailed."""
    from pipeline import feed_book

    house = house_of(ctx, watched=False)
    with house.working():
        feed = feed_book.follow(house, address, person=person, owned=owned)
    click.echo(f"{shown(feed.address)} is followed. `attract run` reads it.")


@feeds.command()
@click.argument("address")
@click.pass_context
def drop(ctx: click.Context, address: str) -> None:
    """Follow the blog at ADDRESS no longer. What it brought stays; `attract withdraw` takes a piece back."""
    from pipeline import feed_book

    house = house_of(ctx, watched=False)
    with house.working():
        feed_book.unfollow(house, address)
    click.echo(f"{address} is not followed any more.")


@feeds.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@json_option
@click.pass_context
def fetch(ctx: click.Context, addresses: tuple[str, ...], json_wanted: bool) -> None:
    """Ask the blogs now, due or not: all of them, or those at each ADDRESS."""
    from pipeline import as_json, feed_book, terminal

    house = house_of(ctx)
    with house.working():
        collected = house.collect(asked=feed_book.known(house, addresses))
    print_json(as_json.collected(collected)) if json_wanted else terminal.show_collected(collected)
    ctx.exit(1 if collected.problems else 0)


@feeds.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--person", default="", metavar="WHO", help="Whose words they are, where an entry names no author.")
@click.option("--dry-run", is_flag=True, help="Only say what would be followed.")
@click.pass_context
def import_(ctx: click.Context, file: Path, person: str, dry_run: bool) -> None:
    """Follow every blog of FILE, an OPML list from any feed reader."""
    from pipeline import feed_book

    house = house_of(ctx, watched=False)
    with house.working():
        new, known = feed_book.import_list(house, file, person=person, dry_run=dry_run)
    for feed in new:
        click.echo(f"{'would follow' if dry_run else 'follows'}  {shown(feed.address)}")
    click.echo(f"{len(new)} new, {len(known)} followed already.")


@feeds.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def export(ctx: click.Context, file: Path | None) -> None:
    """Write the list of blogs as OPML, for any feed reader: to FILE, or to the terminal."""
    from pipeline import feed_book

    body = feed_book.export_list(house_of(ctx, watched=False))
    if file:
        file.write_bytes(body)
        click.echo(f"Written to {file}.")
    else:
        click.echo(body.decode(), nl=False)


@feeds.command()
@click.argument("address")
@click.option("--no-mail", is_flag=True, help="Show them on the site, and mail them to nobody.")
@click.pass_context
def release(ctx: click.Context, address: str, no_mail: bool) -> None:
    """Let in the entries of the feed at ADDRESS that wait because they came all at once."""
    from pipeline import feed_book

    house = house_of(ctx, watched=False)
    with house.working():
        number = feed_book.release(house, address, mailed=not no_mail)
    click.echo(f"{number} let in{', to be mailed to nobody' if no_mail else ''}.")


@feeds.command("leave-out")
@click.argument("address")
@click.pass_context
def leave_out(ctx: click.Context, address: str) -> None:
    """Leave out, for good, the entries of the feed at ADDRESS that wait."""
    from pipeline import feed_book

    house = house_of(ctx, watched=False)
    with house.working():
        number = feed_book.leave_out(house, address)
    click.echo(f"{number} left out.")
