"""A social digest as ready-to-paste text, from the authors' own titles and summaries."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.counting import Counter
from pipeline.model import ClearedItem, Correction
from pipeline.model.telling import Form, forms

#: A network that takes this many characters gets summaries, too.
_ROOMY = 1000


def write(
    network: Counter,
    opening: str,
    pieces: Sequence[tuple[ClearedItem, str]],
    *,
    areas: Mapping[str, str] | None = None,
    label: str = "",
) -> str:
    """One text that fits: the opening, then as many pieces as there is room for.

    A claim goes out with its notices, whole, or not at all: where there is no room for them the piece
    is named by its kind and area. A narrow network has each notice once, under the first piece that needs it.

    Args:
        network: where it goes.
        opening: the first line.
        pieces: (piece, its public address), the most important first.
        areas: name by practice area id.
        label: what advertising must be labelled with; stands first where a piece tells of clients.

    Raises:
        ValueError: not even one piece and its address fit.

    """
    if not any(piece.item.kind.tells_of_clients for piece, _ in pieces):
        label = ""
    areas = areas or {}
    head = "\n".join(filter(None, [label, opening]))
    blocks = _fitting(network, head, pieces, areas)
    if pieces and not blocks:
        head = label
        blocks = _fitting(network, head, pieces[:1], areas)
    if pieces and not blocks:
        raise ValueError(f"“{pieces[0][0].item.title}” and its address are longer than {network.name} takes")
    return "\n\n".join(filter(None, [head, *blocks])) + "\n"


def _fitting(
    network: Counter, head: str, pieces: Sequence[tuple[ClearedItem, str]], areas: Mapping[str, str]
) -> list[str]:
    """As many pieces as fit under a head, each in the fullest form for which there is room."""
    blocks: list[str] = []
    said: set[str] = set()
    for piece, address in pieces:
        for form in _forms(network, piece, areas):
            new = [each for each in form.notices if _roomy(network) or each not in said]
            block = "\n".join(filter(None, [form.title, form.summary, *new, address]))
            if network.fits("\n\n".join(filter(None, [head, *blocks, block]))):
                blocks.append(block)
                said.update(new)
                break
        else:
            break
    return blocks


def _forms(network: Counter, piece: ClearedItem, areas: Mapping[str, str]) -> Iterator[Form]:
    """The forms in which a network may have a piece: a narrow one has no room for summaries."""
    return (form for form in forms(piece, areas) if _roomy(network) or not form.summary)


def _roomy(network: Counter) -> bool:
    return network.limit >= _ROOMY


def correction(
    network: Counter,
    piece: ClearedItem,
    correction: Correction,
    address: str,
    *,
    areas: Mapping[str, str] | None = None,
    label: str = "",
) -> str:
    """What a network is told when a piece that it had was wrong.

    Args:
        network: where it goes.
        piece: as it stands now.
        correction: what was wrong; left to the page where it does not fit.
        address: where the piece is.
        areas: name by practice area id.
        label: what advertising must be labelled with.

    Raises:
        ValueError: not even the shortest form fits.

    """
    head = label if piece.item.kind.tells_of_clients else ""
    told = " ".join(correction.note.split())
    for form in forms(piece, areas or {}):
        for note in (told, "") if not form.summary else ():
            lines = [head, f"Correction: {form.title}", note, *form.notices, address]
            text = "\n".join(filter(None, lines))
            if network.fits(text):
                return text + "\n"
    raise ValueError(f"the correction of “{piece.item.title}” is longer than {network.name} takes")
