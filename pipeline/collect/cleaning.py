"""Markdown to HTML that is safe to show, and HTML from elsewhere to Markdown.

nh3 (ammonia) decides what is safe; nothing else in the house writes `Item.html`.
"""

import html
import re
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any

import markdown
import markdownify
import nh3
from bs4 import BeautifulSoup, Tag

_EXTENSIONS = ["tables", "footnotes", "sane_lists", "smarty", "fenced_code", "def_list"]
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "dl", "dt", "em", "figcaption",
    "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "u", "ul", "div",
}  # fmt: skip  # one tag a line would hide the list
_ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "div": {"class"},
    "td": {"style"},
    "th": {"style", "scope"},
}
_CLASSES = {"footnote", "footnote-ref", "footnote-backref"}
#: A picture of ours: `asset:` and its published name. Whoever shows the HTML puts the address in.
ASSET = "asset:"
_GOOD_LINK = re.compile(r"(?:https?:|mailto:|tel:|#)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def to_html(text: str, pictures: Mapping[str, str]) -> str:
    """Safe HTML of an author's Markdown.

    Args:
        text: the Markdown.
        pictures: published name by the name the text uses. A picture that is not ours is
            left out: pages load nothing from other hosts.

    """
    rendered = _render(text)
    # The page's title is its only first-level heading.
    if "<h1" in rendered.lower():
        rendered = re.sub(r"(</?h)([1-5])\b", lambda m: f"{m[1]}{int(m[2]) + 1}", rendered, flags=re.IGNORECASE)

    def keep(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            ours = pictures.get(html.unescape(value))
            return ASSET + ours if ours else None
        if name == "href":
            return value if _GOOD_LINK.match(value) else None
        if name == "class":
            return " ".join(c for c in value.split() if c in _CLASSES) or None
        if name == "style":
            # Python-Markdown's table alignment and nothing else.
            return value if re.fullmatch(r"text-align: (?:left|right|center);", value) else None
        return value

    clean = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel", "asset"},
        clean_content_tags={"script", "style"},
        link_rel="noopener",
    )
    # A picture without an address says nothing: take it out, with the paragraph it leaves empty.
    clean = re.sub(r"<img(?![^>]* src=)[^>]*>", "", clean)
    return re.sub(r"<p>\s*</p>\n?", "", clean).strip()


def _render(text: str) -> str:
    reader = _reader()
    reader.reset()
    return reader.convert(text)


@cache
def _reader() -> markdown.Markdown:
    # Making one costs as much as reading a page with it.
    return markdown.Markdown(extensions=_EXTENSIONS, output_format="html")


class _Pictures(HTMLParser):
    """Gathers (address, alternative text) of every picture."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a picture."""
        given = dict(attrs)
        if tag == "img" and given.get("src"):
            self.found.append(((given["src"] or "").strip(), (given.get("alt") or "").strip()))


def pictures_of(text: str) -> list[tuple[str, str]]:
    """The pictures that an author's Markdown shows, in order, by whichever spelling: (name, alternative text)."""
    if "![" not in text and "<img" not in text.lower():
        return []
    reader = _Pictures()
    reader.feed(_render(text))
    reader.close()
    return reader.found


class _ToMarkdown(markdownify.MarkdownConverter):
    """Writes what Markdown reads back as the same words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        #: Entries written so far, by list.
        self._entries: dict[int, int] = {}

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Text stays text: a typed <deadline> is no tag, a bar in a cell ends no cell."""
        text = re.sub(r"[\\`*_]", r"\\\g<0>", text)
        text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
        text = re.sub(r"<(?=[a-z/!?])", "&lt;", text, flags=re.IGNORECASE)
        return text.replace("|", r"\|") if parent_tags & {"td", "th"} else text

    def convert_li(self, element: Any, text: str, parent_tags: set[str]) -> str:
        """One entry of a list. Python-Markdown takes four spaces for one level, markdownify writes fewer."""
        text, parent = text.strip(), element.parent
        bullet = "-"
        if parent is not None and parent.name == "ol":
            start = str(parent.get("start") or "")
            # markdownify counts the entries before each one anew: a list of 20,000 took it half a minute.
            self._entries[id(parent)] = number = self._entries.get(id(parent), -1) + 1
            bullet = f"{number + (int(start) if start.isdecimal() and len(start) < 10 else 1)}."
        return f"{bullet} " + re.sub(r"\n(?=[^\n])", "\n    ", text) + "\n" if text else "\n"

    def convert_img(self, element: Any, text: str, parent_tags: set[str]) -> str:
        """A picture; an address with spaces or brackets in it ends where its angle brackets end."""
        address = element.get("src") or ""
        if re.search(r"[\s()]", address) and not re.search(r"[<>\n]", address):
            element["src"] = f"<{address}>"
        return str(super().convert_img(element, text, parent_tags))  # type: ignore[misc]  # its types lack it

    def convert_s(self, _: object, text: str, parent_tags: set[str]) -> str:
        """Words struck through; Markdown has no mark for them."""
        return f"<s>{text}</s>" if text.strip() else text


def to_markdown(page: str) -> str:
    """Markdown of HTML from Word; scripts, forms and their words are dropped."""
    clean = nh3.clean(page, tags=_TAGS | {"h1"}, clean_content_tags={"script", "style", "form", "nav", "button"})
    converter = _ToMarkdown(
        heading_style="ATX",
        bullets="-",
        sub_symbol="<sub>",
        sup_symbol="<sup>",
        table_infer_header=True,
        keep_inline_images_in=sorted(_TAGS | {"h1"}),
    )
    soup = BeautifulSoup(clean, "html.parser")
    for table in soup.find_all("table"):
        _fill_rows(table)
    return str(converter.convert_soup(soup)).strip()


def _fill_rows(table: Tag) -> None:
    """Put an empty cell wherever a cell above reaches down: Markdown's tables have no merged cells, only columns."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    #: Column to how many more rows the cell above it takes.
    reaching: dict[int, int] = {}
    for row in rows:
        column = 0
        cells = row.find_all(["td", "th"], recursive=False)
        for cell in cells:
            while _reached(reaching, column):
                cell.insert_before(Tag(name="td"))
                column += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            if down > 1:
                reaching |= {column + each: down - 1 for each in range(across)}
            column += across
        # A row of no cells of its own is drawn by the cells that reach into it.
        while cells and _reached(reaching, column):
            row.append(Tag(name="td"))
            column += 1


def _reached(reaching: dict[int, int], column: int) -> bool:
    """Whether a cell from above takes this column; one row of its reach is then used up."""
    left = reaching.get(column, 0) if column < _MOST_COLUMNS else 0
    if left:
        reaching[column] = left - 1
    return left > 0


#: Columns that are counted; a page can claim thousands in a word (`colspan=1000`), and every row pays for them.
_MOST_COLUMNS = 50


def _span(cell: Tag, side: str) -> int:
    """How many rows or columns a cell takes, bounded, also for whoever converts it."""
    written = str(cell.get(side) or "")
    number = int(written) if written.isdecimal() and len(written) < 6 else 1
    number = max(1, min(number, _MOST_COLUMNS if side == "colspan" else 1_000))
    if cell.has_attr(side):
        cell[side] = str(number)
    return number


def to_text(page: str) -> str:
    """The words of some HTML, in one line."""
    return " ".join(html.unescape(_TAG.sub(" ", nh3.clean(page))).split())
