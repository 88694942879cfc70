"""The verb that proves."""

from pathlib import Path

import click

from pipeline.cli.shared import house_of, json_option, main, print_json


@main.command()
@click.option("--html", "html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the certificate as a page, too, to print or to keep.")  # fmt: skip
@json_option
@click.pass_context
def prove(ctx: click.Context, html: Path | None, json_wanted: bool) -> None:
    r"""Check every promise on the firm's own store, and draw up a one-page certificate. Changes nothing.

    \b
    nothing twice        one mail an edition and reader, no piece twice, one address a piece
    nothing uncleared    the site, its feeds and lists, its past, and every mail that left
    nobody against their will, nobody without a permission and its proof
    it adds up           planned = accepted + refused + left out + uncertain; nobody forgotten, nothing empty
    it is whole          record, consents, archive, site, database; nothing belongs to nobody

    It reads while others write, and takes no lock. Exit code 1 where something is broken: what, what that means, what to do.
    """
    from pipeline.errors import UsageError
    from pipeline.proving import certificate, run

    house = house_of(ctx)
    proof = run.prove(house, house.progress)
    if html:
        try:
            house.file(str(html.resolve())).write(certificate.page(proof).encode())
        except OSError as problem:
            raise UsageError(
                str(html), f"it cannot be written ({problem.strerror}).", "Name another file."
            ) from problem
    if json_wanted:
        print_json(certificate.fields(proof))
    else:
        from pipeline import terminal_proving

        terminal_proving.show(proof)
        if html:
            click.echo(f"The page to print: {html}")
    ctx.exit(0 if proof.holds else 1)
