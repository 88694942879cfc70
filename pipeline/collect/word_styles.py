"""Which of Word's styles hide their text. Shapes: style id to what the style says, and to the style it is based on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

Element = ElementTree.Element
_HIDING = ("vanish", "specVanish")


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _value(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def switched(properties: Element, name: str) -> bool | None:
    """Whether a switch is on, off, or (None) not spoken of: ISO 29500-1, 17.17.4."""
    for mark in properties:
        if _local(mark) == name:
            return _value(mark, "val").lower() not in ("0", "false", "off")
    return None


def _hiding(properties: Element | None) -> bool | None:
    if properties is None:
        return None
    said = [on for name in _HIDING if (on := switched(properties, name)) is not None]
    return any(said) if said else None


def _child(element: Element | None, name: str) -> Element | None:
    return next((child for child in element if _local(child) == name), None) if element is not None else None


@dataclass(frozen=True, kw_only=True)
class Styles:
    """The styles of one file, as far as they hide."""

    #: What each style says itself.
    says: Mapping[str, bool | None] = field(default_factory=dict)
    based_on: Mapping[str, str] = field(default_factory=dict)
    #: The style of a paragraph that names none.
    usual: str = ""
    #: What holds where nobody says anything.
    default: bool = False

    def hides(self, run: Element, paragraph: Element | None) -> bool:
        """Whether a run of text is hidden: by itself, by its style, by its paragraph's style, or by default."""
        own = _child(run, "rPr")
        named, block = _child(own, "rStyle"), _child(_child(paragraph, "pPr"), "pStyle")
        said = (
            _hiding(own),
            self._of(_value(named, "val")) if named is not None else None,
            self._of(_value(block, "val") if block is not None else self.usual),
            self.default,
        )
        return next(each for each in said if each is not None)

    def _of(self, style: str) -> bool | None:
        seen: set[str] = set()
        while style and style not in seen:
            if (said := self.says.get(style)) is not None:
                return said
            seen.add(style)
            style = self.based_on.get(style, "")
        return None


def read_styles(part: Element) -> Styles:
    """The styles of word/styles.xml."""
    says: dict[str, bool | None] = {}
    based_on: dict[str, str] = {}
    usual, default = "", False
    for element in part:
        if _local(element) == "docDefaults":
            default = bool(_hiding(_child(_child(element, "rPrDefault"), "rPr")))
        if _local(element) != "style":
            continue
        id_ = _value(element, "styleId")
        says[id_] = _hiding(_child(element, "rPr"))
        if (base := _child(element, "basedOn")) is not None:
            based_on[id_] = _value(base, "val")
        if _value(element, "type") == "paragraph" and _value(element, "default") in ("1", "true", "on"):
            usual = id_
    return Styles(says=says, based_on=based_on, usual=usual, default=default)
