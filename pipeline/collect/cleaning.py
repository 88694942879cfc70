"""Markdown to HTML that is safe to show, and HTML from elsewhere to Markdown.

nh3 (ammonia) decides what is safe; nothing else in the house writes `Item.html`.
"""

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import markdown
import markdownify
import nh3

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
    return markdown.markdown(text, extensions=_EXTENSIONS, output_format="html")


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

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Text stays text: a typed <deadline> is no tag, a bar in a cell ends no cell."""
        text = re.sub(r"[\\`*_]", r"\\\g<0>", text)
        text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
        text = re.sub(r"<(?=[a-z/!?])", "&lt;", text, flags=re.IGNORECASE)
        return text.replace("|", r"\|") if parent_tags & {"td", "th"} else text

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
    return str(converter.convert(clean)).strip()


def to_text(page: str) -> str:
    """The words of some HTML, in one line."""
    return " ".join(html.unescape(_TAG.sub(" ", nh3.clean(page))).split())
