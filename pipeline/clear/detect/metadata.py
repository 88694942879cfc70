"""Names outside the prose: in addresses, file names, the names of pictures, links and document properties.

`dunmore-v-northgate-housing` as the address of a story tells what the story does not. Here a
name is taken to pieces, and what it shows is said: a case ("x v y"), a client by title or part
("mrs-dunmore", "client-oyelaran"), a word that another detector took for a name, somebody on the
do-not-name list, or, in the address of a page, a word that is no English word and does not stand in the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from urllib.parse import unquote

from pipeline.clear.detect import lexicon
from pipeline.clear.detect.do_not_name import said, sense
from pipeline.clear.detect.told import Hit, Sense, Told
from pipeline.clear.listed import NameList
from pipeline.clear.name_forms import SMALL, SUFFIXES, TITLES, WORD, normal
from pipeline.clear.naming import places
from pipeline.clear.rarity import ordinary, telling
from pipeline.model import Item

#: Where addresses stand in Markdown and in the HTML that it may hold. Reference links are read as words.
_TARGETS = re.compile(
    r"\]\(\s*<?([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)>?"
    r"|<((?:https?://|mailto:)[^>\s]+)>"
    r"|(?<![\w/])(https?://[^\s)>\"'\]]+)"
    r"|\b(?:href|src)\s*=\s*[\"']([^\"'>]+)[\"']",
    re.IGNORECASE,
)
#: A field of a record that somebody pasted: "image: client-oyelaran.jpg".
_FIELDS = re.compile(r"\b(?:slug|filename|file|image|src|href)\s*[:=]\s*([^\s\"']+)", re.IGNORECASE)
_FIELD_NAMES = ("slug", "file", "image", "src", "href")
#: What is published and nobody reads. Collecting drops remarks; texts of other programs may still have them.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|^[ \t]*\[(?://|comment)\]:[ \t]*#[^\n]*|\bGPS(?:Latitude|Longitude|Info)\b",
    re.DOTALL | re.MULTILINE,
)
_HIDDEN_SIGNS = ("<!--", "]:", "GPS")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_PARTS = re.compile(r"[^\W_]+")
_VERSUS = {"v", "vs", "versus"}
#: Behind these a file's name goes on with whom it is about.
_ROLES = {"client", "clients", "claimant", "defendant", "applicant", "respondent", "appellant", "petitioner", "tenant",
          "patient", "re", "matter"}  # fmt: skip
_SURE_TITLES = {"mr", "mrs"}
#: Where judgments are published, and how their addresses number them.
_JUDGMENT = re.compile(
    r"//(?:[\w-]+\.)*(?:bailii\.org|austlii\.edu\.au|canlii\.(?:org|ca)|courtlistener\.com|casemine\.com|casetext\.com)/\S*\d"
    r"|caselaw\.nationalarchives\.gov\.uk/\S*\d|employment-tribunal-decisions/\S|law\.justia\.com/cases/\S*\d"
    r"|/(?:ewca|ewhc|ewfc|uksc|ukpc|ukut|ukftt|eat|iehc|ieca|iesc|csih|csoh|hca|fca|nswsc|nswca|vsc|qsc|scc|onca|onsc)/(?:\w+/)?\d{4}/\d",
    re.IGNORECASE,
)
# A year by itself is none.
_REFERENCE = re.compile(
    r"(?<![a-z])(?:matter|file|ref|case|claim|docket|account|policy|invoice)(?:[-_ .]*no)?[-_ .]*+(?:[a-z]{1,3}[-_]?+)?+"
    r"(?!(?:19|20)\d\d(?![-_/]?\d))\d[-_/\d]{2,}\d",
    re.IGNORECASE,
)
#: What computers call files.
_MACHINE = {
    "jpeg",
    "webp",
    "docx",
    "html",
    "markdown",
    "untitled",
    "screenshot",
    "whatsapp",
    "img",
    "dsc",
    "scan",
    "final",
}
#: A word of fewer letters is rather an abbreviation.
_WORD = 4


@dataclass(frozen=True, slots=True)
class Beside:
    """Words that stand beside an item's text, and what they show."""

    #: As the author finds it: "its address", "the file's name".
    where: str
    words: str
    sense: Sense
    note: str


@dataclass(frozen=True)
class Known:
    """What a name can be compared with."""

    #: Names that other detectors found in the item's text.
    named: tuple[str, ...] = ()
    #: Everything the item says, as words.
    text: str = ""
    own: frozenset[str] = frozenset()
    listed: NameList | None = None
    #: Whether the item tells of clients; others may be called what they like, but for those on the list.
    of_clients: bool = True

    @cached_property
    def people(self) -> tuple[frozenset[str], ...]:
        """The words of each name that was found."""
        parts = (frozenset(_plain(WORD.findall(name))) - TITLES - SUFFIXES - SMALL for name in self.named)
        return tuple(each for each in parts if each)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The words of the text and of the firm's own names: what the story says anyway."""
        return frozenset(_plain(WORD.findall(self.text))) | self.ours

    @cached_property
    def ours(self) -> frozenset[str]:
        """The words of the firm's own names."""
        return frozenset(_plain(word for name in self.own for word in WORD.findall(name)))


@cache
def _public() -> frozenset[str]:
    """Public names of one word, and large places: "re-hmrc" is nobody's file."""
    return frozenset(_plain(name for name, tails in lexicon.public_phrases().items() if (name,) in tails)) | frozenset(
        word for name in lexicon.large_places() for word in _plain(WORD.findall(name))
    )


def find(told: Told, named: Iterable[str]) -> Iterator[Hit]:
    """Every link and picture in a text whose address tells a name, and every remark that no reader sees.

    Args:
        told: the text.
        named: names that other detectors found in the item.

    """
    for remark in _HIDDEN.finditer(told.markdown) if any(sign in told.markdown for sign in _HIDDEN_SIGNS) else ():
        yield Hit(
            Sense.METADATA, remark.start(), remark.end(), note="No reader sees it, and it is published all the same."
        )
    known = Known(tuple(named), "", told.own, told.listed, told.kind.tells_of_clients)
    for target in _targets(told.markdown):
        start, end = target.span(target.lastindex or 0)
        address = told.markdown[start:end]
        if shown := tells(address, known, is_address="://" in address):
            yield Hit(shown[0], start, end, note=shown[1])


def _targets(markdown: str) -> Iterator[re.Match[str]]:
    """Addresses, and fields of records; looked for only where there can be some."""
    if "](" in markdown or "//" in markdown or "=" in markdown:
        yield from _TARGETS.finditer(markdown)
    if any(name in markdown.lower() for name in _FIELD_NAMES):
        yield from _FIELDS.finditer(markdown)


def beside(item: Item, known: Known) -> Iterator[Beside]:
    """What the address of an item, its file, its folders and its file's properties tell."""
    address = item.id.rpartition(":")[2]
    shown = list(_shown("its address", address, known))
    if not shown and known.of_clients and (strange := _strange(_plain(_PARTS.findall(address)), known)):
        shown = [Beside("its address", address, Sense.METADATA_PERHAPS, strange)]
    yield from shown
    if "://" not in item.source:
        *folders, name = item.source.split("/")
        stem = name.rpartition(".")[0] or name
        if _slugged(stem) != _slugged(address):
            yield from _shown("the file's name", name, known, stem)
        # The first is the room, the second the author's.
        for folder in folders[2:]:
            yield from _shown("its folder", folder, known)
    for aside in item.asides:
        for place in places(aside.words, known.listed, known.own, initials=False) if known.listed else ():
            # What nobody is shown is a sign to look at, no more.
            found = sense(place, of_clients=known.of_clients) if aside.shown else Sense.LISTED_PERHAPS
            yield Beside(aside.where, aside.words[place.start : place.end], found, said(place))


def _slugged(name: str) -> list[str]:
    return [normal(word) for word in _PARTS.findall(name)]


def _shown(where: str, name: str, known: Known, stem: str = "") -> Iterator[Beside]:
    if shown := tells(stem or name, known):
        yield Beside(where, name, *shown)


def tells(name: str, known: Known, *, is_address: bool = False) -> tuple[Sense, str] | None:
    """What a name or an address shows that it should not, and how to say so; None for nothing.

    Args:
        name: `dunmore-v-northgate-housing`, `MrsDunmore.jpg`, `https://x.example/cases/oyelaran`.
        known: what to compare it with.
        is_address: it leads to another host, and others chose its words.

    """
    spelled = [part for word in _PARTS.findall(unquote(name)) for part in _CAMEL.split(word)]
    if known.listed and (found := _listed(spelled, known)):
        return found
    if not known.of_clients:
        return None
    words = _plain(spelled)
    note = _case(words) or _titled(words, known) or _named(words, known)
    note = note or (_judgment(name) if is_address else _reference(name))
    return (Sense.METADATA, note) if note else None


def _plain(words: Iterable[str]) -> list[str]:
    return [plain for word in words if (plain := normal(word))]


def _listed(spelled: list[str], known: Known) -> tuple[Sense, str] | None:
    assert known.listed is not None, spelled
    # A file's name is written small: in a story even "will-young" is somebody.
    text = " ".join(word.capitalize() if known.of_clients else word for word in spelled)
    found = places(text, known.listed, known.own, initials=False)
    if not found:
        return None
    first = max(found, key=lambda place: place.whole)
    return sense(first, of_clients=known.of_clients), said(first)


def _may_name(word: str) -> bool:
    return word.isalpha() and len(word) > 1 and not ordinary(word)


def _case(words: list[str]) -> str:
    for before, sign, behind in zip(words, words[1:], words[2:], strict=False):
        if sign in _VERSUS and (_may_name(before) or _may_name(behind)):
            return f"“{before} {sign} {behind}” is the name of a case."
    return ""


def _titled(words: list[str], known: Known) -> str:
    for title, name in pairwise(words):
        if name in known.ours or not name.isalpha() or len(name) < 3:
            continue
        if title in _SURE_TITLES or (title in TITLES | _ROLES and _may_name(name) and name not in _public()):
            return f"“{title} {name}” names somebody."
    return ""


def _named(words: list[str], known: Known) -> str:
    there = set(words)
    for name in known.people:
        alone = next((word for word in sorted(name) if word in there and telling(word)), "")
        if alone or (len(name) > 1 and name <= there):
            return f"“{alone or ' '.join(sorted(name))}” is a name in the text."
    return ""


def _judgment(address: str) -> str:
    return "It leads to a judgment." if _JUDGMENT.search(address) else ""


def _reference(name: str) -> str:
    found = _REFERENCE.search(name)
    return f"“{found.group()}” is the number of a matter." if found else ""


def _strange(words: list[str], known: Known) -> str:
    for word in words:
        if (
            word.isalpha()
            and len(word) >= _WORD
            and word not in known.spoken | _public() | _MACHINE
            and not ordinary(word)
        ):
            return f"“{word}” may be a name: it is no English word that Attract knows, and the text does not have it."
    return ""
