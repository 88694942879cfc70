"""What the commands share: the group, the firm's folder, common options."""

import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import AttractError

if TYPE_CHECKING:
    from threading import Event

    from pipeline.ports import Progress
    from pipeline.wiring import House

#: New objects before Python looks for garbage in circles.
_OBJECTS = 20_000
#: Where it is noted how lines in the log look.
_LOG = "pipeline.log"
_EPILOG = "Exit codes: 0 done, 1 something needs a person, 2 wrong use or configuration."


class Verbs(click.Group):
    """Lists the commands in the order of the work, and turns our errors into one line each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were written down."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an AttractError is told without a traceback."""
        try:
            return super().invoke(ctx)
        except AttractError as error:
            click.echo(f"{error.thing}: {error.cause}\n  {error.remedy}", err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=Verbs, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option("--firm", "root", type=click.Path(file_okay=False, path_type=Path), default=Path(), envvar="ATTRACT_FIRM",
              help="The firm's folder (the one with content/firm.yml).  [default: this folder]")  # fmt: skip
@click.option("--log", "log_form", type=click.Choice(["text", "json"]), envvar="ATTRACT_LOG",
              help="How lines in the log look: for people, or JSON for machines.  [default: text]")  # fmt: skip
@click.option("--log-level", type=click.Choice(["debug", "info", "warning", "error"]), envvar="ATTRACT_LOG_LEVEL",
              help="From which level on they are told.  [default: info, for what runs until it is stopped]")  # fmt: skip
@click.version_option(package_name="attract", message="attract %(version)s")
@click.pass_context
def main(ctx: click.Context, root: Path, log_form: str | None, log_level: str | None) -> None:
    """From what lawyers drop into a folder to a site, and the digest each reader chose.

    Start with `attract run`, then `attract serve` and `attract review`.
    """
    ctx.obj = root
    ctx.meta[_LOG] = (log_form, log_level)


def teach(group: click.Group) -> None:
    r"""Let click see the marks that keep lines as they are: in a raw docstring `\b` is two characters."""
    for command in group.commands.values():
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        if isinstance(command, click.Group):
            teach(command)


def house_of(
    ctx: click.Context,
    *,
    watched: bool = True,
    logged: bool = False,
    only_reads: bool = False,
    ending: "Event | None" = None,
) -> "House":
    """The firm in the folder that the command was given, with a progress bar where somebody watches.

    Args:
        ctx: of the command.
        watched: whether it tells how far it is: a bar on a terminal, lines in the log where there is none.
        logged: it runs until it is stopped, and what happens stands in a log; so does how far it is, where that is told.
        only_reads: whether nothing may be changed in the store, or brought up to date.
        ending: is set when this process is to stop.

    """
    _begin_log(ctx, long=logged)
    # What is imported lives as long as we do; to look through it for garbage every 700 objects costs a twentieth of a second.
    gc.set_threshold(_OBJECTS)
    from pipeline.ending import silent
    from pipeline.wiring import House

    progress: Progress = silent
    if watched and (logged or not sys.stderr.isatty()):
        from pipeline.progress_lines import Lines

        progress = Lines()
    elif watched:
        from pipeline.progress_bar import Bar

        progress = Bar()
    return House(ctx.obj.resolve(), progress=progress, ending=ending, only_reads=only_reads)


def _begin_log(ctx: click.Context, *, long: bool) -> None:
    """Let what happens be told: all of it where it is asked for, or where the command stays; else what a person should know."""
    from pipeline import logs

    form, level = ctx.find_root().meta.get(_LOG, (None, None))
    logs.begin(form or "text", level or "info", short=not (long or form or level))
    if long:
        logs.catch()


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def printable(text: str) -> str:
    """Half of a surrogate pair, which JSON can spell and nothing can print, becomes a question mark: no offset moves."""
    return text.encode("utf-8", "replace").decode("utf-8")


json_option = click.option("--json", "json_wanted", is_flag=True, help="Print JSON, for other programs.")
by_option = click.option("--by", required=True, metavar="NAME", help="Who decides; stands in the record.")
