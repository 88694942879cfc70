"""What a person sees of accounts and posts in a terminal. Makes lines; decides nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from pipeline.model import when
from pipeline.model.posting import Post, PostState
from pipeline.post_connecting import Connected
from pipeline.post_view import Standing, beside
from pipeline.social.run import PostRun
from pipeline.terminal_tags import columns

_out = Console(highlight=False)
_STATES = {
    PostState.DRAFT: "draft", PostState.PLANNED: "planned", PostState.ATTEMPTING: "on its way", PostState.ACCEPTED: "there",
    PostState.REFUSED: "refused", PostState.UNCERTAIN: "uncertain", PostState.MISSED: "missed", PostState.DROPPED: "dropped",
    PostState.REMOVED: "taken down",
}  # fmt: skip
#: Letters of a post's words on a line.
_WORDS = 74


def show_status(found: Sequence[Standing], zone: ZoneInfo) -> None:
    """A line for each account, and what somebody should do."""
    if not found:
        _out.print("The firm speaks nowhere yet: name its accounts under `social.accounts` in content/firm.yml.")
        return
    table = columns("account", "where", "how it stands", "posts", "next")
    for column in table.columns[:2]:
        column.no_wrap = True
    for each in found:
        where = f"{each.network}{'' if each.by == 'attract' else f' by {each.by}'}"
        speaks = f" as {each.speaks_for}" if each.speaks_for and each.connection == "connected" else ""
        ends = f", until {when.told(each.ends, zone)}" if each.ends else ""
        posts = ", ".join(f"{number} {_STATES[state]}" for state, number in each.posts.items()) or "none"
        following = when.told(each.following, zone) if each.following else ""
        table.add_row(
            Text(each.account), Text(where), Text(f"{each.connection}{speaks}{ends}"), Text(posts), Text(following)
        )
    _out.print(table)
    for each in found:
        if each.remedy:
            _out.print(f"{each.account}: {each.remedy}", markup=False, soft_wrap=True)
    drafts = sum(each.posts[PostState.DRAFT] for each in found)
    if drafts:
        _out.print(_look(drafts), markup=False)


def show_queue(found: Sequence[Post], zone: ZoneInfo, by_hand: Collection[str] = ()) -> None:
    """A line for each post, and what somebody should know of it.

    Args:
        found: the posts.
        zone: the firm's.
        by_hand: names of accounts to which a person brings them: what was handed over need not be there yet.

    """
    if not found:
        _out.print("Nothing waits.")
        return
    _out.print(f"All times are those of {zone.key}.")
    for each in found:
        words = " ".join(each.wire.text.split())
        head = f"{when.local(each.due, zone)}  {each.called}  {each.account}  "
        handed = each.state is PostState.ACCEPTED and each.account in by_hand
        _out.print(Text.assemble(head, ("handed over" if handed else _STATES[each.state], "bold")), soft_wrap=True)
        _out.print(f"    {words if len(words) <= _WORDS else f'{words[: _WORDS - 1]}…'}", markup=False, soft_wrap=True)
        if each.state is not PostState.DRAFT or each.response:
            _out.print(f"    {beside(each)}", markup=False, soft_wrap=True)
    if drafts := sum(each.state is PostState.DRAFT for each in found):
        _out.print(_look(drafts), markup=False)


def _look(drafts: int) -> str:
    waits = "1 draft waits" if drafts == 1 else f"{drafts} drafts wait"
    return f"{waits} for a look: attract social preview, then attract social clear."


def told(post: Post, zone: ZoneInfo) -> str:
    """How one post stands after an act, in a line."""
    at = f", leaves {when.told(post.due, zone)}" if post.state in (PostState.PLANNED, PostState.DRAFT) else ""
    return f"{post.id} on {post.account}: {_STATES[post.state]}{at}."


def show_dry(found: Sequence[tuple[Post, Mapping[str, object]]], stopped: Mapping[str, str], zone: ZoneInfo) -> None:
    """What would leave now, word for word."""
    if not found:
        _out.print("Nothing is due.")
    for post, _ in found:
        _out.print(Text.assemble((post.account, "bold"), f"  {post.called}  due {when.told(post.due, zone)}"))
        _out.print(post.wire.text, markup=False, soft_wrap=True)
        if post.wire.link and post.wire.link not in post.wire.text:
            _out.print(f"[card: {post.wire.title}, {post.wire.link}]", markup=False, soft_wrap=True)
        _out.print()
    for why in stopped.values():
        _out.print(f"Stands still: {why}", markup=False, soft_wrap=True)


def show_said(said: PostRun) -> None:
    """What became of what was due."""
    numbers = {
        "there": said.accepted, "refused": said.refused, "uncertain": said.uncertain, "missed": said.missed,
        "dropped": said.dropped, "taken down": said.removed,
    }  # fmt: skip
    told_ = ", ".join(f"{number} {name}" for name, number in numbers.items() if number) or "nothing was due"
    _out.print(f"Posts: {told_}; {said.waiting} wait for their time, {said.drafts} for a look.", markup=False)
    for name, why in said.problems.items():
        _out.print(why if why.startswith(name) else f"{name}: {why}", markup=False, soft_wrap=True)


def connected(done: Connected, zone: ZoneInfo) -> Iterator[str]:
    """What somebody should know who connected an account."""
    known = done.connection
    where = f" ({done.address})" if done.address else ""
    yield f"{known.account} is connected: it speaks for {known.speaks_for}{where}."
    if known.ends:
        yield f"Its token ends {when.told(known.ends, zone)}; you are told 14, 7 and 1 days before."
    if done.secret:
        yield "Tell this secret to whoever listens; it is not shown again:"
        yield done.secret
    if done.moved:
        yield f"{done.moved} {'post' if done.moved == 1 else 'posts'} that had waited got another time: attract social queue"
