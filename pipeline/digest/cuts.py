"""A mail's two templates cut into pieces that are rendered and encoded once, and filled for each reader.

In a template, `{% call cut("opening") %}...{% endcall %}` is a block. Both templates have the same blocks in the same order;
what lies between them is the frame. In a block, a word such as `(=name=)` stands for what is a reader's own.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.digest import render
from pipeline.digest.quoted import quoted

#: Quoted-printable bytes: as the plain part has them, and as the HTML has them.
Pair = tuple[bytes, bytes]
#: The pieces of a block, and which of the reader's own words go between them: one fewer.
_Half = tuple[Sequence[bytes], Sequence[int]]
#: As the plain part has them, and as the HTML has them.
Gapped = tuple[_Half, _Half]

NOTHING: Pair = (b"", b"")
# No value holds such a mark: in text, control characters are taken out of them, and in HTML their brackets are escaped.
_TEXT_MARK, _HTML_MARK = "\x1e{}\x1e", "<!--cut {}-->"
_TEXT_CUT, _HTML_CUT = re.compile("\x1e([a-z]+)\x1e"), re.compile("<!--cut ([a-z]+)-->")
_GAP = re.compile(r"\(=([a-z]+)=\)")


def gap(name: str) -> str:
    """What to render a block with where a reader's own words go."""
    return f"(={name}=)"


@dataclass(frozen=True)
class Cuts:
    """The pieces of one mail, rendered with what is the same for every reader.

    Raises:
        ValueError: a template lacks a block, has one twice, or has them in another order.

    """

    template: str
    #: Every name that the templates use, with what leaves its block empty.
    base: Mapping[str, object]
    #: In the order of the templates.
    blocks: Sequence[str]

    def frame(self) -> tuple[Pair, ...]:
        """What stands before, between and after the blocks: one more than there are blocks."""
        text, html = self._cut({})
        return tuple((quoted(a), quoted(b)) for a, b in zip(text[::4], html[::4], strict=True))

    def block(self, name: str, /, **told: object) -> Pair:
        """A block as it is with these values."""
        at = 4 * self.blocks.index(name) + 2
        text, html = self._cut(told)
        return quoted(text[at]), quoted(html[at])

    def gapped(self, name: str, own: Sequence[str], /, **told: object) -> Gapped:
        """The same, in pieces, for `filled` with a reader's own words in this order."""
        at = 4 * self.blocks.index(name) + 2
        text, html = self._cut(told)
        return _parted(text[at], own), _parted(html[at], own)

    def _cut(self, told: Mapping[str, object]) -> tuple[Sequence[str], Sequence[str]]:
        """Both parts: frame, name, block, name, frame, and so on."""
        data = {**self.base, **told}
        return (
            self._checked(_TEXT_CUT.split(render.text(self.template, data, _marker(_TEXT_MARK)))),
            self._checked(_HTML_CUT.split(render.html(self.template, data, _marker(_HTML_MARK)))),
        )

    def _checked(self, found: Sequence[str]) -> Sequence[str]:
        if [*self.blocks] != [*found[1::4]] or [*self.blocks] != [*found[3::4]]:
            raise ValueError(f"the blocks of {self.template} are {found[1::2]}, not a pair of each of {self.blocks}")
        return found


def _marker(mark: str) -> render.Cut:
    def cut(name: str, caller: Callable[[], str]) -> str:
        # Where Jinja escapes, what `caller` gives is safe, and so are the marks: else one would escape the other.
        inside = caller()
        around = mark.format(name)
        return Markup(around) + inside + Markup(around) if isinstance(inside, Markup) else around + inside + around

    return cut


def _parted(block: str, own: Sequence[str]) -> _Half:
    found = _GAP.split(block)
    return [quoted(part) for part in found[::2]], [own.index(name) for name in found[1::2]]


def filled(pieces: Gapped, own: Sequence[str]) -> Pair:
    """A block with a reader's own words: as they are in text, escaped in HTML."""
    plain = [quoted(words) for words in own]
    html = [quoted(str(escape(words))) for words in own] if _has_markup("".join(own)) else plain
    return _joined(pieces[0], plain), _joined(pieces[1], html)


def _has_markup(words: str) -> bool:
    """Whether HTML writes them in another way."""
    return "&" in words or "<" in words or "'" in words or '"' in words or ">" in words


def _joined(half: _Half, own: Sequence[bytes]) -> bytes:
    pieces, order = half
    whole = [b""] * (2 * len(pieces) - 1)
    whole[::2] = pieces
    whole[1::2] = [own[at] for at in order]
    return b"".join(whole)
