"""The verbs from a dropped file to the site."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from pipeline.cli.shared import house_of, json_option, main, print_json, printable

if TYPE_CHECKING:
    from pipeline.previews import Look
    from pipeline.wiring import House


@main.command()
@json_option
@click.pass_context
def run(ctx: click.Context, json_wanted: bool) -> None:
    """Do everything: collect, tag, clear, publish, and send what is due."""
    from pipeline import as_json, terminal

    house = house_of(ctx)
    result = house.run()
    if json_wanted:
        print_json(as_json.run(result))
    else:
        terminal.show_run(result, house)
    unput = any(each.problem for each in result.hosted)
    if (
        result.collected.problems
        or unput
        or result.delivered.problem
        or result.delivered.uncertain
        or result.shared.problem
    ):
        ctx.exit(1)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what each FILE would become; any file, from anywhere.")
@click.option("--accept-gone", is_flag=True, help="Withdraw what is gone, even if it is most of the folder.")
@json_option
@click.pass_context
def collect(ctx: click.Context, files: tuple[Path, ...], dry_run: bool, accept_gone: bool, json_wanted: bool) -> None:
    r"""Read what was dropped, and the feeds.

    \b
    attract collect                       read stories/, content/ and the feeds
    attract collect --dry-run FILE...     say what FILE would become, and what is damaged
    """
    from pipeline import as_json, terminal

    if files and not dry_run:
        raise click.UsageError(
            "FILE is only for --dry-run; to collect a file, put it into stories/ or content/articles/."
        )
    house = house_of(ctx)
    if dry_run:
        if not files:
            raise click.UsageError("--dry-run needs at least one FILE.")
        previews = [as_json.preview(path, house) for path in files]
        if json_wanted:
            print_json(previews)
        else:
            terminal.show_previews(previews)
        ctx.exit(1 if any("problem" in each for each in previews) else 0)
    with house.working():
        collected = house.collect(accept_gone=accept_gone)
    if json_wanted:
        print_json(as_json.collected(collected))
    else:
        terminal.show_collected(collected)
    ctx.exit(1 if collected.problems else 0)


@main.command()
@click.argument("item", required=False)
@click.option("--all", "everything", is_flag=True, help="List what is cleared, too.")
@click.option("--kind", type=click.Choice(["story", "article", "testimonial", "news"]), default="story",
              show_default=True, help="What a FILE from outside the firm's folder would be.")  # fmt: skip
@click.option("--jsonl", "texts", type=click.File(encoding="utf-8", errors="replace"), metavar="FILE",
              help="Screen each line of FILE (- reads what is piped in), a line out for each; needs no firm.")  # fmt: skip
@json_option
@click.pass_context
def review(
    ctx: click.Context, item: str | None, everything: bool, kind: str, texts: TextIO | None, json_wanted: bool
) -> None:
    r"""List what is held, or only ITEM: where, which words, why, and what to do. Exits 1 while anything is.

    \b
    attract review                        everything that is held
    attract review the-blank-line         one piece, and a page to read it on
    attract review draft.docx             a file from anywhere, as if it lay in stories/
    attract review --jsonl texts.jsonl    {"id", "kind", "jurisdictions", "author_name", "text"} a line
    """
    from pipeline import as_json, previews, terminal
    from pipeline.clear.run import item_by_id
    from pipeline.model import Kind

    house = house_of(ctx)
    if texts is not None:
        ctx.exit(_bulk(house, texts))
    if item and (path := Path(item)).is_file():
        if not (inside := house.inside(path)):
            _show(ctx, previews.from_outside(house, path, Kind(kind)), json_wanted)
            return
        item = inside
    house.catch_up()
    if item:
        wanted = item_by_id(house.library, item).id
        _show(ctx, previews.look(house, [wanted])[0], json_wanted)
        return
    cleared, held = house.judged()
    problems = house.problems()
    shown = cleared if everything else []
    pieces = [each.item for each in cleared] + [each.item for each in held]
    about = house.taggings(pieces)
    # What stands elsewhere has no front matter of ours to write into.
    unsure = [each for each in pieces if each.kind in (Kind.STORY, Kind.ARTICLE) and about[each.id].needs_person]
    overdue = [each for each in cleared if each.overdue]
    if json_wanted:
        print_json(as_json.review(shown, held, problems, unsure, overdue))
    else:
        terminal.show_review(shown, held, problems, unsure, overdue)
    ctx.exit(1 if held or problems or unsure or overdue else 0)


def _bulk(house: "House", texts: TextIO) -> int:
    """Screen texts, a line each; a line that cannot be read is told, and the others go on."""
    from pipeline import clearing
    from pipeline.errors import SourceError

    wrong, name = 0, getattr(texts, "name", "-")
    screen = house.clearing.screen_lines if house.file("content/firm.yml").exists() else clearing.screen_lines
    for answer in screen(texts, name):
        if isinstance(answer, SourceError):
            wrong = 1
            click.echo(str(answer), err=True)
        else:
            click.echo(printable(json.dumps(answer, ensure_ascii=False)))
    return wrong


def _show(ctx: click.Context, look: "Look", json_wanted: bool) -> None:
    """One piece, and where its page lies."""
    from pipeline import as_json, terminal

    if json_wanted:
        print_json(as_json.reviewed(look))
    else:
        terminal.show_reviewed(look)
    ctx.exit(1 if look.held else 0)


@main.command()
@click.option("--dry-run", is_flag=True, help="Only say which addresses would be new, change or go.")
@click.option("--check", is_flag=True, help="Build everything anew aside and compare; exits 1 where something differs.")
@click.option("--anew", is_flag=True, help="Make every page anew, as if none were there.")
@click.pass_context
def publish(ctx: click.Context, dry_run: bool, check: bool, anew: bool) -> None:
    r"""Bring the site up to everything that is cleared; only what has changed is built anew.

    \b
    attract publish              bring it up to date
    attract publish --dry-run    say which addresses would change
    attract publish --check      build everything anew aside, and compare
    """
    house = house_of(ctx)
    with house.working():
        if check:
            _checked(ctx, house.check_site())
            return
        if dry_run:
            for line in house.site_changes():
                click.echo(line)
            return
        published = house.publish(anew=anew)
    if not (change := published.change):
        click.echo("The site is up to date.")
        return
    told = f"{len(change.written)} files written, {len(change.removed)} removed"
    click.echo(f"{published.pages} pages in {house.site}; {told}.")


def _checked(ctx: click.Context, differing: list[str]) -> None:
    if not differing:
        click.echo("The site is what a build of everything makes, byte for byte.")
        return
    click.echo("\n".join(differing))
    click.echo(f"{len(differing)} files differ. `attract publish --anew` makes everything anew.", err=True)
    ctx.exit(1)
