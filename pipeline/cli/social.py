"""The verbs about social accounts and posts."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import by_option, house_of, json_option, main, print_json

if TYPE_CHECKING:
    from pipeline.model.posting import Post
    from pipeline.post_connecting import Question
    from pipeline.wiring import House


#: Where posts are looked at: never published.
_PAGE = ".attract/previews/posts.html"


@main.group()
def social() -> None:
    r"""Say on social networks what the firm has cleared, in its authors' own words.

    \b
    attract social connect firm-bluesky     give Attract a token for an account of `social.accounts`
    attract social status                   the accounts, and how each stands
    attract social preview                  a page on which every post looks as it will
    attract social clear ID --by Ines       let a draft leave at its time
    attract social queue                    what waits, and what needs a person
    attract social post --dry-run           what would leave now
    """


@social.command()
@click.argument("account")
@click.option("--disconnect", is_flag=True, help="Forget its token; what waits, waits on.")
@click.pass_context
def connect(ctx: click.Context, account: str, disconnect: bool) -> None:
    r"""Ask for what ACCOUNT is spoken for with, find out whom that is, and keep it, encrypted.

    \b
    attract social connect firm-bluesky
    attract social connect firm-bluesky < secrets     the answers, a line each, in the order of the questions

    Nothing that you type is shown, logged or written anywhere in clear. To change a token, connect again; posts that had waited
    for it get their next free time.
    """
    from pipeline import post_connecting, terminal_social

    house = house_of(ctx, watched=False)
    settings = house.posting.accounts.one(account)
    if disconnect:
        known = post_connecting.disconnect(house, account)
        click.echo(f"{account} {'is not connected any more' if known else 'was not connected'}.")
        return
    answers = post_connecting.asked(settings, _ask)
    for line in terminal_social.connected(post_connecting.connect(house, account, answers), house.firm.zone):
        click.echo(line)


def _ask(question: "Question") -> str:
    """One answer: typed unseen, or the next line where somebody pipes them in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    default = "" if question.may_be_empty else None
    answer = click.prompt(question.words, hide_input=question.secret, default=default, show_default=False)
    return str(answer).strip()


@social.command()
@json_option
@click.pass_context
def status(ctx: click.Context, json_wanted: bool) -> None:
    """Show every account: whether it is connected, until when, and its posts. Exit code 1 where one needs a person."""
    from pipeline import post_view, terminal_social

    house = house_of(ctx, watched=False)
    found = post_view.standings(house)
    print_json(post_view.status_json(found)) if json_wanted else terminal_social.show_status(found, house.firm.zone)
    ctx.exit(1 if any(each.remedy for each in found) else 0)


@social.command()
@click.argument("account", required=False, default="")
@click.option("--all", "everything", is_flag=True, help="Also what is there, was dropped, missed or taken down.")
@json_option
@click.pass_context
def queue(ctx: click.Context, account: str, everything: bool, json_wanted: bool) -> None:
    """List what waits, and what needs a person, of ACCOUNT or of all. Exit code 1 where something needs a person."""
    from pipeline import post_view, terminal_social

    house = house_of(ctx, watched=False)
    if account:
        house.posting.accounts.one(account)
    posts = house.posting.posts.find(account=account or None) if everything else post_view.waiting(house, account)
    if json_wanted:
        print_json([post_view.post_json(each, house.firm.zone) for each in posts])
    else:
        by_hand = [name for name, each in house.posting.accounts.all().items() if not each.is_spoken]
        terminal_social.show_queue(posts, house.firm.zone, by_hand)
    ctx.exit(1 if any(post_view.needs_a_person(each) for each in posts) else 0)


@social.command()
@click.argument("account", required=False, default="")
@click.option("--out", "out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where the page goes.  [default: .attract/previews/posts.html]")  # fmt: skip
@click.pass_context
def preview(ctx: click.Context, account: str, out: Path | None) -> None:
    """Write a page on which each post looks as it will, with its length and what to do; nothing leaves.

    Of ACCOUNT, or of all: what waits, what needs a person, and which account says nothing of a piece, and why.
    """
    from pipeline import post_view

    house = house_of(ctx, watched=False)
    if account:
        house.posting.accounts.one(account)
    told = post_view.page_of(house, account).encode()
    if out is None:
        house.file(_PAGE).write(told)
        out = house.root / _PAGE
    else:
        out.write_bytes(told)
    click.echo(f"Look at it in a browser: {out}")


@social.command()
@click.argument("posts", nargs=-1, metavar="[ID]...")
@click.option("--account", default="", metavar="NAME", help="Every draft of this account.")
@click.option("--all", "everything", is_flag=True, help="Every draft.")
@click.option("--yes", is_flag=True, help="With --account or --all: do it without asking.")
@by_option
@click.pass_context
def clear(ctx: click.Context, posts: tuple[str, ...], account: str, everything: bool, yes: bool, by: str) -> None:
    r"""Let drafts leave at their time: you have looked at their words (attract social preview).

    \b
    attract social clear 99453025a988.7f3a2b --by Ines
    attract social clear --account firm-bluesky --by Ines

    What stands behind the full stop names the words that you saw: where they are others by now, nothing is cleared. A draft whose
    time is over gets the next free one. Undo: attract social drop.
    """
    from pipeline import post_acts, terminal_social
    from pipeline.errors import AttractError, UsageError
    from pipeline.model.posting import PostState

    house = house_of(ctx, watched=False)
    if bool(posts) + bool(account) + everything != 1:
        raise UsageError("clear", "it does not say which.", "Name posts, --account NAME or --all: attract social queue")
    if account:
        house.posting.accounts.one(account)
    found = [post_acts.one(house, each) for each in posts] or house.posting.posts.find(
        states=[PostState.DRAFT], account=account or None
    )
    _confirm(not posts and not yes, f"Clear {len(found)} {'draft' if len(found) == 1 else 'drafts'}?")
    cleared, _ = house.judged()
    failed = False
    for each in found:
        try:
            click.echo(terminal_social.told(post_acts.clear(house, each, by, cleared), house.firm.zone))
        except AttractError as problem:
            failed = True
            click.echo(str(problem), err=True)
    ctx.exit(1 if failed else 0)


def _confirm(wanted: bool, words: str) -> None:
    if wanted and sys.stdin.isatty():
        click.confirm(words, abort=True)


@social.command()
@click.argument("post", metavar="ID")
@click.option("--reason", default="", metavar="WORDS", help="Why; stands in the queue.")
@by_option
@click.pass_context
def drop(ctx: click.Context, post: str, reason: str, by: str) -> None:
    """Leave a post out that has not left. Undo: attract social again."""
    from pipeline import post_acts

    house = house_of(ctx, watched=False)
    _tell(house, post_acts.drop(house, post_acts.one(house, post), by, reason))


@social.command()
@click.argument("post", metavar="ID")
@click.pass_context
def again(ctx: click.Context, post: str) -> None:
    """Bring a post back as a draft that was dropped or missed."""
    from pipeline import post_acts

    house = house_of(ctx, watched=False)
    _tell(house, post_acts.again(house, post_acts.one(house, post), house.judged()[0]))


@social.command()
@click.argument("post", metavar="ID")
@click.option("--to", "to", required=True, metavar="TIME", help='With its zone: "2026-11-24T09:00 Europe/London".')
@click.option("--zone", default="", metavar="ZONE", help="The zone, where --to has none: Europe/London.")
@click.pass_context
def move(ctx: click.Context, post: str, to: str, zone: str) -> None:
    """Give a post that waits another time."""
    from pipeline import moments, post_acts

    house = house_of(ctx, watched=False)
    at, clocks = moments.parse(to, zone)
    if clocks:
        click.echo(f"Mind: {clocks}.")
    if shut := house.plan.opening().shut(at):
        click.echo(f"Mind: nothing goes out by itself then ({shut}); it leaves afterwards.")
    _tell(house, post_acts.move(house, post_acts.one(house, post), at))


@social.command()
@click.argument("post", required=False, metavar="[ID]")
@click.option("--there/--not-there", default=None, help="What you found; one that is not there waits again.")
@click.option("--by", default="", metavar="NAME", help="Who looked; stands in the record.")
@click.pass_context
def resolve(ctx: click.Context, post: str | None, there: bool | None, by: str) -> None:
    r"""Say whether an uncertain post is there: the line ended before its network answered, and it shows us nothing.

    \b
    attract social resolve                                     lists them
    attract social resolve 99453025a988 --there --by Ines
    """
    from pipeline import post_acts, terminal_social
    from pipeline.errors import UsageError
    from pipeline.model.posting import PostState

    house = house_of(ctx, watched=False)
    if post is None:
        found = house.posting.posts.find(states=[PostState.UNCERTAIN])
        terminal_social.show_queue(found, house.firm.zone)
        ctx.exit(1 if found else 0)
    if there is None or not by:
        raise UsageError(
            "resolve", "it must say what you found, and who you are.", "--there or --not-there, and --by NAME."
        )
    found_ = post_acts.resolve(house, post_acts.one(house, post), by, there=there, cleared=house.judged()[0])
    _tell(house, found_)


@social.command()
@click.argument("post", metavar="ID")
@click.option("--by-hand", is_flag=True, help="You have taken it down yourself: only note it.")
@by_option
@click.pass_context
def remove(ctx: click.Context, post: str, by_hand: bool, by: str) -> None:
    """Take a post down from its network; that cannot be undone."""
    from pipeline import post_acts

    house = house_of(ctx, watched=False)
    _tell(house, post_acts.remove(house, post_acts.one(house, post), by, by_hand=by_hand))


@social.command("post")
@click.option("--dry-run", is_flag=True, help="Show what would leave now, word for word; nothing does.")
@json_option
@click.pass_context
def post_now(ctx: click.Context, dry_run: bool, json_wanted: bool) -> None:
    r"""Say what is cleared and due, now; `attract up` and `attract schedule` do so by themselves.

    With --json, --dry-run prints each as its network would be told. Exit code 1 where an account stands still, or a post is uncertain.
    """
    from pipeline import as_json, post_acts, post_view, rounds, terminal_social

    house = house_of(ctx, watched=False)
    if dry_run:
        due = house.posting.due()
        stopped = {
            name: why for name in {each.account for each in due} if (why := house.posting.accounts.stopped(name))
        }
        found = [(each, post_acts.payload(house, each.wire, each.account)) for each in due]
        if json_wanted:
            zone = house.firm.zone
            print_json([{**post_view.post_json(each, zone), "payload": told} for each, told in found])
        else:
            terminal_social.show_dry(found, stopped, house.firm.zone)
        ctx.exit(1 if stopped else 0)
    cleared, _ = house.judged()
    rounds.draft(house, cleared)
    said = rounds.say(house, cleared)
    print_json(as_json.posted(said)) if json_wanted else terminal_social.show_said(said)
    ctx.exit(1 if said.problems or said.uncertain else 0)


def _tell(house: "House", post: "Post") -> None:
    from pipeline import terminal_social

    click.echo(terminal_social.told(post, house.firm.zone))
