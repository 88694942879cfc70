"""The verbs about an edition that was composed: hold it, let it go, take it back."""

from typing import TYPE_CHECKING

import click

from pipeline.cli.readers import digest
from pipeline.cli.shared import by_option, house_of, json_option, print_json

if TYPE_CHECKING:
    from pipeline.edition_acts import Stands
    from pipeline.wiring import House


@digest.command("undo")
@click.argument("edition")
@by_option
@json_option
@click.pass_context
def undo(ctx: click.Context, edition: str, by: str, json_wanted: bool) -> None:
    """Take EDITION back, while nothing of it has left.

    It is then as if it had never been composed: every piece in it is new again. It leaves no more by itself;
    `attract digest release` composes it again, from what is cleared and who reads then.
    """
    from pipeline import edition_acts

    house = house_of(ctx, watched=False)
    _tell(house, edition_acts.take_back(house, edition, by), json_wanted)


@digest.command("hold")
@click.argument("edition")
@by_option
@json_option
@click.pass_context
def hold(ctx: click.Context, edition: str, by: str, json_wanted: bool) -> None:
    """Let nothing more of EDITION leave, also in the middle of it; `attract digest release` lets it go on."""
    from pipeline import edition_acts

    house = house_of(ctx, watched=False)
    _tell(house, edition_acts.hold(house, edition, by), json_wanted)


@digest.command("release")
@click.argument("edition")
@json_option
@click.pass_context
def release(ctx: click.Context, edition: str, json_wanted: bool) -> None:
    """Let EDITION leave: at once where it was composed, composed again where it was taken back."""
    from pipeline import edition_acts

    house = house_of(ctx)
    _tell(house, edition_acts.release(house, edition), json_wanted)


def _tell(house: "House", stands: "Stands", json_wanted: bool) -> None:
    from pipeline import terminal_editions

    if json_wanted:
        print_json(terminal_editions.as_json(stands))
    else:
        click.echo(terminal_editions.told(stands, house.firm.zone, house.time()))
