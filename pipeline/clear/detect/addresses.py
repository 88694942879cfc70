"""Names in what a reader does not see but a browser shows: link addresses and image files."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.clear.detect import lexicon
from pipeline.clear.detect.capitals import Words
from pipeline.clear.detect.runs import Run
from pipeline.clear.detect.sorts import Sort

_ADDRESS = re.compile(r"(?P<image>!)?\[[^\[\]]*\]\(\s*<?(?P<address>[^)\s>]+)")
_BARE = re.compile(r"<(?P<address>https?://[^>\s]+)>|(?<![(\w<\"])(?P<bare>https?://[^\s)>]+)")
_PARTS = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-z])|[A-ZÀ-Þ][a-zà-ÿ]*")
_HOST = re.compile(r"^(?:https?:)?//[^/]+|^(?:mailto|tel):.*$")
#: Hosts that no client stands behind.
_PUBLIC = re.compile(
    r"\b(?:gov|legislation|judiciary|europa|citizensinformation|courts|irishstatutebook|revenue|wikipedia|bailii|canlii|austlii|parliament|oireachtas|sra|lawsociety|acas|ico|cornell|justia|nhs|companieshouse)\b"
)
#: Words of trade that say what a file is.
_KINDS = {
    "plan", "print", "books", "records", "works", "design", "designs", "pictures", "signs", "care", "training", "insurance",
    "finance", "project", "press", "media", "services", "supply", "property", "construction", "events", "security", "systems",
    "solutions", "hire", "travel", "tap", "bar", "fund", "group", "son", "sisters", "community", "trust", "power", "air",
    "building", "software", "digital", "pipes", "drains", "doors", "windows", "controls", "instruments", "terminals", "locks",
}  # fmt: skip
_TECHNICAL = {"final", "draft", "copy", "template", "blank", "sample", "example", "new", "old", "signed", "www", "com", "org", "net", "html", "htm", "php", "aspx", "jpg", "jpeg", "png", "gif", "webp", "svg", "pdf", "docx", "doc", "img", "images", "image", "media", "assets", "uploads", "static", "content", "files", "file", "src", "wp", "scan", "photo", "pic", "dsc", "scaled", "thumb", "thumbnail", "icon", "logo", "banner", "hero", "og", "blog", "post", "posts", "story", "stories", "news", "article", "articles", "tag", "tags", "en", "gb", "us", "ie", "au", "ca", "http", "https", "utm", "amp", "id", "ref", "uk", "eu", "co", "io", "xml", "json", "csv", "zip", "mp4", "mov"}  # fmt: skip
#: A file that the prose names: "osgood-statement-final.pdf".
_FILE = re.compile(
    r"(?<![\w/.@-])[^\W_][\w-]*\.(?:pdf|docx?|odt|rtf|txt|jpe?g|png|heic|tiff?|gif|xlsx?|csv|pptx?|zip|eml|msg|mp3|mp4|m4a|wav|mov|pst)\b",
    re.IGNORECASE,
)
_SHORTEST = 3


def in_files(words: Words) -> Iterator[tuple[int, int]]:
    """Files named in the prose whose names hold somebody's, or a business's."""
    # An underscore in a file's name is no mark of emphasis: the author's own text is read.
    raw = words.told.markdown or words.text
    if "." not in raw:
        return
    ours = {part.lower() for name in words.told.own for part in re.findall(r"\w+", name)}
    heads = lexicon.cues()["business heads"]
    for found in _FILE.finditer(raw):
        parts = [part.group() for part in _PARTS.finditer(found.group().rpartition(".")[0])]
        strange = any(_strange(part, ours) for part in parts)
        business = any(
            part.lower() in heads and _telling(before) for before, part in pairwise(parts) if part.lower() not in _KINDS
        )
        if strange or business:
            yield found.span()


def _telling(part: str) -> bool:
    """Whether a word may be what a business is called by: no "school-form", no "blank-care-plan"."""
    small = part.lower()
    return len(small) > _SHORTEST and small not in _TECHNICAL and not lexicon.law_word(small)


def names(words: Words, named: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Where an address holds a name: one that the text holds too, a first name, or words that are none."""
    raw = words.told.markdown
    if not raw or ("](" not in raw and "://" not in raw):
        return
    told = {words[each].small for run in named if run.sort is not Sort.PLACE for each in range(run.first, run.last + 1)}
    ours = {part.lower() for name in words.told.own for part in re.findall(r"\w+", name)}
    for pattern in (_ADDRESS, _BARE):
        for found in pattern.finditer(raw):
            group = "address" if found["address"] else "bare"
            image = pattern is _ADDRESS and bool(found["image"])
            if image or not _PUBLIC.search(found[group]):
                yield from _inside(found[group], found.start(group), told, ours, sure=image)


def _inside(address: str, offset: int, told: set[str], ours: set[str], *, sure: bool) -> Iterator[tuple[int, int]]:
    """Stretches of names in one address; in an image's file one strange word is enough."""
    host = _HOST.match(address)
    path = host.end() if host else 0
    stretch: list[re.Match[str]] = []
    for part in [*_PARTS.finditer(address, path), None]:
        if part is not None and _strange(part.group(), ours) and (not stretch or part.start() - stretch[-1].end() <= 1):
            stretch.append(part)
            continue
        if stretch and _names(stretch, told, sure=sure):
            yield offset + stretch[0].start(), offset + stretch[-1].end()
        stretch = [part] if part is not None and _strange(part.group(), ours) else []


def _strange(part: str, ours: set[str]) -> bool:
    small = part.lower()
    return len(small) >= _SHORTEST and small not in _TECHNICAL and small not in ours and (
        not lexicon.ordinary(small) or (small in lexicon.given_names() and len(small) > _SHORTEST)
    ) and part.title() not in lexicon.large_places()  # fmt: skip


def _names(stretch: list[re.Match[str]], told: set[str], *, sure: bool) -> bool:
    small = [part.group().lower() for part in stretch]
    if any(part in told for part in small):
        return True
    strange = [part for part in small if not lexicon.ordinary(part)]
    if sure:
        return bool(strange)
    return len(small) > 1 and bool(strange) and any(part in lexicon.given_names() for part in small)
