"""The verbs about how mail leaves: the keys that sign it, and whether it would arrive."""

import click

from pipeline.cli.shared import house_of, json_option, main, print_json


@main.group()
def mail() -> None:
    """The keys that sign mail (DKIM)."""


@mail.command("keys")
@click.option(
    "--selector", default="", metavar="NAME", help="Of the RSA key.  [default: mail.dkim.selector, else attract1]"
)
@click.option("--ed25519", default="", metavar="NAME", help="Of an Ed25519 key, for a second signature.  [default: mail.dkim.ed25519_selector, else none]")  # fmt: skip
@json_option
@click.pass_context
def keys(ctx: click.Context, selector: str, ed25519: str, json_wanted: bool) -> None:
    r"""Make the keys that sign mail, and show the DNS record to publish for each.

    A key that is there is never overwritten: its record is shown again.

    \b
    attract mail keys                        the keys that content/firm.yml names, or a first one
    attract mail keys --selector attract2    a new key beside the old one, which signs on

    To change a key: make one under a new selector, publish its record, wait until `attract doctor mail` sees it, set
    `mail.dkim.selector` to it, and take the old record away a week later, when no mail that it signed is on its way.
    Where your mail server signs by itself, you need none of this.
    """
    from pipeline import mail_keys

    house = house_of(ctx, watched=False)
    found = mail_keys.keys(house.firm.mail, house.root, selector, ed25519)
    if json_wanted:
        records = [
            {
                "selector": each.selector, "kind": each.kind, "file": str(each.file), "made": each.made, "signs": each.signs,
                "record": {"name": each.name, "type": "TXT", "value": each.value}, "zone": each.zone,
            }
            for each in found
        ]  # fmt: skip
        print_json(records)
        return
    from pipeline import terminal_mail

    terminal_mail.show_keys(found)
