"""The calendar of what is done when: a look at it, and what a person changes of it."""

from typing import TYPE_CHECKING, BinaryIO

import click

from pipeline.cli.shared import by_option, house_of, json_option, main, print_json

if TYPE_CHECKING:
    from pipeline.model import Planned
    from pipeline.wiring import House

reason_option = click.option("--reason", default="", metavar="WORDS", help="Why; stands in the plan.")


@main.group(invoke_without_command=True)
@click.option("--days", type=click.IntRange(0, 400), metavar="N", help="Everything of the next N days.  [default: of each rhythm the next]")  # fmt: skip
@click.option("--ics", "ics_file", type=click.File("wb"), metavar="FILE", help="Write it for a calendar program; - prints it.")  # fmt: skip
@json_option
@click.pass_context
def plan(ctx: click.Context, days: int | None, ics_file: "BinaryIO | None", json_wanted: bool) -> None:
    r"""Show what is due and what comes next, in the firm's time and in UTC.

    \b
    attract plan                                       of each rhythm the next, dates in files, mails that wait
    attract plan --days 30                             everything of the next 30 days
    attract plan --ics plan.ics                        for a calendar program
    attract plan why weekly-2026-W48                   the rule, what moved it, how it stands
    attract plan move weekly-2026-W48 --to "2026-11-24T09:00 Europe/London" --by Ines
    attract plan pause daily --by Ines --reason "all in court"
    """
    if ctx.invoked_subcommand:
        return
    from pipeline import plan_view, terminal_plan

    house = house_of(ctx, watched=False)
    if ics_file:
        ics_file.write(terminal_plan.calendar(house, days))
        return
    found = plan_view.entries(house, days)
    print_json(plan_view.as_json(found, house.firm.zone)) if json_wanted else terminal_plan.show(house, found)


@plan.command()
@click.argument("slot")
@json_option
@click.pass_context
def why(ctx: click.Context, slot: str, json_wanted: bool) -> None:
    """Say everything about SLOT: the rule, what moved it, how it stands, what comes next."""
    from pipeline import plan_acts

    house = house_of(ctx, watched=False)
    _tell(house, plan_acts.known(house, slot), json_wanted=json_wanted)


@plan.command()
@click.argument("slot")
@by_option
@reason_option
@click.pass_context
def skip(ctx: click.Context, slot: str, by: str, reason: str) -> None:
    """Leave SLOT out; `attract plan reset` brings it back."""
    from pipeline import plan_acts

    house = house_of(ctx, watched=False)
    _tell(house, plan_acts.skip(house, slot, by, reason))


@plan.command()
@click.argument("slot")
@click.option("--to", "to", required=True, metavar="TIME", help='With its zone: "2026-11-24T09:00 Europe/London".')
@click.option("--zone", default="", metavar="ZONE", help="The zone, where --to has none: Europe/London.")
@by_option
@reason_option
@click.pass_context
def move(ctx: click.Context, slot: str, to: str, zone: str, by: str, reason: str) -> None:
    """Give SLOT another moment, between those of its neighbours."""
    from pipeline import moments, plan_acts

    house = house_of(ctx, watched=False)
    at, clocks = moments.parse(to, zone)
    moved = plan_acts.move(house, slot, at, by, reason)
    if clocks:
        click.echo(f"Mind: {clocks}.")
    if (moved.is_edition or moved.job == "share") and (shut := house.plan.opening().shut(at)):
        click.echo(f"Mind: nothing goes out by itself then ({shut}); its mails leave afterwards.")
    _tell(house, moved)


@plan.command()
@click.argument("slot")
@click.pass_context
def reset(ctx: click.Context, slot: str) -> None:
    """Put SLOT back to where the rules have it: undoes `skip` and `move`."""
    from pipeline import plan_acts

    house = house_of(ctx, watched=False)
    _tell(house, plan_acts.reset(house, slot))


@plan.command()
@click.argument("job")
@by_option
@reason_option
@click.pass_context
def pause(ctx: click.Context, job: str, by: str, reason: str) -> None:
    """Let JOB rest (daily, weekly, monthly, share, site, learn, check, backup) until `attract plan resume`."""
    from pipeline import plan_acts

    house = house_of(ctx, watched=False)
    plan_acts.pause(house, job, by, reason)
    click.echo(
        f"{job} rests. `attract plan resume {job}` lets it go on; the newest slot that is not too old is caught up then."
    )


@plan.command()
@click.argument("job")
@click.pass_context
def resume(ctx: click.Context, job: str) -> None:
    """Let JOB go on."""
    from pipeline import plan_acts

    plan_acts.resume(house_of(ctx, watched=False), job)
    click.echo(f"{job} goes on.")


def _tell(house: "House", slot: "Planned", *, json_wanted: bool = False) -> None:
    from pipeline import plan_view, terminal_plan

    if json_wanted:
        entry = plan_view.of_slot(house, slot, house.slots.pauses().get(slot.job))
        print_json(plan_view.as_json([entry], house.firm.zone)[0])
        return
    for line in terminal_plan.why(house, slot):
        click.echo(line)
