"""One share card as a picture: 1200 x 630 PNG in the house's paper, ink and warm.

Sixteen colours and one pass of run lengths make it quick and small. FreeType draws each letter once in each size;
after that a card is pasted from letters that are there.
"""

import io
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.edges.lettering import FONTS, Face, forced, lines, setting
from pipeline.model.card import Card

if TYPE_CHECKING:  # Pillow takes a tenth of a second to load: only whoever paints waits for it
    from PIL import Image, ImageFont

#: Pixels; the shape in which networks show a picture large (1.91 to 1).
WIDTH, HEIGHT = 1200, 630
#: Every word begins and ends between these.
LEFT, RIGHT = 88, 1120
#: Baselines of the first and of the last line, and the height of the rule above the last.
_FIRST, _LAST, _RULE = 106, 564, 502
#: Of the first thing that is no small line.
_TOP = 84
_SPINE = 16
#: From pipeline/templates/site/assets/site.css, by daylight.
_PAPER, _INK, _QUIET, _WARM, _LINE = (251, 248, 241), (31, 42, 55), (85, 96, 110), (143, 63, 38), (224, 215, 197)
#: Each with the style for what it has no letters for (Greek and Cyrillic, above all).
_SERIF, _ITALIC, _SANS, _STRONG = (
    ("serif-600", "sans-600"), ("serif-400-italic", "sans-400"), ("sans-400",), ("sans-600",),
)  # fmt: skip
#: Pixels; a text is set in the first size in which it fits.
_HEADLINES = (120, 108, 96, 88, 80, 72, 66, 60, 54, 48, 44)
#: From one line to the next, and the height of capitals, in ems.
_CLOSE, _OPEN, _CAPITALS = 1.1, 1.28, 0.68
#: No text of more characters fits, whatever its letters.
_MOST = 800
#: Large letters stand on whole pixels; below this size they are placed to a quarter, or spaces look uneven.
_COARSE = 44
#: Pixels: width and height of a portrait that a card is about, and of one beside a name.
_LARGE, _SMALL = (310, 372), (60, 72)
#: Pixels: white above the rule and under a headline, and what is kept free of a headline where a promise follows.
_ABOVE_RULE, _BELOW_HEADLINE, _PROMISED = 44, 62, 150
#: Between the parts of a kicker.
_DOT = " · "
#: Every pixel that is covered at all.
_SOLID = [0, *[255] * 255]
#: Unicode's class of marks that stand above (Canonical_Combining_Class).
_ABOVE = 230


@dataclass(frozen=True)
class _Colour:
    """A colour with its mixtures with paper, for the soft edges of letters."""

    rgb: tuple[int, int, int]
    #: Entry of the palette that the palest mixture has; the colour itself is the last of them.
    first: int
    steps: int

    @cached_property
    def entries(self) -> list[int]:
        """Entry by how much of a pixel is covered, from 0 to 255."""
        mixed = [round(covered * self.steps / 255) for covered in range(256)]
        return [step and self.first + step - 1 for step in mixed]

    def mixtures(self) -> list[int]:
        """Red, green and blue of each entry."""
        return [
            round(paper + (full - paper) * step / self.steps)
            for step in range(1, self.steps + 1)
            for paper, full in zip(_PAPER, self.rgb, strict=True)
        ]


_INKED, _WARMED, _QUIETED, _RULED = (
    _Colour(_INK, 1, 6),
    _Colour(_WARM, 7, 4),
    _Colour(_QUIET, 11, 4),
    _Colour(_LINE, 15, 1),
)
_PALETTE = [*_PAPER, *(part for each in (_INKED, _WARMED, _QUIETED, _RULED) for part in each.mixtures())]
#: A portrait is printed in tones from ink to paper, which come behind the other entries.
_TONES = 32
_TONED = [16 + bright * (_TONES - 1) // 255 for bright in range(256)]
_TONES_PALETTE = [
    round(ink + (paper - ink) * tone / (_TONES - 1))
    for tone in range(_TONES)
    for ink, paper in zip(_INK, _PAPER, strict=True)
]


@dataclass(frozen=True)
class _Block:
    """Lines of one text in one size."""

    face: Face
    size: int
    #: Pixels from one baseline to the next.
    leading: int
    lines: Sequence[str]

    @property
    def rise(self) -> int:
        """From the top of the capitals of the first line to its baseline."""
        return round(self.size * _CAPITALS)

    @property
    def height(self) -> int:
        """From the top of the capitals to the last baseline."""
        return self.rise + self.leading * (len(self.lines) - 1)

    @cached_property
    def widths(self) -> list[int]:
        """Of each line."""
        return [self.face.width(line) * self.size // 1000 + 1 for line in self.lines]

    @property
    def width(self) -> int:
        """Of the longest line."""
        return max(self.widths)


@lru_cache(maxsize=1024)
def fitted(
    text: str,
    faces: tuple[str, ...],
    sizes: tuple[int, ...],
    width: int,
    *,
    most: int = 1,
    height: int = HEIGHT,
    leading: float = _CLOSE,
) -> _Block | None:
    """A text in the largest of these sizes in which it fits; None where no font of ours has its letters."""
    told = setting(text[:_MOST], *faces)
    if told is None:
        return None
    for size in sizes:
        found = lines(told, width * 1000 / size, most)
        if found and (block := _Block(told.face, size, round(size * leading), found)).height <= height:
            return block
    least = sizes[-1]
    step = round(least * leading)
    most = min(most, 1 + int(height - least * _CAPITALS) // step)
    return _Block(told.face, least, step, forced(told, width * 1000 / least, most)) if most > 0 else None


class CardPainter:
    """Paints cards.

    Args:
        portraits: the folder in which pictures lie under their published names.

    """

    def __init__(self, portraits: Path) -> None:
        self._portraits = portraits

    def paint(self, card: Card) -> bytes:
        """The card as PNG; the same card is the same bytes. A portrait that Pillow cannot open is left out."""
        sheet = _Sheet()
        face = None
        if card.portrait:
            face = _portrait(self._portraits / card.portrait, _LARGE if card.about_person else _SMALL)
        width = RIGHT - LEFT
        if face and card.about_person:
            width -= face.width + 56
            sheet.picture(face, RIGHT - face.width, _TOP)
        _body(sheet, card, width)
        _foot(sheet, card, None if card.about_person else face)
        return sheet.png()


def _body(sheet: "_Sheet", card: Card, width: int) -> None:
    """Kicker, headline and promise; where no font has the headline's letters, the next best text stands there."""
    label = fitted(card.label, _STRONG, (24,), width // 2)
    if label:
        sheet.draw(label, _INKED, LEFT + width - label.width, _FIRST)
    free = width - (label.width + 40 if label else 0)
    # Its first part says that a story is invented: it stands whatever letters the name of the area has.
    kickers = [card.kicker, card.kicker.partition(_DOT)[0]]
    kicker = next((block for each in kickers if (block := fitted(each, _ITALIC, (38, 34, 30), free))), None)
    top = _FIRST + 50 if label or kicker else _TOP
    room = _RULE - _ABOVE_RULE - top
    reserved = _PROMISED if card.promise else 0
    headline = fitted(card.headline, _SERIF, _HEADLINES, width, most=4, height=room - reserved)
    if headline and kicker:
        sheet.draw(kicker, _WARMED, LEFT, _FIRST)
    if not headline:
        # A kicker in that place is one thing: no line ends within it.
        instead = (*(each.replace(_DOT, "\u00a0·\u00a0") for each in kickers), card.name, card.firm)
        headline = next(
            (
                block
                for each in instead
                if (block := fitted(each, _SERIF, _HEADLINES, width, most=4, height=room - reserved))
            ),
            None,
        )
    if headline:
        sheet.draw(headline, _INKED, LEFT, top + headline.rise)
        room, top = room - headline.height - _BELOW_HEADLINE, top + headline.height + _BELOW_HEADLINE
    if promise := fitted(card.promise, _ITALIC, (42, 38, 34), width, most=4, height=room, leading=_OPEN):
        sheet.draw(promise, _QUIETED, LEFT, top + promise.rise)


def _foot(sheet: "_Sheet", card: Card, face: "Image.Image | None") -> None:
    """Who wrote it, on the left, and the firm, on the right, under a rule."""
    left = LEFT
    if face:
        sheet.picture(face, LEFT, _RULE + 18)
        left += face.width + 20
    firm = fitted(card.firm, _SERIF, (36, 32, 28), (RIGHT - left) // 2, most=2, height=52)
    name = fitted(card.name, _STRONG, (32, 28), RIGHT - left - (firm.width + 40 if firm else 0), most=2, height=52)
    if firm or name:
        sheet.rule()
    if firm:
        sheet.draw(firm, _INKED, RIGHT - firm.width, _LAST - (firm.height - firm.rise) // 2, right=True)
    if name:
        sheet.draw(name, _INKED, left, _LAST - (name.height - name.rise) // 2)


class _Sheet:
    """A card while it is painted, each pixel an entry of the palette."""

    def __init__(self) -> None:
        self._pixels = _empty().copy()
        self._palette = _PALETTE
        self._large = False

    def draw(self, block: _Block, colour: _Colour, x: int, baseline: int, *, right: bool = False) -> None:
        """Lines, the first of them on this baseline; all begin at `x`, or all end together."""
        for number, line in enumerate(block.lines):
            indent = block.width - block.widths[number] if right else 0
            self._write(block.face, block.size, colour, line, x + indent, baseline + number * block.leading)

    def _write(self, face: Face, size: int, colour: _Colour, line: str, x: int, baseline: int) -> None:
        for char, at, under in face.places(line):
            if char.isspace():
                continue
            begin = x + at * size / 1000
            whole, quarter = divmod(round(begin * 4), 4) if size < _COARSE else (round(begin), 0)
            letter = _letter(face.name, size, colour, char, quarter)
            right, down = letter.right, letter.down
            if under:
                # The fonts have marks for small letters: on taller ones they stand higher.
                taller = _letter(face.name, size, colour, under, 0).down - _letter(face.name, size, colour, "x", 0).down
                down += taller if unicodedata.combining(char) == _ABOVE else 0
                right = -letter.pixels.width // 2
            self._pixels.paste(letter.pixels, (whole + right, baseline + down), letter.covered)

    def rule(self) -> None:
        """The line above the foot."""
        self._pixels.paste(_RULED.first, (LEFT, _RULE, RIGHT, _RULE + 2))

    def picture(self, face: "Image.Image", x: int, y: int) -> None:
        """A portrait, from its upper left corner on."""
        self._palette = _PALETTE + _TONES_PALETTE
        self._large = face.size == _LARGE
        self._pixels.paste(face, (x, y))

    def png(self) -> bytes:
        """The whole as PNG."""
        self._pixels.putpalette(self._palette)
        out = io.BytesIO()
        # Most rows are runs of one colour: looking for nothing else is twice as quick, and hardly larger.
        # A large portrait has none, and is half as large again if nothing else is looked for.
        way = zlib.Z_DEFAULT_STRATEGY if self._large else zlib.Z_RLE
        self._pixels.save(out, "PNG", bits=4 if self._palette is _PALETTE else 8, compress_type=way)
        return out.getvalue()


@lru_cache(maxsize=1)
def _empty() -> "Image.Image":
    """A card without a word: paper, and the band at its left edge."""
    from PIL import Image

    pixels = Image.new("P", (WIDTH, HEIGHT))
    pixels.paste(_WARMED.first + _WARMED.steps - 1, (0, 0, _SPINE, HEIGHT))
    return pixels


@dataclass(frozen=True)
class _Letter:
    """A letter in its colour. Where two touch, the later one lies on top."""

    #: Entries of the palette.
    pixels: "Image.Image"
    #: Which of the pixels are covered at all.
    covered: "Image.Image"
    #: From the letter's origin to its first pixel.
    right: int
    down: int


@lru_cache(maxsize=8192)
def _letter(face: str, size: int, colour: _Colour, char: str, quarter: int) -> _Letter:
    """A letter as FreeType draws it, a number of quarter pixels to the right."""
    from PIL import Image, ImageDraw

    font = _font(face, size)
    left, top, right, bottom = (round(each) for each in font.getbbox(char, anchor="ls"))
    drawn = Image.new("L", (max(right - left + 3, 1), max(bottom - top + 2, 1)))
    ImageDraw.Draw(drawn).text((1 - left + quarter / 4, 1 - top), char, fill=255, font=font, anchor="ls")
    entries = drawn.point(colour.entries)
    pixels = Image.frombytes("P", drawn.size, entries.tobytes())
    return _Letter(pixels, entries.point(_SOLID).convert("1"), left - 1, top - 1)


@lru_cache(maxsize=64)
def _font(face: str, size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    # The basic layout: it only ever gets one letter.
    return ImageFont.truetype(FONTS / f"{face}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def _portrait(path: Path, size: tuple[int, int]) -> "Image.Image | None":
    """A portrait in tones of ink, as entries of the palette; None for what Pillow cannot open."""
    from PIL import Image, ImageDraw, ImageOps

    try:
        with Image.open(path) as opened:
            opened.draft("RGB", (2 * size[0], 2 * size[1]))  # a JPEG is read no larger than it is needed
            shown = ImageOps.fit(opened.convert("RGBA"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    ground = Image.new("RGBA", size, (255, 255, 255, 255))
    toned = Image.alpha_composite(ground, shown).convert("L")
    corners = Image.new("L", size)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 5, fill=255)
    tones = Image.composite(toned, Image.new("L", size, 255), corners).point(_TONED)
    return Image.frombytes("P", size, tones.tobytes())
