"""Make the fonts that share cards are set in (pipeline/edges/fonts/) from the families as their makers give them away.

    python -m tests.make_card_fonts FOLDER

The folder holds `Newsreader[opsz,wght].ttf`, `Newsreader-Italic[opsz,wght].ttf` and `SourceSans3[wght].ttf`.
Needs fonttools, and a Pillow with Raqm: here alone, since the site is built without either. Each style becomes

- NAME.ttf: its letters, without anything that only a layout engine reads. Both are renamed: a changed font
  may not bear a reserved name (SIL Open Font License 1.1, 3).
- NAME.json: how wide each character is, and by how much each pair of plain letters is moved (kerning), in units
  of the em. Pillow kerns with Raqm alone, and Raqm needs a system library that is not everywhere: with the
  numbers beside the letters, a card looks the same on every machine, and is measured without opening a font.
"""

import io
import json
import string
import sys
from pathlib import Path
from typing import Any

TO = Path(__file__).parents[1] / "pipeline" / "edges" / "fonts"
#: Optical size 28: a cut for headlines, a little narrower and sharper than the one for text.
STYLES: dict[str, tuple[str, dict[str, float]]] = {
    "serif-600": ("Newsreader[opsz,wght].ttf", {"wght": 600, "opsz": 28}),
    "serif-400-italic": ("Newsreader-Italic[opsz,wght].ttf", {"wght": 400, "opsz": 28}),
    "sans-400": ("SourceSans3[wght].ttf", {"wght": 400}),
    "sans-600": ("SourceSans3[wght].ttf", {"wght": 600}),
}
#: Latin with its extensions, Greek, Cyrillic; punctuation, signs, arrows; ligatures of f.
BLOCKS = [(0x20, 0x530), (0x1E00, 0x2150), (0x2190, 0x2300), (0xFB00, 0xFB05)]
KERNED = string.ascii_letters + string.digits + ".,:;!?'\"()[]/&-–—‘’“”…·"
#: Pairs that are moved by less than this much of an em look the same unmoved.
LEAST = 0.004
#: A program that does nothing. Without one FreeType bends the letters to the grid of pixels by itself, and one of
#: up to seven bytes, which is what the families come with, counts as none.
NO_HINTS = bytes([0xB8, 0x01, 0xFF, 0x85, 0xB0, 0x04, 0x8D, 0xB0, 0x00, 0x21])


def style(source: Path, axes: dict[str, float]) -> Any:
    """One style of a variable family, with everything that it has."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    return instantiateVariableFont(TTFont(source, recalcTimestamp=False), axes)


def lettering(font: Any, name: str) -> bytes:
    """The letters alone, under a name of ours."""
    from fontTools import subset
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables.ttProgram import Program

    copyright_, licence = font["name"].getDebugName(0), font["name"].getDebugName(13)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "STAT", "DSIG", "gasp", "MVAR", "kern"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if any(a <= code < b for a, b in BLOCKS)])
    subsetter.subset(font)
    font["name"].names = []
    ours = f"Attract Cards {name}"
    for id_, text in {
        0: copyright_,
        1: ours,
        2: "Regular",
        3: ours,
        4: ours,
        6: ours.replace(" ", ""),
        13: licence,
    }.items():
        font["name"].setName(text, id_, 3, 1, 0x409)
    font["prep"] = newTable("prep")
    font["prep"].program = Program()
    font["prep"].program.fromBytecode(NO_HINTS)
    font["maxp"].maxStackElements = max(2, font["maxp"].maxStackElements)
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def measures(whole: bytes, font: Any) -> dict[str, Any]:
    """Widths and kerning, as HarfBuzz has them from the whole font; thousandths of an em."""
    from PIL import ImageFont

    drawn = ImageFont.truetype(io.BytesIO(whole), 1000, layout_engine=ImageFont.Layout.RAQM)
    em = font["head"].unitsPerEm
    wide = {chr(code): round(font["hmtx"][glyph][0] * 1000 / em) for code, glyph in sorted(font.getBestCmap().items())}
    plain = {first: drawn.getlength(first) for first in KERNED}
    moved: dict[str, dict[str, int]] = {}
    for first in KERNED:
        for second in KERNED:
            by = drawn.getlength(first + second, features=["-liga", "-clig"]) - plain[first] - plain[second]
            if abs(by) >= LEAST * 1000:
                moved.setdefault(first, {})[second] = round(by)
    return {"wide": wide, "moved": moved}


def main(folder: Path) -> None:
    """Write every style."""
    TO.mkdir(exist_ok=True)
    for name, (source, axes) in STYLES.items():
        font = style(folder / source, axes)
        whole = io.BytesIO()
        font.save(whole)
        (TO / f"{name}.ttf").write_bytes(lettering(font, name))
        told = json.dumps(measures(whole.getvalue(), font), ensure_ascii=False, separators=(",", ":"))
        (TO / f"{name}.json").write_text(told + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
