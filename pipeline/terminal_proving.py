"""What a person sees in a terminal of a certificate. Prints; decides nothing."""

from rich.console import Console
from rich.markup import escape

from pipeline.proving.certificate import headline, moments
from pipeline.proving.run import Proof
from pipeline.proving.saying import times

_out = Console(highlight=False, soft_wrap=True)


def show(proof: Proof) -> None:
    """The certificate, as a page of text; each breach stands under its promise."""
    local, utc = moments(proof)
    _out.print(f"[bold]Certificate of {escape(proof.firm)}[/]")
    _out.print(f"{local}, which is {utc}; Attract {proof.attract}; {proof.took:.1f} s\n", markup=False)
    for invariant, look in proof.results:
        mark = "[green]holds[/] " if look.holds else "[bold red]broken[/]" if look.breaches else "[bold red]unseen[/]"
        _out.print(f"{mark}  {escape(invariant.says)}  [dim]{escape(look.seen)}[/]")
        for note in look.notes:
            _out.print(f"          {note}", markup=False)
        if look.unseen:
            _out.print(f"          {look.unseen}", markup=False)
        for breach in look.breaches:
            _out.print(f"        [bold]{escape(breach.what)}[/]: {escape(breach.means)}")
            _out.print(f"          {breach.remedy}", markup=False)
        if look.more:
            _out.print(f"        and {times(look.more, 'more', 'more')}", markup=False)
    _out.print(f"\nFingerprint of what was checked (SHA-256): {proof.seal or 'none'}", markup=False)
    _out.print(f"[bold]{headline(proof)}[/] Nothing was changed.")
