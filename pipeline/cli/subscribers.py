"""The verbs about readers: listing, adding, importing, exporting, leaving, forgetting, and why."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import house_of, json_option, main, print_json
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.reader_acts import Preview
    from pipeline.subscribe.lists.claims import Given

# Named here, too, so that `--help` need not load what reads the lists; a test holds them together.
_SOURCES = ("mailchimp", "listmonk", "ghost", "substack", "outlook", "own")
_PERMISSIONS = ("express", "implied-client", "implied-enquiry", "soft-opt-in")

permission_option = click.option(
    "--permission", type=click.Choice(_PERMISSIONS), help="Why they may be mailed; somebody answers for it."
)
proof_option = click.option("--proof", default="", help="What shows it: where they asked, which matter.")
asked_on_option = click.option(
    "--asked-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which they asked, or of the matter or enquiry; an implied permission counts from it.",
)


@main.group()
def subscribers() -> None:
    """The readers who asked for digests."""


@subscribers.command("list")
@click.option("--ending", is_flag=True, help="Only those whose permission ends within 60 days, or has ended.")
@json_option
@click.pass_context
def list_(ctx: click.Context, ending: bool, json_wanted: bool) -> None:
    """List the readers and what they asked for."""
    from pipeline import as_json, terminal_readers
    from pipeline.subscribe.permissions import ending_soon

    house = house_of(ctx, watched=False)
    readers = ending_soon(house.readers(), house.time()) if ending else house.readers()
    if json_wanted:
        print_json(as_json.subscribers(readers))
    else:
        terminal_readers.show_subscribers(readers, house.time())


@subscribers.command("add")
@click.argument("address", metavar="EMAIL")
@permission_option
@proof_option
@asked_on_option
@click.option("--name", default="", help="As they write it.")
@click.option("--areas", default="", help="Keys or names, separated by semicolons; none: everything.")
@click.option("--people", default="", help="Whom they follow, separated by semicolons.")
@click.option("--kinds", default="", help="Only these: story, article, testimonial, news, elsewhere; none: all.")
@click.option("--jurisdictions", default="", help="Only what speaks of the law of these places: IE, CA-ON; none: all.")
@click.option("--cadence", default="", type=click.Choice(["", "daily", "weekly", "monthly"]), show_choices=False,
              help="daily, weekly or monthly.")  # fmt: skip
@click.option("--ceiling", default="", help="At most so many pieces in one edition.")
@click.option("--minutes", default="", help="At most so many minutes of reading.")
@click.option("--plain", is_flag=True, help="Plain text only.")
@click.pass_context
def add(ctx: click.Context, /, address: str, permission: str | None, proof: str, asked_on: datetime | None, plain: bool,
        **wish: str) -> None:  # fmt: skip
    """Add one reader, for whose permission you answer."""
    from pipeline import reader_acts
    from pipeline.subscribe.decide import REFUSED, Fate

    given = _given(permission, proof, None, asked_on)
    if given is None:
        raise UsageError("a new reader", "needs --permission and --proof.", "Nobody is mailed who did not ask.")
    house = house_of(ctx)
    with house.working():
        row = reader_acts.add(house, address, {**wish, "format": "plain" if plain else ""}, given)
    told = {
        Fate.NEW: "They are a reader now.",
        Fate.CHANGED: "They were a reader, and are one with this wish now.",
        Fate.KNOWN: "They are a reader already; what they chose stays theirs.",
    }
    click.echo(" ".join([told.get(row.fate, row.why), *row.notes]), err=row.fate in REFUSED)
    ctx.exit(0 if row.fate in told else 1)


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--from", "source", type=click.Choice(_SOURCES), help="Whose export it is; the first line tells, too.")
@permission_option
@proof_option
@click.option("--asked-column", metavar="NAME", help="The column with the day on which they asked, or of the matter.")
@asked_on_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would become of each row.")
@click.option("--quiet", is_flag=True, help="Do it without asking, and say nothing unless a row is refused.")
@click.option("--undo", metavar="NAME", help="Take back a list that was brought in, as long as it mailed nobody.")
@json_option
@click.pass_context
def import_(
    ctx: click.Context, file: Path | None, source: str | None, permission: str | None, proof: str,
    asked_column: str | None, asked_on: datetime | None, yes: bool, dry_run: bool, quiet: bool, undo: str | None,
    json_wanted: bool,
) -> None:  # fmt: skip
    r"""Bring in a list of readers from a CSV FILE; shows first what would become of each row.

    Exports of Mailchimp, listmonk, Ghost, Substack and Outlook are known by their first
    line, and so is our own form:

    \b
    address,name,areas,people,kinds,jurisdictions,cadence,ceiling,minutes,format,permission,confirmed,ends,paused,proof

    A row without a permission is refused, unless you answer for the whole list with
    --permission and --proof. Whoever left, here or there, is not added again.
    """
    if undo:
        _undo(ctx, undo, json_wanted)
        return
    if file is None:
        raise UsageError("import", "names no file.", "Name the CSV, or a list to take back with --undo.")
    from pipeline import reader_acts

    house = house_of(ctx)
    given = _given(permission, proof, asked_column, asked_on)

    def look() -> "Preview":
        return reader_acts.preview(house, file, source=source, given=given)

    found = look()
    if not quiet and not json_wanted:
        _show(found)
    done = not dry_run and found.changes and (yes or quiet or _agreed(json_wanted))
    if done:
        with house.working():
            # What was true while somebody thought about it may have changed.
            found = look()
            reader_acts.bring_in(house, found)
    _tell(found, done=done, quiet=quiet, dry_run=dry_run, json_wanted=json_wanted)
    ctx.exit(1 if found.refused else 0)


@subscribers.command("export")
@json_option
@click.pass_context
def export(ctx: click.Context, json_wanted: bool) -> None:
    """Print every reader as CSV in our own form, which `import` reads back."""
    from pipeline import as_json, reader_acts

    house = house_of(ctx, watched=False)
    if json_wanted:
        print_json(as_json.subscribers(house.ledger.subscribers()))
    else:
        click.echo(reader_acts.export(house), nl=False)


@subscribers.command("leave")
@click.argument("address", metavar="EMAIL")
@click.option("--reason", default="asked to leave", help="For the record.")
@click.pass_context
def leave(ctx: click.Context, address: str, reason: str) -> None:
    """Take EMAIL off every digest, for good; no import brings it back."""
    from pipeline import reader_acts

    house = house_of(ctx)
    with house.working():
        found = reader_acts.address_of(house, address)
        house.ledger.suppress(found, reason, house.time())
    click.echo(f"{found} gets no more mail.")


@subscribers.command("forget")
@click.argument("address", metavar="EMAIL")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.pass_context
def forget(ctx: click.Context, address: str, yes: bool) -> None:
    """Erase everything about EMAIL but the hash by which it is never mailed again."""
    from pipeline import reader_acts

    house = house_of(ctx)
    found = reader_acts.address_of(house, address)
    if not yes and not (sys.stdin.isatty() and click.confirm(f"Erase everything about {found}?")):
        raise UsageError("forget", "nothing was erased.", "Answer yes, or say --yes; nothing brings it back.")
    with house.working():
        known = reader_acts.forget(house, found)
    click.echo(
        "Everything is erased; only the hash of the address is kept, so that nobody mails it again."
        if known
        else "Nothing was known about this address. Its hash is kept, so that nobody mails it."
    )


@subscribers.command("why")
@click.argument("address", metavar="EMAIL")
@json_option
@click.pass_context
def why(ctx: click.Context, address: str, json_wanted: bool) -> None:
    """Say everything that is known of EMAIL and will happen to it: proof, wish, what is next, what they had, why not."""
    from pipeline import reader_facts, terminal_readers
    from pipeline.subscribe.why import record, told

    found = reader_facts.facts(house_of(ctx), address)
    print_json(record(found)) if json_wanted else terminal_readers.show_why(told(found))


def _given(permission: str | None, proof: str, column: str | None, day: datetime | None) -> "Given | None":
    """What somebody answers for; None where they say nothing."""
    if permission is None:
        if proof or column or day:
            raise UsageError("--proof", "says nothing without --permission.", f"Say which: {', '.join(_PERMISSIONS)}.")
        return None
    if not proof.strip():
        raise UsageError("--permission", "needs --proof.", "Say where they asked, or which matter it was.")
    from pipeline.model import Permission
    from pipeline.subscribe.lists.claims import Given

    return Given(
        permission=Permission(permission),
        proof=proof.strip(),
        asked_column=column,
        asked_on=day.date() if day else None,
    )


def _agreed(json_wanted: bool) -> bool:
    """Whether somebody who can be asked says yes."""
    return not json_wanted and sys.stdin.isatty() and click.confirm("Bring them in?")


def _show(found: "Preview") -> None:
    from pipeline import terminal_readers

    terminal_readers.show_preview(found)


def _tell(found: "Preview", *, done: bool, quiet: bool, dry_run: bool, json_wanted: bool) -> None:
    from pipeline import as_json, terminal_readers

    if json_wanted:
        print_json(as_json.imported(found, done=done))
        return
    if quiet and not found.refused:
        return
    if quiet:
        for line in terminal_readers.listed(found):
            click.echo(line, err=True)
    click.echo(terminal_readers.summary(found, done))
    if done and not quiet:
        click.echo(f"To take it back: attract subscribers import --undo {found.name}")
    elif not done and not dry_run and found.changes:
        click.echo("Nothing has been changed; --yes does it.")


def _undo(ctx: click.Context, name: str, json_wanted: bool) -> None:
    from pipeline import reader_acts

    house = house_of(ctx)
    with house.working():
        undone = reader_acts.take_back(house, name)
    if json_wanted:
        print_json(
            {"list": name, "removed": len(undone.gone), "as_before": len(undone.as_before), "staying": undone.staying}
        )
        return
    click.echo(
        f"{len(undone.gone)} readers removed, {len(undone.as_before)} as they were before; {undone.staying} stay, who "
        "have chosen for themselves since. Whoever was suppressed by the list stays away."
    )
