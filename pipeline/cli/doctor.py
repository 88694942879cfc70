"""The verbs that look whether all is well."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import house_of, json_option, main, print_json

if TYPE_CHECKING:
    from pipeline.model.check import Check


@main.group(invoke_without_command=True)
@click.option(
    "--mail", "mail_wanted", is_flag=True, help="Ask the mail server and the DNS, too: see attract doctor mail."
)
@click.option("--offline", is_flag=True, help="Ask nobody: look at this machine alone.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, mail_wanted: bool, offline: bool, json_wanted: bool) -> None:
    r"""Look whether everything that Attract hangs on is in order, a line each. Changes nothing, sends nothing.

    \b
    settings, keys, passwords    they can be read, are whole, and for nobody else
    disk, rights                 there is room, it can be written, one user runs it all
    clock, zone                  it is right and was never later; the rules of the zone, and its next change
    store                        whole, of this version; what runs by the clock has run; what waits and is uncertain
    accounts, posts              each can speak for some time yet, and its network knows it; what of its posts needs a person
    models, rules, site          which there are; the site stands, and is what is cleared
    service, hosts, mail         they answer; a digest is as it must be

    "well" is as it should be, "told" is worth knowing, "look" needs a person, who finds below it what to do. Whoever is asked has
    some seconds to answer, all at once. Exit code 1 where a line is "look".
    """
    if ctx.invoked_subcommand:
        return
    if offline and mail_wanted:
        raise click.UsageError("--offline asks nobody, and --mail asks the mail server.")
    from pipeline.doctor import run

    _show(
        ctx, run.examine(house_of(ctx, watched=False, only_reads=True), ask=not offline, mail=mail_wanted), json_wanted
    )


@doctor.command("mail")
@click.option("--dns", "name_server", default="", metavar="ADDRESS", help="Ask this name server, such as 9.9.9.9.  [default: the machine's own]")  # fmt: skip
@json_option
@click.pass_context
def doctor_mail(ctx: click.Context, name_server: str, json_wanted: bool) -> None:
    r"""Look whether mail would arrive, and say what to do where it would not. Sends nothing, presses nothing.

    \b
    the mail server    it answers, its line is encrypted and verified, it takes our user and our sender
    SPF                one record, at most ten look-ups, not everybody
    DKIM               what is published is our key, for each selector
    DMARC              there is a policy, and SPF or DKIM speaks for the sender's domain
    host name          the sending host has a name that leads back to it
    one click          the page to leave answers (GET; never POST)
    a digest           as it would leave: headers of leaving, postal address, size, signature

    "well" is as it should be, "told" is worth knowing, "look" needs a person, who finds below it what to do. A record
    that was published a minute ago your provider's own name server knows: --dns ADDRESS.
    """
    from pipeline import mail_doctor

    _show(ctx, mail_doctor.examine(house_of(ctx, watched=False), name_server), json_wanted)


def _show(ctx: click.Context, found: "Iterable[Check]", json_wanted: bool) -> None:
    """Print each line as it is found, and end with 1 where one needs a person."""
    from pipeline import terminal_mail

    checks = []
    for check in found:
        checks.append(check)
        if not json_wanted:
            terminal_mail.show_check(check)
    if json_wanted:
        print_json([{"check": each.name, "state": each.state, "seen": each.seen, "do": each.remedy} for each in checks])
    else:
        click.echo("\n" + terminal_mail.summary(checks))
    ctx.exit(1 if any(each.state == "needs a person" for each in checks) else 0)
