"""The verbs of clearing: deciding, taking back, consents, corrections, and what was said."""

import datetime
from pathlib import Path
from typing import Any

import click

from pipeline.cli.shared import by_option, house_of, json_option, main, print_json

_CHANNELS = click.Choice(["web", "newsletter", "social"])
_DAY = click.DateTime(["%Y-%m-%d"])


@main.command()
@click.argument("item", required=False)
@click.option("--by", metavar="NAME", help="Who decides; stands in the record.")
@click.option("--basis", type=click.Choice(["consent", "anonymised", "reviewed"]),
              help="The client agreed; nothing leads to the client; or (no story) somebody looked.")  # fmt: skip
@click.option("--ref", default="", metavar="REF", help="The consent, or your own note. Never a client's name.")
@click.option("--channel", "channels", multiple=True, type=_CHANNELS,
              help="Only here; repeat for several.  [default: all three]")  # fmt: skip
@click.option(
    "--accept", multiple=True, metavar="WORDS", help="Stand for these words of a finding; repeat for several."
)
@click.option("--reason", default="", metavar="WHY", help="Why the accepted words may stand.")
@click.option("--verify", is_flag=True, help="Prove that record, consents and archive are whole.")
@click.pass_context
def clear(
    ctx: click.Context, item: str | None, by: str | None, basis: str | None, ref: str,
    channels: tuple[str, ...], accept: tuple[str, ...], reason: str, verify: bool,
) -> None:  # fmt: skip
    r"""Check everything (no ITEM), or record that a person clears the exact text of ITEM.

    \b
    attract clear
    attract clear the-blank-line --by "Rafe Pellow" --basis consent --ref CONSENT-2025-014
    attract clear the-width-of-a-spade --by "T. Vane" --basis anonymised --ref NOTE-7
    attract clear --verify
    """
    from pipeline import clearance_acts as acts

    house = house_of(ctx)
    if verify:
        wrong = acts.verify(house)
        for problem in wrong:
            click.echo(str(problem), err=True)
        lines = len(house.clearing.record.lines())
        click.echo("Not whole." if wrong else f"Whole: {lines} decisions, each chained to the one before.")
        ctx.exit(1 if wrong else 0)
    if item is None:
        house.catch_up()
        cleared, held = house.judged()
        click.echo(f"{len(cleared)} cleared, {len(held)} held. `attract review` says why.")
        return
    if not by or not basis:
        raise click.UsageError("To clear an item, say who decides (--by NAME) and on what basis (--basis ...).")
    with house.working():
        written, waiting = acts.clear_item(
            house, item, by=by, basis=basis, ref=ref, channels=channels, accept=accept, reason=reason
        )
    click.echo(
        f"{written.item} is cleared by {written.by} for {', '.join(written.channels)}; any change to it voids this."
    )
    for finding in waiting:
        click.echo(f"It still waits: {finding.reason}\n  {finding.remedy}")
    if not waiting:
        from pipeline import edition_changes, terminal_changes

        if opens := edition_changes.opening(house, written.item):
            click.echo(terminal_changes.opening(opens, house.firm.zone))


@main.command()
@click.argument("item")
@by_option
@click.option("--reason", required=True, metavar="WHY", help="Why it is taken back.")
@click.pass_context
def withdraw(ctx: click.Context, item: str, by: str, reason: str) -> None:
    """Take ITEM back: the next tick removes it from the site, no mail carries it; says who has it already."""
    from pipeline import clearance_acts as acts

    house = house_of(ctx)
    with house.working():
        taken = acts.withdraw_item(house, item, by=by, reason=reason)
    on_site = " `attract publish` takes it off the site now." if taken.on_site else " No mail has it from now on."
    click.echo(f"{taken.item} is withdrawn.{on_site}")
    if taken.others:
        click.echo(f"With it {', '.join(taken.others)}, of whose cleared words it holds some.")
    _say_reached(taken.reached)


def _say_reached(reached: list[str]) -> None:
    click.echo(f"It has reached {len(reached)}: {', '.join(reached)}." if reached else "It has reached nobody by mail.")


@main.command()
@click.argument("item")
@by_option
@click.option("--note", required=True, metavar="WORDS", help="What was wrong, for readers: a sentence or two.")
@click.option("--dry-run", is_flag=True, help="Only say who would be told.")
@json_option
@click.pass_context
def correct(ctx: click.Context, item: str, by: str, note: str, dry_run: bool, json_wanted: bool) -> None:
    """Say that ITEM, as its file reads now, corrects what was public.

    The page gets a dated note, and exactly those who received an earlier version get a short mail with the next
    `attract deliver`.
    """
    from pipeline import clearance_acts as acts

    house = house_of(ctx)
    with house.working():
        done = acts.correct_item(house, item, by=by, note=note, dry_run=dry_run)
    if json_wanted:
        print_json({"item": done.decision.item, "corrects": done.decision.corrects, "told": done.told})
        return
    click.echo(f"{done.decision.item} {'would be' if dry_run else 'is'} marked as corrected; {len(done.told)} to tell.")


@main.group()
def consent() -> None:
    """What clients agreed to. The book of consents names them; it is never published and never committed."""


@consent.command("record")
@click.argument("item")
@click.option("--ref", default="", metavar="REF", help="What to call it.  [default: the next number]")
@click.option("--client-ref", required=True, metavar="NUMBER", help="Your own number for the client.")
@click.option("--signed-by", required=True, metavar="NAME", help="Who signed.")
@click.option("--role", default="client", show_default=True, help="Who that is; a barrister needs the lay client.")
@click.option("--signed", required=True, type=_DAY, metavar="DAY", help="The date on the paper: 2026-03-04.")
@click.option("--channel", "channels", multiple=True, required=True, type=_CHANNELS, help="Where; repeat for several.")
@click.option("--purpose", default="", metavar="WORDS", help="What the client was told that it is for.")
@click.option("--evidence", required=True, metavar="WHERE", help="Where the signed paper or mail is kept.")
@click.option("--authority", type=click.Choice(["express", "implied"]), default="express", show_default=True,
              help="Implied is not enough everywhere.")  # fmt: skip
@click.option("--expires", type=_DAY, metavar="DAY", help="The last day on which it holds.  [default: no end]")
@click.option("--bar-rule-checked-by", default="", metavar="NAME",
              help="Who looked whether your bar allows client stories (EU).")  # fmt: skip
@by_option
@click.pass_context
def record(ctx: click.Context, /, item: str, **given: Any) -> None:
    r"""Write down that a client agreed to ITEM as it reads now.

    \b
    attract consent record the-blank-line --client-ref 20431 --signed-by "R. Hollin" --signed 2026-03-04 \
      --channel web --channel newsletter --purpose "case study" --evidence "file 7, letter 3" --by "Rafe Pellow"
    """
    from pipeline import clearance_acts as acts
    from pipeline.model import Channel, Consent

    house = house_of(ctx)
    expires = given["expires"]
    with house.working():
        written = acts.record_consent(
            house, item,
            Consent(
                ref=given["ref"].strip(), item="", text="", client_ref=given["client_ref"].strip(),
                signed_by=given["signed_by"].strip(), signed=given["signed"].date(),
                signed_by_role=given["role"].strip().casefold(), purpose=given["purpose"].strip(),
                channels=tuple(dict.fromkeys(Channel(each) for each in given["channels"])),
                evidence=given["evidence"].strip(), authority=given["authority"],
                expires=expires.date() if expires else None, bar_rule_checked_by=given["bar_rule_checked_by"].strip(),
                recorded_by=given["by"].strip(), recorded=house.time(),
            ),
        )  # fmt: skip
    click.echo(f"{written.ref}: {written.item}, for {', '.join(written.channels)}. Any change to the text voids it.")
    click.echo(f'Next: attract clear {written.item} --basis consent --ref {written.ref} --by "NAME"')


@consent.command("withdraw")
@click.argument("ref")
@by_option
@click.option("--reason", default="", metavar="WHY", help="What the client said, if anything.")
@click.pass_context
def withdraw_consent(ctx: click.Context, ref: str, by: str, reason: str) -> None:
    """Write down that the client took the consent REF back: the next tick removes the piece; says who has it."""
    from pipeline import clearance_acts as acts

    house = house_of(ctx)
    with house.working():
        given, taken = acts.withdraw_consent(house, ref, by=by, why=reason)
    click.echo(f"{given.ref} is withdrawn, and {taken.item} with it. `attract publish` takes it off the site now.")
    _say_reached(taken.reached)


@consent.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, json_wanted: bool) -> None:
    """Show every consent as it stands."""
    from pipeline import as_json, terminal_clearing

    house = house_of(ctx, watched=False)
    known = list(house.clearing.known_consents().values())
    print_json([as_json.consent(each) for each in known]) if json_wanted else terminal_clearing.show_consents(known)


@consent.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Say nothing unless a row is wrong.")
@click.pass_context
def import_(ctx: click.Context, file: Path, quiet: bool) -> None:
    r"""Add consents from a CSV FILE; those whose `ref` is known stay as they are.

    \b
    Columns: ref,item,text,client_ref,signed_by,role,signed,purpose,channels,evidence,
    authority,expires,bar_rule_checked_by,by
    `text` is the hash of the text that the client signed, as `attract review ITEM --json` gives it.
    """
    from pipeline import clearance_acts as acts

    house = house_of(ctx)
    with house.working():
        new, known, problems = acts.import_consents(house, file)
    for problem in problems:
        click.echo(str(problem), err=True)
    if not quiet:
        click.echo(f"{new} new, {known} known, {len(problems)} that cannot be read.")
    ctx.exit(1 if problems else 0)


@main.command()
@click.option("--on", type=_DAY, metavar="DAY", help="A day of the firm's calendar: 2026-05-03.  [default: today]")
@click.option("--write", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Lay out the site as it stood at the end of that day.")  # fmt: skip
@json_option
@click.pass_context
def said(ctx: click.Context, on: datetime.datetime | None, write: Path | None, json_wanted: bool) -> None:
    """Show exactly what was public on a day, under which hash, and who had cleared it."""
    from pipeline import as_json, terminal_clearing
    from pipeline import clearance_acts as acts

    house = house_of(ctx, watched=False)
    found = acts.said_on(house, on.date() if on else house.clearing.now().date())
    if write and found.versions:
        house.clearing.archive.lay_out(found.versions[-1], write)
    print_json(as_json.said(found)) if json_wanted else terminal_clearing.show_said(found, house.firm.zone, write)
