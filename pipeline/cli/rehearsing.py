"""What would happen until some day: the clock on a copy."""

from typing import TYPE_CHECKING, TextIO

import click

from pipeline.cli.shared import house_of, json_option, main, print_json

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.wiring import House


@main.command()
@click.option(
    "--until", required=True, metavar="DAY", help="The last day, by the clock on the firm's wall: 2027-03-31."
)
@click.option("--reader", metavar="ADDRESS", help="What this reader would get, alone.")
@click.option("--mails", type=click.File("w", encoding="utf-8"), metavar="FILE", help="A line of CSV for each mail; - prints it.")  # fmt: skip
@json_option
@click.pass_context
def rehearse(ctx: click.Context, until: str, reader: str | None, mails: TextIO | None, json_wanted: bool) -> None:
    r"""Let the clock run until DAY on a copy, and tell every build, mail, text and post there would be. Nothing leaves.

    \b
    attract rehearse --until 2027-03-31
    attract rehearse --until 2027-03-31 --reader hana@example.org
    attract rehearse --until 2027-03-31 --mails mails.csv
    """
    from pipeline import terminal_rehearsal
    from pipeline.rehearsing import report

    house = house_of(ctx)
    house.catch_up()
    whose = _reader(house, reader) if reader else ""
    with report.rehearsed(house, _end_of(house, until), house.progress) as told:
        if mails:
            count = report.write_mails(told, mails)
            click.echo(f"{count} mail{'s' * (count != 1)}.", err=True)
        elif whose:
            rows = list(report.mails(told, whose))
            for line in terminal_rehearsal.reader(told, rows):
                click.echo(line)
        elif json_wanted:
            print_json(report.as_json(told))
        else:
            for line in terminal_rehearsal.lines(told):
                click.echo(line)


def _reader(house: "House", text: str) -> str:
    """The id of a reader. Raises UsageError where there is none."""
    from pipeline.errors import UsageError
    from pipeline.reader_acts import address_of

    if found := house.ledger.reader_at(address_of(house, text)):
        return found.id
    raise UsageError(text, "nobody reads at this address.", "`attract subscribers list` has them all.")


def _end_of(house: "House", day: str) -> "datetime":
    from datetime import date, time, timedelta

    from pipeline.errors import UsageError
    from pipeline.plan.rhythms import moment

    try:
        return moment(date.fromisoformat(day) + timedelta(days=1), time(), house.firm.zone) - timedelta(minutes=1)
    except ValueError as problem:
        raise UsageError(day, "this is no day.", "Write it as in 2027-03-31.") from problem
