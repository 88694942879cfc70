"""What a person sees in a terminal of mail's keys and check-up. Prints; decides nothing."""

from collections.abc import Sequence

from rich.console import Console

from pipeline.mail_keys import Published, to_set

_out = Console(highlight=False, soft_wrap=True)
_KINDS = {"rsa": "RSA", "ed25519": "Ed25519"}


def show_keys(found: Sequence[Published]) -> None:
    """Each key with its record, and what comes next. Records are printed unbroken, to be copied."""
    for each in found:
        kept = "made" if each.made else "was there, and is left as it is"
        _out.print(f"[bold]{each.selector}[/]  {_KINDS[each.kind]}, {kept}: {each.file}")
        _out.print("  Publish this TXT record in the DNS of your domain:")
        _out.print(f"    name   {each.name}", markup=False)
        _out.print(f"    value  {each.value}", markup=False)
        _out.print("  or, as a line of a zone file:")
        _out.print(f"    {each.zone}", markup=False)
        _out.print()
    if settings := to_set(list(found)):
        _out.print("When `attract doctor mail` has seen it (an hour or so), sign with it: in content/firm.yml")
        for line in settings:
            _out.print(f"    {line}", markup=False)
    else:
        _out.print("content/firm.yml signs with it. `attract doctor mail` looks whether the record is there.")
    _out.print("Keep a copy of the key; whoever has it can write in your name.")
    _out.print(
        "To change it later: attract mail keys --selector NEW, publish, set `mail.dkim.selector`; keep the old record a week."
    )
