"""Where the site lives: putting it there, going back, and what is where."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.shared import house_of, json_option, main, print_json

if TYPE_CHECKING:
    from datetime import tzinfo

    from pipeline.hosting import Outcome
    from pipeline.ports import Progress
    from pipeline.ports.hosting import Difference, Put
    from pipeline.wiring import House

#: How many files of each sort a dry run names.
_NAMED = 20

to_option = click.option("--to", "names", multiple=True, metavar="NAME", help="Only this host; may be said twice.  [default: all]")  # fmt: skip


@main.group()
def host() -> None:
    r"""Put the site where it lives: a folder, an SFTP server, an S3 bucket, a Git branch.

    \b
    The hosts stand in content/firm.yml:
      publishing:
        to:
          - {name: web, folder: {path: /srv/www/firm}}
          - {name: mirror, sftp: {host: www.firm.example, user: web, folder: www}}
          - {name: cdn, bucket: {bucket: firm-site, region: eu-west-1}}
          - {name: pages, git: {repository: "git@github.com:firm/site.git"}}
    """


@host.command()
@to_option
@click.option("--dry-run", is_flag=True, help="Only say what would be added, changed and removed.")
@click.option("--anew", is_flag=True, help="Send every file, trusting nothing that lies there.")
@json_option
@click.pass_context
def put(ctx: click.Context, names: tuple[str, ...], dry_run: bool, anew: bool, json_wanted: bool) -> None:
    r"""Make the site that `attract publish` built the public one. Sends only what is new.

    \b
    attract host put                      to every host of content/firm.yml
    attract host put --dry-run            what would be added, changed and removed
    attract host put --to web             to this one
    """
    from pipeline import hosting

    house = house_of(ctx)
    done = hosting.plan(house, names) if dry_run else hosting.put(house, names, anew=anew, progress=_bar())
    _tell(ctx, house, done, json_wanted)


@host.command()
@to_option
@click.option("--version", "version", default="", metavar="VERSION", help="This one, and not the one before.")
@click.option("--earlier-texts", is_flag=True, help="Show pieces that have changed since as they were.")
@json_option
@click.pass_context
def rollback(ctx: click.Context, names: tuple[str, ...], version: str, earlier_texts: bool, json_wanted: bool) -> None:
    r"""Make the version public again that was public before; again, and the one before that.

    No text comes back that is held or was withdrawn since: such a version is refused.

    \b
    attract host rollback                 at every host
    attract host rollback --to web        at this one
    """
    from pipeline import hosting

    house = house_of(ctx)
    house.catch_up()
    _tell(
        ctx,
        house,
        hosting.roll_back(house, names, to=version, earlier_texts=earlier_texts, progress=_bar()),
        json_wanted,
        "rolled back to",
    )


@host.command("list")
@to_option
@json_option
@click.pass_context
def list_(ctx: click.Context, names: tuple[str, ...], json_wanted: bool) -> None:
    """List each host's versions, newest first, and which of them is public."""
    from pipeline import hosting

    house = house_of(ctx, watched=False)
    _tell(ctx, house, hosting.versions(house, names), json_wanted)


def _bar() -> "Progress":
    from pipeline.ending import silent
    from pipeline.progress_bar import Bar

    return Bar() if sys.stderr.isatty() else silent


def _tell(
    ctx: click.Context, house: "House", outcomes: Iterable["Outcome"], json_wanted: bool, verb: str = "public"
) -> None:
    """Each host as soon as it is done; exits 1 where one of them failed."""
    failed, told = False, []
    for each in outcomes:
        failed = failed or each.problem is not None
        if json_wanted:
            told.append(as_json(each))
        else:
            _show(each, verb, house.firm.zone)
    if json_wanted:
        print_json(told)
    ctx.exit(1 if failed else 0)


def _show(each: "Outcome", verb: str, zone: "tzinfo") -> None:
    from pipeline.model import when

    if each.problem:
        click.echo(f"{each.host}  {each.problem.thing}: {each.problem.cause}\n  {each.problem.remedy}", err=True)
    elif each.put:
        click.echo(f"{each.host}  {_said(each.put)}{verb}: {each.put.version}")
    elif each.plan is not None:
        click.echo(f"{each.host}  {_planned(each.plan)}")
    else:
        click.echo(f"{each.host}" if each.versions else f"{each.host}  nothing was put here yet")
        for one in each.versions:
            mark = "*" if one.public else " "
            click.echo(f"  {mark} {one.name}  {when.told(one.at, zone)}  {one.files} files")


def _said(put: "Put") -> str:
    if not (put.written or put.removed or put.kept):
        return ""
    if put.quiet:
        return f"nothing has changed, {put.kept} files; "
    sent = f"{put.sent} sent ({put.sent_bytes / 1e6:.1f} MB)"
    return f"{put.written} new or changed, {put.removed} removed, {put.kept} as they were; {sent}; "


def _planned(plan: "Difference") -> str:
    if not plan:
        return "nothing would change"
    lines = [f"{len(plan.added)} to add, {len(plan.changed)} to change, {len(plan.removed)} to remove"]
    for mark, paths in (("+", plan.added), ("~", plan.changed), ("-", plan.removed)):
        lines += [f"  {mark} {path}" for path in paths[:_NAMED]]
        if len(paths) > _NAMED:
            lines.append(f"  {mark} and {len(paths) - _NAMED} more (--json lists them)")
    return "\n".join(lines)


def as_json(each: "Outcome") -> dict[str, Any]:
    """One host for other programs."""
    told: dict[str, Any] = {"host": each.host}
    if each.problem:
        told["problem"] = {"thing": each.problem.thing, "cause": each.problem.cause, "remedy": each.problem.remedy}
    elif each.put:
        told |= {
            "public": each.put.version, "written": each.put.written, "removed": each.put.removed,
            "kept": each.put.kept, "sent": each.put.sent, "sent_bytes": each.put.sent_bytes,
        }  # fmt: skip
    elif each.plan is not None:
        told |= {name: list(getattr(each.plan, name)) for name in ("added", "changed", "removed")}
    else:
        told["versions"] = [
            {
                "version": one.name, "at": one.at.isoformat(), "files": one.files,
                "before": one.before, "public": one.public,
            }
            for one in each.versions
        ]  # fmt: skip
    return told
