"""One staged page: front matter that the templates print, and the words as safe HTML."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from pipeline.model import Asset, ClearedItem
from pipeline.model.card import Card
from pipeline.publish.sheet import Pieces, Sheet, key

if TYPE_CHECKING:
    from pipeline.publish.desk import Desk

ASSETS = "assets/content/"
CARDS = "assets/cards/"
_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page before it is staged."""

    #: Under the stage: `people/x.md`.
    path: str
    title: str
    description: str
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)
    #: Safe HTML, with `asset:` before each picture's name.
    words: str = ""

    def staged(self) -> bytes:
        """The Markdown file: JSON is YAML, and each key is one line."""
        front = {
            "title": self.title,
            "description": self.description,
            "template": self.template,
            "hide": ["navigation", "toc"],
            **self.data,
        }
        lines = [f"{key}: {to_json(value).decode()}" for key, value in front.items()]
        # A raw block: Markdown inside it is not read again, so what was cleaned stays as it is.
        words = f'<div class="words">\n{_shown(self.words, self.path)}\n</div>\n' if self.words else ""
        return ("---\n" + "\n".join(lines) + "\n---\n\n" + words).encode()


def _shown(html: str, path: str) -> str:
    """Pictures by relative address, and tables that can be pushed sideways by keyboard, too."""
    # With directory addresses a page a/b.md is read at a/b/, one level down; index.md is not.
    depth = path.count("/") + (0 if path.endswith("index.md") else 1)
    html = html.replace('src="asset:', f'src="{"../" * depth}{ASSETS}')
    scroll = '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>'
    return html.replace("<table>", scroll).replace("</table>", "</table></div>")


def with_addresses(cleared: ClearedItem, site: str) -> str:
    """An item's HTML with full addresses, for readers outside the site."""
    return cleared.item.html.replace('src="asset:', f'src="{site}{ASSETS}')


def asset_path(asset: Asset) -> str:
    """A picture's path under the site's root."""
    return ASSETS + asset.filename


def card_path(card: Card) -> str:
    """A share card's path under the site's root."""
    return CARDS + card.filename


def sections(html: str) -> tuple[str, list[dict[str, str]]]:
    """The words before the first heading, and each second-level section after it."""
    parts = _HEADING.split(html)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return parts[0].strip(), [{"title": title.strip(), "html": words.strip()} for title, words in pairs]


def sheet(desk: "Desk", path: str, page: Callable[[], Page], *depends: object) -> Sheet:
    """A page of records and the desk alone.

    Args:
        desk: who and what it is shown beside.
        path: where it is staged.
        page: makes it.
        depends: what it depends on besides the firm and its areas; JSON-able.

    """
    return sheet_of_pieces(desk, path, lambda _: page(), (), *depends)


def sheet_of_pieces(
    desk: "Desk", path: str, page: Callable[[Pieces], Page], needs: Sequence[str], *depends: object
) -> Sheet:
    """A page that shows the words of these pieces, too; see `sheet`."""

    def make(pieces: Pieces) -> bytes:
        made = page(pieces)
        return (replace(made, data={**made.data, "house": desk.house}) if desk.house else made).staged()

    return Sheet(path, key(desk.stamp, path, *depends), make, needs)
