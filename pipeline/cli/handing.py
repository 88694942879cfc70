"""The verbs by which posts are handed to people: files for Buffer and Sprout, a calendar, share packs."""

from pathlib import Path

import click

from pipeline.cli.shared import house_of, json_option, print_json
from pipeline.cli.social import social


@social.command()
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path),
              help="Into this folder.  [default: .attract/outbox/social/files]")  # fmt: skip
@click.option("--ics", "ics_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write every post, of whatever account, into a calendar, too.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be in which file; only --ics is written.")
@json_option
@click.pass_context
def files(
    ctx: click.Context, accounts: tuple[str, ...], folder: Path | None, ics_file: Path | None, dry_run: bool, json_wanted: bool
) -> None:  # fmt: skip
    r"""Write cleared posts into CSV files that Buffer and Sprout import, each post into one file, once.

    \b
    attract social files                          of every account with `by: buffer` or `by: sprout`
    attract social files firm-linkedin --dry-run  what would be in which file
    attract social files --ics posts.ics          and a calendar of all posts

    A post whose time is past, nearer than ten minutes, or closer than that to another gets the next free one, and you are told.
    """
    from pipeline import post_handing, rounds, terminal_handing

    house = house_of(ctx, watched=False)
    names = post_handing.accounts(house, accounts, strict=not ics_file)
    where = (folder or post_handing.folder_of(house)).resolve()
    cleared, _ = house.judged()
    if dry_run:
        done = post_handing.would(house, cleared, names, where)
    else:
        rounds.draft(house, cleared)
        done = post_handing.hand_over(house, cleared, names, where)
    if ics_file:
        post_handing.write_calendar(house, ics_file, accounts)
    why = rounds.no_page(house)
    if json_wanted:
        print_json({**terminal_handing.files_json(done), "calendar": str(ics_file or ""), "no_page": why})
        return
    terminal_handing.show_files(house, done, dry=dry_run)
    if why:
        click.echo(f"Before you import them: {why}")
    if ics_file:
        click.echo(f"The calendar of posts is {ics_file}.")


@social.command()
@click.argument("people", nargs=-1, metavar="[PERSON]...")
@click.option("--dry-run", is_flag=True, help="Lay each mail down as it would leave, to look at; send nothing.")
@json_option
@click.pass_context
def share(ctx: click.Context, people: tuple[str, ...], dry_run: bool, json_wanted: bool) -> None:
    r"""Mail each lawyer who posts by hand the posts that are ready, with words to paste; each post in one mail.

    \b
    attract social share                   everybody with an account `by: hand`
    attract social share ada --dry-run     one of them, to look at

    PERSON is a file's name in content/people/. `cadences.share` does so by itself. Exit code 1 where a mail was not taken, nobody
    knows whether it arrived, or somebody cannot be mailed.
    """
    from pipeline import as_json, rounds, share_packs, terminal_handing
    from pipeline.errors import HostError

    house = house_of(ctx, watched=False)
    cleared, _ = house.judged()
    period = house.time().astimezone(house.firm.zone).date().isoformat()
    if dry_run:
        run, paths = share_packs.lay_down(house, cleared, period, people)
        if json_wanted:
            would = [terminal_handing.mailed_json(each, path) for each, path in zip(run.mailed, paths, strict=True)]
            print_json({"would_leave": would, "accounts_waiting": run.waits, "posts_left": run.left})
        else:
            terminal_handing.show_packs(house, run, paths)
        ctx.exit(1 if run.waits else 0)
    rounds.draft(house, cleared)
    if why := rounds.no_page(house):
        raise HostError("share packs", f"{why}.", "Then mail them: attract social share")
    run = share_packs.mail(house, cleared, period, people)
    print_json(as_json.shared(run)) if json_wanted else terminal_handing.show_packs(house, run)
    ctx.exit(1 if run.waits or run.uncertain or run.refused or run.problem else 0)
