"""What a person sees in a terminal of posts that are handed over. Makes lines; decides nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.model import when
from pipeline.post_handing import Files, Laid, Moved
from pipeline.social.share import Mailed, ShareRun
from pipeline.wiring import House

#: Letters of a post's words on a line.
_WORDS = 60


def show_files(house: House, done: Files, *, dry: bool) -> None:
    """Which posts are in which file, and what somebody should know of them."""
    for each in done.laid:
        for line in _file(house, each, dry=dry):
            click.echo(line)
    if not done.laid:
        click.echo("No cleared post waits for a file: attract social queue lists what does.")
    for moved in done.moved:
        click.echo(f"Another time: {_moved(house, moved, dry=dry)}")
    for left in done.left:
        click.echo(f"Stays: {left.post.id} of {left.post.account}: {left.why}.")


def _file(house: House, each: Laid, *, dry: bool) -> Iterator[str]:
    times = f"times of {house.firm.zone.key}"
    if each.finished:
        again = "would be finished" if dry else "is finished now; where you have imported it, do not import it again"
        yield f"{each.path}: {_posts(len(each.posts))} of {each.account}, {times}. It was begun before, and {again}."
    elif dry:
        yield f"{each.path}: {_posts(len(each.posts))} of {each.account} would stand in it, {times}."
    else:
        yield f"{each.path}: {_posts(len(each.posts))} of {each.account}, {times}. Import it now, once."
    for post in sorted(each.posts, key=lambda one: (one.due, one.id)):
        words = " ".join(post.wire.text.split())
        yield f"    {when.local(post.due, house.firm.zone)}  {post.id}  {words if len(words) <= _WORDS else f'{words[: _WORDS - 1]}…'}"


def _moved(house: House, each: Moved, *, dry: bool) -> str:
    to, was = when.local(each.to, house.firm.zone), when.local(each.post.due, house.firm.zone)
    return f"{each.post.id} of {each.post.account} {'would leave' if dry else 'leaves'} {to} and not {was}, which its program would not take."


def files_json(done: Files) -> dict[str, Any]:
    """For other programs."""
    return {
        "files": [
            {"account": each.account, "file": str(each.path), "finished": each.finished, "posts": [post.id for post in each.posts]}
            for each in done.laid
        ],
        "moved": [
            {"post": each.post.id, "account": each.post.account, "from": each.post.due.isoformat(), "to": each.to.isoformat()}
            for each in done.moved
        ],
        "left": [{"post": each.post.id, "account": each.post.account, "why": each.why} for each in done.left],
    }  # fmt: skip


def show_packs(house: House, run: ShareRun, paths: Sequence[Path] | None = None) -> None:
    """Who got what, and whose posts wait for which reason.

    Args:
        house: the firm.
        run: what became of packs.
        paths: where each lies that would leave; None where they have left.

    """
    for number, each in enumerate(run.mailed):
        what = f"{_posts(len(each.posts))} of {_pieces(each.pieces)}"
        if paths is None:
            click.echo(f"{each.person}: {what}, mailed ({each.said}).")
        else:
            click.echo(f"{each.person}: {what} would leave: {paths[number]}")
    for each in run.uncertain:
        click.echo(
            f"{each.person}: nobody knows whether the mail {each.message_id} arrived ({each.said}). Ask them, then for each of its "
            f"posts ({', '.join(each.posts)}): attract social resolve ID --there, or --not-there"
        )
    for each in (*run.refused, *run.later):
        click.echo(f"{each.person}: the mail server did not take it ({each.said}); its posts wait for the next pack.")
    for account, why in run.waits.items():
        click.echo(f"{account}: its posts wait, because {why}.")
    for post, why in run.left.items():
        click.echo(f"Stays: {post}: {why}.")
    if not (run.happened or run.waits or run.left):
        click.echo("Nothing waits for a share pack.")
    if run.problem:
        click.echo(f"Stopped: {run.problem}")
    if rhythm := without_rhythm(house):
        click.echo(rhythm)


def without_rhythm(house: House) -> str:
    """What somebody should know where accounts are served by hand and no rhythm mails their posts; empty elsewhere."""
    by_hand = any(each.by == "hand" for each in house.firm.social.accounts.values())
    if not by_hand:
        return "No account has `by: hand` in content/firm.yml: a share pack is for those."
    if house.firm.cadences.share:
        return ""
    return 'No rhythm mails share packs by itself. To have one: `cadences: {share: {on: monday, at: "09:00"}}` in content/firm.yml.'


def _posts(number: int) -> str:
    return "1 post" if number == 1 else f"{number} posts"


def _pieces(number: int) -> str:
    return "1 piece" if number == 1 else f"{number} pieces"


def mailed_json(each: Mailed, path: Path) -> dict[str, Any]:
    """One that would leave, for other programs."""
    return {
        "person": each.person, "message_id": each.message_id, "posts": list(each.posts), "pieces": each.pieces,
        "file": str(path),
    }  # fmt: skip
