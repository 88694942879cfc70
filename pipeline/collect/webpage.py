"""Pages saved from a browser, and Word's "Save as Web Page": the words of the piece without the page around it.

The text is chosen by rule, not by a library that guesses: measured on eight kinds of page, trafilatura,
readability and resiliparse each lost words of the piece (nested lists, table cells, captions, headings), and
a lost sentence changes what a lawyer said. What is left out here is named in a note.
"""

import base64
import binascii
import codecs
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote

import nh3
from bs4 import BeautifulSoup, Tag

from pipeline.collect.cleaning import to_markdown
from pipeline.collect.decoding import decode
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.limits import open_tags
from pipeline.collect.markdown import parse_markdown
from pipeline.collect.page_facts import facts_of
from pipeline.errors import SourceError

_CODE = re.compile(r"<(script|style|!--)", re.IGNORECASE)
#: Tags, at their beginning and end, that are left without scripts: a long Act of Parliament has half as many.
_MOST_TAGS = 60_000
#: Characters of one page without its scripts.
_LARGEST = 5_000_000
#: Open elements, one within the other. Real pages have about forty; parsers slow down, or fail, with thousands.
_DEEPEST = 100
_PARSABLE = 1_000
_CHARSET = re.compile(rb"<meta\b[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
#: Elements whose words are nobody's text.
_SILENT = {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea", "button",
           "audio", "video", "canvas", "dialog", "applet", "noframes", "xml"}  # fmt: skip
_BLOCKS = {"section", "article", "main", "header", "footer", "address", "center", "details", "summary", "hgroup",
           "fieldset", "legend", "aside", "nav", "form", "caption"}  # fmt: skip
_KEPT = {"a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption",
         "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "link", "mark", "meta",
         "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
         "thead", "time", "title", "tr", "u", "ul"} | _BLOCKS  # fmt: skip
_ATTRIBUTES = {
    "*": {"class", "id", "role", "hidden", "style", "itemprop", "aria-hidden"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "meta": {"name", "property", "content", "itemprop"},
    "link": {"rel", "href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime", "pubdate"},
}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_STYLES = re.compile(r"<style\b[^<>]{0,300}>", re.IGNORECASE)
#: Characters of style sheets that are looked through.
_MOST_STYLE = 300_000
_RULE = re.compile(r"([^{}@]{1,400})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"\s*(?:[a-z0-9]+)?[.#]([\w-]+)\s*", re.IGNORECASE)
#: The parts that a page puts around a text, by element and by the words in their class or id.
_FURNITURE = {"nav", "aside", "footer", "form"}
_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"}
_FURNITURE_NAME = re.compile(
    r"^(?:share|sharing|sharedaddy|social|socials|related|recommended|cookie|cookies|cookiebar|consent|gdpr|newsletter|subscribe"
    r"|signup|sidebar|breadcrumb|breadcrumbs|comments|respond|disqus|navbar|navigation|menu|popup|modal|advert|adverts|advertisement"
    r"|promo|byline|pagination|pager|skip|toolbar|feedback|widget|widgets|footer|masthead|postmetadata)$",
    re.IGNORECASE,
)
_META_NAME = re.compile(r"^(?:entry|post|article)-meta$", re.IGNORECASE)
#: No part that holds more than this share of a page's words is taken for furniture, whatever it is called.
_TOO_MUCH = 0.4
_WORD_REVIEW = re.compile(r"\bmso(?:Ins|Del|comanchor|comtxt)\b", re.IGNORECASE)
_WORD_LIST = re.compile(r"^MsoListParagraph", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpeg|webp|svg\+xml);base64,([A-Za-z0-9+/=\s%]+)", re.IGNORECASE)


def parse_page(
    raw: bytes, name: str, title: str = "", *, parts: Mapping[str, Picture] | None = None, whole: bool = False
) -> Draft:
    """Read a page of HTML.

    Args:
        title: what it is called where its place already says so.
        parts: pictures that came with the page, by the address that it names them by.
        whole: everything on it is the text: it is a letter, not a page with a menu.

    Raises:
        SourceError: it has no words, is too large or nested too deeply, or carries Word's open review.

    """
    page, notes = _text(raw)
    bare = _without_code(page)
    _refuse_endless(bare, name)
    # html5ever reads a page as browsers do: what was left open is closed where they close it.
    tidy = nh3.clean(bare, tags=_KEPT, attributes=_ATTRIBUTES, clean_content_tags=_SILENT, link_rel=None,
                     url_schemes={"http", "https", "mailto", "tel", "data", "cid", "file"})  # fmt: skip
    if tidy.count("<") > _MOST_TAGS:
        raise SourceError(name, f"the page has more than {_MOST_TAGS:,} tags.", "Copy its words into a Word file.")
    soup = BeautifulSoup(tidy, "html.parser")
    _refuse_depth(soup, name)
    _refuse_review(soup, name)
    facts = facts_of(page, soup)
    for said in soup(["meta", "link", "title"]):
        said.decompose()
    notes += _drop_hidden(soup, _hiding_names(page))
    text, dropped = (soup, ()) if whole else _main_text(soup)
    notes += dropped
    pictures, lost = _pictures(text, parts or {})
    heading = text.find("h1")
    if not title and heading:
        title = " ".join(heading.get_text(" ").split())
        if title:
            heading.decompose()
    _as_lists(text)
    for block in text(list(_BLOCKS)):
        block.name = "p" if block.name in ("caption", "summary", "legend") else "div"
    draft = parse_markdown(to_markdown(str(text)), name, title or facts.title)
    return replace(
        draft,
        author=draft.author or facts.author,
        date=draft.date or facts.date,
        link=draft.link or facts.link,
        pictures=tuple(pictures.get(each.name, each) for each in draft.pictures),
        first_line=0,
        notes=notes + lost + draft.notes,
    )


def _text(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The page as text: a byte order mark decides, then what it says of itself, then our own guess."""
    marked = raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # The first 1,024 bytes are where the standard looks (HTML, 13.2.3.2); Word writes it further down.
    found = None if marked else _CHARSET.search(raw[:4096])
    if found:
        label = found[1].decode("ascii", "replace").lower()
        # As browsers read it (Encoding Standard, 4.2): Latin-1 and ASCII are names of Windows-1252.
        label = "cp1252" if label in ("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252") else label
        try:
            if label != "cp1252" and not label.startswith("utf-16"):
                return raw.decode(label).replace("\r\n", "\n").replace("\r", "\n"), ()
        except (LookupError, ValueError):
            pass
    return decode(raw)


def _refuse_endless(page: str, name: str) -> None:
    if len(page) > _LARGEST:
        raise SourceError(name, "the page has more than 5 million characters.", "Save it again as “HTML only”.")
    if open_tags(page) > _PARSABLE:
        raise _too_deep(name)


def _without_code(page: str) -> str:
    """The page without scripts, style sheets and remarks: they are long, and what looks like a tag in them is none."""
    kept, at = [], 0
    while found := _CODE.search(page, at):
        kept.append(page[at : found.start()])
        kind = found[1].lower()
        # A remark may end with the two hyphens that open it (HTML, 13.2.5.43).
        end = page.find("-->", found.start() + 2) + 2 if kind == "!--" else _after(page, found.end(), kind)
        if end < found.end():  # what is never closed goes on to the end of the page
            return "".join(kept)
        at = end + 1
    return "".join([*kept, page[at:]])


def _after(page: str, start: int, kind: str) -> int:
    end = re.compile(rf"</{kind}[^<>]{{0,100}}>", re.IGNORECASE).search(page, start)
    return end.end() - 1 if end else -1


def _too_deep(name: str) -> SourceError:
    return SourceError(
        name, f"the page is nested more than {_DEEPEST} levels deep.", "Copy its words into a Word file."
    )


def _refuse_depth(soup: BeautifulSoup, name: str) -> None:
    level, depth = list(soup.children), 0
    while level := [child for each in level if isinstance(each, Tag) for child in each.children]:
        depth += 1
        if depth > _DEEPEST:
            raise _too_deep(name)


def _refuse_review(soup: BeautifulSoup, name: str) -> None:
    for each in soup.find_all(class_=_WORD_REVIEW):
        words = " ".join(each.get_text(" ").split())
        raise SourceError(
            name,
            f"a tracked change or a comment is open in it (“{words[:60]}”).",
            "In Word: Review, Accept or Reject All Changes, Delete All Comments; save and drop it again.",
        )


def _hiding_names(page: str) -> frozenset[str]:
    """Classes and ids that the page's own style sheets hide; only rules with one plain name in front."""
    names: set[str] = set()
    at = read = 0
    while read < _MOST_STYLE and (found := _STYLES.search(page, at)):
        end = page.find("</", found.end())
        at = min(end if end >= 0 else len(page), found.end() + _MOST_STYLE)
        read += at - found.end()
        for rule in _RULE.finditer(page, found.end(), at):
            if _HIDING.search(rule[2]):
                names |= {one[1] for each in rule[1].split(",") if (one := _SELECTOR.fullmatch(each))}
    return frozenset(names)


def _names(each: Tag) -> list[str]:
    return [*(each.get("class") or ()), str(each.get("id") or "")]


def _drop_hidden(soup: BeautifulSoup, names: frozenset[str]) -> tuple[str, ...]:
    """Take out what a browser does not show; whatever an author did not see, an author did not say."""
    hidden = [
        each
        for each in soup.find_all(True)
        if each.has_attr("hidden") or _HIDING.search(str(each.get("style") or "")) or not names.isdisjoint(_names(each))
    ]
    said = any(each.get_text().strip() for each in hidden)
    for each in hidden:
        each.decompose()
    return ("hidden text on the page left aside",) if said else ()


def _main_text(soup: BeautifulSoup) -> tuple[Tag, tuple[str, ...]]:
    """The element that holds the text, its furniture taken out, and a note of what was left aside."""
    whole = _weight(soup)
    dropped = [each for each in soup.find_all(True) if _is_furniture(each) and _weight(each) <= _TOO_MUCH * whole]
    dropped = [each for each in dropped if not each.find("h1")]
    told: list[str] = []
    for each in dropped:
        if not each.decomposed:
            told.append(" ".join(each.get_text(" ").split()))
            each.decompose()
    root = _landmark(soup) if dropped else soup
    if root is not soup:
        for each in soup.find_all(["p", "h2", "h3", "li"]):
            if each is not root and root not in each.parents and each not in root.parents:
                told.append(" ".join(each.get_text(" ").split()))
    return root, _told([words for words in told if words])


def _told(words: list[str]) -> tuple[str, ...]:
    if not words:
        return ()
    shown = "; ".join(f"“{each[:50]}”" for each in words[:4])
    more = f"; and {len(words) - 4} more" if len(words) > 4 else ""
    return (f"what the page has around the text left aside ({shown}{more})",)


def _weight(part: Tag) -> int:
    """Characters of a part that lead nowhere: text, not lists of links."""
    return len(part.get_text()) - sum(len(link.get_text()) for link in part.find_all("a"))


def _is_furniture(each: Tag) -> bool:
    if each.name in _FURNITURE or str(each.get("role") or "").lower() in _ROLES:
        return True
    if each.name == "header" and not each.find_parent(["article", "main"]):
        return True
    return each.name in ("div", "section", "ul", "ol", "p", "span", "header") and any(
        _META_NAME.match(one)
        or any(_FURNITURE_NAME.match(word) for word in re.split(r"[-_]+|(?<=[a-z])(?=[A-Z])", one))
        for one in _names(each)
    )


def _landmark(soup: BeautifulSoup) -> Tag:
    """The one element that the page calls its text, if it holds most of the words."""
    whole = _weight(soup)
    for wanted in ("article", "main, [role=main]", "[itemprop=articleBody]"):
        for found in soup.select(wanted):
            if _weight(found) >= 0.6 * whole:
                return found
    return soup


def _pictures(text: Tag, parts: Mapping[str, Picture]) -> tuple[dict[str, Picture], tuple[str, ...]]:
    """Bytes of the pictures that came with the page, by name; those of other hosts are taken out with a note."""
    found: dict[str, Picture] = {}
    away: list[str] = []
    for image in text.find_all("img"):
        source, alt = str(image.get("src") or "").strip(), " ".join(str(image.get("alt") or "").split())
        image["alt"] = alt = alt.replace("[", "(").replace("]", ")")
        raw = parts[source].raw if source in parts else _inside(source)
        if raw is not None:
            kind = parts[source].name.rpartition(".")[2] if source in parts else source[11:].partition(";")[0]
            made = f"embedded-{len(found) + 1}.{kind.partition('+')[0].lower()}"
            found[made] = Picture(name=made, alt=alt, raw=raw)
            image["src"] = made
        elif _is_dot(image) or not source:
            image.decompose()
        elif re.match(r"[a-z][a-z0-9+.-]*:|//", source, re.IGNORECASE):
            away.append(alt or source[:60])
            image.decompose()
        else:
            image["src"] = unquote(source).partition("?")[0]
    note = f"pictures that were not saved with the page left out ({'; '.join(away[:4])})"
    return found, (note,) if away else ()


def _inside(source: str) -> bytes | None:
    """The bytes of a picture that is written into its own address."""
    found = _DATA.fullmatch(source)
    try:
        return base64.b64decode(unquote(found[2])) if found else None
    except (binascii.Error, ValueError):
        return None


def _is_dot(image: Tag) -> bool:
    """Whether a picture is one of the dots by which readers are counted."""
    return any(str(image.get(side) or "") in ("0", "1", "2", "1px") for side in ("width", "height"))


def _as_lists(text: Tag) -> None:
    """Word's paragraphs with bullets of their own become lists."""
    for paragraph in text.find_all("p", class_=_WORD_LIST):
        marks = [
            each
            for each in paragraph.find_all("span")
            if "mso-list:ignore" in str(each.get("style") or "").lower().replace(" ", "")
        ]
        if not marks:
            continue
        kind = "ol" if re.match(r"\s*\w", marks[0].get_text().replace("o\u00a0", "")) else "ul"
        for mark in marks:
            mark.decompose()
        before = paragraph.find_previous_sibling()
        paragraph.name = "li"
        if isinstance(before, Tag) and before.name == kind and before.get("data-word"):
            before.append(paragraph.extract())
        else:
            paragraph.wrap(_new_list(kind))


def _new_list(kind: str) -> Tag:
    made = BeautifulSoup("", "html.parser").new_tag(kind)
    made["data-word"] = "1"
    return made
