"""How a piece is cited."""

import re
from zoneinfo import ZoneInfo

from pipeline.model import ClearedItem
from pipeline.model.telling import TITLE, headline, notices, speaker
from pipeline.publish.links import public
from pipeline.publish.shown import day

# Quotes inside the title, which itself stands in quotes.
_OPENING = re.compile(r'“|(?<![^\s(\[—–-])"')


def citation(piece: ClearedItem, *, author: str, firm: str, site: str, zone: ZoneInfo, areas: dict[str, str]) -> str:
    """One line by which others cite a piece: author, title, firm, date, address, and when it was last corrected.

    It will be copied to where no notice stands. So a title that needs one gives way to words that
    claim nothing, and those are not in quotes.

    Args:
        piece: what is cited.
        author: their name; empty where there is none. In a testimonial, whoever speaks goes before them.
        firm: the name of who published it.
        site: the site's address.
        zone: the firm's, for the day of a correction.
        areas: name by practice area id, for a title that may not stand alone.

    """
    title = headline(piece, areas)
    parts = [
        speaker(piece.item) or author,
        title if notices(piece, TITLE) else f"“{_within_quotes(title)}”",
        firm,
        day(piece.item.published),
        public(piece.item, site),
    ]
    line = ", ".join(part for part in parts if part)
    if not piece.corrections:
        return line
    last = max(each.at for each in piece.corrections)
    return f"{line} (corrected {day(last.astimezone(zone))})"


def _within_quotes(title: str) -> str:
    return _OPENING.sub("‘", title).replace("”", "’").replace('"', "’")
