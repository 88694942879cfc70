"""What a person sees in a terminal of mail's keys and check-up. Prints; decides nothing."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from pipeline.mail_keys import Published, to_set
from pipeline.model.check import Check, State

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


#: Characters of a check's name; a selector may be longer.
_NAME = 14
_MARKS = {State.WELL: "[green]well[/]", State.TOLD: "[dim]told[/]", State.PERSON: "[bold red]look[/]"}


def show_check(check: Check) -> None:
    """One line of the check-up, and below it what to do."""
    _out.print(f"{_MARKS[check.state]}  [bold]{escape(check.name):{_NAME}}[/]  {escape(check.seen)}")
    if check.remedy:
        _out.print(f"{'':{_NAME + 8}}{check.remedy}", markup=False)


def summary(checks: Sequence[Check]) -> str:
    """One sentence at the end."""
    waits = [check.name for check in checks if check.state is State.PERSON]
    if not waits:
        return "All is well. Nothing was sent."
    return f"{len(waits)} of {len(checks)} {'needs' if len(waits) == 1 else 'need'} a person: {', '.join(waits)}. Nothing was sent."
