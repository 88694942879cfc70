"""The rules that the firm is held to, and each of them in full."""

import difflib
from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import by_option, house_of, json_option, main, print_json

if TYPE_CHECKING:
    from pipeline.clear.rules import Rule, Rulebook


@main.group(invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="Those that do not apply, too, and why not.")
@json_option
@click.pass_context
def rules(ctx: click.Context, everything: bool, json_wanted: bool) -> None:
    """List the rules that apply to this firm, and which of its places brings each.

    Help, not legal advice: confirm with local counsel.
    """
    from pipeline import as_json, terminal_rules

    if ctx.invoked_subcommand:
        return
    book = house_of(ctx, watched=False).clearing.in_force
    shown = book.every if everything else tuple(book)
    if json_wanted:
        print_json([as_json.rule(each) for each in shown])
    else:
        terminal_rules.show_rules(book, shown)


@rules.command()
@click.argument("rule_id", metavar="ID")
@json_option
@click.pass_context
def show(ctx: click.Context, rule_id: str, json_wanted: bool) -> None:
    """Say everything about one rule: why it is there, what to do, where it comes from, and examples."""
    from pipeline import as_json, terminal_rules

    book = house_of(ctx, watched=False).clearing.in_force
    rule = _named(book, rule_id)
    print_json(as_json.rule_in_full(rule)) if json_wanted else terminal_rules.show_rule(book, rule)


@rules.command()
@by_option
@click.pass_context
def loosen(ctx: click.Context, by: str) -> None:
    """Let what NAME loosens in content/rules/ count from now on: it is written into the record."""
    from pipeline import clearance_acts as acts

    house = house_of(ctx)
    with house.working():
        done = acts.loosen_rules(house, by=by)
    for each in done:
        click.echo(f"{each.rule} counts as {each.severity} from now on: {each.by}, {each.reason}.")
    if not done:
        click.echo(f"Nothing that {by} loosens waits for the record.")


def _named(book: "Rulebook", wanted: str) -> "Rule":
    from pipeline.errors import UsageError

    known = {rule.id: rule for rule in book.every}
    if found := known.get(wanted.strip().upper()):
        return found
    near = difflib.get_close_matches(wanted.upper(), known, n=3)
    raise UsageError(
        wanted,
        "there is no such rule." + (f" Did you mean {' or '.join(near)}?" if near else ""),
        "`attract rules --all` lists them.",
    )
