"""The social digest: one post a week that names what is new, and leads to all of it.

A title that needs a notice is not in it, because there is no room for one: the piece is named by its kind and area.
"""

from collections.abc import Mapping, Sequence

from pipeline.model import ClearedItem
from pipeline.model.telling import headline
from pipeline.social.fitting import Draft, Frame, Wish

#: Pieces in one digest, at most; a single one is told by a post of its own.
MOST, LEAST = 5, 2


def weekly(
    pieces: Sequence[ClearedItem], wish: Wish, *, opening: str, areas: Mapping[str, str], label: str = "", turn: int = 0
) -> tuple[Draft, Sequence[ClearedItem]]:
    """One account's digest, and the pieces that it names.

    Args:
        pieces: what is new, the most important first.
        wish: the account's; its link is where all of them are to be had.
        opening: the first line, which names the week's author.
        areas: name by practice area id.
        label: what advertising must be labelled with; stands first where a piece tells of clients.
        turn: by so many places the order is turned, so that no two accounts say the same.

    Raises:
        ValueError: there are not two pieces, or they do not fit.

    """
    if len(pieces) < LEAST:
        raise ValueError("there is no digest of fewer than two pieces")
    for count in range(min(len(pieces), MOST), LEAST - 1, -1):
        told = pieces[:count]
        by = turn % count
        lines = [f"– {headline(each, areas)}" for each in (*told[by:], *told[:by])]
        if left := len(pieces) - count:
            lines.append(f"and {left} more")
        frame = Frame(wish, label if any(each.item.kind.tells_of_clients for each in told) else "", ())
        text = frame.text("\n\n".join([opening, "\n".join(lines)]), ())
        if frame.fits(text):
            warnings = (f"{left} of {len(pieces)} pieces are not named",) if left else ()
            return Draft(text=text, tags=(), title=opening, summary="", warnings=warnings), told
    raise ValueError(f"not two titles fit on {wish.counter.name}")
